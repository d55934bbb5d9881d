package cover

import (
	"cmp"
	"container/heap"
	"slices"
)

// worthOf is what the visitors of an assignment count, thousandths; 0 where the arcs have no worths.
func (in *Instance) worthOf(flow []int64) int64 {
	sum := int64(0)
	for a, w := range in.Worth {
		sum += int64(w) * flow[a]
	}
	return sum
}

// walk is what the improver needs where visitors count by their walk: there it judges camp-days by worth, not by
// the visitors they serve.
type walk struct {
	met, best int64 // of the best answer: floors met, by weight; worth
	offers    []lure
	freed     []int32
	sites     []int32 // that may be held next
}

const (
	walkEvery  = 20 // units of improvement that one move by worth counts for, as it takes so much longer
	walkSites  = 24 // sites that a move looks at beside those it took camp-days from
	walkChains = 16 // sites whose places, become free, are offered on
	unmetFirst = 1_000_000
)

// byWorth gives the improver that goes on from the best answer by worth: camp-days left over are held where
// they shorten walks most, then moves follow.
func (v *improver) byWorth(in *Instance, a aims) *improver {
	h := newHoldings(in, a)
	for j, n := range v.bestDays {
		for h.days[j] < n {
			h.add(int32(j))
		}
	}
	flow, _ := Assign(in, v.bestDays)
	for k, n := range h.flow {
		h.push(int32(k), -n)
	}
	for k, n := range flow {
		h.push(int32(k), n)
	}
	next := &improver{holdings: h, rnd: v.rnd, tried: v.tried, walk: &walk{}}
	next.spendLeft()
	h.forget()
	next.bestDays = slices.Clone(h.days)
	next.walk.met, next.walk.best = next.met(), next.worth
	return next
}

// met weighs how far the floors are met.
func (v *improver) met() int64 {
	if v.floors == nil {
		return 0
	}
	return v.floors.value - v.served
}

// lure is some visitors of a cell who would count more at a site: unserved, or served at another.
type lure struct {
	gain int64 // of each, thousandths
	n    int64
	arc  int32 // to the site
	from int32 // arc that serves them now, -1: none
}

// lures lists whom one more camp-day at site j would win at once, best first, as far as its places reach, and what that is worth.
func (v *improver) lures(j int32, room int64) (gain int64) {
	in, w := v.in, v.walk
	w.offers = w.offers[:0]
	for a := in.SiteStart[j]; a < in.SiteStart[j+1]; a++ {
		c, here := in.ArcCell[a], int64(in.Worth[a])
		if v.rest[c] > 0 {
			one := here
			if v.floors != nil && v.floors.unmet[c] > 0 {
				one += unmetFirst
			}
			w.offers = append(w.offers, lure{one, v.rest[c], a, -1})
		}
		if v.rest[c] == in.Demand[c] {
			continue
		}
		for _, b := range v.arcsOf(c) {
			if more := here - int64(in.Worth[b]); more > 0 && v.flow[b] > 0 {
				w.offers = append(w.offers, lure{more, v.flow[b], a, b})
			}
		}
	}
	slices.SortFunc(w.offers, func(x, y lure) int {
		return cmp.Or(cmp.Compare(y.gain, x.gain), cmp.Compare(x.arc, y.arc), cmp.Compare(x.from, y.from))
	})
	for k := range w.offers {
		o := &w.offers[k]
		o.n = min(o.n, room)
		room -= o.n
		gain += o.n * o.gain
	}
	return gain
}

// win gives the free places of site j to those who count more there, and the places they leave on.
func (v *improver) win(j int32) {
	v.walk.freed = append(v.walk.freed[:0], j)
	for k := 0; k < len(v.walk.freed) && k < walkChains; k++ {
		at := v.walk.freed[k]
		if v.room[at] <= 0 {
			continue
		}
		v.lures(at, v.room[at])
		for _, o := range v.walk.offers {
			if o.n == 0 {
				break
			}
			if o.from >= 0 {
				v.push(o.from, -o.n)
				v.walk.freed = append(v.walk.freed, v.arcSite[o.from])
			}
			v.push(o.arc, o.n)
		}
	}
}

// hold holds one more camp-day at site j for those who count more there. Unlike add it takes nobody before them.
func (v *improver) hold(j int32) {
	g := v.in.Sites[j].Group
	v.days[j]++
	v.used[g]++
	v.spend(g, 1)
	v.steps = append(v.steps, j)
	v.resize(j, v.in.Sites[j].Cap)
	v.win(j)
}

