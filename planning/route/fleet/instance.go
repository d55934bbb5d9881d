// Package fleet solves the classical vehicle routing problems: capacity, time windows, several depots, a
// longest duration, prizes for optional customers, and either the fewest vehicles and then the least cost,
// or the least cost alone.
//
// The package speaks plain integers: customers, depots and kinds of vehicle are indices, and distances and
// times are whole numbers of one unit that the caller chooses. The method is told in docs/solvers/route.md.
package fleet

import (
	"doorstep/internal/fault"
	"doorstep/planning/route/span"
)

// Instance is one problem. Its places are the depots, then the customers: customer i is place
// len(Depots)+i.
type Instance struct {
	Depots    []Depot
	Customers []Customer
	Vehicles  []Vehicle
	// Travel from place to place, row by row, 0..MaxTravel, not necessarily symmetric: it is both the time on
	// the way and, summed, the cost.
	Travel []int32
}

// Depot is where routes begin and end, both within its window.
type Depot struct{ Ready, Due int32 }

// Customer is visited at most once, by one vehicle.
type Customer struct {
	Ready, Due int32 // when the service may begin, 0..span.MaxTime; a vehicle that is early waits
	Service    int32 // how long it takes, 0..span.MaxTime
	Demand     int32 // of the capacity, at least 0
	// Optional customers may be left out, which costs Prize. Prize is from 0 to MaxPrize, and 0 for all others.
	Optional bool
	Prize    int64
}

// Vehicle is one kind of vehicle.
type Vehicle struct {
	Depot       int   // index into Depots, where its routes begin and end
	Capacity    int32 // at least 0
	MaxDuration int32 // longest time from the begin of a route to its end, 0: any
	Count       int   // how many there are, 0: as many as there are customers
	Fixed       int64 // cost of using one, 0..MaxPrize
}

// Limits of what an instance may hold; beyond them sums could overflow or memory end.
const (
	MaxCustomers = 10_000 // the matrix of so many takes 400 MB, and is held twice
	MaxTravel    = span.MaxTime / 2
	MaxPrize     = int64(1) << 40
	maxDemand    = int32(1) << 30 // of all customers together
	maxSlots     = 4 * MaxCustomers
)

// Options say how hard to look.
type Options struct {
	Seed    uint64
	Threads int // independent searches from different seeds, the best answer counts; at least 1
	// Units of work of each search: its rounds of ruin, recreate and local search. Zero takes DefaultUnits.
	Units int64
	// Progress tells the share of the time that is used up, and ends the search at 1. It is asked every few
	// rounds, from several goroutines. Where it is nil the share is that of Units, and the same instance,
	// seed, threads and units give the same answer, byte for byte, on every machine.
	Progress func() float64
	// Fewest asks for the fewest vehicles first, then for the least cost. Every customer is visited then.
	Fewest bool
	Tell   func(stage string, done, total int64) // stages construct, vehicles, cost; may be nil
}

// DefaultUnits is the rounds where Options names none.
const DefaultUnits = 200_000

// Solution answers an Instance.
type Solution struct {
	Routes   []Route
	Cost     int64   // travel, fixed costs and the prizes of those left out
	Left     []int32 // optional customers left out, in increasing order
	Rounds   int64   // rounds of all searches together
	Restarts int64
}

// Route is one vehicle's customers in order.
type Route struct {
	Vehicle   int // index into Vehicles
	Customers []int32
}

// Validate refuses an instance that cannot be read or that has no answer for a reason that one customer
// shows: a demand above every capacity, or a window that no vehicle can meet. The fault names the index.
// Takes O(customers x kinds of vehicle + places squared).
func (in *Instance) Validate() error {
	if len(in.Customers) > MaxCustomers {
		return fault.Refuse("fleet.large", "%d customers are too many: %d are possible at once. Split them by area.", len(in.Customers), MaxCustomers)
	}
	n := len(in.Depots) + len(in.Customers)
	if len(in.Depots) == 0 || len(in.Vehicles) == 0 || len(in.Travel) != n*n {
		return fault.Malformed("fleet.malformed", "%d depots, %d kinds of vehicle and a matrix of %d entries for %d places do not make a problem.",
			len(in.Depots), len(in.Vehicles), len(in.Travel), n)
	}
	for i, d := range in.Depots {
		if d.Ready < 0 || d.Ready > d.Due || d.Due > span.MaxTime {
			return fault.Malformed("fleet.malformed", "Depot %d is open from %d to %d; 0 to %d are possible.", i, d.Ready, d.Due, span.MaxTime)
		}
	}
	for k, t := range in.Travel {
		if t < 0 || t > MaxTravel || k/n == k%n && t != 0 {
			return fault.Malformed("fleet.malformed", "From place %d to place %d it takes %d; 0 to %d are possible, and 0 from a place to itself.", k/n, k%n, t, MaxTravel)
		}
	}
	if err := in.validateVehicles(); err != nil {
		return err
	}
	return in.validateCustomers()
}

