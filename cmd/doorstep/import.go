package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"doorstep/internal/fault"
	"doorstep/internal/ingest"
	"doorstep/planning"
)

func (a *app) importCommand() *cobra.Command {
	var recipe, refused string
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "import FOLDER",
		Short: "Read settlements, venues and boundaries of a region into the database",
		Long: "Import reads a folder in the layout of docs/ingest.md. Every row that is repaired or refused is accounted for.\n" +
			"The same folder again changes nothing; a newer one updates by the source's ids. A kill half-way leaves all as it was.",
		Example: "  doorstep import ../data/wb --dry-run\n  doorstep import ../data/wb --rows rows.csv\n  doorstep import camps list.xlsx --drive 'Winter drive' --district 'Purba Bardhaman'",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.importFolder(cmd.Context(), args[0], recipe, refused, dryRun)
		},
	}
	cmd.Flags().StringVar(&recipe, "recipe", "wb", "a shipped recipe ("+strings.Join(ingest.Recipes(), ", ")+"), or a recipe file")
	cmd.Flags().StringVar(&refused, "rows", "", "CSV file to list every repaired and refused row in")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "read and account, write nothing")
	cmd.AddCommand(a.importCampsCommand())
	return cmd
}

// imported is what an import came to.
type imported struct {
	Figures ingest.Figures        `json:"figures"`
	Account ingest.Account        `json:"-"`
	Files   []ingest.FileCount    `json:"files"`
	Counts  planning.ImportCounts `json:"stored"`
	Absent  []planning.Absence    `json:"absent"`
	Drive   planning.Drive        `json:"drive"`
	Seconds map[string]float64    `json:"seconds"`
	Warning string                `json:"warning,omitempty"`

	gazetteer planning.Gazetteer
	unnamed   bool // the folder has no source.json
}

func (a *app) importFolder(ctx context.Context, folder, recipe, rows string, dryRun bool) error {
	m := a.meter()
	defer m.end()
	done, err := a.readFolder(ctx, folder, recipe, m)
	if rows != "" && (err == nil || len(done.Account.Rows) > 0) {
		if err := a.writeFile(rows, done.Account.WriteCSV); err != nil {
			return err
		}
	}
	if err != nil {
		m.end()
		a.printRows(a.err, done.Account)
		return err
	}
	if !dryRun {
		if err := a.with(ctx, func(h *home) error { return a.storeGazetteer(ctx, h, &done, recipe, m) }); err != nil {
			return err
		}
	}
	m.end()
	return a.printImport(done, dryRun)
}

// readFolder reads a folder by a recipe. The account is whole also where it fails.
func (a *app) readFolder(ctx context.Context, folder, recipe string, m *meter) (imported, error) {
	done := imported{Seconds: map[string]float64{}}
	r, err := recipeOf(a, recipe)
	if err != nil {
		return done, err
	}
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return done, fault.Missing("import.folder", "%s is not a folder that can be read; name the folder that holds settlements.csv and the other files.", folder)
	}
	begun := time.Now()
	tell := func(p ingest.Progress) { m.tell("import: "+p.Stage, int64(p.Percent), 100) }
	done.gazetteer, done.Figures, done.Account, err = ingest.Read(ctx, os.DirFS(folder), r, ingest.Options{Tell: tell})
	done.Files = done.Account.Files
	_, absent := os.Stat(filepath.Join(folder, "source.json"))
	done.unnamed = os.IsNotExist(absent)
	done.Seconds["read"] = time.Since(begun).Seconds()
	if err != nil {
		return done, err
	}
	g := &done.gazetteer
	if g.Drive == nil {
		d := planning.DefaultDrive()
		d.ID = planning.DriveID(planning.ImportedID(done.Figures.Source, "drive", d.Name))
		g.Drive = &d
	}
	done.Absent, done.Drive = g.Absent, *g.Drive
	return done, nil
}

func recipeOf(a *app, name string) (ingest.Recipe, error) {
	if slices.Contains(ingest.Recipes(), name) {
		return ingest.ShippedRecipe(name)
	}
	return readFile(a, name, ingest.ParseRecipe)
}

// storeGazetteer keeps what was read, all of it or nothing.
func (a *app) storeGazetteer(ctx context.Context, h *home, done *imported, recipe string, m *meter) (err error) {
	m.tell("import: store", 0, 0)
	if done.unnamed {
		stored, err := h.store.Areas(ctx, planning.AreaQuery{Level: planning.LevelDistrict, Geometry: true, Page: planning.Page{Limit: 1000}})
		if err != nil {
			return err
		}
		done.Warning = elsewhere(stored, done.gazetteer.Areas, done.Figures.Source)
	}
	begun := time.Now()
	total := done.Account.Totals()
	done.Counts, err = h.store.Import(ctx, actor("import"), done.gazetteer, planning.ImportMeta{
		Source: done.Figures.Source, Recipe: recipe, Read: total.Read, Repaired: total.Repaired, Refused: total.Refused,
	})
	done.Seconds["store"] = time.Since(begun).Seconds()
	if err == nil {
		err = a.keepGround(h, &done.gazetteer, done.Figures.Source)
	}
	if err == nil && len(done.gazetteer.Water) > 0 && a.groundFolder(h) == "" {
		done.Warning = strings.TrimSpace(done.Warning + " Water and crossings are not kept, so the service does not know rivers: give --ground DIR to the import and to the service.")
	}
	if err != nil && done.Warning != "" { // it may well be the reason
		m.end()
		fmt.Fprintf(a.err, "Warning: %s\n", done.Warning)
	}
	return err
}

