package main

import (
	"fmt"
	"math"
	"slices"

	"doorstep/planning"
)

// routeProblem is a published routing instance as its file gives it.
type routeProblem struct {
	places   []routePlace // the depots, then the customers
	depots   int
	vehicles int     // at each depot; 0: any number
	capacity float64 // of a vehicle
	duration float64 // longest route, from its begin to its end; 0: any
	measure  routeMeasure
	fewest   bool // fewest vehicles first, then distance; else distance alone
}

// routePlace is a depot or a customer.
type routePlace struct {
	x, y            float64
	demand, service float64
	ready, due      float64
}

// routeMeasure is how a family counts the way between two places; times are in the same unit.
type routeMeasure int

const (
	measureExact    routeMeasure = iota // the straight line as it is (Solomon)
	measureWhole                        // the straight line to the nearest whole number (TSPLIB's EUC_2D)
	measureThousand                     // 1,000 times the straight line to the nearest whole number, and times likewise
)

// between is the way from one place to another. Cut truncates it to one decimal, as the DIMACS challenge of 2021 does.
func (p *routeProblem) between(a, b routePlace, cut bool) float64 {
	d := math.Hypot(a.x-b.x, a.y-b.y)
	switch {
	case p.measure == measureWhole:
		return math.Round(d)
	case p.measure == measureThousand:
		return math.Round(1000 * d)
	case cut:
		return math.Floor(10*d+1e-9) / 10
	}
	return d
}

// exactScale is the whole units that a unit of an instance measured exactly is cut into. Ways are rounded up to them, so
// that what keeps its windows in whole units keeps them in floating point.
const exactScale = 10_000

// fleet writes the instance in whole units.
func (p *routeProblem) fleet(cut bool) *planning.Fleet {
	scale := 1.0
	if p.measure == measureExact {
		if scale = exactScale; cut {
			scale = 10
		}
	}
	whole := func(f float64) int32 { return int32(math.Round(f * scale)) }
	in := &planning.Fleet{Travel: make([]int32, 0, len(p.places)*len(p.places))}
	for _, a := range p.places {
		for _, b := range p.places {
			in.Travel = append(in.Travel, int32(math.Ceil(p.between(a, b, cut)*scale-1e-6)))
		}
	}
	for k, a := range p.places {
		if k >= p.depots {
			in.Customers = append(in.Customers, planning.FleetCustomer{Ready: whole(a.ready), Due: whole(a.due), Service: whole(a.service), Demand: int32(a.demand)})
			continue
		}
		in.Depots = append(in.Depots, planning.FleetDepot{Ready: whole(a.ready), Due: whole(a.due)})
		in.Vehicles = append(in.Vehicles, planning.FleetVehicle{Depot: k, Capacity: int32(p.capacity), MaxDuration: whole(p.duration), Count: p.vehicles})
	}
	return in
}

func (p *routeProblem) x() []float64 { return p.each(func(a routePlace) float64 { return a.x }) }
func (p *routeProblem) y() []float64 { return p.each(func(a routePlace) float64 { return a.y }) }

func (p *routeProblem) each(of func(routePlace) float64) []float64 {
	all := make([]float64, len(p.places))
	for k, a := range p.places {
		all[k] = of(a)
	}
	return all
}

// drive follows the routes through the instance in floating point and gives their length; the error says what rule they
// break. It knows nothing of the whole units that were solved.
func (p *routeProblem) drive(routes []planning.FleetRoute, cut bool) (total float64, err error) {
	seen := make([]bool, len(p.places))
	used := make([]int, p.depots)
	for k, r := range routes {
		if r.Vehicle < 0 || r.Vehicle >= p.depots || len(r.Customers) == 0 {
			return 0, fmt.Errorf("route %d is empty or of no vehicle of the instance", k)
		}
		if used[r.Vehicle]++; p.vehicles > 0 && used[r.Vehicle] > p.vehicles {
			return 0, fmt.Errorf("depot %d drives more than its %d vehicles", r.Vehicle, p.vehicles)
		}
		for _, i := range r.Customers {
			at := int(i) + p.depots
			if i < 0 || at >= len(seen) || seen[at] {
				return 0, fmt.Errorf("route %d visits customer %d, who does not exist or was visited", k, i)
			}
			seen[at] = true
		}
		long, err := p.driveOne(p.places[r.Vehicle], r.Customers, cut)
		if err != nil {
			return 0, fmt.Errorf("route %d: %w", k, err)
		}
		total += long
	}
	if k := slices.Index(seen[p.depots:], false); k >= 0 {
		return 0, fmt.Errorf("customer %d is not visited", k)
	}
	return total, nil
}

// late is what a visit may be late by: the last digits of floating point.
const late = 1e-6

// driveOne follows one route. What it lasts counts from the latest start that does not end it later, which is put off by
// the least of all waiting and the slack of each visit with the waiting before it (Savelsbergh 1992).
func (p *routeProblem) driveOne(depot routePlace, customers []int32, cut bool) (long float64, err error) {
	now, load, waited, slack, at := depot.ready, 0.0, 0.0, depot.due-depot.ready, depot
	visit := func(next routePlace) error {
		d := p.between(at, next, cut)
		long += d
		now += d
		if wait := next.ready - now; wait > 0 {
			waited, now = waited+wait, next.ready
		}
		if now > next.due+late {
			return fmt.Errorf("the place at %g, %g is reached at %.4f and closes at %.4f", next.x, next.y, now, next.due)
		}
		slack = min(slack, next.due-now+waited)
		now, at = now+next.service, next
		return nil
	}
	for _, i := range customers {
		next := p.places[p.depots+int(i)]
		if load += next.demand; load > p.capacity {
			return 0, fmt.Errorf("it carries %g, more than %g", load, p.capacity)
		}
		if err := visit(next); err != nil {
			return 0, err
		}
	}
	if err := visit(depot); err != nil {
		return 0, err
	}
	if lasts := now - depot.ready - min(waited, slack); p.duration > 0 && lasts > p.duration+late {
		return 0, fmt.Errorf("it lasts %.4f, more than %.4f", lasts, p.duration)
	}
	return long, nil
}
