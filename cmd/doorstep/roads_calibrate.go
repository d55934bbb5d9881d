package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/paulmach/orb"
	"github.com/spf13/cobra"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/internal/ingest"
	"doorstep/planning"
	"doorstep/planning/road"
)

// What a calibration draws: so many places in each extract, so many of them as origins, and ways of no more than so many
// metres. An area is a square of a fiftieth of a degree, about 2 km.
const (
	calibratePlaces  = 2000
	calibrateOrigins = 300
	calibrateMost    = 60_000 // metres of way
	calibrateAreas   = 50     // a degree
	calibrateKeep    = 900    // permille of ways that factors are no shorter than
)

// calibration is what comes of it.
type calibration struct {
	Factors planning.TravelFactors `json:"factors"`
	Tests   []calibrationTest      `json:"tests"`
}

// calibrationTest is a fit on some pairs held against others.
type calibrationTest struct {
	Profile string `json:"profile"`
	On      string `json:"on"` // what was held out
	planning.DetourTest
}

func (a *app) roadsCalibrateCommand() *cobra.Command {
	var out string
	var tests []string
	var seed uint64
	cmd := &cobra.Command{
		Use:   "calibrate FILE...",
		Short: "Fit how much longer ways are than the straight line, where no roads are known",
		Long: "Draws pairs of places on the roads of each file (.roads or .osm.pbf), and fits by classes of the straight length the factor that nine\n" +
			"of ten ways stay below, for walking, cycling and cars. It is tested on areas it was not fitted on, on each extract by a fit\n" +
			"on the others, and on the extracts of --test. Speeds and ferries stay those of the factors that come with the program.",
		Example: "  doorstep roads calibrate plain.osm.pbf hills.osm.pbf --test mountains.osm.pbf --out factors.json",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := calibrate(cmd.Context(), args, tests, seed)
			if err != nil {
				return err
			}
			if out != "" {
				text, err := factorsText(c.Factors)
				if err != nil {
					return err
				}
				if err := a.writeFile(out, func(w io.Writer) error { _, err := w.Write(text); return err }); err != nil {
					return err
				}
			}
			if a.config.json {
				return json.NewEncoder(a.out).Encode(c)
			}
			return c.print(a.out)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "file to write the factors to")
	cmd.Flags().StringSliceVar(&tests, "test", nil, "extracts to test on and not to fit on")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "the same seed draws the same pairs")
	return cmd
}

// factorsText writes factors as they are kept, and reads them again to be sure.
func factorsText(f planning.TravelFactors) ([]byte, error) {
	text, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return nil, err
	}
	text = append(text, '\n')
	_, err = planning.ReadTravelFactors(bytes.TrimSpace(text))
	return text, err
}

// calibratedProfiles are those whose ways are fitted; boats go where no road is.
var calibratedProfiles = map[planning.Profile]road.Profile{planning.ProfileWalk: road.Walk, planning.ProfileCycle: road.Cycle, planning.ProfileCar: road.Car}

// detours are pairs of places by profile.
type detours map[planning.Profile][]planning.Detour

// draw adds the pairs of one extract.
func (d detours) draw(ctx context.Context, name string, region int, seed uint64) error {
	g, done, err := openAnyRoads(ctx, name)
	if err != nil {
		return err
	}
	for profile, p := range calibratedProfiles {
		drawn, err := drawDetours(ctx, g, p, region, rand.New(rand.NewPCG(seed, uint64(region)<<8|uint64(p))))
		if err != nil {
			return errors.Join(err, done())
		}
		d[profile] = append(d[profile], drawn...)
	}
	return done()
}

