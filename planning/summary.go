package planning

import "doorstep/geo"

// Summary is a plan in figures: what report, API and command line print. Percentages are worked out
// here, once, to two decimals; a share that is short of all is never shown as 100.
type Summary struct {
	District     string          `json:"district"`
	DistrictID   AreaID          `json:"district_id"`
	Drive        Drive           `json:"drive"`
	FirstDay     Day             `json:"first_day"`
	LastDay      Day             `json:"last_day"`
	UsableDays   int             `json:"usable_days"` // days on which some candidate is open
	ProblemHash  string          `json:"problem_hash"`
	Solver       string          `json:"solver"`
	Seed         uint64          `json:"seed"`
	Travel       *TravelRecord   `json:"travel,omitempty"` // what the walks are from; left out: straight lines times the drive's detour
	Score        Score           `json:"score"`
	Shares       Shares          `json:"shares"`
	Bound        SummaryBound    `json:"bound"`
	People       *SummaryPeople  `json:"people"` // null where no cell has a radius
	Placement    Placement       `json:"placement"`
	Venues       int             `json:"venues"` // candidates
	Teams        int             `json:"teams"`
	Blocks       []SummaryArea   `json:"blocks"`    // by name
	Groups       []SummaryArea   `json:"groups"`    // worst-served first
	Uncovered    []UncoveredCell `json:"uncovered"` // cells not wholly served, most unserved visitors first
	Reasons      []ReasonTotal   `json:"reasons"`   // most unserved visitors first
	Calendar     []SummaryDay    `json:"calendar"`
	BelowMinimum []GroupGap      `json:"groups_below_minimum"`
	Conflicts    []Conflict      `json:"conflicts"` // what cannot be had together, each with what lifts it
	TeamKM       int64           `json:"team_km"`   // driven by teams from the middle of their block to the venues and back, estimated; the same whoever goes when
	Shortages    []Shortage      `json:"shortages"` // what no plan of the problem can hold, whatever is chosen
	Worths       []BlockWorth    `json:"worths"`    // of one more camp-day in each block, most first
	Absent       []Absence       `json:"absent"`
	// Of a drive by booths; its sentence stands for that of the bound.
	Sittings  *SummarySittings `json:"sittings,omitempty"`
	Sentences []string         `json:"sentences"` // what a reader must know, in order of weight
}

// Shares are the percentages that stand beside one another in every report.
type Shares struct {
	WithinReach       float64  `json:"within_reach_percent"`       // people with a camp within the threshold, of people placed
	VisitorsServed    float64  `json:"visitors_served_percent"`    // of visitors expected
	EstimatedDistance float64  `json:"estimated_distance_percent"` // of the people within reach, those whose distance is estimated
	EstimatedPeople   float64  `json:"estimated_people_percent"`   // of people placed, those put there by rule
	EstimatedGroups   float64  `json:"estimated_groups_percent"`   // of groups, the stand-ins
	PeoplePlaced      *float64 `json:"people_placed_percent"`      // of census people; null where no census is given
}

// SummaryBound is how far the plan may be from the best.
type SummaryBound struct {
	Visitors   int64   `json:"visitors"`
	GapPercent float64 `json:"gap_percent"` // 100 (bound - served) / bound in the last aim, the earlier aims held
	Sentence   string  `json:"sentence"`
	Within     string  `json:"within"`
}

// SummaryPeople says how far the plan holds for people where they live, though it is made for cells.
type SummaryPeople struct {
	LargestRadius int64  `json:"largest_radius_m"` // of a cell, on foot, estimated
	Sure          int64  `json:"surely_within"`    // people
	Possible      int64  `json:"possibly_within"`  // people
	Undecided     int64  `json:"undecided"`        // people: possibly, not surely
	Served        int64  `json:"surely_served"`    // visitors sent where they can surely walk
	Bound         int64  `json:"bound"`            // visitors: no plan can serve more, wherever in their cells they live
	Sentence      string `json:"sentence"`
}

// SummaryArea is a block's or a group's part of a plan.
type SummaryArea struct {
	ID             string  `json:"id"`
	Name           string  `json:"name"`
	Block          AreaID  `json:"block"`
	BlockName      string  `json:"block_name"`
	Estimated      bool    `json:"estimated"` // a stand-in group, or a block that has some
	Groups         int     `json:"groups"`
	Teams          int     `json:"teams"` // of a block
	Venues         int     `json:"venues"`
	Camps          int64   `json:"camps"` // camp-days
	Minimum        int64   `json:"minimum"`
	People         int64   `json:"people"`
	PeopleWithin   int64   `json:"people_within"`
	PeopleSure     int64   `json:"people_surely_within,omitempty"`   // wherever in their cells they live; 0 where no cell has a radius
	PeoplePossible int64   `json:"people_possibly_within,omitempty"` // where they may
	Undecided      int64   `json:"people_undecided,omitempty"`       // possibly, not surely
	Visitors       int64   `json:"visitors"`
	Served         int64   `json:"visitors_served"`
	WithinPercent  float64 `json:"within_reach_percent"`
	ServedPercent  float64 `json:"visitors_served_percent"`
	EstimatedShare float64 `json:"estimated_people_percent"`
}

// UncoveredCell is a cell some of whose visitors no camp serves.
type UncoveredCell struct {
	Cell      geo.Cell `json:"cell"`
	Place     string   `json:"place"`
	Group     string   `json:"group"`
	GroupName string   `json:"group_name"`
	Block     AreaID   `json:"block"`
	BlockName string   `json:"block_name"`
	People    int64    `json:"people"`
	Visitors  int64    `json:"visitors"`
	Unserved  int64    `json:"unserved"`
	Within    bool     `json:"within"`
	Reason    Reason   `json:"reason"`
	Text      string   `json:"text"`
	Distance  int64    `json:"distance_m"`
}

// ReasonTotal counts what one reason leaves unserved.
type ReasonTotal struct {
	Reason   Reason `json:"reason"`
	Cells    int    `json:"cells"`
	People   int64  `json:"people"`
	Unserved int64  `json:"unserved"` // visitors
}

// SummaryDay is one civil day of the drive.
type SummaryDay struct {
	Day      Day    `json:"day"`
	Open     bool   `json:"open"`   // some candidate is open
	Closed   string `json:"closed"` // why nothing is open: the kinds and sources of the closures
	Camps    int64  `json:"camps"`
	Visitors int64  `json:"visitors"`
}

// Rivers says whether the distances know rivers: RiversKnown or RiversUnknown.
func (s Summary) Rivers() string {
	if s.Travel == nil {
		return RiversUnknown
	}
	return s.Travel.Rivers
}
