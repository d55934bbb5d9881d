package cover

// assignment splits the visitors of the cells over the camp-days held: a flow from cells to sites that
// is changed camp-day by camp-day and kept the largest possible by augmenting paths (Ford and Fulkerson
// 1956, doi 10.4153/CJM-1956-045-5).
type assignment struct {
	*links
	in *Instance

	flow   []int64 // of each arc
	rest   []int64 // visitors of each cell not served
	room   []int64 // free places of each site
	served int64
	worth  int64 // where the arcs have worths, what those served count, thousandths

	mark    []int32 // search stamps: cells, then sites
	stamp   int32
	from    []int32 // arc by which a node was reached
	queue   []int32
	onRest  func(cell int32, before, after int64) // told of every change of rest; may be nil
	floors  *tally                                // nil where there are none
	journal []change
	keep    bool // write the journal
}

// change is one undoable step: by visitors on arc, or with arc < 0 by free places at site ^arc.
type change struct {
	arc int32
	by  int64
}

func newAssignment(in *Instance) *assignment {
	n := len(in.Demand)
	return &assignment{
		links: newLinks(in), in: in,
		flow: make([]int64, len(in.ArcCell)), rest: append([]int64(nil), in.Demand...), room: make([]int64, len(in.Sites)),
		mark: make([]int32, n+len(in.Sites)), from: make([]int32, n+len(in.Sites)), floors: newTally(in),
	}
}

// value is what the aims after the first compare answers by: the visitors served, those below a floor with its
// weight.
func (s *assignment) value() int64 {
	if s.floors != nil {
		return s.floors.value
	}
	return s.served
}

// push moves by visitors onto arc a, or off it where by is negative, from and to the cell's rest and the site's room.
func (s *assignment) push(a int32, by int64) {
	s.flow[a] += by
	c := s.in.ArcCell[a]
	before := s.rest[c]
	s.rest[c] = before - by
	s.room[s.arcSite[a]] -= by
	s.served += by
	if s.in.Worth != nil {
		s.worth += by * int64(s.in.Worth[a])
	}
	if s.keep {
		s.journal = append(s.journal, change{a, by})
	}
	if s.onRest != nil {
		s.onRest(c, before, before-by)
	}
	if s.floors != nil {
		s.floors.count(c, by)
	}
}

// resize gives site j by more free places. A negative by first sends away as many visitors as needed,
// those of the cells with most other choices last to go.
func (s *assignment) resize(j int32, by int64) {
	s.room[j] += by
	if s.keep {
		s.journal = append(s.journal, change{^j, by})
	}
	for a := s.in.SiteStart[j]; a < s.in.SiteStart[j+1] && s.room[j] < 0; a++ {
		if x := min(s.flow[a], -s.room[j]); x > 0 {
			s.push(a, -x)
		}
	}
}

// take lets site j serve unserved visitors of the cells it reaches, those in a floor below its Want first, then
// those with fewest other sites, as sorted in prefer.
func (s *assignment) take(j int32, prefer []int32) {
	if s.floors != nil {
		for _, a := range prefer[s.in.SiteStart[j]:s.in.SiteStart[j+1]] {
			if c := s.in.ArcCell[a]; s.floors.unmet[c] > 0 {
				if x := min(s.rest[c], s.room[j]); x > 0 {
					s.push(a, x)
				}
			}
		}
	}
	for _, a := range prefer[s.in.SiteStart[j]:s.in.SiteStart[j+1]] {
		if s.room[j] == 0 {
			break
		}
		if x := min(s.rest[s.in.ArcCell[a]], s.room[j]); x > 0 {
			s.push(a, x)
		}
	}
}

// rollback undoes the journal down to length mark.
func (s *assignment) rollback(mark int) {
	s.keep = false
	for k := len(s.journal) - 1; k >= mark; k-- {
		c := s.journal[k]
		if c.arc < 0 {
			s.room[^c.arc] -= c.by
		} else {
			s.push(c.arc, -c.by)
		}
	}
	s.journal = s.journal[:mark]
	s.keep = true
}

// newSearch forgets what earlier searches saw.
func (s *assignment) newSearch() {
	if s.stamp == 1<<30 {
		clear(s.mark)
		s.stamp = 0
	}
	s.stamp++
}

// fill serves unserved visitors of the cell, moving others to other sites where that makes room, until
// no path is left; it looks at no more than limit sites a search. Nodes seen by a search that failed
// stay closed until newSearch, which is right as long as only fill runs in between.
func (s *assignment) fill(cell int32, limit int) {
	for s.rest[cell] > 0 {
		if s.mark[cell] == s.stamp || !s.fillOnce(cell, limit) {
			return
		}
	}
}

