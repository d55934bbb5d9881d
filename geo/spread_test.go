package geo

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"doorstep/internal/fault"
)

func TestSpreadPolygonLosesNobody(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 5))
		total := rapid.Int64Range(0, 1e9).Draw(rt, "total")
		size := math.Exp(rapid.Float64Range(-14, -3).Draw(rt, "log size")) // 0.1 m to 5 km
		g := randomStar(rng, inBengal(rng), size)
		shares, err := SpreadPolygon(g, total, ResDemand)
		if err != nil {
			rt.Fatal(err)
		}
		if sum := peopleOf(shares); sum != total {
			rt.Fatalf("%d people became %d", total, sum)
		}
		for i, s := range shares {
			if s.People <= 0 || i > 0 && s.Cell <= shares[i-1].Cell {
				rt.Fatalf("share %d is %v", i, s)
			}
		}
	})
}

func peopleOf(shares []CellShare) (sum int64) {
	for _, s := range shares {
		sum += s.People
	}
	return sum
}

// TestSpreadPolygonFollowsTheGround compares each share with the ground counted point by point.
func TestSpreadPolygonFollowsTheGround(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 8 {
		p := randomStar(rng, inBengal(rng), 0.01)
		const total = 1_000_000
		shares, err := SpreadPolygon(p, total, ResDemand)
		if err != nil {
			t.Fatal(err)
		}
		count, inside := map[Cell]int{}, 0
		box := p.Bound()
		const steps = 250
		for i := range steps {
			for j := range steps {
				at := orb.Point{
					box.Min[0] + (float64(i)+0.5)*(box.Max[0]-box.Min[0])/steps,
					box.Min[1] + (float64(j)+0.5)*(box.Max[1]-box.Min[1])/steps,
				}
				if Contains(p, at) {
					inside++
					count[h3CellOf(at, ResDemand)]++
				}
			}
		}
		for _, s := range shares {
			want := total * float64(count[s.Cell]) / float64(inside)
			if math.Abs(float64(s.People)-want) > 0.006*total {
				t.Errorf("%s has %d of %d people, the count says %.0f", s.Cell, s.People, total, want)
			}
			delete(count, s.Cell)
		}
		for c, n := range count {
			if n > 20 {
				t.Errorf("%s has none, the count says %d of %d", c, n, inside)
			}
		}
	}
}

func TestSpreadPolygonWeighsTheWholeAreaOnce(t *testing.T) {
	// The areas in common with all cells are the area of the polygon, holes and islands included.
	for i, ward := range sharedAreas(t, "wb/kolkata_wards.geojson.gz") {
		_, weights, err := cellAreas(ward, ResDemand)
		if err != nil {
			t.Fatal(err)
		}
		var sum int64
		for _, w := range weights {
			sum += w
		}
		if want := float64(AreaOf(ward)); math.Abs(float64(sum)/1e4-want) > 1e-5*want {
			t.Errorf("ward %d: cells have %.1f m2 of its %.1f", i, float64(sum)/1e4, want)
		}
	}
	for _, g := range []orb.MultiPolygon{
		{{square(87, 23, 0.02), reversed(square(87.005, 23.005, 0.01))}, {square(87.0095, 23.0095, 0.001)}},
		{{square(179.99, 1, 0.01)}},
		{{square(-180, -1, 0.01)}},
	} {
		_, weights, err := cellAreas(g, ResDemand)
		if err != nil {
			t.Fatal(err)
		}
		var sum int64
		for _, w := range weights {
			sum += w
		}
		if want := float64(AreaOf(g)); math.Abs(float64(sum)/1e4-want) > 1e-5*want {
			t.Errorf("%v: cells have %.1f m2 of its %.1f", g, float64(sum)/1e4, want)
		}
	}
}

