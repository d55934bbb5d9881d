package planning_test

import (
	"slices"
	"testing"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// A visit that is dragged stands where it was dragged to, for what was said that it costs, and the plan keeps every
// rule; what a rule forbids is refused with it.
func TestWorksMove(t *testing.T) {
	moved, forbidden := 0, map[string]bool{}
	for seed := range uint64(150) {
		p := madeUpWorks(t, seed, 30)
		plan, err := planning.SolveWorks(t.Context(), p, planning.WorksOptions{Seed: seed, Units: 60})
		if err != nil {
			t.Fatal(err)
		}
		for i := range p.Works {
			id := p.Works[i].ID
			moves, err := planning.WorkMoves(p, plan, id)
			if err != nil {
				t.Fatal(err)
			}
			k := slices.IndexFunc(moves, func(m planning.WorksMove) bool { return m.Rule == "" && !m.Here })
			if n := slices.IndexFunc(moves, func(m planning.WorksMove) bool { return m.Rule != "" }); n >= 0 && !forbidden[moves[n].Rule] {
				forbidden[moves[n].Rule] = true
				if _, err := planning.MoveWork(t.Context(), p, plan, id, moves[n].Crew, moves[n].Day); fault.CodeOf(err) != "works_move.forbidden" {
					t.Errorf("seed %d: %s forbids it, said is %v", seed, moves[n].Rule, err)
				}
			}
			if k < 0 || i%5 > 0 {
				continue
			}
			m := moves[k]
			next, err := planning.MoveWork(t.Context(), p, plan, id, m.Crew, m.Day)
			if err != nil {
				t.Fatalf("seed %d: %s to %s on %s: %v", seed, id, m.Crew, m.Day, err)
			}
			held(t, p, next, "seed %d: %s to %s on %s", seed, id, m.Crew, m.Day)
			if !stands(&next, id, m.Crew, m.Day) {
				t.Errorf("seed %d: %s is not with %s on %s", seed, id, m.Crew, m.Day)
			}
			if got := next.Score.Travel - plan.Score.Travel; next.Score.Visited == plan.Score.Visited+m.Cost.Visited && got != m.Cost.Travel {
				t.Errorf("seed %d: %s to %s on %s takes %d seconds more, said were %d", seed, id, m.Crew, m.Day, got, m.Cost.Travel)
			}
			moved++
		}
	}
	if moved < 200 || len(forbidden) < 6 {
		t.Errorf("only %d moves, forbidden by %v", moved, forbidden)
	}
}

// A new work gets its cheapest place first, and can be put there.
func TestWorksInsert(t *testing.T) {
	placed := 0
	for seed := range uint64(150) {
		p := madeUpWorks(t, seed, 30)
		plan, err := planning.SolveWorks(t.Context(), p, planning.WorksOptions{Seed: seed, Units: 60})
		if err != nil {
			t.Fatal(err)
		}
		w := p.Works[seed%uint64(len(p.Works))]
		w.ID, w.Pin, w.After, w.Minutes = "zz-urgent", nil, nil, 15
		moves, err := planning.InsertWork(p, plan, w)
		if err != nil {
			t.Fatal(err)
		}
		if len(moves) == 0 || moves[0].Rule != "" {
			continue
		}
		for _, m := range moves[1:] {
			if m.Rule == "" && m.Cost.Compare(moves[0].Cost) < 0 {
				t.Errorf("seed %d: %+v is better than %+v", seed, m, moves[0])
			}
		}
		q := p
		q.Works = append(slices.Clone(p.Works), w)
		if plan.Problem, err = q.Hash(); err != nil {
			t.Fatal(err)
		}
		next, err := planning.MoveWork(t.Context(), q, plan, w.ID, moves[0].Crew, moves[0].Day)
		if err != nil {
			t.Fatal(err)
		}
		held(t, q, next, "seed %d", seed)
		placed++
	}
	if placed < 50 {
		t.Errorf("only %d were placed", placed)
	}
}

func stands(plan *planning.WorksPlan, id planning.WorkID, crew planning.CrewID, day planning.Day) bool {
	return slices.ContainsFunc(plan.Sheets, func(s planning.DaySheet) bool {
		return s.Crew == crew && s.Day == day && slices.ContainsFunc(s.Stops, func(x planning.Stop) bool { return x.Kind == planning.StopVisit && x.Work == id })
	})
}
