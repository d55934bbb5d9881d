package api

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/planning"
)

// features writes a GeoJSON FeatureCollection (RFC 7946) row by row: bytes are appended to a pooled
// buffer and sent when it is full, with no map and no second pass.
type features struct {
	w     http.ResponseWriter
	buf   *[]byte
	b     []byte
	first bool
}

// chunk is how much is gathered before it is sent.
const chunk = 32 << 10

var buffers = sync.Pool{New: func() any { b := make([]byte, 0, chunk+8<<10); return &b }}

func openFeatures(w http.ResponseWriter, next string) *features {
	h := w.Header()
	h.Set("Content-Type", mimeGeoJSON)
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache")
	}
	buf, _ := buffers.Get().(*[]byte)
	f := &features{w: w, buf: buf, b: (*buf)[:0], first: true}
	f.b = append(f.b, `{"type":"FeatureCollection","links":[`...)
	if next != "" {
		h.Set("Link", "<"+next+`>; rel="next"`)
		f.b = append(f.b, `{"rel":"next","type":"application/geo+json","href":`...)
		f.b = appendString(f.b, next)
		f.b = append(f.b, '}')
	}
	f.b = append(f.b, `],"features":[`...)
	return f
}

// point begins a feature at p.
func (f *features) point(id string, p orb.Point) props { return f.feature(id, p) }

// hexagon begins a feature with the outline of c.
func (f *features) hexagon(c geo.Cell) props { return f.feature(c.String(), orb.Polygon{c.Boundary()}) }

// polygons begins a feature with m, or without a geometry where m is empty.
func (f *features) polygons(id string, m orb.MultiPolygon) props {
	if len(m) == 0 {
		return f.feature(id, nil)
	}
	return f.feature(id, m)
}

// feature begins a feature and its properties, which end takes back.
func (f *features) feature(id string, g orb.Geometry) props {
	if !f.first {
		f.b = append(f.b, ',')
	}
	f.first = false
	f.b = append(f.b, `{"type":"Feature","id":`...)
	f.b = appendString(f.b, id)
	f.b = append(f.b, `,"geometry":`...)
	f.b = geo.AppendGeometry(f.b, g)
	f.b = append(f.b, `,"properties":{`...)
	return props{f.b}
}

// end takes the properties back and closes the feature.
func (f *features) end(p props) error {
	f.b = p.b
	f.b = append(f.b, '}', '}')
	if len(f.b) < chunk {
		return nil
	}
	_, err := f.w.Write(f.b)
	f.b = f.b[:0]
	return err
}

// close ends the collection.
func (f *features) close() error {
	f.b = append(f.b, ']', '}')
	_, err := f.w.Write(f.b)
	return err
}

// release gives the buffer back, unless one huge boundary blew it up.
func (f *features) release() {
	if cap(f.b) <= 16*chunk {
		*f.buf = f.b[:0]
		buffers.Put(f.buf)
	}
}

// props appends the properties of one feature.
type props struct{ b []byte }

func (p *props) key(name string) {
	if p.b[len(p.b)-1] != '{' {
		p.b = append(p.b, ',')
	}
	p.b = append(p.b, '"')
	p.b = append(p.b, name...)
	p.b = append(p.b, '"', ':')
}

func (p *props) text(name, s string) {
	p.key(name)
	p.b = appendString(p.b, s)
}

// given writes text, or null where there is none.
func (p *props) given(name, s string) {
	p.key(name)
	if s == "" {
		p.b = append(p.b, "null"...)
		return
	}
	p.b = appendString(p.b, s)
}

func (p *props) int(name string, n int64) {
	p.key(name)
	p.b = strconv.AppendInt(p.b, n, 10)
}

// known writes a number, or null where it is 0: unknown.
func (p *props) known(name string, n int64) {
	p.key(name)
	if n == 0 {
		p.b = append(p.b, "null"...)
		return
	}
	p.b = strconv.AppendInt(p.b, n, 10)
}

