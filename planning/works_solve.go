package planning

import (
	"cmp"
	"context"
	"slices"

	"doorstep/planning/route"
)

// WorksSolver names the solver of works in its plans.
const WorksSolver = "doorstep/route 1"

// WorksOptions say how hard SolveWorks looks. Zero fields take the defaults.
type WorksOptions struct {
	Seed    uint64
	Threads int   // searches side by side, 1 or more; another number is another plan
	Units   int64 // ruins and rebuildings of each search; 0: route.DefaultUnits
	// Spent gives the share of the time allowed that is spent, from the caller's clock; the search then follows it
	// instead of Units, and ends at 1. It is called from several goroutines. nil: the same problem, seed, threads and
	// units give the same plan, byte for byte.
	Spent func() float64
	Tell  func(done, total int64) // units of each search; may be nil
}

// SolveWorks plans the works of a problem: every sheet keeps all hard rules, every work is on a sheet or has its
// reason. The aims are those of WorksScore.Compare. When ctx is done, the best plan so far is given. It refuses what
// WorksProblem.Validate refuses. A district of 460 works and 90 crew-days takes 10 s of one core for a good plan, a first one
// a few milliseconds.
func SolveWorks(ctx context.Context, p WorksProblem, o WorksOptions) (WorksPlan, error) {
	hash, err := p.Hash()
	if err != nil {
		return WorksPlan{}, err
	}
	m := newWorksModel(&p)
	plan, err := m.solve(ctx, o, nil)
	plan.Problem = hash
	return plan, err
}

func (o WorksOptions) route() route.Options {
	return route.Options{Seed: o.Seed, Threads: o.Threads, Units: o.Units, Spent: o.Spent, Tell: o.Tell}
}

// solve plans from the works of each shift in start, nil: from nothing.
func (m *worksModel) solve(ctx context.Context, o WorksOptions, start [][]route.Placed) (WorksPlan, error) {
	x := o.route()
	x.Start = start
	s, err := route.Solve(ctx, m.in, x)
	if err != nil {
		return WorksPlan{}, err
	}
	plan, err := m.finish(&s)
	plan.Seed, plan.Threads, plan.Units = o.Seed, max(1, o.Threads), s.Units
	return plan, err
}

// finish fills what room an answer leaves and writes it with its reasons and its score.
func (m *worksModel) finish(s *route.Solution) (WorksPlan, error) {
	b, err := m.fill(s)
	if err != nil {
		return WorksPlan{}, err
	}
	plan := m.plan(s)
	plan.Unvisited = m.unvisited(b, s)
	plan.Score = m.p.scoreWorks(&plan)
	return plan, nil
}

// plan writes an answer of the engine as sheets, what has happened before it.
func (m *worksModel) plan(s *route.Solution) WorksPlan {
	plan := WorksPlan{Format: WorksPlanFormat, Solver: WorksSolver, Sheets: []DaySheet{}, Unvisited: []Unvisited{}}
	for k := range s.Sheets {
		if len(s.Sheets[k].Stops) > 0 || m.in.Shifts[k].Begun {
			plan.Sheets = append(plan.Sheets, m.sheet(int32(k), &s.Sheets[k]))
		}
	}
	for at, f := range m.facts {
		if _, ok := m.at[at]; !ok {
			plan.Sheets = append(plan.Sheets, m.past(at, f))
		}
	}
	slices.SortFunc(plan.Sheets, compareSheets)
	return plan
}

// sheet writes one shift.
func (m *worksModel) sheet(k int32, x *route.Sheet) DaySheet {
	w := &m.shifts[k]
	c := &m.p.Crews[w.crew]
	t := m.p.table(c.Profile, w.day)
	start, end := c.ends(w.shift)
	d := DaySheet{Crew: c.ID, Day: w.day, Start: start, End: end, Leave: int64(x.Leave), Return: int64(x.Return), Stops: []Stop{}}
	here := start
	if w.facts != nil {
		here = m.head(&d, w.facts)
	}
	for _, s := range x.Stops {
		stop := Stop{
			Kind: StopVisit, Place: m.p.Places[s.Place].ID, Arrive: int64(s.Arrive), Begin: int64(s.Begin), End: int64(s.End),
		}
		if s.Work >= 0 {
			stop.Work = m.p.Works[m.works[s.Work]].ID
		}
		stop.Travel, stop.Metres, stop.Estimated = m.leg(t, here, stop.Place)
		here = stop.Place
		switch s.Kind {
		case route.Visit:
			here = m.exitOf(stop.Work)
		case route.PickUp:
			stop.Kind = StopPickUp
		case route.Rest:
			stop.Kind = StopBreak
		}
		d.Stops = append(d.Stops, stop)
	}
	m.total(&d, t, here)
	d.Overtime = max(0, d.Return-60*int64(w.shift.To))
	return d
}

