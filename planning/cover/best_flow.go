package cover

import "math"

// bestFlow finds the assignment of the greatest value for camp-days that are given: a minimum cost flow by
// successive shortest paths with potentials (Edmonds and Karp 1972, doi 10.1145/321694.321699), one cell
// after another. Every visitor goes to a site or, unserved, to a pool: that of the floor that wants a part
// of his cell, which takes free of cost those whom the floor does not want and the others at its weight, or
// else the last pool, where all are free. Unserved visitors whom a floor wants whole cost its weight on the way.
// Where the arcs have worths all costs count in thousandths, and a visitor costs what his site takes off a
// whole one. Exact; some 100 ms for a district.
type bestFlow struct {
	*assignment
	held     []bool  // sites that hold a camp-day
	pool     []int32 // of each cell
	unserved []int64 // visitors of each cell in its pool
	toll     []int64 // of each cell: cost of a visitor on the way to its pool
	members  [][]int32
	spare    []int64 // of each pool: visitors it still takes free of cost
	weight   []int64 // of each pool: cost of the others
	one      int64   // cost of a visitor who is not served

	potential, dist []int64 // of each node: cells, sites, pools, and the end of all ways
	seen, done      []int32 // stamps
	parent, via     []int32 // node before, and the arc between where there is one
	heap            []wayTo
	settled         []int32
}

// wayTo is a node at the end of a way of some length.
type wayTo struct {
	dist int64
	node int32
}

// maxPathWeight keeps the lengths of ways within 63 bits where they count in thousandths.
const maxPathWeight = 1 << 44

// off is what a visitor on arc a counts less than a whole one.
func (b *bestFlow) off(a int32) int64 {
	if b.in.Worth == nil {
		return 0
	}
	return int64(full - b.in.Worth[a])
}

// newBestFlow starts from an assignment without visitors.
func newBestFlow(s *assignment) *bestFlow {
	in := s.in
	n := len(in.Demand)
	b := &bestFlow{assignment: s, one: 1, held: make([]bool, len(in.Sites)), pool: make([]int32, n), unserved: make([]int64, n), toll: make([]int64, n)}
	for j, room := range s.room {
		b.held[j] = room > 0
	}
	weights := in.weights()
	if in.Worth != nil {
		b.one = full
		for f, w := range weights {
			weights[f] = min(w, maxPathWeight) * full
		}
	}
	last := int32(len(in.Floors))
	for i := range b.pool {
		b.pool[i] = last
	}
	b.members, b.spare, b.weight = make([][]int32, last+1), make([]int64, last+1), make([]int64, last+1)
	for f, floor := range in.Floors {
		whole := in.all(floor)
		b.spare[f], b.weight[f] = -floor.Want, weights[f]
		for _, c := range floor.Cells {
			if whole {
				b.toll[c] += weights[f]
			} else {
				b.pool[c] = int32(f)
				b.members[f] = append(b.members[f], c)
				b.spare[f] += in.Demand[c]
			}
		}
	}
	b.spare[last] = math.MaxInt64
	nodes := n + len(in.Sites) + int(last) + 2
	b.potential, b.dist = make([]int64, nodes), make([]int64, nodes)
	b.parent, b.via, b.seen, b.done = make([]int32, nodes), make([]int32, nodes), make([]int32, nodes), make([]int32, nodes)
	return b
}

// run assigns the visitors of every cell.
func (b *bestFlow) run() {
	for i, left := range b.in.Demand {
		for left > 0 {
			b.search(int32(i))
			left -= b.send(int32(i), left)
		}
	}
}

func (b *bestFlow) end() int32 { return int32(len(b.dist) - 1) }

// search finds the cheapest way of a visitor of the cell to the end (Dijkstra 1959, doi 10.1007/BF01386390).
func (b *bestFlow) search(cell int32) {
	b.stamp++
	b.heap, b.settled = b.heap[:0], b.settled[:0]
	b.offer(cell, cell, -1, 0)
	for {
		u := b.pop()
		if b.done[u] == b.stamp {
			continue
		}
		b.done[u] = b.stamp
		if u == b.end() {
			break
		}
		b.settled = append(b.settled, u)
		b.expand(u)
	}
	far := b.dist[b.end()]
	for _, u := range b.settled {
		b.potential[u] += b.dist[u] - far
	}
}

