package store_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/internal/store"
	"doorstep/planning"
)

var light = planning.Options{PriceUnits: 20, ImproveUnits: 20}

func request() planning.PlanRequest {
	return planning.PlanRequest{ID: planning.PlanID(newID()), Drive: driveID, District: areaID("d"), Seed: 1 << 63, Options: light}
}

// solved is what a worker does with a queued plan.
func solved(tb testing.TB, s *store.Store, id planning.PlanID) planning.PlanRecord {
	tb.Helper()
	ctx := context.Background()
	_, err := s.StartPlan(ctx, id)
	ok(tb, err)
	problem, plan := answer(tb, s)
	r, err := s.SavePlan(ctx, id, problem, plan, planning.Check(problem, plan))
	ok(tb, err)
	return r
}

func answer(tb testing.TB, s *store.Store) (planning.Problem, planning.Plan) {
	tb.Helper()
	g, err := s.Gazetteer(context.Background(), driveID, areaID("d"))
	ok(tb, err)
	problem, err := planning.NewProblem(g, *g.Drive, areaID("d"))
	ok(tb, err)
	plan, err := planning.Solve(context.Background(), problem, 1, light, func(planning.Progress) {})
	ok(tb, err)
	return problem, plan
}

// published is a published plan and its camps.
func published(tb testing.TB, s *store.Store) (planning.PlanRecord, []planning.CampRecord) {
	tb.Helper()
	ctx := context.Background()
	q := request()
	_, err := s.RequestPlan(ctx, officer, casework.Key{}, q)
	ok(tb, err)
	r := solved(tb, s, q.ID)
	r, err = s.PublishPlan(ctx, officer, r.ID, r.Version)
	ok(tb, err)
	camps, err := s.Camps(ctx, planning.CampQuery{Plan: r.ID, Page: planning.Page{Limit: 1000}})
	ok(tb, err)
	if len(camps) == 0 {
		tb.Fatal("the plan has no camps")
	}
	return r, camps
}

func TestAPlanGoesFromRequestToPublished(t *testing.T) {
	ctx := context.Background()
	s, conn, _ := filled(t, 80, 60)
	q := request()
	r, err := s.RequestPlan(ctx, officer, casework.Key{}, q)
	ok(t, err)
	if r.State != planning.PlanQueued || r.Seed != q.Seed || r.Options != light || r.DistrictName != "Purba Bardhaman" || r.DriveName == "" || r.RequestedBy != "operator" || !r.RequestedAt.Equal(noon) || r.Score != nil {
		t.Errorf("requested: %+v", r)
	}
	if n := ask[int](t, conn, "SELECT count(*) FROM river_job WHERE kind = 'plan_solve' AND args->>'plan' = $1 AND state = 'available'", string(q.ID)); n != 1 {
		t.Errorf("%d jobs are queued", n)
	}
	r, err = s.StartPlan(ctx, q.ID)
	ok(t, err)
	ok(t, s.PlanProgress(ctx, q.ID, planning.Progress{Stage: "greedy", Percent: 40}))
	ok(t, s.PlanProgress(ctx, q.ID, planning.Progress{Stage: "price", Percent: 30}))
	now, err := s.Plan(ctx, q.ID)
	if err != nil || now.State != planning.PlanSolving || now.Progress != 40 || now.Stage != "price" || now.Version != r.Version {
		t.Errorf("while it is solved: %+v, %v", now, err)
	}
	if _, _, err := s.PlanDocuments(ctx, q.ID); err == nil {
		t.Error("there are documents before it is solved")
	}
	problem, plan := answer(t, s)
	r, err = s.SavePlan(ctx, q.ID, problem, plan, planning.Check(problem, plan))
	ok(t, err)
	if r.State != planning.PlanReady || r.Progress != 100 || r.Score == nil || *r.Score != plan.Score || r.Bound != plan.Bound.Visitors || len(r.Violations) != 0 || r.FinishedAt == nil || r.ProblemHash != plan.Problem {
		t.Fatalf("ready: %+v", r)
	}
	gotProblem, gotPlan, err := s.PlanDocuments(ctx, q.ID)
	ok(t, err)
	var want, got bytes.Buffer
	ok(t, planning.WriteProblem(&want, problem))
	ok(t, planning.WritePlan(&want, plan))
	ok(t, planning.WriteProblem(&got, gotProblem))
	ok(t, planning.WritePlan(&got, gotPlan))
	if !bytes.Equal(want.Bytes(), got.Bytes()) {
		t.Error("the documents are not what was saved, byte for byte")
	}
	camps, err := s.Camps(ctx, planning.CampQuery{Plan: q.ID, Page: planning.Page{Limit: 1000}})
	if err != nil || len(camps) != len(plan.Camps) {
		t.Fatalf("%d camps of %d, %v", len(camps), len(plan.Camps), err)
	}
	for i, c := range camps {
		p := plan.Camps[i]
		if c.Venue != p.Venue || c.Day != p.Day || c.Group != p.Group || c.Block != p.Block || c.Visitors != p.Visitors || c.GroupName == "" || c.BlockName == "" || c.TeamName == "" || c.VenueName == "" || !c.Cell.Valid() {
			t.Fatalf("camp %d: %+v, planned %+v", i, c, p)
		}
	}
	cells, err := s.PlanCells(ctx, q.ID, planning.Place{}, planning.Page{Limit: 1000})
	if err != nil || len(cells) != len(problem.Demand) {
		t.Fatalf("%d cells of %d, %v", len(cells), len(problem.Demand), err)
	}
	var people, served int64
	for _, c := range cells {
		people, served = people+c.People, served+c.Served
	}
	if people != plan.Score.People || served != plan.Score.VisitorsServed {
		t.Errorf("the cells add up to %d people and %d served, the score says %+v", people, served, plan.Score)
	}
	refuse := func(version int64) error { _, err := s.PublishPlan(ctx, officer, q.ID, version); return err }
	refused(t, refuse(r.Version-1), "plan.stale")
	r, err = s.PublishPlan(ctx, officer, q.ID, r.Version)
	if err != nil || r.State != planning.PlanPublished || r.PublishedAt == nil {
		t.Fatalf("published: %+v, %v", r, err)
	}
	refused(t, refuse(r.Version), "plan.state")
}

