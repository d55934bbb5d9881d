package planning

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// Distances answers for travel between places; Travel does.
type Distances interface {
	// Matrix gives the travel between all places by a profile, with what is closed; -1 where there is no way.
	Matrix(ctx context.Context, profile Profile, at []orb.Point, closed []TravelClosure) (TravelMatrix, error)
	// Rivers says whether the water that parts places is known: RiversKnown or RiversUnknown.
	Rivers() string
	// Source says in words where the distances are from.
	Source() string
}

// DefaultWorksPrices are the prices of a works problem that names none: a change against an issued sheet is worth ten
// minutes of travel, a permille of unfairness ten seconds.
func DefaultWorksPrices() WorksPrices { return WorksPrices{ChangeSeconds: 600, FairnessSeconds: 10} }

// NewWorksProblem makes a works problem from what an office keeps: crews with their weeks laid out day by day, open works
// with the places they need, road closures as tables of their days, and all travel. A work that cannot be put to it (no
// crew answers for its area, or it waits for one that is not there) is named in Left. It refuses what Validate
// refuses; a ground too large for one problem before any travel is asked for. The cost is that of the travel.
func NewWorksProblem(ctx context.Context, g WorksGround, travel Distances) (WorksProblem, error) {
	c := &complaints{noun: "works_problem"}
	c.must(len(g.Works) <= maxWorks, "/works", "%d works are more than the %d that are planned at once; plan a block at a time.", len(g.Works), maxWorks)
	if err := c.err(); err != nil {
		return WorksProblem{}, err
	}
	b := newWorksBuilder(g)
	for _, c := range g.Crews {
		if c.Active {
			b.crew(c)
		}
	}
	b.works(g.Works)
	if !b.p.validateSizes(c) {
		return WorksProblem{}, c.err()
	}
	var profiles []Profile
	for _, x := range b.p.Crews {
		profiles = append(profiles, Profile(x.Profile))
	}
	slices.Sort(profiles)
	var err error
	b.p.Matrices, err = WorksTables(ctx, travel, b.p.Places, slices.Compact(profiles), b.days(), g.Closures)
	if err != nil {
		return WorksProblem{}, err
	}
	b.p.Travel = travelSource(&b.p, travel)
	return b.p, b.p.Validate()
}

type worksBuilder struct {
	g      WorksGround
	p      WorksProblem
	places map[orb.Point]PlaceID
}

func newWorksBuilder(g WorksGround) *worksBuilder {
	b := &worksBuilder{g: g, places: map[orb.Point]PlaceID{}}
	b.p = WorksProblem{
		Format: WorksFormat, Area: string(g.District), Name: g.DistrictName, Now: g.Now, Prices: DefaultWorksPrices(),
		Days: []WorksDay{}, Places: []WorksPlace{}, Matrices: []TravelTable{}, Crews: []Crew{}, Works: []Work{},
	}
	for i := range g.Days {
		day := WorksDay{Day: g.FirstDay + Day(i)}
		for _, off := range g.Off {
			if off.Day == day.Day {
				day.Off = cmp.Or(day.Off, off.Off)
			}
		}
		b.p.Days = append(b.p.Days, day)
	}
	return b
}

func (b *worksBuilder) days() (days []Day) {
	for _, d := range b.p.Days {
		days = append(days, d.Day)
	}
	return days
}

// place gives the id of a place, adding it where it is new: the same point is the same place, under its first name.
func (b *worksBuilder) place(name string, at orb.Point) PlaceID {
	at = sixDecimals(at)
	id, ok := b.places[at]
	if !ok {
		id = PlaceID(fmt.Sprintf("place-%05d", len(b.p.Places)))
		b.places[at] = id
		b.p.Places = append(b.p.Places, WorksPlace{ID: id, Name: name, At: at, Closed: closedAt(at, b.g.Closures, b.p.Days)})
	}
	return id
}

func sixDecimals(at orb.Point) orb.Point { return orb.Point{micro(at[0] * 1e6), micro(at[1] * 1e6)} }

// closedAt lists the days on which a point lies in a closed area.
func closedAt(at orb.Point, closed []RoadClosure, days []WorksDay) (list []Day) {
	for _, d := range days {
		if slices.ContainsFunc(closed, func(c RoadClosure) bool {
			return c.From <= d.Day && d.Day <= c.To && planar.PolygonContains(c.Polygon, at)
		}) {
			list = append(list, d.Day)
		}
	}
	return list
}