// may says whether one more camp-day at site j is within the limits, and its gain, 0 where it must not be held.
func (v *improver) may(j int32) (gain int64, ok bool) {
	s := v.in.Sites[j]
	if v.days[j] >= s.Max || !v.free(s.Group) {
		return 0, false
	}
	gain = v.lures(j, s.Cap)
	return gain, gain > 0 || v.used[s.Group] < v.owed[s.Group]
}

// shorten is one move by worth: a few camp-days of a neighbourhood out, others in, those that win most first.
func (v *improver) shorten() {
	v.ruin()
	if len(v.near) == 0 {
		return
	}
	v.settleLost()
	v.chooseSites()
	for {
		best := offer{site: -1}
		for _, j := range v.walk.sites {
			if gain, ok := v.may(j); ok {
				if o := (offer{gain, j}); o.better(best) {
					best = o
				}
			}
		}
		if best.site < 0 {
			break
		}
		v.hold(best.site)
		v.drain(best.site, searchWidth)
	}
	met := v.met()
	if v.missing() > 0 || met < v.walk.met || met == v.walk.met && v.worth < v.walk.best {
		v.undo(0, 0)
		return
	}
	v.forget()
	if met > v.walk.met || v.worth > v.walk.best {
		v.walk.met, v.walk.best, v.found = met, v.worth, v.tried+1
	}
	copy(v.bestDays, v.days)
}

// settleLost finds places for those whose camp-day was taken: the best with room, or by augmenting paths.
func (v *improver) settleLost() {
	v.newSearch()
	for _, j := range v.near {
		for a := v.in.SiteStart[j]; a < v.in.SiteStart[j+1]; a++ {
			c := v.in.ArcCell[a]
			for v.rest[c] > 0 {
				best := int32(-1)
				for _, b := range v.arcsOf(c) {
					if v.room[v.arcSite[b]] > 0 && (best < 0 || v.in.Worth[b] > v.in.Worth[best]) {
						best = b
					}
				}
				if best < 0 {
					break
				}
				v.push(best, min(v.rest[c], v.room[v.arcSite[best]]))
			}
		}
	}
	v.newSearch()
	for _, j := range v.near {
		for a := v.in.SiteStart[j]; a < v.in.SiteStart[j+1]; a++ {
			if c := v.in.ArcCell[a]; v.rest[c] > 0 {
				v.fill(c, searchWidth)
			}
		}
	}
}

// chooseSites sets the sites that a move may hold camp-days at: those it took some from, and some of the
// neighbourhood at random.
func (v *improver) chooseSites() {
	w := v.walk
	w.sites = append(w.sites[:0], v.near...)
	for range walkSites {
		arcs := v.arcsOf(v.touched[v.rnd.below(len(v.touched))])
		if len(arcs) == 0 {
			continue
		}
		w.sites = append(w.sites, v.arcSite[arcs[v.rnd.below(len(arcs))]])
	}
	slices.Sort(w.sites)
	w.sites = slices.Compact(w.sites)
}

// spendLeft holds the camp-days that are left over wherever they win most, until none wins anything.
func (v *improver) spendLeft() {
	var open offers
	for j := range v.in.Sites {
		if gain, ok := v.may(int32(j)); ok {
			open = append(open, offer{gain, int32(j)})
		}
	}
	heap.Init(&open)
	for len(open) > 0 {
		top := open[0]
		gain, ok := v.may(top.site)
		switch {
		case !ok:
			heap.Pop(&open)
		case gain < top.gain:
			open[0].gain = gain
			heap.Fix(&open, 0)
		default:
			v.hold(top.site)
			v.forget()
		}
	}
}

// offers is a heap, the best on top.
type offers []offer

func (o offers) Len() int           { return len(o) }
func (o offers) Less(i, k int) bool { return o[i].better(o[k]) }
func (o offers) Swap(i, k int)      { o[i], o[k] = o[k], o[i] }

// Push is for container/heap.
func (o *offers) Push(x any) { *o = append(*o, x.(offer)) }

// Pop is for container/heap.
func (o *offers) Pop() any {
	last := len(*o) - 1
	x := (*o)[last]
	*o = (*o)[:last]
	return x
}
