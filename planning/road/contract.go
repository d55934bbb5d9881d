package road

import (
	"cmp"
	"context"
	"slices"
)

// chArc is an arc of a hierarchy in the making: to its other end, over a contracted node or along an edge.
type chArc struct {
	to     uint32
	via    uint32 // the node between its two halves; or, with original set, edge*2 + direction
	weight uint64
}

const original = 1 << 31

// arcList is a node's part of a pool.
type arcList struct{ at, n, room uint32 }

// arcPool holds the arcs of all nodes; a list that has no room left moves to the end.
type arcPool struct {
	arcs []chArc
	list []arcList
}

func (p *arcPool) of(v uint32) []chArc {
	l := &p.list[v]
	return p.arcs[l.at : l.at+l.n]
}

// put adds an arc or betters the one there is.
func (p *arcPool) put(v uint32, a chArc) {
	l := &p.list[v]
	arcs := p.arcs[l.at : l.at+l.n]
	for i := range arcs {
		if arcs[i].to == a.to {
			if a.weight < arcs[i].weight {
				arcs[i] = a
			}
			return
		}
	}
	if l.n == l.room {
		l.room = max(4, l.room+l.room/2)
		at := uint32(len(p.arcs))
		p.arcs = append(p.arcs, arcs...)
		p.arcs = slices.Grow(p.arcs, int(l.room-l.n))[:at+l.room]
		l.at = at
	}
	p.arcs[l.at+l.n] = a
	l.n++
}

// drop takes the arc to a node out of a list.
func (p *arcPool) drop(v, to uint32) {
	l := &p.list[v]
	arcs := p.arcs[l.at : l.at+l.n]
	for i := range arcs {
		if arcs[i].to == to {
			arcs[i] = arcs[len(arcs)-1]
			l.n--
			return
		}
	}
}

// pack moves the lists of the nodes that are left together, in their order, when they take less than a third of the pool.
func (p *arcPool) pack(nodes []uint32) {
	total := 0
	for _, v := range nodes {
		total += int(p.list[v].n) + 2
	}
	if total > len(p.arcs)/3 {
		return
	}
	arcs := make([]chArc, 0, total+total/2)
	for _, v := range nodes {
		l := &p.list[v]
		at := uint32(len(arcs))
		arcs = append(arcs, p.of(v)...)
		arcs = append(arcs, chArc{}, chArc{})
		l.at, l.room = at, l.n+2
	}
	p.arcs = arcs
}

// newPool makes the lists of a profile's arcs, the best of those that are parallel, without loops and closed edges.
func newPool(g *Graph, p Profile, closed *Closed, turned bool) *arcPool {
	n := len(g.at)
	pool := &arcPool{list: make([]arcList, n)}
	cost := g.csr.cost[p]
	used := func(u int, a uint32) bool {
		return cost[a] != never && int(g.csr.head[a]) != u && !closed.Has(int32(g.csr.edge[a]>>1))
	}
	for u := range n {
		for a := g.csr.first[u]; a < g.csr.first[u+1]; a++ {
			if used(u, a) {
				at := uint32(u)
				if turned {
					at = g.csr.head[a]
				}
				pool.list[at].room++
			}
		}
	}
	total := uint32(0)
	for v := range pool.list {
		pool.list[v].at = total
		pool.list[v].room += 2
		total += pool.list[v].room
	}
	pool.arcs = make([]chArc, total, total+total/2)
	for u := range n {
		for a := g.csr.first[u]; a < g.csr.first[u+1]; a++ {
			if !used(u, a) {
				continue
			}
			arc := chArc{to: g.csr.head[a], via: original | g.csr.edge[a], weight: weight(cost[a], g.csr.length[a])}
			at := uint32(u)
			if turned {
				at, arc.to = arc.to, at
			}
			pool.put(at, arc)
		}
	}
	return pool
}

// span is a part of what a worker made in a round.
type span struct {
	by     *witness
	lo, hi int
}

func (s *span) shortcuts() []shortcut { return s.by.made[s.lo:s.hi] }

// shortcut is an arc that contracting a node makes necessary.
type shortcut struct {
	from, to uint32
	weight   uint64
}

// contractor contracts the nodes of a profile's network one independent set after another.
type contractor struct {
	out, in  *arcPool
	rank     []uint32 // order of contraction; waiting before
	level    []uint32
	priority []int32
	turn     []uint32 // in the round that stands: the place in it, else waiting
	workers  []*witness
	up, down finalArcs
	active   []uint32
	chosen   []uint32
	touched  []uint32
	mark     []uint32 // round in which a node was touched
	round    uint32
	done     uint32
	found    []span // of each chosen node: its shortcuts
}

