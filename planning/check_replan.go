package planning

import (
	"fmt"
	"reflect"
)

// CheckReplan re-proves a re-plan from the old problem and plan and the new ones alone and lists what is
// wrong with it, nothing where nothing is. It shares no code with Replan. The rules, listed in
// docs/solvers/replan.md, are those of Check for the new plan (but not what the old plan broke already),
// that no announced camp changed without a rule that forced it, that nothing is announced too late, that the
// problem changed only as events may change it, and that the account says what happened.
func CheckReplan(p Problem, plan Plan, r Replanned) []Violation {
	c := &replanChecker{p: &p, plan: &plan, r: &r, until: r.Account.AnnouncedUntil}
	old := map[string]bool{}
	for _, v := range Check(p, plan) {
		old[v.Rule+"\x00"+v.Where] = true
	}
	for _, v := range Check(r.Problem, r.Plan) {
		if !old[v.Rule+"\x00"+v.Where] {
			c.found = append(c.found, v)
		}
	}
	c.index()
	c.account()
	c.problem()
	c.changes()
	c.announced()
	c.late()
	return c.found
}

// replanChecker holds two problems and plans.
type replanChecker struct {
	p      *Problem
	plan   *Plan
	r      *Replanned
	until  Day
	found  []Violation
	was    map[CampID]Camp
	is     map[CampID]Camp
	told   map[CampID]Change
	before *checker // of the old problem, for who teams and groups are
	now    *checker // of the new problem, announced days open
}

func (c *replanChecker) note(ok bool, rule, where, format string, args ...any) bool {
	if !ok {
		c.found = append(c.found, Violation{Rule: rule, Where: where, Text: fmt.Sprintf(format, args...)})
	}
	return ok
}

func (c *replanChecker) index() {
	byID := func(plan *Plan) map[CampID]Camp {
		camps := map[CampID]Camp{}
		for _, x := range plan.Camps {
			camps[x.ID] = x
		}
		return camps
	}
	c.was, c.is, c.told = byID(c.plan), byID(&c.r.Plan), map[CampID]Change{}
	for _, x := range c.r.Account.Changes {
		c.told[x.Camp] = x
	}
	open := c.r.Problem
	open.AnnouncedUntil = 0
	c.before, c.now = newChecker(c.p, c.plan), newChecker(&open, &c.r.Plan)
}

// account: the account is of these documents, and its figures are right.
func (c *replanChecker) account() {
	a := c.r.Account
	oldHash, err := c.p.Hash()
	c.note(err == nil && a.Before == oldHash && c.plan.Problem == oldHash, "replan.before", "account", "The account is not of this old problem and plan.")
	newHash, err := c.r.Problem.Hash()
	c.note(err == nil && a.Problem == newHash, "replan.problem_hash", "account", "The account is not of this new problem.")
	last := c.p.Days[len(c.p.Days)-1]
	until := min(max(a.Today+Day(a.Notice), c.p.AnnouncedUntil), last)
	c.note(a.Notice >= 0 && a.AnnouncedUntil == until, "replan.announced_until", "account", "Camps up to %s are announced; the account says %s.", until, a.AnnouncedUntil)
	want := until
	if want < c.p.Days[0] {
		want = 0
	}
	c.note(c.r.Problem.AnnouncedUntil == want, "replan.announced_until", "problem", "The new problem says that days up to %s are announced; it is %s.", c.r.Problem.AnnouncedUntil, want)
	weight, announced := int64(0), int64(0)
	for _, x := range a.Changes {
		if x.Why == CauseGain || x.Why == CauseOrder && x.Weight == 0 {
			continue
		}
		weight += x.Weight
		if x.Announced && x.Weight > 0 {
			announced++
		}
	}
	c.note(a.Weight == weight && a.Announced == announced, "replan.weight", "account",
		"The changes weigh %d, %d of them of announced camps; the account says %d and %d.", weight, announced, a.Weight, a.Announced)
	c.note(a.LeastAnnounced <= a.Announced && (a.LeastAnnounced < a.Announced || a.Least <= a.Weight), "replan.least", "account",
		"The least weight of %d with %d announced camps is not at most what was reached.", a.Least, a.LeastAnnounced)
	c.note(a.Proven == (a.Least == a.Weight && a.LeastAnnounced == a.Announced), "replan.proven", "account", "Whether the changes are the fewest is stated as %t.", a.Proven)
	c.note(a.ServedBefore == c.plan.Score.VisitorsServed && a.Served == c.r.Plan.Score.VisitorsServed, "replan.served", "account",
		"The old plan serves %d visitors and the new one %d; the account says %d and %d.", c.plan.Score.VisitorsServed, c.r.Plan.Score.VisitorsServed, a.ServedBefore, a.Served)
}

