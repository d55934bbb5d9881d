package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"
)

func pgroutingPeer() peerSolver {
	const install = "apt-get install postgresql-15-pgrouting"
	return peerSolver{
		name: "pgrouting", install: install,
		version: func(ctx context.Context, tool peerTool) (string, error) {
			out, err := tool.output(ctx, 5, "sh", "-c", "ls /usr/share/postgresql/*/extension/pgrouting--*.*.*.sql | grep -v -- '--.*--.*sql' | sed 's/.*pgrouting--//' | sort -V | tail -n 1")
			if v := versionText.FindString(out); err == nil && v != "" {
				return "pgRouting " + v, nil
			}
			return "", errors.New("no PostgreSQL has the extension pgrouting")
		},
		run: func(ctx context.Context, _ peerTool, _ string, task peerTask) (r peerResult, err error) {
			if task.Roads == nil {
				return r, errNotRoads
			}
			dsn, done, err := task.Roads.open(ctx)
			if err != nil {
				return r, err
			}
			defer func() { err = errors.Join(err, done()) }()
			conn, err := pgx.Connect(ctx, dsn)
			if err != nil {
				return r, err
			}
			defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
			return task.Roads.pgrouting(ctx, conn, task.Seconds)
		},
	}
}

const pgroutingSQL = `
	CREATE EXTENSION IF NOT EXISTS pgrouting CASCADE;
	CREATE TEMP TABLE bench_arc (id bigint, source bigint, target bigint, cost float8, length float8)`

// pgrouting asks for the matrix of as many places as its seconds allow, and on foot for the nodes within a walk of some of them.
func (t *roadTask) pgrouting(ctx context.Context, conn *pgx.Conn, most float64) (peerResult, error) {
	if _, err := conn.Exec(ctx, pgroutingSQL); err != nil {
		return peerResult{}, err
	}
	var rows [][]any
	for v := range int32(len(t.net.on)) {
		for a := t.net.first[v]; a < t.net.first[v+1]; a++ {
			w := t.net.weight[a]
			rows = append(rows, []any{int64(a) + 1, int64(v), int64(t.net.to[a]), float64(w >> 32), float64(w & math.MaxUint32)})
		}
	}
	columns := []string{"id", "source", "target", "cost", "length"}
	if _, err := conn.CopyFrom(ctx, pgx.Identifier{"bench_arc"}, columns, pgx.CopyFromRows(rows)); err != nil {
		return peerResult{}, err
	}
	if _, err := conn.Exec(ctx, "ANALYZE bench_arc"); err != nil {
		return peerResult{}, err
	}
	n := min(5, len(t.places))
	var millis []int32
	var took float64
	for {
		var err error
		if took, err = seconds(func() (err error) { millis, err = t.costMatrix(ctx, conn, n); return err }); err != nil {
			return peerResult{}, err
		}
		// The table is read anew for each question; what is left of the time goes to more places.
		more := min(len(t.places), int(float64(n)*most/took))
		if more < 2*n || took > most/2 {
			break
		}
		n = min(more, 8*n)
	}
	r := t.judged(peerResult{Seconds: took}, n, millis)
	if t.walk == nil {
		return r, nil
	}
	var err error
	r.Road.Reach, err = t.drivingDistance(ctx, conn, min(benchDriving, len(t.places)))
	if err == nil {
		w := r.Road.Reach
		r.State += fmt.Sprintf("; walks from %d places in %.3f s, ours %.4f s: %.0f times; %d mismatches", w.Venues, w.Seconds, w.Ours, w.Times, w.Mismatches)
	}
	return r, err
}

// benchDriving is from how many places the peer's walks are searched.
const benchDriving = 20

// drivingDistance asks for the nodes within a walk of the first n places, by length in centimetres.
func (t *roadTask) drivingDistance(ctx context.Context, conn *pgx.Conn, n int) (*reachPeer, error) {
	ids := make([]int64, n)
	for i, v := range t.places[:n] {
		ids[i] = int64(v)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	counts := map[int64]int{}
	took, err := seconds(func() error {
		rows, err := conn.Query(ctx, "SELECT from_v, count(*) FROM pgr_drivingDistance('SELECT id, source, target, length AS cost FROM bench_arc', $1::bigint[], $2) GROUP BY from_v", ids, float64(100*benchWalk))
		if err != nil {
			return err
		}
		var from int64
		var count int
		_, err = pgx.ForEachRow(rows, []any{&from, &count}, func() error { counts[from] = count; return nil })
		return err
	})
	if err != nil {
		return nil, err
	}
	reached, ours := t.walk(n)
	r := &reachPeer{Venues: n, Seconds: took, Ours: ours, Times: took / ours}
	for i, v := range t.places[:n] {
		if counts[int64(v)] != reached[i] {
			r.Mismatches++
		}
	}
	return r, nil
}

// costMatrix asks for the times between the first n places. Pairs without a way and those of a place with itself are not in the
// answer.
func (t *roadTask) costMatrix(ctx context.Context, conn *pgx.Conn, n int) ([]int32, error) {
	at := map[int64][]int{}
	var ids []int64
	for i, v := range t.places[:n] {
		if at[int64(v)] == nil {
			ids = append(ids, int64(v))
		}
		at[int64(v)] = append(at[int64(v)], i)
	}
	millis := slices.Repeat([]int32{-1}, n*n)
	for _, same := range at {
		for _, i := range same {
			for _, k := range same {
				millis[i*n+k] = 0
			}
		}
	}
	rows, err := conn.Query(ctx, "SELECT start_vid, end_vid, agg_cost FROM pgr_dijkstraCostMatrix('SELECT id, source, target, cost FROM bench_arc', $1::bigint[])", ids)
	if err != nil {
		return nil, err
	}
	var from, to int64
	var cost float64
	_, err = pgx.ForEachRow(rows, []any{&from, &to, &cost}, func() error {
		if cost != math.Trunc(cost) {
			return fmt.Errorf("the cost %v is no whole number of milliseconds", cost)
		}
		for _, i := range at[from] {
			for _, k := range at[to] {
				millis[i*n+k] = int32(cost)
			}
		}
		return nil
	})
	return millis, err
}
