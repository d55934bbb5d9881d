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
