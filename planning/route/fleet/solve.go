package fleet

import (
	"context"
	"math"
	"slices"
	"sync"

	"doorstep/internal/fault"
)

// Solve answers the instance. It never fails for lack of time: when ctx is done or Progress says so it
// returns the best answer so far. The errors are those of Validate, and fleet.few where the vehicles were
// not made to suffice.
func Solve(ctx context.Context, in *Instance, o Options) (Solution, error) {
	if err := in.Validate(); err != nil {
		return Solution{}, err
	}
	if o.Units <= 0 {
		o.Units = DefaultUnits
	}
	ordered, index := in.inOrder()
	p := newProblem(ordered, o.Fewest)
	searches := make([]*search, max(1, o.Threads))
	var all sync.WaitGroup
	for i := range searches {
		all.Go(func() { searches[i] = p.solve(ctx, o, i) })
	}
	all.Wait()
	best := slices.MinFunc(searches, func(a, b *search) int { return a.top.compare(&b.top, o.Fewest) })
	if best.top.cost == math.MaxInt64 {
		return Solution{}, fault.Refuse("fleet.few", "The vehicles were not made to suffice for all %d customers: "+
			"no answer that keeps every window, duration and capacity was found. Add vehicles, give more time, or make customers optional.", len(in.Customers))
	}
	out := best.solution(index)
	for _, s := range searches {
		out.Rounds += s.rounds
		out.Restarts += s.restarts
	}
	return out, nil
}

// solve is one search. Only the first one tells how far it is.
func (p *problem) solve(ctx context.Context, o Options, i int) *search {
	seed := random{o.Seed}
	for range i {
		seed.next()
	}
	s := newSearch(p, seed.next())
	s.clock = clock{progress: o.Progress, stop: func() bool { return ctx.Err() != nil }, units: o.Units, end: 1}
	if i == 0 {
		s.tell = o.Tell
	}
	s.construct()
	if s.top.cost == math.MaxInt64 || o.Fewest {
		s.fewer(o.Fewest)
	}
	if int(s.n-s.first) <= standard.small {
		s.breed()
		return s
	}
	if s.timed {
		s.end = s.share + standard.whole*(1-s.share)
	}
	s.anneal()
	s.end = 1
	if s.top.cost < math.MaxInt64 {
		s.divide()
	}
	return s
}

// construct puts all customers in, where the vehicles suffice without breaking a rule, and the others breaking it.
func (s *search) construct() {
	s.begin()
	for c := s.first; c < s.n; c++ {
		s.absent = append(s.absent, c)
		s.lost += max(s.prize[c], 0)
	}
	s.recreate(true)
	s.drop()
	s.keep()
}

// keep writes the state down as the best answer.
func (s *search) keep() {
	s.copyTo(&s.top)
	if !s.drivable() {
		s.top.cost = math.MaxInt64
	}
}

// compare orders answers, the better one first.
func (a *answer) compare(b *answer, fewest bool) int {
	if fewest && a.used != b.used && a.cost < math.MaxInt64 && b.cost < math.MaxInt64 {
		return a.used - b.used
	}
	switch {
	case a.cost < b.cost:
		return -1
	case a.cost > b.cost:
		return 1
	}
	return 0
}

// solution writes the best answer down, the customers by their index in the caller's instance.
func (s *search) solution(index []int32) Solution {
	out := Solution{Cost: s.top.cost}
	for i, slot := range s.top.slot {
		r := Route{Vehicle: int(s.slots[slot])}
		for _, c := range s.top.places[s.top.start[i]:s.top.start[i+1]] {
			r.Customers = append(r.Customers, index[c-s.first])
		}
		out.Routes = append(out.Routes, r)
	}
	for _, c := range s.top.absent {
		out.Left = append(out.Left, index[c-s.first])
	}
	slices.Sort(out.Left)
	return out
}
