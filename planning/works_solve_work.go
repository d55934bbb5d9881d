package planning

import (
	"slices"

	"doorstep/planning/route"
)

// makeWorks gives the engine the works that have not happened.
func (m *worksModel) makeWorks() {
	p := m.p
	m.engine = make([]int32, len(p.Works))
	for i := range p.Works {
		m.engine[i] = -1
		_, over := m.done[int32(i)]
		if _, half := m.half[int32(i)]; !over || half {
			m.engine[i] = int32(len(m.works))
			m.works = append(m.works, int32(i))
		}
	}
	issued := m.issued()
	m.in.Works = make([]route.Work, len(m.works))
	for e, i := range m.works {
		m.in.Works[e] = m.makeWork(&p.Works[i])
		m.fetched(&p.Works[i], &m.in.Works[e])
		if at, ok := m.half[i]; ok {
			m.second(i, at, &m.in.Works[e])
		}
		if _, half := m.half[i]; !half {
			m.in.Works[e].Issued = issued[i]
		}
	}
}

// second makes a work what the crew has to do that has not set out yet: to be there when the other begins.
func (m *worksModel) second(i int32, at crewDay, x *route.Work) {
	w := &m.p.Works[i]
	begin := int32(m.done[i].end - 60*w.Minutes)
	x.Pair, x.Pinned, x.PickUp, x.Shifts, x.After = false, true, -1, nil, nil
	if k, ok := m.at[at]; ok {
		x.Shifts = []int32{k}
	}
	x.Hours = make([][]route.Window, len(m.p.Days))
	x.Hours[at.day-m.first()] = []route.Window{{From: begin, To: begin}}
	for j := range m.p.Issued {
		s := &m.p.Issued[j]
		if (crewDay{m.crew[s.Crew], s.Day}) != at || w.PickUp == nil {
			continue
		}
		if slices.ContainsFunc(m.ahead(at, s.Stops), func(c Stop) bool { return c.Kind == StopPickUp && c.Work == w.ID }) {
			x.PickUp = m.place[w.PickUp.Place]
		}
	}
}

// issued gives the shifts of the engine on which each work was issued.
func (m *worksModel) issued() [][]int32 {
	out := make([][]int32, len(m.p.Works))
	for i := range m.p.Issued {
		s := &m.p.Issued[i]
		for _, x := range s.Stops {
			if x.Kind != StopVisit {
				continue
			}
			k, ok := m.at[crewDay{m.crew[s.Crew], s.Day}]
			if !ok {
				k = -1
			}
			w := m.work[x.Work]
			out[w] = append(out[w], k)
			slices.Sort(out[w])
		}
	}
	return out
}

func (m *worksModel) makeWork(w *Work) route.Work {
	x := route.Work{
		Place: m.place[w.Place], Exit: m.place[m.exitOf(w.ID)], Seconds: 60 * int32(w.Minutes), Worth: w.Worth, Weight: w.Priority,
		Pair: w.Crews == 2, PickUp: -1, Due: int32(len(m.p.Days)), Pinned: w.Pin != nil,
	}
	if w.Release > m.first() {
		x.Release = int32(min(w.Release-m.first(), Day(len(m.p.Days))))
	}
	if w.Due > 0 {
		x.Due = int32(w.Due - m.first())
	}
	if w.PickUp != nil {
		x.PickUp, x.Load = m.place[w.PickUp.Place], 60*int32(w.PickUp.Minutes)
	}
	x.Hours = m.hours(w)
	m.wait(w, &x)
	m.whoCan(w, &x)
	return x
}

// hours gives the begins of a work on each day, nil: any.
func (m *worksModel) hours(w *Work) [][]route.Window {
	if len(w.Windows) == 0 && (w.Pin == nil || w.Pin.Begin == 0) {
		return nil
	}
	out := make([][]route.Window, len(m.p.Days))
	for d := range out {
		out[d] = m.begins(w, m.first()+Day(d))
	}
	return out
}

// begins gives when a work may begin on a day, its windows less the visit; windows that meet are not joined, as the
// visit lies in one of them.
func (m *worksModel) begins(w *Work, day Day) []route.Window {
	var out []route.Window
	add := func(from, to int32) {
		if w.Pin != nil && w.Pin.Begin > 0 {
			from, to = max(from, int32(w.Pin.Begin)), min(to, int32(w.Pin.Begin))
		}
		if to >= from {
			out = append(out, route.Window{From: from, To: to})
		}
	}
	if len(w.Windows) == 0 {
		add(0, secondsOfDay)
		return out
	}
	for _, x := range w.Windows {
		if len(x.Days) == 0 || slices.Contains(x.Days, day) {
			add(60*int32(x.From), 60*int32(x.To)-60*int32(w.Minutes))
		}
	}
	return sortedWindows(out)
}

