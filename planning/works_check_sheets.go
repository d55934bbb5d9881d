package planning

import (
	"fmt"
	"slices"
)

// sheet checks one day sheet by itself: its crew and shift, every leg, every time, the break and the sums.
func (c *worksChecker) sheet(i int) {
	s := &c.plan.Sheets[i]
	where := fmt.Sprintf("%s on %s", s.Crew, s.Day)
	k, ok := c.crewAt[s.Crew]
	if c.broken(!ok, "sheet.crew", where, "The crew is not in the problem.") {
		return
	}
	crew := &c.p.Crews[k]
	shift := c.shift(crew, s.Day)
	if c.broken(shift == nil, "sheet.shift", where, "The crew has no shift on that day.") {
		return
	}
	visits := len(c.past(s.Crew, s.Day)) > 0 || slices.ContainsFunc(s.Stops, func(x Stop) bool { return x.Kind == StopVisit })
	c.broken(!visits, "sheet.empty", where, "The sheet has no visit.")
	start, end := c.ends(crew, shift)
	if c.broken(s.Start != start || s.End != end, "sheet.ends", where, "The day leads from %s to %s; the shift from %s to %s.", s.Start, s.End, start, end) {
		return
	}
	for _, x := range s.Stops {
		if _, known := c.placeAt[x.Place]; c.broken(!known, "stop.place", where, "The place %q is not in the problem.", x.Place) {
			return
		}
	}
	c.broken(s.Leave < int64(shift.From)*60, "sheet.leave", where, "The crew leaves at %s, before its shift begins at %s.", clockOf(s.Leave), shift.From)
	c.broken(s.Return > (int64(shift.To)+shift.Overtime)*60, "sheet.return", where, "The crew is back at %s; its shift ends at %s, with %d minutes of overtime at most.",
		clockOf(s.Return), shift.To, shift.Overtime)
	over := max(0, s.Return-int64(shift.To)*60)
	c.broken(s.Overtime != over, "sheet.overtime", where, "The overtime is %d seconds, not %d.", over, s.Overtime)
	c.stops(s, crew, where)
	c.rest(s, crew, where)
	travel, metres := s.BackSeconds, s.BackMetres
	for _, x := range s.Stops {
		travel, metres = travel+x.Travel, metres+x.Metres
	}
	c.broken(s.Travel != travel || s.Metres != metres, "sheet.sums", where, "The legs are %d seconds and %d metres together, not %d and %d.", travel, metres, s.Travel, s.Metres)
}

func clockOf(second int64) string {
	return fmt.Sprintf("%02d:%02d:%02d", second/3600, second/60%60, second%60)
}

// stops follows a crew from stop to stop.
func (c *worksChecker) stops(s *DaySheet, crew *Crew, sheet string) {
	t := c.table(crew, s.Day)
	at, free := s.Start, s.Leave
	for k := range s.Stops {
		x := &s.Stops[k]
		where := fmt.Sprintf("%s, stop %d", sheet, k+1)
		if c.fact(s, x) {
			at, free = c.exitOf(x), x.End
			continue
		}
		c.stopPlace(s, k, at, where)
		c.travel(t, at, x.Place, [3]int64{x.Travel, x.Metres, 0}, x.Estimated, where)
		out := x.Arrive - x.Travel
		c.broken(out < free, "stop.arrive", where, "The crew sets out at %s and is free only at %s.", clockOf(out), clockOf(free))
		c.broken(c.before(s.Day, out), "stop.past", where, "The crew sets out at %s, which is over.", clockOf(out))
		c.broken(x.Begin < x.Arrive, "stop.begin", where, "The stop begins at %s, before the crew is there at %s.", clockOf(x.Begin), clockOf(x.Arrive))
		minutes := c.minutes(x, crew)
		c.broken(x.End != x.Begin+60*minutes, "stop.end", where, "The stop takes %d minutes, and not from %s to %s.", minutes, clockOf(x.Begin), clockOf(x.End))
		c.broken(c.isClosed(x.Place, s.Day), "stop.closed", where, "The place %s is closed on that day.", x.Place)
		at, free = c.exitOf(x), x.End
	}
	c.travel(t, at, s.End, [3]int64{s.BackSeconds, s.BackMetres, 0}, s.BackEstimated, sheet+", the way back")
	c.broken(s.Return-s.BackSeconds < free, "sheet.back", sheet, "The crew sets out to its end at %s and is free only at %s.", clockOf(s.Return-s.BackSeconds), clockOf(free))
}

