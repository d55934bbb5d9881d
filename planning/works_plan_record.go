package planning

import (
	"fmt"
	"time"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
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
}

// longestWorksPlan is the longest works plan.
const longestWorksPlan = 31

// maxUnits bounds the search that may be asked for.
const maxUnits = 100_000_000

// Check finds what is wrong with a request: works_plan.malformed with a JSON pointer each.
func (q WorksPlanRequest) Check() error {
	f := fault.Malformed("works_plan.malformed", "The works plan cannot be asked for so.")
	line(f, "/name", q.Name, 0, 200)
	if q.FirstDay <= 0 {
		_ = f.With("/first_day", "is needed")
	}
	if q.Days < 1 || q.Days > longestWorksPlan {
		_ = f.With("/days", "say 1 to %d days", longestWorksPlan)
	}
	if q.Units < 0 || q.Units > maxUnits {
		_ = f.With("/units", "say 0 to %d units of search", maxUnits)
	}
	if len(f.Details) == 0 {
		return nil
	}
	return f
}

// WorksReplanRequest asks for a works plan in the place of another one after something happened.
type WorksReplanRequest struct {
	ID       WorksPlanID  `json:"-"` // of the new plan, minted by the caller
	Replaces WorksPlanID  `json:"-"`
	Now      Moment       `json:"now"`              // what has begun by then stays
	Events   []WorksEvent `json:"events,omitempty"` // as they were sent: the worker adds places and travel
	Move     *WorksMoved  `json:"move,omitempty"`   // a visit that somebody moved by hand
}

// maxWorksEvents is how many events one re-plan may hold.
const maxWorksEvents = 100

// Check finds what is wrong with a request before a plan is looked at: works_event.malformed with a JSON pointer each.
func (q WorksReplanRequest) Check() error {
	f := fault.Malformed("works_event.malformed", "The works plan cannot be made again so.")
	if len(q.Events) < 1 || len(q.Events) > maxWorksEvents {
		_ = f.With("/events", "give 1 to %d events", maxWorksEvents)
		return f
	}
	for i, e := range q.Events {
		at := fmt.Sprintf("/events/%d", i)
		line(f, at+"/text", e.Text, 0, 500)
		daysAscending(f, at+"/days", e.Days)
		switch e.Kind {
		case WorksEventCrewIll:
			needs(f, at+"/crew", e.Crew != "", "say which crew")
		case WorksEventUrgent, WorksEventCancelled:
			needs(f, at+"/work_id", e.WorkID != "", "say which work")
		case WorksEventLonger:
			needs(f, at+"/work_id", e.WorkID != "", "say which work")
			needs(f, at+"/minutes", e.Minutes >= 1 && e.Minutes <= maxWorkMinutes, "say how long the visit takes in all, at most a day")
		case WorksEventRoad: // what is closed stands in the closures
		default:
			_ = f.With(at+"/kind", "say urgent_work, crew_ill, work_longer, road_closed or visit_cancelled")
		}
	}
	if len(f.Details) == 0 {
		return nil
	}
	return f
}

func needs(f *fault.Fault, at string, given bool, text string) {
	if !given {
		_ = f.With(at, "%s", text)
	}
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

// WorksMade is what came of a works plan: the problem, the plan, and what changed against the plan it replaces.
type WorksMade struct {
	Problem WorksProblem
	Plan    WorksPlan
	Changes []WorksChange // nil where it replaces none
}
