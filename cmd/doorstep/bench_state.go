package main

import (
	"context"
	"fmt"
	"runtime"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// benchSharedState plans all districts of the state with one shared budget: what the drive's rule allows, and a fifth less.
func (a *app) benchSharedState(ctx context.Context, g planning.Gazetteer, drive planning.Drive, give func(figure)) error {
	problems, err := stateProblems(ctx, nil, g, drive)
	if err != nil {
		return err
	}
	all := campDaysOf(problems)
	for _, x := range []struct {
		name     string
		campDays int64
	}{{"state with one budget", all}, {"state with a fifth fewer camp-days", all * 4 / 5}} {
		if err := timeState(ctx, x.name, problems, x.campDays, planning.Options{}, give); err != nil {
			return err
		}
	}
	return nil
}

// benchMadeState plans a synthetic state of 100,000 cells and 80,000 venues with a floor, and one district of it.
func (a *app) benchMadeState(ctx context.Context, give func(figure)) error {
	problems, err := planning.MakeState(1, 100_000, 80_000, 23, 600)
	if err != nil {
		return err
	}
	var s planning.Summary
	t, err := seconds(func() error {
		plan, err := planning.Solve(ctx, problems[0], 1, planning.Options{}, nil)
		s = planning.Summarise(problems[0], plan)
		return err
	})
	if err != nil {
		return err
	}
	give(figure{Name: "synthetic district with a floor", Unit: "s", Runs: 1, Value: spread([]float64{t}), Note: planNote(s)})
	return timeState(ctx, "synthetic state with a floor", problems, campDaysOf(problems), planning.Options{}, give)
}

// timeState times one state plan and has it proven again.
func timeState(ctx context.Context, name string, problems []planning.Problem, campDays int64, o planning.Options, give func(figure)) error {
	var s planning.StatePlan
	var with []planning.Problem
	var plans []planning.Plan
	t, err := seconds(func() (err error) {
		s, with, plans, err = planning.SolveState(ctx, problems, campDays, 1, o, runtime.GOMAXPROCS(0), nil)
		return err
	})
	if err != nil {
		return err
	}
	if broken := planning.CheckState(s, with, plans); len(broken) > 0 {
		return fault.New(fault.Internal, "plan.broken", "%s: %s broken, the first: %s", name, counted(len(broken), "rule", "rules"), broken[0].Text)
	}
	worst, where := 0.0, ""
	for _, d := range s.Districts {
		if gap := planning.GapPercent(d.Bound, d.Served); gap > worst {
			worst, where = gap, " ("+d.Name+")"
		}
	}
	give(figure{
		Name: name, Unit: "s", Runs: 1, Value: spread([]float64{t}),
		Note: fmt.Sprintf("%d districts on %d processors, %d of %d camp-days held, %d of %d visitors served, state gap %.2f %%, worst district %.2f %%%s, checked",
			len(s.Districts), runtime.GOMAXPROCS(0), s.Held, s.CampDays, s.Served, s.Visitors, s.GapPercent(), worst, where),
	})
	return nil
}
