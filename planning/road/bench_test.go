package road

import (
	"context"
	"math/rand/v2"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
)

// town is a network of 220,000 nodes with its hierarchy for cars, made once.
var town = sync.OnceValues(func() (*Graph, *Hierarchy) {
	b, err := MakeSample(Sample{Nodes: 220_000, Seed: 1})
	if err != nil {
		panic(err)
	}
	file, _, err := b.Build()
	if err != nil {
		panic(err)
	}
	g, err := Open(file)
	if err != nil {
		panic(err)
	}
	h, err := NewHierarchy(context.Background(), g, Car, nil, HierarchyOptions{Threads: 1})
	if err != nil {
		panic(err)
	}
	return g, h
})

// processor gives the seconds of processor time that the program has used.
func processor() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}

// report adds the processor time for each run, which other programs on the machine disturb less.
func report(b *testing.B, before float64) {
	b.Helper()
	b.ReportMetric((processor()-before)/float64(b.N)*1000, "cpu-ms/op")
}

func BenchmarkHierarchy(b *testing.B) {
	for _, nodes := range []int{40_000, 220_000, 500_000, 1_000_000} {
		b.Run(strconv.Itoa(nodes), func(b *testing.B) { benchmarkHierarchy(b, sampled(b, nodes, 1)) })
	}
}

func benchmarkHierarchy(b *testing.B, g *Graph) {
	b.Helper()
	var h *Hierarchy
	before := processor()
	for b.Loop() {
		var err error
		if h, err = NewHierarchy(context.Background(), g, Car, nil, HierarchyOptions{Threads: 1}); err != nil {
			b.Fatal(err)
		}
	}
	report(b, before)
	arcs, levels, bytes := h.Size()
	b.ReportMetric(float64(arcs)/float64(2*g.Nodes()), "up-arcs/node")
	b.ReportMetric(float64(levels), "levels")
	b.ReportMetric(float64(bytes)/1e6, "MB")
	places := snaps(g, rand.New(rand.NewPCG(1, 2)), 1000)
	millis, trips := make([]int32, g.Nodes()), make([]Trip, 1_000_000)
	h.OneToAll(places[0], millis)
	before = processor()
	for _, s := range places[:50] {
		h.OneToAll(s, millis)
	}
	b.ReportMetric((processor()-before)*20, "one-to-all-ms")
	before = processor()
	h.Matrix(places, places, trips)
	b.ReportMetric((processor()-before)*1000, "matrix-ms")
	before = processor()
	for i := range 1000 {
		h.Query(places[i], places[(i*7+1)%1000])
	}
	b.ReportMetric((processor()-before)*1000, "query-us")
}

func BenchmarkRebuild(b *testing.B) {
	_, h := town()
	closed, err := h.g.Close(Closure{Ways: []int64{100, 2000, 30_000}})
	if err != nil {
		b.Fatal(err)
	}
	before := processor()
	for b.Loop() {
		if _, err := h.Rebuild(context.Background(), closed); err != nil {
			b.Fatal(err)
		}
	}
	report(b, before)
}

func BenchmarkMatrix1000(b *testing.B) {
	g, h := town()
	places := snaps(g, rand.New(rand.NewPCG(1, 2)), 1000)
	trips := make([]Trip, len(places)*len(places))
	before := processor()
	for b.Loop() {
		h.Matrix(places, places, trips)
	}
	report(b, before)
}

func BenchmarkOneToAll(b *testing.B) {
	g, h := town()
	places := snaps(g, rand.New(rand.NewPCG(1, 2)), 1000)
	millis := make([]int32, g.Nodes())
	i := 0
	before := processor()
	for b.Loop() {
		h.OneToAll(places[i%len(places)], millis)
		i++
	}
	report(b, before)
}

func BenchmarkQuery(b *testing.B) {
	g, h := town()
	places := snaps(g, rand.New(rand.NewPCG(1, 2)), 1000)
	i := 0
	before := processor()
	for b.Loop() {
		h.Query(places[i%1000], places[(i*7+1)%1000])
		i++
	}
	report(b, before)
}

func BenchmarkReach2km(b *testing.B) {
	g, _ := town()
	rng := rand.New(rand.NewPCG(1, 2))
	targets := g.Targets(snaps(g, rng, 100_000))
	places := snaps(g, rng, 1000)
	var legs []Leg
	i, found := 0, 0
	before := processor()
	for b.Loop() {
		legs = g.Reach(legs[:0], places[i%1000], targets, Bound{Profile: Walk, Meters: 2000})
		found += len(legs)
		i++
	}
	report(b, before)
	b.ReportMetric(float64(found)/float64(b.N), "legs/op")
}

func BenchmarkSnap(b *testing.B) {
	g, _ := town()
	rng := rand.New(rand.NewPCG(1, 2))
	places := snaps(g, rng, 1000)
	i := 0
	before := processor()
	for b.Loop() {
		at := places[i%1000].At
		at[0] += 0.0003
		g.Snap(at, Near{Profile: Car, Main: true})
		i++
	}
	report(b, before)
}

// BenchmarkState is the walking reach of 80,000 venues of a state: five million nodes, half a million targets, two kilometres.
func BenchmarkState(b *testing.B) {
	builder, err := MakeSample(Sample{Nodes: 5_000_000, Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	begun := processor()
	file, made, err := builder.Build()
	if err != nil {
		b.Fatal(err)
	}
	built := processor()
	g, err := Open(file)
	if err != nil {
		b.Fatal(err)
	}
	opened := processor()
	rng := rand.New(rand.NewPCG(1, 2))
	targets := g.Targets(snaps(g, rng, 500_000))
	venues := snaps(g, rng, 80_000)
	var legs atomic.Int64
	before := processor()
	for b.Loop() {
		legs.Store(0)
		err := g.Reaches(context.Background(), venues, targets, Bound{Profile: Walk, Meters: 2000}, 2, func(_ int, found []Leg) { legs.Add(int64(len(found))) })
		if err != nil {
			b.Fatal(err)
		}
	}
	report(b, before)
	b.ReportMetric(float64(legs.Load())/80_000, "legs/venue")
	b.ReportMetric(built-begun, "build-cpu-s")
	b.ReportMetric(opened-built, "open-cpu-s")
	b.ReportMetric(float64(len(file))/float64(made.Nodes), "bytes/node")
}
