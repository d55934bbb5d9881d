package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

// planFlags are the settings of one plan.
type planFlags struct {
	seed                            uint64
	options                         planning.Options
	out, problem                    string
	folder, recipe, drive, district string
	publish                         bool
	from                            string
	changes                         int
	bans                            []string
	travel                          travelFlags
}

func (a *app) planCommand() *cobra.Command {
	var f planFlags
	cmd := &cobra.Command{
		Use:   "plan [PROBLEM]",
		Short: "Choose venues, days and teams for one district, with a bound on how far from the best",
		Long: "Plan solves a problem file and writes the plan; no database is needed. With --folder it makes the problem from\n" +
			"an import folder. With --drive it asks the service's database for a plan, solves it here and keeps it there.\n" +
			"The same problem, seed and work units give the same plan, byte for byte.",
		Example: "  doorstep plan problem.json > plan.json\n" +
			"  doorstep plan --folder ../data/wb --district 'Purba Bardhaman' --problem problem.json --out plan.json\n" +
			"  doorstep plan --folder FOLDER --district Alapur --roads alapur.roads --problem problem.json --out plan.json\n" +
			"  doorstep plan --drive 'Winter drive' --district 'Purba Bardhaman' --publish\n" +
			"  doorstep plan problem.json --from draft.json --changes 10 --out plan.json   # ten changes to a list, by gain",
		Args: func(_ *cobra.Command, args []string) error { return f.check(len(args)) },
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case f.from != "":
				return a.planChanges(cmd.Context(), args[0], f)
			case f.drive != "":
				return a.planStored(cmd.Context(), f)
			case f.folder != "":
				return a.planFolder(cmd.Context(), f)
			}
			p, err := readFile(a, args[0], planning.ReadProblem)
			if err != nil {
				return err
			}
			bans, err := f.banned()
			if err != nil {
				return err
			}
			if p, err = p.Ban(bans...); err != nil {
				return err
			}
			return a.planProblem(cmd.Context(), p, f)
		},
	}
	cmd.Flags().Uint64Var(&f.seed, "seed", 1, "seed of every choice")
	cmd.Flags().Int64Var(&f.options.PriceUnits, "price-units", 0, "steps of the bound; 0: the default")
	cmd.Flags().Int64Var(&f.options.ImproveUnits, "improve-units", 0, "moves of the improvement; 0: the default")
	cmd.Flags().StringVarP(&f.out, "out", "o", "-", "file for the plan; - is standard output")
	cmd.Flags().StringVar(&f.problem, "problem", "", "file to keep the problem in (with --folder or --from)")
	cmd.Flags().StringVar(&f.folder, "folder", "", "import folder to make the problem from")
	cmd.Flags().StringVar(&f.recipe, "recipe", "wb", "recipe of --folder")
	cmd.Flags().StringVar(&f.drive, "drive", "", "name or id of a stored drive")
	cmd.Flags().StringVar(&f.district, "district", "", "name of the district, in any spelling near enough")
	cmd.Flags().BoolVar(&f.publish, "publish", false, "publish the plan when it breaks no rule (with --drive)")
	cmd.Flags().StringVar(&f.from, "from", "", "plan or draft of PROBLEM to better by a few changes")
	cmd.Flags().StringArrayVar(&f.bans, "ban", nil, "VENUE=SOURCE: hold no camp at the venue with this id, on this word (may be repeated)")
	f.travel.add(cmd.Flags())
	cmd.Flags().IntVar(&f.changes, "changes", 10, "at most so many changes (with --from)")
	return cmd
}

// check says which of the three ways is meant, or that none is.
func (f planFlags) check(files int) error {
	switch {
	case f.folder == "" && f.travel.given():
		return errors.New("--travel, --roads and --factors go with --folder: a problem file keeps its walks, and the service its layers")
	case f.from != "" && (f.drive != "" || f.folder != ""):
		return errors.New("--from goes with a problem file, not with --drive or --folder")
	case f.drive != "" && f.folder != "":
		return errors.New("--drive and --folder exclude one another")
	case f.drive != "" || f.folder != "":
		if f.district == "" {
			return errors.New("--district NAME is missing")
		}
		if files > 0 {
			return errors.New("a problem file goes neither with --drive nor with --folder")
		}
	case files != 1:
		return errors.New("plan takes one problem file, or --folder or --drive with --district")
	}
	return nil
}

