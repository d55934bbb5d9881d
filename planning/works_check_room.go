package planning

import (
	"slices"
)

// room checks that no sheet takes an unvisited work of one crew as the plan stands.
func (c *worksChecker) room(w int, where string) {
	x := &c.p.Works[w]
	if x.Crews != 1 || x.Pin != nil {
		return
	}
	for _, crew := range c.able(x) {
		for _, day := range c.openDays(x) {
			if extra, ok := c.insert(w, crew, day, nil); ok {
				c.broken(true, "unvisited.room", where, "%s has room for it on %s as the plan stands, for %d seconds more of travel.", crew.ID, day, extra)
				return
			}
		}
	}
}

// insert tries an unvisited work at every position of a crew's day without some works, all other sheets as they are. It
// gives the least travel that the sheet grows by.
func (c *worksChecker) insert(w int, crew *Crew, day Day, without []WorkID) (extra int64, ok bool) {
	x := &c.p.Works[w]
	_, allowed := c.waited(x, day)
	o := c.outing(crew, day)
	if o == nil || !allowed || slices.ContainsFunc(x.After, func(a WorkAfter) bool { return slices.Contains(without, a.Work) }) {
		return 0, false
	}
	sheet := DaySheet{Crew: crew.ID, Day: day}
	if k, stands := c.sheetAt[sheetKey{crew.ID, day}]; stands {
		sheet = c.plan.Sheets[k]
	}
	all := c.planned(&sheet, o.overHere)
	now := c.length(o, all)
	if len(all) == 0 && o.overHere == 0 {
		now = 0 // the crew stays at home
	}
	halts := slices.DeleteFunc(slices.Clone(all), func(h halt) bool { return slices.Contains(without, c.p.Works[h.work].ID) })
	visit := c.visitHalt(w, day)
	visit.earliest = c.afterOthers(x, &sheet)
	try := func(day []halt) {
		for _, way := range o.ways(day) {
			if n := way.seconds - now; !ok || n < extra {
				extra, ok = n, true
			}
		}
	}
	for k := c.behind(x, halts); k <= len(halts); k++ {
		with := slices.Insert(slices.Clone(halts), k, visit)
		if x.PickUp == nil {
			try(with)
			continue
		}
		for j := range k + 1 {
			try(slices.Insert(slices.Clone(with), j, c.storeHalt(w)))
		}
	}
	return extra, ok
}

// length gives the travel of the halts in their order, whatever their times.
func (c *worksChecker) length(o *outing, halts []halt) (sum int64) {
	at := o.at
	for _, h := range halts {
		seconds, _, _ := c.leg(o.table, at, h.in)
		sum, at = sum+seconds, h.out
	}
	seconds, _, _ := c.leg(o.table, at, o.end)
	return sum + seconds
}

// behind gives the first position at which a work stands behind all on the sheet that it waits for.
func (c *worksChecker) behind(w *Work, halts []halt) (position int) {
	for k, h := range halts {
		if h.visit && slices.ContainsFunc(w.After, func(a WorkAfter) bool { return a.Work == c.p.Works[h.work].ID }) {
			position = k + 1
		}
	}
	return position
}

// keepsPin says whether a pinned work could stand where it is pinned beside the other pinned visits there.
func (c *worksChecker) keepsPin(w int) bool {
	x := &c.p.Works[w]
	able := c.able(x)
	var days [][]halt
	var outings []*outing
	for _, id := range x.Pin.Crews {
		crew := &c.p.Crews[c.crewAt[id]]
		o := c.outing(crew, x.Pin.Day)
		if o == nil || !slices.Contains(able, crew) || !slices.Contains(c.openDays(x), x.Pin.Day) {
			return false
		}
		var halts []halt
		if k, stands := c.sheetAt[sheetKey{id, x.Pin.Day}]; stands {
			for _, h := range c.planned(&c.plan.Sheets[k], o.overHere) {
				if c.p.Works[h.work].Pin != nil {
					halts = append(halts, h)
				}
			}
		}
		days, outings = append(days, halts), append(outings, o)
	}
	fixed := int64(-1)
	if x.Pin.Begin != 0 {
		fixed = x.Pin.Begin
	}
	if x.Crews == 1 {
		return len(c.beside(w, outings[0], days[0], fixed, x.PickUp != nil)) > 0
	}
	for k := range 2 { // which of the two fetches what it wants
		begins := slices.Concat(c.beside(w, outings[0], days[0], fixed, x.PickUp != nil && k == 0), c.beside(w, outings[1], days[1], fixed, x.PickUp != nil && k == 1))
		if slices.ContainsFunc(begins, func(t int64) bool {
			return len(c.beside(w, outings[0], days[0], t, x.PickUp != nil && k == 0)) > 0 && len(c.beside(w, outings[1], days[1], t, x.PickUp != nil && k == 1)) > 0
		}) {
			return true
		}
	}
	return false
}

// beside lists when a visit can begin, put at any position among halts.
func (c *worksChecker) beside(w int, o *outing, halts []halt, fixed int64, store bool) (begins []int64) {
	visit := c.visitHalt(w, o.day)
	visit.fixed = fixed
	for k := range len(halts) + 1 {
		with := slices.Insert(slices.Clone(halts), k, visit)
		if !store {
			for _, way := range o.ways(with) {
				begins = append(begins, way.begins[k])
			}
			continue
		}
		for j := range k + 1 {
			for _, way := range o.ways(slices.Insert(slices.Clone(with), j, c.storeHalt(w))) {
				begins = append(begins, way.begins[k+1])
			}
		}
	}
	return begins
}

// displaces checks what the plan says an unvisited work would push out: without those visits its sheet takes it, at the
// travel given.
func (c *worksChecker) displaces(w int, x *Unvisited, where string) {
	if x.Crew == "" {
		c.broken(x.Day != 0 || len(x.Displaces) > 0 || x.Extra != 0, "unvisited.displaces", where, "It says what would give way, but not on whose sheet.")
		return
	}
	k, known := c.crewAt[x.Crew]
	s, stands := c.sheetAt[sheetKey{x.Crew, x.Day}]
	work := &c.p.Works[w]
	if c.broken(!known || !stands || work.Crews != 1, "unvisited.displaces", where, "%s has no sheet on %s, or the work wants two crews.", x.Crew, x.Day) {
		return
	}
	crew := &c.p.Crews[k]
	for _, id := range x.Displaces {
		i, ok := c.workAt[id]
		here := ok && slices.ContainsFunc(c.stands[id], func(y worksStanding) bool { return y.sheet == s })
		if c.broken(!here || c.p.Works[i].Pin != nil, "unvisited.displaces", where, "%s is pinned, or not on the sheet of %s on %s.", id, x.Crew, x.Day) {
			return
		}
	}
	extra, ok := int64(0), false
	if slices.Contains(c.able(work), crew) && slices.Contains(c.openDays(work), x.Day) {
		extra, ok = c.insert(w, crew, x.Day, x.Displaces)
	}
	c.broken(!ok || extra != x.Extra, "unvisited.displaces", where, "In place of %v the sheet of %s on %s takes it: %t, for %d seconds more of travel, not %d.",
		x.Displaces, x.Crew, x.Day, ok, extra, x.Extra)
}
