package api

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/planning"
)

// The parameters of every list.
func pageParams() []param {
	return []param{
		intParam("limit", "Rows a page has at most; 100 where it is not given.", 1, MaxLimit),
		textParam("after", "Where the page begins: taken from the link to the next page.", 80),
	}
}

// The parameters of every list of places.
func placeParams() []param {
	return []param{boundParam(), areaParam(), cellParam()}
}

func boundParam() param {
	return param{name: "bbox", doc: "Only within this window: west,south,east,north in degrees.", schema: text(`^[^,]+(,[^,]+){3}$`), read: readBound}
}

func areaParam() param {
	return idParam[planning.AreaID]("area", "Only within this area and the areas inside it.")
}

func cellParam() param {
	return param{name: "cell", doc: "Only within this H3 cell of resolution 0 to 9, as 15 hexadecimal digits.", schema: text(cellPattern), read: readCell}
}

// The parameters of lists that can be searched around a point.
func nearParams() []param {
	return append(placeParams(),
		param{name: "near", doc: "Only around this point, lon,lat in degrees; with within_m.", schema: text(`^[^,]+,[^,]+$`), read: readNear},
		param{name: "within_m", doc: "Metres around near, on the ground.", schema: &huma.Schema{Type: huma.TypeNumber, ExclusiveMinimum: new(0.0), Maximum: new(maxWithin)}, read: readWithin})
}

const (
	cellPattern = "^[0-9a-f]{15}$"
	maxWithin   = 200_000.0
)

func text(pattern string) *huma.Schema { return &huma.Schema{Type: huma.TypeString, Pattern: pattern} }

func textParam(name, doc string, most int) param {
	return param{name: name, doc: doc, schema: &huma.Schema{Type: huma.TypeString, MinLength: new(1), MaxLength: &most}, read: func(s string) (any, string) {
		if n := utf8.RuneCountInString(s); n == 0 || n > most {
			return nil, fmt.Sprintf("must have 1 to %d characters", most)
		}
		return s, ""
	}}
}

func intParam(name, doc string, least, most int64) param {
	schema := &huma.Schema{Type: huma.TypeInteger, Minimum: new(float64(least)), Maximum: new(float64(most))}
	return param{name: name, doc: doc, schema: schema, read: func(s string) (any, string) {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n < least || n > most {
			return nil, fmt.Sprintf("must be a whole number from %d to %d", least, most)
		}
		return n, ""
	}}
}

func idParam[T ~string](name, doc string) param {
	return param{name: name, doc: doc, schema: &huma.Schema{Type: huma.TypeString, Format: "uuid"}, read: func(s string) (any, string) {
		id, ok := parseUUID(s)
		if !ok {
			return nil, "is not an id (UUID); take ids from a list"
		}
		return T(id), ""
	}}
}

func wordParam[T ~string](name, doc string, words ...T) param {
	schema := &huma.Schema{Type: huma.TypeString}
	for _, w := range words {
		schema.Enum = append(schema.Enum, string(w))
	}
	return param{name: name, doc: doc, schema: schema, read: func(s string) (any, string) {
		if !slices.Contains(words, T(s)) {
			return nil, "must be one of " + strings.Trim(fmt.Sprint(words), "[]")
		}
		return T(s), ""
	}}
}

func dayParam(name, doc string) param {
	return param{name: name, doc: doc, schema: &huma.Schema{Type: huma.TypeString, Format: "date"}, read: func(s string) (any, string) {
		d, err := planning.ParseDay(s)
		if err != nil {
			return nil, "is not a day; write it as 2026-01-24"
		}
		return d, ""
	}}
}

func needed(p param) param {
	p.needed = true
	return p
}

func readCell(s string) (any, string) {
	c, err := geo.ParseCell(s)
	if err != nil || c.Resolution() > geo.ResDemand {
		return nil, "is not an H3 cell of resolution 0 to 9, written as 15 hexadecimal digits"
	}
	return c, ""
}

func readWithin(s string) (any, string) {
	m, err := strconv.ParseFloat(s, 64)
	if err != nil || !(m > 0 && m <= maxWithin) {
		return nil, fmt.Sprintf("must be more than 0 and at most %.0f metres", maxWithin)
	}
	return m, ""
}

func readNear(s string) (any, string) {
	n, bad := numbers(s, 2)
	if bad != "" {
		return nil, bad
	}
	p := orb.Point{n[0], n[1]}
	if bad = badPoint(p); bad != "" {
		return nil, bad
	}
	return &p, ""
}

func readBound(s string) (any, string) {
	n, bad := numbers(s, 4)
	if bad != "" {
		return nil, bad
	}
	b := orb.Bound{Min: orb.Point{n[0], n[1]}, Max: orb.Point{n[2], n[3]}}
	for _, p := range []orb.Point{b.Min, b.Max} {
		if bad = badPoint(p); bad != "" {
			return nil, bad
		}
	}
	if b.Min[0] > b.Max[0] || b.Min[1] > b.Max[1] {
		return nil, "must be west,south,east,north: west before east, south before north"
	}
	return &b, ""
}

// numbers reads n numbers with commas between.
func numbers(s string, n int) ([]float64, string) {
	parts := strings.Split(s, ",")
	if len(s) > 200 || len(parts) != n {
		return nil, fmt.Sprintf("must hold %d numbers with commas between", n)
	}
	out := make([]float64, n)
	for i, part := range parts {
		f, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
			return nil, fmt.Sprintf("number %d of %d cannot be read", i+1, n)
		}
		out[i] = f
	}
	return out, ""
}

// badPoint says what is wrong with a position. A latitude beyond 90 that would do as a longitude is
// suspected to be swapped.
func badPoint(p orb.Point) string {
	lon, lat := p[0], p[1]
	switch {
	case lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90:
		return ""
	case lat >= -180 && lat <= 180 && lon >= -90 && lon <= 90:
		return "has its latitude first, it seems; write the longitude first"
	default:
		return "lies outside -180 to 180 degrees of longitude and -90 to 90 of latitude"
	}
}
