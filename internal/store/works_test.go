package store_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/internal/store"
	"doorstep/planning"
)

// firstDay of the works plans here is the day that the stores' clocks show.
var firstDay = planning.DayOf(noon)

var travel = planning.NewTravel(planning.TravelLayers{Factors: planning.DefaultTravelFactors()})

func crewRecord() planning.CrewRecord {
	return planning.CrewRecord{
		Name: "Crew", Area: areaID("d"), Base: planning.NamedPlace{Name: "Office", At: orb.Point{west + 0.1, south + 0.1}}, Profile: planning.ProfileCar,
		Skills: []string{"masonry"}, From: 9 * 60, To: 18 * 60, WeeklyOff: []int{0},
	}
}

func workRecord(n int) planning.WorkRecord {
	return planning.WorkRecord{
		Name: fmt.Sprintf("Culvert %d", n), Kind: planning.WorkRepair, At: orb.Point{west + 0.05 + 0.02*float64(n), south + 0.12}, Minutes: 60,
		Skills: []string{"masonry"}, Crews: 1, Priority: 3, People: 100, State: planning.WorkOpen,
	}
}

// office is a store with a crew and works in it.
type office struct {
	*store.Store
	crew  planning.CrewRecord
	works []planning.WorkRecord
}

func newOffice(t *testing.T, works int) office {
	t.Helper()
	s, _, _ := filled(t, 3, 3)
	o := office{Store: s}
	var err error
	o.crew, err = s.CreateCrew(context.Background(), officer, fresh(), crewRecord())
	ok(t, err)
	for n := range works {
		w, err := s.CreateWork(context.Background(), officer, fresh(), workRecord(n))
		ok(t, err)
		o.works = append(o.works, w)
	}
	return o
}

// asked asks for a works plan of three days.
func (o office) asked(t *testing.T) planning.WorksPlanRecord {
	t.Helper()
	r, err := o.RequestWorksPlan(context.Background(), officer, fresh(), planning.WorksPlanRequest{District: areaID("d"), FirstDay: firstDay, Days: 3, Seed: 1})
	ok(t, err)
	return r
}

// made does the work of a worker for a plan that was asked for.
func (o office) made(t *testing.T, id planning.WorksPlanID) planning.WorksPlanRecord {
	t.Helper()
	ctx := context.Background()
	r, err := o.StartWorksPlan(ctx, id)
	ok(t, err)
	var made planning.WorksMade
	if r.Replaces == "" {
		ground, err := o.WorksGround(ctx, id)
		ok(t, err)
		made.Problem, err = planning.NewWorksProblem(ctx, ground, travel)
		ok(t, err)
		made.Plan, err = planning.SolveWorks(ctx, made.Problem, planning.WorksOptions{Units: 50})
		ok(t, err)
	} else {
		ground, err := o.WorksReplan(ctx, id)
		ok(t, err)
		problem, events, err := ground.Ready(ctx, travel)
		ok(t, err)
		made.Problem, made.Plan, made.Changes, err = planning.ReplanWorks(ctx, problem, ground.Standing.Plan, events, ground.Request.Now, planning.WorksOptions{Units: 50})
		ok(t, err)
	}
	r, err = o.SaveWorksPlan(ctx, id, made, planning.CheckWorks(made.Problem, made.Plan))
	ok(t, err)
	if r.State != planning.WorksReady {
		t.Fatalf("the works plan is %s: %s", r.State, r.Failure)
	}
	return r
}

// replanned asks for a plan in the place of another one and has it made.
func (o office) replanned(t *testing.T, id planning.WorksPlanID, e planning.WorksEvent) planning.WorksPlanRecord {
	t.Helper()
	r, err := o.RequestWorksReplan(context.Background(), officer, fresh(), planning.WorksReplanRequest{
		Replaces: id, Now: planning.MomentOf(noon), Events: []planning.WorksEvent{e},
	})
	ok(t, err)
	return o.made(t, r.ID)
}

