package geo

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
)

// Repair says what was put right while reading, and where.
type Repair struct {
	What  string // one of the Repair... sentences
	Where string
}

// What may be put right. Each loses nothing that a map or a plan needs.
const (
	RepairWinding    = "ring wound the wrong way, turned"                // RFC 7946 section 3.1.6
	RepairClosure    = "ring not closed, closed"                         // section 3.1.6
	RepairRepeated   = "position repeated in a row, kept once"           //
	RepairThird      = "numbers after longitude and latitude, dropped"   // section 3.1.1: altitude
	RepairProperties = "member \"properties\" missing, read as none"     // section 3.2
	RepairReference  = "member \"crs\" names the usual system, left out" // section 4
)

// ParseGeometry reads one GeoJSON geometry (RFC 7946), repairs what can be repaired without a guess and
// refuses the rest: what Validate refuses, and geojson.malformed, geojson.encoding,
// geojson.duplicate_key, geojson.type, geojson.member, geojson.position, geojson.crs, each with the
// place. Rings come out closed and wound by the right-hand rule, positions have two numbers.
//
// Latitude before longitude is noticed only where a latitude lies beyond 90; in India it does not: ask
// SuspectSwapped with the region you expect.
func ParseGeometry(data []byte) (orb.Geometry, []Repair, error) {
	p, err := newParser(data, 0)
	if err != nil {
		return nil, nil, err
	}
	g, repairs, err := p.geometry()
	if err != nil {
		return nil, nil, err
	}
	return g, repairs, p.end()
}

// geometry reads, repairs and validates.
func (p *parser) geometry() (orb.Geometry, []Repair, error) {
	d := &geometryReader{parser: p}
	g, err := d.read(0)
	if err != nil {
		return nil, nil, err
	}
	if d.third > 0 {
		d.repair(RepairThird, "%d positions, first %s", d.third, d.thirdAt)
	}
	g = d.mend(g)
	if err := Validate(g); err != nil {
		return nil, nil, err
	}
	return g, d.repairs, nil
}

// geometryReader reads the members and coordinates of a geometry.
type geometryReader struct {
	*parser
	path     []int // indices of the position being read
	vertices int
	third    int // positions with more than two numbers
	thirdAt  string
	repairs  []Repair
}

func (d *geometryReader) repair(what, where string, args ...any) {
	d.repairs = append(d.repairs, Repair{what, fmt.Sprintf(where, args...)})
}

var depthOf = map[string]int{
	"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3,
}

