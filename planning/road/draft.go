package road

import (
	"slices"

	"doorstep/geo"
	"doorstep/internal/fault"
)

// draft is a graph in the making.
type draft struct {
	b      *Builder
	report Report
	degree []int32   // of each node of the builder: ends of segments there
	node   []int32   // of each ref; -1 where it is missing
	long   []float64 // metres of each ferry's way
	chain  []chain
	ends   [][2]int32 // of each node of two segments: 1 + the ends of chains there: chain*2, +1 for its last node
	edges  []edge
	points []point
	pieces []uint32
	at     []point // of the graph's nodes, in order
	place  []int32 // of each node of the builder in the graph, or -1
	csr    csr
	part   [Profiles][]uint32
	grid   grid
}

// chain is a run of a way between two nodes that may be junctions: refs lo to hi.
type chain struct {
	way    int32
	lo, hi int
	done   bool
}

// edge is drawn from tail to head.
type edge struct {
	tail, head int32
	length     uint32
	class      uint32
	turned     bool // its class is to be read from head to tail
	point      int  // first of points
	piece      int  // first of pieces
}

// csr is the arcs by the node they leave.
type csr struct {
	first  []uint32
	head   []uint32
	edge   []uint32 // edge*2, +1 from head to tail
	length []uint32
	cost   [Profiles][]uint32
}

// resolve finds the nodes of the ways and counts what ends at each.
func (d *draft) resolve() {
	b := d.b
	d.node = make([]int32, len(b.refs))
	d.degree = make([]int32, len(b.ids))
	d.long = make([]float64, len(b.ferries))
	for w := range b.ways {
		lo, hi := b.refsOf(w)
		missing := 0
		for i := lo; i < hi; i++ {
			if d.node[i] = b.find(b.refs[i]); d.node[i] < 0 {
				missing++
			}
		}
		if missing > 0 {
			d.report.MissingNodes += missing
			if len(d.report.CutWays) < 100 {
				d.report.CutWays = append(d.report.CutWays, b.ways[w].id)
			}
		}
		if !d.measure(w, lo, hi) {
			d.report.DroppedWays++
		}
	}
}

// measure counts the segments of a way at their ends; it says whether there are any.
func (d *draft) measure(w, lo, hi int) (found bool) {
	ferry := d.b.classes[d.b.ways[w].class].ferry
	for i := lo + 1; i < hi; i++ {
		u, v := d.node[i-1], d.node[i]
		if u < 0 || v < 0 || u == v {
			continue
		}
		found = true
		d.degree[u]++
		d.degree[v]++
		if ferry > 0 {
			d.long[ferry-1] += float64(d.segment(u, v))
		}
	}
	if found {
		d.report.Ways++
	}
	return found
}

func (b *Builder) refsOf(w int) (lo, hi int) {
	if w+1 < len(b.ways) {
		return b.ways[w].first, b.ways[w+1].first
	}
	return b.ways[w].first, len(b.refs)
}

func (d *draft) segment(u, v int32) geo.Meters {
	return geo.Distance(d.b.at[u].orb(), d.b.at[v].orb())
}

// chains cuts the ways where more than two segments meet, where they end and where a node is missing.
func (d *draft) chains() {
	for w := range d.b.ways {
		lo, hi := d.b.refsOf(w)
		for i := lo; i < hi; i++ {
			if d.node[i] < 0 {
				continue
			}
			first := i
			for i+1 < hi && d.node[i+1] >= 0 {
				i++
				if d.degree[d.node[i]] > 2 {
					d.addChain(w, first, i)
					first = i
				}
			}
			d.addChain(w, first, i)
		}
	}
}

// addChain adds a run of a way unless it has no segment.
func (d *draft) addChain(w, lo, hi int) {
	for lo < hi && d.node[lo] == d.node[lo+1] {
		lo++
	}
	for lo < hi && d.node[hi] == d.node[hi-1] {
		hi--
	}
	if lo < hi {
		d.chain = append(d.chain, chain{way: int32(w), lo: lo, hi: hi})
	}
}