func (o office) visits(t *testing.T, id planning.WorksPlanID) []planning.VisitRecord {
	t.Helper()
	list, err := o.Visits(context.Background(), planning.VisitQuery{Plan: id})
	ok(t, err)
	return list
}

func cancelled(w planning.WorkID) planning.WorksEvent {
	return planning.WorksEvent{Kind: planning.WorksEventCancelled, WorkID: w}
}

// both runs two writers at once and gives what they failed with.
func both(a, b func() error) (errs [2]error) {
	var w sync.WaitGroup
	w.Go(func() { errs[0] = a() })
	w.Go(func() { errs[1] = b() })
	w.Wait()
	return errs
}

func TestOfTwoPlansMadeFromOneOnlyOneIsIssued(t *testing.T) {
	o := newOffice(t, 4)
	ctx := context.Background()
	first := o.made(t, o.asked(t).ID)
	first, err := o.IssueWorksPlan(ctx, officer, first.ID, first.Version)
	ok(t, err)
	for range 4 {
		a, b := o.replanned(t, first.ID, cancelled(o.works[0].ID)), o.replanned(t, first.ID, cancelled(o.works[1].ID))
		errs := both(
			func() error { _, err := o.IssueWorksPlan(ctx, officer, a.ID, a.Version); return err },
			func() error { _, err := o.IssueWorksPlan(ctx, officer, b.ID, b.Version); return err },
		)
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("both were issued, or none: %v, %v", errs[0], errs[1])
		}
		won := a
		if errs[0] != nil {
			won = b
			refused(t, errs[0], "works_plan.overtaken")
		} else {
			refused(t, errs[1], "works_plan.overtaken")
		}
		issued, err := o.WorksPlans(ctx, planning.WorksPlanQuery{State: planning.WorksIssued})
		ok(t, err)
		if len(issued) != 1 || issued[0].ID != won.ID {
			t.Fatalf("%d plans are issued", len(issued))
		}
		for _, v := range o.visits(t, first.ID) {
			if v.State != planning.VisitSuperseded {
				t.Errorf("a visit of the plan before is %s", v.State)
			}
		}
		first = issued[0]
	}
}

func TestAPlanFromScratchDoesNotTakeTheDaysOfOneThatIsIssued(t *testing.T) {
	o := newOffice(t, 3)
	ctx := context.Background()
	a, b := o.made(t, o.asked(t).ID), o.made(t, o.asked(t).ID)
	_, err := o.IssueWorksPlan(ctx, officer, a.ID, a.Version)
	ok(t, err)
	_, err = o.IssueWorksPlan(ctx, officer, b.ID, b.Version)
	refused(t, err, "works_plan.overlap")
	_, err = o.IssueWorksPlan(ctx, officer, a.ID, a.Version)
	refused(t, err, "works_plan.stale")
	// What is on issued sheets is not planned twice.
	next, err := o.RequestWorksPlan(ctx, officer, fresh(), planning.WorksPlanRequest{District: areaID("d"), FirstDay: firstDay + 7, Days: 3})
	ok(t, err)
	ground, err := o.WorksGround(ctx, next.ID)
	ok(t, err)
	if len(ground.Works) != 0 {
		t.Errorf("%d works are put to a second plan", len(ground.Works))
	}
}

