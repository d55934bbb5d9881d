package geo

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
)

func TestContainsCountsTheBoundaryAsInside(t *testing.T) {
	ring := orb.Polygon{square(0, 0, 4), reversed(square(1, 1, 2))}
	diamond := orb.Polygon{{{2, 0}, {4, 2}, {2, 4}, {0, 2}, {2, 0}}}
	for _, c := range []struct {
		name string
		g    orb.Geometry
		p    orb.Point
		want bool
	}{
		{"inside", ring, orb.Point{0.5, 2}, true},
		{"in the hole", ring, orb.Point{2, 2}, false},
		{"on the edge of the hole", ring, orb.Point{1, 2}, true},
		{"on a corner of the hole", ring, orb.Point{3, 3}, true},
		{"on the edge", ring, orb.Point{4, 2}, true},
		{"on the upper edge", ring, orb.Point{2, 4}, true},
		{"on a corner", ring, orb.Point{0, 0}, true},
		{"in line with an edge, outside", ring, orb.Point{5, 4}, false},
		{"in line with an edge, outside to the west", ring, orb.Point{-1, 0}, false},
		{"a hair outside", ring, orb.Point{math.Nextafter(4, 5), 2}, false},
		{"level with a corner, inside", diamond, orb.Point{1, 2}, true},
		{"level with a corner, outside", diamond, orb.Point{-1, 2}, false},
		{"level with the top corner, outside", diamond, orb.Point{1, 4}, false},
		{"on the top corner", diamond, orb.Point{2, 4}, true},
		{"on a slanting edge", diamond, orb.Point{1, 1}, true},
		{"in the second part", orb.MultiPolygon{ring, {square(9, 9, 1)}}, orb.Point{9.5, 9.5}, true},
		{"between the parts", orb.MultiPolygon{ring, {square(9, 9, 1)}}, orb.Point{6, 6}, false},
		{"in a ring", square(0, 0, 1), orb.Point{0.5, 0.5}, true},
		{"in a window", orb.Bound{Min: orb.Point{0, 0}, Max: orb.Point{1, 1}}, orb.Point{1, 1}, true},
		{"in a member of a collection", orb.Collection{orb.Point{9, 9}, ring}, orb.Point{0.5, 0.5}, true},
		{"on a line", orb.LineString{{0, 0}, {4, 4}}, orb.Point{1, 1}, true},
		{"beside a line", orb.MultiLineString{{{0, 0}, {4, 4}}}, orb.Point{1, 1.0000001}, false},
		{"on one of several lines", orb.MultiLineString{{{9, 9}, {8, 8}}, {{0, 0}, {4, 4}}}, orb.Point{4, 4}, true},
		{"at a point", orb.Point{1, 1}, orb.Point{1, 1}, true},
		{"at one of several points", orb.MultiPoint{{0, 0}, {1, 1}}, orb.Point{1, 1}, true},
		{"in nothing", nil, orb.Point{1, 1}, false},
		{"no place", ring, orb.Point{math.NaN(), 1}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Contains(c.g, c.p); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestContainsSurvivesCornersThatAreNoNumbers(t *testing.T) {
	bad := orb.Polygon{{{0, 0}, {math.NaN(), 0}, {4, math.Inf(1)}, {0, math.NaN()}, {0, 0}}}
	x := NewAreaIndex([]orb.MultiPolygon{{bad}, {{square(20, 20, 1)}}})
	for _, p := range []orb.Point{{9, 9}, {0, 0}, {1, 1}, {4, 4}, {-3, 2}} {
		Contains(bad, p) // any answer will do
		x.LocateAll(p)
	}
	if Validate(bad) == nil {
		t.Error("it is valid")
	}
}

func TestAreaIndexAgreesWithContains(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	for round := range 40 {
		areas := make([]orb.MultiPolygon, 1+rng.IntN(30))
		for i := range areas {
			for range rng.IntN(4) {
				p := randomStar(rng, orb.Point{10 * rng.Float64(), 10 * rng.Float64()}, 0.1+2*rng.Float64())
				if round%2 == 0 {
					for _, r := range p {
						for k := range r {
							r[k] = orb.Point{math.Round(r[k][0]), math.Round(r[k][1])}
						}
					}
				}
				areas[i] = append(areas[i], p)
			}
		}
		x := NewAreaIndex(areas)
		for range 500 {
			p := orb.Point{12*rng.Float64() - 1, 12*rng.Float64() - 1}
			if rng.IntN(2) == 0 {
				p = orb.Point{math.Round(p[0]), math.Round(p[1])}
			}
			var want []int
			for i, a := range areas {
				if Contains(a, p) {
					want = append(want, i)
				}
			}
			if got := x.LocateAll(p); !slices.Equal(got, want) {
				t.Fatalf("%v lies in %v, want %v", p, got, want)
			}
			got, ok := x.Locate(p)
			if ok != (len(want) > 0) || ok && got != want[0] {
				t.Fatalf("%v lies in %v, %v, want the first of %v", p, got, ok, want)
			}
		}
	}
	if _, ok := NewAreaIndex(nil).Locate(orb.Point{1, 1}); ok {
		t.Error("an index of nothing found something")
	}
	one := NewAreaIndex([]orb.MultiPolygon{{{square(0, 0, 1)}}})
	for _, p := range []orb.Point{{math.NaN(), math.NaN()}, {0.5, math.NaN()}, {math.Inf(1), 0.5}} {
		if _, ok := one.Locate(p); ok || one.LocateAll(p) != nil {
			t.Errorf("%v lies in a square", p)
		}
	}
	if _, ok := NewAreaIndex([]orb.MultiPolygon{nil, {nil}, {{}}}).Locate(orb.Point{0, 0}); ok {
		t.Error("an index of empty areas found something")
	}
}

func TestAreaIndexAnswersForAWholeStateWithinASecond(t *testing.T) {
	blocks := sharedAreas(t, "wb/blocks.geojson.gz")
	start := time.Now()
	x := NewAreaIndex(blocks)
	made := time.Since(start)
	rng := rand.New(rand.NewPCG(170, 319))
	points := make([]orb.Point, 170_000)
	for i := range points {
		points[i] = inBengal(rng)
	}
	start = time.Now()
	found := 0
	for _, p := range points {
		if _, ok := x.Locate(p); ok {
			found++
		}
	}
	took := time.Since(start)
	t.Logf("%d blocks: made in %v, %d points in %v, %d of them in a block", len(blocks), made.Round(time.Millisecond), len(points), took.Round(time.Millisecond), found)
	if took > time.Second {
		t.Errorf("%d points took %v", len(points), took)
	}
	if found < 50_000 {
		t.Errorf("only %d points lie in a block", found)
	}
	for _, p := range points[:300] {
		i, ok := x.Locate(p)
		want := slices.IndexFunc(blocks, func(b orb.MultiPolygon) bool { return Contains(b, p) })
		if ok != (want >= 0) || ok && i != want {
			t.Errorf("%v lies in %d, %v, want %d", p, i, ok, want)
		}
	}
}

func TestPointIndexAgreesWithLookingAtEveryPoint(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	for round := range 60 {
		points := make([]orb.Point, 1+rng.IntN(400))
		for i := range points {
			switch round % 4 {
			case 0:
				points[i] = randomPoint(rng)
			case 1:
				points[i] = inBengal(rng)
			case 2: // on a lattice, with many equals
				points[i] = orb.Point{88 + 0.01*float64(rng.IntN(5)), 22 + 0.01*float64(rng.IntN(5))}
			case 3: // across the 180th meridian
				points[i] = orb.Point{unwrap(180+rng.NormFloat64(), 0), rng.NormFloat64()}
			}
		}
		x := NewPointIndex(points)
		for range 50 {
			at := points[rng.IntN(len(points))]
			if rng.IntN(2) == 0 {
				at = randomPoint(rng)
			}
			r := Meters(math.Exp(rng.Float64() * 17))
			var want, all []Near
			for i, p := range points {
				d := Distance(at, p)
				all = append(all, Near{i, d})
				if d <= r {
					want = append(want, Near{i, d})
				}
			}
			byDistance := func(a, b Near) int {
				return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.Index, b.Index))
			}
			slices.SortFunc(want, byDistance)
			slices.SortFunc(all, byDistance)
			if got := x.Within(at, r); !slices.Equal(got, want) {
				t.Fatalf("within %.1f m of %v: %v, want %v", r, at, got, want)
			}
			k := rng.IntN(12)
			if got := x.Nearest(at, k); !slices.Equal(got, all[:min(k, len(all))]) {
				t.Fatalf("the %d nearest to %v: %v, want %v", k, at, got, all[:min(k, len(all))])
			}
		}
	}
	none := NewPointIndex(nil)
	if none.Within(bardhaman, 1e6) != nil || none.Nearest(bardhaman, 3) != nil {
		t.Error("an index of nothing found something")
	}
	one := NewPointIndex([]orb.Point{bardhaman})
	if one.Within(bardhaman, -1) != nil || one.Within(bardhaman, Meters(math.NaN())) != nil || one.Within(orb.Point{math.NaN(), 0}, 5) != nil {
		t.Error("a radius or a place that is none found something")
	}
	if got := one.Within(bardhaman, 0); len(got) != 1 || got[0].Distance != 0 {
		t.Errorf("within nothing of itself: %v", got)
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		name string
		a, b orb.Point
		want Meters
	}{
		{"to itself", bardhaman, bardhaman, 0},
		{"a degree of a meridian", orb.Point{88, 22}, orb.Point{88, 23}, EarthRadius * radian},
		{"half the equator", orb.Point{0, 0}, orb.Point{180, 0}, EarthRadius * math.Pi},
		{"over the 180th meridian", orb.Point{179.5, 0}, orb.Point{-179.5, 0}, EarthRadius * radian},
		{"pole to pole", orb.Point{17, 90}, orb.Point{88, -90}, EarthRadius * math.Pi},
		{"Bardhaman to Kolkata, by H3's own count", bardhaman, orb.Point{88.3639, 22.5726}, h3Distance(bardhaman, orb.Point{88.3639, 22.5726})},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Distance(c.a, c.b)
			if math.Abs(float64(got-c.want)) > 1e-9*float64(c.want) {
				t.Errorf("got %.4f m, want %.4f m", got, c.want)
			}
			if back := Distance(c.b, c.a); back != got {
				t.Errorf("there %v, back %v", got, back)
			}
		})
	}
	// A walk of a metre keeps its digits.
	if d := Distance(orb.Point{88, 22}, orb.Point{88, 22 + 1/(float64(EarthRadius)*radian)}); math.Abs(float64(d)-1) > 1e-8 {
		t.Errorf("a metre is %.12f m", d)
	}
}

