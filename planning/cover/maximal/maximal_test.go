package maximal

import (
	"context"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"doorstep/internal/fault"
)

// scattered draws points on a square of one by one, each a cell and, of the first ones, a site that covers what lies near.
func scattered(r *rand.Rand, cells, sites int, radius float64, pick, groups int) *Instance {
	in := &Instance{SiteStart: []int32{0}, Pick: pick, Groups: groups}
	x, y := make([]float64, cells), make([]float64, cells)
	for i := range cells {
		x[i], y[i] = r.Float64(), r.Float64()
		in.Demand = append(in.Demand, r.Int64N(100))
	}
	for j := range sites {
		for i := range cells {
			if (x[i]-x[j])*(x[i]-x[j])+(y[i]-y[j])*(y[i]-y[j]) <= radius*radius {
				in.ArcCell = append(in.ArcCell, int32(i))
			}
		}
		in.SiteStart = append(in.SiteStart, int32(len(in.ArcCell)))
		if groups > 0 {
			g := int32(j) // each group has a site
			if j >= groups {
				g = int32(r.IntN(groups+1)) - 1
			}
			in.Group = append(in.Group, g)
		}
	}
	return in
}

// permitted tells whether a choice keeps the limits.
func (in *Instance) permitted(sites []int32) bool {
	owed := make([]int, in.Groups)
	for _, j := range sites {
		if g := in.group(j); g >= 0 {
			owed[g]++
		}
	}
	return len(sites) <= in.Pick && !slices.Contains(owed, 0)
}

// brute tries every choice.
func brute(in *Instance) int64 {
	best := int64(-1)
	for set := range uint(1) << in.Sites() {
		if bits.OnesCount(set) > in.Pick {
			continue
		}
		var sites []int32
		for j := range int32(in.Sites()) {
			if set>>j&1 == 1 {
				sites = append(sites, j)
			}
		}
		if in.permitted(sites) {
			best = max(best, in.Covered(sites))
		}
	}
	return best
}

func TestTheBestIsFoundAndNoBoundLiesBelowIt(t *testing.T) {
	proven := 0
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 1))
		groups := int(seed % 3)
		in := scattered(r, 10+r.IntN(30), 4+r.IntN(7), 0.1+0.3*r.Float64(), groups+r.IntN(4), groups)
		best := brute(in)
		s, err := Solve(t.Context(), in, Options{Seed: seed, Rounds: 20, PriceUnits: 400})
		if err != nil {
			t.Fatal(err)
		}
		if s.Covered != best || s.Covered != in.Covered(s.Sites) || !in.permitted(s.Sites) || s.Bound < best {
			t.Fatalf("seed %d: %d covered by %v, at most %d; the best is %d", seed, s.Covered, s.Sites, s.Bound, best)
		}
		if b, err := Bound(in, s.Price); err != nil || b != s.Bound {
			t.Fatalf("seed %d: the prices prove %d, not %d (%v)", seed, b, s.Bound, err)
		}
		if s.Bound == best {
			proven++
		}
		price := slices.Clone(s.Price)
		for range 30 { // whatever becomes of the prices, they prove nothing false
			price[r.IntN(len(price))] = r.Int32N(Full + 1)
			if b, err := Bound(in, price); err != nil || b < best {
				t.Fatalf("seed %d: prices %v prove %d, and the best is %d (%v)", seed, price, b, best, err)
			}
		}
	}
	if proven < 100 {
		t.Errorf("only %d of 150 are proven best", proven)
	}
}

func TestWhatIsLeftOutIsNotMissed(t *testing.T) {
	smaller := 0
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 2))
		groups := int(seed % 3)
		in := scattered(r, 10+r.IntN(10), 3+r.IntN(8), 0.2+0.4*r.Float64(), groups+r.IntN(3), groups)
		c := reduce(in)
		if a, b := brute(in), brute(&c.Instance); a != b {
			t.Fatalf("seed %d: the best of %d sites is %d, of the %d left %d", seed, in.Sites(), a, c.Sites(), b)
		}
		if c.Sites() < in.Sites() {
			smaller++
		}
		for j, k := range c.site { // a site is still the same
			sum := int64(0)
			for _, i := range c.cells(int32(j)) {
				sum += c.Demand[i]
			}
			if sum != in.Covered([]int32{k}) {
				t.Fatalf("seed %d: site %d covers %d, site %d of the core %d", seed, k, in.Covered([]int32{k}), j, sum)
			}
		}
	}
	if smaller < 50 {
		t.Errorf("only %d of 200 became smaller", smaller)
	}
}

