package world

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"math"

	"github.com/paulmach/orb"
	"google.golang.org/protobuf/encoding/protowire"
)

// pbf writes the OpenStreetMap binary format (wiki.openstreetmap.org/wiki/PBF_Format): a header
// block, then for each network a block of dense nodes and one of ways.
type pbf struct {
	w        io.Writer
	nextNode int64
	nextWay  int64
}

// newPBF writes the file header.
func newPBF(w io.Writer) (*pbf, error) {
	p := &pbf{w: w, nextNode: 1, nextWay: 1}
	var header []byte
	for _, feature := range []string{"OsmSchema-V0.6", "DenseNodes"} {
		header = text(header, 4, feature)
	}
	header = text(header, 16, "doorstep world")
	return p, p.blob("OSMHeader", header)
}

// add writes one network; ids go on from the last.
func (p *pbf) add(n network) error {
	first := p.nextNode
	if err := p.blob("OSMData", p.nodes(n.junctions)); err != nil {
		return err
	}
	return p.blob("OSMData", p.ways(n.ways, first))
}

func (p *pbf) nodes(points []orb.Point) []byte {
	var ids, lats, lons []byte
	var id, lat, lon int64
	for _, at := range points {
		here := lonLat(at)
		x, y := int64(math.Round(here[0]*1e7)), int64(math.Round(here[1]*1e7))
		ids, id = delta(ids, p.nextNode, id)
		lats, lat = delta(lats, y, lat)
		lons, lon = delta(lons, x, lon)
		p.nextNode++
	}
	var dense []byte
	dense = message(dense, 1, ids)
	dense = message(dense, 8, lats)
	dense = message(dense, 9, lons)
	return primitive([]string{""}, message(nil, 2, dense))
}

func (p *pbf) ways(ways []way, first int64) []byte {
	table, known := []string{""}, map[string]uint64{}
	word := func(s string) uint64 {
		if _, ok := known[s]; !ok {
			known[s] = uint64(len(table))
			table = append(table, s)
		}
		return known[s]
	}
	var group []byte
	for _, w := range ways {
		var body, keys, values, refs []byte
		body = protowire.AppendTag(body, 1, protowire.VarintType)
		body = protowire.AppendVarint(body, uint64(p.nextWay))
		for _, t := range w.tags {
			keys = protowire.AppendVarint(keys, word(t[0]))
			values = protowire.AppendVarint(values, word(t[1]))
		}
		var last int64
		for _, n := range w.nodes {
			refs, last = delta(refs, first+int64(n), last)
		}
		body = message(body, 2, keys)
		body = message(body, 3, values)
		body = message(body, 8, refs)
		group = message(group, 3, body)
		p.nextWay++
	}
	return primitive(table, group)
}

// blob frames one block: its header's length, the header, the compressed block.
func (p *pbf) blob(kind string, raw []byte) error {
	var squeezed bytes.Buffer
	z := zlib.NewWriter(&squeezed)
	if _, err := z.Write(raw); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	var body, header []byte
	body = protowire.AppendTag(body, 2, protowire.VarintType)
	body = protowire.AppendVarint(body, uint64(len(raw)))
	body = message(body, 3, squeezed.Bytes())
	header = text(header, 1, kind)
	header = protowire.AppendTag(header, 3, protowire.VarintType)
	header = protowire.AppendVarint(header, uint64(len(body)))
	frame := binary.BigEndian.AppendUint32(nil, uint32(len(header)))
	_, err := p.w.Write(append(append(frame, header...), body...))
	return err
}

// primitive makes a PrimitiveBlock of a string table and one group.
func primitive(table []string, group []byte) []byte {
	var strings []byte
	for _, s := range table {
		strings = text(strings, 1, s)
	}
	return message(message(nil, 1, strings), 2, group)
}

// delta appends the zigzag difference to the last value, and gives the new last.
func delta(b []byte, v, last int64) ([]byte, int64) {
	return protowire.AppendVarint(b, protowire.EncodeZigZag(v-last)), v
}

func message(b []byte, field protowire.Number, body []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, field, protowire.BytesType), body)
}

func text(b []byte, field protowire.Number, s string) []byte {
	return protowire.AppendString(protowire.AppendTag(b, field, protowire.BytesType), s)
}
