package planning_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"doorstep/planning"
)

// phased gives a problem up to three phases, days between them now and then, and groups that owe what phases do.
func phased(p planning.Problem, seed uint64) planning.Problem {
	r := rand.New(rand.NewPCG(seed, 17))
	p.Groups = slices.Clone(p.Groups)
	sum := int64(0)
	for at := r.IntN(2); at < len(p.Days) && len(p.Drive.Phases) < 3; {
		last := min(at+r.IntN(5), len(p.Days)-1)
		f := planning.Phase{Name: []string{"apply", "deliver", "mop up"}[len(p.Drive.Phases)], FirstDay: p.Days[at], LastDay: p.Days[last], Minimum: int64(r.IntN(3))}
		p.Drive.Phases = append(p.Drive.Phases, f)
		sum += f.Minimum
		at = last + 1 + r.IntN(3)
	}
	for g := range p.Groups {
		if r.IntN(6) > 0 {
			p.Groups[g].Minimum = sum
		}
	}
	if r.IntN(2) == 0 {
		p.CampDays = int64(len(p.Groups))*sum + 5
	}
	return p
}

func TestEveryGroupGetsWhatEachPhaseOwesItOrNoCalendarCanGiveIt(t *testing.T) {
	runs := uint64(300)
	if os.Getenv("DOORSTEP_LONG") != "" {
		runs = 3000
	}
	gaps, exact, held := 0, 0, int64(0)
	for seed := range runs {
		p := phased(randomProblem(seed, seed%5 == 0), seed)
		plan := solve(t, p, seed)
		for _, v := range planning.Check(p, plan) {
			if v.Row == 0 && (v.Rule != "plan.budget" || len(p.Pins) == 0) {
				t.Errorf("problem %d: %s at %s: %s", seed, v.Rule, v.Where, v.Text)
			}
		}
		if t.Failed() {
			t.FailNow()
		}
		for _, x := range plan.Groups {
			if x.Phase != "" {
				gaps++
			}
		}
		short, err := planning.Shortages(p)
		if err != nil {
			t.Fatal(err)
		}
		missing := int64(0)
		for _, x := range plan.Groups {
			missing += x.Missing
		}
		if len(p.Pins) == 0 && len(short) == 0 {
			exact++
			held += int64(len(plan.Camps))
			if missing > 0 {
				t.Fatalf("problem %d: nothing is short, and yet the plan lacks %+v", seed, plan.Groups)
			}
		}
	}
	t.Logf("%d gaps in phases; %d problems where every group can have its own", gaps, exact)
	if gaps < 50 || exact < 30 || held == 0 {
		t.Errorf("%d gaps, %d problems without a shortage", gaps, exact)
	}
}

func TestARePlanKeepsWhatPhasesAreOwed(t *testing.T) {
	proven, changes := 0, 0
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 19))
		p := phased(randomProblem(seed, false), seed)
		plan := solve(t, p, seed)
		today := p.Days[r.IntN(len(p.Days))]
		events := randomEvents(r, p, plan, today)
		got, err := planning.Replan(t.Context(), p, plan, events, planning.ReplanOptions{Today: today, Notice: r.IntN(4) - 1, Percent: int64(r.IntN(3) * 30)})
		if err != nil {
			t.Fatalf("problem %d: %v", seed, err)
		}
		for _, v := range planning.CheckReplan(p, plan, got) {
			t.Errorf("problem %d: %s at %s: %s", seed, v.Rule, v.Where, v.Text)
		}
		if t.Failed() {
			t.FailNow()
		}
		changes += len(got.Account.Changes)
		if got.Account.Proven {
			proven++
		}
	}
	t.Logf("%d changes; proven fewest in %d of 150", changes, proven)
	if changes < 50 || proven < 50 {
		t.Errorf("%d changes, %d proven fewest", changes, proven)
	}
}
