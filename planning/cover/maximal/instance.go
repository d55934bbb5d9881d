// Package maximal answers the plain questions of covering: which p sites cover the most demand (maximum
// coverage, Church and ReVelle 1974, doi 10.1007/BF01942293), and how few sites cover all of it (set cover). Sites have
// no capacity and hold no days; what a drive needs is in planning/cover. With each answer comes a bound
// proven by integer prices that anyone can evaluate again.
//
// The package speaks plain integers. Every decision of the search is made in integers and from a seed,
// so the same instance, seed and work units give the same answer on every machine and with any number of threads.
package maximal

import (
	"doorstep/internal/fault"
)

// Instance is one problem. Site j covers the cells ArcCell[SiteStart[j]:SiteStart[j+1]], in increasing
// order.
type Instance struct {
	Demand    []int64 // of each cell, 0..MaxDemand
	SiteStart []int32 // one more than there are sites: offsets into ArcCell
	ArcCell   []int32
	Pick      int     // the most sites that may be chosen, at least 0
	Group     []int32 // group of each site, of which at least one must be chosen; -1 for none; nil for no groups
	Groups    int     // how many groups; each has a site
}

// Limits of what an instance may hold; beyond them sums could overflow.
const (
	MaxDemand = int64(1) << 40 // of one cell
	maxTotal  = int64(1) << 44 // of all cells
)

// Sites is the number of sites.
func (in *Instance) Sites() int { return len(in.SiteStart) - 1 }

func (in *Instance) all() []int32 {
	all := make([]int32, in.Sites())
	for j := range all {
		all[j] = int32(j)
	}
	return all
}

func (in *Instance) cells(j int32) []int32 { return in.ArcCell[in.SiteStart[j]:in.SiteStart[j+1]] }

func (in *Instance) group(j int32) int32 {
	if in.Group == nil {
		return -1
	}
	return in.Group[j]
}

// Covered is the demand that the sites cover together; a site named twice counts once.
func (in *Instance) Covered(sites []int32) int64 {
	seen := make([]bool, len(in.Demand))
	sum := int64(0)
	for _, j := range sites {
		for _, c := range in.cells(j) {
			if !seen[c] {
				seen[c] = true
				sum += in.Demand[c]
			}
		}
	}
	return sum
}

// Validate refuses an instance that cannot be read or has no answer: lengths that do not fit, indices out
// of range, unsorted cells, negative or overflowing demand, a group without a site, more groups than
// sites to pick. The fault names the index.
func (in *Instance) Validate() error {
	if len(in.SiteStart) == 0 || in.SiteStart[0] != 0 || int(in.SiteStart[len(in.SiteStart)-1]) != len(in.ArcCell) {
		return fault.Malformed("cover.malformed", "The cells of the sites do not fit: %d offsets, %d arcs.", len(in.SiteStart), len(in.ArcCell))
	}
	if in.Pick < 0 {
		return fault.Malformed("cover.malformed", "%d sites cannot be picked.", in.Pick)
	}
	total := int64(0)
	for i, d := range in.Demand {
		if d < 0 || d > MaxDemand {
			return fault.Malformed("cover.malformed", "Cell %d has a demand of %d; 0 to %d are possible.", i, d, MaxDemand)
		}
		if total += d; total > maxTotal {
			return fault.Malformed("cover.malformed", "The cells up to %d have a demand of more than %d together.", i, maxTotal)
		}
	}
	for j := range in.Sites() {
		lo, hi := in.SiteStart[j], in.SiteStart[j+1]
		if lo > hi || int(hi) > len(in.ArcCell) {
			return fault.Malformed("cover.malformed", "The cells of site %d run from %d to %d.", j, lo, hi)
		}
		for a := lo; a < hi; a++ {
			if c := in.ArcCell[a]; c < 0 || int(c) >= len(in.Demand) || a > lo && in.ArcCell[a-1] >= c {
				return fault.Malformed("cover.malformed", "The cells of site %d are not sorted, or name cell %d, which is not there.", j, c)
			}
		}
	}
	return in.validateGroups()
}

func (in *Instance) validateGroups() error {
	if in.Group == nil && in.Groups == 0 {
		return nil
	}
	if len(in.Group) != in.Sites() || in.Groups < 0 || in.Groups > in.Sites() {
		return fault.Malformed("cover.malformed", "%d sites have %d groups named, of %d groups.", in.Sites(), len(in.Group), in.Groups)
	}
	if in.Groups > in.Pick {
		return fault.Refuse("cover.pins", "%d groups are owed a site each, but only %d sites may be chosen.", in.Groups, in.Pick)
	}
	has := make([]bool, in.Groups)
	for j, g := range in.Group {
		if g < -1 || int(g) >= in.Groups {
			return fault.Malformed("cover.malformed", "Site %d has group %d of %d.", j, g, in.Groups)
		}
		if g >= 0 {
			has[g] = true
		}
	}
	for g, ok := range has {
		if !ok {
			return fault.Malformed("cover.malformed", "Group %d has no site.", g)
		}
	}
	return nil
}

// transpose gives for each cell the sites that cover it, in increasing order.
func (in *Instance) transpose() (start, site []int32) {
	n := len(in.Demand)
	start, site = make([]int32, n+1), make([]int32, len(in.ArcCell))
	for _, c := range in.ArcCell {
		start[c+1]++
	}
	for i := range n {
		start[i+1] += start[i]
	}
	next := append([]int32(nil), start[:n]...)
	for j := range int32(in.Sites()) {
		for _, c := range in.cells(j) {
			site[next[c]] = j
			next[c]++
		}
	}
	return start, site
}
