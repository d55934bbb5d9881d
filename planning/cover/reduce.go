package cover

import "slices"

// core is an instance without the sites that need not be looked at.
type core struct {
	*Instance
	site []int32 // the index of each site in the whole instance
}

// reduce leaves out dominated sites. Every answer of the whole instance has one of the core that
// lacks as few camp-days and serves as many, so both have the same best answers and the same bounds.
func (in *Instance) reduce(a aims) core {
	out := in.dominated(a.hi)
	c := core{Instance: &Instance{Demand: in.Demand, Groups: in.Groups, Blocks: in.Blocks, Budget: in.Budget, Floors: in.Floors, SiteStart: []int32{0}}}
	for j, s := range in.Sites {
		if out[j] {
			continue
		}
		c.site = append(c.site, int32(j))
		c.Sites = append(c.Sites, s)
		c.ArcCell = append(c.ArcCell, in.ArcCell[in.SiteStart[j]:in.SiteStart[j+1]]...)
		if in.Worth != nil {
			c.Worth = append(c.Worth, in.Worth[in.SiteStart[j]:in.SiteStart[j+1]]...)
		}
		c.SiteStart = append(c.SiteStart, int32(len(c.ArcCell)))
	}
	return c
}

// expand gives the camp-days of the whole instance for those of the core.
func (c core) expand(in *Instance, days []int32) []int32 {
	all := make([]int32, len(in.Sites))
	for k, n := range days {
		all[c.site[k]] = n
	}
	return all
}

// dominated marks the sites that need not be looked at: another site of the same group reaches all of
// their cells, for no less worth, takes no fewer visitors a day, and is open on as many days as the group can use, so every
// camp-day can move there. Of equal sites the first stays. Pinned sites stay. O(arcs of each group squared) at worst.
func (in *Instance) dominated(hi []int32) []bool {
	out := make([]bool, len(in.Sites))
	members := make([][]int32, len(in.Groups))
	for j, s := range in.Sites {
		members[s.Group] = append(members[s.Group], int32(j))
	}
	reach := func(j int32) []int32 { return in.ArcCell[in.SiteStart[j]:in.SiteStart[j+1]] }
	for g, sites := range members {
		slices.SortStableFunc(sites, func(a, b int32) int { return len(reach(b)) - len(reach(a)) })
		for k, j := range sites {
			if in.Sites[j].Fixed > 0 {
				continue
			}
			for _, m := range sites[:k] {
				if !out[m] && in.Sites[m].Max >= hi[g] && in.Sites[m].Cap >= in.Sites[j].Cap && within(reach(j), reach(m)) && in.noLess(j, m) {
					out[j] = true
					break
				}
			}
		}
	}
	return out
}

// within says whether all of a, sorted, is in b, sorted.
func within(a, b []int32) bool {
	if len(a) > len(b) {
		return false
	}
	k := 0
	for _, x := range a {
		for k < len(b) && b[k] < x {
			k++
		}
		if k == len(b) || b[k] != x {
			return false
		}
	}
	return true
}

// noLess says whether site m, which reaches all cells of site j, has them for no less worth.
func (in *Instance) noLess(j, m int32) bool {
	if in.Worth == nil {
		return true
	}
	k := in.SiteStart[m]
	for a := in.SiteStart[j]; a < in.SiteStart[j+1]; a++ {
		for in.ArcCell[k] < in.ArcCell[a] {
			k++
		}
		if in.Worth[k] < in.Worth[a] {
			return false
		}
	}
	return true
}