// expand offers the ways on from node u.
func (b *bestFlow) expand(u int32) {
	in := b.in
	n, m := int32(len(in.Demand)), int32(len(in.Sites))
	step := func(v, arc int32, cost int64) {
		b.offer(u, v, arc, b.dist[u]+cost+b.potential[u]-b.potential[v])
	}
	switch {
	case u < n:
		for _, a := range b.arcsOf(u) {
			if j := b.arcSite[a]; b.held[j] {
				step(n+j, a, b.off(a))
			}
		}
		step(n+m+b.pool[u], -1, b.one+b.toll[u])
	case u < n+m:
		j := u - n
		if b.room[j] > 0 {
			step(b.end(), -1, 0)
		}
		for a := in.SiteStart[j]; a < in.SiteStart[j+1]; a++ {
			if b.flow[a] > 0 {
				step(in.ArcCell[a], a, -b.off(a))
			}
		}
	default:
		f := u - n - m
		if b.spare[f] > 0 {
			step(b.end(), -1, 0) // no other way on is shorter
			return
		}
		step(b.end(), -1, b.weight[f])
		for _, c := range b.members[f] {
			if b.unserved[c] > 0 {
				step(c, -1, -b.one-b.toll[c])
			}
		}
	}
}

// send moves up to left visitors of the cell along the way found and says how many.
func (b *bestFlow) send(cell int32, left int64) int64 {
	n, m := int32(len(b.in.Demand)), int32(len(b.in.Sites))
	by := left
	last := b.parent[b.end()]
	if last < n+m {
		by = min(by, b.room[last-n])
	} else if f := last - n - m; b.spare[f] > 0 {
		by = min(by, b.spare[f])
	}
	for v := last; v != cell; v = b.parent[v] {
		switch u := b.parent[v]; {
		case v < n && u < n+m: // a visitor of v leaves site u
			by = min(by, b.flow[b.via[v]])
		case v < n: // a visitor of v leaves pool u
			by = min(by, b.unserved[v])
		}
	}
	if f := last - n - m; f >= 0 && b.spare[f] > 0 {
		b.spare[f] -= by
	}
	for v := last; v != cell; v = b.parent[v] {
		switch u := b.parent[v]; {
		case v < n && u < n+m:
			b.push(b.via[v], -by)
		case v < n:
			b.unserved[v] -= by
		case v < n+m:
			b.push(b.via[v], by)
		default:
			b.unserved[u] += by
		}
	}
	return by
}

// offer notes a way to node v over u, dist long, if it is the shortest yet.
func (b *bestFlow) offer(u, v, arc int32, dist int64) {
	if b.seen[v] == b.stamp && b.dist[v] <= dist {
		return
	}
	b.seen[v], b.dist[v], b.parent[v], b.via[v] = b.stamp, dist, u, arc
	b.heap = append(b.heap, wayTo{dist, v})
	for k := len(b.heap) - 1; k > 0; {
		p := (k - 1) / 2
		if !b.heap[k].before(b.heap[p]) {
			return
		}
		b.heap[k], b.heap[p] = b.heap[p], b.heap[k]
		k = p
	}
}

// before puts the shorter way first; of equal ones that to the later node, as the end is the last.
func (w wayTo) before(o wayTo) bool { return w.dist < o.dist || w.dist == o.dist && w.node > o.node }

func (b *bestFlow) pop() int32 {
	top := b.heap[0].node
	last := len(b.heap) - 1
	b.heap[0] = b.heap[last]
	b.heap = b.heap[:last]
	for k := 0; ; {
		c := 2*k + 1
		if c >= last {
			return top
		}
		if c+1 < last && b.heap[c+1].before(b.heap[c]) {
			c++
		}
		if !b.heap[c].before(b.heap[k]) {
			return top
		}
		b.heap[k], b.heap[c] = b.heap[c], b.heap[k]
		k = c
	}
}
