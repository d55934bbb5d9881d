package geo

import (
	"bytes"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
)

// Feature is one feature of a GeoJSON text. Numbers in Properties are json.Number, so that long codes
// keep their digits. Where Err is set the feature could not be read whole: Geometry is nil, and ID and
// Properties are what could be read.
type Feature struct {
	ID         string // numbers as written
	Properties map[string]any
	Geometry   orb.Geometry // nil where the feature has none
	Repairs    []Repair
	Err        error
	Line       int // of the text, from 1, where the feature starts
}

// parseFeature reads one feature, or a bare geometry, from its text.
func parseFeature(data []byte, line int) (f Feature) {
	f.Line = line
	p, err := newParser(data, line)
	if err != nil {
		f.Err = err
		return f
	}
	var parts featureParts
	if err := p.featureParts(&parts, &f); err != nil {
		f.Err = err
		return f
	}
	if err := p.end(); err != nil {
		f.Err = err
		return f
	}
	f.Err = f.assemble(&parts, data, line)
	return f
}

// featureParts is what the members of an object say, before they are judged together.
type featureParts struct {
	kind          string
	kindAt        parser
	hasGeometry   bool
	geometry      orb.Geometry
	repairs       []Repair
	geometryErr   error
	hasProperties bool
	only          string // a member that only a geometry or a collection may have
}

func (p *parser) featureParts(parts *featureParts, f *Feature) error {
	if p.next() != '{' {
		return p.fault("geojson.type", "a feature object wanted, %s found", p.found())
	}
	parts.kindAt = *p
	return p.object(func(name string) (err error) {
		switch name {
		case "type":
			parts.kindAt = *p
			parts.kind, err = p.textOf("type")
		case "id":
			f.ID, err = p.id()
		case "geometry":
			err = p.featureGeometry(parts)
		case "properties":
			parts.hasProperties = true
			f.Properties, err = p.properties()
		case "bbox":
			err = p.bbox()
		case "crs":
			if err = p.crs(); err == nil {
				f.Repairs = append(f.Repairs, Repair{RepairReference, p.where()})
			}
		case "coordinates", "geometries", "features":
			parts.only = name
			err = p.skip(0)
		default:
			err = p.skip(0)
		}
		return err
	})
}

// featureGeometry reads the geometry of a feature. One that cannot be read is passed over, so that the
// other members are still had.
func (p *parser) featureGeometry(parts *featureParts) error {
	parts.hasGeometry = true
	if p.next() == 'n' {
		_, err := p.word()
		return err
	}
	start := p.pos
	if parts.geometry, parts.repairs, parts.geometryErr = p.geometry(); parts.geometryErr == nil {
		return nil
	}
	p.pos = start
	return p.skip(0)
}

// assemble judges the parts of a feature together.
func (f *Feature) assemble(parts *featureParts, data []byte, line int) error {
	at := &parts.kindAt
	_, bare := depthOf[parts.kind]
	switch {
	case bare || parts.kind == "GeometryCollection":
		return f.bare(&parser{data, 0, line})
	case parts.kind == "FeatureCollection":
		return at.fault("geojson.member", "a FeatureCollection needs the member \"features\", an array, and stands alone")
	case parts.kind != "Feature":
		return at.fault("geojson.type", "the type %s is no feature; write \"Feature\"", quoted(parts.kind))
	case parts.only != "":
		return at.fault("geojson.member", "a Feature has no member %q (RFC 7946 section 7.1)", parts.only)
	case !parts.hasGeometry:
		return at.fault("geojson.member", "a Feature needs the member \"geometry\"; write null where it has none")
	}
	if !parts.hasProperties {
		f.Repairs = append(f.Repairs, Repair{RepairProperties, at.where()})
	}
	f.Geometry, f.Repairs = parts.geometry, append(f.Repairs, parts.repairs...)
	return parts.geometryErr
}

// bare reads a geometry that stands where a feature may.
func (f *Feature) bare(p *parser) (err error) {
	var repairs []Repair
	f.Geometry, repairs, err = p.geometry()
	f.Repairs = append(f.Repairs, repairs...)
	return err
}

func (p *parser) id() (string, error) {
	switch c := p.next(); {
	case c == '"':
		return p.text()
	case c == '-' || c >= '0' && c <= '9':
		n, err := p.number()
		return string(n), err
	case bytes.HasPrefix(p.data[p.pos:], []byte("null")):
		p.pos += 4
		return "", nil
	}
	return "", p.fault("geojson.member", "the \"id\" of a feature must be a text or a number")
}

func (p *parser) properties() (map[string]any, error) {
	c := p.next()
	v, err := p.value(0)
	if err != nil {
		return nil, err
	}
	m, ok := v.(map[string]any)
	if !ok && v != nil {
		return nil, fault.Malformed("geojson.member", "%s: \"properties\" must be an object {...} or null, %q found.", p.where(), c)
	}
	return m, nil
}
