package road

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
)

// village is a small network with everything in its file: bends, a bridge, a ferry, names, a one-way street and an island.
func village(tb testing.TB) *Builder {
	tb.Helper()
	b := &Builder{}
	at := map[int64]orb.Point{
		1: {88, 22}, 2: {88.001, 22}, 3: {88.002, 22.0005}, 4: {88.003, 22}, 5: {88.004, 22}, 6: {88.004, 22.003},
		10: {88.1, 22.1}, 11: {88.101, 22.1}, 20: {88.02, 22},
	}
	for id := range int64(30) {
		if p, ok := at[id]; ok {
			must(tb, b.AddNode(id, p))
		}
	}
	both := [Profiles]Speed{Walk: 4.5, Car: 36}
	must(tb, b.AddWay(Way{ID: 100, Nodes: []int64{1, 2, 3}, Forward: both, Backward: both, Name: "Station Road", Surface: Paved}))
	must(tb, b.AddWay(Way{ID: 101, Nodes: []int64{3, 4}, Forward: both, Backward: both, Bridge: true, Name: "Old Bridge", Surface: Paved}))
	must(tb, b.AddWay(Way{ID: 102, Nodes: []int64{4, 5}, Forward: both, Backward: both, Surface: Paved}))
	must(tb, b.AddWay(Way{ID: 103, Nodes: []int64{5, 6}, Forward: both, Backward: [Profiles]Speed{Walk: 4.5}}))
	must(tb, b.AddWay(Way{ID: 104, Nodes: []int64{6, 4}, Forward: both, Backward: [Profiles]Speed{Walk: 4.5}}))
	must(tb, b.AddWay(Way{
		ID: 105, Nodes: []int64{5, 20}, Forward: [Profiles]Speed{Walk: 5}, Backward: [Profiles]Speed{Walk: 5},
		Ferry: &Ferry{WaitSeconds: 900, CrossingSeconds: 300, OpenMinute: 360, CloseMinute: 1200, Tidal: true},
	}))
	must(tb, b.AddWay(Way{ID: 106, Nodes: []int64{10, 11}, Forward: both, Backward: both}))
	must(tb, b.AddWay(Way{ID: 107, Nodes: []int64{11, 12, 13}, Forward: both, Backward: both})) // nobody added 12 and 13
	return b
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func opened(tb testing.TB, b *Builder) (*Graph, Report) {
	tb.Helper()
	file, made, err := b.Build()
	must(tb, err)
	g, err := Open(file)
	must(tb, err)
	return g, made
}

func TestBuildKeepsWhatItContractsAndSaysWhatItLeavesOut(t *testing.T) {
	g, made := opened(t, village(t))
	// 2 is no junction, nor is 6 between two one-way streets; 3 is one between a street and a bridge.
	if made.Nodes != 7 || made.Edges != 6 || made.Contracted != 2 || made.MissingNodes != 2 || made.DroppedWays != 1 || len(made.CutWays) != 1 || made.CutWays[0] != 107 || made.Ferries != 1 {
		t.Errorf("report %+v", made)
	}
	if p := made.Parts[Walk]; p.Islands != 2 || p.Main != 5 || p.Trapped != 0 {
		t.Errorf("walk %+v", p)
	}
	if p := made.Parts[Car]; p.Islands != 2 || p.Main != 4 || p.Trapped != 0 {
		t.Errorf("car %+v", p)
	}
	if g.Has(Boat) || !g.Has(Car) {
		t.Error("boats have a way, or cars none")
	}
	s, ok := g.Snap(orb.Point{88.0005, 22.0001}, Near{Profile: Car})
	if info := g.Info(s.Edge); !ok || info.Name != "Station Road" || info.Surface != Paved || info.Bridge || len(g.Line(s.Edge)) != 3 {
		t.Errorf("%+v %v", info, g.Line(s.Edge))
	}
}

func TestTheSameNodesAndWaysGiveTheSameBytes(t *testing.T) {
	one, _, err := village(t).Build()
	must(t, err)
	b := village(t)
	two, _, err := b.Build()
	must(t, err)
	again, _, err := b.Build()
	must(t, err)
	if !bytes.Equal(one, two) || !bytes.Equal(two, again) {
		t.Error("the files differ")
	}
}

func TestTheOrderOfNodesDoesNotMatterAndTheFirstOfOneIdCounts(t *testing.T) {
	one, _, err := village(t).Build()
	must(t, err)
	b := village(t)
	slices.Reverse(b.ids)
	slices.Reverse(b.at)
	must(t, b.AddNode(1, orb.Point{89, 23}))
	must(t, b.AddNode(2, orb.Point{89, 23}))
	two, made, err := b.Build()
	must(t, err)
	if !bytes.Equal(one, two) || made.RepeatedNodes != 2 {
		t.Errorf("the files differ, %d nodes are repeated", made.RepeatedNodes)
	}
	if _, made, err = b.Build(); err != nil || made.RepeatedNodes != 2 {
		t.Errorf("built again: %v, %d nodes are repeated", err, made.RepeatedNodes)
	}
}

func TestAFerryCountsItsWaitAndMayStopByClosure(t *testing.T) {
	g, _ := opened(t, village(t))
	from, _ := g.Snap(orb.Point{88.004, 22}, Near{Profile: Walk})
	far := int32(-1)
	for u := range int32(g.Nodes()) {
		if g.At(u) == (orb.Point{88.02, 22}) {
			far = u
		}
	}
	trips := make([]Trip, g.Nodes())
	g.Tree(from, Walk, nil, trips)
	if got := trips[far].Millis; got < 1_200_000 || got > 1_210_000 {
		t.Errorf("the ferry takes %d ms", got)
	}
	for _, c := range []Closure{{Tidal: true}, {At: true, Minute: 359}, {At: true, Minute: 1200}, {Ways: []int64{105}}, {Area: orb.Polygon{{{88.01, 21}, {88.011, 21}, {88.011, 23}, {88.01, 23}, {88.01, 21}}}}} {
		closed, err := g.Close(c)
		must(t, err)
		if g.Tree(from, Walk, closed, trips); closed.Count() != 1 || trips[far] != noTrip {
			t.Errorf("%+v closes %d edges: %v", c, closed.Count(), trips[far])
		}
	}
	closed, err := g.Close(Closure{Seasonal: true}, Closure{At: true, Minute: 600})
	if must(t, err); closed.Count() != 0 {
		t.Errorf("%d edges are closed by what does not hold", closed.Count())
	}
}

func TestBuilderRefuses(t *testing.T) {
	fine := [Profiles]Speed{Walk: 5}
	for name, w := range map[string]Way{
		"too fast": {Forward: [Profiles]Speed{Car: 301}}, "too slow": {Forward: [Profiles]Speed{Car: 0.01}},
		"surface": {Forward: fine, Surface: 9}, "ferry": {Forward: fine, Ferry: &Ferry{WaitSeconds: -1}},
		"hours": {Forward: fine, Ferry: &Ferry{OpenMinute: 600, CloseMinute: 500}},
	} {
		wantCode(t, name, "road.way", (&Builder{}).AddWay(w))
	}
	wantCode(t, "place", "point.outside", (&Builder{}).AddNode(1, orb.Point{22, 188}))
	_, _, err := (&Builder{}).Build()
	wantCode(t, "nothing", "road.empty", err)
	g, _ := opened(t, village(t))
	_, err = NewHierarchy(context.Background(), g, Boat, nil, HierarchyOptions{})
	wantCode(t, "boat", "road.profile", err)
	_, err = MakeSample(Sample{Nodes: 3})
	wantCode(t, "sample", "road.size", err)
}

func wantCode(t *testing.T, name string, code fault.Code, err error) {
	t.Helper()
	if f, ok := errors.AsType[*fault.Fault](err); !ok || f.Code != code {
		t.Errorf("%s: %v, want %s", name, err, code)
	}
}

func TestOpenRefusesEveryCutAndEveryFlippedByte(t *testing.T) {
	file, _, err := village(t).Build()
	must(t, err)
	for n := range file {
		if _, err := Open(file[:n:n]); err == nil {
			t.Fatalf("%d of %d bytes are accepted", n, len(file))
		}
	}
	for i := range file {
		broken := bytes.Clone(file)
		broken[i] ^= 1 << (i % 8)
		if _, err := Open(broken); err == nil {
			t.Fatalf("byte %d may be changed", i)
		}
	}
	if _, err := Open(append([]byte{0}, file...)[1:]); err != nil { // at an odd place in memory
		t.Error(err)
	}
	file[len(magic)] = 99
	_, err = Open(file)
	wantCode(t, "version", "road.version", err)
}

// sealed puts the right checksum into a file, so that what lies behind it is looked at.
func sealed(file []byte) []byte {
	if len(file) >= bodyAt {
		sum := sha256.Sum256(file[bodyAt:])
		copy(file[sumAt:], sum[:])
	}
	return file
}

func FuzzOpen(f *testing.F) {
	file, _, err := village(f).Build()
	must(f, err)
	f.Add(0, []byte{1}, len(file))
	f.Add(bodyAt+8, []byte{255, 255, 255, 255}, len(file))
	f.Add(bodyAt+16*secArcHead, []byte{7}, len(file))
	f.Add(2000, []byte{255, 255, 255, 127}, len(file)-64)
	f.Fuzz(func(t *testing.T, at int, change []byte, size int) {
		broken := bytes.Clone(file)
		if at > 0 && at < len(broken) {
			copy(broken[at:], change)
		}
		broken = sealed(broken[:min(max(size, 0), len(broken))])
		g, err := Open(broken)
		if err != nil {
			if _, ok := errors.AsType[*fault.Fault](err); !ok {
				t.Fatal(err)
			}
			return
		}
		use(t, g)
	})
}

// use asks a graph of everything.
func use(t *testing.T, g *Graph) {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	closed, err := g.Close(Closure{Area: orb.Polygon{{{88, 21}, {88.002, 21}, {88.002, 23}, {88, 23}, {88, 21}}}, Ways: []int64{101}, Tidal: true})
	must(t, err)
	for e := range int32(g.Edges()) {
		g.Info(e)
	}
	for p := range Profile(Profiles) {
		g.Snap(orb.Point{88.001, 22}, Near{Profile: p, Main: true, Within: 50_000})
		places := snaps(g, rng, 3)
		g.Reach(nil, places[0], g.Targets(places), Bound{Profile: p, Meters: 5000, Closed: closed, OffRoad: 4})
		if h, err := NewHierarchy(context.Background(), g, p, closed, HierarchyOptions{Threads: 1}); err == nil {
			h.Matrix(places, places, make([]Trip, 9))
			h.OneToAll(places[1], make([]int32, g.Nodes()))
			h.Path(places[1], places[2])
		}
	}
}

// TestDamageBehindARightChecksumIsSurvived plants random numbers in a file whose checksum then is right: Open refuses it, or
// everything can be asked of it.
func TestDamageBehindARightChecksumIsSurvived(t *testing.T) {
	file, _, err := village(t).Build()
	must(t, err)
	rng := rand.New(rand.NewPCG(7, 7))
	refused := 0
	for range 3000 {
		broken := bytes.Clone(file)
		for range 1 + rng.IntN(3) {
			at := bodyAt + rng.IntN((len(file)-bodyAt-4)/4)*4
			broken[at+rng.IntN(4)] = byte(rng.Uint32())
		}
		if g, err := Open(sealed(broken)); err != nil {
			refused++
		} else {
			use(t, g)
		}
	}
	if refused < 500 || refused > 2900 {
		t.Errorf("%d of 3000 are refused", refused)
	}
}
