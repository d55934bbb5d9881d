package planning_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"doorstep/planning"
)

// decaying lets visitors of the problem count less the farther they walk.
func decaying(p planning.Problem, seed uint64) planning.Problem {
	r := rand.New(rand.NewPCG(seed, 5))
	p.Drive.FullWorth, p.Drive.ThresholdWorth = r.Int64N(p.Drive.Threshold), r.Int64N(900)
	if p.Drive.FullWorth+p.Drive.ThresholdWorth == 0 {
		p.Drive.ThresholdWorth = 1
	}
	return p
}

// worthAt is what a visitor counts who walks so far.
func worthAt(d planning.Drive, metres int64) int64 {
	if metres <= d.FullWorth {
		return 1000
	}
	return max(1000-(1000-d.ThresholdWorth)*(metres-d.FullWorth)/(d.Threshold-d.FullWorth), 1)
}

// worth is the most that the visitors of the camp-days can count: ways that gain, the best first.
func (b *best) worth() (sum int64) {
	type arc struct {
		cell, site int
		worth, n   int64
	}
	var arcs []arc
	n := len(b.p.Demand)
	rest, room := make([]int64, n), make([]int64, len(b.p.Candidates))
	for i, d := range b.p.Demand {
		rest[i] = d.Visitors
		for j, v := range b.p.Candidates {
			if near(b.p, d.At, v.At) {
				arcs = append(arcs, arc{i, n + j, worthAt(b.p.Drive, footMetres(b.p, d.At, v.At)), 0})
			}
		}
	}
	for j, days := range b.days {
		room[j] = int64(days) * b.p.Candidates[j].Cap
	}
	const never = -1 << 40
	for {
		gain, by := make([]int64, n+len(room)), make([]int, n+len(room))
		for k := range gain {
			gain[k], by[k] = never, -1
			if k < n && rest[k] > 0 {
				gain[k] = 0
			}
		}
		for range gain {
			for k, a := range arcs {
				if gain[a.cell] > never && gain[a.cell]+a.worth > gain[a.site] {
					gain[a.site], by[a.site] = gain[a.cell]+a.worth, k
				}
				if a.n > 0 && gain[a.site] > never && gain[a.site]-a.worth > gain[a.cell] {
					gain[a.cell], by[a.cell] = gain[a.site]-a.worth, k
				}
			}
		}
		end := -1
		for j := range room {
			if room[j] > 0 && gain[n+j] > 0 && (end < 0 || gain[n+j] > gain[end]) {
				end = n + j
			}
		}
		if end < 0 {
			return sum
		}
		room[end-n]--
		sum += gain[end]
		for k := end; ; {
			a := by[k]
			switch {
			case k >= n:
				arcs[a].n++
				k = arcs[a].cell
				continue
			case a >= 0:
				arcs[a].n--
				k = arcs[a].site
				continue
			}
			rest[k]--
			break
		}
	}
}

