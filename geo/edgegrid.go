package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// edge is one side of a ring, without length 0.
type edge struct {
	a, b orb.Point
	ring int32 // number of its ring
	at   int32 // number of its first position in the ring, from 0
	next int32 // number of the edge that follows in the ring
	prev int32
}

// Most work that looking for crossings may take before a geometry is refused as too tangled.
const (
	maxGridEntries = 40_000_000
	maxEdgePairs   = 150_000_000
)

// edgeGrid files edges by the windows of a grid that they run through, so that only edges that share a
// window need to be compared: nearly linear for outlines of real places.
type edgeGrid struct {
	edges      []edge
	box        orb.Bound
	side       int
	perX, perY float64
	start      []int32
	entries    []int32
}

// newEdgeGrid gives nil where even a coarse grid would hold too many entries.
func newEdgeGrid(edges []edge) *edgeGrid {
	g := &edgeGrid{edges: edges, box: orb.Bound{Min: edges[0].a, Max: edges[0].a}}
	for _, e := range edges {
		g.box = g.box.Extend(e.b)
	}
	for g.side = max(1, int(math.Sqrt(float64(len(edges))))); ; g.side /= 2 {
		g.perX = perDegree(g.side, g.box.Max[0]-g.box.Min[0])
		g.perY = perDegree(g.side, g.box.Max[1]-g.box.Min[1])
		most := min(8*len(edges)+1_000_000, maxGridEntries)
		if n := g.count(most); n <= most {
			break
		}
		if g.side == 1 {
			return nil
		}
	}
	for i := range g.side * g.side {
		g.start[i+1] += g.start[i]
	}
	g.entries = make([]int32, g.start[g.side*g.side])
	next := make([]int32, len(g.start))
	copy(next, g.start)
	for i := range edges {
		g.windows(&edges[i], func(w int) {
			g.entries[next[w]] = int32(i)
			next[w]++
		})
	}
	return g
}

// count counts the entries of each window, giving up beyond most.
func (g *edgeGrid) count(most int) int {
	g.start = make([]int32, g.side*g.side+1)
	n := 0
	for i := range g.edges {
		g.windows(&g.edges[i], func(w int) {
			g.start[w+1]++
			n++
		})
		if n > most {
			break
		}
	}
	return n
}

// windows calls fn for every window the edge runs through, and perhaps some beside it: row by row, the
// columns between the edge's ends in that row, a little widened against rounding.
func (g *edgeGrid) windows(e *edge, fn func(w int)) {
	a, b := e.a, e.b
	if a[1] > b[1] {
		a, b = b, a
	}
	first, last := g.row(a[1]), g.row(b[1])
	for row := first; row <= last; row++ {
		x0, x1 := a[0], b[0]
		if first < last && b[1] > a[1] {
			slope := (b[0] - a[0]) / (b[1] - a[1])
			if row > first {
				x0 = a[0] + slope*(g.box.Min[1]+float64(row)/g.perY-a[1])
			}
			if row < last {
				x1 = a[0] + slope*(g.box.Min[1]+float64(row+1)/g.perY-a[1])
			}
		}
		slack := 1e-6 / g.perX
		if g.perX == 0 {
			slack = 0
		}
		from, to := g.col(min(x0, x1)-slack), g.col(max(x0, x1)+slack)
		for col := from; col <= to; col++ {
			fn(row*g.side + col)
		}
	}
}

func (g *edgeGrid) row(y float64) int {
	return max(0, min(int((y-g.box.Min[1])*g.perY), g.side-1))
}

func (g *edgeGrid) col(x float64) int {
	return max(0, min(int((x-g.box.Min[0])*g.perX), g.side-1))
}

// pairs calls fn for every two edges whose boxes meet in a window; some pairs come more than once. It
// stops when fn says so, and gives false where the pairs are too many.
func (g *edgeGrid) pairs(fn func(i, j int32) bool) bool {
	compared := 0
	for w := range g.side * g.side {
		here := g.entries[g.start[w]:g.start[w+1]]
		compared += len(here) * len(here) / 2
		if compared > maxEdgePairs {
			return false
		}
		for k, i := range here {
			e := &g.edges[i]
			lox, hix := minmax(e.a[0], e.b[0])
			loy, hiy := minmax(e.a[1], e.b[1])
			for _, j := range here[k+1:] {
				f := &g.edges[j]
				if f.a[0] > hix && f.b[0] > hix || f.a[0] < lox && f.b[0] < lox ||
					f.a[1] > hiy && f.b[1] > hiy || f.a[1] < loy && f.b[1] < loy {
					continue
				}
				if !fn(i, j) {
					return true
				}
			}
		}
	}
	return true
}

func minmax(a, b float64) (lo, hi float64) {
	if a < b {
		return a, b
	}
	return b, a
}
