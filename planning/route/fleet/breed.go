package fleet

import "math"

// member is an answer of the population, drivable or not.
type member struct {
	answer
	plain, warp, excess int64   // travel, fixed costs and prizes; what is wrong
	next                []int32 // of each place, who follows
	apart               []int   // by member, places followed by another
	fit                 float64
}

// Prices of a unit of time, and of load in mean travels: dear for the first members, of whom some must be drivable, and at most
// cheap for the first children.
const (
	dear  = 20
	cheap = 5
)

// breed crosses the members of a population until the clock stands at its end: parents by two tournaments of two, a
// crossover that takes whole routes (Nagata, Bräysy and Dullaert 2010), local search and some rounds of ruin
// and recreate on the child, and survival by price and by what a member adds in variety (Vidal and others
// 2013, doi 10.1016/j.cor.2012.07.018).
func (s *search) breed() {
	timeOK, loadOK, seen := 0, 0, 0
	s.penaltyTime, s.penaltyLoad = dear*unity, dear*unity*s.mean
	for made := 0; s.first < s.n && s.tick("cost"); made++ {
		if made < standard.people {
			s.beginAnew(made)
		} else {
			if made == standard.people {
				s.penaltyTime, s.penaltyLoad = min(s.penaltyTime, cheap*unity), min(s.penaltyLoad, cheap*unity*s.mean)
			}
			a, b := s.tournament(), s.tournament()
			s.cross(a, b)
		}
		s.educate(standard.school)
		seen++
		if s.warp == 0 {
			timeOK++
		}
		if s.excess == 0 {
			loadOK++
		}
		s.admit()
		if s.warp+s.excess > 0 && s.below(2) == 0 {
			s.repair()
		}
		if seen == standard.generation {
			s.penaltyTime = adapt(s.penaltyTime, timeOK, seen, dearest*unity)
			s.penaltyLoad = adapt(s.penaltyLoad, loadOK, seen, dearest*unity*s.mean)
			timeOK, loadOK, seen = 0, 0, 0
		}
	}
}

// repair improves a child that cannot be driven at ten times the prices of what is wrong with it, and admits it where that helps.
func (s *search) repair() {
	time, load := s.penaltyTime, s.penaltyLoad
	s.penaltyTime, s.penaltyLoad = 10*time, 10*load
	for c := s.first; c < s.n; c++ {
		s.enqueue(c)
	}
	s.begin()
	s.educate(standard.school)
	s.penaltyTime, s.penaltyLoad = time, load
	if s.drivable() {
		s.admit()
	}
}

// beginAnew makes the first members: the best answer so far, then answers that share ever fewer routes with it.
func (s *search) beginAnew(k int) {
	s.restore(&s.top)
	if k == 0 {
		return
	}
	for r := range s.routes {
		if s.routes[r].size > 0 && s.below(3) > 0 {
			s.clearRoute(int32(r))
		}
	}
	s.recreate(false)
}

// clearRoute makes all customers of a route absent.
func (s *search) clearRoute(r int32) {
	s.touch(r)
	for c := s.nodes[s.routes[r].start].next; c < s.n; {
		next := s.nodes[c].next
		s.take(c)
		c = next
	}
	s.update(r)
}

// educate improves the state by local search and some rounds of ruin and recreate.
func (s *search) educate(rounds int) {
	s.improve()
	s.record()
	for range rounds {
		if !s.tick("cost") {
			return
		}
		before := s.price()
		s.begin()
		s.ruin(standard.ruin, standard.length)
		s.recreate(false)
		s.improve()
		s.record()
		if s.price() > before {
			s.undo()
		}
	}
}

// record keeps the state where it is the best drivable one.
func (s *search) record() {
	if s.cost+s.lost < s.top.cost && s.drivable() {
		s.copyTo(&s.top)
	}
}

func (s *search) priceOf(m *member) int64 {
	return m.plain + (s.penaltyTime*m.warp+s.penaltyLoad*m.excess)/unity
}

// tournament draws two members and gives the fitter one.
func (s *search) tournament() *member {
	a, b := s.anyone(), s.anyone()
	if b.fit < a.fit {
		return b
	}
	return a
}

func (s *search) anyone() *member {
	k := s.below(len(s.people[0]) + len(s.people[1]))
	if k < len(s.people[0]) {
		return s.people[0][k]
	}
	return s.people[1][k-len(s.people[0])]
}

// cross goes to answer a with some neighbouring routes of b put in the place of those that they have most in
// common with.
func (s *search) cross(a, b *member) {
	s.restore(&a.answer)
	routes := len(b.slot)
	if routes == 0 || len(a.slot) == 0 {
		return
	}
	count := 1 + s.below(max(1, min(routes, len(a.slot))/2))
	chosen := s.neighbouring(b, count)
	s.begin()
	slots := s.common(b, chosen)
	for _, r := range slots {
		s.clearRoute(r)
	}
	for _, k := range chosen {
		for _, c := range b.places[b.start[k]:b.start[k+1]] {
			if r := s.nodes[c].route; r >= 0 {
				s.touch(r)
				s.take(c)
				s.update(r)
			}
		}
	}
	for i, k := range chosen {
		p := s.routes[slots[i]].start
		for _, c := range b.places[b.start[k]:b.start[k+1]] {
			s.link(c, p)
			s.lost -= max(s.prize[c], 0)
			p = c
		}
		s.update(slots[i])
	}
	s.forget()
	s.recreate(false)
	for _, r := range s.touched {
		for c := s.nodes[s.routes[r].start].next; c < s.n; c = s.nodes[c].next {
			s.enqueue(c)
		}
	}
}