func (in *Instance) validateVehicles() error {
	slots := 0
	for k, v := range in.Vehicles {
		if v.Depot < 0 || v.Depot >= len(in.Depots) || v.Capacity < 0 || v.MaxDuration < 0 || v.MaxDuration > span.MaxTime ||
			v.Count < 0 || v.Fixed < 0 || v.Fixed > MaxPrize {
			return fault.Malformed("fleet.malformed", "Vehicle %d has depot %d, capacity %d, longest duration %d, count %d, fixed cost %d.",
				k, v.Depot, v.Capacity, v.MaxDuration, v.Count, v.Fixed)
		}
		if slots += in.count(k); slots > maxSlots {
			return fault.Refuse("fleet.large", "The kinds of vehicle up to %d are more than %d vehicles together.", k, maxSlots)
		}
	}
	return nil
}

// count is how many vehicles of kind k can be of use.
func (in *Instance) count(k int) int {
	if c := in.Vehicles[k].Count; c > 0 {
		return min(c, len(in.Customers))
	}
	return len(in.Customers)
}

func (in *Instance) validateCustomers() error {
	demand, prizes := int64(0), int64(0)
	for i, c := range in.Customers {
		if c.Ready < 0 || c.Ready > c.Due || c.Due > span.MaxTime || c.Service < 0 || c.Service > span.MaxTime || c.Demand < 0 ||
			c.Prize < 0 || c.Prize > MaxPrize || !c.Optional && c.Prize != 0 {
			return fault.Malformed("fleet.malformed", "Customer %d has window %d to %d, service %d, demand %d, prize %d.",
				i, c.Ready, c.Due, c.Service, c.Demand, c.Prize)
		}
		demand += int64(c.Demand)
		prizes += c.Prize
		if demand > int64(maxDemand) || prizes > MaxPrize {
			return fault.Malformed("fleet.malformed", "The customers up to %d have more than %d of demand or %d of prizes together.", i, maxDemand, MaxPrize)
		}
		if c.Optional {
			continue
		}
		if err := in.servable(i); err != nil {
			return err
		}
	}
	return nil
}

// servable says why customer i fits into no vehicle even alone, or nil.
func (in *Instance) servable(i int) error {
	c := in.Customers[i]
	n := len(in.Depots) + len(in.Customers)
	place := len(in.Depots) + i
	fits := false
	for _, v := range in.Vehicles {
		if c.Demand > v.Capacity {
			continue
		}
		fits = true
		d := in.Depots[v.Depot]
		base := span.Visit(0, d.Ready, d.Due)
		out, back := in.Travel[v.Depot*n+place], in.Travel[place*n+v.Depot]
		if base.Join(span.Visit(c.Service, c.Ready, c.Due), out).Join(base, back).Over(v.longest()) == 0 {
			return nil
		}
	}
	if !fits {
		return fault.Refuse("fleet.heavy", "Customer %d has a demand of %d, more than any vehicle carries. Split it or add a larger vehicle.", i, c.Demand)
	}
	return fault.Refuse("fleet.unreachable", "No vehicle can serve customer %d (window %d to %d, service %d) and be back in time, even alone. "+
		"Widen its window, or move the depot or its hours.", i, c.Ready, c.Due, c.Service)
}

// longest is the longest duration as a number.
func (v Vehicle) longest() int32 {
	if v.MaxDuration == 0 {
		return span.MaxWarp
	}
	return v.MaxDuration
}
