package road

import (
	"math"

	"doorstep/geo"
)

// Bound says how far a search goes, and by what.
type Bound struct {
	Profile Profile
	// Meters limits the length, and shortest ways are searched; 0: Seconds limits the time, and fastest ways are searched;
	// both 0: fastest ways without a limit.
	Meters  geo.Meters
	Seconds float64
	Closed  *Closed
	// OffRoad counts the straight line between a place and its snap at both ends, at this speed; 0: it is not counted.
	OffRoad Speed
}

// limit gives the last weight that counts.
func (b *Bound) limit() uint64 {
	most := float64(mostTrip)
	switch {
	case b.Meters > 0:
		most = float64(b.Meters) * 100
	case b.Seconds > 0:
		most = b.Seconds * 1000
	}
	return uint64(math.Min(most, mostTrip-1))<<32 | never64
}

// search is the scratch of one bounded search over the graph as it is; a stamp says what of it is valid.
type search struct {
	g       *Graph
	p       Profile
	time    []uint32 // of arcs
	cost    []uint32 // of arcs: what is counted first
	second  []uint32
	shorter bool // length is counted first
	limit   uint64
	closed  *Closed
	label   []label
	stamp   uint32
	queue   queue
	touched []int32
	hit     []label // of targets
	hits    []int32
	legs    []Leg
	via     []uint32 // the arc over which a node was reached, where a path is wanted: edge*2 + direction
}

type label struct {
	weight uint64
	stamp  uint32
}

func (g *Graph) search(b *Bound) *search {
	s, ok := g.pools.searches.Get().(*search)
	if !ok {
		s = &search{g: g, label: make([]label, len(g.at))}
	}
	s.begin(b)
	return s
}

func (s *search) begin(b *Bound) {
	s.p, s.limit, s.closed, s.shorter = b.Profile, b.limit(), b.Closed, b.Meters > 0
	s.time = s.g.csr.cost[b.Profile]
	s.cost, s.second = s.time, s.g.csr.length
	if s.shorter {
		s.cost, s.second = s.second, s.cost
	}
	s.clear()
}

// clear forgets the last search.
func (s *search) clear() {
	s.queue, s.touched, s.hits = s.queue[:0], s.touched[:0], s.hits[:0]
	if s.stamp++; s.stamp == 0 {
		clear(s.label)
		clear(s.hit)
		s.stamp = 1
	}
}

// reach offers a node a weight, and says whether it took it.
func (s *search) reach(node uint32, w uint64) bool {
	if w > s.limit {
		return false
	}
	l := &s.label[node]
	if l.stamp != s.stamp {
		l.stamp = s.stamp
		s.touched = append(s.touched, int32(node))
	} else if l.weight <= w {
		return false
	}
	l.weight = w
	s.queue.push(w&^never64 | uint64(node))
	return true
}

// start puts a snap into the queue, with what was used before it.
func (s *search) start(from Snap, before uint64) {
	if from.Edge < 0 || s.closed.Has(from.Edge) {
		return
	}
	for dir := range uint32(2) {
		if w := s.g.leave(s.p, from, dir); w != unreached {
			s.reach(s.g.end(from.Edge, dir), s.order(w)+before)
		}
	}
}

// end gives the node at which an edge ends in a direction.
func (g *Graph) end(edge int32, dir uint32) uint32 {
	if dir == 1 {
		return g.tail[edge]
	}
	return g.head[edge]
}

// order turns a weight of (time, length) into one that counts first what the search does.
func (s *search) order(w uint64) uint64 {
	if s.shorter {
		return w<<32 | w>>32
	}
	return w
}

// leave gives the weight from a snap to the end of its edge in a direction, or unreached.
func (g *Graph) leave(p Profile, at Snap, dir uint32) uint64 {
	cost := g.cost(p, at.Edge, dir)
	if cost == never {
		return unreached
	}
	before := partial(cost, g.length[at.Edge], at.Along)
	if dir == 1 {
		return weight(before, uint32(at.Along))
	}
	return weight(cost-before, g.length[at.Edge]-uint32(at.Along))
}