func TestTheTablesStayExact(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 3))
	in := scattered(r, 200, 100, 0.15, 20, 0)
	tables := newTables(in)
	for range 500 {
		if j := int32(r.IntN(in.Sites())); tables.place[j] >= 0 {
			tables.drop(j)
		} else {
			tables.add(j)
		}
		if v := in.Covered(tables.chosen); v != tables.value {
			t.Fatalf("%d is covered, the tables say %d", v, tables.value)
		}
		j := int32(r.IntN(in.Sites()))
		if tables.place[j] >= 0 {
			k := slices.Index(tables.chosen, j)
			if without := in.Covered(slices.Delete(slices.Clone(tables.chosen), k, k+1)); tables.value-without != tables.loss[j] {
				t.Fatalf("without site %d %d is lost, the tables say %d", j, tables.value-without, tables.loss[j])
			}
		} else if with := in.Covered(append(slices.Clone(tables.chosen), j)); with-tables.value != tables.gain[j] {
			t.Fatalf("site %d adds %d, the tables say %d", j, with-tables.value, tables.gain[j])
		}
	}
}

func same(a, b Solution) bool {
	return slices.Equal(a.Sites, b.Sites) && slices.Equal(a.Price, b.Price) && a.Bound == b.Bound
}

func TestThreadsChangeNothing(t *testing.T) {
	in := scattered(rand.New(rand.NewPCG(4, 4)), 600, 400, 0.12, 15, 5)
	o := Options{Seed: 7, Rounds: 25, PriceUnits: 300}
	one, err := Solve(t.Context(), in, o)
	if err != nil {
		t.Fatal(err)
	}
	o.Threads = 2
	two, err := Solve(t.Context(), in, o)
	if err != nil || !same(one, two) || one.RoundsReached != two.RoundsReached {
		t.Errorf("%d and %d covered, %d and %d proven (%v)", one.Covered, two.Covered, one.Bound, two.Bound, err)
	}
	o.Seed = 8
	if other, err := Solve(t.Context(), in, o); err != nil || slices.Equal(other.Price, nil) {
		t.Errorf("%+v, %v", other, err)
	}
}

// expiring is done after it was asked a number of times.
type expiring struct {
	context.Context
	asked, after int
}

func (e *expiring) Err() error {
	if e.asked++; e.asked > e.after {
		return context.Canceled
	}
	return nil
}

func TestWhatWasReachedIsReachedAgain(t *testing.T) {
	in := scattered(rand.New(rand.NewPCG(5, 5)), 600, 400, 0.12, 15, 0)
	rounds := map[int64]bool{}
	for _, after := range []int{0, 1, 20, 150, 250, 400, 600} {
		cut, err := Solve(&expiring{Context: t.Context(), after: after}, in, Options{Seed: 1, Rounds: 60, PriceUnits: 1 << 40})
		if err != nil {
			t.Fatal(err)
		}
		again, err := Solve(t.Context(), in, Options{Seed: 1, Rounds: cut.RoundsReached, PriceUnits: cut.PriceReached})
		if err != nil || !same(cut, again) {
			t.Errorf("cut after %d: %d covered and %d proven in %d rounds and %d steps, again %d and %d (%v)",
				after, cut.Covered, cut.Bound, cut.RoundsReached, cut.PriceReached, again.Covered, again.Bound, err)
		}
		rounds[cut.RoundsReached] = true
	}
	if len(rounds) < 3 {
		t.Errorf("cut only at rounds %v", rounds)
	}
}

