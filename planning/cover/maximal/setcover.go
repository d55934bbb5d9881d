package maximal

import (
	"context"
	"math"
	"slices"

	"doorstep/internal/fault"
)

// CoverSolution answers a set cover (Toregas et al. 1971, doi 10.1287/opre.19.6.1363).
type CoverSolution struct {
	Sites  []int32 // cover every cell that any site covers, in increasing order
	Beyond int     // cells that no site covers
	Price  []int32 // of each cell, in parts of Full of a site
	Bound  int     // no fewer sites cover all: CoverBound(in, Price)
	// PriceReached and RoundsReached are the units done, as in Solution.
	PriceReached, RoundsReached int64
}

// SetCover looks for the fewest sites that cover every cell that some site covers, whatever its demand and however many
// sites Pick allows. It covers by what each site adds, then asks again and again for one site less: a maximum
// coverage that leaves nothing out. It stops when ctx is done, at the next unit of work. The errors are those of Validate;
// groups are refused.
func SetCover(ctx context.Context, in *Instance, o Options) (CoverSolution, error) {
	if err := in.Validate(); err != nil {
		return CoverSolution{}, err
	}
	if in.Groups > 0 {
		return CoverSolution{}, fault.Refuse("cover.pins", "A set cover owes no group a site, and %d groups are given.", in.Groups)
	}
	if o.PriceUnits <= 0 {
		o.PriceUnits = DefaultPriceUnits
	}
	if o.Rounds <= 0 {
		o.Rounds = DefaultRounds
	}
	plain := *in
	plain.Demand = slices.Repeat([]int64{1}, len(in.Demand))
	plain.Pick = in.Sites()
	c := reduce(&plain)
	t := newTables(&c.Instance)
	t.greedy()
	t.thin()
	r := newRelaxation(&plain, &c)
	s := CoverSolution{}
	s.Price, s.Bound = c.chargeSites(ctx, in, r, o.PriceUnits)
	s.PriceReached = r.steps
	best := c.fewer(ctx, slices.Clone(t.chosen), o, &s)
	s.Sites = c.expand(best)
	slices.Sort(s.Sites)
	for _, k := range r.cell {
		if k < 0 {
			s.Beyond++
		}
	}
	return s, nil
}

// thin drops chosen sites of which nothing depends, the last chosen first.
func (t *tables) thin() {
	for _, j := range slices.Backward(slices.Clone(t.chosen)) {
		if t.loss[j] == 0 {
			t.drop(j)
		}
	}
}

// fewer asks for one site less as long as that covers all.
func (c *core) fewer(ctx context.Context, best []int32, o Options, s *CoverSolution) []int32 {
	near := neighbours(&c.Instance)
	all := c.Covered(best)
	for len(best) > s.Bound && s.RoundsReached < o.Rounds {
		t := newTables(&c.Instance)
		t.set(best)
		least := t.chosen[0]
		for _, j := range t.chosen {
			if t.loss[j] < t.loss[least] {
				least = j
			}
		}
		t.drop(least)
		search := newTempering(&c.Instance, near, t.chosen, 1, o.Seed)
		for search.best < all {
			within := ctx
			if s.RoundsReached == 0 {
				within = context.WithoutCancel(ctx)
			}
			if s.RoundsReached >= o.Rounds || !search.round(within, o.Threads) {
				return best
			}
			s.RoundsReached++
		}
		t.set(search.keep)
		t.thin()
		best = slices.Clone(t.chosen)
	}
	return best
}

// chargeSites finds prices of a set cover: the relaxation as it is, only that a site earns what it costs, which is one.
func (c *core) chargeSites(ctx context.Context, in *Instance, r *relaxation, units int64) (price []int32, least int) {
	r.last, r.fixed, r.unit = 1, true, 1
	for i := range r.demand {
		r.demand[i], r.price[i] = 1, 0
	}
	price = make([]int32, len(in.Demand))
	trial := make([]int32, len(in.Demand))
	owner := make([]int32, len(c.Demand)) // the cell of the instance that pays for those merged with it
	for i, k := range slices.Backward(r.cell) {
		if k >= 0 {
			owner[k] = int32(i)
		}
	}
	judge := func(average bool) {
		for k, i := range owner {
			p := r.price[k]
			if average {
				p = r.sum[k] / r.sums
			}
			trial[i] = int32(math.Round(float64(min(p, 1) * Full)))
		}
		if b := coverBound(in, trial); b > least {
			least = b
			copy(price, trial)
		}
	}
	for r.steps < units && len(r.share) > 0 && (r.steps == 0 || ctx.Err() == nil) {
		r.iterate()
		if r.steps++; r.steps%lookEvery == 0 || r.steps == units || ctx.Err() != nil {
			judge(false)
			judge(true)
			clear(r.sum)
			r.sums = 0
		}
	}
	return price, least
}

// CoverBound proves from prices that no fewer sites cover every cell that some site covers: a site costs one, and
// where no site earns more than that, all prices together are a bound; where one does, they are taken down in proportion, or
// what is earned too much is taken off, whichever leaves more. The prices are in parts of Full of a site. The error
// names a price out of range.
func CoverBound(in *Instance, price []int32) (int, error) {
	if err := in.validatePrices(price); err != nil {
		return 0, err
	}
	return coverBound(in, price), nil
}

func coverBound(in *Instance, price []int32) int {
	seen := make([]bool, len(in.Demand))
	sum, over, most := int64(0), int64(0), int64(Full)
	for j := range int32(in.Sites()) {
		earned := int64(0)
		for _, c := range in.cells(j) {
			earned += int64(price[c])
			if !seen[c] {
				seen[c] = true
				sum += int64(price[c])
			}
		}
		over += max(earned-Full, 0)
		most = max(most, earned)
	}
	return int(max((sum-over+Full-1)/Full, (sum+most-1)/most, 0))
}
