package planning

import (
	"cmp"
	"fmt"
	"slices"
)

// CheckWorks re-proves a works plan from the problem and the plan alone and lists every hard rule it breaks, none where
// it keeps them all. It shares no code with SolveWorks and the engine behind it (a test holds this): it has its own
// clock, its own search for the days and sheets that would take a work, and its own reasons. The rules and their codes
// are listed in docs/works.md. All figures must agree exactly.
//
// The cost is that of trying each unvisited work at each position of each sheet: some seconds where hundreds are
// unvisited.
func CheckWorks(p WorksProblem, plan WorksPlan) []Violation {
	if err := p.Validate(); err != nil {
		return []Violation{{Rule: "works_problem.invalid", Where: "problem", Text: err.Error()}}
	}
	if err := plan.Validate(); err != nil {
		return []Violation{{Rule: "works_plan.invalid", Where: "plan", Text: err.Error()}}
	}
	c := newWorksChecker(&p, &plan)
	hash, err := p.Hash()
	c.broken(err != nil || hash != plan.Problem, "works_plan.problem", "plan", "The plan is of the problem %.12s, not of this one (%.12s).", plan.Problem, hash)
	for i := range plan.Sheets {
		c.sheet(i)
	}
	c.facts()
	c.visits()
	c.unvisited()
	c.score()
	return c.found
}

// worksChecker holds a works problem and a plan, looked up by id.
type worksChecker struct {
	p     *WorksProblem
	plan  *WorksPlan
	found []Violation

	placeAt map[PlaceID]int
	crewAt  map[CrewID]int
	workAt  map[WorkID]int
	sheetAt map[sheetKey]int // of the plan
	stands  map[WorkID][]worksStanding
	gaps    map[WorkID]int // index in Unvisited
	first   map[WorkID]Day // earliest days worked out so far
}

type sheetKey struct {
	crew CrewID
	day  Day
}

// worksStanding is a visit as it stands on a sheet of the plan.
type worksStanding struct {
	crew       CrewID
	day        Day
	sheet, pos int
	begin, end int64
}

func newWorksChecker(p *WorksProblem, plan *WorksPlan) *worksChecker {
	c := &worksChecker{
		p: p, plan: plan, placeAt: map[PlaceID]int{}, crewAt: map[CrewID]int{}, workAt: map[WorkID]int{}, sheetAt: map[sheetKey]int{},
		stands: map[WorkID][]worksStanding{}, gaps: map[WorkID]int{}, first: map[WorkID]Day{},
	}
	for i, x := range p.Places {
		c.placeAt[x.ID] = i
	}
	for i, x := range p.Crews {
		c.crewAt[x.ID] = i
	}
	for i, x := range p.Works {
		c.workAt[x.ID] = i
	}
	for i, s := range plan.Sheets {
		c.sheetAt[sheetKey{s.Crew, s.Day}] = i
		for k, stop := range s.Stops {
			if stop.Kind == StopVisit {
				c.stands[stop.Work] = append(c.stands[stop.Work], worksStanding{s.Crew, s.Day, i, k, stop.Begin, stop.End})
			}
		}
	}
	for i, x := range plan.Unvisited {
		c.gaps[x.Work] = i
	}
	return c
}

// broken adds a violation where the rule is broken, and says whether it is.
func (c *worksChecker) broken(yes bool, rule, where, format string, args ...any) bool {
	if yes && len(c.found) < 10_000 {
		c.found = append(c.found, Violation{Rule: rule, Where: where, Text: fmt.Sprintf(format, args...)})
	}
	return yes
}

// fact says whether a stop of a sheet has happened, so that only its place in the plan can be checked: it is pinned as
// started or done, or an issued sheet shows that the crew set out for it before Now.
func (c *worksChecker) fact(s *DaySheet, stop *Stop) bool {
	if k, ok := c.workAt[stop.Work]; ok && stop.Kind == StopVisit {
		if pin := c.p.Works[k].Pin; pin != nil && pin.State != PinAnnounced && pin.Day == s.Day && slices.Contains(pin.Crews, s.Crew) {
			return true
		}
	}
	return slices.Contains(c.past(s.Crew, s.Day), *stop)
}

// past lists the stops of an issued sheet that a crew set out for before Now.
func (c *worksChecker) past(crew CrewID, day Day) []Stop {
	k := slices.IndexFunc(c.p.Issued, func(s DaySheet) bool { return s.Crew == crew && s.Day == day })
	if k < 0 {
		return nil
	}
	stops := c.p.Issued[k].Stops
	for i, s := range stops {
		if !c.before(day, s.Arrive-s.Travel) {
			return stops[:i]
		}
	}
	return stops
}

// before says whether a second of a day lies before Now.
func (c *worksChecker) before(day Day, second int64) bool {
	now := c.p.Now
	return day < now.Day || day == now.Day && second < now.Second
}

// shift gives a crew's shift on a day, nil: none.
func (c *worksChecker) shift(crew *Crew, day Day) *Shift {
	k := slices.IndexFunc(crew.Shifts, func(s Shift) bool { return s.Day == day })
	if k < 0 {
		return nil
	}
	return &crew.Shifts[k]
}

// ends gives where a crew's day begins and ends.
func (c *worksChecker) ends(crew *Crew, s *Shift) (start, end PlaceID) {
	return cmp.Or(s.Start, crew.Base), cmp.Or(s.End, crew.Base)
}

// table gives the travel of a crew on a day.
func (c *worksChecker) table(crew *Crew, day Day) *TravelTable {
	var every *TravelTable
	for i := range c.p.Matrices {
		t := &c.p.Matrices[i]
		switch {
		case t.Profile != crew.Profile:
		case slices.Contains(t.Days, day):
			return t
		case len(t.Days) == 0:
			every = t
		}
	}
	return every
}

// leg gives one leg of a table: seconds and metres, -1 where there is no way.
func (c *worksChecker) leg(t *TravelTable, from, to PlaceID) (seconds, metres int64, estimated bool) {
	a, b := c.placeAt[from], c.placeAt[to]
	k := a*len(c.p.Places) + b
	guess := t.Estimated || c.p.Places[a].Estimated || c.p.Places[b].Estimated
	return int64(t.Seconds[k]), int64(t.Metres[k]), guess
}

// exitOf gives where a crew stands after a stop.
func (c *worksChecker) exitOf(stop *Stop) PlaceID {
	if k, ok := c.workAt[stop.Work]; ok && stop.Kind == StopVisit {
		return cmp.Or(c.p.Works[k].Exit, stop.Place)
	}
	return stop.Place
}

// isClosed says whether a place is closed on a day.
func (c *worksChecker) isClosed(id PlaceID, day Day) bool {
	k, ok := c.placeAt[id]
	return ok && slices.Contains(c.p.Places[k].Closed, day)
}

// opening lists the stretches of a day, in seconds, in which a work may be visited.
func opening(w *Work, day Day) (spans [][2]int64) {
	if len(w.Windows) == 0 {
		return [][2]int64{{0, 24 * 3600}}
	}
	for _, x := range w.Windows {
		if len(x.Days) == 0 || slices.Contains(x.Days, day) {
			spans = append(spans, [2]int64{int64(x.From) * 60, int64(x.To) * 60})
		}
	}
	return spans
}

// holdsAll says whether all that is wanted is had.
func holdsAll(want, have []string) bool {
	return !slices.ContainsFunc(want, func(x string) bool { return !slices.Contains(have, x) })
}
