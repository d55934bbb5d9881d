package fleet

// apply does the best move, and asks for those beside what changed to be looked at.
func (s *search) apply() {
	m := &s.best
	switch m.kind {
	case exchange, shift:
		s.applyExchange(m)
	case tails:
		s.applyTails(m.p, m.q)
	case turn:
		r := s.nodes[m.p].route
		s.touch(r)
		s.turn(m.p, m.q)
		s.update(r)
		s.around(m.p)
		s.around(m.q)
	case swap:
		s.applySwap(m.p, m.q)
	case leave:
		r := s.nodes[m.p].route
		s.touch(r)
		s.around(m.p)
		s.take(m.p)
		s.update(r)
	}
}

// around enqueues node c, where it is visited, and those beside it.
func (s *search) around(c int32) {
	if s.nodes[c].route < 0 {
		return
	}
	s.enqueue(s.nodes[c].prev)
	s.enqueue(c)
	s.enqueue(s.nodes[c].next)
}

// splice puts the customers in list after node p.
func (s *search) splice(list []int32, p int32) {
	for _, c := range list {
		s.link(c, p)
		p = c
	}
}

func (s *search) applyExchange(m *move) {
	r, w := s.nodes[m.a.first].route, s.nodes[m.p].route
	s.touch(r)
	s.touch(w)
	var some, others [3]int32
	a, b := some[:0], others[:0]
	for k, c := int32(0), m.a.first; k < m.a.size; k++ {
		next := s.nodes[c].next
		a = append(a, c)
		s.unlink(c)
		c = next
	}
	for range m.b {
		c := s.nodes[m.p].next
		b = append(b, c)
		s.unlink(c)
	}
	if m.turned {
		for i, j := 0, len(a)-1; i < j; i, j = i+1, j-1 {
			a[i], a[j] = a[j], a[i]
		}
	}
	s.splice(a, m.p)
	s.splice(b, m.a.out)
	s.update(r)
	if w != r {
		s.update(w)
	}
	s.enqueue(m.a.out)
	s.enqueue(m.a.in)
	for _, c := range a {
		s.around(c)
	}
	for _, c := range b {
		s.enqueue(c)
	}
}

func (s *search) applyTails(p, q int32) {
	r, w := s.nodes[p].route, s.nodes[q].route
	s.touch(r)
	s.touch(w)
	x, y := s.nodes[p].next, s.nodes[q].next
	endR, endW := s.routes[r].start+1, s.routes[w].start+1
	lastR, lastW := s.nodes[endR].prev, s.nodes[endW].prev
	s.hang(p, y, lastW, endR)
	s.hang(q, x, lastR, endW)
	s.update(r)
	s.update(w)
	s.enqueue(p)
	s.enqueue(q)
	s.enqueue(x)
	s.enqueue(y)
}

// hang makes the tail from x to last, which may be none, follow p and end the route at end.
func (s *search) hang(p, x, last, end int32) {
	if x >= s.n {
		x, last = end, p
	}
	s.nodes[p].next = x
	s.nodes[x].prev = p
	s.nodes[last].next = end
	s.nodes[end].prev = last
}

// turn drives what stands from i to j backwards; figures are stale then.
func (s *search) turn(i, j int32) {
	a, b := s.nodes[i].prev, s.nodes[j].next
	p := a
	for c := j; ; {
		before := s.nodes[c].prev
		s.nodes[p].next, s.nodes[c].prev = c, p
		p = c
		if c == i {
			break
		}
		c = before
	}
	s.nodes[p].next, s.nodes[b].prev = b, p
}

func (s *search) applySwap(u, z int32) {
	r := s.nodes[u].route
	s.touch(r)
	before, beside := s.nodes[u].prev, s.nodes[z].prev
	s.unlink(u)
	s.unlink(z)
	s.link(z, before)
	s.link(u, beside)
	s.update(r)
	s.around(u)
	s.around(z)
}
