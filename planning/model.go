package planning

import (
	"cmp"
	"slices"

	"doorstep/geo"
)

// model is a problem with its ids turned into indices and its reach and calendar worked out: what Solve,
// Explain and Summarise stand on. Check has its own.
type model struct {
	p          *Problem
	group      map[string]int32
	venue      map[VenueID]int32
	siteGroup  []int32   // group of each candidate
	cellGroup  []int32   // group of each demand cell
	groupBlock []int32   // block of each group
	blockTeams [][]int32 // teams of each block, by name
	teamOff    []dayset
	reach      *reach
	wide       *reach // see wider
	cal        *calendar
	risks      [][]int64 // of each group and day, visitors expected to be lost of a thousand; nil: none
	shared     resources
	phaseOf    []int       // phase of each day, -1: none; all 0 where the drive has no phases
	sites      [][]siteLeg // cells within reach of each candidate, by cell
}

// siteLeg is one cell seen from a venue.
type siteLeg struct {
	cell      int32
	metres    int32
	estimated bool
}

func newModel(p *Problem) *model {
	m := newCalendarModel(p)
	m.reach = newReach(p)
	m.sites = make([][]siteLeg, len(p.Candidates))
	for i := range p.Demand {
		for _, l := range m.reach.of(i) {
			m.sites[l.venue] = append(m.sites[l.venue], siteLeg{int32(i), l.metres, l.estimated})
		}
	}
	return m
}

// newCalendarModel is the model without reach: what a question of days and teams needs.
func newCalendarModel(p *Problem) *model {
	m := &model{p: p, group: make(map[string]int32, len(p.Groups)), venue: make(map[VenueID]int32, len(p.Candidates))}
	blocks := make(map[AreaID]int32, len(p.Blocks))
	for b, x := range p.Blocks {
		blocks[x.ID] = int32(b)
	}
	m.groupBlock = make([]int32, len(p.Groups))
	for g, x := range p.Groups {
		m.group[x.ID] = int32(g)
		m.groupBlock[g] = blocks[x.Block]
	}
	m.siteGroup = make([]int32, len(p.Candidates))
	for j, v := range p.Candidates {
		m.venue[v.ID] = int32(j)
		m.siteGroup[j] = m.group[v.Group]
	}
	m.cellGroup = make([]int32, len(p.Demand))
	for i, d := range p.Demand {
		m.cellGroup[i] = m.group[d.Group]
	}
	m.cal = newCalendar(p, m.siteGroup)
	m.phaseOf = p.phaseDays()
	m.risks = p.groupRisks()
	m.shared = p.shared()
	m.teams(blocks)
	return m
}

func (m *model) teams(blocks map[AreaID]int32) {
	m.blockTeams = make([][]int32, len(m.p.Blocks))
	m.teamOff = make([]dayset, len(m.p.Teams))
	for t, x := range m.p.Teams {
		b := blocks[x.Block]
		m.blockTeams[b] = append(m.blockTeams[b], int32(t))
		m.teamOff[t] = newDayset(len(m.p.Days))
		for _, d := range x.DaysOff {
			if i, ok := m.cal.index[d]; ok {
				m.teamOff[t].add(i)
			}
		}
	}
	for _, list := range m.blockTeams {
		slices.SortFunc(list, func(a, b int32) int { // "team 2" before "team 10"
			x, y := m.p.Teams[a], m.p.Teams[b]
			return cmp.Or(cmp.Compare(len(x.Name), len(y.Name)), cmp.Compare(x.Name, y.Name), cmp.Compare(a, b))
		})
	}
}

// groupDays counts the days on which some candidate of each group is open.
func (m *model) groupDays() []dayset {
	days := make([]dayset, len(m.p.Groups))
	for g := range days {
		days[g] = newDayset(len(m.p.Days))
	}
	for j, open := range m.cal.open {
		for w, bits := range open {
			days[m.siteGroup[j]][w] |= bits
		}
	}
	return days
}

// cellAt is the demand of a cell, by binary search.
func (m *model) cellAt(cell geo.Cell) (int, bool) {
	return slices.BinarySearchFunc(m.p.Demand, cell, func(d Demand, c geo.Cell) int {
		return cmp.Compare(d.Cell, c)
	})
}
