package planning

import "doorstep/planning/cover"

// A cell stands at one point, its people live around it: each within the cell's radius, on foot. As no way is
// shorter than the walk, people whose cell is a metres from a venue are between a - radius and a + radius from it:
// within the threshold for sure where a + radius is, perhaps where a - radius is.

// hasRadius says whether some cell's people live away from where it stands.
func (p *Problem) hasRadius() bool {
	for _, d := range p.Demand {
		if d.Radius > 0 {
			return true
		}
	}
	return false
}

// wider gives the candidates within the threshold and the radius of each cell; nil where no cell has a radius.
func (m *model) wider() *reach {
	if m.wide == nil && m.p.hasRadius() {
		m.wide = m.reach.further(m.p, func(d Demand) int64 { return d.Radius })
	}
	return m.wide
}

// surely says whether all people of a cell have a candidate that ok accepts within the threshold, and perhaps
// whether some may.
func (m *model) surely(i int, ok func(venue int32) bool) (sure, perhaps bool) {
	d := &m.p.Demand[i]
	for _, l := range m.wide.of(i) {
		if ok(l.venue) {
			perhaps = true
			sure = sure || int64(l.metres)+d.Radius <= m.p.Drive.Threshold
		}
	}
	return sure, perhaps
}

// radiusScore counts the people within reach for sure and perhaps, and the visitors sent where they can surely walk.
func (b *board) radiusScore(s *Score) {
	if b.m.wider() == nil {
		return
	}
	for i, d := range b.m.p.Demand {
		sure, perhaps := b.m.surely(i, func(venue int32) bool { return b.used[venue] })
		if sure {
			s.PeopleSure += d.People
		}
		if perhaps {
			s.PeoplePossible += d.People
		}
	}
	for j := range b.in.Sites {
		for k, a := 0, b.in.SiteStart[j]; a < b.in.SiteStart[j+1]; k, a = k+1, a+1 {
			l := b.m.sites[j][k]
			if int64(l.metres)+b.m.p.Demand[l.cell].Radius <= b.m.p.Drive.Threshold {
				s.VisitorsSure += b.flow[a]
			}
		}
	}
}

// boundForPeople evaluates the bound with every cell's reach wider, and every walk's worth that of one shorter, by its radius. Any plan for people where they
// live is one for the cells so reached, so that none serves more.
func (b *board) boundForPeople(in *cover.Instance, proof cover.Certificate) int64 {
	wide := b.m.wider()
	if wide == nil {
		return 0
	}
	cells, worths := make([][]int32, len(in.Sites)), make([][]int32, len(in.Sites))
	for i := range b.m.p.Demand {
		for _, l := range wide.of(i) {
			cells[l.venue] = append(cells[l.venue], int32(i))
			worths[l.venue] = append(worths[l.venue], int32(b.m.p.Drive.walkWorth(int64(l.metres)-b.m.p.Demand[i].Radius)))
		}
	}
	people := *in
	people.SiteStart, people.ArcCell, people.Worth = make([]int32, 1, len(in.Sites)+1), nil, nil
	for j, list := range cells {
		people.ArcCell = append(people.ArcCell, list...)
		if in.Worth != nil {
			people.Worth = append(people.Worth, worths[j]...)
		}
		people.SiteStart = append(people.SiteStart, int32(len(people.ArcCell)))
	}
	return proof.Bound(&people, nil)
}
