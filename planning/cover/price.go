package cover

import (
	"context"
	"math/bits"
)

// fine is how many parts of a thousandth prices move by.
const fine = 1000

// pricing lowers the bound by the volume algorithm (Barahona and Anbil 2000, doi 10.1007/s101070050002):
// a subgradient method that moves from the best prices known along what an average of the inner
// solutions leaves unserved. All of it is integer arithmetic.
type pricing struct {
	in     *Instance
	inner  *inner
	reach  []bool  // cells within reach of any site; the others have price 0
	best   []int64 // prices of the lowest bound so far, millionths of a visitor
	trial  []int64
	milli  []int32 // trial in thousandths
	mean   []int64 // average of the visitors that inner solutions take from each cell, 256ths
	slope  []int64 // visitors of each cell left over by the mean, scaled
	factor int64   // step factor, millionths
	bound  int64   // lowest bound so far, thousandths of a visitor
	flat   int64   // the bound at price 1 everywhere within reach: a kink that descent would not leave
	stale  int     // steps since the bound was last lowered
}

// The volume algorithm's settings, by trial on districts.
const (
	firstFactor = 100_000
	lastFactor  = 20
	patience    = 12
	memory      = 10 // the mean takes a tenth of each inner solution
)

func newPricing(in *Instance, a aims) *pricing {
	n := len(in.Demand)
	p := &pricing{
		in: in, inner: newInner(in, a), reach: make([]bool, n), best: make([]int64, n), trial: make([]int64, n),
		milli: make([]int32, n), mean: make([]int64, n), slope: make([]int64, n), factor: firstFactor, bound: -1,
	}
	for _, c := range in.ArcCell {
		p.reach[c] = true
	}
	return p
}

// start takes the best of some first prices: 1 everywhere within reach, and those that the assignment suggests
// when a camp-day is worth a number of visitors: 1 less that worth, shared among the visitors of the
// camp-day, for a cell that is served, and 0 for one that is not.
func (p *pricing) start(days []int32, flow []int64) {
	for i, ok := range p.reach {
		p.trial[i] = 0
		if ok {
			p.trial[i] = full * fine
		}
	}
	p.flat = p.evaluate()
	in, widest := p.in, int64(0)
	for _, s := range in.Sites {
		widest = max(widest, s.Cap)
	}
	for part := range int64(40) {
		clear(p.trial)
		for j := range in.Sites {
			lo, hi := in.SiteStart[j], in.SiteStart[j+1]
			load := int64(0)
			for a := lo; a < hi; a++ {
				load += flow[a]
			}
			if load == 0 {
				continue
			}
			earned := min(full*fine, widest*part*int64(days[j])*(full*fine/40)/load)
			for a := lo; a < hi; a++ {
				if flow[a] > 0 {
					p.trial[in.ArcCell[a]] += (full*fine - earned) * flow[a]
				}
			}
		}
		for i, d := range in.Demand {
			if d > 0 {
				p.trial[i] /= d
			}
		}
		p.keep(p.evaluate())
	}
	for i, v := range p.best {
		p.milli[i] = thousandths(v)
	}
	p.inner.solve(p.milli)
	p.inner.count(p.milli)
	for i, x := range p.inner.taken {
		p.mean[i] = x << 8
	}
}

func thousandths(v int64) int32 { return int32((v + fine/2) / fine) }

// evaluate gives the Lagrangian at the trial prices, in thousandths of a visitor.
func (p *pricing) evaluate() int64 {
	for i, v := range p.trial {
		p.milli[i] = thousandths(v)
	}
	return p.inner.solve(p.milli)
}

// keep remembers the trial prices when they are the best so far.
func (p *pricing) keep(value int64) bool {
	if p.bound >= 0 && value >= p.bound {
		return false
	}
	p.bound = value
	copy(p.best, p.trial)
	return true
}

// run makes up to units steps, given the visitors that the best known answer serves, and returns the steps
// made. It stops early when the bound meets that answer or the steps have become too small to matter, and
// when ctx is done.
func (p *pricing) run(ctx context.Context, units, served int64, tell func(done, total int64)) int64 {
	for u := range units {
		if u > 0 && ctx.Err() != nil {
			return u
		}
		if u%16 == 0 {
			tell(u, units)
		}
		if min(p.bound, p.flat)/full <= served || p.factor < lastFactor {
			return max(u, 1)
		}
		p.step(served)
	}
	return units
}

func (p *pricing) step(served int64) {
	p.descend(served)
	value := p.evaluate()
	p.inner.count(p.milli)
	agree := int64(0) // does the new inner solution still point the same way?
	for i, d := range p.in.Demand {
		if p.reach[i] {
			agree += min(max(d-p.inner.taken[i], -1<<20), 1<<20) * p.slope[i]
			p.mean[i] += (p.inner.taken[i]<<8 - p.mean[i]) / memory
		}
	}
	if p.keep(value) {
		p.stale = 0
		if agree > 0 {
			p.factor = min(p.factor*11/10, 2_000_000)
		}
	} else if p.stale++; p.stale >= patience {
		p.stale = 0
		p.factor = p.factor * 2 / 3
	}
}

// descend sets the trial prices a step away from the best ones.
func (p *pricing) descend(served int64) {
	most := int64(1)
	for i, d := range p.in.Demand {
		s := d<<8 - p.mean[i]
		if !p.reach[i] || s > 0 && p.best[i] == 0 || s < 0 && p.best[i] == full*fine {
			s = 0 // the price cannot move that way
		}
		p.slope[i] = s
		most = max(most, s, -s)
	}
	shift := max(0, bits.Len64(uint64(most))-20)
	norm := uint64(1)
	for i := range p.slope {
		p.slope[i] >>= shift
		norm += uint64(p.slope[i] * p.slope[i])
	}
	over := max(p.bound-served*full, p.bound/10000, full)
	scale := uint64(over) * uint64(p.factor) / 1000 << 8 >> shift // step = factor * over / norm
	for i, s := range p.slope {
		by := int64(mulDiv(scale, uint64(max(s, -s)), norm))
		if s > 0 {
			p.trial[i] = max(p.best[i]-by, 0)
		} else {
			p.trial[i] = min(p.best[i]+by, full*fine)
		}
	}
}

// answer gives the lowest bound in whole visitors and its prices in thousandths.
func (p *pricing) answer() (bound int64, price []int32) {
	price = make([]int32, len(p.best))
	for i, v := range p.best {
		price[i] = thousandths(v)
		if p.flat < p.bound {
			price[i] = 0
			if p.reach[i] {
				price[i] = full
			}
		}
	}
	return min(p.bound, p.flat) / full, price
}

// mulDiv is a*b/c, at most full*fine.
func mulDiv(a, b, c uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	if hi >= c {
		return full * fine
	}
	q, _ := bits.Div64(hi, lo, c)
	return min(q, full*fine)
}
