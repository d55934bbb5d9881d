package ingest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protowire"

	"doorstep/internal/fault"
	"doorstep/planning/road"
)

// A street of five nodes with a bollard in the middle, a side road one-way out of it, and a foot bridge.
func streets() ([]mapNode, []mapWay) {
	nodes := []mapNode{
		{1, 88.00, 22.5, ""},
		{2, 88.01, 22.5, ""},
		{3, 88.02, 22.5, "barrier=bollard"},
		{4, 88.03, 22.5, ""},
		{5, 88.04, 22.5, ""},
		{6, 88.01, 22.51, ""},
		{7, 88.03, 22.51, ""},
	}
	ways := []mapWay{
		{10, "highway=residential name=Station+Road", []int64{1, 2, 3, 4, 5}},
		{11, "highway=service oneway=yes", []int64{2, 6}},
		{12, "highway=footway bridge=yes", []int64{6, 7, 4}},
		{13, "building=yes", []int64{1, 2, 6, 1}},
	}
	return nodes, ways
}

func readAll(t *testing.T, files ...RoadFile) (RoadReport, []road.Way) {
	t.Helper()
	r := &osmReader{kindAt: map[osmRoad]int32{}}
	var b road.Builder
	report, err := r.read(t.Context(), files, &b)
	if err != nil {
		t.Fatal(err)
	}
	var all []road.Way
	copies, met := map[int32]int64{}, map[int32]bool{}
	for k, n := range r.cuts() {
		copies[n] = int64(k) - 1000
	}
	for i := range r.ways {
		all = append(all, r.pieces(&r.ways[i], copies, met)...)
	}
	return report, all
}

func TestAGateCutsTheWayForThoseItStops(t *testing.T) {
	report, ways := readAll(t, inMemory("town.osm.pbf", extract(streets())))
	var shown []string
	for _, w := range ways {
		shown = append(shown, fmt.Sprintf("%d %v walk %v car %v/%v", w.ID, w.Nodes, w.Forward[road.Walk], w.Forward[road.Car], w.Backward[road.Car]))
	}
	want := []string{
		"10 [3 -1000] walk 5 car 0/0", "10 [1 2 3] walk 5 car 25/25", "10 [-1000 4 5] walk 5 car 25/25",
		"11 [2 6] walk 5 car 15/0", "12 [6 7 4] walk 5 car 0/0",
	}
	if !reflect.DeepEqual(shown, want) {
		t.Errorf("ways are\n%s\nwant\n%s", strings.Join(shown, "\n"), strings.Join(want, "\n"))
	}
	if n := counts(t, report); n[noteTexts[noteBarrier]] == 0 || n[noteTexts[noteDeadEnd]] != 2 || report.Nodes != 7 || report.Ways != 3 {
		t.Errorf("report: %+v", report)
	}
	if c := report.Classes[0]; c.Class != "residential" || c.Meters < 4000 || c.Meters > 4200 {
		t.Errorf("lengths: %+v", report.Classes)
	}
}

func TestOverlappingFilesAreReadOnceAndTheirOrderChangesNothing(t *testing.T) {
	nodes, ways := streets()
	west, east := extract(nodes[:4], []mapWay{ways[0], ways[1]}), extract(nodes[2:], []mapWay{{10, ways[0].tags, []int64{3, 4, 5}}, ways[2]})
	files := []RoadFile{inMemory("west", west), inMemory("east", east)}
	report, ahead := readAll(t, files...)
	_, back := readAll(t, files[1], files[0])
	_, whole := readAll(t, inMemory("whole", extract(streets())))
	if !reflect.DeepEqual(ahead, back) || !reflect.DeepEqual(ahead, whole) {
		t.Errorf("joined:\n%v\nthe other way round:\n%v\nwhole:\n%v", ahead, back, whole)
	}
	if n := counts(t, report); n[noteTexts[noteRepeatedWay]] != 1 || n[noteTexts[noteRepeatedNode]] != 2 {
		t.Errorf("counted: %v", n)
	}
}

func TestWhatIsLeftOutIsCounted(t *testing.T) {
	nodes, ways := streets()
	nodes[3].lat = 95 // nowhere on Earth
	ways = append(ways,
		mapWay{20, "highway=proposed", []int64{1, 2}}, mapWay{21, "highway=moonway", []int64{1, 2}}, mapWay{22, "highway=service", []int64{1}},
		mapWay{23, "highway=service access=no", []int64{1, 2}}, mapWay{24, "highway=service access:conditional=no", []int64{1, 99}}, ways[1])
	report, _ := readAll(t, inMemory("x", extract(nodes, ways)))
	n := counts(t, report)
	for what, want := range map[osmNote]int{
		noteUnbuilt: 1, noteClass: 1, noteShortWay: 1, noteClosed: 1, noteConditional: 1, noteRepeatedWay: 1, noteOutside: 1, noteMissingNode: 2,
	} {
		if n[noteTexts[what]] != want {
			t.Errorf("%s: %d, want %d", noteTexts[what], n[noteTexts[what]], want)
		}
	}
}

