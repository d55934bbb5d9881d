package planning

import (
	"slices"
)

// halt is a stop of a day that is tried out: where, how long, and when it may be.
type halt struct {
	work     int // index in Works
	visit    bool
	in, out  PlaceID
	seconds  int64
	spans    [][2]int64 // it lies wholly in one of them
	earliest int64      // it begins no earlier
	latest   int64      // it ends no later
	fixed    int64      // it begins exactly then; -1: free
}

// outing is a crew's day that is tried out: what is over stays, the rest is to be laid.
type outing struct {
	c        *worksChecker
	crew     *Crew
	day      Day
	table    *TravelTable
	at, end  PlaceID
	free     int64 // it can set out from at
	until    int64 // it must be at end
	leave    int64 // it has left already, -1: not yet
	rested   bool
	overHere int // stops that are over
}

// outing gives a crew's day with only what is over on it; nil where the crew has no shift, or the day is over.
func (c *worksChecker) outing(crew *Crew, day Day) *outing {
	s := c.shift(crew, day)
	if s == nil || day < c.p.Now.Day || c.home(crew.ID, day) {
		return nil
	}
	o := &outing{c: c, crew: crew, day: day, table: c.table(crew, day), free: int64(s.From) * 60, until: (int64(s.To) + s.Overtime) * 60, leave: -1}
	o.at, o.end = c.ends(crew, s)
	if day == c.p.Now.Day {
		o.free = max(o.free, c.p.Now.Second)
	}
	k, ok := c.sheetAt[sheetKey{crew.ID, day}]
	if !ok {
		return o
	}
	sheet := &c.plan.Sheets[k]
	for i := range sheet.Stops {
		x := &sheet.Stops[i]
		if !c.fact(sheet, x) {
			break
		}
		o.at, o.free, o.leave = c.exitOf(x), max(o.free, x.End), sheet.Leave
		o.rested = o.rested || x.Kind == StopBreak
		o.overHere++
	}
	if b := crew.Break; b != nil && o.overHere > 0 && o.free > int64(b.To)*60-b.Minutes*60 {
		o.rested = true // what has happened left no time for it
	}
	return o
}

// home says whether a crew had set out for the end of its issued day before Now.
func (c *worksChecker) home(crew CrewID, day Day) bool {
	k := slices.IndexFunc(c.p.Issued, func(s DaySheet) bool { return s.Crew == crew && s.Day == day })
	if k < 0 {
		return false
	}
	s := &c.p.Issued[k]
	return len(s.Stops) > 0 && len(c.past(crew, day)) == len(s.Stops) && c.before(day, s.Return-s.BackSeconds)
}

// outcome is one way a day can go: when each halt begins.
type outcome struct {
	begins  []int64
	seconds int64 // of travel, from the first place that is not over
}

// ways lists the ways a day can go with the halts in their order: each halt as early as can be, the break left out
// where it may be, or at any place between two halts. None: it cannot be done.
func (o *outing) ways(halts []halt) (ways []outcome) {
	layOut := func(w outcome, back int64, ok bool) {
		if ok && back <= o.until {
			ways = append(ways, w)
		}
	}
	b := o.crew.Break
	if b == nil || o.rested {
		w, back, ok := o.run(halts, o.free, -1, false)
		layOut(w, back, ok)
		return ways
	}
	from, to, long := int64(b.From)*60, int64(b.To)*60, b.Minutes*60
	if w, back, ok := o.run(halts, o.free, -1, false); ok && back <= to-long { // off afterwards
		layOut(w, back, ok)
	}
	if o.leave >= from+long || o.leave < 0 && o.free >= from+long { // off before
		w, back, ok := o.run(halts, o.free, -1, false)
		layOut(w, back, ok)
	} else if o.leave < 0 {
		w, back, ok := o.run(halts, from+long, -1, false)
		layOut(w, back, ok)
	}
	for k := range len(halts) + 1 {
		for _, there := range []bool{false, true} {
			w, back, ok := o.run(halts, o.free, k, there)
			layOut(w, back, ok)
		}
	}
	return ways
}

