package planning

import (
	"slices"
	"strings"

	"doorstep/planning/route"
)

// worksModel is a works problem as the engine takes it, with the way back. What has happened (stops that set out
// before Now, and works begun or done) is not put to the engine: it stands at the head of its sheet, and the rest of the
// day begins where it ends.
type worksModel struct {
	p      *WorksProblem
	in     *route.Instance
	place  map[PlaceID]int32
	crew   map[CrewID]int32
	work   map[WorkID]int32 // index in p.Works
	shifts []worksShift     // of the engine
	at     map[crewDay]int32
	works  []int32 // index in p.Works of each of the engine's
	engine []int32 // and back, -1: it has happened
	facts  map[crewDay]*worksFacts
	done   map[int32]worksDone // works that have happened, by index in p.Works
	half   map[int32]crewDay   // of two crews, where the one is that has not set out yet
}

type crewDay struct {
	crew int32
	day  Day
}

// worksShift is where a shift of the engine comes from.
type worksShift struct {
	crewDay
	shift *Shift
	table *TravelTable
	facts *worksFacts // nil: nothing yet
}

// worksFacts is the head of a sheet that has happened.
type worksFacts struct {
	stops  []Stop
	sheet  *DaySheet // as issued, nil: never
	home   bool      // the crew set out for its end before Now: nothing can be added
	rested bool
	added  bool // stops of which no issued sheet knows
}

// worksDone says when a work that has happened ended.
type worksDone struct {
	day Day
	end int64
}

func newWorksModel(p *WorksProblem) *worksModel {
	m := &worksModel{
		p: p, place: make(map[PlaceID]int32, len(p.Places)), crew: make(map[CrewID]int32, len(p.Crews)),
		work: make(map[WorkID]int32, len(p.Works)), at: map[crewDay]int32{}, facts: map[crewDay]*worksFacts{}, done: map[int32]worksDone{}, half: map[int32]crewDay{},
	}
	for i, x := range p.Places {
		m.place[x.ID] = int32(i)
	}
	for i, x := range p.Crews {
		m.crew[x.ID] = int32(i)
	}
	for i, x := range p.Works {
		m.work[x.ID] = int32(i)
	}
	m.in = &route.Instance{
		Places: int32(len(p.Places)), Days: int32(len(p.Days)),
		Price: route.Price{Change: p.Prices.ChangeSeconds, Unfair: p.Prices.FairnessSeconds},
	}
	for i := range p.Matrices {
		m.in.Travel = append(m.in.Travel, route.Matrix{Seconds: p.Matrices[i].Seconds})
	}
	m.happened()
	m.makeShifts()
	m.makeWorks()
	return m
}

// first is the day of index 0.
func (m *worksModel) first() Day { return m.p.Days[0].Day }

// table gives the index of the table of a profile on a day, or -1.
func (p *WorksProblem) table(profile string, day Day) int {
	usual := -1
	for i := range p.Matrices {
		t := &p.Matrices[i]
		switch {
		case t.Profile != profile:
		case slices.Contains(t.Days, day):
			return i
		case len(t.Days) == 0:
			usual = i
		}
	}
	return usual
}

// happened gathers what has happened of each sheet.
func (m *worksModel) happened() {
	p := m.p
	for i := range p.Issued {
		s := &p.Issued[i]
		if s.Day > p.Now.Day {
			continue
		}
		f := &worksFacts{sheet: s, home: s.Day < p.Now.Day || s.Return-s.BackSeconds < p.Now.Second}
		for _, x := range s.Stops {
			if s.Day == p.Now.Day && x.Arrive-x.Travel >= p.Now.Second {
				f.home = false
				break
			}
			f.stops = append(f.stops, x)
			f.rested = f.rested || x.Kind == StopBreak
			if x.Kind == StopVisit {
				m.done[m.work[x.Work]] = worksDone{s.Day, x.End}
			}
		}
		if len(f.stops) > 0 {
			m.facts[crewDay{m.crew[s.Crew], s.Day}] = f
		}
	}
	m.halves()
	m.pinned()
}

// halves finds works of two crews of which only one has set out.
func (m *worksModel) halves() {
	for i := range m.p.Issued {
		s := &m.p.Issued[i]
		at := crewDay{m.crew[s.Crew], s.Day}
		for _, x := range m.ahead(at, s.Stops) {
			if w := m.work[x.Work]; x.Kind == StopVisit && m.p.Works[w].Crews == 2 {
				if d, ok := m.done[w]; ok && d.day == s.Day {
					m.half[w] = at
				}
			}
		}
	}
}

// pinned adds works begun or done that no issued sheet has as such.
func (m *worksModel) pinned() {
	for i := range m.p.Works {
		w := &m.p.Works[i]
		if w.Pin == nil || w.Pin.State == PinAnnounced {
			continue
		}
		if _, ok := m.done[int32(i)]; ok {
			continue
		}
		stop := Stop{Kind: StopVisit, Work: w.ID, Place: w.Place, Arrive: w.Pin.Begin, Begin: w.Pin.Begin, End: w.Pin.Begin + w.Minutes*60}
		m.done[int32(i)] = worksDone{w.Pin.Day, stop.End}
		for _, c := range w.Pin.Crews {
			at := crewDay{m.crew[c], w.Pin.Day}
			f := m.facts[at]
			if f == nil {
				f = &worksFacts{}
				m.facts[at] = f
			}
			f.home, f.added = false, true
			k := len(f.stops)
			for k > 0 && f.stops[k-1].Begin > stop.Begin {
				k--
			}
			f.stops = slices.Insert(f.stops, k, stop)
		}
	}
	for at, f := range m.facts {
		if f.added {
			m.measure(at, f)
		}
	}
}

