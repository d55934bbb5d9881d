package geo

import (
	"bytes"
	"errors"
	"io"
	"strconv"

	"doorstep/internal/fault"
)

// record separator of RFC 8142 (GeoJSON text sequences).
const recordSeparator = 0x1e

// ReadFeatures reads a GeoJSON text from r and calls fn for each feature with its number, from 1, in
// order. It reads a FeatureCollection, a single Feature or geometry, features one a line, features one
// after the other, and the text sequences of RFC 8142. Only one feature is held in memory at a time, and
// none above MaxFeatureBytes.
//
// A feature that cannot be read comes with its Err set, and reading goes on after it: the caller counts
// it. What breaks the text itself ends reading with a fault that names the line: geojson.malformed,
// geojson.unclosed, geojson.empty, geojson.duplicate_key, geojson.type, geojson.member, geojson.crs. An
// error of fn or r ends reading and is returned as it is. Features before it were handed out: apply them
// in one transaction. About 15 ns a byte of coordinates, reading, repairing and
// validating together.
func ReadFeatures(r io.Reader, fn func(n int, f Feature) error) error {
	rd := &featureReader{stream: newStream(r), fn: fn}
	err := rd.read()
	if failed := rd.failure(); failed != nil {
		return failed
	}
	return err
}

type featureReader struct {
	*stream
	fn    func(int, Feature) error
	count int
}

func (rd *featureReader) read() error {
	rd.starts("\xef\xbb\xbf") // a byte order mark is passed over
	c, ok := rd.peek()
	if !ok {
		return fault.Malformed("geojson.empty", "The text is empty; a FeatureCollection was expected.")
	}
	switch c {
	case recordSeparator:
		return rd.sequence()
	case '{':
		return rd.document()
	}
	return fault.Malformed("geojson.malformed", "Line %d: the text starts with %s; GeoJSON starts with {%s.", rd.line, strconv.QuoteRune(rune(c)), startHint(c))
}

func startHint(c byte) string {
	switch c {
	case '<':
		return " (this looks like XML or a web page)"
	case 0x1f:
		return " (this looks like a gzip file: unpack it)"
	case 'P':
		return " (this looks like a zip file: unpack it)"
	case 0xff, 0xfe:
		return " (this looks like UTF-16: save it as UTF-8)"
	}
	return ""
}

func (rd *featureReader) give(f Feature) error {
	rd.count++
	return rd.fn(rd.count, f)
}

// sequence reads records that each start with a record separator.
func (rd *featureReader) sequence() error {
	rd.advance(1)
	for {
		if _, ok := rd.peek(); !ok {
			return nil
		}
		if err := rd.record(recordSeparator); err != nil {
			return err
		}
	}
}

// lines reads one feature a line.
func (rd *featureReader) lines() error {
	for {
		if _, ok := rd.peek(); !ok {
			return nil
		}
		if err := rd.record('\n'); err != nil {
			return err
		}
	}
}

func (rd *featureReader) record(mark byte) error {
	line := rd.line
	rd.keep()
	rd.until(mark)
	text, err := rd.taken(line)
	text = bytes.TrimSpace(bytes.TrimSuffix(text, []byte{mark}))
	if err == nil && len(text) == 0 {
		return nil
	}
	return rd.give(featureOr(text, line, err))
}

func featureOr(text []byte, line int, err error) Feature {
	if err != nil {
		return Feature{Line: line, Err: err}
	}
	return parseFeature(text, line)
}

// values reads features one after the other, over as many lines as they like.
func (rd *featureReader) values() error {
	for {
		if _, ok := rd.peek(); !ok {
			return nil
		}
		if err := rd.one(); err != nil {
			return err
		}
	}
}

// one reads the value that starts here as a feature.
func (rd *featureReader) one() error {
	line := rd.line
	rd.keep()
	if !rd.value() {
		if rd.failure() != nil {
			return rd.failure()
		}
		return unclosed(rd.count+1, line)
	}
	text, err := rd.taken(line)
	return rd.give(featureOr(text, line, err))
}

func unclosed(n, line int) error {
	return fault.Malformed("geojson.unclosed", "The text ends inside feature %d, which starts on line %d; the file is cut off, fetch it again.", n, line)
}

// document reads a text that starts with an object. If its member "features" comes up it is a
// collection, read feature by feature; else it is the first of a number of features.
func (rd *featureReader) document() error {
	line := rd.line
	rd.keep()
	col := collection{names: map[string]bool{}}
	err := rd.members(&col)
	if errors.Is(err, errAlone) {
		text, err := rd.taken(line)
		if err := rd.give(featureOr(text, line, err)); err != nil {
			return err
		}
		if bytes.IndexByte(text, '\n') >= 0 {
			return rd.values()
		}
		return rd.lines()
	}
	if err == nil || col.features {
		return err
	}
	if first, ok := rd.brokenLine(); ok {
		if err := rd.give(parseFeature(first, line)); err != nil {
			return err
		}
		return rd.lines()
	}
	return err
}

// brokenLine says whether the broken object is the first of features one a line: another object starts
// on the line after it. It gives the first line and puts back what was taken of the others.
func (rd *featureReader) brokenLine() (first []byte, ok bool) {
	if rd.failure() != nil {
		return nil, false
	}
	if !bytes.ContainsRune(rd.kept, '\n') {
		rd.until('\n')
	}
	text, err := rd.taken(rd.line)
	if err != nil {
		return nil, false
	}
	first, rest, _ := bytes.Cut(text, []byte{'\n'})
	rd.unread(rest)
	c, ok := rd.peek()
	return first, ok && c == '{'
}
