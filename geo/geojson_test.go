package geo

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
)

// lintCases says what becomes of each text of mapbox/geojsonhint's tests. A good text is accepted as it
// is, a bad one refused or repaired, but for those with a why: there the answer differs on purpose.
var lintCases = map[string]struct {
	want fault.Code // of the text or of its first bad feature; "" where it is read
	say  string     // what the repair or the fault says
	why  string     // where the answer differs from geojsonhint's
}{
	"good/good-feature-with-id.geojson":          {},
	"good/good-feature.geojson":                  {},
	"good/good-featurecollection-bbox3d.geojson": {say: RepairThird, why: "accepted, and the altitude dropped: places here have no height"},
	"good/good-featurecollection.geojson":        {},
	"good/good-linestring.geojson":               {},
	"good/good-multipoint.geojson":               {},
	"good/good-point.geojson":                    {},
	"good/issue82.geojson":                       {want: "point.outside", say: "no position on Earth", why: "latitudes of -107 and longitudes of -259 are on no map; the linter looks at structure only"},
	"good/nullgeometry.geojson":                  {},

	"bad/bad-duplicate-properties.geojson":        {want: "geojson.duplicate_key", say: `"type" comes twice`},
	"bad/bad-json.geojson":                        {want: "geojson.malformed", say: `a comma or } wanted`},
	"bad/bad-polygon-interiorring-rhr.geojson":    {say: RepairWinding},
	"bad/bad-properties-as-array.geojson":         {want: "geojson.member", say: `"properties" must be an object`},
	"bad/badcoordtype.geojson":                    {want: "geojson.position", say: "a position [longitude, latitude] wanted"},
	"bad/badfeatureid.geojson":                    {want: "geojson.member", say: `"id" of a feature must be a text or a number`},
	"bad/bbox-contains-string.geojson":            {want: "geojson.member", say: `"bbox" must be an array of 4 or 6 numbers`},
	"bad/different-first-last.geojson":            {say: RepairClosure},
	"bad/excessive_precision_truncated.geojson":   {why: "the linter has no complaint either; writing rounds to 7 decimals"},
	"bad/false.geojson":                           {want: "geojson.type", say: "In member 1 of the collection"},
	"bad/featurecollection-obj.geojson":           {want: "geojson.member", say: `"features" must be an array`},
	"bad/featurecollection.geojson":               {want: "geojson.member", say: `needs the member "features"`},
	"bad/geometry_changed_semantics.geojson":      {want: "geojson.member", say: `A Point has no member "features"`},
	"bad/geometrycollection_single.geojson":       {why: "a collection of one is allowed by RFC 7946 section 3.1.8 (SHOULD); nothing is lost by reading it"},
	"bad/multipoint-multidimension.geojson":       {want: "geojson.position", say: "a position is made of numbers"},
	"bad/nofeaturetype.geojson":                   {want: "geojson.type", say: `the type "Featre" is no feature`},
	"bad/point-labeled-as-a-multipolygon.geojson": {want: "geojson.position", say: "an array wanted, '-' found"},
	"bad/point-toofew.geojson":                    {want: "geojson.position", say: "needs a longitude and a latitude"},
	"bad/point.geojson":                           {want: "geojson.member", say: `a Point needs the member "coordinates"`},
	"bad/rootstring.geojson":                      {want: "geojson.malformed", say: "GeoJSON starts with {"},
	"bad/short-linearring.geojson":                {say: RepairClosure, why: "three corners and no closing position: closing gives the four that are needed, and nothing is guessed"},
	"bad/stringcoord.geojson":                     {want: "geojson.position", say: "a position is made of numbers"},
}