// join makes edges of chains: where just two meet and are of one class, they become one edge. A ring without a junction
// begins at the first node of its first chain.
func (d *draft) join() {
	d.ends = make([][2]int32, len(d.b.ids))
	for c := range d.chain {
		for end, at := range [2]int{d.chain[c].lo, d.chain[c].hi} {
			u := d.node[at]
			if d.degree[u] != 2 {
				continue
			}
			pair := &d.ends[u]
			if pair[0] == 0 {
				pair[0] = int32(2*c+end) + 1
			} else {
				pair[1] = int32(2*c+end) + 1
			}
		}
	}
	for _, loose := range [2]bool{true, false} {
		for c := range d.chain {
			for end := range int32(2) {
				if !d.chain[c].done && (!loose || d.after(int32(2*c)+end) < 0) {
					d.follow(int32(2*c) + end)
				}
			}
		}
	}
}

// after gives the end of the chain that goes on where a chain ends, or -1: another chain, of the same class in the same direction.
func (d *draft) after(end int32) int32 {
	pair := d.ends[d.nodeOf(end)]
	if pair[1] == 0 {
		return -1
	}
	other := pair[0] - 1
	if other == end {
		other = pair[1] - 1
	}
	if other>>1 == end>>1 { // a ring
		return -1
	}
	one, two := d.classOf(end), d.classOf(other)
	if one.ferry != 0 || two.ferry != 0 || one != two.reversed() {
		return -1
	}
	return other
}

func (d *draft) nodeOf(end int32) int32 {
	c := &d.chain[end>>1]
	if end&1 == 0 {
		return d.node[c.lo]
	}
	return d.node[c.hi]
}

// classOf is the class of a chain as seen when leaving it at this end backwards: entering the chain there.
func (d *draft) classOf(end int32) class {
	c := d.b.classes[d.b.ways[d.chain[end>>1].way].class]
	if end&1 == 1 {
		return c.reversed()
	}
	return c
}

// follow makes an edge that begins at an end of a chain.
func (d *draft) follow(end int32) {
	e := edge{tail: d.nodeOf(end), point: len(d.points), piece: len(d.pieces), class: d.b.ways[d.chain[end>>1].way].class, turned: end&1 == 1}
	long := 0.0
	for {
		c := &d.chain[end>>1]
		c.done = true
		if n := len(d.pieces); n == e.piece || d.pieces[n-1] != uint32(c.way) {
			d.pieces = append(d.pieces, uint32(c.way))
		}
		long += d.draw(c, end&1 == 1)
		last := end ^ 1
		e.head = d.nodeOf(last)
		next := d.after(last)
		if next < 0 || d.chain[next>>1].done {
			break
		}
		d.points = append(d.points, d.b.at[e.head])
		d.report.Contracted++
		end = next
	}
	e.length = centimeters(geo.Meters(long))
	d.edges = append(d.edges, e)
}

// draw adds the points between the ends of a chain and gives its length in metres.
func (d *draft) draw(c *chain, turned bool) float64 {
	i, last, step := c.lo, c.hi, 1
	if turned {
		i, last, step = c.hi, c.lo, -1
	}
	long := 0.0
	for i != last {
		u := d.node[i]
		i += step
		v := d.node[i]
		if u == v {
			continue
		}
		long += float64(d.segment(u, v))
		if i != last {
			d.points = append(d.points, d.b.at[v])
			d.report.Contracted++
		}
	}
	return long
}

// costs gives the milliseconds of an edge for each profile, from tail to head and back.
func (d *draft) costs(e *edge) (cost [2][Profiles]uint32, err error) {
	c := d.b.classes[e.class]
	if e.turned {
		c = c.reversed()
	}
	for dir := range 2 {
		for p, speed := range c.speed[dir] {
			cost[dir][p] = never
			if speed == 0 {
				continue
			}
			ms := d.millis(c, e.length, speed)
			if ms > mostEdge {
				return cost, fault.Refuse("road.way", "Way %d takes more than 12 days by %s between two junctions; look at its nodes and speed.",
					d.b.ways[d.pieces[e.piece]].id, Profile(p))
			}
			cost[dir][p] = uint32(ms + 0.5)
		}
	}
	return cost, nil
}

