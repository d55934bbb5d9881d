package planning

import (
	"cmp"
	"context"
	"slices"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

// WalkBy gives the problem with the walks of a travel: the same people, venues and rules, with the ways that lead from
// one to the other. nil: straight lines times the drive's detour. Cells stay where they are. It costs what NewProblemBy
// says.
func (p Problem) WalkBy(ctx context.Context, travel *Travel) (Problem, error) {
	p.Candidates, p.Demand, p.Booths = slices.Clone(p.Candidates), slices.Clone(p.Demand), slices.Clone(p.Booths)
	for j := range p.Candidates {
		p.Candidates[j].Walks = nil
	}
	for i := range p.Demand {
		p.Demand[i].Barred = ""
	}
	for i := range p.Booths {
		p.Booths[i].Walks = nil
	}
	travel = travel.atLeast(p.Drive.DetourPermille)
	p.Travel = travel.record()
	if travel != nil {
		if err := p.listWalks(ctx, travel); err != nil {
			return Problem{}, err
		}
	}
	return p, p.Validate()
}

// listWalks lists the walks to every candidate: from all cells whose people may be within the
// threshold of it, and from a cell with no candidate within the threshold to the nearest that a way leads to.
func (p *Problem) listWalks(ctx context.Context, t *Travel) error {
	if !t.listed() {
		return nil
	}
	if err := p.listCells(ctx, t); err != nil {
		return err
	}
	if err := p.listBooths(ctx, t); err != nil {
		return err
	}
	p.Travel.EstimatedPermille = p.estimatedPermille()
	return nil
}

func (p *Problem) listCells(ctx context.Context, t *Travel) error {
	cells := make([]orb.Point, len(p.Demand))
	beyond := int64(0)
	for i, d := range p.Demand {
		cells[i] = d.At
		beyond = max(beyond, d.Radius)
	}
	at, owner := candidatePoints(p)
	legs, err := t.Reach(ctx, at, cells, geo.Meters(p.Drive.Threshold+beyond))
	if err != nil {
		return err
	}
	lists := make([][]CellWalk, len(p.Candidates))
	reached := make([]bool, len(p.Demand))
	for k, list := range legs {
		j := k
		if owner != nil {
			j = int(owner[k])
		}
		for _, l := range list {
			d := &p.Demand[l.To]
			if int64(l.Metres) <= p.Drive.Threshold+d.Radius {
				lists[j] = append(lists[j], CellWalk{d.Cell, int64(l.Metres), l.Estimated})
				reached[l.To] = reached[l.To] || int64(l.Metres) <= p.Drive.Threshold
			}
		}
	}
	if err := p.listFar(ctx, t, at, owner, reached, lists); err != nil {
		return err
	}
	for j, list := range lists {
		slices.SortFunc(list, func(x, y CellWalk) int { return cmp.Or(cmp.Compare(x.Cell, y.Cell), cmp.Compare(x.Metres, y.Metres)) })
		p.Candidates[j].Walks = slices.CompactFunc(list, func(x, y CellWalk) bool { return x.Cell == y.Cell })
	}
	return nil
}

// listFar adds the walk to the nearest candidate from the cells that reach none within the threshold, and names the
// water before those that reach none at all.
func (p *Problem) listFar(ctx context.Context, t *Travel, at []orb.Point, owner []int32, reached []bool, lists [][]CellWalk) error {
	var far []int
	var from []orb.Point
	for i := range p.Demand {
		p.Demand[i].Barred = ""
		if !reached[i] {
			far, from = append(far, i), append(from, p.Demand[i].At)
		}
	}
	if len(far) == 0 || len(at) == 0 {
		return nil
	}
	legs, err := t.Reach(ctx, from, at, geo.Meters(farWalk(&p.Drive)))
	if err != nil {
		return err
	}
	index := geo.NewPointIndex(at)
	for k, i := range far {
		if len(legs[k]) == 0 {
			nearest := at[index.Nearest(from[k], 1)[0].Index]
			if name, water := t.Between(from[k], nearest); water {
				p.Demand[i].Barred = cmp.Or(name, unnamedWater)
			}
			continue
		}
		best := slices.MinFunc(legs[k], func(x, y Leg) int { return cmp.Or(cmp.Compare(x.Metres, y.Metres), cmp.Compare(x.To, y.To)) })
		j := int(best.To)
		if owner != nil {
			j = int(owner[j])
		}
		lists[j] = append(lists[j], CellWalk{p.Demand[i].Cell, int64(best.Metres), best.Estimated})
	}
	return nil
}

// listBooths lists the walks from booths to the candidates of their group.
func (p *Problem) listBooths(ctx context.Context, t *Travel) error {
	from, to := make([]orb.Point, len(p.Booths)), make([]orb.Point, len(p.Candidates))
	for i, x := range p.Booths {
		from[i] = x.At
	}
	for j, v := range p.Candidates {
		to[j] = v.At
	}
	legs, err := t.Reach(ctx, from, to, geo.Meters(farWalk(&p.Drive)))
	if err != nil {
		return err
	}
	for i, list := range legs {
		x := &p.Booths[i]
		x.Walks = nil
		for _, l := range list {
			if v := &p.Candidates[l.To]; v.Group == x.Group {
				x.Walks = append(x.Walks, BoothWalk{v.ID, int64(l.Metres), l.Estimated})
			}
		}
		slices.SortFunc(x.Walks, func(a, c BoothWalk) int { return cmp.Compare(a.Venue, c.Venue) })
	}
	return nil
}

// trimWalks leaves out the walks from cells and to candidates that the problem no longer has.
func (p *Problem) trimWalks() {
	if !p.listed() {
		return
	}
	cells, venues := map[geo.Cell]bool{}, map[VenueID]bool{}
	for _, d := range p.Demand {
		cells[d.Cell] = true
	}
	p.Candidates, p.Booths = slices.Clone(p.Candidates), slices.Clone(p.Booths)
	for j := range p.Candidates {
		v := &p.Candidates[j]
		venues[v.ID] = true
		v.Walks = slices.DeleteFunc(slices.Clone(v.Walks), func(w CellWalk) bool { return !cells[w.Cell] })
	}
	for i := range p.Booths {
		x := &p.Booths[i]
		x.Walks = slices.DeleteFunc(slices.Clone(x.Walks), func(w BoothWalk) bool { return !venues[w.Venue] })
	}
	record := *p.Travel
	record.EstimatedPermille = p.estimatedPermille()
	p.Travel = &record
}

// estimatedPermille is the share of the listed walks that are estimated, rounded down; 1000 where none is listed.
func (p *Problem) estimatedPermille() int64 {
	all, estimated := int64(0), int64(0)
	count := func(e bool) {
		all++
		if e {
			estimated++
		}
	}
	for _, v := range p.Candidates {
		for _, w := range v.Walks {
			count(w.Estimated)
		}
	}
	for _, x := range p.Booths {
		for _, w := range x.Walks {
			count(w.Estimated)
		}
	}
	if all == 0 {
		return 1000
	}
	return estimated * 1000 / all
}
