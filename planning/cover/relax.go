package cover

import (
	"context"
	"math"
)

// relaxation lowers the bound: it solves the linear relaxation of the problem by the primal-dual hybrid
// gradient method with diagonal preconditioning (Chambolle and Pock 2011, doi 10.1007/s10851-010-0251-1; Pock and
// Chambolle 2011, doi 10.1109/ICCV.2011.6126441; for linear programs Applegate et al. 2021, arXiv 2106.04756), and adds
// the inequalities of clusters that its fractional answer breaks. Its multipliers, rounded to thousandths,
// are the certificate; how good they are rests on this method, that they prove a bound does not.
//
// It works in floating point. Every product is rounded by a conversion before it is added, so no compiler
// may fuse the two, and every sum has a fixed order: the numbers are the same on every machine.
type relaxation struct {
	in    *Instance
	aims  aims
	links *links
	unit  float64 // visitors that count as 1: the largest capacity

	worth       []float64 // of each arc: what a visitor counts; nil: 1
	share       []float64 // of each arc: visitors of the cell that one camp-day can serve, in units
	x, keep     []float64 // of each arc: share served; multiplier of x <= camp-days of the site
	stepX       []float64
	days, over  []float64 // of each site: camp-days; the same extrapolated
	room        []float64 // of each site: multiplier of its capacity
	capacity    []float64 // of each site: visitors a camp-day, in units
	stepDays    []float64
	stepRoom    []float64
	price       []float64 // of each cell
	demand      []float64 // in units
	stepPrice   []float64 // 0 where no site reaches the cell
	served      []float64 // of each cell, extrapolated
	least, most []float64 // of each group: multipliers of its limits
	block       []float64 // of each block
	budget      float64
	shared      bool // others share the budget, whose price is set from outside
	groupSites  []float64
	blockSites  []float64
	groupDays   []float64
	blockDays   []float64

	floor     []float64 // of each floor: multiplier
	floorWant []float64 // in units
	floorStep []float64
	extra     []float64 // of each cell: multipliers of the floors it is in
	inFloors  []float64 // of each cell: how many

	cuts     []cut
	cutPrice []float64 // of each cell: weights of the clusters it is in
	cutBonus []float64 // of each site
	known    map[string]bool

	sumPrice  []float64 // since the last look
	sumWeight []float64
	sumFloor  []float64
	sums      float64

	inner *inner // of the whole instance: what is kept must hold there
	whole *links
	cert  Certificate // the best so far
	bound int64       // of cert, thousandths of a visitor; -1 before the first
}

// cut is a cluster in the relaxation.
type cut struct {
	Cluster
	sites    []int32
	coef     []float64 // in units
	constant float64   // in units
	weight   float64
	step     float64
}

// newRelaxation relaxes in, the core of whole; certificates are evaluated on whole.
func newRelaxation(whole, in *Instance, a aims) *relaxation {
	n, m, arcs := len(in.Demand), len(in.Sites), len(in.ArcCell)
	floats := func(n int) []float64 { return make([]float64, n) }
	r := &relaxation{
		in: in, aims: a, links: newLinks(in), unit: 1, inner: newInner(whole, a), whole: newLinks(whole), bound: -1, known: map[string]bool{},
		share: floats(arcs), x: floats(arcs), keep: floats(arcs), stepX: floats(arcs),
		days: floats(m), over: floats(m), room: floats(m), capacity: floats(m), stepDays: floats(m), stepRoom: floats(m), cutBonus: floats(m),
		price: floats(n), demand: floats(n), stepPrice: floats(n), served: floats(n), cutPrice: floats(n), sumPrice: floats(n),
		least: floats(len(in.Groups)), most: floats(len(in.Groups)), groupSites: floats(len(in.Groups)), groupDays: floats(len(in.Groups)),
		block: floats(len(in.Blocks)), blockSites: floats(len(in.Blocks)), blockDays: floats(len(in.Blocks)),
	}
	for _, s := range in.Sites {
		r.unit = max(r.unit, float64(s.Cap))
	}
	for j, s := range in.Sites {
		r.capacity[j] = float64(s.Cap) / r.unit
		r.groupSites[s.Group]++
		r.blockSites[in.Groups[s.Group].Block]++
		for k := in.SiteStart[j]; k < in.SiteStart[j+1]; k++ {
			r.share[k] = float64(min(in.Demand[in.ArcCell[k]], s.Cap)) / r.unit
		}
	}
	for _, w := range in.Worth {
		r.worth = append(r.worth, float64(w)/full)
	}
	for i, d := range in.Demand {
		r.demand[i] = float64(d) / r.unit
	}
	if n := len(in.Floors); n > 0 {
		r.floor, r.floorWant, r.floorStep, r.sumFloor = floats(n), floats(n), floats(n), floats(n)
	}
	r.extra, r.inFloors = floats(n), floats(n)
	for f, floor := range in.Floors {
		r.floorWant[f] = float64(floor.Want) / r.unit
		for _, c := range floor.Cells {
			r.inFloors[c]++
		}
	}
	r.setSteps()
	return r
}

