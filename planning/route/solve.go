package route

import (
	"context"
	"sync"
)

// Options say how hard to look.
type Options struct {
	Seed    uint64
	Threads int   // searches side by side, at least 1; another number is another answer
	Units   int64 // ruins of each search; 0: DefaultUnits
	// Spent gives the share of the time allowed that is spent, and the search follows it instead of Units. It is
	// called from several goroutines. nil: Units alone decide, and the same instance, seed, threads and units give the
	// same answer.
	Spent func() float64
	Tell  func(done, total int64) // units; may be nil
	Start [][]Placed              // what each shift does in order, to begin from as far as the rules allow; nil: from nothing
	Warm  bool                    // Start is good: begin in the middle of the course
}

// DefaultUnits is the ruins of a search where Options names none.
const DefaultUnits = 60000

// rounds is how often the searches compare: the worst goes on from the best.
const rounds = 8

// Solution answers an Instance.
type Solution struct {
	Sheets []Sheet // of each shift, nil Stops: it is not driven
	Absent []int32 // works not done, ascending
	Score  Score
	Units  int64 // done by all searches
}

// Solve plans the works. Every sheet keeps all hard rules. When ctx is done it stops at the next units and gives the
// best answer so far. The errors are those of Validate.
func Solve(ctx context.Context, in *Instance, o Options) (Solution, error) {
	if err := in.Validate(); err != nil {
		return Solution{}, err
	}
	m := newModel(in)
	m.ready()
	return m.solve(ctx, o), nil
}

func (m *model) solve(ctx context.Context, o Options) Solution {
	if o.Units <= 0 {
		o.Units = DefaultUnits
	}
	o.Threads = max(1, o.Threads)
	runs := make([]*run, o.Threads)
	for i := range runs {
		runs[i] = &run{
			search: newSearch(m, o.Seed*0x9e3779b97f4a7c15+uint64(i)),
			steps:  steps{units: o.Units, spent: o.Spent, warm: o.Warm},
		}
	}
	each(runs, func(r *run) { r.open(o.Start) })
	for k := range rounds {
		until := float64(k+1) / rounds
		each(runs, func(r *run) { r.run(ctx, &r.steps, until, &r.best) })
		if o.Tell != nil {
			o.Tell(min(o.Units, o.Units*int64(k+1)/rounds), o.Units)
		}
		if k < rounds-1 {
			m.share(runs)
		}
	}
	best, units := runs[0], int64(0)
	for _, r := range runs {
		units += r.done
		if m.in.compare(&r.best.score, &best.best.score) < 0 {
			best = r
		}
	}
	best.restore(&best.best)
	s := best.solution()
	s.Units = units
	return s
}

// run is one search and the best it found.
type run struct {
	*search
	steps
	best answer
}

func each(runs []*run, do func(r *run)) {
	var wait sync.WaitGroup
	for _, r := range runs[1:] {
		wait.Go(func() { do(r) })
	}
	do(runs[0])
	wait.Wait()
}

// open makes the first answer: what stands already, then every work by turns.
func (r *run) open(start [][]Placed) {
	s := r.search
	worth, weight := s.scale()
	s.course(0.5, worth, weight)
	s.resume(start)
	all := append([]int32(nil), s.absent...)
	s.recreate(all, nil, 0)
	s.settleCost()
	s.keep(&r.best)
	s.mark()
}

// share lets the search with the worst best answer go on from the best one.
func (m *model) share(runs []*run) {
	if len(runs) < 2 {
		return
	}
	best, worst := runs[0], runs[0]
	for _, r := range runs[1:] {
		if m.in.compare(&r.best.score, &best.best.score) < 0 {
			best = r
		}
		if m.in.compare(&r.best.score, &worst.best.score) > 0 {
			worst = r
		}
	}
	if best != worst {
		best.best.copyTo(&worst.best)
		worst.restore(&worst.best)
	}
}

func (a *answer) copyTo(b *answer) {
	b.score = a.score
	if b.stops == nil {
		b.stops = make([][]int32, len(a.stops))
	}
	for k := range a.stops {
		b.stops[k] = append(b.stops[k][:0], a.stops[k]...)
	}
	b.gates = append(b.gates[:0], a.gates...)
	b.where, b.second = append(b.where[:0], a.where...), append(b.second[:0], a.second...)
}