func calibrate(ctx context.Context, files, tests []string, seed uint64) (calibration, error) {
	c := calibration{Factors: planning.DefaultTravelFactors()}
	fitted, held := detours{}, make([]detours, len(tests))
	for region, name := range files {
		if err := fitted.draw(ctx, name, region, seed); err != nil {
			return c, err
		}
	}
	for k, name := range tests {
		held[k] = detours{}
		if err := held[k].draw(ctx, name, len(files)+k, seed); err != nil {
			return c, err
		}
	}
	var said, elsewhere []string
	for i := range c.Factors.Profiles {
		f := &c.Factors.Profiles[i]
		all := fitted[f.Profile]
		if len(all) == 0 {
			continue
		}
		knots := planning.FitDetour(all, calibrateKeep)
		if len(knots) == 0 {
			return c, fault.Refuse("roads.calibrate", "The extracts hold too few ways for %s to fit anything on; take larger ones.", f.Profile)
		}
		f.Knots = knots
		rows := testsOf(f.Profile, files, all)
		for k, name := range tests {
			test := planning.CheckDetour(knots, held[k][f.Profile])
			rows = append(rows, calibrationTest{string(f.Profile), extractName(name) + ", not fitted on", test})
			if f.Profile == planning.ProfileWalk {
				elsewhere = append(elsewhere, fmt.Sprintf("; in %s, not fitted on, on foot %.1f %%", extractName(name), float64(test.WithinPermille)/10))
			}
		}
		c.Tests = append(c.Tests, rows...)
		said = append(said, fmt.Sprintf("%s %.1f %%", f.Profile, float64(rows[0].WithinPermille+rows[1].WithinPermille)/20))
	}
	c.Factors.QuantilePermille = calibrateKeep
	names := make([]string, len(files))
	for i, name := range files {
		names[i] = extractName(name)
	}
	c.Factors.Source = fmt.Sprintf("fitted by doorstep roads calibrate on ways of OpenStreetMap (ODbL) in %s: nine of ten ways are no longer; of ways in areas held out no longer are %s%s; "+
		"speeds, boats and ferries are assumptions", strings.Join(names, ", "), strings.Join(said, ", "), strings.Join(elsewhere, ""))
	return c, nil
}

func extractName(file string) string {
	return strings.TrimSuffix(strings.TrimSuffix(filepath.Base(file), ".osm.pbf"), ".roads")
}

// testsOf fits on half of the areas and tests on the other, both ways; then on each extract with a fit on the others.
func testsOf(profile planning.Profile, files []string, all []planning.Detour) []calibrationTest {
	part := func(keep func(planning.Detour) bool) (in, out []planning.Detour) {
		for _, d := range all {
			if keep(d) {
				in = append(in, d)
			} else {
				out = append(out, d)
			}
		}
		return in, out
	}
	even, odd := part(func(d planning.Detour) bool { return d.Area%2 == 0 })
	tests := []calibrationTest{
		{string(profile), "every second area", planning.CheckDetour(planning.FitDetour(even, calibrateKeep), odd)},
		{string(profile), "the other areas", planning.CheckDetour(planning.FitDetour(odd, calibrateKeep), even)},
	}
	for region, name := range files {
		if len(files) == 1 {
			break
		}
		own, others := part(func(d planning.Detour) bool { return d.Region == region })
		tests = append(tests, calibrationTest{string(profile), extractName(name) + ", by a fit on the others", planning.CheckDetour(planning.FitDetour(others, calibrateKeep), own)})
	}
	return tests
}

// openAnyRoads opens a road file, or makes one of an extract in memory.
func openAnyRoads(ctx context.Context, name string) (*road.Graph, func() error, error) {
	if !strings.HasSuffix(name, ".pbf") {
		return openRoads(name)
	}
	var b road.Builder
	if _, err := ingest.ReadRoads(ctx, extracts([]string{name}), &b); err != nil {
		return nil, nil, err
	}
	file, _, err := b.Build()
	if err != nil {
		return nil, nil, err
	}
	g, err := road.Open(file)
	return g, func() error { return nil }, err
}

