package planning

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"doorstep/internal/fault"
	"doorstep/planning/route"
)

// WorksBoard is a works plan to ask about: where a work could stand and what that would cost. Making one takes
// milliseconds, each question far less. It is not for several goroutines at once.
type WorksBoard struct {
	m    *worksModel
	b    *route.Board
	plan *WorksPlan
}

// NewWorksBoard sets a plan of a problem up. It takes both as valid; a plan whose sheets do not keep their hours, or
// that names what the problem has not, is refused with works.board: CheckWorks says more.
func NewWorksBoard(p WorksProblem, plan WorksPlan) (*WorksBoard, error) {
	if len(p.Days) == 0 {
		return nil, fault.Malformed("works_problem.invalid", "There are no days; give at least one.")
	}
	m := newWorksModel(&p)
	sheets, err := m.seats(&plan)
	if err != nil {
		return nil, err
	}
	b, err := route.NewBoard(m.in, sheets)
	if err != nil {
		return nil, err
	}
	return &WorksBoard{m, b, &plan}, nil
}

// seats gives what each shift of the engine does in a plan, what has happened left out.
func (m *worksModel) seats(plan *WorksPlan) ([][]route.Placed, error) {
	out := make([][]route.Placed, len(m.shifts))
	for i := range plan.Sheets {
		d := &plan.Sheets[i]
		crew, known := m.crew[d.Crew]
		at := crewDay{crew, d.Day}
		k, ok := m.at[at]
		for _, x := range m.ahead(at, d.Stops) {
			w, there := m.work[x.Work]
			if !known || x.Kind != StopBreak && !there {
				return nil, fault.Refuse("works.board", "The sheet of %q on %s is not one of the problem: check the plan first.", d.Crew, d.Day)
			}
			if !ok || x.Kind == StopBreak || m.engine[w] < 0 {
				continue
			}
			e := m.engine[w]
			out[k] = append(out[k], route.Placed{Work: e, PickUp: x.Kind == StopPickUp, Begin: int32(x.Begin)})
		}
	}
	return out, nil
}

// Moves says for every crew-day what it would cost to visit a work there, all else staying as it is, or which rule
// forbids it; by day, then crew. Of a work of two crews, one of them is that crew. Cost is the change of the plan's
// score but for the metres. It refuses with works.unknown a work that the problem has not.
func (b *WorksBoard) Moves(id WorkID) ([]WorksMove, error) {
	i, ok := b.m.work[id]
	if !ok {
		return nil, unknownWork(id)
	}
	here := b.stands(id)
	gains := map[int32]route.Move{}
	if e := b.m.engine[i]; e >= 0 && !b.m.begun(i) {
		for _, x := range b.b.Moves(e) {
			gains[x.Shift] = x
		}
	}
	var out []WorksMove
	for c := range b.m.p.Crews {
		crew := &b.m.p.Crews[c]
		for _, s := range crew.Shifts {
			at := crewDayID{crew.ID, s.Day}
			move := WorksMove{Crew: crew.ID, Day: s.Day, Here: slices.Contains(here, at)}
			k, open := b.m.at[crewDay{int32(c), s.Day}]
			if g, can := gains[k]; open && can {
				b.gain(&move, &g, len(here) > 0)
			} else {
				move.Rule, move.Text = b.rule(i, crew, s.Day, k, open)
			}
			out = append(out, move)
		}
	}
	slices.SortFunc(out, func(a, b WorksMove) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Crew, b.Crew)) })
	return out, nil
}

// begun says whether one crew of a work of two has set out for it.
func (m *worksModel) begun(i int32) bool {
	_, half := m.half[i]
	return half
}

// stands gives the sheets on which a work is visited.
func (b *WorksBoard) stands(id WorkID) []crewDayID {
	var out []crewDayID
	for i := range b.plan.Sheets {
		for _, x := range b.plan.Sheets[i].Stops {
			if x.Kind == StopVisit && x.Work == id {
				out = append(out, crewDayID{b.plan.Sheets[i].Crew, b.plan.Sheets[i].Day})
			}
		}
	}
	return out
}

// gain writes what the engine says of a move.
func (b *WorksBoard) gain(move *WorksMove, g *route.Move, visited bool) {
	p := b.m.p
	x := &g.Gain
	move.Begin = int64(g.Begin)
	if g.Before >= 0 {
		move.After = p.Works[b.m.works[g.Before]].ID
	}
	move.Cost = WorksScore{
		WorthInTime: -x[route.Lost], WorthLate: x[route.Lost] - x[route.Undone], Lateness: x[route.Lateness], CrewDays: x[route.CrewDays],
		Overtime: x[route.Overtime], Cost: x[route.Cost], Changes: x[route.Changes], Unfair: x[route.Unfair],
		Travel: x[route.Cost] - x[route.Changes]*p.Prices.ChangeSeconds - x[route.Unfair]*p.Prices.FairnessSeconds,
	}
	if !visited {
		move.Cost.Visited, move.Cost.Unvisited = 1, -1
	}
}

