package planning

import (
	"cmp"
	"fmt"
	"slices"
)

// minima names smallest sets of groups whose minima, with the pins beside them, no calendar or budget holds.
func (x *conflicts) minima() error {
	short, err := x.m.shortages()
	if err != nil {
		return err
	}
	for _, s := range short {
		if s.Kind == ShortCampDays {
			x.budget(s)
			continue
		}
		groups, pins, err := x.smallest(s)
		if err != nil {
			return err
		}
		if len(groups) > 0 { // a set of pins alone is named as such
			x.minimum(s, groups, pins)
		}
	}
	return nil
}

// smallest drops groups, then pins, from those that compete as long as the rest cannot be held either.
func (x *conflicts) smallest(s Shortage) (groups []string, pins []Pin, err error) {
	groups = slices.Clone(s.Groups)
	for _, pin := range x.p.Pins {
		if slices.Contains(groups, x.p.Candidates[x.m.venue[pin.Venue]].Group) {
			pins = append(pins, pin)
		}
	}
	if still, err := x.stillShort(groups, nil); err != nil {
		return nil, nil, err
	} else if still {
		pins = nil
	}
	for _, id := range slices.Backward(slices.Clone(groups)) {
		less := slices.DeleteFunc(slices.Clone(groups), func(other string) bool { return other == id })
		if still, err := x.stillShort(less, pins); err != nil {
			return nil, nil, err
		} else if still {
			groups = less
		}
	}
	for _, pin := range slices.Backward(slices.Clone(pins)) {
		less := slices.DeleteFunc(slices.Clone(pins), func(other Pin) bool { return other.ID == pin.ID })
		if still, err := x.stillShort(groups, less); err != nil {
			return nil, nil, err
		} else if still {
			pins = less
		}
	}
	return groups, pins, nil
}

// stillShort says whether some calendar is short of these groups' minima and these pins, without any others.
func (x *conflicts) stillShort(groups []string, pins []Pin) (bool, error) {
	p := *x.p
	p.Groups, p.Pins = slices.Clone(p.Groups), pins
	p.CampDays = maxCount
	for g := range p.Groups {
		if !slices.Contains(groups, p.Groups[g].ID) {
			p.Groups[g].Minimum = 0
		}
	}
	m := *x.m
	m.p = &p
	short, err := m.shortages()
	return len(short) > 0, err
}

// minimum names a set of minima. Where teams are short more of them lift it, otherwise lower minima do.
func (x *conflicts) minimum(s Shortage, groups []string, pins []Pin) {
	c := Conflict{Kind: ConflictMinimum, Where: groups[0], Text: s.Text}
	for _, id := range groups {
		g := x.p.Groups[x.m.group[id]]
		c.Members = append(c.Members, ConflictMember{What: "group", ID: id, Name: fmt.Sprintf("%s, minimum %d", g.Name, g.Minimum)})
	}
	for _, pin := range pins {
		k := slices.IndexFunc(x.p.Pins, func(other Pin) bool { return other.ID == pin.ID })
		c.Members = append(c.Members, x.pinMember(k))
	}
	if s.Kind == ShortTeamDays {
		n := max(1, s.TeamsNeeded-int64(len(s.Teams)))
		c.Members = append(c.Members, ConflictMember{What: "teams", ID: string(s.Block), Name: counted(len(s.Teams), "team", "teams") + " of " + x.blockName(s.Block)})
		x.add(c, ConflictChange{What: "add_teams", IDs: []string{string(s.Block)}, Count: n}, "Give block %s %s.", x.blockName(s.Block), counted(int(n), "team more", "teams more"))
		return
	}
	g := x.p.Groups[x.m.group[groups[0]]]
	least := max(0, g.Minimum-max(1, s.Owed-s.Places))
	x.add(c, ConflictChange{What: "minimum", IDs: []string{g.ID}, Count: least}, "Lower the minimum of %s to %d, or open its venues on more days.", g.Name, least)
}

// budget names the camp-days allowed and the fewest minima and pins that are more.
func (x *conflicts) budget(s Shortage) {
	type due struct {
		member ConflictMember
		camps  int64
	}
	var all []due
	pinned := make([][]int, len(x.p.Groups))
	for k, pin := range x.p.Pins {
		g := x.m.siteGroup[x.m.venue[pin.Venue]]
		pinned[g] = append(pinned[g], k)
	}
	for g, group := range x.p.Groups {
		if group.Minimum > int64(len(pinned[g])) {
			all = append(all, due{ConflictMember{What: "group", ID: group.ID, Name: fmt.Sprintf("%s, minimum %d", group.Name, group.Minimum)}, group.Minimum})
			continue
		}
		for _, k := range pinned[g] {
			all = append(all, due{x.pinMember(k), 1})
		}
	}
	slices.SortStableFunc(all, func(a, b due) int { return cmp.Compare(b.camps, a.camps) })
	c := Conflict{
		Kind: ConflictBudget, Where: "problem", Text: s.Text,
		Members: []ConflictMember{{What: "camp_days", Name: counted(int(x.p.CampDays), "camp-day", "camp-days") + " allowed"}},
	}
	for sum, k := int64(0), 0; k < len(all) && sum <= x.p.CampDays; k++ {
		c.Members = append(c.Members, all[k].member)
		sum += all[k].camps
	}
	x.add(c, ConflictChange{What: "camp_days", Count: s.Owed}, "Allow %d camp-days.", s.Owed)
}
