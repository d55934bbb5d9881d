package planning

import "math"

// visitors: who is served where.
func (c *checker) visitors() {
	total := int64(0)
	for _, x := range c.plan.Served {
		where := x.Cell.String()
		i, knownCell := c.cellAt[int64(x.Cell)]
		j, knownVenue := c.venueAt[x.Venue]
		if !c.breach(knownCell, "served.cell_unknown", where, 0, "The cell is not in the problem.") ||
			!c.breach(knownVenue, "served.venue_unknown", where, 0, "The venue %q is not in the problem.", x.Venue) {
			continue
		}
		v := c.p.Candidates[j]
		metres := c.walkOf(i, j)
		if math.IsInf(metres, 1) {
			c.breach(false, "served.unlisted", where, 0, "Visitors are sent to %s, which no way is listed to.", v.Name)
			continue
		}
		c.breach(x.Visitors > 0, "served.none", where, 0, "%d visitors are said to be served at %s.", x.Visitors, v.Name)
		c.breach(metres <= float64(c.p.Drive.Threshold)+0.5+slack, "served.reach", where, 0,
			"%s is %.0f m away on foot; the threshold is %d m.", v.Name, metres, c.p.Drive.Threshold)
		c.breach(math.Abs(metres-float64(x.Distance)) <= 0.5+slack, "served.distance", where, 0,
			"%s is said to be %d m away; it is %.0f m.", v.Name, x.Distance, metres)
		total += x.Visitors
	}
	for i, d := range c.p.Demand {
		c.breach(c.served[i] <= d.Visitors, "served.cell", d.Cell.String(), 0,
			"%d visitors of %s are served, but it has only %d.", c.served[i], d.Place, d.Visitors)
	}
	for j, v := range c.p.Candidates {
		room := v.Cap * int64(len(c.atSite[j]))
		c.breach(c.flow[j] <= room, "served.room", string(v.ID), 0,
			"%d visitors are served at %s; its %d camp-days have room for %d.", c.flow[j], v.Name, len(c.atSite[j]), room)
		sum := int64(0)
		for _, k := range c.atSite[j] {
			sum += c.plan.Camps[k].Visitors
		}
		c.breach(sum == c.flow[j] || c.p.Drive.ByBooth(), "camp.visitors", string(v.ID), 0,
			"The camps at %s expect %d visitors, but %d are sent there.", v.Name, sum, c.flow[j])
	}
}

// unserved: every cell with visitors left over says so, once, with the reason that is true.
func (c *checker) unserved() {
	listed := map[int64]bool{}
	for _, x := range c.plan.Unserved {
		where := x.Cell.String()
		i, known := c.cellAt[int64(x.Cell)]
		if !c.breach(known, "unserved.unknown", where, 0, "The cell is not in the problem.") {
			continue
		}
		listed[int64(x.Cell)] = true
		d := c.p.Demand[i]
		left := d.Visitors - c.served[i]
		if !c.breach(left > 0 && x.Visitors == left, "unserved.count", where, 0,
			"%d visitors of %s are listed as not served; there are %d.", x.Visitors, d.Place, left) {
			continue
		}
		sure, perhaps := c.within(i)
		c.breach(x.Within && perhaps || !x.Within && !sure, "unserved.within", where, 0,
			"Whether a camp is within the threshold of %s is stated as %t, which is wrong.", d.Place, x.Within)
		for _, s := range c.reach[i] {
			free := c.p.Candidates[s.venue].Cap*int64(len(c.atSite[s.venue])) - c.flow[s.venue]
			c.breach(!c.surely(s) || free <= 0, "unserved.room", where, 0,
				"%d visitors of %s are left out although %s has room for %d more.", left, d.Place, c.p.Candidates[s.venue].Name, free)
		}
		c.reason(i, x)
	}
	for i, d := range c.p.Demand {
		c.breach(c.served[i] >= d.Visitors || listed[int64(d.Cell)], "unserved.missing", d.Cell.String(), 0,
			"%d visitors of %s are neither served nor listed with a reason.", d.Visitors-c.served[i], d.Place)
	}
}

// within says whether a camp of the plan is within the threshold of the cell: for sure, or perhaps.
func (c *checker) within(i int) (sure, perhaps bool) {
	for _, s := range c.reach[i] {
		if len(c.atSite[s.venue]) > 0 {
			perhaps = true
			sure = sure || c.surely(s)
		}
	}
	return sure, perhaps
}

