package planning_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"doorstep/planning"
)

// best tries every choice of camp-days of a tiny problem: those that some calendar can hold, within the
// budget and with at least need camps in each group. It gives the most visitors any of them serves, -1
// where there is none.
type best struct {
	p      planning.Problem
	need   map[string]int64
	days   []int // camp-days of each candidate
	served int64
	walks  bool // served is what visitors count by their walk, thousandths
}

func (b *best) search(j int, left int64) {
	if j < len(b.p.Candidates) {
		for n := 0; n <= len(b.p.Days) && int64(n) <= left; n++ {
			b.days[j] = n
			b.search(j+1, left-int64(n))
		}
		b.days[j] = 0
		return
	}
	count := map[string]int64{}
	var camps []int
	for j, n := range b.days {
		count[b.p.Candidates[j].Group] += int64(n)
		for range n {
			camps = append(camps, j)
		}
	}
	for g, n := range b.need {
		if count[g] < n {
			return
		}
	}
	serve := b.serve
	if b.walks {
		serve = b.worth
	}
	if served := serve(); served > b.served && b.calendar(camps, nil) {
		b.served = served
	}
}

// calendar says whether the camps find days and teams, by trying all of them in turn.
func (b *best) calendar(camps, held []int) bool {
	k := len(held)
	if k == len(camps) {
		return b.teams(camps, held)
	}
	v := b.p.Candidates[camps[k]]
	for t, d := range b.p.Days {
		if !openOn(b.p, v, d) {
			continue
		}
		clash := false
		for i, other := range held {
			clash = clash || other == t && b.p.Candidates[camps[i]].Group == v.Group
		}
		if !clash && b.calendar(camps, append(held, t)) {
			return true
		}
	}
	return false
}

// teams counts, for each block and day, the teams that are not off.
func (b *best) teams(camps, held []int) bool {
	for _, block := range b.p.Blocks {
		for t, d := range b.p.Days {
			free, wanted := 0, 0
			for _, x := range b.p.Teams {
				if x.Block == block.ID && !slices.Contains(x.DaysOff, d) {
					free++
				}
			}
			for i, j := range camps {
				if held[i] == t && blockOf(b.p, b.p.Candidates[j].Group) == block.ID {
					wanted++
				}
			}
			if wanted > free {
				return false
			}
		}
	}
	return true
}

func blockOf(p planning.Problem, group string) planning.AreaID {
	for _, g := range p.Groups {
		if g.ID == group {
			return g.Block
		}
	}
	return ""
}

func openOn(p planning.Problem, v planning.Candidate, d planning.Day) bool {
	if v.From != 0 && d < v.From || v.To != 0 && d > v.To {
		return false
	}
	for _, x := range p.Closures {
		if x.Day == d && (x.Venue == "" || x.Venue == v.ID) && (x.VenueKind == "" || x.VenueKind == v.Kind) &&
			(x.Area == "" || string(x.Area) == p.Area || string(x.Area) == v.Group || x.Area == blockOf(p, v.Group)) {
			return false
		}
	}
	return true
}

// serve is a maximum flow by depth-first search, one visitor group at a time.
func (b *best) serve() int64 {
	flow := make([][]int64, len(b.p.Demand))
	room := make([]int64, len(b.p.Candidates))
	for j, n := range b.days {
		room[j] = int64(n) * b.p.Candidates[j].Cap
	}
	total := int64(0)
	for i := range flow {
		flow[i] = make([]int64, len(b.p.Candidates))
	}
	var push func(i int, want int64, seen []bool) int64
	push = func(i int, want int64, seen []bool) int64 {
		for j, v := range b.p.Candidates {
			if seen[j] || !near(b.p, b.p.Demand[i].At, v.At) {
				continue
			}
			seen[j] = true
			if n := min(want, room[j]); n > 0 {
				room[j] -= n
				flow[i][j] += n
				return n
			}
			for other := range flow {
				if other == i || flow[other][j] == 0 {
					continue
				}
				if n := push(other, min(want, flow[other][j]), seen); n > 0 {
					flow[other][j] -= n
					flow[i][j] += n
					return n
				}
			}
		}
		return 0
	}
	for i, d := range b.p.Demand {
		for left := d.Visitors; left > 0; {
			n := push(i, left, make([]bool, len(b.p.Candidates)))
			if n == 0 {
				break
			}
			left -= n
			total += n
		}
	}
	return total
}

