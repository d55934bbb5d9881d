package geo

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"

	"doorstep/internal/fault"
)

// The town of Bardhaman: 87.86 east, 23.23 north. Turned the wrong way round it would lie in the Barents
// Sea.
var bardhaman = orb.Point{87.8615, 23.2324}

func TestAxesAreTurnedForH3InOnePlace(t *testing.T) {
	if got := toH3(bardhaman); got.Lat != 23.2324 || got.Lng != 87.8615 {
		t.Errorf("toH3(%v) = %+v, want latitude 23.2324, longitude 87.8615", bardhaman, got)
	}
	if got := fromH3(toH3(bardhaman)); got != bardhaman {
		t.Errorf("turned there and back, %v became %v", bardhaman, got)
	}
	c, err := CellOf(bardhaman, ResDemand)
	if err != nil {
		t.Fatal(err)
	}
	if d := Distance(c.Center(), bardhaman); d > 210 {
		t.Errorf("the cell of %v has its center %v, %.0f m away", bardhaman, c.Center(), d)
	}
	if !Contains(c.Boundary(), bardhaman) {
		t.Errorf("the cell of %v does not contain it", bardhaman)
	}
}

func TestCellOfRefusesWhatIsNoPlace(t *testing.T) {
	for _, c := range []struct {
		name string
		p    orb.Point
		res  int
		want fault.Code
	}{
		{"a longitude beyond 180", orb.Point{180.1, 0}, 9, "point.outside"},
		{"a latitude beyond 90", orb.Point{23, 90.5}, 9, "point.outside"},
		{"no number", orb.Point{math.NaN(), 23}, 9, "point.outside"},
		{"infinity", orb.Point{88, math.Inf(-1)}, 9, "point.outside"},
		{"resolution 16", bardhaman, 16, "cell.resolution"},
		{"resolution -1", bardhaman, -1, "cell.resolution"},
		{"the corner of the map", orb.Point{-180, 90}, 9, ""},
		{"a place in Bengal", bardhaman, 15, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			cell, err := CellOf(c.p, c.res)
			if got := fault.CodeOf(err); got != c.want {
				t.Errorf("got %q (%v), want %q", got, err, c.want)
			}
			if (err == nil) != cell.Valid() {
				t.Errorf("cell %v with error %v", cell, err)
			}
		})
	}
}

func TestParseCellReadsFifteenHexadecimalDigitsOnly(t *testing.T) {
	good := []string{"893cf160e63ffff", "893CF160E63FFFF", "8001fffffffffff"}
	for _, s := range good {
		c, err := ParseCell(s)
		if err != nil {
			t.Errorf("%s: %v", s, err)
			continue
		}
		if c.String() != strings.ToLower(s) {
			t.Errorf("%s came back as %s", s, c)
		}
	}
	for _, s := range []string{
		"", "0", "893cf160e63fff", "0893cf160e63ffff", " 893cf160e63ffff", "+93cf160e63ffff", "-93cf160e63ffff",
		"0x3cf160e63ffff", "893cf160e63fffg", "893cf160e63_fff", "fffffffffffffff", "000000000000000",
		"115283473ffffff", "802bfffffffffff1", "8a3cf160e63ffff", "৮৯৩", strings.Repeat("f", 1e6),
	} {
		c, err := ParseCell(s)
		if fault.CodeOf(err) != "cell.malformed" {
			t.Errorf("%.20q: got %v, %v", s, c, err)
		}
		if err != nil && len(err.Error()) > 200 {
			t.Errorf("%.20q: the complaint has %d characters", s, len(err.Error()))
		}
	}
}

