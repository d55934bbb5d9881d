package route

// sheet is what one shift does, in order, with the two times at every stop that make an insertion a matter of a few
// sums: how early it can be left and how late begun, each with the break behind the crew or before it.
type sheet struct {
	stops []int32
	// before[i] and after[i]: when stop i-1 (0: the start) can be left, the break to come and behind; never: it cannot.
	before, after []int32
	// late0[i] and late1[i]: the latest arrival at stop i (the last: the end) that the rest can follow, the break to
	// come and behind; below 0: none.
	late0, late1 []int32
	travel       int32
	seconds      int32 // of stops
	end          int32 // when the crew is back, at the earliest
	stamp        uint32
}

func (x *sheet) copyTo(y *sheet) {
	y.stops = append(y.stops[:0], x.stops...)
	y.before, y.after = append(y.before[:0], x.before...), append(y.after[:0], x.after...)
	y.late0, y.late1 = append(y.late0[:0], x.late0...), append(y.late1[:0], x.late1...)
	y.travel, y.seconds, y.end, y.stamp = x.travel, x.seconds, x.end, x.stamp
}

// room makes the times as long as the stops need.
func (x *sheet) room() {
	k := len(x.stops) + 1
	for len(x.before) < k {
		x.before, x.after = append(x.before, 0), append(x.after, 0)
		x.late0, x.late1 = append(x.late0, 0), append(x.late1, 0)
	}
	x.before, x.after, x.late0, x.late1 = x.before[:k], x.after[:k], x.late0[:k], x.late1[:k]
}

// overtime is what a sheet that ends then has.
func (s *Shift) overtime(end int32) int32 { return max(0, end-s.To) }

// time computes the times of a sheet from its stops.
func (m *model) time(x *sheet, s *Shift, gates []gate) {
	x.room()
	t, p := m.travel[s.Travel], m.in.Places
	at := s.Start
	b, a := s.outset()
	x.before[0], x.after[0] = b, a
	x.travel, x.seconds = 0, 0
	for i, c := range x.stops {
		d := t[at*p+m.place[c]]
		x.travel += d
		x.seconds += m.seconds[c]
		a = m.earliest(c, s.Day, min(a+d, s.Break.across(b, d)), gates)
		b = m.earliest(c, s.Day, b+d, gates)
		a, b = min(a+m.seconds[c], never), min(b+m.seconds[c], never)
		x.before[i+1], x.after[i+1] = b, a
		at = m.exit[c]
	}
	x.end = s.From
	k := len(x.stops)
	l0, l1 := s.homecoming()
	x.late0[k], x.late1[k] = l0, l1
	if k > 0 || s.Begun {
		d := t[at*p+s.End]
		x.travel += d
		x.end = s.ends(b, a, d, l0)
	}
	next := s.End
	for i := k - 1; i >= 0; i-- {
		c := x.stops[i]
		d := t[m.exit[c]*p+next]
		l0 = max(l0-d, s.Break.back(l1, d))
		l1 -= d
		l0 = m.latest(c, s.Day, l0-m.seconds[c], gates)
		l1 = m.latest(c, s.Day, l1-m.seconds[c], gates)
		x.late0[i], x.late1[i] = max(l0, -1), max(l1, -1)
		next = m.place[c]
	}
}

// ends gives when the crew is back from its last stop, d away: without its break behind it only by limit.
func (s *Shift) ends(before, after, d, limit int32) int32 {
	end := min(after+d, s.Break.across(before, d))
	if before+d <= limit {
		end = min(end, before+d)
	}
	return end
}

// fits says whether a timed sheet keeps all rules.
func (m *model) fits(x *sheet, s *Shift) bool {
	if len(x.stops) == 0 && !s.Begun {
		return true
	}
	next := s.End
	if len(x.stops) > 0 {
		next = m.place[x.stops[0]]
	}
	d := m.travel[s.Travel][s.Start*m.in.Places+next]
	return x.before[0]+d <= x.late0[0] || min(x.after[0]+d, s.Break.across(x.before[0], d)) <= x.late1[0]
}

// finish gives when a sheet ends whose stop i is reached at the given times.
func (m *model) finish(x *sheet, s *Shift, i int, b, a int32, at int32, gates []gate) int32 {
	t, p := m.travel[s.Travel], m.in.Places
	for k := i; k < len(x.stops); k++ {
		c := x.stops[k]
		d := t[at*p+m.place[c]]
		a = m.earliest(c, s.Day, min(a+d, s.Break.across(b, d)), gates)
		b = m.earliest(c, s.Day, b+d, gates)
		a, b = min(a+m.seconds[c], never), min(b+m.seconds[c], never)
		if a == x.after[k+1] && b == x.before[k+1] {
			return x.end
		}
		at = m.exit[c]
	}
	limit, _ := s.homecoming()
	return s.ends(b, a, t[at*p+s.End], limit)
}

// begins gives the earliest and latest second at which the stop at index i of a sheet can begin while all others are
// still kept.
func (m *model) begins(x *sheet, i int) (first, last int32) {
	c := x.stops[i]
	first, last = never, -1
	if b := x.before[i+1] - m.seconds[c]; x.before[i+1] < never && b <= x.late0[i] {
		first, last = b, x.late0[i]
	}
	if b := x.after[i+1] - m.seconds[c]; x.after[i+1] < never && b <= x.late1[i] {
		first, last = min(first, b), max(last, x.late1[i])
	}
	return first, last
}
