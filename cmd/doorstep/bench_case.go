package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"doorstep/internal/fault"
)

// benchOptions are what every set of cases is run with.
type benchOptions struct {
	Seconds  float64 // most for one case, ours and each peer's alike
	Seed     uint64
	Threads  int // cores, ours and each peer's alike
	Peers    peers
	Runs     int    // disruptions a district, where a set draws them; 0: 30
	Only     string // cases whose name holds it; "": all
	Limit    int    // at most so many cases; 0: all
	Set      string // of published instances (route)
	Distance bool   // the distance alone counts, cut to one decimal (route)
	State    bool   // the synthetic state instead of the folder's cases (cover, road)
}

// limit gives a context that ends when the seconds of one case are over.
func (o benchOptions) limit(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, time.Duration(o.Seconds*float64(time.Second)))
}

// skips says whether --only leaves the case out.
func (o benchOptions) skips(name string) bool { return !strings.Contains(name, o.Only) }

// errEnough ends a set that has given as many cases as --limit wants.
var errEnough = errors.New("as many cases as asked for")

// benchCase is one instance solved: its value, the best value known, and the bound proven with it.
type benchCase struct {
	Name               string        `json:"name"`
	Value              float64       `json:"value"`
	BestKnown          *float64      `json:"best_known"`          // null: none is known
	GapPercent         *float64      `json:"gap_percent"`         // above 0 is worse than the best known, whatever is sought
	CertificatePercent *float64      `json:"certificate_percent"` // what the bound proven leaves open; null: none
	Bound              *float64      `json:"bound"`               // no answer is better
	Seconds            float64       `json:"seconds"`
	Vehicles           *int          `json:"vehicles,omitempty"`       // routes driven (route)
	BestVehicles       *int          `json:"best_vehicles,omitempty"`  // of the best known answer; null: any number will do
	ExtraVehicles      *int          `json:"extra_vehicles,omitempty"` // beyond those of the best known; a case with any has no gap
	Mismatches         *int          `json:"mismatches,omitempty"`     // answers that Dijkstra's search does not give (road)
	Road               *roadFigures  `json:"road,omitempty"`
	Works              *worksFigures `json:"works,omitempty"` // of works for crews (route)
	Note               string        `json:"note,omitempty"`
	Peers              []peerResult  `json:"peers,omitempty"`

	reaches bool // the best known value, but for the decimals that its table leaves out
}

// mostCase makes the case of a value that should be as large as can be; best and bound may be nil.
func mostCase(name string, value int64, best, bound *int64, seconds float64) benchCase {
	c := benchCase{Name: name, Value: float64(value), BestKnown: figureFrom(best), Bound: figureFrom(bound), Seconds: seconds}
	if best != nil {
		c.GapPercent = percentOf(*best-value, *best)
	}
	if bound != nil {
		c.CertificatePercent = percentOf(*bound-value, *bound)
	}
	return c
}

// leastCase makes the case of a value that should be as small as can be; best and bound may be nil.
func leastCase(name string, value int64, best, bound *int64, seconds float64) benchCase {
	c := benchCase{Name: name, Value: float64(value), BestKnown: figureFrom(best), Bound: figureFrom(bound), Seconds: seconds}
	if best != nil {
		c.GapPercent = percentOf(value-*best, *best)
	}
	if bound != nil {
		c.CertificatePercent = percentOf(value-*bound, value)
	}
	return c
}

// percentOf gives 100 n/of; where of is 0, any difference at all counts as 100.
func percentOf[N int64 | float64](n, of N) *float64 {
	p := 0.0
	switch {
	case of != 0:
		p = 100 * float64(n) / float64(of)
	case n != 0:
		p = 100
	}
	return &p
}

// figureFrom gives a whole number as a figure; nil stays nil.
func figureFrom(n *int64) *float64 {
	if n == nil {
		return nil
	}
	f := float64(*n)
	return &f
}

