package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// slabs answers whether a point lies in one polygon. The edges are filed by the horizontal slabs of
// equal height that they cross, so that a question looks at the edges of one slab only. It holds at most
// about six entries for each edge and is not changed once made: any number may ask at once.
type slabs struct {
	box    orb.Bound
	points []orb.Point // of all rings, each closed
	per    float64     // slabs for each degree of latitude
	start  []int32     // slab i has edges[start[i]:start[i+1]]
	edges  []int32     // the edge from points[e] to points[e+1]
}

func newSlabs(poly orb.Polygon) *slabs {
	s := &slabs{box: poly.Bound()}
	n := 0
	for _, r := range poly {
		n += len(r) + 1
	}
	s.points = make([]orb.Point, 0, n)
	firsts := make([]int32, 0, n) // every point that an edge starts from
	var rise float64
	for _, r := range poly {
		if len(r) == 0 {
			continue
		}
		for i := range r {
			if i > 0 {
				firsts = append(firsts, int32(len(s.points)-1))
				rise += math.Abs(r[i][1] - r[i-1][1])
			}
			s.points = append(s.points, r[i])
		}
		if last := r[len(r)-1]; last != r[0] {
			firsts = append(firsts, int32(len(s.points)-1))
			rise += math.Abs(last[1] - r[0][1])
			s.points = append(s.points, r[0])
		}
	}
	height := s.box.Max[1] - s.box.Min[1]
	count := 1
	if height > 0 && rise > 0 {
		count = max(1, int(float64(len(firsts))*min(0.5, 4*height/rise)))
		s.per = perDegree(count, height)
	}
	s.file(firsts, count)
	return s
}

// file puts the edges into their slabs: counted first, then placed.
func (s *slabs) file(firsts []int32, count int) {
	s.start = make([]int32, count+1)
	for _, e := range firsts {
		lo, hi := s.crossed(e, count)
		for i := lo; i <= hi; i++ {
			s.start[i+1]++
		}
	}
	for i := range count {
		s.start[i+1] += s.start[i]
	}
	s.edges = make([]int32, s.start[count])
	next := make([]int32, count)
	copy(next, s.start)
	for _, e := range firsts {
		lo, hi := s.crossed(e, count)
		for i := lo; i <= hi; i++ {
			s.edges[next[i]] = e
			next[i]++
		}
	}
}

func (s *slabs) crossed(e int32, count int) (lo, hi int) {
	a, b := s.points[e][1], s.points[e+1][1]
	return s.slab(min(a, b), count), s.slab(max(a, b), count)
}

// slab never falls as y grows, so an edge that crosses the height y is in the slab of y.
func (s *slabs) slab(y float64, count int) int {
	return max(0, min(int((y-s.box.Min[1])*s.per), count-1))
}

// contains says what polygonContains says.
func (s *slabs) contains(p orb.Point) bool {
	in, edge := s.locate(p)
	return in || edge
}

// locate says whether p lies inside and whether it lies on an edge.
func (s *slabs) locate(p orb.Point) (in, edge bool) {
	if !s.box.Contains(p) {
		return false, false
	}
	i := s.slab(p[1], len(s.start)-1)
	for _, e := range s.edges[s.start[i]:s.start[i+1]] {
		crosses, on := crossing(s.points[e], s.points[e+1], p)
		if on {
			return false, true
		}
		in = in != crosses
	}
	return in, false
}
