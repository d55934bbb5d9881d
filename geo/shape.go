package geo

import (
	"math"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
)

// shape is any geometry taken apart into polygons and lines; a point is a line of one position.
type shape struct {
	polygons []orb.Polygon
	lines    [][]orb.Point
}

// shapeOf takes g apart. It refuses with geometry.empty what has no position and with point.outside
// positions that are not on Earth.
func shapeOf(g orb.Geometry) (shape, error) {
	var sh shape
	if err := sh.add(g); err != nil {
		return sh, err
	}
	if len(sh.polygons)+len(sh.lines) == 0 {
		return sh, emptyGeometry("")
	}
	return sh, nil
}

func (sh *shape) add(g orb.Geometry) error {
	switch g := g.(type) {
	case nil:
		return nil
	case orb.Point:
		return sh.addLine([]orb.Point{g})
	case orb.MultiPoint:
		for _, p := range g {
			if err := sh.addLine([]orb.Point{p}); err != nil {
				return err
			}
		}
	case orb.LineString:
		return sh.addLine(g)
	case orb.MultiLineString:
		for _, l := range g {
			if err := sh.addLine(l); err != nil {
				return err
			}
		}
	case orb.Ring:
		return sh.addPolygon(orb.Polygon{g})
	case orb.Polygon:
		return sh.addPolygon(g)
	case orb.MultiPolygon:
		for _, p := range g {
			if err := sh.addPolygon(p); err != nil {
				return err
			}
		}
	case orb.Bound:
		for _, b := range unwrapBound(g) {
			if err := sh.addPolygon(b.ToPolygon()); err != nil {
				return err
			}
		}
	case orb.Collection:
		for _, part := range g {
			if err := sh.add(part); err != nil {
				return err
			}
		}
	default:
		return fault.Malformed("geometry.type", "A %T is no geometry known here.", g)
	}
	return nil
}

func (sh *shape) addLine(l []orb.Point) error {
	if len(l) == 0 {
		return nil
	}
	sh.lines = append(sh.lines, l)
	return checkPoints(l)
}

func (sh *shape) addPolygon(p orb.Polygon) error {
	rings := make(orb.Polygon, 0, len(p))
	for _, r := range p {
		if err := checkPoints(r); err != nil {
			return err
		}
		if len(r) > 0 {
			rings = append(rings, r)
		}
	}
	if len(rings) > 0 {
		sh.polygons = append(sh.polygons, rings)
	}
	return nil
}

func checkPoints(l []orb.Point) error {
	for _, p := range l {
		if err := CheckPoint(p); err != nil {
			return err
		}
	}
	return nil
}

// unwrapBound cuts a bound whose west edge lies east of its east edge (RFC 7946 section 5.2: it crosses
// the 180th meridian) in two.
func unwrapBound(b orb.Bound) []orb.Bound {
	if b.Min[0] <= b.Max[0] {
		return []orb.Bound{b}
	}
	return []orb.Bound{
		{Min: b.Min, Max: orb.Point{180, b.Max[1]}},
		{Min: orb.Point{-180, b.Min[1]}, Max: b.Max},
	}
}

// expectedCells estimates from above how many cells of resolution res the shape touches: those of its
// pieces, and no more than those of its bounding box. Edges are straight in the plane of longitude and
// latitude, also where they run more than half round the Earth.
func (sh shape) expectedCells(res int) float64 {
	var area SquareMeters
	var length Meters
	var box orb.Bound
	pieces := 0
	add := func(l []orb.Point) {
		length += planeLength(l)
		if pieces++; pieces == 1 {
			box = orb.MultiPoint(l).Bound()
		}
		box = box.Union(orb.MultiPoint(l).Bound())
	}
	for _, p := range sh.polygons {
		for _, r := range p {
			area += SquareMeters(math.Abs(planeArea(equalAreaRing(r)))) * SquareMeters(EarthRadius*EarthRadius)
			add(r)
		}
	}
	for _, l := range sh.lines {
		add(l)
	}
	return min(cellsExpected(area, length, res)+float64(pieces), cellsExpected(AreaOf(box), planeLength(box.ToRing()), res)+1)
}

// planeLength bounds the length on the ground of a chain of edges that are straight in the plane.
func planeLength(l []orb.Point) (m Meters) {
	for i := 1; i < len(l); i++ {
		a, b := l[i-1], l[i]
		low := 0.0 // the latitude nearest the equator
		if (a[1] > 0) == (b[1] > 0) {
			low = min(math.Abs(a[1]), math.Abs(b[1]))
		}
		m += EarthRadius * Meters(math.Hypot((b[0]-a[0])*math.Cos(low*radian), b[1]-a[1])*radian)
	}
	return m
}

// cellsExpected estimates how many cells an area with a boundary of the given length touches.
func cellsExpected(area SquareMeters, length Meters, res int) float64 {
	mean := meanArea(res)
	edge := math.Sqrt(float64(mean) * 2 / (3 * math.Sqrt(3)))
	return float64(area/mean) + float64(length)/edge
}

// meanArea gives the mean area of a cell: there are 2 + 120 * 7^res of them.
func meanArea(res int) SquareMeters {
	return SquareMeters(4*math.Pi) * SquareMeters(EarthRadius*EarthRadius) / SquareMeters(2+120*pow7[res])
}
