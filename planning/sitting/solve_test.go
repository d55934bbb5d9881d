package sitting

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// made is a made-up group of booths and venues on a square of the given side, in metres.
func made(r *rand.Rand, booths, venues, side, neighbours, near int) *Group {
	at := func(n int) (p [][2]float64) {
		for range n {
			p = append(p, [2]float64{float64(r.IntN(side)), float64(r.IntN(side))})
		}
		return p
	}
	b, v := at(booths), at(venues)
	g := &Group{Limit: (booths + 2) / 3, Threshold: int64(side) / 4, Neighbours: make([][]int32, booths)}
	far := func(p, q [2]float64) int32 { return int32(math.Round(math.Hypot(p[0]-q[0], p[1]-q[1]))) }
	for range venues {
		g.Cap = append(g.Cap, int64(400+r.IntN(900)))
	}
	closest := func(p [2]float64, to [][2]float64, n, skip int) (list []int32) {
		for k := range to {
			if k != skip {
				list = append(list, int32(k))
			}
		}
		slices.SortStableFunc(list, func(x, y int32) int { return int(far(p, to[x]) - far(p, to[y])) })
		return list[:min(n, len(list))]
	}
	for i, p := range b {
		g.People = append(g.People, int64(300+r.IntN(1200)))
		g.Visitors = append(g.Visitors, int64(60+r.IntN(220)))
		var row []int32
		for _, q := range v {
			row = append(row, far(p, q))
		}
		g.Metres = append(g.Metres, row)
		list := closest(p, v, near, -1)
		slices.Sort(list)
		g.Near = append(g.Near, list)
		for _, o := range closest(p, b, neighbours, i) {
			g.Neighbours[i] = append(g.Neighbours[i], o)
			g.Neighbours[o] = append(g.Neighbours[o], int32(i))
		}
	}
	for i := range g.Neighbours {
		slices.Sort(g.Neighbours[i])
		g.Neighbours[i] = slices.Compact(g.Neighbours[i])
	}
	return g
}

// sound checks an answer from the group alone: each booth once, sizes, costs, the bound.
func sound(t *testing.T, g *Group, a Answer) {
	t.Helper()
	scale := g.Scale()
	seen := make([]int, len(g.People))
	var got Tiers
	for _, c := range a.Sittings {
		if len(c.Booths) < Smallest || len(c.Booths) > Largest {
			t.Fatalf("a sitting of %d booths", len(c.Booths))
		}
		visitors := int64(0)
		for _, b := range c.Booths {
			seen[b]++
			visitors += g.Visitors[b]
			m := int64(g.Metres[b][c.Venue])
			got.PersonMetres += m * g.People[b]
			if m > g.Threshold {
				got.Beyond += g.People[b]
			}
		}
		if visitors > g.Cap[c.Venue] || g.Cap[c.Venue] == 0 {
			t.Fatalf("%d visitors at a venue for %d", visitors, g.Cap[c.Venue])
		}
	}
	for _, b := range a.Unseated {
		seen[b]++
		got.Unseated++
	}
	for b, n := range seen {
		if n != 1 {
			t.Fatalf("booth %d is settled %d times", b, n)
		}
	}
	if len(a.Sittings) > g.Limit {
		t.Fatalf("%d sittings of %d", len(a.Sittings), g.Limit)
	}
	if a.Cost != scale.Cost(got) || scale.Tiers(a.Cost) != got {
		t.Fatalf("cost %d, tiers %+v; it is %+v", a.Cost, scale.Tiers(a.Cost), got)
	}
	if again, ok := g.Bound(a.Proof); !ok || again != a.Bound || again > a.Cost {
		t.Fatalf("bound %d is %d (%t) at the prices; the cost is %d", a.Bound, again, ok, a.Cost)
	}
}

func TestSmallGroupsAreDividedAsWellAsByTryingEverything(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for k := range 300 {
		g := made(r, 1+r.IntN(8), r.IntN(5), 3000, 1+r.IntN(4), 1+r.IntN(3))
		g.Limit = r.IntN(5)
		if k%3 == 0 && len(g.Cap) > 0 {
			g.Cap[0] = 0
		}
		if k%5 == 0 && len(g.People) > 1 { // two booths on one point
			g.Metres[1] = g.Metres[0]
		}
		a, err := Solve(g, 0)
		if err != nil {
			t.Fatal(err)
		}
		sound(t, g, a)
		if want := brute(g); a.Cost != want || !a.Optimal {
			t.Fatalf("group %d: cost %d (%+v, proven %t), by trying everything %d (%+v)", k, a.Cost, g.Scale().Tiers(a.Cost), a.Optimal, want, g.Scale().Tiers(want))
		}
	}
}

