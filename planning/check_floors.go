package planning

import (
	"math/big"
	"slices"
)

// floorsTrue says whether the floors of the bound are those of the problem, with what the plan serves of
// each, and what is claimed of those not met. It gives the weights that the floors put on each cell and what they
// take off the bound, thousandths of a visitor; false where nothing can be made of them.
func (c *checker) floorsTrue() (onCell []int64, off int64, ok bool) {
	onCell = make([]int64, len(c.p.Demand))
	list := c.plan.Bound.Floors
	blocks := 0
	if c.p.Drive.FloorPermille > 0 {
		blocks = len(c.p.Blocks)
	}
	sure, perhaps := c.tourOnly()
	need := blocks
	if len(sure) > 0 {
		need++
	}
	if !c.breach(len(list) == need || len(list) == blocks+1 && len(perhaps) > 0, "bound.floor", "bound", 0,
		"The bound lists %d floors; there are %d.", len(list), need) {
		return nil, 0, false
	}
	total := 0.0
	for n, x := range list {
		var cells []int
		where := "cells of mobile camps"
		if n < blocks {
			where, cells = string(c.p.Blocks[n].ID), c.cellsOf(n)
		} else if cells, ok = c.hardCells(x, sure, perhaps); !ok {
			return nil, 0, false
		}
		if !c.breach(n >= blocks && x.Block == "" || n < blocks && x.Block == c.p.Blocks[n].ID, "bound.floor", where, 0, "The floor %d is not that of %s.", n, where) ||
			!c.breach(x.Weight >= 0 && x.Weight <= maxFloorWeight, "bound.floor_weight", where, 0, "The floor's weight %d is out of range.", x.Weight) {
			return nil, 0, false
		}
		visitors, served := int64(0), int64(0)
		for _, i := range cells {
			visitors += c.p.Demand[i].Visitors
			served += c.served[i]
			onCell[i] += x.Weight
		}
		want := visitors
		if n < blocks {
			if want = visitors * c.p.Drive.FloorPermille / 1000; want*1000 < visitors*c.p.Drive.FloorPermille {
				want++
			}
		}
		c.breach(x.Visitors == visitors && x.Want == want && x.Served == served, "bound.floor_served", where, 0,
			"The floor says that %d of %d visitors are served and %d wanted first; %d of %d are served and %d wanted.", x.Served, x.Visitors, x.Want, served, visitors, want)
		off += x.Weight * min(want, served)
		total += float64(x.Weight) * float64(visitors)
		if served < want {
			c.floorMost(where, x, cells)
		}
	}
	return onCell, off, c.breach(total < 1<<61, "bound.floor_weight", "bound", 0, "The floors' weights are out of range.")
}

func (c *checker) cellsOf(block int) []int {
	cells := []int{}
	for i, d := range c.p.Demand {
		if g, known := c.groupAt[d.Group]; known && c.groupBlock[g] == block {
			cells = append(cells, i)
		}
	}
	return cells
}

// tourOnly lists the cells with visitors that only mobile candidates reach, where the drive has tours: for
// sure, and those for which it hangs on a hair.
func (c *checker) tourOnly() (sure, perhaps []int) {
	if c.p.Drive.HaltsPerDay == 0 {
		return nil, nil
	}
	edge := float64(c.p.Drive.Threshold) + 0.5
	fixedWithin := func(i int, metres float64) bool {
		return slices.ContainsFunc(c.reach[i], func(s sight) bool { return s.metres <= metres && !c.p.Candidates[s.venue].Mobile })
	}
	for i, d := range c.p.Demand {
		if d.Visitors == 0 {
			continue
		}
		if !fixedWithin(i, edge-doubt) {
			perhaps = append(perhaps, i)
			if !fixedWithin(i, edge+doubt) {
				sure = append(sure, i)
			}
		}
	}
	return sure, perhaps
}

