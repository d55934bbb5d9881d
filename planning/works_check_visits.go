package planning

import (
	"slices"
)

// visits checks every work: that it stands once, on sheets or in the list of the unvisited, and every rule of its visit.
func (c *worksChecker) visits() {
	for i := range c.p.Works {
		w := &c.p.Works[i]
		at := c.stands[w.ID]
		_, gap := c.gaps[w.ID]
		where := string(w.ID)
		c.broken(len(at) == 0 && !gap, "work.missing", where, "The work is neither on a sheet nor among the unvisited.")
		c.broken(len(at) > 0 && gap, "work.both", where, "The work is on a sheet and among the unvisited.")
		if len(at) == 0 {
			continue
		}
		if c.broken(len(at) != w.Crews, "visit.crews", where, "The work stands on %d sheets and wants %d.", len(at), w.Crews) {
			continue
		}
		if w.Crews == 2 {
			c.broken(at[0].day != at[1].day || at[0].begin != at[1].begin || at[0].crew == at[1].crew, "visit.together", where,
				"Two crews begin together: %s at %s on %s, %s at %s on %s.", at[0].crew, clockOf(at[0].begin), at[0].day, at[1].crew, clockOf(at[1].begin), at[1].day)
		}
		for _, x := range at {
			c.visit(w, x, where)
		}
		c.pinned(w, at, where)
		c.waits(w, at[0], where)
		c.pickUp(w, at, where)
	}
	for i := range c.plan.Unvisited {
		id := c.plan.Unvisited[i].Work
		_, known := c.workAt[id]
		c.broken(!known, "unvisited.unknown", string(id), "The work is not in the problem.")
	}
}

// visit checks one crew's visit.
func (c *worksChecker) visit(w *Work, x worksStanding, where string) {
	k, ok := c.crewAt[x.crew]
	s := &c.plan.Sheets[x.sheet]
	if !ok || c.fact(s, &s.Stops[x.pos]) {
		return
	}
	crew := &c.p.Crews[k]
	c.broken(!holdsAll(w.Skills, crew.Skills), "visit.skill", where, "%s has %v, the work wants %v.", crew.ID, crew.Skills, w.Skills)
	c.broken(!holdsAll(w.Equipment, crew.Equipment), "visit.equipment", where, "%s has %v, the work wants %v.", crew.ID, crew.Equipment, w.Equipment)
	c.broken(len(w.Only) > 0 && !slices.Contains(w.Only, crew.ID), "visit.only", where, "%s is none of %v.", crew.ID, w.Only)
	c.broken(x.day < w.Release, "visit.release", where, "The visit is on %s, before %s.", x.day, w.Release)
	c.broken(slices.Contains(w.Closed, x.day) || w.Exit != "" && c.isClosed(w.Exit, x.day), "visit.closed", where, "The work cannot be visited on %s.", x.day)
	c.broken(!slices.ContainsFunc(opening(w, x.day), func(span [2]int64) bool { return span[0] <= x.begin && x.end <= span[1] }), "visit.window", where,
		"The visit from %s to %s on %s lies in no window.", clockOf(x.begin), clockOf(x.end), x.day)
}

// pinned checks that a pinned visit stands where it is pinned.
func (c *worksChecker) pinned(w *Work, at []worksStanding, where string) {
	if w.Pin == nil {
		return
	}
	var crews []CrewID
	for _, x := range at {
		crews = append(crews, x.crew)
	}
	slices.Sort(crews)
	c.broken(!slices.Equal(crews, w.Pin.Crews) || at[0].day != w.Pin.Day || w.Pin.Begin != 0 && at[0].begin != w.Pin.Begin, "visit.pin", where,
		"It is pinned to %v on %s at %s, and stands with %v on %s at %s.", w.Pin.Crews, w.Pin.Day, clockOf(w.Pin.Begin), crews, at[0].day, clockOf(at[0].begin))
}

// waits checks that what a work waits for is visited first.
func (c *worksChecker) waits(w *Work, x worksStanding, where string) {
	s := &c.plan.Sheets[x.sheet]
	if c.fact(s, &s.Stops[x.pos]) {
		return
	}
	for _, a := range w.After {
		before := c.stands[a.Work]
		if c.broken(len(before) == 0, "visit.after", where, "It waits for %s, which is unvisited.", a.Work) {
			continue
		}
		y := before[0]
		early := x.day < y.day+Day(a.GapDays) || a.GapDays == 0 && x.day == y.day && x.begin < y.end
		c.broken(early, "visit.after", where, "It is on %s at %s, and waits %d days for %s, which ends on %s at %s.",
			x.day, clockOf(x.begin), a.GapDays, a.Work, y.day, clockOf(y.end))
	}
}

// pickUp checks that what a work wants is fetched once, by one of its crews, the same day, before the visit.
func (c *worksChecker) pickUp(w *Work, at []worksStanding, where string) {
	if w.PickUp == nil {
		return
	}
	count, right := 0, 0
	for i := range c.plan.Sheets {
		for k, stop := range c.plan.Sheets[i].Stops {
			if stop.Kind != StopPickUp || stop.Work != w.ID {
				continue
			}
			here := slices.ContainsFunc(at, func(x worksStanding) bool { return x.sheet == i })
			if !here && c.fact(&c.plan.Sheets[i], &stop) {
				continue // fetched in vain
			}
			count++
			if slices.ContainsFunc(at, func(x worksStanding) bool { return x.sheet == i && k < x.pos }) {
				right++
			}
		}
	}
	s := &c.plan.Sheets[at[0].sheet]
	if count == 0 && c.fact(s, &s.Stops[at[0].pos]) {
		return // how it came there is over
	}
	c.broken(count != 1 || right != 1, "visit.pick_up", where, "Its material is picked up %d times, of these %d on its crew's way there; once is wanted.", count, right)
}
