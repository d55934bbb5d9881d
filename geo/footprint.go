package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// footprint is a cell in the plane of longitude and latitude, where polygons have their straight edges:
// never smaller than the cell and, below 70 degrees, larger by about 3 mm at resolution 9. H3's own
// edges are arcs of great circles, which leave the straight line by less.
type footprint struct {
	center orb.Point
	outer  []orb.Point // corners; a rectangle beyond 70 degrees
	box    orb.Bound   // of outer; it may reach over the 180th meridian
	inner  []orb.Point // a segment with both ends in here touches no other footprint; nil: not known
}

const polarFrom = 70 // degrees of latitude

func newFootprint(c Cell) *footprint {
	f := &footprint{center: h3Center(c), outer: c.corners()}
	reach := cellReach(f.center, f.outer)
	if reach == 0 {
		return f
	}
	angle := float64(reach / EarthRadius)
	if math.Abs(f.center[1])+angle/radian > polarFrom {
		f.outer = capBox(f.center, angle*1.05)
		f.box = orb.MultiPoint(f.outer).Bound()
		return f
	}
	grow := 0.5 * angle
	f.inner = make([]orb.Point, len(f.outer))
	for i, p := range f.outer {
		dx, dy := unwrap(p[0], f.center[0])-f.center[0], p[1]-f.center[1]
		f.outer[i] = orb.Point{f.center[0] + dx*(1+grow), f.center[1] + dy*(1+grow)}
		shrink := max(0, 1-1e-3-3*grow)
		f.inner[i] = orb.Point{f.center[0] + dx*shrink, f.center[1] + dy*shrink}
	}
	f.box = orb.MultiPoint(f.outer).Bound()
	return f
}

// cellReach gives the greatest distance from the center to a corner.
func cellReach(center orb.Point, corners []orb.Point) Meters {
	var reach Meters
	for _, p := range corners {
		reach = max(reach, Distance(center, p))
	}
	return reach
}

// capBox gives the rectangle of longitude and latitude round the cap of the given angle in radians.
func capBox(center orb.Point, angle float64) []orb.Point {
	south, north := center[1]-angle/radian, center[1]+angle/radian
	wide := 1e6 // all the way round, however often
	if north < 90 && south > -90 {
		if s := math.Sin(angle) / math.Cos(center[1]*radian); s < 1 {
			wide = math.Asin(s) / radian
		}
	}
	south, north = max(south, -90), min(north, 90)
	west, east := center[0]-wide, center[0]+wide
	return []orb.Point{{west, south}, {east, south}, {east, north}, {west, north}}
}

// touches says whether the segment from a to b meets the footprint. A footprint over the 180th meridian
// is asked on both its sides.
func (f *footprint) touches(a, b orb.Point) bool {
	if f.meets(a, b) {
		return true
	}
	if f.box.Max[0] > 180 && f.meets(east(a), east(b)) {
		return true
	}
	return f.box.Min[0] < -180 && f.meets(west(a), west(b))
}

func east(p orb.Point) orb.Point { return orb.Point{p[0] + 360, p[1]} }
func west(p orb.Point) orb.Point { return orb.Point{p[0] - 360, p[1]} }

func (f *footprint) meets(a, b orb.Point) bool {
	if max(a[0], b[0]) < f.box.Min[0] || min(a[0], b[0]) > f.box.Max[0] ||
		max(a[1], b[1]) < f.box.Min[1] || min(a[1], b[1]) > f.box.Max[1] {
		return false
	}
	if in, edge := ringContains(f.outer, a); in || edge {
		return true
	}
	for i, c := range f.outer {
		if segmentsMeet(a, b, c, f.outer[(i+1)%len(f.outer)]) {
			return true
		}
	}
	return false
}

// holds says whether p lies well inside the cell, so that a segment between two such points touches no
// other footprint. No is always a safe answer.
func (f *footprint) holds(p orb.Point) bool {
	for i, a := range f.inner {
		b := f.inner[(i+1)%len(f.inner)]
		if float64((b[0]-a[0])*(p[1]-a[1])) <= float64((b[1]-a[1])*(p[0]-a[0])) {
			return false
		}
	}
	return len(f.inner) > 0
}
