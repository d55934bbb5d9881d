package route

import (
	"cmp"
	"slices"

	"doorstep/internal/fault"
)

// Board is a given answer to ask about: what a work would cost where. It is not for several goroutines at once.
type Board struct{ s *search }

// NewBoard sets up an answer, given by what each shift does in order, rests left out. The times of the visits are where
// works that wait for one another or want two crews are held. A sheet that does not keep its hours is refused with
// works.board.
func NewBoard(in *Instance, sheets [][]Placed) (*Board, error) {
	if err := in.Validate(); err != nil {
		return nil, err
	}
	s := newSearch(newModel(in), 0)
	s.course(1, 1, 1)
	s.seat(sheets, false)
	for k := range sheets {
		if x := &s.sheets[k]; len(x.stops) > 0 && !s.fits(x, &in.Shifts[k]) {
			return nil, fault.Refuse("works.board", "The sheet of crew-day %d does not keep its hours: check the plan first.", k)
		}
	}
	s.fair()
	s.mark()
	return &Board{s}, nil
}

// fair brings the aim Unfair and its cost up to date.
func (s *search) fair() {
	u := s.unfairness()
	s.score[Cost] += s.in.Price.Unfair * (u - s.score[Unfair])
	s.score[Unfair] = u
}

// Score is that of the answer.
func (b *Board) Score() Score { return b.s.score }

// Move is where a work could stand, all else staying where it is.
type Move struct {
	Shift  int32
	Second int32 // of two crews: the other sheet, else -1
	Begin  int32 // at the earliest
	Before int32 // the work before it on the sheet, -1: none
	Gain   Score // the score with it less the score of the answer as it is
}

// Moves gives the cheapest place of a work on each shift that could take it as the answer stands, without the work
// itself where it is placed. Of a work of two crews, one of them is that of the shift.
func (b *Board) Moves(w int32) []Move {
	s := b.s
	base := s.score
	var out []Move
	for _, k := range s.choices(w) {
		s.mark()
		if s.where[w] >= 0 {
			s.lift(w)
		}
		if at, ok := s.only(w, k); ok {
			out = append(out, s.tried(w, k, at, &base))
		}
		s.undo()
	}
	s.mark()
	return out
}

// only finds the cheapest spot of a work with one sheet given.
func (s *search) only(w, k int32) (spot, bool) {
	day := s.in.Shifts[k].Day
	s.must = k
	at, ok := s.best(w, 0, func(a int32) bool { return a == k || s.in.Works[w].Pair && s.in.Shifts[a].Day == day })
	s.must = -1
	return at, ok
}

// tried puts a work at a spot and says what comes of it.
func (s *search) tried(w, k int32, at spot, base *Score) Move {
	s.put(w, at)
	s.fair()
	m := Move{Shift: k, Second: -1, Before: -1}
	if at.sheet2 >= 0 {
		m.Second = at.sheet + at.sheet2 - k
	}
	m.Begin, _ = s.slack(w)
	stops := s.sheets[k].stops
	for i, c := range stops {
		if s.work(c) == w && (c < s.n || c >= 2*s.n) {
			for j := i - 1; j >= 0 && m.Before < 0; j-- {
				if v := stops[j]; v < s.n || v >= 2*s.n {
					m.Before = s.work(v)
				}
			}
		}
	}
	for a := range m.Gain {
		m.Gain[a] = s.score[a] - base[a]
	}
	return m
}

// Waits says whether what a work waits for, or what waits for it, keeps it from the day of a shift.
func (b *Board) Waits(w, k int32) bool {
	s := b.s
	if s.where[w] >= 0 {
		s.lift(w)
	}
	g, ok := s.bounds(w, s.in.Shifts[k].Day, k)
	s.undo()
	s.mark()
	return !ok || g != ajar
}

// Alone says whether a shift could take a work if it had no other and nothing waited.
func (b *Board) Alone(w, k int32) bool { return slices.Contains(b.s.choices(w), k) }

