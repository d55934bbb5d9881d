package cover

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// byWalk draws a small instance with worths.
func byWalk(t *rapid.T) *Instance {
	in := small(t)
	for range in.ArcCell {
		in.Worth = append(in.Worth, int32(rapid.IntRange(1, 1000).Draw(t, "worth")))
	}
	for j := range in.Sites {
		in.Sites[j].Max = min(in.Sites[j].Max, max(in.Sites[j].Fixed, 2))
	}
	return in
}

// worthBy is the most that the camp-days' visitors can count: ways that gain, found one after another by Bellman
// and Ford, the best first.
func worthBy(in *Instance, days []int32) (sum int64) {
	n := len(in.Demand)
	rest, room, flow := slices.Clone(in.Demand), make([]int64, len(in.Sites)), make([]int64, len(in.ArcCell))
	site := newLinks(in).arcSite
	for j := range room {
		room[j] = int64(days[j]) * in.Sites[j].Cap
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
			for a, c := range in.ArcCell {
				from, to, w := int(c), n+int(site[a]), int64(in.Worth[a])
				if in.Demand[c] > 0 && gain[from] > never && gain[from]+w > gain[to] {
					gain[to], by[to] = gain[from]+w, a
				}
				if flow[a] > 0 && gain[to] > never && gain[to]-w > gain[from] {
					gain[from], by[from] = gain[to]-w, a
				}
			}
		}
		best := -1
		for j := range room {
			if room[j] > 0 && gain[n+j] > 0 && (best < 0 || gain[n+j] > gain[best]) {
				best = n + j
			}
		}
		if best < 0 {
			return sum
		}
		room[best-n]--
		sum += gain[best]
		for k := best; ; {
			a := by[k]
			if k < n && a < 0 {
				rest[k]--
				break
			}
			if k >= n {
				flow[a]++
				k = int(in.ArcCell[a])
			} else {
				flow[a]--
				k = n + int(site[a])
			}
		}
	}
}

// bestWorth tries all camp-days: fewest missing, then most worth.
func bestWorth(in *Instance) (missing, worth int64) {
	days := make([]int32, len(in.Sites))
	missing = -1
	var try func(j int)
	try = func(j int) {
		if j < len(days) {
			for d := in.Sites[j].Fixed; d <= in.Sites[j].Max; d++ {
				days[j] = d
				try(j + 1)
			}
			return
		}
		m := missingOf(in, days)
		if m < 0 || missing >= 0 && m > missing {
			return
		}
		if v := worthBy(in, days); missing < 0 || m < missing || v > worth {
			missing, worth = m, v
		}
	}
	try(0)
	return missing, worth
}

func TestAnAnswerByWorthIsTheBestSplitAndNeverPassesTheBound(t *testing.T) {
	tried, best := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		in := byWalk(t)
		s, err := Solve(context.Background(), in, Options{Seed: 7, PriceUnits: 60, ImproveUnits: openingUnits + 400})
		if err != nil {
			t.Fatal(err)
		}
		if what := broken(in, s); what != "" {
			t.Fatal(what)
		}
		missing, worth := bestWorth(in)
		if s.Missing != missing || s.Worth > worth || s.Bound < worth/full {
			t.Fatalf("worth %d with %d missing and a bound of %d; the best is %d with %d", s.Worth, s.Missing, s.Bound, worth, missing)
		}
		if again := s.Certificate().Bound(in, s.Required); again != s.Bound {
			t.Fatalf("the bound is %d, evaluated again from its prices %d", s.Bound, again)
		}
		if x := worthBy(in, s.Days); x != s.Worth {
			t.Fatalf("worth %d, the best split over the same camp-days is worth %d", s.Worth, x)
		}
		if tried++; s.Worth == worth {
			best++
		}
	})
	t.Logf("%d of %d answers are the best there is", best, tried)
	if best < tried*8/10 {
		t.Errorf("only %d of %d answers are the best there is", best, tried)
	}
}