func TestSpreadPolygonKeepsSliversAndIslands(t *testing.T) {
	island := orb.MultiPolygon{{square(88.5, 22.5, 1e-5)}}
	if s, err := SpreadPolygon(island, 77, 9); err != nil || len(s) != 1 || s[0].People != 77 {
		t.Errorf("the people of an island of a metre went to %v, %v", s, err)
	}
	dot := orb.Polygon{square(88.5, 22.5, 1e-9)} // a tenth of a millimetre
	if s, err := SpreadPolygon(dot, 3, 9); err != nil || peopleOf(s) != 3 {
		t.Errorf("the people of a dot went to %v, %v", s, err)
	}
	if s, err := SpreadPolygon(island, 0, 9); err != nil || len(s) != 0 {
		t.Errorf("nobody went to %v, %v", s, err)
	}
	for _, c := range []struct {
		name  string
		g     orb.Geometry
		total int64
		want  fault.Code
	}{
		{"fewer than nobody", island, -1, "people.negative"},
		{"a line", orb.LineString{{88, 22}, {88.1, 22}}, 5, "geometry.type"},
		{"nothing", nil, 5, "geometry.empty"},
		{"beyond the Earth", orb.Polygon{square(190, 22, 1)}, 5, "point.outside"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := SpreadPolygon(c.g, c.total, 9); fault.CodeOf(err) != c.want {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestPointCellsAddsUpSettlements(t *testing.T) {
	near := orb.Point{bardhaman[0] + 1e-7, bardhaman[1]}
	far := orb.Point{88.36, 22.57}
	got, err := PointCells([]orb.Point{bardhaman, far, near, far}, []int64{300, 20, 40, 0}, ResDemand)
	if err != nil {
		t.Fatal(err)
	}
	want := []CellShare{{h3CellOf(far, 9), 20}, {h3CellOf(bardhaman, 9), 340}}
	slices.SortFunc(want, func(a, b CellShare) int { return int(a.Cell - b.Cell) })
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if _, err := PointCells([]orb.Point{{200, 0}}, []int64{1}, 9); fault.CodeOf(err) != "point.outside" {
		t.Errorf("got %v", err)
	}
	if _, err := PointCells([]orb.Point{far}, []int64{-1}, 9); fault.CodeOf(err) != "people.negative" {
		t.Errorf("got %v", err)
	}
}

func TestCellsToPolygonsLosesNobody(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 8))
	for range 50 {
		at := inBengal(rng)
		areas := []orb.MultiPolygon{ // two neighbours and a far one
			{{square(at[0], at[1], 0.02)}},
			{{square(at[0]+0.02, at[1], 0.02)}},
			{{square(at[0]+0.06, at[1], 0.01)}},
		}
		var cells []CellShare
		var total int64
		all, err := PolygonCells(square(at[0]-0.02, at[1]-0.02, 0.1), ResDemand)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range all {
			n := rng.Int64N(1000)
			cells = append(cells, CellShare{c, n})
			total += n
		}
		people, outside, err := CellsToPolygons(cells, areas)
		if err != nil {
			t.Fatal(err)
		}
		if sum := people[0] + people[1] + people[2] + outside; sum != total {
			t.Fatalf("%d people became %d", total, sum)
		}
		if people[0] == 0 || people[1] == 0 || people[2] == 0 || outside == 0 {
			t.Errorf("people %v, outside %d", people, outside)
		}
	}
}

func TestCellsToPolygonsTurnsSpreadPolygonBack(t *testing.T) {
	// Two neighbours that part a third: what was spread over the whole comes back, half by half, to within
	// the people of the cells on the line between them.
	left, right := orb.MultiPolygon{{square(87.9, 23.2, 0.05)}}, orb.MultiPolygon{{square(87.95, 23.2, 0.05)}}
	whole := orb.Polygon{{{87.9, 23.2}, {88, 23.2}, {88, 23.25}, {87.9, 23.25}, {87.9, 23.2}}}
	shares, err := SpreadPolygon(whole, 100_000, ResDemand)
	if err != nil {
		t.Fatal(err)
	}
	people, outside, err := CellsToPolygons(shares, []orb.MultiPolygon{left, right})
	if err != nil {
		t.Fatal(err)
	}
	if outside != 0 || people[0]+people[1] != 100_000 || people[0] < 49_500 || people[0] > 50_500 {
		t.Errorf("the halves got %v, outside %d", people, outside)
	}
	mixed := []CellShare{{h3CellOf(bardhaman, 9), 1}, {h3CellOf(bardhaman, 8), 1}}
	if _, _, err := CellsToPolygons(mixed, []orb.MultiPolygon{left}); fault.CodeOf(err) != "cell.resolution" {
		t.Errorf("got %v", err)
	}
	if _, _, err := CellsToPolygons([]CellShare{{h3CellOf(bardhaman, 9), -1}}, nil); fault.CodeOf(err) != "people.negative" {
		t.Errorf("got %v", err)
	}
	if p, out, err := CellsToPolygons(nil, []orb.MultiPolygon{left}); err != nil || out != 0 || !slices.Equal(p, []int64{0}) {
		t.Errorf("nobody came to %v, %d, %v", p, out, err)
	}
}
