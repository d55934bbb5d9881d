package planning

import "doorstep/planning/cover"

// instance turns the model into the cover solver's plain integers. Its limits are those of
// docs/solvers/plan.md: a candidate holds at most the days it is open, a group the days on which some
// candidate of it is open, a block its teams' days on which some candidate of it is open, the district its
// budget.
func (m *model) instance() *cover.Instance {
	p := m.p
	in := &cover.Instance{
		Demand: make([]int64, len(p.Demand)), Sites: make([]cover.Site, len(p.Candidates)), SiteStart: make([]int32, 1, len(p.Candidates)+1),
		Groups: make([]cover.Group, len(p.Groups)), Blocks: make([]cover.Block, len(p.Blocks)), Budget: p.CampDays,
	}
	for i, d := range p.Demand {
		in.Demand[i] = d.Visitors
	}
	for j, v := range p.Candidates {
		in.Sites[j] = cover.Site{Group: m.siteGroup[j], Cap: v.Cap, Max: int32(m.cal.open[j].count())}
		for _, l := range m.sites[j] {
			in.ArcCell = append(in.ArcCell, l.cell)
			if p.Drive.decays() {
				in.Worth = append(in.Worth, int32(p.Drive.walkWorth(int64(l.metres))))
			}
		}
		in.SiteStart = append(in.SiteStart, int32(len(in.ArcCell)))
	}
	blockDays := make([]dayset, len(p.Blocks))
	for b := range blockDays {
		blockDays[b] = newDayset(len(p.Days))
	}
	for g, days := range m.groupDays() {
		in.Groups[g] = cover.Group{Block: m.groupBlock[g], Min: int32(p.Groups[g].Minimum), Max: int32(days.count())}
		for w, bits := range days {
			blockDays[m.groupBlock[g]][w] |= bits
		}
	}
	for b, teams := range m.blockTeams {
		for _, t := range teams {
			for day := range p.Days {
				if blockDays[b].has(day) && !m.teamOff[t].has(day) {
					in.Blocks[b].Max++
				}
			}
		}
	}
	in.Floors = m.floors()
	return in
}

// raise lifts the limits to what the pins need, by one for each stray pin and to the number of the
// others, and lets the pins be held.
func (m *model) raise(in *cover.Instance) {
	type count struct{ kept, stray int32 }
	groups, blocks, sites := make([]count, len(in.Groups)), make([]count, len(in.Blocks)), make([]count, len(in.Sites))
	stray := m.strays()
	for k, pin := range m.p.Pins {
		j := m.venue[pin.Venue]
		g := m.siteGroup[j]
		for _, c := range []*count{&sites[j], &groups[g], &blocks[m.groupBlock[g]]} {
			if stray[k] {
				c.stray++
			} else {
				c.kept++
			}
		}
	}
	for j, c := range sites {
		in.Sites[j].Max = max(in.Sites[j].Max, c.kept) + c.stray
		in.Sites[j].Fixed = c.kept + c.stray
	}
	for g, c := range groups {
		in.Groups[g].Max = max(in.Groups[g].Max, c.kept) + c.stray
	}
	for b, c := range blocks {
		in.Blocks[b].Max = max(in.Blocks[b].Max, int64(c.kept)) + int64(c.stray)
	}
	in.Budget = max(in.Budget, int64(len(m.p.Pins)))
}

// strays marks the pins that break a rule of days or teams by themselves: on a day that is not of the
// drive or that their venue is closed on, on the day of an earlier pin of the same group, with a team that
// is unknown, of another block, off, or taken by an earlier pin.
func (m *model) strays() []bool {
	type at struct {
		who int32
		day Day
	}
	teams := make(map[TeamID]int32, len(m.p.Teams))
	for t, x := range m.p.Teams {
		teams[x.ID] = int32(t)
	}
	spent := make([][]int64, len(m.shared.perDay))
	for r := range spent {
		spent[r] = make([]int64, len(m.p.Days))
	}
	groupDay, teamDay := map[at]bool{}, map[at]bool{}
	stray := make([]bool, len(m.p.Pins))
	for k, pin := range m.p.Pins {
		j := m.venue[pin.Venue]
		g := m.siteGroup[j]
		day, inDrive := m.cal.index[pin.Day]
		if pin.Day != 0 {
			stray[k] = !inDrive || !m.cal.open[j].has(day) || groupDay[at{g, pin.Day}]
			groupDay[at{g, pin.Day}] = true
			for _, r := range m.needsOf(j) {
				if inDrive {
					spent[r][day]++
					stray[k] = stray[k] || spent[r][day] > m.shared.perDay[r][day]
				}
			}
		}
		if pin.Team == "" {
			continue
		}
		t, known := teams[pin.Team]
		switch {
		case !known || m.p.Teams[t].Block != m.p.Groups[g].Block:
			stray[k] = true
		case pin.Day != 0:
			stray[k] = stray[k] || inDrive && m.teamOff[t].has(day) || teamDay[at{t, pin.Day}]
		}
		if known && pin.Day != 0 {
			teamDay[at{t, pin.Day}] = true
		}
	}
	return stray
}

// pinnedDays counts the pins at each candidate.
func (m *model) pinnedDays() []int32 {
	days := make([]int32, len(m.p.Candidates))
	for _, pin := range m.p.Pins {
		days[m.venue[pin.Venue]]++
	}
	return days
}
