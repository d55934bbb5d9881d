package cover

import (
	"context"
	"sync/atomic"
)

// improver betters the camp-days by ruin and recreate (Schrimpf et al. 2000, doi 10.1006/jcph.1999.6413):
// take a few camp-days of one neighbourhood away, put a random site in, fill up with the best, move
// visitors along augmenting paths, keep what is not much worse.
type improver struct {
	*holdings
	rnd      random
	near     []int32 // open sites of the ruined neighbourhood
	touched  []int32 // cells that lost visitors
	bestDays []int32
	best     int64 // value of bestDays
	tried    int64
	found    int64 // moves tried when the best answer was found
	walk     *walk // where the arcs have worths, once the opening is over; else nil
}

const (
	searchWidth = 40 // nodes an augmenting search looks at while improving
	maxRuin     = 6
)

func newImprover(h *holdings, seed uint64) *improver {
	v := &improver{holdings: h, rnd: random{seed}, best: h.value()}
	v.bestDays = append([]int32(nil), h.days...)
	h.forget()
	return v
}

// run tries up to units moves. It stops early when the answer serves what is proven to be the most, and
// when ctx is done, but not before it has tried one.
func (v *improver) run(ctx context.Context, units int64, proven *atomic.Int64, tell func(done int64)) {
	for range units {
		if v.tried > 0 && v.tried%64 == 0 {
			if ctx.Err() != nil {
				return
			}
			if v.tried%1024 == 0 {
				tell(v.tried)
			}
		}
		if v.best >= proven.Load() && v.tried > 0 {
			return
		}
		if v.walk == nil {
			v.move(v.tried)
		} else if v.tried%walkEvery == 0 {
			v.shorten()
		}
		v.tried++
	}
}

// reached is the number of moves that the answer took: those tried, or where the answer is proven best
// those up to finding it, since when the proof came does not matter.
func (v *improver) reached(proven int64) int64 {
	if v.best >= proven {
		return max(v.found, 1)
	}
	return v.tried
}

// slackAt is how much worse than the best an answer may be at unit u: it falls from about a fifth of a camp-day
// to nothing, again and again over ever longer spans, by the number of the unit alone.
func (v *improver) slackAt(u int64) int64 {
	span := int64(1 << 13)
	for u >= span {
		u -= span
		span *= 2
	}
	return 170 * (span - u) / span
}

func (v *improver) move(u int64) {
	v.ruin()
	if len(v.near) == 0 {
		return
	}
	v.recreate()
	if value := v.value(); value >= v.best-v.slackAt(u) && v.missing() <= 0 {
		v.forget()
		if value > v.best {
			v.best, v.found = value, u+1
			copy(v.bestDays, v.days)
		}
		return
	}
	v.undo(0, 0)
}

func (v *improver) ruin() {
	in := v.in
	v.near, v.touched = v.near[:0], v.touched[:0]
	if len(in.Demand) == 0 {
		return
	}
	cell := int32(v.rnd.below(len(in.Demand)))
	k := 1 + v.rnd.below(maxRuin)
	v.newSearch()
	n := int32(len(in.Demand))
	v.queue = append(v.queue[:0], cell)
	v.mark[cell] = v.stamp
	for h := 0; h < len(v.queue) && len(v.near) < k; h++ {
		c := v.queue[h]
		v.touched = append(v.touched, c)
		for _, a := range v.arcsOf(c) {
			j := v.arcSite[a]
			if v.mark[n+j] == v.stamp {
				continue
			}
			v.mark[n+j] = v.stamp
			if v.days[j] > in.Sites[j].Fixed && len(v.near) < k {
				v.near = append(v.near, j)
			}
			for b := in.SiteStart[j]; b < in.SiteStart[j+1]; b++ {
				if d := in.ArcCell[b]; v.mark[d] != v.stamp {
					v.mark[d] = v.stamp
					v.queue = append(v.queue, d)
				}
			}
		}
	}
	for _, j := range v.near {
		v.drop(j)
	}
}

func (v *improver) recreate() {
	in := v.in
	v.newSearch()
	for _, j := range v.near {
		for a := in.SiteStart[j]; a < in.SiteStart[j+1]; a++ {
			if c := in.ArcCell[a]; v.rest[c] > 0 {
				v.fill(c, searchWidth)
			}
		}
	}
	v.bar++
	for _, j := range v.near {
		if v.rnd.below(3) == 0 {
			v.barred[j] = v.bar
			v.touch(in.Sites[j].Group)
		}
	}
	if len(v.touched) > 0 && v.rnd.below(10) < 7 { // force a random near site in
		c := v.touched[v.rnd.below(len(v.touched))]
		arcs := v.arcsOf(c)
		if len(arcs) > 0 {
			j := v.arcSite[arcs[v.rnd.below(len(arcs))]]
			if v.days[j] < in.Sites[j].Max && v.free(in.Sites[j].Group) && v.want[j] > 0 {
				v.add(j)
				v.drain(j, searchWidth)
			}
		}
	}
	for {
		o := v.holdings.best()
		if o.site < 0 {
			break
		}
		v.add(o.site)
		v.drain(o.site, searchWidth)
	}
	for _, j := range v.near {
		v.touch(in.Sites[j].Group)
	}
	v.bar++
}
