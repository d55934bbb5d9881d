package route

import (
	"cmp"
	"slices"
)

// overPrice is what a second of overtime costs in seconds of travel where insertions are compared.
const overPrice = 4

// prices say what the aims count in seconds of travel, for choosing and for accepting.
type prices [aims]float64

// leg is a sheet as insertions see it.
type leg struct {
	x      *sheet
	sh     *Shift
	t      []int32
	places int32
}

func (s *search) leg(k int32) leg {
	sh := &s.in.Shifts[k]
	return leg{&s.sheets[k], sh, s.travel[sh.Travel], s.in.Places}
}

// from gives where the crew is before index i.
func (s *search) from(l *leg, i int) int32 {
	if i == 0 {
		return l.sh.Start
	}
	return s.exit[l.x.stops[i-1]]
}

// to gives where it goes next.
func (s *search) to(l *leg, i int) int32 {
	if i == len(l.x.stops) {
		return l.sh.End
	}
	return s.place[l.x.stops[i]]
}

// direct is the drive that an insertion between two places saves.
func (s *search) direct(l *leg, from, to int32) int32 {
	if len(l.x.stops) == 0 && !l.sh.Begun {
		return 0
	}
	return l.t[from*l.places+to]
}

// single finds the cheapest place of a stop on a sheet under the gates as they are.
func (s *search) single(stop, k int32) (best, at int32) {
	l := s.leg(k)
	x, sh := l.x, l.sh
	best, at = noWay, -1
	limit := sh.To + sh.Overtime
	here, leaves, takes := s.place[stop], s.exit[stop]*l.places, s.seconds[stop]
	for i := s.low; i <= min(s.high, len(x.stops)); i++ {
		p, q := s.from(&l, i), s.to(&l, i)
		d1, d2 := l.t[p*l.places+here], l.t[leaves+q]
		if min(x.before[i], x.after[i])+d1 > limit {
			break
		}
		delta := d1 + d2 - s.direct(&l, p, q)
		if delta >= best {
			continue
		}
		b, a, ok := s.through(&l, i, stop, d1, d2, takes, x.before[i], x.after[i])
		if !ok {
			continue
		}
		delta += s.overtime(&l, i, b, a, s.exit[stop])
		if delta < best {
			best, at = delta, int32(i)
		}
	}
	return best, at
}

// through does a stop between index i-1 and i, left at b or a (break to come, behind), and says when it is left and
// whether the rest can follow.
func (s *search) through(l *leg, i int, stop, d1, d2, takes, b, a int32) (b2, a2 int32, ok bool) {
	sh := l.sh
	a2, b2 = a+d1, b+d1
	if b < never {
		a2 = min(a2, sh.Break.across(b, d1))
	}
	a2, b2 = s.earliest(stop, sh.Day, a2, s.gates)+takes, s.earliest(stop, sh.Day, b2, s.gates)+takes
	if b2+d2 <= l.x.late0[i] {
		return b2, a2, true
	}
	rest := a2 + d2
	if b2 < never {
		rest = min(rest, sh.Break.across(b2, d2))
	}
	return b2, a2, rest <= l.x.late1[i]
}

// overtime is what an insertion before index i adds to the cost by overtime.
func (s *search) overtime(l *leg, i int, b, a, at int32) int32 {
	if l.sh.Overtime == 0 || s.freely {
		return 0
	}
	end := s.finish(l.x, l.sh, i, min(b, never), min(a, never), at, s.gates)
	return overPrice * (l.sh.overtime(end) - l.sh.overtime(l.x.end))
}

