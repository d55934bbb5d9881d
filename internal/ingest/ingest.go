// Package ingest makes a planning.Gazetteer from a folder of outside files and a recipe that says what
// they hold. It knows no database: cmd hands what it makes to the store. Every row that is refused or
// repaired is accounted for.
package ingest

import (
	"context"
	"errors"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/paulmach/orb"
	"golang.org/x/sync/errgroup"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// Options say how to read. The result does not depend on them.
type Options struct {
	Workers int            // files and batches worked on at once; 0: one a processor
	Tell    func(Progress) // hears of progress, from one goroutine at a time; may be nil
}

// Progress is how far a reading is.
type Progress struct {
	Stage   string // read, areas, groups, towns, duplicates, done
	Percent int    // 0..100, never falling
}

// Figures are measures of a reading, to print.
type Figures struct {
	Source         string  `json:"source"`
	Settlements    int     `json:"settlements"`
	People         int64   `json:"people"`
	Estimated      int64   `json:"estimated_people"`
	Venues         int     `json:"venues"`
	Hosts          int     `json:"hosts"` // venues a camp may be held at
	Groups         int     `json:"groups"`
	RuralGroups    int     `json:"rural_groups"`        // gram panchayats, stand-ins among them
	RuralMedian    int64   `json:"rural_median_people"` // people of the median one
	StandIns       int     `json:"stand_in_groups"`
	Duplicates     int     `json:"duplicates"`
	Agreement      Measure `json:"agreement"`
	TownsPlaced    int     `json:"towns_placed"`
	TownsCounted   int     `json:"towns_counted_in_settlements"`
	TownsMissing   int     `json:"towns_missing"`
	PeopleOfTowns  int64   `json:"people_of_towns"`
	CensusOfPlaced int64   `json:"census_of_districts"` // published people of the districts that have a count
}

// importer is one reading.
type importer struct {
	fsys     fs.FS
	recipe   Recipe
	workers  int
	source   string
	files    map[string]string // file of the recipe -> name in the folder
	tree     *tree
	bound    orb.Bound
	drive    *planning.Drive
	byCode   map[string][]*node
	standIns int
	booths   []planning.Booth // those with a place

	progress struct {
		sync.Mutex
		tell        func(Progress)
		done, total int64
		percent     int
	}
}

// raw is what the files hold, before any of it knows of the rest.
type raw struct {
	areas       [][]areaRow
	aliases     [][]aliasRow
	settlements []*place
	venues      []*place
	towns       []*town
	census      map[string]censusRow
	booths      []boothRow
	calendar    []calendarRow
	teams       []teamRow
	turnout     []turnoutRow
	water       []planning.Water
	crossings   []planning.Crossing
	crews       []crewRow
	works       []workRow
	leds        map[string]*ledger
}

// Read reads a folder by a recipe into a gazetteer. Files are read side by side; the result is the same
// whatever the workers. The account is complete also when an error is returned. A file that cannot be
// read as what the recipe says is an error (file.*); so is one of which more than half the rows are
// refused, and a folder that says nowhere where people live (import.empty). Memory is that of the rows,
// about 1 KiB each.
func Read(ctx context.Context, fsys fs.FS, recipe Recipe, opts Options) (g planning.Gazetteer, fig Figures, acct Account, err error) {
	im := &importer{fsys: fsys, recipe: recipe, workers: opts.Workers, files: map[string]string{}}
	if im.workers <= 0 {
		im.workers = runtime.GOMAXPROCS(0)
	}
	im.progress.tell = opts.Tell
	if err := recipe.check(); err != nil {
		return g, fig, acct, err
	}
	if im.source, err = sourceOf(fsys, recipe.Source); err != nil {
		return g, fig, acct, err
	}
	if im.drive, err = readDrive(fsys, recipe.Drive, im.source); err != nil {
		return g, fig, acct, err
	}
	r, order, err := im.readAll(ctx)
	defer func() { acct = account(order) }()
	if err != nil {
		return g, fig, acct, err
	}
	if g, fig, err = im.assemble(ctx, r); err != nil {
		return planning.Gazetteer{}, fig, acct, err
	}
	if err = mostlyRefused(order); err != nil {
		return planning.Gazetteer{}, fig, acct, err
	}
	im.reach("done", 100)
	return g, fig, acct, nil
}

// job reads one file.
type job struct {
	file string // as the recipe calls it
	name string // in the folder
	led  *ledger
	run  func(ctx context.Context, name string, led *ledger) error
}

// readAll reads every file that is there, the largest first.
func (im *importer) readAll(ctx context.Context) (*raw, []*ledger, error) {
	r := &raw{
		areas: make([][]areaRow, len(im.recipe.Areas)), aliases: make([][]aliasRow, len(im.recipe.Aliases)), leds: map[string]*ledger{},
	}
	jobs, err := im.jobs(r)
	if err != nil {
		return r, nil, err
	}
	leds := make([]*ledger, len(jobs))
	sizes := make([]int64, len(jobs))
	for i := range jobs {
		jobs[i].led = newLedger(jobs[i].name)
		leds[i], r.leds[jobs[i].file] = jobs[i].led, jobs[i].led
		if info, err := fs.Stat(im.fsys, jobs[i].name); err == nil {
			sizes[i] = info.Size()
			im.progress.total += sizes[i]
		}
	}
	order := make([]int, len(jobs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(sizes[b] - sizes[a]) })
	errs := make([]error, len(jobs))
	var eg errgroup.Group
	eg.SetLimit(im.workers)
	for _, i := range order {
		eg.Go(func() error {
			errs[i] = jobs[i].run(ctx, jobs[i].name, jobs[i].led)
			return nil
		})
	}
	if err := eg.Wait(); err != nil {
		return r, leds, err
	}
	if err := ctx.Err(); err != nil {
		return r, leds, err
	}
	return r, leds, oneOrAll(errs)
}

// oneOrAll gives the one error as it is, or all of them as details of one.
func oneOrAll(errs []error) error {
	var bad []error
	for _, e := range errs {
		if e != nil {
			bad = append(bad, e)
		}
	}
	switch len(bad) {
	case 0:
		return nil
	case 1:
		return bad[0]
	}
	return errors.Join(bad...)
}

// jobs lists the files to read, in the order of the account.
func (im *importer) jobs(r *raw) ([]job, error) {
	var jobs []job
	var first error
	add := func(file string, endings []string, run func(context.Context, string, *ledger) error) {
		if file == "" || first != nil {
			return
		}
		name, err := find(im.fsys, file, endings)
		if err != nil {
			first = err
		}
		if name == "" {
			return
		}
		im.files[file] = name
		jobs = append(jobs, job{file: file, name: name, run: run})
	}
	rec := im.recipe
	bound := orb.Bound{Min: orb.Point{rec.Bound[0], rec.Bound[1]}, Max: orb.Point{rec.Bound[2], rec.Bound[3]}}
	for i, f := range rec.Areas {
		add(f.File, featureEndings, func(ctx context.Context, name string, led *ledger) (err error) {
			r.areas[i], err = readAreas(ctx, im.fsys, name, f, bound, led, im.tell(name))
			return err
		})
	}
	add(rec.Settlements.File, tableEndings, func(ctx context.Context, name string, led *ledger) (err error) {
		r.settlements, err = im.readSettlements(ctx, im.fsys, name, led)
		return err
	})
	add(rec.Venues.File, tableEndings, func(ctx context.Context, name string, led *ledger) (err error) {
		r.venues, err = im.readVenues(ctx, im.fsys, name, led)
		return err
	})
	add(rec.Towns.File, tableEndings, func(ctx context.Context, name string, led *ledger) (err error) {
		r.towns, err = im.readTowns(ctx, im.fsys, name, led)
		return err
	})
	add(rec.Census.File, tableEndings, func(ctx context.Context, name string, led *ledger) (err error) {
		r.census, err = im.readCensus(ctx, im.fsys, name, led)
		return err
	})
	for i, f := range rec.Aliases {
		if f.File == rec.Census.File {
			continue // read with the census
		}
		add(f.File, tableEndings, func(ctx context.Context, name string, led *ledger) (err error) {
			r.aliases[i], err = im.readAliases(ctx, im.fsys, name, f, led)
			return err
		})
	}
	add(rec.Booths.File, tableEndings, func(ctx context.Context, name string, led *ledger) (err error) {
		r.booths, err = im.readBooths(ctx, im.fsys, name, led)
		return err
	})
	add(rec.Calendar.File, tableEndings, func(ctx context.Context, name string, led *ledger) (err error) {
		r.calendar, err = im.readCalendar(ctx, im.fsys, name, led)
		return err
	})
	add(rec.Teams.File, tableEndings, func(ctx context.Context, name string, led *ledger) (err error) {
		r.teams, err = im.readTeams(ctx, im.fsys, name, led)
		return err
	})
	add(rec.Turnout.File, tableEndings, func(ctx context.Context, name string, led *ledger) (err error) {
		r.turnout, err = im.readTurnout(ctx, im.fsys, name, led)
		return err
	})
	add(rec.Water.File, featureEndings, func(ctx context.Context, name string, led *ledger) (err error) {
		r.water, err = im.readWater(ctx, im.fsys, name, led)
		return err
	})
	add(rec.Crossings.File, tableEndings, func(ctx context.Context, name string, led *ledger) (err error) {
		r.crossings, err = im.readCrossings(ctx, im.fsys, name, led)
		return err
	})
	add(rec.Crews.File, tableEndings, func(ctx context.Context, name string, led *ledger) (err error) {
		r.crews, err = im.readCrews(ctx, im.fsys, name, led)
		return err
	})
	add(rec.Works.File, tableEndings, func(ctx context.Context, name string, led *ledger) (err error) {
		r.works, err = im.readWorks(ctx, im.fsys, name, led)
		return err
	})
	if first != nil {
		return nil, first
	}
	for _, f := range []string{rec.Settlements.File, rec.Booths.File, rec.Towns.File} {
		if im.files[f] != "" {
			return jobs, nil
		}
	}
	return nil, fault.Malformed("import.empty", "The folder says nowhere where people live: there is no %s, %s or %s (.csv, .xlsx or .geojson, "+
		"also with .gz). Is it the right folder? docs/ingest.md describes the files.", rec.Settlements.File, rec.Booths.File, rec.Towns.File)
}

func account(leds []*ledger) Account {
	var a Account
	for _, l := range leds {
		a.Files = append(a.Files, l.count())
		a.Rows = append(a.Rows, l.sorted()...)
	}
	return a
}

// mostlyRefused stops an import when a file is probably not what it is taken for.
func mostlyRefused(leds []*ledger) error {
	for _, l := range leds {
		c := l.count()
		if c.Refused*2 <= c.Read || c.Read == 0 {
			continue
		}
		var first Row
		for _, r := range l.sorted() {
			if r.Action == Refused {
				first = r
				break
			}
		}
		return fault.Refuse("file.mostly_refused", "%s: %d of %d rows are refused, so it is probably not the file it is taken for; nothing is "+
			"imported. Line %d, %s %q: %s.", l.file, c.Refused, c.Read, first.Line, first.Field, first.Value, strings.TrimSuffix(first.Reason, "."))
	}
	return nil
}

// tell counts the bytes of one file as they are read: half of the work.
func (im *importer) tell(string) func(int) {
	return func(n int) {
		p := &im.progress
		p.Lock()
		defer p.Unlock()
		p.done += int64(n)
		if p.total > 0 {
			im.report("read", int(min(p.done, p.total)*50/p.total))
		}
	}
}

// reach says that a stage begins at a percentage.
func (im *importer) reach(stage string, percent int) {
	im.progress.Lock()
	defer im.progress.Unlock()
	im.report(stage, percent)
}

func (im *importer) report(stage string, percent int) {
	if p := &im.progress; p.tell != nil && percent > p.percent {
		p.percent = percent
		p.tell(Progress{Stage: stage, Percent: percent})
	}
}

// parallel calls fn for 0..n-1, in batches over the workers.
func (im *importer) parallel(n int, fn func(i int)) {
	var wg sync.WaitGroup
	size := (n + im.workers - 1) / max(im.workers, 1)
	for from := 0; from < n; from += max(size, 1) {
		wg.Go(func() {
			for i := from; i < min(from+size, n); i++ {
				fn(i)
			}
		})
	}
	wg.Wait()
}
