package fleet

import "doorstep/planning/route/span"

// node is a customer, at its place, or an end of a route. A cache line: what a move asks of a node is read at once.
type node struct {
	prev, next int32
	route      int32 // -1: visited by none
	at         int32 // place
	pos        int32 // in the route, the first customer 1
	load       int32 // of the route up to here, this node among it
	far        int64 // travel of the route up to here
	before     span.Span
	after      span.Span // both with this node among them
}

// route is one vehicle, used or not. Its ends are the nodes start and start+1.
type route struct {
	kind, start   int32
	size, load    int32
	capacity      int32
	longest       int32
	warp, excess  int32 // what is wrong with it: time gone back and beyond the longest, load beyond the capacity
	stamp         int32 // mark of the last round that changed it
	depot         int32
	travel, fixed int64
}

// state is a complete answer, not necessarily one that can be driven, with what is needed to go back to
// where the round began.
type state struct {
	problem
	nodes  []node
	routes []route
	hint   []int32 // of each kind, no unused route lies before it
	past   []int32 // of each kind, one past its last route
	absent []int32 // customers visited by none

	cost         int64 // travel and fixed costs
	lost         int64 // prizes of those absent
	warp, excess int64
	used         int
	limit        int // most routes that may be used

	mark    int32
	touched []int32
	routes0 []route
	nodes0  []saved
	absent0 []int32
}

type saved struct {
	id int32
	node
}

func newState(p *problem) state {
	s := state{problem: *p, limit: len(p.slots)}
	s.nodes = make([]node, int(p.n)+2*len(p.slots))
	s.routes = make([]route, len(p.slots))
	for i := range s.nodes[:p.n] {
		s.nodes[i].at = int32(i)
		s.nodes[i].route = -1
	}
	s.hint = make([]int32, len(p.in.Vehicles))
	s.past = make([]int32, len(p.in.Vehicles))
	for r, kind := range p.slots {
		v := p.in.Vehicles[kind]
		if s.past[kind] == 0 {
			s.hint[kind] = int32(r)
		}
		s.past[kind] = int32(r) + 1
		start := p.n + 2*int32(r)
		s.routes[r] = route{kind: kind, start: start, capacity: v.Capacity, longest: v.longest(), fixed: v.Fixed, depot: int32(v.Depot)}
		for _, id := range [2]int32{start, start + 1} {
			s.nodes[id] = node{prev: start, next: start + 1, route: int32(r), at: int32(v.Depot), before: p.visit[v.Depot], after: p.visit[v.Depot]}
		}
		s.update(int32(r))
	}
	return s
}

// unused gives a route of the kind that no customer is on, or -1.
func (s *state) unused(kind int32) int32 {
	for r := s.hint[kind]; r < s.past[kind]; r++ {
		if s.routes[r].size == 0 {
			s.hint[kind] = r
			return r
		}
	}
	s.hint[kind] = s.past[kind]
	return -1
}

// begin starts a round: undo comes back to here.
func (s *state) begin() {
	s.mark++
	s.touched, s.routes0, s.nodes0 = s.touched[:0], s.routes0[:0], s.nodes0[:0]
	s.absent0 = append(s.absent0[:0], s.absent...)
}

// touch keeps route r as it is for undo.
func (s *state) touch(r int32) {
	t := &s.routes[r]
	if t.stamp == s.mark {
		return
	}
	s.routes0 = append(s.routes0, *t)
	t.stamp = s.mark
	s.touched = append(s.touched, r)
	for c := t.start; ; c = s.nodes[c].next {
		s.nodes0 = append(s.nodes0, saved{c, s.nodes[c]})
		if c == t.start+1 {
			return
		}
	}
}

// undo goes back to where the round began.
func (s *state) undo() {
	for _, c := range s.absent0 {
		s.nodes[c].route = -1
	}
	for _, c := range s.absent {
		s.lost -= max(s.prize[c], 0)
	}
	for _, c := range s.absent0 {
		s.lost += max(s.prize[c], 0)
	}
	s.absent = append(s.absent[:0], s.absent0...)
	for i := range s.nodes0 {
		s.nodes[s.nodes0[i].id] = s.nodes0[i].node
	}
	for i, r := range s.touched {
		s.account(r, -1)
		s.routes[r] = s.routes0[i]
		s.account(r, 1)
		if s.routes[r].size == 0 {
			k := s.routes[r].kind
			s.hint[k] = min(s.hint[k], r)
		}
	}
}

