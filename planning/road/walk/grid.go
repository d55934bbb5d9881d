package walk

import (
	"context"
	"slices"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

// grid is the dry cells around some places, with the steps between neighbours that no water lies between.
type grid struct {
	g     *Ground
	res   int
	cells []geo.Cell // sorted
	at    []orb.Point
	step  []int32   // of cell i: step[6*i:6*i+6]; -1: none
	long  []float32 // metres of each step
	ports map[int32][]port
}

// port is a crossing seen from one of its banks.
type port struct {
	to   int32
	link int32 // index into Ground.links
}

// grid makes the grid of the cells of some places and of all around them whose middle is in. Some 6 microseconds a
// cell.
func (g *Ground) grid(ctx context.Context, around []orb.Point, in func(orb.Point) bool, res int) (*grid, error) {
	x := &grid{g: g, res: res, ports: map[int32][]port{}}
	if err := x.gather(ctx, around, in); err != nil {
		return nil, err
	}
	x.at = make([]orb.Point, len(x.cells))
	x.step, x.long = make([]int32, 6*len(x.cells)), make([]float32, 6*len(x.cells))
	dry := make([]bool, len(x.cells))
	for i, c := range x.cells {
		x.at[i] = c.Center()
		dry[i] = !g.Wet(x.at[i])
	}
	for k := range x.step {
		x.step[k] = -1
	}
	used := make([]int8, len(x.cells))
	for i, c := range x.cells {
		if i%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if !dry[i] {
			continue
		}
		for _, d := range c.Neighbors() {
			j, ok := x.find(d)
			if !ok || int(j) < i || !dry[j] || !g.Clear(x.at[i], x.at[j]) {
				continue
			}
			m := float32(geo.Distance(x.at[i], x.at[j]))
			for _, s := range [2][2]int32{{int32(i), j}, {j, int32(i)}} {
				k := 6*s[0] + int32(used[s[0]])
				x.step[k], x.long[k] = s[1], m
				used[s[0]]++
			}
		}
	}
	x.dock()
	return x, nil
}

// gather finds the cells, by spreading from the places' own.
func (x *grid) gather(ctx context.Context, around []orb.Point, in func(orb.Point) bool) error {
	seen := map[geo.Cell]bool{}
	for _, p := range around {
		if c, err := geo.CellOf(p, x.res); err == nil && !seen[c] {
			seen[c] = true
			x.cells = append(x.cells, c)
		}
	}
	for i := 0; i < len(x.cells); i++ {
		if i%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		for _, d := range x.cells[i].Neighbors() {
			if seen[d] {
				continue
			}
			seen[d] = true
			if in(d.Center()) {
				x.cells = append(x.cells, d)
			}
		}
	}
	slices.Sort(x.cells)
	return nil
}

func (x *grid) find(c geo.Cell) (int32, bool) {
	i, ok := slices.BinarySearch(x.cells, c)
	return int32(i), ok
}

// dock ties the crossings to the cells of their banks.
func (x *grid) dock() {
	for k, link := range x.g.links {
		a, okA := x.bankCell(link, 0)
		b, okB := x.bankCell(link, 1)
		if !okA || !okB || a == b {
			continue
		}
		x.ports[a] = append(x.ports[a], port{b, int32(k)})
		x.ports[b] = append(x.ports[b], port{a, int32(k)})
	}
}

// bankCell gives the dry cell of the grid that a bank of a crossing is reached from.
func (x *grid) bankCell(link bridge, bank int) (int32, bool) {
	if x.res == fine {
		return x.find(link.bank[bank])
	}
	for _, s := range x.stands(link.bank[bank].Center()) {
		return s.cell, true
	}
	return 0, false
}

// stand is a cell that a place is tied to.
type stand struct {
	cell   int32
	metres float64
}

// stands lists the cells that a place is tied to, nearest first: the dry ones within two steps that it has a clear way
// to; where it lies in water itself, the nearest dry one within four.
func (x *grid) stands(p orb.Point) (list []stand) {
	home, err := geo.CellOf(p, x.res)
	if err != nil {
		return nil
	}
	wet, k := x.g.Wet(p), 2
	if wet {
		k = 4
	}
	for _, c := range home.Disk(k) {
		i, ok := x.find(c)
		if !ok || x.g.Wet(x.at[i]) || !wet && !x.g.Clear(p, x.at[i]) {
			continue
		}
		list = append(list, stand{i, float64(geo.Distance(p, x.at[i]))})
	}
	slices.SortFunc(list, func(a, b stand) int {
		switch {
		case a.metres < b.metres || a.metres == b.metres && a.cell < b.cell:
			return -1
		case a == b:
			return 0
		}
		return 1
	})
	if wet && len(list) > 1 {
		list = list[:1]
	}
	return list
}
