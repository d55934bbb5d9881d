package planning_test

import (
	"testing"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// relaxed makes the relaxation of a cell and fails unless the plan with it breaks no rule but where plan breaks one,
// serves as many more visitors of the cell as it says, and serves nobody less.
func relaxed(t *testing.T, p planning.Problem, plan planning.Plan, x planning.Unserved) planning.Relaxation {
	t.Helper()
	w, err := planning.ExplainCell(p, plan, x.Cell)
	if err != nil || w.Relaxation == nil {
		t.Fatalf("cell %s: %+v (%v)", x.Cell, w, err)
	}
	q, next, err := planning.Relax(p, plan, x.Cell)
	if err != nil {
		t.Fatalf("cell %s, %+v: %v", x.Cell, *w.Relaxation, err)
	}
	broken := map[string]bool{}
	for _, v := range planning.Check(p, plan) {
		broken[v.Where] = true
	}
	for _, v := range planning.Check(q, next) {
		if !broken[v.Where] {
			t.Fatalf("cell %s, %+v: %s at %s: %s", x.Cell, *w.Relaxation, v.Rule, v.Where, v.Text)
		}
	}
	served := func(plan planning.Plan) (n int64) {
		for _, s := range plan.Served {
			if s.Cell == x.Cell {
				n += s.Visitors
			}
		}
		return n
	}
	if r := w.Relaxation; r.Visitors < 1 || served(next) < served(plan)+r.Visitors || next.Score.VisitorsServed < plan.Score.VisitorsServed+r.Visitors {
		t.Fatalf("cell %s, %+v: %d served before, %d after", x.Cell, *r, served(plan), served(next))
	}
	if len(next.Camps) != len(plan.Camps)+1 {
		t.Fatalf("cell %s, %+v: %d camps before, %d after", x.Cell, *w.Relaxation, len(plan.Camps), len(next.Camps))
	}
	return *w.Relaxation
}

func TestEachRelaxationAppliedReachesItsCell(t *testing.T) {
	seen, extra := map[string]int{}, map[string]int{}
	for seed := range uint64(300) {
		p := randomProblem(seed, seed%3 == 0)
		plan := solve(t, p, seed)
		if seed%7 == 0 && len(p.Candidates) > 0 {
			p.Pins = []planning.Pin{{ID: "pin", Venue: p.Candidates[0].ID}}
			var err error
			if plan, err = planning.Draft(t.Context(), p, seed, quick, nil); err != nil {
				t.Fatal(err)
			}
		}
		for _, x := range plan.Unserved {
			r := relaxed(t, p, plan, x)
			seen[r.Change]++
			extra["teams"] += int(r.Teams)
			extra["camp_days"] += int(r.CampDays)
			if r.Day > p.Days[len(p.Days)-1] {
				extra["days"]++
			}
		}
	}
	for _, change := range []string{"mobile_halt", "camp_day", "team", "second_camp", "open_day"} {
		if seen[change] == 0 {
			t.Errorf("no problem asked for %s: %v", change, seen)
		}
	}
	for _, what := range []string{"teams", "camp_days", "days"} {
		if extra[what] == 0 {
			t.Errorf("no relaxation needed %s: %v", what, extra)
		}
	}
}

func TestOnlyCellsLeftOutAreRelaxed(t *testing.T) {
	p := toy(t)
	plan := solve(t, p, 1)
	if _, _, err := planning.Relax(p, plan, p.Demand[0].Cell); fault.CodeOf(err) != "cell.served" {
		t.Errorf("got %v", err)
	}
	if _, _, err := planning.Relax(p, plan, 1); fault.CodeOf(err) != "cell.no_demand" {
		t.Errorf("got %v", err)
	}
}
