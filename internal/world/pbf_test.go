package world_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"doorstep/internal/world"
)

// The file is read back field by field, as the format's own description has them: every road is joined,
// every node lies in the region, and there are ferries.
func TestRoadsCanBeReadBack(t *testing.T) {
	f, s := build(t, world.BlockWorld, 5)
	nodes := map[int64]bool{}
	roads, ferries := 0, 0
	for _, block := range blocks(t, f["roads.osm.pbf"].Bytes())[1:] {
		table := fields(t, fields(t, block)[1][0])[1]
		for _, group := range fields(t, block)[2] {
			for _, dense := range fields(t, group)[2] {
				d := fields(t, dense)
				lats, lons := deltas(t, d[8][0]), deltas(t, d[9][0])
				for i, id := range deltas(t, d[1][0]) {
					nodes[id] = true
					if lat, lon := float64(lats[i])/1e7, float64(lons[i])/1e7; lat < 21 || lat > 28 || lon < 86 || lon > 90 {
						t.Fatalf("node %d lies at %v, %v", id, lon, lat)
					}
				}
			}
			for _, way := range fields(t, group)[3] {
				w := fields(t, way)
				for _, id := range deltas(t, w[8][0]) {
					if !nodes[id] {
						t.Errorf("a way runs over node %d, which is not there", id)
					}
				}
				switch key, _ := protowire.ConsumeVarint(w[2][0]); string(table[key]) {
				case "route":
					ferries++
				case "highway":
					roads++
				}
			}
		}
	}
	if roads < s.Hamlets*9/10 || ferries == 0 {
		t.Errorf("%d roads and %d ferries for %d hamlets", roads, ferries, s.Hamlets)
	}
}

// blocks splits a file into its blobs, inflated.
func blocks(t *testing.T, file []byte) (all [][]byte) {
	t.Helper()
	for len(file) > 0 {
		size := binary.BigEndian.Uint32(file)
		header := fields(t, file[4:4+size])
		length, _ := protowire.ConsumeVarint(header[3][0])
		blob := fields(t, file[4+size:4+uint64(size)+length])
		z, err := zlib.NewReader(bytes.NewReader(blob[3][0]))
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(z)
		if want, _ := protowire.ConsumeVarint(blob[2][0]); err != nil || uint64(len(raw)) != want {
			t.Fatalf("a blob has %d bytes, says %d, %v", len(raw), want, err)
		}
		all = append(all, raw)
		file = file[4+uint64(size)+length:]
	}
	return all
}

// fields gives the values of a message by field number; varints stay encoded.
func fields(t *testing.T, b []byte) map[protowire.Number][][]byte {
	t.Helper()
	out := map[protowire.Number][][]byte{}
	for len(b) > 0 {
		number, kind, n := protowire.ConsumeTag(b)
		size := protowire.ConsumeFieldValue(number, kind, b[max(n, 0):])
		if n < 0 || size < 0 {
			t.Fatal("a message is malformed")
		}
		value := b[n : n+size]
		if kind == protowire.BytesType {
			value, _ = protowire.ConsumeBytes(value)
		}
		out[number] = append(out[number], value)
		b = b[n+size:]
	}
	return out
}

// deltas reads packed zigzag differences.
func deltas(t *testing.T, b []byte) (all []int64) {
	t.Helper()
	var sum int64
	for len(b) > 0 {
		v, n := protowire.ConsumeVarint(b)
		if n < 0 {
			t.Fatal("a number is malformed")
		}
		sum += protowire.DecodeZigZag(v)
		all = append(all, sum)
		b = b[n:]
	}
	return all
}
