package geo

import (
	"slices"

	"github.com/paulmach/orb"
)

// mend repairs a geometry just read: repeated positions, open rings, winding.
func (d *geometryReader) mend(g orb.Geometry) orb.Geometry {
	switch g := g.(type) {
	case orb.LineString:
		return orb.LineString(d.once(g, "line"))
	case orb.MultiLineString:
		for i := range g {
			g[i] = d.once(g[i], "line "+number(i+1))
		}
	case orb.Polygon:
		d.mendPolygon(g, ringOf{})
	case orb.MultiPolygon:
		for i, p := range g {
			d.mendPolygon(p, ringOf{part: i, many: len(g) > 1})
		}
	case orb.Collection:
		for i := range g {
			g[i] = d.mend(g[i])
		}
	}
	return g
}

func (d *geometryReader) mendPolygon(p orb.Polygon, of ringOf) {
	for j := range p {
		of.hole = j
		r := orb.Ring(d.once(p[j], of.String()))
		if len(r) > 2 && r[0] != r[len(r)-1] {
			d.repair(RepairClosure, "%s at %s", of, place(r[0]))
			r = append(r, r[0])
		}
		if len(r) > 3 && clockwise(r) != (j > 0) {
			d.repair(RepairWinding, "%s at %s", of, place(r[0]))
			slices.Reverse(r)
		}
		p[j] = r
	}
}

// once drops positions equal to the one before.
func (d *geometryReader) once(l []orb.Point, which string) []orb.Point {
	kept := slices.Compact(l)
	if n := len(l) - len(kept); n > 0 {
		d.repair(RepairRepeated, "%s: %d of %d positions", which, n, len(l))
	}
	return kept
}

// clockwise says whether a closed ring that does not cross itself runs clockwise: which way it turns at
// its lowest corner, exactly.
func clockwise(r orb.Ring) bool {
	n := len(r) - 1
	low := 0
	for i := range n {
		if comparePoints(r[i], r[low]) < 0 {
			low = i
		}
	}
	before, after := low, low
	for step := 1; step < n && r[before] == r[low]; step++ {
		before = (low + n - step) % n
	}
	for step := 1; step < n && r[after] == r[low]; step++ {
		after = (low + step) % n
	}
	return side(r[before], r[low], r[after]) < 0
}
