package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"doorstep/internal/fault"
	"doorstep/internal/ingest"
	"doorstep/planning"
)

// campFlags are the settings of one import of a camp list.
type campFlags struct {
	drive, district, recipe, choices, confirm string
	dryRun                                    bool
}

func (a *app) importCampsCommand() *cobra.Command {
	var f campFlags
	cmd := &cobra.Command{
		Use:   "camps FILE",
		Short: "Read a block's own camp list as a draft plan, every row kept as it stands",
		Long: "Camps reads a list of camps (venue, gram panchayat or ward, date, team, remarks) from XLSX or CSV, finds each\n" +
			"venue by name and place, and keeps a draft plan in which every row found is pinned. Rows in doubt are written with\n" +
			"their likeliest venues to a list; choose there and give it back with --choices. 'doorstep check --plan ID' lists\n" +
			"each broken rule by row, 'doorstep export camps' gives the same columns back in the same order.",
		Example: "  doorstep import camps list.xlsx --drive 'Winter drive' --district 'Purba Bardhaman' --confirm doubts.csv\n" +
			"  doorstep import camps list.xlsx --drive 'Winter drive' --district 'Purba Bardhaman' --choices doubts.csv",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.drive == "" || f.district == "" {
				return &usageError{fmt.Errorf("--drive and --district are needed; see '%s --help'", cmd.CommandPath())}
			}
			return a.with(cmd.Context(), func(h *home) error { return a.importCamps(cmd.Context(), h, args[0], f) })
		},
	}
	cmd.Flags().StringVar(&f.drive, "drive", "", "name or id of the drive")
	cmd.Flags().StringVar(&f.district, "district", "", "name of the district")
	cmd.Flags().StringVar(&f.recipe, "recipe", "wb", "recipe whose words for venue kinds are used")
	cmd.Flags().StringVar(&f.confirm, "confirm", "", "CSV file to write the rows in doubt to, with their likeliest venues")
	cmd.Flags().StringVar(&f.choices, "choices", "", "that file, with a mark in the column choose")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "match and check, keep nothing")
	return cmd
}

// campsImported is what the import of a camp list came to.
type campsImported struct {
	Plan       planning.PlanID      `json:"plan,omitempty"`
	Rows       int                  `json:"rows"`
	Matched    int                  `json:"matched"`
	Confirm    int                  `json:"to_confirm"`
	Refused    int                  `json:"refused"`
	Violations []planning.Violation `json:"violations"`
	Summary    planning.Summary     `json:"summary"`
}

func (a *app) importCamps(ctx context.Context, h *home, file string, f campFlags) error {
	drive, err := driveNamed(ctx, h, f.drive)
	if err != nil {
		return err
	}
	district, err := h.store.DistrictNamed(ctx, f.district)
	if err != nil {
		return err
	}
	g, err := h.store.Gazetteer(ctx, drive.ID, district.ID)
	if err != nil {
		return err
	}
	sheet, matches, account, err := a.matchCamps(ctx, file, f, g)
	if err != nil {
		return err
	}
	var done campsImported
	done.count(matches)
	pins := ingest.Pins(matches)
	if f.confirm != "" && done.Confirm > 0 {
		if err := spareChoices(ctx, f); err != nil {
			return err
		}
		if err := a.writeFile(f.confirm, func(w io.Writer) error { return ingest.WriteConfirm(w, matches) }); err != nil {
			return err
		}
	}
	if len(pins) == 0 {
		a.printMatches(matches)
		return fault.Refuse("camps.none", "No row of %s could be matched with a venue of %s; is it the right district?", file, district.Name)
	}
	problem, err := planning.NewProblem(g, *g.Drive, district.ID)
	if err != nil {
		return err
	}
	if problem, err = problem.WithPins(pins, g.Venues); err != nil {
		return err
	}
	m := a.meter()
	plan, err := planning.Draft(ctx, problem, 1, planning.Options{}, func(x planning.Progress) { m.tell("draft: "+x.Stage, int64(x.Percent), 100) })
	m.end()
	if err != nil {
		return err
	}
	list := sheet.Matched(matches)
	done.Violations, done.Summary = append(planning.Check(problem, plan), list.Broken()...), planning.Summarise(problem, plan)
	if !f.dryRun {
		record, err := h.store.SaveDraftPlan(ctx, actor("import camps"), drive.ID, district.ID, problem, plan, done.Violations, list)
		if err != nil {
			return err
		}
		done.Plan = record.ID
	}
	return a.printCamps(done, matches, account, f)
}

