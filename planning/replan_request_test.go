package planning_test

import (
	"bytes"
	"strings"
	"testing"

	"doorstep/internal/fault"
	"doorstep/planning"
)

func lost(p planning.Problem, plan planning.Plan) []planning.Event {
	return []planning.Event{{Kind: planning.EventVenueLost, Source: "order 1", Venue: plan.Camps[len(plan.Camps)-1].Venue, From: p.Days[0]}}
}

func TestARequestForAReplanIsHeldAgainstItsLimits(t *testing.T) {
	p := toy(t)
	plan := solve(t, p, 1)
	good := planning.ReplanRequest{Today: p.Days[0], Notice: 2, Share: 5, Events: lost(p, plan)}
	if err := planning.CanReplan(p, plan, good); err != nil {
		t.Fatalf("a good request: %v", err)
	}
	for name, c := range map[string]struct {
		change func(*planning.ReplanRequest)
		code   fault.Code
		where  string
	}{
		"notice before today":     {func(q *planning.ReplanRequest) { q.Notice = -1 }, "replan.malformed", "/announced_hours"},
		"notice beyond a year":    {func(q *planning.ReplanRequest) { q.Notice = 367 }, "replan.malformed", "/announced_hours"},
		"a share between":         {func(q *planning.ReplanRequest) { q.Share = 7 }, "replan.malformed", "/share"},
		"no day":                  {func(q *planning.ReplanRequest) { q.Today = 0 }, "replan.malformed", "/today"},
		"no event":                {func(q *planning.ReplanRequest) { q.Events = nil }, "events.invalid", "/events"},
		"an event without source": {func(q *planning.ReplanRequest) { q.Events = []planning.Event{{Kind: "camps_added", Camps: 1}} }, "events.invalid", "/events/0/source"},
		"an unknown venue":        {func(q *planning.ReplanRequest) { q.Events[0].Venue = "nowhere" }, "event.unknown", ""},
		"an event that is over":   {func(q *planning.ReplanRequest) { q.Today += 2; q.Events[0].To = p.Days[0] }, "event.past", ""},
		"a day after the drive":   {func(q *planning.ReplanRequest) { q.Today = p.Days[len(p.Days)-1] + 1; q.Events[0].From = 0 }, "replan.over", ""},
		"an order that cannot be": {func(q *planning.ReplanRequest) {
			q.Events = []planning.Event{{Kind: "camp_ordered", Source: "o", Venue: plan.Camps[0].Venue, From: p.Days[len(p.Days)-1] + 9}}
		}, "event.order", ""},
		"a camp that is not there": {func(q *planning.ReplanRequest) {
			q.Events = []planning.Event{{Kind: "camp_ordered", Source: "o", Venue: plan.Camps[0].Venue, Camp: "x"}}
		}, "event.unknown", ""},
	} {
		q := good
		q.Events = append([]planning.Event(nil), good.Events...)
		c.change(&q)
		err := planning.CanReplan(p, plan, q)
		if fault.CodeOf(err) != c.code || c.where != "" && !strings.Contains(err.Error(), c.where) {
			t.Errorf("%s: got %v, want %s at %s", name, err, c.code, c.where)
		}
	}
}

func TestAListOfADriveByBoothsIsNotBetteredCampByCamp(t *testing.T) {
	p := boothToy(t)
	plan := solve(t, p, 1)
	if _, err := planning.Propose(t.Context(), p, plan, 3); fault.CodeOf(err) != "replan.booths" {
		t.Errorf("got %v", err)
	}
	if err := planning.CanReplan(p, plan, planning.ReplanRequest{Today: p.Days[0], Events: lost(p, plan)}); err != nil {
		t.Errorf("after an event it is not planned again: %v", err)
	}
}

