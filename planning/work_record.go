package planning

import (
	"fmt"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
)

// WorkRecord is a work as the service keeps it.
type WorkRecord struct {
	ID         WorkID
	Name       string
	Kind       WorkKind
	Stage      string
	Area       AreaID
	At         orb.Point    // where the crew comes to
	Exit       *orb.Point   // where it leaves from; nil: the same place
	Shape      orb.Geometry // the work's own LineString or Polygon, nil: a point
	Cell       geo.Cell
	Minutes    int64
	Skills     []string // sorted
	Equipment  []string // sorted
	Crews      int
	Release    Day // 0: any
	Due        Day // 0: none
	Windows    []WorkWindow
	Closed     []Day // ascending
	Priority   int64
	People     int64
	After      []WorkAfter // by work
	PickUp     *WorkPickUp // nil: nothing
	Bring      []string
	Grievance  string // id of the case it is to settle, "" where it comes from none
	State      WorkState
	Source     string
	SourceID   string
	KnownSince time.Time // when it came to be known
	Version    int64
	UpdatedAt  time.Time
}

// WorkPickUp is material to fetch on the day of the visit before it.
type WorkPickUp struct {
	NamedPlace
	Minutes int64  `json:"minutes"`
	What    string `json:"what"`
}

// WorkState is where a work stands: open until a crew has done it, or until it is given up.
type WorkState string

// States of a work.
const (
	WorkOpen      WorkState = "open"
	WorkDone      WorkState = "done"
	WorkCancelled WorkState = "cancelled"
)

// WorkStates lists every state.
func WorkStates() []WorkState { return []WorkState{WorkOpen, WorkDone, WorkCancelled} }

// WorkQuery narrows the list of works.
type WorkQuery struct {
	Page
	Place
	Kind  WorkKind
	State WorkState
}

// WorkChange is a partial change of a work; nil fields stay.
type WorkChange struct {
	Name      *string
	Stage     *string
	Minutes   *int64
	Skills    *[]string
	Equipment *[]string
	Crews     *int
	Release   *Day
	Due       *Day
	Windows   *[]WorkWindow
	Closed    *[]Day
	Priority  *int64
	People    *int64
	After     *[]WorkAfter
	PickUp    **WorkPickUp
	Bring     *[]string
	State     *WorkState
}

// Limits of what is kept of a work.
const (
	maxWorkMinutes = 24 * 60
	maxWorkPeople  = 50_000_000
	maxWorkAfter   = 50
	maxWindows     = 50
	maxShapePoints = 2_000
)

// Check finds all that is wrong with a work's own fields at once: work.malformed with a JSON pointer each. Whether
// the works it waits for are there, and whether they wait for it in turn, is for the store to see.
func (w WorkRecord) Check() error {
	f := fault.Malformed("work.malformed", "The work cannot be kept as it is.")
	line(f, "/name", w.Name, 1, 300)
	line(f, "/stage", w.Stage, 0, 100)
	if !slices.Contains(WorkKinds(), w.Kind) {
		_ = f.With("/kind", "is not a kind of work")
	}
	w.checkGround(f)
	if w.Minutes < 1 || w.Minutes > maxWorkMinutes {
		_ = f.With("/minutes", "say 1 to %d minutes", maxWorkMinutes)
	}
	words(f, "/skills", w.Skills)
	words(f, "/equipment", w.Equipment)
	if w.Crews != 1 && w.Crews != 2 {
		_ = f.With("/crews", "say 1, or 2 for two crews at once")
	}
	if w.Due != 0 && w.Release > w.Due {
		_ = f.With("/due", "lies before the work may be visited at all (%s)", w.Release)
	}
	w.checkWindows(f)
	daysAscending(f, "/closed", w.Closed)
	if w.Priority < 1 || w.Priority > 5 {
		_ = f.With("/priority", "say 1 to 5, 5 the most pressing")
	}
	if w.People < 0 || w.People > maxWorkPeople {
		_ = f.With("/people", "say 0 to %d people", maxWorkPeople)
	}
	w.checkAfter(f)
	if p := w.PickUp; p != nil {
		p.check(f, "/pick_up")
		line(f, "/pick_up/what", p.What, 1, 200)
		if p.Minutes < 0 || p.Minutes > maxWorkMinutes {
			_ = f.With("/pick_up/minutes", "say 0 to %d minutes", maxWorkMinutes)
		}
	}
	w.checkBring(f)
	if !slices.Contains(WorkStates(), w.State) {
		_ = f.With("/state", "say open, done or cancelled")
	}
	if len(f.Details) == 0 {
		return nil
	}
	return f
}

