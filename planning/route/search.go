package route

import "slices"

// search is one answer in the making: which work stands where, with what can be taken back since the last mark.
type search struct {
	*model
	r      random
	sheets []sheet
	where  []int32 // sheet of each work, -1: not done
	second []int32 // sheet of its second crew, -1: none
	gates  []gate
	absent []int32
	place0 []int32 // index of each work in absent, -1
	busy   []int64 // seconds of each crew
	score  Score
	price  prices
	cells  []cell // of each work and shift
	clock  uint32
	low    int     // first index at which an insertion is tried
	high   int     // and the last
	must   int32   // one sheet of a pair, -1: any
	freely bool    // overtime costs nothing
	days   []int64 // price of the work at hand on each day
	sum    []int64 // scratch of unfair

	round   uint32   // since the last mark
	sheetAt []uint32 // round in which a sheet was last saved
	workAt  []uint32
	saved   []savedSheet
	works   []savedWork
	before  Score
	least   []sheetDelta // scratch of pairs
}

type savedSheet struct {
	k int32
	sheet
}

type savedWork struct {
	w, where, second int32
	gate             gate
}

// cell keeps the cheapest insertion of a work into a sheet of that stamp.
type cell struct {
	stamp    uint32
	cost     int32
	at, pick int16
}

const noWay = int32(1) << 29 // cost of what cannot be

// spot is where a work would stand: before the stop at index At of Sheet, its pick-up before that at Pick. Of a pair,
// also the second sheet, and when both begin.
type spot struct {
	price       int64
	cost        int32
	sheet       int32
	at, pick    int32
	sheet2, at2 int32
	begin       int32
}

func newSearch(m *model, seed uint64) *search {
	n, k := int(m.n), len(m.in.Shifts)
	s := &search{
		model: m, r: random{seed}, sheets: make([]sheet, k), where: make([]int32, n), second: make([]int32, n),
		gates: make([]gate, n), place0: make([]int32, n), busy: make([]int64, len(m.in.Crews)),
		cells: make([]cell, n*k), days: make([]int64, m.in.Days+1), sum: make([]int64, 2*m.groups),
		sheetAt: make([]uint32, k), workAt: make([]uint32, n), high: anywhere, must: -1,
	}
	s.clear()
	return s
}

// clear takes every work off.
func (s *search) clear() {
	s.score, s.absent = Score{}, s.absent[:0]
	clear(s.busy)
	for w := range s.n {
		s.where[w], s.second[w], s.gates[w] = -1, -1, ajar
		s.place0[w] = int32(len(s.absent))
		s.absent = append(s.absent, w)
		s.credit(w, -1, -1, 1)
	}
	for k := range s.sheets {
		x := &s.sheets[k]
		x.stops = x.stops[:0]
		s.time(x, &s.in.Shifts[k], s.gates)
		s.clock++
		x.stamp = s.clock
		s.count(int32(k), 1)
	}
	s.mark()
}

// mark forgets what could be taken back: from here on changes are kept for undo.
func (s *search) mark() {
	s.round++
	s.saved, s.works = s.saved[:0], s.works[:0]
	s.before = s.score
}

// undo takes back everything since the mark.
func (s *search) undo() {
	for i := range s.saved {
		old := &s.saved[i]
		s.count(old.k, -1)
		old.copyTo(&s.sheets[old.k])
		s.count(old.k, 1)
	}
	for _, old := range s.works {
		s.where[old.w], s.second[old.w], s.gates[old.w] = old.where, old.second, old.gate
		s.list(old.w)
	}
	s.score = s.before
}

// list keeps absent true to where a work stands.
func (s *search) list(w int32) {
	i := s.place0[w]
	switch out := s.where[w] < 0; {
	case out && i < 0:
		s.place0[w] = int32(len(s.absent))
		s.absent = append(s.absent, w)
	case !out && i >= 0:
		last := s.absent[len(s.absent)-1]
		s.absent[i], s.place0[last] = last, i
		s.absent = s.absent[:len(s.absent)-1]
		s.place0[w] = -1
	}
}

func (s *search) touchSheet(k int32) {
	if s.sheetAt[k] == s.round {
		return
	}
	s.sheetAt[k] = s.round
	if len(s.saved) < cap(s.saved) {
		s.saved = s.saved[:len(s.saved)+1]
	} else {
		s.saved = append(s.saved, savedSheet{})
	}
	save := &s.saved[len(s.saved)-1]
	save.k = k
	s.sheets[k].copyTo(&save.sheet)
}

