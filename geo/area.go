package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// AreaOf gives the area of a polygon, multipolygon, ring, bound or collection on the sphere of
// EarthRadius, its edges great circles, the shorter way round, as in PostGIS's geography; holes are taken off; 0 for what has
// no area. The spherical excess under each edge is that of Bevis and Cambareri (1987), Math. Geol.
// 19(4):335-346, in the half-angle form. Good to a square centimetre or 1e-9, whichever is more.
func AreaOf(g orb.Geometry) SquareMeters {
	switch g := g.(type) {
	case orb.Ring:
		return SquareMeters(math.Abs(excess(g))) * SquareMeters(EarthRadius*EarthRadius)
	case orb.Polygon:
		var a SquareMeters
		for i, r := range g {
			if i == 0 {
				a = AreaOf(r)
			} else {
				a -= AreaOf(r)
			}
		}
		return max(a, 0)
	case orb.MultiPolygon:
		var a SquareMeters
		for _, p := range g {
			a += AreaOf(p)
		}
		return a
	case orb.Bound:
		return boundArea(g)
	case orb.Collection:
		var a SquareMeters
		for _, part := range g {
			a += AreaOf(part)
		}
		return a
	}
	return 0
}

// boundArea is the area between two meridians and two parallels, which are no great circles.
func boundArea(b orb.Bound) SquareMeters {
	if b.IsEmpty() {
		return 0
	}
	width := (b.Max[0] - b.Min[0]) * radian
	return SquareMeters(width*(math.Sin(b.Max[1]*radian)-math.Sin(b.Min[1]*radian))) * SquareMeters(EarthRadius*EarthRadius)
}

// excess gives the signed spherical excess of a ring, counter-clockwise positive, in steradians.
func excess(r []orb.Point) float64 {
	var sum float64
	for i := range r {
		a, b := r[i], r[(i+1)%len(r)]
		if a == b {
			continue
		}
		ta, tb := math.Tan(a[1]*radian/2), math.Tan(b[1]*radian/2)
		sum -= 2 * math.Atan2(math.Tan(unwrap(b[0]-a[0], 0)*radian/2)*(ta+tb), 1+ta*tb)
	}
	return sum
}
