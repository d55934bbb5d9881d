package main

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"time"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// routeCase is one instance of a published set with the best known answer to it.
type routeCase struct {
	name     string
	problem  *routeProblem
	best     *float64 // distance; nil: none is known
	vehicles *int     // of the best known answer, where they count
}

// benchRoute runs a published set. With --limit its cases are taken at even steps, as the classes of a set follow one
// another in it.
func benchRoute(ctx context.Context, data string, o benchOptions, give giveCase) (skipped []string, err error) {
	if slices.Contains(worksSets(), o.Set) {
		return benchWorks(ctx, o, give)
	}
	k := slices.IndexFunc(routeSets, func(s routeSet) bool { return s.name == o.Set })
	if k < 0 {
		return nil, &usageError{fmt.Errorf("--set must be one of %s", strings.Join(routeSetNames(), ", "))}
	}
	cases, skipped, err := routeSets[k].cases(data, o)
	if err != nil {
		return nil, err
	}
	for _, c := range spreadOver(cases, o.Limit) {
		done, err := c.run(ctx, o)
		if err != nil {
			return nil, err
		}
		if err := give(done); err != nil {
			return nil, err
		}
	}
	return skipped, nil
}

// spreadOver picks n of a list at even steps; 0 picks all.
func spreadOver[T any](all []T, n int) []T {
	if n == 0 || n >= len(all) {
		return all
	}
	some := make([]T, 0, n)
	for i := range n {
		some = append(some, all[i*len(all)/n])
	}
	return some
}

// run routes the vehicles and drives what came out again in floating point, from the instance alone. Reading and
// measuring the distances is not counted.
func (c routeCase) run(ctx context.Context, o benchOptions) (benchCase, error) {
	in := c.problem.fleet(o.Distance)
	fewest := c.problem.fewest && !o.Distance
	runtime.GC() // what is left of the case before is not this one's to clear
	limited, stop := o.limit(ctx)
	defer stop()
	begun := time.Now()
	s, err := planning.SolveFleet(limited, in, planning.FleetOptions{
		Seed: o.Seed, Threads: o.Threads, Fewest: fewest, Units: math.MaxInt64,
		Progress: func() float64 { return time.Since(begun).Seconds() / o.Seconds },
	})
	if err != nil {
		return benchCase{}, fmt.Errorf("%s: %w", c.name, err)
	}
	took := time.Since(begun).Seconds()
	if err := ctx.Err(); err != nil {
		return benchCase{}, err
	}
	driven, err := c.problem.drive(s.Routes, o.Distance)
	if err != nil {
		return benchCase{}, fault.New(fault.Internal, "plan.broken", "%s: %v.", c.name, err)
	}
	out := c.row(driven, len(s.Routes), o.Distance)
	out.Seconds, out.Note = took, fmt.Sprintf("%d customers, %d rounds", len(in.Customers), s.Rounds)
	out.Peers, err = o.Peers.solve(ctx, peerTask{Fleet: in, X: c.problem.x(), Y: c.problem.y(), Fewest: fewest, Seconds: o.Seconds, Threads: o.Threads, Seed: o.Seed})
	for i := range out.Peers {
		c.judge(&out.Peers[i], o.Distance)
	}
	return out, err
}

// tableDecimal is the last decimal of a table of best known values: some rows are rounded to it, some cut.
const tableDecimal = 0.01

// row makes the row of an answer. Its gap is that of the distance where it drives as many vehicles as the best known;
// an answer that drives fewer is better than that, and its gap 0.
func (c routeCase) row(driven float64, vehicles int, distance bool) benchCase {
	out := benchCase{Name: c.name, Value: driven, Vehicles: &vehicles}
	if distance && c.problem.fewest {
		return out // the best known values are those of the fewest vehicles, which is another question
	}
	out.BestKnown = c.best
	if c.problem.fewest && c.vehicles != nil {
		extra := vehicles - *c.vehicles
		out.BestVehicles, out.ExtraVehicles = c.vehicles, new(max(extra, 0))
		if extra < 0 {
			out.GapPercent = new(0.0)
		}
		if extra != 0 {
			return out
		}
	}
	if c.best != nil {
		out.GapPercent = percentOf(driven-*c.best, *c.best)
		out.reaches = driven-*c.best < tableDecimal
	}
	return out
}

// judge drives a peer's routes as ours were, and gives its figures from that.
func (c routeCase) judge(r *peerResult, distance bool) {
	if r.routes == nil {
		return
	}
	driven, err := c.problem.drive(r.routes, distance)
	if err != nil {
		r.State, r.Value = "broken: "+err.Error(), nil
		return
	}
	row := c.row(driven, len(r.routes), distance)
	r.Value, r.Vehicles, r.ExtraVehicles, r.GapPercent = &driven, row.Vehicles, row.ExtraVehicles, row.GapPercent
}