func TestTextsOfTheGeoJSONLinter(t *testing.T) {
	seen := 0
	for path, text := range archive(t, "bench/geojson_lint_cases.tar.gz", ".geojson") {
		name := filepath.Base(filepath.Dir(path)) + "/" + filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			c, ok := lintCases[name]
			if !ok {
				t.Fatal("this text has no expectation")
			}
			seen++
			var repairs []string
			features := 0
			err := ReadFeatures(strings.NewReader(string(text)), func(_ int, f Feature) error {
				features++
				for _, r := range f.Repairs {
					repairs = append(repairs, r.What)
				}
				return f.Err
			})
			if got := fault.CodeOf(err); got != c.want {
				t.Errorf("got %q (%v), want %q", got, err, c.want)
			}
			said := strings.Join(repairs, "; ")
			if err != nil {
				said = err.Error()
			} else if features == 0 {
				t.Error("no feature was read")
			}
			if !strings.Contains(said, c.say) || c.say == "" && said != "" {
				t.Errorf("it says %q, want %q", said, c.say)
			}
			if bad := strings.HasPrefix(name, "bad/"); bad == (said == "") && c.why == "" {
				t.Errorf("bad is %v, and it says %q, without a reason why", bad, said)
			}
		})
	}
	if seen != len(lintCases) {
		t.Errorf("%d of %d texts were found", seen, len(lintCases))
	}
}

func TestParseGeometryRepairs(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       orb.Geometry
		repairs    []string
	}{
		{"nothing where nothing is wrong", `{"type":"Point","coordinates":[88.5,22.5]}`, orb.Point{88.5, 22.5}, nil},
		{"an open ring", `{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,4]]]}`, orb.Polygon{square(0, 0, 4)}, []string{RepairClosure}},
		{"a ring wound clockwise", `{"type":"Polygon","coordinates":[[[0,0],[0,4],[4,4],[4,0],[0,0]]]}`, orb.Polygon{square(0, 0, 4)}, []string{RepairWinding}},
		{
			"a hole wound counter-clockwise", `{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,4],[0,0]],[[1,1],[2,1],[2,2],[1,2],[1,1]]]}`,
			orb.Polygon{square(0, 0, 4), reversed(square(1, 1, 1))},
			[]string{RepairWinding},
		},
		{"positions repeated in a row", `{"type":"LineString","coordinates":[[1,1],[1,1],[2,2],[2,2],[2,2],[3,1]]}`, orb.LineString{{1, 1}, {2, 2}, {3, 1}}, []string{RepairRepeated}},
		{
			"altitudes", `{"type":"MultiPoint","coordinates":[[1,2,30],[3,4,5,6],[5,6]]}`,
			orb.MultiPoint{{1, 2}, {3, 4}, {5, 6}},
			[]string{RepairThird},
		},
		{
			"all at once, in a multipolygon in a collection",
			`{"type":"GeometryCollection","geometries":[{"coordinates":[[[[0,0,1],[0,4,1],[0,4,1],[4,4,1],[4,0,1]]]],"type":"MultiPolygon"}]}`,
			orb.Collection{orb.MultiPolygon{{{{4, 0}, {4, 4}, {0, 4}, {0, 0}, {4, 0}}}}},
			[]string{RepairThird, RepairRepeated, RepairClosure, RepairWinding},
		},
		{
			"lines, type last", `{"coordinates":[[[1,1],[1,1],[2,2]],[[3,3],[4,4]]],"type":"MultiLineString"}`,
			orb.MultiLineString{{{1, 1}, {2, 2}}, {{3, 3}, {4, 4}}},
			[]string{RepairRepeated},
		},
		{"several lines, type first", `{"type":"MultiLineString","coordinates":[[[1,1],[2,2]]],"bbox":null}`, orb.MultiLineString{{{1, 1}, {2, 2}}}, nil},
		{"members in any order, and unknown ones passed over", `{"coordinates":[1,2],"note":{"a":[1,{"b":null}]},"type":"Point"}`, orb.Point{1, 2}, nil},
		{"a usual coordinate system", `{"type":"Point","coordinates":[1,2],"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}}}`, orb.Point{1, 2}, nil},
		{"numbers in every form", `{"type":"MultiPoint","coordinates":[[1e1,-2.5E+0],[0,-0],[1.25e-1,90]]}`, orb.MultiPoint{{10, -2.5}, {0, 0}, {0.125, 90}}, nil},
		{"an empty collection", `{"type":"GeometryCollection","geometries":[]}`, orb.Collection{}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, repairs, err := ParseGeometry([]byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range repairs {
				got = append(got, r.What)
				if r.Where == "" {
					t.Errorf("%q does not say where", r.What)
				}
			}
			if !slices.Equal(got, c.repairs) {
				t.Errorf("repaired %q, want %q", got, c.repairs)
			}
			if m, ok := c.want.(orb.Collection); ok && len(m) > 0 {
				if !sameRing(g.(orb.Collection)[0].(orb.MultiPolygon)[0][0], m[0].(orb.MultiPolygon)[0][0]) {
					t.Errorf("got %v, want %v", g, c.want)
				}
				return
			}
			if p, ok := c.want.(orb.Polygon); ok {
				for i, r := range g.(orb.Polygon) {
					if !sameRing(r, p[i]) {
						t.Errorf("ring %d is %v, want %v", i, r, p[i])
					}
				}
				return
			}
			if !reflect.DeepEqual(g, c.want) {
				t.Errorf("got %#v, want %#v", g, c.want)
			}
		})
	}
}

