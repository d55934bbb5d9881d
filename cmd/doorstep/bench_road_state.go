package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"doorstep/planning/road"
)

// The made-up state: as many nodes, venues and cells as West Bengal has.
const (
	benchStateNodes  = 5_000_000
	benchStateVenues = 80_000
	benchStateCells  = 100_000
	benchWalk        = 2000 // metres
)

// benchStateReach measures the walks of all venues of a made-up state.
func benchStateReach(ctx context.Context, o benchOptions, give giveCase) error {
	var g *road.Graph
	made, err := seconds(func() error {
		b, err := road.MakeSample(road.Sample{Nodes: benchStateNodes, Seed: o.Seed})
		if err != nil {
			return err
		}
		file, _, err := b.Build()
		if err != nil {
			return err
		}
		g, err = road.Open(file)
		return err
	})
	if err != nil {
		return err
	}
	reach, err := benchReach(ctx, g, rand.New(rand.NewPCG(o.Seed, 7)), benchStateVenues, benchStateCells, o.Threads)
	if err != nil {
		return err
	}
	f := &roadFigures{Profile: road.Walk.String(), Nodes: g.Nodes(), FileSeconds: made, FileBytes: g.Bytes(), MBPerMega: float64(g.Bytes()) / float64(g.Nodes()), Reach: reach}
	return give(benchCase{
		Name: fmt.Sprintf("state-%d walk", benchStateNodes), Value: reach.Seconds, Seconds: reach.Seconds, Road: f,
		Note: fmt.Sprintf("%d m on foot from %d venues to %d cells over %d nodes: %d pairs, %.1f s on %d threads; file made in %.1f s, %.0f MB a million nodes",
			reach.Meters, reach.Venues, reach.Cells, g.Nodes(), reach.Legs, reach.Seconds, o.Threads, made, f.MBPerMega),
	})
}

// benchReach times the walks from venues to cells, both drawn among the nodes.
func benchReach(ctx context.Context, g *road.Graph, rng *rand.Rand, venues, cells, threads int) (*roadReach, error) {
	n := networkFor(g, road.Walk)
	from, to := n.snaps(rng, venues), g.Targets(n.snaps(rng, cells))
	var legs atomic.Int64
	took, err := seconds(func() error {
		return g.Reaches(ctx, from, to, road.Bound{Profile: road.Walk, Meters: benchWalk}, threads, func(_ int, found []road.Leg) { legs.Add(int64(len(found))) })
	})
	return &roadReach{Venues: len(from), Cells: cells, Meters: benchWalk, Legs: legs.Load(), Seconds: took}, err
}

// walks counts the nodes within a walk of each of the first n places of the matrix, one after another.
func (m *roadMeasure) walks(n int) (reached []int, took float64) {
	reached = make([]int, n)
	begun := time.Now()
	for i, from := range m.places[:n] {
		m.g.Within(from, road.Bound{Profile: road.Walk, Meters: benchWalk}, func(int32, road.Trip) bool {
			reached[i]++
			return true
		})
	}
	return reached, time.Since(begun).Seconds()
}
