package geo

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
)

// validityCases are shapes with what Validate and PostGIS's ST_IsValid say of them.
var validityCases = []struct {
	name string
	g    orb.Geometry
	want fault.Code
	say  string
}{
	{"a square", orb.Polygon{square(0, 0, 4)}, "", ""},
	{"a square wound clockwise", orb.Polygon{reversed(square(0, 0, 4))}, "", ""},
	{"a square with positions repeated in a row", orb.Polygon{{{0, 0}, {0, 0}, {4, 0}, {4, 4}, {4, 4}, {0, 4}, {0, 0}, {0, 0}}}, "", ""},
	{"a square with corners that are none", orb.Polygon{{{0, 0}, {2, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 1}, {0, 0}}}, "", ""},
	{"a bow tie", orb.Polygon{{{0, 0}, {4, 4}, {4, 0}, {0, 4}, {0, 0}}}, "geometry.self_crossing", "The outer ring crosses itself near (2, 2), between positions 1 and 4"},
	{"a spike outward", orb.Polygon{{{0, 0}, {4, 0}, {4, 4}, {6, 4}, {4, 4}, {0, 4}, {0, 0}}}, "geometry.self_crossing", "runs back along itself near (6, 4)"},
	{"a spike along an edge", orb.Polygon{{{0, 0}, {4, 0}, {2, 0}, {4, 4}, {0, 4}, {0, 0}}}, "geometry.self_crossing", "runs back along itself near (4, 0)"},
	{"a ring that is a line there and back", orb.Polygon{{{0, 0}, {2, 2}, {4, 4}, {0, 0}}}, "geometry.self_crossing", "runs back"},
	{"an hour glass that touches itself in a corner", orb.Polygon{{{0, 0}, {2, 2}, {4, 0}, {4, 4}, {2, 2}, {0, 4}, {0, 0}}}, "geometry.self_touching", "touches itself at (2, 2)"},
	{"a corner that touches an edge of its ring", orb.Polygon{{{0, 0}, {4, 0}, {4, 4}, {2, 0}, {0, 4}, {0, 0}}}, "geometry.self_touching", "(2, 0)"},
	{"an edge run along twice", orb.Polygon{{{0, 0}, {4, 0}, {4, 4}, {3, 4}, {3, 0}, {1, 0}, {1, 4}, {0, 4}, {0, 0}}}, "geometry.self_crossing", "shares an edge with itself"},
	{"two corners only", orb.Polygon{{{0, 0}, {4, 4}, {4, 4}, {0, 0}}}, "geometry.ring_short", "(0, 0)"},
	{"one place only", orb.Polygon{{{1, 1}, {1, 1}, {1, 1}, {1, 1}}}, "geometry.ring_short", "(1, 1)"},
	{"a hole", orb.Polygon{square(0, 0, 4), square(1, 1, 2)}, "", ""},
	{"a hole outside", orb.Polygon{square(0, 0, 4), square(5, 5, 1)}, "geometry.hole_outside", "The hole 1 lies outside its outer ring at (5, 5)"},
	{"a hole across the edge", orb.Polygon{square(0, 0, 4), square(3, 3, 2)}, "geometry.hole_outside", "The outer ring crosses the hole 1"},
	{"a hole that is the shell", orb.Polygon{square(0, 0, 4), square(0, 0, 4)}, "geometry.hole_outside", "shares an edge"},
	{"a hole along an edge", orb.Polygon{square(0, 0, 4), square(0, 1, 2)}, "geometry.hole_outside", "shares an edge with"},
	{"a hole that touches the shell once", orb.Polygon{square(0, 0, 4), {{0, 2}, {1, 1}, {1, 3}, {0, 2}}}, "", ""},
	{"a hole outside that touches the shell once", orb.Polygon{square(0, 0, 4), {{4, 2}, {5, 1}, {5, 3}, {4, 2}}}, "geometry.hole_outside", "hole 1"},
	{"a hole that crosses the shell at corners of both", orb.Polygon{{{0, 0}, {4, 0}, {4, 2}, {4, 4}, {0, 4}, {0, 0}}, {{4, 2}, {3, 1}, {3, 3}, {4, 2}}}, "", ""},
	{"a hole that goes out through a corner", orb.Polygon{{{0, 0}, {4, 0}, {4, 2}, {4, 4}, {0, 4}, {0, 0}}, {{3, 1}, {4, 2}, {5, 3}, {5, 5}, {3, 1}}}, "geometry.hole_outside", ""},
	{"a hole that cuts the polygon in two", orb.Polygon{square(0, 0, 4), {{0, 2}, {2, 1}, {4, 2}, {2, 3}, {0, 2}}}, "geometry.interior_split", "cut the polygon apart"},
	{"two holes that touch", orb.Polygon{square(0, 0, 9), square(1, 1, 2), square(3, 3, 2)}, "", ""},
	{"two holes that touch the shell and one another, cutting it", orb.Polygon{square(0, 0, 4), {{0, 2}, {2, 1}, {2, 2}, {0, 2}}, {{2, 2}, {2, 3}, {4, 2}, {2, 2}}}, "geometry.interior_split", "cut the polygon apart"},
	{"four holes in one corner", orb.Polygon{square(0, 0, 4), {{2, 2}, {3, 2}, {3, 3}, {2, 2}}, {{2, 2}, {1, 2}, {1, 1}, {2, 2}}, {{2, 2}, {2, 3}, {1, 3}, {2, 2}}}, "", ""},
	{"holes that share an edge", orb.Polygon{square(0, 0, 9), square(1, 1, 2), square(3, 1, 2)}, "geometry.holes_overlap", "hole 1 shares an edge with the hole 2"},
	{"holes that cross", orb.Polygon{square(0, 0, 9), square(1, 1, 3), square(2, 2, 3)}, "geometry.holes_overlap", "crosses"},
	{"a hole in a hole", orb.Polygon{square(0, 0, 9), square(1, 1, 6), square(2, 2, 2)}, "geometry.holes_overlap", "The hole 2 lies inside the hole 1"},
	{"two parts", orb.MultiPolygon{{square(0, 0, 1)}, {square(2, 0, 1)}}, "", ""},
	{"two parts that touch in a corner", orb.MultiPolygon{{square(0, 0, 1)}, {square(1, 1, 1)}}, "", ""},
	{"two parts that share an edge", orb.MultiPolygon{{square(0, 0, 1)}, {square(1, 0, 1)}}, "geometry.parts_overlap", "shares an edge"},
	{"two parts that overlap", orb.MultiPolygon{{square(0, 0, 2)}, {square(1, 1, 2)}}, "geometry.parts_overlap", "outer ring of part 1 crosses the outer ring of part 2"},
	{"a part inside another", orb.MultiPolygon{{square(0, 0, 4)}, {square(1, 1, 1)}}, "geometry.parts_overlap", "Part 2 lies inside part 1"},
	{"the same part twice", orb.MultiPolygon{{square(0, 0, 4)}, {square(0, 0, 4)}}, "geometry.parts_overlap", ""},
	{"a part in the hole of another", orb.MultiPolygon{{square(1, 1, 1)}, {square(0, 0, 4), square(0.5, 0.5, 3)}}, "", ""},
	{"a part that touches the hole it lies in with all corners", orb.MultiPolygon{{square(0, 0, 4), square(1, 1, 2)}, {{{2, 1}, {3, 2}, {2, 3}, {1, 2}, {2, 1}}}}, "", ""},
	{"a part that touches a shell from inside with all corners", orb.MultiPolygon{{square(1, 1, 2)}, {{{2, 1}, {3, 2}, {2, 3}, {1, 2}, {2, 1}}}}, "geometry.parts_overlap", "lies inside"},
	{"a line", orb.LineString{{0, 0}, {1, 1}}, "", ""},
	{"a line that crosses itself", orb.LineString{{0, 0}, {4, 4}, {4, 0}, {0, 4}}, "", ""},
	{"a line of one place", orb.LineString{{1, 1}, {1, 1}}, "geometry.line_short", "(1, 1)"},
}

