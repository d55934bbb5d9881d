package maximal

import (
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"doorstep/internal/fault"
)

// coversAll tells whether sites leave out no cell that any site covers.
func coversAll(in *Instance, sites []int32) bool {
	plain := *in
	plain.Demand = slices.Repeat([]int64{1}, len(in.Demand))
	var all []int32
	for j := range int32(in.Sites()) {
		all = append(all, j)
	}
	return plain.Covered(sites) == plain.Covered(all)
}

func TestTheFewestSitesAreFoundAndNoBoundLiesAbove(t *testing.T) {
	proven := 0
	for seed := range uint64(120) {
		r := rand.New(rand.NewPCG(seed, 6))
		in := scattered(r, 12+r.IntN(20), 4+r.IntN(8), 0.15+0.3*r.Float64(), 0, 0)
		fewest := in.Sites()
		for set := range uint(1) << in.Sites() {
			var sites []int32
			for j := range int32(in.Sites()) {
				if set>>j&1 == 1 {
					sites = append(sites, j)
				}
			}
			if bits.OnesCount(set) < fewest && coversAll(in, sites) {
				fewest = len(sites)
			}
		}
		s, err := SetCover(t.Context(), in, Options{Seed: seed, Rounds: 20, PriceUnits: 400})
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Sites) != fewest || !coversAll(in, s.Sites) || s.Bound > fewest {
			t.Fatalf("seed %d: sites %v, at least %d; the fewest are %d", seed, s.Sites, s.Bound, fewest)
		}
		if b, err := CoverBound(in, s.Price); err != nil || b != s.Bound {
			t.Fatalf("seed %d: the prices prove %d, not %d (%v)", seed, b, s.Bound, err)
		}
		if s.Bound == fewest {
			proven++
		}
		price := slices.Clone(s.Price)
		for range 30 {
			price[r.IntN(len(price))] = r.Int32N(Full + 1)
			if b, err := CoverBound(in, price); err != nil || b > fewest {
				t.Fatalf("seed %d: prices %v prove %d, and %d do (%v)", seed, price, b, fewest, err)
			}
		}
	}
	if proven < 100 {
		t.Errorf("only %d of 120 are proven fewest", proven)
	}
}

func TestASetCoverOfManyIsTheSameOnTwoThreads(t *testing.T) {
	in := scattered(rand.New(rand.NewPCG(7, 7)), 400, 300, 0.1, 0, 0)
	one, err := SetCover(t.Context(), in, Options{Seed: 3, Rounds: 40})
	if err != nil || !coversAll(in, one.Sites) || one.Bound > len(one.Sites) {
		t.Fatalf("%d sites, at least %d, %v", len(one.Sites), one.Bound, err)
	}
	greedy := newTables(in)
	greedy.in.Pick = in.Sites()
	greedy.greedy()
	if len(one.Sites) > len(greedy.chosen) || len(one.Sites)-one.Bound > 4 {
		t.Errorf("%d sites, at least %d, where greedy takes %d", len(one.Sites), one.Bound, len(greedy.chosen))
	}
	two, err := SetCover(t.Context(), in, Options{Seed: 3, Rounds: 40, Threads: 2})
	if err != nil || !slices.Equal(one.Sites, two.Sites) || !slices.Equal(one.Price, two.Price) {
		t.Errorf("%d and %d sites, %v", len(one.Sites), len(two.Sites), err)
	}
}

func TestASetCoverOfNothing(t *testing.T) {
	in := &Instance{SiteStart: []int32{0, 0}, Demand: []int64{5, 0}}
	if s, err := SetCover(t.Context(), in, Options{}); err != nil || len(s.Sites) != 0 || s.Bound != 0 || s.Beyond != 2 {
		t.Errorf("%+v, %v", s, err)
	}
	in = &Instance{SiteStart: []int32{0, 1}, ArcCell: []int32{1}, Demand: []int64{5, 0}}
	if s, err := SetCover(t.Context(), in, Options{}); err != nil || len(s.Sites) != 1 || s.Bound != 1 || s.Beyond != 1 {
		t.Errorf("a cell without demand is a cell: %+v, %v", s, err)
	}
	in.Group, in.Groups, in.Pick = []int32{0}, 1, 1
	if _, err := SetCover(t.Context(), in, Options{}); fault.CodeOf(err) != "cover.pins" {
		t.Errorf("groups passed: %v", err)
	}
}