// benchReport is a set of cases and how they stand together.
type benchReport struct {
	Cases           []benchCase `json:"cases"`
	ExtraVehicles   *int        `json:"extra_vehicles,omitempty"` // of all cases together (route)
	Mismatches      *int        `json:"mismatches,omitempty"`     // of all cases together (road)
	MeanGapPercent  float64     `json:"mean_gap_percent"`         // over the cases with a best known value
	WorstGapPercent float64     `json:"worst_gap_percent"`        // of them
	AtBestKnown     int         `json:"at_best_known"`            // cases that reach it, or are better
	Skipped         []string    `json:"skipped,omitempty"`        // files without a row, rows without a file
}

func newBenchReport(cases []benchCase, skipped []string) benchReport {
	r := benchReport{Cases: cases, Skipped: skipped}
	known := 0
	for _, c := range cases {
		if c.ExtraVehicles != nil {
			r.ExtraVehicles = new(*cmp.Or(r.ExtraVehicles, new(0)) + *c.ExtraVehicles)
		}
		if c.Mismatches != nil {
			r.Mismatches = new(*cmp.Or(r.Mismatches, new(0)) + *c.Mismatches)
		}
		if c.GapPercent == nil {
			continue
		}
		if known++; known == 1 || *c.GapPercent > r.WorstGapPercent {
			r.WorstGapPercent = *c.GapPercent
		}
		r.MeanGapPercent += *c.GapPercent
		if *c.GapPercent <= 0 || c.reaches {
			r.AtBestKnown++
		}
	}
	r.MeanGapPercent /= float64(max(known, 1))
	return r
}

// giveCase takes a case that is done; its error ends the set.
type giveCase func(benchCase) error

// caseSet is a set of cases with a verb of its own. run gives each case as it is done, then what it skipped.
type caseSet struct {
	name, short string
	folder      string // of the data folder, where --data names none
	run         func(ctx context.Context, data string, o benchOptions, give giveCase) (skipped []string, err error)
}

func (a *app) caseSets() []caseSet {
	return []caseSet{
		{"cover", "plain coverage and p-median against best known values", "bench", benchPlain},
		{"route", "published routing sets against best known values", "bench", benchRoute},
		{"replan", "real districts planned again after random disruptions, against the fewest changes there can be", "wb", a.benchReplan},
		{"roster", "calendars whose best is known, 345 blocks, against an exact solver", "bench", benchRoster},
		{"sitting", "booth sittings of made-up regions, a state of 80,681 booths among them", "", benchSitting},
		{"road", "road networks: hierarchies, matrices and sweeps against Dijkstra's search and other engines", "roads", a.benchRoads},
		{"campdays", "capacitated camp-days of real districts, against an exact solver", "wb", a.benchCampDays},
	}
}

