package median_test

import (
	"context"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"doorstep/internal/fault"
	"doorstep/planning/cover/median"
)

// drawn is a small instance: points of a square, some clients heavy, one perhaps without people, ties likely.
func drawn(r *rand.Rand, clients, sites, p int) *median.Instance {
	in := &median.Instance{Clients: clients, Sites: sites, P: p, Distance: make([]int32, clients*sites)}
	side := 2 + r.IntN(40)
	point := func() [2]int { return [2]int{r.IntN(side), r.IntN(side)} }
	at := make([][2]int, sites)
	for j := range at {
		at[j] = point()
	}
	if r.IntN(3) > 0 {
		in.Weight = make([]int64, clients)
	}
	for i := range clients {
		here := point()
		for j, there := range at {
			in.Distance[i*sites+j] = int32(math.Hypot(float64(here[0]-there[0]), float64(here[1]-there[1])) * 3)
		}
		if in.Weight != nil {
			in.Weight[i] = int64(r.IntN(50))
		}
	}
	return in
}

// least tries every choice of P sites.
func least(in *median.Instance) int64 {
	best := int64(math.MaxInt64)
	var sites []int32
	var try func(from int)
	try = func(from int) {
		if len(sites) == in.P {
			cost := int64(0)
			for i := range in.Clients {
				near := int64(math.MaxInt64)
				for _, j := range sites {
					near = min(near, int64(in.Distance[i*in.Sites+int(j)]))
				}
				if in.Weight != nil {
					near *= in.Weight[i]
				}
				cost += near
			}
			best = min(best, cost)
			return
		}
		for j := from; j < in.Sites; j++ {
			sites = append(sites, int32(j))
			try(j + 1)
			sites = sites[:len(sites)-1]
		}
	}
	try(0)
	return best
}

func TestEverySmallInstanceIsSolvedAndProvenAsTryingAllSaysItIs(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	branched := 0
	for n := range 400 {
		sites := 1 + r.IntN(11)
		in := drawn(r, 1+r.IntN(14), sites, 1+r.IntN(sites))
		s, err := median.Solve(t.Context(), in, median.Options{Seed: uint64(n), PriceUnits: int64(5 + n%40), ImproveUnits: 30})
		if err != nil {
			t.Fatal(err)
		}
		if want := least(in); s.Cost != want || !s.Proven || s.Bound > want {
			t.Errorf("instance %d: cost %d, bound %d, proven %v, the least is %d", n, s.Cost, s.Bound, s.Proven, want)
		}
		if cost, of := in.Cost(s.Sites); cost != s.Cost || !slices.Equal(of, s.Of) || len(s.Sites) != in.P || !slices.IsSorted(s.Sites) {
			t.Errorf("instance %d: the answer does not say what it is: %+v", n, s)
		}
		if s.CloseReached > 0 {
			branched++
		}
	}
	if branched < 20 {
		t.Errorf("branch and bound closed %d instances only: the test does not reach it", branched)
	}
}

