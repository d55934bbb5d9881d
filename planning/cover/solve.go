package cover

import (
	"context"
	"math"
	"sync"
	"sync/atomic"
)

// Options say how hard to look. Zero units take the defaults.
type Options struct {
	Seed         uint64
	PriceUnits   int64                                 // steps of the bound's prices
	ImproveUnits int64                                 // moves tried
	Threads      int                                   // goroutines; changes nothing but the time
	Tell         func(stage string, done, total int64) // stages greedy, price, improve, assign; may be nil
}

// The units tried where Options names none.
const (
	DefaultPriceUnits   = 6000
	DefaultImproveUnits = 200000
	openingSearch       = 64    // cells an augmenting search looks at while greedy adds
	openingUnits        = 10000 // moves tried before pricing, which starts from their answer
)

// Solve answers the instance: greedy camp-days, ruin and recreate, and a bound from a linear relaxation
// with clusters. It never fails for lack of time: when ctx is done it stops at the next units of work and
// returns the best answer so far with the units reached. At least one unit of each kind is done. The errors
// are those of Validate. A district of 5,000 sites takes seconds, memory is linear in the arcs.
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
	j := &job{in: in, options: o, aims: in.firstAim()}
	j.run(ctx)
	return j.solution(), nil
}

// job is one call of Solve.
type job struct {
	in      *Instance
	options Options
	aims    aims
	core    core

	whole *Instance // in, its floors lowered to what the opening answer serves of them
	unmet bool      // some floor is not met by the opening answer

	improver   *improver
	relaxation *relaxation
	proven     atomic.Int64 // no answer serves more, as far as is known; only ever falls
	priced     int64
	telling    sync.Mutex
}

func (j *job) tell(stage string, done, total int64) {
	if j.options.Tell == nil {
		return
	}
	j.telling.Lock()
	defer j.telling.Unlock()
	j.options.Tell(stage, done, total)
}

// run improves and prices. After the opening the two do not depend on each other, save that the improver
// stops when its answer is proven best, so they may run at the same time and the answer is the same.
func (j *job) run(ctx context.Context) {
	j.tell("greedy", 0, 1)
	j.core = j.in.reduce(j.aims)
	h := newHoldings(j.core.Instance, j.aims)
	h.greedy(openingSearch)
	h.maximise()
	j.proven.Store(h.floors.most(j.core.ceiling() * full))
	if j.in.Worth != nil {
		j.proven.Store(math.MaxInt64) // visitors do not say how good an answer is
	}
	j.improver = newImprover(h, j.options.Seed)
	opening := min(j.options.ImproveUnits, openingUnits)
	j.improve(ctx, opening)
	if j.in.Worth != nil {
		j.improver = j.improver.byWorth(j.core.Instance, j.aims)
	}
	served := j.keep()
	j.relaxation = newRelaxation(j.whole, j.core.Instance, j.aims)
	if j.options.Threads > 1 {
		done := make(chan struct{})
		go func() {
			defer close(done)
			j.price(ctx, served)
		}()
		j.improve(ctx, j.options.ImproveUnits-opening)
		<-done
	} else {
		j.price(ctx, served)
		j.improve(ctx, j.options.ImproveUnits-opening)
	}
	j.tell("assign", 0, 1)
}

func (j *job) improve(ctx context.Context, units int64) {
	j.improver.run(ctx, units, &j.proven, func(done int64) { j.tell("improve", done, j.options.ImproveUnits) })
}

// keep lowers the floors, for the bound, to what the opening answer serves of them, and gives the visitors
// that it serves in all.
func (j *job) keep() (served int64) {
	j.whole = j.in
	if len(j.in.Floors) == 0 {
		if j.in.Worth != nil {
			return j.improver.worth / full
		}
		return j.improver.best
	}
	flow, served := Assign(j.in, j.core.expand(j.in, j.improver.bestDays))
	kept := j.in.FloorServed(flow)
	for f, floor := range j.in.Floors {
		j.unmet = j.unmet || kept[f] < floor.Want
	}
	j.whole = j.in.Keeping(kept)
	j.core.Instance = j.core.Keeping(kept)
	if j.in.Worth != nil {
		return j.in.worthOf(flow) / full
	}
	return served
}

func (j *job) price(ctx context.Context, served int64) {
	j.priced = j.relaxation.run(ctx, j.options.PriceUnits, served, func(done int64) {
		if !j.unmet && j.in.Worth == nil { // where floors are met the bound holds for every better answer
			j.proven.Store(min(j.proven.Load(), j.improver.floors.most(j.relaxation.bound)))
		}
		j.tell("price", done, j.options.PriceUnits)
	})
}

func (j *job) solution() Solution {
	in := j.in
	days := j.core.expand(in, j.improver.bestDays)
	flow, served := Assign(in, days)
	s := Solution{
		Days: days, Flow: flow, Served: served, Missing: j.aims.missing,
		GroupMissing: make([]int32, len(in.Groups)), Required: j.aims.lo,
		Price: j.relaxation.cert.Price, Clusters: j.relaxation.cert.Clusters, Bound: j.relaxation.bound / full,
		PriceReached: j.priced, ImproveReached: j.improver.reached(j.proven.Load()),
	}
	s.Worth = in.worthOf(flow)
	if len(in.Floors) > 0 {
		s.FloorServed, s.FloorWeight = in.FloorServed(flow), j.relaxation.cert.Floors
		s.Bound = s.Certificate().Bound(in.Keeping(s.FloorServed), nil)
	}
	used := make([]int64, len(in.Groups))
	for k, n := range days {
		used[in.Sites[k].Group] += int64(n)
	}
	for g, group := range in.Groups {
		s.GroupMissing[g] = int32(max(0, int64(group.Min)-used[g]))
	}
	return s
}
