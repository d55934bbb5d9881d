package sitting

import (
	"cmp"
	"math/bits"
	"slices"
)

// set is a set of booths, a bit each, by their place in the search's order.
type set [(MostBooths + 63) / 64]uint64

func (s *set) has(b int32) bool { return s[b/64]>>(b%64)&1 == 1 }
func (s *set) add(b int32)      { s[b/64] |= 1 << (b % 64) }

func (s *set) len() (n int) {
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// meets says whether two sets have a booth in common.
func (s *set) meets(o *set) bool {
	for w := range s {
		if s[w]&o[w] != 0 {
			return true
		}
	}
	return false
}

// way is one thing to do with the first booth that is not settled: a cluster, or none.
type way struct {
	booths  set
	cluster int32 // -1: leave it out
	extra   int64 // reduced cost
}

// search divides booths exactly: depth first, the first open booth next, by what a division costs beyond
// the bound. It gives up when its nodes are spent.
type search struct {
	ways    [][]way // by first booth in the order, by extra cost
	n       int
	sitting int64 // price of a sitting that is not used
	limit   int
	nodes   int64
	most    int64 // only divisions that cost at most this beyond the bound
	path    []way
	best    []way
	found   bool
	seen    map[state]int64
}

type state struct {
	done set
	used int
}

// mostSeen bounds the memory of a search.
const mostSeen = 1 << 17

// spatial puts the booths in an order in which neighbours are close: breadth first from a booth at the
// edge, each part of the neighbourhood in turn.
func spatial(neighbours [][]int32) (order []int32) {
	n := len(neighbours)
	seen := make([]bool, n)
	sweep := func(from int32, seen []bool) (reached []int32) {
		reached, seen[from] = []int32{from}, true
		for k := 0; k < len(reached); k++ {
			for _, o := range neighbours[reached[k]] {
				if !seen[o] {
					seen[o] = true
					reached = append(reached, o)
				}
			}
		}
		return reached
	}
	for b := range int32(n) {
		if !seen[b] {
			far := sweep(b, slices.Clone(seen))
			order = append(order, sweep(far[len(far)-1], seen)...)
		}
	}
	return order
}

// newSearch prepares the ways by place in the order. Those that cost more than most beyond the bound are
// left out: no division within it has one.
func newSearch(order []int32, clusters []Cluster, price []int64, sitting int64, limit int, scale Scale, most int64) *search {
	n := len(order)
	s := &search{ways: make([][]way, n), n: n, sitting: sitting, limit: limit, most: most}
	place := make([]int32, n)
	for k, b := range order {
		place[b] = int32(k)
		if extra := scale.Unseated - price[b]; extra <= most {
			w := way{cluster: -1, extra: extra}
			w.booths.add(int32(k))
			s.ways[k] = append(s.ways[k], w)
		}
	}
	for j, c := range clusters {
		w := way{cluster: int32(j), extra: reduced(c, price, sitting)}
		if w.extra > most {
			continue
		}
		first := int32(n)
		for _, b := range c.Booths {
			w.booths.add(place[b])
			first = min(first, place[b])
		}
		s.ways[first] = append(s.ways[first], w)
	}
	for _, list := range s.ways {
		slices.SortStableFunc(list, func(a, b way) int { return cmp.Compare(a.extra, b.extra) })
	}
	return s
}

// run searches the divisions of the booths not in done, with used sittings spent; it says whether all were
// looked at.
func (s *search) run(done set, used int, nodes int64) (all bool) {
	s.nodes, s.found, s.seen, s.path = nodes, false, map[state]int64{}, s.path[:0]
	s.step(done, 0, used, 0)
	return s.nodes > 0
}

func (s *search) step(done set, first int32, used int, extra int64) {
	if s.nodes <= 0 {
		return
	}
	s.nodes--
	for int(first) < s.n && done.has(first) {
		first++
	}
	if int(first) == s.n {
		if total := extra + s.sitting*int64(s.limit-used); total <= s.most {
			s.found, s.most = true, total-1
			s.best = append(s.best[:0], s.path...)
		}
		return
	}
	at := state{done, used}
	if old, ok := s.seen[at]; ok && old <= extra {
		return
	}
	if len(s.seen) < mostSeen {
		s.seen[at] = extra
	}
	for k := range s.ways[first] {
		w := &s.ways[first][k]
		if extra+w.extra > s.most {
			return
		}
		if w.booths.meets(&done) || w.cluster >= 0 && used == s.limit {
			continue
		}
		next, more := done, used
		for i := range next {
			next[i] |= w.booths[i]
		}
		if w.cluster >= 0 {
			more++
		}
		s.path = append(s.path, *w)
		s.step(next, first+1, more, extra+w.extra)
		s.path = s.path[:len(s.path)-1]
	}
}

// reduced is what a cluster costs beyond the prices of its booths, with the price of a sitting.
func reduced(c Cluster, price []int64, sitting int64) int64 {
	sum := c.Cost + sitting
	for _, b := range c.Booths {
		sum -= price[b]
	}
	return sum
}
