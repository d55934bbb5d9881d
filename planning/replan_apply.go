package planning

import (
	"cmp"
	"slices"

	"doorstep/geo"
	"doorstep/internal/fault"
)

// aftermath is a problem after events, and what in it each event changed.
type aftermath struct {
	Problem
	events []Event
	hits   [][]bool // of each event: the candidates whose days it takes; nil: none
	today  Day
	orders []campOrder
}

// campOrder is a camp that must be held by order.
type campOrder struct {
	event int
	pin   Pin
	moves bool // the pin is a camp of the plan, which is moved
}

// after gives the problem as the events leave it. Days before today stay as they were.
func (p Problem) after(events []Event, today Day, plan *Plan) (*aftermath, error) {
	a := &aftermath{Problem: p, events: events, hits: make([][]bool, len(events)), today: today}
	a.Closures, a.Candidates, a.Demand, a.Teams = slices.Clone(p.Closures), slices.Clone(p.Candidates), slices.Clone(p.Demand), slices.Clone(p.Teams)
	last := p.Days[len(p.Days)-1]
	for i := range events {
		e := &events[i]
		if err := e.unknownIn(&p); err != nil {
			return nil, err
		}
		from, to := e.days(today, last)
		if from > to {
			return nil, fault.Refuse("event.past", "The event %s (%s) ends on %s; today is %s and what is over stays as it was.", e.Kind, e.Source, to, today)
		}
		to = min(to, last)
		switch e.Kind {
		case EventVenueLost, EventDaysLost, EventDriveSuspended:
			a.close(i, from, to)
		case EventTeamIll:
			a.ill(e.Team, from, to)
		case EventCapLowered:
			a.lower(e)
		case EventDemandGrown:
			a.grow(e)
		case EventCampsAdded:
			a.CampDays += e.Camps
		case EventCampOrdered:
			if err := a.order(i, plan); err != nil {
				return nil, err
			}
		}
	}
	slices.SortFunc(a.Closures, compareClosures)
	a.Closures = slices.Compact(a.Closures)
	return a, nil
}

// days gives the first and last day of an event, from today on.
func (e *Event) days(today, last Day) (from, to Day) {
	from, to = cmp.Or(e.From, today), e.To
	if to == 0 {
		if to = from; e.Kind == EventVenueLost {
			to = last
		}
	}
	return max(from, today), to
}

// close takes days from the venues of an event: one closure a day of an area, one of each venue otherwise.
func (a *aftermath) close(i int, from, to Day) {
	e := &a.events[i]
	kind := map[EventKind]string{EventVenueLost: "order", EventDaysLost: "order", EventDriveSuspended: "suspended"}[e.Kind]
	whole := e.Venue == "" && len(e.Cells) == 0 && len(e.Polygon) == 0
	a.hits[i] = a.venuesOf(e)
	for day := max(from, a.Days[0]); day <= to; day++ {
		if whole {
			a.Closures = append(a.Closures, Closure{Day: day, Kind: kind, Area: e.Area, Source: e.Source})
			continue
		}
		for j, hit := range a.hits[i] {
			if hit {
				a.Closures = append(a.Closures, Closure{Day: day, Kind: kind, Venue: a.Candidates[j].ID, Source: e.Source})
			}
		}
	}
}

// venuesOf marks the candidates that an event is about.
func (a *aftermath) venuesOf(e *Event) []bool {
	groups := a.groupsOf(e.Area)
	hit := make([]bool, len(a.Candidates))
	for j, v := range a.Candidates {
		switch {
		case e.Venue != "":
			hit[j] = v.ID == e.Venue
		case len(e.Cells) > 0 || len(e.Polygon) > 0:
			for _, at := range v.places() {
				hit[j] = hit[j] || len(e.Polygon) > 0 && geo.Contains(e.Polygon, at)
				for k := 0; k < len(e.Cells) && !hit[j]; k++ {
					cell, err := geo.CellOf(at, e.Cells[k].Resolution())
					hit[j] = err == nil && cell == e.Cells[k]
				}
			}
		default:
			hit[j] = groups[v.Group]
		}
	}
	return hit
}

// groupsOf gives the groups of an area, all of them where none is named.
func (a *aftermath) groupsOf(area AreaID) map[string]bool {
	in := map[string]bool{}
	for _, g := range a.Groups {
		in[g.ID] = area == "" || string(area) == a.Area || area == g.Block || string(area) == g.ID || area == g.Of
	}
	return in
}

func (a *aftermath) ill(id TeamID, from, to Day) {
	for t := range a.Teams {
		if a.Teams[t].ID == id {
			off := slices.Clone(a.Teams[t].DaysOff)
			for day := from; day <= to; day++ {
				off = append(off, day)
			}
			slices.Sort(off)
			a.Teams[t].DaysOff = slices.Compact(off)
		}
	}
}

// lower sets the cap where it is more: of a venue, of those of an area, or of all and of the drive.
func (a *aftermath) lower(e *Event) {
	for j, hit := range a.venuesOf(e) {
		if hit {
			v := &a.Candidates[j]
			if v.CapBy != "" && e.Cap < v.Cap {
				v.CapBy = capByOrder
			}
			v.Cap = min(v.Cap, e.Cap)
		}
	}
	if e.Venue == "" && (e.Area == "" || string(e.Area) == a.Area) && !a.Drive.counted() { // else the candidates say it
		a.Drive.CapPerCampDay = min(a.Drive.CapPerCampDay, e.Cap)
	}
}

// grow adds visitors in proportion, the total rounded up and shared out by largest remainder.
func (a *aftermath) grow(e *Event) {
	in := map[string]bool{}
	for _, g := range a.Groups {
		in[g.ID] = slices.Contains(e.Groups, g.ID) || slices.Contains(e.Groups, string(g.Of))
	}
	if a.Drive.ByBooth() {
		a.growBooths(in, e.Percent)
		return
	}
	weights := make([]int64, len(a.Demand))
	total := int64(0)
	for i, d := range a.Demand {
		if in[d.Group] {
			weights[i] = d.Visitors
			total += d.Visitors
		}
	}
	for i, more := range geo.Apportion(ceilDiv(total*e.Percent, 100), weights) {
		a.Demand[i].Visitors += more
	}
}

// order notes a camp that must be held, and a camp-day for it where it is one more.
func (a *aftermath) order(i int, plan *Plan) error {
	e := &a.events[i]
	o := campOrder{event: i, pin: Pin{ID: e.Camp, Venue: e.Venue, Day: e.From, Team: e.Team, Remarks: e.Source}}
	if e.Camp == "" {
		o.pin.ID = CampID(ImportedID("order", "camp", e.Source+"\x00"+string(e.Venue)+"\x00"+e.From.String()))
		a.CampDays++
	}
	k := slices.IndexFunc(plan.Camps, func(x Camp) bool { return x.ID == o.pin.ID })
	switch o.moves = e.Camp != ""; {
	case o.moves && k < 0:
		return fault.Malformed("event.unknown", "The event %s (%s) moves the camp %q, which is not in the plan.", e.Kind, e.Source, e.Camp)
	case o.moves && plan.Camps[k].Day < a.today:
		return fault.Refuse("event.past", "The event %s (%s) moves a camp that was held on %s.", e.Kind, e.Source, plan.Camps[k].Day)
	case !o.moves && k >= 0 || slices.ContainsFunc(a.orders, func(x campOrder) bool { return x.pin.ID == o.pin.ID }):
		return fault.Refuse("event.twice", "The camp ordered at %s (%s) is ordered already.", e.Venue, e.Source)
	}
	a.orders = append(a.orders, o)
	return nil
}
