package planning

import (
	"cmp"
	"slices"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/planning/sitting"
)

// booths lists the district's booths that have a place; how many have none is told in Absent. It refuses with
// district.no_booths where none has.
func (b *builder) booths() error {
	placed := map[AreaID]bool{}
	for _, x := range b.gaz.Booths {
		if !b.tree.within(AreaID(x.Group), b.district) || placed[x.ID] {
			continue
		}
		placed[x.ID] = true
		x.At, x.Visitors = rounded(x.At), 0
		x.Name = cmp.Or(x.Name, b.tree.name(x.ID))
		b.p.Booths = append(b.p.Booths, x)
		group := AreaID(x.Group)
		b.people[group] += 0 // a group is one by its booths, too
	}
	slices.SortFunc(b.p.Booths, func(x, y Booth) int { return cmp.Compare(x.ID, y.ID) })
	missing := 0
	for id, a := range b.tree {
		if a.Level == LevelBooth && !placed[id] && b.tree.within(id, b.district) {
			missing++
		}
	}
	if missing > 0 {
		b.p.Absent = append(b.p.Absent, Absence{
			What: "the place of " + counted(missing, "booth", "booths"),
			Cost: "they are in no sitting; give their lon, lat and people in booths.csv",
		})
	}
	if len(b.p.Booths) == 0 {
		return fault.Refuse("district.no_booths", "The drive %q is one of booth sittings, but no booth of %s has a place; import booths.csv with lon, lat and people.",
			b.p.Drive.Name, b.p.Name)
	}
	return nil
}

// boothVisitors spreads the expected visitors over the booths by their people, by largest remainder, at the
// drive's turnout: how many came to camps of a drive by groups says little of meetings of three booths.
func (b *builder) boothVisitors() {
	people := make([]int64, len(b.p.Booths))
	total := int64(0)
	for i, x := range b.p.Booths {
		people[i] = x.People
		total += x.People
	}
	for i, n := range geo.Apportion(share(total, b.p.Drive.TurnoutPermille, 1000), people) {
		b.p.Booths[i].Visitors = n
	}
}

// sittings says how many sittings each group may hold: one for so many booths as the drive says, or more where
// the visitors need them; never more than half the booths. With a budget by hand that is dealt by booths.
func (b *builder) sittings() {
	count, visitors := map[string]int64{}, map[string]int64{}
	room := map[string]int64{}
	for _, x := range b.p.Booths {
		count[x.Group]++
		visitors[x.Group] += x.Visitors
	}
	for _, v := range b.p.Candidates {
		room[v.Group] = max(room[v.Group], v.Cap)
	}
	weights := make([]int64, len(b.p.Groups))
	total := int64(0)
	for g := range b.p.Groups {
		x := &b.p.Groups[g]
		n := count[x.ID]
		weights[g] = n
		x.Minimum = 0
		x.Sittings = ceilDiv(n, b.p.Drive.PerSitting())
		if room[x.ID] > 0 {
			x.Sittings = max(x.Sittings, ceilDiv(visitors[x.ID], room[x.ID]))
		}
		x.Sittings = min(x.Sittings, n/sitting.Smallest)
		total += x.Sittings
	}
	b.p.CampDays = total
	if byHand := b.p.Drive.CampDays; byHand > 0 {
		b.p.CampDays = byHand
		for g, n := range geo.Apportion(byHand, weights) {
			b.p.Groups[g].Sittings = min(n, weights[g]/sitting.Smallest)
		}
	}
}