// millis is what length takes at a speed; a ferry's waiting and crossing are shared out over its way by length.
func (d *draft) millis(c class, length uint32, speed Speed) float64 {
	ms := float64(length) * 36 / float64(speed)
	if c.ferry == 0 {
		return ms
	}
	f := &d.b.ferries[c.ferry-1]
	share := 1.0
	if long := float64(centimeters(geo.Meters(d.long[c.ferry-1]))); long > float64(length) {
		share = float64(length) / long
	}
	if f.CrossingSeconds > 0 {
		ms = float64(f.CrossingSeconds) * 1000 * share
	}
	return ms + float64(float64(f.WaitSeconds)*1000*share)
}

// order numbers the nodes along a Hilbert curve and sorts the edges by their ends, so that what is near is stored near.
func (d *draft) order() {
	d.place = make([]int32, len(d.b.ids))
	for i := range d.place {
		d.place[i] = -1
	}
	var used []int32
	for i := range d.edges {
		for _, u := range [2]int32{d.edges[i].tail, d.edges[i].head} {
			if d.place[u] < 0 {
				d.place[u] = 0
				used = append(used, u)
			}
		}
	}
	slices.Sort(used)
	keys := hilbertKeys(d.b.at, used)
	slices.Sort(keys)
	d.at = make([]point, len(used))
	for i, k := range keys {
		u := used[uint32(k)]
		d.place[u] = int32(i)
		d.at[i] = d.b.at[u]
	}
	d.sortEdges()
}

// sortEdges renames the ends of the edges and sorts these, with their points and pieces.
func (d *draft) sortEdges() {
	m := len(d.edges)
	sorted := make([]uint64, m)
	byTail := make([]int32, m)
	for i := range d.edges {
		e := &d.edges[i]
		e.tail, e.head = d.place[e.tail], d.place[e.head]
		sorted[i] = uint64(e.tail)<<32 | uint64(e.head)
		byTail[i] = int32(i)
	}
	slices.SortStableFunc(byTail, func(i, j int32) int {
		switch {
		case sorted[i] < sorted[j]:
			return -1
		case sorted[i] > sorted[j]:
			return 1
		}
		return 0
	})
	edges, points, pieces := make([]edge, 0, m), make([]point, 0, len(d.points)), make([]uint32, 0, len(d.pieces))
	for _, i := range byTail {
		e := d.edges[i]
		ps, ws := d.pointsOf(int(i)), d.piecesOf(int(i))
		e.point, e.piece = len(points), len(pieces)
		points, pieces = append(points, ps...), append(pieces, ws...)
		edges = append(edges, e)
	}
	d.edges, d.points, d.pieces = edges, points, pieces
}

func (d *draft) pointsOf(i int) []point {
	if i+1 < len(d.edges) {
		return d.points[d.edges[i].point:d.edges[i+1].point]
	}
	return d.points[d.edges[i].point:]
}

func (d *draft) piecesOf(i int) []uint32 {
	if i+1 < len(d.edges) {
		return d.pieces[d.edges[i].piece:d.edges[i+1].piece]
	}
	return d.pieces[d.edges[i].piece:]
}

// arcs makes the two arcs of each edge, without those that nobody may use.
func (d *draft) arcs() error {
	c := &d.csr
	costs := make([][2][Profiles]uint32, len(d.edges))
	c.first = make([]uint32, len(d.at)+1)
	forbidden := [Profiles]uint32{never, never, never, never}
	for i := range d.edges {
		e := &d.edges[i]
		var err error
		if costs[i], err = d.costs(e); err != nil {
			return err
		}
		for dir, u := range [2]int32{e.tail, e.head} {
			if costs[i][dir] != forbidden {
				c.first[u+1]++
			}
		}
	}
	for u := range d.at {
		c.first[u+1] += c.first[u]
	}
	n := c.first[len(d.at)]
	c.head, c.edge, c.length = make([]uint32, n), make([]uint32, n), make([]uint32, n)
	for p := range c.cost {
		c.cost[p] = make([]uint32, n)
	}
	next := slices.Clone(c.first)
	for i := range d.edges {
		e := &d.edges[i]
		for dir, u := range [2]int32{e.tail, e.head} {
			if costs[i][dir] == forbidden {
				continue
			}
			a := next[u]
			next[u]++
			c.head[a], c.edge[a], c.length[a] = uint32([2]int32{e.head, e.tail}[dir]), uint32(2*i+dir), e.length
			for p := range c.cost {
				c.cost[p][a] = costs[i][dir][p]
			}
		}
	}
	return nil
}