// A crew starts a visit while the office issues another plan in which that visit is gone: one of them is told.
func TestAVisitThatIsStartedIsNotLostToAReplan(t *testing.T) {
	for range 4 {
		o := newOffice(t, 3)
		ctx := context.Background()
		first := o.made(t, o.asked(t).ID)
		first, err := o.IssueWorksPlan(ctx, officer, first.ID, first.Version)
		ok(t, err)
		v := o.visits(t, first.ID)[0]
		next := o.replanned(t, first.ID, cancelled(v.Work))
		errs := both(
			func() error {
				_, err := o.ReportVisit(ctx, officer, first.ID, v.Work, v.Crew, v.Version, planning.VisitReport{State: planning.VisitStarted})
				return err
			},
			func() error { _, err := o.IssueWorksPlan(ctx, officer, next.ID, next.Version); return err },
		)
		switch {
		case errs[0] == nil:
			refused(t, errs[1], "works_plan.overtaken")
		case errs[1] == nil:
			if code := fault.CodeOf(errs[0]); code != "visit.stale" && code != "visit.state" {
				t.Fatalf("the crew was told %v", errs[0])
			}
		default:
			t.Fatalf("nobody got through: %v", errs)
		}
	}
}

func TestWhatWasBegunGoesOnInTheNextPlan(t *testing.T) {
	o := newOffice(t, 4)
	ctx := context.Background()
	first := o.made(t, o.asked(t).ID)
	first, err := o.IssueWorksPlan(ctx, officer, first.ID, first.Version)
	ok(t, err)
	visits := o.visits(t, first.ID)
	_, err = o.ReportVisit(ctx, officer, first.ID, visits[0].Work, visits[0].Crew, visits[0].Version, planning.VisitReport{State: planning.VisitStarted})
	ok(t, err)
	_, err = o.ReportVisit(ctx, officer, first.ID, visits[1].Work, visits[1].Crew, visits[1].Version, planning.VisitReport{State: planning.VisitDone})
	ok(t, err)
	done, err := o.Work(ctx, visits[1].Work)
	ok(t, err)
	if done.State != planning.WorkDone {
		t.Errorf("the work whose visit is done is %s", done.State)
	}
	next := o.replanned(t, first.ID, planning.WorksEvent{Kind: planning.WorksEventLonger, WorkID: visits[2].Work, Minutes: 120})
	_, err = o.IssueWorksPlan(ctx, officer, next.ID, next.Version)
	ok(t, err)
	want := map[planning.WorkID]planning.VisitState{visits[0].Work: planning.VisitStarted, visits[1].Work: planning.VisitDone, visits[2].Work: planning.VisitAnnounced, visits[3].Work: planning.VisitAnnounced}
	for _, v := range o.visits(t, next.ID) {
		if v.State != want[v.Work] {
			t.Errorf("the visit to %s is %s, want %s", v.WorkName, v.State, want[v.Work])
		}
		delete(want, v.Work)
	}
	if len(want) > 0 {
		t.Errorf("visits are gone: %v", want)
	}
}

func TestACancelledWorksPlanIsNotMade(t *testing.T) {
	o := newOffice(t, 2)
	ctx := context.Background()
	r := o.asked(t)
	_, err := o.StartWorksPlan(ctx, r.ID)
	ok(t, err)
	_, err = o.CancelWorksPlan(ctx, officer, r.ID)
	ok(t, err)
	refused(t, o.WorksPlanProgress(ctx, r.ID, planning.Progress{Percent: 50}), "works_plan.state")
	_, err = o.StartWorksPlan(ctx, r.ID)
	refused(t, err, "works_plan.state")
	_, err = o.WorksPlanDocuments(ctx, r.ID)
	refused(t, err, "works_plan.not_ready")
}

func TestTwoWritersDoNotCloseACircleOfWorks(t *testing.T) {
	o := newOffice(t, 2)
	ctx := context.Background()
	wait := func(a, b planning.WorkRecord) func() error {
		return func() error {
			_, err := o.ChangeWork(ctx, officer, a.ID, a.Version, planning.WorkChange{After: &[]planning.WorkAfter{{Work: b.ID}}})
			return err
		}
	}
	errs := both(wait(o.works[0], o.works[1]), wait(o.works[1], o.works[0]))
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("both came through, or none: %v", errs)
	}
	for _, err := range errs {
		if err != nil {
			refused(t, err, "work.circle")
		}
	}
}

