package planning

import "math"

// groups: every group has its minimum, and in each phase what it is owed there, or the plan says how many
// camps it lacks and why, truly.
func (c *checker) groups() {
	listed := map[[2]string]bool{}
	for _, x := range c.plan.Groups {
		g, known := c.groupAt[x.Group]
		if !c.breach(known, "group.unknown", x.Group, 0, "The group is not in the problem.") {
			continue
		}
		phase := -1
		for f, y := range c.p.Drive.Phases {
			if y.Name == x.Phase {
				phase = f
			}
		}
		if !c.breach((phase >= 0) == (x.Phase != ""), "group.phase", x.Group, 0, "The drive has no phase %q.", x.Phase) {
			continue
		}
		listed[[2]string{x.Group, x.Phase}] = true
		group := c.p.Groups[g]
		has, owed := c.count[g], group.Minimum
		if phase >= 0 {
			has, owed = c.inPhase[g][phase], c.owedIn(g, phase)
		}
		if !c.breach(owed > has && x.Missing == owed-has, "group.missing", x.Group, 0,
			"%s is said to lack %d camps; it has %d of %d.", group.Name, x.Missing, has, owed) {
			continue
		}
		truth := c.trueGap(g, phase)
		c.breach(x.Reason == truth, "group.reason", x.Group, 0, "The reason given for %s is %s; the true one is %s.", group.Name, x.Reason, truth)
	}
	for g, group := range c.p.Groups {
		c.breach(c.count[g] >= group.Minimum || listed[[2]string{group.ID, ""}], "group.minimum", group.ID, 0,
			"%s has %d of its %d camps and the plan does not say why.", group.Name, c.count[g], group.Minimum)
		for f, x := range c.p.Drive.Phases {
			c.breach(c.inPhase[g][f] >= c.owedIn(g, f) || listed[[2]string{group.ID, x.Name}], "group.phase", group.ID, 0,
				"%s has %d of its %d camps in %s and the plan does not say why.", group.Name, c.inPhase[g][f], c.owedIn(g, f), x.Name)
		}
	}
}

// owedIn is what a phase owes a group: its minimum, or nothing where the group's own is less than those of all phases.
func (c *checker) owedIn(g, phase int) int64 {
	sum := int64(0)
	for _, x := range c.p.Drive.Phases {
		sum += x.Minimum
	}
	if c.p.Groups[g].Minimum < sum {
		return 0
	}
	return c.p.Drive.Phases[phase].Minimum
}

// trueGap works out why the group has fewer camps than its minimum, or than a phase owes it.
func (c *checker) trueGap(g, phase int) string {
	venues, openDay, free, spent, bumpable := false, false, false, false, false
	for j := range c.p.Candidates {
		if c.siteGroup[j] != g {
			continue
		}
		venues = true
		for t, day := range c.p.Days {
			if !c.open[j][t] || c.held[held{g, day}] > 0 || phase >= 0 && c.phase[t] != phase {
				continue
			}
			openDay = true
			team, lacks := c.spare[c.groupBlock[g]][t], c.spentFor(j, day, -1)
			free = free || team && !lacks
			spent = spent || team && lacks
			bumpable = bumpable || c.someoneHasMore(-1, func(k int, x Camp) bool {
				return x.Day == day && c.blockAt[x.Block] == c.groupBlock[g] && !c.spentFor(j, day, k)
			})
		}
	}
	own := -1 // the group whose other phases may give a camp up
	if phase >= 0 {
		own = g
	}
	switch {
	case !venues:
		return "no_candidate"
	case !openDay:
		return "no_open_day"
	case free && c.draft:
		if int64(len(c.plan.Camps)) >= c.p.CampDays {
			return "camp_days_missing"
		}
		return "not_in_list"
	case free && int64(len(c.plan.Camps)) < c.p.CampDays:
		return "none: a camp could be added"
	case free && c.someoneHasMore(own, func(int, Camp) bool { return true }):
		return "none: another group or phase has more than its minimum"
	case free:
		return "camp_days_missing"
	case bumpable && !c.draft:
		return "none: another group of the block has more than its minimum on such a day"
	}
	if spent {
		return "resource_missing"
	}
	return "block_teams_missing"
}

// someoneHasMore says whether a camp that ok accepts is not pinned and not needed: neither for its group's minimum, which
// is not asked of group own, nor for what its phase owes the group.
func (c *checker) someoneHasMore(own int, ok func(k int, x Camp) bool) bool {
	for k, x := range c.plan.Camps {
		g, known := c.groupAt[x.Group]
		if !known || x.Pinned || g != own && c.count[g] <= c.p.Groups[g].Minimum || !ok(k, x) {
			continue
		}
		t, inDrive := c.dayAt[x.Day]
		if len(c.p.Drive.Phases) == 0 || !inDrive || c.phase[t] < 0 || c.inPhase[g][c.phase[t]] > c.owedIn(g, c.phase[t]) {
			return true
		}
	}
	return false
}

