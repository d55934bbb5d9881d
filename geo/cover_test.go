package geo

import (
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"doorstep/internal/fault"
)

// coverPoints is how many points the cover tests ask about in all; DOORSTEP_LONG=1 asks ten million.
func coverPoints() int {
	if os.Getenv("DOORSTEP_LONG") == "1" {
		return 10_000_000
	}
	return 200_000
}

// TestDescendantsAreOneRange asks h3 itself for the descendants of random cells, and for the ancestors of
// the cells just outside the range.
func TestDescendantsAreOneRange(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 9))
	for range 3000 {
		p := randomPoint(rng)
		coarse := h3CellOf(p, 4+rng.IntN(5))
		r := coarse.Range()
		children, err := h3.Cell(coarse).Children(min(coarse.Resolution()+3, ResDemand))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range children {
			child, err := c.CenterChild(ResDemand)
			if err != nil || !r.Contains(Cell(child)) {
				t.Fatalf("%s: descendant %s is outside its range %s to %s", coarse, Cell(child), r.Lo, r.Hi)
			}
		}
		fine := h3CellOf(orb.Point{p[0] + rng.NormFloat64()*0.01, max(-90, min(90, p[1]+rng.NormFloat64()*0.01))}, ResDemand)
		if fine == 0 {
			continue
		}
		parent, err := h3.Cell(fine).Parent(coarse.Resolution())
		if err != nil {
			t.Fatal(err)
		}
		if r.Contains(fine) != (Cell(parent) == coarse) {
			t.Fatalf("%s descends from %s, but the range of %s says %v", fine, Cell(parent), coarse, r.Contains(fine))
		}
	}
	c := h3CellOf(bardhaman, 12)
	if r := c.Range(); r.Lo != c.Parent(9) || r.Hi != c.Parent(9) {
		t.Errorf("a cell finer than 9 has the range %v", r)
	}
}

// TestNoPointNearAnEdgeIsLost is the property that lets one btree answer every map window: random
// windows, polygons and disks, and points near the edges of both the shape and the cells it is covered
// with. The control covers without dilating, and must lose some.
func TestNoPointNearAnEdgeIsLost(t *testing.T) {
	rng := rand.New(rand.NewPCG(64, 9))
	asked, lost, control := 0, 0, 0
	want := coverPoints()
	for i := 0; asked < want; i++ {
		g := randomShape(rng, i)
		sh, err := shapeOf(g)
		if err != nil {
			t.Fatal(err)
		}
		cells, _, err := sh.cells(sh.coverResolution())
		if err != nil {
			t.Fatal(err)
		}
		undilated := rangesOf(cells)
		ranges, err := Cover(g)
		if err != nil {
			t.Fatal(err)
		}
		checkRanges(t, ranges)
		for _, p := range pointsNearEdges(rng, g, cells, 500) {
			asked++
			c := h3CellOf(p, ResDemand)
			if !inRanges(ranges, c) {
				lost++
				t.Errorf("%v in %s of %v is not covered", p, c, g)
			}
			if !inRanges(undilated, c) {
				control++
			}
		}
		if lost > 10 {
			t.Fatal("and so on")
		}
	}
	if control == 0 {
		t.Error("the undilated cover lost no point: the test looks at the wrong ones")
	}
	t.Logf("%d points asked, %d lost; %d lost without dilating", asked, lost, control)
}

func TestNoPointNearTheRimOfADiskIsLost(t *testing.T) {
	rng := rand.New(rand.NewPCG(64, 10))
	for range coverPoints() / 4000 {
		center := inBengal(rng)
		if rng.IntN(4) == 0 {
			center = randomPoint(rng)
		}
		r := Meters(math.Exp(rng.Float64()*14 - 1)) // 0.4 m to 440 km
		ranges, err := CoverDisk(center, r)
		if err != nil {
			t.Fatal(err)
		}
		checkRanges(t, ranges)
		for range 200 {
			p := destination(center, Meters(1-math.Abs(rng.NormFloat64())*0.01)*r, rng.Float64()*2*math.Pi)
			if Distance(center, p) > r {
				continue
			}
			if c := h3CellOf(p, ResDemand); !inRanges(ranges, c) {
				t.Fatalf("%v, %.3f m from %v, is not in the cover of %.3f m", p, Distance(center, p), center, r)
			}
		}
	}
}