// drawDetours draws pairs of places on the roads of a profile, evenly by length, and finds the ways between them: the shortest
// on foot and by cycle, the fastest by car.
func drawDetours(ctx context.Context, g *road.Graph, p road.Profile, region int, rng *rand.Rand) ([]planning.Detour, error) {
	if !g.Has(p) {
		return nil, nil
	}
	places := placesOn(g, p, rng, calibratePlaces)
	origins := places[:min(calibrateOrigins, len(places))]
	bound := road.Bound{Profile: p, Meters: calibrateMost}
	if p == road.Car {
		bound = road.Bound{Profile: p, Seconds: 3600 * 4}
	}
	pairs := make([][]planning.Detour, len(origins))
	err := g.Reaches(ctx, origins, g.Targets(places), bound, 0, func(i int, legs []road.Leg) {
		way := make([]float64, len(places))
		for k := range way {
			way[k] = math.Inf(1)
		}
		for _, l := range legs {
			way[l.To] = float64(l.Centimeters) / 100
		}
		area := areaOf(origins[i].At)
		for k, to := range places {
			if straight := float64(geo.Distance(origins[i].At, to.At)); straight >= 50 && k != i {
				pairs[i] = append(pairs[i], planning.Detour{Straight: straight, Way: max(way[k], straight), Region: region, Area: area})
			}
		}
	})
	return slices.Concat(pairs...), err
}

// areaOf numbers the squares so that neighbours differ in whether they are even.
func areaOf(at orb.Point) int {
	return int(math.Floor(at[0]*calibrateAreas)) + int(math.Floor(at[1]*calibrateAreas)) + 1<<16
}

// placesOn draws places on the largest component of a profile, evenly by length of what can be walked too: nobody lives on a
// motorway, a ferry or a bridge.
func placesOn(g *road.Graph, p road.Profile, rng *rand.Rand, n int) []road.Snap {
	type stretch struct {
		edge int32
		till float64
	}
	var all []stretch
	sum := 0.0
	seen, walked := map[int32]bool{}, map[int32]bool{}
	for arc := range g.Arcs(road.Walk) {
		walked[arc.Edge] = true
	}
	for arc := range g.Arcs(p) {
		info := g.Info(arc.Edge)
		island, trapped := g.Island(p, arc.From)
		if seen[arc.Edge] || !walked[arc.Edge] || info.Ferry != nil || info.Bridge || island != 0 || trapped {
			continue
		}
		seen[arc.Edge] = true
		sum += float64(info.Length)
		all = append(all, stretch{arc.Edge, sum})
	}
	var places []road.Snap
	for range 20 * n {
		if len(places) == n || len(all) == 0 {
			break
		}
		at := rng.Float64() * sum
		k, _ := slices.BinarySearchFunc(all, at, func(s stretch, at float64) int { return cmp.Compare(s.till, at) })
		line := g.Line(all[min(k, len(all)-1)].edge)
		// A point of its line, snapped: on crossing roads it may lie on the other one, which is as good.
		from := rng.IntN(len(line) - 1)
		t := rng.Float64()
		point := orb.Point{line[from][0] + t*(line[from+1][0]-line[from][0]), line[from][1] + t*(line[from+1][1]-line[from][1])}
		if s, ok := g.Snap(point, road.Near{Profile: p, Within: 50, Main: true}); ok {
			places = append(places, s)
		}
	}
	return places
}

func (c *calibration) print(to io.Writer) error {
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "profile\tstraight m\tway / straight line")
	for _, p := range c.Factors.Profiles {
		for _, k := range p.Knots {
			fmt.Fprintf(w, "%s\t%d\t%.3f\n", p.Profile, k.Straight, float64(k.Permille)/1000)
		}
	}
	fmt.Fprintln(w, "\nheld out\tprofile\tpairs\tno longer than said %\tmiddle: said longer by %\twhere too short: by at most %, of nine in ten")
	for _, t := range c.Tests {
		fmt.Fprintf(w, "%s\t%s\t%d\t%.1f\t%.1f\t%.1f\n", t.On, t.Profile, t.Pairs, float64(t.WithinPermille)/10, t.OverPercent, t.ShortPercent)
	}
	return w.Flush()
}