// head puts what has happened at the head of a sheet and gives where it ended.
func (m *worksModel) head(d *DaySheet, f *worksFacts) PlaceID {
	d.Stops = append(d.Stops, f.stops...)
	d.Leave = f.stops[0].Arrive - f.stops[0].Travel
	if f.sheet != nil {
		d.Leave, d.Start = f.sheet.Leave, f.sheet.Start
	}
	last := f.stops[len(f.stops)-1]
	if last.Kind == StopVisit {
		return m.exitOf(last.Work)
	}
	return last.Place
}

// total sums the travel of a sheet whose crew is at a place after its last stop.
func (m *worksModel) total(d *DaySheet, table int, here PlaceID) {
	d.BackSeconds, d.BackMetres, d.BackEstimated = m.leg(table, here, d.End)
	d.Travel, d.Metres = d.BackSeconds, d.BackMetres
	for _, s := range d.Stops {
		d.Travel += s.Travel
		d.Metres += s.Metres
	}
}

// past writes a sheet to which nothing can be added.
func (m *worksModel) past(at crewDay, f *worksFacts) DaySheet {
	c := &m.p.Crews[at.crew]
	if f.sheet != nil && len(f.stops) == len(f.sheet.Stops) {
		d := *f.sheet
		d.Stops = f.stops
		if s := c.shiftOn(at.day); s != nil {
			d.Overtime = max(0, d.Return-60*int64(s.To))
		}
		return d
	}
	t := m.p.table(c.Profile, at.day)
	d := DaySheet{Crew: c.ID, Day: at.day, Start: c.Base, End: c.Base}
	last := at.day
	if s := c.shiftOn(last); s != nil {
		d.Start, d.End = c.ends(s)
	}
	here := m.head(&d, f)
	m.total(&d, t, here)
	d.Return = f.stops[len(f.stops)-1].End + d.BackSeconds
	if s := c.shiftOn(at.day); s != nil {
		d.Overtime = max(0, d.Return-60*int64(s.To))
	}
	return d
}

// scoreWorks computes what a plan reaches.
func (p *WorksProblem) scoreWorks(plan *WorksPlan) WorksScore {
	var s WorksScore
	stand := map[WorkID][]crewDayID{}
	for i := range plan.Sheets {
		d := &plan.Sheets[i]
		s.CrewDays++
		s.Overtime += d.Overtime
		s.Travel += d.Travel
		s.Metres += d.Metres
		for _, x := range d.Stops {
			if x.Kind == StopVisit {
				stand[x.Work] = append(stand[x.Work], crewDayID{d.Crew, d.Day})
			}
		}
	}
	for i := range p.Works {
		w := &p.Works[i]
		at := stand[w.ID]
		if len(at) == 0 {
			s.Unvisited++
			continue
		}
		s.Visited++
		if over := at[0].day - w.Due; w.Due > 0 && over > 0 {
			s.WorthLate += w.Worth
			s.Lateness += w.Priority * int64(over)
		} else {
			s.WorthInTime += w.Worth
		}
	}
	s.Changes = int64(p.changed(stand))
	s.Unfair = p.unfairWorks(plan)
	s.Cost = s.Travel + s.Changes*p.Prices.ChangeSeconds + s.Unfair*p.Prices.FairnessSeconds
	return s
}

// crewDayID is a sheet by the ids of the documents.
type crewDayID struct {
	crew CrewID
	day  Day
}

// changed counts the works of the issued sheets that stand elsewhere now.
func (p *WorksProblem) changed(stand map[WorkID][]crewDayID) int {
	was := map[WorkID][]crewDayID{}
	for i := range p.Issued {
		for _, x := range p.Issued[i].Stops {
			if x.Kind == StopVisit {
				was[x.Work] = append(was[x.Work], crewDayID{p.Issued[i].Crew, p.Issued[i].Day})
			}
		}
	}
	n := 0
	for w, at := range was {
		now := slices.Clone(stand[w])
		order := func(a, b crewDayID) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.crew, b.crew)) }
		slices.SortFunc(at, order)
		slices.SortFunc(now, order)
		if !slices.Equal(at, now) {
			n++
		}
	}
	return n
}

// unfairWorks is WorksScore.Unfair of a plan.
func (p *WorksProblem) unfairWorks(plan *WorksPlan) int64 {
	busy := map[CrewID]int64{}
	for i := range plan.Sheets {
		d := &plan.Sheets[i]
		busy[d.Crew] += d.Travel
		for _, x := range d.Stops {
			if x.Kind != StopBreak {
				busy[d.Crew] += x.End - x.Begin
			}
		}
	}
	groups := map[string]int32{}
	most, least := map[int32]int64{}, map[int32]int64{}
	for i := range p.Crews {
		c := &p.Crews[i]
		regular := int64(0)
		for _, s := range c.Shifts {
			regular += 60 * int64(s.To-s.From)
		}
		g := group(groups, c)
		if regular == 0 {
			continue
		}
		load := busy[c.ID] * 1000 / regular
		if _, ok := most[g]; !ok {
			most[g], least[g] = load, load
		}
		most[g], least[g] = max(most[g], load), min(least[g], load)
	}
	sum := int64(0)
	for g := range most {
		sum += most[g] - least[g]
	}
	return sum
}
