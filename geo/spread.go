package geo

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
)

// CellShare is a number of people in a cell.
type CellShare struct {
	Cell   Cell
	People int64
}

// SpreadPolygon deals total out over the cells of resolution res that g, a polygon or multipolygon,
// touches, in proportion to the area that each has in common with g; the shares add up to total exactly
// (Apportion). Only cells with people are given, sorted. A polygon too small to have an area (below a
// square centimetre in every cell) is dealt out evenly. It refuses what PolygonCells refuses,
// geometry.type for what is no area, and people.negative.
//
// Areas are taken in Lambert's cylindrical equal-area projection, where a cell's or polygon's edge, a
// few hundred metres long, leaves the straight line by less than a millimetre.
func SpreadPolygon(g orb.Geometry, total int64, res int) ([]CellShare, error) {
	if total < 0 {
		return nil, negativePeople(total)
	}
	cells, weights, err := cellAreas(g, res)
	if err != nil {
		return nil, err
	}
	return sharesOf(cells, Apportion(total, weights)), nil
}

func negativePeople(n int64) error {
	return fault.Malformed("people.negative", "%d people cannot be dealt out; give 0 or more.", n)
}

func sharesOf(cells []Cell, people []int64) []CellShare {
	var out []CellShare
	for i, n := range people {
		if n > 0 {
			out = append(out, CellShare{cells[i], n})
		}
	}
	return out
}

// cellAreas gives the cells that g touches and the area each has in common with g, in square
// centimetres.
func cellAreas(g orb.Geometry, res int) ([]Cell, []int64, error) {
	sh, err := shapeOf(g)
	if err != nil {
		return nil, nil, err
	}
	if len(sh.lines) > 0 {
		return nil, nil, fault.Malformed("geometry.type", "A %s has no area to spread people over; give a polygon or multipolygon.", g.GeoJSONType())
	}
	cells, inside, err := sh.cells(res)
	if err != nil {
		return nil, nil, err
	}
	areas := make([]float64, len(cells))
	var rim []*clipCell
	for i, c := range cells {
		if corners := c.corners(); inside[i] {
			areas[i] = planeArea(equalAreaRing(corners))
		} else {
			rim = appendClipCells(rim, corners, i)
		}
	}
	for _, p := range sh.polygons {
		for i, r := range p {
			flat := equalAreaRing(r)
			sign := 1.0
			if i > 0 {
				sign = -1
			}
			if planeArea(flat) < 0 {
				slices.Reverse(flat)
			}
			addAreas(flat, sign, rim, areas)
		}
	}
	weights := make([]int64, len(cells))
	for i, a := range areas {
		weights[i] = int64(math.Round(max(a, 0) * float64(EarthRadius*EarthRadius) * 1e4))
	}
	return cells, weights, nil
}

// clipCell is a cell in the equal-area plane.
type clipCell struct {
	at      int
	corners []orb.Point
	box     orb.Bound
}

// appendClipCells adds a cell, and its image on the other side where it lies on the 180th meridian.
func appendClipCells(to []*clipCell, corners []orb.Point, at int) []*clipCell {
	box := orb.MultiPoint(corners).Bound()
	for _, turn := range []float64{0, -360, 360} {
		if turn < 0 && box.Max[0] <= 180 || turn > 0 && box.Min[0] >= -180 {
			continue
		}
		flat := make([]orb.Point, len(corners))
		for i, p := range corners {
			flat[i] = equalArea(orb.Point{p[0] + turn, p[1]})
		}
		to = append(to, &clipCell{at, flat, orb.MultiPoint(flat).Bound()})
	}
	return to
}

// equalArea is Lambert's cylindrical projection on the unit sphere: (longitude, sin latitude).
func equalArea(p orb.Point) orb.Point {
	return orb.Point{p[0] * radian, math.Sin(p[1] * radian)}
}

func equalAreaRing(r []orb.Point) []orb.Point {
	out := make([]orb.Point, len(r))
	for i, p := range r {
		out[i] = equalArea(p)
	}
	return out
}

// planeArea gives the signed area of a ring, counter-clockwise positive; sums run from the first corner
// so that small rings far from the origin keep their digits.
func planeArea(r []orb.Point) float64 {
	var sum float64
	for i := 2; i < len(r); i++ {
		sum += float64((r[i-1][0]-r[0][0])*(r[i][1]-r[0][1])) - float64((r[i][0]-r[0][0])*(r[i-1][1]-r[0][1]))
	}
	return sum / 2
}

