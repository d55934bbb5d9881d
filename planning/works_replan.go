package planning

import (
	"cmp"
	"context"
	"slices"

	"doorstep/internal/fault"
	"doorstep/planning/route"
)

// DefaultReplanUnits is the search of a re-plan where its options name none: well under a second for a district.
const DefaultReplanUnits = 3000

// ReplanWorks plans anew after events, from the plan as it stands at a moment. Kept, in this order: what has happened;
// what was announced (pinned so, or on an issued sheet up to IssuedUntil), unless a hard rule forbids it; then the worth
// done in time and the lateness; then as few changes as can be. It gives the problem as it is after the events, to check
// the plan with, and what changed for each work, by work. The problem may hold the events' doing already; an event
// then only says why. It refuses with works_event.unknown and works_event.malformed an event that does not fit, and what
// WorksProblem.Validate refuses of the problem after the events.
func ReplanWorks(ctx context.Context, p WorksProblem, plan WorksPlan, events []WorksEvent, now Moment, o WorksOptions) (WorksProblem, WorksPlan, []WorksChange, error) {
	q, err := p.afterEvents(&plan, events, now)
	if err != nil {
		return WorksProblem{}, WorksPlan{}, nil, err
	}
	if o.Units == 0 {
		o.Units = DefaultReplanUnits
	}
	told := q.announced(&plan)
	next, err := q.replan(ctx, &plan, told, o)
	if err != nil {
		return WorksProblem{}, WorksPlan{}, nil, err
	}
	if next.Problem, err = q.Hash(); err != nil {
		return WorksProblem{}, WorksPlan{}, nil, err
	}
	return q, next, q.changes(&plan, &next, told), nil
}

// announced gives the works that people were told of.
func (p *WorksProblem) announced(plan *WorksPlan) map[WorkID]bool {
	told := map[WorkID]bool{}
	for i := range p.Works {
		if p.Works[i].Pin != nil {
			told[p.Works[i].ID] = true
		}
	}
	for i := range plan.Sheets {
		if plan.Sheets[i].Day > p.IssuedUntil {
			continue
		}
		for _, x := range plan.Sheets[i].Stops {
			if x.Kind == StopVisit {
				told[x.Work] = true
			}
		}
	}
	return told
}

// replan plans in two steps. In the first every announced visit is held to its sheet, and as many as can be stay; those
// that no sheet can keep are let go. The second plans the rest from there.
func (p *WorksProblem) replan(ctx context.Context, plan *WorksPlan, told map[WorkID]bool, o WorksOptions) (WorksPlan, error) {
	m := newWorksModel(p)
	start := m.start(plan)
	free := slices.Clone(m.in.Works)
	m.hold(told, start)
	m.in.KeepFirst = true
	first := o.route()
	first.Units, first.Start, first.Warm, first.Tell, first.Spent = max(1, o.Units/3), start, true, nil, nil
	s, err := route.Solve(ctx, m.in, first)
	if err != nil {
		return WorksPlan{}, err
	}
	forced := false
	for _, e := range s.Absent {
		w := &p.Works[m.works[e]]
		if !told[w.ID] {
			continue
		}
		forced = true
		if w.Pin != nil { // the promise cannot be kept
			p.Works = slices.Clone(p.Works)
			p.Works[m.works[e]].Pin = nil
		}
		free[e] = m.makeWorkOf(e, free[e].Issued)
	}
	if forced {
		for _, e := range s.Absent {
			m.in.Works[e] = free[e]
		}
	}
	o2 := o.route()
	o2.Units, o2.Start, o2.Warm = max(1, o.Units-first.Units), placed(&s), true
	if s, err = route.Solve(ctx, m.in, o2); err != nil {
		return WorksPlan{}, err
	}
	for e := range m.in.Works { // a work left out is one that could stand anywhere
		if !m.in.Works[e].Pinned {
			continue
		}
		if w := &p.Works[m.works[e]]; w.Pin == nil {
			m.in.Works[e].Pinned = false
		}
	}
	out, err := m.finish(&s)
	out.Seed, out.Threads, out.Units = o.Seed, max(1, o.Threads), s.Units
	return out, err
}

