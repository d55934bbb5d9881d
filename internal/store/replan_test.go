package store_test

import (
	"context"
	"testing"

	"doorstep/geo"
	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/internal/store"
	"doorstep/planning"
)

// lost asks to plan again because the venue of a camp cannot be had from the third day on.
func lost(tb testing.TB, s *store.Store, of planning.PlanID, source string) planning.ReplanRequest {
	tb.Helper()
	_, plan, err := s.PlanDocuments(context.Background(), of)
	ok(tb, err)
	camp := plan.Camps[len(plan.Camps)-1]
	return planning.ReplanRequest{
		ID: planning.PlanID(newID()), Replaces: of, Today: planning.DayOf(noon.In(geo.IST)), Notice: 2,
		Events: []planning.Event{{Kind: planning.EventVenueLost, Source: source, Venue: camp.Venue, From: camp.Day}},
	}
}

// replanned is what a worker does with a re-plan that is queued.
func replanned(tb testing.TB, s *store.Store, id planning.PlanID) planning.PlanRecord {
	tb.Helper()
	ctx := context.Background()
	_, err := s.StartPlan(ctx, id)
	ok(tb, err)
	q, err := s.ReplanRequest(ctx, id)
	ok(tb, err)
	problem, plan, err := s.PlanDocuments(ctx, q.Replaces)
	ok(tb, err)
	made, err := planning.Replan(ctx, problem, plan, q.Events, q.Options(plan.Seed))
	ok(tb, err)
	r, err := s.SaveReplan(ctx, id, made, planning.CheckReplan(problem, plan, made))
	ok(tb, err)
	if r.State != planning.PlanReady {
		tb.Fatalf("the re-plan is %s: %s", r.State, r.Failure)
	}
	return r
}

func TestAReplanIsKeptWithItsAccountAndTakesThePlaceOfThePlan(t *testing.T) {
	ctx := context.Background()
	s, conn, _ := filled(t, 80, 60)
	old, camps := published(t, s)
	q := lost(t, s, old.ID, "order 7")
	r, err := s.RequestReplan(ctx, officer, fresh(), q)
	ok(t, err)
	if r.State != planning.PlanQueued || r.Replaces != old.ID || r.Standing != old.ID || r.Seed != old.Seed || r.Drive != old.Drive || r.District != old.District {
		t.Errorf("requested: %+v", r)
	}
	_, err = s.Account(ctx, r.ID)
	refused(t, err, "plan.not_ready")
	kept, err := s.ReplanRequest(ctx, r.ID)
	if err != nil || kept.ID != r.ID || kept.Replaces != old.ID || kept.Today != q.Today || kept.Notice != 2 || len(kept.Events) != 1 || kept.Events[0].Venue != q.Events[0].Venue {
		t.Errorf("the request came back as %+v, %v", kept, err)
	}
	for _, of := range []func() error{
		func() error { _, err := s.Account(ctx, old.ID); return err },
		func() error { _, err := s.ReplanRequest(ctx, old.ID); return err },
	} {
		refused(t, of(), "plan.no_account")
	}
	person := casework.Application{Name: "Invented Person", Scheme: "health_card"}
	moved := camps[len(camps)-1]
	_, err = s.Register(ctx, officer, fresh(), moved.ID, person)
	ok(t, err)
	registered, err := s.Registered(ctx, old.ID)
	if err != nil || len(registered) != 1 || registered[moved.PlanCamp] != 1 {
		t.Errorf("registered are %v, %v", registered, err)
	}
	r = replanned(t, s, r.ID)
	account, err := s.Account(ctx, r.ID)
	ok(t, err)
	problem, plan, err := s.PlanDocuments(ctx, r.ID)
	ok(t, err)
	oldProblem, oldPlan, err := s.PlanDocuments(ctx, old.ID)
	ok(t, err)
	if broken := planning.CheckReplan(oldProblem, oldPlan, planning.Replanned{Problem: problem, Plan: plan, Account: account}); len(broken) > 0 {
		t.Errorf("as kept it breaks %+v", broken)
	}
	if len(account.Changes) == 0 || len(account.Curve) != 4 {
		t.Fatalf("%d changes, %d options", len(account.Changes), len(account.Curve))
	}
	if next, err := s.CampInstead(ctx, moved.ID); err != nil || next != nil {
		t.Errorf("before it is published people are sent to %+v, %v", next, err)
	}
	_, err = s.PublishPlan(ctx, officer, r.ID, r.Version)
	ok(t, err)
	if before, err := s.Plan(ctx, old.ID); err != nil || before.State != planning.PlanSuperseded {
		t.Errorf("the plan before is %s, %v", before.State, err)
	}
	next, err := s.CampInstead(ctx, moved.ID)
	if err != nil || next == nil || next.PlanCamp != moved.PlanCamp || next.Plan != r.ID {
		t.Fatalf("people are sent to %+v, %v", next, err)
	}
	_, err = s.Register(ctx, officer, fresh(), moved.ID, casework.Application{Name: "Another Person", Scheme: "health_card"})
	refused(t, err, "camp.superseded")
	if n := ask[int](t, conn, "SELECT count(*) FROM audit WHERE action = 'plan.replan' AND noun_id = $1 AND detail->>'replaces' = $2", string(r.ID), string(old.ID)); n != 1 {
		t.Errorf("asking is audited %d times", n)
	}
	if registered, err := s.Registered(ctx, r.ID); err != nil || registered[moved.PlanCamp] != 1 {
		t.Errorf("who registered before the re-plan is forgotten: %v, %v", registered, err)
	}
	// Two steps on, a camp of the first plan is still known to be the same one.
	again := lost(t, s, r.ID, "order 8")
	_, err = s.RequestReplan(ctx, officer, fresh(), again)
	ok(t, err)
	second := replanned(t, s, again.ID)
	_, err = s.PublishPlan(ctx, officer, second.ID, second.Version)
	ok(t, err)
	if next, err := s.CampInstead(ctx, moved.ID); err != nil || next == nil || next.PlanCamp != moved.PlanCamp || next.Plan != second.ID {
		t.Errorf("two re-plans on people are sent to %+v, %v", next, err)
	}
}

