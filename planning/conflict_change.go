package planning

import (
	"cmp"
	"fmt"
	"slices"
)

// Relaxed gives the problem with the change made that lifts the conflict. The problem itself stays as it is.
func (c Conflict) Relaxed(p Problem) Problem {
	p.Pins, p.Teams, p.Groups, p.Candidates = slices.Clone(p.Pins), slices.Clone(p.Teams), slices.Clone(p.Groups), slices.Clone(p.Candidates)
	p.Closures, p.Demand, p.Days = slices.Clone(p.Closures), slices.Clone(p.Demand), slices.Clone(p.Days)
	x := c.Change
	named := func(id string) bool { return slices.Contains(x.IDs, id) }
	switch x.What {
	case "free_day":
		for k := range p.Pins {
			if named(string(p.Pins[k].ID)) {
				p.Pins[k].Day = 0
			}
		}
	case "free_team":
		for k := range p.Pins {
			if named(string(p.Pins[k].ID)) {
				p.Pins[k].Team = ""
			}
		}
	case "drop_pin":
		p.Pins = slices.DeleteFunc(p.Pins, func(pin Pin) bool { return named(string(pin.ID)) })
	case "add_teams":
		p.addTeams(AreaID(x.IDs[0]), x.Count)
	case "camp_days":
		p.CampDays = max(p.CampDays, x.Count)
	case "minimum":
		for g := range p.Groups {
			if named(p.Groups[g].ID) {
				p.Groups[g].Minimum = min(p.Groups[g].Minimum, x.Count)
			}
		}
	case "open_day":
		p.openDay(x.Day, named, len(x.IDs) == 0)
	case "add_day":
		p.Days = append(p.Days, p.Days[len(p.Days)-1]+1)
	case "be_there":
		for t := range p.Teams {
			if named(string(p.Teams[t].ID)) {
				p.Teams[t].DaysOff = slices.DeleteFunc(slices.Clone(p.Teams[t].DaysOff), func(day Day) bool { return day == x.Day })
			}
		}
	case "drop_cell":
		p.Demand = slices.DeleteFunc(p.Demand, func(d Demand) bool { return named(d.Cell.String()) })
		p.trimWalks()
	}
	return p
}

// addTeams gives a block n teams more, that are there on all days.
func (p *Problem) addTeams(block AreaID, n int64) {
	for k := 0; n > 0; k++ {
		id := TeamID(ImportedID("relaxation", "team", fmt.Sprintf("%s\x00%d", block, k)))
		if slices.ContainsFunc(p.Teams, func(t Team) bool { return t.ID == id }) {
			continue
		}
		p.Teams = append(p.Teams, Team{ID: id, Name: fmt.Sprintf("extra team %d", k+1), Block: block})
		n--
	}
	slices.SortFunc(p.Teams, func(a, b Team) int { return cmp.Compare(a.ID, b.ID) })
}

// openDay takes a day out of what closes the drive on it, or closes the venues named.
func (p *Problem) openDay(day Day, named func(string) bool, all bool) {
	if all {
		p.Closures = slices.DeleteFunc(p.Closures, func(c Closure) bool {
			return c.Day == day && c.Venue == "" && c.VenueKind == "" && (c.Area == "" || string(c.Area) == p.Area)
		})
		return
	}
	x := &relaxer{p: *p, r: Relaxation{Day: day}}
	for j := range x.p.Candidates {
		if v := &x.p.Candidates[j]; named(string(v.ID)) {
			g := slices.IndexFunc(x.p.Groups, func(g Group) bool { return g.ID == v.Group })
			x.open(v, x.p.Groups[g])
			x.tidy()
		}
	}
	p.Closures = x.p.Closures
}
