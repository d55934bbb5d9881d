package fleet

import "doorstep/planning/route/span"

// piece is a stretch of one to three customers that could go elsewhere.
type piece struct {
	first, last int32 // nodes
	out, in     int32 // nodes before and after it
	size, load  int32
	gain        int64 // travel to and from it
	shut        int64 // travel that closes the route over it
	within      span.Span
	turned      span.Span // driven backwards; symmetric problems only
	bare        int64     // time penalty of the route without it, -1: not known yet
}

// kinds of move.
const (
	noMove   = iota
	exchange // the piece a goes after node p, for the b customers that stand there
	tails    // what follows p on its route and what follows q on its are exchanged
	shift    // the piece a goes after node p of its own route
	turn     // what stands from p to q on one route is driven backwards
	swap     // p and q change places on one route
	leave    // p, optional, is left out
)

type move struct {
	gain   int64 // negative delta is an improvement: what the move changes the price by
	kind   int8
	turned bool
	a      piece
	p, q   int32
	b      int8
}

// improve takes the nodes of the queue one by one, and does the best move of each as long as there is one
// that lowers the price.
func (s *search) improve() {
	for done := 0; done < len(s.queue); { // the queue grows meanwhile
		u := s.queue[done]
		done++
		s.queued[u] = false
		for s.nodes[u].route >= 0 && s.better(u) {
			s.apply()
		}
	}
	s.queue = s.queue[:0]
}

// enqueue asks for node u, where it is a customer, to be looked at.
func (s *search) enqueue(u int32) {
	if u >= s.first && u < s.n && !s.queued[u] && s.nodes[u].route >= 0 {
		s.queued[u] = true
		s.queue = append(s.queue, u)
	}
}

func (s *search) gap(a, b int32) int64 { // places
	return int64(s.travel[int(a)*int(s.n)+int(b)])
}

// pieces lays out the stretches that begin and that end with u.
func (s *search) pieces(u int32) {
	first, last := u, u
	for k := 1; k <= 3; k++ {
		if first < s.n {
			s.piece(&s.back[k], first, u, int32(k))
			first = s.nodes[first].prev
		} else {
			s.back[k].size = 0
		}
		if last < s.n {
			s.piece(&s.forward[k], u, last, int32(k))
			last = s.nodes[last].next
		} else {
			s.forward[k].size = 0
		}
	}
}

func (s *search) piece(p *piece, first, last, size int32) {
	a, b := &s.nodes[first], &s.nodes[last]
	out, in := &s.nodes[a.prev], &s.nodes[b.next]
	p.first, p.last, p.out, p.in, p.size = first, last, a.prev, b.next, size
	p.load = b.load - out.load
	p.gain = s.gap(out.at, a.at) + s.gap(b.at, in.at)
	p.shut = s.gap(out.at, in.at)
	p.bare = -1
	if !s.timed {
		return
	}
	p.within = s.visit[first]
	for c := first; c != last; {
		d := s.nodes[c].next
		p.within = p.within.Join(s.visit[d], s.travel[int(c)*int(s.n)+int(d)])
		c = d
	}
	if size > 1 && s.symmetric {
		p.turned = s.visit[last]
		for c := last; c != first; {
			d := s.nodes[c].prev
			p.turned = p.turned.Join(s.visit[d], s.travel[int(c)*int(s.n)+int(d)])
			c = d
		}
	}
}

// timePenalty prices the stretches a, b, c one after the other on route t.
func (s *search) timePenalty(t *route, a span.Span, ab int64, b span.Span, bc int64, c span.Span) int64 {
	return s.penaltyTime * int64(a.Join(b, int32(ab)).Join(c, int32(bc)).Over(t.longest)) / unity
}

func (s *search) routePenalty(t *route) int64 {
	return s.penaltyTime*int64(t.warp)/unity + s.penaltyLoad*int64(t.excess)/unity
}

// better finds the best move of u and says whether it lowers the price.
func (s *search) better(u int32) bool {
	s.best = move{}
	s.pieces(u)
	r := s.nodes[u].route
	t := &s.routes[r]
	old := s.routePenalty(t)
	if s.prize[u] >= 0 {
		s.tryLeave(u, t, old)
	}
	for _, v := range s.nearest(u) {
		x := &s.nodes[v]
		switch {
		case x.route < 0:
		case x.route == r:
			s.within(u, v, t, old)
		default:
			w := &s.routes[x.route]
			both := old + s.routePenalty(w)
			s.afterNode(u, v, t, w, both)
			s.beforeNode(u, v, t, w, both)
		}
	}
	if s.used < s.limit {
		s.fresh(u, t, old)
	}
	return s.best.kind != noMove
}