// arrive gives the weight from the begin of an edge in a direction to a snap on it, or unreached.
func (g *Graph) arrive(p Profile, at Snap, dir uint32) uint64 {
	cost := g.cost(p, at.Edge, dir)
	if cost == never {
		return unreached
	}
	before := partial(cost, g.length[at.Edge], at.Along)
	if dir == 1 {
		return weight(cost-before, g.length[at.Edge]-uint32(at.Along))
	}
	return weight(before, uint32(at.Along))
}

// between gives the weight along one edge between two snaps on it and the direction, or unreached.
func (g *Graph) between(p Profile, from, to Snap) (best uint64, way uint32) {
	best = unreached
	if from.Edge != to.Edge {
		return best, 0
	}
	for dir := range uint32(2) {
		if dir == 0 && to.Along < from.Along || dir == 1 && to.Along > from.Along {
			continue
		}
		cost := g.cost(p, from.Edge, dir)
		if cost == never {
			continue
		}
		a, b := partial(cost, g.length[from.Edge], from.Along), partial(cost, g.length[from.Edge], to.Along)
		if w := weight(max(a, b)-min(a, b), uint32(max(from.Along, to.Along)-min(from.Along, to.Along))); w < best {
			best, way = w, dir
		}
	}
	return best, way
}

// run settles nodes until the limit. Where two labels agree in what counts first the lesser second one may come later: the
// node is then looked at again, so that the answer is exact in both.
func (s *search) run(targets *Targets) {
	c := &s.g.csr
	for len(s.queue) > 0 {
		key := s.queue.pop()
		u := uint32(key)
		w := s.label[u].weight
		if w>>32 != key>>32 {
			continue
		}
		for a := c.first[u]; a < c.first[u+1]; a++ {
			cost, second := s.cost[a], s.second[a]
			if cost == never || second == never {
				continue
			}
			e := c.edge[a]
			if s.closed != nil && s.closed.Has(int32(e>>1)) {
				continue
			}
			if targets != nil && targets.any(e>>1) {
				s.pass(targets, e, s.time[a], w)
			}
			if s.reach(c.head[a], w+weight(cost, second)) && s.via != nil {
				s.via[c.head[a]] = e
			}
		}
	}
}

// trip turns a weight of the search into a trip.
func (s *search) trip(w uint64) Trip {
	if s.shorter {
		w = w<<32 | w>>32
	}
	return tripOf(w)
}

// Within visits each node that can be reached from a snap within the bound, with what the way takes, in no order that means
// anything but the same each time, until visit says false.
func (g *Graph) Within(from Snap, b Bound, visit func(node int32, t Trip) bool) {
	if !g.Has(b.Profile) {
		return
	}
	s := g.search(&b)
	defer g.pools.searches.Put(s)
	s.start(from, s.offRoad(&b, from))
	s.run(nil)
	for _, u := range s.touched {
		if !visit(u, s.trip(s.label[u].weight)) {
			return
		}
	}
}

// Tree fills in what the fastest way from a snap to each node takes, by Dijkstra's algorithm (1959, doi 10.1007/BF01386390)
// alone: what everything else is held against. trips must have a place for each node.
func (g *Graph) Tree(from Snap, p Profile, closed *Closed, trips []Trip) {
	for i := range trips {
		trips[i] = noTrip
	}
	g.Within(from, Bound{Profile: p, Closed: closed}, func(node int32, t Trip) bool {
		trips[node] = t
		return true
	})
}

// offRoad is the weight of the straight line between a place and its snap.
func (s *search) offRoad(b *Bound, at Snap) uint64 {
	if b.OffRoad <= 0 {
		return 0
	}
	length := centimeters(at.Distance)
	return s.order(weight(uint32(min(float64(length)*36/float64(b.OffRoad)+0.5, mostEdge)), length))
}
