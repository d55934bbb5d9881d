package geo

import (
	"errors"
	"strconv"

	"doorstep/internal/fault"
)

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

// small takes one value and gives a parser for it. While the whole object is kept, in case it turns out
// to stand alone, the value is kept with it.
func (rd *featureReader) small() (*parser, error) {
	line, whole := rd.line, rd.keeping
	if !whole {
		rd.keep()
	}
	start := len(rd.kept)
	ok := rd.value()
	rd.keeping = whole
	if rd.over {
		return nil, tooLarge(line)
	}
	if !ok {
		return nil, rd.cutOff()
	}
	return newParser(rd.kept[start:], line)
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
	if _, geometry := depthOf[col.kind]; geometry || col.kind == "Feature" || col.kind == "GeometryCollection" {
		return fault.Malformed("geojson.member", "A %s has no member \"features\" (RFC 7946 section 7.1).", col.kind)
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
