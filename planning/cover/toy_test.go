package cover

import (
	"context"
	"slices"
	"testing"

	"doorstep/internal/fault"
)

// village is one block with one group: reach lists the cells of each site, every site takes 100 visitors
// a day and is open 9 days.
func village(budget int64, demand []int64, reach ...[]int32) *Instance {
	in := &Instance{
		Demand: demand, SiteStart: []int32{0}, Budget: budget,
		Groups: []Group{{Block: 0, Min: 1, Max: 9}}, Blocks: []Block{{Max: 99}},
	}
	for _, cells := range reach {
		in.Sites = append(in.Sites, Site{Cap: 100, Max: 9})
		in.ArcCell = append(in.ArcCell, cells...)
		in.SiteStart = append(in.SiteStart, int32(len(in.ArcCell)))
	}
	return in
}

func solve(t *testing.T, in *Instance) Solution {
	t.Helper()
	s, err := Solve(context.Background(), in, Options{Seed: 1, PriceUnits: 4000, ImproveUnits: 500})
	if err != nil {
		t.Fatal(err)
	}
	if what := broken(in, s); what != "" {
		t.Fatal(what)
	}
	return s
}

func TestToysAreAnsweredAsByHand(t *testing.T) {
	for _, c := range []struct {
		name   string
		in     *Instance
		days   []int32
		served int64
	}{
		{"one site serves up to its capacity", village(1, []int64{150}, []int32{0}), []int32{1}, 100},
		{"a second day serves the rest", village(5, []int64{150}, []int32{0}), []int32{2}, 150},
		{"the site that reaches more is chosen", village(1, []int64{40, 50, 70}, []int32{0, 1}, []int32{1}, []int32{2}), []int32{1, 0, 0}, 90},
		// a camp in the middle would take both full cells' neighbours, greedy's choice; two at the ends serve all
		{"two ends beat the middle", village(2, []int64{60, 40, 40, 60}, []int32{0, 1}, []int32{1, 2}, []int32{2, 3}), []int32{1, 0, 1}, 200},
		{"visitors move to make room", village(2, []int64{100, 100}, []int32{0, 1}, []int32{0}), []int32{2, 0}, 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := solve(t, c.in)
			if s.Served != c.served || s.Bound != c.served {
				t.Errorf("served %d within %d, want %d", s.Served, s.Bound, c.served)
			}
			if _, again := Assign(c.in, c.days); again != c.served {
				t.Errorf("by hand %v serves %d, not %d", c.days, again, c.served)
			}
		})
	}
}

func TestAClusterProvesWhatPricesAloneCannot(t *testing.T) {
	// 150 visitors in three cells; each site reaches two of them. Half a camp-day at each site would serve
	// all; whole camp-days are one, for 100.
	in := village(1, []int64{50, 50, 50}, []int32{0, 1}, []int32{1, 2}, []int32{0, 2})
	for p := range int32(1001) {
		if b := Bound(in, []int32{p, p, p}, nil); b < 100 {
			t.Fatalf("the bound %d at price %d is below what can be served", b, p)
		}
	}
	in.Budget = 2 // one and a half camp-days would do; two serve all; with 1.5 nothing is lost
	in.Groups[0].Max = 2
	in.Demand = []int64{70, 70, 70} // D = 210: three camp-days of 100, the last for 10; two serve 200
	s := solve(t, in)
	if s.Served != 200 || s.Bound != 200 {
		t.Fatalf("served %d within %d, want 200", s.Served, s.Bound)
	}
}

func TestABudgetBelowTheMinimaLeavesTheFewestGroupsWithout(t *testing.T) {
	in := village(2, []int64{30, 20, 50}, []int32{0}, []int32{1}, []int32{2})
	in.Groups = []Group{{Min: 1, Max: 9}, {Min: 1, Max: 9}, {Min: 1, Max: 9}}
	for j := range in.Sites {
		in.Sites[j].Group = int32(j)
	}
	s := solve(t, in)
	if s.Missing != 1 || !slices.Equal(s.GroupMissing, []int32{0, 1, 0}) || s.Served != 80 || s.Bound != 80 {
		t.Fatalf("missing %v, served %d within %d", s.GroupMissing, s.Served, s.Bound)
	}
}

func TestAGroupsMinimumGoesBeforeMoreVisitors(t *testing.T) {
	in := village(1, []int64{5, 100}, []int32{0}, []int32{1})
	in.Groups = []Group{{Min: 1, Max: 9}, {Min: 0, Max: 9}}
	in.Sites[1].Group = 1
	s := solve(t, in)
	if s.Missing != 0 || s.Served != 5 || s.Bound != 5 {
		t.Fatalf("missing %d, served %d within %d", s.Missing, s.Served, s.Bound)
	}
}

func TestAnInstanceThatCannotBeIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(in *Instance)
		want  fault.Code
	}{
		"demand below zero":        {func(in *Instance) { in.Demand[0] = -1 }, "cover.malformed"},
		"demand beyond measure":    {func(in *Instance) { in.Demand[0] = MaxDemand + 1 }, "cover.malformed"},
		"reach out of order":       {func(in *Instance) { in.ArcCell[0], in.ArcCell[1] = 1, 0 }, "cover.malformed"},
		"reach of an unknown cell": {func(in *Instance) { in.ArcCell[1] = 9 }, "cover.malformed"},
		"offsets that do not fit":  {func(in *Instance) { in.SiteStart = in.SiteStart[:1] }, "cover.malformed"},
		"offsets that fall":        {func(in *Instance) { in.SiteStart[1] = 5 }, "cover.malformed"},
		"an unknown group":         {func(in *Instance) { in.Sites[0].Group = 1 }, "cover.malformed"},
		"an unknown block":         {func(in *Instance) { in.Groups[0].Block = -1 }, "cover.malformed"},
		"team-days below zero":     {func(in *Instance) { in.Blocks[0].Max = -1 }, "cover.malformed"},
		"a budget below zero":      {func(in *Instance) { in.Budget = -1 }, "cover.malformed"},
		"more pins than open days": {func(in *Instance) { in.Sites[0].Fixed = 10 }, "cover.pins"},
		"more pins than days":      {func(in *Instance) { in.Sites[0].Fixed, in.Groups[0].Max = 3, 2 }, "cover.pins"},
		"more pins than team-days": {func(in *Instance) { in.Sites[0].Fixed, in.Blocks[0].Max = 3, 2 }, "cover.pins"},
		"more pins than budget":    {func(in *Instance) { in.Sites[0].Fixed = 3 }, "cover.pins"},
	} {
		t.Run(name, func(t *testing.T) {
			in := village(2, []int64{10, 10}, []int32{0, 1}, []int32{1})
			c.spoil(in)
			_, err := Solve(context.Background(), in, Options{})
			if got := fault.CodeOf(err); got != c.want {
				t.Errorf("got %q (%v), want %q", got, err, c.want)
			}
		})
	}
}
