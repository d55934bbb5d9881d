package planning_test

import (
	"slices"
	"testing"

	"doorstep/planning"
)

func TestTeamsDriveTheSameKilometresOnWhateverDay(t *testing.T) {
	p := toy(t)
	plan := solve(t, p, 1)
	km := planning.Summarise(p, plan).TeamKM
	if km <= 0 {
		t.Fatalf("%d km", km)
	}
	turned := plan
	turned.Camps = slices.Clone(plan.Camps)
	for k := range turned.Camps {
		turned.Camps[k].Day, turned.Camps[k].Team = plan.Camps[len(plan.Camps)-1-k].Day, plan.Camps[len(plan.Camps)-1-k].Team
	}
	if again := planning.Summarise(p, turned).TeamKM; again != km {
		t.Errorf("%d km, then %d", km, again)
	}
	if none := planning.Summarise(p, planning.Plan{Problem: plan.Problem}).TeamKM; none != 0 {
		t.Errorf("%d km without a camp", none)
	}
}