// Put places a work at its cheapest place on a shift and says whether there is one.
func (b *Board) Put(w, k int32) bool {
	s := b.s
	if s.where[w] >= 0 {
		s.lift(w)
	}
	at, ok := s.only(w, k)
	if ok {
		s.put(w, at)
		s.fair()
	}
	s.mark()
	return ok
}

// Lift takes a work off; what waits for it stays.
func (b *Board) Lift(w int32) {
	if b.s.where[w] >= 0 {
		b.s.lift(w)
		b.s.fair()
		b.s.mark()
	}
}

// Fits says whether some sheet takes the work as the answer stands.
func (b *Board) Fits(w int32) bool {
	_, ok := b.s.best(w, 0, nil)
	return ok
}

// Solution writes the answer out.
func (b *Board) Solution() Solution { return b.s.solution() }

// Swap is what would make room for a work.
type Swap struct {
	Shift     int32
	Displaces []int32 // ascending
	Extra     int32   // seconds by which the travel of the shift grows, at least
}

// Room finds the driven shift on which a work of one crew displaces the least worth, then costs the least travel. Works
// leave a sheet until it fits, the least worthy first, and those that need not have left stay; pinned ones, those of other
// shifts and those that others wait for never leave. ok is false where no shift takes the work even so.
func (b *Board) Room(w int32) (best Swap, ok bool) {
	s := b.s
	least := int64(0)
	for _, k := range s.choices(w) {
		if len(s.sheets[k].stops) == 0 || s.in.Works[w].Aboard == k+1 {
			continue
		}
		g, can := s.bounds(w, s.in.Shifts[k].Day, k)
		if !can {
			continue
		}
		gone, extra, fits := s.yield(w, k, g)
		if !fits {
			continue
		}
		worth := int64(0)
		for _, v := range gone {
			worth += s.in.Works[v].Worth
		}
		if !ok || worth < least || worth == least && extra < best.Extra {
			ok, least, best = true, worth, Swap{k, gone, extra}
		}
	}
	return best, ok
}

// yield finds the works that leave a sheet for another one.
func (s *search) yield(w, k int32, g gate) (gone []int32, extra int32, ok bool) {
	var may []int32
	for _, c := range s.sheets[k].stops {
		if v := s.work(c); s.mayGo(v, w) && !slices.Contains(may, v) {
			may = append(may, v)
		}
	}
	slices.SortFunc(may, func(a, b int32) int {
		return cmp.Or(cmp.Compare(s.in.Works[a].Worth, s.in.Works[b].Worth), cmp.Compare(a, b))
	})
	for _, v := range may {
		gone = append(gone, v)
		if extra, ok = s.without(w, k, g, gone); ok {
			break
		}
	}
	for i := len(gone) - 1; i >= 0 && ok; i-- {
		fewer := slices.Delete(slices.Clone(gone), i, i+1)
		if e, still := s.without(w, k, g, fewer); still {
			gone, extra = fewer, e
		}
	}
	slices.Sort(gone)
	return gone, extra, ok
}

// mayGo says whether a work may leave its sheet for another one.
func (s *search) mayGo(v, w int32) bool {
	if s.in.Works[v].Pinned || s.comesBefore(v, w) {
		return false
	}
	return !slices.ContainsFunc(s.behind[v], func(q After) bool { return s.where[q.Work] >= 0 })
}

// without gives the least travel by which a sheet grows that takes a work in the place of others.
func (s *search) without(w, k int32, g gate, gone []int32) (extra int32, ok bool) {
	s.mark()
	s.touchSheet(k)
	s.count(k, -1)
	x := &s.sheets[k]
	was := x.travel
	x.stops = slices.DeleteFunc(x.stops, func(c int32) bool { return slices.Contains(gone, s.work(c)) })
	s.retime(k)
	s.count(k, 1)
	is := x.travel
	if len(x.stops) == 0 && !s.in.Shifts[k].Begun {
		is = 0
	}
	s.gates[w], s.freely = g, true
	s.limit(w, k)
	cost, _, _ := s.cheapest(w, k)
	s.low, s.high, s.gates[w], s.freely = 0, anywhere, ajar, false
	s.undo()
	return is + cost - was, cost < noWay
}