// banned reads the --ban flags.
func (f planFlags) banned() ([]planning.Ban, error) {
	bans := make([]planning.Ban, len(f.bans))
	for i, s := range f.bans {
		venue, source, ok := strings.Cut(s, "=")
		if !ok || venue == "" || source == "" {
			return nil, fmt.Errorf("--ban %s: write the venue's id, = and who forbids it, as in --ban 0198...=order-12", s)
		}
		bans[i] = planning.Ban{Venue: planning.VenueID(venue), Source: source}
	}
	return bans, nil
}

// planProblem prints what cannot be had together, solves, checks, writes the plan and prints its figures on
// standard error.
func (a *app) planProblem(ctx context.Context, p planning.Problem, f planFlags) error {
	conflicts, err := planning.Conflicts(p)
	if err != nil {
		return err
	}
	if !a.config.quiet {
		printConflicts(a.err, conflicts)
	}
	m := a.meter()
	plan, err := planning.Solve(ctx, p, f.seed, f.options, func(x planning.Progress) { m.tell("plan: "+x.Stage, int64(x.Percent), 100) })
	m.end()
	if err != nil {
		return err
	}
	broken := planning.Check(p, plan)
	if err := a.writeFile(f.out, func(w io.Writer) error { return planning.WritePlan(w, plan) }); err != nil {
		return err
	}
	if !a.config.quiet {
		printSummary(a.err, planning.Summarise(p, plan), len(broken))
	}
	if len(broken) > 0 && len(conflicts) > 0 {
		return fault.Refuse("plan.conflict", "The plan breaks %s, the first: %s The problem contradicts itself: %s %s",
			counted(len(broken), "rule", "rules"), broken[0].Text, conflicts[0].Text, conflicts[0].Relaxation)
	}
	if len(broken) > 0 {
		return fault.New(fault.Internal, "plan.broken", "The plan breaks %s, the first: %s This is a defect of the program; please keep the problem file.",
			counted(len(broken), "rule", "rules"), broken[0].Text)
	}
	return ctx.Err()
}

// planFolder makes the problem of one district from an import folder.
func (a *app) planFolder(ctx context.Context, f planFlags) error {
	m := a.meter()
	done, err := a.readFolder(ctx, f.folder, f.recipe, m)
	m.end()
	if err != nil {
		return err
	}
	district, err := planning.DistrictNamed(done.gazetteer.Areas, f.district)
	if err != nil {
		return err
	}
	travel, closeTravel, err := a.travel(f.travel, &done.gazetteer, done.Drive)
	if err != nil {
		return err
	}
	p, err := planning.NewProblemBy(ctx, travel, done.gazetteer, done.Drive, district.ID)
	if err := errors.Join(err, closeTravel()); err != nil {
		return err
	}
	bans, err := f.banned()
	if err != nil {
		return err
	}
	if p, err = p.Ban(bans...); err != nil {
		return err
	}
	if f.problem != "" {
		if err := a.writeFile(f.problem, func(w io.Writer) error { return planning.WriteProblem(w, p) }); err != nil {
			return err
		}
	}
	return a.planProblem(ctx, p, f)
}

// planStored asks for a plan as the API does, works the queue until it is solved, and publishes it.
func (a *app) planStored(ctx context.Context, f planFlags) error {
	return a.with(ctx, func(h *home) error {
		drive, err := driveNamed(ctx, h, f.drive)
		if err != nil {
			return err
		}
		district, err := h.store.DistrictNamed(ctx, f.district)
		if err != nil {
			return err
		}
		bans, err := f.banned()
		if err != nil {
			return err
		}
		s, err := a.begin(ctx, h, nil, true)
		if err != nil {
			return err
		}
		record, err := a.solveStored(ctx, h, planning.PlanRequest{
			ID: planning.PlanID(uuid.Must(uuid.NewV7()).String()), Drive: drive.ID, District: district.ID, Seed: f.seed, Options: f.options, Bans: bans,
		}, f.publish)
		if err := errors.Join(err, s.end()); err != nil {
			return err
		}
		return a.printStored(ctx, h, record)
	})
}

func (a *app) solveStored(ctx context.Context, h *home, q planning.PlanRequest, publish bool) (planning.PlanRecord, error) {
	record, err := h.store.RequestPlan(ctx, actor("plan"), casework.Key{}, q)
	if err != nil {
		return record, err
	}
	m := a.meter()
	defer m.end()
	events, err := h.store.PlanEvents(ctx, record.ID)
	if err != nil {
		return record, err
	}
	for record = range events {
		m.tell("plan: "+record.Stage, int64(record.Progress), 100)
	}
	if ctx.Err() != nil {
		_, err := h.store.CancelPlan(context.WithoutCancel(ctx), actor("plan"), q.ID)
		return record, errors.Join(ctx.Err(), err)
	}
	if record.State != planning.PlanReady {
		return record, fault.Refuse("plan."+fault.Code(record.State), "The plan is %s. %s", record.State, record.Failure)
	}
	if publish {
		return h.store.PublishPlan(ctx, actor("plan"), record.ID, record.Version)
	}
	return record, nil
}

