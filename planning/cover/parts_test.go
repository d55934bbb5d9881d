package cover

import (
	"context"
	"os/exec"
	"regexp"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestTheInnerProblemIsSolvedExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := small(t)
		price, bonus := make([]int32, len(in.Demand)), make([]int64, len(in.Sites))
		for i := range price {
			price[i] = int32(rapid.IntRange(0, full).Draw(t, "price"))
		}
		for j := range bonus {
			bonus[j] = int64(rapid.IntRange(0, 9000).Draw(t, "bonus"))
		}
		a := in.firstAim()
		got, want := newInner(in, a).solve(price, bonus), int64(-1)
		days := make([]int32, len(in.Sites))
		var try func(j int)
		try = func(j int) {
			if j == len(days) {
				if missingOf(in, days) == a.missing {
					want = max(want, earned(in, days, price, bonus))
				}
				return
			}
			for d := in.Sites[j].Fixed; d <= in.Sites[j].Max; d++ {
				days[j] = d
				try(j + 1)
			}
		}
		try(0)
		if got != want {
			t.Fatalf("the inner problem earns %d, the best of all camp-days %d", got, want)
		}
	})
}

// earned is what the camp-days earn when each site serves its best cells, another site's or not.
func earned(in *Instance, days, price []int32, bonus []int64) int64 {
	total := int64(0)
	for j, s := range in.Sites {
		cells := slices.Clone(in.ArcCell[in.SiteStart[j]:in.SiteStart[j+1]])
		slices.SortFunc(cells, func(a, b int32) int { return int(price[a] - price[b]) })
		room := int64(days[j]) * s.Cap
		for _, c := range cells {
			x := min(room, in.Demand[c])
			room -= x
			total += x * int64(full-price[c])
		}
		total += int64(days[j]) * bonus[j]
	}
	return total
}

func TestACoreHasTheBestAnswersOfTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := small(t)
		a := in.firstAim()
		c := in.reduce(a)
		missing, served := bruteForce(in)
		coreMissing, coreServed := bruteForce(c.Instance)
		if missing != coreMissing || served != coreServed {
			t.Fatalf("the core misses %d and serves %d, the whole %d and %d", coreMissing, coreServed, missing, served)
		}
	})
}

func TestDominatedSitesAreLeftOut(t *testing.T) {
	in := village(3, []int64{10, 10, 10}, []int32{0}, []int32{0, 1}, []int32{0, 1}, []int32{1, 2}, []int32{0})
	in.Sites[4].Fixed = 1 // pinned: stays
	if got := in.reduce(in.firstAim()).site; !slices.Equal(got, []int32{1, 3, 4}) {
		t.Fatalf("the core has the sites %v", got)
	}
}

func TestEveryAssignmentIsTheLargest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := small(t)
		days := make([]int32, len(in.Sites))
		for j := range days {
			days[j] = int32(rapid.IntRange(0, 3).Draw(t, "held"))
		}
		if _, got := Assign(in, days); got != servedBy(in, days) {
			t.Fatalf("%d visitors are served, %d can be", got, servedBy(in, days))
		}
	})
}

// wide is a chain of blocks too large for brute force, with scarce camp-days.
func wide(n int) *Instance {
	in := &Instance{SiteStart: []int32{0}, Budget: int64(n / 4)}
	r := random{42}
	for i := range n {
		in.Demand = append(in.Demand, int64(r.below(200)))
		if i%20 == 0 {
			in.Groups = append(in.Groups, Group{Block: int32(len(in.Blocks)), Min: 1, Max: 8})
			if i%100 == 80 {
				in.Blocks = append(in.Blocks, Block{Max: 40})
			}
		}
		in.Sites = append(in.Sites, Site{Group: int32(len(in.Groups) - 1), Cap: 400, Max: 6})
		for c := max(0, i-r.below(4)); c <= min(n-1, i+r.below(4)); c++ {
			in.ArcCell = append(in.ArcCell, int32(c))
		}
		in.SiteStart = append(in.SiteStart, int32(len(in.ArcCell)))
	}
	in.Blocks = append(in.Blocks, Block{Max: 40})
	return in
}

func same(a, b Solution) bool {
	return slices.Equal(a.Days, b.Days) && slices.Equal(a.Flow, b.Flow) && slices.Equal(a.Price, b.Price) && a.Bound == b.Bound &&
		slices.EqualFunc(a.Clusters, b.Clusters, func(x, y Cluster) bool {
			return slices.Equal(x.Cells, y.Cells) && x.Divisor == y.Divisor && x.Weight == y.Weight
		})
}