// comesBefore says whether a work waits for another, over however many.
func (s *search) comesBefore(v, w int32) bool {
	for _, p := range s.ahead[w] {
		if p.Work == v || s.comesBefore(v, p.Work) {
			return true
		}
	}
	return false
}

// Insert places a work where it costs least as the answer stands and says whether there is such a place.
func (b *Board) Insert(w int32) bool {
	s := b.s
	at, ok := s.best(w, 0, nil)
	if ok {
		s.put(w, at)
		s.fair()
	}
	s.mark()
	return ok
}

// First gives the first day on which crews with nothing else to do could do a work, and the second at which it could
// begin then; -1: none. The work need not be one of the instance; what it waits for is left out.
func (b *Board) First(x *Work) (day, begin int32) {
	m := b.s.alike(x)
	opts := m.choices(0)
	for i := 0; i < len(opts); {
		day := m.in.Shifts[opts[i]].Day
		j := i
		for j < len(opts) && m.in.Shifts[opts[j]].Day == day {
			j++
		}
		if begin := m.dawn(opts[i:j]); begin >= 0 {
			return day, begin
		}
		i = j
	}
	return -1, -1
}

// alike is a model of the same shifts with one work.
func (m *model) alike(x *Work) *model {
	in := *m.in
	w := *x
	w.After = nil
	in.Works = []Work{w}
	one := &model{in: &in, n: 1, travel: m.travel, free: []gate{ajar}}
	one.number()
	one.link()
	one.hours()
	one.options, one.asked = make([][]int32, 1), make([]bool, 1)
	return one
}

// dawn gives the earliest second at which the only work can begin on some shifts of one day, -1: never.
func (m *model) dawn(shifts []int32) int32 {
	best := int32(-1)
	for _, k := range shifts {
		begin := m.aloneFrom(0, k, ajar)
		if m.in.Works[0].Pair {
			begin = m.meeting(k, shifts)
		}
		if begin >= 0 && (best < 0 || begin < best) {
			best = begin
		}
	}
	return best
}

// aloneFrom gives when a shift with nothing else could begin a work within a gate, -1: never.
func (m *model) aloneFrom(w, k int32, g gate) int32 {
	stops := []int32{w}
	if m.fetches(w, k) {
		stops = []int32{m.n + w, w}
	}
	return m.beginOf(k, g, w, stops...)
}

func (m *model) beginOf(k int32, g gate, w int32, stops ...int32) int32 {
	was := m.free[w]
	m.free[w] = g
	x := sheet{stops: stops}
	m.time(&x, &m.in.Shifts[k], m.free)
	ok := m.fits(&x, &m.in.Shifts[k])
	first, _ := m.begins(&x, len(stops)-1)
	m.free[w] = was
	if !ok || first >= never {
		return -1
	}
	return first
}

// meeting gives when the crew of a shift, which has the material, can begin with another one, -1: never.
func (m *model) meeting(a int32, shifts []int32) int32 {
	t, best := m.aloneFrom(0, a, ajar), int32(-1)
	for _, b := range shifts {
		if t < 0 || m.in.Shifts[a].Crew == m.in.Shifts[b].Crew {
			continue
		}
		u := m.beginOf(b, ajar, 0, 2)
		at := gate{max(t, u), max(t, u)}
		if u < 0 || m.aloneFrom(0, a, at) < 0 || m.beginOf(b, at, 0, 2) < 0 {
			continue
		}
		if best < 0 || at.from < best {
			best = at.from
		}
	}
	return best
}
