package planning

import (
	"slices"
	"time"
)

// WorksStanding is a works plan with what has become of its visits.
type WorksStanding struct {
	WorksMade
	Visits []VisitRecord
	Issued bool // the crews have its sheets
	Seed   uint64
}

// WorksReplanGround is all that a works plan in the place of another one is made from.
type WorksReplanGround struct {
	Request  WorksReplanRequest
	Standing WorksStanding
	Urgent   []GroundWork  // that the events name
	Closures []RoadClosure // of the plan's days
}

// Again asks for a plan in the place of r, for the same district, days and seed; the search is the short one of a re-plan.
func (r WorksPlanRecord) Again(id WorksPlanID) WorksPlanRequest {
	return WorksPlanRequest{ID: id, District: r.District, Name: r.Name, FirstDay: r.FirstDay, Days: int(r.LastDay-r.FirstDay) + 1, Seed: r.Seed}
}

// AsOf gives the problem as it stands at a moment: where the sheets are issued, nobody sets out before it, what crews have
// begun or done is pinned with its times, and changes are counted against them. Of a plan that is not issued nothing has
// happened, but for what the problem itself says.
func (s WorksStanding) AsOf(now Moment) WorksProblem {
	p := s.Problem
	if !s.Issued {
		return p
	}
	if p.Now.Day < now.Day || p.Now.Day == now.Day && p.Now.Second < now.Second {
		p.Now = now
	}
	p.Issued = s.Plan.Sheets
	p.IssuedUntil = p.Days[len(p.Days)-1].Day
	pins := map[WorkID]*WorkPin{}
	for _, v := range s.Visits {
		state := PinStarted
		switch v.State {
		case VisitStarted:
		case VisitDone:
			state = PinDone
		default:
			continue
		}
		pin := pins[v.Work]
		if pin == nil {
			pin = &WorkPin{Day: v.Day, Begin: v.Begin, State: state}
			pins[v.Work] = pin
		}
		if state == PinStarted {
			pin.State = state // of two crews one is not done yet
		}
		pin.Crews = append(pin.Crews, v.Crew)
	}
	p.Works = slices.Clone(p.Works)
	for i, w := range p.Works {
		pin := pins[w.ID]
		if pin == nil {
			continue
		}
		for _, v := range s.Visits { // whom the other crew of two waits for
			if v.Work == w.ID && !slices.Contains(pin.Crews, v.Crew) {
				pin.Crews = append(pin.Crews, v.Crew)
			}
		}
		slices.Sort(pin.Crews)
		p.Works[i].Pin = pin
	}
	return p
}

// MomentOf gives the moment of an instant in its own location.
func MomentOf(t time.Time) Moment {
	h, m, s := t.Clock()
	return Moment{Day: DayOf(t), Second: int64(h*3600 + m*60 + s)}
}