const waiting = ^uint32(0)

// finalArcs collects the arcs to higher nodes as nodes are contracted, in that order.
type finalArcs struct {
	first []uint32
	arcs  []chArc
}

func (f *finalArcs) take(arcs []chArc) {
	f.arcs = append(f.arcs, arcs...)
	f.first = append(f.first, uint32(len(f.arcs)))
}

func newContractor(g *Graph, p Profile, closed *Closed, threads int) *contractor {
	n := len(g.at)
	c := &contractor{
		out: newPool(g, p, closed, false), in: newPool(g, p, closed, true),
		rank: make([]uint32, n), level: make([]uint32, n), priority: make([]int32, n), turn: make([]uint32, n), mark: make([]uint32, n),
	}
	for v := range c.rank {
		c.rank[v], c.turn[v] = waiting, waiting
	}
	for range threads {
		c.workers = append(c.workers, newWitness(c, n))
	}
	c.up.first, c.down.first = []uint32{0}, []uint32{0}
	return c
}

// order contracts all nodes, in rounds: in each those whose priority is less than that of all their neighbours.
func (c *contractor) order(ctx context.Context) error {
	c.active = make([]uint32, len(c.rank))
	for v := range c.active {
		c.active[v] = uint32(v)
	}
	c.each(len(c.active), func(w *witness, i int) { c.priority[c.active[i]] = w.rate(c.active[i]) })
	for len(c.active) > 0 {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		c.choose()
		c.contract()
		c.each(len(c.touched), func(w *witness, i int) { c.priority[c.touched[i]] = w.rate(c.touched[i]) })
		c.active = slices.DeleteFunc(c.active, func(v uint32) bool { return c.rank[v] != waiting })
		c.out.pack(c.active)
		c.in.pack(c.active)
	}
	return nil
}

// choose finds the nodes to contract next.
func (c *contractor) choose() {
	c.chosen = c.chosen[:0]
	for _, v := range c.active {
		if c.least(v, c.out.of(v)) && c.least(v, c.in.of(v)) {
			c.chosen = append(c.chosen, v)
		}
	}
	slices.SortFunc(c.chosen, func(u, v uint32) int {
		return cmp.Or(cmp.Compare(c.priority[u], c.priority[v]), cmp.Compare(u, v))
	})
	for i, v := range c.chosen {
		c.turn[v] = uint32(i)
	}
}

// least says whether v comes before the other ends of its arcs.
func (c *contractor) least(v uint32, arcs []chArc) bool {
	mine := c.priority[v]
	for i := range arcs {
		to := arcs[i].to
		if p := c.priority[to]; p < mine || p == mine && scramble(to) < scramble(v) {
			return false
		}
	}
	return true
}

// scramble breaks ties without a direction.
func scramble(v uint32) uint32 {
	v = (v ^ v>>16) * 0x7feb352d
	v = (v ^ v>>15) * 0x846ca68b
	return v ^ v>>16
}

// contract finds the shortcuts of the chosen nodes, then takes these out one by one.
func (c *contractor) contract() {
	c.found = slices.Grow(c.found[:0], len(c.chosen))[:len(c.chosen)]
	for _, w := range c.workers {
		w.made = w.made[:0]
	}
	c.each(len(c.chosen), func(w *witness, i int) {
		lo := len(w.made)
		w.made = w.search(c.chosen[i], w.made)
		c.found[i] = span{by: w, lo: lo, hi: len(w.made)}
	})
	c.round++
	c.touched = c.touched[:0]
	for i, v := range c.chosen {
		c.remove(v)
		for _, s := range c.found[i].shortcuts() {
			c.out.put(s.from, chArc{to: s.to, via: v, weight: s.weight})
			c.in.put(s.to, chArc{to: s.from, via: v, weight: s.weight})
		}
	}
}

// remove takes a node out of the network and keeps its arcs.
func (c *contractor) remove(v uint32) {
	out, in := c.out.of(v), c.in.of(v)
	c.up.take(out)
	c.down.take(in)
	for i := range out {
		c.in.drop(out[i].to, v)
		c.touch(v, out[i].to)
	}
	for i := range in {
		c.out.drop(in[i].to, v)
		c.touch(v, in[i].to)
	}
	c.rank[v] = c.done
	c.turn[v] = waiting
	c.done++
}

func (c *contractor) touch(v, u uint32) {
	c.level[u] = max(c.level[u], c.level[v]+1)
	if c.mark[u] != c.round {
		c.mark[u] = c.round
		c.touched = append(c.touched, u)
	}
}
