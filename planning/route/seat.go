package route

import "slices"

// Placed is a visit or a pick-up of a given answer.
type Placed struct {
	Work   int32
	PickUp bool
	Begin  int32
}

// seat sets the sheets to a given answer, rests left out; nothing is on them before. The times of the visits are where
// works that wait for one another or want two crews are held: strictly, so that all sheets may change, or so that one may
// while the others stay as they are. It does not see whether the sheets keep their hours.
func (s *search) seat(sheets [][]Placed, strict bool) {
	s.shut(s.stand(sheets), strict)
	for k, stops := range sheets {
		s.count(int32(k), -1)
		x := &s.sheets[k]
		for _, c := range stops {
			x.stops = append(x.stops, s.stop(int32(k), c))
		}
		s.retime(int32(k))
		s.count(int32(k), 1)
	}
}

// stand notes where each work stands and gives when it begins. The first sheet of a pair is the one that has the
// material.
func (s *search) stand(sheets [][]Placed) []int32 {
	begins, fetch := make([]int32, s.n), make([]int32, s.n)
	for w := range fetch {
		fetch[w] = -1
	}
	for k, stops := range sheets {
		for _, c := range stops {
			if c.PickUp {
				fetch[c.Work] = int32(k)
			}
		}
	}
	for k, stops := range sheets {
		for _, c := range stops {
			w := c.Work
			switch {
			case c.PickUp:
				continue
			case s.where[w] < 0:
				s.where[w] = int32(k)
			case fetch[w] == int32(k):
				s.where[w], s.second[w] = int32(k), s.where[w]
			default:
				s.second[w] = int32(k)
			}
			begins[w] = c.Begin
		}
	}
	for w := range s.n {
		if s.where[w] >= 0 {
			s.credit(w, -1, -1, -1)
			s.credit(w, s.where[w], s.second[w], 1)
			s.list(w)
		}
	}
	return begins
}

// shut closes the gates at the times at which works begin and, not strictly, end.
func (s *search) shut(begins []int32, strict bool) {
	for w := range s.n {
		if s.where[w] < 0 {
			continue
		}
		if s.second[w] >= 0 {
			s.gates[w] = gate{begins[w], begins[w]}
		}
		day := s.in.Shifts[s.where[w]].Day
		for _, p := range s.ahead[w] {
			if k := s.where[p.Work]; k >= 0 && p.Gap == 0 && s.in.Shifts[k].Day == day && !s.together(w, p.Work) {
				if s.second[w] < 0 {
					s.gates[w].from = max(s.gates[w].from, begins[p.Work]+s.seconds[p.Work])
				}
				if strict {
					s.gates[w].from = begins[w]
				}
				s.gates[p.Work].to = min(s.gates[p.Work].to, begins[w]-s.seconds[p.Work])
			}
		}
	}
}

// stop gives the number of a stop of a given answer.
func (s *search) stop(k int32, c Placed) int32 {
	switch {
	case c.PickUp:
		return s.n + c.Work
	case s.where[c.Work] != k:
		return 2*s.n + c.Work
	}
	return c.Work
}

// resume sets the sheets to what of a given answer the rules still allow: works that may not stand where they stood, that
// wait in vain, or whose partner cannot come, are left out, and then from sheets that do not keep their hours the least
// worthy.
func (s *search) resume(sheets [][]Placed) {
	out := s.misplaced(sheets)
	kept := make([][]Placed, len(s.sheets))
	for k, stops := range sheets {
		for _, c := range stops {
			if !out[c.Work] {
				kept[k] = append(kept[k], c)
			}
		}
	}
	s.seat(kept, true)
	var list []int32
	for k := range s.sheets {
		for len(s.sheets[k].stops) > 0 && !s.fits(&s.sheets[k], &s.in.Shifts[k]) {
			list = s.off(list[:0], s.misfit(int32(k)))
		}
	}
}

// misfit gives a work whose leaving lets a sheet keep its hours, the least worthy; where none does, the least worthy of all.
func (s *search) misfit(k int32) int32 {
	best, least := int32(-1), int32(-1)
	stops := slices.Clone(s.sheets[k].stops)
	for _, c := range stops {
		w := s.work(c)
		if least < 0 || s.lesser(w, least) {
			least = w
		}
		if best >= 0 && !s.lesser(w, best) {
			continue
		}
		x := sheet{stops: slices.DeleteFunc(slices.Clone(stops), func(c int32) bool { return s.work(c) == w })}
		s.time(&x, &s.in.Shifts[k], s.gates)
		if s.fits(&x, &s.in.Shifts[k]) {
			best = w
		}
	}
	if best >= 0 {
		return best
	}
	return least
}

// lesser says whether a work goes before another where one must.
func (s *search) lesser(v, w int32) bool {
	if a, b := s.in.Works[v].Pinned, s.in.Works[w].Pinned; a != b {
		return b
	}
	return s.pull[v] < s.pull[w]
}

// misplaced finds the works of a given answer that may not stand where they do, sheet by sheet, and those that wait for
// one that is not there or comes too late.
func (s *search) misplaced(sheets [][]Placed) []bool {
	out := make([]bool, s.n)
	seen, picks := make([]int, s.n), make([]int, s.n)
	day, begin, aboard := make([]int32, s.n), make([]int32, s.n), make([]bool, s.n)
	for k, stops := range sheets {
		for _, c := range stops {
			w := c.Work
			out[w] = out[w] || !slices.Contains(s.choices(w), int32(k))
			if c.PickUp {
				picks[w]++
				continue
			}
			out[w] = out[w] || seen[w] > 0 && (day[w] != s.in.Shifts[k].Day || begin[w] != c.Begin)
			seen[w]++
			aboard[w] = s.in.Works[w].Aboard == int32(k)+1
			day[w], begin[w] = s.in.Shifts[k].Day, c.Begin
		}
	}
	for w := range s.n {
		x := &s.in.Works[w]
		want, fetch := 1, 0
		if x.Pair {
			want = 2
		}
		if x.PickUp >= 0 && !aboard[w] {
			fetch = 1
		}
		out[w] = out[w] || seen[w] != want || picks[w] != fetch
	}
	for again := true; again; {
		again = false
		for w := range s.n {
			for _, p := range s.ahead[w] {
				late := day[w] < day[p.Work]+p.Gap || day[w] == day[p.Work] && begin[w] < begin[p.Work]+s.seconds[p.Work]
				if !out[w] && (out[p.Work] || late) {
					out[w], again = true, true
				}
			}
		}
	}
	return out
}
