package main

import (
	"cmp"
	"slices"

	"doorstep/planning"
)

// worksRoute is one crew's day as a peer gives it: indices of works in order, a pick-up as -1 less the index.
type worksRoute struct {
	Crew  int   `json:"crew"`
	Shift int   `json:"shift"`
	Stops []int `json:"stops"`
}

// peerLaying lays a peer's routes out in time: each stop as early as can be, the break where it costs least. A visit
// that a rule forbids is taken out, which never makes another one late; so a peer that cannot express a rule is judged by
// what is left of its answer.
type peerLaying struct {
	p      *planning.WorksProblem
	place  map[planning.PlaceID]int
	routes []worksRoute
	out    map[int]bool // works taken out
	begin  []int64      // of each work, from the start of the problem's first day; -1: not laid
	floor  []int64      // the same: it begins no earlier
}

const daySeconds = int64(24 * 3600)

// peerWorksPlan gives the plan, and how many visits were taken out.
func peerWorksPlan(p *planning.WorksProblem, routes []worksRoute) (plan planning.WorksPlan, dropped int) {
	l := &peerLaying{p: p, place: map[planning.PlaceID]int{}, routes: routes, out: map[int]bool{}}
	for i, x := range p.Places {
		l.place[x.ID] = i
	}
	all := map[int]bool{}
	for _, r := range routes {
		for _, s := range r.Stops {
			if s >= 0 {
				all[s] = true
			}
		}
	}
	l.floor = make([]int64, len(p.Works))
	for range 4 * len(p.Works) { // each round takes a work out or moves one later, and the day ends
		if !l.round() {
			break
		}
	}
	plan = planning.WorksPlan{Format: planning.WorksPlanFormat, Solver: "peer", Sheets: []planning.DaySheet{}, Unvisited: []planning.Unvisited{}}
	plan.Problem, _ = p.Hash()
	stands := map[planning.WorkID]bool{}
	for _, r := range routes {
		s, _, ok := l.sheet(r)
		if !ok || !slices.ContainsFunc(s.Stops, func(x planning.Stop) bool { return x.Kind == planning.StopVisit }) {
			continue
		}
		for _, x := range s.Stops {
			stands[x.Work] = true
		}
		plan.Sheets = append(plan.Sheets, s)
	}
	slices.SortFunc(plan.Sheets, func(a, b planning.DaySheet) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Crew, b.Crew))
	})
	for _, w := range p.Works {
		if !stands[w.ID] {
			plan.Unvisited = append(plan.Unvisited, planning.Unvisited{Work: w.ID, Reason: planning.UnvisitedRoom, Text: "The peer left it out."})
		}
	}
	return plan, len(l.out)
}

// round lays all routes and mends the first thing that is wrong; it says whether anything was.
func (l *peerLaying) round() bool {
	l.begin = make([]int64, len(l.p.Works))
	count := make([]int, len(l.p.Works))
	for i := range l.begin {
		l.begin[i] = -1
	}
	apart := -1 // a work whose crews do not begin together
	for _, r := range l.routes {
		s, late, ok := l.sheet(r)
		if !ok {
			l.out[late] = true
			return true
		}
		for _, x := range s.Stops {
			if x.Kind != planning.StopVisit {
				continue
			}
			w := slices.IndexFunc(l.p.Works, func(y planning.Work) bool { return y.ID == x.Work })
			at := int64(s.Day-l.p.Days[0].Day)*daySeconds + x.Begin
			if count[w]++; count[w] == 2 && l.begin[w] != at {
				apart = w
			}
			l.begin[w] = max(l.begin[w], at)
		}
	}
	if apart >= 0 {
		if l.floor[apart] >= l.begin[apart] {
			l.out[apart] = true
		}
		l.floor[apart] = l.begin[apart]
		return true
	}
	for w := range l.p.Works {
		if l.begin[w] >= 0 && (count[w] != l.p.Works[w].Crews || l.waits(w)) {
			return true
		}
	}
	return false
}

// waits moves a work behind what it waits for, or takes it out; it says whether it did.
func (l *peerLaying) waits(w int) bool {
	x := &l.p.Works[w]
	for _, a := range x.After {
		b := slices.IndexFunc(l.p.Works, func(y planning.Work) bool { return y.ID == a.Work })
		from := l.begin[b] + 60*l.p.Works[b].Minutes
		if a.GapDays > 0 {
			from = (l.begin[b]/daySeconds + a.GapDays) * daySeconds
		}
		switch {
		case l.begin[b] < 0, from > l.begin[w] && l.floor[w] >= from:
			l.out[w] = true
			return true
		case from > l.begin[w]:
			l.floor[w] = from
			return true
		}
	}
	return false
}

// sheet lays one route out. Where it cannot be, late is the work to take out first.
func (l *peerLaying) sheet(r worksRoute) (best planning.DaySheet, late int, ok bool) {
	crew := &l.p.Crews[r.Crew]
	var stops []int
	for _, s := range r.Stops {
		w := s
		if s < 0 {
			w = -1 - s
		}
		if !l.out[w] {
			stops = append(stops, s)
		}
	}
	positions := []int{-1}
	if crew.Break != nil {
		positions = nil
		for k := range len(stops) + 1 {
			positions = append(positions, k)
		}
	}
	late = -1
	for _, rest := range positions {
		for _, there := range []bool{false, true} {
			s, stuck, good := l.lay(crew, crew.Shifts[r.Shift], stops, rest, there)
			switch {
			case good && (!ok || s.Return < best.Return):
				best, ok = s, true
			case !good && !ok:
				late = max(late, stuck)
			}
		}
	}
	if !ok {
		k := min(max(late, 0), len(stops)-1)
		if late = stops[k]; late < 0 {
			late = -1 - late
		}
	}
	return best, late, ok
}

