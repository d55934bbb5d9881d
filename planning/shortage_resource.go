package planning

import (
	"fmt"
	"slices"

	"doorstep/planning/roster"
)

// shortOf says where one resource is short whatever is chosen: of the camps owed to groups all of whose venues need it, no
// more can be held on a day than there are of it, nor two of a group.
func (m *model) shortOf(k int32, owed *roster.Instance) ([]Shortage, error) {
	x := m.p.Drive.Resources[k]
	without := make([]bool, len(m.p.Groups)) // groups with a venue that can do without
	for j, g := range m.siteGroup {
		without[g] = without[g] || !slices.Contains(m.needsOf(int32(j)), k)
	}
	off := roster.NewSet(len(m.p.Days))
	for d, n := range m.shared.perDay[k] {
		if n == 0 {
			off.Add(d)
		}
	}
	in := &roster.Instance{Days: len(m.p.Days), Groups: len(m.p.Groups), Blocks: make([]roster.Block, 1)}
	for range min(x.PerDay, int64(len(m.p.Groups))) { // no day has more camps than groups
		in.Blocks[0].Teams = append(in.Blocks[0].Teams, roster.Team{Off: off})
	}
	for _, c := range owed.Camps {
		if !without[c.Group] && m.hasVenue(c.Group) {
			c.Block = 0
			in.Camps = append(in.Camps, c)
		}
	}
	found, err := roster.Shortages(in)
	var out []Shortage
	for _, y := range found {
		if y.Reason != roster.TeamDays {
			continue // the group's own days are short: told already
		}
		s := Shortage{Kind: ShortResource, Resource: x.ID, Groups: []string{}, Days: []Day{}, Teams: []TeamID{}, Owed: int64(len(y.Camps)), Places: y.Places}
		var names []string
		for _, i := range y.Camps {
			if g := m.p.Groups[in.Camps[i].Group]; !slices.Contains(s.Groups, g.ID) {
				s.Groups, names = append(s.Groups, g.ID), append(names, g.Name)
			}
		}
		slices.Sort(s.Groups)
		for _, d := range y.Days {
			s.Days = append(s.Days, m.p.Days[d])
		}
		s.DaysNeeded, s.TeamsNeeded = ceilDiv(s.Owed, x.PerDay), 0
		s.Text = fmt.Sprintf("%s, each with %s; at %d a day that is enough for %d on %s.",
			m.owes(names, s.Owed), x.Name, x.PerDay, s.Places, daysInWords(s.Days))
		out = append(out, s)
	}
	return out, err
}
