package road

import (
	"context"
	"runtime"
	"slices"

	"doorstep/internal/fault"
)

// Hierarchy answers questions about the fastest ways of one profile, with or without closures: a contraction hierarchy
// (Geisberger, Sanders, Schultes and Delling 2008, doi 10.1007/978-3-540-68552-4_24). It is not changed: any number of
// goroutines may ask at once. Its nodes are numbered from the top level down.
type Hierarchy struct {
	g       *Graph
	profile Profile
	closed  *Closed
	node    []uint32 // the graph's node at each place
	place   []uint32 // of each node of the graph
	out     upward   // arcs to higher places
	in      upward   // arcs from higher places, turned
	sweep   []sweepArc
	levels  int
	pools   hierarchyPools
}

// upward is the arcs between a place and those above it.
type upward struct {
	first []uint32
	arcs  []chArc // to a place; via: a place, or an edge with original set
}

// sweepArc is an arc from a higher place, for times only.
type sweepArc struct{ from, cost uint32 }

// HierarchyOptions says how a hierarchy is made.
type HierarchyOptions struct {
	Threads int // 0: all processors; the hierarchy is the same whatever it is
}

// NewHierarchy makes the hierarchy of a profile. A town-like network of 220,000 nodes takes about three seconds of one
// processor; one whose ways are all equally fast takes several times that. It is refused with road.profile where the
// graph has no way for the profile, and ends with the error of ctx when that is done.
func NewHierarchy(ctx context.Context, g *Graph, p Profile, closed *Closed, o HierarchyOptions) (*Hierarchy, error) {
	if !g.Has(p) {
		return nil, noProfile(p)
	}
	threads := o.Threads
	if threads <= 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	c := newContractor(g, p, closed, threads)
	if err := c.order(ctx); err != nil {
		return nil, err
	}
	return c.hierarchy(g, p, closed), nil
}

func noProfile(p Profile) error {
	return fault.Refuse("road.profile", "The road file has no way for %s; give the builder speeds for that profile.", p)
}

// Rebuild makes the hierarchy of the same profile with other closures, contracting the nodes in the order of this one, which is
// several times faster than finding an order.
func (h *Hierarchy) Rebuild(ctx context.Context, closed *Closed) (*Hierarchy, error) {
	c := newContractor(h.g, h.profile, closed, 1)
	c.chosen = make([]uint32, 1)
	for i, v := range slices.Backward(h.node) {
		if i%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		c.chosen[0] = v
		c.contract()
	}
	return c.hierarchy(h.g, h.profile, closed), nil
}

// Profile gives whose ways these are.
func (h *Hierarchy) Profile() Profile { return h.profile }

// Graph gives the graph below.
func (h *Hierarchy) Graph() *Graph { return h.g }

// Closed gives what was closed when the hierarchy was made.
func (h *Hierarchy) Closed() *Closed { return h.closed }

// Size gives the arcs up and down, how many levels there are, and the bytes of memory taken.
func (h *Hierarchy) Size() (arcs, levels, bytes int) {
	arcs = len(h.out.arcs) + len(h.in.arcs)
	return arcs, h.levels, arcs*16 + len(h.sweep)*8 + len(h.node)*16
}

// hierarchy numbers the nodes by level from the top, and within a level as in the graph, and sorts the arcs.
func (c *contractor) hierarchy(g *Graph, p Profile, closed *Closed) *Hierarchy {
	n := len(c.rank)
	h := &Hierarchy{g: g, profile: p, closed: closed, node: make([]uint32, n), place: make([]uint32, n)}
	top := slices.Max(c.level)
	first := make([]uint32, top+2)
	for _, l := range c.level {
		first[top-l+1]++
	}
	for l := range top + 1 {
		first[l+1] += first[l]
	}
	for v, l := range c.level {
		at := first[top-l]
		first[top-l]++
		h.place[v], h.node[at] = at, uint32(v)
	}
	h.levels = int(top) + 1
	h.out, h.in = c.upward(h, &c.up), c.upward(h, &c.down)
	h.sweep = make([]sweepArc, len(h.in.arcs))
	for i, a := range h.in.arcs {
		h.sweep[i] = sweepArc{from: a.to, cost: uint32(a.weight >> 32)}
	}
	return h
}

// upward renames the ends of arcs and sorts them by place.
func (c *contractor) upward(h *Hierarchy, f *finalArcs) upward {
	u := upward{first: make([]uint32, len(h.node)+1), arcs: make([]chArc, 0, len(f.arcs))}
	for at, v := range h.node {
		r := c.rank[v]
		from := len(u.arcs)
		for _, a := range f.arcs[f.first[r]:f.first[r+1]] {
			a.to = h.place[a.to]
			if a.via&original == 0 {
				a.via = h.place[a.via]
			}
			u.arcs = append(u.arcs, a)
		}
		slices.SortFunc(u.arcs[from:], func(a, b chArc) int { return int(a.to) - int(b.to) })
		u.first[at+1] = uint32(len(u.arcs))
	}
	return u
}

func (u *upward) of(at uint32) []chArc { return u.arcs[u.first[at]:u.first[at+1]] }

// find gives the arc between a place and a higher one; there is one wherever a shortcut was made over the place.
func (u *upward) find(at, to uint32) chArc {
	arcs := u.of(at)
	i, _ := slices.BinarySearchFunc(arcs, to, func(a chArc, to uint32) int { return int(a.to) - int(to) })
	return arcs[i]
}
