package planning

// WorksEventKind says what became of an issued works plan.
type WorksEventKind string

// Kinds of events.
const (
	WorksEventUrgent    WorksEventKind = "urgent_work"     // a work came in: Work is given
	WorksEventCrewIll   WorksEventKind = "crew_ill"        // Crew is away on Days (none: from Now to the end)
	WorksEventLonger    WorksEventKind = "work_longer"     // the visit of WorkID takes Minutes in all
	WorksEventRoad      WorksEventKind = "road_closed"     // Matrices hold on their days from now on
	WorksEventCancelled WorksEventKind = "visit_cancelled" // WorkID is not to be visited (Days given: not on those days)
)

// WorksEvent is one thing that became of a works plan; the fields that its kind names are given.
type WorksEvent struct {
	Kind     WorksEventKind `json:"kind"`
	Crew     CrewID         `json:"crew,omitempty"`
	Days     []Day          `json:"days,omitempty"`     // ascending
	WorkID   WorkID         `json:"work_id,omitempty"`  // of a work of the problem
	Minutes  int64          `json:"minutes,omitempty"`  // the visit takes now
	Work     *Work          `json:"work,omitempty"`     // a new work; its place is one of the problem's, or Place
	Place    *WorksPlace    `json:"place,omitempty"`    // a place the problem has not, with its rows in Matrices
	Matrices []TravelTable  `json:"matrices,omitempty"` // of road_closed: for all places, each with its days; of a new place: every table, one row and column longer, the last
	Text     string         `json:"text,omitempty"`     // what happened, for the people
}

// WorksChangeKind says what a re-plan did to a work.
type WorksChangeKind string

// Kinds of changes.
const (
	WorkMoved   WorksChangeKind = "moved"   // another crew or day
	WorkRetimed WorksChangeKind = "retimed" // the same crew and day, begun more than RetimedBy seconds earlier or later
	WorkDropped WorksChangeKind = "dropped" // no longer visited
	WorkAdded   WorksChangeKind = "added"   // visited now, and was not
)

// RetimedBy is by how many seconds a visit must shift before it is told as a change.
const RetimedBy = 900

// WorksChange is what a re-plan did to one work.
type WorksChange struct {
	Kind      WorksChangeKind `json:"kind"`
	Work      WorkID          `json:"work"`
	FromCrews []CrewID        `json:"from_crews,omitempty"`
	FromDay   Day             `json:"from_day,omitempty"`
	FromBegin int64           `json:"from_begin,omitempty"` // second of the day
	Crews     []CrewID        `json:"crews,omitempty"`
	Day       Day             `json:"day,omitempty"`
	Begin     int64           `json:"begin,omitempty"`
	Announced bool            `json:"announced,omitempty"` // people had been told, and a rule forced it
	Reason    UnvisitedReason `json:"reason,omitempty"`    // of a dropped one
	Earliest  Day             `json:"earliest,omitempty"`  // of a dropped one: the first day it could be visited, 0: none
	Text      string          `json:"text"`
}

// WorksMove is what it would cost to visit a work on a sheet, everything else staying as it is, or what forbids it.
type WorksMove struct {
	Crew CrewID `json:"crew"`
	Day  Day    `json:"day"`
	// Rule that forbids it, "": none: skill, equipment, only, released, closed, window, shift, after, pin, room, pair, past.
	Rule string `json:"rule,omitempty"`
	Text string `json:"text,omitempty"` // the rule in one sentence
	// What changes in the plan's score; all 0 where it is forbidden.
	Cost  WorksScore `json:"cost,omitzero"`
	Begin int64      `json:"begin,omitempty"` // second of the day at which the visit would begin
	After WorkID     `json:"after,omitempty"` // the visit before it on the sheet
	Here  bool       `json:"here,omitempty"`  // it stands here now
}