// setSteps sets the step of every variable and row to 1 over the sum of its coefficients.
func (r *relaxation) setSteps() {
	in := r.in
	inCuts, bonus := make([]float64, len(in.Demand)), make([]float64, len(in.Sites))
	row := make([]float64, len(in.Demand))
	for k, c := range in.ArcCell {
		row[c] += r.share[k]
	}
	for q := range r.cuts {
		c := &r.cuts[q]
		sum := 0.0
		for _, i := range c.Cells {
			inCuts[i]++
			sum += row[i]
		}
		for n, j := range c.sites {
			bonus[j] += c.coef[n]
			sum += c.coef[n]
		}
		c.step = 1 / sum
	}
	for i, sum := range row {
		if sum > 0 {
			r.stepPrice[i] = 1 / sum
		}
	}
	for f, floor := range in.Floors {
		sum := 1.0
		for _, i := range floor.Cells {
			sum += row[i]
		}
		r.floorStep[f] = 1 / sum
	}
	for j := range in.Sites {
		sum := r.capacity[j]
		for k := in.SiteStart[j]; k < in.SiteStart[j+1]; k++ {
			c := in.ArcCell[k]
			r.stepX[k] = 1 / (float64((2+inCuts[c]+r.inFloors[c])*r.share[k]) + 1)
			sum += r.share[k]
		}
		r.stepRoom[j] = 0
		if sum > 0 {
			r.stepRoom[j] = 1 / sum
		}
		r.stepDays[j] = 1 / (r.capacity[j] + float64(in.SiteStart[j+1]-in.SiteStart[j]) + 4 + bonus[j])
	}
}

// iterate makes one step of the method.
func (r *relaxation) iterate() {
	in := r.in
	clear(r.served)
	clear(r.groupDays)
	clear(r.blockDays)
	total := 0.0
	for j := range in.Sites {
		s := &in.Sites[j]
		g := s.Group
		b := in.Groups[g].Block
		lo, hi := in.SiteStart[j], in.SiteStart[j+1]
		room, kept := r.room[j], 0.0
		for k := lo; k < hi; k++ {
			kept += r.keep[k]
		}
		y := r.days[j]
		slope := float64(r.capacity[j]*room) + kept + r.cutBonus[j] + r.least[g] - r.most[g] - r.block[b] - r.budget
		next := min(max(y+float64(r.stepDays[j]*slope), float64(s.Fixed)), float64(s.Max))
		over := 2*next - y
		r.days[j], r.over[j] = next, over
		load := 0.0
		for k := lo; k < hi; k++ {
			c := in.ArcCell[k]
			x := r.x[k]
			counts := 1.0
			if r.worth != nil {
				counts = r.worth[k]
			}
			slope := float64(r.share[k]*(counts+r.extra[c]-r.price[c]-r.cutPrice[c]-room)) - r.keep[k]
			next := max(x+float64(r.stepX[k]*slope), 0)
			r.x[k] = next
			ahead := 2*next - x
			r.keep[k] = max(r.keep[k]+float64(0.5*(ahead-over)), 0)
			visitors := float64(r.share[k] * ahead)
			r.served[c] += visitors
			load += visitors
		}
		r.room[j] = max(room+float64(r.stepRoom[j]*(load-float64(r.capacity[j]*over))), 0)
		r.groupDays[g] += over
		r.blockDays[b] += over
		total += over
	}
	for i, s := range r.served {
		r.price[i] = min(max(r.price[i]+float64(r.stepPrice[i]*(s-r.demand[i])), 0), 1+r.extra[i])
		r.sumPrice[i] += r.price[i]
	}
	r.limits(total)
	r.floors()
	r.clusters()
	r.sums++
}

// floors moves the multipliers of the floors.
func (r *relaxation) floors() {
	if r.floor == nil {
		return
	}
	clear(r.extra)
	for f, floor := range r.in.Floors {
		short := r.floorWant[f]
		for _, i := range floor.Cells {
			short -= r.served[i]
		}
		r.floor[f] = min(max(r.floor[f]+float64(r.floorStep[f]*short), 0), maxFloorWeight/full)
		r.sumFloor[f] += r.floor[f]
		for _, i := range floor.Cells {
			r.extra[i] += r.floor[f]
		}
	}
}