func TestNothingToCoverAndNothingToPick(t *testing.T) {
	for name, in := range map[string]*Instance{
		"nothing":          {SiteStart: []int32{0}},
		"no sites":         {SiteStart: []int32{0}, Demand: []int64{5}, Pick: 3},
		"none to pick":     {SiteStart: []int32{0, 1}, ArcCell: []int32{0}, Demand: []int64{5}},
		"no demand":        {SiteStart: []int32{0, 1}, ArcCell: []int32{0}, Demand: []int64{0}, Pick: 1},
		"a site of no use": {SiteStart: []int32{0, 0}, Demand: []int64{5}, Pick: 1},
	} {
		s, err := Solve(t.Context(), in, Options{})
		if err != nil || s.Covered != 0 || s.Bound != 0 {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
	few := &Instance{SiteStart: []int32{0, 1, 2}, ArcCell: []int32{0, 1}, Demand: []int64{5, 6}, Pick: 9}
	if s, err := Solve(t.Context(), few, Options{}); err != nil || s.Covered != 11 || s.Bound != 11 || len(s.Sites) != 2 {
		t.Errorf("more to pick than there are: %+v, %v", s, err)
	}
	large := &Instance{SiteStart: []int32{0, 1, 2, 3}, ArcCell: []int32{0, 1, 2}, Demand: []int64{MaxDemand, MaxDemand, MaxDemand}, Pick: 2}
	if s, err := Solve(t.Context(), large, Options{Rounds: 5}); err != nil || s.Covered != 2*MaxDemand || s.Bound < s.Covered {
		t.Errorf("of the largest demands: %+v, %v", s, err)
	}
}

func TestWhatCannotBeReadIsRefused(t *testing.T) {
	for name, in := range map[string]*Instance{
		"no offsets":        {},
		"offsets beyond":    {SiteStart: []int32{0, 2}, ArcCell: []int32{0}, Demand: []int64{1}},
		"offsets that fall": {SiteStart: []int32{0, 2, 1, 2}, ArcCell: []int32{0, 1}, Demand: []int64{1, 1}},
		"unsorted":          {SiteStart: []int32{0, 2}, ArcCell: []int32{1, 0}, Demand: []int64{1, 1}},
		"twice":             {SiteStart: []int32{0, 2}, ArcCell: []int32{0, 0}, Demand: []int64{1, 1}},
		"no such cell":      {SiteStart: []int32{0, 1}, ArcCell: []int32{1}, Demand: []int64{1}},
		"negative":          {SiteStart: []int32{0}, Demand: []int64{-1}},
		"overflow":          {SiteStart: []int32{0}, Demand: []int64{MaxDemand + 1}},
		"overflow together": {SiteStart: []int32{0}, Demand: slices.Repeat([]int64{MaxDemand}, 17)},
		"pick":              {SiteStart: []int32{0}, Pick: -1},
		"group unknown":     {SiteStart: []int32{0, 0}, Group: []int32{1}, Groups: 1, Pick: 1},
		"group empty":       {SiteStart: []int32{0, 0}, Group: []int32{-1}, Groups: 1, Pick: 1},
		"groups missing":    {SiteStart: []int32{0, 0}, Groups: 1, Pick: 1},
		"too many groups":   {SiteStart: []int32{0, 0}, Group: []int32{0}, Groups: 1},
	} {
		_, err := Solve(t.Context(), in, Options{})
		if code := fault.CodeOf(err); code != "cover.malformed" && code != "cover.pins" {
			t.Errorf("%s: %v", name, err)
		}
	}
	in := &Instance{SiteStart: []int32{0}, Demand: []int64{1, 1}}
	for _, price := range [][]int32{nil, {0}, {0, -1}, {Full + 1, 0}} {
		if _, err := Bound(in, price); fault.CodeOf(err) != "cover.malformed" {
			t.Errorf("the prices %v: %v", price, err)
		}
	}
}

func TestWhereManyAreChosenTheyAreCooledFromTheGreedyChoice(t *testing.T) {
	in := scattered(rand.New(rand.NewPCG(9, 9)), 12000, 5000, 0.011, largePick+50, 0)
	greedy := newTables(in)
	greedy.greedy()
	o := Options{Seed: 1, Rounds: 12, PriceUnits: 200, Threads: 2}
	two, err := Solve(t.Context(), in, o)
	if err != nil || two.Covered <= greedy.value || two.Bound < two.Covered {
		t.Fatalf("%d covered, at most %d, by greedy %d (%v)", two.Covered, two.Bound, greedy.value, err)
	}
	o.Threads = 1
	if one, err := Solve(t.Context(), in, o); err != nil || !same(one, two) {
		t.Errorf("on one thread %d covered, on two %d (%v)", one.Covered, two.Covered, err)
	}
}

func TestAPoolThatGetsNoBetterMeetsTheBestAndIsMadeAnew(t *testing.T) {
	in := scattered(rand.New(rand.NewPCG(3, 8)), 150, 100, 0.15, 12, 4)
	start := newTables(in)
	start.greedy()
	var found []elite
	for _, threads := range []int{1, 2} {
		e := newEvolution(in, neighbours(in), start.chosen, 1, 5)
		joined := 0
		for last := e.best.value; e.span == poolSpan || joined < 2; last = e.best.value {
			apart := !e.joined
			if !e.round(t.Context(), threads) {
				t.Fatal("a round was not finished")
			}
			if apart && e.joined {
				joined++
			}
			if value, sites := e.found(); value < last || value != in.Covered(sites) || !in.permitted(sites) {
				t.Fatalf("%d after %d, counted %d, by %v", value, last, in.Covered(sites), sites)
			}
		}
		found = append(found, e.best)
	}
	if found[0].value <= start.value || found[0].value != found[1].value || !slices.Equal(found[0].sites, found[1].sites) {
		t.Errorf("greedy covers %d, the pools %v", start.value, found)
	}
}
