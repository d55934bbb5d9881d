package planning

// phaseDays says of each day which phase it lies in: -1 for none, 0 for all where the drive has no phases.
func (p *Problem) phaseDays() []int {
	at := make([]int, len(p.Days))
	if len(p.Drive.Phases) == 0 {
		return at
	}
	for i, d := range p.Days {
		at[i] = -1
		for f, x := range p.Drive.Phases {
			if d >= x.FirstDay && d <= x.LastDay {
				at[i] = f
			}
		}
	}
	return at
}

// owed gives the camps that each phase owes a group: the phases' minima, or none where the group's own minimum is
// less than they are together, so that it owes no more than that.
func (p *Problem) owed(g int) []int64 {
	sum := int64(0)
	owed := make([]int64, len(p.Drive.Phases))
	for f, x := range p.Drive.Phases {
		owed[f] = x.Minimum
		sum += x.Minimum
	}
	if sum > p.Groups[g].Minimum {
		clear(owed)
	}
	return owed
}

// perGroup is what each group is owed over all phases, 1 where the drive has none.
func (r Rules) perGroup() int64 {
	if len(r.Phases) == 0 {
		return 1
	}
	sum := int64(0)
	for _, x := range r.Phases {
		sum += x.Minimum
	}
	return sum
}

// dues is how many camps a group has, and is owed, in each phase.
type dues struct {
	owed []int64 // of each phase
	held []int64
}

// due counts the camps that group g misses in phase f.
func (b *board) due(g int32, f int) int64 {
	return max(0, b.dues[g].owed[f]-b.dues[g].held[f])
}

// met says whether the group holds its minimum, and in each phase what it is owed there.
func (b *board) met(g int32) bool {
	for f := range b.dues[g].owed {
		if b.due(g, f) > 0 {
			return false
		}
	}
	return b.count[g] >= b.m.p.Groups[g].Minimum
}

// spares says whether the group of a camp does not need it: neither for its minimum nor for the phase it is in.
func (b *board) spares(s slot) bool {
	g := b.m.siteGroup[s.site]
	return b.count[g] > b.m.p.Groups[g].Minimum && b.phaseSpares(s)
}

// phaseSpares says whether the phase that a camp is in does not need it.
func (b *board) phaseSpares(s slot) bool {
	d := &b.dues[b.m.siteGroup[s.site]]
	if len(d.owed) == 0 || s.day < 0 || b.m.phaseOf[s.day] < 0 {
		return true
	}
	f := b.m.phaseOf[s.day]
	return d.held[f] > d.owed[f]
}

// inPhase counts n camps more of a group on a day.
func (b *board) inPhase(g int32, day int, n int64) {
	if d := b.dues[g]; len(d.held) > 0 && b.m.phaseOf[day] >= 0 {
		d.held[b.m.phaseOf[day]] += n
	}
}