func TestNodesThatStandOneByOneAreReadToo(t *testing.T) {
	nodes, ways := streets()
	w := newWords()
	var group []byte
	for _, n := range nodes {
		body := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), protowire.EncodeZigZag(n.id))
		keys, values := w.pairs(n.tags)
		body = part(part(body, 2, keys), 3, values)
		body = protowire.AppendVarint(protowire.AppendTag(body, 8, protowire.VarintType), protowire.EncodeZigZag(int64(n.lat*1e7)))
		body = protowire.AppendVarint(protowire.AppendTag(body, 9, protowire.VarintType), protowire.EncodeZigZag(int64(n.lon*1e7)))
		group = part(group, 1, body)
	}
	file := append(extract(nil, ways), packed("OSMData", w.block(group))...)
	_, got := readAll(t, inMemory("plain", file))
	_, want := readAll(t, inMemory("dense", extract(nodes, ways)))
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v\nwant\n%v", got, want)
	}
}

// Whatever a file claims, what is said names the place, and memory stays what is really there.
func TestHostileExtractsAreRefusedWithTheirPlace(t *testing.T) {
	nodes, ways := streets()
	good := extract(nodes, ways)
	head := packed("OSMHeader", nil)
	data := func(block []byte) []byte { return append(append([]byte{}, head...), packed("OSMData", block)...) }
	group := func(field protowire.Number, element []byte) []byte {
		return data(newWords().block(part(nil, field, element)))
	}
	claim := func(raw uint64) []byte {
		blob := protowire.AppendVarint(protowire.AppendTag(nil, 2, protowire.VarintType), raw)
		return append(append([]byte{}, head...), framed("OSMData", part(blob, 3, []byte("x\x9c\x03\x00\x00\x00\x00\x01")))...)
	}
	for _, c := range []struct {
		name string
		file []byte
		code fault.Code
		says string
	}{
		{"nothing", nil, "roads.truncated", "is empty"},
		{"text", []byte("<?xml version='1.0'?><osm/>"), "roads.malformed", "is it an .osm.pbf file at all"},
		{"cut", good[:len(good)-7], "roads.truncated", fmt.Sprintf("ends after %d bytes", len(good)-7)},
		{"cut in the word", good[:2], "roads.truncated", "ends after 2 bytes, inside block 1"},
		{"no header", good[len(packed("OSMHeader", protowire.AppendString(protowire.AppendTag(nil, 4, protowire.BytesType), "OsmSchema-V0.6"))):], "roads.malformed", "begins with a block"},
		{"two headers", append(append([]byte{}, good...), head...), "roads.malformed", "second OSMHeader"},
		{"huge header", append([]byte{0x7f, 0xff, 0xff, 0xff}, good...), "roads.malformed", "header of 2147483647 bytes"},
		{"huge block", append(append([]byte{}, head...), framedClaim(1<<31-1)...), "roads.malformed", "2147483647 bytes is claimed"},
		{"negative block", append(append([]byte{}, head...), framedClaim(1<<64-1)...), "roads.malformed", "is claimed"},
		{"huge unpacked", claim(2_000_000_000), "roads.malformed", "claims 2000000000"},
		{"negative unpacked", claim(1<<64 - 5), "roads.malformed", "it unpacks to"},
		{"bomb", data(make([]byte, 300<<20)), "roads.malformed", "more than the 32 MiB"},
		{"lzma", append(append([]byte{}, head...), framed("OSMData", part(nil, 4, []byte("??")))...), "roads.packing", "field 4"},
		{"history", append(packed("OSMHeader", part(nil, 4, []byte("HistoricalInformation"))), good...), "roads.packing", "HistoricalInformation"},
		{"word of a way", group(3, part(part(nil, 2, []byte{9}), 3, []byte{0})), "roads.malformed", "word is number 9 of 1"},
		{"key without value", group(3, part(part(nil, 2, []byte{0}), 3, nil)), "roads.malformed", "key without a value"},
		{"nodes twice", group(3, part(part(nil, 8, []byte{2}), 8, []byte{2, 2, 2, 2})), "roads.malformed", "a field twice"},
		{"way of a million nodes", group(3, part(nil, 8, make([]byte, 1_000_000))), "roads.malformed", "more than 65536"},
		{"relation of no words", group(4, part(part(nil, 2, []byte{3}), 3, []byte{3})), "roads.malformed", "relation 0"},
		{"a million words", data(part(nil, 1, []byte(strings.Repeat("\n\x00", 2_000_000)))), "roads.malformed", "more than 1048576 words"},
		{"granularity", data(protowire.AppendVarint(protowire.AppendTag(nil, 17, protowire.VarintType), 0)), "roads.malformed", "granularity"},
		{"no roads", extract(nodes, ways[3:]), "roads.empty", "no way"},
		{"uneven nodes", append(extract(nil, ways), packed("OSMData", newWords().block(part(nil, 2, part(part(part(nil, 1, []byte{2, 2}), 8, []byte{0}), 9, []byte{0, 0}))))...), "roads.malformed", "2 nodes with 1 latitudes and 2 longitudes"},
		{"node tags", append(extract(nil, ways), packed("OSMData", newWords().block(part(nil, 2, part(part(part(part(nil, 1, []byte{2}), 8, []byte{0}), 9, []byte{0}), 10, []byte{5, 0}))))...), "roads.malformed", "word 5 of 1"},
		{"unclosed node tags", append(extract(nil, ways), packed("OSMData", newWords().block(part(nil, 2, part(part(part(part(nil, 1, []byte{2, 2}), 8, []byte{0, 0}), 9, []byte{0, 0}), 10, []byte{0}))))...), "roads.malformed", "tags of 2 nodes are listed for 1"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := ReadRoads(t.Context(), []RoadFile{inMemory("bad.osm.pbf", c.file)}, &road.Builder{})
		runtime.ReadMemStats(&after)
		if err == nil || fault.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.says) || c.code != "roads.empty" && !strings.Contains(err.Error(), "bad.osm.pbf") {
			t.Errorf("%s: %v (%s), want %s with %q", c.name, err, fault.CodeOf(err), c.code, c.says)
		}
		if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 400 {
			t.Errorf("%s: took %d MB", c.name, took)
		}
	}
}

