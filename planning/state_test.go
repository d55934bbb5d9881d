package planning_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"testing"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// someDistricts are random problems as districts of one state, and what their groups' minima take at most.
func someDistricts(n int) (problems []planning.Problem, minima int64) {
	for seed := uint64(1); len(problems) < n; seed++ {
		p := randomProblem(seed, false)
		p.Area, p.Name = fmt.Sprintf("district-%d", seed), fmt.Sprintf("District %d", seed)
		problems = append(problems, p)
		for _, g := range p.Groups {
			minima += g.Minimum
		}
	}
	return problems, minima
}

func solveState(tb testing.TB, problems []planning.Problem, campDays int64, threads int) (planning.StatePlan, []planning.Problem, []planning.Plan) {
	tb.Helper()
	s, with, plans, err := planning.SolveState(tb.Context(), problems, campDays, 1, planning.Options{PriceUnits: 300, ImproveUnits: 200}, threads, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return s, with, plans
}

func TestAStatePlanIsProvenFromItsExports(t *testing.T) {
	problems, minima := someDistricts(12)
	for _, floor := range []int64{0, 600} {
		for d := range problems {
			problems[d].Drive.FloorPermille = floor
		}
		for _, campDays := range []int64{minima, minima + 9, 3 * minima, 1000} {
			s, with, plans := solveState(t, problems, campDays, 2)
			if broken := planning.CheckState(s, with, plans); len(broken) > 0 {
				t.Fatalf("%d camp-days: %v", campDays, broken)
			}
			shares := int64(0)
			for d, p := range with {
				shares += p.CampDays
				for _, g := range p.Groups {
					if len(p.Candidates) == 0 && g.Minimum > 0 && len(plans[d].Groups) == 0 {
						t.Errorf("%s has no venue and all minima", p.Name)
					}
				}
			}
			if shares != campDays {
				t.Errorf("%d of %d camp-days are shared out", shares, campDays)
			}
		}
	}
}

func TestAStatePlanIsTheSameOnOneThreadAndTwo(t *testing.T) {
	problems, minima := someDistricts(9)
	a, _, plansA := solveState(t, problems, 2*minima, 1)
	slices.Reverse(problems)
	b, _, plansB := solveState(t, problems, 2*minima, 2)
	var x, y bytes.Buffer
	if err := planning.WriteState(&x, a); err != nil {
		t.Fatal(err)
	}
	if err := planning.WriteState(&y, b); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(x.Bytes(), y.Bytes()) {
		t.Fatalf("two state plans:\n%s\n%s", &x, &y)
	}
	for d := range plansA {
		if !bytes.Equal(written(t, plansA[d]), written(t, plansB[d])) {
			t.Errorf("two plans of %s", a.Districts[d].Name)
		}
	}
	again, err := planning.ReadState(&x)
	if err != nil || again.Sentence() != a.Sentence() {
		t.Errorf("read back: %v, %s", err, again.Sentence())
	}
}

func TestABudgetBelowTheMinimaIsRefusedWithWhatIsMissing(t *testing.T) {
	problems := []planning.Problem{toy(t)}
	if _, _, _, err := planning.SolveState(t.Context(), problems, 2, 1, quick, 1, nil); fault.CodeOf(err) != "state.camp_days" {
		t.Errorf("got %v", err)
	}
	if _, _, _, err := planning.SolveState(t.Context(), append(problems, problems...), 9, 1, quick, 1, nil); fault.CodeOf(err) != "state.twice" {
		t.Errorf("got %v", err)
	}
}

func TestCheckStateFindsEachPlantedViolation(t *testing.T) {
	problems, minima := someDistricts(3)
	for rule, plant := range map[string]func(s *planning.StatePlan, problems []planning.Problem, plans []planning.Plan){
		"state.invalid":   func(s *planning.StatePlan, _ []planning.Problem, _ []planning.Plan) { s.Format = "" },
		"state.districts": func(s *planning.StatePlan, _ []planning.Problem, _ []planning.Plan) { s.Districts = s.Districts[1:] },
		"state.district":  func(_ *planning.StatePlan, p []planning.Problem, _ []planning.Plan) { p[0], p[1] = p[1], p[0] },
		"state.share":     func(s *planning.StatePlan, _ []planning.Problem, _ []planning.Plan) { s.Districts[0].CampDays-- },
		"state.figures":   func(s *planning.StatePlan, _ []planning.Problem, _ []planning.Plan) { s.Served++ },
		"state.priced":    func(s *planning.StatePlan, _ []planning.Problem, _ []planning.Plan) { s.Districts[1].Priced -= 1000 },
		"state.camp_days": func(s *planning.StatePlan, _ []planning.Problem, _ []planning.Plan) { s.CampDays = s.Held - 1 },
		"state.bound":     func(s *planning.StatePlan, _ []planning.Problem, _ []planning.Plan) { s.Bound-- },
		"state.below":     func(s *planning.StatePlan, _ []planning.Problem, _ []planning.Plan) { s.Bound = s.Served - 1 },
		"plan.budget": func(_ *planning.StatePlan, p []planning.Problem, _ []planning.Plan) { // a district's own rule
			p[0].CampDays = 0
		},
	} {
		s, with, plans := solveState(t, problems, 2*minima, 1)
		s.Districts = slices.Clone(s.Districts)
		plant(&s, with, plans)
		rules := map[string]bool{}
		for _, v := range planning.CheckState(s, with, plans) {
			rules[v.Rule] = true
		}
		if !rules[rule] {
			t.Errorf("%s is not found; these were: %v", rule, slices.Sorted(maps.Keys(rules)))
		}
	}
}

func TestATamperedPriceDoesNotProveAnotherBound(t *testing.T) {
	problems, minima := someDistricts(4)
	s, with, plans := solveState(t, problems, minima+5, 1)
	for by := int64(500); by < 200_000; by *= 3 {
		x := s
		x.Price += by
		if len(planning.CheckState(x, with, plans)) == 0 {
			t.Errorf("a price of %d passes with the bound at %d", x.Price, s.Price)
		}
	}
}