func TestPublishingReplacesThePlanBeforeIt(t *testing.T) {
	ctx := context.Background()
	s, _, _ := filled(t, 40, 40)
	first, _ := published(t, s)
	second, _ := published(t, s)
	before, err := s.Plan(ctx, first.ID)
	if err != nil || before.State != planning.PlanSuperseded || before.Version != first.Version+1 {
		t.Errorf("the plan before is %s, version %d, %v", before.State, before.Version, err)
	}
	list, err := s.Plans(ctx, planning.PlanQuery{State: planning.PlanPublished, Drive: driveID, District: areaID("d")})
	if err != nil || len(list) != 1 || list[0].ID != second.ID {
		t.Errorf("published are %+v, %v", list, err)
	}
}

func TestOfTwoWhoPublishAtOnceOnePlanIsPublished(t *testing.T) {
	ctx := context.Background()
	s, conn, _ := filled(t, 40, 40)
	var ready []planning.PlanRecord
	for range 2 {
		q := request()
		_, err := s.RequestPlan(ctx, officer, casework.Key{}, q)
		ok(t, err)
		ready = append(ready, solved(t, s, q.ID))
	}
	done := make(chan error)
	for i := range 8 { // each plan four times
		go func() {
			_, err := s.PublishPlan(ctx, officer, ready[i%2].ID, ready[i%2].Version)
			done <- err
		}()
	}
	won := 0
	for range 8 {
		if err := <-done; err == nil {
			won++
		} else if code := fmt.Sprint(err); code == "" {
			t.Error(err)
		}
	}
	if won != 2 {
		t.Errorf("%d publications went through; each of the two plans can be published once", won)
	}
	if n := ask[int](t, conn, "SELECT count(*) FROM plan WHERE state = 'published'"); n != 1 {
		t.Errorf("%d plans are published", n)
	}
	if n := ask[int](t, conn, "SELECT count(*) FROM audit WHERE action = 'plan.publish'"); n != won {
		t.Errorf("%d publications are audited", n)
	}
}