// fillOnce finds one augmenting path by breadth first search from an unserved cell to a site with room.
func (s *assignment) fillOnce(cell int32, limit int) bool {
	n := int32(len(s.in.Demand))
	s.queue = append(s.queue[:0], cell)
	s.mark[cell], s.from[cell] = s.stamp, -1
	for h := 0; h < len(s.queue) && limit > 0; h++ {
		c := s.queue[h]
		for _, a := range s.arcsOf(c) {
			j := s.arcSite[a]
			if s.mark[n+j] == s.stamp {
				continue
			}
			s.mark[n+j], s.from[n+j] = s.stamp, a
			limit--
			if s.room[j] > 0 {
				s.augment(j)
				s.reopen()
				return true
			}
			for b := s.in.SiteStart[j]; b < s.in.SiteStart[j+1]; b++ {
				if d := s.in.ArcCell[b]; s.flow[b] > 0 && s.mark[d] != s.stamp {
					s.mark[d], s.from[d] = s.stamp, b
					s.queue = append(s.queue, d)
				}
			}
		}
	}
	return false
}

// reopen takes the marks of the search that just succeeded away again.
func (s *assignment) reopen() {
	n := int32(len(s.in.Demand))
	for _, c := range s.queue {
		s.mark[c] = s.stamp - 1
		for _, a := range s.arcsOf(c) {
			if j := n + s.arcSite[a]; s.mark[j] == s.stamp && s.from[j] == a {
				s.mark[j] = s.stamp - 1
			}
		}
	}
}

// augment pushes as much as possible along the path that ends at site j.
func (s *assignment) augment(j int32) {
	n := int32(len(s.in.Demand))
	by := s.room[j]
	for k := j; ; {
		c := s.in.ArcCell[s.from[n+k]]
		b := s.from[c]
		if b < 0 {
			by = min(by, s.rest[c])
			break
		}
		by = min(by, s.flow[b])
		k = s.arcSite[b]
	}
	for k := j; ; {
		a := s.from[n+k]
		c := s.in.ArcCell[a]
		b := s.from[c]
		if b >= 0 {
			s.push(b, -by)
		}
		s.push(a, by)
		if b < 0 {
			return
		}
		k = s.arcSite[b]
	}
}

// drain gives the free places of site j to unserved visitors, moving others between sites where that
// helps, looking at no more than limit cells a search.
func (s *assignment) drain(j int32, limit int) {
	for s.room[j] > 0 {
		s.newSearch()
		if !s.drainOnce(j, limit) {
			return
		}
	}
}

// drainOnce finds one augmenting path by breadth first search from a site with room to an unserved cell.
func (s *assignment) drainOnce(j int32, limit int) bool {
	n := int32(len(s.in.Demand))
	s.queue = append(s.queue[:0], j)
	s.mark[n+j], s.from[n+j] = s.stamp, -1
	for h := 0; h < len(s.queue) && limit > 0; h++ {
		k := s.queue[h]
		for a := s.in.SiteStart[k]; a < s.in.SiteStart[k+1]; a++ {
			c := s.in.ArcCell[a]
			if s.mark[c] == s.stamp {
				continue
			}
			s.mark[c], s.from[c] = s.stamp, a
			limit--
			if s.rest[c] > 0 {
				s.augmentBack(j, c)
				return true
			}
			for _, b := range s.arcsOf(c) {
				if m := s.arcSite[b]; s.flow[b] > 0 && s.mark[n+m] != s.stamp {
					s.mark[n+m], s.from[n+m] = s.stamp, b
					s.queue = append(s.queue, m)
				}
			}
		}
	}
	return false
}

// augmentBack pushes as much as possible along the path from site j to the unserved cell.
func (s *assignment) augmentBack(j, cell int32) {
	n := int32(len(s.in.Demand))
	by := min(s.room[j], s.rest[cell])
	for c := cell; ; {
		k := s.arcSite[s.from[c]]
		if k == j {
			break
		}
		b := s.from[n+k]
		by = min(by, s.flow[b])
		c = s.in.ArcCell[b]
	}
	for c := cell; ; {
		a := s.from[c]
		k := s.arcSite[a]
		if k == j {
			s.push(a, by)
			return
		}
		b := s.from[n+k]
		// the site takes the new visitors in the place of those it sends along
		s.push(b, -by)
		s.push(a, by)
		c = s.in.ArcCell[b]
	}
}

// maximise makes the assignment the largest possible for the camp-days held: exact.
func (s *assignment) maximise() {
	s.newSearch()
	for i := range s.rest {
		s.fill(int32(i), len(s.in.Sites)+1)
	}
}
