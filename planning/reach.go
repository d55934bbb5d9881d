package planning

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

// walk is the distance on foot in whole metres: the great circle times the drive's detour factor. It is
// an estimate as long as no road graph stands behind it.
func walk(a, b orb.Point, detourPermille int64) int64 {
	return int64(math.Round(float64(geo.Distance(a, b)) * float64(detourPermille) / 1000))
}

// leg is one venue seen from a cell.
type leg struct {
	venue  int32 // index into Candidates
	metres int32 // on foot
}

// reach is who can walk where: the candidates within the threshold of each cell.
type reach struct {
	start []int32 // legs of cell i: legs[start[i]:start[i+1]], by venue
	legs  []leg
	all   *ground
	owner []int32 // candidate of each point of all; nil: each its own
}

// newReach finds every pair of cell and candidate within the threshold. O((cells + candidates) log
// candidates + pairs).
func newReach(p *Problem) *reach {
	at, owner := candidatePoints(p)
	return newGround(at, p.Drive.DetourPermille).reach(p, owner, func(Demand) int64 { return 0 })
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

// nearest gives the candidate with the place nearest to a point.
func (r *reach) nearest(p orb.Point) (leg, bool) {
	near, ok := r.all.nearest(p)
	if ok && r.owner != nil {
		near.venue = r.owner[near.venue]
	}
	return near, ok
}

func (r *reach) of(cell int) []leg { return r.legs[r.start[cell]:r.start[cell+1]] }

// ground answers which of its points are near on foot.
type ground struct {
	at     []orb.Point
	index  *geo.PointIndex
	detour int64
	near   []geo.Near // kept between calls
}

func newGround(at []orb.Point, detourPermille int64) *ground {
	return &ground{at: at, index: geo.NewPointIndex(at), detour: detourPermille}
}

// straight is a great-circle length that holds every walk of so many whole metres.
func (g *ground) straight(metres int64) geo.Meters {
	return geo.Meters(float64(metres+1) * 1000 / float64(g.detour))
}

// within appends every point at most metres on foot from p to legs, in no order.
func (g *ground) within(legs []leg, p orb.Point, metres int64) []leg {
	g.near = g.index.AppendWithin(g.near[:0], p, g.straight(metres))
	for _, n := range g.near {
		if m := walk(g.at[n.Index], p, g.detour); m <= metres {
			legs = append(legs, leg{int32(n.Index), int32(m)})
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
	best := walk(g.at[first[0].Index], p, g.detour)
	for _, l := range g.within(nil, p, best) {
		if !found || l.metres < near.metres || l.metres == near.metres && l.venue < near.venue {
			near, found = l, true
		}
	}
	return near, found
}
