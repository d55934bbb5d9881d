package road

import "sync"

// climb is one side of a search: over arcs to higher places only.
type climb struct {
	h     *Hierarchy
	arcs  *upward
	back  *upward // the arcs of the other side, over which a place may be seen to be reached faster from above
	label []climbLabel
	stamp uint32
	keys  queue
	done  []uint32 // places settled and not stalled, in order; one may stand twice
}

type climbLabel struct {
	weight uint64
	stamp  uint32
	parent uint32 // the place it was reached from, or none for a seed
}

const none = ^uint32(0)

func newClimb(h *Hierarchy, arcs, back *upward) *climb {
	return &climb{h: h, arcs: arcs, back: back, label: make([]climbLabel, len(h.node))}
}

func (c *climb) clear() {
	c.keys, c.done = c.keys[:0], c.done[:0]
	if c.stamp++; c.stamp == 0 {
		clear(c.label)
		c.stamp = 1
	}
}

// weight gives what was found for a place.
func (c *climb) weight(at uint32) uint64 {
	if l := &c.label[at]; l.stamp == c.stamp {
		return l.weight
	}
	return unreached
}

func (c *climb) reach(at uint32, w uint64, parent uint32) {
	l := &c.label[at]
	if l.stamp == c.stamp && l.weight <= w || w >= beyond {
		return
	}
	*l = climbLabel{weight: w, stamp: c.stamp, parent: parent}
	c.keys.push(w&^never64 | uint64(at))
}

// seed begins at a snap: leaving it, or arriving at it where turned.
func (c *climb) seed(at Snap, turned bool) {
	c.clear()
	h := c.h
	if at.Edge < 0 || h.closed.Has(at.Edge) {
		return
	}
	for dir := range uint32(2) {
		w, node := h.begin(at, dir, turned)
		if w != unreached {
			c.reach(h.place[node], w, none)
		}
	}
}

// begin gives where a search begins that leaves a snap in a direction of its edge, or that arrives there where turned, and with what.
func (h *Hierarchy) begin(at Snap, dir uint32, turned bool) (w uint64, node uint32) {
	if turned {
		return h.g.arrive(h.profile, at, dir), h.g.end(at.Edge, 1-dir)
	}
	return h.g.leave(h.profile, at, dir), h.g.end(at.Edge, dir)
}

// next settles one place and goes on from it; false says that it was an old key or is stalled.
func (c *climb) next() (at uint32, ok bool) {
	key := c.keys.pop()
	at = uint32(key)
	w := c.label[at].weight
	if w>>32 != key>>32 || c.stalled(at, w) {
		return at, false
	}
	for _, a := range c.arcs.of(at) {
		c.reach(a.to, w+a.weight, at)
	}
	return at, true
}

// stalled says whether a higher place is reached from which this one is reached faster: no fastest way goes up through here.
func (c *climb) stalled(at uint32, w uint64) bool {
	for _, a := range c.back.of(at) {
		if l := &c.label[a.to]; l.stamp == c.stamp && l.weight+a.weight < w {
			return true
		}
	}
	return false
}

// all settles everything above the seeds.
func (c *climb) all() {
	for len(c.keys) > 0 {
		if at, ok := c.next(); ok {
			c.done = append(c.done, at)
		}
	}
}

// pair is the scratch of a question from one place to another.
type pair struct {
	from, to *climb
	steps    []step
}

type hierarchyPools struct {
	pairs    sync.Pool
	matrices sync.Pool
	sweeps   sync.Pool
}

func (h *Hierarchy) pair() *pair {
	if p, ok := h.pools.pairs.Get().(*pair); ok {
		return p
	}
	return h.newPair()
}

func (h *Hierarchy) newPair() *pair {
	return &pair{from: newClimb(h, &h.out, &h.in), to: newClimb(h, &h.in, &h.out)}
}

// Query gives what the fastest way between two snaps takes. It takes some tens of microseconds and allocates nothing.
func (h *Hierarchy) Query(from, to Snap) Trip {
	p := h.pair()
	defer h.pools.pairs.Put(p)
	best, _ := p.search(h, from, to)
	return tripOf(best)
}

// search gives the weight of the fastest way and the place where its two sides meet; none where it runs along one edge.
func (p *pair) search(h *Hierarchy, from, to Snap) (best uint64, meet uint32) {
	best, meet = unreached, none
	if from.Edge < 0 || to.Edge < 0 || h.closed.Has(from.Edge) || h.closed.Has(to.Edge) {
		return best, meet
	}
	best, _ = h.g.between(h.profile, from, to)
	p.from.seed(from, false)
	p.to.seed(to, true)
	one, other := p.from, p.to
	for len(one.keys) > 0 || len(other.keys) > 0 {
		if len(one.keys) == 0 || len(other.keys) > 0 && other.keys[0] < one.keys[0] {
			one, other = other, one
		}
		if one.keys[0]>>32 > best>>32 {
			break
		}
		at, ok := one.next()
		if !ok {
			continue
		}
		if w := other.weight(at); w != unreached && one.weight(at)+w < best {
			best, meet = one.weight(at)+w, at
		}
	}
	return best, meet
}