func (s *search) touchWork(w int32) {
	if s.workAt[w] == s.round {
		return
	}
	s.workAt[w] = s.round
	s.works = append(s.works, savedWork{w, s.where[w], s.second[w], s.gates[w]})
}

// count adds what a sheet is to the score and its crew's hours, or takes it off.
func (s *search) count(k int32, sign int64) {
	x, sh := &s.sheets[k], &s.in.Shifts[k]
	if len(x.stops) == 0 && !sh.Begun {
		return
	}
	s.score[CrewDays] += sign
	s.score[Overtime] += sign * int64(sh.overtime(x.end))
	s.score[Cost] += sign * int64(x.travel)
	s.busy[sh.Crew] += sign * int64(x.travel+x.seconds)
}

// retime computes a touched sheet anew after its stops or gates changed.
func (s *search) retime(k int32) {
	s.time(&s.sheets[k], &s.in.Shifts[k], s.gates)
	s.clock++
	s.sheets[k].stamp = s.clock
}

// credit adds what a work at a place is to the score, or takes it off; sheet -1: it is not done.
func (s *search) credit(w, k, k2 int32, sign int64) {
	x := &s.in.Works[w]
	if k < 0 {
		s.score[Lost] += sign * x.Worth
		s.score[Undone] += sign * x.Worth
		if x.Pinned {
			s.score[Unpinned] += sign
		}
	} else if s.in.Shifts[k].Day > x.Due {
		lost, late := s.in.late(w, s.in.Shifts[k].Day)
		s.score[Lost] += sign * lost
		s.score[Lateness] += sign * late
	}
	if x.Issued != nil && !x.stays(k, k2) {
		s.score[Changes] += sign
		s.score[Cost] += sign * s.in.Price.Change
	}
}

// stays says whether a work stands where it was issued.
func (x *Work) stays(k, k2 int32) bool {
	if k2 >= 0 {
		return slices.Equal(x.Issued, []int32{min(k, k2), max(k, k2)})
	}
	return len(x.Issued) == 1 && x.Issued[0] == k
}

// unfairness is the aim Unfair of the answer as it stands.
func (s *search) unfairness() int64 {
	most, least := s.sum[:s.groups], s.sum[s.groups:]
	for g := range most {
		most[g], least[g] = -1, -1
	}
	for k := range s.in.Crews {
		c := &s.in.Crews[k]
		if c.Regular <= 0 {
			continue
		}
		l := c.load(s.busy[k])
		most[c.Group] = max(most[c.Group], l)
		if least[c.Group] < 0 || l < least[c.Group] {
			least[c.Group] = l
		}
	}
	total := int64(0)
	for g := range most {
		total += most[g] - least[g]
	}
	return total
}

// lift takes a work alone off its sheets; what waits for it stays.
func (s *search) lift(w int32) {
	s.touchWork(w)
	k, k2 := s.where[w], s.second[w]
	s.credit(w, k, k2, -1)
	s.where[w], s.second[w], s.gates[w] = -1, -1, ajar
	s.credit(w, -1, -1, 1)
	s.list(w)
	s.cut(k, w)
	if k2 >= 0 {
		s.cut(k2, w)
	}
	if s.linked[w] {
		s.loosen(w, k)
	}
}

// cut takes the stops of a work off a sheet.
func (s *search) cut(k, w int32) {
	s.touchSheet(k)
	s.count(k, -1)
	x := &s.sheets[k]
	x.stops = slices.DeleteFunc(x.stops, func(c int32) bool { return c == w || c == w+s.n || c == w+2*s.n })
	s.retime(k)
	s.count(k, 1)
}

// loosen opens the gates that works were held by for the sake of one that stood on a sheet.
func (s *search) loosen(w, k int32) {
	day := s.in.Shifts[k].Day
	for _, p := range s.ahead[w] {
		if a := s.where[p.Work]; a >= 0 && s.in.Shifts[a].Day == day && p.Gap == 0 {
			s.regate(p.Work)
		}
	}
}

// regate sets the gate of a work by those that wait for it on its day.
func (s *search) regate(p int32) {
	g := gate{s.gates[p].from, never}
	if s.second[p] >= 0 {
		g.to = g.from
	}
	day := s.in.Shifts[s.where[p]].Day
	for _, q := range s.behind[p] {
		if a := s.where[q.Work]; a >= 0 && q.Gap == 0 && s.in.Shifts[a].Day == day && !s.together(p, q.Work) {
			g.to = min(g.to, s.gates[q.Work].from-s.seconds[p])
		}
	}
	if g == s.gates[p] {
		return
	}
	s.touchWork(p)
	s.gates[p] = g
	s.anew(s.where[p])
	if s.second[p] >= 0 {
		s.anew(s.second[p])
	}
}