func TestTheSameIsKeptOnceUnderOneId(t *testing.T) {
	o := newOffice(t, 0)
	ctx := context.Background()
	c, w := crewRecord(), workRecord(1)
	c.ID, w.ID = planning.CrewID(newID()), planning.WorkID(newID())
	closure := planning.RoadClosure{
		ID: planning.RoadClosureID(newID()), Polygon: square(west, south, 0.01)[0], From: firstDay, To: firstDay + 1, Reason: "Flood", Source: "Control room",
	}
	for range 2 {
		_, err := o.CreateCrew(ctx, officer, casework.Key{}, c)
		ok(t, err)
		_, err = o.CreateWork(ctx, officer, casework.Key{}, w)
		ok(t, err)
		_, err = o.CloseRoads(ctx, officer, casework.Key{}, closure)
		ok(t, err)
	}
	c.Name, w.Minutes, closure.Reason = "Another", 61, "Another"
	_, err := o.CreateCrew(ctx, officer, casework.Key{}, c)
	refused(t, err, "crew.id")
	_, err = o.CreateWork(ctx, officer, casework.Key{}, w)
	refused(t, err, "work.id")
	_, err = o.CloseRoads(ctx, officer, casework.Key{}, closure)
	refused(t, err, "road_closure.id")
}

func TestAWorkNeedsAnAreaAndWhatItWaitsFor(t *testing.T) {
	o := newOffice(t, 1)
	ctx := context.Background()
	sea := workRecord(0)
	sea.At = orb.Point{88.5, 19}
	_, err := o.CreateWork(ctx, officer, fresh(), sea)
	refused(t, err, "work.outside")
	nothing := workRecord(0)
	nothing.After = []planning.WorkAfter{{Work: planning.WorkID(newID())}}
	_, err = o.CreateWork(ctx, officer, fresh(), nothing)
	refused(t, err, "work_after.before_missing")
	orphan := crewRecord()
	orphan.Area = planning.AreaID(newID())
	_, err = o.CreateCrew(ctx, officer, fresh(), orphan)
	refused(t, err, "area.missing")
}