func TestTheSameGroupIsDividedTheSame(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 25, 61, 130} {
		first, err := Solve(made(rand.New(rand.NewPCG(uint64(n), 9)), n, n/2, 5000, 5, 8), 0)
		if err != nil {
			t.Fatal(err)
		}
		g := made(rand.New(rand.NewPCG(uint64(n), 9)), n, n/2, 5000, 5, 8)
		again, err := Solve(g, 0)
		if err != nil {
			t.Fatal(err)
		}
		sound(t, g, again)
		if !reflect.DeepEqual(first, again) {
			t.Errorf("%d booths are divided in two ways", n)
		}
	}
}

func TestLargerGroupsAreSeatedCloseToTheirBound(t *testing.T) {
	for _, n := range []int{24, 40, 60, 100} {
		g := made(rand.New(rand.NewPCG(uint64(n), 9)), n, n/2, 1000*int(math.Sqrt(float64(n))), 5, 8)
		g.Threshold = 1000
		a, err := Solve(g, 0)
		if err != nil {
			t.Fatal(err)
		}
		sound(t, g, a)
		got, least := g.Scale().Tiers(a.Cost), g.Scale().Tiers(a.Bound)
		if got.Unseated > 0 || got.Beyond != least.Beyond || got.PersonMetres > least.PersonMetres*104/100 {
			t.Errorf("%d booths: %+v; no division is better than %+v", n, got, least)
		}
	}
}

func TestWhatCannotBeDividedIsRefused(t *testing.T) {
	whole := func() *Group { return made(rand.New(rand.NewPCG(1, 1)), 6, 3, 1000, 2, 2) }
	for name, spoil := range map[string]func(g *Group){
		"too many booths":            func(g *Group) { *g = *made(rand.New(rand.NewPCG(1, 1)), MostBooths+1, 1, 1000, 1, 1) },
		"lists of different length":  func(g *Group) { g.Visitors = g.Visitors[1:] },
		"people below zero":          func(g *Group) { g.People[0] = -1 },
		"people that overflow":       func(g *Group) { g.People[0] = 1 << 39 },
		"a neighbour one way":        func(g *Group) { g.Neighbours[0] = nil },
		"a venue that is none":       func(g *Group) { g.Near[0] = []int32{3} },
		"a walk round the earth":     func(g *Group) { g.Metres[0][0] = LongWalk + 1 },
		"a limit below zero":         func(g *Group) { g.Limit = -1 },
		"a booth that is its own":    func(g *Group) { g.Neighbours[0] = append([]int32{0}, g.Neighbours[0]...) },
		"a walk that is not written": func(g *Group) { g.Metres[0] = g.Metres[0][1:] },
	} {
		g := whole()
		spoil(g)
		if _, err := Solve(g, 0); err == nil {
			t.Errorf("%s is not refused", name)
		}
	}
}

func TestPricesThatProveNothingAreNoBound(t *testing.T) {
	g := made(rand.New(rand.NewPCG(3, 3)), 9, 4, 1000, 3, 3)
	a, err := Solve(g, 0)
	if err != nil {
		t.Fatal(err)
	}
	for b := range a.Proof.Price {
		dear := Proof{slices.Clone(a.Proof.Price), a.Proof.Sitting, a.Proof.Cuts}
		dear.Price[b] += g.Scale().Beyond
		if _, ok := g.Bound(dear); ok {
			t.Errorf("a price of booth %d that is too high is accepted", b)
		}
	}
	if _, ok := g.Bound(Proof{a.Proof.Price, -1, nil}); ok {
		t.Error("a price of a sitting below zero is accepted")
	}
	if n, ok := g.Bound(Proof{Price: make([]int64, 9)}); !ok || n != 0 {
		t.Errorf("prices of zero prove %d (%t), not nothing", n, ok)
	}
}