// addAreas adds to areas, for each of cells, sign times the area it has in common with the ring. While
// there are many cells it halves them, and cuts the ring to the box of each half: O((n + cells) log
// cells) for real outlines.
func addAreas(ring []orb.Point, sign float64, cells []*clipCell, areas []float64) {
	if len(ring) < 3 || len(cells) == 0 {
		return
	}
	if len(cells) <= 4 {
		for _, c := range cells {
			areas[c.at] += sign * planeArea(clipConvex(ring, c.corners))
		}
		return
	}
	box := cells[0].box
	for _, c := range cells[1:] {
		box = box.Union(c.box)
	}
	ring = clipBox(ring, box)
	axis := 0
	if box.Max[1]-box.Min[1] > box.Max[0]-box.Min[0] {
		axis = 1
	}
	slices.SortFunc(cells, func(a, b *clipCell) int {
		return cmp.Or(cmp.Compare(a.box.Min[axis], b.box.Min[axis]), cmp.Compare(a.at, b.at))
	})
	addAreas(ring, sign, cells[:len(cells)/2], areas)
	addAreas(ring, sign, cells[len(cells)/2:], areas)
}

// clipConvex cuts a ring to a convex counter-clockwise one (Sutherland and Hodgman 1974, Comm. ACM
// 17(1):32-42). Pieces that fall apart stay joined along the cut, which adds no area.
func clipConvex(ring, convex []orb.Point) []orb.Point {
	for i, a := range convex {
		b := convex[(i+1)%len(convex)]
		ring = clipHalf(ring, func(p orb.Point) float64 {
			return float64((b[0]-a[0])*(p[1]-a[1])) - float64((b[1]-a[1])*(p[0]-a[0]))
		})
	}
	return ring
}

func clipBox(ring []orb.Point, box orb.Bound) []orb.Point {
	ring = clipHalf(ring, func(p orb.Point) float64 { return p[0] - box.Min[0] })
	ring = clipHalf(ring, func(p orb.Point) float64 { return box.Max[0] - p[0] })
	ring = clipHalf(ring, func(p orb.Point) float64 { return p[1] - box.Min[1] })
	return clipHalf(ring, func(p orb.Point) float64 { return box.Max[1] - p[1] })
}

// clipHalf keeps the part of a ring where inside, linear in the position, is not negative.
func clipHalf(ring []orb.Point, inside func(orb.Point) float64) []orb.Point {
	if len(ring) == 0 {
		return nil
	}
	out := make([]orb.Point, 0, len(ring)+4)
	last := ring[len(ring)-1]
	was := inside(last)
	for _, p := range ring {
		is := inside(p)
		if (is >= 0) != (was >= 0) {
			t := was / (was - is)
			out = append(out, orb.Point{last[0] + float64(t*(p[0]-last[0])), last[1] + float64(t*(p[1]-last[1]))})
		}
		if is >= 0 {
			out = append(out, p)
		}
		last, was = p, is
	}
	return out
}

// PointCells adds up people by the cell of resolution res they are at, sorted; the two lists run side by
// side. Cells without people are left out. It refuses with point.outside, cell.resolution and
// people.negative.
func PointCells(at []orb.Point, people []int64, res int) ([]CellShare, error) {
	sum := map[Cell]int64{}
	for i, p := range at {
		c, err := CellOf(p, res)
		if err != nil {
			return nil, err
		}
		if people[i] < 0 {
			return nil, negativePeople(people[i])
		}
		sum[c] += people[i]
	}
	var out []CellShare
	for c, n := range sum {
		if n > 0 {
			out = append(out, CellShare{c, n})
		}
	}
	slices.SortFunc(out, func(a, b CellShare) int { return cmp.Compare(a.Cell, b.Cell) })
	return out, nil
}

// CellsToPolygons is SpreadPolygon backwards: it deals the people of each cell out over the areas that
// the cell touches, in proportion to the area in common, and gives the sum of each area. People of cells
// that touch no area are counted as outside, so that the sums and outside add up to all people exactly.
// The cells have one resolution; areas should not overlap. It refuses what SpreadPolygon refuses, and
// cells of several resolutions with cell.resolution.
func CellsToPolygons(cells []CellShare, areas []orb.MultiPolygon) (people []int64, outside int64, err error) {
	people = make([]int64, len(areas))
	if len(cells) == 0 {
		return people, 0, nil
	}
	res := cells[0].Cell.resolution()
	type claim struct {
		area   int
		weight int64
	}
	claims := map[Cell][]claim{}
	for _, s := range cells {
		if s.Cell.resolution() != res {
			return nil, 0, fault.Malformed("cell.resolution", "Cell %s has resolution %d, the others %d; give cells of one resolution.", s.Cell, s.Cell.resolution(), res)
		}
		if s.People < 0 {
			return nil, 0, negativePeople(s.People)
		}
		claims[s.Cell] = nil
	}
	for i, a := range areas {
		touched, weights, err := cellAreas(a, res)
		if err != nil {
			return nil, 0, err
		}
		for j, c := range touched {
			if _, wanted := claims[c]; wanted && weights[j] > 0 {
				claims[c] = append(claims[c], claim{i, weights[j]})
			}
		}
	}
	for _, s := range cells {
		on := claims[s.Cell]
		if len(on) == 0 {
			outside += s.People
			continue
		}
		weights := make([]int64, len(on))
		for i, c := range on {
			weights[i] = c.weight
		}
		for i, n := range Apportion(s.People, weights) {
			people[on[i].area] += n
		}
	}
	return people, outside, nil
}
