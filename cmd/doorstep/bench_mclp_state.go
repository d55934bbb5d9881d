package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"time"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// The synthetic state: as many cells, venues and people as West Bengal has, on a plane.
const (
	stateSide   = 298_000 // metres: 88,800 square kilometres
	stateCells  = 100_000
	stateVenues = 80_000
	statePeople = 91_000_000
	stateTowns  = 400
	statePick   = 10_000
	stateWalk   = 1540 // metres as the crow flies: 2 km on foot
	stateSeed   = 2026 // of the place, whatever the seed of the search
)

type statePlace struct{ x, y float64 }

// benchSynthetic covers the synthetic state: 10,000 venues, most people.
func benchSynthetic(ctx context.Context, o benchOptions, give giveCase) error {
	name := fmt.Sprintf("state p=%d", statePick)
	if o.skips(name) {
		return nil
	}
	cells, venues, people := stateOf()
	in := stateInstance(cells, venues, people)
	in.Pick = statePick
	runtime.GC()
	limited, stop := o.limit(ctx)
	defer stop()
	begun := time.Now()
	s, err := planning.SolveMaximal(limited, in, planning.MaximalOptions{Seed: o.Seed, Threads: o.Threads, Rounds: math.MaxInt64, PriceUnits: benchPrices})
	if err != nil {
		return err
	}
	took := time.Since(begun).Seconds()
	if err := ctx.Err(); err != nil {
		return err
	}
	if covered := stateCovered(cells, venues, people, s.Sites); covered != s.Covered || s.Bound < covered || len(s.Sites) > statePick {
		return fault.New(fault.Internal, "plan.broken", "%s: %d said to be covered by %d sites, %d counted, at most %d.", name, s.Covered, len(s.Sites), covered, s.Bound)
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	c := mostCase(name, s.Covered, nil, &s.Bound, took)
	c.Note = fmt.Sprintf("%d cells, %d venues, %d arcs, %d rounds, %d MiB taken from the system", len(cells), len(venues), len(in.ArcCell), s.RoundsReached, memory.Sys>>20)
	if err := give(c); err != nil {
		return err
	}
	return nil
}

// stateOf draws the state: cells all over, each with people by a long-tailed law and more of them near towns; most
// venues beside a cell, the others anywhere.
func stateOf() (cells, venues []statePlace, people []int64) {
	r := rand.New(rand.NewPCG(stateSeed, 1))
	anywhere := func() statePlace { return statePlace{r.Float64() * stateSide, r.Float64() * stateSide} }
	towns := make([]statePlace, stateTowns)
	for k := range towns {
		towns[k] = anywhere()
	}
	weight := make([]float64, stateCells)
	sum := 0.0
	for i := range weight {
		c := anywhere()
		if r.IntN(10) == 0 { // a town's own
			t := towns[r.IntN(len(towns))]
			c = statePlace{clip(t.x + 2500*r.NormFloat64()), clip(t.y + 2500*r.NormFloat64())}
		}
		near := math.Inf(1)
		for _, t := range towns {
			near = min(near, math.Hypot(c.x-t.x, c.y-t.y))
		}
		cells = append(cells, c)
		weight[i] = math.Exp(1.2*r.NormFloat64()) * (1 + 5*math.Exp(-near/3000))
		sum += weight[i]
	}
	for _, w := range weight {
		people = append(people, int64(w/sum*statePeople))
	}
	for range stateVenues {
		v := anywhere()
		if r.IntN(10) < 8 {
			c := cells[r.IntN(len(cells))]
			v = statePlace{clip(c.x + 400*r.NormFloat64()), clip(c.y + 400*r.NormFloat64())}
		}
		venues = append(venues, v)
	}
	return cells, venues, people
}

func clip(v float64) float64 { return min(max(v, 0), stateSide-1) }

// stateInstance finds the cells within the walk of each venue, by squares of that side.
func stateInstance(cells, venues []statePlace, people []int64) *planning.Maximal {
	const squares = stateSide/stateWalk + 1
	held := make([][]int32, squares*squares)
	for i, c := range cells {
		k := int(c.y/stateWalk)*squares + int(c.x/stateWalk)
		held[k] = append(held[k], int32(i))
	}
	in := &planning.Maximal{Demand: people, SiteStart: []int32{0}}
	for _, v := range venues {
		lo := len(in.ArcCell)
		for y := max(int(v.y/stateWalk)-1, 0); y <= min(int(v.y/stateWalk)+1, squares-1); y++ {
			for x := max(int(v.x/stateWalk)-1, 0); x <= min(int(v.x/stateWalk)+1, squares-1); x++ {
				for _, i := range held[y*squares+x] {
					if within(cells[i], v) {
						in.ArcCell = append(in.ArcCell, i)
					}
				}
			}
		}
		slices.Sort(in.ArcCell[lo:])
		in.SiteStart = append(in.SiteStart, int32(len(in.ArcCell)))
	}
	return in
}

func within(a, b statePlace) bool {
	return (a.x-b.x)*(a.x-b.x)+(a.y-b.y)*(a.y-b.y) <= stateWalk*stateWalk
}

// stateCovered counts the people near the sites from the places alone, going through the sites by their abscissa.
func stateCovered(cells, venues []statePlace, people []int64, sites []int32) int64 {
	chosen := make([]statePlace, len(sites))
	for k, j := range sites {
		chosen[k] = venues[j]
	}
	slices.SortFunc(chosen, func(a, b statePlace) int {
		if a.x < b.x {
			return -1
		}
		return 1
	})
	sum := int64(0)
	for i, c := range cells {
		from, _ := slices.BinarySearchFunc(chosen, c.x-stateWalk, func(p statePlace, x float64) int {
			if p.x < x {
				return -1
			}
			return 1
		})
		for _, p := range chosen[from:] {
			if p.x > c.x+stateWalk {
				break
			}
			if within(c, p) {
				sum += people[i]
				break
			}
		}
	}
	return sum
}
