package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"doorstep/internal/ingest"
	"doorstep/planning/road"
)

// Sizes of the road benchmark.
const (
	benchDistrict    = 220_000 // nodes of the made-up district
	benchMatrix      = 1000    // places of a matrix
	benchSweeps      = 200     // of one place to all nodes
	benchMatrixRuns  = 5
	benchClosedShare = 8 // the closed area is the network's box over so many, in both directions
)

// roadFigures are what is measured of one profile on one network.
type roadFigures struct {
	Profile     string     `json:"profile"`
	Nodes       int        `json:"nodes"`
	Arcs        int        `json:"arcs"`
	FileSeconds float64    `json:"file_seconds"` // from the extract to the road file
	FileBytes   int        `json:"file_bytes"`
	LoadMillis  float64    `json:"load_ms"`       // mapping the file and checking its sum
	Build       float64    `json:"build_seconds"` // of the hierarchy
	Rebuild     float64    `json:"rebuild_seconds"`
	Closed      int        `json:"closed_edges"` // in the rebuilt one
	Matrix      int        `json:"matrix"`       // places on each side
	MatrixTime  [3]float64 `json:"matrix_seconds_min_median_max"`
	OneToAll    [3]float64 `json:"one_to_all_ms_min_median_max"`
	MBPerMega   float64    `json:"mb_per_million_nodes"` // file and hierarchy
	Pairs       int        `json:"pairs_checked"`
	Reach       *roadReach `json:"reach,omitempty"`
}

// roadReach is what walking from many places takes.
type roadReach struct {
	Venues  int     `json:"venues"`
	Cells   int     `json:"cells"`
	Meters  int     `json:"meters"`
	Legs    int64   `json:"legs"` // pairs of venue and cell within the walk
	Seconds float64 `json:"seconds"`
}

// roadCase is a network to measure on.
type roadCase struct {
	name string
	make func(ctx context.Context, b *road.Builder) error
}

