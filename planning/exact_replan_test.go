package planning_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// cheapest tries every way to hold each camp that a program of a re-plan knows.
func cheapest(p planning.Program) int64 {
	least := int64(math.MaxInt64)
	use := make([]int64, len(p.Rows))
	rows := make([][][2]int64, len(p.Vars)) // of each variable: row, coefficient
	var camps []int
	for k, row := range p.Rows {
		if strings.HasPrefix(row.Name, "camp") {
			camps = append(camps, k)
		}
		for _, t := range row.Terms {
			rows[t.Var] = append(rows[t.Var], [2]int64{int64(k), t.Coef})
		}
	}
	var try func(n int, cost int64)
	try = func(n int, cost int64) {
		if n == len(camps) {
			for k, row := range p.Rows { // what a minimum lacks costs its short variable, the last of its row
				if strings.HasPrefix(row.Name, "minimum") {
					cost += max(0, row.Right-use[k]) * p.Vars[row.Terms[len(row.Terms)-1].Var].Cost
				}
			}
			least = min(least, cost)
			return
		}
		for _, t := range p.Rows[camps[n]].Terms {
			fits := true
			for _, x := range rows[t.Var] {
				use[x[0]] += x[1]
				fits = fits && (p.Rows[x[0]].Sense != "<=" || use[x[0]] <= p.Rows[x[0]].Right)
			}
			if fits && cost+p.Vars[t.Var].Cost < least {
				try(n+1, cost+p.Vars[t.Var].Cost)
			}
			for _, x := range rows[t.Var] {
				use[x[0]] -= x[1]
			}
		}
	}
	try(0, 0)
	return least
}

func TestTheProgramOfAReplanHasTheFewestChangesThatTryingAllHas(t *testing.T) {
	moved, stood := 0, 0
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 29))
		p := tightProblem(t, seed)
		plan := solve(t, p, seed)
		today := p.Days[r.IntN(len(p.Days)-2)]
		events := randomEvents(r, p, plan, today)
		re, err := planning.Replan(t.Context(), p, plan, events, planning.ReplanOptions{Today: today, Notice: r.IntN(3) - 1})
		if err != nil {
			t.Fatalf("problem %d: %v", seed, err)
		}
		programs, err := planning.ExactReplans(p, plan, re.Problem, re.Account.AnnouncedUntil)
		if err != nil {
			t.Fatalf("problem %d: %v", seed, err)
		}
		wantA, wantW := fewest(re.Problem, plan, re.Account.AnnouncedUntil)
		if len(programs) == 0 {
			stood++
			if wantA != 0 || wantW != 0 {
				t.Errorf("problem %d: no block is said to need a change, but trying all finds %d and %d", seed, wantA, wantW)
			}
			continue
		}
		moved++
		if _, a, w := programs[0].Parts(cheapest(programs[0].Program)); a != wantA || w != wantW || len(programs) != 1 {
			t.Errorf("problem %d: the program has %d announced camps and a weight of %d, trying all %d and %d", seed, a, w, wantA, wantW)
		}
	}
	if moved < 50 || stood < 5 {
		t.Errorf("%d problems needed a change, %d none", moved, stood)
	}
}

func TestAnExactProgramKnowsNeitherPinsNorPhases(t *testing.T) {
	p := tightProblem(t, 1)
	plan := solve(t, p, 1)
	q := p
	q.Pins = []planning.Pin{{Venue: plan.Camps[0].Venue, Day: plan.Camps[0].Day}}
	if _, err := planning.ExactReplans(q, plan, p, 0); fault.CodeOf(err) != "replan.exact" {
		t.Errorf("pins were taken: %v", err)
	}
	q = p
	q.Drive.Phases = []planning.Phase{{Name: "first", FirstDay: p.Days[0], LastDay: p.Days[1], Minimum: 1}}
	if _, err := planning.ExactReplans(q, plan, p, 0); fault.CodeOf(err) != "replan.exact" {
		t.Errorf("phases were taken: %v", err)
	}
}