func TestOfTwoReplansOfOnePlanOnlyTheFirstIsPublished(t *testing.T) {
	ctx := context.Background()
	s, conn, _ := filled(t, 80, 60)
	old, _ := published(t, s)
	var ready []planning.PlanRecord
	for _, source := range []string{"order 1", "order 2"} {
		q := lost(t, s, old.ID, source)
		_, err := s.RequestReplan(ctx, officer, fresh(), q)
		ok(t, err)
		ready = append(ready, replanned(t, s, q.ID))
	}
	done := make(chan error)
	for i := range 8 { // each re-plan four times
		go func() {
			_, err := s.PublishPlan(ctx, officer, ready[i%2].ID, ready[i%2].Version)
			done <- err
		}()
	}
	codes := map[fault.Code]int{}
	for range 8 {
		codes[fault.CodeOf(<-done)]++
	}
	if codes[""] != 1 || codes["plan.overtaken"] != 4 || codes["plan.stale"] != 3 {
		t.Errorf("the eight who published got %v", codes)
	}
	if n := ask[int](t, conn, "SELECT count(*) FROM plan WHERE state = 'published'"); n != 1 {
		t.Errorf("%d plans are published", n)
	}
	if n := ask[int](t, conn, "SELECT count(*) FROM audit WHERE action = 'plan.publish'"); n != 2 {
		t.Errorf("%d publications are audited, the old plan's among them", n)
	}
}

func TestAReplanOfAPlanThatNeverStoodLeavesNothingBehind(t *testing.T) {
	ctx := context.Background()
	s, conn, _ := filled(t, 40, 40)
	q := request()
	_, err := s.RequestPlan(ctx, officer, casework.Key{}, q)
	ok(t, err)
	before := ask[int](t, conn, "SELECT count(*) FROM plan") + ask[int](t, conn, "SELECT count(*) FROM river_job")
	events := []planning.Event{{Kind: planning.EventCampsAdded, Source: "order", Camps: 1}}
	day := planning.DayOf(noon.In(geo.IST))
	for _, c := range []struct {
		of   planning.ReplanRequest
		want fault.Code
	}{
		{planning.ReplanRequest{Replaces: q.ID, Today: day, Events: events}, "plan.state"},
		{planning.ReplanRequest{Replaces: planning.PlanID(newID()), Today: day, Events: events}, "plan.missing"},
		{planning.ReplanRequest{Replaces: "no id", Today: day, Events: events}, "plan.missing"},
		{planning.ReplanRequest{Replaces: q.ID, Today: day}, "events.invalid"},
		{planning.ReplanRequest{Replaces: q.ID, Today: day, Share: 3, Events: events}, "replan.malformed"},
	} {
		_, err := s.RequestReplan(ctx, officer, fresh(), c.of)
		refused(t, err, c.want)
	}
	if n := ask[int](t, conn, "SELECT count(*) FROM plan") + ask[int](t, conn, "SELECT count(*) FROM river_job"); n != before {
		t.Errorf("%d rows were left behind", n-before)
	}
}

func TestManySendersOfOneReplanMakeOne(t *testing.T) {
	ctx := context.Background()
	s, conn, _ := filled(t, 40, 40)
	old, _ := published(t, s)
	q, k := lost(t, s, old.ID, "order 7"), fresh()
	done := make(chan planning.PlanID)
	for range 6 {
		go func() {
			r, err := s.RequestReplan(ctx, officer, k, q)
			if err != nil {
				t.Error(err)
			}
			done <- r.ID
		}()
	}
	for range 6 {
		if id := <-done; id != q.ID {
			t.Errorf("one got %s", id)
		}
	}
	if n := ask[int](t, conn, "SELECT count(*) FROM plan WHERE replaces IS NOT NULL"); n != 1 {
		t.Errorf("%d re-plans are kept", n)
	}
}
