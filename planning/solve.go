package planning

import (
	"context"
	"fmt"
	"slices"

	"doorstep/planning/cover"
	"doorstep/planning/sitting"
)

// SolverName is written into every plan.
const SolverName = "doorstep cover/1 roster/1"

// DefaultOptions are the work units used where none are asked for.
func DefaultOptions() Options {
	return Options{PriceUnits: cover.DefaultPriceUnits, ImproveUnits: cover.DefaultImproveUnits}
}

// Solve plans the problem: first every group's minimum, then the most visitors served within the
// threshold, each counting what his walk leaves where the drive says so, then a day and a team for each camp, evenly. Pins are kept and planned around, even where
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
	say("reach", 100)
	if p.Drive.ByBooth() {
		if draft {
			o.ImproveUnits = DefaultOptions().ImproveUnits
		}
		return m.solveSittings(ctx, hash, seed, min(o.ImproveUnits, sitting.DefaultNodes), say, draft)
	}
	in := m.instance()
	m.raise(in)
	in.Floors = cover.Level(in)
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
	if draft {
		plan.Origin = OriginDraft
	}
	plan.Work = Effort{
		PriceAsked: o.PriceUnits, PriceReached: answer.PriceReached,
		ImproveAsked: o.ImproveUnits, ImproveReached: answer.ImproveReached,
	}
	say("assign", 100)
	return plan, nil
}

type stage struct {
	name   string
	weight int64
}

// stages are the parts of the work in order, with their share of the time in percent. Improving and
// pricing take turns.
var stages = []stage{{"reach", 4}, {"greedy", 6}, {"price", 40}, {"improve", 36}, {"calendar", 6}, {"assign", 6}}

// teller turns a stage and how far it is into the whole plan's percentage, which never falls.
func teller(tell func(Progress)) func(name string, percent int64) {
	if tell == nil {
		return func(string, int64) {}
	}
	last := Progress{Percent: -1}
	done := make([]int64, len(stages))
	return func(name string, percent int64) {
		at := slices.IndexFunc(stages, func(s stage) bool { return s.name == name })
		if at < 0 {
			return
		}
		done[at] = max(done[at], min(max(percent, 0), 100))
		if name == "calendar" || name == "assign" { // what came before may have ended early
			for i := range at {
				done[i] = 100
			}
		}
		total := int64(0)
		for i, s := range stages {
			total += s.weight * done[i]
		}
		now := Progress{Stage: name, Percent: max(last.Percent, int(total/100))}
		if now != last {
			last = now
			tell(now)
		}
	}
}