// afterNode tries the moves that make u follow v of another route.
func (s *search) afterNode(u, v int32, t, w *route, old int64) {
	y := s.nodes[v].next
	dvu := s.gap(v, u)
	yp := s.nodes[y].at
	dvy := s.gap(v, yp)
	bound := s.best.gain + old
	// tails: v then u..., and what stood before u then y...
	pu := s.nodes[u].prev
	if dd := dvu + s.gap(s.nodes[pu].at, yp) - dvy - s.gap(s.nodes[pu].at, u); dd < bound || t.depot != w.depot {
		s.tryTails(v, pu, w, t, dd, old)
		bound = s.best.gain + old
	}
	for k := 1; k <= 3; k++ {
		a := &s.forward[k]
		if a.size == 0 {
			break
		}
		open := dvu - dvy - a.gain
		lp := s.nodes[a.last].at
		if dd := open + s.gap(lp, yp) + a.shut; dd < bound {
			s.tryExchange(a, false, v, 0, y, y, t, w, dd, old)
			bound = s.best.gain + old
		}
		if y < s.n && k <= 2 {
			z := s.nodes[y].next
			for m := 1; m <= k; m++ {
				last := s.nodes[z].prev
				zp := s.nodes[z].at
				dd := open + s.gap(lp, zp) - s.gap(last, zp) + s.gap(s.nodes[a.out].at, y) + s.gap(last, s.nodes[a.in].at)
				if dd < bound {
					s.tryExchange(a, false, v, m, y, last, t, w, dd, old)
					bound = s.best.gain + old
				}
				if z >= s.n {
					break
				}
				z = s.nodes[z].next
			}
		}
		if a = &s.back[k]; k > 1 && a.size > 0 && s.symmetric {
			if dd := dvu - dvy - a.gain + s.gap(a.first, yp) + a.shut; dd < bound {
				s.tryExchange(a, true, v, 0, y, y, t, w, dd, old)
				bound = s.best.gain + old
			}
		}
	}
}

// beforeNode tries the moves that make u stand just before v of another route.
func (s *search) beforeNode(u, v int32, t, w *route, old int64) {
	y := s.nodes[v].prev
	duv := s.gap(u, v)
	yp := s.nodes[y].at
	dyv := s.gap(yp, v)
	bound := s.best.gain + old
	x := s.nodes[u].next
	if dd := duv + s.gap(yp, s.nodes[x].at) - dyv - s.gap(u, s.nodes[x].at); dd < bound || t.depot != w.depot {
		s.tryTails(u, y, t, w, dd, old)
		bound = s.best.gain + old
	}
	for k := 1; k <= 3; k++ {
		a := &s.back[k]
		if a.size == 0 {
			break
		}
		open := duv - dyv - a.gain
		fp := s.nodes[a.first].at
		if dd := open + s.gap(yp, fp) + a.shut; dd < bound {
			s.tryExchange(a, false, y, 0, v, v, t, w, dd, old)
			bound = s.best.gain + old
		}
		if y < s.n && k <= 2 {
			z := s.nodes[y].prev
			for m := 1; m <= k; m++ {
				first := s.nodes[z].next
				zp := s.nodes[z].at
				dd := open + s.gap(zp, fp) - s.gap(zp, first) + s.gap(s.nodes[a.out].at, first) + s.gap(y, s.nodes[a.in].at)
				if dd < bound {
					s.tryExchange(a, false, z, m, first, y, t, w, dd, old)
					bound = s.best.gain + old
				}
				if z >= s.n {
					break
				}
				z = s.nodes[z].prev
			}
		}
		if a = &s.forward[k]; k > 1 && a.size > 0 && s.symmetric {
			if dd := duv - dyv - a.gain + s.gap(yp, a.last) + a.shut; dd < bound {
				s.tryExchange(a, true, y, 0, v, v, t, w, dd, old)
				bound = s.best.gain + old
			}
		}
	}
}

// tryExchange prices piece a of route t after node p of route w, for the m customers from b1 to b2 there
// (m = 0: none, b1 = b2 what follows p). dd is the change of travel.
func (s *search) tryExchange(a *piece, turned bool, p int32, m int, b1, b2 int32, t, w *route, dd, old int64) {
	loadB := int32(0)
	q := b1
	if m > 0 {
		loadB = s.nodes[b2].load - s.nodes[p].load
		q = s.nodes[b2].next
	}
	if t.size == a.size && m == 0 {
		dd -= t.fixed
	}
	dd += s.loadPenalty(t, t.load-a.load+loadB) + s.loadPenalty(w, w.load+a.load-loadB) - old
	if dd >= s.best.gain {
		return
	}
	if s.timed {
		in, first, last := a.within, a.first, a.last
		if turned {
			in, first, last = a.turned, a.last, a.first
		}
		np, nq := &s.nodes[p], &s.nodes[q]
		dd += s.timePenalty(w, np.before, s.gap(np.at, first), in, s.gap(last, nq.at), nq.after)
		if dd >= s.best.gain {
			return
		}
		out, next := &s.nodes[a.out], &s.nodes[a.in]
		if m == 0 {
			if a.bare < 0 {
				a.bare = s.penaltyTime * int64(out.before.Join(next.after, int32(a.shut)).Over(t.longest)) / unity
				if t.size == a.size {
					a.bare = 0
				}
			}
			dd += a.bare
		} else {
			in := s.visit[b1]
			for c := b1; c != b2; {
				d := s.nodes[c].next
				in = in.Join(s.visit[d], s.travel[int(c)*int(s.n)+int(d)])
				c = d
			}
			dd += s.timePenalty(t, out.before, s.gap(out.at, b1), in, s.gap(b2, next.at), next.after)
		}
		if dd >= s.best.gain {
			return
		}
	}
	s.best = move{gain: dd, kind: exchange, turned: turned, a: *a, p: p, q: q, b: int8(m)}
}

