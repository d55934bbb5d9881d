package road

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// tangle is a random network with everything that is awkward: parallel ways, rings, ways of no length, one-way ways, ways that
// one profile may not use, ferries, nodes far apart, and parts without a way between them.
func tangle(rng *rand.Rand) *Builder {
	b := &Builder{}
	n := 2 + rng.IntN(40)
	for i := range n {
		at := orb.Point{88 + float64(rng.IntN(12))*0.001, 22 + float64(rng.IntN(12))*0.001} // some at one place
		if err := b.AddNode(int64(i*7), at); err != nil {
			panic(err)
		}
	}
	ways := 1 + rng.IntN(2*n)
	for i := range ways {
		w := Way{ID: int64(i), Bridge: rng.IntN(9) == 0}
		for range 2 + rng.IntN(4) {
			w.Nodes = append(w.Nodes, int64(rng.IntN(n)*7))
		}
		if rng.IntN(12) == 0 {
			w.Nodes[len(w.Nodes)-1] = 3 // nobody added it
		}
		for p := range Profiles {
			w.Forward[p], w.Backward[p] = oneOf(rng), oneOf(rng)
			if rng.IntN(2) == 0 {
				w.Backward[p] = w.Forward[p]
			}
		}
		if rng.IntN(15) == 0 {
			w.Ferry = &Ferry{WaitSeconds: 600, CrossingSeconds: int32(rng.IntN(2) * 300), Tidal: rng.IntN(2) == 0}
		}
		if err := b.AddWay(w); err != nil {
			panic(err)
		}
	}
	return b
}

func oneOf(rng *rand.Rand) Speed { return [...]Speed{0, 4.5, 4.5, 20, 60}[rng.IntN(5)] }

// snaps gives places on random edges, at their ends too.
func snaps(g *Graph, rng *rand.Rand, n int) []Snap {
	var s []Snap
	for range n {
		e := int32(rng.IntN(g.Edges()))
		along := int32(rng.IntN(int(g.length[e]) + 1))
		switch rng.IntN(6) {
		case 0:
			along = 0
		case 1:
			along = int32(g.length[e])
		}
		tail, head := g.Ends(e)
		at := g.At(tail)
		if along > 0 {
			at = g.At(head)
		}
		s = append(s, Snap{Edge: e, Along: along, At: at})
	}
	return s
}

// plain is the answer by Bellman and Ford on the arcs that Arcs gives: it shares no code with what it is held against.
func plain(g *Graph, p Profile, closed *Closed, from, to Snap) Trip {
	type pair struct{ time, length int64 }
	const far = int64(1) << 60
	less := func(a, b pair) bool { return a.time < b.time || a.time == b.time && a.length < b.length }
	part := func(a Arc, along int32) pair { // from the edge's tail to the place
		length := int64(g.length[a.Edge])
		if length == 0 {
			return pair{}
		}
		return pair{int64(a.Trip.Millis) * int64(along) / length, int64(along)}
	}
	dist := make([]pair, g.Nodes())
	for i := range dist {
		dist[i] = pair{far, 0}
	}
	var arcs []Arc
	best := pair{far, 0}
	for a := range g.Arcs(p) {
		if closed.Has(a.Edge) {
			continue
		}
		arcs = append(arcs, a)
		if a.Edge != from.Edge {
			continue
		}
		x, all := part(a, from.Along), pair{int64(a.Trip.Millis), int64(a.Trip.Centimeters)}
		d := pair{all.time - x.time, all.length - x.length}
		if a.Backward {
			d = x
		}
		if less(d, dist[a.To]) {
			dist[a.To] = d
		}
		if y := part(a, to.Along); a.Edge == to.Edge {
			d := pair{y.time - x.time, y.length - x.length}
			if a.Backward {
				d = pair{-d.time, -d.length}
			}
			if d.length >= 0 && less(d, best) {
				best = d
			}
		}
	}
	for again := true; again; {
		again = false
		for _, a := range arcs {
			if d := (pair{dist[a.From].time + int64(a.Trip.Millis), dist[a.From].length + int64(a.Trip.Centimeters)}); dist[a.From].time < far && less(d, dist[a.To]) {
				dist[a.To], again = d, true
			}
		}
	}
	for _, a := range arcs {
		if a.Edge != to.Edge || dist[a.From].time == far {
			continue
		}
		x := part(a, to.Along)
		if a.Backward {
			x = pair{int64(a.Trip.Millis) - x.time, int64(a.Trip.Centimeters) - x.length}
		}
		if d := (pair{dist[a.From].time + x.time, dist[a.From].length + x.length}); less(d, best) {
			best = d
		}
	}
	if best.time == far {
		return noTrip
	}
	return Trip{int32(best.time), int32(best.length)}
}