// elsewhere warns of a source that was another region's before: it has districts stored, and shares none of
// them, or none in the same place, with the areas read. Two folders without source.json go by one name.
func elsewhere(stored, read []planning.Area, source string) string {
	known := map[planning.AreaID]planning.Area{}
	name := ""
	for _, d := range stored {
		if d.Source == source && d.Level == planning.LevelDistrict {
			known[d.ID] = d
			name = d.Name
		}
	}
	districts := 0
	for _, d := range read {
		if d.Level != planning.LevelDistrict {
			continue
		}
		old, shared := known[d.ID]
		if shared && (len(old.Geometry) == 0 || len(d.Geometry) == 0 || old.Geometry.Bound().Intersects(d.Geometry.Bound())) {
			return ""
		}
		districts++
	}
	if len(known) == 0 || districts == 0 {
		return ""
	}
	return fmt.Sprintf("The folder has no source.json, so its rows are kept under the source %q, which was another region's before (%s, ...): "+
		"rows of one id are taken for the same. If this is another source, put source.json with a name of its own into the folder and "+
		"import again, into the database as it was before.", source, name)
}

func (a *app) printImport(done imported, dryRun bool) error {
	if a.config.json {
		return json.NewEncoder(a.out).Encode(done)
	}
	a.printRows(a.out, done.Account)
	out := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	if done.Warning != "" {
		fmt.Fprintf(out, "\nWarning: %s\n", done.Warning)
	}
	if dryRun {
		fmt.Fprintln(out, "\nNothing was written (--dry-run).")
	} else {
		fmt.Fprintln(out, "\nstored\tcreated\tchanged\tunchanged\tremoved")
		for _, c := range done.Counts {
			fmt.Fprintf(out, "%s\t%d\t%d\t%d\t%d\n", c.Noun, c.Created, c.Changed, c.Unchanged, c.Removed)
		}
		printNotNamed(out, done.Counts)
	}
	f := done.Figures
	fmt.Fprintf(out, "\n%s in %s (%d placed by rule); %s, %d of them may host a camp.\n", counted(f.People, "person", "people"),
		counted(f.Settlements, "settlement", "settlements"), f.Estimated, counted(f.Venues, "venue", "venues"), f.Hosts)
	fmt.Fprintf(out, "%s, %d of them stand-ins (estimated); the median rural group has %s.\n", counted(f.Groups, "group", "groups"),
		f.StandIns, counted(f.RuralMedian, "person", "people"))
	if f.Agreement.Rows > 0 {
		fmt.Fprintf(out, "Of %d settlements whose source names a panchayat, %d lie in a group of like name, %d with most others of that panchayat.\n",
			f.Agreement.Rows, f.Agreement.SameName, f.Agreement.Together)
	}
	fmt.Fprintf(out, "%s of venues listed for a person; none was merged. Towns: %d placed, %d already counted, %d missing.\n",
		counted(f.Duplicates, "probable duplicate", "probable duplicates"), f.TownsPlaced, f.TownsCounted, f.TownsMissing)
	for _, t := range done.gazetteer.Towns {
		if t.Placed == "missing" {
			fmt.Fprintf(out, "Missing town: %s. %s\n", t.Name, t.Reason)
		}
	}
	a.printDrive(out, done.Drive)
	for _, x := range done.Absent {
		fmt.Fprintf(out, "Not there: %s. %s\n", strings.TrimSuffix(x.What, "."), x.Cost)
	}
	return out.Flush()
}

// printNotNamed says what is stored of this source in these districts and was not in the folder.
func printNotNamed(w io.Writer, counts planning.ImportCounts) {
	for _, c := range counts {
		if c.NotNamed == 0 {
			continue
		}
		people := ""
		if c.NotNamedPeople > 0 {
			people = " with " + counted(c.NotNamedPeople, "person", "people")
		}
		fmt.Fprintf(w, "\nNot named any more, but kept and planned with: %s%s of this source in these districts.\n",
			counted(c.NotNamed, "stored "+strings.TrimSuffix(c.Noun, "s"), "stored "+c.Noun), people)
	}
}

func (a *app) printDrive(w io.Writer, d planning.Drive) {
	fmt.Fprintf(w, "Drive %q: %d working days from %s; visitors = %d/1000 of people (%s); at most %d a camp; one camp-day for %d people; %d m on foot = straight x %d/1000.\n",
		d.Name, d.WorkingDays, d.FirstDay, d.TurnoutPermille, d.TurnoutSource, d.CapPerCampDay, d.PeoplePerCampDay, d.Threshold, d.DetourPermille)
}

// printRows prints the count of each file and the reasons for what was not simply accepted.
func (a *app) printRows(w io.Writer, acct ingest.Account) {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "file\tread\taccepted\trepaired\trefused")
	for _, f := range append(acct.Files, acct.Totals()) {
		fmt.Fprintf(out, "%s\t%d\t%d\t%d\t%d\n", f.File, f.Read, f.Accepted, f.Repaired, f.Refused)
	}
	for _, r := range acct.Reasons() {
		s := r.Sample
		about := ""
		if r.Field != "" {
			about = " for " + r.Field
		}
		fmt.Fprintf(out, "%s: %s %s%s, such as line %d (%q): %s\n", r.File, counted(r.Rows, "row", "rows"), r.Action, about, s.Line, s.Value, s.Reason)
	}
	_ = out.Flush() // to a terminal or a pipe that may be gone: what was counted stands all the same
}
