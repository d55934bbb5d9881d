package api

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"pgregory.net/rapid"

	"doorstep/geo"
)

func TestAppendedStringsAreReadBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringMatching("[\\x00-\\x7f]*"), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "s")
		written := appendString(nil, s)
		var got string
		if err := json.Unmarshal(written, &got); err != nil {
			t.Fatalf("%q is written as %s: %v", s, written, err)
		}
		if want := strings.ToValidUTF8(s, "\ufffd"); utf8.ValidString(s) && got != s || !utf8.ValidString(s) && len(got) < len(want) {
			t.Fatalf("%q became %q", s, got)
		}
		if strings.ContainsAny(string(written), "<>&\u2028\u2029") {
			t.Fatalf("%s can be taken for markup", written)
		}
	})
}

func TestACollectionOfEveryKindIsReadByAnotherReader(t *testing.T) {
	cell, err := geo.CellOf(orb.Point{88.3, 22.5}, 9)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	f := openFeatures(w, "/api/v1/x?after=1&q=\"<")
	square := orb.Ring{{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}}
	hole := orb.Ring{{0.2, 0.2}, {0.2, 0.4}, {0.4, 0.4}, {0.2, 0.2}}
	write := func(p props) {
		t.Helper()
		p.text("name", `a "quoted" <name>`)
		p.known("none", 0)
		p.names("names", map[string]string{"hi": "नमस्ते", "bn": "স্বাস্থ্য"})
		p.texts("flags", []string{"a", "b"})
		if err := f.end(p); err != nil {
			t.Fatal(err)
		}
	}
	write(f.point("p", orb.Point{88.3, 22.5}))
	write(f.hexagon(cell))
	write(f.polygons("m", orb.MultiPolygon{{square, hole}, {square}}))
	write(f.polygons("nothing", nil))
	if err := f.close(); err != nil {
		t.Fatal(err)
	}
	f.release()
	got, err := geojson.UnmarshalFeatureCollection(w.Body.Bytes())
	if err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	if len(got.Features) != 4 || got.Features[0].Properties["name"] != `a "quoted" <name>` || got.Features[0].Properties["none"] != nil {
		t.Fatalf("%s", w.Body)
	}
	hexagon, _ := got.Features[1].Geometry.(orb.Polygon)
	if len(hexagon) != 1 || len(hexagon[0]) < 6 || !hexagon[0].Closed() || hexagon[0].Orientation() != orb.CCW || !geo.Contains(hexagon, cell.Center()) {
		t.Errorf("the hexagon is %v", hexagon)
	}
	if m, _ := got.Features[2].Geometry.(orb.MultiPolygon); !orb.Equal(m, orb.MultiPolygon{{square, hole}, {square}}) {
		t.Errorf("the polygons are %v", m)
	}
	if got.Features[3].Geometry != nil {
		t.Errorf("nothing is %v", got.Features[3].Geometry)
	}
}

func BenchmarkAThousandVenuesAreWritten(b *testing.B) {
	v := benchVenue()
	for b.Loop() {
		w := &discard{}
		f := openFeatures(w, "")
		for range 1000 {
			if err := appendVenue(f, v); err != nil {
				b.Fatal(err)
			}
		}
		if err := f.close(); err != nil {
			b.Fatal(err)
		}
		f.release()
		b.SetBytes(w.n)
	}
}

func BenchmarkAThousandHexagonsAreWritten(b *testing.B) {
	c := benchCell()
	for b.Loop() {
		w := &discard{}
		f := openFeatures(w, "")
		for range 1000 {
			if err := appendPlanCell(f, c); err != nil {
				b.Fatal(err)
			}
		}
		if err := f.close(); err != nil {
			b.Fatal(err)
		}
		f.release()
		b.SetBytes(w.n)
	}
}
