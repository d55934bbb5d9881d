package planning

import (
	"github.com/paulmach/orb"
)

// WorksFormat is the format name of a canonical works problem.
const WorksFormat = "doorstep.works/1"

type (
	// CrewID is the id of a Crew.
	CrewID string
	// WorkID is the id of a Work.
	WorkID string
	// PlaceID is the id of a WorksPlace, within one works problem.
	PlaceID string
)

// WorksProblem asks which crew visits which work on which day and in which order. It is complete in itself:
// SolveWorks and CheckWorks need nothing else. Days are civil days; clocks are minutes of the day, everything
// finer is in seconds of the day. Lists are sorted by id (days and shifts by day, matrices by profile and
// days, sheets by day and crew); WriteWorksProblem refuses any other order.
type WorksProblem struct {
	Format string     `json:"format"`
	Area   string     `json:"area"` // id of the district or block
	Name   string     `json:"name"`
	Days   []WorksDay `json:"days"` // consecutive civil days, the days off among them
	// Now is when the problem was put: nobody sets out for a stop before it, but on what Issued shows. Zero: before
	// the first day.
	Now Moment `json:"now,omitzero"`
	// IssuedUntil is the last day whose sheets are in the crews' hands, 0: none. Issued holds them and any later
	// sheets that the plan is compared with; a work that changes its crew or day against them is a change.
	IssuedUntil Day            `json:"issued_until,omitempty"`
	Issued      []DaySheet     `json:"issued,omitempty"`
	Places      []WorksPlace   `json:"places"`
	Matrices    []TravelTable  `json:"matrices"`
	Crews       []Crew         `json:"crews"`
	Works       []Work         `json:"works"`
	Prices      WorksPrices    `json:"prices"`
	Travel      TravelSource   `json:"travel"`
	Left        []WorksLeftOut `json:"left_out,omitempty"` // works that were not put to the problem, by id, and why
}

// WorksDay is a civil day of the horizon.
type WorksDay struct {
	Day Day    `json:"day"`
	Off string `json:"off,omitempty"` // a holiday's name: only crews with a shift of their own go out; "": a working day
}

// Moment is a second of a civil day. The zero Moment is before every day.
type Moment struct {
	Day    Day   `json:"day"`
	Second int64 `json:"second"` // of the day, 0 to 86,400
}

// WorksPlace is where a crew can be: a work, the other end of a line, a base, a store. The row of a place in
// every matrix is its index in Places.
type WorksPlace struct {
	ID   PlaceID   `json:"id"`
	Name string    `json:"name"`
	At   orb.Point `json:"at"` // longitude, latitude, 6 decimals
	// Estimated: the place is off the known roads or its position is a guess, so every leg from or to it is an estimate.
	Estimated bool  `json:"estimated,omitempty"`
	Closed    []Day `json:"closed,omitempty"` // days to keep away from it, ascending: nobody stops here
}

// TravelTable holds the travel between all places for one way of moving. Rows are where a leg begins; -1:
// no way leads there. Travel need not be symmetric. Of a profile, one table has no days and holds on every
// day that no other table of the profile names.
type TravelTable struct {
	Profile   string  `json:"profile"`        // car, cycle, walk or boat
	Days      []Day   `json:"days,omitempty"` // the days it holds on (a flood, a closed bridge); none: all others
	Seconds   []int32 `json:"seconds"`        // len(Places) x len(Places), row by row
	Metres    []int32 `json:"metres"`         // the same shape
	Estimated bool    `json:"estimated,omitempty"`
}

// Crew is a team that goes out together.
type Crew struct {
	ID        CrewID   `json:"id"`
	Name      string   `json:"name"`
	Base      PlaceID  `json:"base"`    // where its days begin and end, unless a shift says otherwise
	Profile   string   `json:"profile"` // of the tables it travels by
	Skills    []string `json:"skills,omitempty"`
	Equipment []string `json:"equipment,omitempty"`
	Shifts    []Shift  `json:"shifts"`          // at most one a day, by day; a day without one is off
	Break     *Break   `json:"break,omitempty"` // nil: none
}

// Shift is when a crew may be out on a day. It leaves Start at From or later and is at End by To, or later by
// no more than Overtime.
type Shift struct {
	Day      Day     `json:"day"`
	From     Clock   `json:"from"`
	To       Clock   `json:"to"`
	Start    PlaceID `json:"start,omitempty"`            // "": the base
	End      PlaceID `json:"end,omitempty"`              // "": the base; elsewhere: a night away
	Overtime int64   `json:"overtime_minutes,omitempty"` // most minutes after To
}

// Break is the rest a crew takes on a day, wholly between From and To, where it is or where it goes next. A sheet
// has it unless the crew is off that long between From and To, before it leaves or after it is back.
type Break struct {
	Minutes int64 `json:"minutes"`
	From    Clock `json:"from"`
	To      Clock `json:"to"`
}

// WorkKind says what sort of visit a work wants next.
type WorkKind string

// Kinds of works.
const (
	WorkRepair       WorkKind = "repair"
	WorkInspection   WorkKind = "inspection"   // of a GP or ward, with a checklist
	WorkFeasibility  WorkKind = "feasibility"  // can it be done, and for how much
	WorkPermission   WorkKind = "permission"   // a signature to fetch before somebody digs
	WorkVerification WorkKind = "verification" // of a finished work, before and after compared
	WorkCampHalt     WorkKind = "camp_halt"    // a halt of a mobile camp
	WorkSupply       WorkKind = "supply"       // something is brought
)

