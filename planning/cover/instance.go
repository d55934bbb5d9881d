// Package cover chooses how many camp-days each candidate site holds so that, in this order, as few
// camp-days as possible are missing from the groups' minima and as many visitors as possible are served
// under the capacity of a camp-day. It returns with each answer an upper bound that is proven by integer
// prices and can be evaluated again from them.
//
// The package speaks plain integers: cells, sites, groups and blocks are indices. Every decision is made
// in integers, so the same instance, seed and work units give the same answer on every machine and
// with any number of threads.
package cover

import (
	"math"

	"doorstep/internal/fault"
)

// Instance is one problem of capacitated camp-days. Site j reaches the cells
// ArcCell[SiteStart[j]:SiteStart[j+1]], in increasing order.
type Instance struct {
	Demand    []int64 // expected visitors of each cell, 0..MaxDemand
	Sites     []Site
	SiteStart []int32 // len(Sites)+1 offsets into ArcCell
	ArcCell   []int32
	Worth     []int32 // of each arc: what a visitor of the cell served at the site counts, thousandths, 1..1000; nil: all 1000
	Groups    []Group
	Blocks    []Block
	Budget    int64 // camp-days in all
	Floors    []Floor
}

// Site is a candidate venue.
type Site struct {
	Group int32 // index into Groups
	Cap   int64 // visitors a camp-day, at least 0
	Max   int32 // most camp-days: the days it is open
	Fixed int32 // pinned camp-days, held at least
}

// Group is a set of sites that owes its people at least Min camp-days and can hold at most Max, its
// usable days, since two camps of one group never share a day.
type Group struct {
	Block    int32 // index into Blocks
	Min, Max int32
}

// Block is a set of groups that share teams.
type Block struct {
	Max int64 // team-days
}

// Limits of what an instance may hold; beyond them sums could overflow.
const (
	MaxDemand = int64(1) << 31 // visitors of one cell
	maxTotal  = int64(1) << 44 // visitors of all cells
)

// Solution answers an Instance.
type Solution struct {
	Days         []int32 // camp-days of each site
	Flow         []int64 // visitors of each arc: of cell ArcCell[a] served at the site that owns arc a
	Served       int64   // sum of Flow: the last aim
	Worth        int64   // where the arcs have worths, sum of Flow by worth, thousandths: the last aim then; else 0
	FloorServed  []int64 // visitors served of each floor's cells; nil where there is no floor
	Missing      int64   // sum of GroupMissing: the first aim, as small as the limits allow
	GroupMissing []int32 // camp-days each group lacks to its Min
	Required     []int32 // camp-days each group holds in every answer that is best in the first aim
	Price        []int32 // price of each cell in thousandths of a visitor, 0..1000
	Clusters     []Cluster
	FloorWeight  []int32 // multiplier of each floor, thousandths; nil where there is no floor
	// Bound: no answer that is best in the first aim, and serves of each floor as much as this one up to
	// what it wants, serves more, by worth where the arcs have worths, rounded down: Certificate().Bound(in.Keeping(FloorServed), Required).
	Bound        int64
	PriceReached int64 // units of pricing done
	// ImproveReached counts the units of improvement done. Solving again with exactly the units reached
	// gives the same answer.
	ImproveReached int64
}

// Certificate gives the proof of Bound.
func (s Solution) Certificate() Certificate {
	return Certificate{Price: s.Price, Clusters: s.Clusters, Floors: s.FloorWeight}
}

// Gap is what the bound leaves open, as a share of the bound: 0 when proven best.
func (s Solution) Gap() float64 {
	if s.Bound <= 0 {
		return 0
	}
	if s.Worth > 0 {
		return float64(s.Bound-s.Worth/full) / float64(s.Bound)
	}
	return float64(s.Bound-s.Served) / float64(s.Bound)
}