// reason: the one reason given is the true one, and the venue it names is where it says.
func (c *checker) reason(i int, x Unserved) {
	where := x.Cell.String()
	var sure []sight
	for _, s := range c.reach[i] {
		if c.surely(s) {
			sure = append(sure, s)
		}
	}
	truth, also := c.trueReason(sure), c.trueReason(c.reach[i])
	c.breach(x.Reason == truth || x.Reason == also, "unserved.reason", where, 0,
		"The reason given for %s is %s; the true one is %s.", c.p.Demand[i].Place, x.Reason, truth)
	if x.Venue == "" {
		c.breach(len(c.p.Candidates) == 0 || c.listed != nil && len(c.listed[i]) == 0, "unserved.venue", where, 0, "The reason for %s names no venue.", c.p.Demand[i].Place)
		return
	}
	j, known := c.venueAt[x.Venue]
	if !c.breach(known, "unserved.venue", where, 0, "The venue %q is not in the problem.", x.Venue) {
		return
	}
	metres := c.walkOf(i, j)
	c.breach(math.Abs(metres-float64(x.Distance)) <= 0.5+slack, "unserved.distance", where, 0,
		"%s is said to be %d m away; it is %.0f m.", c.p.Candidates[j].Name, x.Distance, metres)
	if x.Reason == ReasonNoVenue {
		for _, s := range c.near(i, metres-slack) {
			c.breach(false, "unserved.nearest", where, 0, "%s is called the nearest venue; %s is nearer.", c.p.Candidates[j].Name, c.p.Candidates[s.venue].Name)
			break
		}
	} else {
		c.breach(metres <= float64(c.p.Drive.Threshold)+0.5+slack, "unserved.venue", where, 0,
			"The reason for %s is about %s, which is not in reach.", c.p.Demand[i].Place, c.p.Candidates[j].Name)
	}
}

// banOpen says whether a candidate among these is banned and would be open on some day.
func (c *checker) banOpen(in []sight) bool {
	for _, s := range in {
		for _, open := range c.banned[s.venue] {
			if open {
				return true
			}
		}
	}
	return false
}

// trueReason works out why visitors who can walk to these candidates are left out.
func (c *checker) trueReason(in []sight) Reason {
	if len(in) == 0 {
		return ReasonNoVenue
	}
	var openOnce, groupSpent, teamSpent, spent, free bool
	for _, s := range in {
		g := c.siteGroup[s.venue]
		for t, day := range c.p.Days {
			if !c.open[s.venue][t] {
				continue
			}
			openOnce = true
			switch {
			case c.campOn(s.venue, day):
			case c.held[held{g, day}] > 0:
				groupSpent = true
			case !c.spare[c.groupBlock[g]][t]:
				teamSpent = true
			case c.spentFor(s.venue, day, -1):
				spent = true
			default:
				free = true
			}
		}
	}
	switch {
	case !openOnce && c.banOpen(in):
		return ReasonBanned
	case !openOnce:
		return ReasonClosed
	case free && int64(len(c.plan.Camps)) >= c.p.CampDays:
		return ReasonBudget
	case free && c.draft:
		return ReasonNotListed
	case free:
		return "none: another camp could be held in reach"
	case teamSpent:
		return ReasonTeams
	case spent:
		return ReasonResource
	case groupSpent:
		return ReasonGroupDays
	}
	return ReasonVenueDays
}

func (c *checker) campOn(venue int, day Day) bool {
	for _, k := range c.atSite[venue] {
		if c.plan.Camps[k].Day == day {
			return true
		}
	}
	return false
}

// countsLess says whether the drive counts visitors less the farther they walk.
func (c *checker) countsLess() bool {
	d := c.p.Drive
	return d.Threshold > d.FullWorth && d.ThresholdWorth < 1000 && d.FullWorth+d.ThresholdWorth > 0
}

// countsAt is what a visitor who walks so far counts, thousandths: by whole metres.
func (c *checker) countsAt(metres float64) int64 {
	d := c.p.Drive
	beyond := int64(math.Round(metres)) - d.FullWorth
	if !c.countsLess() || beyond <= 0 {
		return 1000
	}
	lost := (1000 - d.ThresholdWorth) * beyond / (d.Threshold - d.FullWorth)
	return max(1000-lost, 1)
}

// takenOff is what a visitor counts less than a whole one at the end of a walk so much shorter, thousandths.
func (c *checker) takenOff(x multipliers, s sight, sooner float64) int64 {
	if x.whole {
		return 0
	}
	return 1000 - c.countsAt(min(s.metres-sooner, float64(c.p.Drive.Threshold)))
}

// worthServed is what the visitors served count, thousandths; 0 where they count whole.
func (c *checker) worthServed() int64 {
	sum := int64(0)
	if c.countsLess() {
		for _, x := range c.plan.Served {
			sum += x.Visitors * c.countsAt(float64(x.Distance))
		}
	}
	return sum
}
