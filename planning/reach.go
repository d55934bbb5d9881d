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
}

// newReach finds every pair of cell and candidate within the threshold. O((cells + candidates) log
// candidates + pairs).
func newReach(p *Problem) *reach {
	at := make([]orb.Point, len(p.Candidates))
	for j, v := range p.Candidates {
		at[j] = v.At
	}
	r := &reach{start: make([]int32, 1, len(p.Demand)+1), all: newGround(at, p.Drive.DetourPermille)}
	for _, d := range p.Demand {
		from := len(r.legs)
		r.legs = r.all.within(r.legs, d.At, p.Drive.Threshold)
		slices.SortFunc(r.legs[from:], func(a, b leg) int { return cmp.Compare(a.venue, b.venue) })
		r.start = append(r.start, int32(len(r.legs)))
	}
	return r
}

func (r *reach) of(cell int) []leg { return r.legs[r.start[cell]:r.start[cell+1]] }

// ground answers which of its points are near, by a k-d tree (Bentley 1975, doi 10.1145/361002.361007)
// over the points of the sphere, so that neither poles nor the date line are special. The tree only
// narrows; geo.Distance decides.
type ground struct {
	at     []orb.Point
	xyz    [][3]float64 // on the sphere of Earth's radius, metres
	order  []int32      // tree: the middle of each range is its root
	detour int64
}

func newGround(at []orb.Point, detourPermille int64) *ground {
	g := &ground{at: at, xyz: make([][3]float64, len(at)), order: make([]int32, len(at)), detour: detourPermille}
	for i, p := range at {
		g.xyz[i] = onSphere(p)
		g.order[i] = int32(i)
	}
	g.sort(0, len(at), 0)
	return g
}

func onSphere(p orb.Point) [3]float64 {
	sinLon, cosLon := math.Sincos(p[0] * math.Pi / 180)
	sinLat, cosLat := math.Sincos(p[1] * math.Pi / 180)
	r := float64(geo.EarthRadius)
	return [3]float64{r * cosLat * cosLon, r * cosLat * sinLon, r * sinLat}
}

func (g *ground) sort(lo, hi, axis int) {
	if hi-lo < 2 {
		return
	}
	slices.SortFunc(g.order[lo:hi], func(a, b int32) int {
		return cmp.Or(cmp.Compare(g.xyz[a][axis], g.xyz[b][axis]), cmp.Compare(a, b))
	})
	mid := (lo + hi) / 2
	g.sort(lo, mid, (axis+1)%3)
	g.sort(mid+1, hi, (axis+1)%3)
}

// within appends every point at most metres on foot from p to legs, in no order.
func (g *ground) within(legs []leg, p orb.Point, metres int64) []leg {
	straight := float64(metres+2) * 1000 / float64(g.detour) // a chord is never longer than its arc
	g.visit(onSphere(p), 0, len(g.at), 0, func() float64 { return straight }, func(i int32) {
		if m := walk(g.at[i], p, g.detour); m <= metres {
			legs = append(legs, leg{i, int32(m)})
		}
	})
	return legs
}

// nearest gives the nearest point that ok accepts, the lowest index where several are equally near in
// whole metres.
func (g *ground) nearest(p orb.Point, ok func(i int32) bool) (near leg, found bool) {
	best := int64(math.MaxInt64)
	limit := math.Inf(1)
	g.visit(onSphere(p), 0, len(g.at), 0, func() float64 { return limit }, func(i int32) {
		if !ok(i) {
			return
		}
		if m := walk(g.at[i], p, g.detour); m < best || m == best && i < near.venue {
			best, near, found = m, leg{i, int32(m)}, true
			limit = float64(m+2) * 1000 / float64(g.detour)
		}
	})
	return near, found
}

// visit shows every point that may lie within the limit, which may shrink meanwhile.
func (g *ground) visit(p [3]float64, lo, hi, axis int, limit func() float64, show func(i int32)) {
	if lo >= hi {
		return
	}
	mid := (lo + hi) / 2
	i := g.order[mid]
	q := g.xyz[i]
	dx, dy, dz := p[0]-q[0], p[1]-q[1], p[2]-q[2]
	if l := limit(); dx*dx+dy*dy+dz*dz <= l*l {
		show(i)
	}
	next := (axis + 1) % 3
	side := p[axis] - q[axis]
	if side < 0 {
		g.visit(p, lo, mid, next, limit, show)
	} else {
		g.visit(p, mid+1, hi, next, limit, show)
	}
	if math.Abs(side) <= limit() {
		if side < 0 {
			g.visit(p, mid+1, hi, next, limit, show)
		} else {
			g.visit(p, lo, mid, next, limit, show)
		}
	}
}