// fetched finds the cheapest places of a pick-up and the visit after it.
func (s *search) fetched(w, k int32) (best, at, pick int32) {
	l := s.leg(k)
	x := l.x
	best, at, pick = noWay, -1, -1
	u := s.n + w
	for i := range len(x.stops) + 1 {
		p, q := s.from(&l, i), s.to(&l, i)
		d1, d2 := l.t[p*l.places+s.place[u]], l.t[s.exit[u]*l.places+q]
		saved := s.direct(&l, p, q)
		b, a, _ := s.through(&l, i, u, d1, d2, s.seconds[u], x.before[i], x.after[i])
		here, sum := s.exit[u], d1
		for j := i; j <= len(x.stops); j++ {
			if j > i { // on through stop j-1
				c := x.stops[j-1]
				d := l.t[here*l.places+s.place[c]]
				if j == i+1 {
					sum += d - saved
				}
				var ok bool
				if b, a, ok = s.pass(&l, j-1, d, b, a); !ok {
					break
				}
				here = s.exit[c]
			}
			next := s.to(&l, j)
			e1, e2 := l.t[here*l.places+s.place[w]], l.t[s.exit[w]*l.places+next]
			delta := sum + e1 + e2
			if j == i {
				delta -= saved
			} else {
				delta -= l.t[here*l.places+next]
			}
			if delta >= best || j < s.low || j > s.high {
				continue
			}
			b2, a2, ok := s.through(&l, j, w, e1, e2, s.seconds[w], min(b, never), min(a, never))
			if !ok {
				continue
			}
			if delta += s.overtime(&l, j, b2, a2, s.exit[w]); delta < best {
				best, at, pick = delta, int32(j), int32(i)
			}
		}
	}
	return best, at, pick
}

// pass goes through stop i of a sheet later than it stands, d after leaving at b or a.
func (s *search) pass(l *leg, i int, d, b, a int32) (b2, a2 int32, ok bool) {
	c := l.x.stops[i]
	b, a = min(b, never), min(a, never)
	a2 = s.earliest(c, l.sh.Day, min(a+d, l.sh.Break.across(b, d)), s.gates)
	b2 = s.earliest(c, l.sh.Day, b+d, s.gates)
	ok = b2 <= l.x.late0[i] || a2 <= l.x.late1[i]
	return min(b2+s.seconds[c], never), min(a2+s.seconds[c], never), ok
}

// cheapest gives the cheapest insertion of a work of one crew into a sheet under the gate of the work.
func (s *search) cheapest(w, k int32) (cost, at, pick int32) {
	if s.fetches(w, k) {
		return s.fetched(w, k)
	}
	cost, at = s.single(w, k)
	return cost, at, -1
}

// kept is cheapest with what was found before; only while the gate of the work is ajar.
func (s *search) kept(w, k int32) *cell {
	c := &s.cells[int(w)*len(s.sheets)+int(k)]
	if x := &s.sheets[k]; c.stamp != x.stamp {
		cost, at, pick := s.cheapest(w, k)
		*c = cell{x.stamp, cost, int16(at), int16(pick)}
	}
	return c
}

// fare gives what a work pays for each day it may stand on, in seconds of travel.
func (s *search) fare(w int32) []int64 {
	for d := range s.in.Days {
		lost, late := s.in.late(w, d)
		s.days[d] = int64(float64(lost)*s.price[Lost] + float64(late)*s.price[Lateness])
	}
	return s.days
}

// fee is what it costs to have the work on the sheet besides travel.
func (s *search) fee(w, k int32) int64 {
	fee := int64(0)
	if len(s.sheets[k].stops) == 0 && !s.in.Shifts[k].Begun {
		fee = int64(s.price[CrewDays])
	}
	if x := &s.in.Works[w]; x.Issued != nil && !slices.Contains(x.Issued, k) {
		fee += s.in.Price.Change + int64(s.price[Changes])
	}
	return fee
}

// best finds the cheapest spot of a work among shifts that allow accepts (nil: all), passing over some sheets by
// chance where blinks is above 0 of 256.
func (s *search) best(w int32, blinks uint64, allow func(k int32) bool) (at spot, ok bool) {
	if s.in.Works[w].Pair {
		return s.bestPair(w, allow)
	}
	days := s.fare(w)
	at = spot{price: 1 << 62, sheet2: -1}
	g, fine := ajar, true
	for _, k := range s.choices(w) {
		if allow != nil && !allow(k) {
			continue
		}
		sh := &s.in.Shifts[k]
		if s.linked[w] {
			g, fine = s.bounds(w, sh.Day, k)
		}
		if !fine {
			continue
		}
		fee := days[sh.Day] + s.fee(w, k)
		if fee >= at.price || blinks > 0 && s.r.next()>>56 < blinks {
			continue
		}
		cost, i, pick := s.cost(w, k, g)
		if cost < noWay && fee+int64(cost) < at.price {
			at.price, at.cost, at.sheet, at.at, at.pick, ok = fee+int64(cost), cost, k, i, pick, true
		}
	}
	return at, ok
}