// A database constraint and the pure rule are two guards of one door, as in TestConstraintsAndRulesAgree.
func TestConstraintsAndRulesOfWorksAgree(t *testing.T) {
	s, conn, _ := filled(t, 3, 3)
	ctx := context.Background()
	_, err := s.CreateCrew(ctx, officer, fresh(), crewRecord())
	ok(t, err)
	_, err = s.CreateWork(ctx, officer, fresh(), workRecord(1))
	ok(t, err)
	_, err = s.CloseRoads(ctx, officer, fresh(), planning.RoadClosure{Polygon: square(west, south, 0.01)[0], From: firstDay, To: firstDay, Reason: "Flood", Source: "x"})
	ok(t, err)
	seen := map[string][2]int{}
	probe := func(constraint, sql string, arg any, rule error) {
		t.Helper()
		n := seen[constraint]
		switch got := violated(t, conn, sql, arg); {
		case rule != nil && got == constraint:
			n[0]++
		case rule == nil && got == "":
			n[1]++
		default:
			t.Errorf("%s with %.20q: the rule says %v, the database %q", constraint, arg, rule, got)
		}
		seen[constraint] = n
	}
	for _, name := range []string{"", "a", strings.Repeat("ক", 200), strings.Repeat("ক", 201)} {
		c := crewRecord()
		c.Name = name
		probe("crew_name", "UPDATE crew SET name = $1", name, c.Check())
	}
	for _, profile := range []string{"car", "boat", "", "bus"} {
		c := crewRecord()
		c.Profile = planning.Profile(profile)
		probe("crew_profile", "UPDATE crew SET profile = $1", profile, c.Check())
	}
	for _, n := range []int64{-1, 0, 720, 721} {
		c := crewRecord()
		c.Overtime = n
		probe("crew_overtime", "UPDATE crew SET overtime = $1", n, c.Check())
	}
	for _, n := range []int32{9 * 60, 9*60 + 1, 1440, 1441} {
		c := crewRecord()
		c.To = planning.Clock(n)
		probe("crew_hours", "UPDATE crew SET closes = $1", n, c.Check())
	}
	for _, n := range []int64{30, 60, 61} {
		c := crewRecord()
		c.Break = &planning.Break{Minutes: n, From: 780, To: 840}
		probe("crew_break", "UPDATE crew SET rest_from = 780, rest_to = 840, rest_minutes = $1", n, c.Check())
	}
	for _, kind := range []string{"repair", "supply", "", "digging"} {
		w := workRecord(1)
		w.Kind = planning.WorkKind(kind)
		probe("work_kind", "UPDATE work SET kind = $1", kind, w.Check())
	}
	for column, c := range map[string]struct {
		set    func(*planning.WorkRecord, int64)
		values []int64
	}{
		"minutes":  {func(w *planning.WorkRecord, n int64) { w.Minutes = n }, []int64{0, 1, 1440, 1441}},
		"priority": {func(w *planning.WorkRecord, n int64) { w.Priority = n }, []int64{0, 1, 5, 6}},
		"people":   {func(w *planning.WorkRecord, n int64) { w.People = n }, []int64{-1, 0, 50_000_000, 50_000_001}},
		"crews":    {func(w *planning.WorkRecord, n int64) { w.Crews = int(n) }, []int64{0, 1, 2, 3}},
	} {
		for _, n := range c.values {
			w := workRecord(1)
			c.set(&w, n)
			probe("work_"+column, "UPDATE work SET "+column+" = $1", n, w.Check())
		}
	}
	for _, state := range []string{"open", "done", "", "lost"} {
		w := workRecord(1)
		w.State = planning.WorkState(state)
		probe("work_state", "UPDATE work SET state = $1", state, w.Check())
	}
	for _, n := range []planning.Day{firstDay - 1, firstDay, firstDay + 366, firstDay + 367} {
		c := planning.RoadClosure{Polygon: square(west, south, 0.01)[0], From: firstDay, To: n, Reason: "Flood", Source: "x"}
		probe("road_closure_days", "UPDATE road_closure SET last_day = $1", n.Time(), c.Check())
	}
	for constraint, n := range seen {
		if n[0] == 0 || n[1] == 0 {
			t.Errorf("%s was seen to refuse %d and to let pass %d: a side was not looked at", constraint, n[0], n[1])
		}
	}
}

func TestAVisitIsReportedInOrderOfTime(t *testing.T) {
	started := noon.Add(-time.Hour)
	v := planning.VisitRecord{State: planning.VisitAnnounced, Version: 3}
	for _, c := range []struct {
		name    string
		v       planning.VisitRecord
		version int64
		said    planning.VisitReport
		want    fault.Code
	}{
		{"announced, started", v, 3, planning.VisitReport{State: planning.VisitStarted}, ""},
		{"announced, done at once", v, 3, planning.VisitReport{State: planning.VisitDone, At: started}, ""},
		{"another version", v, 2, planning.VisitReport{State: planning.VisitStarted}, "visit.stale"},
		{"announced again", v, 3, planning.VisitReport{State: planning.VisitAnnounced}, "visit.state"},
		{"a draft's", planning.VisitRecord{State: planning.VisitPlanned, Version: 3}, 3, planning.VisitReport{State: planning.VisitStarted}, "visit.state"},
		{"tomorrow", v, 3, planning.VisitReport{State: planning.VisitDone, At: noon.Add(24 * time.Hour)}, "visit.time"},
		{"done before it began", planning.VisitRecord{State: planning.VisitStarted, StartedAt: &started, Version: 3}, 3, planning.VisitReport{State: planning.VisitDone, At: started.Add(-time.Minute)}, "visit.time"},
	} {
		if _, err := c.v.Report(c.version, c.said, noon); fault.CodeOf(err) != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