// makeWorkOf makes a work of the engine again.
func (m *worksModel) makeWorkOf(e int32, issued []int32) route.Work {
	w := &m.p.Works[m.works[e]]
	x := m.makeWork(w)
	m.fetched(w, &x)
	x.Issued = issued
	return x
}

// hold keeps announced works to the sheets they stand on.
func (m *worksModel) hold(told map[WorkID]bool, start [][]route.Placed) {
	at := make([][]int32, len(m.works))
	for k, stops := range start {
		for _, c := range stops {
			if !c.PickUp {
				at[c.Work] = append(at[c.Work], int32(k))
			}
		}
	}
	for e, i := range m.works {
		if !told[m.p.Works[i].ID] || len(at[e]) == 0 && m.p.Works[i].Pin == nil {
			continue
		}
		x := &m.in.Works[e]
		x.Pinned = true
		if m.p.Works[i].Pin == nil {
			x.Shifts = slices.DeleteFunc(slices.Clone(x.Shifts), func(k int32) bool { return !slices.Contains(at[e], k) })
		}
	}
}

// start gives what the engine's shifts do in a plan that may be of another problem.
func (m *worksModel) start(plan *WorksPlan) [][]route.Placed {
	out := make([][]route.Placed, len(m.shifts))
	for i := range plan.Sheets {
		d := &plan.Sheets[i]
		c, known := m.crew[d.Crew]
		at := crewDay{c, d.Day}
		k, ok := m.at[at]
		if !known || !ok {
			continue
		}
		for _, x := range m.ahead(at, d.Stops) {
			if e := m.engineOf(x.Work); e >= 0 && x.Kind != StopBreak {
				out[k] = append(out[k], route.Placed{Work: e, PickUp: x.Kind == StopPickUp, Begin: int32(x.Begin)})
			}
		}
	}
	return out
}

// engineOf gives the engine's work of an id, -1: none.
func (m *worksModel) engineOf(id WorkID) int32 {
	if i, ok := m.work[id]; ok {
		return m.engine[i]
	}
	return -1
}

// afterEvents gives the problem as it is after the events at a moment. Lists that change are copied.
func (p *WorksProblem) afterEvents(plan *WorksPlan, events []WorksEvent, now Moment) (WorksProblem, error) {
	q := *p
	if q.Now.Day < now.Day || q.Now.Day == now.Day && q.Now.Second < now.Second {
		q.Now = now
	}
	if len(q.Issued) == 0 {
		for _, d := range plan.Sheets {
			if d.Day > q.Now.Day { // nobody has it yet: only to compare with
				q.Issued = append(q.Issued, d)
			}
		}
	}
	q.Works, q.Crews, q.Issued = slices.Clone(q.Works), slices.Clone(q.Crews), slices.Clone(q.Issued)
	for i := range events {
		if err := q.after1(&events[i]); err != nil {
			return WorksProblem{}, err
		}
	}
	return q, q.Validate()
}

func (p *WorksProblem) after1(e *WorksEvent) error {
	switch e.Kind {
	case WorksEventUrgent:
		return p.urgent(e)
	case WorksEventCrewIll:
		return p.ill(e)
	case WorksEventLonger:
		return p.longer(e)
	case WorksEventRoad:
		p.newTables(e.Matrices)
		return nil
	case WorksEventCancelled:
		return p.cancelled(e)
	}
	return fault.Malformed("works_event.malformed", "%q is no kind of event: say urgent_work, crew_ill, work_longer, road_closed or visit_cancelled.", e.Kind)
}

// workAt finds a work of the problem.
func (p *WorksProblem) workAt(id WorkID) (*Work, error) {
	i, ok := slices.BinarySearchFunc(p.Works, id, func(w Work, id WorkID) int { return cmp.Compare(w.ID, id) })
	if !ok {
		return nil, fault.Refuse("works_event.unknown", "The work %q of an event is not in the problem.", id)
	}
	return &p.Works[i], nil
}

