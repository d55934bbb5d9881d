package walk

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

// Found is a way to one of the places asked for.
type Found struct {
	To int32
	Way
}

// pace is how many metres of ground a second on or for a ferry is worth: a slow walk, 3.6 km/h. It decides only which
// of several ways is taken.
const pace = 1.0

// slower is how much longer a way by steps of the grid is than the same way drawn straight, at most: 2 / sqrt 3.
const slower = 1.16

// Reach gives for each place of from the ways to the places of to that are worth at most limit metres, by index of to.
// Straight ways are found by an index; where water lies between, a bounded search on the grid goes round it. threads 0
// takes all processors. About a microsecond a straight way, and a tenth of a millisecond a search of 2 km.
func (g *Ground) Reach(ctx context.Context, from, to []orb.Point, limit float64, threads int) ([][]Found, error) {
	found := make([][]Found, len(from))
	barred := make([][]int32, len(from)) // places within the limit with water between
	index := geo.NewPointIndex(to)
	err := parallel(ctx, len(from), threads, func() func(i int) {
		var near []geo.Near
		return func(i int) {
			near = index.AppendWithin(near[:0], from[i], geo.Meters(limit))
			for _, n := range near {
				if g.Clear(from[i], to[n.Index]) {
					found[i] = append(found[i], Found{int32(n.Index), Way{Metres: float64(n.Distance), Straight: true}})
				} else {
					barred[i] = append(barred[i], int32(n.Index))
				}
			}
		}
	})
	if err == nil {
		err = g.around(ctx, from, to, barred, found, limit, threads)
	}
	for i := range found {
		slices.SortFunc(found[i], func(a, b Found) int { return int(a.To) - int(b.To) })
	}
	return found, err
}

// around adds the ways to places with water between.
func (g *Ground) around(ctx context.Context, from, to []orb.Point, barred [][]int32, found [][]Found, limit float64, threads int) error {
	var starts []orb.Point
	var sources []int
	ends := map[int32]bool{}
	for i, list := range barred {
		if len(list) > 0 {
			starts, sources = append(starts, from[i]), append(sources, i)
		}
		for _, j := range list {
			ends[j] = true
		}
	}
	if len(sources) == 0 {
		return nil
	}
	index := geo.NewPointIndex(starts)
	x, err := g.grid(ctx, starts, func(p orb.Point) bool { return len(index.Within(p, geo.Meters(limit))) > 0 }, fine)
	if err != nil {
		return err
	}
	ties := make([][]stand, len(to))
	err = parallel(ctx, len(to), threads, func() func(j int) {
		return func(j int) {
			if ends[int32(j)] {
				ties[j] = x.stands(to[j])
			}
		}
	})
	if err != nil {
		return err
	}
	return parallel(ctx, len(sources), threads, func() func(k int) {
		s := newSearch(x)
		return func(k int) {
			i := sources[k]
			s.run(from[i], limit*slower)
			for _, j := range barred[i] {
				if w, _, ok := s.to(to[j], ties[j]); ok && w.worth() <= limit {
					found[i] = append(found[i], Found{j, w})
				}
			}
		}
	})
}

// worth is what a way weighs, metres.
func (w Way) worth() float64 { return w.Metres + max(w.Seconds*pace, w.Water) }

// Matrix gives the ways from every place to every other, row by row; ok says whether there is one. The grid is coarse
// where the places lie more than some kilometres apart: land between waters narrower than 350 m may then be missed.
func (g *Ground) Matrix(ctx context.Context, at []orb.Point, threads int) (ways []Way, ok []bool, err error) {
	n := len(at)
	ways, ok = make([]Way, n*n), make([]bool, n*n)
	x, err := g.wide(ctx, at)
	if err != nil {
		return nil, nil, err
	}
	ties := make([][]stand, n)
	err = parallel(ctx, n, threads, func() func(i int) { return func(i int) { ties[i] = x.stands(at[i]) } })
	if err != nil {
		return nil, nil, err
	}
	err = parallel(ctx, n, threads, func() func(i int) {
		s := newSearch(x)
		return func(i int) {
			ran := false
			for j := range n {
				k := i*n + j
				if ok[k] = at[i] == at[j] || g.Clear(at[i], at[j]); ok[k] {
					ways[k] = Way{Metres: float64(geo.Distance(at[i], at[j])), Straight: true}
					continue
				}
				if !ran {
					s.run(at[i], mostWay)
					ran = true
				}
				ways[k], _, ok[k] = s.to(at[j], ties[j])
			}
		}
	})
	return ways, ok, err
}

// mostWay is longer than any way on Earth, metres.
const mostWay = 1e9

// Line gives the way from a to b and its line; ok is false where there is none.
func (g *Ground) Line(ctx context.Context, a, b orb.Point) (line orb.LineString, w Way, ok bool, err error) {
	if g.Clear(a, b) {
		return orb.LineString{a, b}, Way{Metres: float64(geo.Distance(a, b)), Straight: true}, true, nil
	}
	x, err := g.wide(ctx, []orb.Point{a, b})
	if err != nil {
		return nil, w, false, err
	}
	s := newSearch(x)
	s.run(a, mostWay)
	w, line, ok = s.to(b, x.stands(b))
	return line, w, ok, nil
}

// mostWide is about the most cells that a grid over far places has.
const mostWide = 60_000

// wide makes the grid over the box of some places and what is around it, as fine as may be.
func (g *Ground) wide(ctx context.Context, at []orb.Point) (*grid, error) {
	box := orb.MultiPoint(at).Bound()
	margin := 0.02 + 0.2*max(box.Max[0]-box.Min[0], box.Max[1]-box.Min[1])
	box = box.Pad(margin)
	res := fine
	for res > coarsest && float64(geo.AreaOf(box))/cellArea(res) > mostWide {
		res--
	}
	return g.grid(ctx, at, box.Contains, res)
}

// coarsest is the coarsest grid: its cells are 2.4 km apart.
const coarsest = 7

// cellArea is the mean area of a cell, square metres: a seventh of that of the next coarser resolution.
func cellArea(res int) float64 {
	area := 5_161_293.0 // resolution 7
	for range res - coarsest {
		area /= 7
	}
	return area
}

// parallel runs work for 0 to n-1 on several threads, each with its own state.
func parallel(ctx context.Context, n, threads int, state func() func(i int)) error {
	if threads <= 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(threads, n) {
		all.Go(func() {
			work := state()
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				work(i)
			}
		})
	}
	all.Wait()
	return ctx.Err()
}
