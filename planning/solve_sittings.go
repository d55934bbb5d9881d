package planning

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"doorstep/geo"
	"doorstep/planning/cover"
	"doorstep/planning/sitting"
)

// boothSitting is a sitting that has no day yet.
type boothSitting struct {
	site   int32
	booths []int32 // indices into Problem.Booths
}

// sittingSolver is written into a plan of booth sittings.
const sittingSolver = "doorstep sitting/1 roster/1"

// solveSittings plans a drive by booths: it divides the booths of each group, gives each sitting a day and
// a team, and seats those that found none wherever else that can be. nodes bounds the search of a group.
func (m *model) solveSittings(ctx context.Context, hash string, seed uint64, nodes int64, say func(string, int64), draft bool) (Plan, error) {
	in := m.instance()
	m.raise(in)
	b := newBoard(m, in)
	b.proofs, b.draft = map[int32]sitting.Proof{}, draft
	halls := m.halls()
	pins := m.pinsByGroup()
	days := m.pinnedDays()
	queue := make([][]boothSitting, len(m.p.Candidates)) // by site
	pinned := make([][]int32, len(m.p.Pins))             // booths of each pin
	shares := m.shares(halls)
	for n, h := range halls {
		free, err := b.divide(h, pins[h.group], pinned, shares[n], nodes)
		if err != nil {
			return Plan{}, fmt.Errorf("sittings of %s: %w", m.p.Groups[h.group].Name, err)
		}
		for _, s := range free {
			days[s.site]++
			queue[s.site] = append(queue[s.site], s)
		}
		say("improve", share(int64(n+1), 100, int64(len(halls))))
	}
	say("calendar", 0)
	if err := b.place(context.WithoutCancel(ctx), days, make([]int64, len(in.ArcCell)), seed); err != nil {
		return Plan{}, fmt.Errorf("calendar of %s: %w", m.p.Name, err)
	}
	slices.SortStableFunc(b.slots, func(x, y slot) int { return cmp.Compare(x.day, y.day) })
	for k := range b.slots {
		s := &b.slots[k]
		if s.pin >= 0 {
			s.booths = pinned[s.pin]
		} else if list := queue[s.site]; len(list) > 0 {
			s.booths, queue[s.site] = list[0].booths, list[1:]
		}
	}
	say("assign", 0)
	if !draft {
		b.seat(halls, nodes)
	}
	plan := b.plan(hash, seed, m.noProof())
	plan.Solver = sittingSolver
	if draft {
		plan.Origin = OriginDraft
	}
	plan.Work = Effort{ImproveAsked: nodes, ImproveReached: nodes}
	say("assign", 100)
	return plan, nil
}

// noProof is a certificate of nothing: in a drive by booths no cell has visitors.
func (m *model) noProof() cover.Certificate {
	return cover.Certificate{Price: make([]int32, len(m.p.Demand))}
}

func (m *model) pinsByGroup() [][]int {
	pins := make([][]int, len(m.p.Groups))
	for k, pin := range m.p.Pins {
		g := m.siteGroup[m.venue[pin.Venue]]
		pins[g] = append(pins[g], k)
	}
	return pins
}

// divide gives the sittings of a group that are not pinned, and the booths of its pins. Pins that name
// booths have those; each of the others has those of the sitting that loses least by meeting at the pin's venue.
// most bounds the sittings that are not pinned.
func (b *board) divide(h *hall, pins []int, pinned [][]int32, most int, nodes int64) ([]boothSitting, error) {
	answer, err := sitting.Solve(h.in, nodes)
	if err != nil {
		return nil, err
	}
	b.proofs[h.group] = answer.Proof
	part := h
	var open []int // pins that name no booths
	switch {
	case len(pins) > 0:
		at, taken := b.m.boothIndex(), map[int32]bool{}
		limit := h.in.Limit
		for _, k := range pins {
			for _, id := range b.m.p.Pins[k].Booths {
				pinned[k] = append(pinned[k], at[id])
				taken[at[id]] = true
			}
			if len(pinned[k]) == 0 {
				open = append(open, k)
			} else {
				limit--
			}
		}
		if limit = min(limit, most+len(open)); b.draft {
			limit = len(open)
		}
		var rest []int32
		for k, i := range h.booths {
			if !taken[i] {
				rest = append(rest, int32(k))
			}
		}
		part = h.only(rest, max(limit, len(open), 0), func(int32) bool { return true })
	case b.draft:
		return nil, nil
	case most < h.in.Limit:
		all := make([]int32, len(h.booths))
		for k := range all {
			all[k] = int32(k)
		}
		part = h.only(all, most, func(int32) bool { return true })
	}
	if part != h {
		if answer, err = sitting.Solve(part.in, nodes); err != nil {
			return nil, err
		}
	}
	for _, k := range open {
		b.givePin(part, k, &answer, pinned)
	}
	free := make([]boothSitting, 0, len(answer.Sittings))
	for _, s := range answer.Sittings {
		free = append(free, boothSitting{part.venues[s.Venue], part.boothsOf(s.Booths)})
	}
	if b.draft {
		free = nil
	}
	return free, nil
}