func TestEveryEngineAgreesWithBellmanAndFord(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		file, _, err := tangle(rng).Build()
		if err != nil {
			return // all ways are without two nodes
		}
		g, err := Open(file)
		if err != nil {
			rt.Fatal(err)
		}
		p := Profile(rng.IntN(Profiles))
		if !g.Has(p) {
			return
		}
		var some []int32
		for e := range int32(g.Edges()) {
			if rng.IntN(8) == 0 {
				some = append(some, e)
			}
		}
		closed, err := g.Close(Closure{Edges: some, Tidal: rng.IntN(2) == 0})
		if err != nil {
			rt.Fatal(err)
		}
		open, err := NewHierarchy(context.Background(), g, p, nil, HierarchyOptions{Threads: 1})
		if err != nil {
			rt.Fatal(err)
		}
		shut, err := NewHierarchy(context.Background(), g, p, closed, HierarchyOptions{Threads: 2})
		if err != nil {
			rt.Fatal(err)
		}
		rebuilt, err := open.Rebuild(context.Background(), closed)
		if err != nil {
			rt.Fatal(err)
		}
		places := snaps(g, rng, 8)
		agree(rt, g, open, places)
		agree(rt, g, shut, places)
		agree(rt, g, rebuilt, places)
	})
}

// agree holds what a hierarchy and the bounded search say against plain.
func agree(t rapid.TB, g *Graph, h *Hierarchy, places []Snap) {
	t.Helper()
	n := len(places)
	trips := make([]Trip, n*n)
	h.Matrix(places, places, trips)
	targets := g.Targets(places)
	millis := make([]int32, g.Nodes())
	tree := make([]Trip, g.Nodes())
	for i, from := range places {
		legs := make([]Trip, n)
		for j := range legs {
			legs[j] = noTrip
		}
		for _, l := range g.Reach(nil, from, targets, Bound{Profile: h.Profile(), Closed: h.Closed()}) {
			legs[l.To] = l.Trip
		}
		for j, to := range places {
			want := plain(g, h.Profile(), h.Closed(), from, to)
			if got := h.Query(from, to); got != want {
				t.Fatalf("query %d %d: %v, plain %v", i, j, got, want)
			}
			if got := trips[i*n+j]; got != want {
				t.Fatalf("matrix %d %d: %v, plain %v", i, j, got, want)
			}
			if legs[j] != want {
				t.Fatalf("reach %d %d: %v, plain %v", i, j, legs[j], want)
			}
			path, ok := h.Path(from, to)
			checkPath(t, h, from, to, want, path, ok)
			path, ok = g.Path(from, to, h.Profile(), h.Closed())
			checkPath(t, h, from, to, want, path, ok)
		}
		g.Tree(from, h.Profile(), h.Closed(), tree)
		h.OneToAll(from, millis)
		for u := range tree {
			if tree[u].Millis != millis[u] {
				t.Fatalf("one to all, node %d: %v, tree %v", u, millis[u], tree[u])
			}
		}
	}
}

// checkPath makes sure that a path is one: its steps join, may be gone, and add up.
func checkPath(t rapid.TB, h *Hierarchy, from, to Snap, want Trip, path Path, ok bool) {
	t.Helper()
	g := h.Graph()
	if path.Trip != want || ok != (want != noTrip) {
		t.Fatalf("path %v %v, want %v", path.Trip, ok, want)
	}
	if !ok {
		return
	}
	sum, at := Trip{}, int32(-1)
	for i, s := range path.Steps {
		sum.Millis += s.Trip.Millis
		sum.Centimeters += s.Trip.Centimeters
		begin, end := g.Ends(s.Edge)
		if s.Backward {
			begin, end = end, begin
		}
		if i > 0 && begin != at {
			t.Fatalf("step %d begins at %d, the last one ended at %d", i, begin, at)
		}
		if g.cost(h.Profile(), s.Edge, dirOf(s.Backward)) == never || h.Closed().Has(s.Edge) {
			t.Fatalf("step %d may not be gone", i)
		}
		at = end
	}
	if sum != want || path.Steps[0].Edge != from.Edge || path.Steps[len(path.Steps)-1].Edge != to.Edge {
		t.Fatalf("steps %v add up to %v, want %v", path.Steps, sum, want)
	}
	if len(path.Line) < 2 || path.Line[0] != from.At || path.Line[len(path.Line)-1] != to.At {
		t.Fatalf("line %v", path.Line)
	}
}