func near(p planning.Problem, a, b orb.Point) bool {
	rad := math.Pi / 180
	x := math.Cos((a[1]+b[1])/2*rad) * (a[0] - b[0]) * rad
	y := (a[1] - b[1]) * rad
	return math.Round(math.Hypot(x, y)*6371008.7714*float64(p.Drive.DetourPermille)/1000) <= float64(p.Drive.Threshold)
}

func TestNoPlanOfATinyProblemServesMoreThanTheBound(t *testing.T) {
	tried, optimal := 0, 0
	for seed := uint64(0); tried < 150; seed++ {
		p := randomProblem(seed, false)
		if len(p.Candidates) > 4 || len(p.Days) > 3 || p.CampDays > 6 || len(p.Candidates) == 0 || len(p.Demand) == 0 {
			continue
		}
		tried++
		plan, err := planning.Solve(context.Background(), p, seed, planning.Options{PriceUnits: 60, ImproveUnits: 60}, nil)
		if err != nil {
			t.Fatal(err)
		}
		b := best{p: p, need: map[string]int64{}, days: make([]int, len(p.Candidates)), served: -1}
		held := map[string]int64{}
		for _, x := range plan.Camps {
			held[x.Group]++
		}
		for _, g := range p.Groups {
			b.need[g.ID] = min(g.Minimum, held[g.ID])
		}
		b.search(0, p.CampDays)
		served, bound := plan.Score.VisitorsServed, plan.Bound.Visitors
		if served > b.served || b.served > bound {
			t.Fatalf("problem %d: served %d, best %d, bound %d", seed, served, b.served, bound)
		}
		if served == b.served {
			optimal++
		}
	}
	t.Logf("%d of %d plans are the best there is", optimal, tried)
	if optimal < tried*9/10 {
		t.Errorf("only %d of %d plans are the best there is", optimal, tried)
	}
}

func TestNoPlanOfATinyProblemLeavesFewerGroupsShort(t *testing.T) {
	tried := 0
	for seed := uint64(0); tried < 150; seed++ {
		p := randomProblem(seed, false)
		if len(p.Candidates) > 4 || len(p.Days) > 3 || p.CampDays > 6 || len(p.Candidates) == 0 {
			continue
		}
		tried++
		plan := solve(t, p, seed)
		missing := int64(0)
		for _, g := range plan.Groups {
			missing += g.Missing
		}
		if missing == 0 {
			continue
		}
		if least := leastMissing(p); missing > least {
			t.Errorf("problem %d: %d camp-days are missing; %d would do", seed, missing, least)
		}
	}
}

// leastMissing tries every choice of camp-days for the fewest missing from the minima.
func leastMissing(p planning.Problem) int64 {
	b := best{p: p, days: make([]int, len(p.Candidates))}
	least := int64(math.MaxInt64)
	var try func(j int, left int64)
	try = func(j int, left int64) {
		if j < len(p.Candidates) {
			for n := 0; n <= len(p.Days) && int64(n) <= left; n++ {
				b.days[j] = n
				try(j+1, left-int64(n))
			}
			b.days[j] = 0
			return
		}
		count := map[string]int64{}
		var camps []int
		for j, n := range b.days {
			count[p.Candidates[j].Group] += int64(n)
			for range n {
				camps = append(camps, j)
			}
		}
		missing := int64(0)
		for _, g := range p.Groups {
			missing += max(0, g.Minimum-count[g.ID])
		}
		if missing < least && b.calendar(camps, nil) {
			least = missing
		}
	}
	try(0, p.CampDays)
	return least
}
