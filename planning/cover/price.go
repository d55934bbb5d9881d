package cover

import (
	"context"
	"math/bits"
)

// fine is the finer unit that prices move in: millionths of a visitor.
const fine = 1000

// pricing lowers the bound by a deflected subgradient with Polyak's step (Camerini, Fratta and Maffioli
// 1975, doi 10.1007/BFb0120697; Held, Wolfe and Crowder 1974, doi 10.1007/BF01580223), in integers.
type pricing struct {
	in    *Instance
	inner *inner
	at    []int64 // present prices, millionths
	milli []int32 // the same, thousandths
	dir   []int64 // direction, in sixteenths of a visitor
	theta int64   // step factor in thousandths
	best  []int32 // prices of the lowest bound so far, thousandths
	bound int64   // lowest bound so far, thousandths of a visitor
	stall int
}

func newPricing(in *Instance, a aims) *pricing {
	p := &pricing{
		in: in, inner: newInner(in, a),
		at:    make([]int64, len(in.Demand)),
		milli: make([]int32, len(in.Demand)),
		dir:   make([]int64, len(in.Demand)),
		best:  make([]int32, len(in.Demand)),
		theta: 1000,
	}
	for i := range p.at {
		p.at[i] = full * fine / 2
	}
	p.bound = -1
	return p
}

// run makes up to units steps towards target, the most visitors any known answer serves, and returns
// the steps made. It stops early when the bound meets the target, and when ctx is done.
func (p *pricing) run(ctx context.Context, units, target int64, tell func(done, total int64)) int64 {
	for u := range units {
		if u > 0 && ctx.Err() != nil {
			return u
		}
		if tell != nil && u%16 == 0 {
			tell(u, units)
		}
		if p.step(target) {
			return u + 1
		}
	}
	return units
}

// step evaluates the present prices and moves them; it reports whether nothing is left to win.
func (p *pricing) step(target int64) bool {
	for i, v := range p.at {
		p.milli[i] = int32((v + fine/2) / fine)
	}
	value := p.inner.solve(p.milli)
	p.inner.count(p.milli)
	if p.bound < 0 || value < p.bound {
		p.bound = value
		copy(p.best, p.milli)
		p.stall = 0
	} else if p.stall++; p.stall >= 12 {
		p.stall = 0
		p.theta = max(p.theta*7/10, 20)
		for i := range p.at {
			p.at[i] = int64(p.best[i]) * fine
			p.dir[i] = 0
		}
		return p.bound/full <= target
	}
	if p.bound/full <= target {
		return true
	}
	norm := uint64(0)
	for i, d := range p.in.Demand {
		slope := d - p.inner.taken[i]
		if slope > 0 && p.at[i] == 0 || slope < 0 && p.at[i] == full*fine {
			slope = 0 // the price cannot move that way
		}
		p.dir[i] = (p.dir[i]*5 + slope*16*5) / 10
		s := p.dir[i] / 16
		norm += uint64(s * s)
	}
	if norm == 0 {
		return false
	}
	over := uint64(max(value-target*full, full)) // thousandths
	scale := over * uint64(p.theta)              // step = theta * over / norm
	for i := range p.at {
		d := p.dir[i]
		if d == 0 {
			continue
		}
		hi, lo := bits.Mul64(scale, uint64(max(d, -d)))
		q := uint64(full * fine)
		if hi < norm*16 {
			q, _ = bits.Div64(hi, lo, norm*16)
			q = min(q, full*fine)
		}
		if d > 0 {
			p.at[i] = max(p.at[i]-int64(q), 0)
		} else {
			p.at[i] = min(p.at[i]+int64(q), full*fine)
		}
	}
	return false
}