// sameRing says whether two rings run through the same corners in the same direction.
func sameRing(a, b orb.Ring) bool {
	if len(a) != len(b) || a[0] != a[len(a)-1] {
		return false
	}
	n := len(a) - 1
	for shift := range n {
		same := true
		for i := range n {
			same = same && a[i] == b[(i+shift)%n]
		}
		if same {
			return true
		}
	}
	return false
}

func TestParseGeometryRefuses(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       fault.Code
		say        string // what the complaint names
	}{
		{"nothing", ``, "geojson.type", "the end found"},
		{"a word", `nonsense`, "geojson.type", "'n' found"},
		{"half a text", `{"type":"Point","coordinates":[1,2`, "geojson.malformed", "a comma or ] wanted, the end found"},
		{"two values", `{"type":"Point","coordinates":[1,2]} {}`, "geojson.malformed", "nothing more was expected"},
		{"a feature", `{"type":"Feature","geometry":null,"properties":null}`, "geojson.member", `no member "geometry"`},
		{"a type that is none", `{"type":"Polygone","coordinates":[]}`, "geojson.type", `"Polygone"`},
		{"a type that is a number", `{"type":7,"coordinates":[]}`, "geojson.type", `"type" must be a text`},
		{"NaN", `{"type":"Point","coordinates":[NaN,2]}`, "geojson.position", "'N' found"},
		{"Infinity", `{"type":"Point","coordinates":[1,-Infinity]}`, "geojson.malformed", "line 1, character"},
		{"a number too large", `{"type":"Point","coordinates":[1e999,2]}`, "geojson.position", "too large"},
		{"a number with a plus", `{"type":"Point","coordinates":[+1,2]}`, "geojson.position", "'+' found"},
		{"a number with a zero before", `{"type":"Point","coordinates":[01,2]}`, "geojson.malformed", "a number wanted"},
		{"a number that ends in a point", `{"type":"Point","coordinates":[1.,2]}`, "geojson.malformed", "a number wanted"},
		{"a latitude first that shows", `{"type":"Point","coordinates":[22.5,98.5]}`, "point.outside", "look swapped: write the longitude first"},
		{"metres of a projection", `{"type":"Point","coordinates":[638000.5,2500000]}`, "point.outside", "looks like metres of a map projection"},
		{"a longitude beyond 180", `{"type":"MultiPoint","coordinates":[[1,2],[181,2]]}`, "point.outside", "(coordinates/1)"},
		{"a position of one number", `{"type":"LineString","coordinates":[[1,2],[1]]}`, "geojson.position", "(coordinates/1)"},
		{"a position of texts", `{"type":"LineString","coordinates":[["1","2"],[1,3]]}`, "geojson.position", "made of numbers"},
		{"null for a position", `{"type":"Point","coordinates":null}`, "geojson.position", "'n' found"},
		{"no positions", `{"type":"Polygon","coordinates":[]}`, "geometry.empty", "no positions"},
		{"an empty ring", `{"type":"Polygon","coordinates":[[]]}`, "geometry.empty", "outer ring"},
		{"a ring of two", `{"type":"Polygon","coordinates":[[[0,0],[1,1],[0,0]]]}`, "geometry.ring_short", "(0, 0)"},
		{"a line of one place", `{"type":"LineString","coordinates":[[5,5],[5,5]]}`, "geometry.line_short", "(5, 5)"},
		{"a bow tie", `{"type":"Polygon","coordinates":[[[0,0],[4,4],[4,0],[0,4],[0,0]]]}`, "geometry.self_crossing", "near (2, 2)"},
		{"a hole outside", `{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,4],[0,0]],[[5,5],[6,5],[6,6],[5,5]]]}`, "geometry.hole_outside", "hole 1"},
		{"a member twice", `{"type":"Point","coordinates":[1,2],"coordinates":[3,4]}`, "geojson.duplicate_key", `"coordinates"`},
		{"a member twice, one of them escaped", `{"type":"Point","coordinates":[1,2],"c\u006fordinates":[3,4]}`, "geojson.duplicate_key", `"coordinates"`},
		{"a coordinate system of India", `{"type":"Point","coordinates":[1,2],"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32645"}}}`, "geojson.crs", "EPSG::32645"},
		{"a coordinate system by link", `{"type":"Point","coordinates":[1,2],"crs":{"type":"link","properties":{"href":"x"}}}`, "geojson.crs", "WGS 84"},
		{"collections ten deep", strings.Repeat(`{"type":"GeometryCollection","geometries":[`, 10) + `{"type":"Point","coordinates":[1,2]}` + strings.Repeat(`]}`, 10), "geometry.nested_too_deep", "more than 8 deep"},
		{"arrays a million deep", `{"type":"Point","coordinates":` + strings.Repeat("[", 1_000_000), "geojson.position", "a position is made of numbers"},
		{"arrays a million deep in a member passed over", `{"x":` + strings.Repeat("[", 1_000_000), "geojson.malformed", "more than 64 deep"},
		{"arrays a million deep before the type", `{"coordinates":` + strings.Repeat("[", 1_000_000), "geojson.malformed", "more than 64 deep"},
		{"no geometries", `{"type":"GeometryCollection"}`, "geojson.member", `needs the member "geometries"`},
		{"geometries that are no array", `{"type":"GeometryCollection","geometries":{}}`, "geojson.member", "must be an array"},
		{"geometries in a point", `{"type":"Point","coordinates":[1,2],"geometries":[]}`, "geojson.member", `no member "geometries"`},
		{"a part that is no array", `{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],7]}`, "geojson.position", "(coordinates/1)"},
		{"twenty names, one of them twice", `{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1,"k":1,"l":1,"m":1,"n":1,"o":1,"p":1,"q":1,"r":1,"s":1,"t":1,"b":1}`, "geojson.duplicate_key", `"b"`},
		{"a word that is none", `{"type":"Point","coordinates":[1,2],"x":nul}`, "geojson.malformed", "a value wanted"},
		{"a text that ends in an escape", `{"type":"Point\`, "geojson.malformed", "within an escape"},
		{"an escape of four digits that are none", `{"type":"\u00zz"}`, "geojson.malformed", "is no escape"},
		{"a control character after an escape", "{\"type\":\"a\\n\t\"}", "geojson.malformed", "control character (0x09)"},
		{"a text not closed after an escape", `{"type":"a\n`, "geojson.malformed", "not closed"},
		{"Latin-1", "{\"type\":\"Point\",\"coordinates\":[1,2],\"name\":\"Caf\xe9\"}", "geojson.encoding", "byte 0xE9"},
		{"an unclosed text", `{"type":"Point`, "geojson.malformed", "not closed with a quotation mark"},
		{"a control character", "{\"type\":\"Po\nint\"}", "geojson.malformed", "control character (0x0A)"},
		{"half a surrogate pair", `{"type":"\ud800"}`, "geojson.malformed", "surrogate"},
		{"NUL in a text", `{"type":"Point","coordinates":[1,2],"x":"\u0000"}`, "geojson.malformed", "NUL"},
		{"an escape that is none", `{"type":"\q"}`, "geojson.malformed", "is no escape"},
		{"a comma too many", `{"type":"Point","coordinates":[1,2,]}`, "geojson.position", "']' found"},
		{"a box of three", `{"type":"Point","coordinates":[1,2],"bbox":[1,2,3]}`, "geojson.member", `"bbox"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, _, err := ParseGeometry([]byte(c.text))
			if got := fault.CodeOf(err); got != c.want {
				t.Fatalf("got %q (%v, %v), want %q", got, g, err, c.want)
			}
			if !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(c.say)) {
				t.Errorf("it says %q, want %q", err, c.say)
			}
			if len(err.Error()) > 400 {
				t.Errorf("the complaint has %d characters", len(err.Error()))
			}
		})
	}
}

func TestSwappedCoordinatesAreSuspected(t *testing.T) {
	bengal := orb.Bound{Min: orb.Point{85.8, 21.4}, Max: orb.Point{89.9, 27.3}}
	for _, c := range []struct {
		name string
		p    orb.Point
		want bool
	}{
		{"a place in Bengal", orb.Point{88.36, 22.57}, false},
		{"the same, latitude first", orb.Point{22.57, 88.36}, true},
		{"a place in Kerala", orb.Point{76.5, 10.0}, false},
		{"null island", orb.Point{0, 0}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := SuspectSwapped(c.p, bengal); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestWrittenGeometryIsRightHandedAndShort(t *testing.T) {
	for _, c := range []struct {
		name string
		g    orb.Geometry
		want string
	}{
		{"nothing", nil, `null`},
		{"a point to the centimetre", orb.Point{88.123456789, -0.00000004}, `{"type":"Point","coordinates":[88.1234568,0]}`},
		{"a point south west", orb.Point{-0.5, -12.0000001}, `{"type":"Point","coordinates":[-0.5,-12.0000001]}`},
		{"an open clockwise ring", orb.Ring{{0, 0}, {0, 1}, {1, 1}, {1, 0}}, `{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}`},
		{"a hole", orb.Polygon{square(0, 0, 3), square(1, 1, 1)}, `{"type":"Polygon","coordinates":[[[0,0],[3,0],[3,3],[0,3],[0,0]],[[1,1],[1,2],[2,2],[2,1],[1,1]]]}`},
		{"numbers that are none", orb.Point{math.NaN(), math.Inf(1)}, `{"type":"Point","coordinates":[null,null]}`},
		{"several polygons", orb.MultiPolygon{{square(0, 0, 1)}, {square(2, 0, 1)}}, `{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,1],[0,0]]],[[[2,0],[3,0],[3,1],[2,1],[2,0]]]]}`},
		{"points and lines", orb.Collection{orb.MultiPoint{{1, 2}}, orb.LineString{{1, 2}, {3, 4}}, orb.MultiLineString{{{1, 2}, {3, 4}}}}, `{"type":"GeometryCollection","geometries":[{"type":"MultiPoint","coordinates":[[1,2]]},{"type":"LineString","coordinates":[[1,2],[3,4]]},{"type":"MultiLineString","coordinates":[[[1,2],[3,4]]]}]}`},
		{"a window", orb.Bound{Min: orb.Point{0, 0}, Max: orb.Point{1, 2}}, `{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,2],[0,2],[0,0]]]}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := string(AppendGeometry(nil, c.g)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
	if got := string(AppendFeature(nil, `a "b"`, orb.Point{1, 2}, []byte(`{"n":1}`))); got != `{"type":"Feature","id":"a \"b\"","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"n":1}}` {
		t.Error(got)
	}
	if got := string(AppendFeature(nil, "", nil, nil)); got != `{"type":"Feature","geometry":null,"properties":null}` {
		t.Error(got)
	}
}