// caseCommand makes the verb of a set of cases.
func (a *app) caseCommand(set caseSet, parent *string) *cobra.Command {
	var data string
	o := benchOptions{}
	cmd := &cobra.Command{
		Use: set.name, Short: set.short, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if data == "" {
				data = filepath.Join(*parent, set.folder)
			}
			return a.runCases(cmd.Context(), set, data, o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&data, "data", "", "folder with the cases; empty: "+set.folder+"/ of --data-dir")
	o.defaults()
	f.Float64Var(&o.Seconds, "seconds", o.Seconds, "most seconds for a case, and for each peer on it")
	f.Uint64Var(&o.Seed, "seed", o.Seed, "seed")
	f.IntVar(&o.Threads, "threads", o.Threads, "cores, ours and the peers'")
	f.IntVar(&o.Runs, "runs", 0, "disruptions drawn for each district; 0: 30 (replan)")
	f.IntVar(&o.Limit, "limit", 0, "at most so many cases; 0: all")
	f.StringVar(&o.Only, "only", "", "only cases whose name holds this")
	f.StringVar(&o.Set, "set", o.Set, "set of instances: "+strings.Join(routeSetNames(), ", ")+" (route)")
	f.BoolVar(&o.Distance, "distance", false, "seek the least distance alone, each way cut to one decimal, instead of the fewest vehicles first (route)")
	f.BoolVar(&o.State, "state", false, "a made-up state of 100,000 cells and 80,000 venues instead of the folder's cases (cover, road)")
	f.Var(&o.Peers, "peer", "run this solver beside ours (repeat it or part by commas): "+strings.Join(peerNames(), ", "))
	f.StringVar(&o.Peers.python, "python", o.Peers.python, "interpreter that has the peers' Python packages")
	return cmd
}

// defaults are those of the flags.
func (o *benchOptions) defaults() {
	o.Seconds, o.Seed, o.Threads, o.Peers.python, o.Set = 10, 1, 1, "python3", "solomon_100"
}

// runCases runs a set and prints its report.
func (a *app) runCases(ctx context.Context, set caseSet, data string, o benchOptions) error {
	report, err := a.casesOf(ctx, set, data, o)
	if err != nil {
		return err
	}
	if a.config.json {
		return json.NewEncoder(a.out).Encode(report)
	}
	return nil
}

// casesOf runs a set, printing its table line by line unless JSON is wanted.
func (a *app) casesOf(ctx context.Context, set caseSet, data string, o benchOptions) (benchReport, error) {
	if _, err := os.Stat(data); err != nil {
		return benchReport{}, fault.Missing("bench.data", "There is no folder %s to take cases from; name one with --data.", data)
	}
	if o.Seconds <= 0 || o.Threads < 1 || o.Limit < 0 {
		return benchReport{}, &usageError{errors.New("--seconds and --threads must be above 0, --limit not below it")}
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(o.Threads)) // whatever a set does has these cores
	o.Peers.warn(ctx, func(text string) { fmt.Fprintln(a.err, text) })
	var cases []benchCase
	out := tabwriter.NewWriter(a.out, 14, 0, 2, ' ', 0)
	line := func(cells ...string) {
		if !a.config.json {
			fmt.Fprintln(out, strings.Join(cells, "\t"))
			_ = out.Flush() // a case may take long: each line stands as soon as it is known
		}
	}
	line("case", "value", "best known", "gap %", "bound", "certificate %", "s", "note")
	skipped, err := set.run(ctx, data, o, func(c benchCase) error {
		cases = append(cases, c)
		line(c.Name, figureOf(&c.Value), figureOf(c.BestKnown), part(c.GapPercent), figureOf(c.Bound), part(c.CertificatePercent), fmt.Sprintf("%.2f", c.Seconds), driven(c.Vehicles, c.ExtraVehicles)+c.Note)
		for _, p := range c.Peers {
			line("  "+p.Name, figureOf(p.Value), "", part(p.GapPercent), figureOf(p.Bound), "", fmt.Sprintf("%.2f", p.Seconds), driven(p.Vehicles, p.ExtraVehicles)+p.State)
		}
		if len(cases) == o.Limit {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return benchReport{}, err
	}
	if len(cases) == 0 {
		return benchReport{}, fault.Refuse("bench.empty", "The set %s measured nothing; is %s the right folder?", set.name, data)
	}
	report := newBenchReport(cases, skipped)
	if !a.config.json {
		for _, s := range skipped {
			fmt.Fprintln(out, "skipped:", s)
		}
		known := 0
		for _, c := range cases {
			if c.GapPercent != nil {
				known++
			}
		}
		if report.Mismatches != nil {
			fmt.Fprintf(out, "%d mismatches against Dijkstra's search\n", *report.Mismatches)
		}
		fmt.Fprintf(out, "%s: %s, %d with a gap to a best known value: mean %.4f %%, worst %.4f %%, %d reach it\n",
			set.name, counted(len(cases), "case", "cases"), known, report.MeanGapPercent, report.WorstGapPercent, report.AtBestKnown)
	}
	return report, out.Flush()
}

// driven says how many vehicles an answer drives; "" where they are no matter.
func driven(vehicles, extra *int) string {
	switch {
	case vehicles == nil:
		return ""
	case extra != nil && *extra > 0:
		return fmt.Sprintf("%d vehicles, %d too many; ", *vehicles, *extra)
	}
	return fmt.Sprintf("%d vehicles; ", *vehicles)
}

func part(p *float64) string {
	if p == nil {
		return "-"
	}
	return fmt.Sprintf("%.4f", *p)
}

func figureOf(p *float64) string {
	if p == nil {
		return "-"
	}
	if *p == math.Trunc(*p) {
		return strconv.FormatFloat(*p, 'f', 0, 64)
	}
	return fmt.Sprintf("%.7g", *p)
}