// urgent puts a new work into the problem, and its place where it is new.
func (p *WorksProblem) urgent(e *WorksEvent) error {
	if e.Work == nil {
		_, err := p.workAt(e.WorkID)
		return err
	}
	if e.Place != nil {
		if err := p.newPlace(e); err != nil {
			return err
		}
	}
	i, there := slices.BinarySearchFunc(p.Works, e.Work.ID, func(w Work, id WorkID) int { return cmp.Compare(w.ID, id) })
	if there {
		p.Works[i] = *e.Work
	} else {
		p.Works = slices.Insert(p.Works, i, *e.Work)
	}
	return nil
}

// newPlace puts a place into the problem. The event's tables have it last; it moves to where its id stands.
func (p *WorksProblem) newPlace(e *WorksEvent) error {
	n := len(p.Places)
	at, there := slices.BinarySearchFunc(p.Places, e.Place.ID, func(x WorksPlace, id PlaceID) int { return cmp.Compare(x.ID, id) })
	if there {
		return nil
	}
	if len(e.Matrices) != len(p.Matrices) {
		return fault.Malformed("works_event.malformed", "The new place %q wants every table of the problem, one row and one column longer: %d are given, not %d.",
			e.Place.ID, len(e.Matrices), len(p.Matrices))
	}
	row := func(i int) int { // where row i of the new table stands in the event's
		switch {
		case i == at:
			return n
		case i > at:
			return i - 1
		}
		return i
	}
	tables := slices.Clone(e.Matrices)
	for k := range tables {
		t := &tables[k]
		if len(t.Seconds) != (n+1)*(n+1) || len(t.Metres) != len(t.Seconds) {
			return fault.Malformed("works_event.malformed", "A table of the new place %q has %d figures, not %d.", e.Place.ID, len(t.Seconds), (n+1)*(n+1))
		}
		seconds, metres := make([]int32, 0, len(t.Seconds)), make([]int32, 0, len(t.Seconds))
		for i := range n + 1 {
			for j := range n + 1 {
				seconds = append(seconds, t.Seconds[row(i)*(n+1)+row(j)])
				metres = append(metres, t.Metres[row(i)*(n+1)+row(j)])
			}
		}
		t.Seconds, t.Metres = seconds, metres
	}
	p.Places = slices.Insert(slices.Clone(p.Places), at, *e.Place)
	p.Matrices = tables
	slices.SortFunc(p.Matrices, compareTables)
	return nil
}

// newTables lets tables hold on their days in the place of those that held.
func (p *WorksProblem) newTables(tables []TravelTable) {
	if len(tables) == 0 {
		return
	}
	kept := []TravelTable{}
	for _, t := range p.Matrices {
		usual := len(t.Days) == 0
		t.Days = slices.Clone(t.Days)
		for _, x := range tables {
			if x.Profile != t.Profile {
				continue
			}
			if len(x.Days) == 0 && usual {
				t.Profile = ""
			}
			t.Days = slices.DeleteFunc(t.Days, func(d Day) bool { return slices.Contains(x.Days, d) })
		}
		if t.Profile != "" && (usual || len(t.Days) > 0) {
			kept = append(kept, t)
		}
	}
	p.Matrices = slices.Concat(kept, tables)
	slices.SortFunc(p.Matrices, compareTables)
}

