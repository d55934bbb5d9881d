package ingest

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
	"google.golang.org/protobuf/encoding/protowire"

	"doorstep/internal/fault"
)

// Limits of the format (wiki.openstreetmap.org/wiki/PBF_Format), held before memory is taken.
const (
	maxFrameHeader = 64 << 10
	maxFrame       = 32 << 20
	maxFlat        = maxFrame - 1<<10 // of a block unpacked; what is left is its frame
)

// osmFrames reads an OpenStreetMap file block by block, checks each, and gives on what is wanted of it in the plainest
// form of the format. The decoder behind it trusts its input: it takes memory as a file claims, and a wrong index ends
// the program. Nothing reaches it that was not looked at here.
type osmFrames struct {
	ctx    context.Context //nolint:containedctx // an io.Reader has no room for it
	name   string
	in     io.Reader
	wanted osmKind

	at     int64 // bytes read
	frame  int   // number of the frame being read, from 1
	begun  int64 // its first byte
	packed []byte
	flat   []byte
	zstd   *zstd.Decoder
	out    []byte // checked and not yet read
	err    error  // ends everything; io.EOF at the end of a whole file

	restrictions int // turn restrictions seen: relations, which nothing uses
}

// osmKind is what a pass over a file wants of it.
type osmKind int

const (
	osmNodes osmKind = iota
	osmWays
)

// Read gives on checked frames.
func (f *osmFrames) Read(p []byte) (int, error) {
	for len(f.out) == 0 {
		if f.err == nil {
			f.err = f.ctx.Err()
		}
		if f.err != nil {
			return 0, f.err
		}
		f.err = f.next()
	}
	n := copy(p, f.out)
	f.out = f.out[n:]
	return n, nil
}

// close frees what unpacking took.
func (f *osmFrames) close() {
	if f.zstd != nil {
		f.zstd.Close()
	}
}

// next reads one frame and leaves in out what is wanted of it, perhaps nothing.
func (f *osmFrames) next() error {
	f.frame++
	f.begun = f.at
	kind, size, err := f.header()
	if err != nil {
		return err
	}
	f.packed = slices.Grow(f.packed[:0], size)[:size]
	if err := f.fill(f.packed); err != nil {
		return err
	}
	switch {
	case f.frame == 1 && kind != "OSMHeader":
		return f.bad("it begins with a block %q instead of OSMHeader", clip(kind, 40))
	case f.frame > 1 && kind == "OSMHeader":
		return f.bad("a second OSMHeader stands there; files must be joined by a tool that knows the format")
	case kind != "OSMHeader" && kind != "OSMData":
		return nil // the format says: pass over kinds that you do not know
	}
	block, err := f.unpack()
	if err != nil {
		return err
	}
	if kind == "OSMHeader" {
		return f.features(block)
	}
	body, err := f.wantedOf(block)
	if err != nil || body == nil {
		return err
	}
	f.out = frameOf("OSMData", body)
	return nil
}

// header reads the length and the header of a frame: its kind and the bytes that follow.
func (f *osmFrames) header() (kind string, size int, err error) {
	var word [4]byte
	n, err := io.ReadFull(f.in, word[:])
	f.at += int64(n)
	switch {
	case n == 0 && errors.Is(err, io.EOF):
		if f.frame == 1 {
			return "", 0, fault.Malformed("roads.truncated", "%s is empty. Copy or fetch it again.", f.name)
		}
		return "", 0, io.EOF
	case err != nil:
		return "", 0, f.cut(err)
	}
	long := binary.BigEndian.Uint32(word[:])
	if long == 0 || long >= maxFrameHeader {
		return "", 0, f.bad("a header of %d bytes is claimed; is it an .osm.pbf file at all?", long)
	}
	head := make([]byte, long)
	if err := f.fill(head); err != nil {
		return "", 0, err
	}
	claimed := uint64(0)
	err = eachField(head, func(field protowire.Number, value wireValue) error {
		switch field {
		case 1:
			kind = string(value.bytes)
		case 3:
			claimed = value.number
		default: // an index, which nobody needs
		}
		return nil
	})
	if err != nil {
		return "", 0, f.bad("its header cannot be read (%v)", err)
	}
	if claimed == 0 || claimed >= maxFrame {
		return "", 0, f.bad("a block of %d bytes is claimed; the format allows 32 MiB", claimed)
	}
	return kind, int(claimed), nil
}

// fill reads exactly len(p) bytes.
func (f *osmFrames) fill(p []byte) error {
	n, err := io.ReadFull(f.in, p)
	f.at += int64(n)
	if err != nil {
		return f.cut(err)
	}
	return nil
}