// benchRoads measures every extract of the folder and the made-up district, walking and driving; or, where asked, the walks of
// a made-up state alone.
func (a *app) benchRoads(ctx context.Context, data string, o benchOptions, give giveCase) (skipped []string, err error) {
	if o.State {
		return nil, benchStateReach(ctx, o, give)
	}
	files, err := filepath.Glob(filepath.Join(data, "*.osm.pbf"))
	if err != nil {
		return nil, err
	}
	cases := make([]roadCase, 0, len(files)+1)
	for _, file := range files {
		cases = append(cases, roadCase{strings.TrimSuffix(filepath.Base(file), ".osm.pbf"), func(ctx context.Context, b *road.Builder) error {
			_, err := ingest.ReadRoads(ctx, extracts([]string{file}), b)
			return err
		}})
	}
	cases = append(cases, roadCase{fmt.Sprintf("district-%d", benchDistrict), func(_ context.Context, b *road.Builder) error {
		made, err := road.MakeSample(road.Sample{Nodes: benchDistrict, Seed: o.Seed})
		if err == nil {
			*b = *made
		}
		return err
	}})
	for _, c := range cases {
		if err := a.benchRoadCase(ctx, c, o, give); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// benchRoadCase makes the network once and measures its profiles.
func (a *app) benchRoadCase(ctx context.Context, c roadCase, o benchOptions, give giveCase) error {
	profiles := slices.DeleteFunc([]road.Profile{road.Car, road.Walk}, func(p road.Profile) bool { return o.skips(c.name + " " + p.String()) })
	if len(profiles) == 0 {
		return nil
	}
	dir, err := os.MkdirTemp("", "doorstep-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // the system clears its temporary files
	name := filepath.Join(dir, "case.roads")
	made, err := seconds(func() error {
		var b road.Builder
		if err := c.make(ctx, &b); err != nil {
			return err
		}
		file, _, err := b.Build()
		if err != nil {
			return err
		}
		return a.writeFile(name, func(w io.Writer) error { _, err := w.Write(file); return err })
	})
	if err != nil {
		return err
	}
	var g *road.Graph
	var done func() error
	loaded, err := seconds(func() (err error) { g, done, err = openRoads(name); return err })
	if err != nil {
		return err
	}
	for _, p := range profiles {
		m := &roadMeasure{g: g, p: p, o: o, name: c.name, rng: rand.New(rand.NewPCG(o.Seed, uint64(p)))}
		m.figures = roadFigures{Profile: p.String(), Nodes: g.Nodes(), FileSeconds: made, FileBytes: g.Bytes(), LoadMillis: loaded * 1000}
		one, err := m.run(ctx)
		if err == nil {
			one.Peers, err = o.Peers.solve(ctx, m.task(a))
		}
		if err == nil {
			err = give(one)
		}
		if err != nil {
			return errors.Join(err, done())
		}
	}
	return done()
}

// roadMeasure measures one profile.
type roadMeasure struct {
	g       *road.Graph
	p       road.Profile
	o       benchOptions
	name    string
	rng     *rand.Rand
	figures roadFigures
	net     *benchNetwork
	h       *road.Hierarchy
	nodes   []int32 // of the matrix
	places  []road.Snap
	trips   []road.Trip // of the matrix
}

func (m *roadMeasure) run(ctx context.Context) (benchCase, error) {
	begun := time.Now()
	f := &m.figures
	m.net = networkFor(m.g, m.p)
	f.Arcs = len(m.net.to)
	var err error
	if f.Build, err = seconds(func() (err error) {
		m.h, err = road.NewHierarchy(ctx, m.g, m.p, nil, road.HierarchyOptions{Threads: m.o.Threads})
		return err
	}); err != nil {
		return benchCase{}, err
	}
	_, _, bytes := m.h.Size()
	f.MBPerMega = float64(m.g.Bytes()+bytes) / float64(m.g.Nodes())
	m.measure()
	mismatches := m.net.check(m.h, nil, m.rng, &f.Pairs)
	closed, err := m.g.Close(road.Closure{Area: m.middle()})
	if err != nil {
		return benchCase{}, err
	}
	f.Closed = closed.Count()
	var again *road.Hierarchy
	if f.Rebuild, err = seconds(func() (err error) { again, err = m.h.Rebuild(ctx, closed); return err }); err != nil {
		return benchCase{}, err
	}
	mismatches += m.net.check(again, closed, m.rng, &f.Pairs)
	if m.p == road.Walk {
		if f.Reach, err = benchReach(ctx, m.g, m.rng, min(2000, m.g.Nodes()), min(2000, m.g.Nodes()), m.o.Threads); err != nil {
			return benchCase{}, err
		}
	}
	c := benchCase{Name: m.name + " " + f.Profile, Value: f.MatrixTime[1], Seconds: time.Since(begun).Seconds(), Mismatches: &mismatches, Road: f}
	c.Note = f.text(mismatches)
	return c, nil
}

// text says the figures in a line.
func (f *roadFigures) text(mismatches int) string {
	return fmt.Sprintf("%d nodes, %d arcs; hierarchy %.2f s, again with %d edges closed %.2f s; %dx%d matrix %.3f s; one to all %.2f ms (%.2f to %.2f); "+
		"%d mismatches in %d pairs; %.0f MB a million nodes; file made in %.2f s, loaded in %.1f ms",
		f.Nodes, f.Arcs, f.Build, f.Closed, f.Rebuild, f.Matrix, f.Matrix, f.MatrixTime[1], f.OneToAll[1], f.OneToAll[0], f.OneToAll[2],
		mismatches, f.Pairs, f.MBPerMega, f.FileSeconds, f.LoadMillis)
}

// measure times the matrix and the sweeps.
func (m *roadMeasure) measure() {
	m.nodes = m.net.nodes(m.rng, benchMatrix, true)
	m.places = m.net.at(m.nodes)
	m.figures.Matrix = len(m.places)
	m.trips = make([]road.Trip, len(m.places)*len(m.places))
	m.h.Matrix(m.places, m.places, m.trips)
	var each []float64
	for range benchMatrixRuns {
		each = append(each, m.matrixTime(len(m.places)))
	}
	m.figures.MatrixTime = spread(each)
	millis := make([]int32, m.g.Nodes())
	each = each[:0]
	for _, from := range m.net.snaps(m.rng, benchSweeps) {
		begun := time.Now()
		m.h.OneToAll(from, millis)
		each = append(each, time.Since(begun).Seconds()*1000)
	}
	m.figures.OneToAll = spread(each)
}

// matrixTime times the matrix of the first n places into a copy of its own.
func (m *roadMeasure) matrixTime(n int) float64 {
	trips := make([]road.Trip, n*n)
	begun := time.Now()
	m.h.Matrix(m.places[:n], m.places[:n], trips)
	return time.Since(begun).Seconds()
}