// hardCells: the floor names all cells that it must and none that it must not.
func (c *checker) hardCells(x BoundFloor, sure, perhaps []int) (cells []int, ok bool) {
	for _, cell := range x.Cells {
		i, known := c.cellAt[int64(cell)]
		if !c.breach(known && slices.Contains(perhaps, i), "bound.floor_cell", cell.String(), 0, "The cell is said to be out of reach of every fixed camp; it is not.") {
			return nil, false
		}
		cells = append(cells, i)
	}
	for _, i := range sure {
		if !c.breach(slices.Contains(cells, i), "bound.floor_cell", c.p.Demand[i].Cell.String(), 0, "No fixed camp can reach %s, and the bound does not list it.", c.p.Demand[i].Place) {
			return nil, false
		}
	}
	return cells, true
}

// floorMost: what no plan can pass in a floor that is not met is what its prices prove.
func (c *checker) floorMost(where string, x BoundFloor, cells []int) {
	alone := multipliers{whole: true, price: make([]int64, len(c.p.Demand)), onCell: make([]int64, len(c.p.Demand)), visitors: make([]int64, len(c.p.Demand))}
	for _, i := range cells {
		alone.visitors[i] = c.p.Demand[i].Visitors
	}
	for _, y := range x.Prices {
		i, known := c.cellAt[int64(y.Cell)]
		if !c.breach(known && y.Price >= 0 && y.Price <= 1000, "bound.floor_most", where, 0, "The price of %s in the floor is of no cell, or not between 0 and 1000.", y.Cell) {
			return
		}
		alone.price[i] = y.Price
	}
	low, high := c.bothSides(alone)
	c.breach(low <= x.Most && x.Most <= high && x.Most >= x.Served, "bound.floor_most", where, 0,
		"No more than %d visitors are said to be within any plan's power; the prices prove %d.", x.Most, high)
}

// floorLevel: the share that no plan can raise every block above. If t thousandths of every block's visitors were
// served, then t x sum of (1000, or what the longest walk leaves, + weight) x visitors would be at most 1000 x what the bound and the floors allow.
func (c *checker) floorLevel() {
	allowed := new(big.Rat).SetInt64(c.plan.Bound.Visitors + 1)
	spread := new(big.Rat)
	below := false
	for _, x := range c.plan.Bound.Floors {
		weight := big.NewRat(x.Weight, 1000)
		kept := min(x.Served, x.Want)
		allowed.Add(allowed, new(big.Rat).Mul(weight, new(big.Rat).SetInt64(kept)))
		if x.Block == "" {
			continue
		}
		below = below || x.Served < x.Want
		spread.Add(spread, weight.Mul(weight.Add(weight, big.NewRat(c.countsAt(float64(c.p.Drive.Threshold)), 1000)), new(big.Rat).SetInt64(x.Visitors)))
	}
	want := int64(0)
	if below && spread.Sign() > 0 {
		for floor := c.p.Drive.FloorPermille; want < floor && new(big.Rat).Mul(spread, big.NewRat(want, 1000)).Cmp(allowed) < 0; {
			want++
		}
		if want == c.p.Drive.FloorPermille {
			want = 0
		}
	}
	c.breach(c.plan.Bound.FloorLevel == want, "bound.floor_level", "bound", 0,
		"No plan is said to raise every block above %d in a thousand; the weights prove %d (0: nothing).", c.plan.Bound.FloorLevel, want)
}

// floorScore works out the figures of the blocks' floors.
func (c *checker) floorScore(want *Score) {
	if c.p.Drive.FloorPermille == 0 {
		return
	}
	want.WorstBlockPermille = 1000
	for b := range c.p.Blocks {
		all, got := int64(0), int64(0)
		for _, i := range c.cellsOf(b) {
			all += c.p.Demand[i].Visitors
			got += c.served[i]
		}
		if 1000*got >= all*c.p.Drive.FloorPermille {
			want.BlocksAtFloor++
		}
		if all > 0 {
			want.WorstBlockPermille = min(want.WorstBlockPermille, got*1000/all)
		}
	}
}
