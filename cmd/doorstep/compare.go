package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"doorstep/internal/fault"
	"doorstep/internal/report"
	"doorstep/planning"
)

// compareFlags name two stored plans and where the page goes.
type compareFlags struct{ first, second, out string }

func (a *app) compareCommand() *cobra.Command {
	var f compareFlags
	cmd := &cobra.Command{
		Use:   "compare PROBLEM PLAN PLAN | compare PROBLEM PLAN PROBLEM [PLAN]",
		Short: "Put two plans of one problem side by side: venues, people and days gained and lost",
		Long: "Compare says what changes from the first plan to the second: camps, venues, and people and visitors of each\n" +
			"block. Files need no database. With --out it also writes the page to print.\n" +
			"With a second problem it holds the plan against that problem's walks: who was wrongly called reached, by place.",
		Example: "  doorstep compare problem.json plan.json other.json --out compare.html\n" +
			"  doorstep compare straight.problem.json straight.plan.json real.problem.json real.plan.json --out wrong.html\n" +
			"  doorstep compare --plan 0190f0c0-... --with 0190f0c1-...",
		Args: func(_ *cobra.Command, args []string) error {
			stored := f.first != "" || f.second != ""
			if stored && (f.first == "" || f.second == "" || len(args) != 0) || !stored && len(args) != 3 && len(args) != 4 {
				return errors.New("compare takes the three files PROBLEM PLAN PLAN, the three or four PROBLEM PLAN PROBLEM [PLAN], or --plan ID --with ID")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 4 || len(args) == 3 && a.isProblem(args[2]) {
				return a.compareTravel(f, args)
			}
			return a.comparePlans(cmd.Context(), f, args)
		},
	}
	cmd.Flags().StringVar(&f.first, "plan", "", "id of the first stored plan")
	cmd.Flags().StringVar(&f.second, "with", "", "id of the second stored plan")
	cmd.Flags().StringVarP(&f.out, "out", "o", "", "file for the page to print")
	return cmd
}

func (a *app) comparePlans(ctx context.Context, f compareFlags, files []string) error {
	first, second := f.first, f.second
	var firstFiles, secondFiles []string
	if len(files) == 3 {
		first, second = files[1], files[2]
		firstFiles, secondFiles = files[:2], []string{files[0], files[2]}
	}
	p, one, err := a.documents(ctx, f.first, firstFiles)
	if err != nil {
		return err
	}
	other, two, err := a.documents(ctx, f.second, secondFiles)
	if err != nil {
		return err
	}
	if other.Area != p.Area {
		return fault.Refuse("plan.other_district", "The first plan is of %s, the second of %s: compare two of one district.", p.Name, other.Name)
	}
	if f.out != "" {
		err := a.writeFile(f.out, func(w io.Writer) error { return report.Comparison(w, p, one, two, first, second) })
		if err != nil || f.out == "-" {
			return err
		}
	}
	c := planning.Compare(p, one, two)
	if a.config.json {
		return json.NewEncoder(a.out).Encode(c)
	}
	printComparison(a.out, c)
	return nil
}

// printComparison prints what changes from one plan to another, block by block.
func printComparison(w io.Writer, c planning.Comparison) {
	fmt.Fprintln(w, c.Text)
	fmt.Fprintf(w, "No plan can serve more than %d of the first's problem, %d of the second's. Venues gained: %d, lost: %d.\n",
		c.BoundA, c.BoundB, len(c.VenuesGained), len(c.VenuesLost))
	for _, b := range c.Blocks {
		if b.CampsA == b.CampsB && b.PeopleGained+b.PeopleLost+b.VisitorsGained+b.VisitorsLost == 0 {
			continue
		}
		fmt.Fprintf(w, "  %s: %d camps, %d before; people within reach +%d -%d; visitors served +%d -%d\n",
			b.Name, b.CampsB, b.CampsA, b.PeopleGained, b.PeopleLost, b.VisitorsGained, b.VisitorsLost)
	}
}

// isProblem says whether a file can be read as a problem.
func (a *app) isProblem(name string) bool {
	if name == "-" {
		return false
	}
	_, err := readFile(a, name, planning.ReadProblem)
	return err == nil
}

// compareTravel holds a plan against the walks of another problem of the district.
func (a *app) compareTravel(f compareFlags, files []string) error {
	p, plan, err := a.readBoth(files[0], files[1])
	if err != nil {
		return err
	}
	q, err := readFile(a, files[2], planning.ReadProblem)
	if err != nil {
		return err
	}
	if q.Area != p.Area {
		return fault.Refuse("plan.other_district", "The first problem is of %s, the second of %s: compare two of one district.", p.Name, q.Name)
	}
	var again *planning.Plan
	if len(files) == 4 {
		other, err := readFile(a, files[3], planning.ReadPlan)
		if err != nil {
			return err
		}
		again = &other
	}
	c := planning.CompareTravel(p, plan, q, again)
	if f.out != "" {
		err := a.writeFile(f.out, func(w io.Writer) error { return report.TravelComparison(w, c) })
		if err != nil || f.out == "-" {
			return err
		}
	}
	if a.config.json {
		return json.NewEncoder(a.out).Encode(c)
	}
	for _, line := range c.Text {
		fmt.Fprintln(a.out, line)
	}
	return nil
}
