package planning

import "slices"

// camps: where and when each camp is.
func (c *checker) camps() {
	atVenue := map[VenueID]map[Day]bool{}
	inGroup := map[int]map[Day]bool{}
	for _, x := range c.plan.Camps {
		id := string(x.ID)
		t, inDrive := c.dayAt[x.Day]
		c.breach(inDrive, "camp.day", id, x.Row, "The camp is on %s, which is no day of the drive.", x.Day)
		j, known := c.venueAt[x.Venue]
		if !c.breach(known, "camp.venue", id, x.Row, "The venue %q is not in the problem.", x.Venue) {
			continue
		}
		v := c.p.Candidates[j]
		g := c.siteGroup[j]
		c.breach(slices.Equal(x.Halts, v.Halts), "camp.halts", id, x.Row, "The camp states other halts than those of %s.", v.Name)
		_, banned := c.banned[j]
		c.breach(!banned, "camp.banned", id, x.Row, "No camp may be held at %s.", v.Name)
		c.breach(x.CapBy == v.CapBy, "camp.cap_stated", id, x.Row, "The camp is said to be limited by %q; %s is limited by %q.", x.CapBy, v.Name, v.CapBy)
		c.breach(x.Group == v.Group, "camp.group", id, x.Row, "The camp is counted in group %q; its venue %s stands in %q.", x.Group, v.Name, v.Group)
		c.breach(x.Block == c.p.Groups[g].Block, "camp.block", id, x.Row, "The camp is counted in block %q; its group lies in %q.", x.Block, c.p.Groups[g].Block)
		c.breach(x.Cap == v.Cap, "camp.cap_stated", id, x.Row, "The camp states room for %d visitors; %s takes %d a day.", x.Cap, v.Name, v.Cap)
		promised := x.Pinned && c.p.Drive.ByBooth() // its booths' people come, whatever the cap has become since
		c.breach(x.Visitors <= v.Cap && x.Visitors >= 0 || promised, "camp.cap", id, x.Row, "%d visitors are expected on %s; %s takes %d a day.", x.Visitors, x.Day, v.Name, v.Cap)
		if inDrive && !c.open[j][t] {
			why := c.whyClosed(j, x.Day)
			switch {
			case banned:
			case !c.permitted(v, x.Day):
				c.breach(false, "camp.permission", id, x.Row, "The leave to use %s does not hold on %s.", v.Name, x.Day)
			case c.phase[t] < 0:
				c.breach(false, "camp.phase", id, x.Row, "%s lies in no phase of the drive.", x.Day)
			case x.Day <= c.p.AnnouncedUntil && why == "":
				c.breach(false, "camp.announced", id, x.Row, "The days up to %s are announced: only pinned camps are held on them, and this one is not pinned.", c.p.AnnouncedUntil)
			default:
				c.breach(false, "camp.closed", id, x.Row, "%s is closed on %s: %s.", v.Name, x.Day, why)
			}
		}
		risk := c.riskOf(g, x.Day)
		c.breach(x.Risk == risk, "camp.risk", id, x.Row, "The camp is said to lose %d of a thousand visitors to the weather; it is %d.", x.Risk, risk)
		twice := !mark(atVenue, x.Venue, x.Day)
		c.breach(!twice, "camp.venue_day", id, x.Row, "%s has two camps on %s.", v.Name, x.Day)
		again := !mark(inGroup, g, x.Day)
		c.breach(twice || !again, "camp.group_day", id, x.Row, "%s has two camps on %s.", c.p.Groups[g].Name, x.Day)
	}
	allowed := c.p.CampDays
	c.breach(int64(len(c.plan.Camps)) <= allowed, "plan.budget", "plan", 0, "The plan has %d camp-days; %d are allowed.", len(c.plan.Camps), allowed)
}

// riskOf is the most that the drive's risks say of a group's visitors on a day, of a thousand.
func (c *checker) riskOf(g int, day Day) (most int64) {
	if _, inDrive := c.dayAt[day]; !inDrive {
		return 0
	}
	group := c.p.Groups[g]
	for _, x := range c.p.Drive.Risks {
		if x.Day == day && (x.Area == "" || string(x.Area) == c.p.Area || x.Area == group.Block || string(x.Area) == group.ID || x.Area == group.Of) {
			most = max(most, x.Permille)
		}
	}
	return most
}

// mark notes a pair and says whether it is new.
func mark[K comparable](seen map[K]map[Day]bool, k K, day Day) bool {
	if seen[k] == nil {
		seen[k] = map[Day]bool{}
	}
	if seen[k][day] {
		return false
	}
	seen[k][day] = true
	return true
}

func (c *checker) whyClosed(j int, day Day) string {
	for _, x := range c.p.Closures {
		if x.Day == day && c.touches(x, j) {
			return x.Why()
		}
	}
	return ""
}

// teams: who holds each camp.
func (c *checker) teams() {
	taken := map[busy]bool{}
	for _, x := range c.plan.Camps {
		id := string(x.ID)
		if !c.breach(x.Team != "", "camp.team", id, x.Row, "The camp on %s has no team.", x.Day) {
			continue
		}
		k, known := c.teamAt[x.Team]
		if !c.breach(known, "team.unknown", id, x.Row, "The team %q is not in the problem.", x.Team) {
			continue
		}
		t := c.p.Teams[k]
		if j, ok := c.venueAt[x.Venue]; ok {
			home := c.p.Groups[c.siteGroup[j]].Block
			c.breach(t.Block == home, "team.block", id, x.Row, "%s belongs to block %q; the camp is in %q.", t.Name, t.Block, home)
		}
		for _, off := range t.DaysOff {
			c.breach(off != x.Day, "team.off", id, x.Row, "%s is off on %s.", t.Name, x.Day)
		}
		c.breach(!taken[busy{x.Team, x.Day}], "team.day", id, x.Row, "%s has two camps on %s.", t.Name, x.Day)
		taken[busy{x.Team, x.Day}] = true
	}
}

// pins: every pin is kept as it is, and nothing else is called a pin.
func (c *checker) pins() {
	camps := map[CampID]Camp{}
	for _, x := range c.plan.Camps {
		camps[x.ID] = x
	}
	pinned := map[CampID]bool{}
	for _, pin := range c.p.Pins {
		pinned[pin.ID] = true
		x, ok := camps[pin.ID]
		where := string(pin.ID)
		if !c.breach(ok, "pin.missing", where, pin.Row, "The pinned camp at %s is not in the plan.", pin.Venue) {
			continue
		}
		c.breach(x.Venue == pin.Venue, "pin.venue", where, pin.Row, "The camp is pinned to venue %s; the plan holds it at %s.", pin.Venue, x.Venue)
		c.breach(pin.Day == 0 || x.Day == pin.Day, "pin.day", where, pin.Row, "The camp is pinned to %s; the plan holds it on %s.", pin.Day, x.Day)
		c.breach(pin.Team == "" || x.Team == pin.Team, "pin.team", where, pin.Row, "The camp is pinned to team %s; the plan gives it to %s.", pin.Team, x.Team)
		c.breach(x.Pinned && x.Row == pin.Row && x.Remarks == pin.Remarks, "pin.marks", where, pin.Row, "The plan does not show the camp as the pin it is.")
	}
	for _, x := range c.plan.Camps {
		c.breach(!x.Pinned || pinned[x.ID], "pin.unknown", string(x.ID), x.Row, "The camp is shown as pinned, but the problem has no such pin.")
	}
}
