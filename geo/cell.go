package geo

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
)

// Cell is an H3 index. It is written as 15 hexadecimal digits in text and JSON (it exceeds 2^53) and
// stored as bigint. The zero Cell is no cell. The methods of a Cell expect a valid one.
type Cell int64

// Resolutions in use.
const (
	ResDemand = 9 // mean area 0.105 km2: what points carry and demand is planned on
	ResReport = 8 // mean edge 0.53 km: a village on foot
	ResTown   = 8 // towns without wards are cut by it
	ResBlock  = 6 // mean area 36 km2: blocks without a panchayat office are cut by it
)

// CellOf gives the cell of resolution res, 0 to 15, that holds p. It refuses with point.outside what is
// no position on Earth and with cell.resolution any other resolution. About 0.5 microseconds.
//
// The library computes in floating point: a point within some nanometres of a cell's edge may fall to
// the other side on a processor that fuses multiply and add.
func CellOf(p orb.Point, res int) (Cell, error) {
	if err := checkResolution(res); err != nil {
		return 0, err
	}
	if err := CheckPoint(p); err != nil {
		return 0, err
	}
	c := h3CellOf(p, res)
	if c == 0 {
		return 0, outside(p)
	}
	return c, nil
}

func checkResolution(res int) error {
	if res < 0 || res > maxRes {
		return fault.Malformed("cell.resolution", "There is no cell resolution %d; give one from 0 (coarsest) to 15.", res)
	}
	return nil
}

// Valid says whether c is an H3 cell.
func (c Cell) Valid() bool { return c > 0 && h3Valid(c) }

// Resolution gives c's resolution, 0 (coarsest) to 15.
func (c Cell) Resolution() int { return c.resolution() }

// Center gives the middle of c; NaN where c is no cell.
func (c Cell) Center() orb.Point { return h3Center(c) }

// Boundary gives the outline of c, closed, counter-clockwise, of 5 to 10 corners. It is one unbroken
// ring: a cell on the 180th meridian has longitudes beyond 180 or below -180.
func (c Cell) Boundary() orb.Ring {
	corners := c.corners()
	if len(corners) == 0 {
		return nil
	}
	return orb.Ring(append(corners, corners[0]))
}

// corners gives the corners of c, not closed, with longitudes near the first one's.
func (c Cell) corners() []orb.Point {
	corners := h3Corners(c)
	for i := 1; i < len(corners); i++ {
		corners[i][0] = unwrap(corners[i][0], corners[0][0])
	}
	return corners
}

// unwrap gives lon plus the whole turn that brings it nearest to near.
func unwrap(lon, near float64) float64 {
	return lon - 360*math.Round((lon-near)/360)
}

// Parent gives the cell of the coarser resolution res that c descends from; c itself at its own
// resolution, and 0 at a finer one. It need not be the cell of resolution res that holds c's points:
// a descendant may reach a little over its ancestor's edge.
func (c Cell) Parent(res int) Cell {
	if res < 0 || res > c.resolution() {
		return 0
	}
	return c.ancestor(res)
}

// Children gives the descendants of c at the finer resolution res, sorted: 7 to the power of the steps,
// a few less under a pentagon. Nil at a coarser resolution.
func (c Cell) Children(res int) []Cell {
	if res < c.resolution() || res > maxRes {
		return nil
	}
	cells := []Cell{c}
	for r := c.resolution() + 1; r <= res; r++ {
		next := make([]Cell, 0, 7*len(cells))
		for _, p := range cells {
			next = p.appendChildren(next)
		}
		cells = next
	}
	return cells
}

func (c Cell) appendChildren(to []Cell) []Cell {
	r := c.resolution() + 1
	first := c.withResolution(r) &^ (7 << digitShift(r))
	for d := range 7 {
		if d == 1 && c.pentagon() {
			continue
		}
		to = append(to, first|Cell(d)<<digitShift(r))
	}
	return to
}

// Disk gives the cells at most k steps from c, c among them, sorted: 3k(k+1)+1 cells away from
// pentagons.
func (c Cell) Disk(k int) []Cell {
	cells := h3Disk(c, k)
	slices.Sort(cells)
	return cells
}

// Neighbors gives the cells that share an edge with c, sorted: six, or five round a pentagon.
func (c Cell) Neighbors() []Cell {
	return slices.DeleteFunc(c.Disk(1), func(d Cell) bool { return d == c })
}

func (c Cell) String() string { return fmt.Sprintf("%015x", int64(c)) }

// MarshalText writes the hexadecimal digits.
func (c Cell) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what MarshalText writes and refuses what is not an H3 cell.
func (c *Cell) UnmarshalText(text []byte) (err error) {
	*c, err = ParseCell(string(text))
	return err
}

// ParseCell reads the 15 hexadecimal digits of an H3 cell, in either case, and refuses everything else
// with cell.malformed.
func ParseCell(s string) (Cell, error) {
	if len(s) != 15 || s[0] == '+' || s[0] == '-' {
		return 0, cellMalformed(s)
	}
	n, err := strconv.ParseInt(s, 16, 64)
	if err != nil || !Cell(n).Valid() {
		return 0, cellMalformed(s)
	}
	return Cell(n), nil
}

func cellMalformed(s string) error {
	return fault.Malformed("cell.malformed", "%s is not an H3 cell; write its 15 hexadecimal digits, as in 893cf160e63ffff.", quoted(s))
}

// quoted gives s in quotation marks, cut where it is long.
func quoted(s string) string {
	const most = 40
	if len(s) > most {
		return strconv.Quote(s[:most]) + "..."
	}
	return strconv.Quote(s)
}