// account adds sign times what route r counts to the sums.
func (s *state) account(r int32, sign int64) {
	t := &s.routes[r]
	if t.size == 0 {
		return
	}
	s.cost += sign * (t.travel + t.fixed)
	s.warp += sign * int64(t.warp)
	s.excess += sign * int64(t.excess)
	s.used += int(sign)
}

// unlink takes customer c out of its route, which is touched and whose figures are then stale.
func (s *state) unlink(c int32) {
	x := &s.nodes[c]
	s.nodes[x.prev].next = x.next
	s.nodes[x.next].prev = x.prev
	x.route = -1
}

// link puts customer c after node p; the figures of the route are then stale.
func (s *state) link(c, p int32) {
	x := &s.nodes[c]
	q := s.nodes[p].next
	x.prev, x.next, x.route = p, q, s.nodes[p].route
	s.nodes[p].next = c
	s.nodes[q].prev = c
}

// update brings the figures of route r up to date.
func (s *state) update(r int32) {
	s.account(r, -1)
	t := &s.routes[r]
	start, last := t.start, t.start+1
	prev := &s.nodes[start]
	pos, n := int32(0), int(s.n)
	for c := prev.next; ; {
		x := &s.nodes[c]
		pos++
		gap := s.travel[int(prev.at)*n+int(x.at)]
		x.pos, x.route = pos, r
		x.load = prev.load + s.demand[x.at]
		x.far = prev.far + int64(gap)
		if s.timed {
			x.before = prev.before.Join(s.visit[x.at], gap)
		}
		if c == last {
			break
		}
		prev, c = x, x.next
	}
	end := &s.nodes[last]
	t.size, t.load, t.travel = pos-1, end.load, end.far
	t.excess = max(t.load-t.capacity, 0)
	if t.size == 0 {
		s.hint[t.kind] = min(s.hint[t.kind], r)
		t.warp, t.travel = 0, 0
		return
	}
	if s.timed {
		t.warp = end.before.Over(t.longest)
		next := end
		for c := end.prev; c != start; {
			x := &s.nodes[c]
			x.after = s.visit[x.at].Join(next.after, s.travel[int(x.at)*n+int(next.at)])
			next, c = x, x.prev
		}
	}
	s.account(r, 1)
}

// copyTo writes the state down.
func (s *state) copyTo(a *answer) {
	a.places, a.start, a.slot = a.places[:0], a.start[:0], a.slot[:0]
	for r := range s.routes {
		t := &s.routes[r]
		if t.size == 0 {
			continue
		}
		a.slot = append(a.slot, int32(r))
		a.start = append(a.start, int32(len(a.places)))
		for c := s.nodes[t.start].next; c != t.start+1; c = s.nodes[c].next {
			a.places = append(a.places, c)
		}
	}
	a.start = append(a.start, int32(len(a.places)))
	a.cost, a.used = s.cost+s.lost, s.used
	a.absent = append(a.absent[:0], s.absent...)
}

// answer is a state written down.
type answer struct {
	places, start, slot, absent []int32
	cost                        int64
	used                        int
}

// restore goes to a written state. What the round touched before is forgotten.
func (s *state) restore(a *answer) {
	for r := range s.routes {
		t := &s.routes[r]
		if t.size == 0 {
			continue
		}
		for c := s.nodes[t.start].next; c != t.start+1; c = s.nodes[c].next {
			s.nodes[c].route = -1
		}
		s.nodes[t.start].next, s.nodes[t.start+1].prev = t.start+1, t.start
		s.update(int32(r))
	}
	for i, r := range a.slot {
		p := s.routes[r].start
		for _, c := range a.places[a.start[i]:a.start[i+1]] {
			s.link(c, p)
			p = c
		}
		s.update(r)
	}
	s.absent = append(s.absent[:0], a.absent...)
	s.lost = 0
	for _, c := range s.absent {
		s.nodes[c].route = -1
		s.lost += max(s.prize[c], 0)
	}
	s.begin()
}

// drivable says whether every window, duration and capacity is kept and every customer visited that must be.
func (s *state) drivable() bool {
	if s.warp != 0 || s.excess != 0 {
		return false
	}
	for _, c := range s.absent {
		if s.prize[c] < 0 {
			return false
		}
	}
	return true
}