// halts writes the stops of a mobile camp, in their order.
func (p *props) halts(name string, list []planning.Halt) {
	p.key(name)
	p.b = append(p.b, '[')
	for k, h := range list {
		if k > 0 {
			p.b = append(p.b, ',')
		}
		p.b = append(p.b, '{')
		p.text("name", h.Name)
		p.position("at", h.At)
		p.text("from", h.From.String())
		p.text("to", h.To.String())
		p.b = append(p.b, '}')
	}
	p.b = append(p.b, ']')
}

// textsOrNull writes a list of texts, or null where it is not known.
func (p *props) textsOrNull(name string, list []string) {
	if list == nil {
		p.given(name, "")
		return
	}
	p.texts(name, list)
}

// booths writes the booths of a sitting; nothing where the camp is none.
func (p *props) booths(name string, list []planning.SeatedBooth) {
	if len(list) == 0 {
		return
	}
	p.key(name)
	for i, b := range list {
		p.b = append(p.b, "[,"[min(i, 1)], '{')
		p.text("booth", string(b.Booth))
		p.text("name", b.Name)
		p.int("distance_m", b.Distance)
		p.b = append(p.b, '}')
	}
	p.b = append(p.b, ']')
}

func (p *props) meters(name string, m geo.Meters) {
	p.key(name)
	p.b = strconv.AppendFloat(p.b, float64(m), 'f', -1, 64)
}

// position writes longitude and latitude.
func (p *props) position(name string, at orb.Point) {
	p.key(name)
	p.b = strconv.AppendFloat(append(p.b, '['), at[0], 'f', -1, 64)
	p.b = strconv.AppendFloat(append(p.b, ','), at[1], 'f', -1, 64)
	p.b = append(p.b, ']')
}

func (p *props) bool(name string, v bool) {
	p.key(name)
	p.b = strconv.AppendBool(p.b, v)
}

func (p *props) day(name string, d planning.Day) {
	p.given(name, dayText(d))
}

func dayText(d planning.Day) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

func (p *props) instant(name string, t time.Time) {
	p.key(name)
	p.b = append(p.b, '"')
	p.b = t.UTC().AppendFormat(p.b, time.RFC3339Nano)
	p.b = append(p.b, '"')
}

// instantOrNull writes an instant, or null where there is none.
func (p *props) instantOrNull(name string, t *time.Time) {
	if t == nil {
		p.given(name, "")
		return
	}
	p.instant(name, *t)
}

func (p *props) texts(name string, all []string) {
	p.key(name)
	p.b = append(p.b, '[')
	for i, s := range all {
		if i > 0 {
			p.b = append(p.b, ',')
		}
		p.b = appendString(p.b, s)
	}
	p.b = append(p.b, ']')
}

// names writes names by language, sorted.
func (p *props) names(name string, byLanguage map[string]string) {
	p.key(name)
	p.b = append(p.b, '{')
	for i, language := range slices.Sorted(maps.Keys(byLanguage)) {
		if i > 0 {
			p.b = append(p.b, ',')
		}
		p.b = appendString(p.b, language)
		p.b = append(p.b, ':')
		p.b = appendString(p.b, byLanguage[language])
	}
	p.b = append(p.b, '}')
}

// appendString writes s as a JSON string. Bytes that are not UTF-8 become U+FFFD.
func appendString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			switch {
			case c == '"' || c == '\\':
				b = append(b, '\\', c)
			case c < ' ' || c == '<' || c == '>' || c == '&' || c == 0x7f:
				b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			default:
				b = append(b, c)
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || r == '\u2028' || r == '\u2029' {
			b = append(b, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
		} else {
			b = append(b, s[i:i+n]...)
		}
		i += n
	}
	return append(b, '"')
}

// writeFeatures answers with a page of a spatial list; write appends one feature.
func writeFeatures[T any](w http.ResponseWriter, next string, rows []T, write func(*features, T) error) error {
	f := openFeatures(w, next)
	defer f.release()
	for _, row := range rows {
		if err := write(f, row); err != nil {
			return err
		}
	}
	return f.close()
}