// problem: events add closures, days off, visitors and camp-days, lower caps, and change nothing else.
func (c *replanChecker) problem() {
	p, q := c.p, &c.r.Problem
	same := p.Area == q.Area && len(p.Days) == len(q.Days) && p.Days[0] == q.Days[0] && len(p.Groups) == len(q.Groups) &&
		len(p.Blocks) == len(q.Blocks) && len(p.Teams) == len(q.Teams) && len(p.Candidates) == len(q.Candidates) && len(p.Demand) == len(q.Demand)
	if !c.note(same, "replan.problem", "problem", "The new problem is of other days, areas, teams, venues or cells.") {
		return
	}
	for i, v := range q.Candidates {
		w := p.Candidates[i]
		room := v.Cap
		v.Cap = w.Cap
		if v.CapBy == capByOrder && room < w.Cap {
			v.CapBy = w.CapBy
		}
		c.note(reflect.DeepEqual(v, w) && room <= w.Cap, "replan.problem", string(v.ID), "The venue is another, or takes more than before.")
	}
	for i, d := range q.Demand {
		e := p.Demand[i]
		visitors := d.Visitors
		d.Visitors = e.Visitors
		c.note(d == e && visitors >= e.Visitors, "replan.problem", d.Cell.String(), "The cell is another, or has fewer visitors than before.")
	}
	c.note(reflect.DeepEqual(p.Travel, q.Travel), "replan.problem", "problem", "The new problem's walks are from elsewhere.")
	c.note(len(p.Booths) == len(q.Booths), "replan.problem", "problem", "The new problem has other booths.")
	for i, b := range q.Booths {
		if i < len(p.Booths) {
			visitors := b.Visitors
			b.Visitors = p.Booths[i].Visitors
			c.note(reflect.DeepEqual(b, p.Booths[i]) && visitors >= b.Visitors, "replan.problem", string(b.ID), "The booth is another, or has fewer visitors than before.")
		}
	}
	for i, g := range q.Groups {
		c.note(g == p.Groups[i], "replan.problem", g.ID, "The group is another.")
	}
	closed := map[Closure]bool{}
	for _, x := range q.Closures {
		closed[x] = true
	}
	for _, x := range p.Closures {
		c.note(closed[x], "replan.problem", x.Day.String(), "The closure %s (%s) is gone.", x.Kind, x.Source)
	}
	added := int64(0)
	for _, e := range c.r.Account.Events {
		added += e.Camps
		if e.Kind == EventCampOrdered && e.Camp == "" {
			added++
		}
	}
	c.note(q.CampDays == p.CampDays+added, "replan.problem", "camp_days", "%d camp-days are allowed; with what the events add it is %d.", q.CampDays, p.CampDays+added)
}

// changes: every camp that stands elsewhere is in the account as it is, and no other.
func (c *replanChecker) changes() {
	for _, x := range c.plan.Camps {
		y, held := c.is[x.ID]
		now := Spot{}
		if held {
			now = Spot{y.Venue, y.Group, y.Day, y.Team}
		}
		c.change(x.ID, Spot{x.Venue, x.Group, x.Day, x.Team}, now)
	}
	for _, y := range c.r.Plan.Camps {
		if _, known := c.was[y.ID]; !known {
			c.change(y.ID, Spot{}, Spot{y.Venue, y.Group, y.Day, y.Team})
		}
	}
	for id := range c.told {
		_, before := c.was[id]
		_, after := c.is[id]
		c.note(before || after, "replan.change", string(id), "The account tells of a camp that is in neither plan.")
	}
}