// cut is a file that ends inside a frame, or cannot be read on.
func (f *osmFrames) cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.Malformed("roads.truncated", "%s ends after %d bytes, inside block %d, which begins at byte %d. Copy or fetch it again.", f.name, f.at, f.frame, f.begun)
	}
	return fault.Malformed("file.unreadable", "%s cannot be read after %d bytes: %v.", f.name, f.at, err).Because(err)
}

// bad is a frame whose content breaks the format.
func (f *osmFrames) bad(format string, args ...any) error {
	return fault.Malformed("roads.malformed", "%s: block %d at byte %d: %s. Fetch the file again, or write it anew with `osmium cat`.", f.name, f.frame, f.begun, fmt.Sprintf(format, args...))
}

// unpack gives the content of a blob: as it stands, or by zlib or zstd. What comes out is bounded whatever is claimed.
func (f *osmFrames) unpack() ([]byte, error) {
	var raw, squeezed, standard []byte
	claimed, other := int64(-1), protowire.Number(0)
	err := eachField(f.packed, func(field protowire.Number, value wireValue) error {
		switch field {
		case 1:
			raw = value.bytes
		case 2:
			claimed = int64(value.number & math.MaxInt64)
		case 3:
			squeezed = value.bytes
		case 7:
			standard = value.bytes
		default:
			other = field
		}
		return nil
	})
	if err != nil {
		return nil, f.bad("it cannot be read (%v)", err)
	}
	switch {
	case raw != nil:
		return raw, f.within(len(raw), int64(len(raw)))
	case squeezed != nil:
		err = f.inflate(squeezed)
	case standard != nil:
		err = f.expand(standard)
	default:
		return nil, fault.Refuse("roads.packing", "%s: block %d is packed in a way that is not read (field %d). Write the file anew with `osmium cat`, which packs by zlib.", f.name, f.frame, other)
	}
	if err != nil {
		return nil, err
	}
	return f.flat, f.within(len(f.flat), claimed)
}

func (f *osmFrames) within(n int, claimed int64) error {
	switch {
	case n > maxFlat:
		return f.bad("it unpacks to more than the 32 MiB that the format allows")
	case claimed >= 0 && int64(n) != claimed:
		return f.bad("it unpacks to %d bytes and claims %d", n, claimed)
	}
	return nil
}

// inflate unpacks zlib into flat, one byte beyond the limit at most.
func (f *osmFrames) inflate(squeezed []byte) error {
	z, err := zlib.NewReader(bytes.NewReader(squeezed))
	if err != nil {
		return f.bad("it cannot be unpacked (%v)", err)
	}
	buffer := bytes.NewBuffer(f.flat[:0])
	_, err = io.Copy(buffer, io.LimitReader(z, maxFlat+1))
	f.flat = buffer.Bytes()
	if err != nil {
		return f.bad("it cannot be unpacked (%v)", err)
	}
	return nil
}

// expand unpacks zstd into flat.
func (f *osmFrames) expand(packed []byte) (err error) {
	if f.zstd == nil {
		f.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxFrame), zstd.WithDecoderMaxWindow(maxFrame))
		if err != nil {
			return err
		}
	}
	f.flat, err = f.zstd.DecodeAll(packed, f.flat[:0])
	if err != nil {
		return f.bad("it cannot be unpacked (%v)", err)
	}
	return nil
}

// features reads the header block: a file may ask for what we do not do.
func (f *osmFrames) features(block []byte) error {
	var strange []string
	err := eachField(block, func(field protowire.Number, value wireValue) error {
		if s := string(value.bytes); field == 4 && s != "OsmSchema-V0.6" && s != "DenseNodes" {
			strange = append(strange, clip(s, 40))
		}
		return nil
	})
	if err != nil {
		return f.bad("the header cannot be read (%v)", err)
	}
	if len(strange) > 0 {
		return fault.Refuse("roads.packing", "%s asks its reader for %q, which is not done. Write a plain file of one day: `osmium time-filter` for a history, `osmium cat` else.", f.name, strange)
	}
	plain := protowire.AppendString(protowire.AppendTag(nil, 4, protowire.BytesType), "OsmSchema-V0.6")
	plain = protowire.AppendString(protowire.AppendTag(plain, 4, protowire.BytesType), "DenseNodes")
	f.out = frameOf("OSMHeader", plain)
	return nil
}

// frameOf frames a block that is not packed.
func frameOf(kind string, block []byte) []byte {
	blob := protowire.AppendBytes(protowire.AppendTag(make([]byte, 0, len(block)+8), 1, protowire.BytesType), block)
	head := protowire.AppendString(protowire.AppendTag(nil, 1, protowire.BytesType), kind)
	head = protowire.AppendVarint(protowire.AppendTag(head, 3, protowire.VarintType), uint64(len(blob)))
	out := binary.BigEndian.AppendUint32(make([]byte, 0, len(head)+len(blob)+4), uint32(len(head)))
	return append(append(out, head...), blob...)
}
