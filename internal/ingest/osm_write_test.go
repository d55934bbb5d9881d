package ingest

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"math"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

// mapNode and mapWay are what a made-up extract holds; tags are "key=value" parted by blanks, a plus
// standing for a blank in a value.
type mapNode struct {
	id       int64
	lon, lat float64
	tags     string
}

type mapWay struct {
	id    int64
	tags  string
	nodes []int64
}

// extract writes an extract as the writers of the world do: dense nodes, packed by zlib.
func extract(nodes []mapNode, ways []mapWay) []byte {
	var out bytes.Buffer
	head := protowire.AppendString(protowire.AppendTag(nil, 4, protowire.BytesType), "OsmSchema-V0.6")
	out.Write(packed("OSMHeader", head))
	if len(nodes) > 0 {
		out.Write(packed("OSMData", denseBlock(nodes)))
	}
	if len(ways) > 0 {
		out.Write(packed("OSMData", wayBlock(ways)))
	}
	return out.Bytes()
}

// words is a table of strings being made.
type words struct {
	list []string
	at   map[string]uint64
}

func newWords() *words { return &words{[]string{""}, map[string]uint64{"": 0}} }

func (w *words) of(s string) uint64 {
	if _, ok := w.at[s]; !ok {
		w.at[s] = uint64(len(w.list))
		w.list = append(w.list, s)
	}
	return w.at[s]
}

func (w *words) pairs(tags string) (keys, values []byte) {
	for tag := range strings.FieldsSeq(tags) {
		k, v, _ := strings.Cut(tag, "=")
		keys = protowire.AppendVarint(keys, w.of(k))
		values = protowire.AppendVarint(values, w.of(strings.ReplaceAll(v, "+", " ")))
	}
	return keys, values
}

func (w *words) block(group []byte) []byte {
	var table []byte
	for _, s := range w.list {
		table = protowire.AppendString(protowire.AppendTag(table, 1, protowire.BytesType), s)
	}
	return part(part(nil, 1, table), 2, group)
}

func part(b []byte, field protowire.Number, body []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, field, protowire.BytesType), body)
}

func denseBlock(nodes []mapNode) []byte {
	w := newWords()
	var ids, lats, lons, tags []byte
	var id, lat, lon int64
	for _, n := range nodes {
		ids, id = step(ids, n.id, id)
		lats, lat = step(lats, int64(math.Round(n.lat*1e7)), lat)
		lons, lon = step(lons, int64(math.Round(n.lon*1e7)), lon)
		keys, values := w.pairs(n.tags)
		for len(keys) > 0 {
			k, a := protowire.ConsumeVarint(keys)
			v, b := protowire.ConsumeVarint(values)
			tags = protowire.AppendVarint(protowire.AppendVarint(tags, k), v)
			keys, values = keys[a:], values[b:]
		}
		tags = protowire.AppendVarint(tags, 0)
	}
	return w.block(part(nil, 2, part(part(part(part(nil, 1, ids), 8, lats), 9, lons), 10, tags)))
}

func wayBlock(ways []mapWay) []byte {
	w := newWords()
	var group []byte
	for _, way := range ways {
		keys, values := w.pairs(way.tags)
		var refs []byte
		var last int64
		for _, n := range way.nodes {
			refs, last = step(refs, n, last)
		}
		body := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), uint64(way.id))
		group = part(group, 3, part(part(part(body, 2, keys), 3, values), 8, refs))
	}
	return w.block(group)
}

// packed frames a block packed by zlib.
func packed(kind string, block []byte) []byte {
	var squeezed bytes.Buffer
	z := zlib.NewWriter(&squeezed)
	_, _ = z.Write(block) // into memory
	_ = z.Close()
	blob := protowire.AppendVarint(protowire.AppendTag(nil, 2, protowire.VarintType), uint64(len(block)))
	return framed(kind, part(blob, 3, squeezed.Bytes()))
}

// framed frames a blob as it stands.
func framed(kind string, blob []byte) []byte {
	head := protowire.AppendVarint(protowire.AppendTag(part(nil, 1, []byte(kind)), 3, protowire.VarintType), uint64(len(blob)))
	out := binary.BigEndian.AppendUint32(nil, uint32(len(head)))
	return append(append(out, head...), blob...)
}

// inMemory hands bytes over as a file.
func inMemory(name string, file []byte) RoadFile {
	return RoadFile{name, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file)), nil }}
}

func counts(t *testing.T, report RoadReport) map[string]int {
	t.Helper()
	by := map[string]int{}
	for _, n := range report.Notes {
		by[n.What] = n.Count
	}
	return by
}
