package median

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
)

// Options say how hard to look. Zero units take the defaults.
type Options struct {
	Seed         uint64
	PriceUnits   int64                                 // steps of the prices
	ImproveUnits int64                                 // moves tried
	CloseUnits   int64                                 // nodes of the branch and bound
	Threads      int                                   // goroutines; changes nothing but the time
	Tell         func(stage string, done, total int64) // stages greedy, price, improve, close; may be nil
}

// The units tried where Options names none.
const (
	DefaultPriceUnits   = 3000
	DefaultImproveUnits = 1000
	DefaultCloseUnits   = 4000
	openingUnits        = 100 // moves tried before pricing, which aims at their answer
	broadUnits          = 300 // moves tried over all sites; the others are over those that reduced costs leave
)

// Solve answers the instance: greedy, variable neighbourhood search over fast interchanges, a Lagrangian bound, and
// branch and bound on what the bound leaves open. It never fails for lack of time: when ctx is done it stops at the
// next unit of work and returns the best answer so far with the units reached, at least one of the moves and the steps.
// The errors are those of Validate. Memory is about 20 bytes a distance and 8 for each of P*Sites.
func Solve(ctx context.Context, in *Instance, o Options) (Solution, error) {
	if err := in.Validate(); err != nil {
		return Solution{}, err
	}
	if o.PriceUnits <= 0 {
		o.PriceUnits = DefaultPriceUnits
	}
	if o.ImproveUnits <= 0 {
		o.ImproveUnits = DefaultImproveUnits
	}
	if o.CloseUnits == 0 {
		o.CloseUnits = DefaultCloseUnits
	}
	j := &job{in: in, options: o}
	j.run(ctx)
	return j.solution(), nil
}

// job is one call of Solve.
type job struct {
	in       *Instance
	options  Options
	improver *improver
	prices   *pricing
	proven   atomic.Int64 // no answer costs less, as far as is known; only ever rises
	core     *core
	inCore   *improver // nil: nothing was left to improve
	closer   *closer
	telling  sync.Mutex
}

func (j *job) tell(stage string, total int64) func(done int64) {
	return func(done int64) {
		if j.options.Tell == nil {
			return
		}
		j.telling.Lock()
		defer j.telling.Unlock()
		j.options.Tell(stage, done, total)
	}
}

// run improves and prices, which after the opening do not depend on each other save that the improver stops when its answer is
// proven best; so they may run at the same time and the answer is the same. Then it closes what is left open.
func (j *job) run(ctx context.Context) {
	o := j.options
	j.tell("greedy", 1)(0)
	t := newTerrain(j.in)
	j.improver = newImprover(newChoice(t, greedy(t)), o.Seed)
	improve := func(units int64) {
		j.improver.run(ctx, min(units, o.ImproveUnits), j.proven.Load, j.tell("improve", o.ImproveUnits))
	}
	improve(openingUnits)
	j.prices = &pricing{pricer: newPricer(t), cost: j.improver.cost, open: slices.Clone(j.improver.best)}
	near, second := t.nearest(j.improver.best)
	for i := range near {
		j.prices.price[i] = full * (near[i] + second[i]) / 2
	}
	j.prices.reset()
	price := func() {
		j.prices.run(ctx, o.PriceUnits, j.tell("price", o.PriceUnits))
		j.proven.Store(roundUp(j.prices.value))
	}
	if o.Threads > 1 {
		var both sync.WaitGroup
		both.Go(price)
		improve(broadUnits)
		both.Wait()
	} else {
		price()
		improve(broadUnits)
	}
	j.close(ctx)
}

// close takes the better of both answers and looks for one that is better still where the bound leaves any: by moves,
// then by branch and bound.
func (j *job) close(ctx context.Context) {
	o := j.options
	j.closer = &closer{cost: j.improver.cost, open: j.improver.best}
	j.closer.offer(j.prices.cost, j.prices.open)
	j.core = j.prices.core(j.closer.cost)
	if j.core == nil {
		j.closer.closed = true
		return
	}
	if units := o.ImproveUnits - broadUnits; units > 0 && ctx.Err() == nil {
		j.inCore = newImprover(newChoice(j.core.terrain, j.core.open), o.Seed+1)
		j.inCore.run(ctx, units, j.proven.Load, func(done int64) { j.tell("improve", o.ImproveUnits)(broadUnits + done) })
		j.closer.offer(j.inCore.cost, j.core.outside(j.inCore.best))
	}
	j.closer.run(ctx, j.core, o.CloseUnits, j.tell("close", o.CloseUnits))
}

// improved is the moves that give the answer again: those made, or where a proven best was found by moves those that found it.
func (j *job) improved() int64 {
	proven := j.proven.Load()
	switch {
	case j.improver.cost <= proven:
		return max(1, j.improver.found)
	case j.inCore == nil:
		return j.improver.done
	case j.inCore.cost <= proven:
		return j.improver.done + max(1, j.inCore.found)
	}
	return j.improver.done + j.inCore.done
}

func (j *job) solution() Solution {
	s := Solution{
		Sites: slices.Sorted(slices.Values(j.closer.open)), Price: j.prices.best, Bound: j.in.Bound(j.prices.best),
		PriceReached: j.prices.done, ImproveReached: j.improved(), CloseReached: j.closer.done,
	}
	s.Cost, s.Of = j.in.Cost(s.Sites)
	s.Proven = s.Bound >= s.Cost || j.closer.closed
	if s.CloseReached == 0 {
		s.CloseReached = -1 // none again
	}
	return s
}
