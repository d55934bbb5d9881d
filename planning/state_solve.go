package planning

import (
	"context"
	"slices"
	"sync"

	"doorstep/internal/fault"
	"doorstep/planning/cover"
)

// SolveState plans districts that share one budget of camp-days, side by side on so many goroutines, each district by
// Solve with its share, and proves how far from the best the whole is. It returns the problems, by area, with their
// shares as camp_days, and their plans. The same problems, budget, seed and units give the same bytes, however many goroutines
// there are. tell, which may be nil, is told of each district done. It refuses what Solve refuses, districts
// planned by booths, the same district twice, and with state.camp_days a budget below the groups' minima.
func SolveState(ctx context.Context, problems []Problem, campDays int64, seed uint64, o Options, threads int, tell func(done, total int)) (StatePlan, []Problem, []Plan, error) {
	problems = slices.Clone(problems)
	slices.SortFunc(problems, func(a, b Problem) int { return compareText(a.Area, b.Area) })
	for d, p := range problems {
		if p.Drive.ByBooth() {
			return StatePlan{}, nil, nil, fault.Refuse("state.booths", "%s is planned by booths; a shared budget is one of camp-days.", p.Name)
		}
		if p.Drive.decays() {
			return StatePlan{}, nil, nil, fault.Refuse("drive.worth", "%s counts visitors less the farther they walk (full_worth_m); a budget is shared by whole visitors only. Plan it by itself, or leave that out.", p.Name)
		}
		if d > 0 && problems[d-1].Area == p.Area {
			return StatePlan{}, nil, nil, fault.Refuse("state.twice", "%s is there twice.", p.Name)
		}
	}
	ins, must := make([]*cover.Instance, len(problems)), make([]int64, len(problems))
	plans, own := make([]Plan, len(problems)), make([]*cover.Priced, len(problems))
	err := sideBySide(threads, len(problems), func(d int) error {
		m := newModel(&problems[d])
		ins[d] = m.instance()
		m.raise(ins[d])
		ins[d].Floors = cover.Level(ins[d])
		must[d] = cover.Must(ins[d])
		return nil
	})
	if err != nil {
		return StatePlan{}, nil, nil, err
	}
	units := o.PriceUnits
	if units <= 0 {
		units = togetherUnits
	}
	together := cover.NewTogether(ins, campDays, togetherPrice)
	together.Run(ctx, units, threads)
	shares, err := shareOut(must, together.Shares(), campDays)
	if err != nil {
		return StatePlan{}, nil, nil, err
	}
	var mu sync.Mutex
	done := 0
	err = sideBySide(threads, len(problems), func(d int) (err error) {
		problems[d].CampDays = shares[d]
		if plans[d], err = Solve(ctx, problems[d], seed, o, nil); err != nil {
			return err
		}
		ins[d], own[d] = pricedOf(&problems[d], &plans[d], campDays)
		mu.Lock()
		defer mu.Unlock()
		if done++; tell != nil {
			tell(done, len(problems))
		}
		return nil
	})
	if err != nil {
		return StatePlan{}, nil, nil, err
	}
	return prove(problems, plans, ins, own, together, campDays), problems, plans, nil
}

const (
	togetherUnits = 1500 // steps of the relaxations of all districts
	togetherPrice = 100  // visitors a camp-day, to begin with
)

// prove writes the account with the lower of two bounds: by the multipliers of the districts' plans, or by those of
// all districts together.
func prove(problems []Problem, plans []Plan, ins []*cover.Instance, own []*cover.Priced, together *cover.Together, campDays int64) StatePlan {
	proofs := together.Best()
	shared := make([]*cover.Priced, len(ins))
	for d, in := range ins {
		shared[d] = cover.NewPriced(in, proofs[d])
	}
	a, b := accountOf(problems, plans, own, campDays), accountOf(problems, plans, shared, campDays)
	if a.Bound <= b.Bound {
		return a
	}
	for d, proof := range proofs {
		x := &b.Districts[d]
		x.Prices, x.Clusters = newModel(&problems[d]).multipliers(proof)
		for _, w := range proof.Floors {
			x.Weights = append(x.Weights, int64(w))
		}
	}
	return b
}

// sideBySide does n things on so many goroutines and gives the error of the first of them that has one.
func sideBySide(threads, n int, do func(i int) error) error {
	errs := make([]error, n)
	next := make(chan int)
	var group sync.WaitGroup
	for range max(threads, 1) {
		group.Go(func() {
			for i := range next {
				errs[i] = do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// pricedOf gives the instance that a district's part of the bound stands on, and the multipliers of its plan evaluated there
// for any price of a camp-day.
func pricedOf(p *Problem, plan *Plan, campDays int64) (*cover.Instance, *cover.Priced) {
	m := newModel(p)
	b := m.boardOf(*plan)
	m.raise(b.in)
	in, _ := b.boundInstance(max(p.CampDays, campDays))
	for f, x := range plan.Bound.Floors {
		in.Floors[f].Want = min(x.Want, x.Served)
	}
	return in, cover.NewPriced(in, m.certificateOf(plan))
}

// accountOf adds the districts up at the price of a camp-day that gives the lowest bound.
func accountOf(problems []Problem, plans []Plan, priced []*cover.Priced, campDays int64) StatePlan {
	price, bound := cover.BestPrice(priced, campDays)
	s := StatePlan{Format: StateFormat, CampDays: campDays, Price: price, Bound: bound / 1000, Districts: []StateDistrict{}}
	for d, p := range problems {
		x := StateDistrict{
			Area: p.Area, Name: p.Name, Problem: plans[d].Problem, CampDays: p.CampDays, Held: int64(len(plans[d].Camps)),
			Visitors: plans[d].Score.Visitors, Served: plans[d].Score.VisitorsServed, Bound: plans[d].Bound.Visitors, Priced: priced[d].At(price),
		}
		s.Held += x.Held
		s.Visitors += x.Visitors
		s.Served += x.Served
		s.Districts = append(s.Districts, x)
	}
	return s
}
