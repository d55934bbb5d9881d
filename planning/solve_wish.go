package planning

import (
	"cmp"
	"slices"

	"doorstep/planning/roster"
)

// wish is a camp that cover wants and that is not pinned.
type wish struct {
	site   int32
	weight int64
	phase  int  // that its group owes it to, anyPhase: none
	owed   bool // its group's minimum needs it
}

// wishes adds the camps that are not pinned to the roster's, those that serve most first. Of each group as many as
// its minimum needs weigh more than all others, and each phase that owes it camps gets one for each.
func (b *board) wishes(in *roster.Instance, left []int32, flow []int64) (list []wish) {
	m := b.m
	for j, n := range left {
		total := int64(0)
		for a := b.in.SiteStart[j]; a < b.in.SiteStart[j+1]; a++ {
			total += flow[a]
		}
		total -= m.p.Candidates[j].Cap * int64(b.in.Sites[j].Fixed)
		for range n {
			w := max(0, min(total, m.p.Candidates[j].Cap))
			list = append(list, wish{site: int32(j), weight: w, phase: anyPhase})
			total -= w
		}
	}
	slices.SortStableFunc(list, func(x, y wish) int { return cmp.Compare(y.weight, x.weight) })
	b.tag(list)
	owed := b.pinsOfGroups()
	for g, x := range m.p.Groups {
		owed[g] = x.Minimum - owed[g]
	}
	for _, w := range list {
		if w.phase >= 0 {
			owed[m.siteGroup[w.site]]--
		}
	}
	for k := range list {
		w := &list[k]
		g := m.siteGroup[w.site]
		c := roster.Camp{Group: g, Block: m.groupBlock[g], Open: b.openTo(w, m.cal.open[w.site]), Day: -1, Team: -1, Weight: w.weight}
		c.Cost = m.riskCost(g, w.weight)
		if w.owed = w.phase >= 0; !w.owed && owed[g] > 0 {
			owed[g]--
			w.owed = true
		}
		if w.owed {
			c.Weight += mustHold
		}
		in.Camps = append(in.Camps, c)
	}
	return list
}

// openTo gives the days of a set that a wish may have: those of its phase on which no stray pin of its group stands.
func (b *board) openTo(w *wish, days dayset) roster.Set {
	open := slices.Clone(days)
	for i, taken := range b.group[b.m.siteGroup[w.site]] {
		open[i] &^= taken
	}
	for d := range b.m.p.Days {
		if w.phase >= 0 && b.m.phaseOf[d] != w.phase {
			open.remove(d)
		}
	}
	return roster.Set(open)
}

// tag gives each camp that a phase owes a group to a wish of the group whose site is open in the phase, by
// augmenting paths; where too few are, the lightest wishes left go to the best site that is.
func (b *board) tag(list []wish) {
	if len(b.m.p.Drive.Phases) == 0 {
		return
	}
	need := b.phaseNeeds()
	ofGroup := make([][]int, len(b.m.p.Groups))
	for k, w := range list {
		g := b.m.siteGroup[w.site]
		ofGroup[g] = append(ofGroup[g], k)
	}
	for g, mine := range ofGroup {
		t := tagger{b: b, list: list, mine: mine, of: make([]int, len(mine))}
		for k := range t.of {
			t.of[k] = anyPhase
		}
		for f, n := range need[g] {
			for range n {
				t.seen = make([]bool, len(mine))
				if !t.take(f) {
					t.resite(int32(g), f)
				}
			}
		}
		for k, f := range t.of {
			list[mine[k]].phase = f
		}
	}
}

// phaseNeeds counts the camps that each phase owes each group beyond its pins with a day.
func (b *board) phaseNeeds() [][]int64 {
	m := b.m
	need := make([][]int64, len(m.p.Groups))
	for g := range need {
		need[g] = slices.Clone(b.dues[g].owed)
		for f, n := range b.dues[g].held { // stray pins
			need[g][f] -= n
		}
	}
	stray := m.strays()
	for k, pin := range m.p.Pins {
		if day, ok := m.cal.index[pin.Day]; ok && pin.Day != 0 && !stray[k] && m.phaseOf[day] >= 0 {
			need[m.siteGroup[m.venue[pin.Venue]]][m.phaseOf[day]]--
		}
	}
	return need
}

// tagger matches the wishes of one group with the phases that owe it camps.
type tagger struct {
	b    *board
	list []wish
	mine []int
	of   []int // phase of each of mine
	seen []bool
}

// take finds a wish for one more camp of a phase, moving others to other phases where that makes room.
func (t *tagger) take(phase int) bool {
	for k, i := range t.mine {
		if t.seen[k] || !t.b.opensIn(t.list[i].site, phase) {
			continue
		}
		t.seen[k] = true
		if t.of[k] == anyPhase || t.of[k] != phase && t.take(t.of[k]) {
			t.of[k] = phase
			return true
		}
	}
	return false
}

// resite moves the lightest wish that no phase has to the site of the group that could serve most in the phase.
func (t *tagger) resite(g int32, phase int) {
	k := len(t.of) - 1
	for k >= 0 && t.of[k] != anyPhase {
		k--
	}
	if k < 0 {
		return
	}
	if j := t.b.bestSite(g, func(j int32) bool { return t.b.opensIn(j, phase) }); j >= 0 {
		t.list[t.mine[k]].site, t.of[k] = j, phase
	}
}

func (b *board) opensIn(j int32, phase int) bool {
	for d, f := range b.m.phaseOf {
		if f == phase && b.m.cal.open[j].has(d) {
			return true
		}
	}
	return false
}

// bestSite gives the site of a group that has most visitors within reach, up to its cap, of those that ok accepts; -1
// where there is none.
func (b *board) bestSite(g int32, ok func(j int32) bool) int32 {
	best, most := int32(-1), int64(-1)
	for j := range b.m.p.Candidates {
		if b.m.siteGroup[j] != g || !ok(int32(j)) {
			continue
		}
		n := int64(0)
		for _, l := range b.m.sites[j] {
			n += b.in.Demand[l.cell]
		}
		if n = min(n, b.in.Sites[j].Cap); n > most {
			best, most = int32(j), n
		}
	}
	return best
}

// widen lets the camps that minima need be held at any site of their group, in the blocks where some found no day;
// it says whether there are any. Which days groups and teams leave room for is then a flow of groups alone, so
// that camps that still find none are missing in every calendar.
func (b *board) widen(in *roster.Instance, list []wish, answer *roster.Solution) bool {
	first := len(in.Camps) - len(list)
	short := make([]bool, len(in.Blocks))
	some := false
	for k, w := range list {
		if w.owed && answer.Day[first+k] < 0 {
			short[in.Camps[first+k].Block], some = true, true
		}
	}
	if !some {
		return false
	}
	days := b.m.groupDays()
	for k := range list {
		if c := &in.Camps[first+k]; list[k].owed && short[c.Block] {
			c.Open = b.openTo(&list[k], days[c.Group])
		}
	}
	return true
}

// siteOn is the site of a wish on its day: its own, or where that is closed the best of its group.
func (b *board) siteOn(w wish, day int) int32 {
	if b.m.cal.open[w.site].has(day) {
		return w.site
	}
	return b.bestSite(b.m.siteGroup[w.site], func(j int32) bool { return b.m.cal.open[j].has(day) })
}
