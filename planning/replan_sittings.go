package planning

import (
	"math"
	"slices"

	"doorstep/planning/sitting"
)

// boothsOf gives the booths of a camp as indices.
func (m *model) boothsOf(x *Camp) (list []int32) {
	if len(x.Booths) == 0 {
		return nil
	}
	at := m.boothIndex()
	for _, b := range x.Booths {
		if i, ok := at[b.Booth]; ok {
			list = append(list, i)
		}
	}
	return list
}

// sittingPlaces is where sittings may go in a re-plan: to venues near their booths with room for them.
type sittingPlaces struct {
	r     *replanner
	halls map[int32]*hall
	memo  map[CampID]map[int32]int64 // person-metres at each venue, -1: not there
}

// place gives the person-metres of a camp's booths at a venue; ok is false where they cannot meet there. A camp
// that is pinned, announced or held may stay where it is whatever has become of the cap.
func (s *sittingPlaces) place(x *standing, j int32) (metres int64, ok bool) {
	if !s.r.q.Drive.ByBooth() || len(x.Booths) == 0 || x.order >= 0 {
		return 0, true
	}
	if s.halls == nil {
		s.halls, s.memo = map[int32]*hall{}, map[CampID]map[int32]int64{}
		for _, h := range s.r.m.halls() {
			s.halls[h.group] = h
		}
	}
	if s.memo[x.ID] == nil {
		s.memo[x.ID] = s.venues(x)
	}
	metres, ok = s.memo[x.ID][j]
	return metres, ok || j == x.site && x.hold != holdFree
}

func (s *sittingPlaces) venues(x *standing) map[int32]int64 {
	p, h := &s.r.q, s.halls[x.group]
	found := map[int32]int64{}
	if h == nil {
		return found
	}
	visitors := int64(0)
	booths := s.r.m.boothsOf(&x.Camp)
	for _, i := range booths {
		visitors += p.Booths[i].Visitors
	}
	for _, i := range booths {
		k := slices.Index(h.booths, i)
		if k < 0 {
			continue
		}
		for _, v := range h.in.Near[k] {
			if h.in.Cap[v] < visitors {
				continue
			}
			sum := int64(0)
			for _, o := range booths {
				sum += p.Booths[o].People * p.cappedWalk(int(o), int(h.venues[v]))
			}
			found[h.venues[v]] = sum
		}
	}
	return found
}

// farther says how much more the booths of a camp would walk at a venue, in units that go with visitors lost: the
// people times a quarter of the kilometres.
func (s *sittingPlaces) farther(x *standing, j int32) int64 {
	here, known := s.place(x, x.site)
	there, ok := s.place(x, j)
	if !ok || !known || j == x.site {
		return 0
	}
	return max(0, there-here) / 4000
}

// over says whether a sitting that may move expects more than its venue takes now.
func (s *sittingPlaces) over(x *standing) bool {
	_, ok := s.place(x, x.site)
	return !ok
}

// nearestSittings lets each sitting that had to change its venue meet at that venue on its day where its
// booths walk least.
func (r *replanner) nearestSittings() {
	for k := range r.b.slots {
		s := &r.b.slots[k]
		if s.pin >= 0 || s.was == nil || s.was.Venue == r.q.Candidates[s.site].ID || s.was.Group != r.q.Candidates[s.site].Group {
			continue
		}
		at := slices.IndexFunc(r.camps, func(c standing) bool { return c.ID == s.was.ID })
		best, least := s.site, int64(math.MaxInt64)
		for j := range r.q.Candidates {
			if r.m.siteGroup[j] != r.m.siteGroup[s.site] || r.q.Candidates[j].ID == s.was.Venue || !r.m.cal.open[j].has(s.day) {
				continue
			}
			if n, ok := r.meet.place(&r.camps[at], int32(j)); ok && n < least {
				best, least = int32(j), n
			}
		}
		s.site = best
	}
}

// resit seats the booths of sittings that were cancelled wherever that can be, and keeps the prices of the old
// plan as proof where they still prove something.
func (r *replanner) resit() {
	halls := r.m.halls()
	r.b.proofs = map[int32]sitting.Proof{}
	rows := make(map[string]GroupSittings, len(r.oldPlan.Sittings))
	for _, x := range r.oldPlan.Sittings {
		rows[x.Group] = x
	}
	for _, h := range halls {
		row := rows[r.q.Groups[h.group].ID]
		proof := sitting.Proof{Sitting: row.Price}
		for _, x := range row.Prices {
			proof.Price = append(proof.Price, x.Price)
		}
		at := map[AreaID]int32{}
		for k, i := range h.booths {
			at[r.q.Booths[i].ID] = int32(k)
		}
		for _, x := range row.Cuts {
			cut := sitting.Cut{Weight: x.Weight}
			for n := range min(len(x.Booths), len(cut.Booths)) {
				cut.Booths[n] = at[x.Booths[n]]
			}
			proof.Cuts = append(proof.Cuts, cut)
		}
		r.b.proofs[h.group] = proof
	}
	if r.oldPlan.Origin == OriginDraft {
		r.b.draft = true
		return
	}
	r.b.seat(halls, sitting.DefaultNodes)
}

// growBooths adds visitors to the booths of some groups, in proportion.
func (a *aftermath) growBooths(in map[string]bool, percent int64) {
	a.Booths = slices.Clone(a.Booths)
	for i := range a.Booths {
		if x := &a.Booths[i]; in[x.Group] {
			x.Visitors += ceilDiv(x.Visitors*percent, 100)
		}
	}
}
