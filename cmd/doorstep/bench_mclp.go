package main

import (
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// mclpRow is one case of mclp_bks.csv: choose p points of a set so that most demand lies within the radius.
type mclpRow struct {
	set    string // the points are in <set>.csv.gz
	p      int
	radius float64 // metres
	best   *int64  // nil: none is known
}

func (r mclpRow) name() string { return fmt.Sprintf("%s p=%d", r.set, r.p) }

// mclpPoint is a place with demand, where a site may stand too.
type mclpPoint struct {
	lat, lon float64 // degrees
	demand   int64
}

// earthRadius is that of the published values, in metres.
const earthRadius = 6_378_137

// metres is the great circle distance of two points (haversine).
func (a mclpPoint) metres(b mclpPoint) float64 {
	const rad = math.Pi / 180
	s, t := math.Sin((a.lat-b.lat)*rad/2), math.Sin((a.lon-b.lon)*rad/2)
	return 2 * earthRadius * math.Asin(math.Sqrt(s*s+math.Cos(a.lat*rad)*math.Cos(b.lat*rad)*t*t))
}

// benchMaximal runs the rows of mclp_bks.csv in their order. Rows without points and points without a row are named in
// skipped; a folder without the table has no case.
func benchMaximal(ctx context.Context, data string, o benchOptions, give giveCase) (skipped []string, err error) {
	rows, err := mclpRows(filepath.Join(data, "mclp_bks.csv"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(data, "mclp_*.csv.gz"))
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		set := strings.TrimSuffix(filepath.Base(f), ".csv.gz")
		if !slices.ContainsFunc(rows, func(r mclpRow) bool { return r.set == set }) {
			skipped = append(skipped, filepath.Base(f)+" (no row)")
		}
	}
	var points []mclpPoint
	var in *planning.Maximal
	var last mclpRow
	for _, row := range rows {
		if o.skips(row.name()) {
			continue
		}
		if row.set != last.set {
			points, err = mclpPoints(filepath.Join(data, row.set+".csv.gz"))
			if errors.Is(err, fs.ErrNotExist) {
				skipped = append(skipped, row.name()+" (no file)")
				continue
			}
			if err != nil {
				return nil, err
			}
			in = nil
		}
		if in == nil || row.radius != last.radius {
			if in, err = mclpInstance(points, row.radius); err != nil {
				return nil, err
			}
		}
		last = row
		c, err := row.run(ctx, points, in, o)
		if err != nil {
			return nil, err
		}
		if err := give(c); err != nil {
			return nil, err
		}
	}
	return skipped, nil
}

// run solves the case, finding the reach not counted, and holds the answer against the points themselves.
func (r mclpRow) run(ctx context.Context, points []mclpPoint, in *planning.Maximal, o benchOptions) (benchCase, error) {
	runtime.GC() // what is left of the case before is not this one's to clear
	limited, stop := o.limit(ctx)
	defer stop()
	one := *in
	one.Pick = r.p
	begun := time.Now()
	s, err := planning.SolveMaximal(limited, &one, planning.MaximalOptions{Seed: o.Seed, Threads: o.Threads, Rounds: math.MaxInt64, PriceUnits: benchPrices})
	if err != nil {
		return benchCase{}, err
	}
	took := time.Since(begun).Seconds()
	if err := ctx.Err(); err != nil {
		return benchCase{}, err
	}
	covered, err := r.covered(points, s.Sites)
	if err != nil {
		return benchCase{}, err
	}
	if bound, err := planning.BoundMaximal(&one, s.Price); err != nil || covered != s.Covered || bound != s.Bound || bound < covered {
		return benchCase{}, fault.New(fault.Internal, "plan.broken", "%s: %d said to be covered, %d counted; a bound of %d said, %d evaluated (%v).", r.name(), s.Covered, covered, s.Bound, bound, err)
	}
	c := mostCase(r.name(), covered, r.best, &s.Bound, took)
	c.Note = fmt.Sprintf("n %d, %d arcs, %d rounds", len(points), len(in.ArcCell), s.RoundsReached)
	plain := planning.PlainSites{Kind: planning.PlainMaximal, Clients: len(points), Sites: len(points), P: r.p, Weight: in.Demand}
	c.Peers, err = o.Peers.solve(ctx, peerTask{
		Program: func() (planning.Program, error) { plain.Covers = mclpCovers(in); return plain.Program(), nil },
		Plain:   func() planning.PlainSites { plain.Covers = mclpCovers(in); return plain },
		Seconds: o.Seconds, Threads: o.Threads,
	})
	return c, err
}

// benchPrices is more steps of the prices than the seconds of a case allow.
const benchPrices = 1 << 20

func mclpCovers(in *planning.Maximal) [][]int32 {
	covers := make([][]int32, in.Sites())
	for j := range covers {
		covers[j] = in.ArcCell[in.SiteStart[j]:in.SiteStart[j+1]]
	}
	return covers
}

// covered counts the demand within the radius of the sites, from the points alone: each with each, and
// nothing of what the solver was given.
func (r mclpRow) covered(points []mclpPoint, sites []int32) (int64, error) {
	if len(sites) > r.p {
		return 0, fault.New(fault.Internal, "plan.broken", "%s: %d sites were chosen.", r.name(), len(sites))
	}
	sum := int64(0)
	for _, a := range points {
		if slices.ContainsFunc(sites, func(j int32) bool { return a.metres(points[j]) <= r.radius }) {
			sum += a.demand
		}
	}
	return sum, nil
}

// mclpInstance finds which points lie within the radius of each, in a window of latitudes.
func mclpInstance(points []mclpPoint, radius float64) (*planning.Maximal, error) {
	in := &planning.Maximal{Demand: make([]int64, len(points)), SiteStart: []int32{0}}
	order := make([]int32, len(points))
	for i, p := range points {
		in.Demand[i] = p.demand
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		if points[a].lat < points[b].lat {
			return -1
		}
		return 1
	})
	north := radius/earthRadius*180/math.Pi + 1e-9 // degrees of latitude, a little more
	for _, a := range points {
		from, _ := slices.BinarySearchFunc(order, a.lat-north, func(j int32, lat float64) int {
			if points[j].lat < lat {
				return -1
			}
			return 1
		})
		lo := len(in.ArcCell)
		for _, j := range order[from:] {
			if points[j].lat > a.lat+north {
				break
			}
			if a.metres(points[j]) <= radius {
				in.ArcCell = append(in.ArcCell, j)
			}
		}
		if len(in.ArcCell) > mclpArcs {
			return nil, fault.Refuse("bench.size", "Within %g m lie more than %d pairs of points; take a smaller radius.", radius, mclpArcs)
		}
		slices.Sort(in.ArcCell[lo:])
		in.SiteStart = append(in.SiteStart, int32(len(in.ArcCell)))
	}
	return in, nil
}

