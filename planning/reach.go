package planning

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

// walk is the distance on foot in whole metres: the great circle times the drive's detour factor. It is an estimate;
// a problem with a travel record has its own, see Problem.walk.
func walk(a, b orb.Point, detourPermille int64) int64 {
	return int64(math.Round(float64(geo.Distance(a, b)) * float64(detourPermille) / 1000))
}

// leg is one venue seen from a cell.
type leg struct {
	venue     int32 // index into Candidates
	metres    int32 // on foot
	estimated bool
}

// reach is who can walk where: the candidates within the threshold of each cell.
type reach struct {
	start []int32 // legs of cell i: legs[start[i]:start[i+1]], by venue
	legs  []leg
	all   *ground // nil where the walks are listed
	owner []int32 // candidate of each point of all; nil: each its own
	next  []leg   // where the walks are listed: the nearest of each cell, however far; venue -1: none
}

// newReach finds every pair of cell and candidate within the threshold. O((cells + candidates) log
// candidates + pairs).
func newReach(p *Problem) *reach {
	if p.listed() {
		return listedReach(p, func(Demand) int64 { return 0 })
	}
	at, owner := candidatePoints(p)
	return p.newGround(at).reach(p, owner, func(Demand) int64 { return 0 })
}

// further is the reach with so much beyond the threshold.
func (r *reach) further(p *Problem, beyond func(Demand) int64) *reach {
	if p.listed() {
		return listedReach(p, beyond)
	}
	return r.all.reach(p, r.owner, beyond)
}

// listedReach takes the reach from the walks that the candidates list. O(walks log cells).
func listedReach(p *Problem, beyond func(Demand) int64) *reach {
	n := len(p.Demand)
	r := &reach{start: make([]int32, n+1), next: make([]leg, n)}
	for i := range r.next {
		r.next[i].venue = -1
	}
	each := func(do func(i int, l leg)) {
		for j := range p.Candidates {
			k := 0 // both lists go by cell
			for _, w := range p.Candidates[j].Walks {
				for k < n && p.Demand[k].Cell < w.Cell {
					k++
				}
				if k < n && p.Demand[k].Cell == w.Cell {
					do(k, leg{int32(j), int32(w.Metres), w.Estimated})
				}
			}
		}
	}
	each(func(i int, l leg) {
		if near := &r.next[i]; near.venue < 0 || l.metres < near.metres {
			*near = l
		}
		if int64(l.metres) <= p.Drive.Threshold+beyond(p.Demand[i]) {
			r.start[i+1]++
		}
	})
	for i := range n {
		r.start[i+1] += r.start[i]
	}
	r.legs = make([]leg, r.start[n])
	at := slices.Clone(r.start)
	each(func(i int, l leg) {
		if int64(l.metres) <= p.Drive.Threshold+beyond(p.Demand[i]) {
			r.legs[at[i]] = l
			at[i]++
		}
	})
	return r
}

// reach finds the candidates, owners of the points, within the threshold, and so much beyond it, of each cell.
func (g *ground) reach(p *Problem, owner []int32, beyond func(Demand) int64) *reach {
	r := &reach{start: make([]int32, 1, len(p.Demand)+1), all: g, owner: owner}
	for _, d := range p.Demand {
		from := len(r.legs)
		r.legs = r.all.within(r.legs, d.At, p.Drive.Threshold+beyond(d))
		for k := from; r.owner != nil && k < len(r.legs); k++ {
			r.legs[k].venue = r.owner[r.legs[k].venue]
		}
		slices.SortFunc(r.legs[from:], func(a, b leg) int { return cmp.Or(cmp.Compare(a.venue, b.venue), cmp.Compare(a.metres, b.metres)) })
		r.legs = append(r.legs[:from], slices.CompactFunc(r.legs[from:], func(a, b leg) bool { return a.venue == b.venue })...)
		r.start = append(r.start, int32(len(r.legs)))
	}
	return r
}

// candidatePoints lists where people can come to: each candidate's place, or its halts, with its index; without
// the indices where every candidate is one place.
func candidatePoints(p *Problem) (at []orb.Point, owner []int32) {
	at = make([]orb.Point, 0, len(p.Candidates))
	several := false
	for j := range p.Candidates {
		places := p.Candidates[j].places()
		several = several || len(places) > 1
		for _, x := range places {
			at, owner = append(at, x), append(owner, int32(j))
		}
	}
	if !several {
		owner = nil
	}
	return at, owner
}

// nearest gives the candidate nearest to a cell on foot; found is false where no way leads to any.
func (r *reach) nearest(p *Problem, cell int) (near leg, found bool) {
	if r.all == nil {
		return r.next[cell], r.next[cell].venue >= 0
	}
	near, ok := r.all.nearest(p.Demand[cell].At)
	if ok && r.owner != nil {
		near.venue = r.owner[near.venue]
	}
	return near, ok
}

func (r *reach) of(cell int) []leg { return r.legs[r.start[cell]:r.start[cell+1]] }

// ground answers which of its points are near on foot.
type ground struct {
	at    []orb.Point
	index *geo.PointIndex
	p     *Problem
	near  []geo.Near // kept between calls
}

func (p *Problem) newGround(at []orb.Point) *ground {
	return &ground{at: at, index: geo.NewPointIndex(at), p: p}
}

// straight is a great-circle length that holds every walk of so many whole metres.
func (g *ground) straight(metres int64) geo.Meters {
	factor := g.p.Drive.DetourPermille
	if g.p.Travel != nil {
		factor = leastFactor(g.p.Travel.Walk)
	}
	return geo.Meters(float64(metres+1) * 1000 / float64(factor))
}

// within appends every point at most metres on foot from p to legs, in no order.
func (g *ground) within(legs []leg, p orb.Point, metres int64) []leg {
	g.near = g.index.AppendWithin(g.near[:0], p, g.straight(metres))
	for _, n := range g.near {
		if m := g.p.walk(g.at[n.Index], p); m <= metres {
			legs = append(legs, leg{int32(n.Index), int32(m), true})
		}
	}
	return legs
}

// nearest gives the nearest point, the lowest index where several are equally near in whole metres.
func (g *ground) nearest(p orb.Point) (near leg, found bool) {
	first := g.index.Nearest(p, 1)
	if len(first) == 0 {
		return near, false
	}
	best := g.p.walk(g.at[first[0].Index], p)
	for _, l := range g.within(nil, p, best) {
		if !found || l.metres < near.metres || l.metres == near.metres && l.venue < near.venue {
			near, found = l, true
		}
	}
	return near, found
}