func TestAPlanThatBreaksRulesIsFailedAndKeptForStudy(t *testing.T) {
	ctx := context.Background()
	s, _, _ := filled(t, 40, 40)
	q := request()
	_, err := s.RequestPlan(ctx, officer, casework.Key{}, q)
	ok(t, err)
	_, err = s.StartPlan(ctx, q.ID)
	ok(t, err)
	problem, plan := answer(t, s)
	r, err := s.SavePlan(ctx, q.ID, problem, plan, []planning.Violation{{Rule: "camp.cap", Where: "c1", Text: "Too many."}})
	if err != nil || r.State != planning.PlanFailed || len(r.Violations) != 1 || r.Failure == "" {
		t.Fatalf("got %+v, %v", r, err)
	}
	if _, _, err := s.PlanDocuments(ctx, q.ID); err != nil {
		t.Error(err)
	}
	if camps, err := s.Camps(ctx, planning.CampQuery{Plan: q.ID}); err != nil || len(camps) != 0 {
		t.Errorf("%d camps, %v", len(camps), err)
	}
	_, err = s.PublishPlan(ctx, officer, q.ID, r.Version)
	refused(t, err, "plan.state")
}

func TestADraftIsPublishedOnlyWithoutViolations(t *testing.T) {
	ctx := context.Background()
	s, conn, _ := filled(t, 40, 40)
	problem, plan := answer(t, s)
	list := planning.CampList{Columns: []string{"Venue", "Date"}, Rows: []planning.CampListRow{{Line: 2, Cells: []string{"School", "12.1."}, Camp: plan.Camps[0].ID}}}
	bad, err := s.SaveDraftPlan(ctx, officer, driveID, areaID("d"), problem, plan, []planning.Violation{{Rule: "group.day", Where: "row 3", Row: 3, Text: "Two camps."}}, list)
	ok(t, err)
	if bad.State != planning.PlanDraft || bad.Origin != "imported" {
		t.Errorf("got %+v", bad)
	}
	_, err = s.PublishPlan(ctx, officer, bad.ID, bad.Version)
	refused(t, err, "plan.violations")
	kept, err := s.CampList(ctx, bad.ID)
	if err != nil || len(kept.Rows) != 1 || kept.Rows[0].Cells[1] != "12.1." || kept.Columns[0] != "Venue" {
		t.Errorf("the list came back as %+v, %v", kept, err)
	}
	good, err := s.SaveDraftPlan(ctx, officer, driveID, areaID("d"), problem, plan, nil, list)
	ok(t, err)
	if good, err = s.PublishPlan(ctx, officer, good.ID, good.Version); err != nil || good.State != planning.PlanPublished {
		t.Fatalf("got %+v, %v", good, err)
	}
	if n := ask[int](t, conn, "SELECT count(*) FROM camp WHERE plan = $1 AND draft", string(good.ID)); n != 0 {
		t.Errorf("%d camps of the published plan are still drafts", n)
	}
	q := request()
	_, err = s.RequestPlan(ctx, officer, casework.Key{}, q)
	ok(t, err)
	_, err = s.CampList(ctx, q.ID)
	refused(t, err, "plan.no_list")
}

func TestACancelledPlanIsNotSaved(t *testing.T) {
	ctx := context.Background()
	s, conn, _ := filled(t, 40, 40)
	q := request()
	_, err := s.RequestPlan(ctx, officer, casework.Key{}, q)
	ok(t, err)
	_, err = s.StartPlan(ctx, q.ID)
	ok(t, err)
	problem, plan := answer(t, s)
	r, err := s.CancelPlan(ctx, officer, q.ID)
	if err != nil || r.State != planning.PlanCancelled {
		t.Fatalf("got %+v, %v", r, err)
	}
	if state := ask[string](t, conn, "SELECT state::text FROM river_job WHERE args->>'plan' = $1", string(q.ID)); state != "cancelled" {
		t.Errorf("the job is %s", state)
	}
	_, err = s.SavePlan(ctx, q.ID, problem, plan, nil)
	refused(t, err, "plan.state")
	refused(t, s.PlanProgress(ctx, q.ID, planning.Progress{Percent: 50}), "plan.state")
	_, err = s.StartPlan(ctx, q.ID)
	refused(t, err, "plan.state")
	_, err = s.FailPlan(ctx, q.ID, "x")
	refused(t, err, "plan.state")
	_, err = s.CancelPlan(ctx, officer, q.ID)
	refused(t, err, "plan.state")
	if n := ask[int](t, conn, "SELECT count(*) FROM camp"); n != 0 {
		t.Errorf("%d camps were left behind", n)
	}
}