func (c *replanChecker) change(id CampID, old, now Spot) {
	x, told := c.told[id]
	if old == now {
		c.note(!told, "replan.change", string(id), "The account tells of a change; there is none.")
		return
	}
	if !c.note(told, "replan.change", string(id), "The camp changed and the account does not say so.") {
		return
	}
	c.note(x.Old == old && x.New == now, "replan.change", string(id), "The account says that it went from %v to %v; it went from %v to %v.", x.Old, x.New, old, now)
	what, weight := ChangeTeam, int64(0)
	monday := func(d Day) int { return int(d) - (int(d.Weekday())+6)%7 }
	switch {
	case old.Venue == "":
		what = ChangeAdded
	case now.Venue == "":
		what, weight = ChangeCancelled, WeightCancelled
	case old.Group != now.Group:
		what, weight = ChangeGroup, WeightCancelled
	case monday(old.Day) != monday(now.Day):
		what, weight = ChangeWeek, WeightWeek
	case old.Venue != now.Venue:
		what, weight = ChangeVenue, WeightVenue
	case old.Day != now.Day:
		what, weight = ChangeDay, WeightDay
	}
	if x.Why == CauseOrder && c.ordered(id) {
		weight = 0
	}
	c.note(x.What == what && x.Weight == weight, "replan.kind", string(id), "The change is %s and weighs %d; the account says %s and %d.", what, weight, x.What, x.Weight)
	c.note(x.Announced == (old.Venue != "" && old.Day > 0 && old.Day <= c.until), "replan.marked", string(id), "Whether the camp was announced is stated as %t.", x.Announced)
	c.note(x.Notice != "" && x.NoticeBn != "" && x.Text != "" && x.Why != "", "replan.notice", string(id), "The change has no notice or no reason.")
}

// ordered says whether a pin of the new problem that is no old camp as it stood orders the camp.
func (c *replanChecker) ordered(id CampID) bool {
	for _, e := range c.r.Account.Events {
		if e.Kind == EventCampOrdered && (e.Camp == id || e.Camp == "") {
			for _, pin := range c.r.Problem.Pins {
				if pin.ID == id && pin.Venue == e.Venue {
					return true
				}
			}
		}
	}
	return false
}

// announced: a camp that was announced changed its place or day only where a rule forced it: its venue is
// closed, its block has fewer teams than camps that day, an ordered camp has its group's day, it is ordered itself.
func (c *replanChecker) announced() {
	crowd := map[busyBlock]int{}
	for _, x := range c.plan.Camps {
		crowd[busyBlock{x.Block, x.Day}]++
	}
	for _, y := range c.r.Plan.Camps {
		if x, known := c.was[y.ID]; c.ordered(y.ID) && (!known || x.Day != y.Day || x.Block != y.Block) {
			crowd[busyBlock{y.Block, y.Day}]++
		}
	}
	for _, x := range c.plan.Camps {
		if x.Day == 0 || x.Day > c.until {
			continue
		}
		y, held := c.is[x.ID]
		if held && y.Venue == x.Venue && y.Day == x.Day || c.ordered(x.ID) {
			continue
		}
		c.note(x.Day >= c.r.Account.Today, "replan.past", string(x.ID), "The camp of %s is over; it cannot change on %s.", x.Day, c.r.Account.Today)
		j, known := c.now.venueAt[x.Venue]
		t, inDrive := c.now.dayAt[x.Day]
		if !known || !inDrive || !c.now.open[j][t] {
			continue
		}
		if teams := c.teamsThere(x.Block, x.Day); crowd[busyBlock{x.Block, x.Day}] > teams {
			crowd[busyBlock{x.Block, x.Day}]--
			continue
		}
		taken := false
		for _, z := range c.r.Plan.Camps {
			taken = taken || z.Group == x.Group && z.Day == x.Day && c.ordered(z.ID)
		}
		c.note(taken, "replan.unforced", string(x.ID), "The camp on %s was announced and no rule forced it to change.", x.Day)
	}
}

type busyBlock struct {
	block AreaID
	day   Day
}

func (c *replanChecker) teamsThere(block AreaID, day Day) int {
	n := 0
	for _, team := range c.r.Problem.Teams {
		off := team.Block != block
		for _, d := range team.DaysOff {
			off = off || d == day
		}
		if !off {
			n++
		}
	}
	return n
}

// late: nothing is put on a day that is announced already, but by order.
func (c *replanChecker) late() {
	for _, y := range c.r.Plan.Camps {
		x, known := c.was[y.ID]
		if y.Day > c.until || known && x.Venue == y.Venue && x.Day == y.Day {
			continue
		}
		c.note(c.ordered(y.ID) || y.Day == 0, "replan.late", string(y.ID), "The camp is put on %s, which is too soon to announce it.", y.Day)
	}
}
