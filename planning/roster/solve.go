package roster

import (
	"cmp"
	"context"
	"slices"
)

// maxCycles bounds the work of balancing; real districts need some hundreds.
const maxCycles = 200000

// Solve makes the calendar. Pinned camps come first, then heavier ones; the camps placed are the most,
// and the heaviest, that any calendar could place (where camps pinned to a team but to no day leave that
// open, a search of limited depth places those first). Then the calendar is made as cheap, and then as even, as possible. seed
// turns the calendar: it chooses the day that dealing starts with. The errors are those of Validate and, until every camp
// is placed, of ctx; where ctx is done later the calendar is given as it is, not Optimal.
// About O(camps * days) where nothing is blocked.
func Solve(ctx context.Context, in *Instance, seed uint64) (Solution, error) {
	if err := in.Validate(); err != nil {
		return Solution{}, err
	}
	s := Solution{Day: make([]int32, len(in.Camps)), Team: make([]int32, len(in.Camps)), Why: make([]Reason, len(in.Camps))}
	for i := range in.Camps {
		s.Day[i], s.Team[i] = -1, -1
	}
	t := newTable(in)
	placeTeamPins(in, t, &s)
	var rest []int32
	for i, c := range in.Camps {
		if c.Team < 0 {
			rest = append(rest, int32(i))
		}
	}
	slices.SortStableFunc(rest, func(a, b int32) int {
		x, y := in.Camps[a], in.Camps[b]
		return cmp.Or(-cmp.Compare(min(x.Day, 0), min(y.Day, 0)), cmp.Compare(y.Weight, x.Weight))
	})
	t.gather(in, rest)
	if err := ctx.Err(); err != nil {
		return Solution{}, err
	}
	t.deal(seed)
	t.placeRest(in, rest, &s)
	if err := ctx.Err(); err != nil {
		return Solution{}, err
	}
	s.Optimal = t.balance(ctx, maxCycles)
	t.name(&s)
	for i, c := range in.Camps {
		if s.Day[i] >= 0 && c.Cost != nil {
			s.Cost += c.Cost[s.Day[i]]
		}
	}
	assignTeams(in, &s)
	s.DistrictSpread, s.BlockSpread = spreads(in, t)
	return s, nil
}