// rule names what forbids a visit by a crew on a day.
func (b *WorksBoard) rule(i int32, c *Crew, day Day, k int32, open bool) (rule, text string) {
	m := b.m
	w := &m.p.Works[i]
	e := m.engine[i]
	y := whys{worksModel: m}
	switch {
	case e < 0 || m.begun(i):
		return "past", "It has begun or is done."
	case !open:
		return "past", "The crew has set out for its end, or the day is over."
	case !w.allows(c.ID):
		return "only", "The crew is not one of those that may do it."
	case !hasAll(c.Skills, w.Skills):
		return "skill", fmt.Sprintf("The crew has not all of its skills: %s.", list(w.Skills))
	case !hasAll(c.Equipment, w.Equipment):
		return "equipment", fmt.Sprintf("The crew has not all of its equipment: %s.", list(w.Equipment))
	case day < w.Release:
		return "released", fmt.Sprintf("It cannot be visited before %s.", w.Release.spoken())
	case m.shut(w, day):
		return "closed", "It, its place or its store is closed on the day."
	case !w.pinAllows(c.ID, day):
		return "pin", "It is promised for another crew or day."
	case !w.openOn(day):
		return "window", fmt.Sprintf("It is not open for %d minutes on end on the day.", w.Minutes)
	case b.b.Waits(e, k):
		return "after", "What it waits for, or what waits for it, leaves no time for it on the day."
	case !b.b.Alone(e, k):
		if !y.way(w, int(m.crew[c.ID]), day) {
			return "unreachable", "No way leads there and back for the crew on the day."
		}
		return "shift", "The shift is too short for the way, the visit and the break, even with nothing else on it."
	case w.Crews == 2:
		return "pair", "No second crew can be there at the same time."
	}
	return "room", "The sheet has no room for it as it stands."
}

// WorkMoves says for every crew-day what it would cost to visit a work there, or what forbids it, as WorksBoard.Moves.
func WorkMoves(p WorksProblem, plan WorksPlan, work WorkID) ([]WorksMove, error) {
	b, err := NewWorksBoard(p, plan)
	if err != nil {
		return nil, err
	}
	return b.Moves(work)
}

// InsertWork says where a new work could be visited, all else staying as it is, the best place first, and then what
// forbids the others. The work's places are ones of the problem. A district takes a few milliseconds.
func InsertWork(p WorksProblem, plan WorksPlan, work Work) ([]WorksMove, error) {
	for i := range p.Works {
		if p.Works[i].ID == work.ID {
			return nil, fault.Refuse("works.known", "The work %q is in the problem already: ask for its moves.", work.ID)
		}
	}
	p.Works = append(slices.Clone(p.Works), work)
	b, err := NewWorksBoard(p, plan)
	if err != nil {
		return nil, err
	}
	moves, err := b.Moves(work.ID)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(moves, func(a, b WorksMove) int {
		if fits := cmp.Compare(min(1, len(a.Rule)), min(1, len(b.Rule))); fits != 0 {
			return fits
		}
		return a.Cost.Compare(b.Cost)
	})
	return moves, nil
}

// MoveWork visits a work on another sheet, at its cheapest place there; the other visits keep their sheets and their
// order. Room that it leaves is given to unvisited works that fit. What a rule forbids is refused with
// works_move.forbidden and the rule.
func MoveWork(ctx context.Context, p WorksProblem, plan WorksPlan, work WorkID, crew CrewID, day Day) (WorksPlan, error) {
	b, err := NewWorksBoard(p, plan)
	if err != nil {
		return WorksPlan{}, err
	}
	moves, err := b.Moves(work)
	if err != nil {
		return WorksPlan{}, err
	}
	i := slices.IndexFunc(moves, func(x WorksMove) bool { return x.Crew == crew && x.Day == day })
	switch {
	case i < 0:
		return WorksPlan{}, fault.Refuse("works_move.forbidden", "%q has no shift on %s: choose another crew or day.", crew, day)
	case moves[i].Rule != "":
		return WorksPlan{}, fault.Refuse("works_move.forbidden", "%q cannot be visited by %q on %s (%s): %s", work, crew, day, moves[i].Rule, moves[i].Text)
	}
	m := b.m
	e, k := m.engine[m.work[work]], m.at[crewDay{m.crew[crew], day}]
	if !b.b.Put(e, k) {
		return WorksPlan{}, fault.Refuse("works_move.forbidden", "%q cannot be visited by %q on %s beside what waits for it.", work, crew, day)
	}
	s := b.b.Solution()
	out, err := m.finish(&s)
	if err != nil {
		return WorksPlan{}, err
	}
	out.Problem, out.Seed, out.Threads, out.Units = plan.Problem, plan.Seed, plan.Threads, plan.Units
	return out, ctx.Err()
}
