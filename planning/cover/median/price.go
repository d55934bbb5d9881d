package median

import (
	"context"
	"math"
	"slices"
)

// pricer looks for the prices whose Lagrangian is greatest: a subgradient method with deflected directions (Held, Wolfe
// and Crowder 1974, doi 10.1007/BF01580223; Camerini, Fratta and Maffioli 1975, doi 10.1007/BFb0120697). Prices are whole
// thousandths; floating point only chooses steps, each product rounded by itself, so that every machine makes the same ones.
type pricer struct {
	t     *terrain
	must  []bool // sites that are open in all answers looked at
	never []bool // sites that are closed in them
	price []int64
	best  []int64 // prices with the greatest value so far
	value int64   // of the Lagrangian at best, in thousandths
	slope []int64 // direction of the last step, in thousandths of a client
	pace  int64   // thousandths of the step that would close the gap
	idle  int     // steps since the value rose
	earn  []int64 // of each site at the present prices
	count []int32 // chosen sites that pay for each client
	share []int64 // of each site, how often it was chosen of late, in parts of shareWhole
	chose []int32
	rank  []int32
}

const shareWhole = 1 << 20

func newPricer(t *terrain) *pricer {
	p := &pricer{
		t: t, must: make([]bool, t.Sites), never: make([]bool, t.Sites), price: make([]int64, t.Clients), best: make([]int64, t.Clients),
		slope: make([]int64, t.Clients), earn: make([]int64, t.Sites), count: make([]int32, t.Clients), share: make([]int64, t.Sites),
	}
	p.reset()
	return p
}

// reset begins a search anew from the prices that are there.
func (p *pricer) reset() {
	p.value, p.pace, p.idle = math.MinInt64, 1500, 0
	clear(p.slope)
	copy(p.best, p.price)
}

// evaluate gives the Lagrangian at the present prices among the answers that must and never leave, and the sites it chooses.
func (p *pricer) evaluate() int64 {
	t := p.t
	clear(p.earn)
	total := int64(0)
	for i, price := range p.price {
		total += price
		order, cost := t.sites(i)
		for k, j := range order {
			left := price - full*cost[k]
			if left <= 0 {
				break
			}
			p.earn[j] += left
		}
	}
	p.chose, p.rank = p.chose[:0], p.rank[:0]
	for j := range t.Sites {
		switch {
		case p.must[j]:
			p.chose = append(p.chose, int32(j))
		case !p.never[j]:
			p.rank = append(p.rank, int32(j))
		}
	}
	slices.SortFunc(p.rank, func(a, b int32) int {
		if p.earn[a] != p.earn[b] {
			if p.earn[a] > p.earn[b] {
				return -1
			}
			return 1
		}
		return int(a - b)
	})
	p.chose = append(p.chose, p.rank[:min(len(p.rank), t.P-len(p.chose))]...)
	for _, j := range p.chose {
		total -= p.earn[j]
	}
	return total
}

// step evaluates the prices and moves them; target is a cost that is known to be reached. It says whether the value rose.
func (p *pricer) step(target int64) (rose bool) {
	t := p.t
	value := p.evaluate()
	if value > p.value {
		p.value, p.idle, rose = value, 0, true
		copy(p.best, p.price)
	} else if p.idle++; p.idle >= 20 {
		p.idle, p.pace = 0, max(1, p.pace*7/10)
		copy(p.price, p.best)
		clear(p.slope)
		p.evaluate()
	}
	clear(p.count)
	for _, j := range p.chose {
		p.share[j] += shareWhole / 16
	}
	for j := range p.share {
		p.share[j] -= p.share[j] / 16
	}
	open := make([]bool, t.Sites)
	for _, j := range p.chose {
		open[j] = true
	}
	norm := int64(0)
	for i, price := range p.price {
		order, cost := t.sites(i)
		n := int64(0)
		for k, j := range order {
			if full*cost[k] >= price {
				break
			}
			if open[j] {
				n++
			}
		}
		p.slope[i] = (3*p.slope[i] + 7*(1-n)*full) / 10
		norm += p.slope[i] * p.slope[i] / full
	}
	if norm == 0 {
		p.pace = 0
		return rose
	}
	gap := max(full*target-value, full/2)
	size := float64(p.pace) * float64(gap) / float64(norm) // thousandths of a price for each thousandth of slope, by 1000
	for i := range p.price {
		p.price[i] = max(0, p.price[i]+int64(math.Round(float64(size*float64(p.slope[i]))/full)))
	}
	return rose
}

// stuck says that further steps are not worth their work.
func (p *pricer) stuck() bool { return p.pace <= 4 }

// close shuts out the sites that no answer cheaper than cost opens, and counts in those that every such answer
// opens, by the reduced costs at the best prices. It says whether such an answer may be left.
func (p *pricer) close(cost int64) bool {
	copy(p.price, p.best)
	value := p.evaluate()
	if roundUp(value) >= cost {
		return false
	}
	free := p.t.P
	for _, m := range p.must {
		if m {
			free--
		}
	}
	if free < 0 || free > len(p.rank) {
		return false
	}
	for k, j := range p.rank {
		switch {
		case k < free && free < len(p.rank) && roundUp(value+p.earn[j]-p.earn[p.rank[free]]) >= cost:
			p.must[j] = true
		case k >= free && (free == 0 || roundUp(value+p.earn[p.rank[free-1]]-p.earn[j]) >= cost):
			p.never[j] = true
		}
	}
	return true
}

// pricing is a pricer's run over the whole instance, with answers of its own.
type pricing struct {
	*pricer
	done int64
	cost int64   // of the best answer it knows
	open []int32 // that answer
}

// run steps until it has taken units of steps, ctx is done, the value reaches the best answer it knows, or nothing rises any more.
func (p *pricing) run(ctx context.Context, units int64, tell func(done int64)) {
	for p.done < units {
		if p.done > 0 && (ctx.Err() != nil || roundUp(p.value) >= p.cost || p.stuck()) {
			return
		}
		if p.done%64 == 0 {
			tell(p.done)
		}
		p.done++
		if p.step(p.cost); p.done%8 == 0 {
			p.try(p.chose)
		}
	}
}

// try keeps a choice of the Lagrangian if it costs less than the best known.
func (p *pricing) try(sites []int32) {
	if len(sites) != p.t.P {
		return
	}
	if cost := p.t.costOf(sites); cost < p.cost {
		p.cost, p.open = cost, slices.Clone(sites)
	}
}

// costOf gives the cost of a choice without saying who goes where.
func (t *terrain) costOf(sites []int32) int64 {
	near, _ := t.nearest(sites)
	total := int64(0)
	for _, n := range near {
		total += n
	}
	return total
}

// nearest gives what each client pays at the nearest of the sites, and what at the second nearest: where there is
// none, at the farthest of all.
func (t *terrain) nearest(sites []int32) (near, second []int64) {
	open := make([]bool, t.Sites)
	for _, j := range sites {
		open[j] = true
	}
	near, second = make([]int64, t.Clients), make([]int64, t.Clients)
	for i := range near {
		order, cost := t.sites(i)
		found := 0
		for k, j := range order {
			if !open[j] {
				continue
			}
			if found++; found == 2 {
				second[i] = cost[k]
				break
			}
			near[i] = cost[k]
		}
		if found < 2 {
			second[i] = cost[len(cost)-1]
		}
	}
	return near, second
}