// cost gives the cheapest insertion of a work into a sheet within a gate.
func (s *search) cost(w, k int32, g gate) (cost, at, pick int32) {
	if s.linked[w] {
		s.limit(w, k)
	}
	if g == ajar && s.low == 0 && s.high == anywhere {
		c := s.kept(w, k)
		return c.cost, int32(c.at), int32(c.pick)
	}
	s.gates[w] = g
	cost, at, pick = s.cheapest(w, k)
	s.low, s.high = 0, anywhere
	s.gates[w] = ajar
	return cost, at, pick
}

const anywhere = 1 << 30

// limit keeps insertions of a work behind what it waits for on the same sheet, and before what waits for it: where
// those stood earlier or later by the insertion, the gate would not.
func (s *search) limit(w, k int32) {
	for _, p := range s.ahead[w] {
		if s.where[p.Work] == k || s.second[p.Work] == k {
			s.low = max(s.low, s.standing(k, p.Work)+1)
		}
	}
	for _, q := range s.behind[w] {
		if s.where[q.Work] == k || s.second[q.Work] == k {
			s.high = min(s.high, s.standing(k, q.Work))
		}
	}
}

// standing gives the index of the visit of a work on a sheet.
func (s *search) standing(k, w int32) int {
	return slices.IndexFunc(s.sheets[k].stops, func(c int32) bool { return c == w || c == w+2*s.n })
}

// sheetDelta is one way to have a work of two crews on a sheet, and the earliest second it could begin there.
type sheetDelta struct {
	k, cost  int32
	at, pick int32
	first    int32
}

// bestPair finds two sheets of one day and a second at which both crews can begin.
func (s *search) bestPair(w int32, allow func(k int32) bool) (at spot, ok bool) {
	days := s.fare(w)
	at = spot{price: 1 << 62, sheet2: -1}
	opts := s.choices(w)
	for i := 0; i < len(opts); {
		day := s.in.Shifts[opts[i]].Day
		j := i
		for j < len(opts) && s.in.Shifts[opts[j]].Day == day {
			j++
		}
		g, fine := s.bounds(w, day, -1)
		if fine && days[day] < at.price {
			s.meet(w, opts[i:j], days[day], g, allow, &at)
		}
		i = j
	}
	return at, at.price < 1<<62
}

// meet tries the shifts of one day for a work of two crews.
func (s *search) meet(w int32, shifts []int32, fare int64, g gate, allow func(k int32) bool, at *spot) {
	s.gates[w] = g
	s.least = s.least[:0]
	for _, k := range shifts {
		if allow == nil || allow(k) {
			s.ways(w, k)
		}
	}
	s.gates[w] = ajar
	fetch := s.in.Works[w].PickUp >= 0
	for i := range s.least {
		a := s.least[i]
		for j := range s.least {
			b := s.least[j]
			if s.in.Shifts[a.k].Crew == s.in.Shifts[b.k].Crew || fetch != (a.pick >= 0) || b.pick >= 0 || !fetch && j < i {
				continue
			}
			if s.must >= 0 && a.k != s.must && b.k != s.must {
				continue
			}
			price := fare + s.fee(w, a.k) + s.fee(w, b.k) + int64(a.cost) + int64(b.cost)
			if price >= at.price {
				continue
			}
			begin := max(a.first, b.first)
			s.gates[w] = gate{begin, begin}
			if begin <= g.to && s.stands(w, a) && s.stands(2*s.n+w, b) {
				*at = spot{price: price, cost: a.cost + b.cost, sheet: a.k, at: a.at, pick: a.pick, sheet2: b.k, at2: b.at, begin: begin}
			}
			s.gates[w] = ajar
		}
	}
}