// score: every figure of the score, worked out again.
func (c *checker) score() {
	want := Score{
		Groups: int64(len(c.p.Groups)), CampDays: int64(len(c.plan.Camps)), CampDaysAllowed: c.p.CampDays,
		PeopleWithin: c.plan.Score.PeopleWithin,
	}
	c.floorScore(&want)
	for _, x := range c.plan.Camps {
		want.VisitorsAtRisk += x.Visitors * x.Risk
	}
	want.VisitorsAtRisk = (want.VisitorsAtRisk + 999) / 1000
	for g, group := range c.p.Groups {
		met := c.count[g] >= group.Minimum
		for f := range c.p.Drive.Phases {
			met = met && c.inPhase[g][f] >= c.owedIn(g, f)
		}
		if met {
			want.GroupsAtMinimum++
		}
	}
	for j := range c.p.Candidates {
		if len(c.atSite[j]) > 0 {
			want.VenuesUsed++
		}
	}
	least, most := int64(0), int64(0)
	for i, d := range c.p.Demand {
		want.People += d.People
		want.Visitors += d.Visitors
		want.VisitorsServed += c.served[i]
		sure, perhaps := c.within(i)
		if sure {
			least += d.People
		}
		if perhaps {
			most += d.People
		}
	}
	c.scoreOfBooths(&want)
	c.breach(least <= want.PeopleWithin && want.PeopleWithin <= most, "score.people_within", "score", 0,
		"The score says that %d people are within reach; there are %d.", want.PeopleWithin, most)
	want.DistrictDaySpread = c.spread(func(int) bool { return true })
	for b := range c.p.Blocks {
		want.BlockDaySpread = max(want.BlockDaySpread, c.spread(func(block int) bool { return block == b }))
	}
	got := c.plan.Score
	for _, x := range []struct {
		name      string
		got, want int64
	}{
		{"groups", got.Groups, want.Groups},
		{"groups_at_minimum", got.GroupsAtMinimum, want.GroupsAtMinimum},
		{"camp_days", got.CampDays, want.CampDays},
		{"camp_days_allowed", got.CampDaysAllowed, want.CampDaysAllowed},
		{"visitors_at_risk", got.VisitorsAtRisk, want.VisitorsAtRisk},
		{"venues_used", got.VenuesUsed, want.VenuesUsed},
		{"people", got.People, want.People},
		{"visitors", got.Visitors, want.Visitors},
		{"visitors_served", got.VisitorsServed, want.VisitorsServed},
		{"worth_served", got.WorthServed, c.worthServed()},
		{"district_day_spread", got.DistrictDaySpread, want.DistrictDaySpread},
		{"block_day_spread", got.BlockDaySpread, want.BlockDaySpread},
		{"booths", got.Booths, want.Booths},
		{"booths_seated", got.BoothsSeated, want.BoothsSeated},
		{"people_beyond", got.PeopleBeyond, want.PeopleBeyond},
		{"person_metres", got.PersonMetres, want.PersonMetres},
		{"blocks_at_floor", got.BlocksAtFloor, want.BlocksAtFloor},
		{"worst_block_permille", got.WorstBlockPermille, want.WorstBlockPermille},
	} {
		c.breach(x.got == x.want, "score."+x.name, "score", 0, "The score says %s = %d; it is %d.", x.name, x.got, x.want)
	}
}

// spread is the most camps on a day minus the fewest in some blocks, over the days open to all: those on
// which every venue that holds a camp there is open and no team there is off.
func (c *checker) spread(in func(block int) bool) int64 {
	counts := make([]int64, len(c.p.Days))
	common := make([]bool, len(c.p.Days))
	for t := range common {
		common[t] = true
	}
	camps := false
	for k, x := range c.plan.Camps {
		j := c.venue[k]
		if j < 0 || !in(c.groupBlock[c.siteGroup[j]]) {
			continue
		}
		camps = true
		if t, ok := c.dayAt[x.Day]; ok {
			counts[t]++
		}
		for t := range common {
			common[t] = common[t] && c.open[j][t]
		}
	}
	for _, team := range c.p.Teams {
		if in(c.blockAt[team.Block]) {
			for _, off := range team.DaysOff {
				if t, ok := c.dayAt[off]; ok {
					common[t] = false
				}
			}
		}
	}
	most, fewest := int64(0), int64(math.MaxInt64)
	for t, n := range counts {
		if common[t] {
			most, fewest = max(most, n), min(fewest, n)
		}
	}
	if !camps || fewest == math.MaxInt64 {
		return 0
	}
	return most - fewest
}