// shares gives the most sittings of each hall besides the pins: its limit, or its share by booths of a budget
// that is less than all limits.
func (m *model) shares(halls []*hall) []int {
	budget, total := max(0, m.p.CampDays-int64(len(m.p.Pins))), int64(0)
	weights := make([]int64, len(halls))
	shares := make([]int, len(halls))
	for n, h := range halls {
		shares[n], weights[n] = h.in.Limit, int64(len(h.booths))
		total += int64(h.in.Limit)
	}
	if total > budget {
		for n, share := range geo.Apportion(budget, weights) {
			shares[n] = min(shares[n], int(share))
		}
	}
	return shares
}

func (h *hall) boothsOf(list []int32) []int32 {
	out := make([]int32, len(list))
	for k, b := range list {
		out[k] = h.booths[b]
	}
	return out
}

// givePin takes the sitting that loses least at the pin's venue out of the answer and gives it to the pin.
func (b *board) givePin(h *hall, k int, answer *sitting.Answer, pinned [][]int32) {
	p := b.m.p
	venue := int(b.m.venue[p.Pins[k].Venue])
	best, least := -1, int64(math.MaxInt64)
	for n, s := range answer.Sittings {
		cost := -s.Cost
		for _, booth := range h.boothsOf(s.Booths) {
			x := p.Booths[booth]
			metres := p.cappedWalk(int(booth), venue)
			cost += x.People * metres
			if metres > h.in.Threshold {
				cost += x.People * h.in.Scale().Beyond
			}
		}
		if cost < least {
			best, least = n, cost
		}
	}
	if best >= 0 {
		pinned[k] = h.boothsOf(answer.Sittings[best].Booths)
		answer.Sittings = slices.Delete(answer.Sittings, best, best+1)
	}
}

// seat holds sittings of booths that have none, as long as their group may hold more, wherever a venue near
// has a day on which the group and a team are free.
func (b *board) seat(halls []*hall, nodes int64) {
	seated := b.seated()
	for _, h := range halls {
		for b.seatSome(h, seated, nodes) {
		}
	}
}

// seatSome holds sittings of the booths that have none and says whether it held any.
func (b *board) seatSome(h *hall, seated []bool, nodes int64) (held bool) {
	var rest []int32
	for k, i := range h.booths {
		if !seated[i] {
			rest = append(rest, int32(k))
		}
	}
	limit := min(int64(h.in.Limit)-b.count[h.group], b.m.p.CampDays-int64(len(b.slots)))
	if len(rest) < sitting.Smallest || limit <= 0 {
		return false
	}
	part := h.only(rest, int(limit), func(j int32) bool { return b.freeDay(j) >= 0 })
	answer, err := sitting.Solve(part.in, nodes)
	if err != nil { // a part of what was solved before is never refused
		return false
	}
	for _, s := range answer.Sittings {
		j := part.venues[s.Venue]
		day := b.freeDay(j)
		if day < 0 { // the one before took the last day
			continue
		}
		b.hold(j, day)
		b.slots[len(b.slots)-1].booths = part.boothsOf(s.Booths)
		for _, i := range b.slots[len(b.slots)-1].booths {
			seated[i] = true
		}
		held = true
	}
	return held
}

func (b *board) seated() []bool {
	seated := make([]bool, len(b.m.p.Booths))
	for _, s := range b.slots {
		for _, i := range s.booths {
			seated[i] = true
		}
	}
	return seated
}