func TestTheBoundByWorthHoldsAtAnyPricesAndClusters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := byWalk(t)
		_, worth := bestWorth(in)
		c := Certificate{Price: make([]int32, len(in.Demand))}
		for i := range c.Price {
			c.Price[i] = int32(rapid.IntRange(-100, 1100).Draw(t, "price"))
		}
		for range rapid.IntRange(0, 3).Draw(t, "clusters") {
			k := Cluster{Divisor: int64(rapid.IntRange(1, 40).Draw(t, "divisor")), Weight: int32(rapid.IntRange(-10, 900).Draw(t, "weight"))}
			for i := range in.Demand {
				if rapid.Bool().Draw(t, "in cluster") {
					k.Cells = append(k.Cells, int32(i))
				}
			}
			c.Clusters = append(c.Clusters, k)
		}
		if b := c.Bound(in, nil); b < worth/full {
			t.Fatalf("the bound %d of %v is below the best possible %d", b, c, worth)
		}
	})
}

func TestFloorsGoBeforeWorth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := byWalk(t)
		f := Floor{Want: int64(rapid.IntRange(0, 60).Draw(t, "want"))}
		for i := range in.Demand {
			if rapid.Bool().Draw(t, "in floor") {
				f.Cells = append(f.Cells, int32(i))
			}
		}
		in.Floors = []Floor{f}
		s, err := Solve(context.Background(), in, Options{Seed: 7, PriceUnits: 60, ImproveUnits: openingUnits + 400})
		if err != nil {
			t.Fatal(err)
		}
		if what := broken(in, s); what != "" {
			t.Fatal(what)
		}
		plain := *in
		plain.Worth = nil
		flow, _ := Assign(&plain, s.Days)
		if most := plain.FloorServed(flow)[0]; min(s.FloorServed[0], f.Want) != min(most, f.Want) {
			t.Fatalf("%d of the floor's %d are served; these camp-days can serve %d", s.FloorServed[0], f.Want, most)
		}
		if s.Bound < s.Worth/full || s.Certificate().Bound(in.Keeping(s.FloorServed), nil) != s.Bound {
			t.Fatalf("the bound %d does not hold for %d", s.Bound, s.Worth)
		}
	})
}

func TestTheSameSeedAndUnitsGiveTheSameAnswerByWorth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := byWalk(t)
		a, _ := Solve(context.Background(), in, Options{Seed: 3, PriceUnits: 20, ImproveUnits: openingUnits + 200, Threads: 1})
		b, _ := Solve(context.Background(), in, Options{Seed: 3, PriceUnits: a.PriceReached, ImproveUnits: a.ImproveReached, Threads: 2})
		if !slices.Equal(a.Days, b.Days) || !slices.Equal(a.Flow, b.Flow) || !slices.Equal(a.Price, b.Price) {
			t.Fatalf("%v and %v differ", a, b)
		}
	})
}

func TestCampDaysThatServeNobodyMoreShortenWalks(t *testing.T) {
	in := &Instance{
		Demand: []int64{10, 10}, Budget: 2, Groups: []Group{{Max: 9}}, Blocks: []Block{{Max: 9}},
		Sites: []Site{{Cap: 20, Max: 9}, {Cap: 20, Max: 9}}, SiteStart: []int32{0, 2, 4}, ArcCell: []int32{0, 1, 0, 1}, Worth: []int32{900, 200, 100, 1000},
	}
	s, err := Solve(t.Context(), in, Options{Seed: 1})
	if err != nil || s.Worth != 19_000 || s.Bound != 19 || s.Served != 20 {
		t.Errorf("%+v, %v", s, err)
	}
	if in.Worth[0] = 0; in.Validate() == nil {
		t.Error("a worth of nothing is accepted")
	}
	if in.Worth = in.Worth[1:]; in.Validate() == nil {
		t.Error("fewer worths than arcs are accepted")
	}
}
