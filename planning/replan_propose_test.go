package planning_test

import (
	"reflect"
	"slices"
	"testing"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// listed is a district whose camps were listed by hand, all at the first venue of their group.
func listed(t *testing.T) (planning.Problem, planning.Plan) {
	t.Helper()
	p := benchProblem(t, 2, 6, 3, 300)
	for g, group := range p.Groups {
		for n := range 3 {
			k := slices.IndexFunc(p.Candidates, func(v planning.Candidate) bool { return v.Group == group.ID })
			id := planning.CampID(group.ID + string(rune('a'+n)))
			day := p.Days[0] + planning.Day(7*(g%6)+n)
			p.Pins = append(p.Pins, planning.Pin{ID: id, Venue: p.Candidates[k].ID, Day: day, Row: 3*g + n + 2})
		}
	}
	slices.SortFunc(p.Pins, func(a, b planning.Pin) int { return compareIDs(a.ID, b.ID) })
	plan, err := planning.Draft(t.Context(), p, 1, planning.Options{PriceUnits: 50, ImproveUnits: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p, plan
}

func TestChangesToAListEachGainWhatTheySay(t *testing.T) {
	p, plan := listed(t)
	got, err := planning.Propose(t.Context(), p, plan, 5)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Proposals) != 5 {
		t.Fatalf("%d changes are proposed", len(got.Proposals))
	}
	gained, last := int64(0), int64(1<<40)
	for _, x := range got.Proposals {
		if x.Gained <= 0 || x.Row == 0 || x.Notice == "" || x.Old == x.New {
			t.Errorf("proposal %+v", x)
		}
		if x.Gained > last+last/10 {
			t.Errorf("a change that gains %d comes after one that gains %d", x.Gained, last)
		}
		gained, last = gained+x.Gained, x.Gained
	}
	if got.Plan.Score.VisitorsServed != plan.Score.VisitorsServed+gained || got.ServedBefore != plan.Score.VisitorsServed {
		t.Errorf("%d are served, %d before, and %d were said to be gained", got.Plan.Score.VisitorsServed, plan.Score.VisitorsServed, gained)
	}
	for _, v := range planning.Check(got.Problem, got.Plan) {
		t.Errorf("%s at %s: %s", v.Rule, v.Where, v.Text)
	}
	changed := 0
	for _, x := range got.Plan.Camps {
		k := slices.IndexFunc(plan.Camps, func(y planning.Camp) bool { return y.ID == x.ID })
		if plan.Camps[k].Venue != x.Venue {
			changed++
		}
	}
	if changed != 5 || len(got.Plan.Camps) != len(plan.Camps) {
		t.Errorf("%d camps changed", changed)
	}
}

func TestChangesToAPlanLeaveItsPinsAlone(t *testing.T) {
	for seed := range uint64(60) {
		p := randomProblem(seed, true)
		plan := solve(t, p, seed)
		got, err := planning.Propose(t.Context(), p, plan, 3)
		if err != nil {
			t.Fatal(err)
		}
		if draft := len(p.Pins) == len(plan.Camps); !draft && !reflect.DeepEqual(got.Problem.Pins, p.Pins) {
			t.Errorf("problem %d: the pins changed", seed)
		}
		before := breaches(p, plan)
		for where, text := range breaches(got.Problem, got.Plan) {
			if before[where] == "" {
				t.Errorf("problem %d: %s: %s", seed, where, text)
			}
		}
		if got.Plan.Score.VisitorsServed < plan.Score.VisitorsServed {
			t.Errorf("problem %d: %d were served, %d are", seed, plan.Score.VisitorsServed, got.Plan.Score.VisitorsServed)
		}
	}
}

// breaches are the violations of a plan by rule and place.
func breaches(p planning.Problem, plan planning.Plan) map[string]string {
	found := map[string]string{}
	for _, v := range planning.Check(p, plan) {
		found[v.Rule+" "+v.Where] = v.Text
	}
	return found
}

func TestTheCurveNeverFallsAndWhatItOffersCanBeHad(t *testing.T) {
	p := benchProblem(t, 2, 6, 3, 100)
	for j := range p.Candidates {
		p.Candidates[j].Cap = 450
	}
	plan := solveQuickly(t, p)
	events := []planning.Event{{Kind: planning.EventDemandGrown, Source: "census of the block", Groups: []string{p.Groups[0].ID, p.Groups[7].ID}, Percent: 300}}
	got, err := planning.Replan(t.Context(), p, plan, events, planning.ReplanOptions{Today: p.Days[0], Curve: true})
	if err != nil {
		t.Fatal(err)
	}
	curve := got.Account.Curve
	if len(curve) != 4 || curve[0].Changes != 0 || curve[0].Served != got.Plan.Score.VisitorsServed || curve[3].Gained == 0 {
		t.Fatalf("curve %+v, %d served", curve, got.Plan.Score.VisitorsServed)
	}
	for k, x := range curve {
		if k > 0 && (x.Served < curve[k-1].Served || x.Changes > got.Account.Remaining*x.Percent/100) {
			t.Errorf("curve %+v", curve)
		}
		chosen, err := planning.Replan(t.Context(), p, plan, events, planning.ReplanOptions{Today: p.Days[0], Percent: x.Percent})
		if err != nil {
			t.Fatal(err)
		}
		if chosen.Plan.Score.VisitorsServed != x.Served || chosenFor(chosen, planning.CauseGain) != x.Changes {
			t.Errorf("%d %%: %d served by %d changes; the curve offered %+v", x.Percent, chosen.Plan.Score.VisitorsServed, chosenFor(chosen, planning.CauseGain), x)
		}
		for _, v := range planning.CheckReplan(p, plan, chosen) {
			t.Errorf("%d %%: %s at %s: %s", x.Percent, v.Rule, v.Where, v.Text)
		}
	}
	few, err := planning.Replan(t.Context(), p, plan, events, planning.ReplanOptions{Today: p.Days[0], MaxChanges: 1})
	if err != nil {
		t.Fatal(err)
	}
	if chosenFor(few, planning.CauseGain) != 1 {
		t.Errorf("changes %+v", few.Account.Changes)
	}
}

// chosenFor counts the changes made for one cause.
func chosenFor(r planning.Replanned, why planning.Cause) (n int64) {
	for _, c := range r.Account.Changes {
		if c.Why == why {
			n++
		}
	}
	return n
}

func TestAPlanOfAnotherProblemIsNotPlannedAgain(t *testing.T) {
	p := toy(t)
	plan := solve(t, p, 1)
	p.Name = "Another"
	if _, err := planning.Propose(t.Context(), p, plan, 1); fault.CodeOf(err) != "replan.other" {
		t.Errorf("error %v", err)
	}
	if _, err := planning.Replan(t.Context(), p, plan, nil, planning.ReplanOptions{Today: p.Days[0]}); fault.CodeOf(err) != "replan.other" {
		t.Errorf("error %v", err)
	}
}
