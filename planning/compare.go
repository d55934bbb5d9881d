package planning

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Compare lists what changes from plan a to plan b of one problem: camp by camp, and what that does for venues,
// blocks and cells. Camps at the same venue and day are the same camp; a venue's other camps are paired in
// the order of days and called moved; what is left is removed or added. A camp of a plan at a venue that is not
// in the problem counts nowhere. O(n log n) in problem and plans.
func Compare(p Problem, a, b Plan) Comparison {
	c := Comparison{
		Added: []Camp{}, Removed: []Camp{}, Moved: []CampChange{}, VenuesGained: []ComparedVenue{}, VenuesLost: []ComparedVenue{},
		Blocks: []ComparedBlock{}, Cells: []ComparedCell{},
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
	for _, x := range c.Moved {
		if x.From.Day != x.To.Day {
			c.DaysChanged++
		}
	}
	slices.SortFunc(c.Added, compareCamps)
	slices.SortFunc(c.Removed, compareCamps)
	slices.SortFunc(c.Moved, func(x, y CampChange) int { return compareCamps(x.From, y.From) })
	m := newModel(&p)
	c.venues(m, before, after)
	c.areas(m.tally(a), m.tally(b))
	c.Text = c.sentence()
	return c
}

// venues lists those that only one of the plans has camps at, by name.
func (c *Comparison) venues(m *model, before, after map[VenueID][]Camp) {
	for j, v := range m.p.Candidates {
		x, y := before[v.ID], after[v.ID]
		if (len(x) == 0) == (len(y) == 0) {
			continue
		}
		g := m.p.Groups[m.siteGroup[j]]
		venue := ComparedVenue{Venue: v.ID, Name: v.Name, Group: g.ID, GroupName: g.Name, Block: g.Block, Camps: int64(len(x) + len(y))}
		for _, camp := range slices.Concat(x, y) {
			venue.Visitors += camp.Visitors
		}
		if len(x) == 0 {
			c.VenuesGained = append(c.VenuesGained, venue)
		} else {
			c.VenuesLost = append(c.VenuesLost, venue)
		}
	}
	for _, list := range [][]ComparedVenue{c.VenuesGained, c.VenuesLost} {
		slices.SortFunc(list, func(x, y ComparedVenue) int {
			return cmp.Or(cmp.Compare(y.Visitors, x.Visitors), cmp.Compare(x.Venue, y.Venue))
		})
	}
}

// areas counts people and visitors gained and lost by block, and lists the cells.
func (c *Comparison) areas(a, b *tally) {
	m := a.m
	for _, x := range m.p.Blocks {
		c.Blocks = append(c.Blocks, ComparedBlock{Block: x.ID, Name: x.Name})
	}
	block := func(g int32) *ComparedBlock { return &c.Blocks[m.groupBlock[g]] }
	for j := range m.p.Candidates {
		x := block(m.siteGroup[j])
		x.CampsA += a.camps[j]
		x.CampsB += b.camps[j]
	}
	for i, d := range m.p.Demand {
		x := block(m.cellGroup[i])
		switch {
		case b.within[i] && !a.within[i]:
			x.PeopleGained += d.People
		case a.within[i] && !b.within[i]:
			x.PeopleLost += d.People
		}
		x.VisitorsGained += max(0, b.served[i]-a.served[i])
		x.VisitorsLost += max(0, a.served[i]-b.served[i])
		if a.served[i] != b.served[i] || a.within[i] != b.within[i] {
			g := m.p.Groups[m.cellGroup[i]]
			c.Cells = append(c.Cells, ComparedCell{
				Cell: d.Cell, Place: d.Place, GroupName: g.Name, Block: g.Block, Visitors: d.Visitors,
				ServedA: a.served[i], ServedB: b.served[i], WithinA: a.within[i], WithinB: b.within[i],
			})
		}
	}
	slices.SortFunc(c.Blocks, func(x, y ComparedBlock) int {
		return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Block, y.Block))
	})
	size := func(x ComparedCell) int64 { return max(x.ServedA-x.ServedB, x.ServedB-x.ServedA) }
	slices.SortFunc(c.Cells, func(x, y ComparedCell) int { return cmp.Or(cmp.Compare(size(y), size(x)), cmp.Compare(x.Cell, y.Cell)) })
}

func (c *Comparison) sentence() string {
	change := func(from, to int64) string {
		switch {
		case to > from:
			return Grouped(to-from) + " more than"
		case to < from:
			return Grouped(from-to) + " fewer than"
		}
		return "as many as"
	}
	parts := []string{
		fmt.Sprintf("The second plan serves %s visitors, %s the first", Grouped(c.B.VisitorsServed), change(c.A.VisitorsServed, c.B.VisitorsServed)),
		fmt.Sprintf("has %s people within reach, %s the first", Grouped(c.B.PeopleWithin), change(c.A.PeopleWithin, c.B.PeopleWithin)),
		fmt.Sprintf("and changes %s: %d moved, %d of them to another day, %d added, %d removed", counted(len(c.Moved)+len(c.Added)+len(c.Removed), "camp", "camps"),
			len(c.Moved), c.DaysChanged, len(c.Added), len(c.Removed)),
	}
	return strings.Join(parts, ", ") + "."
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
