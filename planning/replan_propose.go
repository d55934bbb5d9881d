package planning

import (
	"context"
	"slices"

	"doorstep/internal/fault"
)

// Proposed is a plan with a few camps moved for more visitors, and what each move gains.
type Proposed struct {
	Problem      Problem
	Plan         Plan
	Proposals    []Proposal
	ServedBefore int64
}

// Proposal is one camp moved. Gained counts the visitors served more with this move and those before it.
type Proposal struct {
	Change
	Row    int   `json:"row,omitempty"` // line of the imported list
	Gained int64 `json:"gained"`
}

// Propose moves at most n camps of a plan, each to another venue and where it must to another day or team, so
// that more visitors are served; each move is the one found to gain most, by exact re-assignment. In a draft
// any camp of the list may move and is a pin again where it then stands; in any other plan pins stay. Camps up
// to the problem's AnnouncedUntil, and those that break a rule by themselves, stay. Fewer than n are proposed
// where no move is found that gains anything. The same input gives the same proposals. It refuses with
// replan.other a plan of another problem.
func Propose(ctx context.Context, p Problem, plan Plan, n int) (Proposed, error) {
	if err := p.noBooths(); err != nil {
		return Proposed{}, err
	}
	hash, err := p.Hash()
	if err != nil {
		return Proposed{}, err
	}
	if err := plan.Validate(); err != nil {
		return Proposed{}, err
	}
	if plan.Problem != hash {
		return Proposed{}, fault.Refuse("replan.other", "The plan answers the problem %.12s..., this one is %.12s...: give the problem it was made for.", plan.Problem, hash)
	}
	m := newModel(&p)
	stray := map[CampID]bool{}
	for k, is := range m.strays() {
		stray[p.Pins[k].ID] = is
	}
	b, err := m.seat(&plan)
	if err != nil {
		return Proposed{}, err
	}
	draft := plan.Origin == OriginDraft
	moved := map[CampID]bool{}
	x := newMover(b, func(s slot) bool {
		return !draft && s.pin >= 0 || stray[s.was.ID] || moved[s.was.ID] || p.Days[s.day] <= p.AnnouncedUntil
	})
	out := Proposed{Problem: p, Proposals: []Proposal{}, ServedBefore: plan.Score.VisitorsServed}
	out.Problem.Pins = slices.Clone(p.Pins)
	for len(out.Proposals) < n && ctx.Err() == nil {
		s, ok := x.next()
		if !ok {
			break
		}
		moved[s.camp.was.ID] = true
		out.Proposals = append(out.Proposals, m.proposal(s))
		if s.camp.pin >= 0 {
			pin := &out.Problem.Pins[s.camp.pin]
			pin.Venue, pin.Day, pin.Team = p.Candidates[s.to.site].ID, p.Days[s.to.day], p.Teams[s.to.team].ID
		}
	}
	if err := ctx.Err(); err != nil {
		return Proposed{}, err
	}
	newHash, err := out.Problem.Hash()
	if err != nil {
		return Proposed{}, err
	}
	after := m.over(&out.Problem)
	in := after.instance()
	after.raise(in)
	done := newBoard(after, in)
	for _, s := range b.slots {
		done.put(s)
	}
	if !draft {
		done.repair()
	}
	out.Plan = done.plan(newHash, plan.Seed, m.certificateOf(&plan))
	out.Plan.Origin = plan.Origin
	return out, nil
}

// seat puts the camps of a plan on a board.
func (m *model) seat(plan *Plan) (*board, error) {
	in := m.instance()
	m.raise(in)
	b := newBoard(m, in)
	pins := make(map[CampID]int, len(m.p.Pins))
	for k, pin := range m.p.Pins {
		pins[pin.ID] = k
	}
	for k := range plan.Camps {
		x := &plan.Camps[k]
		j, known := m.venue[x.Venue]
		if !known {
			return nil, fault.Refuse("replan.plan", "The camp %q stands at the venue %q, which is not in the problem: check the plan first.", x.ID, x.Venue)
		}
		s := slot{site: j, day: -1, team: int32(slices.IndexFunc(m.p.Teams, func(t Team) bool { return t.ID == x.Team })), pin: -1, was: x, booths: m.boothsOf(x)}
		if i, ok := m.cal.index[x.Day]; ok {
			s.day = i
		}
		if k, ok := pins[x.ID]; ok && x.Pinned {
			s.pin = k
		}
		b.put(s)
	}
	return b, nil
}

func (m *model) proposal(s step) Proposal {
	v := m.p.Candidates[s.to.site]
	c := Change{Camp: s.camp.was.ID, Old: spotOf(*s.camp.was), Why: CauseGain, Text: "It is moved because more visitors are served so."}
	c.New = Spot{Venue: v.ID, Group: v.Group, Day: m.p.Days[s.to.day], Team: m.p.Teams[s.to.team].ID}
	c.What, c.Weight = kindOf(c.Old, c.New), weightOf(c.Old, c.New)
	c.Notice, c.NoticeBn = m.notices(&c)
	return Proposal{Change: c, Row: s.camp.was.Row, Gained: s.gain}
}