// forget takes those off the list of the absent who are visited.
func (s *search) forget() {
	left := s.absent[:0]
	for _, c := range s.absent {
		if s.nodes[c].route < 0 {
			left = append(left, c)
		}
	}
	s.absent = left
}

// neighbouring chooses routes of m: those of a customer drawn at random and of the customers nearest to it, then any.
func (s *search) neighbouring(m *member, count int) []int {
	routeOf := s.scratch
	for i := range routeOf {
		routeOf[i] = -1
	}
	for k := range m.slot {
		for _, c := range m.places[m.start[k]:m.start[k+1]] {
			routeOf[c] = int32(k)
		}
	}
	var chosen []int
	taken := make([]bool, len(m.slot))
	add := func(k int32) {
		if k >= 0 && !taken[k] && len(chosen) < count {
			taken[k] = true
			chosen = append(chosen, int(k))
		}
	}
	seed := m.places[s.below(len(m.places))]
	add(routeOf[seed])
	for _, c := range s.nearest(seed) {
		add(routeOf[c])
	}
	for k := range m.slot {
		add(int32(k))
	}
	return chosen
}

// common gives, for the chosen routes of m, as many used routes of the state of the same kind, the ones with the most customers in
// common first.
func (s *search) common(m *member, chosen []int) []int32 {
	slots := make([]int32, 0, len(chosen))
	taken := map[int32]bool{}
	shared := make([]int32, len(s.routes))
	for _, k := range chosen {
		for _, c := range m.places[m.start[k]:m.start[k+1]] {
			if r := s.nodes[c].route; r >= 0 {
				shared[r]++
			}
		}
	}
	for _, k := range chosen {
		kind := s.slots[m.slot[k]]
		best := int32(-1)
		for r := range s.routes {
			if s.routes[r].kind == kind && s.routes[r].size > 0 && !taken[int32(r)] && (best < 0 || shared[r] > shared[best]) {
				best = int32(r)
			}
		}
		if best < 0 {
			best = s.spare(kind, taken)
		}
		taken[best] = true
		slots = append(slots, best)
	}
	return slots
}

// spare gives an unused route of the kind that is not taken.
func (s *search) spare(kind int32, taken map[int32]bool) int32 {
	for r := range s.routes {
		if s.routes[r].kind == kind && !taken[int32(r)] && s.routes[r].size == 0 {
			return int32(r)
		}
	}
	return -1
}

// admit takes the state into the population, those that can be driven apart from the others, and lets the least fit go where that is full.
func (s *search) admit() {
	if s.used > s.limit || !s.complete() {
		return
	}
	group := &s.people[0]
	if s.warp+s.excess > 0 {
		group = &s.people[1]
	}
	all := *group
	m := &member{plain: s.cost + s.lost, warp: s.warp, excess: s.excess, next: make([]int32, s.n)}
	s.copyTo(&m.answer)
	for c := s.first; c < s.n; c++ {
		m.next[c] = -1
		if s.nodes[c].route >= 0 {
			m.next[c] = s.nodes[s.nodes[c].next].at
		}
	}
	same := false
	for _, o := range all {
		d := 0
		for c := s.first; c < s.n; c++ {
			if m.next[c] != o.next[c] {
				d++
			}
		}
		same = same || d == 0
		m.apart = append(m.apart, d)
		o.apart = append(o.apart, d)
	}
	if same {
		for _, o := range all {
			o.apart = o.apart[:len(all)]
		}
		return
	}
	m.apart = append(m.apart, math.MaxInt)
	all = append(all, m)
	if len(all) > standard.people+standard.generation {
		for len(all) > standard.people {
			s.rate(all)
			worst := 0
			for i, x := range all {
				if x.fit > all[worst].fit {
					worst = i
				}
			}
			all = remove(all, worst)
		}
	}
	s.rate(all)
	*group = all
}

// complete says whether all are visited that must be.
func (s *search) complete() bool {
	for _, c := range s.absent {
		if s.prize[c] < 0 {
			return false
		}
	}
	return true
}

func remove(all []*member, k int) []*member {
	last := len(all) - 1
	for _, m := range all {
		m.apart[k] = m.apart[last]
		m.apart = m.apart[:last]
	}
	all[k] = all[last]
	if k < last {
		all[k].apart[k] = math.MaxInt
	}
	return all[:last]
}

// rate gives each member its rank by price plus its rank by distance to its nearest two, which counts less the
// more members are better protected; lower is fitter.
func (s *search) rate(all []*member) {
	n := len(all)
	prices, near := make([]int64, n), make([]int, n)
	for i, m := range all {
		prices[i] = s.priceOf(m)
		a, b := math.MaxInt, math.MaxInt
		for _, d := range m.apart {
			if d < a {
				a, b = d, a
			} else if d < b {
				b = d
			}
		}
		if b == math.MaxInt {
			b = a
		}
		near[i] = a/2 + b/2
	}
	for i, m := range all {
		price, variety := 0, 0
		for j := range all {
			if prices[j] < prices[i] || prices[j] == prices[i] && j < i {
				price++
			}
			if near[j] > near[i] {
				variety++
			}
		}
		m.fit = float64(price) + (1-float64(standard.elite)/float64(n))*float64(variety)
	}
}
