package geo

import (
	"slices"

	"github.com/paulmach/orb"
)

// Contains says whether p lies in g, a polygon, multipolygon, ring, bound or collection of them, in the
// plane of longitude and latitude; its boundary counts as inside. What has no area contains only the
// points it consists of. Exact; linear in the number of vertices: ask an AreaIndex many questions.
func Contains(g orb.Geometry, p orb.Point) bool {
	if !onEarth(p) {
		return false
	}
	switch g := g.(type) {
	case orb.Point:
		return g == p
	case orb.MultiPoint:
		return slices.Contains(g, p)
	case orb.LineString:
		return lineContains(g, p)
	case orb.MultiLineString:
		for _, l := range g {
			if lineContains(l, p) {
				return true
			}
		}
	case orb.Bound:
		return g.Contains(p)
	case orb.Ring:
		in, edge := ringContains(g, p)
		return in || edge
	case orb.Polygon:
		return polygonContains(g, p)
	case orb.MultiPolygon:
		for _, part := range g {
			if polygonContains(part, p) {
				return true
			}
		}
	case orb.Collection:
		for _, part := range g {
			if Contains(part, p) {
				return true
			}
		}
	}
	return false
}

func lineContains(l []orb.Point, p orb.Point) bool {
	for i := 1; i < len(l); i++ {
		if onSegment(l[i-1], l[i], p) {
			return true
		}
	}
	return len(l) == 1 && l[0] == p
}

func polygonContains(poly orb.Polygon, p orb.Point) bool {
	for i, r := range poly {
		in, edge := ringContains(r, p)
		if edge {
			return true
		}
		if in != (i == 0) {
			return false
		}
	}
	return len(poly) > 0
}

// ringContains says whether p lies inside the ring and whether it lies on it.
func ringContains(r []orb.Point, p orb.Point) (in, edge bool) {
	for i := range r {
		crosses, on := crossing(r[i], r[(i+1)%len(r)], p)
		if on {
			return false, true
		}
		in = in != crosses
	}
	return in, false
}

// crossing says whether the ray from p to the east crosses the edge from a to b, and whether p lies on
// the edge. An edge owns its lower end and not its upper one, so a ray through a corner counts once.
func crossing(a, b, p orb.Point) (crosses, on bool) {
	if a[1] > b[1] {
		a, b = b, a
	}
	if p[1] < a[1] || p[1] > b[1] || p[0] > max(a[0], b[0]) {
		return false, false
	}
	if a[1] == b[1] {
		return false, p[0] >= min(a[0], b[0])
	}
	if p[0] < min(a[0], b[0]) {
		return p[1] < b[1], false
	}
	s := side(a, b, p) // a is below b: left is west
	return s > 0 && p[1] < b[1], s == 0
}
