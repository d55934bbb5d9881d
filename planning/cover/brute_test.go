package cover

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// small draws an instance that brute force can answer.
func small(t *rapid.T) *Instance {
	n := rapid.IntRange(1, 5).Draw(t, "cells")
	sites := rapid.IntRange(1, 5).Draw(t, "sites")
	in := &Instance{SiteStart: []int32{0}, Budget: int64(rapid.IntRange(0, 6).Draw(t, "budget"))}
	for range n {
		in.Demand = append(in.Demand, int64(rapid.IntRange(0, 30).Draw(t, "demand")))
	}
	for range rapid.IntRange(1, 2).Draw(t, "blocks") {
		in.Blocks = append(in.Blocks, Block{Max: int64(rapid.IntRange(0, 5).Draw(t, "block"))})
	}
	for range rapid.IntRange(1, 3).Draw(t, "groups") {
		in.Groups = append(in.Groups, Group{
			Block: int32(rapid.IntRange(0, len(in.Blocks)-1).Draw(t, "block of group")),
			Min:   int32(rapid.IntRange(0, 2).Draw(t, "min")), Max: int32(rapid.IntRange(0, 4).Draw(t, "max")),
		})
	}
	for range sites {
		s := Site{
			Group: int32(rapid.IntRange(0, len(in.Groups)-1).Draw(t, "group of site")),
			Cap:   int64(rapid.IntRange(0, 25).Draw(t, "cap")), Max: int32(rapid.IntRange(0, 3).Draw(t, "days")),
			Fixed: int32(max(0, rapid.IntRange(-6, 1).Draw(t, "pinned"))),
		}
		in.Sites = append(in.Sites, s)
		for c := range n {
			if rapid.Bool().Draw(t, "in reach") {
				in.ArcCell = append(in.ArcCell, int32(c))
			}
		}
		in.SiteStart = append(in.SiteStart, int32(len(in.ArcCell)))
	}
	if in.Validate() != nil {
		t.Skip("the drawn pins break a limit")
	}
	return in
}

// missingOf counts what an answer lacks to the minima, -1 when it breaks a limit.
func missingOf(in *Instance, days []int32) int64 {
	group, block, total := make([]int64, len(in.Groups)), make([]int64, len(in.Blocks)), int64(0)
	for j, d := range days {
		s := in.Sites[j]
		if d < s.Fixed || d > s.Max {
			return -1
		}
		group[s.Group] += int64(d)
		block[in.Groups[s.Group].Block] += int64(d)
		total += int64(d)
	}
	missing := int64(0)
	for g, n := range group {
		if n > int64(in.Groups[g].Max) {
			return -1
		}
		missing += max(0, int64(in.Groups[g].Min)-n)
	}
	for b, n := range block {
		if n > in.Blocks[b].Max {
			return -1
		}
	}
	if total > in.Budget {
		return -1
	}
	return missing
}

// servedBy is the most visitors the camp-days can serve, by the minimum over all subsets of cells of the
// cut (max-flow min-cut): what the cells outside hold plus the capacity of all sites that reach a cell inside.
func servedBy(in *Instance, days []int32) int64 {
	best := int64(1) << 60
	for set := range 1 << len(in.Demand) {
		cut := int64(0)
		for i, d := range in.Demand {
			if set>>i&1 == 0 {
				cut += d
			}
		}
		for j, s := range in.Sites {
			for _, c := range in.ArcCell[in.SiteStart[j]:in.SiteStart[j+1]] {
				if set>>c&1 == 1 {
					cut += int64(days[j]) * s.Cap
					break
				}
			}
		}
		best = min(best, cut)
	}
	return best
}

// bruteForce tries all camp-days: fewest missing, then most served.
func bruteForce(in *Instance) (missing, served int64) {
	days := make([]int32, len(in.Sites))
	missing = -1
	var try func(j int)
	try = func(j int) {
		if j == len(days) {
			m := missingOf(in, days)
			if m < 0 || missing >= 0 && m > missing {
				return
			}
			v := servedBy(in, days)
			if missing < 0 || m < missing || v > served {
				missing, served = m, v
			}
			return
		}
		for d := in.Sites[j].Fixed; d <= in.Sites[j].Max; d++ {
			days[j] = d
			try(j + 1)
		}
	}
	try(0)
	return missing, served
}

// broken names what is wrong with a solution by itself, "" when nothing is.
func broken(in *Instance, s Solution) string {
	missing := missingOf(in, s.Days)
	if missing < 0 {
		return "a limit is broken"
	}
	if missing != s.Missing {
		return "the count of missing camp-days is wrong"
	}
	cell, total := make([]int64, len(in.Demand)), int64(0)
	for j, site := range in.Sites {
		load := int64(0)
		for a := in.SiteStart[j]; a < in.SiteStart[j+1]; a++ {
			if s.Flow[a] < 0 {
				return "a flow is negative"
			}
			load += s.Flow[a]
			cell[in.ArcCell[a]] += s.Flow[a]
		}
		if load > int64(s.Days[j])*site.Cap {
			return "a site is over its capacity"
		}
		total += load
	}
	for i, x := range cell {
		if x > in.Demand[i] {
			return "a cell is served twice"
		}
	}
	if total != s.Served {
		return "the visitors served are miscounted"
	}
	return ""
}

func TestAnAnswerKeepsEveryLimitAndNeverPassesTheBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := small(t)
		s, err := Solve(context.Background(), in, Options{Seed: 7, PriceUnits: 60, ImproveUnits: 50})
		if err != nil {
			t.Fatal(err)
		}
		if what := broken(in, s); what != "" {
			t.Fatal(what)
		}
		missing, served := bruteForce(in)
		if s.Missing != missing {
			t.Fatalf("%d camp-days are missing, brute force misses %d", s.Missing, missing)
		}
		if s.Served > served {
			t.Fatalf("served %d, more than the best possible %d", s.Served, served)
		}
		if s.Bound < served {
			t.Fatalf("the bound %d is below the best possible %d", s.Bound, served)
		}
		if again := s.Certificate().Bound(in, s.Required); again != s.Bound {
			t.Fatalf("the bound is %d, evaluated again from its prices %d", s.Bound, again)
		}
		if x := servedBy(in, s.Days); x != s.Served {
			t.Fatalf("served %d, the best split over the same camp-days serves %d", s.Served, x)
		}
	})
}

func TestTheBoundHoldsAtAnyPricesAndClusters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := small(t)
		_, served := bruteForce(in)
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
		if b := c.Bound(in, nil); b < served {
			t.Fatalf("the bound %d of %v is below the best possible %d", b, c, served)
		}
	})
}

func TestTheSameSeedAndUnitsGiveTheSameAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := small(t)
		a, _ := Solve(context.Background(), in, Options{Seed: 3, PriceUnits: 20, ImproveUnits: 40, Threads: 1})
		b, _ := Solve(context.Background(), in, Options{Seed: 3, PriceUnits: a.PriceReached, ImproveUnits: a.ImproveReached, Threads: 2})
		if !slices.Equal(a.Days, b.Days) || !slices.Equal(a.Flow, b.Flow) || !slices.Equal(a.Price, b.Price) {
			t.Fatalf("%v and %v differ", a, b)
		}
	})
}
