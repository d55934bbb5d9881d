package road

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

func sampled(tb testing.TB, nodes int, seed uint64) *Graph {
	tb.Helper()
	b, err := MakeSample(Sample{Nodes: nodes, Seed: seed})
	must(tb, err)
	g, _ := opened(tb, b)
	return g
}

func TestSnapIsTheNearestPointOfAnyEdge(t *testing.T) {
	g := sampled(t, 2000, 3)
	rng := rand.New(rand.NewPCG(5, 5))
	box := orb.MultiPoint{}
	for u := range int32(g.Nodes()) {
		box = append(box, g.At(u))
	}
	lo, hi := box.Bound().Min, box.Bound().Max
	for range 500 {
		at := orb.Point{lo[0] + (hi[0]-lo[0])*(1.2*rng.Float64()-0.1), lo[1] + (hi[1]-lo[1])*(1.2*rng.Float64()-0.1)}
		p := Profile(rng.IntN(3))
		near := Near{Profile: p, Within: geo.Meters(50 + rng.IntN(800)), Main: rng.IntN(2) == 0}
		best := math.Inf(1)
		s := &snapper{}
		s.begin(g, at, near)
		for e := range int32(g.Edges()) {
			tail, head := g.Ends(e)
			a, trapped := g.Island(p, tail)
			_, alsoTrapped := g.Island(p, head)
			if g.cost(p, e, 0) == never && g.cost(p, e, 1) == never || near.Main && (a != 0 || trapped || alsoTrapped) {
				continue
			}
			line := g.Line(e)
			for i := 1; i < len(line); i++ {
				m, _ := s.distance(pointOf(line[i-1]), pointOf(line[i]))
				best = min(best, m)
			}
		}
		snap, ok := g.Snap(at, near)
		if ok != (best <= float64(near.Within)) || ok && math.Abs(float64(snap.Distance)-best) > 1e-6 {
			t.Fatalf("%v within %v: %v %v, nearest %v", at, near.Within, snap, ok, best)
		}
		if ok && math.Abs(float64(geo.Distance(at, snap.At)-snap.Distance)) > 0.02+float64(snap.Distance)/1000 {
			t.Fatalf("%v snaps to %v, which is %v away", at, snap, geo.Distance(at, snap.At))
		}
	}
}

// Two streets run along a river; a place stands nearer to the one on the other bank.
func TestSnapNeverCrossesWater(t *testing.T) {
	b := &Builder{}
	for id, p := range []orb.Point{{88, 22}, {88.01, 22}, {88, 22.002}, {88.01, 22.002}} {
		must(t, b.AddNode(int64(id), p))
	}
	walk := [Profiles]Speed{Walk: 5}
	must(t, b.AddWay(Way{ID: 1, Nodes: []int64{0, 1}, Forward: walk, Backward: walk}))
	must(t, b.AddWay(Way{ID: 2, Nodes: []int64{2, 3}, Forward: walk, Backward: walk}))
	g, _ := opened(t, b)
	at := orb.Point{88.005, 22.0008}
	river := func(a, b orb.Point) bool { return (a[1] > 22.0005) != (b[1] > 22.0005) }
	dry, ok := g.Snap(at, Near{Profile: Walk})
	if !ok || dry.At[1] != 22 {
		t.Errorf("without water: %v %v", dry, ok)
	}
	wet, ok := g.Snap(at, Near{Profile: Walk, Water: river})
	if !ok || wet.At[1] != 22.002 || wet.Edge == dry.Edge {
		t.Errorf("with water: %v %v", wet, ok)
	}
	if s, ok := g.Snap(at, Near{Profile: Walk, Water: func(_, _ orb.Point) bool { return true }}); ok {
		t.Errorf("all round is water: %v", s)
	}
	closed, err := g.Close(Closure{Ways: []int64{1}})
	must(t, err)
	if s, ok := g.Snap(at, Near{Profile: Walk, Closed: closed}); !ok || s.Edge != wet.Edge {
		t.Errorf("with the nearer street closed: %v %v", s, ok)
	}
	for _, bad := range []orb.Point{{math.NaN(), 22}, {0, 0}, {-180, 90}, {200, 22}} {
		if s, ok := g.Snap(bad, Near{Profile: Walk, Within: math.MaxFloat64}); ok {
			t.Errorf("%v snaps to %v", bad, s)
		}
	}
}

