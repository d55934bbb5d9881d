package main

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/planning/road"
)

func sampleNetwork(t *testing.T) (*road.Graph, *benchNetwork) {
	t.Helper()
	b, err := road.MakeSample(road.Sample{Nodes: 1000, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	file, _, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	g, err := road.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	return g, networkFor(g, road.Car)
}

// The check finds nothing to complain of in a hierarchy, and does in one of a network that differs in a single arc.
func TestTheRoadBenchCatchesAWrongWeight(t *testing.T) {
	g, n := sampleNetwork(t)
	closed, err := g.Close(road.Closure{Edges: []int32{0, 1, 2, 3, 4, 5, 6, 7}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []*road.Closed{nil, closed} {
		h, err := road.NewHierarchy(t.Context(), g, road.Car, c, road.HierarchyOptions{Threads: 1})
		if err != nil {
			t.Fatal(err)
		}
		pairs := 0
		if wrong := n.check(h, c, rand.New(rand.NewPCG(1, 1)), &pairs); wrong != 0 || pairs != benchPairs {
			t.Errorf("%d mismatches in %d pairs", wrong, pairs)
		}
	}
	h, err := road.NewHierarchy(t.Context(), g, road.Car, nil, road.HierarchyOptions{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	pairs := 0
	if wrong := n.check(h, closed, rand.New(rand.NewPCG(1, 1)), &pairs); wrong == 0 {
		t.Error("closed edges are not missed")
	}
	n.weight[n.on[n.nodes(rand.New(rand.NewPCG(1, 1)), 1, false)[0]]] -= 1 << 32
	if wrong := n.check(h, nil, rand.New(rand.NewPCG(1, 1)), &pairs); wrong == 0 {
		t.Error("an arc that is a millisecond faster is not missed")
	}
}

// A made-up block's extract becomes a road file, which tells what is in it and finds a way through, and none through what is
// closed all around.
func TestRoadsVerbsBuildAskAndClose(t *testing.T) {
	dir := t.TempDir()
	run := func(args ...string) (string, string, int) {
		var out, errs bytes.Buffer
		code := Run(t.Context(), args, strings.NewReader(""), &out, &errs, func(string) string { return "" })
		return out.String(), errs.String(), code
	}
	if _, errs, code := run("world", "--booths", "24", "--out", filepath.Join(dir, "block")); code != 0 {
		t.Fatal(errs)
	}
	file := filepath.Join(dir, "block.roads")
	text, errs, code := run("--json", "roads", "build", filepath.Join(dir, "block", "roads.osm.pbf"), "--out", file)
	var built roadsBuilt
	if err := json.Unmarshal([]byte(text), &built); err != nil || code != 0 {
		t.Fatal(err, errs)
	}
	if built.Graph.Nodes < 20 || len(built.Networks) == 0 || len(built.Read.Classes) == 0 {
		t.Fatalf("built: %+v", built)
	}
	text, errs, code = run("--json", "roads", "info", file)
	var info roadsInfo
	if err := json.Unmarshal([]byte(text), &info); err != nil || code != 0 {
		t.Fatal(err, errs)
	}
	if info.Hash != built.Hash || info.Nodes != built.Graph.Nodes || len(info.Networks) != len(built.Networks) || info.Networks[0] != built.Networks[0] {
		t.Errorf("info: %+v, built: %+v", info, built)
	}
	g, done, err := openRoads(file)
	if err != nil {
		t.Fatal(err)
	}
	a, b := farApart(g)
	if err := done(); err != nil {
		t.Fatal(err)
	}
	ask := []string{"roads", "path", file, "--from", a, "--to", b, "--profile", "walk"}
	if text, errs, code = run(ask...); code != 0 || !strings.Contains(text, `"LineString"`) || !strings.Contains(text, `"estimated":false`) {
		t.Errorf("%d: %s%s", code, text, errs)
	}
	closed := filepath.Join(dir, "closed.geojson")
	all := `{"type":"Polygon","coordinates":[[[80,15],[95,15],[95,30],[80,30],[80,15]]]}`
	if err := os.WriteFile(closed, []byte(all), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, code = run(append(ask, "--closed", closed)...); code != exitFailed || !strings.Contains(errs, "No road for walk") {
		t.Errorf("%d: %s", code, errs)
	}
	for _, bad := range [][]string{
		{"roads", "build", filepath.Join(dir, "block", "venues.csv"), "--out", file},
		{"roads", "build", filepath.Join(dir, "nothing.osm.pbf"), "--out", file},
		{"roads", "info", filepath.Join(dir, "block", "roads.osm.pbf")},
		{"roads", "path", file, "--from", a, "--to", "1,1"},
		{"roads", "path", file, "--from", a, "--to", b, "--closed", filepath.Join(dir, "block", "venues.csv")},
	} {
		if text, errs, code = run(bad...); code != exitFailed || text != "" || !strings.HasPrefix(errs, "doorstep: ") {
			t.Errorf("%v: %d %s%s", bad, code, text, errs)
		}
	}
	if after, _, err := mapFile(file); err != nil || len(after) != built.Graph.Bytes {
		t.Errorf("a build that failed has changed the file: %v", err)
	}
}

// farApart gives two nodes of the largest walking network, far from each other, as places of a command line.
func farApart(g *road.Graph) (a, b string) {
	first := int32(-1)
	for v := range int32(g.Nodes()) {
		if island, _ := g.Island(road.Walk, v); island != 0 {
			continue
		}
		text, _ := json.Marshal([2]float64(g.At(v)))
		place := strings.Trim(string(text), "[]")
		if first < 0 {
			first, a = v, place
		}
		b = place
	}
	return a, b
}