func TestARequestForAPlanThatFailsQueuesNoJob(t *testing.T) {
	ctx := context.Background()
	s, conn, _ := filled(t, 5, 5)
	for _, c := range []struct {
		change func(*planning.PlanRequest)
		want   string
	}{
		{func(q *planning.PlanRequest) { q.Drive = planning.DriveID(newID()) }, "drive.missing"},
		{func(q *planning.PlanRequest) { q.District = planning.AreaID(newID()) }, "area.missing"},
		{func(q *planning.PlanRequest) { q.District = "no id" }, "area.missing"},
		{func(q *planning.PlanRequest) { q.District = areaID("b0") }, "plan.district"},
	} {
		q := request()
		c.change(&q)
		_, err := s.RequestPlan(ctx, officer, fresh(), q)
		refused(t, err, fault.Code(c.want))
	}
	if n := ask[int](t, conn, "SELECT count(*) FROM river_job") + ask[int](t, conn, "SELECT count(*) FROM plan") + ask[int](t, conn, "SELECT count(*) FROM idempotency"); n != 0 {
		t.Errorf("%d rows were left behind", n)
	}
}

func TestPlanEventsTellOfEachStepUntilTheEnd(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	s, conn, _ := filled(t, 40, 40)
	q := request()
	_, err := s.RequestPlan(ctx, officer, casework.Key{}, q)
	ok(t, err)
	const listeners = 10
	ended, started := make(chan string, listeners), make(chan bool, listeners)
	for range listeners {
		events, err := s.PlanEvents(ctx, q.ID)
		ok(t, err)
		go func() {
			var states []string
			last := planning.PlanRecord{}
			for r := range events {
				if r.Version < last.Version {
					states = append(states, "BACKWARDS")
				}
				if r.State != last.State {
					states = append(states, string(r.State))
					if r.State == planning.PlanSolving {
						started <- true
					}
				}
				last = r
			}
			ended <- strings.Join(states, " ")
		}()
	}
	listening := 0
	for listening == 0 && ctx.Err() == nil { // until the one connection has said LISTEN
		listening = ask[int](t, conn, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN plan'")
		time.Sleep(10 * time.Millisecond)
	}
	if listening != 1 {
		t.Errorf("%d connections listen for %d listeners", listening, listeners)
	}
	_, err = s.StartPlan(ctx, q.ID)
	ok(t, err)
	for range listeners { // a state that is overtaken by the next is not told
		select {
		case <-started:
		case <-ctx.Done():
			t.Fatal("a listener did not hear that the plan was started")
		}
	}
	for p := range 10 {
		ok(t, s.PlanProgress(ctx, q.ID, planning.Progress{Stage: "price", Percent: p * 10}))
	}
	problem, plan := answer(t, s)
	_, err = s.SavePlan(ctx, q.ID, problem, plan, nil)
	ok(t, err)
	for range listeners {
		if states := <-ended; states != "queued solving ready" {
			t.Errorf("one listener heard %s", states)
		}
	}
}

func TestPlanEventsEndWithTheListenerAndSurviveALostConnection(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	s, conn, _ := filled(t, 5, 5)
	q := request()
	_, err := s.RequestPlan(ctx, officer, casework.Key{}, q)
	ok(t, err)
	gone, leave := context.WithCancel(ctx)
	events, err := s.PlanEvents(gone, q.ID)
	ok(t, err)
	<-events
	leave()
	if _, open := <-events; open {
		t.Error("the listener heard more after it left")
	}
	events, err = s.PlanEvents(ctx, q.ID)
	ok(t, err)
	if r := <-events; r.State != planning.PlanQueued {
		t.Errorf("at first it is told %s", r.State)
	}
	time.Sleep(200 * time.Millisecond)
	if n := ask[int](t, conn, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN plan'"); n != 1 {
		t.Fatalf("%d listening connections were cut", n)
	}
	_, err = s.CancelPlan(ctx, officer, q.ID) // said while nobody listens
	ok(t, err)
	r, open := <-events
	if !open || r.State != planning.PlanCancelled {
		t.Errorf("after the connection was lost it is told %s, %v", r.State, open)
	}
	if _, open := <-events; open {
		t.Error("there is more to hear after the end")
	}
	_, err = s.PlanEvents(ctx, planning.PlanID(newID()))
	refused(t, err, "plan.missing")
}

func TestPlanCountsAreByState(t *testing.T) {
	s, _, _ := filled(t, 40, 40)
	published(t, s)
	published(t, s)
	counts, err := s.PlanCounts(context.Background())
	if err != nil || counts[planning.PlanPublished] != 1 || counts[planning.PlanSuperseded] != 1 {
		t.Errorf("got %v, %v", counts, err)
	}
}
