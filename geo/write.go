package geo

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"

	"github.com/paulmach/orb"
)

// AppendGeometry writes g as GeoJSON: at most 7 decimals (1 cm), rings closed and wound by the right-hand
// rule (RFC 7946 section 3.1.6); null for nil. Positions must be finite.
func AppendGeometry(to []byte, g orb.Geometry) []byte {
	switch g := g.(type) {
	case nil:
		return append(to, "null"...)
	case orb.Point:
		return append(appendPoint(open(to, "Point"), g), '}')
	case orb.MultiPoint:
		return append(appendLine(open(to, "MultiPoint"), g), '}')
	case orb.LineString:
		return append(appendLine(open(to, "LineString"), g), '}')
	case orb.MultiLineString:
		to = open(to, "MultiLineString")
		to = appendList(to, len(g), func(to []byte, i int) []byte { return appendLine(to, g[i]) })
		return append(to, '}')
	case orb.Ring:
		return AppendGeometry(to, orb.Polygon{g})
	case orb.Bound:
		return AppendGeometry(to, g.ToPolygon())
	case orb.Polygon:
		return append(appendPolygon(open(to, "Polygon"), g), '}')
	case orb.MultiPolygon:
		to = open(to, "MultiPolygon")
		to = appendList(to, len(g), func(to []byte, i int) []byte { return appendPolygon(to, g[i]) })
		return append(to, '}')
	case orb.Collection:
		to = append(to, `{"type":"GeometryCollection","geometries":`...)
		to = appendList(to, len(g), func(to []byte, i int) []byte { return AppendGeometry(to, g[i]) })
		return append(to, '}')
	}
	return append(to, "null"...)
}

// AppendFeature writes a feature. id is left out where it is empty; properties is a JSON object, or empty
// for none.
func AppendFeature(to []byte, id string, g orb.Geometry, properties []byte) []byte {
	to = append(to, `{"type":"Feature",`...)
	if id != "" {
		to = append(to, `"id":`...)
		to = appendText(to, id)
		to = append(to, ',')
	}
	to = append(to, `"geometry":`...)
	to = AppendGeometry(to, g)
	to = append(to, `,"properties":`...)
	if len(properties) == 0 {
		to = append(to, "null"...)
	}
	to = append(to, properties...)
	return append(to, '}')
}

func appendText(to []byte, s string) []byte {
	text, err := json.Marshal(s)
	if err != nil {
		return append(to, `""`...)
	}
	return append(to, text...)
}

func open(to []byte, kind string) []byte {
	to = append(to, `{"type":"`...)
	to = append(to, kind...)
	return append(to, `","coordinates":`...)
}

func appendList(to []byte, n int, element func([]byte, int) []byte) []byte {
	to = append(to, '[')
	for i := range n {
		if i > 0 {
			to = append(to, ',')
		}
		to = element(to, i)
	}
	return append(to, ']')
}

func appendPoint(to []byte, p orb.Point) []byte {
	to = append(to, '[')
	to = appendDegrees(to, p[0])
	to = append(to, ',')
	to = appendDegrees(to, p[1])
	return append(to, ']')
}

func appendLine(to []byte, l []orb.Point) []byte {
	return appendList(to, len(l), func(to []byte, i int) []byte { return appendPoint(to, l[i]) })
}

func appendPolygon(to []byte, p orb.Polygon) []byte {
	return appendList(to, len(p), func(to []byte, i int) []byte {
		r := p[i]
		if len(r) > 0 && r[0] != r[len(r)-1] {
			r = append(slices.Clone(r), r[0])
		}
		if len(r) > 3 && clockwise(r) != (i > 0) {
			r = slices.Clone(r)
			slices.Reverse(r)
		}
		return appendLine(to, r)
	})
}

// appendDegrees writes x with 7 decimals at most, no zeros at the end, and no minus before 0.
func appendDegrees(to []byte, x float64) []byte {
	if !(math.Abs(x) < 1e9) { // no degrees; JSON has no word for what is not finite
		return append(to, "null"...)
	}
	n := int64(math.Round(x * 1e7))
	if n < 0 {
		to = append(to, '-')
		n = -n
	}
	to = strconv.AppendInt(to, n/1e7, 10)
	rest := n % 1e7
	if rest == 0 {
		return to
	}
	to = append(to, '.')
	for unit := int64(1e6); rest > 0; unit /= 10 {
		to = append(to, byte('0'+rest/unit))
		rest %= unit
	}
	return to
}

func number(n int) string { return strconv.Itoa(n) }
