package planning

import (
	"fmt"

	"doorstep/geo"
	"doorstep/internal/fault"
)

// ExplainCell says what a plan does for a demand cell: who serves it, or why not and the smallest change
// that would. The change is tested: made on this plan, nothing else moved, it serves the visitors it says.
// It refuses with cell.no_demand a cell without people.
func ExplainCell(p Problem, plan Plan, cell geo.Cell) (CellWhy, error) {
	m := newModel(&p)
	i, ok := m.cellAt(cell)
	if !ok {
		return CellWhy{}, fault.Missing("cell.no_demand", "Nobody lives in cell %s as far as this plan knows.", cell)
	}
	t := m.tally(plan)
	d := p.Demand[i]
	g := p.Groups[m.cellGroup[i]]
	w := CellWhy{
		Cell: cell, Place: d.Place, Group: g.ID, GroupName: g.Name, Block: g.Block, BlockName: p.Blocks[m.groupBlock[m.cellGroup[i]]].Name,
		People: d.People, Estimated: d.Estimated, Visitors: d.Visitors, Served: t.served[i], Within: t.within[i], ServedBy: []CellVenue{},
	}
	for _, x := range plan.Served {
		if x.Cell != cell {
			continue
		}
		v := CellVenue{Venue: x.Venue, Visitors: x.Visitors, Distance: x.Distance, Days: []Day{}}
		if j, ok := m.venue[x.Venue]; ok {
			v.Name = p.Candidates[j].Name
		}
		for _, c := range plan.Camps {
			if c.Venue == x.Venue {
				v.Days = append(v.Days, c.Day)
			}
		}
		w.ServedBy = append(w.ServedBy, v)
	}
	if x := t.unserved[i]; x != nil {
		w.Reason, w.Text = x.Reason, x.Text
		w.Relaxation = m.boardOf(plan).relaxation(i, x)
	} else {
		w.Text = fmt.Sprintf("All %d expected visitors of %s are served.", d.Visitors, d.Place)
	}
	return w, nil
}

// relaxation finds the smallest change that serves visitors of cell i who are left out for the reason
// given. A camp-day more within reach can always take them: nobody else need move.
func (b *board) relaxation(i int, x *Unserved) *Relaxation {
	p := b.m.p
	if x.Reason == ReasonNoVenue {
		n := min(x.Visitors, p.Drive.CapPerCampDay)
		return &Relaxation{
			Change: "mobile_halt", Visitors: n,
			Text: fmt.Sprintf("A mobile halt at %s would serve %d of its %d visitors.", p.Demand[i].Place, n, x.Visitors),
		}
	}
	j, ok := b.m.venue[x.Venue]
	if !ok {
		return nil
	}
	v := p.Candidates[j]
	r := &Relaxation{Venue: v.ID, Visitors: min(x.Visitors, v.Cap)}
	serve := fmt.Sprintf("would serve %d of the %d visitors left out", r.Visitors, x.Visitors)
	g := b.m.siteGroup[j]
	block := p.Blocks[b.m.groupBlock[g]].Name
	pick := func(ok func(day int) bool) string {
		for day := range p.Days {
			if ok(day) {
				r.Day = p.Days[day]
				return "on " + r.Day.String()
			}
		}
		return "on a day added to the drive"
	}
	open := func(day int) bool { return b.m.cal.open[j].has(day) }
	switch x.Reason {
	case ReasonBudget, ReasonNotListed:
		r.Change = "camp_day"
		if day := b.freeDay(j); day >= 0 {
			r.Day = p.Days[day]
		}
		r.Text = fmt.Sprintf("One more camp-day, at %s on %s, %s.", v.Name, r.Day, serve)
	case ReasonTeams:
		r.Change = "team"
		on := pick(func(day int) bool { return open(day) && !b.group[g].has(day) })
		r.Text = fmt.Sprintf("One more team of %s, for a camp at %s %s, %s.", block, v.Name, on, serve)
	case ReasonGroupDays:
		r.Change = "second_camp"
		on := pick(func(day int) bool { return open(day) && b.group[g].has(day) && !b.heldOn(j, day) })
		r.Text = fmt.Sprintf("A second camp of %s, at %s %s, %s.", p.Groups[g].Name, v.Name, on, serve)
	default:
		r.Change = "open_day"
		on := pick(func(day int) bool {
			return !open(day) && !b.group[g].has(day) && b.freeTeam(b.m.groupBlock[g], day) >= 0
		})
		r.Text = fmt.Sprintf("%s opened for a camp %s %s.", v.Name, on, serve)
	}
	return r
}

func (b *board) heldOn(j int32, day int) bool {
	for _, s := range b.slots {
		if s.site == j && s.day == day {
			return true
		}
	}
	return false
}