// sortedWindows sorts windows of begins and joins those that meet.
func sortedWindows(list []route.Window) []route.Window {
	slices.SortFunc(list, func(a, b route.Window) int { return int(a.From) - int(b.From) })
	out := list[:0]
	for _, x := range list {
		if n := len(out); n > 0 && x.From <= out[n-1].To {
			out[n-1].To = max(out[n-1].To, x.To)
			continue
		}
		out = append(out, x)
	}
	return out
}

// wait gives a work what it waits for; of what has happened only when it ended.
func (m *worksModel) wait(w *Work, x *route.Work) {
	for _, a := range w.After {
		i := m.work[a.Work]
		if e := m.engine[i]; e >= 0 {
			x.After = append(x.After, route.After{Work: e, Gap: int32(a.GapDays)})
			continue
		}
		d := m.done[i]
		day := int32(d.day - m.first())
		x.Release = max(x.Release, day+int32(a.GapDays))
		if a.GapDays == 0 && day >= 0 && int(day) < len(m.p.Days) {
			m.notBefore(w, x, day, int32(d.end))
		}
	}
}

// notBefore closes the begins of a work on a day up to a second.
func (m *worksModel) notBefore(w *Work, x *route.Work, day, from int32) {
	if x.Hours == nil {
		x.Hours = make([][]route.Window, len(m.p.Days))
		for d := range x.Hours {
			x.Hours[d] = m.begins(w, m.first()+Day(d))
		}
	}
	out := x.Hours[day][:0]
	for _, h := range x.Hours[day] {
		if h.From = max(h.From, from); h.From <= h.To {
			out = append(out, h)
		}
	}
	x.Hours[day] = out
}

// whoCan lists the shifts whose crews may do a work on a day on which it is open.
func (m *worksModel) whoCan(w *Work, x *route.Work) {
	for i := range m.p.Crews {
		c := &m.p.Crews[i]
		if !w.allows(c.ID) || !hasAll(c.Skills, w.Skills) || !hasAll(c.Equipment, w.Equipment) {
			continue
		}
		for k := range c.Shifts {
			day := c.Shifts[k].Day
			at, ok := m.at[crewDay{int32(i), day}]
			if !ok || m.shut(w, day) || !w.pinAllows(c.ID, day) {
				continue
			}
			x.Shifts = append(x.Shifts, at)
		}
	}
	slices.SortFunc(x.Shifts, func(a, b int32) int {
		s, t := &m.in.Shifts[a], &m.in.Shifts[b]
		if s.Day != t.Day {
			return int(s.Day - t.Day)
		}
		return int(a - b)
	})
}

// fetched notes the shift whose crew has the material of a work on board.
func (m *worksModel) fetched(w *Work, x *route.Work) {
	if w.PickUp == nil || w.Crews != 1 {
		return
	}
	for at, f := range m.facts {
		if k, ok := m.at[at]; ok && slices.ContainsFunc(f.stops, func(s Stop) bool { return s.Kind == StopPickUp && s.Work == w.ID }) {
			x.Aboard = k + 1
		}
	}
}

// ahead gives the stops of a sheet that are still to come.
func (m *worksModel) ahead(at crewDay, stops []Stop) []Stop {
	if f := m.facts[at]; f != nil {
		return stops[min(len(stops), len(f.stops)):]
	}
	return stops
}

func (w *Work) allows(c CrewID) bool { return len(w.Only) == 0 || slices.Contains(w.Only, c) }

func (w *Work) pinAllows(c CrewID, day Day) bool {
	return w.Pin == nil || w.Pin.Day == day && slices.Contains(w.Pin.Crews, c)
}

// hasAll says whether a sorted list has all of another.
func hasAll(all, want []string) bool {
	for _, x := range want {
		if _, ok := slices.BinarySearch(all, x); !ok {
			return false
		}
	}
	return true
}

// shut says whether a work cannot be visited on a day, whatever the hour.
func (m *worksModel) shut(w *Work, day Day) bool {
	if day < w.Release || slices.Contains(w.Closed, day) || m.placeShut(w.Place, day) || m.placeShut(m.exitOf(w.ID), day) {
		return true
	}
	return w.PickUp != nil && m.placeShut(w.PickUp.Place, day)
}

func (m *worksModel) placeShut(id PlaceID, day Day) bool {
	return slices.Contains(m.p.Places[m.place[id]].Closed, day)
}
