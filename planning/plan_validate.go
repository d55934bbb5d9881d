package planning

import (
	"cmp"
	"slices"
)

// Validate says whether the plan has the form of one: lists sorted and unique, cells and numbers in
// range. It refuses with plan.invalid or plan.order. Whether the plan keeps the rules of a problem is
// for Check to say.
func (plan Plan) Validate() error {
	c := &complaints{noun: "plan"}
	c.must(plan.Format == PlanFormat, "/format", "%q is not %q; this program reads no other.", plan.Format, PlanFormat)
	c.must(plan.Origin == OriginSolved || plan.Origin == OriginDraft, "/origin", "%q is not %q or %q.", plan.Origin, OriginSolved, OriginDraft)
	ascending(c, "camps", plan.Camps, compareCamps)
	for i, x := range plan.Camps {
		c.item(x.ID != "", "camps", i, "id", "The id is missing.")
		c.within(x.Visitors, 0, maxPeople, "camps", i, "visitors")
		c.within(x.Cap, 0, maxPeople, "camps", i, "cap")
	}
	ascending(c, "served", plan.Served, compareServed)
	for i, x := range plan.Served {
		c.item(cellOK(x.Cell), "served", i, "cell", "This is not an H3 cell of resolution 9.")
		c.within(x.Visitors, 1, maxPeople, "served", i, "visitors")
		c.within(x.Distance, 0, maxCount, "served", i, "distance_m")
	}
	ascending(c, "unserved", plan.Unserved, func(a, b Unserved) int { return cmp.Compare(a.Cell, b.Cell) })
	for i, x := range plan.Unserved {
		c.item(cellOK(x.Cell), "unserved", i, "cell", "This is not an H3 cell of resolution 9.")
		c.within(x.Visitors, 0, maxPeople, "unserved", i, "visitors")
		c.within(x.Distance, 0, maxCount, "unserved", i, "distance_m")
	}
	ascending(c, "groups_below_minimum", plan.Groups, compareGaps)
	for i, x := range plan.Groups {
		c.within(x.Missing, 1, maxCount, "groups_below_minimum", i, "missing")
	}
	ascending(c, "bound/prices", plan.Bound.Prices, func(a, b Price) int { return cmp.Compare(a.Cell, b.Cell) })
	for i, x := range plan.Bound.Prices {
		c.item(cellOK(x.Cell), "bound/prices", i, "cell", "This is not an H3 cell of resolution 9.")
		c.within(x.Price, 1, maxPrice, "bound/prices", i, "price")
	}
	ascending(c, "bound/clusters", plan.Bound.Clusters, compareClusters)
	for i, x := range plan.Bound.Clusters {
		for n, cell := range x.Cells {
			c.item(cellOK(cell) && (n == 0 || x.Cells[n-1] < cell), "bound/clusters", i, "cells", "These are not H3 cells of resolution 9 in increasing order.")
		}
		c.within(x.Divisor, 1, maxPeople, "bound/clusters", i, "divisor")
		c.within(x.Weight, 1, maxClusterWeight, "bound/clusters", i, "weight")
	}
	c.within(plan.Bound.FloorLevel, 0, 1000, "", -1, "/bound/floor_level_permille")
	for i, x := range plan.Bound.Floors {
		c.within(x.Weight, 0, maxFloorWeight, "bound/floors", i, "weight")
		for _, n := range []int64{x.Visitors, x.Want, x.Served, x.Most} {
			c.within(n, 0, maxTotal, "bound/floors", i, "visitors")
		}
		for n, cell := range x.Cells {
			c.item(cellOK(cell) && (n == 0 || x.Cells[n-1] < cell), "bound/floors", i, "cells", "These are not H3 cells of resolution 9 in increasing order.")
		}
		for n, y := range x.Prices {
			c.item(cellOK(y.Cell) && (n == 0 || x.Prices[n-1].Cell < y.Cell), "bound/floors", i, "prices", "These are not prices of H3 cells of resolution 9 in increasing order.")
			c.within(y.Price, 1, 1000, "bound/floors", i, "prices")
		}
	}
	plan.validateSittings(c)
	return c.err()
}

// maxFloorWeight and maxPrice keep the sums of the bound within 64 bits, and bound a cell's price: a whole
// visitor and the weights of the floors it is in.
const (
	maxFloorWeight = 100_000
	maxPrice       = 1000 + 2*maxFloorWeight
)

// maxClusterWeight keeps the sums of the bound within 64 bits.
const maxClusterWeight = 1_000_000

func compareClusters(a, b BoundCluster) int {
	return cmp.Or(slices.Compare(a.Cells, b.Cells), cmp.Compare(a.Divisor, b.Divisor))
}
