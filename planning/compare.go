package planning

import "slices"

// Compare lists what changes from plan a to plan b of one problem, camp by camp. Camps at the same
// venue and day are the same camp; a venue's other camps are paired in the order of days and called moved;
// what is left is removed or added. O(n log n) in the camps.
func Compare(p Problem, a, b Plan) Comparison {
	c := Comparison{
		Added: []Camp{}, Removed: []Camp{}, Moved: []CampChange{},
		A: a.Score, B: b.Score, BoundA: a.Bound.Visitors, BoundB: b.Bound.Visitors,
	}
	of := func(plan Plan) map[VenueID][]Camp {
		camps := map[VenueID][]Camp{}
		for _, x := range plan.Camps {
			camps[x.Venue] = append(camps[x.Venue], x)
		}
		return camps
	}
	before, after := of(a), of(b)
	for _, v := range p.Candidates {
		c.venue(before[v.ID], after[v.ID])
	}
	slices.SortFunc(c.Added, compareCamps)
	slices.SortFunc(c.Removed, compareCamps)
	slices.SortFunc(c.Moved, func(x, y CampChange) int { return compareCamps(x.From, y.From) })
	return c
}

func (c *Comparison) venue(before, after []Camp) {
	var gone []Camp
	fresh := slices.Clone(after)
	for _, x := range before {
		k := slices.IndexFunc(fresh, func(y Camp) bool { return y.Day == x.Day })
		switch {
		case k < 0:
			gone = append(gone, x)
			continue
		case fresh[k].Team == x.Team:
			c.Same++
		default:
			c.Moved = append(c.Moved, CampChange{x, fresh[k]})
		}
		fresh = slices.Delete(fresh, k, k+1)
	}
	n := min(len(gone), len(fresh))
	for k := range n {
		c.Moved = append(c.Moved, CampChange{gone[k], fresh[k]})
	}
	c.Removed = append(c.Removed, gone[n:]...)
	c.Added = append(c.Added, fresh[n:]...)
}