// read reads a geometry object of any type. Coordinates that come before the type, which says how to read
// them, are passed over and read at the end.
func (d *geometryReader) read(depth int) (orb.Geometry, error) {
	if depth > MaxNesting {
		return nil, tooDeep()
	}
	if d.next() != '{' {
		return nil, d.fault("geojson.type", "a geometry object wanted, %s found", d.found())
	}
	var kind string
	var g orb.Geometry
	var coordinates, geometries *parser
	err := d.object(func(name string) (err error) {
		switch name {
		case "type":
			kind, err = d.textOf("type")
		case "coordinates":
			if level, known := depthOf[kind]; known {
				g, err = d.coordinates(kind, level)
			} else {
				coordinates, err = d.raw()
			}
		case "geometries":
			geometries, err = d.raw()
		case "bbox":
			err = d.bbox()
		case "crs":
			err = d.crs()
		case "geometry", "properties", "features":
			err = d.fault("geojson.member", "a geometry has no member %q (RFC 7946 section 7.1)", name)
		default:
			err = d.skip(0)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	level, known := depthOf[kind]
	switch {
	case kind == "GeometryCollection":
		if geometries == nil {
			return nil, d.fault("geojson.member", "a GeometryCollection needs the member \"geometries\"")
		}
		return d.collection(geometries, depth)
	case !known:
		return nil, d.fault("geojson.type", "the type %s is no geometry; one of Point, MultiPoint, LineString, MultiLineString, Polygon, MultiPolygon, GeometryCollection is", quoted(kind))
	case geometries != nil:
		return nil, d.fault("geojson.member", "a %s has no member \"geometries\" (RFC 7946 section 7.1)", kind)
	case g != nil:
		return g, nil
	case coordinates == nil:
		return nil, d.fault("geojson.member", "a %s needs the member \"coordinates\"", kind)
	}
	d.parser = coordinates
	return d.coordinates(kind, level)
}

func (d *geometryReader) collection(list *parser, depth int) (orb.Geometry, error) {
	if list.next() != '[' {
		return nil, list.fault("geojson.member", "\"geometries\" must be an array")
	}
	all := orb.Collection{}
	err := list.array(func(i int) error {
		member, err := list.raw()
		if err != nil {
			return err
		}
		d.parser = member
		g, err := d.read(depth + 1)
		if err != nil {
			return inMember(err, i)
		}
		all = append(all, g)
		return nil
	})
	return all, err
}

func (p *parser) fault(code fault.Code, format string, args ...any) error {
	return fault.Malformed(code, "%s: %s.", p.where(), fmt.Sprintf(format, args...))
}

func (p *parser) textOf(name string) (string, error) {
	if p.next() != '"' {
		return "", p.fault("geojson.type", "%q must be a text", name)
	}
	return p.text()
}

// coordinates reads the array of a kind whose positions lie level arrays deep.
func (d *geometryReader) coordinates(kind string, level int) (orb.Geometry, error) {
	d.path = d.path[:0]
	switch level {
	case 0:
		return d.position()
	case 1:
		line, err := d.line()
		if kind == "MultiPoint" {
			return orb.MultiPoint(line), err
		}
		return orb.LineString(line), err
	case 2:
		lines, err := d.lines()
		if err != nil {
			return nil, err
		}
		if kind == "MultiLineString" {
			out := make(orb.MultiLineString, len(lines))
			for i, l := range lines {
				out[i] = l
			}
			return out, nil
		}
		return polygonOf(lines), nil
	}
	out := orb.MultiPolygon{}
	err := d.nested(func() error {
		lines, err := d.lines()
		out = append(out, polygonOf(lines))
		return err
	})
	return out, err
}

func polygonOf(lines [][]orb.Point) orb.Polygon {
	p := make(orb.Polygon, len(lines))
	for i, l := range lines {
		p[i] = l
	}
	return p
}

// nested reads an array of arrays, keeping the path for complaints.
func (d *geometryReader) nested(element func() error) error {
	if d.next() != '[' {
		return d.badPosition("an array wanted, %s found", d.found())
	}
	d.path = append(d.path, 0)
	err := d.array(func(i int) error {
		d.path[len(d.path)-1] = i
		return element()
	})
	if err == nil {
		d.path = d.path[:len(d.path)-1]
	}
	return err
}

func (d *geometryReader) lines() ([][]orb.Point, error) {
	lines := [][]orb.Point{}
	err := d.nested(func() error {
		l, err := d.line()
		lines = append(lines, l)
		return err
	})
	return lines, err
}

func (d *geometryReader) line() ([]orb.Point, error) {
	line := []orb.Point{}
	err := d.nested(func() error {
		p, err := d.position()
		line = append(line, p)
		return err
	})
	return line, err
}

// position reads [longitude, latitude, ...].
func (d *geometryReader) position() (at orb.Point, err error) {
	if d.vertices++; d.vertices > MaxVertices {
		return at, tooManyVertices(d.vertices)
	}
	if d.next() != '[' {
		return at, d.badPosition("a position [longitude, latitude] wanted, %s found", d.found())
	}
	start, n := d.pos, 0
	err = d.array(func(i int) error {
		if c := d.next(); c != '-' && (c < '0' || c > '9') {
			return d.badPosition("a position is made of numbers, %s found", d.found())
		}
		digits, err := d.number()
		if err != nil {
			return err
		}
		n++
		if i >= 2 {
			return nil
		}
		at[i], err = strconv.ParseFloat(string(digits), 64)
		if err != nil {
			return d.badPosition("the number %s is too large", quoted(string(digits)))
		}
		return nil
	})
	if err != nil {
		return at, err
	}
	if n < 2 {
		d.pos = start
		return at, d.badPosition("a position needs a longitude and a latitude")
	}
	if n > 2 {
		if d.third == 0 {
			d.thirdAt = place(at)
		}
		d.third++
	}
	if !onEarth(at) {
		return at, fault.Malformed("point.outside", "%s%s: %s is no position on Earth%s.", d.where(), d.pointer(), place(at), outsideWhy(at))
	}
	return at, nil
}

func (d *geometryReader) badPosition(format string, args ...any) error {
	return fault.Malformed("geojson.position", "%s%s: %s.", d.where(), d.pointer(), fmt.Sprintf(format, args...))
}

// pointer writes the path of the position being read, as in " (coordinates/0/17)".
func (d *geometryReader) pointer() string {
	var b strings.Builder
	b.WriteString(" (coordinates")
	for _, i := range d.path {
		b.WriteByte('/')
		b.WriteString(strconv.Itoa(i))
	}
	b.WriteByte(')')
	return b.String()
}

// bbox checks that a bounding box is one; it is not kept, for it can be had from the positions.
func (p *parser) bbox() error {
	p.next()
	box, err := p.raw()
	if err != nil {
		return err
	}
	if box.peek() == 'n' { // null
		return nil
	}
	n := 0
	if box.peek() == '[' {
		err = box.array(func(int) error {
			n++
			_, err := box.number()
			return err
		})
	}
	if err != nil || n != 4 && n != 6 {
		return box.fault("geojson.member", "\"bbox\" must be an array of 4 or 6 numbers")
	}
	return nil
}

// crs refuses every coordinate system but the one of RFC 7946 section 4.
func (p *parser) crs() error {
	v, err := p.value(0)
	if err != nil {
		return err
	}
	return p.checkCRS(v)
}

func (p *parser) checkCRS(v any) error {
	if v == nil {
		return nil
	}
	name := ""
	if m, ok := v.(map[string]any); ok {
		if q, ok := m["properties"].(map[string]any); ok {
			name, _ = q["name"].(string)
		}
	}
	switch strings.ToUpper(name) {
	case "URN:OGC:DEF:CRS:OGC:1.3:CRS84", "URN:OGC:DEF:CRS:OGC::CRS84", "OGC:CRS84",
		"HTTP://WWW.OPENGIS.NET/DEF/CRS/OGC/1.3/CRS84":
		return nil
	}
	return p.fault("geojson.crs", "the coordinate system %s cannot be read; write longitude and latitude of WGS 84 and leave \"crs\" out", quoted(name))
}