// checkGround holds the places: on the Earth, and a shape that is a line or an area near enough to be the work's own.
func (w WorkRecord) checkGround(f *fault.Fault) {
	if geo.CheckPoint(w.At) != nil {
		_ = f.With("/at", "is no place on the Earth; write it as longitude, latitude")
		return
	}
	if w.Exit != nil && geo.CheckPoint(*w.Exit) != nil {
		_ = f.With("/exit", "is no place on the Earth; write it as longitude, latitude")
	}
	if w.Shape == nil {
		return
	}
	points := 0
	switch s := w.Shape.(type) {
	case orb.LineString:
		points = len(s)
	case orb.Polygon:
		for _, r := range s {
			points += len(r)
		}
	default:
		_ = f.With("/shape", "must be a LineString or a Polygon")
		return
	}
	if points > maxShapePoints {
		_ = f.With("/shape", "has %d positions; at most %d are kept: draw it more coarsely", points, maxShapePoints)
		return
	}
	if err := geo.Validate(w.Shape); err != nil {
		_ = f.With("/shape", "cannot be kept: %s", err)
		return
	}
	if b := w.Shape.Bound(); geo.Distance(b.Min, b.Max) > maxShape || !b.Pad(shapeSlack).Contains(w.At) {
		_ = f.With("/shape", "must lie about the work's place, no more than %d km across", int(maxShape/1000))
	}
}

const (
	maxShape   = geo.Meters(50_000)
	shapeSlack = 0.01 // degrees, about a kilometre
)

func (w WorkRecord) checkWindows(f *fault.Fault) {
	if len(w.Windows) > maxWindows {
		_ = f.With("/windows", "are %d; at most %d are kept", len(w.Windows), maxWindows)
		return
	}
	for i, x := range w.Windows {
		at := fmt.Sprintf("/windows/%d", i)
		hours(f, at, x.From, x.To)
		daysAscending(f, at+"/days", x.Days)
	}
}

func (w WorkRecord) checkAfter(f *fault.Fault) {
	if len(w.After) > maxWorkAfter {
		_ = f.With("/after", "are %d; at most %d are kept", len(w.After), maxWorkAfter)
		return
	}
	for i, a := range w.After {
		at := fmt.Sprintf("/after/%d", i)
		switch {
		case a.Work == w.ID:
			_ = f.With(at+"/work", "is the work itself")
		case i > 0 && a.Work <= w.After[i-1].Work:
			_ = f.With(at+"/work", "stands twice or out of order")
		}
		if a.GapDays < 0 || a.GapDays > 366 {
			_ = f.With(at+"/gap_days", "say 0 to 366 days")
		}
	}
}

func (w WorkRecord) checkBring(f *fault.Fault) {
	if len(w.Bring) > maxWords {
		_ = f.With("/bring", "are %d; at most %d are kept", len(w.Bring), maxWords)
		return
	}
	for i, s := range w.Bring {
		line(f, fmt.Sprintf("/bring/%d", i), s, 1, 200)
	}
}

// With gives the work as ch changes it, checked, and the names of the fields that were set. The version is the caller's
// to raise.
func (w WorkRecord) With(ch WorkChange) (changed WorkRecord, fields []string, err error) {
	set(&w.Name, ch.Name, "name", &fields)
	set(&w.Stage, ch.Stage, "stage", &fields)
	set(&w.Minutes, ch.Minutes, "minutes", &fields)
	set(&w.Skills, ch.Skills, "skills", &fields)
	set(&w.Equipment, ch.Equipment, "equipment", &fields)
	set(&w.Crews, ch.Crews, "crews", &fields)
	set(&w.Release, ch.Release, "release", &fields)
	set(&w.Due, ch.Due, "due", &fields)
	set(&w.Windows, ch.Windows, "windows", &fields)
	set(&w.Closed, ch.Closed, "closed", &fields)
	set(&w.Priority, ch.Priority, "priority", &fields)
	set(&w.People, ch.People, "people", &fields)
	set(&w.After, ch.After, "after", &fields)
	set(&w.PickUp, ch.PickUp, "pick_up", &fields)
	set(&w.Bring, ch.Bring, "bring", &fields)
	set(&w.State, ch.State, "state", &fields)
	return w, fields, w.Check()
}
