package road

import "math"

// grid lists for each window of a box the edges whose lines pass it. Ferries are in no window: nobody lives on one.
type grid struct {
	lo         point // of the box
	side       point // of a window, in 1e-7 degrees
	cols, rows int32
	first      []uint32
	edges      []uint32
}

// index makes the grid: about one window for two edges, nearly square on the ground.
func (d *draft) index() {
	lo, hi := point{1<<31 - 1, 1<<31 - 1}, point{-1 << 31, -1 << 31}
	for _, set := range [2][]point{d.at, d.points} {
		for _, p := range set {
			for k := range 2 {
				lo[k], hi[k] = min(lo[k], p[k]), max(hi[k], p[k])
			}
		}
	}
	d.grid = newGrid(lo, hi, len(d.edges)/2)
	d.grid.fill(func(visit func(e int32, a, b point)) {
		for i := range d.edges {
			e := &d.edges[i]
			if d.b.classes[e.class].ferry != 0 {
				continue
			}
			from := d.at[e.tail]
			for _, p := range d.pointsOf(i) {
				visit(int32(i), from, p)
				from = p
			}
			visit(int32(i), from, d.at[e.head])
		}
	})
}

// newGrid cuts a box into about so many windows.
func newGrid(lo, hi point, windows int) grid {
	wide := float64(hi[0]) - float64(lo[0]) + 1
	high := float64(hi[1]) - float64(lo[1]) + 1
	turn := max(math.Cos((float64(lo[1])+float64(hi[1]))/2/perDegree*math.Pi/180), 0.01)
	side := math.Sqrt(wide * turn * high / float64(max(min(windows, 1<<22), 1)))
	side = max(side, 1e4*turn, wide*turn/4096, high/4096) // 100 m, at most 4096 x 4096
	g := grid{lo: lo, side: point{int32(min(side/turn, 1e9)), int32(min(side, 1e9))}}
	g.cols = int32(wide/float64(g.side[0])) + 1
	g.rows = int32(high/float64(g.side[1])) + 1
	return g
}

// fill goes through the segments twice: to count and to enter.
func (g *grid) fill(segments func(visit func(e int32, a, b point))) {
	g.first = make([]uint32, int(g.cols)*int(g.rows)+1)
	last := make([]int32, len(g.first))
	for i := range last {
		last[i] = -1
	}
	segments(func(e int32, a, b point) {
		g.windows(a, b, func(w int32) {
			if last[w] != e {
				last[w] = e
				g.first[w+1]++
			}
		})
	})
	for w := range last[1:] {
		g.first[w+1] += g.first[w]
	}
	g.edges = make([]uint32, g.first[len(g.first)-1])
	for i := range last {
		last[i] = -1
	}
	next := append([]uint32(nil), g.first...)
	segments(func(e int32, a, b point) {
		g.windows(a, b, func(w int32) {
			if last[w] != e {
				last[w] = e
				g.edges[next[w]] = uint32(e)
				next[w]++
			}
		})
	})
}

// windows calls fn for the windows that the segment from a to b passes, row by row.
func (g *grid) windows(a, b point, fn func(w int32)) {
	if a[1] > b[1] {
		a, b = b, a
	}
	low, high := g.row(int64(a[1])), g.row(int64(b[1]))
	for r := low; r <= high; r++ {
		x0, x1 := float64(a[0]), float64(b[0])
		if low < high {
			slope := (float64(b[0]) - float64(a[0])) / (float64(b[1]) - float64(a[1]))
			bottom := float64(g.lo[1]) + float64(float64(r)*float64(g.side[1]))
			if r > low {
				x0 = float64(a[0]) + float64(slope*(bottom-float64(a[1])))
			}
			if r < high {
				x1 = float64(a[0]) + float64(slope*(bottom+float64(g.side[1])-float64(a[1])))
			}
		}
		for c := g.col(int64(min(x0, x1)) - 1); c <= g.col(int64(max(x0, x1))+1); c++ {
			fn(r*g.cols + c)
		}
	}
}

func (g *grid) col(x int64) int32 { return window(x-int64(g.lo[0]), int64(g.side[0]), g.cols) }
func (g *grid) row(y int64) int32 { return window(y-int64(g.lo[1]), int64(g.side[1]), g.rows) }

// window gives the number of a window, the first or last one for what lies outside the box.
func window(x, side int64, count int32) int32 {
	return int32(min(max(x/side, 0), int64(count-1)))
}