// lay lays stops one after the other, the break before stop rest. Where that fails, stuck is the stop it fails at.
func (l *peerLaying) lay(crew *planning.Crew, shift planning.Shift, stops []int, rest int, there bool) (s planning.DaySheet, stuck int, ok bool) {
	s = planning.DaySheet{
		Crew: crew.ID, Day: shift.Day, Start: cmp.Or(shift.Start, crew.Base), End: cmp.Or(shift.End, crew.Base), Leave: int64(shift.From) * 60, Stops: []planning.Stop{},
	}
	at, free := s.Start, s.Leave
	for k := range len(stops) + 1 {
		x := planning.Stop{Place: s.End}
		if k < len(stops) {
			x = l.stop(stops[k])
		}
		if k == rest {
			b := planning.Stop{Kind: planning.StopBreak, Place: at}
			if there {
				b.Place = x.Place
			}
			l.travel(crew, shift.Day, at, &b)
			b.Arrive = free + b.Travel
			b.Begin = max(b.Arrive, int64(crew.Break.From)*60)
			b.End = b.Begin + crew.Break.Minutes*60
			if b.Travel < 0 || b.End > int64(crew.Break.To)*60 {
				return s, k, false
			}
			s.Stops = append(s.Stops, b)
			at, free = b.Place, b.End
		}
		l.travel(crew, shift.Day, at, &x)
		x.Arrive = free + x.Travel
		if x.Travel < 0 {
			return s, k, false
		}
		if k == len(stops) {
			s.BackSeconds, s.BackMetres, s.BackEstimated, s.Return = x.Travel, x.Metres, x.Estimated, x.Arrive
			break
		}
		if !l.begins(&x, shift.Day) {
			return s, k, false
		}
		s.Stops = append(s.Stops, x)
		at, free = x.Place, x.End
		if x.Kind == planning.StopVisit {
			at = cmp.Or(l.p.Works[stops[k]].Exit, at)
		}
	}
	s.Travel, s.Metres = s.BackSeconds, s.BackMetres
	for _, x := range s.Stops {
		s.Travel, s.Metres = s.Travel+x.Travel, s.Metres+x.Metres
	}
	s.Overtime = max(0, s.Return-int64(shift.To)*60)
	return s, len(stops) - 1, s.Return <= (int64(shift.To)+shift.Overtime)*60
}

// stop gives a stop without its times.
func (l *peerLaying) stop(s int) planning.Stop {
	if s >= 0 {
		return planning.Stop{Kind: planning.StopVisit, Work: l.p.Works[s].ID, Place: l.p.Works[s].Place}
	}
	w := &l.p.Works[-1-s]
	return planning.Stop{Kind: planning.StopPickUp, Work: w.ID, Place: w.PickUp.Place}
}

// begins gives a stop its times; false where it may not be then.
func (l *peerLaying) begins(x *planning.Stop, day planning.Day) bool {
	w := slices.IndexFunc(l.p.Works, func(y planning.Work) bool { return y.ID == x.Work })
	work := &l.p.Works[w]
	if x.Kind == planning.StopPickUp {
		x.Begin, x.End = x.Arrive, x.Arrive+60*work.PickUp.Minutes
		return true
	}
	begin := max(x.Arrive, l.floor[w]-int64(day-l.p.Days[0].Day)*daySeconds)
	if pin := work.Pin; pin != nil && pin.Begin != 0 {
		if begin > pin.Begin {
			return false
		}
		begin = pin.Begin
	}
	found := len(work.Windows) == 0
	for _, v := range work.Windows { // sorted by their beginnings
		b := max(begin, int64(v.From)*60)
		if !found && (len(v.Days) == 0 || slices.Contains(v.Days, day)) && b+60*work.Minutes <= int64(v.To)*60 {
			begin, found = b, true
		}
	}
	x.Begin, x.End = begin, begin+60*work.Minutes
	return found && x.End <= daySeconds
}

// travel writes the leg from a place to a stop; Travel is -1 where there is no way.
func (l *peerLaying) travel(crew *planning.Crew, day planning.Day, from planning.PlaceID, x *planning.Stop) {
	t := -1
	for i, m := range l.p.Matrices {
		if m.Profile == crew.Profile && (slices.Contains(m.Days, day) || len(m.Days) == 0 && t < 0) {
			t = i
		}
	}
	a, b := l.place[from], l.place[x.Place]
	k := a*len(l.p.Places) + b
	x.Travel, x.Metres = int64(l.p.Matrices[t].Seconds[k]), int64(l.p.Matrices[t].Metres[k])
	x.Estimated = a != b && (l.p.Matrices[t].Estimated || l.p.Places[a].Estimated || l.p.Places[b].Estimated)
}
