package planning

import "math"

// percent is 100 part / whole to two decimals; 0 of 0 is 0. It never rounds a part that lacks something
// up to 100 nor one that has something down to 0.
func percent(part, whole int64) float64 {
	if whole <= 0 {
		return 0
	}
	x := math.Round(10000*float64(part)/float64(whole)) / 100
	switch {
	case part < whole && x >= 100:
		return 99.99
	case part > 0 && x <= 0:
		return 0.01
	}
	return x
}

// GapPercent says by how much a bound may be missed: 100 (bound - served) / bound, 0 where there is
// no bound.
func GapPercent(bound, served int64) float64 { return percent(bound-served, bound) }
