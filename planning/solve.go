package planning

import (
	"context"
	"fmt"

	"doorstep/planning/cover"
)

// SolverName is written into every plan.
const SolverName = "doorstep cover/1 roster/1"

// DefaultOptions are the work units used where none are asked for.
func DefaultOptions() Options {
	return Options{PriceUnits: cover.DefaultPriceUnits, ImproveUnits: cover.DefaultImproveUnits}
}

// Solve plans the problem: first every group's minimum, then the most visitors served within the
// threshold, then a day and a team for each camp, evenly. Pins are kept and planned around, even where
// they break a rule; Check names those. What cannot be done is no error: it is told in the plan's Unserved
// and Groups, each with its reason.
//
// The same problem, seed and work units give the same plan, byte for byte. When ctx is done the best
// plan so far is finished and returned, with the units reached. tell may be nil. It refuses a problem that
// Problem.Validate refuses. A district takes seconds.
func Solve(ctx context.Context, p Problem, seed uint64, o Options, tell func(Progress)) (Plan, error) {
	return solve(ctx, p, seed, o, tell, false)
}

// Draft makes the plan that holds the problem's pins and nothing else: an imported camp list as it
// stands. Days and teams that the list leaves open are filled, visitors are assigned, and the reasons and
// the bound are those of the list; a camp that finds no day or team keeps none. It is told, cancelled and
// refused like Solve.
func Draft(ctx context.Context, p Problem, seed uint64, o Options, tell func(Progress)) (Plan, error) {
	return solve(ctx, p, seed, o, tell, true)
}

func solve(ctx context.Context, p Problem, seed uint64, o Options, tell func(Progress), draft bool) (Plan, error) {
	hash, err := p.Hash()
	if err != nil {
		return Plan{}, err
	}
	if o.PriceUnits <= 0 {
		o.PriceUnits = DefaultOptions().PriceUnits
	}
	if o.ImproveUnits <= 0 || draft {
		o.ImproveUnits = DefaultOptions().ImproveUnits
		if draft {
			o.ImproveUnits = 1
		}
	}
	say := teller(tell)
	say("reach", 0)
	m := newModel(&p)
	in := m.instance()
	m.raise(in)
	answer, err := cover.Solve(ctx, in, cover.Options{
		Seed: seed, PriceUnits: o.PriceUnits, ImproveUnits: o.ImproveUnits,
		Tell: func(stage string, done, total int64) { say(stage, share(done, 100, max(total, 1))) },
	})
	if err != nil {
		return Plan{}, fmt.Errorf("cover of %s: %w", p.Name, err)
	}
	say("calendar", 0)
	b := newBoard(m, in)
	days := answer.Days
	if draft {
		days = m.pinnedDays()
	}
	if err := b.place(context.WithoutCancel(ctx), days, answer.Flow, seed); err != nil {
		return Plan{}, fmt.Errorf("calendar of %s: %w", p.Name, err)
	}
	say("assign", 0)
	if !draft {
		b.repair()
	}
	plan := b.plan(hash, seed, answer.Certificate())
	plan.Work = Work{
		PriceAsked: o.PriceUnits, PriceReached: answer.PriceReached,
		ImproveAsked: o.ImproveUnits, ImproveReached: answer.ImproveReached,
	}
	say("assign", 100)
	return plan, nil
}

// teller turns a stage and how far it is into the whole plan's percentage, which never falls.
func teller(tell func(Progress)) func(stage string, percent int64) {
	if tell == nil {
		return func(string, int64) {}
	}
	last := Progress{Percent: -1}
	span := map[string][2]int64{
		"reach": {0, 4}, "greedy": {4, 10}, "price": {10, 45}, "improve": {45, 85}, "calendar": {86, 92}, "assign": {92, 98},
	}
	return func(stage string, percent int64) {
		s, ok := span[stage]
		if !ok {
			return
		}
		now := Progress{Stage: stage, Percent: max(last.Percent, int(s[0]+(s[1]-s[0])*min(max(percent, 0), 100)/100))}
		if now != last {
			last = now
			tell(now)
		}
	}
}
