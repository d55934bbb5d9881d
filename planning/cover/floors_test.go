package cover

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"doorstep/internal/fault"
)

// smallWithFloors draws an instance with few visitors, a floor of each block's cells and one that wants all of
// some cells.
func smallWithFloors(t *rapid.T) *Instance {
	in := &Instance{SiteStart: []int32{0}, Budget: int64(rapid.IntRange(0, 5).Draw(t, "budget"))}
	n := rapid.IntRange(1, 4).Draw(t, "cells")
	for range n {
		in.Demand = append(in.Demand, int64(rapid.IntRange(0, 4).Draw(t, "demand")))
	}
	for b := range rapid.IntRange(1, 2).Draw(t, "blocks") {
		in.Blocks = append(in.Blocks, Block{Max: int64(rapid.IntRange(0, 4).Draw(t, "block"))})
		in.Groups = append(in.Groups, Group{Block: int32(b), Min: int32(rapid.IntRange(0, 1).Draw(t, "min")), Max: int32(rapid.IntRange(0, 4).Draw(t, "max"))})
		in.Floors = append(in.Floors, Floor{Want: int64(rapid.IntRange(0, 7).Draw(t, "want"))})
	}
	hard := Floor{Want: 1 << 20, Aim: 1}
	for c := range n {
		b := rapid.IntRange(0, len(in.Blocks)-1).Draw(t, "block of cell")
		in.Floors[b].Cells = append(in.Floors[b].Cells, int32(c))
		if rapid.IntRange(0, 3).Draw(t, "hard") == 0 {
			hard.Cells = append(hard.Cells, int32(c))
		}
	}
	in.Floors = append(in.Floors, hard)
	for range rapid.IntRange(1, 4).Draw(t, "sites") {
		in.Sites = append(in.Sites, Site{
			Group: int32(rapid.IntRange(0, len(in.Groups)-1).Draw(t, "group of site")),
			Cap:   int64(rapid.IntRange(0, 5).Draw(t, "cap")), Max: int32(rapid.IntRange(0, 2).Draw(t, "days")),
		})
		for c := range n {
			if rapid.Bool().Draw(t, "in reach") {
				in.ArcCell = append(in.ArcCell, int32(c))
			}
		}
		in.SiteStart = append(in.SiteStart, int32(len(in.ArcCell)))
	}
	return in
}

// account is how far an answer meets the aims in their order: camp-days missing (negative), visitors below the
// floors of each aim, visitors served.
type account []int64

func accountOf(in *Instance, missing int64, cell []int64) account {
	a := make(account, 2+maxAims)
	a[0] = -missing
	for _, f := range in.Floors {
		got := int64(0)
		for _, c := range f.Cells {
			got += cell[c]
		}
		a[1+f.Aim] += min(got, f.Want)
	}
	for _, n := range cell {
		a[1+maxAims] += n
	}
	return a
}

// servable lists every number of visitors of each cell that the camp-days can serve at once (Hall's condition).
func servable(in *Instance, days []int32, each func(cell []int64)) {
	room := make([]int64, 1<<len(in.Demand))
	for set := range room {
		for j, s := range in.Sites {
			if slices.ContainsFunc(in.ArcCell[in.SiteStart[j]:in.SiteStart[j+1]], func(c int32) bool { return set>>c&1 == 1 }) {
				room[set] += int64(days[j]) * s.Cap
			}
		}
	}
	cell := make([]int64, len(in.Demand))
	var next func(i int)
	next = func(i int) {
		if i < len(cell) {
			for cell[i] = 0; cell[i] <= in.Demand[i]; cell[i]++ {
				next(i + 1)
			}
			return
		}
		for set, most := range room {
			for c, n := range cell {
				if set>>c&1 == 1 {
					most -= n
				}
			}
			if most < 0 {
				return
			}
		}
		each(cell)
	}
	next(0)
}

// everyAnswer lists the camp-days within the limits.
func everyAnswer(in *Instance, each func(days []int32, missing int64)) {
	days := make([]int32, len(in.Sites))
	var next func(j int)
	next = func(j int) {
		if j == len(days) {
			if m := missingOf(in, days); m >= 0 {
				each(days, m)
			}
			return
		}
		for days[j] = in.Sites[j].Fixed; days[j] <= in.Sites[j].Max; days[j]++ {
			next(j + 1)
		}
	}
	next(0)
}

func servedOf(in *Instance, flow []int64) []int64 {
	cell := make([]int64, len(in.Demand))
	for a, n := range flow {
		cell[in.ArcCell[a]] += n
	}
	return cell
}

