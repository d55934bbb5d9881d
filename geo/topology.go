package geo

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
)

// topology looks at the rings of a polygon or multipolygon together. The rules are those of OGC Simple
// Features (06-103r4, 6.1.11): rings are simple, meet one another in points only and cross nowhere; holes
// lie in their shell and not in one another, and do not cut it in two; parts share no ground. The method
// is that of JTS's PolygonTopologyAnalyzer, with exact predicates.
type topology struct {
	rings   []ringOf
	edges   []edge
	first   []int32 // of each ring, its first edge; one more at the end
	touches map[touch]struct{}
	bad     *fault.Fault
}

// ringOf says which ring of the geometry a ring is.
type ringOf struct {
	part, hole int // hole 0 is the shell
	many       bool
	box        orb.Bound
}

// touch is a position where two different rings meet.
type touch struct {
	a, b int32
	at   orb.Point
}

func checkTopology(m orb.MultiPolygon) error {
	t := &topology{touches: map[touch]struct{}{}}
	for i, p := range m {
		for j, r := range p {
			if err := t.addRing(r, ringOf{part: i, hole: j, many: len(m) > 1}); err != nil {
				return err
			}
		}
	}
	t.first = append(t.first, int32(len(t.edges)))
	if err := t.checkCrossings(); err != nil {
		return err
	}
	if err := t.checkConnected(); err != nil {
		return err
	}
	if err := t.checkHoles(m); err != nil {
		return err
	}
	return t.checkParts(m)
}

// addRing adds the edges of a ring, without those of length 0.
func (t *topology) addRing(r orb.Ring, of ringOf) error {
	if len(r) == 0 {
		return emptyGeometry(of.String())
	}
	of.box = r.Bound()
	ring, first := int32(len(t.rings)), int32(len(t.edges))
	t.rings = append(t.rings, of)
	t.first = append(t.first, first)
	for i := range len(r) - 1 {
		if r[i] != r[i+1] {
			t.edges = append(t.edges, edge{a: r[i], b: r[i+1], ring: ring, at: int32(i)})
		}
	}
	n := int32(len(t.edges)) - first
	if n < 3 {
		return fault.Malformed("geometry.ring_short", "The %s has fewer than three different positions near %s; an area needs three corners.", of, place(r[0]))
	}
	for i := range n {
		t.edges[first+i].next = first + (i+1)%n
		t.edges[first+i].prev = first + (i+n-1)%n
	}
	for i := range n {
		e := &t.edges[first+i]
		f := &t.edges[e.next]
		if along(e.b, e.a, f.b) {
			return t.crossed(e, f, e.b, "runs back along itself")
		}
	}
	return nil
}

func (t *topology) checkCrossings() error {
	grid := newEdgeGrid(t.edges)
	if grid == nil || !grid.pairs(t.compare) {
		return fault.Refuse("geometry.too_tangled", "The outline is too tangled to be checked; simplify it.")
	}
	if t.bad != nil {
		return t.bad
	}
	return nil
}

// compare looks at two edges and says whether to go on.
func (t *topology) compare(i, j int32) bool {
	e, f := &t.edges[i], &t.edges[j]
	if e.next == j || e.prev == j {
		return true // they share a corner and, as addRing saw, nothing else
	}
	sc, sd := side(e.a, e.b, f.a), side(e.a, e.b, f.b)
	if sc*sd > 0 {
		return true
	}
	sa, sb := side(f.a, f.b, e.a), side(f.a, f.b, e.b)
	if sa*sb > 0 {
		return true
	}
	if sc == 0 && sd == 0 {
		t.collinear(i, j)
		return t.bad == nil
	}
	var at orb.Point
	switch {
	case sc*sd < 0 && sa*sb < 0:
		t.bad = t.crossed(e, f, meeting(e, f), "crosses")
		return false
	case sc == 0:
		at = f.a
	case sd == 0:
		at = f.b
	case sa == 0:
		at = e.a
	default:
		at = e.b
	}
	t.touch(i, j, at)
	return t.bad == nil
}

// along says whether p and q lie in exactly the same direction from at.
func along(at, p, q orb.Point) bool {
	return side(at, p, q) == 0 &&
		(p[0] < at[0]) == (q[0] < at[0]) && (p[0] > at[0]) == (q[0] > at[0]) &&
		(p[1] < at[1]) == (q[1] < at[1]) && (p[1] > at[1]) == (q[1] > at[1])
}

// collinear looks at two edges on one line: they share a stretch, a position or nothing.
func (t *topology) collinear(i, j int32) {
	e, f := &t.edges[i], &t.edges[j]
	lo, hi := ordered(e.a, e.b)
	flo, fhi := ordered(f.a, f.b)
	if comparePoints(flo, lo) > 0 {
		lo = flo
	}
	if comparePoints(fhi, hi) < 0 {
		hi = fhi
	}
	switch c := comparePoints(lo, hi); {
	case c < 0:
		t.bad = t.crossed(e, f, lo, "shares an edge with")
	case c == 0:
		t.touch(i, j, lo)
	}
}

