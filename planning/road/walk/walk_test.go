package walk

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"doorstep/geo"
)

// spot is a place so many metres east and north of a village in Bengal.
func spot(east, north float64) orb.Point {
	const lat = 23.2
	perDegree := float64(geo.EarthRadius) * math.Pi / 180
	return orb.Point{87.8 + east/(perDegree*math.Cos(lat*math.Pi/180)), lat + north/perDegree}
}

// pool is a rectangle of water between two corners, metres.
func pool(name string, west, south, east, north float64) Water {
	return Water{name, orb.MultiPolygon{{{spot(west, south), spot(east, south), spot(east, north), spot(west, north), spot(west, south)}}}}
}

// river runs 100 m wide from south to north through the village, 40 km long.
func river() Water { return pool("Damodar", -50, -20_000, 50, 20_000) }

func ground(tb testing.TB, water []Water, crossings ...Crossing) *Ground {
	tb.Helper()
	g, lost := NewGround(water, crossings)
	if len(lost) > 0 {
		tb.Fatalf("crossings %v have no banks", lost)
	}
	return g
}

// one gives the way between two places, if there is one worth at most limit.
func one(tb testing.TB, g *Ground, a, b orb.Point, limit float64) (Way, bool) {
	tb.Helper()
	found, err := g.Reach(context.Background(), []orb.Point{a}, []orb.Point{b}, limit, 1)
	if err != nil {
		tb.Fatal(err)
	}
	if len(found[0]) == 0 {
		return Way{}, false
	}
	return found[0][0].Way, true
}

func TestTwoBanksAreNotWithinReachWithoutABridge(t *testing.T) {
	west, east := spot(-150, 0), spot(150, 0)
	if w, ok := one(t, ground(t, []Water{river()}), west, east, 2000); ok {
		t.Errorf("300 m across a river without a bridge: %+v", w)
	}
	bridge := Crossing{ID: "X1", At: spot(0, 500)}
	w, ok := one(t, ground(t, []Water{river()}, bridge), west, east, 2000)
	if straight := 2 * math.Hypot(150, 500); !ok || w.Metres < straight*0.999 || w.Metres > straight*1.2 || w.Seconds != 0 {
		t.Errorf("by a bridge 500 m up: %+v, %t; straight to it and on is %.0f m", w, ok, straight)
	}
	for _, at := range []orb.Point{spot(-60, 500), spot(70, 500)} {
		if _, ok := one(t, ground(t, []Water{river()}, Crossing{At: at}), west, east, 2000); !ok {
			t.Errorf("a bridge whose place is given on a bank, %v, leads nowhere", at)
		}
	}
	if _, ok := one(t, ground(t, []Water{river()}, Crossing{At: spot(0, 3000)}), west, east, 2000); ok {
		t.Error("a bridge 3 km up is within 2 km")
	}
}

func TestAFerryTakesItsTimeAndAClosedOneNobody(t *testing.T) {
	west, east := spot(-150, 0), spot(150, 0)
	ferry := Crossing{At: spot(0, 0), Ferry: true, Wait: 600, Speed: 1}
	w, ok := one(t, ground(t, []Water{river()}, ferry), west, east, 3000)
	if !ok || w.Seconds < 700 || w.Seconds > 1000 || w.Water < 100 || w.Metres+w.Water < 299 {
		t.Errorf("by ferry %+v, %t", w, ok)
	}
	if w, ok := one(t, ground(t, []Water{river()}, ferry), west, east, 600); ok {
		t.Errorf("600 m reach over a ferry of %.0f s", w.Seconds)
	}
	ferry.Speed = 0
	if w, ok := one(t, ground(t, []Water{river()}, ferry), west, east, 20_000); ok {
		t.Errorf("a ferry that does not run takes people over: %+v", w)
	}
}

func TestACrossingWithoutWaterIsNamed(t *testing.T) {
	_, lost := NewGround([]Water{river()}, []Crossing{{At: spot(0, 0)}, {At: spot(9000, 0)}})
	if !slices.Equal(lost, []int{1}) {
		t.Errorf("lost %v", lost)
	}
}

// TestTheWayRoundALakeIsNearTheShortest: round a square lake the shortest way bends at two of its corners.
func TestTheWayRoundALakeIsNearTheShortest(t *testing.T) {
	g := ground(t, []Water{pool("Lake", -400, -400, 400, 400)})
	shortest := 2*math.Hypot(100, 400) + 800
	w, ok := one(t, g, spot(-500, 0), spot(500, 0), 5000)
	if !ok || w.Metres < shortest*0.999 || w.Metres > shortest*1.12 {
		t.Errorf("%.0f m round a lake, the shortest is %.0f", w.Metres, shortest)
	}
	name, ok := g.Between(spot(-500, 0), spot(500, 0))
	if !ok || name != "Lake" {
		t.Errorf("between: %q", name)
	}
	line, w2, ok, err := g.Line(context.Background(), spot(-500, 0), spot(500, 0))
	if err != nil || !ok || len(line) < 4 || line[0] != spot(-500, 0) || line[len(line)-1] != spot(500, 0) {
		t.Fatalf("line %v, %v", line, err)
	}
	long := 0.0
	for k := 1; k < len(line); k++ {
		long += float64(geo.Distance(line[k-1], line[k]))
		if !g.Clear(line[k-1], line[k]) {
			t.Errorf("the line goes through water from %v to %v", line[k-1], line[k])
		}
	}
	if math.Abs(long-w2.Metres) > 1 {
		t.Errorf("the line is %.0f m long, the way %.0f", long, w2.Metres)
	}
}

