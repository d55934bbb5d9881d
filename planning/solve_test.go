package planning_test

import (
	"bytes"
	"context"
	"testing"

	"pgregory.net/rapid"

	"doorstep/planning"
)

var quick = planning.Options{PriceUnits: 30, ImproveUnits: 200}

func solve(tb testing.TB, p planning.Problem, seed uint64) planning.Plan {
	tb.Helper()
	plan, err := planning.Solve(context.Background(), p, seed, quick, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return plan
}

func TestAPlanOfAnyProblemBreaksNoRule(t *testing.T) {
	for seed := range uint64(1000) {
		p := randomProblem(seed, false)
		plan := solve(t, p, seed)
		for _, v := range planning.Check(p, plan) {
			t.Errorf("problem %d: %s at %s: %s", seed, v.Rule, v.Where, v.Text)
		}
		if t.Failed() {
			var b bytes.Buffer
			_ = planning.WritePlan(&b, plan)
			t.Fatalf("plan:\n%s", b.String())
		}
	}
}

func TestAPlanOfAFreshProblemBreaksNoRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		p := randomProblem(seed, false)
		plan, err := planning.Solve(context.Background(), p, seed, quick, nil)
		if err != nil {
			t.Fatal(err)
		}
		if found := planning.Check(p, plan); len(found) > 0 {
			t.Fatalf("%v", found)
		}
	})
}

func TestAPlanKeepsPinsAndBreaksNoRuleThatThePinsDoNot(t *testing.T) {
	for seed := range uint64(1000) {
		p := randomProblem(seed, true)
		plan := solve(t, p, seed)
		pinned := map[string]bool{}
		for _, x := range plan.Camps {
			pinned[string(x.ID)] = x.Pinned
		}
		for _, v := range planning.Check(p, plan) {
			if !pinned[v.Where] && v.Rule != "plan.budget" {
				t.Errorf("problem %d: %s at %s: %s", seed, v.Rule, v.Where, v.Text)
			}
		}
		if t.Failed() {
			var b bytes.Buffer
			_ = planning.WritePlan(&b, plan)
			_ = planning.WriteProblem(&b, p)
			t.Fatalf("plan:\n%s", b.String())
		}
	}
}

func TestADraftHoldsThePinsAndNothingElse(t *testing.T) {
	for seed := range uint64(500) {
		p := randomProblem(seed, true)
		plan, err := planning.Draft(context.Background(), p, seed, quick, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(plan.Camps) != len(p.Pins) {
			t.Fatalf("problem %d: %d camps for %d pins", seed, len(plan.Camps), len(p.Pins))
		}
		for _, v := range planning.Check(p, plan) {
			if v.Row == 0 && v.Rule != "plan.budget" {
				t.Fatalf("problem %d: %s at %s: %s", seed, v.Rule, v.Where, v.Text)
			}
		}
	}
}