// mclpArcs is how many pairs of points within the radius fit into memory.
const mclpArcs = 100_000_000

// mclpRows reads the table of cases.
func mclpRows(file string) ([]mclpRow, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	var rows []mclpRow
	err = eachRow(f, file, []string{"instance", "p", "radius_m", "best_known_covered_demand"}, func(cell []string) error {
		r := mclpRow{set: cell[0]}
		var err error
		if r.set == "" || r.set != filepath.Base(r.set) {
			return fmt.Errorf("%q names no file", r.set)
		}
		if r.p, err = strconv.Atoi(cell[1]); err != nil || r.p < 0 {
			return fmt.Errorf("p is %q, not a whole number of sites", cell[1])
		}
		if r.radius, err = strconv.ParseFloat(cell[2], 64); err != nil || !(r.radius >= 0 && r.radius <= 1e7) {
			return fmt.Errorf("the radius is %q, not metres from 0 to 10,000,000", cell[2])
		}
		if cell[3] != "" {
			best, err := strconv.ParseInt(cell[3], 10, 64)
			if err != nil || best < 0 {
				return fmt.Errorf("the best known value is %q, not a whole number", cell[3])
			}
			r.best = &best
		}
		rows = append(rows, r)
		return nil
	})
	return rows, err
}

// mclpPoints reads a set of points.
func mclpPoints(file string) (points []mclpPoint, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fault.Malformed("bench.data", "%s: %v.", file, err)
	}
	err = eachRow(z, file, []string{"lat", "lon", "demand"}, func(cell []string) error {
		var p mclpPoint
		var err error
		if p.lat, err = strconv.ParseFloat(cell[0], 64); err != nil || !(math.Abs(p.lat) <= 90) {
			return fmt.Errorf("the latitude is %q, not degrees from -90 to 90", cell[0])
		}
		if p.lon, err = strconv.ParseFloat(cell[1], 64); err != nil || !(math.Abs(p.lon) <= 180) {
			return fmt.Errorf("the longitude is %q, not degrees from -180 to 180", cell[1])
		}
		if p.demand, err = strconv.ParseInt(cell[2], 10, 64); err != nil || p.demand < 0 || p.demand > planning.MaximalDemand {
			return fmt.Errorf("the demand is %q, not a whole number from 0 to %d", cell[2], planning.MaximalDemand)
		}
		points = append(points, p)
		return nil
	})
	if err == nil && len(points) == 0 {
		err = fault.Malformed("bench.data", "%s has no points.", file)
	}
	return points, err
}

// eachRow hands over the named columns of a CSV file row by row. What is wrong with one is said with file and line.
func eachRow(r io.Reader, file string, columns []string, do func(cell []string) error) error {
	in := csv.NewReader(r)
	head, err := in.Read()
	if err != nil {
		return fault.Malformed("bench.data", "%s, line 1: %v.", file, err)
	}
	at := make([]int, len(columns))
	for k, name := range columns {
		if at[k] = slices.Index(head, name); at[k] < 0 {
			return fault.Malformed("bench.data", "%s, line 1: there is no column %s.", file, name)
		}
	}
	cell := make([]string, len(columns))
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fault.Malformed("bench.data", "%s: %v.", file, err) // csv says the line itself
		}
		for k, c := range at {
			cell[k] = row[c]
		}
		if err := do(cell); err != nil {
			line, _ := in.FieldPos(0)
			return fault.Malformed("bench.data", "%s, line %d: %v.", file, line, err)
		}
	}
}
