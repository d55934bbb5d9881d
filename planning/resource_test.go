package planning_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// sharing gives a problem one or two resources that some of its venues need.
func sharing(p planning.Problem, seed uint64) planning.Problem {
	r := rand.New(rand.NewPCG(seed, 29))
	p.Candidates = slices.Clone(p.Candidates)
	for k := range 1 + r.IntN(2) {
		x := planning.Resource{ID: fmt.Sprintf("van%d", k), Name: fmt.Sprintf("van %d", k), PerDay: int64(1 + r.IntN(2)), Source: "list"}
		if r.IntN(2) == 0 {
			x.Off = []planning.Day{p.Days[r.IntN(len(p.Days))]}
		}
		p.Drive.Resources = append(p.Drive.Resources, x)
		for j := range p.Candidates {
			if r.IntN(2) == 0 {
				p.Candidates[j].Needs = append(slices.Clone(p.Candidates[j].Needs), x.ID)
			}
		}
	}
	return p
}

func TestWhatBlocksShareIsNeverTwiceAtOnce(t *testing.T) {
	reasons, gaps, held := 0, 0, 0
	for seed := range uint64(400) {
		p := randomProblem(seed, seed%4 == 0)
		if seed%3 == 0 {
			p = phased(p, seed)
		}
		p = sharing(p, seed)
		if seed%5 == 0 {
			p = risky(p, seed)
		}
		plan := solve(t, p, seed)
		for _, v := range planning.Check(p, plan) {
			if v.Row == 0 && (v.Rule != "plan.budget" || len(p.Pins) == 0) {
				t.Fatalf("problem %d: %s at %s: %s", seed, v.Rule, v.Where, v.Text)
			}
		}
		held += len(plan.Camps)
		for n, x := range plan.Unserved {
			if x.Reason == planning.ReasonResource {
				reasons++
				if r := relaxed(t, p, plan, x); n < 3 && (r.Change != "resource" || len(r.Resources) == 0) {
					t.Fatalf("problem %d: %+v", seed, r)
				}
			} else if n < 2 {
				relaxed(t, p, plan, x)
			}
		}
		for _, x := range plan.Groups {
			if x.Reason == "resource_missing" {
				gaps++
			}
		}
	}
	t.Logf("%d camps; %d cells and %d groups want what is spent", held, reasons, gaps)
	if reasons < 20 || gaps < 20 {
		t.Errorf("%d cells and %d groups want what is spent", reasons, gaps)
	}
}

func TestAShortageNamesWhatIsSharedAndTheDay(t *testing.T) {
	p := toy(t)
	p.Drive.Resources = []planning.Resource{{ID: "van", Name: "the van", PerDay: 1, Off: []planning.Day{day("2026-01-24"), day("2026-01-28")}, Source: "list"}}
	for i := range p.Candidates {
		p.Candidates[i].Needs = []string{"van"}
	}
	found, err := planning.Shortages(p)
	if err != nil {
		t.Fatal(err)
	}
	k := slices.IndexFunc(found, func(s planning.Shortage) bool { return s.Kind == planning.ShortResource })
	if k < 0 || found[k].Resource != "van" || len(found[k].Days) != 1 || found[k].Days[0] != day("2026-01-27") || found[k].Places != 1 || found[k].Owed != 2 {
		t.Fatalf("told: %+v", found)
	}
	missing := int64(0)
	for _, x := range solve(t, p, 1).Groups {
		missing += x.Missing
	}
	if missing < found[k].Owed-found[k].Places {
		t.Errorf("the plan lacks %d, at least %d are short", missing, found[k].Owed-found[k].Places)
	}
	p.Drive.Resources[0].PerDay, p.Drive.Resources[0].Off = 3, nil
	if found, err := planning.Shortages(p); err != nil || len(found) > 0 {
		t.Error(found, err)
	}
}

func TestAReplanSaysThatItDoesNotKeepWhatIsShared(t *testing.T) {
	p := toy(t)
	p.Drive.Resources = []planning.Resource{{ID: "van", Name: "the van", PerDay: 9, Source: "list"}}
	plan := solve(t, p, 1)
	_, err := planning.Replan(t.Context(), p, plan, nil, planning.ReplanOptions{Today: p.Days[0]})
	if fault.CodeOf(err) != "replan.resources" {
		t.Error(err)
	}
}