// WorkKinds lists every kind.
func WorkKinds() []WorkKind {
	return []WorkKind{WorkRepair, WorkInspection, WorkFeasibility, WorkPermission, WorkVerification, WorkCampHalt, WorkSupply}
}

// Work is one thing to be done at one place by one visit (of one crew, or of two at once). It is visited
// wholly or not at all.
type Work struct {
	ID    WorkID   `json:"id"`
	Name  string   `json:"name"`
	Kind  WorkKind `json:"kind"`
	Stage string   `json:"stage,omitempty"` // in the pipeline of works, as the office calls it
	Area  AreaID   `json:"area,omitempty"`  // ward, GP or booth it belongs to
	Place PlaceID  `json:"place"`
	// Exit is where the crew stands when the visit ends: the other end of a line. "": Place.
	Exit PlaceID        `json:"exit,omitempty"`
	Line orb.LineString `json:"line,omitempty"` // the work's own shape, for maps: a road, a drain
	Ring orb.Ring       `json:"ring,omitempty"` // or an area, closed

	Minutes   int64    `json:"minutes"`             // the visit takes
	Skills    []string `json:"skills,omitempty"`    // each of its crews has them all, sorted
	Equipment []string `json:"equipment,omitempty"` // the same
	Crews     int      `json:"crews"`               // 1, or 2 that begin and end together
	Only      []CrewID `json:"only,omitempty"`      // the crews that may do it (jurisdiction), sorted; none: any

	Release Day          `json:"release,omitempty"` // first day it may be visited, 0: any
	Due     Day          `json:"due,omitempty"`     // last day that counts as in time, 0: none; a later visit is late, not forbidden
	Windows []WorkWindow `json:"windows,omitempty"` // the visit lies wholly in one of them; none: any time
	Closed  []Day        `json:"closed,omitempty"`  // days it cannot be visited, ascending

	Priority int64 `json:"priority"` // 1 to 5, 5 the most pressing; weighs days of lateness
	People   int64 `json:"people"`   // who are affected
	Worth    int64 `json:"worth"`    // what its visit counts in the first aim; WorkWorth gives the usual figure

	After  []WorkAfter `json:"after,omitempty"`   // what must be visited before it, by work
	PickUp *PickUp     `json:"pick_up,omitempty"` // material to fetch first
	Pin    *WorkPin    `json:"pin,omitempty"`     // promised, begun or done
	Bring  []string    `json:"bring,omitempty"`   // papers and tools, for the day sheet
}

// WorkWindow is when a place can be visited: an office's hours, low water, a ferry.
type WorkWindow struct {
	Days []Day `json:"days,omitempty"` // none: every day
	From Clock `json:"from"`
	To   Clock `json:"to"`
}

// WorkAfter says that a work waits for another. While that one is unvisited, so is this.
type WorkAfter struct {
	Work WorkID `json:"work"`
	// GapDays 0: its visit ends before this one begins, on the same day or an earlier one. n: it is at least n days earlier.
	GapDays int64 `json:"gap_days"`
}

// PickUp is material that one crew of the work fetches on the day of the visit, at any time before it; one stop
// for each work that wants one.
type PickUp struct {
	Place   PlaceID `json:"place"`
	Minutes int64   `json:"minutes"`
	What    string  `json:"what"`
}

// PinState says how far a pinned visit has gone.
type PinState string

// States of a pinned visit.
const (
	PinAnnounced PinState = "announced" // people were told: crew, day and, where given, the time stand
	PinStarted   PinState = "started"   // the crew is there or on its way
	PinDone      PinState = "done"
)

// WorkPin fixes a visit. What is started or done is a fact: it keeps its times even where they break a window,
// a skill or a travel time.
type WorkPin struct {
	Crews []CrewID `json:"crews"` // as many as the work wants, sorted
	Day   Day      `json:"day"`
	Begin int64    `json:"begin,omitempty"` // second of the day, 0: free; given for what is started or done
	State PinState `json:"state"`
}

// WorksPrices weigh the aims that are traded against travel.
type WorksPrices struct {
	ChangeSeconds int64 `json:"change_seconds"` // of travel that one change is worth; 0: change only breaks ties
	// FairnessSeconds of travel that one permille of unfairness is worth; 0: fairness only breaks ties.
	FairnessSeconds int64 `json:"fairness_seconds"`
}

// TravelSource says where the tables are from.
type TravelSource struct {
	Engine            string `json:"engine"` // road, walk, straight
	Source            string `json:"source"` // the extract and its day, or the factor and who says it
	Rivers            string `json:"rivers"` // known, unknown
	EstimatedPermille int64  `json:"estimated_permille"`
}

// WorksLeftOut is a work that the office has and the problem has not.
type WorksLeftOut struct {
	ID   WorkID `json:"id"`
	Name string `json:"name"`
	Text string `json:"text"` // why, in one sentence
}

// WorkWorth is the usual worth of a work: priority x (100 + people affected, at most 10,000) x (1 + age in weeks
// / 4, at most 4), rounded down. The constant keeps hamlets of a few people in the plan, the age keeps old ones from
// being passed over for ever. Priority is 1 to 5, people and age are not negative.
func WorkWorth(priority, people, ageDays int64) int64 {
	return priority * (100 + min(people, 10_000)) * (28 + min(ageDays, 84)) / 28
}
