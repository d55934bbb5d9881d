package planning

import "doorstep/geo"

// VenueWhy is why a venue is, or is not, in a plan.
type VenueWhy struct {
	Venue        VenueID   `json:"venue"`
	Name         string    `json:"name"`
	Group        string    `json:"group"`
	GroupName    string    `json:"group_name"`
	Days         []Day     `json:"days"` // of its camps
	Visitors     int64     `json:"visitors"`
	PeopleWithin int64     `json:"people_within"`   // people who can walk to it
	PeopleOnly   int64     `json:"people_only"`     // of them, those who can walk to no other camp: newly reached by it, lost if it is dropped
	Lost         int64     `json:"visitors_lost"`   // visitors no longer served if its camps were dropped, the others taking over what they can
	Gained       int64     `json:"visitors_gained"` // visitors newly served by one more camp-day here
	RunnerUp     *RunnerUp `json:"runner_up"`       // the best other candidate of its group; null where there is none
	Limit        string    `json:"limit,omitempty"` // what keeps its camps from taking more; "" where the drive has a plain cap
	Forced       string    `json:"forced"`          // the rule that forced it: pin, group_minimum; "" where it was chosen for its visitors
	Text         string    `json:"text"`
}

// RunnerUp is the candidate that would serve most in a venue's stead.
type RunnerUp struct {
	Venue      VenueID `json:"venue"`
	Name       string  `json:"name"`
	Days       []Day   `json:"days"`            // of its camps then: at most as many as the venue has
	Served     int64   `json:"visitors_served"` // by the whole plan with it in the venue's stead
	Difference int64   `json:"difference"`      // visitors that the plan serves more with the venue itself
}

// CellWhy is what a plan does for a cell and why.
type CellWhy struct {
	Cell       geo.Cell    `json:"cell"`
	Place      string      `json:"place"`
	Group      string      `json:"group"`
	GroupName  string      `json:"group_name"`
	Block      AreaID      `json:"block"`
	BlockName  string      `json:"block_name"`
	People     int64       `json:"people"`
	Estimated  int64       `json:"estimated"`
	Visitors   int64       `json:"visitors"`
	Served     int64       `json:"served"`
	Within     bool        `json:"within"`
	ServedBy   []CellVenue `json:"served_by"`
	Reason     Reason      `json:"reason"` // "" where every visitor is served
	Text       string      `json:"text"`
	Relaxation *Relaxation `json:"relaxation"` // null where every visitor is served
}

// CellVenue is a venue that serves visitors of a cell.
type CellVenue struct {
	Venue    VenueID `json:"venue"`
	Name     string  `json:"name"`
	Visitors int64   `json:"visitors"`
	Distance int64   `json:"distance_m"`
	Days     []Day   `json:"days"`
}

// Relaxation is the smallest change that would serve visitors of a cell who are left out; Relax makes it.
type Relaxation struct {
	Change    string   `json:"change"`              // mobile_halt, camp_day, team, resource, second_camp, open_day, lift_ban
	Venue     VenueID  `json:"venue,omitempty"`     // where the camp is held; "" for a mobile halt at the cell
	Day       Day      `json:"day,omitempty"`       // the camp's; past the last day of the problem: a day added to the drive
	Teams     int64    `json:"teams,omitempty"`     // teams of the block that are needed for it, beyond those there are
	Resources []string `json:"resources,omitempty"` // ids of the drive's, one more of each is needed that day
	CampDays  int64    `json:"camp_days,omitempty"` // camp-days that are needed for it, beyond those allowed
	Visitors  int64    `json:"visitors"`            // of this cell, served then
	Text      string   `json:"text"`
}

// Comparison is two plans of one problem side by side.
type Comparison struct {
	Same         int64           `json:"same"` // camps with venue, day and team unchanged
	Added        []Camp          `json:"added"`
	Removed      []Camp          `json:"removed"`
	Moved        []CampChange    `json:"moved"`         // the same venue on another day or with another team
	DaysChanged  int64           `json:"days_changed"`  // of Moved, those on another day
	VenuesGained []ComparedVenue `json:"venues_gained"` // with camps in b only
	VenuesLost   []ComparedVenue `json:"venues_lost"`   // with camps in a only
	Blocks       []ComparedBlock `json:"blocks"`        // by name
	Cells        []ComparedCell  `json:"cells"`         // where visitors gain or lose a place, most first
	A            Score           `json:"a"`
	B            Score           `json:"b"`
	BoundA       int64           `json:"bound_a"`
	BoundB       int64           `json:"bound_b"`
	Text         string          `json:"text"` // one sentence
}

// ComparedVenue is a venue that only one of two plans has camps at.
type ComparedVenue struct {
	Venue     VenueID `json:"venue"`
	Name      string  `json:"name"`
	Group     string  `json:"group"`
	GroupName string  `json:"group_name"`
	Block     AreaID  `json:"block"`
	Camps     int64   `json:"camps"`
	Visitors  int64   `json:"visitors"`
}

// ComparedBlock is a block in two plans. Gained and lost are counted apart: they may cancel out.
type ComparedBlock struct {
	Block          AreaID `json:"block"`
	Name           string `json:"name"`
	CampsA         int64  `json:"camps_a"`
	CampsB         int64  `json:"camps_b"`
	PeopleGained   int64  `json:"people_gained"`   // within reach of a camp in b only
	PeopleLost     int64  `json:"people_lost"`     // within reach of a camp in a only
	VisitorsGained int64  `json:"visitors_gained"` // served in b beyond a, cell by cell
	VisitorsLost   int64  `json:"visitors_lost"`   // served in a beyond b, cell by cell
}

// ComparedCell is a cell of which two plans serve different numbers.
type ComparedCell struct {
	Cell      geo.Cell `json:"cell"`
	Place     string   `json:"place"`
	GroupName string   `json:"group_name"`
	Block     AreaID   `json:"block"`
	Visitors  int64    `json:"visitors"`
	ServedA   int64    `json:"served_a"`
	ServedB   int64    `json:"served_b"`
	WithinA   bool     `json:"within_a"`
	WithinB   bool     `json:"within_b"`
}

// CampChange is one camp in both plans.
type CampChange struct {
	From Camp `json:"from"`
	To   Camp `json:"to"`
}
