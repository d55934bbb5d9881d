package cover

import "context"

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
	DefaultImproveUnits = 150000
	openingSearch       = 64    // cells an augmenting search looks at while greedy adds
	openingUnits        = 10000 // moves tried before pricing, which starts from their answer
)

// Solve answers the instance. It never fails for lack of time: when ctx is done it stops at the next
// unit of work and returns the best answer so far with the units reached. At least one unit of each
// stage is done. The errors are those of Validate.
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
	tell := o.Tell
	if tell == nil {
		tell = func(string, int64, int64) {}
	}
	a := in.firstAim()
	tell("greedy", 0, 1)
	c := in.reduce(a)
	h := newHoldings(c.Instance, a)
	h.greedy(openingSearch)
	h.maximise()
	v := newImprover(h, o.Seed)
	first := v.run(ctx, min(o.ImproveUnits, openingUnits), c.ceiling(), func(done, _ int64) { tell("improve", done, o.ImproveUnits) })
	r := newRelaxation(in, c.Instance, a)
	priced := r.run(ctx, o.PriceUnits, v.best, func(done, total int64) { tell("price", done, total) })
	bound := r.bound / full
	improved := first
	if first == openingUnits {
		improved += v.run(ctx, o.ImproveUnits-first, bound, func(done, _ int64) { tell("improve", first+done, o.ImproveUnits) })
	}
	tell("assign", 0, 1)
	days := c.expand(in, v.bestDays)
	flow, served := Assign(in, days)

	s := Solution{
		Days: days, Flow: flow, Served: served, Missing: a.missing,
		GroupMissing: make([]int32, len(in.Groups)), Required: a.lo,
		Price: r.cert.Price, Clusters: r.cert.Clusters, Bound: bound, PriceReached: priced, ImproveReached: improved,
	}
	used := make([]int64, len(in.Groups))
	for j, n := range s.Days {
		used[in.Sites[j].Group] += int64(n)
	}
	for g, group := range in.Groups {
		s.GroupMissing[g] = int32(max(0, int64(group.Min)-used[g]))
	}
	return s, nil
}
