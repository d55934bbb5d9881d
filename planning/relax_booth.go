package planning

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"doorstep/planning/sitting"
)

// boothChange is a change to a problem that may seat a booth; make says whether there is anything to change.
type boothChange struct {
	BoothRelaxation
	make func(q *Problem) bool
}

// relaxBooth finds the first change, in the order that suits the reason, with which the booth's block is planned
// so that the booth sits; it gives the changed problem of the block and its plan.
func (m *model) relaxBooth(plan Plan, booth int32) (r BoothRelaxation, q Problem, made Plan, ok bool) {
	id := m.p.Booths[booth].ID
	reason := BoothLeft
	if k := slices.IndexFunc(plan.Unseated, func(u UnseatedBooth) bool { return u.Booth == id }); k >= 0 {
		reason = plan.Unseated[k].Reason
	}
	one, cap0, halt, other, team, day := m.oneMore(booth), m.higherCap(booth), m.haltAt(booth), m.otherGroup(booth), m.oneTeam(booth), m.oneDay(booth)
	order := map[BoothReason][]boothChange{
		BoothAlone: {other}, BoothNoVenue: {halt, day}, BoothCap: {cap0, other}, BoothSpent: {one}, BoothNotList: {one},
		BoothNoDay: {team, day}, BoothLeft: {one, cap0},
	}[reason]
	all := append(order, one, cap0, halt, team, day, other) //nolint:gocritic // the order of this reason first, then whatever helps
	for _, c := range all {
		if q, made, ok = m.tried(c, booth); ok {
			return c.BoothRelaxation, q, made, true
		}
	}
	more := boothChange{
		BoothRelaxation{Change: "halt", Text: fmt.Sprintf("With a halt at %s on a day more, a team more and one sitting more it sits.", m.p.Booths[booth].Name)},
		func(q *Problem) bool {
			return halt.make(q) && day.make(q) && one.make(q) && pinHalt(q, &m.p.Booths[booth])
		},
	}
	joined := boothChange{other.BoothRelaxation, func(q *Problem) bool { return other.make(q) && more.make(q) }}
	joined.Text += " That needs a halt there on a day more, and a team more."
	for _, c := range [...]boothChange{more, joined} { // several changes, where one is not enough
		if q, made, ok = m.tried(c, booth); ok {
			return c.BoothRelaxation, q, made, true
		}
	}
	return r, q, made, false
}

// pinHalt pins a sitting of the booth and the nearest other of its group at its halt on the last day.
func pinHalt(q *Problem, x *Booth) bool {
	group := hostOf(q, x.ID).ID
	best, metres := -1, int64(0)
	for i, o := range q.Booths {
		taken := slices.ContainsFunc(q.Pins, func(pin Pin) bool { return slices.Contains(pin.Booths, o.ID) })
		if o.Group != group || o.ID == x.ID || taken {
			continue
		}
		if n := q.walk(x.At, o.At); best < 0 || n < metres {
			best, metres = i, n
		}
	}
	if best < 0 {
		return false
	}
	venue := VenueID("halt-" + string(x.ID))
	for j := range q.Candidates {
		if q.Candidates[j].ID == venue {
			q.Candidates[j].Cap = max(q.Candidates[j].Cap, x.Visitors+q.Booths[best].Visitors)
		}
	}
	booths := []AreaID{min(x.ID, q.Booths[best].ID), max(x.ID, q.Booths[best].ID)}
	q.Pins = append(slices.Clone(q.Pins), Pin{ID: CampID("halt-" + string(x.ID)), Venue: venue, Day: q.Days[len(q.Days)-1], Booths: booths})
	slices.SortFunc(q.Pins, func(a, b Pin) int { return cmp.Compare(a.ID, b.ID) })
	return true
}

// tried plans the booth's block with a change and says whether the booth sits then.
func (m *model) tried(c boothChange, booth int32) (q Problem, plan Plan, ok bool) {
	id := m.p.Booths[booth].ID
	group := cmp.Or(c.Group, m.p.Booths[booth].Group)
	q = m.p.onlyBlock(m.p.Groups[m.group[group]].Block)
	if !slices.ContainsFunc(q.Booths, func(b Booth) bool { return b.ID == id }) { // it comes from another block
		q.Booths = append(q.Booths, m.p.Booths[booth])
		slices.SortFunc(q.Booths, func(a, b Booth) int { return cmp.Compare(a.ID, b.ID) })
	}
	if !c.make(&q) || q.Validate() != nil {
		return q, plan, false
	}
	plan, err := Solve(context.Background(), q, 1, Options{ImproveUnits: relaxNodes}, nil)
	if err != nil {
		return q, plan, false
	}
	return q, plan, !slices.ContainsFunc(plan.Unseated, func(u UnseatedBooth) bool { return u.Booth == id })
}