// spareChoices keeps a list in which a person has chosen from being written over.
func spareChoices(ctx context.Context, f campFlags) error {
	old, err := os.Open(f.confirm)
	if err != nil {
		return nil //nolint:nilerr // nothing to spare
	}
	chosen, err := ingest.ReadConfirm(ctx, old, f.confirm)
	if err := errors.Join(err, old.Close()); err != nil || len(chosen) == 0 {
		return err
	}
	return fault.Refuse("camps.chosen", "%s holds choices already; give it with --choices, and name another file for --confirm.", f.confirm)
}

// matchCamps reads the list and finds its venues, with a person's choices where they are given.
func (a *app) matchCamps(ctx context.Context, file string, f campFlags, g planning.Gazetteer) (sheet ingest.CampSheet, matches []ingest.CampMatch, account ingest.Account, err error) {
	recipe, err := recipeOf(a, f.recipe)
	if err != nil {
		return sheet, nil, account, err
	}
	var chosen map[int]planning.VenueID
	if f.choices != "" {
		chosen, err = readFile(a, f.choices, func(r io.Reader) (map[int]planning.VenueID, error) { return ingest.ReadConfirm(ctx, r, f.choices) })
		if err != nil {
			return sheet, nil, account, err
		}
	}
	in, err := os.Open(file)
	if err != nil {
		return sheet, nil, account, fault.Missing("file.missing", "%s cannot be read: %v.", file, errors.Unwrap(err))
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	if sheet, account, err = ingest.ReadCamps(ctx, in, filepath.Base(file), *g.Drive); err != nil {
		a.printRows(a.err, account)
		return sheet, nil, account, err
	}
	return sheet, ingest.MatchCamps(sheet, g, recipe.Venues, chosen), account, nil
}

// count says what became of the rows.
func (c *campsImported) count(matches []ingest.CampMatch) {
	c.Rows = len(matches)
	for _, m := range matches {
		switch m.State {
		case ingest.CampMatched:
			c.Matched++
		case ingest.CampConfirm:
			c.Confirm++
		default:
			c.Refused++
		}
	}
}

func (a *app) printCamps(done campsImported, matches []ingest.CampMatch, account ingest.Account, f campFlags) error {
	if a.config.json {
		return json.NewEncoder(a.out).Encode(done)
	}
	for _, row := range account.Rows {
		if row.Action == ingest.Refused {
			continue // told below, with its venue
		}
		fmt.Fprintf(a.out, "row %d, %s %q: %s (%s)\n", row.Line, row.Field, row.Value, row.Reason, row.Action)
	}
	a.printMatches(matches)
	for _, v := range done.Violations {
		fmt.Fprintln(a.out, violationLine(v))
	}
	fmt.Fprintf(a.out, "%s: %d matched, %d to confirm, %d refused.\n", counted(done.Rows, "row", "rows"), done.Matched, done.Confirm, done.Refused)
	if done.Confirm > 0 && f.confirm == "" {
		fmt.Fprintln(a.out, "Give --confirm FILE to get the rows in doubt as a list to choose from.")
	}
	printSummary(a.out, done.Summary, len(done.Violations))
	if done.Plan == "" {
		fmt.Fprintln(a.out, "Nothing was kept (--dry-run).")
		return nil
	}
	fmt.Fprintf(a.out, "Draft plan %s.\n", done.Plan)
	return nil
}

// printMatches lists the rows that did not find their venue, and what of the others was not found.
func (a *app) printMatches(matches []ingest.CampMatch) {
	out := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	for _, m := range matches {
		for _, note := range m.Notes {
			fmt.Fprintf(out, "row %d\t%q\t%s\t%s\n", m.Row.Line, m.Row.Venue, m.State, note)
		}
		if m.State == ingest.CampMatched {
			continue
		}
		var like []string
		for _, c := range m.Candidates {
			like = append(like, fmt.Sprintf("%s (%.2f)", c.Name, c.Score))
		}
		fmt.Fprintf(out, "row %d\t%q\t%s\t%s\t%s\n", m.Row.Line, m.Row.Venue, m.State, m.Reason, strings.Join(like, ", "))
	}
	_ = out.Flush() // a screen that is gone changes nothing of what is kept
}