// tryTails prices the exchange of what follows p on route t and q on route w.
func (s *search) tryTails(p, q int32, t, w *route, dd, old int64) {
	np, nq := &s.nodes[p], &s.nodes[q]
	x, y := np.next, nq.next
	loadP, loadQ := np.load+w.load-nq.load, nq.load+t.load-np.load
	if t.depot != w.depot {
		// each tail goes home to the depot of the route that it joins
		dd = s.tailTravel(p, y, t, w) + s.tailTravel(q, x, w, t) - s.gap(np.at, s.nodes[x].at) - s.gap(nq.at, s.nodes[y].at)
		if x < s.n {
			last := s.nodes[t.start+1].prev
			dd -= s.gap(last, t.depot)
		}
		if y < s.n {
			last := s.nodes[w.start+1].prev
			dd -= s.gap(last, w.depot)
		}
	}
	if p == t.start && y >= s.n {
		dd -= t.fixed
	}
	if q == w.start && x >= s.n {
		dd -= w.fixed
	}
	dd += s.loadPenalty(t, loadP) + s.loadPenalty(w, loadQ) - old
	if dd >= s.best.gain {
		return
	}
	if s.timed {
		dd += s.tailPenalty(p, y, t, w)
		if dd >= s.best.gain {
			return
		}
		dd += s.tailPenalty(q, x, w, t)
		if dd >= s.best.gain {
			return
		}
	}
	s.best = move{gain: dd, kind: tails, p: p, q: q}
}

// tailTravel is the travel from p on route t to y, on route w, and from the last of that tail to the depot of t.
func (s *search) tailTravel(p, y int32, t, w *route) int64 {
	if y >= s.n {
		return s.gap(s.nodes[p].at, t.depot)
	}
	return s.gap(s.nodes[p].at, y) + s.gap(s.nodes[w.start+1].prev, t.depot)
}

// tailPenalty is the time penalty of route t up to p and then the tail of route w from y.
func (s *search) tailPenalty(p, y int32, t, w *route) int64 {
	if p == t.start && y >= s.n {
		return 0
	}
	np, ny := &s.nodes[p], &s.nodes[y]
	all := np.before
	if t.depot == w.depot {
		return s.penaltyTime * int64(all.Join(ny.after, s.travel[int(np.at)*int(s.n)+int(ny.at)]).Over(t.longest)) / unity
	}
	at := np.at
	for c := y; c < s.n; c = s.nodes[c].next {
		all = all.Join(s.visit[c], s.travel[int(at)*int(s.n)+int(c)])
		at = c
	}
	all = all.Join(s.visit[t.depot], s.travel[int(at)*int(s.n)+int(t.depot)])
	return s.penaltyTime * int64(all.Over(t.longest)) / unity
}

// tryLeave prices leaving out the optional u.
func (s *search) tryLeave(u int32, t *route, old int64) {
	a := &s.forward[1]
	dd := a.shut - a.gain + s.prize[u] + s.loadPenalty(t, t.load-a.load) - old
	if t.size == 1 {
		dd = -a.gain + s.prize[u] - t.fixed - old
	} else if s.timed {
		dd += s.penaltyTime * int64(s.nodes[a.out].before.Join(s.nodes[a.in].after, int32(a.shut)).Over(t.longest)) / unity
	}
	if dd < s.best.gain {
		s.best = move{gain: dd, kind: leave, p: u}
	}
}

// fresh tries u alone, and all from u on, on an unused route of each kind.
func (s *search) fresh(u int32, t *route, old int64) {
	for kind := range s.in.Vehicles {
		r := s.unused(int32(kind))
		if r < 0 {
			continue
		}
		w := &s.routes[r]
		end := w.start + 1
		a := &s.forward[1]
		if dd := s.gap(w.depot, u) + s.gap(u, w.depot) + a.shut - a.gain + w.fixed; dd < s.best.gain+old && (t.size > 1 || t.kind != w.kind) {
			s.tryExchange(a, false, w.start, 0, end, end, t, w, dd, old)
		}
		if a.out < s.n {
			s.tryTails(a.out, w.start, t, w, s.gap(a.out, t.depot)+s.gap(w.depot, u)-s.gap(a.out, u), old-w.fixed)
		}
	}
}
