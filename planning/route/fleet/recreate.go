package fleet

import "math"

// place is where a customer could be put in.
type place struct {
	price int64
	after int32 // node, 0: nowhere
}

const (
	blink = uint64(1) << 32 / 100 // one place in a hundred is passed over
	eager = 5                     // in one round of so many all are put in that were asked for
)

// recreate puts the absent in again, each at the cheapest place beside one of its neighbours or in an unused
// route, at the price of what is then wrong. In the strict form nothing may be wrong, and who finds no place
// stays absent; in the other form only those stay whose prize is less than the price, and in some rounds
// nobody, since two customers may be worth a way that neither is worth alone.
func (s *search) recreate(strict bool) {
	s.order(strict)
	force := !strict && s.below(eager) == 0
	for _, w := range s.list {
		c := w.customer
		p := s.cheapest(c, strict)
		if prize := s.prize[c]; p.after == 0 || prize >= 0 && prize < p.price && !force {
			s.absent = append(s.absent, c)
			continue
		}
		s.put(c, p.after)
	}
	for _, w := range s.list {
		s.enqueue(w.customer)
	}
}

// put visits the absent c after node p.
func (s *search) put(c, p int32) {
	r := s.nodes[p].route
	s.touch(r)
	s.link(c, p)
	s.update(r)
	s.lost -= max(s.prize[c], 0)
}

func (s *search) cheapest(c int32, strict bool) place {
	best := place{price: math.MaxInt64}
	n := int(s.n)
	row := s.travel[int(c)*n : int(c)*n+n]
	for _, k := range s.nearest(c) {
		x := &s.nodes[k]
		if x.route < 0 {
			continue
		}
		t := &s.routes[x.route]
		base := int64(0)
		if over := t.load + s.demand[c] - t.capacity; over > 0 {
			if strict {
				continue
			}
			base = s.penaltyLoad * int64(min(over, s.demand[c])) / unity
			if base >= best.price {
				continue
			}
		}
		s.tryPut(c, x.prev, k, row, t, base, strict, &best)
		s.tryPut(c, k, x.next, row, t, base, strict, &best)
	}
	if s.used < s.limit && (!strict || best.after == 0) {
		s.tryOpen(c, row, strict, &best)
	}
	if best.after == 0 && !strict {
		s.tryAnywhere(c, row, &best)
	}
	return best
}

// tryPut prices c between the neighbours p and q on route t, where load costs base.
func (s *search) tryPut(c, p, q int32, row []int32, t *route, base int64, strict bool, best *place) {
	a, b := &s.nodes[p], &s.nodes[q]
	in := s.travel[int(a.at)*int(s.n)+int(c)]
	out := row[b.at]
	price := base + int64(in) + int64(out) - int64(s.travel[int(a.at)*int(s.n)+int(b.at)])
	if price >= best.price {
		return
	}
	if s.timed {
		over := a.before.Join(s.visit[c], in).Join(b.after, out).Over(t.longest)
		if over > t.warp {
			if strict {
				return
			}
			price += s.penaltyTime * int64(over-t.warp) / unity
			if price >= best.price {
				return
			}
		}
	}
	if s.next()>>32 >= blink {
		*best = place{price, p}
	}
}

// tryOpen prices c alone on an unused route of each kind.
func (s *search) tryOpen(c int32, row []int32, strict bool, best *place) {
	for kind := range s.in.Vehicles {
		r := s.unused(int32(kind))
		if r < 0 {
			continue
		}
		t := &s.routes[r]
		out := s.travel[int(t.depot)*int(s.n)+int(c)]
		price := t.fixed + int64(out) + int64(row[t.depot])
		if over := s.demand[c] - t.capacity; over > 0 {
			if strict {
				continue
			}
			price += s.penaltyLoad * int64(over) / unity
		}
		if s.timed {
			base := s.visit[t.depot]
			if over := base.Join(s.visit[c], out).Join(base, row[t.depot]).Over(t.longest); over > 0 {
				if strict {
					continue
				}
				price += s.penaltyTime * int64(over) / unity
			}
		}
		if price < best.price {
			*best = place{price, t.start}
		}
	}
}

// tryAnywhere prices c behind the depot of every used route: for those whose neighbours are all absent.
func (s *search) tryAnywhere(c int32, row []int32, best *place) {
	for r := range s.routes {
		t := &s.routes[r]
		if t.size == 0 {
			continue
		}
		base := s.penaltyLoad * int64(max(0, min(t.load+s.demand[c]-t.capacity, s.demand[c]))) / unity
		s.tryPut(c, t.start, s.nodes[t.start].next, row, t, base, false, best)
	}
}

// loadPenalty is what a load costs on route t.
func (s *search) loadPenalty(t *route, load int32) int64 {
	return s.penaltyLoad * int64(max(0, load-t.capacity)) / unity
}
