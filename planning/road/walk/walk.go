// Package walk finds ways on foot over open ground: straight where no water lies between, and else round it, on a grid
// of H3 cells, through the bridges and ferries that are known. Water that no crossing leads over parts places for good.
//
// Ways are lengths on the ground, before any factor for the winding of paths: the caller multiplies. The same layers
// and points give the same ways, whatever the number of threads.
package walk

import (
	"math"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

// Water is a body of water that nobody walks through.
type Water struct {
	Name string
	Area orb.MultiPolygon
}

// Crossing is a bridge or a ferry over water.
type Crossing struct {
	ID, Name string
	At       orb.Point // on the water, or on either bank
	Ferry    bool
	Wait     float64 // seconds until a ferry leaves
	Speed    float64 // metres a second on the water; 0 or less: it does not run
}

// Way is a way on foot.
type Way struct {
	Metres   float64 // on the ground; of a bridge its length, of a ferry nothing
	Water    float64 // metres on ferries
	Seconds  float64 // waiting for ferries and on them
	Straight bool    // nothing lies between
}

// Ground is the water and the crossings of a region. It is not changed once made.
type Ground struct {
	names []string
	wet   *geo.AreaIndex
	shore *shore
	links []bridge
}

// bridge is a crossing with the cells of its two banks.
type bridge struct {
	at      orb.Point
	bank    [2]geo.Cell
	metres  float64 // from bank to bank by way of at
	ferry   bool
	seconds float64
}

// fine is the resolution of the grid for ways of some kilometres: its cells are 131 m apart.
const fine = 10

// banksWithin is how many cells of the fine grid a bank may be away from where its crossing is said to be: 4 km.
const banksWithin = 30

// NewGround makes a ground. Crossings whose two banks cannot be found within 4 km are given back by their index: no
// way leads over them. About a microsecond a vertex and a tenth of a millisecond a crossing.
func NewGround(water []Water, crossings []Crossing) (g *Ground, lost []int) {
	g = &Ground{}
	areas := make([]orb.MultiPolygon, len(water))
	for i, w := range water {
		areas[i] = w.Area
		g.names = append(g.names, w.Name)
	}
	g.wet, g.shore = geo.NewAreaIndex(areas), newShore(areas)
	for i, c := range crossings {
		b, ok := g.bridge(c)
		switch {
		case !ok:
			lost = append(lost, i)
		case !c.Ferry || c.Speed > 0:
			g.links = append(g.links, b)
		}
	}
	return g, lost
}

// Clear says whether one can walk straight from a to b.
func (g *Ground) Clear(a, b orb.Point) bool { return g.shore.between(a, b) < 0 }

// Between names the first water found on the straight line from a to b; ok is false where there is none. The name may
// be empty.
func (g *Ground) Between(a, b orb.Point) (name string, ok bool) {
	w := g.shore.between(a, b)
	if w < 0 {
		return "", false
	}
	return g.names[w], true
}

// Wet says whether a point lies in water.
func (g *Ground) Wet(p orb.Point) bool {
	_, wet := g.wet.Locate(p)
	return wet
}

// bridge finds the banks of a crossing: the nearest dry cell, and the nearest one beyond the water, roughly opposite.
func (g *Ground) bridge(c Crossing) (b bridge, ok bool) {
	home, err := geo.CellOf(c.At, fine)
	if err != nil {
		return b, false
	}
	wet := g.Wet(c.At)
	shores, farther := 0, 2 // between the place and its banks
	if wet {
		shores, farther = 1, 1
	}
	first, second := nearest{metres: math.Inf(1)}, nearest{metres: math.Inf(1)}
	for k := 2; k <= banksWithin && !second.found(); k += 4 {
		cells := home.Disk(k)
		for _, cell := range cells {
			at := cell.Center()
			if m := float64(geo.Distance(c.At, at)); m < first.metres && !g.Wet(at) && g.shore.count(c.At, at) <= shores {
				first = nearest{cell, at, m}
			}
		}
		if !first.found() {
			continue
		}
		for _, cell := range cells {
			at := cell.Center()
			if m := float64(geo.Distance(c.At, at)); m < second.metres && !g.Wet(at) && (!wet || opposite(c.At, first.at, at)) &&
				g.shore.count(c.At, at) <= farther && !g.Clear(first.at, at) {
				second = nearest{cell, at, m}
			}
		}
	}
	if !second.found() {
		return b, false
	}
	b = bridge{at: c.At, bank: [2]geo.Cell{first.cell, second.cell}, metres: first.metres + second.metres, ferry: c.Ferry}
	if c.Ferry && c.Speed > 0 {
		b.seconds = c.Wait + b.metres/c.Speed
	}
	return b, true
}

// nearest is the nearest cell so far.
type nearest struct {
	cell   geo.Cell
	at     orb.Point
	metres float64
}

func (n nearest) found() bool { return n.cell != 0 }

// opposite says whether b lies more than 100 degrees round from a, seen from at.
func opposite(at, a, b orb.Point) bool {
	shrink := math.Cos(at[1] * math.Pi / 180)
	ax, ay := (a[0]-at[0])*shrink, a[1]-at[1]
	bx, by := (b[0]-at[0])*shrink, b[1]-at[1]
	return float64(ax*bx)+float64(ay*by) < -0.17*math.Hypot(ax, ay)*math.Hypot(bx, by)
}