func (b *worksBuilder) crew(r CrewRecord) {
	c := Crew{
		ID: r.ID, Name: r.Name, Base: b.place(r.Base.Name, r.Base.At), Profile: string(r.Profile), Skills: r.Skills, Equipment: r.Equipment,
		Shifts: []Shift{}, Break: r.Break,
	}
	for _, d := range b.p.Days {
		if s, ok := b.shift(r, d); ok {
			s.Overtime = min(s.Overtime, int64(lastClock-s.To))
			c.Shifts = append(c.Shifts, s)
		}
	}
	b.p.Crews = append(b.p.Crews, c)
}

// shift gives a crew's shift on a day: its own for that day, else that of its week.
func (b *worksBuilder) shift(r CrewRecord, d WorksDay) (Shift, bool) {
	for _, own := range r.Shifts {
		if own.Day != d.Day {
			continue
		}
		s := Shift{Day: d.Day, From: own.From, To: own.To, Overtime: own.Overtime}
		if own.Start != nil {
			s.Start = b.place(own.Start.Name, own.Start.At)
		}
		if own.End != nil {
			s.End = b.place(own.End.Name, own.End.At)
		}
		return s, true
	}
	off := d.Off != "" || slices.Contains(r.WeeklyOff, int(d.Day.Weekday())) || slices.Contains(r.DaysOff, d.Day)
	return Shift{Day: d.Day, From: r.From, To: r.To, Overtime: r.Overtime}, !off
}

// works adds the works that can be put to the problem, and names the others.
func (b *worksBuilder) works(ground []GroundWork) {
	left := map[WorkID]string{}
	active := map[CrewID]bool{}
	for _, c := range b.p.Crews {
		active[c.ID] = true
	}
	known := map[WorkID]bool{}
	for _, w := range ground {
		known[w.ID] = true
		if !slices.ContainsFunc(w.Only, func(id CrewID) bool { return active[id] }) {
			left[w.ID] = "No crew that goes out answers for its area: give one the area, or a crew of its own."
		}
	}
	for again := true; again; { // what waits for a work that is left out is left out
		again = false
		for _, w := range ground {
			for _, a := range w.After {
				if left[w.ID] == "" && (!known[a.Work] || left[a.Work] != "") {
					left[w.ID] = fmt.Sprintf("It waits for the work %s, which is not in the plan.", a.Work)
					again = true
				}
			}
		}
	}
	for _, w := range ground {
		if text := left[w.ID]; text != "" {
			b.p.Left = append(b.p.Left, WorksLeftOut{ID: w.ID, Name: w.Name, Text: text})
			continue
		}
		w.Only = slices.DeleteFunc(slices.Clone(w.Only), func(id CrewID) bool { return !active[id] })
		x := WorkOn(w, b.p.Days[0].Day, b.place)
		if len(x.Only) == len(b.p.Crews) {
			x.Only = nil
		}
		b.p.Works = append(b.p.Works, x)
	}
}

// WorkOn gives a kept work as a works problem has it. Its worth is WorkWorth on the day given; place gives the id of a
// place of the problem for each point it needs, adding the place where it is new.
func WorkOn(g GroundWork, day Day, place func(name string, at orb.Point) PlaceID) Work {
	w := Work{
		ID: g.ID, Name: g.Name, Kind: g.Kind, Stage: g.Stage, Area: g.Area, Place: place(g.Name, g.At), Minutes: g.Minutes, Skills: g.Skills,
		Equipment: g.Equipment, Crews: g.Crews, Only: g.Only, Release: g.Release, Due: g.Due, Closed: g.Closed, Priority: g.Priority,
		People: g.People, After: g.After, Bring: g.Bring,
	}
	if g.Exit != nil {
		w.Exit = place(g.Name+", other end", *g.Exit)
	}
	if g.PickUp != nil {
		w.PickUp = &PickUp{Place: place(g.PickUp.Name, g.PickUp.At), Minutes: g.PickUp.Minutes, What: g.PickUp.What}
	}
	w.Windows = slices.Clone(g.Windows)
	slices.SortFunc(w.Windows, compareWindows)
	switch s := g.Shape.(type) {
	case orb.LineString:
		for _, at := range s {
			w.Line = append(w.Line, sixDecimals(at))
		}
	case orb.Polygon:
		for _, at := range s[0] {
			w.Ring = append(w.Ring, sixDecimals(at))
		}
	}
	age := int64(0)
	if !g.KnownSince.IsZero() {
		age = max(0, int64(day.Time().Sub(g.KnownSince)/(24*time.Hour)))
	}
	w.Worth = WorkWorth(w.Priority, w.People, age)
	return w
}

