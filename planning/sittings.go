package planning

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"

	"doorstep/planning/sitting"
)

// hall is the booths of a group with the venues they may meet at, as the solver takes them.
type hall struct {
	group  int32
	booths []int32 // indices into Problem.Booths
	venues []int32 // indices into Problem.Candidates
	in     *sitting.Group
}

// halls makes the groups that have booths ready for the solver. O(booths x (booths + venues)) in each group.
func (m *model) halls() []*hall {
	list := make([]*hall, len(m.p.Groups))
	for i, x := range m.p.Booths {
		g := m.group[x.Group]
		if list[g] == nil {
			list[g] = &hall{group: g}
		}
		list[g].booths = append(list[g].booths, int32(i))
	}
	for j, g := range m.siteGroup {
		if list[g] != nil && m.cal.open[j].count() > 0 {
			list[g].venues = append(list[g].venues, int32(j))
		}
	}
	list = slices.DeleteFunc(list, func(h *hall) bool { return h == nil })
	for _, h := range list {
		h.prepare(m)
	}
	return list
}

func (h *hall) prepare(m *model) {
	p := m.p
	n := len(h.booths)
	in := &sitting.Group{
		Neighbours: make([][]int32, n), Limit: int(min(p.Groups[h.group].Sittings, int64(n))), Threshold: min(p.Drive.Threshold, sitting.LongWalk),
	}
	for _, j := range h.venues {
		in.Cap = append(in.Cap, p.Candidates[j].Cap)
	}
	apart := func(a, b orb.Point) int32 { return int32(min(p.walk(a, b), sitting.LongWalk)) }
	for k, i := range h.booths {
		x := p.Booths[i]
		in.People, in.Visitors = append(in.People, x.People), append(in.Visitors, x.Visitors)
		row := make([]int32, len(h.venues))
		for v, j := range h.venues {
			row[v] = int32(p.cappedWalk(int(i), int(j)))
		}
		in.Metres = append(in.Metres, row)
		in.Near = append(in.Near, closest(row, nearVenues, -1))
		others := make([]int32, n)
		for o, other := range h.booths {
			others[o] = apart(x.At, p.Booths[other].At)
		}
		for _, o := range closest(others, neighbourBooths, k) {
			in.Neighbours[k] = append(in.Neighbours[k], o)
			in.Neighbours[o] = append(in.Neighbours[o], int32(k))
		}
	}
	for k := range in.Neighbours {
		slices.Sort(in.Neighbours[k])
		in.Neighbours[k] = slices.Compact(in.Neighbours[k])
	}
	h.in = in
}

// cappedWalk is the walk from a booth to a candidate as the division of booths counts it: the longest there is where
// no way is listed.
func (p *Problem) cappedWalk(booth, candidate int) int64 {
	if metres, found := p.boothWalk(booth, candidate); found {
		return min(metres, sitting.LongWalk)
	}
	return sitting.LongWalk
}

// closest gives the indices of the n least lengths, the lower index where several are equal, sorted; without
// skip.
func closest(metres []int32, n, skip int) []int32 {
	list := make([]int32, 0, len(metres))
	for k := range metres {
		if k != skip {
			list = append(list, int32(k))
		}
	}
	slices.SortFunc(list, func(a, b int32) int { return cmp.Or(cmp.Compare(metres[a], metres[b]), cmp.Compare(a, b)) })
	list = slices.Clip(list[:min(n, len(list))])
	slices.Sort(list)
	return list
}

// only gives the hall with some of its booths, in the order of theirs, and at most limit sittings.
func (h *hall) only(booths []int32, limit int, room func(j int32) bool) *hall {
	place := make(map[int32]int32, len(booths))
	for k, b := range booths {
		place[b] = int32(k)
	}
	sub := &hall{group: h.group, venues: h.venues, in: &sitting.Group{Limit: limit, Threshold: h.in.Threshold, Cap: slices.Clone(h.in.Cap)}}
	for v, j := range h.venues {
		if !room(j) {
			sub.in.Cap[v] = 0
		}
	}
	for _, b := range booths {
		sub.booths = append(sub.booths, h.booths[b])
		sub.in.People, sub.in.Visitors = append(sub.in.People, h.in.People[b]), append(sub.in.Visitors, h.in.Visitors[b])
		sub.in.Metres, sub.in.Near = append(sub.in.Metres, h.in.Metres[b]), append(sub.in.Near, h.in.Near[b])
		var near []int32
		for _, o := range h.in.Neighbours[b] {
			if k, ok := place[o]; ok {
				near = append(near, k)
			}
		}
		slices.Sort(near)
		sub.in.Neighbours = append(sub.in.Neighbours, near)
	}
	return sub
}

// at gives the index of a venue in the hall, -1 where it is none of its.
func (h *hall) at(site int32) int32 { return int32(slices.Index(h.venues, site)) }

// boothIndex finds booths by id.
func (m *model) boothIndex() map[AreaID]int32 {
	at := make(map[AreaID]int32, len(m.p.Booths))
	for i, x := range m.p.Booths {
		at[x.ID] = int32(i)
	}
	return at
}