func TestWhatIsWrittenIsReadBackWithoutRepair(t *testing.T) {
	rng := rand.New(rand.NewPCG(79, 46))
	for range 500 {
		g := orb.MultiPolygon{randomStar(rng, inBengal(rng), 0.3)}
		text := AppendFeature(nil, "x", g, nil)
		err := ReadFeatures(strings.NewReader(string(text)), func(_ int, f Feature) error {
			if f.Err != nil || len(f.Repairs) > 0 {
				return fmt.Errorf("%w, repairs %v", f.Err, f.Repairs)
			}
			if again := AppendFeature(nil, "x", f.Geometry, nil); string(again) != string(text) {
				return fmt.Errorf("became %s", again)
			}
			return nil
		})
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
}

func FuzzParseGeometry(f *testing.F) {
	for _, s := range []string{
		`{"type":"Point","coordinates":[88.5,22.5]}`,
		`{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,4]],[[1,1],[2,1],[2,2],[1,1]]]}`,
		`{"type":"MultiPolygon","coordinates":[[[[0,0,1],[0,4],[0,4],[4,4],[4,0]]],[[[5,5],[6,5],[6,6]]]]}`,
		`{"type":"GeometryCollection","geometries":[{"type":"LineString","coordinates":[[1e1,-2.5E+0],[0,-0]]}]}`,
		`{"type":"Polygon","coordinates":[[[0,0],[4,4],[4,0],[0,4],[0,0]]],"crs":{"properties":{"name":"x"}},"bbox":[1,2,3,4]}`,
		`{"type":"Polygon","coordinates":[[[-180,-40],[180,-40],[180,40],[-180,40]]]}`, // round the Earth: once took for ever to cover
		`{"type":"LineString","coordinates":[[-180,89.9],[180,90],[0,-90]]}`,
		`{"type":"MultiPoint","coordinates":[[1,2]],"n":"\u00e9\ud83d\ude00"}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		g, _, err := ParseGeometry(data)
		if err != nil {
			if fault.CodeOf(err) == "" {
				t.Fatalf("%q: %v is no fault", data, err)
			}
			return
		}
		if !json.Valid(data) {
			t.Fatalf("%q was read and is no JSON", data)
		}
		if err := Validate(g); err != nil {
			t.Fatalf("%q: what was read is not valid: %v", data, err)
		}
		// Written with full digits and read again it is the same, without repair.
		text := fullText(g)
		again, repairs, err := ParseGeometry([]byte(text))
		if err != nil || len(repairs) > 0 || !orb.Equal(g, again) {
			t.Fatalf("%q became %s: %v, %v", data, text, err, repairs)
		}
		AppendGeometry(nil, g)
		AreaOf(g)
		if c, ok := g.(orb.Collection); !ok || len(c) > 0 && vertices(c) > 0 {
			if _, err := Cover(g); err != nil {
				t.Fatalf("%q is not covered: %v", data, err)
			}
		}
	})
}

// fullText writes g as GeoJSON with all its digits.
func fullText(g orb.Geometry) string {
	if c, ok := g.(orb.Collection); ok {
		parts := make([]string, len(c))
		for i := range c {
			parts[i] = fullText(c[i])
		}
		return `{"type":"GeometryCollection","geometries":[` + strings.Join(parts, ",") + `]}`
	}
	s := fmt.Sprintf("%v", g)
	s = strings.NewReplacer("[", "[", " ", ",", "{", "[", "}", "]").Replace(s)
	return fmt.Sprintf(`{"type":%q,"coordinates":%s}`, g.GeoJSONType(), s)
}
