package walk

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// shore is the edges of all water, filed by windows of longitude and latitude.
type shore struct {
	edges      []edge
	box        orb.Bound
	cols, rows int
	start      []int32 // window w has list[start[w]:start[w+1]]
	list       []int32
}

// edge is a piece of shore between two corners.
type edge struct {
	a, b  orb.Point
	water int32
}

// window is how wide a window is, degrees: some 200 m.
const window = 0.002

// mostWindows bounds the memory of a shore that spans a continent; its windows are wider.
const mostWindows = 1 << 22

func newShore(areas []orb.MultiPolygon) *shore {
	s := &shore{box: orb.Bound{Min: orb.Point{180, 90}, Max: orb.Point{-180, -90}}}
	for w, area := range areas {
		for _, polygon := range area {
			for _, ring := range polygon {
				for k := 1; k < len(ring); k++ {
					if ring[k-1] != ring[k] {
						s.edges = append(s.edges, edge{ring[k-1], ring[k], int32(w)})
						s.box = s.box.Extend(ring[k-1]).Extend(ring[k])
					}
				}
			}
		}
	}
	if len(s.edges) == 0 {
		return s
	}
	wide, high := s.box.Max[0]-s.box.Min[0], s.box.Max[1]-s.box.Min[1]
	side := max(window, math.Sqrt(wide*high/mostWindows))
	s.cols, s.rows = int(wide/side)+1, int(high/side)+1
	s.start = make([]int32, s.cols*s.rows+1)
	for i := range s.edges {
		s.along(s.edges[i].a, s.edges[i].b, func(w int) bool { s.start[w+1]++; return true })
	}
	for w := range s.cols * s.rows {
		s.start[w+1] += s.start[w]
	}
	s.list = make([]int32, s.start[len(s.start)-1])
	next := slices.Clone(s.start)
	for i := range s.edges {
		s.along(s.edges[i].a, s.edges[i].b, func(w int) bool {
			s.list[next[w]] = int32(i)
			next[w]++
			return true
		})
	}
	return s
}

func (s *shore) col(x float64) int {
	return max(0, min(int((x-s.box.Min[0])/(s.box.Max[0]-s.box.Min[0]+1e-12)*float64(s.cols)), s.cols-1))
}

func (s *shore) row(y float64) int {
	return max(0, min(int((y-s.box.Min[1])/(s.box.Max[1]-s.box.Min[1]+1e-12)*float64(s.rows)), s.rows-1))
}

// along calls fn for every window that the line from a to b may touch, until it says false. Row by row, each with a
// margin, so that none is missed by rounding.
func (s *shore) along(a, b orb.Point, fn func(w int) bool) {
	if a[1] > b[1] {
		a, b = b, a
	}
	if len(s.edges) == 0 || b[1] < s.box.Min[1] || a[1] > s.box.Max[1] || max(a[0], b[0]) < s.box.Min[0] || min(a[0], b[0]) > s.box.Max[0] {
		return
	}
	high := (s.box.Max[1] - s.box.Min[1] + 1e-12) / float64(s.rows)
	margin := high / 1000
	r0, r1 := s.row(a[1]-margin), s.row(b[1]+margin)
	for r := r0; r <= r1; r++ {
		x0, x1 := a[0], b[0]
		if r1 > r0 && b[1] > a[1] {
			south, north := s.box.Min[1]+float64(r)*high-margin, s.box.Min[1]+float64(r+1)*high+margin
			if r > r0 {
				x0 = a[0] + (b[0]-a[0])*min(1, max(0, (south-a[1])/(b[1]-a[1])))
			}
			if r < r1 {
				x1 = a[0] + (b[0]-a[0])*min(1, max(0, (north-a[1])/(b[1]-a[1])))
			}
		}
		if x0 > x1 {
			x0, x1 = x1, x0
		}
		for c := s.col(x0 - margin); c <= s.col(x1+margin); c++ {
			if !fn(r*s.cols + c) {
				return
			}
		}
	}
}

// between gives the water whose shore the line from a to b crosses first in the order of the windows; -1: none.
func (s *shore) between(a, b orb.Point) (water int32) {
	water = -1
	s.along(a, b, func(w int) bool {
		for _, i := range s.list[s.start[w]:s.start[w+1]] {
			if e := &s.edges[i]; crosses(a, b, e.a, e.b) {
				water = e.water
				return false
			}
		}
		return true
	})
	return water
}

// count says how many edges of the shore the line from a to b crosses.
func (s *shore) count(a, b orb.Point) int {
	var met []int32
	s.along(a, b, func(w int) bool {
		for _, i := range s.list[s.start[w]:s.start[w+1]] {
			if e := &s.edges[i]; crosses(a, b, e.a, e.b) {
				met = append(met, i)
			}
		}
		return true
	})
	slices.Sort(met)
	return len(slices.Compact(met))
}

// crosses says whether two lines cross. A corner on the other line counts to one of its sides, always the same, so
// that a line through a corner of a ring crosses it an even number of times.
func crosses(a, b, c, d orb.Point) bool {
	return left(a, b, c) != left(a, b, d) && left(c, d, a) != left(c, d, b)
}

// left says whether p lies to the left of the line from a to b, or on it.
func left(a, b, p orb.Point) bool {
	return float64((b[0]-a[0])*(p[1]-a[1]))-float64((b[1]-a[1])*(p[0]-a[0])) >= 0
}
