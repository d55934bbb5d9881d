// Package median chooses p sites so that the people walk as little as possible altogether, each to the
// nearest chosen site: the p-median problem. It returns with each answer a lower bound that is proven by integer
// prices and can be evaluated again from them, and closes small cores by branch and bound.
//
// It speaks plain integers and decides in integers: the same instance, seed and work units give the same
// answer on every machine and with any number of threads.
package median

import (
	"slices"

	"doorstep/internal/fault"
)

// Instance is one problem: clients, sites, how far each is from each, and how many sites to choose.
type Instance struct {
	Clients, Sites int
	Weight         []int64 // people of each client, at least 0; nil: one each
	Distance       []int32 // client-major, Clients*Sites of them, 0..MaxDistance, in any unit
	P              int     // sites to choose, 1..Sites
}

// Limits of what an instance may hold; beyond them sums could overflow.
const (
	MaxDistance = 1 << 30
	maxTotal    = int64(1) << 50 // of all clients, weight by its greatest distance
)

// Solution answers an Instance.
type Solution struct {
	Sites []int32 // chosen, ascending
	Of    []int32 // the site of each client: the nearest chosen, the lowest of several as near
	Cost  int64   // sum of weight by distance
	Price []int64 // of each client, in thousandths of the cost's unit
	Bound int64   // no choice costs less: Bound(Price)
	// Proven says that none costs less than Cost: Bound says so, or branch and bound has closed what it left open.
	Proven bool
	// Units of work done. Solving again with exactly these gives the same answer.
	PriceReached, ImproveReached, CloseReached int64
}

// full is one unit of cost in units of price.
const full = 1000

// Validate refuses an instance that cannot be read or whose sums could overflow; the fault names the index.
func (in *Instance) Validate() error {
	if in.Clients < 1 || in.Sites < 1 || in.P < 1 || in.P > in.Sites {
		return fault.Malformed("median.malformed", "%d of %d sites for %d clients cannot be chosen.", in.P, in.Sites, in.Clients)
	}
	if len(in.Distance)/in.Sites != in.Clients || len(in.Distance)%in.Sites != 0 || in.Weight != nil && len(in.Weight) != in.Clients {
		return fault.Malformed("median.malformed", "%d distances and %d weights do not fit %d clients and %d sites.",
			len(in.Distance), len(in.Weight), in.Clients, in.Sites)
	}
	total := int64(0)
	for i := range in.Clients {
		row := in.row(i)
		far := int64(slices.Max(row))
		if slices.Min(row) < 0 || far > MaxDistance {
			return fault.Malformed("median.malformed", "Client %d has a distance out of range; 0 to %d are possible.", i, MaxDistance)
		}
		w := in.weight(i)
		if w < 0 || far > 0 && w > (maxTotal-total)/far {
			return fault.Malformed("median.malformed", "Client %d has a weight of %d, which is negative or too great for its distances.", i, w)
		}
		total += w * far
	}
	return nil
}

func (in *Instance) row(i int) []int32 { return in.Distance[i*in.Sites : (i+1)*in.Sites] }

func (in *Instance) weight(i int) int64 {
	if in.Weight == nil {
		return 1
	}
	return in.Weight[i]
}

// Cost gives the cost of a choice of sites, which must not be empty, and the site of each client.
func (in *Instance) Cost(sites []int32) (cost int64, of []int32) {
	sorted := slices.Sorted(slices.Values(sites))
	of = make([]int32, in.Clients)
	for i := range of {
		row := in.row(i)
		of[i] = sorted[0]
		for _, j := range sorted {
			if row[j] < row[of[i]] {
				of[i] = j
			}
		}
		cost += in.weight(i) * int64(row[of[i]])
	}
	return cost, of
}

// Bound evaluates the Lagrangian at prices in thousandths, a price for each client: the sum of the prices, less what
// the best P sites earn, each paid by every client its price less what it costs to walk there, where that is more than
// nothing. Whatever the prices, no choice of P sites costs less. O(Clients * Sites).
func (in *Instance) Bound(price []int64) int64 {
	earn := make([]int64, in.Sites)
	total := int64(0)
	for i := range in.Clients {
		w := in.weight(i) * full
		total += price[i]
		for j, d := range in.row(i) {
			earn[j] += max(0, price[i]-w*int64(d))
		}
	}
	slices.Sort(earn)
	for _, e := range earn[in.Sites-in.P:] {
		total -= e
	}
	return max(0, roundUp(total)) // no distance is below 0
}

// roundUp gives whole units of cost: what is at least n thousandths is, being whole, at least this.
func roundUp(n int64) int64 {
	if n <= 0 {
		return n / full
	}
	return (n + full - 1) / full
}
