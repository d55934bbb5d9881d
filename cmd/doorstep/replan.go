package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// replanFlags are the settings of one re-plan.
type replanFlags struct {
	events, today, out, problem, account string
	options                              planning.ReplanOptions
}

func (a *app) replanCommand() *cobra.Command {
	var f replanFlags
	cmd := &cobra.Command{
		Use:   "replan PROBLEM PLAN",
		Short: "Plan a running drive again after something happened, with the fewest changes",
		Long: "Replan takes a problem, its plan and a file of events (a venue or days lost, a team ill, a cap lowered, demand grown, camps\n" +
			"added or ordered, a drive suspended) and makes the plan for what is left. Camps up to --today and --notice days on are announced:\n" +
			"they move only where a rule forces it. Every change is printed with its reason and its notice; nothing is written but to the files named.",
		Example: "  doorstep replan problem.json plan.json --event events.json --today 2027-01-18 --out plan2.json --problem-out problem2.json\n" +
			"  doorstep replan problem.json plan.json --event events.json --today 2027-01-18 --curve\n" +
			"  doorstep replan problem.json plan.json --event events.json --today 2027-01-18 --percent 5 --json > account.json",
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) != 2:
				return errors.New("replan takes the two files PROBLEM and PLAN")
			case f.events == "" || f.today == "":
				return errors.New("replan needs --event FILE and --today DAY")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.replan(cmd.Context(), args[0], args[1], f) },
	}
	cmd.Flags().StringVar(&f.events, "event", "", "file of events; - is standard input")
	cmd.Flags().StringVar(&f.today, "today", "", "the day it is, as 2027-01-18: what is over stays")
	cmd.Flags().IntVar(&f.options.Notice, "notice", planning.DefaultNotice, "days ahead that are announced; 0: only today")
	cmd.Flags().Int64Var(&f.options.Percent, "percent", 0, "of the camps not announced, how many may change for more visitors")
	cmd.Flags().Int64Var(&f.options.MaxChanges, "most", 0, "at most so many of those changes; 0: as --percent says")
	cmd.Flags().BoolVar(&f.options.Curve, "curve", false, "print what 0, 5, 10 and 15 % would gain")
	cmd.Flags().StringVarP(&f.out, "out", "o", "", "file for the new plan")
	cmd.Flags().StringVar(&f.problem, "problem-out", "", "file for the new problem")
	cmd.Flags().StringVar(&f.account, "account", "", "file for the account of the changes")
	return cmd
}

func (a *app) replan(ctx context.Context, problemFile, planFile string, f replanFlags) error {
	p, plan, err := a.readBoth(problemFile, planFile)
	if err != nil {
		return err
	}
	events, err := readFile(a, f.events, planning.ReadEvents)
	if err != nil {
		return err
	}
	if f.options.Today, err = planning.ParseDay(f.today); err != nil {
		return err
	}
	if f.options.Notice == 0 {
		f.options.Notice = -1
	}
	f.options.Seed = plan.Seed
	r, err := planning.Replan(ctx, p, plan, events.Events, f.options)
	if err != nil {
		return err
	}
	broken := planning.CheckReplan(p, plan, r)
	for _, file := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{f.problem, func(w io.Writer) error { return planning.WriteProblem(w, r.Problem) }},
		{f.out, func(w io.Writer) error { return planning.WritePlan(w, r.Plan) }},
		{f.account, func(w io.Writer) error { return planning.WriteAccount(w, r.Account) }},
	} {
		if file.name == "" {
			continue
		}
		if err := a.writeFile(file.name, file.write); err != nil {
			return err
		}
	}
	if a.config.json {
		err = planning.WriteAccount(a.out, r.Account)
	} else {
		printAccount(a.out, r.Account)
	}
	if len(broken) > 0 {
		return fault.New(fault.Internal, "plan.broken", "The plan breaks %d rules, the first: %s This is a defect of the program; please keep the files.", len(broken), broken[0].Text)
	}
	return err
}

// printAccount prints each change with its reason, and the figures.
func printAccount(w io.Writer, a planning.Account) {
	for _, c := range a.Changes {
		fmt.Fprintf(w, "%s %s\n", c.Notice, c.Text)
	}
	fewest := fmt.Sprintf("at least %d and a weight of %d are needed", a.LeastAnnounced, a.Least)
	if a.Proven {
		fewest = "provably the fewest"
	}
	fmt.Fprintf(w, "Camps up to %s are announced: %d of them changed. The changes that rules forced weigh %d: %s.\n", a.AnnouncedUntil, a.Announced, a.Weight, fewest)
	fmt.Fprintf(w, "%d visitors are served; the old plan served %d.\n", a.Served, a.ServedBefore)
	for _, x := range a.Curve {
		fmt.Fprintf(w, "%2d %% of the %d camps not announced: %d changes, %d visitors more.\n", x.Percent, a.Remaining, x.Changes, x.Gained)
	}
}

// planChanges proposes a few changes to a plan or an imported list and prints them by what they gain.
func (a *app) planChanges(ctx context.Context, problemFile string, f planFlags) error {
	p, plan, err := a.readBoth(problemFile, f.from)
	if err != nil {
		return err
	}
	r, err := planning.Propose(ctx, p, plan, f.changes)
	if err != nil {
		return err
	}
	if f.problem != "" {
		if err := a.writeFile(f.problem, func(w io.Writer) error { return planning.WriteProblem(w, r.Problem) }); err != nil {
			return err
		}
	}
	if err := a.writeFile(f.out, func(w io.Writer) error { return planning.WritePlan(w, r.Plan) }); err != nil {
		return err
	}
	if a.config.quiet {
		return nil
	}
	if a.config.json {
		return json.NewEncoder(a.err).Encode(map[string]any{"proposals": r.Proposals, "served_before": r.ServedBefore, "served": r.Plan.Score.VisitorsServed})
	}
	for _, x := range r.Proposals {
		row := ""
		if x.Row > 0 {
			row = fmt.Sprintf("row %d, ", x.Row)
		}
		fmt.Fprintf(a.err, "%s%d visitors more: %s\n", row, x.Gained, x.Notice)
	}
	fmt.Fprintf(a.err, "%d of at most %d changes: %d visitors are served, %d before.\n", len(r.Proposals), f.changes, r.Plan.Score.VisitorsServed, r.ServedBefore)
	return nil
}
