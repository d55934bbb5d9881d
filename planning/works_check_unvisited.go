package planning

import (
	"fmt"
	"slices"
)

// unvisited checks what the plan says of each work that it leaves out: the reason, the earliest day, and what it would
// displace.
func (c *worksChecker) unvisited() {
	for i := range c.plan.Unvisited {
		x := &c.plan.Unvisited[i]
		w, known := c.workAt[x.Work]
		if !known || len(c.stands[x.Work]) > 0 {
			continue // told elsewhere
		}
		where := string(x.Work)
		reason, why := c.reason(w)
		c.broken(x.Reason != reason, "unvisited.reason", where, "The reason is %s, not %s: %s.", reason, x.Reason, why)
		day := c.earliest(w)
		c.broken(x.Earliest != day, "unvisited.earliest", where, "The first day on which it could be visited is %s, not %s (1970-01-01: none).", day, x.Earliest)
		if reason == UnvisitedRoom && x.Reason == reason {
			c.room(w, where)
		}
		c.displaces(w, x, where)
	}
}

// reason gives the first reason that is true.
func (c *worksChecker) reason(w int) (UnvisitedReason, string) {
	x := &c.p.Works[w]
	skilled, able := 0, c.able(x)
	for i := range c.p.Crews {
		if crew := &c.p.Crews[i]; (len(x.Only) == 0 || slices.Contains(x.Only, crew.ID)) && holdsAll(x.Skills, crew.Skills) {
			skilled++
		}
	}
	days := c.openDays(x)
	var wide []Day
	for _, day := range days {
		if slices.ContainsFunc(opening(x, day), func(s [2]int64) bool { return s[1]-s[0] >= 60*x.Minutes }) {
			wide = append(wide, day)
		}
	}
	last := c.p.Days[len(c.p.Days)-1].Day
	switch {
	case skilled < x.Crews:
		return UnvisitedSkill, fmt.Sprintf("%d crews have its skills", skilled)
	case len(able) < x.Crews:
		return UnvisitedEquipment, fmt.Sprintf("%d crews have its skills and its equipment", len(able))
	case x.Release > last:
		return UnvisitedRelease, fmt.Sprintf("it is released on %s", x.Release)
	case len(days) == 0:
		return UnvisitedClosed, "it is closed on every day"
	case len(wide) == 0:
		return UnvisitedWindow, "no window is long enough"
	case !slices.ContainsFunc(wide, func(d Day) bool { return c.count(able, d, x, c.fits) >= x.Crews }):
		return UnvisitedShift, "no shift has room for it"
	case !slices.ContainsFunc(wide, func(d Day) bool { return c.reached(able, d, x) }):
		return UnvisitedUnreachable, "no crew has a way there and back"
	case !slices.ContainsFunc(wide, func(d Day) bool { return c.alone(w, d, 0) }):
		if x.Crews == 2 {
			return UnvisitedPair, "no two crews could do it together, and nothing else"
		}
		return UnvisitedTooFar, "no crew could do it, and nothing else"
	case x.Pin != nil && !c.keepsPin(w):
		return UnvisitedPin, "it cannot be kept where it is pinned"
	}
	for _, a := range x.After {
		if len(c.stands[a.Work]) == 0 {
			return UnvisitedAfter, fmt.Sprintf("it waits for %s", a.Work)
		}
	}
	if !slices.ContainsFunc(wide, func(d Day) bool { second, ok := c.waited(x, d); return ok && c.alone(w, d, second) }) {
		return UnvisitedAfter, "what it waits for is too late"
	}
	return UnvisitedRoom, "crews could do it if they had nothing else to do"
}

// able lists the crews that may and can do a work.
func (c *worksChecker) able(w *Work) (list []*Crew) {
	for i := range c.p.Crews {
		crew := &c.p.Crews[i]
		if (len(w.Only) == 0 || slices.Contains(w.Only, crew.ID)) && holdsAll(w.Skills, crew.Skills) && holdsAll(w.Equipment, crew.Equipment) {
			list = append(list, crew)
		}
	}
	return list
}

// openDays lists the days, from its release and from Now on, on which neither a work nor a place of it is closed and
// somebody has a shift.
func (c *worksChecker) openDays(w *Work) (days []Day) {
	for _, d := range c.p.Days {
		closed := d.Day < w.Release || d.Day < c.p.Now.Day || slices.Contains(w.Closed, d.Day) || c.isClosed(w.Place, d.Day) ||
			w.Exit != "" && c.isClosed(w.Exit, d.Day) || w.PickUp != nil && c.isClosed(w.PickUp.Place, d.Day)
		out := slices.ContainsFunc(c.p.Crews, func(x Crew) bool { return c.shift(&x, d.Day) != nil })
		if !closed && out {
			days = append(days, d.Day)
		}
	}
	return days
}

// count says how many crews can do something on a day.
func (c *worksChecker) count(crews []*Crew, day Day, w *Work, can func(*Crew, Day, *Work) bool) (n int) {
	for _, crew := range crews {
		if can(crew, day, w) {
			n++
		}
	}
	return n
}