func TestThreadsAndSeedsAndUnitsDecideAloneWhatComesOut(t *testing.T) {
	in := wide(600)
	o := Options{Seed: 5, PriceUnits: 2000, ImproveUnits: 15000}
	one, err := Solve(context.Background(), in, o)
	if err != nil {
		t.Fatal(err)
	}
	if what := broken(in, one); what != "" {
		t.Fatal(what)
	}
	if again := one.Certificate().Bound(in, one.Required); again != one.Bound {
		t.Fatalf("the bound is %d, evaluated again %d", one.Bound, again)
	}
	if len(one.Clusters) == 0 {
		t.Fatal("no cluster was found")
	}
	if one.Gap() > 0.02 || one.Gap() < 0 {
		t.Fatalf("served %d within %d", one.Served, one.Bound)
	}
	o.Threads = 2
	if two, _ := Solve(context.Background(), in, o); !same(one, two) {
		t.Error("two threads give another answer than one")
	}
	o.PriceUnits, o.ImproveUnits = one.PriceReached, one.ImproveReached
	if again, _ := Solve(context.Background(), in, o); !same(one, again) {
		t.Error("the units reached give another answer")
	}
	o.ImproveUnits = 200
	one, _ = Solve(context.Background(), in, o)
	o.Seed = 6
	if other, _ := Solve(context.Background(), in, o); slices.Equal(one.Days, other.Days) {
		t.Error("another seed gives the same camp-days: the seed is not used")
	}
}

func TestNoMoveGivesUpAMinimum(t *testing.T) {
	in := wide(240)
	in.Groups, in.Budget = nil, 130
	for j := range in.Sites { // groups of two sites
		in.Sites[j].Group = int32(j / 2)
		if j%2 == 0 {
			in.Groups = append(in.Groups, Group{Block: int32(j / 100), Min: 1, Max: 8})
		}
	}
	in.Blocks = []Block{{Max: 60}, {Max: 60}, {Max: 60}}
	a := in.firstAim()
	h := newHoldings(in, a)
	h.greedy(openingSearch)
	v := newImprover(h, 1)
	for u := range int64(3000) {
		v.move(u)
		for g, n := range v.used {
			if n < int64(a.lo[g]) || n > int64(a.hi[g]) {
				t.Fatalf("after move %d group %d holds %d camp-days, not %d to %d", u, g, n, a.lo[g], a.hi[g])
			}
		}
		if flow, served := Assign(in, v.days); served < v.served || len(flow) == 0 {
			t.Fatalf("after move %d %d visitors are counted as served, %d can be", u, v.served, served)
		}
	}
}

func TestACancelledCallCanBeRepeated(t *testing.T) {
	in := wide(600)
	ctx, cancel := context.WithCancel(context.Background())
	o := Options{Seed: 5, PriceUnits: 100000, ImproveUnits: 1 << 40, Threads: 2}
	o.Tell = func(stage string, done, _ int64) {
		if stage == "improve" && done > 12000 {
			cancel()
		}
	}
	cut, err := Solve(ctx, in, o)
	if err != nil {
		t.Fatal(err)
	}
	if what := broken(in, cut); what != "" {
		t.Fatal(what)
	}
	again, _ := Solve(context.Background(), in, Options{Seed: 5, PriceUnits: cut.PriceReached, ImproveUnits: cut.ImproveReached})
	if !same(cut, again) {
		t.Errorf("cut at %d and %d units, the same units give another answer", cut.PriceReached, cut.ImproveReached)
	}
	cancel()
	if s, err := Solve(ctx, in, Options{}); err != nil || broken(in, s) != "" || s.PriceReached < 1 || s.ImproveReached < 1 {
		t.Errorf("a call cancelled beforehand gives %v after %d and %d units", err, s.PriceReached, s.ImproveReached)
	}
}

func TestNoArithmeticIsFusedOnOtherMachines(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles for another machine")
	}
	cmd := exec.Command("go", "build", "-gcflags=-S", "doorstep/planning/cover")
	cmd.Env = append(cmd.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %.500s", err, out)
	}
	if !regexp.MustCompile(`\tFMULD\t`).Match(out) {
		t.Fatal("no multiplication of floats was seen: the listing is not what this test reads")
	}
	if fused := regexp.MustCompile(`\tFN?M(ADD|SUB)[SD]?\t.*`).Find(out); fused != nil {
		t.Errorf("a fused operation: %s; round the product by a conversion", fused)
	}
}
