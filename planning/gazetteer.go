package planning

// Gazetteer is everything known of a region: what an import makes and what a problem is made from.
type Gazetteer struct {
	Areas       []Area
	Settlements []Settlement
	Booths      []Booth // those with a place; Visitors and order do not count
	Venues      []Venue
	Duplicates  []VenueDuplicate
	Drive       *Drive // nil where the source has no drive.json
	Closures    []Closure
	Teams       []Team // of the drive; empty where the source has no teams.csv
	PastCamps   []PastCamp
	Towns       []Town // how each town was placed, named where it was not
	Census      []CensusCount
	Water       []Water // what parts places; empty where it is not known
	Crossings   []Crossing
	Crews       []CrewRecord // that an import brings; what is stored is read by itself
	Works       []WorkRecord
	Absent      []Absence
}

// Town says how an urban local body's people were placed.
type Town struct {
	Name     string
	District AreaID
	People   int64  // 0: unknown
	Placed   string // wards, schools, point, settlements (already counted there), missing
	Reason   string
}

// CensusCount is an area's published population, to say what share of it was placed.
type CensusCount struct {
	District AreaID
	People   int64
	Year     int
	Source   string
}

// Absence names something the source does not have, what that costs and which rule is off for it.
type Absence struct {
	What string `json:"what"`
	Cost string `json:"cost"`
}
