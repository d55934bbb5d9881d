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
// in one transaction. About 15 ns a byte of coordinates, reading, repairing and validating.
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
	if rd.more() && bytes.HasPrefix(rd.buf[:rd.end], []byte("\xef\xbb\xbf")) { // byte order mark
		rd.advance(3)
	}
	c, ok := rd.peek()
	switch {
	case !ok:
		return fault.Malformed("geojson.empty", "The text is empty; a FeatureCollection was expected.")
	case c == recordSeparator:
		return rd.sequence()
	case c == '{':
		return rd.document()
	}
	return fault.Malformed("geojson.malformed", "Line %d: the text starts with %s; GeoJSON starts with {%s.", rd.line, strconv.QuoteRune(rune(c)), startHint(c))
}

func startHint(c byte) string {
	switch {
	case c == '<':
		return " (this looks like XML or a web page)"
	case c == 0x1f:
		return " (this looks like a gzip file: unpack it)"
	case c == 'P':
		return " (this looks like a zip file: unpack it)"
	case c == 0xff || c == 0xfe:
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
	if rest, ok := rd.brokenLine(); ok {
		rd.unread(rest)
		if err := rd.give(Feature{Line: line, Err: err}); err != nil {
			return err
		}
		return rd.lines()
	}
	return err
}

// brokenLine says whether the broken object is the first of features one a line, and gives what was
// taken of the lines after it.
func (rd *featureReader) brokenLine() (rest []byte, ok bool) {
	text, err := rd.taken(rd.line)
	if err != nil {
		return nil, false
	}
	i := bytes.IndexByte(text, '\n')
	if i < 0 { // broken within the line: the rest of it is not yet taken
		rd.until('\n')
		c, ok := rd.peek()
		return nil, ok && c == '{'
	}
	rest = text[i+1:]
	return rest, bytes.HasPrefix(bytes.TrimSpace(rest), []byte("{")) || len(bytes.TrimSpace(rest)) == 0 && rd.nextIsObject()
}

func (rd *featureReader) nextIsObject() bool {
	c, ok := rd.peek()
	return ok && c == '{'
}

// errAlone says that an object has no member "features".
var errAlone = errors.New("no collection")

// collection is what is known of a FeatureCollection beside its features.
type collection struct {
	features bool
	kind     string
	names    map[string]bool
}

// members reads the members of the object that starts here.
func (rd *featureReader) members(col *collection) error {
	rd.advance(1)
	if c, ok := rd.peek(); ok && c == '}' {
		rd.advance(1)
		return errAlone
	}
	for {
		name, err := rd.name(col)
		if err != nil {
			return err
		}
		if name == "features" {
			err = rd.features(col)
		} else {
			err = rd.member(col, name)
		}
		if err != nil {
			return err
		}
		switch c, ok := rd.peek(); {
		case !ok:
			return rd.cutOff()
		case c == ',':
			rd.advance(1)
		case c == '}':
			rd.advance(1)
			return rd.finish(col)
		default:
			return rd.unexpected("a comma or }", c)
		}
	}
}

func (rd *featureReader) unexpected(wanted string, c byte) error {
	return fault.Malformed("geojson.malformed", "Line %d: %s wanted, %s found.", rd.line, wanted, strconv.QuoteRune(rune(c)))
}

func (rd *featureReader) cutOff() error {
	return fault.Malformed("geojson.unclosed", "The text ends on line %d before its last bracket is closed, after %d features; the file is cut off, fetch it again.", rd.line, rd.count)
}

// small takes one value and gives a parser for it.
func (rd *featureReader) small() (*parser, error) {
	line := rd.line
	inner := rd.kept
	outer, over := rd.keeping, rd.over
	rd.keep()
	ok := rd.value()
	text, err := rd.taken(line)
	if outer && !over { // inside an object that may yet turn out to stand alone
		rd.keeping, rd.kept = true, append(inner, text...)
		rd.over = err != nil || len(rd.kept) > MaxFeatureBytes
	}
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, rd.cutOff()
	}
	return newParser(text, line)
}

func (rd *featureReader) name(col *collection) (string, error) {
	c, ok := rd.peek()
	if !ok {
		return "", rd.cutOff()
	}
	if c != '"' {
		return "", rd.unexpected("a name in quotation marks", c)
	}
	p, err := rd.small()
	if err != nil {
		return "", err
	}
	name, err := p.text()
	if err != nil {
		return "", err
	}
	if col.names[name] {
		return "", fault.Malformed("geojson.duplicate_key", "Line %d: the name %s comes twice in one object; keep one of them.", rd.line, quoted(name))
	}
	col.names[name] = true
	c, ok = rd.peek()
	if !ok {
		return "", rd.cutOff()
	}
	if c != ':' {
		return "", rd.unexpected("a colon", c)
	}
	rd.advance(1)
	return name, nil
}

// member reads a member other than the features.
func (rd *featureReader) member(col *collection, name string) error {
	if _, ok := rd.peek(); !ok {
		return rd.cutOff()
	}
	p, err := rd.small()
	if err != nil {
		return err
	}
	switch name {
	case "type":
		if p.next() == '"' {
			col.kind, err = p.text()
		}
	case "crs":
		err = p.crs()
	case "bbox":
		err = p.bbox()
	default:
		err = p.skip(0)
	}
	return err
}

// features reads the array of features, each as it comes.
func (rd *featureReader) features(col *collection) error {
	col.features = true
	rd.keeping, rd.kept = false, nil
	c, ok := rd.peek()
	if !ok {
		return rd.cutOff()
	}
	if c != '[' {
		return fault.Malformed("geojson.member", "Line %d: \"features\" must be an array [...], %s found.", rd.line, strconv.QuoteRune(rune(c)))
	}
	rd.advance(1)
	if c, ok := rd.peek(); ok && c == ']' {
		rd.advance(1)
		return nil
	}
	for {
		if _, ok := rd.peek(); !ok {
			return rd.cutOff()
		}
		if err := rd.one(); err != nil {
			return err
		}
		switch c, ok := rd.peek(); {
		case !ok:
			return rd.cutOff()
		case c == ',':
			rd.advance(1)
		case c == ']':
			rd.advance(1)
			return nil
		default:
			return rd.unexpected("a comma or ] after feature "+strconv.Itoa(rd.count), c)
		}
	}
}

// finish judges an object once it is closed.
func (rd *featureReader) finish(col *collection) error {
	if !col.features {
		return errAlone
	}
	if col.kind != "FeatureCollection" {
		return fault.Malformed("geojson.type", "The text has features, but its type is %s; write \"FeatureCollection\".", quoted(col.kind))
	}
	for _, name := range []string{"coordinates", "geometries", "geometry", "properties"} {
		if col.names[name] {
			return fault.Malformed("geojson.member", "A FeatureCollection has no member %q (RFC 7946 section 7.1).", name)
		}
	}
	if c, ok := rd.peek(); ok {
		return rd.unexpected("the end", c)
	}
	return nil
}
