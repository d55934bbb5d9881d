package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// stateFlags are the settings of a state plan.
type stateFlags struct {
	folder, recipe, out string
	campDays            int64
	seed                uint64
	threads             int
	options             planning.Options
	travel              travelFlags
}

func (a *app) planStateCommand() *cobra.Command {
	var f stateFlags
	cmd := &cobra.Command{
		Use:   "plan-state --folder DIR --out DIR",
		Short: "Plan every district of an import folder with one shared budget of camp-days, and prove how far from the best",
		Long: "Plan-state shares the camp-days out among the districts where they serve most, plans the districts side by side and\n" +
			"writes a problem and a plan of each into the folder OUT, with state.json, the proof that ties them together.\n" +
			"'doorstep check-state OUT' proves all of it again.",
		Example: "  doorstep plan-state --folder ../data/wb --out state\n  doorstep plan-state --folder ../data/wb --camp-days 26000 --out state",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.folder == "" || f.out == "" {
				return &usageError{errors.New("--folder DIR and --out DIR are needed")}
			}
			return a.planState(cmd.Context(), f)
		},
	}
	cmd.Flags().StringVar(&f.folder, "folder", "", "import folder to make the problems from")
	cmd.Flags().StringVar(&f.recipe, "recipe", "wb", "recipe of --folder")
	cmd.Flags().StringVarP(&f.out, "out", "o", "", "folder to write into")
	cmd.Flags().Int64Var(&f.campDays, "camp-days", 0, "the shared budget; 0: what the districts have by the drive's own rule")
	cmd.Flags().Uint64Var(&f.seed, "seed", 1, "seed of every choice")
	cmd.Flags().IntVar(&f.threads, "threads", runtime.GOMAXPROCS(0), "districts planned at once; changes nothing but the time")
	cmd.Flags().Int64Var(&f.options.PriceUnits, "price-units", 0, "steps of each district's bound; 0: the default")
	cmd.Flags().Int64Var(&f.options.ImproveUnits, "improve-units", 0, "moves of each district's improvement; 0: the default")
	f.travel.add(cmd.Flags())
	return cmd
}

func (a *app) planState(ctx context.Context, f stateFlags) error {
	m := a.meter()
	defer m.end()
	done, err := a.readFolder(ctx, f.folder, f.recipe, m)
	if err != nil {
		return err
	}
	travel, closeTravel, err := a.travel(f.travel, &done.gazetteer, done.Drive)
	if err != nil {
		return err
	}
	problems, err := stateProblems(ctx, travel, done.gazetteer, done.Drive)
	if err := errors.Join(err, closeTravel()); err != nil {
		return err
	}
	if f.campDays == 0 {
		f.campDays = campDaysOf(problems)
	}
	s, problems, plans, err := planning.SolveState(ctx, problems, f.campDays, f.seed, f.options, f.threads, func(done, total int) {
		m.tell("plan: districts", int64(done), int64(total))
	})
	if err != nil {
		return err
	}
	m.end()
	if err := os.MkdirAll(f.out, 0o755); err != nil {
		return fault.New(fault.Unavailable, "file.unwritable", "%s cannot be made: %v.", f.out, err).Because(err)
	}
	for d, x := range s.Districts {
		problem, plan := stateFiles(f.out, x)
		err := errors.Join(
			a.writeFile(problem, func(w io.Writer) error { return planning.WriteProblem(w, problems[d]) }),
			a.writeFile(plan, func(w io.Writer) error { return planning.WritePlan(w, plans[d]) }))
		if err != nil {
			return err
		}
	}
	if err := a.writeFile(filepath.Join(f.out, "state.json"), func(w io.Writer) error { return planning.WriteState(w, s) }); err != nil {
		return err
	}
	return errors.Join(a.printState(s, nil), ctx.Err())
}

// stateProblems makes the problem of every district that has people.
func stateProblems(ctx context.Context, travel *planning.Travel, g planning.Gazetteer, drive planning.Drive) ([]planning.Problem, error) {
	var problems []planning.Problem
	for _, area := range g.Areas {
		if area.Level != planning.LevelDistrict {
			continue
		}
		p, err := planning.NewProblemBy(ctx, travel, g, drive, area.ID)
		if fault.CodeOf(err) == "district.empty" {
			continue // a district without people in the source has nothing to plan
		}
		if err != nil {
			return nil, err
		}
		problems = append(problems, p)
	}
	return problems, nil
}

func campDaysOf(problems []planning.Problem) (n int64) {
	for _, p := range problems {
		n += p.CampDays
	}
	return n
}

// stateFiles names the files of a district in a state's folder.
func stateFiles(dir string, x planning.StateDistrict) (problem, plan string) {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(x.Name))
	name = filepath.Join(dir, name+"-"+x.Area[:min(len(x.Area), 8)])
	return name + ".problem.json", name + ".plan.json"
}

// printState prints a state plan's figures, and what is broken.
func (a *app) printState(s planning.StatePlan, broken []planning.Violation) error {
	if a.config.json {
		if broken == nil {
			broken = []planning.Violation{}
		}
		return json.NewEncoder(a.out).Encode(map[string]any{"state": s, "gap_percent": s.GapPercent(), "violations": broken})
	}
	for _, v := range broken {
		fmt.Fprintln(a.out, violationLine(v))
	}
	out := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(out, "district\tcamp-days\theld\tvisitors\tserved\tat most\tgap %\t")
	for _, d := range s.Districts {
		fmt.Fprintf(out, "%s\t%d\t%d\t%d\t%d\t%d\t%.2f\t\n", d.Name, d.CampDays, d.Held, d.Visitors, d.Served, d.Bound, planning.GapPercent(d.Bound, d.Served))
	}
	if err := out.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(a.out, s.Sentence())
	return nil
}

func (a *app) checkStateCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "check-state DIR",
		Example: "  doorstep check-state tmp/state",
		Short:   "Prove a state plan again: every rule of every district, the shared budget and the bound of the whole",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			s, err := readFile(a, filepath.Join(args[0], "state.json"), planning.ReadState)
			if err != nil {
				return err
			}
			var problems []planning.Problem
			var plans []planning.Plan
			for _, x := range s.Districts {
				problem, plan := stateFiles(args[0], x)
				p, err := readFile(a, problem, planning.ReadProblem)
				if err != nil {
					return err
				}
				y, err := readFile(a, plan, planning.ReadPlan)
				if err != nil {
					return err
				}
				problems, plans = append(problems, p), append(plans, y)
			}
			broken := planning.CheckState(s, problems, plans)
			if err := a.printState(s, broken); err != nil {
				return err
			}
			if len(broken) > 0 {
				return errViolations
			}
			return nil
		},
	}
}
