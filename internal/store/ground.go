package store

import (
	"fmt"

	"github.com/paulmach/orb"
	"github.com/twpayne/go-geom"

	"doorstep/geo"
)

// srid is the spatial reference of everything that is stored: WGS 84, longitude first.
const srid = 4326

// point is an orb.Point on its way to or from a geometry column.
type point orb.Point

// GeomValue gives the point to the driver.
func (p point) GeomValue() (geom.T, error) {
	return geom.NewPointFlat(geom.XY, []float64{p[0], p[1]}).SetSRID(srid), nil
}

// ScanGeom takes the point from the driver.
func (p *point) ScanGeom(g geom.T) error {
	at, ok := g.(*geom.Point)
	if !ok {
		return fmt.Errorf("the database gave a %T for a point", g)
	}
	*p = point{at.X(), at.Y()}
	return nil
}

// polygons is an orb.MultiPolygon on its way to or from a geometry column; nil is NULL.
type polygons orb.MultiPolygon

// GeomValue gives the polygons to the driver.
func (m polygons) GeomValue() (geom.T, error) {
	var flat []float64
	ends := make([][]int, 0, len(m))
	for _, polygon := range m {
		rings := make([]int, 0, len(polygon))
		for _, ring := range polygon {
			for _, p := range ring {
				flat = append(flat, p[0], p[1])
			}
			rings = append(rings, len(flat))
		}
		ends = append(ends, rings)
	}
	return geom.NewMultiPolygonFlat(geom.XY, flat, ends).SetSRID(srid), nil
}

// ScanGeom takes the polygons from the driver.
func (m *polygons) ScanGeom(g geom.T) error {
	if g == nil {
		*m = nil
		return nil
	}
	in, ok := g.(*geom.MultiPolygon)
	if !ok {
		return fmt.Errorf("the database gave a %T for polygons", g)
	}
	flat, start := in.FlatCoords(), 0
	out := make(polygons, 0, in.NumPolygons())
	for _, rings := range in.Endss() {
		polygon := make(orb.Polygon, 0, len(rings))
		for _, end := range rings {
			ring := make(orb.Ring, 0, (end-start)/2)
			for ; start < end; start += 2 {
				ring = append(ring, orb.Point{flat[start], flat[start+1]})
			}
			polygon = append(polygon, ring)
		}
		out = append(out, polygon)
	}
	*m = out
	return nil
}

// orNull gives nil, which is NULL, where there are no polygons.
func (m polygons) orNull() any {
	if len(m) == 0 {
		return nil
	}
	return m
}

// orb gives the polygons as the rest of the program knows them.
func (m polygons) orb() orb.MultiPolygon { return orb.MultiPolygon(m) }

// located is a point and its cell.
type located struct {
	at   orb.Point
	cell geo.Cell
}

// locate gives a point its cell.
func locate(at orb.Point) (located, error) {
	cell, err := geo.CellOf(at, geo.ResDemand)
	return located{at: at, cell: cell}, err
}
