package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// AreaIndex finds the area that a point lies in among many. It is made once and not changed: any number
// of goroutines may ask at once. A question costs well under a microsecond for hundreds of areas with
// tens of thousands of vertices each; the index takes about 40 bytes a vertex.
type AreaIndex struct {
	box   orb.Bound
	side  int     // the box is cut into side x side windows
	perX  float64 // windows for each degree
	perY  float64
	start []int32 // window i has parts[start[i]:start[i+1]]
	parts []int32 // sorted, so that the first area wins
	poly  []*slabs
	area  []int32 // of each polygon
}

// NewAreaIndex makes an index over areas. Their polygons are taken as they are; what Validate refuses
// gives answers by the even-odd rule.
func NewAreaIndex(areas []orb.MultiPolygon) *AreaIndex {
	x := &AreaIndex{box: orb.Bound{Min: orb.Point{180, 90}, Max: orb.Point{-180, -90}}}
	for i, a := range areas {
		for _, p := range a {
			if len(p) == 0 || len(p[0]) == 0 {
				continue
			}
			s := newSlabs(p)
			x.poly = append(x.poly, s)
			x.area = append(x.area, int32(i))
			x.box = x.box.Union(s.box)
		}
	}
	x.side = max(1, min(int(2*math.Sqrt(float64(len(x.poly)))), 1024))
	x.perX = perDegree(x.side, x.box.Max[0]-x.box.Min[0])
	x.perY = perDegree(x.side, x.box.Max[1]-x.box.Min[1])
	x.start = make([]int32, x.side*x.side+1)
	x.windows(func(w int, _ int32) { x.start[w+1]++ })
	for i := range x.side * x.side {
		x.start[i+1] += x.start[i]
	}
	x.parts = make([]int32, x.start[len(x.start)-1])
	next := make([]int32, len(x.start))
	copy(next, x.start)
	x.windows(func(w int, part int32) {
		x.parts[next[w]] = part
		next[w]++
	})
	return x
}

// perDegree gives count over degrees, 0 where there is no width to share.
func perDegree(count int, degrees float64) float64 {
	if per := float64(count) / degrees; degrees > 0 && !math.IsInf(per, 0) {
		return per
	}
	return 0
}

// windows calls fn for every window that the box of a polygon reaches, polygon by polygon.
func (x *AreaIndex) windows(fn func(window int, part int32)) {
	for i, s := range x.poly {
		x0, y0 := x.window(s.box.Min)
		x1, y1 := x.window(s.box.Max)
		for row := y0; row <= y1; row++ {
			for col := x0; col <= x1; col++ {
				fn(row*x.side+col, int32(i))
			}
		}
	}
}

func (x *AreaIndex) window(p orb.Point) (col, row int) {
	return max(0, min(int((p[0]-x.box.Min[0])*x.perX), x.side-1)),
		max(0, min(int((p[1]-x.box.Min[1])*x.perY), x.side-1))
}

// Locate gives the number of the first area that contains p, boundary and all; ok is false where none
// does.
func (x *AreaIndex) Locate(p orb.Point) (i int, ok bool) {
	if !onEarth(p) || !x.box.Contains(p) {
		return 0, false
	}
	col, row := x.window(p)
	w := row*x.side + col
	for _, part := range x.parts[x.start[w]:x.start[w+1]] {
		if x.poly[part].contains(p) {
			return int(x.area[part]), true
		}
	}
	return 0, false
}

// LocateAll gives the numbers of all areas that contain p, in order.
func (x *AreaIndex) LocateAll(p orb.Point) []int {
	if !onEarth(p) || !x.box.Contains(p) {
		return nil
	}
	var all []int
	col, row := x.window(p)
	w := row*x.side + col
	for _, part := range x.parts[x.start[w]:x.start[w+1]] {
		i := int(x.area[part])
		if (len(all) == 0 || all[len(all)-1] != i) && x.poly[part].contains(p) {
			all = append(all, i)
		}
	}
	return all
}