func TestValidate(t *testing.T) {
	for _, c := range validityCases {
		t.Run(c.name, func(t *testing.T) {
			err := Validate(c.g)
			if got := fault.CodeOf(err); got != c.want {
				t.Fatalf("got %q (%v), want %q", got, err, c.want)
			}
			if err != nil && !strings.Contains(err.Error(), c.say) {
				t.Errorf("it says %q, want %q", err, c.say)
			}
		})
	}
}

func TestValidateRefusesWhatCannotBeDrawn(t *testing.T) {
	deep := orb.Geometry(orb.Point{1, 1})
	for range MaxNesting + 2 {
		deep = orb.Collection{deep}
	}
	for _, c := range []struct {
		name string
		g    orb.Geometry
		want fault.Code
	}{
		{"nothing", nil, "geometry.empty"},
		{"no points", orb.MultiPoint{}, "geometry.empty"},
		{"no line", orb.LineString{}, "geometry.empty"},
		{"no lines", orb.MultiLineString{}, "geometry.empty"},
		{"no ring", orb.Polygon{}, "geometry.empty"},
		{"an empty ring", orb.Polygon{{}}, "geometry.empty"},
		{"an empty ring alone", orb.Ring{}, "geometry.empty"},
		{"no part", orb.MultiPolygon{}, "geometry.empty"},
		{"an empty part", orb.MultiPolygon{{}}, "geometry.empty"},
		{"an open ring", orb.Polygon{{{0, 0}, {4, 0}, {4, 4}, {0, 4}}}, "geometry.ring_open"},
		{"a ring of three", orb.Polygon{{{0, 0}, {4, 0}, {0, 0}}}, "geometry.ring_short"},
		{"no number", orb.Polygon{{{0, 0}, {4, 0}, {4, math.NaN()}, {0, 0}}}, "point.outside"},
		{"infinity", orb.LineString{{0, 0}, {math.Inf(1), 0}}, "point.outside"},
		{"beyond the Earth", orb.MultiPoint{{0, 0}, {0, 91}}, "point.outside"},
		{"nested too deep", deep, "geometry.nested_too_deep"},
		{"a bad member", orb.Collection{orb.Point{1, 1}, orb.LineString{{1, 1}, {1, 1}}}, "geometry.line_short"},
		{"a good collection", orb.Collection{orb.Point{1, 1}, orb.MultiLineString{{{1, 1}, {2, 1}}}}, ""},
		{"a window", orb.Bound{Min: orb.Point{0, 0}, Max: orb.Point{1, 1}}, ""},
		{"a ring", square(0, 0, 1), ""},
		{"too many positions", orb.MultiPoint(make([]orb.Point, MaxVertices+1)), "geometry.too_many_vertices"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := Validate(c.g); fault.CodeOf(err) != c.want {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// TestValidateAgreesWithEveryPairOfEdges compares the grid with looking at all pairs.
func TestValidateAgreesWithEveryPairOfEdges(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	bad := 0
	for range 3000 {
		r := randomRing(rng)
		want := ringIsSimple(r)
		got := Validate(orb.Polygon{r}) == nil
		if got != want {
			t.Fatalf("%v: %v, all pairs say %v (%v)", r, got, want, Validate(orb.Polygon{r}))
		}
		if !want {
			bad++
		}
	}
	if bad < 500 || bad > 2500 {
		t.Errorf("%d of 3000 rings were bad: the test looks at one kind only", bad)
	}
}

// randomRing is a star with a few corners moved, often onto the lattice of tenths where corners meet.
func randomRing(rng *rand.Rand) orb.Ring {
	r := randomStar(rng, orb.Point{2, 2}, 2)[0]
	for range rng.IntN(3) {
		i := 1 + rng.IntN(len(r)-2)
		r[i] = orb.Point{4 * rng.Float64(), 4 * rng.Float64()}
	}
	if rng.IntN(2) == 0 {
		for i := range r {
			r[i] = orb.Point{math.Round(r[i][0]*5) / 5, math.Round(r[i][1]*5) / 5}
		}
	}
	return r
}

func ringIsSimple(r orb.Ring) bool {
	r = slices.Compact(slices.Clone(r))
	n := len(r) - 1
	if n < 3 {
		return false
	}
	for i := range n {
		for j := i + 1; j < n; j++ {
			a, b, c, d := r[i], r[i+1], r[j], r[j+1]
			switch {
			case j == i+1:
				if onSegment(a, b, d) || onSegment(c, d, a) {
					return false
				}
			case i == 0 && j == n-1:
				if onSegment(a, b, c) || onSegment(c, d, b) {
					return false
				}
			case segmentsMeet(a, b, c, d):
				return false
			}
		}
	}
	return true
}

func TestValidateIsNearlyLinear(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for _, c := range []struct {
		name string
		ring func(n int) orb.Ring
	}{
		{"a coast", func(n int) orb.Ring {
			r := make(orb.Ring, 0, n+1)
			for i := range n {
				a := 2 * math.Pi * float64(i) / float64(n)
				d := 1 + 0.3*math.Sin(5*a) + 0.02*rng.Float64()
				r = append(r, orb.Point{88 + d*math.Cos(a), 23 + d*math.Sin(a)})
			}
			return append(r, r[0])
		}},
		{"a gear with long teeth", func(n int) orb.Ring {
			r := make(orb.Ring, 0, n+1)
			for i := range n {
				a := 2 * math.Pi * float64(i) / float64(n)
				d := 0.5 + 0.5*float64(i%2)
				r = append(r, orb.Point{88 + d*math.Cos(a), 23 + d*math.Sin(a)})
			}
			return append(r, r[0])
		}},
		{"a slanting comb", func(n int) orb.Ring {
			r := orb.Ring{{0, 0}}
			for i := range n / 2 {
				x := float64(i) / float64(n)
				r = append(r, orb.Point{x + 1e-6, 0.01}, orb.Point{x + 10, 10})
			}
			return append(r, orb.Point{30, 0}, r[0])
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := c.ring(20_000)
			start := time.Now()
			err := Validate(orb.Polygon{r})
			if err != nil && c.name != "a slanting comb" {
				t.Error(err)
			}
			took := time.Since(start)
			t.Logf("%d positions in %v: %v", len(r), took.Round(time.Millisecond), err)
			if took > 15*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}

func TestSideIsExact(t *testing.T) {
	// Kettner and others (2008), "Classroom examples of robustness problems in geometric computations": the
	// points near a line where floating point is wrong both ways.
	a, b := orb.Point{12, 12}, orb.Point{24, 24}
	wrong := 0
	for i := range 64 {
		for j := range 64 {
			p := orb.Point{0.5 + float64(i)*0x1p-53, 0.5 + float64(j)*0x1p-53}
			want := 0
			if j > i {
				want = 1
			} else if j < i {
				want = -1
			}
			if got := side(a, b, p); got != want {
				t.Fatalf("(%d, %d): %d, want %d", i, j, got, want)
			}
			if naive := (a[0]-p[0])*(b[1]-p[1]) - (a[1]-p[1])*(b[0]-p[0]); (naive > 0) != (want > 0) || (naive < 0) != (want < 0) {
				wrong++
			}
		}
	}
	if wrong == 0 {
		t.Error("floating point is right everywhere: the test looks at the wrong points")
	}
	if s := side(orb.Point{0, 0}, orb.Point{1e-200, 1e-200}, orb.Point{1e-200, 2e-200}); s != 1 {
		t.Errorf("tiny numbers: %d", s)
	}
}
