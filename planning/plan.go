package planning

import "doorstep/geo"

// PlanFormat is the format name of a canonical plan.
const PlanFormat = "doorstep.plan/1"

// Plan answers a Problem. Lists are sorted: camps by day, venue, id; served by cell, venue; unserved
// by cell; prices by cell.
type Plan struct {
	Format   string     `json:"format"`
	Problem  string     `json:"problem"` // sha-256 of the canonical problem, hex
	Origin   Origin     `json:"origin"`  // what it was made for; Check holds a draft to less
	Solver   string     `json:"solver"`  // name and version of what made it
	Seed     uint64     `json:"seed"`
	Work     Effort     `json:"work"`
	Score    Score      `json:"score"`
	Bound    Bound      `json:"bound"`
	Camps    []Camp     `json:"camps"`
	Served   []Served   `json:"served"`
	Unserved []Unserved `json:"unserved"`
	Groups   []GroupGap `json:"groups_below_minimum"`
	// Of a drive by booths: how the booths of each group are divided, by group, and those without a sitting, by booth.
	Sittings []GroupSittings `json:"sittings,omitempty"`
	Unseated []UnseatedBooth `json:"unseated,omitempty"`
}

// Origin says what a plan was made for.
type Origin string

// Origins.
const (
	OriginSolved Origin = "solved" // the best plan for the problem: whatever could still be held is
	OriginDraft  Origin = "draft"  // a list as it stands: every camp is a pin, and what is not in the list is not held
)

// Effort counts the solver's units, as asked for and as reached; time or cancelling only cuts Reached
// short, and the same units reached repeat the same plan.
type Effort struct {
	PriceAsked     int64 `json:"price_asked"`
	PriceReached   int64 `json:"price_reached"`
	ImproveAsked   int64 `json:"improve_asked"`
	ImproveReached int64 `json:"improve_reached"`
}

// Camp is one venue on one day with one team: a camp-day.
type Camp struct {
	ID       CampID      `json:"id"`
	Venue    VenueID     `json:"venue"`
	Group    string      `json:"group"`
	Block    AreaID      `json:"block"`
	Day      Day         `json:"day"`
	Team     TeamID      `json:"team"`
	Visitors int64       `json:"visitors"` // expected; at most Cap
	Cap      int64       `json:"cap"`
	CapBy    string      `json:"cap_by,omitempty"`        // what limits Cap, where caps are worked out
	Risk     int64       `json:"risk_permille,omitempty"` // visitors expected to be lost to the weather, of a thousand
	Pinned   bool        `json:"pinned,omitempty"`
	Row      int         `json:"row,omitempty"` // line of the imported list
	Remarks  string      `json:"remarks,omitempty"`
	Halts    []Halt      `json:"halts,omitempty"`  // of a mobile camp that tours, in their order
	Booths   []CampBooth `json:"booths,omitempty"` // whose sitting it is, by booth
}

// Served says how many of a cell's visitors are expected at a venue over the drive.
type Served struct {
	Cell     geo.Cell `json:"cell"`
	Venue    VenueID  `json:"venue"`
	Visitors int64    `json:"visitors"`
	Distance int64    `json:"distance_m"` // metres on foot, estimated
}

// Reason is why a cell's visitors, or some of them, are not served.
type Reason string

// Reasons. Each cell has exactly one.
const (
	ReasonNoVenue   Reason = "no_venue_within_reach" // the nearest candidate is named, with its distance
	ReasonBudget    Reason = "camp_days_spent"       // a candidate is in reach, the budget is spent elsewhere
	ReasonTeams     Reason = "block_teams_spent"     // ... every team-day of its block is taken
	ReasonResource  Reason = "resource_spent"        // ... where a team is free, a resource that camps share is spent
	ReasonGroupDays Reason = "group_days_spent"      // ... its group has a camp on every usable day
	ReasonVenueDays Reason = "venue_days_spent"      // ... every candidate in reach is used on every day it is open
	ReasonClosed    Reason = "venue_closed"          // every candidate in reach is closed on all days
	ReasonBanned    Reason = "venue_banned"          // ... but for those that are banned, which would be open
	ReasonNotListed Reason = "not_in_list"           // only in a draft: a camp could be held in reach, the imported list has none
)

// Unserved is a cell with visitors that no camp serves.
type Unserved struct {
	Cell     geo.Cell `json:"cell"`
	Visitors int64    `json:"visitors"`
	Within   bool     `json:"within"` // a camp is within the threshold, but full
	Reason   Reason   `json:"reason"`
	Venue    VenueID  `json:"venue,omitempty"`      // nearest candidate, or the one the reason is about
	Distance int64    `json:"distance_m,omitempty"` // to it, metres on foot, estimated
	Text     string   `json:"text"`                 // one sentence for the planner
}

// GroupGap is a group with fewer camps than its minimum, or than a phase owes it, and why.
type GroupGap struct {
	Group   string `json:"group"`
	Phase   string `json:"phase,omitempty"` // "": over the whole drive
	Missing int64  `json:"missing"`
	Reason  string `json:"reason"` // no_candidate, no_open_day, camp_days_missing, block_teams_missing, resource_missing, not_in_list
	Text    string `json:"text"`
}

