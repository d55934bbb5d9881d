package planning

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Validate says whether the problem is whole: lists sorted and unique, every id known, every number in
// range, the days consecutive. It refuses with problem.invalid or problem.order, the first 20 bad places
// of each named by JSON pointer. Work is linear in the problem.
func (p Problem) Validate() error {
	c := &complaints{noun: "problem"}
	c.must(p.Format == ProblemFormat, "/format", "%q is not %q; this program reads no other.", p.Format, ProblemFormat)
	c.must(p.Area != "", "/area", "The id of the district is missing.")
	c.must(len(p.Days) > 0, "/days", "The drive has no days; give it at least one.")
	c.must(len(p.Days) <= maxDays, "/days", "The drive has %d days; at most %d are planned at once.", len(p.Days), maxDays)
	for i := 1; i < len(p.Days); i++ {
		if p.Days[i] != p.Days[i-1]+1 {
			refuse(&c.order, fmt.Sprintf("/days/%d", i), "The days are consecutive civil days: %s cannot follow %s.", p.Days[i], p.Days[i-1])
		}
	}
	c.must(len(p.Demand) <= maxCells, "/demand", "%d cells are more than the %d that are planned at once.", len(p.Demand), maxCells)
	c.within(p.CampDays, 0, maxCount, "", -1, "/camp_days")
	c.must(p.AnnouncedUntil == 0 || len(p.Days) > 0 && p.AnnouncedUntil >= p.Days[0] && p.AnnouncedUntil <= p.Days[len(p.Days)-1],
		"/announced_until", "%s is no day of the drive.", p.AnnouncedUntil)
	p.validateDrive(c)
	blocks, groups := p.validateAreas(c)
	p.validateTeams(c, blocks)
	venues := p.validateCandidates(c, groups)
	p.validateDemand(c, groups)
	p.validatePins(c, venues)
	p.validateBooths(c, groups)
	p.validateTravel(c)
	ascending(c, "closures", p.Closures, compareClosures)
	for i, x := range p.Closures {
		c.item(x.Kind != "", "closures", i, "kind", "The kind of the closure is missing.")
		c.item(x.OrderKind == "" || x.Kind == "order" && slices.Contains(OrderKinds(), x.OrderKind), "closures", i, "order_kind",
			"%q is none of %s, or the closure is no order.", x.OrderKind, strings.Join(OrderKinds(), ", "))
	}
	ascending(c, "absent", p.Absent, func(a, b Absence) int {
		return cmp.Or(strings.Compare(a.What, b.What), strings.Compare(a.Cost, b.Cost))
	})
	return c.err()
}

func (p Problem) validateDrive(c *complaints) {
	d := p.Drive
	c.within(d.CapPerCampDay, 1, maxPeople, "", -1, "/drive/cap_per_camp_day")
	c.within(d.PeoplePerCampDay, 1, maxPeople, "", -1, "/drive/people_per_camp_day")
	c.within(d.TurnoutPermille, 0, 1_000_000, "", -1, "/drive/turnout_permille")
	c.within(d.Threshold, 1, 1_000_000, "", -1, "/drive/threshold_m")
	c.within(d.DetourPermille, 1000, 100_000, "", -1, "/drive/detour_permille")
	c.within(d.CampDays, 0, maxCount, "", -1, "/drive/camp_days")
	for i, off := range d.WeeklyOff {
		c.must(off >= 0 && off <= 6, fmt.Sprintf("/drive/weekly_off/%d", i), "%d is not a day of the week; 0 is Sunday, 6 is Saturday.", off)
	}
	ascending(c, "drive/weekly_off", d.WeeklyOff, cmp.Compare[int])
	d.check(&d, func(pointer, format string, args ...any) { refuse(&c.invalid, "/drive"+pointer, format, args...) })
	ascending(c, "drive/schemes", d.Schemes, compareSchemes)
	ascending(c, "drive/supplies", d.Supplies, compareSupplies)
	ascending(c, "drive/hours", d.Hours, compareHours)
	ascending(c, "drive/facilities", d.Facilities, cmp.Compare[string])
	ascending(c, "drive/special", d.Special, compareSpecial)
	ascending(c, "drive/resources", d.Resources, compareResources)
	for i, x := range d.Resources {
		ascending(c, fmt.Sprintf("drive/resources/%d/off", i), x.Off, cmp.Compare[Day])
	}
	ascending(c, "drive/risks", d.Risks, compareRisks)
}

func (p Problem) validateAreas(c *complaints) (blocks map[AreaID]bool, groups map[string]bool) {
	ascending(c, "blocks", p.Blocks, func(a, b Block) int { return cmp.Compare(a.ID, b.ID) })
	blocks = make(map[AreaID]bool, len(p.Blocks))
	for i, b := range p.Blocks {
		c.item(b.ID != "", "blocks", i, "id", "The id is missing.")
		blocks[b.ID] = true
	}
	ascending(c, "groups", p.Groups, func(a, b Group) int { return cmp.Compare(a.ID, b.ID) })
	groups = make(map[string]bool, len(p.Groups))
	for i, g := range p.Groups {
		c.item(g.ID != "", "groups", i, "id", "The id is missing.")
		c.item(blocks[g.Block], "groups", i, "block", "The block %q is not in blocks.", g.Block)
		c.within(g.Minimum, 0, maxCount, "groups", i, "minimum")
		groups[g.ID] = true
	}
	return blocks, groups
}

