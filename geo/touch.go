package geo

import (
	"slices"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
)

// MaxCells is the most cells that one geometry is cut into.
const MaxCells = 4_000_000

// PolygonCells gives every cell of resolution res that g touches, sorted: the cells inside, those its
// boundary runs through, islands and slivers smaller than a cell as well, and a few that come within
// 3 mm (at resolution 9; in proportion at others). Lines and points give the cells they pass. Beyond 70
// degrees of latitude a cell counts by its bounding box.
//
// H3's own PolygonToCells compares every cell with every edge; this walks along the edges and fills
// what they enclose. About 2 microseconds a cell and 0.3 a vertex. It refuses with geometry.empty,
// point.outside, cell.resolution, and geometry.too_many_cells where more than MaxCells are expected.
func PolygonCells(g orb.Geometry, res int) ([]Cell, error) {
	sh, err := shapeOf(g)
	if err != nil {
		return nil, err
	}
	cells, _, err := sh.cells(res)
	return cells, err
}

// cells gives the cells that the shape touches, sorted, and of each whether it lies inside whole.
func (sh shape) cells(res int) (cells []Cell, inside []bool, err error) {
	if err := checkResolution(res); err != nil {
		return nil, nil, err
	}
	if n := sh.expectedCells(res); n > MaxCells {
		return nil, nil, fault.Refuse("geometry.too_many_cells",
			"About %.0f million cells of resolution %d would be needed, more than %d million; choose a coarser resolution.", n/1e6, res, MaxCells/1_000_000)
	}
	t := newTracer(res)
	t.trace(sh)
	for c, n := range t.nodes {
		if n.state == nodeTouched || n.state == nodeInside {
			cells = append(cells, c)
		}
	}
	slices.Sort(cells)
	inside = make([]bool, len(cells))
	for i, c := range cells {
		inside[i] = t.nodes[c].state == nodeInside
	}
	return cells, inside, nil
}

type nodeState uint8

const (
	nodeUnknown nodeState = iota
	nodeTouched           // an edge or a point meets it
	nodeInside            // no edge meets it, its center is in a polygon
	nodeOutside
)

type node struct {
	state nodeState
	asked int // the last segment it was asked about
	foot  *footprint
	disk  []Cell // itself and its neighbours, once wanted
}

// tracer finds the cells that a shape touches.
type tracer struct {
	res     int
	nodes   map[Cell]*node
	segment int
	queue   []Cell
}

func newTracer(res int) *tracer { return &tracer{res: res, nodes: map[Cell]*node{}} }

func (t *tracer) node(c Cell) *node {
	n := t.nodes[c]
	if n == nil {
		n = &node{}
		t.nodes[c] = n
	}
	return n
}

func (t *tracer) footprint(c Cell, n *node) *footprint {
	if n.foot == nil {
		n.foot = newFootprint(c)
	}
	return n.foot
}

func (t *tracer) disk(c Cell, n *node) []Cell {
	if n.disk == nil {
		n.disk = h3Disk(c, 1)
	}
	return n.disk
}

func (t *tracer) trace(sh shape) {
	for _, l := range sh.lines {
		t.line(l)
	}
	for _, p := range sh.polygons {
		for _, r := range p {
			t.line(r)
			if r[0] != r[len(r)-1] {
				t.line([]orb.Point{r[len(r)-1], r[0]})
			}
		}
	}
	if len(sh.polygons) > 0 {
		t.fill(NewAreaIndex([]orb.MultiPolygon{sh.polygons}))
	}
}

// line marks the cells along a chain of segments. Most segments are short and stay in the cell of the
// last one; a start near an edge or a long segment spreads from cell to neighbouring cell.
func (t *tracer) line(l []orb.Point) {
	var at *footprint
	for i, a := range l {
		b := l[min(i+1, len(l)-1)]
		if at != nil && at.holds(a) && at.holds(b) {
			continue
		}
		start := h3CellOf(a, t.res)
		at = t.spread(start, a, b)
		if !at.holds(a) || !at.holds(b) {
			if i+1 < len(l) {
				end := h3CellOf(b, t.res)
				at = t.footprint(end, t.node(end))
			}
		}
	}
}

// spread marks start and every cell reached from it that the segment touches.
func (t *tracer) spread(start Cell, a, b orb.Point) *footprint {
	t.segment++
	n := t.node(start)
	n.state, n.asked = nodeTouched, t.segment
	first := t.footprint(start, n)
	if first.holds(a) && first.holds(b) {
		return first
	}
	t.queue = append(t.queue[:0], start)
	for len(t.queue) > 0 {
		c := t.queue[len(t.queue)-1]
		t.queue = t.queue[:len(t.queue)-1]
		for _, d := range t.disk(c, t.nodes[c]) {
			m := t.node(d)
			if m.asked == t.segment {
				continue
			}
			m.asked = t.segment
			if t.footprint(d, m).touches(a, b) {
				m.state = nodeTouched
				t.queue = append(t.queue, d)
			}
		}
	}
	return first
}

// fill marks the cells that lie in a polygon whole. No edge parts two neighbours that no edge touches, so
// one answer holds for all that are connected.
func (t *tracer) fill(x *AreaIndex) {
	var rim []Cell
	for c, n := range t.nodes {
		if n.state == nodeTouched {
			rim = append(rim, c)
		}
	}
	for _, c := range rim {
		for _, d := range t.disk(c, t.nodes[c]) {
			n := t.node(d)
			if n.state != nodeUnknown {
				continue
			}
			if _, in := x.Locate(h3Center(d)); in {
				t.flood(d, n)
			} else {
				n.state = nodeOutside
			}
		}
	}
}

func (t *tracer) flood(c Cell, n *node) {
	n.state = nodeInside
	t.queue = append(t.queue[:0], c)
	for len(t.queue) > 0 {
		c := t.queue[len(t.queue)-1]
		t.queue = t.queue[:len(t.queue)-1]
		for _, d := range h3Disk(c, 1) {
			if m := t.node(d); m.state == nodeUnknown || m.state == nodeOutside {
				m.state = nodeInside
				t.queue = append(t.queue, d)
			}
		}
	}
}