// run lays the halts one after the other from a second of the day, with the break before halt rest (there: on arrival,
// else before setting out), -1: none.
func (o *outing) run(halts []halt, from int64, rest int, there bool) (w outcome, back int64, ok bool) {
	t, at := from, o.at
	for k := range len(halts) + 1 {
		next := o.end
		if k < len(halts) {
			next = halts[k].in
		}
		seconds, _, _ := o.c.leg(o.table, at, next)
		if seconds < 0 {
			return w, 0, false
		}
		w.seconds += seconds
		if k == rest && !there {
			if t, ok = o.pause(t); !ok {
				return w, 0, false
			}
		}
		t += seconds
		if k == rest && there {
			if t, ok = o.pause(t); !ok {
				return w, 0, false
			}
		}
		if k == len(halts) {
			return w, t, true
		}
		if t, ok = halts[k].begin(t); !ok {
			return w, 0, false
		}
		w.begins = append(w.begins, t)
		t, at = t+halts[k].seconds, halts[k].out
	}
	return w, t, true
}

// pause gives when a break is over that begins at t or as soon after as it may.
func (o *outing) pause(t int64) (int64, bool) {
	t = max(t, int64(o.crew.Break.From)*60) + o.crew.Break.Minutes*60
	return t, t <= int64(o.crew.Break.To)*60
}

// begin gives the first second from t on at which a halt may begin.
func (h *halt) begin(t int64) (int64, bool) {
	t = max(t, h.earliest)
	if h.fixed >= 0 {
		if t > h.fixed {
			return 0, false
		}
		t = h.fixed
	}
	best := int64(-1)
	for _, span := range h.spans {
		b := max(t, span[0])
		if b+h.seconds <= span[1] && (h.fixed < 0 || b == h.fixed) && (best < 0 || b < best) {
			best = b
		}
	}
	return best, best >= 0 && best+h.seconds <= h.latest
}

const dayEnd = int64(24 * 3600)

// visitHalt gives the visit of a work on a day, free of what else is planned.
func (c *worksChecker) visitHalt(w int, day Day) halt {
	x := &c.p.Works[w]
	h := halt{work: w, visit: true, in: x.Place, out: x.Place, seconds: x.Minutes * 60, spans: opening(x, day), latest: dayEnd, fixed: -1}
	if x.Exit != "" {
		h.out = x.Exit
	}
	return h
}

// storeHalt gives the pick-up for a work.
func (c *worksChecker) storeHalt(w int) halt {
	pick := c.p.Works[w].PickUp
	return halt{work: w, in: pick.Place, out: pick.Place, seconds: pick.Minutes * 60, spans: [][2]int64{{0, dayEnd}}, latest: dayEnd, fixed: -1}
}

// planned gives the halts of a sheet that are not over, as they may be moved in time while all other sheets stay: a visit
// of two crews, or one pinned to a time, not at all.
func (c *worksChecker) planned(s *DaySheet, over int) (halts []halt) {
	for k := over; k < len(s.Stops); k++ {
		x := &s.Stops[k]
		w, known := c.workAt[x.Work]
		if x.Kind == StopBreak || !known {
			continue
		}
		if x.Kind == StopPickUp {
			if c.p.Works[w].PickUp != nil {
				halts = append(halts, c.storeHalt(w))
			}
			continue
		}
		h := c.visitHalt(w, s.Day)
		work := &c.p.Works[w]
		if work.Crews == 2 || work.Pin != nil && work.Pin.Begin != 0 {
			h.fixed = x.Begin
		}
		h.earliest = c.afterOthers(work, s)
		h.latest = c.beforeOthers(work, s)
		halts = append(halts, h)
	}
	return halts
}

// afterOthers gives the second of a sheet's day at which all that a work waits for without a gap is over on other sheets.
func (c *worksChecker) afterOthers(w *Work, s *DaySheet) (second int64) {
	for _, a := range w.After {
		for _, x := range c.stands[a.Work] {
			if a.GapDays == 0 && x.day == s.Day && x.crew != s.Crew {
				second = max(second, x.end)
			}
		}
	}
	return second
}

// beforeOthers gives the second by which a work must be over for what waits for it on other sheets of the day.
func (c *worksChecker) beforeOthers(w *Work, s *DaySheet) int64 {
	second := dayEnd
	for i := range c.p.Works {
		if !slices.ContainsFunc(c.p.Works[i].After, func(a WorkAfter) bool { return a.Work == w.ID && a.GapDays == 0 }) {
			continue
		}
		for _, x := range c.stands[c.p.Works[i].ID] {
			if x.day == s.Day && x.crew != s.Crew {
				second = min(second, x.begin)
			}
		}
	}
	return second
}
