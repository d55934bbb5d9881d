package world_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/internal/world"
)

// folder keeps a world in memory.
type folder map[string]*bytes.Buffer

type file struct{ *bytes.Buffer }

func (file) Close() error { return nil }

func (f folder) create(name string) (io.WriteCloser, error) {
	f[name] = &bytes.Buffer{}
	return file{f[name]}, nil
}

func (f folder) text(t *testing.T, name string) string {
	t.Helper()
	b, ok := f[name]
	if !ok {
		t.Fatalf("the world has no file %s", name)
	}
	var r io.Reader = bytes.NewReader(b.Bytes())
	if strings.HasSuffix(name, ".gz") {
		z, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		r = z
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (f folder) rows(t *testing.T, name string) []map[string]string {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(f.text(t, name))).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var rows []map[string]string
	for _, line := range all[1:] {
		row := map[string]string{}
		for i, v := range line {
			row[all[0][i]] = v
		}
		rows = append(rows, row)
	}
	return rows
}

func (f folder) features(t *testing.T, name string) (all []geo.Feature) {
	t.Helper()
	err := geo.ReadFeatures(strings.NewReader(f.text(t, name)), func(n int, x geo.Feature) error {
		if x.Err != nil || len(x.Repairs) > 0 {
			t.Errorf("%s, feature %d: %v, repairs %v", name, n, x.Err, x.Repairs)
		}
		all = append(all, x)
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return all
}

func whole(t *testing.T, s string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func place(t *testing.T, row map[string]string) orb.Point {
	t.Helper()
	lon, err1 := strconv.ParseFloat(row["lon"], 64)
	lat, err2 := strconv.ParseFloat(row["lat"], 64)
	if err1 != nil || err2 != nil {
		t.Fatalf("no place in %v", row)
	}
	return orb.Point{lon, lat}
}

func build(t *testing.T, booths int, seed uint64) (folder, world.Summary) {
	t.Helper()
	f := folder{}
	s, err := world.Write(context.Background(), f.create, booths, seed, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	return f, s
}

func TestTheSameSeedWritesTheSameBytes(t *testing.T) {
	a, _ := build(t, world.BlockWorld, 7)
	b, _ := build(t, world.BlockWorld, 7)
	c, _ := build(t, world.BlockWorld, 8)
	for name := range a {
		if !bytes.Equal(a[name].Bytes(), b[name].Bytes()) {
			t.Errorf("%s differs between two worlds of one seed", name)
		}
	}
	if bytes.Equal(a["settlements.csv.gz"].Bytes(), c["settlements.csv.gz"].Bytes()) {
		t.Error("another seed wrote the same settlements")
	}
}

func TestPeopleOfHamletsAndBoothsAddUp(t *testing.T) {
	f, s := build(t, world.DistrictWorld, 1)
	sum := func(name, column string) (n int64) {
		for _, row := range f.rows(t, name) {
			n += whole(t, row[column])
		}
		return n
	}
	if hamlets, booths := sum("settlements.csv.gz", "population"), sum("booths.csv.gz", "people"); hamlets != s.People || booths != s.People {
		t.Errorf("hamlets have %d people, booths %d, the summary says %d", hamlets, booths, s.People)
	}
	if s.Booths != world.DistrictWorld {
		t.Errorf("%d booths were asked for, %d written", world.DistrictWorld, s.Booths)
	}
	if camps := s.People / 2780; camps < 750 || camps > 950 {
		t.Errorf("a district world needs %d camp-days; about 850 were meant", camps)
	}
}

func TestEveryBorderIsValid(t *testing.T) {
	f, s := build(t, world.DistrictWorld, 3)
	for name, want := range map[string]int{
		"state.geojson.gz": 1, "districts.geojson.gz": s.Districts, "blocks.geojson.gz": s.Blocks, "groups.geojson.gz": s.Panchayats,
	} {
		if got := len(f.features(t, name)); got != want {
			t.Errorf("%s has %d features, want %d", name, got, want)
		}
	}
	// Neighbours share the very same border: the parts have the area of the whole.
	var parts geo.SquareMeters
	for _, x := range f.features(t, "groups.geojson.gz") {
		parts += geo.AreaOf(x.Geometry)
	}
	whole := geo.AreaOf(f.features(t, "state.geojson.gz")[0].Geometry)
	if off := float64(parts/whole) - 1; off > 1e-6 || off < -1e-6 {
		t.Errorf("the gram panchayats have %.0f m2, the state %.0f m2", parts, whole)
	}
}

func TestNobodyLivesInTheWater(t *testing.T) {
	f, _ := build(t, world.BlockWorld, 2)
	beds := f.features(t, "water.geojson.gz")
	if len(beds) < 3 {
		t.Fatalf("%d rivers", len(beds))
	}
	for _, row := range f.rows(t, "settlements.csv.gz") {
		for _, bed := range beds {
			if geo.Contains(bed.Geometry, place(t, row)) {
				t.Errorf("%s lies in the %v", row["hab_id"], bed.Properties["name"])
			}
		}
	}
	ferries := 0
	for _, row := range f.rows(t, "crossings.csv") {
		if row["kind"] == "ferry" {
			ferries++
		}
	}
	if ferries == 0 {
		t.Error("no ferry crosses any river")
	}
}

func TestHamletSizesHaveAHeavyTail(t *testing.T) {
	f, s := build(t, world.DistrictWorld, 1)
	mean := s.People / int64(s.Hamlets)
	var largest, small int64
	for _, row := range f.rows(t, "settlements.csv.gz") {
		n := whole(t, row["population"])
		largest = max(largest, n)
		if n < mean {
			small++
		}
	}
	if largest < 8*mean || small*100 < 60*int64(s.Hamlets) {
		t.Errorf("mean hamlet %d, largest %d, %d of %d below the mean: not heavy-tailed", mean, largest, small, s.Hamlets)
	}
}

func TestAWorldTooSmallOrTooLargeIsRefused(t *testing.T) {
	for _, booths := range []int{-1, 0, 11, 1_000_001} {
		_, err := world.Write(context.Background(), folder{}.create, booths, 1, func(int, int) {})
		if fault.CodeOf(err) != "world.booths" {
			t.Errorf("%d booths: %v", booths, err)
		}
	}
}