func ordered(a, b orb.Point) (lo, hi orb.Point) {
	if comparePoints(a, b) > 0 {
		return b, a
	}
	return a, b
}

func comparePoints(a, b orb.Point) int {
	return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
}

// touch looks at two edges, not neighbours, that have the one position in common.
func (t *topology) touch(i, j int32, at orb.Point) {
	e, f := &t.edges[i], &t.edges[j]
	if e.ring == f.ring {
		t.bad = fault.Refuse("geometry.self_touching", "The %s touches itself at %s (positions %d and %d); part it into a hole or two polygons there.",
			t.rings[e.ring], place(at), e.at+1, f.at+1)
		return
	}
	before, after := t.around(i, at)
	from, to := t.around(j, at)
	if along(at, before, from) || along(at, before, to) || along(at, after, from) || along(at, after, to) {
		return // they share a stretch, which another pair of edges shows
	}
	if leftOf(before, at, after, from) != leftOf(before, at, after, to) {
		t.bad = t.crossed(e, f, at, "crosses")
		return
	}
	t.touches[touch{min(e.ring, f.ring), max(e.ring, f.ring), at}] = struct{}{}
}

// around gives the corners before and after the position at of an edge's ring.
func (t *topology) around(i int32, at orb.Point) (before, after orb.Point) {
	e := &t.edges[i]
	switch at {
	case e.a:
		return t.edges[e.prev].a, e.b
	case e.b:
		return e.a, t.edges[e.next].b
	}
	return e.a, e.b
}

// leftOf says whether p lies to the left of the way from before over at to after.
func leftOf(before, at, after, p orb.Point) bool {
	first, second := side(before, at, p) > 0, side(at, after, p) > 0
	if side(before, at, after) >= 0 {
		return first && second
	}
	return first || second
}

// meeting gives where two crossing edges meet, for people.
func meeting(e, f *edge) orb.Point {
	dx, dy := e.b[0]-e.a[0], e.b[1]-e.a[1]
	fx, fy := f.b[0]-f.a[0], f.b[1]-f.a[1]
	s := ((f.a[0]-e.a[0])*fy - (f.a[1]-e.a[1])*fx) / (dx*fy - dy*fx)
	return orb.Point{e.a[0] + s*dx, e.a[1] + s*dy}
}

func (t *topology) crossed(e, f *edge, at orb.Point, how string) *fault.Fault {
	if e.ring == f.ring {
		if how != "runs back along itself" {
			how += " itself"
		}
		return fault.Refuse("geometry.self_crossing", "The %s %s near %s, between positions %d and %d; redraw it there.",
			t.rings[e.ring], how, place(at), min(e.at, f.at)+1, max(e.at, f.at)+2)
	}
	r, s := t.rings[min(e.ring, f.ring)], t.rings[max(e.ring, f.ring)]
	return fault.Refuse(overlapCode(r, s), "The %s %s the %s near %s; redraw one of them there.", r, how, s, place(at))
}

func overlapCode(r, s ringOf) fault.Code {
	switch {
	case r.part != s.part:
		return "geometry.parts_overlap"
	case r.hole == 0 || s.hole == 0:
		return "geometry.hole_outside"
	}
	return "geometry.holes_overlap"
}

// checkConnected refuses holes that, touching one another and the shell, cut the polygon in two: a cycle
// in the graph of rings and the positions where they touch.
func (t *topology) checkConnected() error {
	points := map[orb.Point]int32{}
	sets := newDisjoint(len(t.rings))
	joined := map[[2]int32]bool{}
	for _, c := range t.sortedTouches() {
		if t.rings[c.a].part != t.rings[c.b].part {
			continue
		}
		p, ok := points[c.at]
		if !ok {
			p = sets.add()
			points[c.at] = p
		}
		for _, ring := range []int32{c.a, c.b} {
			if joined[[2]int32{ring, p}] {
				continue
			}
			joined[[2]int32{ring, p}] = true
			if !sets.join(ring, p) {
				return fault.Refuse("geometry.interior_split", "The %s and other rings touch so often that they cut the polygon apart, last at %s; make it two polygons.",
					t.rings[ring], place(c.at))
			}
		}
	}
	return nil
}

// disjoint is a union-find structure.
type disjoint []int32

func newDisjoint(n int) *disjoint {
	d := &disjoint{}
	for range n {
		d.add()
	}
	return d
}

func (d *disjoint) add() int32 {
	n := int32(len(*d))
	*d = append(*d, n)
	return n
}

func (d disjoint) find(i int32) int32 {
	for d[i] != i {
		d[i] = d[d[i]]
		i = d[i]
	}
	return i
}

// join makes one set of two, or says that they are one already.
func (d disjoint) join(a, b int32) bool {
	a, b = d.find(a), d.find(b)
	d[a] = b
	return a != b
}

func (t *topology) sortedTouches() []touch {
	all := make([]touch, 0, len(t.touches))
	for c := range t.touches {
		all = append(all, c)
	}
	slices.SortFunc(all, func(p, q touch) int {
		return cmp.Or(comparePoints(p.at, q.at), cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b))
	})
	return all
}