func TestAReplanIsPublishedOnlyInThePlaceOfWhatStoodWhenItWasAskedFor(t *testing.T) {
	again := planning.PlanRecord{State: planning.PlanReady, Replaces: "a", Standing: "a"}
	ofReady := planning.PlanRecord{State: planning.PlanReady, Replaces: "r", Standing: "a"}
	first := planning.PlanRecord{State: planning.PlanReady, Replaces: "r"}
	for _, c := range []struct {
		name     string
		plan     planning.PlanRecord
		standing planning.PlanID
		want     fault.Code
	}{
		{"the plan it was made from stands", again, "a", ""},
		{"another re-plan was published first", again, "b", "plan.overtaken"},
		{"nothing stands any more", again, "", "plan.overtaken"},
		{"of a ready plan, and what stood stands", ofReady, "a", ""},
		{"of a ready plan that was published since", ofReady, "r", ""},
		{"of a ready plan, and another was published since", ofReady, "b", "plan.overtaken"},
		{"of a ready plan, nothing stood nor stands", first, "", ""},
		{"of a ready plan, nothing stood and another was published", first, "b", "plan.overtaken"},
		{"a plan that replaces none", planning.PlanRecord{State: planning.PlanReady}, "b", ""},
	} {
		if got := fault.CodeOf(c.plan.Overtaken(c.standing)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for _, state := range planStates {
		may := state == planning.PlanReady || state == planning.PlanPublished
		if err := (planning.PlanRecord{State: state}).MayReplan(); (err == nil) != may || !may && fault.CodeOf(err) != "plan.state" {
			t.Errorf("a plan that is %s: %v", state, err)
		}
	}
}

func TestAReplanThatWaitsTooLongIsRefusedWhereItWouldSurprisePeople(t *testing.T) {
	today := day("2026-01-20")
	account := func(c planning.Change) planning.Account {
		return planning.Account{Today: today, Notice: 2, AnnouncedUntil: today + 2, Changes: []planning.Change{c}}
	}
	spot := func(venue string, d planning.Day) planning.Spot {
		return planning.Spot{Venue: planning.VenueID(venue), Day: d}
	}
	for _, c := range []struct {
		name   string
		change planning.Change
		late   planning.Day // first day on which it is too late, as days after today
	}{
		{"moved for visitors", planning.Change{Why: planning.CauseGain, What: planning.ChangeDay, Old: spot("a", today+5), New: spot("a", today+9)}, 3},
		{"closed where it was, far from now where it goes", planning.Change{Why: planning.CauseClosed, What: planning.ChangeDay, Old: spot("a", today+4), New: spot("a", today+9)}, 7},
		{"put on a near day", planning.Change{Why: planning.CauseGaveWay, What: planning.ChangeDay, Old: spot("a", today+9), New: spot("a", today+3)}, 1},
		{"added on a near day", planning.Change{Why: planning.CauseAdded, What: planning.ChangeAdded, New: spot("a", today+4)}, 2},
		{"ordered on a near day", planning.Change{Why: planning.CauseOrder, What: planning.ChangeAdded, New: spot("a", today+1)}, 99},
		{"only another team", planning.Change{Why: planning.CauseGaveWay, What: planning.ChangeTeam, Old: spot("a", today+3), New: spot("a", today+3)}, 99},
		{"announced already when it was made", planning.Change{Why: planning.CauseGaveWay, What: planning.ChangeCancelled, Announced: true, Old: spot("a", today+1)}, 99},
	} {
		for later := range planning.Day(12) {
			err := account(c.change).Late(today + later)
			if want := later >= c.late; (fault.CodeOf(err) == "replan.late") != want {
				t.Errorf("%s, %d days later: %v", c.name, later, err)
			}
		}
	}
}

func TestNoticesCarryTheNamesAndHowManyAreRegistered(t *testing.T) {
	p := toy(t)
	plan := solve(t, p, 1)
	q := planning.ReplanRequest{Today: p.Days[0], Share: 0, Events: lost(p, plan)}
	got, err := planning.Replan(t.Context(), p, plan, q.Events, q.Options(plan.Seed))
	if err != nil {
		t.Fatal(err)
	}
	gone := plan.Camps[len(plan.Camps)-1].ID
	list := planning.Notices(got.Problem, got.Account, map[planning.CampID]int64{gone: 7, "other": 9})
	if len(list) != len(got.Account.Changes) || len(list) == 0 || len(got.Account.Curve) != 4 {
		t.Fatalf("%d notices of %d changes, %d options", len(list), len(got.Account.Changes), len(got.Account.Curve))
	}
	people := int64(0)
	for i, n := range list {
		c := got.Account.Changes[i]
		people += n.Registrations
		if n.Old != nil && strings.ContainsAny(n.NoticeBn, "0123456789") && !strings.ContainsAny(n.Old.VenueName+n.Old.GroupName, "0123456789") {
			t.Errorf("a Bengali notice has Latin digits: %s", n.NoticeBn)
		}
		if n.Camp != c.Camp || n.Notice != c.Notice || n.NoticeBn != c.NoticeBn || (n.Old == nil) != (c.Old.Venue == "") || (n.New == nil) != (c.New.Venue == "") {
			t.Errorf("notice %d is %+v of %+v", i, n, c)
		}
		for _, s := range []*planning.Stand{n.Old, n.New} {
			if s != nil && (s.VenueName == "" || s.GroupName == "" || s.BlockName == "" || s.TeamName == "" || s.At[0] == 0) {
				t.Errorf("notice %d lacks names: %+v", i, *s)
			}
		}
	}
	if people != 7 {
		t.Errorf("%d people are registered at the changed camps", people)
	}
}

func TestAReplanIsTheSameOnceItWasWrittenAndRead(t *testing.T) {
	p := toy(t)
	plan := solve(t, p, 1)
	got, err := planning.Replan(t.Context(), p, plan, lost(p, plan), planning.ReplanOptions{Today: p.Days[0] - 30})
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := planning.WriteProblem(&file, got.Problem); err != nil {
		t.Fatal(err)
	}
	back, err := planning.ReadProblem(&file)
	if err != nil {
		t.Fatal(err)
	}
	if hash, err := back.Hash(); err != nil || hash != got.Account.Problem || len(got.Problem.Pins) != 0 {
		t.Errorf("with %d pins it is %s when read, %s when made, %v", len(got.Problem.Pins), hash, got.Account.Problem, err)
	}
}