func TestFloorsAreMetAimByAim(t *testing.T) {
	tried, best := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		in := smallWithFloors(t)
		s, err := Solve(context.Background(), in, Options{Seed: 5, PriceUnits: 60, ImproveUnits: 300})
		if err != nil {
			t.Fatal(err)
		}
		if what := broken(in, s); what != "" {
			t.Fatal(what)
		}
		got := accountOf(in, s.Missing, servedOf(in, s.Flow))
		split, most := account{}, account{}
		servable(in, s.Days, func(cell []int64) {
			if a := accountOf(in, s.Missing, cell); slices.Compare(a, split) > 0 {
				split = a
			}
		})
		if !slices.Equal(got, split) {
			t.Fatalf("the visitors are split for %v, the same camp-days allow %v", got, split)
		}
		proven := int64(0)
		kept := in.Keeping(s.FloorServed)
		everyAnswer(in, func(days []int32, missing int64) {
			servable(in, days, func(cell []int64) {
				a := accountOf(in, missing, cell)
				if slices.Compare(a, most) > 0 || len(most) == 0 {
					most = a
				}
				if missing != s.Missing {
					return
				}
				for f, floor := range kept.Floors {
					total := int64(0)
					for _, c := range floor.Cells {
						total += cell[c]
					}
					if total < kept.Floors[f].Want {
						return
					}
				}
				proven = max(proven, a[1+maxAims])
			})
		})
		if slices.Compare(got, most) > 0 {
			t.Fatalf("%v is better than the best possible %v", got, most)
		}
		if s.Bound < proven {
			t.Fatalf("the bound %d is below the %d that keep the floors", s.Bound, proven)
		}
		random := s.Certificate()
		random.Floors = make([]int32, len(in.Floors))
		for f := range random.Floors {
			random.Floors[f] = int32(rapid.IntRange(-50, 3000).Draw(t, "weight"))
		}
		random.Price = slices.Clone(random.Price)
		for i := range random.Price {
			random.Price[i] += int32(rapid.IntRange(-500, 2000).Draw(t, "price"))
		}
		if b := random.Bound(kept, nil); b < proven {
			t.Fatalf("the bound %d of %v is below the %d that keep the floors", b, random, proven)
		}
		tried++
		if slices.Equal(got, most) {
			best++
		}
	})
	if best*100 < tried*97 {
		t.Errorf("%d of %d answers are the best by brute force", best, tried)
	}
}

func TestABlockIsRaisedToItsFloorBeforeOthersAreServedMore(t *testing.T) {
	in := village(1, []int64{90, 20}, []int32{0}, []int32{1})
	in.Groups = []Group{{Block: 0, Max: 9}, {Block: 1, Max: 9}}
	in.Blocks = []Block{{Max: 9}, {Max: 9}}
	in.Sites[1].Group = 1
	in.Floors = []Floor{{Cells: []int32{0}, Want: 0}, {Cells: []int32{1}, Want: 20}}
	s := solve(t, in)
	if s.Served != 20 || s.Bound != 20 || !slices.Equal(s.FloorServed, []int64{0, 20}) {
		t.Fatalf("served %d within %d, of the floors %v; want 20 within 20", s.Served, s.Bound, s.FloorServed)
	}
	if none := (Certificate{Price: s.Price, Clusters: s.Clusters}).Bound(in, nil); none < 90 {
		t.Fatalf("without a weight on the floor the bound is %d, below the 90 that a plan without floor serves", none)
	}
}

func TestFloorsThatCannotBeAreRefused(t *testing.T) {
	for name, floors := range map[string][]Floor{
		"a want below zero":           {{Want: -1}},
		"an unknown cell":             {{Cells: []int32{7}}},
		"cells out of order":          {{Cells: []int32{1, 0}}},
		"an unknown aim":              {{Aim: maxAims}},
		"two that want a part of one": {{Cells: []int32{0}, Want: 3}, {Cells: []int32{0, 1}, Want: 2, Aim: 1}},
	} {
		in := village(2, []int64{10, 10}, []int32{0, 1}, []int32{1})
		in.Floors = floors
		if _, err := Solve(context.Background(), in, Options{}); fault.CodeOf(err) != "cover.malformed" {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestFloorsGiveTheSameAnswerWithOneThreadOrTwo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := smallWithFloors(t)
		a, _ := Solve(context.Background(), in, Options{Seed: 3, PriceUnits: 20, ImproveUnits: 40, Threads: 1})
		b, _ := Solve(context.Background(), in, Options{Seed: 3, PriceUnits: a.PriceReached, ImproveUnits: a.ImproveReached, Threads: 2})
		if !slices.Equal(a.Days, b.Days) || !slices.Equal(a.Flow, b.Flow) || !slices.Equal(a.FloorWeight, b.FloorWeight) || a.Bound != b.Bound {
			t.Fatalf("%v and %v differ", a, b)
		}
	})
}
