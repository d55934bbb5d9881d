package fleet

import "doorstep/planning/route/span"

// within tries the moves that bring u and v, both of route t, together.
func (s *search) within(u, v int32, t *route, old int64) {
	x, y := &s.nodes[u], &s.nodes[v]
	for k := 1; k <= 3; k++ {
		if a := &s.forward[k]; a.size > 0 {
			if y.pos < x.pos-1 || y.pos >= x.pos+a.size {
				s.tryShift(a, false, v, t, old)
			}
			if k > 1 && s.symmetric && (y.pos < x.pos || y.pos > x.pos+a.size) {
				s.tryShift(a, true, y.prev, t, old)
			}
		}
		if a := &s.back[k]; a.size > 0 {
			if y.pos <= x.pos-a.size || y.pos > x.pos+1 {
				s.tryShift(a, false, y.prev, t, old)
			}
			if k > 1 && s.symmetric && (y.pos < x.pos-a.size || y.pos > x.pos) {
				s.tryShift(a, true, v, t, old)
			}
		}
	}
	if s.symmetric {
		if y.pos < x.pos {
			s.tryTurn(y.next, u, t, old)
			s.tryTurn(v, x.prev, t, old)
		} else {
			s.tryTurn(x.next, v, t, old)
			s.tryTurn(u, y.prev, t, old)
		}
	}
	if z := y.next; z < s.n && z != u {
		s.trySwap(u, z, t, old)
	}
	if z := y.prev; z < s.n && z != u {
		s.trySwap(u, z, t, old)
	}
}

// tryShift prices piece a after node p of its own route, p not of the piece nor the node before it.
func (s *search) tryShift(a *piece, turned bool, p int32, t *route, old int64) {
	if p == a.out {
		return
	}
	first, last, in := a.first, a.last, &a.within
	if turned {
		first, last, in = a.last, a.first, &a.turned
	}
	np := &s.nodes[p]
	q := np.next
	nq := &s.nodes[q]
	dd := s.gap(np.at, first) + s.gap(last, nq.at) - s.gap(np.at, nq.at) + a.shut - a.gain
	room := s.room(dd, t, old)
	if room < 0 {
		return
	}
	if s.timed {
		var all span.Span
		if np.pos < s.nodes[a.first].pos {
			end := &s.nodes[a.in]
			if room -= int64(end.after.Warp); int64(np.before.Warp) > room {
				return
			}
			all = np.before.Join(*in, int32(s.gap(np.at, first)))
			if all = s.walk(all, last, q, a.out, room); int64(all.Warp) > room {
				return
			}
			all = all.Join(end.after, int32(a.shut))
		} else {
			out := &s.nodes[a.out]
			if room -= int64(nq.after.Warp); int64(out.before.Warp) > room {
				return
			}
			if all = s.walk(out.before, out.at, a.in, p, room); int64(all.Warp) > room {
				return
			}
			all = all.Join(*in, int32(s.gap(np.at, first)))
			all = all.Join(nq.after, int32(s.gap(last, nq.at)))
		}
		dd += s.penaltyTime * int64(all.Over(t.longest)) / unity
	}
	if dd -= old - s.loadPenalty(t, t.load); dd < s.best.gain {
		s.best = move{gain: dd, kind: shift, turned: turned, a: *a, p: p, q: q}
	}
}

// room is the warp that route t may have when its travel changes by dd for the move to be the best so far; negative
// where it cannot be.
func (s *search) room(dd int64, t *route, old int64) int64 {
	left := s.best.gain - dd + old - s.loadPenalty(t, t.load)
	if left <= 0 {
		return -1
	}
	return left * unity / s.penaltyTime
}

// walk joins the customers from b to c, in the order of the route, to all, which ends at the place at. It stops
// where the warp is more than room.
func (s *search) walk(all span.Span, at, b, c int32, room int64) span.Span {
	n := int(s.n)
	for {
		all = all.Join(s.visit[b], s.travel[int(at)*n+int(b)])
		if b == c || int64(all.Warp) > room {
			return all
		}
		at = b
		b = s.nodes[b].next
	}
}

// tryTurn prices the route with what stands from i to j driven backwards.
func (s *search) tryTurn(i, j int32, t *route, old int64) {
	if i >= s.n || j >= s.n || s.nodes[i].pos >= s.nodes[j].pos {
		return
	}
	a, b := &s.nodes[s.nodes[i].prev], &s.nodes[s.nodes[j].next]
	dd := s.gap(a.at, j) + s.gap(i, b.at) - s.gap(a.at, i) - s.gap(j, b.at)
	room := s.room(dd, t, old)
	if room < 0 {
		return
	}
	if s.timed {
		room -= int64(b.after.Warp)
		n := int(s.n)
		all, at := a.before, a.at
		for c := j; ; c = s.nodes[c].prev {
			if int64(all.Warp) > room {
				return
			}
			all = all.Join(s.visit[c], s.travel[int(at)*n+int(c)])
			at = c
			if c == i {
				break
			}
		}
		all = all.Join(b.after, s.travel[int(at)*n+int(b.at)])
		dd += s.penaltyTime * int64(all.Over(t.longest)) / unity
	}
	if dd -= old - s.loadPenalty(t, t.load); dd < s.best.gain {
		s.best = move{gain: dd, kind: turn, p: i, q: j}
	}
}

// trySwap prices u and z, which are not neighbours, in each other's place.
func (s *search) trySwap(u, z int32, t *route, old int64) {
	if s.nodes[u].pos > s.nodes[z].pos {
		u, z = z, u
	}
	x, y := &s.nodes[u], &s.nodes[z]
	if x.next == z {
		return
	}
	a, b := &s.nodes[x.prev], &s.nodes[y.next]
	dd := s.gap(a.at, z) + s.gap(z, x.next) + s.gap(y.prev, u) + s.gap(u, b.at) -
		s.gap(a.at, u) - s.gap(u, x.next) - s.gap(y.prev, z) - s.gap(z, b.at)
	room := s.room(dd, t, old)
	if room < 0 {
		return
	}
	if s.timed {
		if room -= int64(b.after.Warp); int64(a.before.Warp) > room {
			return
		}
		all := a.before.Join(s.visit[z], int32(s.gap(a.at, z)))
		if all = s.walk(all, z, x.next, y.prev, room); int64(all.Warp) > room {
			return
		}
		all = all.Join(s.visit[u], int32(s.gap(y.prev, u)))
		all = all.Join(b.after, int32(s.gap(u, b.at)))
		dd += s.penaltyTime * int64(all.Over(t.longest)) / unity
	}
	if dd -= old - s.loadPenalty(t, t.load); dd < s.best.gain {
		s.best = move{gain: dd, kind: swap, p: u, q: z}
	}
}