// travel checks the figures of one leg.
func (c *worksChecker) travel(t *TravelTable, from, to PlaceID, said [3]int64, estimated bool, where string) {
	seconds, metres, guess := c.leg(t, from, to)
	if c.broken(seconds < 0, "stop.unreachable", where, "There is no way from %s to %s.", from, to) {
		return
	}
	c.broken(said[0] != seconds || said[1] != metres, "stop.travel", where, "From %s to %s it is %d seconds and %d metres, not %d and %d.", from, to, seconds, metres, said[0], said[1])
	c.broken(from != to && estimated != guess, "stop.estimated", where, "Whether the leg from %s to %s is estimated: %t.", from, to, guess)
}

// stopPlace checks that a stop stands where it must: at its work, at its store, or for a break where the crew is or goes.
func (c *worksChecker) stopPlace(s *DaySheet, k int, at PlaceID, where string) {
	x := &s.Stops[k]
	w, known := c.workAt[x.Work]
	switch {
	case x.Kind == StopBreak:
		next := s.End
		if k+1 < len(s.Stops) {
			next = s.Stops[k+1].Place
		}
		c.broken(x.Place != at && x.Place != next, "break.place", where, "The break is at %s, the crew is at %s and goes to %s.", x.Place, at, next)
	case c.broken(!known, "stop.work", where, "The work %q is not in the problem.", x.Work):
	case x.Kind == StopVisit:
		c.broken(x.Place != c.p.Works[w].Place, "stop.place", where, "The visit of %s is at %s, not at %s.", x.Work, c.p.Works[w].Place, x.Place)
	default:
		pick := c.p.Works[w].PickUp
		c.broken(pick == nil || len(c.stands[x.Work]) == 0, "pick_up.needless", where, "The work %s has nothing to pick up, or is not visited.", x.Work)
		c.broken(pick != nil && x.Place != pick.Place, "stop.place", where, "What %s wants is elsewhere than at %s.", x.Work, x.Place)
	}
}

// minutes says how long a stop takes.
func (c *worksChecker) minutes(x *Stop, crew *Crew) int64 {
	if x.Kind == StopBreak {
		if crew.Break == nil {
			return 0
		}
		return crew.Break.Minutes
	}
	w, known := c.workAt[x.Work]
	switch {
	case !known:
		return 0
	case x.Kind == StopVisit:
		return c.p.Works[w].Minutes
	case c.p.Works[w].PickUp == nil:
		return 0
	default:
		return c.p.Works[w].PickUp.Minutes
	}
}

// rest checks the break: one, in its time, unless the crew is off long enough before it leaves or after it is back.
func (c *worksChecker) rest(s *DaySheet, crew *Crew, where string) {
	count := 0
	for k := range s.Stops {
		x := &s.Stops[k]
		if x.Kind != StopBreak {
			continue
		}
		count++
		c.broken(crew.Break == nil, "break.needless", where, "The crew has no break.")
		if b := crew.Break; b != nil && !c.fact(s, x) {
			c.broken(x.Begin < int64(b.From)*60 || x.End > int64(b.To)*60, "break.time", where, "The break from %s to %s does not lie between %s and %s.",
				clockOf(x.Begin), clockOf(x.End), b.From, b.To)
		}
	}
	c.broken(count > 1, "break.twice", where, "The sheet has %d breaks.", count)
	if b := crew.Break; b != nil && count == 0 {
		from, to, long := int64(b.From)*60, int64(b.To)*60, 60*b.Minutes
		c.broken(min(s.Leave, to)-from < long && to-max(s.Return, from) < long && !c.tooLate(s, to-long), "break.missing", where, "The crew has no break of %d minutes between %s and %s.", b.Minutes, b.From, b.To)
	}
}

// tooLate says whether a crew that is out can no longer begin a break by a second, for what has happened.
func (c *worksChecker) tooLate(s *DaySheet, second int64) bool {
	out, free := false, int64(0)
	for k := range s.Stops {
		if c.fact(s, &s.Stops[k]) {
			out, free = true, max(free, s.Stops[k].End)
		}
	}
	if s.Day == c.p.Now.Day {
		free = max(free, c.p.Now.Second)
	}
	return out && (free > second || c.home(s.Crew, s.Day))
}

// facts checks that what is over stands on the sheets as it was issued.
func (c *worksChecker) facts() {
	for _, old := range c.p.Issued {
		past := c.past(old.Crew, old.Day)
		if len(past) == 0 {
			continue
		}
		where := fmt.Sprintf("%s on %s", old.Crew, old.Day)
		k, ok := c.sheetAt[sheetKey{old.Crew, old.Day}]
		c.broken(!ok || len(c.plan.Sheets[k].Stops) < len(past) || !slices.Equal(c.plan.Sheets[k].Stops[:len(past)], past), "sheet.past", where,
			"The first %d stops are over, and stand otherwise than they were issued.", len(past))
	}
}
