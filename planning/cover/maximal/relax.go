package maximal

import (
	"context"
	"math"
)

// relaxation finds prices: it solves the linear relaxation by the primal-dual hybrid gradient method with
// diagonal preconditioning (Chambolle and Pock 2011, doi 10.1007/s10851-010-0251-1; Pock and Chambolle 2011, doi
// 10.1109/ICCV.2011.6126441). A site may be chosen more than once there, which wins nothing, but makes
// prices at which no two sites alike both earn more than the last one chosen.
//
// It works in floating point. Every product is rounded by a conversion before it is added, so no compiler
// may fuse the two, and every sum has a fixed order: the numbers are the same on every machine.
type relaxation struct {
	in       *Instance // the core
	whole    *Instance // prices are judged there
	cell     []int32   // of each cell of the whole: its cell of the core, -1 where none
	unit     float64   // demand that counts as 1
	demand   []float64
	share    []float64 // of each site: how much of it is chosen
	price    []float64
	stepOf   []float64 // of each cell
	cover    []float64
	least    []float64 // of each group
	held     []float64
	size     []float64 // of each group: sites
	last     float64   // what one more site earns
	fixed    bool      // last stays as it is
	sum      []float64 // of prices since the last look
	sums     float64
	earned   []int64
	best     []int32 // prices of the whole
	bound    int64   // of best, in parts of Full
	newPrice []int32
	steps    int64 // made
	idle     int   // looks since the bound fell
}

func newRelaxation(whole *Instance, c *core) *relaxation {
	n, m := len(c.Demand), c.Sites()
	r := &relaxation{
		in: &c.Instance, whole: whole, cell: c.cell, demand: make([]float64, n), share: make([]float64, m), price: make([]float64, n),
		stepOf: make([]float64, n), cover: make([]float64, n), least: make([]float64, c.Groups), held: make([]float64, c.Groups),
		size: make([]float64, c.Groups), sum: make([]float64, n), earned: make([]int64, whole.Sites()),
		newPrice: make([]int32, len(whole.Demand)),
	}
	total := 0.0
	for _, d := range c.Demand {
		total += float64(d)
	}
	r.unit = max(total/float64(max(c.Pick, 1))/10, 1)
	for i, d := range c.Demand {
		r.demand[i] = float64(d) / r.unit
		r.price[i] = r.demand[i] / 2
	}
	for _, i := range c.ArcCell {
		r.stepOf[i]++
	}
	for _, g := range c.Group {
		if g >= 0 {
			r.size[g]++
		}
	}
	r.best = make([]int32, len(whole.Demand)) // all demand in reach: proves at once that all is covered
	for i := range r.best {
		r.best[i] = Full
	}
	r.bound = r.reachable() * Full
	return r
}

// begin starts from a greedy choice: a site chosen earns what the last one does, and shares that among the cells it
// was the first to cover; cells left out have their full price.
func (r *relaxation) begin(chosen []int32) {
	first := make([]int32, len(r.price))
	gain := make([]float64, len(chosen))
	for n, j := range chosen {
		r.share[j] = 1
		for _, i := range r.in.cells(j) {
			if first[i] == 0 {
				first[i] = int32(n) + 1
				gain[n] += r.demand[i]
			}
		}
	}
	for n := range gain {
		if r.last == 0 || gain[n] > 0 && gain[n] < r.last {
			r.last = gain[n]
		}
	}
	for i, n := range first {
		r.price[i] = r.demand[i]
		if n > 0 {
			r.price[i] *= r.last / gain[n-1]
		}
	}
}

// reachable is the demand that some site covers, and no choice covers more.
func (r *relaxation) reachable() int64 {
	sum := int64(0)
	for _, d := range r.in.Demand {
		sum += d
	}
	return sum
}

// iterate makes one step of the method.
func (r *relaxation) iterate() {
	in := r.in
	clear(r.cover)
	clear(r.held)
	chosen := 0.0
	for j := range r.share {
		mine := in.ArcCell[in.SiteStart[j]:in.SiteStart[j+1]]
		g := in.group(int32(j))
		slope := -r.last
		for _, i := range mine {
			slope += r.price[i]
		}
		if g >= 0 {
			slope += r.least[g]
		}
		before := r.share[j]
		next := max(before+slope/float64(len(mine)+1), 0)
		r.share[j] = next
		ahead := 2*next - before
		if ahead == 0 {
			continue
		}
		chosen += ahead
		if g >= 0 {
			r.held[g] += ahead
		}
		for _, i := range mine {
			r.cover[i] += ahead
		}
	}
	for i, p := range r.price {
		p = min(max(p+(1-r.cover[i])/r.stepOf[i], 0), r.demand[i])
		r.price[i] = p
		r.sum[i] += p
	}
	for g, h := range r.held {
		r.least[g] = max(r.least[g]+(1-h)/r.size[g], 0)
	}
	if !r.fixed {
		r.last = max(r.last+(chosen-float64(in.Pick))/float64(len(r.share)), 0)
	}
	r.sums++
}

// Rhythm of the relaxation, in steps.
const (
	lookEvery  = 100
	enoughIdle = 6 // looks without a lower bound
)

// run makes up to units steps more. It stops early when the bound meets the value known, when it does not
// fall any more, and when ctx is done, but not before it has made one.
func (r *relaxation) run(ctx context.Context, units, value int64) {
	for end := r.steps + units; r.steps < end && r.idle < enoughIdle && r.bound/Full > value && len(r.share) > 0; {
		r.iterate()
		r.steps++
		over := r.steps%8 == 1 && ctx.Err() != nil
		if r.steps%lookEvery == 0 || over {
			r.judge()
		}
		if over {
			return
		}
	}
}

// judge looks at what the steps have come to.
func (r *relaxation) judge() {
	before := r.bound
	r.look(false)
	r.look(true)
	clear(r.sum)
	r.sums = 0
	if r.idle++; before-r.bound > before/200_000 || r.steps < restless {
		r.idle = 0
	}
}

// restless is how many steps it takes at least to tell that the bound falls no more.
const restless = 1000

// look judges the present or the average prices and keeps them where their bound is lower.
func (r *relaxation) look(average bool) {
	for i, c := range r.cell {
		r.newPrice[i] = Full
		if c >= 0 && r.demand[c] > 0 {
			p := r.price[c]
			if average && r.sums > 0 {
				p = r.sum[c] / r.sums
			}
			r.newPrice[i] = int32(math.Round(float64(min(p/r.demand[c], 1) * Full)))
		}
	}
	if b := bound(r.whole, r.newPrice, r.earned); b < r.bound {
		r.bound = b
		copy(r.best, r.newPrice)
	}
}
