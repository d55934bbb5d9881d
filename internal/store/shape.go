package store

import (
	"fmt"

	"github.com/paulmach/orb"
	"github.com/twpayne/go-geom"
)

// shape is a LineString or a Polygon on its way to or from a geometry column; nil is NULL.
type shape struct{ orb.Geometry }

// GeomValue gives the shape to the driver.
func (s shape) GeomValue() (geom.T, error) {
	switch g := s.Geometry.(type) {
	case orb.LineString:
		return geom.NewLineStringFlat(geom.XY, flat(g)).SetSRID(srid), nil
	case orb.Polygon:
		var all []float64
		ends := make([]int, 0, len(g))
		for _, r := range g {
			all = append(all, flat(r)...)
			ends = append(ends, len(all))
		}
		return geom.NewPolygonFlat(geom.XY, all, ends).SetSRID(srid), nil
	}
	return nil, fmt.Errorf("a %T cannot be kept as a shape", s.Geometry)
}

// ScanGeom takes the shape from the driver.
func (s *shape) ScanGeom(g geom.T) error {
	switch g := g.(type) {
	case nil:
		s.Geometry = nil
	case *geom.LineString:
		s.Geometry = orb.LineString(points(g.FlatCoords()))
	case *geom.Polygon:
		out, start := make(orb.Polygon, 0, g.NumLinearRings()), 0
		for _, end := range g.Ends() {
			out = append(out, orb.Ring(points(g.FlatCoords()[start:end])))
			start = end
		}
		s.Geometry = out
	default:
		return fmt.Errorf("the database gave a %T for a shape", g)
	}
	return nil
}

// orNull gives nil, which is NULL, where there is no shape.
func (s shape) orNull() any {
	if s.Geometry == nil {
		return nil
	}
	return s
}

func flat(list []orb.Point) []float64 {
	out := make([]float64, 0, 2*len(list))
	for _, p := range list {
		out = append(out, p[0], p[1])
	}
	return out
}

func points(flat []float64) []orb.Point {
	out := make([]orb.Point, len(flat)/2)
	for i := range out {
		out[i] = orb.Point{flat[2*i], flat[2*i+1]}
	}
	return out
}

// maybePoint is a point that may be NULL.
type maybePoint struct{ at *orb.Point }

// ScanGeom takes the point from the driver.
func (p *maybePoint) ScanGeom(g geom.T) error {
	if g == nil {
		p.at = nil
		return nil
	}
	var at point
	if err := at.ScanGeom(g); err != nil {
		return err
	}
	p.at = new(orb.Point(at))
	return nil
}

func pointOrNull(p *orb.Point) any {
	if p == nil {
		return nil
	}
	return point(*p)
}