// relaxNodes bounds the search of a group when a relaxation is tested.
const relaxNodes = 2000

// hostOf gives the group that a booth is counted with in a problem.
func hostOf(q *Problem, booth AreaID) *Group {
	k := slices.IndexFunc(q.Booths, func(b Booth) bool { return b.ID == booth })
	return ownGroup(q, q.Booths[k].Group)
}

// onlyBlock is the problem of one block, with as many camp-days as its groups may hold sittings.
func (p Problem) onlyBlock(block AreaID) Problem {
	q := p
	in := map[string]bool{}
	q.Groups, q.CampDays = nil, 0
	for _, g := range p.Groups {
		if g.Block == block {
			in[g.ID] = true
			q.Groups = append(q.Groups, g)
			q.CampDays += g.Sittings
		}
	}
	keep := func(group string) bool { return in[group] }
	q.Blocks, q.Teams, q.Candidates, q.Demand, q.Booths, q.Pins = []Block{}, []Team{}, []Candidate{}, []Demand{}, nil, nil
	for _, b := range p.Blocks {
		if b.ID == block {
			q.Blocks = append(q.Blocks, b)
		}
	}
	for _, t := range p.Teams {
		if t.Block == block {
			q.Teams = append(q.Teams, t)
		}
	}
	venues := map[VenueID]bool{}
	for _, v := range p.Candidates {
		if keep(v.Group) {
			q.Candidates = append(q.Candidates, v)
			venues[v.ID] = true
		}
	}
	for _, d := range p.Demand {
		if keep(d.Group) {
			q.Demand = append(q.Demand, d)
		}
	}
	for _, b := range p.Booths {
		if keep(b.Group) {
			q.Booths = append(q.Booths, b)
		}
	}
	for _, pin := range p.Pins {
		if venues[pin.Venue] {
			q.Pins = append(q.Pins, pin)
		}
	}
	q.Closures = slices.Clone(p.Closures)
	q.trimWalks()
	return q
}

func ownGroup(q *Problem, id string) *Group {
	k := slices.IndexFunc(q.Groups, func(g Group) bool { return g.ID == id })
	if k < 0 {
		return nil
	}
	q.Groups = slices.Clone(q.Groups)
	return &q.Groups[k]
}

// oneMore lets the booth's group hold one sitting more.
func (m *model) oneMore(booth int32) boothChange {
	group := m.p.Booths[booth].Group
	return boothChange{
		BoothRelaxation{Change: "sitting", Text: fmt.Sprintf("With one sitting more in %s it sits.", m.p.Groups[m.group[group]].Name)},
		func(q *Problem) bool {
			hostOf(q, m.p.Booths[booth].ID).Sittings++
			q.CampDays++
			return true
		},
	}
}

// higherCap raises the cap of the nearest open venue of the group to what the booth and its smallest neighbour need.
func (m *model) higherCap(booth int32) boothChange {
	h := m.hallOf(m.group[m.p.Booths[booth].Group])
	k := int32(slices.Index(h.booths, booth))
	if len(h.venues) == 0 || len(h.in.Neighbours[k]) == 0 {
		return boothChange{make: func(*Problem) bool { return false }}
	}
	v := slices.MinFunc(h.in.Near[k], func(a, b int32) int { return cmp.Compare(h.in.Metres[k][a], h.in.Metres[k][b]) })
	mate := slices.MinFunc(h.in.Neighbours[k], func(a, b int32) int { return cmp.Compare(h.in.Visitors[a], h.in.Visitors[b]) })
	site := m.p.Candidates[h.venues[v]]
	need := h.in.Visitors[k] + h.in.Visitors[mate]
	return boothChange{
		BoothRelaxation{Change: "cap", Venue: site.ID, Cap: need, Text: fmt.Sprintf("If %s took %d visitors a day it sits.", site.Name, need)},
		func(q *Problem) bool {
			q.Candidates = slices.Clone(q.Candidates)
			for j := range q.Candidates {
				if q.Candidates[j].ID == site.ID && q.Candidates[j].Cap < need {
					q.Candidates[j].Cap = need
					return true
				}
			}
			return false
		},
	}
}

