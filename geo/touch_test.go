package geo

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"doorstep/internal/fault"
)

// h3Touching asks the library for the cells that overlap a polygon: slow, and another method.
func h3Touching(tb testing.TB, p orb.Polygon, res int) []Cell {
	tb.Helper()
	loop := func(r orb.Ring) (l h3.GeoLoop) {
		for _, q := range r[:len(r)-1] {
			l = append(l, toH3(q))
		}
		return l
	}
	g := h3.GeoPolygon{GeoLoop: loop(p[0])}
	for _, hole := range p[1:] {
		g.Holes = append(g.Holes, loop(hole))
	}
	found, err := h3.PolygonToCellsExperimental(g, res, h3.ContainmentOverlapping)
	if err != nil {
		tb.Fatal(err)
	}
	cells := make([]Cell, len(found))
	for i, c := range found {
		cells[i] = Cell(c)
	}
	slices.Sort(cells)
	return cells
}

func TestPolygonCellsAgreeWithH3(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 7))
	total, extra := 0, 0
	for range 300 {
		p := randomStar(rng, inBengal(rng), math.Exp(rng.Float64()*6-8))
		got, err := PolygonCells(p, ResDemand)
		if err != nil {
			t.Fatal(err)
		}
		want := h3Touching(t, p, ResDemand)
		total += len(got)
		for _, c := range want {
			if _, ok := slices.BinarySearch(got, c); !ok {
				t.Errorf("%s touches %v and is missing", c, p)
			}
		}
		for _, c := range got { // only what comes within the 3 mm
			if _, ok := slices.BinarySearch(want, c); !ok {
				extra++
			}
		}
	}
	if total < 10000 || extra > 5 {
		t.Errorf("%d cells, %d of them not in H3's answer", total, extra)
	}
	t.Logf("%d cells, %d more than H3", total, extra)
}

func TestPolygonCellsOfRealWardsAgreeWithH3(t *testing.T) {
	for i, ward := range sharedAreas(t, "wb/kolkata_wards.geojson.gz") {
		var want []Cell
		for _, p := range ward {
			want = append(want, h3Touching(t, p, ResDemand)...)
		}
		slices.Sort(want)
		want = slices.Compact(want)
		got, err := PolygonCells(ward, ResDemand)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range want {
			if _, ok := slices.BinarySearch(got, c); !ok {
				t.Errorf("ward %d: %s is missing", i, c)
			}
		}
		if len(got) > len(want)+1 {
			t.Errorf("ward %d: %d cells, H3 has %d", i, len(got), len(want))
		}
	}
}

func square(lon, lat, size float64) orb.Ring {
	return orb.Ring{{lon, lat}, {lon + size, lat}, {lon + size, lat + size}, {lon, lat + size}, {lon, lat}}
}

func reversed(r orb.Ring) orb.Ring {
	r = slices.Clone(r)
	slices.Reverse(r)
	return r
}

