package planning

import "slices"

// repair mends what the calendar left undone: groups below their minimum get a camp wherever one can
// be had, if need be in place of a camp that its own group does not need; then, while camp-days are left,
// camps are added that serve visitors left out. Afterwards every reason given for a cell or group left out
// is true. Usually there is nothing to do.
func (b *board) repair() {
	b.reassign()
	for b.rescueAll() || b.fill() {
		b.reassign()
	}
}

// rescueAll holds camps in groups below their minimum wherever it can and says whether it held any.
func (b *board) rescueAll() (held bool) {
	for g := range b.m.p.Groups {
		for f := range b.dues[g].owed {
			for b.due(int32(g), f) > 0 && b.rescue(int32(g), f) {
				held = true
				b.reassign()
			}
		}
		for b.count[g] < b.m.p.Groups[g].Minimum && b.rescue(int32(g), anyPhase) {
			held = true
			b.reassign()
		}
	}
	return held
}

// full says whether the budget is spent.
func (b *board) full() bool { return int64(len(b.slots)) >= b.m.p.CampDays }

// anyPhase stands for all days.
const anyPhase = -1

// rescue holds one more camp in the group, in the phase, and says whether it could.
func (b *board) rescue(g int32, phase int) bool {
	best, gain := int32(-1), int64(-1)
	for j := range b.m.p.Candidates {
		if b.m.siteGroup[j] != g || b.freeDayIn(int32(j), phase) < 0 {
			continue
		}
		if n := b.gain(int32(j)); n > gain {
			best, gain = int32(j), n
		}
	}
	if best >= 0 {
		if b.full() {
			k := b.spareCamp(func(s slot) bool { return b.spares(s) || phase >= 0 && b.m.siteGroup[s.site] == g && b.phaseSpares(s) })
			if k < 0 {
				return false
			}
			b.take(k)
		}
		b.hold(best, b.freeDayIn(best, phase))
		return true
	}
	for j := range b.m.p.Candidates {
		if b.m.siteGroup[j] != g {
			continue
		}
		for day := range b.m.p.Days {
			if !b.m.cal.open[j].has(day) || b.group[g].has(day) || phase >= 0 && b.m.phaseOf[day] != phase {
				continue
			}
			k := b.spareCamp(func(s slot) bool {
				return b.spares(s) && s.day == day && !b.lacksWithout(int32(j), day, s) && b.m.groupBlock[b.m.siteGroup[s.site]] == b.m.groupBlock[g]
			})
			if k >= 0 {
				b.take(k)
				b.hold(int32(j), day)
				return true
			}
		}
	}
	return false
}

// spareCamp gives the camp that serves fewest of those that ok accepts and are not pinned; -1 where there is none.
func (b *board) spareCamp(ok func(slot) bool) int {
	camps := make([]int64, len(b.in.Sites))
	for _, s := range b.slots {
		camps[s.site]++
	}
	best, least := -1, int64(0)
	for k, s := range b.slots {
		if s.pin >= 0 || s.team < 0 || !ok(s) {
			continue
		}
		served := int64(0)
		for a := b.in.SiteStart[s.site]; a < b.in.SiteStart[s.site+1]; a++ {
			served += b.flow[a]
		}
		if served /= camps[s.site]; best < 0 || served < least {
			best, least = k, served
		}
	}
	return best
}

// freeDay gives the day on which one more camp could be held at a site with a team of its block: that
// with the least risk, then the fewest camps of the block, then of the district, then the first; -1 where there is none.
func (b *board) freeDay(j int32) int { return b.freeDayIn(j, anyPhase) }

// freeDayIn is freeDay among the days of a phase.
func (b *board) freeDayIn(j int32, phase int) int {
	g := b.m.siteGroup[j]
	x := b.m.groupBlock[g]
	best := -1
	for day := range b.m.p.Days {
		if !b.m.cal.open[j].has(day) || b.group[g].has(day) || phase >= 0 && b.m.phaseOf[day] != phase || b.freeTeam(x, day) < 0 || b.lacks(j, day) {
			continue
		}
		if risk := b.m.riskOn(g, day); best >= 0 && risk != b.m.riskOn(g, best) {
			if risk < b.m.riskOn(g, best) {
				best = day
			}
			continue
		}
		if best < 0 || b.block[x][day] < b.block[x][best] || b.block[x][day] == b.block[x][best] && b.days[day] < b.days[best] {
			best = day
		}
	}
	return best
}

// freeTeam gives the team of the block with fewest camps that is free on the day, -1 where none is.
func (b *board) freeTeam(block int32, day int) int32 {
	best := int32(-1)
	for _, t := range b.m.blockTeams[block] {
		if !b.team[t].has(day) && (best < 0 || b.load[t] < b.load[best]) {
			best = t
		}
	}
	return best
}

func (b *board) hold(j int32, day int) {
	b.put(slot{site: j, day: day, team: b.freeTeam(b.m.groupBlock[b.m.siteGroup[j]], day), pin: -1})
}

// gain counts the visitors left out that one more camp at a site could take.
func (b *board) gain(j int32) int64 {
	n := int64(0)
	for _, l := range b.m.sites[j] {
		n += b.rest[l.cell]
	}
	return min(n, b.m.p.Candidates[j].Cap)
}

// fill adds camps, best first, until the budget is spent or no camp would serve anyone left out; it says
// whether it added any.
func (b *board) fill() (added bool) {
	open := make([]int32, 0, len(b.in.Sites))
	for j := range b.in.Sites {
		if b.gain(int32(j)) > 0 {
			open = append(open, int32(j))
		}
	}
	for !b.full() {
		best, gain := -1, int64(0)
		for k, j := range open {
			if n := b.gain(j); n > gain && b.freeDay(j) >= 0 {
				best, gain = k, n
			}
		}
		if best < 0 {
			return added
		}
		j := open[best]
		b.hold(j, b.freeDay(j))
		added = true
		room := b.m.p.Candidates[j].Cap
		for _, l := range b.m.sites[j] {
			n := min(room, b.rest[l.cell])
			b.rest[l.cell] -= n
			room -= n
		}
		open = slices.DeleteFunc(open, func(j int32) bool { return b.gain(j) == 0 })
	}
	return added
}
