package planning

import "math/bits"

// dayset is a set of days, by index into Problem.Days.
type dayset []uint64

func newDayset(n int) dayset { return make(dayset, (n+63)/64) }

func (s dayset) has(i int) bool { return s[i/64]>>(i%64)&1 == 1 }
func (s dayset) add(i int)      { s[i/64] |= 1 << (i % 64) }
func (s dayset) remove(i int)   { s[i/64] &^= 1 << (i % 64) }

func (s dayset) count() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// calendar knows which days each candidate is open.
type calendar struct {
	index map[Day]int // of the days of the drive
	open  []dayset    // of each candidate

	banned map[int32]dayset // the candidates that are banned, with the days they would be open
}

type closureScope struct {
	area  AreaID
	venue VenueID
}

// newCalendar works out the open days of every candidate. O(candidates x closures of their own areas).
func newCalendar(p *Problem, siteGroup []int32) *calendar {
	c := &calendar{index: make(map[Day]int, len(p.Days)), open: make([]dayset, len(p.Candidates))}
	for i, d := range p.Days {
		c.index[d] = i
	}
	phaseOf := p.phaseDays()
	byScope := map[closureScope][]Closure{}
	for _, x := range p.Closures {
		byScope[closureScope{x.Area, x.Venue}] = append(byScope[closureScope{x.Area, x.Venue}], x)
	}
	for j, v := range p.Candidates {
		open := newDayset(len(p.Days))
		for i, d := range p.Days {
			if (v.From == 0 || d >= v.From) && (v.To == 0 || d <= v.To) {
				open.add(i)
			}
		}
		g := p.Groups[siteGroup[j]]
		for k, area := range [5]AreaID{"", AreaID(p.Area), g.Block, AreaID(g.ID), g.Of} {
			if k > 0 && area == "" {
				continue
			}
			for _, venue := range [2]VenueID{"", v.ID} {
				for _, x := range byScope[closureScope{area, venue}] {
					if i, ok := c.index[x.Day]; ok && (x.VenueKind == "" || x.VenueKind == v.Kind) {
						open.remove(i)
					}
				}
			}
		}
		for i, f := range phaseOf {
			if f < 0 {
				open.remove(i)
			}
		}
		c.open[j] = open
	}
	c.announce(p)
	c.ban(p)
	return c
}

// ban closes the venues that are banned.
func (c *calendar) ban(p *Problem) {
	if len(p.Bans) == 0 {
		return
	}
	c.banned = map[int32]dayset{}
	banned := make(map[VenueID]bool, len(p.Bans))
	for _, x := range p.Bans {
		banned[x.Venue] = true
	}
	for j, v := range p.Candidates {
		if banned[v.ID] {
			c.banned[int32(j)], c.open[j] = c.open[j], newDayset(len(p.Days))
		}
	}
}

// announce closes the days up to AnnouncedUntil to all but the pins that stand on them.
func (c *calendar) announce(p *Problem) {
	if p.AnnouncedUntil == 0 {
		return
	}
	type stand struct {
		venue VenueID
		day   Day
	}
	told := map[stand]bool{}
	for _, pin := range p.Pins {
		told[stand{pin.Venue, pin.Day}] = true
	}
	for j, v := range p.Candidates {
		for i, day := range p.Days {
			if day <= p.AnnouncedUntil && !told[stand{v.ID, day}] {
				c.open[j].remove(i)
			}
		}
	}
}
