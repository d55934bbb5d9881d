package roster

import (
	"cmp"
	"slices"
)

// teamPins places the camps pinned to a team.
type teamPins struct {
	in    *Instance
	t     *table
	taken map[[3]int32]bool // block, team, day
	day   []int32
	nodes int
}

// placeTeamPins sets the camps pinned to a team before all others: first those pinned to a day too, then
// the others by a search that goes back at most 100,000 times; what it cannot place then stays unplaced.
func placeTeamPins(in *Instance, t *table, s *Solution) {
	p := &teamPins{in: in, t: t, taken: map[[3]int32]bool{}, day: s.Day, nodes: 100000}
	var loose []int32
	for i, c := range in.Camps {
		if c.Team >= 0 && c.Day < 0 {
			loose = append(loose, int32(i))
		} else if c.Team >= 0 {
			p.put(int32(i), c.Day, true)
		}
	}
	options := make([]int, len(in.Camps))
	for _, i := range loose {
		for d := range in.Days {
			if p.fits(i, int32(d)) {
				options[i]++
			}
		}
	}
	slices.SortStableFunc(loose, func(a, b int32) int { return cmp.Compare(options[a], options[b]) })
	if !p.search(loose) {
		for _, i := range loose {
			for d := int32(0); d < int32(in.Days) && p.day[i] < 0; d++ {
				p.put(i, d, true)
			}
		}
	}
	for i, c := range in.Camps {
		if c.Team < 0 {
			continue
		}
		if s.Day[i] >= 0 {
			s.Team[i] = c.Team
			continue
		}
		s.Why[i] = p.why(int32(i))
		days := make([]int32, 0, in.Days)
		for d := range int32(in.Days) {
			if c.Open.Has(int(d)) && (c.Day < 0 || c.Day == d) {
				days = append(days, d)
			}
		}
		s.Shortages = append(s.Shortages, Shortage{Reason: s.Why[i], Block: c.Block, Camps: []int32{int32(i)}, Days: days})
	}
}

func (p *teamPins) fits(i, d int32) bool {
	c := &p.in.Camps[i]
	return c.Open.Has(int(d)) && (c.Day < 0 || c.Day == d) && !p.in.Blocks[c.Block].Teams[c.Team].Off.Has(int(d)) &&
		!p.taken[[3]int32{c.Block, c.Team, d}] && p.t.slot[int(c.Group)*p.t.days+int(d)] == -1
}

// put sets camp i on day d, where it fits, or takes it off again.
func (p *teamPins) put(i, d int32, on bool) bool {
	if on && !p.fits(i, d) {
		return false
	}
	c := &p.in.Camps[i]
	slot, n := int32(-2), int64(1)
	p.day[i] = d
	if !on {
		slot, n, p.day[i] = -1, -1, -1
	}
	p.taken[[3]int32{c.Block, c.Team, d}] = on
	p.t.slot[int(c.Group)*p.t.days+int(d)] = slot
	p.t.count[int(c.Block)*p.t.days+int(d)] += n
	p.t.total[d] += n
	return true
}

// search places all of the camps or none.
func (p *teamPins) search(camps []int32) bool {
	if len(camps) == 0 {
		return true
	}
	for d := range int32(p.in.Days) {
		if p.nodes--; p.nodes < 0 {
			return false
		}
		if p.put(camps[0], d, true) {
			if p.search(camps[1:]) {
				return true
			}
			p.put(camps[0], d, false)
		}
	}
	return false
}

func (p *teamPins) why(i int32) Reason {
	c := &p.in.Camps[i]
	why := VenueClosed
	for d := range int32(p.in.Days) {
		if !c.Open.Has(int(d)) || c.Day >= 0 && c.Day != d {
			continue
		}
		if p.in.Blocks[c.Block].Teams[c.Team].Off.Has(int(d)) || p.taken[[3]int32{c.Block, c.Team, d}] {
			why = TeamTaken
		} else if why == VenueClosed {
			why = GroupDays
		}
	}
	return why
}

// assignTeams gives every placed camp a team that is there and has no other camp that day: the one with
// the fewest camps so far.
func assignTeams(in *Instance, s *Solution) {
	byDay := make([][]int32, len(in.Blocks)*in.Days)
	busy := make([][]int32, len(in.Blocks)) // last day each team was taken on, +1
	load := make([][]int64, len(in.Blocks))
	for b, block := range in.Blocks {
		busy[b] = make([]int32, len(block.Teams))
		load[b] = make([]int64, len(block.Teams))
	}
	for i, c := range in.Camps {
		if s.Day[i] >= 0 {
			k := int(c.Block)*in.Days + int(s.Day[i])
			byDay[k] = append(byDay[k], int32(i))
		}
	}
	for k, camps := range byDay {
		b, d := k/max(in.Days, 1), k%max(in.Days, 1)
		for _, i := range camps {
			if team := s.Team[i]; team >= 0 {
				busy[b][team] = int32(d) + 1
				load[b][team]++
			}
		}
		for _, i := range camps {
			if s.Team[i] >= 0 {
				continue
			}
			for team := range in.Blocks[b].Teams {
				if in.Blocks[b].Teams[team].Off.Has(d) || busy[b][team] == int32(d)+1 {
					continue
				}
				if now := s.Team[i]; now < 0 || load[b][team] < load[b][now] {
					s.Team[i] = int32(team)
				}
			}
			busy[b][s.Team[i]] = int32(d) + 1
			load[b][s.Team[i]]++
		}
	}
}

// spreads measures how even the calendar is.
func spreads(in *Instance, t *table) (district, block int64) {
	free := make([]bool, len(in.Blocks)*in.Days) // days open to all of a block
	for b := range in.Blocks {
		for d := range in.Days {
			free[b*in.Days+d] = t.cap[b*in.Days+d] == int64(len(in.Blocks[b].Teams))
		}
	}
	for _, c := range in.Camps {
		for d := range in.Days {
			if c.Day < 0 && !c.Open.Has(d) {
				free[int(c.Block)*in.Days+d] = false
			}
		}
	}
	all := make([]bool, in.Days)
	for d := range all {
		all[d] = true
		for b := range in.Blocks {
			all[d] = all[d] && free[b*in.Days+d]
		}
	}
	for b := range in.Blocks {
		block = max(block, spread(t.count[b*in.Days:(b+1)*in.Days], free[b*in.Days:(b+1)*in.Days]))
	}
	return spread(t.total, all), block
}

// spread is the largest minus the smallest count over the days that are counted, 0 when none is.
func spread(count []int64, counted []bool) int64 {
	most, least, seen := int64(0), int64(0), false
	for d, n := range count {
		if counted[d] {
			if !seen {
				most, least, seen = n, n, true
			}
			most, least = max(most, n), min(least, n)
		}
	}
	return most - least
}
