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
	DefaultPriceUnits   = 400
	DefaultImproveUnits = 20000
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
	h := newHoldings(in, a)
	h.greedy(64)
	h.maximise()
	h.forget()
	p := newPricing(in, a)
	reached := p.run(ctx, o.PriceUnits, h.served, func(done, total int64) { tell("price", done, total) })

	s := Solution{
		Days: h.days, Flow: h.flow, Served: h.served, Missing: a.missing,
		GroupMissing: make([]int32, len(in.Groups)), Required: a.lo,
		Price: p.best, Bound: p.bound / full, PriceReached: reached,
	}
	for g, group := range in.Groups {
		s.GroupMissing[g] = int32(max(0, int64(group.Min)-h.used[g]))
	}
	return s, nil
}
