package planning_test

import (
	"testing"

	"doorstep/planning"
)

func TestOneMoreCampDayIsWorthNoMoreThanItsCeiling(t *testing.T) {
	between := 0
	for seed := range uint64(60) {
		p := randomProblem(seed, false)
		plan := solve(t, p, 1)
		most := planning.WorthCeilings(p, plan)
		if len(most) != len(p.Blocks) {
			t.Fatalf("%d ceilings of %d blocks", len(most), len(p.Blocks))
		}
		for _, w := range planning.Worths(p, plan) {
			if w.Visitors > most[w.Block] {
				t.Errorf("problem %d: one more camp-day in %s serves %d more; the ceiling is %d", seed, w.BlockName, w.Visitors, most[w.Block])
			}
			if w.Visitors > 0 {
				between++
			}
		}
		q := p // a plan with one camp-day more is under the highest ceiling
		q.CampDays++
		highest := int64(0)
		for _, n := range most {
			highest = max(highest, n)
		}
		if more := solve(t, q, 1); more.Score.GroupsAtMinimum == plan.Score.GroupsAtMinimum && more.Score.VisitorsServed > plan.Score.VisitorsServed+highest {
			t.Errorf("problem %d: %d are served with one camp-day more, %d before; the highest ceiling is %d", seed, more.Score.VisitorsServed, plan.Score.VisitorsServed, highest)
		}
	}
	if between == 0 {
		t.Error("no camp-day more was worth anything")
	}
}
