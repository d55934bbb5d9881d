package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"doorstep/internal/fault"
	"doorstep/planning"
)

func (a *app) checkCommand() *cobra.Command {
	var id string
	cmd := &cobra.Command{
		Use:   "check PROBLEM PLAN",
		Short: "Prove a plan again, without the solver's code: every hard rule, every figure, the bound",
		Long: "Check reads a problem and a plan from files (or the documents of a stored plan) and lists each broken rule.\n" +
			"A works problem and its plan are told by their format.\n" +
			"It ends with 0 when none is broken and with 1 otherwise. Files need no database.",
		Example: "  doorstep check problem.json plan.json\n  doorstep check --plan 0190f0c0-...   # a plan of the service, an imported draft among them",
		Args: func(_ *cobra.Command, args []string) error {
			if (id == "" && len(args) != 2) || (id != "" && len(args) != 0) {
				return errors.New("check takes the two files PROBLEM and PLAN, or --plan ID")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if id == "" && isWorks(args[0]) {
				return a.checkWorks(args[0], args[1])
			}
			p, plan, err := a.documents(cmd.Context(), id, args)
			if err != nil {
				return err
			}
			broken := planning.Check(p, plan)
			if id != "" {
				ofList, err := a.brokenOfList(cmd.Context(), id)
				if err != nil {
					return err
				}
				broken = append(broken, ofList...)
			}
			return a.printCheck(p, plan, broken)
		},
	}
	cmd.Flags().StringVar(&id, "plan", "", "id of a stored plan")
	return cmd
}

// brokenOfList gives the rules that an imported plan's own list breaks.
func (a *app) brokenOfList(ctx context.Context, id string) (broken []planning.Violation, err error) {
	err = a.with(ctx, func(h *home) error {
		list, err := h.store.CampList(ctx, planning.PlanID(id))
		if fault.CodeOf(err) == "plan.no_list" {
			return nil
		}
		broken = list.Broken()
		return err
	})
	return broken, err
}

// violationLine says a broken rule with its row of an imported list, if it has one.
func violationLine(v planning.Violation) string {
	row := ""
	if v.Row > 0 {
		row = fmt.Sprintf("row %d, ", v.Row)
	}
	return fmt.Sprintf("%s%s: %s [%s]", row, v.Where, v.Text, v.Rule)
}

// counted writes a number with its noun.
func counted[N int | int64](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// printCheck prints violations and the figures they were checked against.
func (a *app) printCheck(p planning.Problem, plan planning.Plan, broken []planning.Violation) error {
	if a.config.json {
		if broken == nil {
			broken = []planning.Violation{}
		}
		err := json.NewEncoder(a.out).Encode(map[string]any{
			"district": p.Name, "camps": len(plan.Camps), "violations": broken, "visitors_served": plan.Score.VisitorsServed, "bound": plan.Bound.Visitors,
		})
		if err != nil {
			return err
		}
	} else {
		for _, v := range broken {
			fmt.Fprintln(a.out, violationLine(v))
		}
		served := counted(plan.Score.VisitorsServed, "visitor", "visitors") + " served"
		if plan.Score.WorthServed > 0 {
			served += fmt.Sprintf(", who count by their walk as %d", plan.Score.Counted())
		}
		fmt.Fprintf(a.out, "%s: %s, %s, at most %d possible; %s broken.\n", p.Name, counted(len(plan.Camps), "camp", "camps"),
			served, plan.Bound.Visitors, counted(len(broken), "rule", "rules"))
	}
	if len(broken) > 0 {
		return errViolations
	}
	return nil
}