func TestReachByLengthAgreesWithReachByTimeAtOneSpeed(t *testing.T) {
	g := sampled(t, 3000, 4)
	rng := rand.New(rand.NewPCG(9, 9))
	targets := g.Targets(snaps(g, rng, 2000))
	for _, from := range snaps(g, rng, 30) {
		far := map[int32]Trip{}
		for _, l := range g.Reach(nil, from, targets, Bound{Profile: Walk, Seconds: 4000}) {
			far[l.To] = l.Trip
		}
		legs := g.Reach(nil, from, targets, Bound{Profile: Walk, Meters: 2000})
		if len(legs) == 0 {
			t.Fatal("nothing within 2 km")
		}
		for _, l := range legs {
			other, ok := far[l.To]
			if l.Centimeters > 200_000 || !ok || other.Centimeters < l.Centimeters || other.Millis > l.Millis || l.Millis-other.Millis > 100 {
				t.Fatalf("target %d: by length %v, by time %v", l.To, l.Trip, other)
			}
		}
		for k, trip := range far {
			near := slices.ContainsFunc(legs, func(l Leg) bool { return l.To == k })
			if trip.Centimeters <= 200_000 && !near {
				t.Fatalf("target %d at %v is not within 2 km", k, trip)
			}
		}
	}
}

func TestThreadsChangeNothing(t *testing.T) {
	g := sampled(t, 5000, 5)
	rng := rand.New(rand.NewPCG(2, 9))
	targets, from := g.Targets(snaps(g, rng, 3000)), snaps(g, rng, 200)
	found := func(threads int) [][]Leg {
		all := make([][]Leg, len(from))
		var mutex sync.Mutex
		must(t, g.Reaches(context.Background(), from, targets, Bound{Profile: Walk, Meters: 1500, OffRoad: 4}, threads, func(i int, legs []Leg) {
			mutex.Lock()
			defer mutex.Unlock()
			all[i] = slices.Clone(legs)
		}))
		return all
	}
	if one, three := found(1), found(3); !slices.EqualFunc(one, three, slices.Equal) {
		t.Error("legs differ")
	}
	one, err := NewHierarchy(context.Background(), g, Car, nil, HierarchyOptions{Threads: 1})
	must(t, err)
	three, err := NewHierarchy(context.Background(), g, Car, nil, HierarchyOptions{Threads: 3})
	must(t, err)
	if !slices.Equal(one.node, three.node) || !slices.Equal(one.out.arcs, three.out.arcs) || !slices.Equal(one.in.arcs, three.in.arcs) {
		t.Error("hierarchies differ")
	}
	done, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := NewHierarchy(done, g, Car, nil, HierarchyOptions{}); err == nil {
		t.Error("a hierarchy is made although nobody waits")
	}
	if g.Reaches(done, from, targets, Bound{Profile: Walk, Meters: 1500}, 2, func(int, []Leg) {}) == nil {
		t.Error("searches end without saying that they were stopped")
	}
}

func TestQuestionsAllocateNothing(t *testing.T) {
	g := sampled(t, 3000, 6)
	h, err := NewHierarchy(context.Background(), g, Car, nil, HierarchyOptions{Threads: 1})
	must(t, err)
	rng := rand.New(rand.NewPCG(3, 3))
	places := snaps(g, rng, 50)
	targets, legs := g.Targets(snaps(g, rng, 1000)), make([]Leg, 0, 1000)
	millis, trips := make([]int32, g.Nodes()), make([]Trip, len(places)*len(places))
	at := g.At(7)
	for name, ask := range map[string]func(){
		"snap":       func() { g.Snap(at, Near{Profile: Car, Main: true}) },
		"reach":      func() { legs = g.Reach(legs[:0], places[0], targets, Bound{Profile: Walk, Meters: 2000}) },
		"query":      func() { h.Query(places[0], places[1]) },
		"one to all": func() { h.OneToAll(places[0], millis) },
		"matrix":     func() { h.Matrix(places, places, trips) },
	} {
		ask()
		if got := testing.AllocsPerRun(50, ask); got >= 1 {
			t.Errorf("%s allocates %v times", name, got)
		}
	}
}

func TestHierarchyAgreesWithDijkstraOnATown(t *testing.T) {
	g := sampled(t, 8000, 8)
	rng := rand.New(rand.NewPCG(4, 4))
	for _, p := range []Profile{Walk, Car} {
		h, err := NewHierarchy(context.Background(), g, p, nil, HierarchyOptions{})
		must(t, err)
		from, to := snaps(g, rng, 20), snaps(g, rng, 200)
		trips := make([]Trip, len(from)*len(to))
		h.Matrix(from, to, trips)
		targets := g.Targets(to)
		for i, s := range from {
			want := slices.Repeat([]Trip{noTrip}, len(to))
			for _, l := range g.Reach(nil, s, targets, Bound{Profile: p}) {
				want[l.To] = l.Trip
			}
			if got := trips[i*len(to) : (i+1)*len(to)]; !slices.Equal(got, want) {
				t.Fatalf("%s, row %d differs", p, i)
			}
		}
	}
}
