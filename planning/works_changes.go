package planning

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// visitAt is where a work stands in a plan.
type visitAt struct {
	crews []CrewID
	day   Day
	begin int64
}

// visits gives where each work of a plan stands.
func (plan *WorksPlan) visits() map[WorkID]visitAt {
	out := map[WorkID]visitAt{}
	for i := range plan.Sheets {
		d := &plan.Sheets[i]
		for _, x := range d.Stops {
			if x.Kind != StopVisit {
				continue
			}
			v := out[x.Work]
			v.crews, v.day, v.begin = append(v.crews, d.Crew), d.Day, x.Begin
			slices.Sort(v.crews)
			out[x.Work] = v
		}
	}
	return out
}

// changes says what became of each work from one plan to the next, by work.
func (p *WorksProblem) changes(old, next *WorksPlan, told map[WorkID]bool) []WorksChange {
	was, is := old.visits(), next.visits()
	out := []WorksChange{}
	for i := range p.Works {
		id := p.Works[i].ID
		a, before := was[id]
		b, after := is[id]
		c := WorksChange{
			Work: id, FromCrews: a.crews, FromDay: a.day, FromBegin: a.begin, Crews: b.crews, Day: b.day, Begin: b.begin,
			Announced: before && told[id],
		}
		switch {
		case before && !after:
			c.Kind = WorkDropped
			p.dropped(&c, next)
		case !before && after:
			c.Kind, c.Text = WorkAdded, fmt.Sprintf("Visited by %s on %s at %s.", p.crewNames(b.crews), b.day.spoken(), timeOf(b.begin))
		case !before:
			continue
		case a.day != b.day || !slices.Equal(a.crews, b.crews):
			c.Kind, c.Text = WorkMoved, fmt.Sprintf("From %s on %s at %s to %s on %s at %s.", p.crewNames(a.crews), a.day.spoken(), timeOf(a.begin),
				p.crewNames(b.crews), b.day.spoken(), timeOf(b.begin))
		case a.begin-b.begin > RetimedBy || b.begin-a.begin > RetimedBy:
			c.Kind, c.Text = WorkRetimed, fmt.Sprintf("At %s, not at %s.", timeOf(b.begin), timeOf(a.begin))
		default:
			continue
		}
		out = append(out, c)
	}
	return out
}

// dropped gives a dropped work its reason and new date.
func (p *WorksProblem) dropped(c *WorksChange, next *WorksPlan) {
	i, ok := slices.BinarySearchFunc(next.Unvisited, c.Work, func(u Unvisited, id WorkID) int { return cmp.Compare(u.Work, id) })
	if !ok {
		return
	}
	u := &next.Unvisited[i]
	c.Reason, c.Earliest, c.Text = u.Reason, u.Earliest, u.Text
}

func (p *WorksProblem) crewNames(ids []CrewID) string {
	var names []string
	for _, id := range ids {
		name := string(id)
		if i, ok := slices.BinarySearchFunc(p.Crews, id, func(c Crew, id CrewID) int { return cmp.Compare(c.ID, id) }); ok {
			name = p.Crews[i].Name
		}
		names = append(names, name)
	}
	return strings.Join(names, " and ")
}

// timeOf writes a second of the day as 10:30.
func timeOf(second int64) string { return Clock(second / 60).String() }
