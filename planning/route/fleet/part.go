package fleet

// divide improves parts of a large answer, each of some neighbouring routes, as problems of their own until the clock
// stands at its end (the decomposition phases of Vidal and others 2013, after Taillard 1993): crossing pays on few
// customers only.
func (s *search) divide() {
	parts := (int(s.n-s.first) + standard.part - 1) / standard.part
	slice := (s.end - s.share) / (standard.visits * float64(parts))
	last := s.end
	for s.share < last && len(s.top.places) > 0 && s.tick("cost") {
		s.restore(&s.top)
		chosen := s.growPart()
		s.end = min(last, s.share+slice)
		s.improvePart(chosen)
		s.end = last
	}
}

// growPart chooses used routes: one of a customer drawn at random, then always the one with the most customers near to those chosen.
func (s *search) growPart() []int32 {
	links := make([]int32, len(s.routes))
	chosen := make([]int32, 0, 16)
	r := s.nodes[s.top.places[s.below(len(s.top.places))]].route
	for size := int32(0); ; {
		chosen = append(chosen, r)
		links[r] = -1
		size += s.routes[r].size
		for c := s.nodes[s.routes[r].start].next; c < s.n; c = s.nodes[c].next {
			for i, k := range s.nearest(c) {
				if o := s.nodes[k].route; i < standard.links && o >= 0 && links[o] >= 0 {
					links[o]++
				}
			}
		}
		best := int32(-1)
		for o := range s.routes {
			if links[o] > 0 && (best < 0 || links[o] > links[best]) {
				best = int32(o)
			}
		}
		if best < 0 || size+s.routes[best].size > int32(standard.part) {
			return chosen
		}
		r = best
	}
}

// part is a problem of some routes of an answer.
type part struct {
	in     *Instance
	places []int32   // of the whole, of each customer of the part
	slots  [][]int32 // routes of the whole that the part may use, by kind of the part
}

// improvePart solves the chosen routes anew, and takes the answer up where it is better.
func (s *search) improvePart(chosen []int32) {
	p := s.cutPart(chosen)
	sub := newSearch(newProblem(p.in, s.all), s.next())
	sub.clock = s.clock
	sub.tell = nil
	sub.limit = len(chosen)
	if s.used < s.limit {
		sub.limit = len(sub.slots)
	}
	p.load(s, sub)
	before := sub.top.cost
	sub.breed()
	s.rounds, s.share = sub.rounds, sub.share
	s.restarts++
	if sub.top.cost < before {
		p.store(s, sub, chosen)
	}
}

// cutPart makes the problem of the chosen routes, and of one more vehicle of each kind where there is one.
func (s *search) cutPart(chosen []int32) *part {
	p := &part{in: &Instance{Depots: s.in.Depots}}
	for kind := range s.in.Vehicles {
		var slots []int32
		for _, r := range chosen {
			if s.routes[r].kind == int32(kind) {
				slots = append(slots, r)
			}
		}
		if r := s.unused(int32(kind)); r >= 0 && s.used < s.limit {
			slots = append(slots, r)
		}
		if len(slots) > 0 {
			v := s.in.Vehicles[kind]
			v.Count = len(slots)
			p.in.Vehicles = append(p.in.Vehicles, v)
			p.slots = append(p.slots, slots)
		}
	}
	at := make([]int32, 0, standard.part+int(s.first))
	for d := range s.first {
		at = append(at, d)
	}
	for _, r := range chosen {
		for c := s.nodes[s.routes[r].start].next; c < s.n; c = s.nodes[c].next {
			at = append(at, c)
			p.in.Customers = append(p.in.Customers, s.in.Customers[c-s.first])
		}
	}
	for _, a := range at {
		for _, b := range at {
			p.in.Travel = append(p.in.Travel, s.travel[int(a)*int(s.n)+int(b)])
		}
	}
	p.places = at[s.first:]
	return p
}

// load makes what stands in the whole the best answer of the part.
func (p *part) load(s, sub *search) {
	of := make(map[int32]int32, len(p.places))
	for i, c := range p.places {
		of[c] = sub.first + int32(i)
	}
	a := &sub.top
	slot := int32(0)
	for _, slots := range p.slots {
		for _, r := range slots {
			if s.routes[r].size > 0 {
				a.slot = append(a.slot, slot)
				a.start = append(a.start, int32(len(a.places)))
				for c := s.nodes[s.routes[r].start].next; c < s.n; c = s.nodes[c].next {
					a.places = append(a.places, of[c])
				}
			}
			slot++
		}
	}
	a.start = append(a.start, int32(len(a.places)))
	sub.restore(a)
	sub.copyTo(a)
}

// store puts the best answer of the part in the place of the chosen routes.
func (p *part) store(s, sub *search, chosen []int32) {
	s.begin()
	for _, r := range chosen {
		s.clearRoute(r)
	}
	s.drop()
	var slots []int32
	for _, some := range p.slots {
		slots = append(slots, some...)
	}
	for i, slot := range sub.top.slot {
		r := slots[slot]
		s.touch(r)
		at := s.routes[r].start
		for _, c := range sub.top.places[sub.top.start[i]:sub.top.start[i+1]] {
			whole := p.places[c-sub.first]
			s.link(whole, at)
			s.lost -= max(s.prize[whole], 0)
			at = whole
		}
		s.update(r)
	}
	s.forget()
	s.record()
}
