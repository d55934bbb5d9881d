package road

// OneToAll fills in the milliseconds of the fastest way from a snap to each node of the graph, -1 where there is none: PHAST
// (Delling, Goldberg, Nowatzyk and Werneck 2013, doi 10.1016/j.jpdc.2012.02.007), a sweep over the places from the top down. millis
// must have a place for each node. It takes some milliseconds for 220,000 nodes and allocates nothing.
func (h *Hierarchy) OneToAll(from Snap, millis []int32) {
	p := h.pair()
	defer h.pools.pairs.Put(p)
	s := h.sweeper()
	defer h.pools.sweeps.Put(s)
	p.from.seed(from, false)
	p.from.all()
	cost := s.cost
	for i := range cost {
		cost[i] = mostTrip
	}
	for _, at := range p.from.done {
		cost[at] = uint32(p.from.label[at].weight >> 32)
	}
	first := h.in.first
	lo := first[0]
	for at, node := range h.node {
		hi := first[at+1]
		best := cost[at]
		for _, a := range h.sweep[lo:hi] {
			best = min(best, cost[a.from]+a.cost)
		}
		lo = hi
		cost[at] = best
		if best == mostTrip {
			millis[node] = -1
		} else {
			millis[node] = int32(best)
		}
	}
}

type sweeper struct{ cost []uint32 }

func (h *Hierarchy) sweeper() *sweeper {
	if s, ok := h.pools.sweeps.Get().(*sweeper); ok {
		return s
	}
	return &sweeper{cost: make([]uint32, len(h.node))}
}