// limits moves the multipliers of groups, blocks and budget.
func (r *relaxation) limits(total float64) {
	for g, n := range r.groupSites {
		if n > 0 {
			r.most[g] = max(r.most[g]+(r.groupDays[g]-float64(r.aims.hi[g]))/n, 0)
			r.least[g] = max(r.least[g]+(float64(r.aims.lo[g])-r.groupDays[g])/n, 0)
		}
	}
	for b, n := range r.blockSites {
		if n > 0 {
			r.block[b] = max(r.block[b]+(r.blockDays[b]-float64(r.in.Blocks[b].Max))/n, 0)
		}
	}
	if !r.shared {
		r.budget = max(r.budget+(total-float64(r.in.Budget))/max(float64(len(r.in.Sites)), 1), 0)
	}
}

// clusters moves the weights of the clusters.
func (r *relaxation) clusters() {
	clear(r.cutPrice)
	clear(r.cutBonus)
	for q := range r.cuts {
		c := &r.cuts[q]
		over := -c.constant
		for _, i := range c.Cells {
			over += r.served[i]
		}
		for n, j := range c.sites {
			over -= float64(c.coef[n] * r.over[j])
		}
		c.weight = max(c.weight+float64(c.step*over), 0)
		if c.weight > 0 {
			for _, i := range c.Cells {
				r.cutPrice[i] += c.weight
			}
			for n, j := range c.sites {
				r.cutBonus[j] += float64(c.coef[n] * c.weight)
			}
		}
		r.sumWeight[q] += c.weight
	}
}

// Rhythm of the relaxation, in steps.
const (
	lookEvery  = 250
	cutsEvery  = 500 // at first; less often as fewer are found
	firstCuts  = 1000
	enoughIdle = 8 // looks without a lower bound
)

// run makes up to units steps and returns the steps made. It stops early when the bound meets what the
// best known answer serves with every floor met, when it does not fall any more, and when ctx is done.
func (r *relaxation) run(ctx context.Context, units, served int64, tell func(done int64)) int64 {
	idle, next, pause := 0, int64(firstCuts), int64(cutsEvery)
	r.obvious()
	for u := int64(1); u <= units; u++ {
		r.iterate()
		look := u%lookEvery == 0 || u == 1 // at once: where room abounds the obvious is proof
		if look || u == units || u%16 == 0 && ctx.Err() != nil {
			before := r.bound
			r.look()
			tell(u)
			if before >= 0 && before-r.bound < before/1_000_000 {
				idle++
			} else {
				idle = 0
			}
			if r.bound/full <= served || idle >= enoughIdle || ctx.Err() != nil {
				return u
			}
		}
		if u == next {
			added := r.separate()
			if added > 0 {
				r.setSteps()
				r.forget()
				idle = 0
			}
			if added*20 < len(r.cuts) {
				pause *= 2
			}
			next += pause
		}
	}
	return units
}

// obvious tries the two certificates that need no search: every cell in reach at its full price, which
// is the demand in reach, and none at any, which is what all camp-days can take.
func (r *relaxation) obvious() {
	all := Certificate{Price: make([]int32, len(r.price))}
	for i, step := range r.stepPrice {
		if step > 0 {
			all.Price[i] = full
		}
	}
	r.keepIfLower(all)
	r.keepIfLower(Certificate{Price: make([]int32, len(r.price))})
}

func (r *relaxation) keepIfLower(c Certificate) {
	if value := r.inner.bound(c, r.whole); r.bound < 0 || value < r.bound {
		r.bound, r.cert = value, c
	}
}

// look evaluates the present and the average multipliers and keeps the best certificate.
func (r *relaxation) look() {
	for _, average := range []bool{false, true} {
		r.keepIfLower(r.certificate(average))
	}
	r.forget()
}

func (r *relaxation) forget() {
	clear(r.sumPrice)
	clear(r.sumWeight)
	clear(r.sumFloor)
	r.sums = 0
}

// certificate rounds the multipliers to thousandths.
func (r *relaxation) certificate(average bool) Certificate {
	c := Certificate{Price: make([]int32, len(r.price))}
	for i, p := range r.price {
		if average && r.sums > 0 {
			p = r.sumPrice[i] / r.sums
		}
		if r.stepPrice[i] > 0 {
			c.Price[i] = int32(math.Round(float64(p * full)))
		}
	}
	for f, w := range r.floor {
		if average && r.sums > 0 {
			w = r.sumFloor[f] / r.sums
		}
		c.Floors = append(c.Floors, int32(math.Round(float64(w*full))))
	}
	if len(c.Floors) > 0 { // they may have fallen since the prices were moved
		for i, most := range r.inner.worth(c) {
			c.Price[i] = min(c.Price[i], most)
		}
	}
	for q := range r.cuts {
		k := r.cuts[q].Cluster
		w := r.cuts[q].weight
		if average && r.sums > 0 {
			w = r.sumWeight[q] / r.sums
		}
		if k.Weight = int32(math.Round(float64(w * full))); k.Weight > 0 {
			c.Clusters = append(c.Clusters, k)
		}
	}
	return c
}