// Validate refuses an instance that cannot be read: lengths that do not fit, indices out of range,
// unsorted reach, negative or overflowing figures, pins beyond a limit. The fault names the index.
func (in *Instance) Validate() error {
	if len(in.SiteStart) != len(in.Sites)+1 || in.SiteStart[0] != 0 || int(in.SiteStart[len(in.Sites)]) != len(in.ArcCell) {
		return fault.Malformed("cover.malformed", "The reach of the sites does not fit: %d sites, %d offsets, %d arcs.",
			len(in.Sites), len(in.SiteStart), len(in.ArcCell))
	}
	if in.Worth != nil && len(in.Worth) != len(in.ArcCell) {
		return fault.Malformed("cover.malformed", "%d worths are given for %d arcs.", len(in.Worth), len(in.ArcCell))
	}
	for a, w := range in.Worth {
		if w < 1 || w > full {
			return fault.Malformed("cover.malformed", "The worth %d of arc %d is not from 1 to 1000.", w, a)
		}
	}
	if in.Budget < 0 || in.Budget > math.MaxInt32 {
		return fault.Malformed("cover.malformed", "The budget of %d camp-days is out of range.", in.Budget)
	}
	total := int64(0)
	for i, d := range in.Demand {
		if d < 0 || d > MaxDemand {
			return fault.Malformed("cover.malformed", "Cell %d has %d visitors; 0 to %d are possible.", i, d, MaxDemand)
		}
		if total += d; total > maxTotal {
			return fault.Malformed("cover.malformed", "The cells up to %d have more than %d visitors together.", i, maxTotal)
		}
	}
	for g, group := range in.Groups {
		if group.Block < 0 || int(group.Block) >= len(in.Blocks) || group.Min < 0 || group.Max < 0 {
			return fault.Malformed("cover.malformed", "Group %d has block %d, minimum %d, maximum %d.", g, group.Block, group.Min, group.Max)
		}
	}
	for b, block := range in.Blocks {
		if block.Max < 0 {
			return fault.Malformed("cover.malformed", "Block %d has %d team-days.", b, block.Max)
		}
	}
	for j, s := range in.Sites {
		if s.Group < 0 || int(s.Group) >= len(in.Groups) || s.Cap < 0 || s.Cap > MaxDemand || s.Max < 0 || s.Fixed < 0 {
			return fault.Malformed("cover.malformed", "Site %d has group %d, cap %d, maximum %d, pinned %d.", j, s.Group, s.Cap, s.Max, s.Fixed)
		}
		if err := in.validateReach(j); err != nil {
			return err
		}
	}
	if err := in.validateFloors(); err != nil {
		return err
	}
	return in.validatePins()
}

func (in *Instance) validateReach(j int) error {
	lo, hi := in.SiteStart[j], in.SiteStart[j+1]
	if lo > hi || hi > in.SiteStart[len(in.Sites)] {
		return fault.Malformed("cover.malformed", "The reach of site %d runs from %d to %d.", j, lo, hi)
	}
	for a := lo; a < hi; a++ {
		if c := in.ArcCell[a]; c < 0 || int(c) >= len(in.Demand) || a > lo && in.ArcCell[a-1] >= c {
			return fault.Malformed("cover.malformed", "The reach of site %d is not sorted, or names cell %d, which is not there.", j, c)
		}
	}
	return nil
}

// validatePins refuses pins that break an upper limit by themselves.
func (in *Instance) validatePins() error {
	group := make([]int64, len(in.Groups))
	block := make([]int64, len(in.Blocks))
	total := int64(0)
	for j, s := range in.Sites {
		if s.Fixed > s.Max {
			return fault.Refuse("cover.pins", "Site %d has %d pinned camp-days but only %d open days.", j, s.Fixed, s.Max)
		}
		group[s.Group] += int64(s.Fixed)
		block[in.Groups[s.Group].Block] += int64(s.Fixed)
		total += int64(s.Fixed)
	}
	for g, n := range group {
		if limit := int64(in.Groups[g].Max); n > limit {
			return fault.Refuse("cover.pins", "Group %d has %d pinned camp-days but only %d usable days.", g, n, limit)
		}
	}
	for b, n := range block {
		if limit := in.Blocks[b].Max; n > limit {
			return fault.Refuse("cover.pins", "Block %d has %d pinned camp-days but only %d team-days.", b, n, limit)
		}
	}
	if total > in.Budget {
		return fault.Refuse("cover.pins", "There are %d pinned camp-days but the budget has only %d.", total, in.Budget)
	}
	return nil
}