// measure gives the legs of what has happened their travel where no issued sheet says it.
func (m *worksModel) measure(at crewDay, f *worksFacts) {
	c := &m.p.Crews[at.crew]
	t := m.p.table(c.Profile, at.day)
	here := c.Base
	if f.sheet != nil {
		here = f.sheet.Start
	} else if s := c.shiftOn(at.day); s != nil && s.Start != "" {
		here = s.Start
	}
	for i := range f.stops {
		x := &f.stops[i]
		if f.sheet == nil || !slices.Contains(f.sheet.Stops, *x) {
			x.Travel, x.Metres, x.Estimated = m.leg(t, here, x.Place)
		}
		if x.Kind == StopVisit {
			here = m.exitOf(x.Work)
		} else {
			here = x.Place
		}
	}
}

func (m *worksModel) exitOf(id WorkID) PlaceID {
	w := &m.p.Works[m.work[id]]
	if w.Exit != "" {
		return w.Exit
	}
	return w.Place
}

// leg gives seconds, metres and whether they are estimates; 0 and an estimate where there is no way.
func (m *worksModel) leg(table int, a, b PlaceID) (seconds, metres int64, estimated bool) {
	if table < 0 {
		return 0, 0, true
	}
	t := &m.p.Matrices[table]
	i, j := m.place[a], m.place[b]
	k := int(i)*len(m.p.Places) + int(j)
	if t.Seconds[k] < 0 {
		return 0, 0, true
	}
	return int64(t.Seconds[k]), int64(t.Metres[k]), i != j && (t.Estimated || m.p.Places[i].Estimated || m.p.Places[j].Estimated)
}

// shiftOn gives the shift of a crew on a day, nil: none.
func (c *Crew) shiftOn(day Day) *Shift {
	if i, ok := slices.BinarySearchFunc(c.Shifts, day, func(s Shift, d Day) int { return int(s.Day) - int(d) }); ok {
		return &c.Shifts[i]
	}
	return nil
}

// ends gives where a shift begins and ends.
func (c *Crew) ends(s *Shift) (start, end PlaceID) {
	start, end = c.Base, c.Base
	if s.Start != "" {
		start = s.Start
	}
	if s.End != "" {
		end = s.End
	}
	return start, end
}

// makeShifts gives the engine the shifts from Now on that something can be added to.
func (m *worksModel) makeShifts() {
	p := m.p
	groups := map[string]int32{}
	for i := range p.Crews {
		c := &p.Crews[i]
		crew := route.Crew{Group: group(groups, c)}
		for k := range c.Shifts {
			s := &c.Shifts[k]
			crew.Regular += 60 * int64(s.To-s.From)
			at := crewDay{int32(i), s.Day}
			f := m.facts[at]
			if f != nil {
				crew.Busy += f.busy()
			}
			if s.Day < p.Now.Day || f != nil && f.home {
				if f != nil && f.sheet != nil {
					crew.Busy += f.sheet.BackSeconds
				}
				continue
			}
			m.addShift(at, c, s, f)
		}
		m.in.Crews = append(m.in.Crews, crew)
	}
}

// group numbers crews by their skills.
func group(groups map[string]int32, c *Crew) int32 {
	key := strings.Join(c.Skills, "\x00")
	g, ok := groups[key]
	if !ok {
		g = int32(len(groups))
		groups[key] = g
	}
	return g
}

// busy is the seconds of travel, visits and pick-ups of what has happened.
func (f *worksFacts) busy() int64 {
	sum := int64(0)
	for _, x := range f.stops {
		sum += x.Travel
		if x.Kind != StopBreak {
			sum += x.End - x.Begin
		}
	}
	return sum
}

func (m *worksModel) addShift(at crewDay, c *Crew, s *Shift, f *worksFacts) {
	t := m.p.table(c.Profile, s.Day)
	start, end := c.ends(s)
	x := route.Shift{
		Crew: at.crew, Day: int32(s.Day - m.first()), Travel: int32(t), From: 60 * int32(s.From), To: 60 * int32(s.To),
		Overtime: 60 * int32(s.Overtime), Start: m.place[start], End: m.place[end],
	}
	if b := c.Break; b != nil {
		x.Break = route.Break{Seconds: 60 * int32(b.Minutes), From: 60 * int32(b.From), To: 60 * int32(b.To)}
	}
	if s.Day == m.p.Now.Day {
		x.From = max(x.From, int32(m.p.Now.Second))
	}
	if f != nil {
		last := f.stops[len(f.stops)-1]
		x.Begun, x.From = true, max(int32(last.End), x.From)
		x.Start = m.place[last.Place]
		if last.Kind == StopVisit {
			x.Start = m.place[m.exitOf(last.Work)]
		}
		tooLate := x.From > x.Break.To-x.Break.Seconds
		if f.rested || tooLate || f.sheet != nil && f.sheet.Leave >= int64(x.Break.From+x.Break.Seconds) {
			x.Break = route.Break{}
		}
	}
	x.To, x.Overtime = max(x.To, min(x.From, x.To+x.Overtime)), x.To+x.Overtime-max(x.To, min(x.From, x.To+x.Overtime))
	if x.From > x.To { // the day is over but for the way back
		x.To, x.Overtime = x.From, 0
	}
	m.at[at] = int32(len(m.shifts))
	m.in.Shifts = append(m.in.Shifts, x)
	m.shifts = append(m.shifts, worksShift{at, s, &m.p.Matrices[t], f})
}
