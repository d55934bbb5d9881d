package planning_test

import (
	"bytes"
	"context"
	"testing"

	"doorstep/planning"
)

func written(tb testing.TB, plan planning.Plan) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := planning.WritePlan(&b, plan); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func TestTheSameProblemSeedAndUnitsGiveTheSameBytes(t *testing.T) {
	for seed := range uint64(200) {
		p := randomProblem(seed, seed%2 == 0)
		first := written(t, solve(t, p, seed))
		for range 3 {
			if again := written(t, solve(t, p, seed)); !bytes.Equal(first, again) {
				t.Fatalf("problem %d gave two plans:\n%s\n%s", seed, first, again)
			}
		}
	}
}

func TestTheUnitsReachedRepeatThePlan(t *testing.T) {
	for seed := range uint64(200) {
		p := randomProblem(seed, false)
		plan := solve(t, p, seed)
		again, err := planning.Solve(context.Background(), p, seed,
			planning.Options{PriceUnits: plan.Work.PriceReached, ImproveUnits: plan.Work.ImproveReached}, nil)
		if err != nil {
			t.Fatal(err)
		}
		again.Work = plan.Work
		if a, b := written(t, plan), written(t, again); !bytes.Equal(a, b) {
			t.Fatalf("problem %d gave two plans:\n%s\n%s", seed, a, b)
		}
	}
}

func TestACancelledPlanIsFinishedWithWhatWasReachedAndBreaksNoRule(t *testing.T) {
	for seed := range uint64(100) {
		p := randomProblem(seed, false)
		ctx, cancel := context.WithCancel(context.Background())
		plan, err := planning.Solve(ctx, p, seed, planning.Options{PriceUnits: 1_000_000, ImproveUnits: 1_000_000}, func(x planning.Progress) {
			if x.Stage == "price" {
				cancel()
			}
		})
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		if found := planning.Check(p, plan); len(found) > 0 {
			t.Fatalf("problem %d: %v", seed, found)
		}
	}
}

func TestProgressNeverFalls(t *testing.T) {
	last, stages := -1, map[string]bool{}
	_, err := planning.Solve(context.Background(), randomProblem(11, false), 1, quick, func(x planning.Progress) {
		if x.Percent < last || x.Percent > 100 {
			t.Errorf("%d %% after %d %%", x.Percent, last)
		}
		last = x.Percent
		stages[x.Stage] = true
	})
	if err != nil {
		t.Fatal(err)
	}
	if !stages["reach"] || !stages["calendar"] || !stages["assign"] {
		t.Errorf("stages told: %v", stages)
	}
}