// WorksTables asks for all travel between places: of each profile one table for the days with the commonest set of
// closures, and one for each other set with its days. Places whose legs are no road's from end to end are marked
// estimated; a table with nothing else is marked whole. Profiles and days ascend.
func WorksTables(ctx context.Context, travel Distances, places []WorksPlace, profiles []Profile, days []Day, closed []RoadClosure) ([]TravelTable, error) {
	at := make([]orb.Point, len(places))
	for i, x := range places {
		at[i] = x.At
	}
	tables := []TravelTable{}
	for _, profile := range profiles {
		own := []TravelTable{}
		for _, set := range closureSets(days, closed) {
			m, err := travel.Matrix(ctx, profile, at, set.closed)
			if err != nil {
				return nil, err
			}
			own = append(own, TravelTable{Profile: string(profile), Days: set.days, Seconds: m.Seconds, Metres: m.Metres, Estimated: markEstimated(places, m)})
		}
		slices.SortFunc(own, compareTables)
		tables = append(tables, own...)
	}
	return tables, nil
}

// closureSet is what is closed on some days.
type closureSet struct {
	which  []int // of the closures
	days   []Day // nil: all days that no other set names
	closed []TravelClosure
}

// closureSets groups the days by what is closed on them; the set of most days, the first of several, comes first and
// names none.
func closureSets(days []Day, closed []RoadClosure) []closureSet {
	var sets []closureSet
	for _, day := range days {
		var which []int
		for i, c := range closed {
			if c.From <= day && day <= c.To {
				which = append(which, i)
			}
		}
		k := slices.IndexFunc(sets, func(s closureSet) bool { return slices.Equal(s.which, which) })
		if k < 0 {
			k = len(sets)
			set := closureSet{which: which}
			for _, i := range which {
				set.closed = append(set.closed, TravelClosure{Area: closed[i].Polygon})
			}
			sets = append(sets, set)
		}
		sets[k].days = append(sets[k].days, day)
	}
	slices.SortStableFunc(sets, func(a, b closureSet) int { return len(b.days) - len(a.days) })
	if len(sets) > 0 {
		sets[0].days = nil
	}
	return sets
}

// markEstimated says whether every leg of a matrix is estimated. Where only some are, it marks places until each
// estimated leg has one at an end: first those with nothing but estimated legs, then the beginnings of the legs left.
func markEstimated(places []WorksPlace, m TravelMatrix) (whole bool) {
	n := len(places)
	count, all := 0, 0
	for i := range n {
		row, of := 0, 0
		for j := range n {
			if i != j && m.Seconds[i*n+j] >= 0 {
				of++
				if m.Estimated[i*n+j] {
					row++
				}
			}
		}
		count, all = count+row, all+of
	}
	if count == all {
		return true
	}
	for i := range n {
		roads := false
		for j := range n {
			roads = roads || i != j && m.Seconds[i*n+j] >= 0 && !m.Estimated[i*n+j]
		}
		places[i].Estimated = places[i].Estimated || !roads
	}
	for i := range n {
		for j := range n {
			if i != j && m.Seconds[i*n+j] >= 0 && m.Estimated[i*n+j] && !places[j].Estimated {
				places[i].Estimated = true
			}
		}
	}
	return false
}

// travelSource says where the tables of a problem are from, and what share of their legs is estimated.
func travelSource(p *WorksProblem, travel Distances) TravelSource {
	n := len(p.Places)
	all, estimated := int64(0), int64(0)
	for _, t := range p.Matrices {
		for i := range n {
			for j := range n {
				if i == j || t.Seconds[i*n+j] < 0 {
					continue
				}
				all++
				if t.Estimated || p.Places[i].Estimated || p.Places[j].Estimated {
					estimated++
				}
			}
		}
	}
	s := TravelSource{Engine: "road", Source: travel.Source(), Rivers: travel.Rivers()}
	if all > 0 {
		s.EstimatedPermille = (estimated*1000 + all - 1) / all
	}
	switch {
	case s.EstimatedPermille < 1000:
	case s.Rivers == RiversKnown:
		s.Engine = "walk"
	default:
		s.Engine = "straight"
	}
	return s
}