// h3Radius is the Earth's radius in metres that H3 counts with.
const h3Radius = 6371007.180918475

func h3Distance(a, b orb.Point) Meters {
	return Meters(h3.GreatCircleDistanceM(toH3(a), toH3(b))) * EarthRadius / h3Radius
}

func h3Area(c Cell) float64 {
	m2, err := h3.CellAreaM2(h3.Cell(c))
	if err != nil {
		return math.NaN()
	}
	return m2 * math.Pow(float64(EarthRadius)/h3Radius, 2)
}

func TestAreaOf(t *testing.T) {
	r2 := float64(EarthRadius * EarthRadius)
	octant := orb.Ring{{0, 0}, {90, 0}, {0, 90}, {0, 0}}
	for _, c := range []struct {
		name string
		g    orb.Geometry
		want float64
	}{
		{"an eighth of the Earth", octant, 4 * math.Pi * r2 / 8},
		{"the same, wound clockwise", reversed(octant), 4 * math.Pi * r2 / 8},
		{"over the 180th meridian", orb.Ring{{135, 0}, {-135, 0}, {180, 90}, {135, 0}}, 4 * math.Pi * r2 / 8},
		{"a window", orb.Bound{Min: orb.Point{0, 0}, Max: orb.Point{360, 90}}, 2 * math.Pi * r2},
		{"an empty window", orb.Bound{Min: orb.Point{1, 0}, Max: orb.Point{0, 0}}, 0},
		{"a cell, by H3's own count", h3CellOf(bardhaman, 9).Boundary(), h3Area(h3CellOf(bardhaman, 9))},
		{"a square with a hole", orb.Polygon{square(88, 22, 0.02), square(88.005, 22.005, 0.01)}, 0.75 * float64(AreaOf(square(88, 22, 0.02)))},
		{"two parts", orb.MultiPolygon{{square(88, 22, 0.01)}, {square(90, 22, 0.01)}}, 2 * float64(AreaOf(square(88, 22, 0.01)))},
		{"a collection", orb.Collection{orb.Polygon{square(88, 22, 0.01)}, orb.Point{1, 1}}, float64(AreaOf(square(88, 22, 0.01)))},
		{"a line", orb.LineString{{0, 0}, {9, 9}}, 0},
		{"nothing", nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := float64(AreaOf(c.g)); math.Abs(got-c.want) > 1e-8*c.want {
				t.Errorf("got %.1f m2, want %.1f m2", got, c.want)
			}
		})
	}
	tenth := float64(AreaOf(square(88, 22, 1e-6))) // a tenth of a metre
	flat := math.Pow(1e-6*radian*float64(EarthRadius), 2) * math.Cos(22*radian)
	if math.Abs(tenth-flat) > 1e-4 {
		t.Errorf("a square of a tenth of a metre has %.6f m2, want %.6f", tenth, flat)
	}
}

func TestAreasOfTheStateAddUp(t *testing.T) {
	var blocks SquareMeters
	for _, b := range sharedAreas(t, "wb/blocks.geojson.gz") {
		blocks += AreaOf(b)
	}
	var districts SquareMeters
	for _, d := range sharedAreas(t, "wb/districts.geojson.gz") {
		districts += AreaOf(d)
	}
	if math.Abs(float64(blocks/districts)-1) > 0.001 {
		t.Errorf("the blocks have %.1f km2, the districts %.1f", blocks/1e6, districts/1e6)
	}
	t.Logf("blocks %.1f km2, districts %.1f km2", blocks/1e6, districts/1e6)
}