func TestWhateverThePricesNoAnswerCostsLessThanTheirBound(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	tight := 0
	for n := range 300 {
		sites := 2 + r.IntN(8)
		in := drawn(r, 1+r.IntN(10), sites, 1+r.IntN(sites))
		want := least(in)
		price := make([]int64, in.Clients)
		for range 20 {
			for i := range price {
				price[i] = r.Int64N(40_000) * int64(1+r.IntN(40))
			}
			if got := in.Bound(price); got > want {
				t.Fatalf("instance %d: the bound %d is above the least cost %d", n, got, want)
			}
		}
		s, err := median.Solve(t.Context(), in, median.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if s.Bound != in.Bound(s.Price) {
			t.Errorf("instance %d: the bound is not that of the prices given", n)
		}
		if s.Bound == want {
			tight++
		}
	}
	if tight < 150 {
		t.Errorf("the prices alone prove %d of 300 only", tight)
	}
}

func TestTheSameBytesWithOneThreadAndTwoAndFromTheUnitsReached(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for n := range 6 {
		in := drawn(r, 150, 150, 4+5*n)
		o := median.Options{Seed: uint64(n), PriceUnits: 100, ImproveUnits: 150, CloseUnits: 10, Threads: 1}
		one, err := median.Solve(t.Context(), in, o)
		if err != nil {
			t.Fatal(err)
		}
		o.Threads = 2
		two, err := median.Solve(t.Context(), in, o)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(one, two) {
			t.Errorf("instance %d: one thread and two differ", n)
		}
		o.PriceUnits, o.ImproveUnits, o.CloseUnits = one.PriceReached, one.ImproveReached, one.CloseReached
		if again, err := median.Solve(t.Context(), in, o); err != nil || !reflect.DeepEqual(one, again) {
			t.Errorf("instance %d: the units reached give another answer (%v)", n, err)
		}
	}
}

func TestAWorkThatIsOverBeforeItBeginsStillAnswers(t *testing.T) {
	in := drawn(rand.New(rand.NewPCG(4, 4)), 60, 60, 6)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s, err := median.Solve(ctx, in, median.Options{})
	if err != nil || len(s.Sites) != 6 || s.Bound > s.Cost || s.PriceReached != 1 || s.ImproveReached != 1 {
		t.Fatalf("%+v, %v", s, err)
	}
	again, err := median.Solve(t.Context(), in, median.Options{PriceUnits: 1, ImproveUnits: 1, CloseUnits: s.CloseReached})
	if err != nil || !reflect.DeepEqual(s, again) {
		t.Errorf("the units reached give another answer: %v", err)
	}
}

func TestTheShortestWayAndOfTwoEdgesTheLast(t *testing.T) {
	g := median.Graph{Nodes: 4, Edges: []median.Edge{{0, 1, 1}, {1, 2, 5}, {0, 2, 9}, {2, 3, 2}, {1, 0, 4}, {3, 2, 3}}}
	got, err := g.Distances()
	want := []int32{0, 4, 9, 12, 4, 0, 5, 8, 9, 5, 0, 3, 12, 8, 3, 0}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("distances %v, %v; want %v", got, err, want)
	}
	for _, bad := range []median.Graph{
		{Nodes: 3, Edges: []median.Edge{{0, 1, 1}}},
		{Nodes: 2, Edges: []median.Edge{{0, 2, 1}}},
		{Nodes: 2, Edges: []median.Edge{{0, 1, -1}}},
	} {
		if _, err := bad.Distances(); fault.CodeOf(err) != "median.malformed" {
			t.Errorf("%+v was taken: %v", bad, err)
		}
	}
}

func TestWhatCannotBeReadIsRefused(t *testing.T) {
	for name, in := range map[string]*median.Instance{
		"no client":           {Sites: 1, P: 1},
		"too many to choose":  {Clients: 1, Sites: 1, P: 2, Distance: []int32{1}},
		"none to choose":      {Clients: 1, Sites: 1, Distance: []int32{1}},
		"distances missing":   {Clients: 2, Sites: 2, P: 1, Distance: make([]int32, 3)},
		"weights missing":     {Clients: 2, Sites: 1, P: 1, Distance: make([]int32, 2), Weight: []int64{1}},
		"a negative distance": {Clients: 1, Sites: 1, P: 1, Distance: []int32{-1}},
		"a distance too long": {Clients: 1, Sites: 1, P: 1, Distance: []int32{math.MaxInt32}},
		"a negative weight":   {Clients: 1, Sites: 1, P: 1, Distance: []int32{1}, Weight: []int64{-1}},
		"sums that overflow":  {Clients: 2, Sites: 1, P: 1, Distance: []int32{1 << 30, 1 << 30}, Weight: []int64{1 << 19, 1 << 20}},
	} {
		if _, err := median.Solve(t.Context(), in, median.Options{}); fault.CodeOf(err) != "median.malformed" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