// destination gives the point at a distance and bearing on the sphere.
func destination(from orb.Point, d Meters, bearing float64) orb.Point {
	a, lat := float64(d/EarthRadius), from[1]*radian
	sin := math.Sin(lat)*math.Cos(a) + math.Cos(lat)*math.Sin(a)*math.Cos(bearing)
	lon := from[0]*radian + math.Atan2(math.Sin(bearing)*math.Sin(a)*math.Cos(lat), math.Cos(a)-math.Sin(lat)*sin)
	return orb.Point{unwrap(lon/radian, 0), math.Asin(max(-1, min(1, sin))) / radian}
}

func checkRanges(t *testing.T, ranges []CellRange) {
	t.Helper()
	if len(ranges) == 0 || len(ranges) > MaxRanges {
		t.Fatalf("%d ranges", len(ranges))
	}
	for i, r := range ranges {
		if r.Lo > r.Hi || r.Lo.resolution() != ResDemand || r.Hi.resolution() != ResDemand {
			t.Fatalf("range %d goes from %s to %s", i, r.Lo, r.Hi)
		}
		if i > 0 && r.Lo.ordinal() <= ranges[i-1].Hi.ordinal()+1 {
			t.Fatalf("ranges %d and %d could be one", i-1, i)
		}
	}
}

func inRanges(ranges []CellRange, c Cell) bool {
	i, _ := slices.BinarySearchFunc(ranges, c, func(r CellRange, c Cell) int {
		switch {
		case r.Hi < c:
			return -1
		case r.Lo > c:
			return 1
		}
		return 0
	})
	return i < len(ranges) && ranges[i].Contains(c)
}

// randomShape gives windows and stars of all sizes, most in Bengal, some anywhere.
func randomShape(rng *rand.Rand, i int) orb.Geometry {
	at := inBengal(rng)
	if i%5 == 4 {
		at = randomPoint(rng)
		at[1] = max(-80, min(80, at[1]))
	}
	size := math.Exp(rng.Float64()*10 - 8) // 0.0003 to 7 degrees: 40 m to 800 km
	if i%2 == 0 {
		return orb.Bound{
			Min: orb.Point{max(-180, at[0]-size*rng.Float64()), max(-90, at[1]-size*rng.Float64())},
			Max: orb.Point{min(180, at[0]+size*rng.Float64()), min(90, at[1]+size*rng.Float64())},
		}
	}
	return randomStar(rng, at, size)
}

// randomStar is a simple polygon of 3 to 40 corners round at, often with a hole round the middle.
func randomStar(rng *rand.Rand, at orb.Point, size float64) orb.Polygon {
	n := 3 + rng.IntN(38)
	star := func(lo, hi float64) orb.Ring {
		r := make(orb.Ring, 0, n+1)
		for k := range n {
			angle := (float64(k) + 0.8*rng.Float64()) * 2 * math.Pi / float64(n)
			d := size * (lo + (hi-lo)*rng.Float64())
			r = append(r, orb.Point{
				max(-180, min(180, at[0]+d*math.Cos(angle))),
				max(-90, min(90, at[1]+d*math.Sin(angle))),
			})
		}
		return append(r, r[0])
	}
	p := orb.Polygon{star(0.5, 1)}
	if n > 8 && rng.IntN(2) == 0 {
		hole := star(0.1, 0.3)
		slices.Reverse(hole)
		p = append(p, hole)
	}
	return p
}

// pointsNearEdges gives points of g: on its corners, close to its edges, and close to the edges of the
// cells.
func pointsNearEdges(rng *rand.Rand, g orb.Geometry, cells []Cell, n int) []orb.Point {
	var points []orb.Point
	keep := func(p orb.Point) {
		if Contains(g, p) {
			points = append(points, p)
		}
	}
	rings := multi(g)
	if b, ok := g.(orb.Bound); ok {
		rings = multi(b.ToPolygon())
	}
	for _, r := range rings[0] {
		for i := range r {
			keep(r[i])
		}
		for range n / 4 {
			i := rng.IntN(len(r) - 1)
			keep(jitter(rng, r[i], r[i+1]))
		}
	}
	for range n {
		corners := cells[rng.IntN(len(cells))].corners()
		i := rng.IntN(len(corners))
		keep(jitter(rng, corners[i], corners[(i+1)%len(corners)]))
	}
	return points
}

// jitter gives a point beside a random place of the segment, from a tenth of its length to a billionth.
func jitter(rng *rand.Rand, a, b orb.Point) orb.Point {
	t := rng.Float64()
	off := math.Pow(10, -1-8*rng.Float64()) * math.Hypot(b[0]-a[0], b[1]-a[1])
	return orb.Point{
		a[0] + t*(b[0]-a[0]) + off*rng.NormFloat64(),
		a[1] + t*(b[1]-a[1]) + off*rng.NormFloat64(),
	}
}