func framedClaim(size uint64) []byte {
	head := protowire.AppendVarint(protowire.AppendTag(part(nil, 1, []byte("OSMData")), 3, protowire.VarintType), size)
	return append([]byte{0, 0, 0, byte(len(head))}, head...)
}

// A real extract cut at any byte is refused; with any byte changed it is refused, or read: it never hangs or breaks.
func TestARealExtractCutOrDamagedNeverBreaksTheReader(t *testing.T) {
	file := realExtract(t, "monaco.osm.pbf")
	rng := rand.New(rand.NewPCG(1, 4))
	read := func(data []byte) error {
		done := make(chan error, 1)
		go func() {
			_, err := ReadRoads(context.Background(), []RoadFile{inMemory("monaco", data)}, &road.Builder{})
			done <- err
		}()
		select {
		case err := <-done:
			return err
		case <-time.After(time.Minute):
			t.Fatal("the reader hangs")
			return nil
		}
	}
	if err := read(file); err != nil {
		t.Fatal(err)
	}
	for range 60 {
		at := rng.IntN(len(file))
		if code := fault.CodeOf(read(file[:at])); code != "roads.truncated" && code != "roads.empty" && code != "" {
			t.Errorf("cut at %d: %s", at, code)
		}
		damaged := append([]byte{}, file...)
		damaged[at] ^= 1 << rng.IntN(8)
		if err := read(damaged); err != nil && !strings.HasPrefix(string(fault.CodeOf(err)), "roads.") {
			t.Errorf("changed at %d: %v", at, err)
		}
	}
}

// realExtract reads a shared extract; in CI it must be there.
func realExtract(t *testing.T, name string) []byte {
	t.Helper()
	dir := os.Getenv("DOORSTEP_SHARED_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	file, err := os.ReadFile(filepath.Join(dir, "roads", name))
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the real extracts are missing: %v", err)
		}
		t.Skipf("the real extracts are missing: %v (set DOORSTEP_SHARED_DATA)", err)
	}
	return file
}

func FuzzRoads(f *testing.F) {
	f.Add(extract(streets()))
	f.Add(extract(nil, []mapWay{{1, "highway=path", []int64{1, 2}}}))
	nodes, ways := streets()
	f.Add(append(extract(nil, ways), packed("OSMData", denseBlock(nodes))...))
	f.Fuzz(func(t *testing.T, file []byte) {
		_, err := ReadRoads(t.Context(), []RoadFile{inMemory("fuzz", file)}, &road.Builder{})
		if err != nil && !strings.HasPrefix(string(fault.CodeOf(err)), "roads.") {
			t.Errorf("no fault of ours: %v", err)
		}
	})
}