func TestPolygonCellsMissNoIslandSliverOrHole(t *testing.T) {
	cells := func(g orb.Geometry, res int) []Cell {
		c, err := PolygonCells(g, res)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.IsSorted(c) || len(slices.Compact(slices.Clone(c))) != len(c) {
			t.Error("the cells are not sorted or come twice")
		}
		return c
	}
	island := square(88.5, 22.5, 1e-5) // one metre, far from any cell's center
	if c := cells(orb.Polygon{island}, 9); len(c) != 1 || c[0] != h3CellOf(island[0], 9) {
		t.Errorf("an island of a metre is in the cells %v", c)
	}
	big := square(87, 23, 0.1)
	both := cells(orb.MultiPolygon{{big}, {island}}, 9)
	if !slices.Contains(both, h3CellOf(island[0], 9)) {
		t.Error("the island of a multipolygon is missing")
	}
	if want := cells(orb.Polygon{big}, 9); len(both) != len(want)+1 {
		t.Errorf("mainland and island have %d cells, the mainland alone %d", len(both), len(want))
	}
	sliver := orb.Ring{{87, 23}, {87.5, 23.1}, {87.5, 23.100001}, {87, 23}} // 50 km long, 10 cm wide
	n := 0
	for _, c := range cells(orb.Polygon{sliver}, 9) {
		if corners := c.corners(); segmentNear(corners, sliver[0], sliver[1]) || segmentNear(corners, sliver[2], sliver[3]) {
			n++
		}
	}
	if n < 150 || n != len(cells(orb.Polygon{sliver}, 9)) {
		t.Errorf("a sliver of 50 km has %d cells", n)
	}
	hole := orb.Polygon{square(87, 23, 0.1), reversed(square(87.03, 23.03, 0.04))}
	c := cells(hole, 9)
	if slices.Contains(c, h3CellOf(orb.Point{87.05, 23.05}, 9)) {
		t.Error("the cell in the middle of a hole is there")
	}
	if !slices.Contains(c, h3CellOf(orb.Point{87.03, 23.05}, 9)) {
		t.Error("the cell on the edge of a hole is missing")
	}
	inner := cells(orb.MultiPolygon{hole, {square(87.045, 23.045, 0.01)}}, 9)
	if !slices.Contains(inner, h3CellOf(orb.Point{87.05, 23.05}, 9)) {
		t.Error("the island in the hole is missing")
	}
	if line := cells(orb.LineString{{87, 23}, {87.1, 23}}, 9); len(line) < 25 {
		t.Errorf("a line of 10 km passes %d cells", len(line))
	}
	if point := cells(orb.MultiPoint{{87, 23}, {88, 23}}, 9); len(point) != 2 {
		t.Errorf("two points are in %d cells", len(point))
	}
	mixed := orb.Collection{orb.Point{87, 23}, orb.MultiLineString{{{87, 23}, {87.1, 23}}}, square(88, 23, 0.01), nil}
	if got, want := len(cells(mixed, 9)), len(cells(orb.LineString{{87, 23}, {87.1, 23}}, 9))+len(cells(orb.Polygon{square(88, 23, 0.01)}, 9)); got != want {
		t.Errorf("a collection touches %d cells, its members %d", got, want)
	}
	open := square(87, 23, 0.1)[:4]
	if got, want := cells(orb.Polygon{open}, 9), cells(orb.Polygon{big}, 9); !slices.Equal(got, want) {
		t.Errorf("an open ring touches %d cells, the closed one %d", len(got), len(want))
	}
	if all := cells(orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}, 1); len(all) != 842 {
		t.Errorf("the world has %d cells of resolution 1, want 842", len(all))
	}
}

func segmentNear(corners []orb.Point, a, b orb.Point) bool {
	f := &footprint{outer: corners, box: orb.MultiPoint(corners).Bound().Pad(1e-6)}
	return f.meets(a, b)
}

func TestPolygonCellsAtTheEndsOfTheEarth(t *testing.T) {
	// Every random point of the shape must be in a cell of its, the 180th meridian and the poles included.
	rng := rand.New(rand.NewPCG(180, 7))
	for _, b := range []orb.Bound{
		{Min: orb.Point{179.95, 60}, Max: orb.Point{180, 60.05}},
		{Min: orb.Point{-180, 65}, Max: orb.Point{-179.9, 65.05}},
		{Min: orb.Point{179.97, -17}, Max: orb.Point{-179.97, -16.95}},
		{Min: orb.Point{-180, 89.95}, Max: orb.Point{180, 90}},
		{Min: orb.Point{10, 78.2}, Max: orb.Point{10.1, 78.22}},
	} {
		cells, err := PolygonCells(b, 9)
		if err != nil {
			t.Fatal(err)
		}
		for range 2000 {
			width := b.Max[0] - b.Min[0]
			if width < 0 {
				width += 360
			}
			p := orb.Point{unwrap(b.Min[0]+width*rng.Float64(), 0), b.Min[1] + (b.Max[1]-b.Min[1])*rng.Float64()}
			if _, ok := slices.BinarySearch(cells, h3CellOf(p, 9)); !ok {
				t.Fatalf("%v of %v is in no cell", p, b)
			}
		}
	}
}

