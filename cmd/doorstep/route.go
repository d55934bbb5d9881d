package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"doorstep/internal/fault"
	"doorstep/internal/report"
	"doorstep/planning"
)

// routeFlags are the settings of one works plan.
type routeFlags struct {
	seconds           float64
	units             int64
	seed              uint64
	threads           int
	out, sheets, lang string
	plan, events      string
	problem           string
}

func (a *app) routeCommand() *cobra.Command {
	var f routeFlags
	cmd := &cobra.Command{
		Use:   "route PROBLEM",
		Short: "Plan which crew visits which work on which day, in which order, and say why a work is left out",
		Long: "Route reads a works problem (docs/works.md) and writes the works plan; no database is needed. The plan is checked before it is\n" +
			"written. With --units the same problem, seed, threads and units give the same plan, byte for byte; with --seconds it looks as long\n" +
			"as it may. With --plan and --event it plans again after something happened, and keeps what has begun.",
		Example: "  doorstep world works > works.json\n  doorstep route works.json > works-plan.json\n" +
			"  doorstep route works.json --seconds 60 --threads 2 --sheets sheets --out works-plan.json\n" +
			"  doorstep check works.json works-plan.json\n" +
			"  doorstep route works.json --plan works-plan.json --event events.json --problem-out works2.json --out works-plan2.json",
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) != 1:
				return errors.New("route takes one works problem")
			case (f.plan == "") != (f.events == ""):
				return errors.New("--plan and --event go together")
			case f.seconds < 0 || f.units < 0 || f.threads < 1:
				return errors.New("--seconds and --units are not negative, --threads is 1 or more")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.route(cmd, args[0], f) },
	}
	cmd.Flags().Float64Var(&f.seconds, "seconds", 10, "how long to look; a re-plan takes at most one unless this is given")
	cmd.Flags().Int64Var(&f.units, "units", 0, "look for so many steps instead of so many seconds: the plan can be made again")
	cmd.Flags().Uint64Var(&f.seed, "seed", 1, "seed of every choice")
	cmd.Flags().IntVar(&f.threads, "threads", 1, "searches side by side")
	cmd.Flags().StringVarP(&f.out, "out", "o", "-", "file for the plan; - is standard output")
	cmd.Flags().StringVar(&f.sheets, "sheets", "", "folder for the crews' day sheets as pages, tracks, calendars and GeoJSON")
	cmd.Flags().StringVar(&f.lang, "lang", "en", "language of the sheets' own words: en or bn")
	cmd.Flags().StringVar(&f.plan, "plan", "", "plan of PROBLEM that the crews have in hand (with --event)")
	cmd.Flags().StringVar(&f.events, "event", "", "file of what happened, and when it is now")
	cmd.Flags().StringVar(&f.problem, "problem-out", "", "file for the problem as it is after the events")
	return cmd
}

func (a *app) route(cmd *cobra.Command, problemFile string, f routeFlags) error {
	p, err := readFile(a, problemFile, planning.ReadWorksProblem)
	if err != nil {
		return err
	}
	if f.events != "" && !cmd.Flags().Changed("seconds") {
		f.seconds = 0.8
	}
	begun := time.Now()
	m := a.meter()
	defer m.end()
	o := planning.WorksOptions{Seed: f.seed, Threads: f.threads, Units: f.units}
	if f.units == 0 {
		o.Spent = func() float64 { return time.Since(begun).Seconds() / f.seconds }
	} else {
		o.Tell = func(done, total int64) { m.tell("routes", done, total) }
	}
	plan, changes, err := a.routed(cmd.Context(), &p, f, o)
	if err != nil {
		return err
	}
	took := time.Since(begun)
	m.end()
	if broken := planning.CheckWorks(p, plan); len(broken) > 0 {
		return fault.New(fault.Internal, "plan.broken", "The plan breaks %d rules, the first: %s This is a defect of the program; please keep the problem.", len(broken), broken[0].Text)
	}
	if f.problem != "" {
		if err := a.writeFile(f.problem, func(w io.Writer) error { return planning.WriteWorksProblem(w, p) }); err != nil {
			return err
		}
	}
	if f.sheets != "" {
		if err := a.writeSheets(f.sheets, f.lang, p, plan); err != nil {
			return err
		}
	}
	if err := a.writeFile(f.out, func(w io.Writer) error { return planning.WriteWorksPlan(w, plan) }); err != nil {
		return err
	}
	return a.tellRoute(p, plan, changes, took)
}

// routed plans, or plans again after events; p becomes the problem that the plan answers.
func (a *app) routed(ctx context.Context, p *planning.WorksProblem, f routeFlags, o planning.WorksOptions) (plan planning.WorksPlan, changes []planning.WorksChange, err error) {
	if f.events == "" {
		plan, err = planning.SolveWorks(ctx, *p, o)
		return plan, nil, err
	}
	old, err := readFile(a, f.plan, planning.ReadWorksPlan)
	if err != nil {
		return plan, nil, err
	}
	if hash, err := p.Hash(); err != nil || hash != old.Problem {
		return plan, nil, errors.Join(err, fault.Refuse("works_plan.other", "%s is the plan of another problem.", f.plan))
	}
	happened, err := readFile(a, f.events, planning.ReadWorksEvents)
	if err != nil {
		return plan, nil, err
	}
	*p, plan, changes, err = planning.ReplanWorks(ctx, *p, old, happened.Events, happened.Now, o)
	return plan, changes, err
}