func (p Problem) validateTeams(c *complaints, blocks map[AreaID]bool) {
	ascending(c, "teams", p.Teams, func(a, b Team) int { return cmp.Compare(a.ID, b.ID) })
	for i, t := range p.Teams {
		c.item(t.ID != "", "teams", i, "id", "The id is missing.")
		c.item(blocks[t.Block], "teams", i, "block", "The block %q is not in blocks.", t.Block)
		ascending(c, fmt.Sprintf("teams/%d/days_off", i), t.DaysOff, cmp.Compare[Day])
	}
}

func (p Problem) validateCandidates(c *complaints, groups map[string]bool) map[VenueID]bool {
	ascending(c, "candidates", p.Candidates, func(a, b Candidate) int { return cmp.Compare(a.ID, b.ID) })
	venues := make(map[VenueID]bool, len(p.Candidates))
	for i, v := range p.Candidates {
		c.item(v.ID != "", "candidates", i, "id", "The id is missing.")
		c.item(groups[v.Group], "candidates", i, "group", "The group %q is not in groups.", v.Group)
		c.point(v.At, "candidates", i)
		if v.Cap == 0 {
			c.item(false, "candidates", i, "cap", "A camp at %s takes nobody: give it a cap of 1 or more, or leave the venue out.", v.Name)
		} else {
			c.within(v.Cap, 1, maxPeople, "candidates", i, "cap")
		}
		c.item(v.From == 0 || v.To == 0 || v.From <= v.To, "candidates", i, "to", "The permission ends on %s, before it begins on %s.", v.To, v.From)
		c.item(len(v.Halts) <= mostHalts, "candidates", i, "halts", "%d halts are more than %d.", len(v.Halts), mostHalts)
		for k, h := range v.Halts {
			c.point(h.At, fmt.Sprintf("candidates/%d/halts", i), k)
			c.item(h.Name != "" && h.From >= 0 && h.From < h.To && h.To <= lastClock, fmt.Sprintf("candidates/%d/halts", i), k, "to", "The halt has no name, or ends at %s, not after %s.", h.To, h.From)
		}
		c.within(v.Minutes, 0, int64(lastClock), "candidates", i, "minutes")
		c.within(v.Capacity, 0, maxPeople, "candidates", i, "capacity")
		c.item(v.Permission == "" || v.Permission == PermissionAsked || v.Permission == PermissionNotAsked, "candidates", i, "permission",
			"%q is neither asked nor not_asked.", v.Permission)
		venues[v.ID] = true
		ascending(c, fmt.Sprintf("candidates/%d/needs", i), v.Needs, cmp.Compare[string])
		for _, need := range v.Needs {
			c.item(slices.ContainsFunc(p.Drive.Resources, func(r Resource) bool { return r.ID == need }), "candidates", i, "needs",
				"The resource %q is not in the drive's.", need)
		}
	}
	ascending(c, "bans", p.Bans, func(a, b Ban) int { return cmp.Compare(a.Venue, b.Venue) })
	for i, x := range p.Bans {
		c.item(venues[x.Venue], "bans", i, "venue", "The venue %q is not in candidates.", x.Venue)
		c.item(x.Source != "", "bans", i, "source", "Say who forbids it.")
	}
	ascending(c, "excluded", p.Excluded, func(a, b Excluded) int { return cmp.Compare(a.ID, b.ID) })
	for i, x := range p.Excluded {
		c.item(x.ID != "" && !venues[x.ID], "excluded", i, "id", "The id is missing, or a candidate's.")
		c.point(x.At, "excluded", i)
	}
	return venues
}

func (p Problem) validateDemand(c *complaints, groups map[string]bool) {
	ascending(c, "demand", p.Demand, func(a, b Demand) int { return cmp.Compare(a.Cell, b.Cell) })
	people, visitors := int64(0), int64(0)
	for i, d := range p.Demand {
		c.item(cellOK(d.Cell), "demand", i, "cell", "%s is not an H3 cell of resolution 9.", d.Cell)
		c.item(groups[d.Group], "demand", i, "group", "The group %q is not in groups.", d.Group)
		c.point(d.At, "demand", i)
		c.within(d.People, 0, maxPeople, "demand", i, "people")
		c.within(d.Estimated, 0, max(d.People, 0), "demand", i, "estimated")
		c.within(d.Visitors, 0, maxPeople, "demand", i, "visitors")
		c.within(d.Radius, 0, maxRadius, "demand", i, "radius_m")
		people += d.People
		visitors += d.Visitors
	}
	c.must(c.err() != nil || people <= maxTotal && visitors <= maxTotal, "/demand", "The cells have %d people and %d visitors together; at most %d are planned at once.",
		people, visitors, int64(maxTotal))
	c.within(p.Placement.CensusPeople, 0, maxTotal, "", -1, "/placement/census_people")
	c.within(p.Placement.People, 0, maxTotal, "", -1, "/placement/people")
	c.within(p.Placement.EstimatedPeople, 0, maxTotal, "", -1, "/placement/estimated_people")
}

func (p Problem) validatePins(c *complaints, venues map[VenueID]bool) {
	ascending(c, "pins", p.Pins, func(a, b Pin) int { return cmp.Compare(a.ID, b.ID) })
	for i, x := range p.Pins {
		c.item(x.ID != "", "pins", i, "id", "The id is missing.")
		c.item(venues[x.Venue], "pins", i, "venue", "The venue %q is not in candidates.", x.Venue)
	}
}
