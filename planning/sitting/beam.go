package sitting

import (
	"cmp"
	"slices"
)

const (
	beamWidth = 100 // partial divisions kept for each next booth
	beamWays  = 24  // that each of them is carried on by, besides leaving the booth out
)

// partial is a division of the booths before some place in the order, and of some after it.
type partial struct {
	done  set
	used  int
	extra int64 // beyond the bound
	short int64 // booths that the sittings left cannot seat any more, weighed
	from  int32 // index of the partial that it grew from, -1: the beginning
	by    way
}

// beam divides the booths in their order and keeps, for each first booth that is open, the partial divisions
// that cost least beyond the bound. It always finds a division; that may leave out booths needlessly.
func (s *solver) beam() {
	look := newSearch(s.order, s.clusters, s.price, s.sitting, s.limit, s.scale, mostCost)
	n := look.n
	all := []partial{{from: -1}}
	level := make([][]int32, n+1)
	level[0] = []int32{0}
	for k := range n {
		level[k] = keep(all, level[k])
		for _, at := range level[k] {
			carried := 0
			for _, w := range look.ways[k] {
				p := all[at]
				if w.booths.meets(&p.done) || w.cluster >= 0 && (p.used == s.limit || carried == beamWays) {
					continue
				}
				p.extra, p.from, p.by = p.extra+w.extra, at, w
				for i := range p.done {
					p.done[i] |= w.booths[i]
				}
				if w.cluster >= 0 {
					p.used++
					carried++
				}
				next := k + 1
				for next < n && p.done.has(int32(next)) {
					next++
				}
				open := n - p.done.len()
				p.short = max(0, int64(open-Largest*(s.limit-p.used))) * s.scale.Unseated
				all = append(all, p)
				level[next] = append(level[next], int32(len(all)-1))
			}
		}
	}
	best := slices.MinFunc(level[n], func(a, b int32) int {
		x, y := all[a], all[b]
		return cmp.Or(cmp.Compare(x.extra+s.sitting*int64(s.limit-x.used), y.extra+s.sitting*int64(s.limit-y.used)), cmp.Compare(a, b))
	})
	var path []way
	for at := best; all[at].from >= 0; at = all[at].from {
		path = append(path, all[at].by)
	}
	s.take(path)
	s.optimal = s.cost() == s.bound
}

// keep gives the best partial divisions of a level, one for each set of booths settled and sittings used.
func keep(all []partial, level []int32) []int32 {
	slices.SortFunc(level, func(a, b int32) int {
		x, y := &all[a], &all[b]
		return cmp.Or(cmp.Compare(x.extra+x.short, y.extra+y.short), cmp.Compare(a, b))
	})
	kept := level[:0]
	seen := make(map[state]bool, beamWidth)
	for _, at := range level {
		if p := (state{all[at].done, all[at].used}); len(kept) < beamWidth && !seen[p] {
			seen[p] = true
			kept = append(kept, at)
		}
	}
	return kept
}
