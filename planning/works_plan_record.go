package planning

import (
	"time"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

// WorksPlanID is the id of a works plan as the service keeps it.
type WorksPlanID string

// WorksGround is all that a works problem is made from: one view of the district, its crews, works and closures.
type WorksGround struct {
	District     AreaID
	DistrictName string
	FirstDay     Day
	Days         int
	Now          Moment     // nobody sets out before it
	Off          []WorksDay // holidays among the days, each with its name
	Crews        []CrewRecord
	Works        []GroundWork // by id: open ones that no issued sheet holds
	Closures     []RoadClosure
}

// GroundWork is a work with the crews whose area it lies in.
type GroundWork struct {
	WorkRecord
	Only []CrewID // sorted; those whose area holds the work's
}

// WorksPlanRequest asks for a works plan of one district.
type WorksPlanRequest struct {
	ID       WorksPlanID // minted by the caller
	District AreaID
	Name     string
	FirstDay Day
	Days     int
	Seed     uint64
	Units    int64 // of search; 0: the default
	Now      Moment
}

// WorksReplanRequest asks for a works plan in the place of another one after something happened.
type WorksReplanRequest struct {
	ID       WorksPlanID `json:"-"` // of the new plan, minted by the caller
	Replaces WorksPlanID `json:"-"`
	Now      Moment      `json:"now"`            // what has begun by then stays
	Move     *WorksMoved `json:"move,omitempty"` // a visit that somebody moved by hand
}

// WorksMoved says where a visit was moved to by hand.
type WorksMoved struct {
	Work WorkID `json:"work"`
	Crew CrewID `json:"crew"`
	Day  Day    `json:"day"`
}

// WorksPlanRecord is a works plan as the service keeps it; the documents themselves are fetched apart.
type WorksPlanRecord struct {
	ID           WorksPlanID
	District     AreaID
	DistrictName string
	Name         string
	FirstDay     Day
	LastDay      Day
	State        WorksPlanState
	Seed         uint64
	Units        int64
	Progress     int // percent
	Stage        string
	ProblemHash  string
	Solver       string
	Score        *WorksScore // nil until solved
	Violations   []Violation
	Failure      string
	RequestedAt  time.Time
	RequestedBy  string
	FinishedAt   *time.Time
	IssuedAt     *time.Time
	Replaces     WorksPlanID // the plan it was made from, "" where it was made from scratch
	Version      int64
}

// WorksPlanQuery narrows the list of works plans.
type WorksPlanQuery struct {
	Page
	District AreaID
	State    WorksPlanState
}

// DaySheetRecord is a day sheet in figures.
type DaySheetRecord struct {
	Crew      CrewID
	CrewName  string
	Day       Day
	Leave     int64 // second of the day
	Return    int64
	Visits    int64
	Travel    int64 // seconds
	Metres    int64
	Overtime  int64 // seconds
	Estimated bool  // any of its legs
}

// VisitState is where a visit stands.
type VisitState string

// States of a visit.
const (
	VisitPlanned    VisitState = "planned"
	VisitAnnounced  VisitState = "announced" // its sheet was issued
	VisitStarted    VisitState = "started"
	VisitDone       VisitState = "done"
	VisitCancelled  VisitState = "cancelled"
	VisitSuperseded VisitState = "superseded" // another plan's sheet holds it now
)

// VisitStates lists every state.
func VisitStates() []VisitState {
	return []VisitState{VisitPlanned, VisitAnnounced, VisitStarted, VisitDone, VisitCancelled, VisitSuperseded}
}

// VisitRecord is one crew's visit to a work as the service keeps it.
type VisitRecord struct {
	Plan      WorksPlanID
	Work      WorkID
	WorkName  string
	WorkKind  WorkKind
	At        orb.Point
	Cell      geo.Cell
	Crew      CrewID
	CrewName  string
	Day       Day
	Stop      int   // index among the sheet's stops
	Arrive    int64 // second of the day, as planned
	Begin     int64
	End       int64
	State     VisitState
	StartedAt *time.Time
	EndedAt   *time.Time
	Version   int64
}

// VisitQuery narrows the list of visits of a works plan.
type VisitQuery struct {
	Page  // by crew and day of the sheet, and stop
	Plan  WorksPlanID
	Crew  CrewID
	Day   Day
	State VisitState
}

// Way is the line of one leg on the map.
type Way struct {
	Line      orb.LineString
	Estimated bool
}