// haltAt adds a halt of a mobile camp at the booth, for the booth and its neighbours.
func (m *model) haltAt(booth int32) boothChange {
	x := m.p.Booths[booth]
	h := m.hallOf(m.group[x.Group])
	k := slices.Index(h.booths, booth)
	need := x.Visitors
	for n, mate := range h.in.Neighbours[k] {
		if v := x.Visitors + h.in.Visitors[mate]; n == 0 || v < need {
			need = v
		}
	}
	return boothChange{
		BoothRelaxation{Change: "halt", Cap: max(need, m.p.Drive.CapPerCampDay), Text: fmt.Sprintf("With a halt at %s it sits.", x.Name)},
		func(q *Problem) bool {
			q.Candidates = append(slices.Clone(q.Candidates), Candidate{
				ID: VenueID("halt-" + string(x.ID)), Name: "Halt at " + x.Name, Kind: "halt", Group: hostOf(q, x.ID).ID, At: x.At, Mobile: true,
				Cap: max(need, m.p.Drive.CapPerCampDay, 1),
			})
			q.walkToHalt(x.ID)
			slices.SortFunc(q.Candidates, func(a, b Candidate) int { return cmp.Compare(a.ID, b.ID) })
			if g := hostOf(q, x.ID); g.Sittings == 0 {
				g.Sittings++
				q.CampDays++
			}
			return true
		},
	}
}

// walkToHalt lists the walk from a booth to a halt on its spot; who else can walk there is not known.
func (p *Problem) walkToHalt(booth AreaID) {
	if !p.listed() {
		return
	}
	p.Booths = slices.Clone(p.Booths)
	for i := range p.Booths {
		if x := &p.Booths[i]; x.ID == booth {
			x.Walks = append(slices.Clone(x.Walks), BoothWalk{Venue: VenueID("halt-" + string(booth)), Estimated: true})
			slices.SortFunc(x.Walks, func(a, b BoothWalk) int { return cmp.Compare(a.Venue, b.Venue) })
		}
	}
	p.trimWalks()
}

// otherGroup counts the booth with the group of the nearest booth of another group.
func (m *model) otherGroup(booth int32) boothChange {
	x := m.p.Booths[booth]
	best, metres := -1, int64(0)
	for i, o := range m.p.Booths {
		if o.Group == x.Group {
			continue
		}
		if n := m.p.walk(x.At, o.At); best < 0 || n < metres {
			best, metres = i, n
		}
	}
	if best < 0 {
		return boothChange{make: func(*Problem) bool { return false }}
	}
	group := m.p.Booths[best].Group
	return boothChange{
		BoothRelaxation{
			Change: "group", Group: group,
			Text: fmt.Sprintf("Counted with %s, whose booth %s is %d m away, and one sitting more there, it sits.", m.p.Groups[m.group[group]].Name, m.p.Booths[best].Name, metres),
		},
		func(q *Problem) bool {
			q.Booths = slices.Clone(q.Booths)
			for i := range q.Booths {
				if q.Booths[i].ID == x.ID {
					q.Booths[i].Group = group
				}
			}
			g := ownGroup(q, group)
			g.Sittings++
			q.CampDays++
			return true
		},
	}
}

// oneTeam adds a team to the block, and sittings where the group may hold none.
func (m *model) oneTeam(booth int32) boothChange {
	group := m.p.Groups[m.group[m.p.Booths[booth].Group]]
	return boothChange{
		BoothRelaxation{Change: "team", Text: "With one team more in the block it sits."},
		func(q *Problem) bool {
			q.Teams = append(slices.Clone(q.Teams), Team{ID: TeamID("more-" + string(group.Block)), Name: "One more", Block: group.Block})
			slices.SortFunc(q.Teams, func(a, b Team) int { return cmp.Compare(a.ID, b.ID) })
			return true
		},
	}
}

// oneDay adds a day to the drive on which the booth's venues are open and a team is there.
func (m *model) oneDay(booth int32) boothChange {
	id := m.p.Booths[booth].ID
	last := m.p.Days[len(m.p.Days)-1]
	return boothChange{
		BoothRelaxation{Change: "open_day", Day: last + 1, Text: "With a day more, on which venues are open and a team is there, it sits."},
		func(q *Problem) bool {
			q.Days = append(slices.Clone(q.Days), last+1)
			group := *hostOf(q, id)
			q.Candidates = slices.Clone(q.Candidates)
			for j := range q.Candidates {
				if q.Candidates[j].Group == group.ID && q.Candidates[j].To != 0 {
					q.Candidates[j].To = 0
				}
			}
			q.Teams = append(slices.Clone(q.Teams), Team{ID: TeamID("day-" + string(group.Block)), Name: "One more", Block: group.Block})
			slices.SortFunc(q.Teams, func(a, b Team) int { return cmp.Compare(a.ID, b.ID) })
			if g := ownGroup(q, group.ID); g.Sittings*sitting.Largest < int64(sitting.Smallest) {
				g.Sittings++
				q.CampDays++
			}
			return true
		},
	}
}