// writeSheets writes every day sheet in every form, named by day and crew.
func (a *app) writeSheets(dir, lang string, p planning.WorksProblem, plan planning.WorksPlan) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return unwritable(dir, err)
	}
	for _, s := range plan.Sheets {
		for _, format := range []string{report.HTML, report.GeoJSON, report.GPX, report.ICal} {
			name := filepath.Join(dir, fmt.Sprintf("%s-%s.%s", s.Day, fileName(string(s.Crew)), format))
			err := a.writeFile(name, func(w io.Writer) error {
				return report.Sheet(w, format, report.DaySheet{Problem: p, Plan: plan, Crew: s.Crew, Day: s.Day, Stamp: time.Now(), Lang: lang})
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// fileName keeps of an id what is safe in the name of a file.
func fileName(id string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '_'
	}, id)
}

// tellRoute says in words what a works plan reaches and what it leaves out, on the stream of progress.
func (a *app) tellRoute(p planning.WorksProblem, plan planning.WorksPlan, changes []planning.WorksChange, took time.Duration) error {
	if a.config.quiet {
		return nil
	}
	if a.config.json {
		return json.NewEncoder(a.err).Encode(map[string]any{"name": p.Name, "score": plan.Score, "unvisited": plan.Unvisited, "changes": changes, "seconds": took.Seconds()})
	}
	s := plan.Score
	fmt.Fprintf(a.err, "%s: %s visited, %s not, by %s on %s, in %.1f s.\n", p.Name, counted(s.Visited, "work", "works"), counted(s.Unvisited, "work", "works"),
		counted(int64(len(p.Crews)), "crew", "crews"), counted(s.CrewDays, "day sheet", "day sheets"), took.Seconds())
	fmt.Fprintf(a.err, "Worth in time %d, late %d (lateness %d); %.1f h of travel over %d km, %.1f h of overtime.\n",
		s.WorthInTime, s.WorthLate, s.Lateness, float64(s.Travel)/3600, s.Metres/1000, float64(s.Overtime)/3600)
	fmt.Fprintf(a.err, "Travel: %s, %s; rivers %s; %d of 1,000 legs are estimated.\n", p.Travel.Engine, p.Travel.Source, p.Travel.Rivers, p.Travel.EstimatedPermille)
	for _, x := range changes {
		fmt.Fprintf(a.err, "%s: %s\n", x.Kind, x.Text)
	}
	tellUnvisited(a.err, plan.Unvisited)
	if len(p.Left) > 0 {
		fmt.Fprintf(a.err, "%s not put to the problem, the first: %s %s\n", counted(int64(len(p.Left)), "work was", "works were"), p.Left[0].Name, p.Left[0].Text)
	}
	return nil
}

// tellUnvisited prints the reasons with their counts and one example each.
func tellUnvisited(w io.Writer, unvisited []planning.Unvisited) {
	count := map[planning.UnvisitedReason]int64{}
	var order []planning.Unvisited
	for _, u := range unvisited {
		if count[u.Reason]++; count[u.Reason] == 1 {
			order = append(order, u)
		}
	}
	slices.SortStableFunc(order, func(x, y planning.Unvisited) int { return int(count[y.Reason] - count[x.Reason]) })
	for _, u := range order {
		fmt.Fprintf(w, "  %s: %s, as %s: %s\n", u.Reason, counted(count[u.Reason], "work", "works"), u.Work, u.Text)
	}
}

// isWorks says whether a file is a works problem, by the format it names at its head.
func isWorks(name string) bool {
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }()
	head := make([]byte, 4096)
	n, _ := io.ReadFull(f, head)
	return strings.Contains(string(head[:n]), `"`+planning.WorksFormat+`"`)
}

// checkWorks proves a works plan again and prints what it breaks.
func (a *app) checkWorks(problemFile, planFile string) error {
	p, err := readFile(a, problemFile, planning.ReadWorksProblem)
	if err != nil {
		return err
	}
	plan, err := readFile(a, planFile, planning.ReadWorksPlan)
	if err != nil {
		return err
	}
	broken := planning.CheckWorks(p, plan)
	if a.config.json {
		if broken == nil {
			broken = []planning.Violation{}
		}
		err = json.NewEncoder(a.out).Encode(map[string]any{"name": p.Name, "sheets": len(plan.Sheets), "score": plan.Score, "violations": broken})
	} else {
		for _, v := range broken {
			fmt.Fprintln(a.out, violationLine(v))
		}
		fmt.Fprintf(a.out, "%s: %s on %s, %s unvisited; %s broken.\n", p.Name, counted(plan.Score.Visited, "work", "works"), counted(len(plan.Sheets), "day sheet", "day sheets"),
			counted(plan.Score.Unvisited, "work", "works"), counted(len(broken), "rule", "rules"))
	}
	if err == nil && len(broken) > 0 {
		err = errViolations
	}
	return err
}