// fits says whether a crew's shift has room for the visit within a window.
func (c *worksChecker) fits(crew *Crew, day Day, w *Work) bool {
	s := c.shift(crew, day)
	if s == nil {
		return false
	}
	from, to := int64(s.From)*60, (int64(s.To)+s.Overtime)*60
	if day == c.p.Now.Day {
		from = max(from, c.p.Now.Second)
	}
	return slices.ContainsFunc(opening(w, day), func(x [2]int64) bool { return min(to, x[1])-max(from, x[0]) >= 60*w.Minutes })
}

// reached says whether as many crews as a work wants have a way there and back on a day, one of them by its store.
func (c *worksChecker) reached(crews []*Crew, day Day, w *Work) bool {
	direct := func(crew *Crew, day Day, w *Work) bool { return c.fits(crew, day, w) && c.passes(crew, day, w, false) }
	store := func(crew *Crew, day Day, w *Work) bool { return c.fits(crew, day, w) && c.passes(crew, day, w, true) }
	if w.PickUp == nil {
		return c.count(crews, day, w, direct) >= w.Crews
	}
	if w.Crews == 1 {
		return c.count(crews, day, w, store) >= 1
	}
	for _, a := range crews {
		for _, b := range crews {
			if a != b && store(a, day, w) && direct(b, day, w) {
				return true
			}
		}
	}
	return false
}

// passes says whether a way leads a crew from where it is to a work, by its store or not, and on to its end.
func (c *worksChecker) passes(crew *Crew, day Day, w *Work, store bool) bool {
	o := c.outing(crew, day)
	if o == nil {
		return false
	}
	way := []PlaceID{o.at, w.Place}
	if store {
		way = []PlaceID{o.at, w.PickUp.Place, w.Place}
	}
	out := w.Place
	if w.Exit != "" {
		out = w.Exit
	}
	for k := 1; k < len(way); k++ {
		if seconds, _, _ := c.leg(o.table, way[k-1], way[k]); seconds < 0 {
			return false
		}
	}
	seconds, _, _ := c.leg(o.table, out, o.end)
	return seconds >= 0
}

// alone says whether crews with nothing else to do (but what is over) could visit a work on a day, from a second on.
func (c *worksChecker) alone(w int, day Day, from int64) bool {
	x := &c.p.Works[w]
	if !slices.Contains(c.openDays(x), day) {
		return false
	}
	able := c.able(x)
	if x.Crews == 1 {
		return slices.ContainsFunc(able, func(crew *Crew) bool { return len(c.lone(w, crew, day, from, -1, x.PickUp != nil)) > 0 })
	}
	for i, a := range able {
		for j, b := range able {
			if i == j || x.PickUp == nil && j < i {
				continue
			}
			if c.meet(w, day, from, a, b) {
				return true
			}
		}
	}
	return false
}

// lone lists the ways a crew's day can go with one visit, fixed to begin at a second (-1: free), with its pick-up or not.
func (c *worksChecker) lone(w int, crew *Crew, day Day, from, fixed int64, store bool) []outcome {
	o := c.outing(crew, day)
	if o == nil {
		return nil
	}
	h := c.visitHalt(w, day)
	h.earliest, h.fixed = from, fixed
	if store {
		return o.ways([]halt{c.storeHalt(w), h})
	}
	return o.ways([]halt{h})
}

// meet says whether two crews could visit a work together, the first of them fetching what it wants: at a second that is
// the earliest of one of them in one of its ways.
func (c *worksChecker) meet(w int, day Day, from int64, a, b *Crew) bool {
	store := c.p.Works[w].PickUp != nil
	var begins []int64
	for _, x := range append(c.lone(w, a, day, from, -1, store), c.lone(w, b, day, from, -1, false)...) {
		begins = append(begins, x.begins[len(x.begins)-1])
	}
	return slices.ContainsFunc(begins, func(t int64) bool {
		return len(c.lone(w, a, day, from, t, store)) > 0 && len(c.lone(w, b, day, from, t, false)) > 0
	})
}

// waited gives from which second of a day on a work may be visited, as far as what it waits for is planned.
func (c *worksChecker) waited(w *Work, day Day) (second int64, ok bool) {
	for _, a := range w.After {
		for _, x := range c.stands[a.Work] {
			if day < x.day+Day(a.GapDays) {
				return 0, false
			}
			if a.GapDays == 0 && day == x.day {
				second = max(second, x.end)
			}
		}
	}
	return second, true
}

// earliest gives the first day on which crews with nothing else to do could visit a work; what it waits for counts as
// planned or, unvisited, on its own earliest day. 0: none.
func (c *worksChecker) earliest(w int) Day {
	x := &c.p.Works[w]
	if day, ok := c.first[x.ID]; ok {
		return day
	}
	from := Day(0)
	for _, a := range x.After {
		if len(c.stands[a.Work]) > 0 {
			continue
		}
		day := c.earliest(c.workAt[a.Work])
		if day == 0 {
			c.first[x.ID] = 0
			return 0
		}
		from = max(from, day+Day(a.GapDays))
	}
	for _, d := range c.p.Days {
		if second, ok := c.waited(x, d.Day); ok && d.Day >= from && c.alone(w, d.Day, second) {
			c.first[x.ID] = d.Day
			return d.Day
		}
	}
	c.first[x.ID] = 0
	return 0
}