func TestADriveByWalksIsPlannedDraftedAndReplanned(t *testing.T) {
	short := 0
	for seed := range uint64(150) {
		p := decaying(randomProblem(seed, false), seed)
		if seed%3 == 0 {
			p, _ = withHamlets(seed)
			p = decaying(p, seed)
		}
		if seed%2 == 0 {
			p.Drive.FloorPermille = 500
		}
		plan := solve(t, p, seed)
		for _, v := range planning.Check(p, plan) {
			t.Fatalf("problem %d: %s at %s: %s", seed, v.Rule, v.Where, v.Text)
		}
		sum := int64(0)
		for _, x := range plan.Served {
			sum += x.Visitors * worthAt(p.Drive, x.Distance)
		}
		if plan.Score.WorthServed != sum || plan.Score.Counted() != sum/1000 {
			t.Fatalf("problem %d: the visitors count %d, not %d", seed, plan.Score.WorthServed, sum)
		}
		if sum < 1000*plan.Score.VisitorsServed {
			short++
		}
		planning.Summarise(p, plan)
		for _, v := range p.Candidates[:min(3, len(p.Candidates))] {
			w, err := planning.ExplainVenue(p, plan, v.ID)
			if err != nil || w.Gained < 0 || w.Lost < 0 {
				t.Fatalf("problem %d, %s: %+v, %v", seed, v.ID, w, err)
			}
		}
		for _, x := range plan.Camps {
			p.Pins = append(p.Pins, planning.Pin{ID: x.ID, Venue: x.Venue, Day: x.Day, Team: x.Team})
		}
		slices.SortFunc(p.Pins, func(x, y planning.Pin) int { return cmp.Compare(x.ID, y.ID) })
		draft, err := planning.Draft(t.Context(), p, seed, quick, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range planning.Check(p, draft) {
			t.Fatalf("draft %d: %s at %s: %s", seed, v.Rule, v.Where, v.Text)
		}
		if p.Drive.FloorPermille == 0 && draft.Score.WorthServed != sum { // a floor may be levelled otherwise
			t.Fatalf("draft %d: the visitors count %d, in the plan %d", seed, draft.Score.WorthServed, sum)
		}
		p.Pins = nil
		r := rand.New(rand.NewPCG(seed, 11))
		today := p.Days[r.IntN(len(p.Days))]
		events := randomEvents(r, p, plan, today)
		got, err := planning.Replan(t.Context(), p, plan, events, planning.ReplanOptions{Today: today, Percent: int64(r.IntN(3) * 30)})
		if err != nil {
			t.Fatalf("problem %d: %v", seed, err)
		}
		for _, v := range planning.CheckReplan(p, plan, got) {
			t.Fatalf("replan %d: %s at %s: %s", seed, v.Rule, v.Where, v.Text)
		}
	}
	if short < 60 {
		t.Errorf("in only %d plans somebody counts less than whole", short)
	}
}

func TestNoPlanOfATinyDriveByWalksCountsMoreThanTheBound(t *testing.T) {
	tried, optimal := 0, 0
	for seed := uint64(0); tried < 100; seed++ {
		p := randomProblem(seed, false)
		if len(p.Candidates) > 4 || len(p.Days) > 3 || p.CampDays > 6 || len(p.Candidates) == 0 || len(p.Demand) == 0 {
			continue
		}
		p = decaying(p, seed)
		tried++
		plan, err := planning.Solve(t.Context(), p, seed, planning.Options{PriceUnits: 60, ImproveUnits: 11_000}, nil)
		if err != nil {
			t.Fatal(err)
		}
		b := best{p: p, need: map[string]int64{}, days: make([]int, len(p.Candidates)), served: -1, walks: true}
		held := map[string]int64{}
		for _, x := range plan.Camps {
			held[x.Group]++
		}
		for _, g := range p.Groups {
			b.need[g.ID] = min(g.Minimum, held[g.ID])
		}
		b.search(0, p.CampDays)
		worth, bound := plan.Score.WorthServed, plan.Bound.Visitors
		if worth > b.served || b.served/1000 > bound {
			t.Fatalf("problem %d: worth %d, best %d, bound %d", seed, worth, b.served, bound)
		}
		if worth == b.served {
			optimal++
		}
	}
	t.Logf("%d of %d plans are the best there is", optimal, tried)
	if optimal < tried*8/10 {
		t.Errorf("only %d of %d plans are the best there is", optimal, tried)
	}
}

func TestADriveByWalksSaysWhatItsVisitorsCount(t *testing.T) {
	p := toy(t)
	p.Drive.FullWorth, p.Drive.ThresholdWorth = 0, 400
	plan := solve(t, p, 1)
	s := planning.Summarise(p, plan)
	if !strings.Contains(strings.Join(s.Sentences, " "), "A visitor counts whole up to 0 m on foot and from there evenly less, to 400 of a thousand at") {
		t.Errorf("the summary does not say it: %v", s.Sentences)
	}
	if !strings.Contains(s.Bound.Sentence, "who count by their walk as") {
		t.Errorf("the bound does not say it: %s", s.Bound.Sentence)
	}
	if p.Drive.ThresholdWorth = 1000; solve(t, p, 1).Score.WorthServed != 0 {
		t.Error("visitors who all count whole have a worth of their own")
	}
}

func TestASharedBudgetRefusesADriveByWalks(t *testing.T) {
	p := decaying(toy(t), 1)
	_, _, _, err := planning.SolveState(t.Context(), []planning.Problem{p}, 4, 1, quick, 1, nil)
	if err == nil || !strings.Contains(err.Error(), "full_worth_m") {
		t.Errorf("it says %v", err)
	}
}
