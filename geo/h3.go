package geo

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
)

// This file is the only one that sees the H3 library. Everything it hands out is a Cell or a point;
// everything that can be had from the bits of the index alone is in bits.go, in plain Go.

// toH3 turns a position, longitude first, into H3's latitude first. Nothing else turns axes.
func toH3(p orb.Point) h3.LatLng { return h3.LatLng{Lat: p[1], Lng: p[0]} }

// fromH3 is toH3 backwards.
func fromH3(l h3.LatLng) orb.Point { return orb.Point{l.Lng, l.Lat} }

// h3CellOf gives the cell that holds p, 0 where H3 has none.
func h3CellOf(p orb.Point, res int) Cell {
	c, err := h3.LatLngToCell(toH3(p), res)
	if err != nil {
		return 0
	}
	return Cell(c)
}

func h3Valid(c Cell) bool { return h3.Cell(c).IsValid() }

func h3Center(c Cell) orb.Point {
	l, err := h3.CellToLatLng(h3.Cell(c))
	if err != nil {
		return orb.Point{math.NaN(), math.NaN()}
	}
	return fromH3(l)
}

// h3Corners gives the corners of c counter-clockwise, not closed: 5 to 10 of them.
func h3Corners(c Cell) []orb.Point {
	corners, err := h3.CellToBoundary(h3.Cell(c))
	if err != nil {
		return nil
	}
	out := make([]orb.Point, len(corners))
	for i, l := range corners {
		out[i] = fromH3(l)
	}
	return out
}

// h3Disk gives the cells at most k steps from c, c among them, in no order.
func h3Disk(c Cell, k int) []Cell {
	disk, err := h3.GridDisk(h3.Cell(c), k)
	if err != nil {
		return nil
	}
	out := make([]Cell, len(disk))
	for i, d := range disk {
		out[i] = Cell(d)
	}
	return out
}
