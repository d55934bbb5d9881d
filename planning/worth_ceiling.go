package planning

// WorthCeilings gives for each block the most visitors more than this plan serves that any plan could serve with one more
// camp-day allowed to the district and one more team-day to the block, every venue's and group's days as they are: the
// Lagrangian with these limits at the multipliers of the plan's bound, less what the plan serves. With Worths, which
// is the least that one more camp-day is worth, it holds the worth between two numbers; what the plan's own bound leaves
// open is part of it. It expects a plan of this problem, one not made by booths. Some milliseconds a block.
func WorthCeilings(p Problem, plan Plan) map[AreaID]int64 {
	m := newModel(&p)
	b := m.boardOf(plan)
	m.raise(b.in)
	in, _ := b.boundInstance(p.CampDays)
	in = byVisitors(in)
	for f, x := range plan.Bound.Floors {
		in.Floors[f].Want = min(x.Want, x.Served)
	}
	proof := m.certificateOf(&plan)
	in.Budget++
	out := make(map[AreaID]int64, len(p.Blocks))
	for x, block := range p.Blocks {
		in.Blocks[x].Max++
		out[block.ID] = proof.Bound(in, nil) - plan.Score.VisitorsServed
		in.Blocks[x].Max--
	}
	return out
}
