package planning

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
)

// Ready gives the problem that the standing plan is made again for: as of the moment it was asked for, with the urgent
// works and, where roads or places are others now, all travel anew. The events then only say why. Its cost is that of
// the travel. An urgent work that no crew's area holds is refused with works_event.unknown.
func (g WorksReplanGround) Ready(ctx context.Context, travel *Travel) (WorksProblem, []WorksEvent, error) {
	p := g.Standing.AsOf(g.Request.Now)
	roads := false
	for _, e := range g.Request.Events {
		switch e.Kind {
		case WorksEventUrgent:
			if err := p.add(g.Urgent, e.WorkID); err != nil {
				return WorksProblem{}, nil, err
			}
			roads = true
		case WorksEventRoad:
			roads = true
		default: // ReplanWorks does it
		}
	}
	if !roads {
		return p, g.Request.Events, nil
	}
	return p, g.Request.Events, p.travelAnew(ctx, travel, g.Closures)
}

// add puts an urgent work to the problem, with its places; one that is there already stays.
func (p *WorksProblem) add(urgent []GroundWork, id WorkID) error {
	i, there := slices.BinarySearchFunc(p.Works, id, func(w Work, id WorkID) int { return cmp.Compare(w.ID, id) })
	if there {
		return nil
	}
	k := slices.IndexFunc(urgent, func(w GroundWork) bool { return w.ID == id })
	if k < 0 || len(urgent[k].Only) == 0 {
		return fault.Refuse("works_event.unknown", "The urgent work %s is not open, or in no crew's area; correct it, or give a crew a larger area.", id)
	}
	g := urgent[k]
	g.Only = slices.DeleteFunc(slices.Clone(g.Only), func(c CrewID) bool {
		return !slices.ContainsFunc(p.Crews, func(x Crew) bool { return x.ID == c })
	})
	g.After = slices.DeleteFunc(slices.Clone(g.After), func(a WorkAfter) bool {
		return !slices.ContainsFunc(p.Works, func(x Work) bool { return x.ID == a.Work })
	})
	p.Places = slices.Clone(p.Places)
	w := WorkOn(g, p.Days[0].Day, func(name string, at orb.Point) PlaceID { return p.placeAt(id, name, at) })
	w.Closed = slices.Clone(w.Closed)
	p.Works = slices.Insert(slices.Clone(p.Works), i, w)
	return nil
}

// placeAt gives the place at a position, a new one where there is none yet.
func (p *WorksProblem) placeAt(of WorkID, name string, at orb.Point) PlaceID {
	at = sixDecimals(at)
	if k := slices.IndexFunc(p.Places, func(x WorksPlace) bool { return x.At == at }); k >= 0 {
		return p.Places[k].ID
	}
	id := PlaceID(fmt.Sprintf("%s:%d", of, len(p.Places)))
	i, _ := slices.BinarySearchFunc(p.Places, id, func(x WorksPlace, id PlaceID) int { return cmp.Compare(x.ID, id) })
	p.Places = slices.Insert(p.Places, i, WorksPlace{ID: id, Name: name, At: at})
	return id
}

// travelAnew asks for all travel again, with what is closed now.
func (p *WorksProblem) travelAnew(ctx context.Context, travel *Travel, closures []RoadClosure) (err error) {
	days := make([]Day, len(p.Days))
	for i, d := range p.Days {
		days[i] = d.Day
	}
	var profiles []Profile
	for _, c := range p.Crews {
		profiles = append(profiles, Profile(c.Profile))
	}
	slices.Sort(profiles)
	p.Places = slices.Clone(p.Places)
	for i := range p.Places {
		p.Places[i].Closed = closedAt(p.Places[i].At, closures, p.Days)
	}
	if p.Matrices, err = WorksTables(ctx, travel, p.Places, slices.Compact(profiles), days, closures); err != nil {
		return err
	}
	p.Travel = travelSource(p, travel)
	return nil
}

// Move makes the plan in which one visit goes to another crew or day, all else staying as it is: see MoveWork for what is
// refused. What comes out has passed CheckWorks.
func (s WorksStanding) Move(ctx context.Context, to WorksMoved, now Moment) (WorksMade, error) {
	p := s.AsOf(now)
	plan, err := MoveWork(ctx, p, s.Plan, to.Work, to.Crew, to.Day)
	if err != nil {
		return WorksMade{}, err
	}
	if plan.Problem, err = p.Hash(); err != nil {
		return WorksMade{}, err
	}
	if wrong := CheckWorks(p, plan); len(wrong) > 0 {
		return WorksMade{}, fault.Refuse("works_move.forbidden", "The visit cannot be moved there: %s (%s).", wrong[0].Text, wrong[0].Rule)
	}
	return WorksMade{Problem: p, Plan: plan, Changes: p.changes(&s.Plan, &plan, p.announced(&s.Plan))}, nil
}