// Score is what the plan reaches, aim by aim; Check computes it again.
type Score struct {
	Groups          int64 `json:"groups"`
	GroupsAtMinimum int64 `json:"groups_at_minimum"`
	CampDays        int64 `json:"camp_days"`
	CampDaysAllowed int64 `json:"camp_days_allowed"`
	VenuesUsed      int64 `json:"venues_used"`
	People          int64 `json:"people"`
	PeopleWithin    int64 `json:"people_within"` // a camp within the threshold
	Visitors        int64 `json:"visitors"`
	VisitorsServed  int64 `json:"visitors_served"`
	// Where the drive counts visitors less the farther they walk: what those served count, thousandths of a visitor.
	WorthServed int64 `json:"worth_served,omitempty"`
	// Where cells have radii: people with a camp within the threshold wherever in their cell they live, people who
	// may have one, and visitors served at venues that they can surely walk to. 0 where no cell has a radius.
	PeopleSure        int64 `json:"people_surely_within,omitempty"`
	PeoplePossible    int64 `json:"people_possibly_within,omitempty"`
	VisitorsSure      int64 `json:"visitors_surely_served,omitempty"`
	DistrictDaySpread int64 `json:"district_day_spread"` // most minus fewest camps over days open to all, district
	BlockDaySpread    int64 `json:"block_day_spread"`    // the same, the worst block
	// Where the drive has a floor: blocks of whose visitors that share is served, and the least share of one, rounded down.
	BlocksAtFloor      int64 `json:"blocks_at_floor,omitempty"`
	WorstBlockPermille int64 `json:"worst_block_permille,omitempty"`
	Booths             int64 `json:"booths,omitempty"`           // of a drive by booths
	VisitorsAtRisk     int64 `json:"visitors_at_risk,omitempty"` // of those served, expected to be lost to the weather, rounded up
	BoothsSeated       int64 `json:"booths_seated,omitempty"`
	PeopleBeyond       int64 `json:"people_beyond,omitempty"` // of seated booths, farther from the venue than the threshold
	PersonMetres       int64 `json:"person_metres,omitempty"` // walked by the people of seated booths, one way
}

// Bound says that no plan of the same problem, with the earlier aims held, serves more visitors. It is
// proven within the stated model, distances and turnout: the value of the Lagrangian at Prices and
// Clusters, which Check evaluates again. Where the drive counts visitors less the farther they walk, Visitors and People are
// those that count whole: no plan's served ones are worth more.
type Bound struct {
	Visitors int64   `json:"visitors"`
	Method   string  `json:"method"`
	Within   string  `json:"within"` // one sentence: what the bound holds within
	Prices   []Price `json:"prices"`
	// Clusters are sets of cells for which the bound counts whole camp-days; sorted by cells, then divisor.
	Clusters []BoundCluster `json:"clusters"`
	// Floors go before the most visitors: of each block, by id, then of the cells that only mobile camps reach. The
	// bound holds for plans that serve as much of each as this one, up to what it wants.
	Floors []BoundFloor `json:"floors,omitempty"`
	// FloorLevel: where some block is below its floor, no plan that keeps the groups' minima serves more than this share,
	// thousandths rounded up, of every block; 0: no such share below the floor is proven.
	FloorLevel int64 `json:"floor_level_permille,omitempty"`
	// People: the bound for people where they live, not where their cells stand: the same multipliers with every
	// cell's reach wider by its radius. 0 where no cell has a radius.
	People int64 `json:"people,omitempty"`
}

// BoundFloor is a floor of the plan with its multiplier in the Lagrangian.
type BoundFloor struct {
	Block    AreaID     `json:"block,omitempty"` // "": the cells that only mobile camps reach
	Cells    []geo.Cell `json:"cells,omitempty"` // those cells, sorted
	Visitors int64      `json:"visitors"`        // expected in all
	Want     int64      `json:"want"`            // of them, wanted before others
	Served   int64      `json:"served"`
	Weight   int64      `json:"weight"` // thousandths, 0..100000
	// Where fewer are served than wanted: Most is what no plan that keeps the groups' minima can pass here,
	// were all camp-days held for it alone; Prices prove it.
	Most   int64   `json:"most,omitempty"`
	Prices []Price `json:"prices,omitempty"`
	Text   string  `json:"text,omitempty"`
}

// BoundCluster is a multiplier of the Lagrangian: of the cells of a cluster no plan serves more than whole
// camp-days can, counted in steps of Divisor visitors. docs/solvers/plan.md has the formula.
type BoundCluster struct {
	Cells   []geo.Cell `json:"cells"`   // sorted
	Divisor int64      `json:"divisor"` // visitors, at least 1
	Weight  int64      `json:"weight"`  // thousandths, 1..1000000
}

// Price is a cell's multiplier in thousandths, 0..1000 and the weights of its floors; cells not listed have price 0.
type Price struct {
	Cell  geo.Cell `json:"cell"`
	Price int64    `json:"price"`
}
