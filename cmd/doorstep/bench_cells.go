package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/jackc/pgx/v5"
	"github.com/klauspost/compress/gzip"
	"github.com/paulmach/orb"
	"github.com/spf13/cobra"

	"doorstep/geo"
)

// Sizes of the cell benchmark.
const (
	benchPoints  = 1_000_000
	benchWindows = 500
	benchWindow  = 0.05 // degrees
	benchSecured = 40   // windows asked under row security, where the peer reads the whole table
)

// benchCells measures the kernel's calls, then the same question to a million points twice: by cell
// ranges on a btree with the exact test after, and by bounding box on a GiST index.
func (a *app) benchCells(cmd *cobra.Command, data string, give func(figure)) error {
	rng := rand.New(rand.NewPCG(1, 2))
	points := clustered(rng, benchPoints)
	var each []float64
	for range 5 {
		s, err := seconds(func() error {
			for _, p := range points[:200_000] {
				if _, err := geo.CellOf(p, geo.ResDemand); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		each = append(each, s*1e9/200_000)
	}
	give(figure{Name: "point to cell, resolution 9", Unit: "ns", Runs: len(each), Value: spread(each)})
	if err := benchCover(filepath.Join(data, "wb", "blocks.geojson.gz"), give); err != nil {
		return err
	}
	h, clean, err := a.scratch(cmd.Context())
	if err != nil {
		return err
	}
	return errors.Join(benchRanges(cmd.Context(), h.dsn, rng, points, give), clean())
}

// clustered draws points around 2,000 villages of West Bengal's size.
func clustered(rng *rand.Rand, n int) []orb.Point {
	villages := make([]orb.Point, 2000)
	for i := range villages {
		villages[i] = orb.Point{86 + 4*rng.Float64(), 21.6 + 5*rng.Float64()}
	}
	points := make([]orb.Point, n)
	for i := range points {
		v := villages[rng.IntN(len(villages))]
		points[i] = orb.Point{v[0] + 0.03*rng.NormFloat64(), v[1] + 0.03*rng.NormFloat64()}
	}
	return points
}

func benchCover(file string, give func(figure)) (err error) {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	var each []float64
	cells := 0
	err = geo.ReadFeatures(z, func(_ int, x geo.Feature) error {
		if x.Err != nil || len(each) == 60 {
			return x.Err
		}
		s, err := seconds(func() error {
			c, err := geo.PolygonCells(x.Geometry, geo.ResDemand)
			cells += len(c)
			return err
		})
		each = append(each, s*1000)
		return err
	})
	if err != nil {
		return err
	}
	give(figure{
		Name: "cover of a block polygon, resolution 9", Unit: "ms", Runs: len(each), Value: spread(each),
		Note: fmt.Sprintf("one run a block, %d cells on the mean", cells/len(each)),
	})
	return nil
}

const benchTableSQL = `
	CREATE TEMP TABLE bench_point (id int, cell bigint, geom geometry(Point, 4326))`

const benchIndexSQL = `
	CREATE INDEX ON bench_point (cell);
	CREATE INDEX ON bench_point USING gist (geom);
	ANALYZE bench_point`

// As the store asks it: the fence keeps the planner on one index range after another.
const benchByCellSQL = `
	SELECT count(*)
	FROM   unnest($1::bigint[], $2::bigint[]) AS r(lo, hi)
	CROSS  JOIN LATERAL (
	    SELECT p.geom
	    FROM   bench_point p
	    WHERE  p.cell BETWEEN r.lo AND r.hi
	    OFFSET 0
	) p
	WHERE  ST_X(p.geom) BETWEEN $3 AND $5
	AND    ST_Y(p.geom) BETWEEN $4 AND $6`

const benchByBoxSQL = `
	SELECT count(*)
	FROM   bench_point p
	WHERE  p.geom && ST_MakeEnvelope($1, $2, $3, $4, 4326) -- single precision: a little too wide
	AND    ST_X(p.geom) BETWEEN $1 AND $3
	AND    ST_Y(p.geom) BETWEEN $2 AND $4`

// From here on the rows are read as an officer who may see all of them: what may be pushed below a policy
// is what PostgreSQL holds to be leakproof, and PostGIS's && is not.
const benchSecuritySQL = `
	CREATE ROLE bench_officer;
	GRANT SELECT ON bench_point TO bench_officer;
	ALTER TABLE bench_point ENABLE ROW LEVEL SECURITY;
	CREATE POLICY bench_all ON bench_point USING (id >= 0);
	SET ROLE bench_officer`

func benchRanges(ctx context.Context, dsn string, rng *rand.Rand, points []orb.Point, give func(figure)) (err error) {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	if _, err := conn.Exec(ctx, benchTableSQL); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, `CREATE TEMP TABLE bench_raw (id int, cell bigint, x float8, y float8)`); err != nil {
		return err
	}
	_, err = conn.CopyFrom(ctx, pgx.Identifier{"bench_raw"}, []string{"id", "cell", "x", "y"}, pgx.CopyFromSlice(len(points), func(i int) ([]any, error) {
		c, err := geo.CellOf(points[i], geo.ResDemand)
		return []any{int32(i), int64(c), points[i][0], points[i][1]}, err
	}))
	if err != nil {
		return err
	}
	for _, sql := range []string{`INSERT INTO bench_point SELECT id, cell, ST_SetSRID(ST_MakePoint(x, y), 4326) FROM bench_raw`, benchIndexSQL} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	windows := make([]orb.Bound, benchWindows)
	for i := range windows {
		at := points[rng.IntN(len(points))]
		windows[i] = orb.Bound{Min: at, Max: orb.Point{at[0] + benchWindow, at[1] + benchWindow}}
	}
	if err := benchWindowsBy(ctx, conn, windows, "", give); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, benchSecuritySQL); err != nil {
		return err
	}
	return benchWindowsBy(ctx, conn, windows[:benchSecured], ", under row security", give)
}

// benchWindowsBy asks every window both ways, one after the other, and holds the counts to be equal.
func benchWindowsBy(ctx context.Context, conn *pgx.Conn, windows []orb.Bound, how string, give func(figure)) error {
	var own, peer []float64
	for _, box := range windows {
		var byCell, byBox int64
		s, err := seconds(func() error {
			ranges, err := geo.CoverBound(box)
			if err != nil {
				return err
			}
			lo, hi := make([]int64, len(ranges)), make([]int64, len(ranges))
			for i, r := range ranges {
				lo[i], hi[i] = int64(r.Lo), int64(r.Hi)
			}
			return conn.QueryRow(ctx, benchByCellSQL, lo, hi, box.Min[0], box.Min[1], box.Max[0], box.Max[1]).Scan(&byCell)
		})
		if err != nil {
			return err
		}
		own = append(own, s*1000)
		if s, err = seconds(func() error {
			return conn.QueryRow(ctx, benchByBoxSQL, box.Min[0], box.Min[1], box.Max[0], box.Max[1]).Scan(&byBox)
		}); err != nil {
			return err
		}
		peer = append(peer, s*1000)
		if byCell != byBox {
			return fmt.Errorf("window %v: %d points by cell, %d by box", box, byCell, byBox)
		}
	}
	f := figure{
		Name: "window of 0.05 degrees over a million points, by cell ranges" + how, Unit: "ms", Runs: len(own), Value: spread(own),
		Peer: "bounding box on GiST" + how, Of: spread(peer), Note: "cover included; equal counts in every window",
	}
	f.Ratio = f.Of[1] / f.Value[1]
	give(f)
	return nil
}