func (a *app) printStored(ctx context.Context, h *home, record planning.PlanRecord) error {
	p, plan, err := h.store.PlanDocuments(ctx, record.ID)
	if err != nil {
		return err
	}
	s := planning.Summarise(p, plan)
	if a.config.json {
		return json.NewEncoder(a.out).Encode(map[string]any{"plan": record.ID, "state": record.State, "violations": record.Violations, "summary": s})
	}
	fmt.Fprintf(a.out, "Plan %s is %s.\n", record.ID, record.State)
	printSummary(a.out, s, len(record.Violations))
	return nil
}

// driveNamed finds a drive by id or name.
func driveNamed(ctx context.Context, h *home, name string) (planning.Drive, error) {
	page := planning.Page{Limit: 1000}
	var names []string
	for {
		drives, err := h.store.Drives(ctx, page)
		if err != nil {
			return planning.Drive{}, err
		}
		for _, d := range drives {
			if string(d.ID) == name || planning.Fold(d.Name) == planning.Fold(name) {
				return d, nil
			}
			names = append(names, d.Name)
		}
		if len(drives) < page.Limit {
			return planning.Drive{}, fault.Missing("drive.unknown", "There is no drive %q; there are: %s.", name, strings.Join(names, ", "))
		}
		page.After = string(drives[len(drives)-1].ID)
	}
}

// namedGroups is how many groups below their minimum are named on a terminal.
const namedGroups = 20

// namedWorths is of how many blocks the worth of one more camp-day is told on a terminal.
const namedWorths = 3

// printConflicts prints what in a problem cannot be had together, and what lifts it, before it is solved.
func printConflicts(w io.Writer, found []planning.Conflict) {
	for i, x := range found {
		if i == namedGroups {
			fmt.Fprintf(w, "and %d more\n", len(found)-i)
			return
		}
		row := ""
		if x.Row > 0 {
			row = fmt.Sprintf("row %d: ", x.Row)
		}
		fmt.Fprintf(w, "Cannot be held, whatever is chosen: %s%s %s\n", row, x.Text, x.Relaxation)
	}
}

// printSummary prints a plan's figures, each share beside what it stands on.
func printSummary(w io.Writer, s planning.Summary, violations int) {
	fmt.Fprintf(w, "%s: %s at %s, %d of %s at their minimum (%s); %s broken.\n", s.District, counted(s.Score.CampDays, "camp", "camps"),
		counted(s.Score.VenuesUsed, "venue", "venues"), s.Score.GroupsAtMinimum, counted(s.Score.Groups, "group", "groups"),
		s.Placement.GroupLevel, counted(violations, "rule", "rules"))
	fmt.Fprintf(w, "Within reach: %.2f %% of %d people placed (census people placed: %s); %.2f %% of that on estimated distances, rivers %s.\n",
		s.Shares.WithinReach, s.Score.People, percentOr(s.Shares.PeoplePlaced, "not known"), s.Shares.EstimatedDistance, s.Rivers())
	fmt.Fprintf(w, "%s Gap: %.2f %%.\n", s.Bound.Sentence, s.Bound.GapPercent)
	if s.People != nil {
		fmt.Fprintln(w, s.People.Sentence)
	}
	for i, x := range s.Worths {
		if x.Visitors > 0 && i < namedWorths {
			fmt.Fprintln(w, x.Text)
		}
	}
	var missing int64
	for _, x := range s.BelowMinimum {
		missing += x.Missing
	}
	if missing > 0 {
		fmt.Fprintf(w, "Below the minimum: %s, camp-days missing: %d.\n", counted(len(s.BelowMinimum), "group", "groups"), missing)
	}
	for i, x := range s.BelowMinimum {
		if i == namedGroups {
			fmt.Fprintf(w, "  and %d more: see groups_below_minimum in the plan, or its report\n", len(s.BelowMinimum)-i)
			break
		}
		fmt.Fprintf(w, "  %s\n", x.Text)
	}
}

func percentOr(p *float64, unknown string) string {
	if p == nil {
		return unknown
	}
	return fmt.Sprintf("%.2f %%", *p)
}
