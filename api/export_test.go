package api

// For the tests of package api_test.
var (
	UpdateGolden  = updateGolden
	CompareGolden = compareGolden
)