// ill takes shifts from a crew. On a day that it has begun, it goes home after what it has done.
func (p *WorksProblem) ill(e *WorksEvent) error {
	i, ok := slices.BinarySearchFunc(p.Crews, e.Crew, func(c Crew, id CrewID) int { return cmp.Compare(c.ID, id) })
	if !ok {
		return fault.Refuse("works_event.unknown", "The crew %q of an event is not in the problem.", e.Crew)
	}
	m := newWorksModel(p)
	c := &p.Crews[i]
	shifts := slices.Clone(c.Shifts)
	c.Shifts = shifts[:0:0]
	for _, s := range shifts {
		away := s.Day >= p.Now.Day && (len(e.Days) == 0 || slices.Contains(e.Days, s.Day))
		if !away {
			c.Shifts = append(c.Shifts, s)
			continue
		}
		f := m.facts[crewDay{int32(i), s.Day}]
		if f == nil {
			continue
		}
		last := f.stops[len(f.stops)-1]
		here := last.Place
		if last.Kind == StopVisit {
			here = m.exitOf(last.Work)
		}
		_, end := c.ends(&s)
		back, _, _ := m.leg(p.table(c.Profile, s.Day), here, end)
		home := c.home(max(last.End, p.Now.Second), back, f.rested)
		s.To, s.Overtime = max(s.From+1, min(home, s.To)), 0
		if home > s.To {
			s.Overtime = int64(home - s.To)
		}
		c.Shifts = append(c.Shifts, s)
	}
	return nil
}

// longer lets a visit take its new time; where it has begun, its stop too.
func (p *WorksProblem) longer(e *WorksEvent) error {
	w, err := p.workAt(e.WorkID)
	if err != nil {
		return err
	}
	if e.Minutes < 1 {
		return fault.Malformed("works_event.malformed", "The work %q cannot take %d minutes.", e.WorkID, e.Minutes)
	}
	w.Minutes = e.Minutes
	for i := range p.Issued {
		d := &p.Issued[i]
		if d.Day != p.Now.Day {
			continue
		}
		for k, x := range d.Stops {
			if x.Kind != StopVisit || x.Work != e.WorkID || x.Arrive-x.Travel >= p.Now.Second {
				continue
			}
			d.Stops = slices.Clone(d.Stops)
			d.Stops[k].End = x.Begin + 60*e.Minutes
			d.Return = max(d.Return, d.Stops[k].End+d.BackSeconds)
			p.homeLater(d, k)
		}
	}
	return nil
}

// homeLater gives a shift the overtime without which its crew would not be home after a stop that lasts longer.
func (p *WorksProblem) homeLater(d *DaySheet, k int) {
	i, ok := slices.BinarySearchFunc(p.Crews, d.Crew, func(c Crew, id CrewID) int { return cmp.Compare(c.ID, id) })
	if !ok {
		return
	}
	c := &p.Crews[i]
	m := newWorksModel(p)
	c.Shifts = slices.Clone(c.Shifts)
	s := c.shiftOn(d.Day)
	if s == nil {
		return
	}
	_, end := c.ends(s)
	back, _, _ := m.leg(p.table(c.Profile, d.Day), m.exitOf(d.Stops[k].Work), end)
	home := c.home(max(d.Stops[k].End, p.Now.Second), back, slices.ContainsFunc(d.Stops[:k], func(x Stop) bool { return x.Kind == StopBreak }))
	s.Overtime = max(s.Overtime, int64(home-s.To))
}

// home gives when a crew that is free at a second can be back at its end, its break taken where it must be.
func (c *Crew) home(free, back int64, rested bool) Clock {
	if b := c.Break; b != nil && !rested {
		long, from, to := 60*b.Minutes, 60*int64(b.From), 60*int64(b.To)
		if free+back > to-long && max(free, from)+long <= to {
			free = max(free, from) + long
		}
	}
	return min(lastClock, Clock((free+back+59)/60))
}

// cancelled closes a work on days, or on all that are left.
func (p *WorksProblem) cancelled(e *WorksEvent) error {
	w, err := p.workAt(e.WorkID)
	if err != nil {
		return err
	}
	days := slices.Clone(w.Closed)
	for _, d := range p.Days {
		if d.Day >= p.Now.Day && (len(e.Days) == 0 || slices.Contains(e.Days, d.Day)) && !slices.Contains(days, d.Day) {
			days = append(days, d.Day)
		}
	}
	slices.Sort(days)
	w.Closed = days
	if w.Pin != nil && w.Pin.State == PinAnnounced && slices.Contains(days, w.Pin.Day) {
		w.Pin = nil
	}
	return nil
}
