package road

import (
	"context"
	"math/bits"
	"runtime"
	"sync"
	"sync/atomic"
)

// Targets are snaps that searches look for, by the edge they lie on.
type Targets struct {
	snaps []Snap
	on    []uint64 // of each edge: whether it has any
	rank  []uint32 // how many edges have any before each word of on
	first []uint32 // of the edges that have any, in order: their snaps are at[first[i]:first[i+1]]
	at    []int32
}

// Targets prepares snaps to be looked for; those whose Edge is below 0 are never found.
func (g *Graph) Targets(snaps []Snap) *Targets {
	words := (len(g.tail) + 63) / 64
	t := &Targets{snaps: snaps, on: make([]uint64, words), rank: make([]uint32, words)}
	for _, s := range snaps {
		if s.Edge >= 0 {
			t.on[s.Edge>>6] |= 1 << (s.Edge & 63)
		}
	}
	count := uint32(0)
	for i, w := range t.on {
		t.rank[i] = count
		count += uint32(bits.OnesCount64(w))
	}
	t.first = make([]uint32, count+2)
	for _, s := range snaps {
		if s.Edge >= 0 {
			t.first[t.slot(uint32(s.Edge))+2]++
		}
	}
	for i := range count {
		t.first[i+2] += t.first[i+1]
	}
	t.at = make([]int32, t.first[count+1])
	for i, s := range snaps {
		if s.Edge >= 0 {
			k := t.slot(uint32(s.Edge)) + 1
			t.at[t.first[k]] = int32(i)
			t.first[k]++
		}
	}
	return t
}

// slot numbers the edges with targets.
func (t *Targets) slot(edge uint32) uint32 {
	w := edge >> 6
	return t.rank[w] + uint32(bits.OnesCount64(t.on[w]&(1<<(edge&63)-1)))
}

// of gives the targets on an edge that has any.
func (t *Targets) of(edge uint32) []int32 {
	k := t.slot(edge)
	return t.at[t.first[k]:t.first[k+1]]
}

func (t *Targets) any(edge uint32) bool { return t.on[edge>>6]>>(edge&63)&1 == 1 }

// Leg is a way to a target.
type Leg struct {
	To int32 // its place in what Targets was given
	Trip
}

// pass offers the targets on an edge what the way to them through its begin in that direction takes.
func (s *search) pass(t *Targets, arc, cost uint32, w uint64) {
	g, edge := s.g, arc>>1
	length := g.length[edge]
	for _, k := range t.of(edge) {
		along := t.snaps[k].Along
		before := partial(cost, length, along)
		part := weight(before, uint32(along))
		if arc&1 == 1 {
			part = weight(cost-before, length-uint32(along))
		}
		s.offer(k, w+s.order(part))
	}
}

// offer gives a target a weight.
func (s *search) offer(k int32, w uint64) {
	if w > s.limit {
		return
	}
	l := &s.hit[k]
	if l.stamp != s.stamp {
		l.stamp = s.stamp
		l.weight = w
		s.hits = append(s.hits, k)
	} else if w < l.weight {
		l.weight = w
	}
}

// reachAll searches the targets from one snap. The legs are good until the next search.
func (s *search) reachAll(b *Bound, from Snap, t *Targets) []Leg {
	s.clear()
	s.legs = s.legs[:0]
	if from.Edge < 0 || s.closed.Has(from.Edge) {
		return s.legs
	}
	before := s.offRoad(b, from)
	if t.any(uint32(from.Edge)) {
		for _, k := range t.of(uint32(from.Edge)) {
			if w, _ := s.g.between(s.p, from, t.snaps[k]); w != unreached {
				s.offer(k, before+s.order(w))
			}
		}
	}
	s.start(from, before)
	s.run(t)
	for _, k := range s.hits {
		if w := s.hit[k].weight + s.offRoad(b, t.snaps[k]); w <= s.limit {
			s.legs = append(s.legs, Leg{To: k, Trip: s.trip(w)})
		}
	}
	return s.legs
}

// Reaches finds, from each of many snaps, all targets within the bound, on so many threads (0: all processors). visit is called
// once for each snap, from any thread and in any order; the legs are its own until it returns, and in no order that means
// anything but the same each time. It ends early when ctx is done, with its error. A walk of 2 km in a town takes about a tenth of a millisecond.
func (g *Graph) Reaches(ctx context.Context, from []Snap, to *Targets, b Bound, threads int, visit func(i int, legs []Leg)) error {
	if !g.Has(b.Profile) {
		for i := range from {
			visit(i, nil)
		}
		return ctx.Err()
	}
	if threads <= 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	const batch = 16
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(threads, len(from)/batch+1) {
		wait.Go(func() {
			s := g.search(&b)
			defer g.pools.searches.Put(s)
			s.aim(to)
			for ctx.Err() == nil {
				hi := int(next.Add(batch))
				if hi-batch >= len(from) {
					return
				}
				for i := hi - batch; i < min(hi, len(from)); i++ {
					visit(i, s.reachAll(&b, from[i], to))
				}
			}
		})
	}
	wait.Wait()
	return ctx.Err()
}

// aim makes room for the targets.
func (s *search) aim(t *Targets) {
	if len(s.hit) < len(t.snaps) {
		s.hit = make([]label, len(t.snaps))
	}
}

// Reach finds all targets within the bound of one snap and appends them to legs. It allocates nothing where legs has room.
func (g *Graph) Reach(legs []Leg, from Snap, to *Targets, b Bound) []Leg {
	if !g.Has(b.Profile) {
		return legs
	}
	s := g.search(&b)
	defer g.pools.searches.Put(s)
	s.aim(to)
	return append(legs, s.reachAll(&b, from, to)...)
}
