package maximal

import (
	"cmp"
	"context"
	"slices"
)

// Options say how hard to look. Zero units take the defaults.
type Options struct {
	Seed       uint64
	PriceUnits int64 // steps of the prices
	Rounds     int64 // rounds of the search
	Threads    int   // goroutines; changes nothing but the time
}

// The units tried where Options names none.
const (
	DefaultPriceUnits = 3000
	DefaultRounds     = 300
)

// Solution answers an Instance.
type Solution struct {
	Sites   []int32 // chosen, in increasing order; fewer than Pick where more would add nothing
	Covered int64   // demand
	Price   []int32 // of each cell, in parts of Full
	Bound   int64   // no choice covers more: Bound(in, Price)
	// PriceReached and RoundsReached are the units done; a round of the search is always finished. Solving again with exactly these gives the same answer.
	PriceReached, RoundsReached int64
}

// Solve chooses at most Pick sites, one of every group among them, that cover as much demand as it finds,
// and proves how much more there could be. It never fails for lack of time: when ctx is done it stops at the
// next unit of work and returns the best so far. The errors are those of Validate. Memory is linear in the arcs and in the
// pairs of searched sites that share a cell.
func Solve(ctx context.Context, in *Instance, o Options) (Solution, error) {
	if err := in.Validate(); err != nil {
		return Solution{}, err
	}
	if o.PriceUnits <= 0 {
		o.PriceUnits = DefaultPriceUnits
	}
	if o.Rounds <= 0 {
		o.Rounds = DefaultRounds
	}
	c := reduce(in)
	t := newTables(&c.Instance)
	t.greedy()
	r := newRelaxation(in, &c)
	r.begin(t.chosen)
	r.run(ctx, min(o.PriceUnits, r.opening()), t.value)
	var s Solution
	best := c.search(ctx, t, r, o, &s)
	r.judge()
	s.Price, s.Bound, s.PriceReached = r.best, r.bound/Full, r.steps
	s.Sites = c.expand(best)
	slices.Sort(s.Sites)
	s.Covered = in.Covered(s.Sites)
	return s, nil
}

// search betters a greedy choice and the prices in turn, and returns sites of the core.
func (c *core) search(ctx context.Context, t *tables, r *relaxation, o Options, s *Solution) []int32 {
	best := slices.Clone(t.chosen)
	if len(best) == 0 || t.value >= r.bound/Full {
		return best
	}
	r.judge()
	few := c.promising(r, best)
	start := make([]int32, 0, len(best))
	for k, j := range few.site {
		if t.place[j] >= 0 {
			start = append(start, int32(k))
		}
	}
	near := neighbours(&few.Instance)
	var search seeker
	if len(start) > largePick {
		search = newTempering(&few.Instance, near, start, r.last*r.unit, o.Seed)
	} else {
		search = newEvolution(&few.Instance, near, start, r.last*r.unit, o.Seed)
	}
	value, keep := search.found()
	polish := newAnnealer(&c.Instance, make([][]int32, c.Sites()), o.Seed)
	polish.lister = newLister(&c.Instance)
	polish.set(best)
	polish.best, polish.keep = polish.value, best
	polished := value
	steps := max(int64(search.moves())*moveCost/int64(len(c.ArcCell)+1), 1)
	for s.RoundsReached < o.Rounds && max(polish.best, value) < r.bound/Full {
		within := ctx
		if s.RoundsReached == 0 {
			within = context.WithoutCancel(ctx)
		}
		if !search.round(within, o.Threads) {
			break
		}
		s.RoundsReached++
		value, keep = search.found()
		if value > polished && s.RoundsReached%polishEvery == 0 && few.Sites() < c.Sites() {
			polished = value
			polish.again(context.WithoutCancel(ctx), few.expand(keep), search.coldest())
		}
		if ctx.Err() == nil {
			r.run(ctx, min(steps, o.PriceUnits-r.steps), max(polish.best, value))
		}
	}
	if value > polish.best {
		return few.expand(keep)
	}
	return polish.keep
}

// seeker betters a choice round by round, each of about so many moves.
type seeker interface {
	round(ctx context.Context, threads int) bool
	found() (value int64, sites []int32)
	moves() int
	coldest() int64 // temperature
}

// opening is how many steps of the prices come before the search: about a second's work at most.
func (r *relaxation) opening() int64 {
	return min(max(openingArcs/int64(len(r.in.ArcCell)+1), lookEvery), openingSteps)
}

const (
	openingSteps = 1000
	openingArcs  = 400_000_000
	moveCost     = 100 // arcs the steps of the prices may take for each move of the search, so that they take a tenth to a fifth of the time
)

// polishEvery is how many rounds pass until a better choice is tried with all sites.
const polishEvery = 16

// expand names sites of the core as those of the instance it was made from.
func (c *core) expand(sites []int32) []int32 {
	out := make([]int32, len(sites))
	for n, k := range sites {
		out[n] = c.site[k]
	}
	return out
}

// again takes over a choice found among few sites and betters it with all sites.
func (a *annealer) again(ctx context.Context, sites []int32, heat int64) {
	a.set(sites)
	if a.value > a.best {
		a.best, a.keep = a.value, append(a.keep[:0], a.chosen...)
	}
	a.anneal(ctx, polishSweeps*len(sites), heat)
	a.anneal(ctx, polishSweeps*len(sites), 1)
}

const polishSweeps = 5

// promising restricts the core to the sites that earn nearly as much as the last one chosen at the prices, at most so
// many for each site to choose. It is a guess: what it leaves out is not proven to be in no best choice. With groups every
// site stays, since a group's best may earn little.
func (c *core) promising(r *relaxation, best []int32) core {
	if c.Groups > 0 || len(best) > largePick {
		return restrict(&c.Instance, c.all())
	}
	earned := make([]float64, c.Sites())
	for k := range earned {
		for _, i := range c.cells(int32(k)) {
			earned[k] += r.price[i]
		}
	}
	order := c.all()
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(earned[b], earned[a]) })
	keep := slices.Clone(best)
	for _, k := range order[:min(len(order), promiseSites*len(best))] {
		if earned[k] >= r.last*(1-promise) {
			keep = append(keep, k)
		}
	}
	slices.Sort(keep)
	return restrict(&c.Instance, slices.Compact(keep))
}

const (
	promise      = 0.25 // how much less than the last one chosen a site may earn to be searched
	promiseSites = 40   // sites searched at most for each one chosen
)