func TestCoverOfWholeWorldAndAcrossTheMeridian(t *testing.T) {
	rng := rand.New(rand.NewPCG(180, 90))
	for _, c := range []struct {
		name string
		b    orb.Bound
	}{
		{"the world", orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}},
		{"a web map of the world", orb.Bound{Min: orb.Point{-180, -85.06}, Max: orb.Point{180, 85.06}}},
		{"Fiji, across the 180th meridian", orb.Bound{Min: orb.Point{176, -21}, Max: orb.Point{-178, -12}}},
		{"the north pole", orb.Bound{Min: orb.Point{-180, 88}, Max: orb.Point{180, 90}}},
		{"a window that is a point", orb.Bound{Min: bardhaman, Max: bardhaman}},
		{"a window that is a line", orb.Bound{Min: bardhaman, Max: orb.Point{bardhaman[0] + 1, bardhaman[1]}}},
		{"up against the meridian", orb.Bound{Min: orb.Point{179.99, -17}, Max: orb.Point{180, -16.9}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ranges, err := CoverBound(c.b)
			if err != nil {
				t.Fatal(err)
			}
			checkRanges(t, ranges)
			width := c.b.Max[0] - c.b.Min[0]
			if width < 0 {
				width += 360
			}
			for i := range 5000 {
				x, y := rng.Float64(), rng.Float64()
				if i%3 == 0 {
					x = math.Round(x)
				}
				if i%5 == 0 {
					y = math.Round(y)
				}
				p := orb.Point{unwrap(c.b.Min[0]+x*width, 0), c.b.Min[1] + y*(c.b.Max[1]-c.b.Min[1])}
				if cell := h3CellOf(p, ResDemand); !inRanges(ranges, cell) {
					t.Fatalf("%v in %s is not covered", p, cell)
				}
			}
		})
	}
}

func TestCoverIsTight(t *testing.T) {
	// Ground in the ranges over ground asked for: what the exact test after the index has to throw away.
	for _, km := range []float64{5, 20, 100, 400} {
		size := km / 111.2
		b := orb.Bound{Min: orb.Point{86.5, 22}, Max: orb.Point{86.5 + size/math.Cos(22*radian), 22 + size}}
		ranges, err := CoverBound(b)
		if err != nil {
			t.Fatal(err)
		}
		var covered SquareMeters
		for _, r := range ranges {
			covered += SquareMeters(r.Hi.ordinal()-r.Lo.ordinal()+1) * meanArea(ResDemand)
		}
		over := float64(covered / AreaOf(b))
		t.Logf("%3.0f km: %d ranges hold %.2f times the window", km, len(ranges), over)
		if over > 2.5 {
			t.Errorf("%3.0f km: the ranges hold %.2f times the window", km, over)
		}
	}
}

func TestCoverRefusesWhatIsNoShape(t *testing.T) {
	for _, c := range []struct {
		name string
		got  func() error
		want fault.Code
	}{
		{"nothing", func() error { _, err := Cover(nil); return err }, "geometry.empty"},
		{"a polygon without rings", func() error { _, err := Cover(orb.Polygon{}); return err }, "geometry.empty"},
		{"a collection with a line beyond the Earth", func() error {
			_, err := Cover(orb.Collection{orb.Point{1, 1}, orb.MultiLineString{{{0, 0}, {200, 0}}}})
			return err
		}, "point.outside"},
		{"points beyond the Earth", func() error { _, err := Cover(orb.MultiPoint{{0, 0}, {0, 100}}); return err }, "point.outside"},
		{"parts beyond the Earth", func() error { _, err := Cover(orb.MultiPolygon{{square(180, 0, 1)}}); return err }, "point.outside"},
		{"a window upside down", func() error {
			_, err := CoverBound(orb.Bound{Min: orb.Point{88, 24}, Max: orb.Point{89, 23}})
			return err
		}, "bound.malformed"},
		{"a window beyond the Earth", func() error {
			_, err := CoverBound(orb.Bound{Min: orb.Point{88, 24}, Max: orb.Point{89, 93}})
			return err
		}, "point.outside"},
		{"a negative radius", func() error { _, err := CoverDisk(bardhaman, -1); return err }, "length.negative"},
		{"no radius", func() error { _, err := CoverDisk(bardhaman, Meters(math.NaN())); return err }, "length.negative"},
		{"a disk round nowhere", func() error { _, err := CoverDisk(orb.Point{math.NaN(), 0}, 5); return err }, "point.outside"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := fault.CodeOf(c.got()); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	if r, err := CoverDisk(bardhaman, Meters(math.Inf(1))); err != nil || len(r) == 0 {
		t.Errorf("a disk without end: %v, %v", r, err)
	}
}
