package road

import (
	"math"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

// Snap is a place on an edge, the nearest to some place beside it.
type Snap struct {
	Edge     int32
	Along    int32      // centimetres from the edge's tail, at most its length
	At       orb.Point  // on the edge
	Distance geo.Meters // from the place to At in a straight line
	Island   int32      // 0 is the largest component of the profile's network
	Trapped  bool       // by one-way ways: see Graph.Island
}

// Near says how to snap.
type Near struct {
	Profile Profile
	Within  geo.Meters // no farther, at most 50 km; 0: 1 km
	// Water says whether the straight line from a to b crosses water: such a point of an edge is passed over for the next
	// nearest. nil: nothing is known of water.
	Water  func(a, b orb.Point) bool
	Main   bool    // only the largest component, and there only what one-way ways do not trap
	Closed *Closed // edges to leave out
}

// Snap finds the nearest point of an edge that the profile may use, never on a ferry. It says false where there is none within
// the limit. It takes some microseconds and allocates nothing.
func (g *Graph) Snap(at orb.Point, near Near) (Snap, bool) {
	if geo.CheckPoint(at) != nil || !g.Has(near.Profile) {
		return Snap{Edge: -1}, false
	}
	s := g.pools.snapper()
	defer g.pools.snappers.Put(s)
	s.begin(g, at, near)
	return s.search()
}

// snapper is the scratch of one question.
type snapper struct {
	g     *Graph
	near  Near
	at    orb.Point
	turn  float64 // metres of a degree of longitude at the place
	limit float64
	found []candidate // in no order
	seen  []uint64    // open addressing: stamp, edge
	used  int
	stamp uint32
}

type candidate struct {
	metres float64
	edge   int32
	seg    int32
	part   float64 // of the segment, 0 to 1
}

const degreeMetres = float64(geo.EarthRadius) * math.Pi / 180

func (s *snapper) begin(g *Graph, at orb.Point, near Near) {
	s.g, s.near, s.at = g, near, at
	s.turn = math.Cos(at[1]*math.Pi/180) * degreeMetres
	s.limit = float64(near.Within)
	if !(s.limit > 0) {
		s.limit = 1000
	}
	s.limit = min(s.limit, 50_000)
	s.found, s.used = s.found[:0], 0
	if s.seen == nil {
		s.seen = make([]uint64, 256)
	}
	if s.stamp++; s.stamp == 0 {
		clear(s.seen)
		s.stamp = 1
	}
}

// search looks at rings of windows, from the one the place is in outwards; whatever is not in them lies farther than reach.
func (s *snapper) search() (Snap, bool) {
	defer func() { s.near = Near{} }()
	gr := &s.g.grid
	p := pointOf(s.at)
	x, y := int64(p[0])-int64(gr.lo[0]), int64(p[1])-int64(gr.lo[1])
	col, row := floorDiv(x, int64(gr.side[0])), floorDiv(y, int64(gr.side[1]))
	step := min(float64(gr.side[0])/perDegree*s.turn, float64(gr.side[1])/perDegree*degreeMetres)
	// Windows before the box's first ring hold nothing.
	ring := max(0, -col, col-int64(gr.cols-1), -row, row-int64(gr.rows-1))
	last := max(col, int64(gr.cols-1)-col, row, int64(gr.rows-1)-row)
	for ; ring <= last; ring++ {
		if float64(ring-1)*step > s.limit {
			break
		}
		s.ring(col, row, ring)
		if snap, ok := s.take(min(float64(ring)*step*0.99, s.limit)); ok {
			return snap, true
		}
	}
	return s.take(s.limit)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// ring looks at the windows at a distance of so many windows.
func (s *snapper) ring(col, row, ring int64) {
	gr := &s.g.grid
	for r := max(row-ring, 0); r <= min(row+ring, int64(gr.rows-1)); r++ {
		step := int64(1)
		if r != row-ring && r != row+ring {
			step = max(2*ring, 1)
		}
		c := col - ring
		if c < 0 { // to the first column of the row that is in the grid
			c += (-c + step - 1) / step * step
		}
		for ; c <= min(col+ring, int64(gr.cols-1)); c += step {
			w := r*int64(gr.cols) + c
			for _, e := range gr.edges[gr.first[w]:gr.first[w+1]] {
				s.look(int32(e))
			}
		}
	}
}

// look adds the segments of an edge within the limit, once.
func (s *snapper) look(e int32) {
	if !s.first(uint32(e)) || s.near.Closed.Has(e) {
		return
	}
	g := s.g
	if g.cost(s.near.Profile, e, 0) == never && g.cost(s.near.Profile, e, 1) == never {
		return
	}
	if s.near.Main {
		if part := g.part[s.near.Profile]; part[g.tail[e]] != core || part[g.head[e]] != core {
			return
		}
	}
	a := g.at[g.tail[e]]
	between := g.points[g.pointFirst[e]:g.pointFirst[e+1]]
	for i := range len(between) + 1 {
		b := g.at[g.head[e]]
		if i < len(between) {
			b = between[i]
		}
		if m, part := s.distance(a, b); m <= s.limit {
			s.add(candidate{metres: m, edge: e, seg: int32(i), part: part})
		}
		a = b
	}
}

// add keeps only the best where nothing can pass over it.
func (s *snapper) add(c candidate) {
	if s.near.Water == nil && len(s.found) > 0 {
		if c.before(&s.found[0]) {
			s.found[0] = c
		}
		return
	}
	s.found = append(s.found, c)
}

func (c *candidate) before(d *candidate) bool {
	if c.metres != d.metres {
		return c.metres < d.metres
	}
	return c.edge < d.edge || c.edge == d.edge && c.seg < d.seg
}

// distance is that of the place from the segment ab in the plane that touches the Earth there, and the part of ab before the foot.
func (s *snapper) distance(a, b point) (metres, part float64) {
	ax, ay := s.plane(a)
	bx, by := s.plane(b)
	dx, dy := bx-ax, by-ay
	if long := float64(dx*dx) + float64(dy*dy); long > 0 {
		part = min(max(-(float64(ax*dx)+float64(ay*dy))/long, 0), 1)
	}
	x, y := ax+float64(part*dx), ay+float64(part*dy)
	return math.Sqrt(float64(x*x) + float64(y*y)), part
}

func (s *snapper) plane(p point) (x, y float64) {
	return (float64(p[0])/perDegree - s.at[0]) * s.turn, (float64(p[1])/perDegree - s.at[1]) * degreeMetres
}

// take gives the nearest candidate within reach that no water parts from the place, and drops those that it does.
func (s *snapper) take(reach float64) (Snap, bool) {
	for {
		best := -1
		for i := range s.found {
			if s.found[i].metres <= reach && (best < 0 || s.found[i].before(&s.found[best])) {
				best = i
			}
		}
		if best < 0 {
			return Snap{Edge: -1}, false
		}
		c := s.found[best]
		snap := s.g.place(c, s.near.Profile)
		if s.near.Water == nil || !s.near.Water(s.at, snap.At) {
			return snap, true
		}
		last := len(s.found) - 1
		s.found[best] = s.found[last]
		s.found = s.found[:last]
	}
}

// first says whether an edge is met for the first time.
func (s *snapper) first(e uint32) bool {
	if 2*s.used >= len(s.seen) {
		s.grow()
	}
	mask := uint32(len(s.seen) - 1)
	want := uint64(s.stamp)<<32 | uint64(e)
	for i := (e * 0x9e3779b1) >> 7 & mask; ; i = (i + 1) & mask {
		switch {
		case s.seen[i] == want:
			return false
		case s.seen[i]>>32 != uint64(s.stamp):
			s.seen[i] = want
			s.used++
			return true
		}
	}
}

func (s *snapper) grow() {
	old := s.seen
	s.seen = make([]uint64, 2*len(old))
	s.used = 0
	for _, x := range old {
		if x>>32 == uint64(s.stamp) {
			s.first(uint32(x))
		}
	}
}

// place makes the snap of a candidate.
func (g *Graph) place(c candidate, p Profile) Snap {
	a := g.at[g.tail[c.edge]]
	between := g.points[g.pointFirst[c.edge]:g.pointFirst[c.edge+1]]
	var before, all float64
	snap := Snap{Edge: c.edge, Distance: geo.Meters(c.metres)}
	for i := range len(between) + 1 {
		b := g.at[g.head[c.edge]]
		if i < len(between) {
			b = between[i]
		}
		long := float64(geo.Distance(a.orb(), b.orb()))
		if int32(i) == c.seg {
			before = all + float64(long*c.part)
			from, to := a.orb(), b.orb()
			snap.At = orb.Point{from[0] + float64((to[0]-from[0])*c.part), from[1] + float64((to[1]-from[1])*c.part)}
		}
		all += long
		a = b
	}
	length := float64(g.length[c.edge])
	if all > 0 {
		snap.Along = int32(min(math.Round(before/all*length), length))
	}
	tail, head := g.part[p][g.tail[c.edge]], g.part[p][g.head[c.edge]]
	snap.Island, snap.Trapped = int32(tail&^core), tail&head&core == 0
	return snap
}

// partial gives what of an edge's cost lies before a point of it; the rest lies after, so that no rounding is lost or gained.
func partial(cost, length uint32, along int32) uint32 {
	if length == 0 {
		return 0
	}
	return uint32(uint64(cost) * uint64(along) / uint64(length))
}