func TestCellIsWrittenAsTextInJSON(t *testing.T) {
	c, err := CellOf(bardhaman, 9)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(map[string]Cell{"cell": c})
	if err != nil || string(text) != fmt.Sprintf(`{"cell":"%s"}`, c) {
		t.Fatalf("%s, %v", text, err)
	}
	var back map[string]Cell
	if err := json.Unmarshal(text, &back); err != nil || back["cell"] != c {
		t.Errorf("read back %v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"cell":"nonsense"}`), &back); err == nil {
		t.Error("nonsense was read")
	}
}

// TestCellsAndCentersAgreeWithH3 and the one after hold the wrapper to the vectors that H3 itself is tested
// with. The rand*centers files hold random points of their cells, not centers, whatever their name says.
func TestCellsAndCentersAgreeWithH3(t *testing.T) {
	rows, centers := 0, 0
	for _, suffix := range []string{"centers.txt", "ic.txt"} {
		for name, text := range archive(t, "bench/h3_vectors.tar.gz", suffix) {
			random := strings.HasPrefix(filepath.Base(name), "rand")
			for line := range strings.Lines(string(text)) {
				var s string
				var lat, lng float64
				if _, err := fmt.Sscan(line, &s, &lat, &lng); err != nil {
					t.Fatalf("%s: %q: %v", name, line, err)
				}
				rows++
				c, err := ParseCell(s)
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				p := orb.Point{unwrap(lng, 0), lat}
				if got, err := CellOf(p, c.Resolution()); err != nil || got != c {
					t.Fatalf("%s: %v is in %s, %v, want %s", name, p, got, err, c)
				}
				if random {
					continue
				}
				centers++
				if d := Distance(c.Center(), p); d > 0.1 { // the file rounds to 6 decimals
					t.Fatalf("%s: %s has its center %v, want %v (%.3f m)", name, c, c.Center(), p, d)
				}
			}
		}
	}
	if rows < 30000 || centers < 10000 {
		t.Errorf("only %d points and %d centers were read", rows, centers)
	}
}

func TestBoundariesAgreeWithThoseOfH3(t *testing.T) {
	cells := 0
	for name, text := range archive(t, "bench/h3_vectors.tar.gz", "cells.txt") {
		var c Cell
		var want []orb.Point
		for s := bufio.NewScanner(bytes.NewReader(text)); s.Scan(); {
			switch line := strings.TrimSpace(s.Text()); {
			case line == "{" || line == "":
			case line == "}":
				cells++
				checkBoundary(t, name, c, want)
				want = want[:0]
			case len(want) == 0 && len(strings.Fields(line)) == 1:
				n, err := strconv.ParseInt(line, 16, 64)
				if c = Cell(n); err != nil || !c.Valid() {
					t.Fatalf("%s: %s is no cell", name, line)
				}
			default:
				var lat, lng float64
				if _, err := fmt.Sscan(line, &lat, &lng); err != nil {
					t.Fatalf("%s: %q: %v", name, line, err)
				}
				want = append(want, orb.Point{lng, lat})
			}
		}
	}
	if cells < 10000 {
		t.Errorf("only %d vectors were read", cells)
	}
	t.Logf("%d boundaries", cells)
}

func checkBoundary(t *testing.T, name string, c Cell, want []orb.Point) {
	t.Helper()
	got := c.Boundary()
	if len(got) != len(want)+1 || got[0] != got[len(got)-1] {
		t.Fatalf("%s: %s has %d corners, want %d", filepath.Base(name), c, len(got)-1, len(want))
	}
	if math.Abs(c.Center()[1]) < 80 && got.Orientation() != orb.CCW {
		t.Errorf("%s: %s is wound clockwise", name, c)
	}
	for i, w := range want {
		g := orb.Point{unwrap(got[i][0], 0), got[i][1]}
		if d := Distance(g, orb.Point{unwrap(w[0], 0), w[1]}); d > 0.001 {
			t.Fatalf("%s: %s has corner %d at %v, want %v (%.4f m)", name, c, i, g, w, d)
		}
	}
}

// TestBitsAgreeWithH3 asks the library what this package reads off the bits: ten thousand random cells,
// and the pentagons with their surroundings.
func TestBitsAgreeWithH3(t *testing.T) {
	cells := randomCells(10000)
	for res := range maxRes + 1 {
		pentagons, err := h3.Pentagons(res)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pentagons {
			if !Cell(p).pentagon() {
				t.Errorf("%s is a pentagon", Cell(p))
			}
			cells = append(cells, Cell(p).Disk(1)...)
		}
	}
	for _, c := range cells {
		h := h3.Cell(c)
		if c.Resolution() != h.Resolution() || c.baseCell() != h.BaseCellNumber() || c.pentagon() != h.IsPentagon() {
			t.Fatalf("%s: resolution %d, base %d, pentagon %v", c, c.Resolution(), c.baseCell(), c.pentagon())
		}
		for res := range c.Resolution() + 1 {
			if want, err := h.Parent(res); err != nil || c.Parent(res) != Cell(want) {
				t.Fatalf("%s: parent at %d is %s, want %s, %v", c, res, c.Parent(res), Cell(want), err)
			}
		}
		deep := min(c.Resolution()+2, maxRes)
		want, err := h.Children(deep)
		if err != nil {
			t.Fatal(err)
		}
		children := c.Children(deep)
		if !slices.IsSorted(children) || len(children) != len(want) {
			t.Fatalf("%s: %d children, want %d", c, len(children), len(want))
		}
		for _, w := range want {
			if _, ok := slices.BinarySearch(children, Cell(w)); !ok {
				t.Fatalf("%s: child %s is missing", c, Cell(w))
			}
		}
	}
	if c := cells[0]; c.Parent(c.Resolution()+1) != 0 || c.Parent(-1) != 0 || c.Children(c.Resolution()-1) != nil || c.Children(16) != nil {
		t.Error("a parent that is finer or a child that is coarser was given")
	}
}

func TestNeighborsShareAnEdge(t *testing.T) {
	for _, c := range randomCells(200) {
		want := 6
		if c.pentagon() {
			want = 5
		}
		if n := c.Neighbors(); len(n) != want || slices.Contains(n, c) || !slices.IsSorted(n) {
			t.Errorf("%s has neighbours %v", c, n)
		}
		for _, n := range c.Neighbors() {
			if !slices.Contains(n.Neighbors(), c) {
				t.Errorf("%s is a neighbour of %s but not the other way", n, c)
			}
		}
	}
}

func randomCells(n int) []Cell {
	rng := rand.New(rand.NewPCG(9, 1))
	cells := make([]Cell, n)
	for i := range cells {
		cells[i] = h3CellOf(randomPoint(rng), rng.IntN(maxRes+1))
	}
	return cells
}

// randomPoint is evenly spread over the Earth.
func randomPoint(rng *rand.Rand) orb.Point {
	return orb.Point{rng.Float64()*360 - 180, math.Asin(2*rng.Float64()-1) / radian}
}

// inBengal is a random point of the box round West Bengal.
func inBengal(rng *rand.Rand) orb.Point {
	return orb.Point{85.8 + 4.1*rng.Float64(), 21.5 + 5.7*rng.Float64()}
}

func FuzzParseCell(f *testing.F) {
	for _, s := range []string{"893cf160e63ffff", "893CF160E63FFFF", "", "fffffffffffffff", "+93cf160e63ffff", "8001fffffffffff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseCell(s)
		if err != nil {
			if fault.CodeOf(err) != "cell.malformed" || c != 0 {
				t.Errorf("%q: %v, %v", s, c, err)
			}
			return
		}
		if !c.Valid() || c.String() != strings.ToLower(s) {
			t.Errorf("%q was read as %s", s, c)
		}
		var back Cell
		if err := back.UnmarshalText([]byte(s)); err != nil || back != c {
			t.Errorf("%q: %v, %v", s, back, err)
		}
	})
}