// ways lists the few cheapest ways to have a work of two crews on one sheet.
func (s *search) ways(w, k int32) {
	const few = 3
	l := s.leg(k)
	from := len(s.least)
	s.limit(w, k)
	low, high := s.low, min(s.high, len(l.x.stops))
	s.low, s.high = 0, anywhere
	for i := low; i <= high; i++ {
		way := sheetDelta{k: k, at: int32(i), pick: -1}
		if s.try(&l, w, &way) {
			s.least = append(s.least, way)
		}
		if s.in.Works[w].PickUp < 0 {
			continue
		}
		for u := range i + 1 {
			way := sheetDelta{k: k, at: int32(i), pick: int32(u)}
			if s.try(&l, w, &way) {
				s.least = append(s.least, way)
			}
		}
	}
	mine := s.least[from:]
	slices.SortFunc(mine, func(a, b sheetDelta) int {
		return cmp.Or(cmp.Compare(min(a.pick, 0), min(b.pick, 0)), cmp.Compare(a.cost, b.cost), cmp.Compare(a.first, b.first), cmp.Compare(a.at, b.at), cmp.Compare(a.pick, b.pick))
	})
	plain, fetched, keep := 0, 0, mine[:0]
	for _, x := range mine {
		n := &plain
		if x.pick >= 0 {
			n = &fetched
		}
		if *n < few {
			keep = append(keep, x)
			*n++
		}
	}
	s.least = s.least[:from+len(keep)]
}

// stands says whether a way is possible under the gate as it is.
func (s *search) stands(stop int32, way sheetDelta) bool {
	l := s.leg(way.k)
	return s.try(&l, stop, &way)
}

// try computes cost and first of a way from its at and pick.
func (s *search) try(l *leg, stop int32, way *sheetDelta) bool {
	i := int(way.at)
	x := l.x
	if way.pick < 0 {
		p, q := s.from(l, i), s.to(l, i)
		d1, d2 := l.t[p*l.places+s.place[stop]], l.t[s.exit[stop]*l.places+q]
		b, a, ok := s.through(l, i, stop, d1, d2, s.seconds[stop], x.before[i], x.after[i])
		if !ok {
			return false
		}
		way.cost = d1 + d2 - s.direct(l, p, q) + s.overtime(l, i, b, a, s.exit[stop])
		way.first = s.soonest(l, i, b, a, d2) - s.seconds[stop]
		return true
	}
	u, from := s.n+stop, int(way.pick)
	p, q := s.from(l, from), s.to(l, from)
	d1 := l.t[p*l.places+s.place[u]]
	saved := s.direct(l, p, q)
	b, a, _ := s.through(l, from, u, d1, 0, s.seconds[u], x.before[from], x.after[from])
	here, sum := s.exit[u], d1-saved
	for k := from; k < i; k++ {
		d := l.t[here*l.places+s.place[x.stops[k]]]
		if k == from {
			sum += d
		}
		var ok bool
		if b, a, ok = s.pass(l, k, d, b, a); !ok {
			return false
		}
		here = s.exit[x.stops[k]]
	}
	next := s.to(l, i)
	e1, e2 := l.t[here*l.places+s.place[stop]], l.t[s.exit[stop]*l.places+next]
	if i > from {
		sum -= l.t[here*l.places+next]
	}
	b, a, ok := s.through(l, i, stop, e1, e2, s.seconds[stop], min(b, never), min(a, never))
	if !ok {
		return false
	}
	way.cost = sum + e1 + e2 + s.overtime(l, i, b, a, s.exit[stop])
	way.first = s.soonest(l, i, b, a, e2) - s.seconds[stop]
	return true
}

// soonest gives the earliest of two leaving times, break to come and behind, that the rest of the sheet can follow.
func (s *search) soonest(l *leg, i int, b, a, d int32) int32 {
	out := never
	if b < never && (b+d <= l.x.late0[i] || l.sh.Break.across(b, d) <= l.x.late1[i]) {
		out = b
	}
	if a < never && a+d <= l.x.late1[i] {
		out = min(out, a)
	}
	return out
}