// waters draws some pools about the village and some bridges on them.
func waters(rng *rand.Rand) (water []Water, crossings []Crossing) {
	for range rng.IntN(6) {
		x, y := rng.Float64()*3000-1500, rng.Float64()*3000-1500
		w := pool("", x, y, x+30+rng.Float64()*800, y+30+rng.Float64()*800)
		water = append(water, w)
		if rng.IntN(2) == 0 {
			b := w.Area.Bound()
			crossings = append(crossings, Crossing{At: b.Center(), Ferry: rng.IntN(2) == 0, Wait: 300, Speed: 1})
		}
	}
	return water, crossings
}

func TestNoWayIsShorterThanTheGreatCircle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		g, _ := NewGround(waters(rng))
		var at []orb.Point
		for range 8 {
			at = append(at, spot(rng.Float64()*3000-1500, rng.Float64()*3000-1500))
		}
		found, err := g.Reach(context.Background(), at, at, 4000, 2)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := g.Reach(context.Background(), at, at, 4000, 1)
		for i, list := range found {
			if !slices.Equal(list, again[i]) {
				t.Fatalf("two threads find other ways than one from %v", at[i])
			}
			for _, f := range list {
				if straight := float64(geo.Distance(at[i], at[f.To])); f.Metres+f.Water < straight-1e-6 {
					t.Fatalf("a way of %.2f m, straight %.2f", f.Metres, straight)
				}
				if f.Straight != g.Clear(at[i], at[f.To]) {
					t.Fatal("a straight way through water")
				}
			}
		}
	})
}

// TestTheSearchFindsWhatBruteForceFinds relaxes every step of a small grid until nothing changes (Bellman 1958), with
// neighbours found by distance.
func TestTheSearchFindsWhatBruteForceFinds(t *testing.T) {
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 2))
		g, _ := NewGround(waters(rng))
		origin := spot(rng.Float64()*2000-1000, rng.Float64()*2000-1000)
		x, err := g.grid(context.Background(), []orb.Point{origin}, func(p orb.Point) bool { return geo.Distance(p, origin) < 1600 }, fine)
		if err != nil {
			t.Fatal(err)
		}
		s := newSearch(x)
		s.run(spot(0, 0), mostWay) // kept between runs
		s.run(origin, mostWay)
		want := bellman(g, x, origin)
		for i := range x.cells {
			if math.Abs(s.worth[i]-want[i]) > 0.01 && s.worth[i] != want[i] {
				t.Fatalf("seed %d, cell %d: %.3f, by brute force %.3f", seed, i, s.worth[i], want[i])
			}
		}
	}
}

func bellman(g *Ground, x *grid, origin orb.Point) []float64 {
	best := make([]float64, len(x.cells))
	for i, at := range x.at {
		best[i] = math.Inf(1)
		home, _ := geo.CellOf(origin, fine)
		switch {
		case g.Wet(origin) || g.Wet(at):
		case slices.Contains(home.Disk(2), x.cells[i]) && g.Clear(origin, at):
			best[i] = float64(geo.Distance(origin, at))
		}
	}
	if g.Wet(origin) {
		for _, s := range x.stands(origin) {
			best[s.cell] = s.metres
		}
	}
	for changed := true; changed; {
		changed = false
		relax := func(i, j int, m float64) {
			if best[i]+m < best[j]-1e-9 {
				best[j], changed = best[i]+m, true
			}
		}
		for i := range x.cells {
			for j := range x.cells {
				m := float64(geo.Distance(x.at[i], x.at[j]))
				if i != j && m < 1.4*131 && slices.Contains(x.cells[i].Neighbors(), x.cells[j]) && !g.Wet(x.at[i]) && !g.Wet(x.at[j]) && g.Clear(x.at[i], x.at[j]) {
					relax(i, j, float64(float32(m)))
				}
			}
		}
		for _, link := range g.links {
			a, okA := x.find(link.bank[0])
			b, okB := x.find(link.bank[1])
			if okA && okB {
				relax(int(a), int(b), link.worth())
				relax(int(b), int(a), link.worth())
			}
		}
	}
	return best
}

func TestFarPlacesGoOverTheBridge(t *testing.T) {
	g := ground(t, []Water{river()}, Crossing{At: spot(0, 6000)})
	at := []orb.Point{spot(-9000, 0), spot(9000, 0), spot(-8000, 1000)}
	ways, ok, err := g.Matrix(context.Background(), at, 2)
	if err != nil {
		t.Fatal(err)
	}
	if least := 2 * math.Hypot(9000, 6000); !ok[1] || ways[1].Metres < least*0.999 || ways[1].Metres > least*1.1 {
		t.Errorf("%+v over a bridge; the shortest is %.0f", ways[1], least)
	}
	if !ok[2] || !ways[2].Straight {
		t.Errorf("on one bank %+v", ways[2])
	}
	if _, ok, _ := ground(t, []Water{river()}).Matrix(context.Background(), at, 1); ok[1] {
		t.Error("a way over a river without a bridge")
	}
}

func BenchmarkReachRoundARiver(b *testing.B) {
	g, _ := NewGround([]Water{river()}, []Crossing{{At: spot(0, 500)}})
	rng := rand.New(rand.NewPCG(1, 1))
	var venues, cells []orb.Point
	for range 200 {
		venues = append(venues, spot(rng.Float64()*4000-2000, rng.Float64()*20_000-10_000))
	}
	for range 1000 {
		cells = append(cells, spot(rng.Float64()*6000-3000, rng.Float64()*20_000-10_000))
	}
	for b.Loop() {
		if _, err := g.Reach(context.Background(), venues, cells, 2000, 1); err != nil {
			b.Fatal(err)
		}
	}
}