func TestPolygonCellsRefusesMillions(t *testing.T) {
	_, err := PolygonCells(square(85, 21, 5), 12)
	if fault.CodeOf(err) != "geometry.too_many_cells" || !strings.Contains(err.Error(), "million cells of resolution 12") {
		t.Errorf("got %v", err)
	}
	// All round the Earth, where a great circle between the ends of an edge has no length.
	band := orb.Polygon{{{-180, -40}, {180, -40}, {180, 40}, {-180, 40}, {-180, -40}}}
	if _, err := PolygonCells(band, 9); fault.CodeOf(err) != "geometry.too_many_cells" {
		t.Errorf("got %v", err)
	}
	if r, err := Cover(band); err != nil || !inRanges(r, h3CellOf(orb.Point{0, 0}, 9)) {
		t.Errorf("got %v, %v", r, err)
	}
	if _, err := PolygonCells(orb.LineString{{-180, 1}, {180, 1}}, 13); fault.CodeOf(err) != "geometry.too_many_cells" {
		t.Errorf("got %v", err)
	}
	if _, err := PolygonCells(square(85, 21, 5), 16); fault.CodeOf(err) != "cell.resolution" {
		t.Errorf("got %v", err)
	}
}

func TestCompactCoversTheSameWithFewest(t *testing.T) {
	for name, text := range archive(t, "bench/h3_vectors.tar.gz", ".txt") {
		if !strings.Contains(name, "compact_test") {
			continue
		}
		cells := quotedCells(t, string(text))
		if strings.Contains(name, "uncompact_test") {
			cells = uncompacted(cells)
		}
		checkCompact(t, name, cells)
	}
	rng := rand.New(rand.NewPCG(7, 7))
	for range 30 {
		cells, err := PolygonCells(randomStar(rng, inBengal(rng), 0.05), 9)
		if err != nil {
			t.Fatal(err)
		}
		checkCompact(t, "a random star", cells)
	}
	p, err := h3.Pentagons(2)
	if err != nil {
		t.Fatal(err)
	}
	pentagon := Cell(p[0])
	if got := Compact(pentagon.Children(4)); len(got) != 1 || got[0] != pentagon {
		t.Errorf("the children of a pentagon compact to %v", got)
	}
	c := h3CellOf(bardhaman, 7)
	mixed := append(c.Children(9), c, c.Children(8)[3], c.Children(8)[3])
	if got := Compact(mixed); len(got) != 1 || got[0] != c {
		t.Errorf("a cell and its descendants compact to %v", got)
	}
	if got := Compact([]Cell{c.Children(9)[5], c, c.Children(8)[3]}); len(got) != 1 || got[0] != c {
		t.Errorf("a cell and two of its descendants compact to %v", got)
	}
	if got := Compact(nil); len(got) != 0 {
		t.Errorf("nothing compacts to %v", got)
	}
}

func quotedCells(t *testing.T, text string) []Cell {
	t.Helper()
	var cells []Cell
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("[]\", \n\r", r) }) {
		c, err := ParseCell(s)
		if err != nil {
			t.Fatal(err)
		}
		cells = append(cells, c)
	}
	return cells
}

// uncompacted gives the descendants of cells at the finest resolution among them.
func uncompacted(cells []Cell) []Cell {
	res := 0
	for _, c := range cells {
		res = max(res, c.Resolution())
	}
	var out []Cell
	for _, c := range cells {
		out = append(out, c.Children(res)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func checkCompact(t *testing.T, name string, cells []Cell) {
	t.Helper()
	in := make([]h3.Cell, 0, len(cells))
	for _, c := range slices.Compact(slices.Sorted(slices.Values(cells))) {
		in = append(in, h3.Cell(c))
	}
	want, err := h3.CompactCells(in)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	got := Compact(cells)
	if len(got) != len(want) || !slices.IsSorted(got) {
		t.Errorf("%s: %d cells compact to %d, h3 makes it %d", name, len(cells), len(got), len(want))
	}
	for _, c := range want {
		if _, ok := slices.BinarySearch(got, Cell(c)); !ok {
			t.Errorf("%s: %s is missing", name, Cell(c))
		}
	}
}