// anew times a sheet whose gates changed.
func (s *search) anew(k int32) {
	s.touchSheet(k)
	s.count(k, -1)
	s.retime(k)
	s.count(k, 1)
}

// index gives where a stop stands on a sheet.
func (s *search) index(k, stop int32) int32 { return int32(slices.Index(s.sheets[k].stops, stop)) }

// span gives the earliest and latest second at which a placed work can begin.
func (s *search) slack(w int32) (first, last int32) {
	k := s.where[w]
	return s.begins(&s.sheets[k], int(s.index(k, w)))
}

// together says whether two works stand on one sheet: then their order keeps them right, and no gate is needed.
func (s *search) together(v, w int32) bool {
	return s.on(v, s.where[w]) || s.second[w] >= 0 && s.on(v, s.second[w])
}

// on says whether a work stands on a sheet.
func (s *search) on(w, k int32) bool { return k >= 0 && (s.where[w] == k || s.second[w] == k) }

// bounds gives the gate a work would need on a day for the sake of what it waits for and what waits for it, and
// whether it may stand there at all. Works on sheet k itself are left to the order on it; -1: no sheet.
func (s *search) bounds(w, day, k int32) (g gate, ok bool) {
	g = ajar
	for _, p := range s.ahead[w] {
		a := s.where[p.Work]
		if a < 0 {
			return g, false
		}
		d := s.in.Shifts[a].Day
		if day < d+p.Gap {
			return g, false
		}
		if d == day && !s.on(p.Work, k) {
			first, _ := s.slack(p.Work)
			g.from = max(g.from, first+s.seconds[p.Work])
		}
	}
	for _, q := range s.behind[w] {
		a := s.where[q.Work]
		if a < 0 {
			continue
		}
		d := s.in.Shifts[a].Day
		if d < day+q.Gap {
			return g, false
		}
		if d == day && !s.on(q.Work, k) {
			first, _ := s.slack(q.Work)
			g.to = min(g.to, first-s.seconds[w])
		}
	}
	return g, g.from <= g.to
}

// put places a work at a spot that was found for it, and sets the gates.
func (s *search) put(w int32, at spot) {
	s.touchWork(w)
	s.credit(w, -1, -1, -1)
	day := s.in.Shifts[at.sheet].Day
	g := ajar
	if s.linked[w] {
		g, _ = s.bounds(w, day, at.sheet)
	}
	if at.sheet2 >= 0 {
		g = gate{at.begin, at.begin}
	}
	s.where[w], s.second[w], s.gates[w] = at.sheet, at.sheet2, g
	s.list(w)
	s.credit(w, at.sheet, at.sheet2, 1)
	s.splice(at.sheet, w, at.at, at.pick)
	if at.sheet2 >= 0 {
		s.splice(at.sheet2, 2*s.n+w, at.at2, -1)
	}
	if s.linked[w] {
		s.hold(w, day)
	}
}

func (s *search) splice(k, stop, at, pick int32) {
	s.touchSheet(k)
	s.count(k, -1)
	x := &s.sheets[k]
	x.stops = slices.Insert(x.stops, int(at), stop)
	if pick >= 0 {
		x.stops = slices.Insert(x.stops, int(pick), s.n+stop)
	}
	s.retime(k)
	s.count(k, 1)
}

// hold chooses the second between a work just placed and those on its day that it waits for, and closes their gates there.
func (s *search) hold(w, day int32) {
	for _, q := range s.behind[w] {
		if k := s.where[q.Work]; k >= 0 && q.Gap == 0 && s.in.Shifts[k].Day == day && !s.together(w, q.Work) {
			first, _ := s.slack(q.Work)
			s.touchWork(q.Work)
			s.gates[q.Work].from = max(s.gates[q.Work].from, first)
			s.anew(k)
		}
	}
	same := false
	for _, p := range s.ahead[w] {
		if k := s.where[p.Work]; k >= 0 && p.Gap == 0 && s.in.Shifts[k].Day == day && !s.together(w, p.Work) {
			same = true
		}
	}
	if !same {
		return
	}
	if s.second[w] < 0 {
		_, last := s.slack(w)
		g := &s.gates[w]
		g.from += (last - g.from) / 8 * int32(s.r.below(4))
		s.anew(s.where[w])
	}
	for _, p := range s.ahead[w] {
		if k := s.where[p.Work]; k >= 0 && p.Gap == 0 && s.in.Shifts[k].Day == day {
			s.regate(p.Work)
		}
	}
}
