package api

import (
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/planning"
)

// param is a query parameter: its name, what the document says of it, and how it is read.
type param struct {
	name   string
	doc    string
	schema *huma.Schema
	needed bool
	read   func(string) (any, string) // the value, or what is wrong with it
}

// query holds the parameters that were given, read.
type query struct {
	raw    url.Values
	values map[string]any
}

// readQuery reads the parameters that the route declares and names every one that is unknown,
// repeated or wrong.
func readQuery(r *http.Request, params []param) (query, error) {
	raw, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return query{}, fault.Malformed("query.malformed", "The query string cannot be read; escape its special characters with %%.").Because(err)
	}
	q := query{raw: raw, values: make(map[string]any, len(raw))}
	wrong := fault.Malformed("query.invalid", "Some query parameters are wrong.")
	for name := range raw {
		if !declared(params, name) {
			wrong = wrong.With(short(name), "is not a parameter here; this address takes %s", names(params))
		}
	}
	for _, p := range params {
		value, bad := p.value(raw[p.name])
		if bad != "" {
			wrong = wrong.With(p.name, "%s", bad)
		}
		if value != nil {
			q.values[p.name] = value
		}
	}
	if len(wrong.Details) > 0 {
		sortDetails(wrong.Details)
		return query{}, wrong
	}
	return q, nil
}

// value reads what was given of a parameter, nil for nothing, and says what is wrong with it.
func (p param) value(given []string) (value any, bad string) {
	switch {
	case len(given) == 0 && p.needed:
		return nil, "is needed"
	case len(given) == 0:
		return nil, ""
	case len(given) > 1:
		return nil, "is given " + strconv.Itoa(len(given)) + " times; give it once"
	case !utf8.ValidString(given[0]) || strings.ContainsRune(given[0], 0):
		return nil, "is not UTF-8 text"
	}
	return p.read(given[0])
}

// get gives the parameter's value, or T's zero where it was not given. Asking for what the route does
// not declare, or as another type, is a defect.
func get[T any](r *http.Request, name string) T {
	c := callOf(r)
	if !declared(c.route.Query, name) {
		panic("api: " + c.route.Path + " reads ?" + name + " without declaring it")
	}
	value, _ := c.query.values[name].(T)
	return value
}

func declared(params []param, name string) bool {
	for _, p := range params {
		if p.name == name {
			return true
		}
	}
	return false
}

func names(params []param) string {
	if len(params) == 0 {
		return "none"
	}
	all := make([]string, len(params))
	for i, p := range params {
		all[i] = p.name
	}
	return strings.Join(all, ", ")
}

// page reads limit and after. It asks for one row more than the page holds, which tells whether there
// is a next page.
func page(r *http.Request) planning.Page {
	return planning.Page{After: get[string](r, "after"), Limit: limit(r) + 1}
}

// DefaultLimit and MaxLimit bound how many rows a page of a list has.
const (
	DefaultLimit = 100
	MaxLimit     = 1000
)

func limit(r *http.Request) int {
	if n := get[int64](r, "limit"); n > 0 {
		return int(n)
	}
	return DefaultLimit
}

// cut drops the row beyond the page and gives the address of the next page, "" where there is none.
// The address carries every parameter of this one.
func cut[T any](r *http.Request, rows []T, key func(T) string) ([]T, string) {
	most := limit(r)
	if len(rows) <= most {
		return rows, ""
	}
	rows = rows[:most]
	next := maps.Clone(callOf(r).query.raw)
	next.Set("after", key(rows[most-1]))
	return rows, r.URL.Path + "?" + next.Encode()
}

// place reads bbox, area, cell, near and within_m, as far as the route declares them.
func place(r *http.Request) (planning.Place, error) {
	var p planning.Place
	params := callOf(r).route.Query
	if declared(params, "area") {
		p.Area = get[planning.AreaID](r, "area")
	}
	if declared(params, "bbox") {
		p.Bound = get[*orb.Bound](r, "bbox")
	}
	if declared(params, "cell") {
		p.Cell = get[geo.Cell](r, "cell")
	}
	if declared(params, "near") {
		p.Near, p.Within = get[*orb.Point](r, "near"), geo.Meters(get[float64](r, "within_m"))
		if (p.Near == nil) != (p.Within == 0) {
			return p, fault.Malformed("query.invalid", "Some query parameters are wrong.").
				With("near", "near and within_m go together: a point lon,lat and the metres around it")
		}
	}
	return p, nil
}

// short makes a name that the client made up fit to be shown: printable and at most 60 characters.
func short(s string) string {
	var b strings.Builder
	n := 0
	for _, c := range s {
		if n++; n > 60 {
			b.WriteString("...")
			break
		}
		if !unicode.IsGraphic(c) {
			c = '?'
		}
		b.WriteRune(c)
	}
	return b.String()
}
