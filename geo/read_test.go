package geo

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"doorstep/internal/fault"
)

func pointFeature(id string) string {
	return fmt.Sprintf(`{"type":"Feature","id":%q,"geometry":{"type":"Point","coordinates":[88,22]},"properties":{"name":%q}}`, id, id)
}

// readAll gives a line for each feature: its number, the line it starts on, its id and the code of its
// fault.
func readAll(r io.Reader) (got []string, err error) {
	err = ReadFeatures(r, func(n int, f Feature) error {
		got = append(got, fmt.Sprintf("%d line %d %s %s", n, f.Line, f.ID, fault.CodeOf(f.Err)))
		return nil
	})
	return got, err
}

func TestReadFeatures(t *testing.T) {
	a, b, c := pointFeature("a"), pointFeature("b"), pointFeature("c")
	for _, tc := range []struct {
		name, text string
		want       []string
		code       fault.Code
		say        string
	}{
		{"a collection", `{"type":"FeatureCollection","features":[` + a + "," + b + `]}`, []string{"1 line 1 a ", "2 line 1 b "}, "", ""},
		{"a collection with its type last", `{"features":[` + a + `],"type":"FeatureCollection"}`, []string{"1 line 1 a "}, "", ""},
		{"a collection one feature a line", "{\"type\":\"FeatureCollection\",\n\"features\":[\n" + a + ",\n" + b + "\n]}\n", []string{"1 line 3 a ", "2 line 4 b "}, "", ""},
		{"a collection of none", `{"type":"FeatureCollection","features":[]}`, nil, "", ""},
		{"a collection with a byte order mark", "\xef\xbb\xbf" + `{"type":"FeatureCollection","features":[` + a + `]}`, []string{"1 line 1 a "}, "", ""},
		{"a collection with other members", `{"name":"x","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"bbox":[1,2,3,4],"type":"FeatureCollection","features":[` + a + `],"n":[{"]":"}"}]}`, []string{"1 line 1 a "}, "", ""},
		{"one feature", a, []string{"1 line 1 a "}, "", ""},
		{"one geometry", `{"type":"Point","coordinates":[88,22]}`, []string{"1 line 1  "}, "", ""},
		{"features one a line", a + "\n" + b + "\n\n" + c + "\n", []string{"1 line 1 a ", "2 line 2 b ", "3 line 4 c "}, "", ""},
		{"features one a line, ended as on Windows", a + "\r\n" + b + "\r\n", []string{"1 line 1 a ", "2 line 2 b "}, "", ""},
		{"features over several lines", strings.ReplaceAll(a+b, ",", ",\n"), []string{"1 line 1 a ", "2 line 6 b "}, "", ""},
		{"a text sequence of RFC 8142", "\x1e" + a + "\n\x1e" + strings.ReplaceAll(b, ",", ",\n") + "\n", []string{"1 line 1 a ", "2 line 2 b "}, "", ""},
		{"a text sequence with a record cut off", "\x1e" + a + "\n\x1e" + b[:30] + "\n\x1e" + c + "\n", []string{"1 line 1 a ", "2 line 2 b geojson.malformed", "3 line 3 c "}, "", ""},

		{
			"a bad feature in a collection does not stop it", `{"type":"FeatureCollection","features":[` + a + `,{"type":"Feature","id":"bad","properties":{},"geometry":{"type":"Point","coordinates":["88",22]}},` + c + `]}`,
			[]string{"1 line 1 a ", "2 line 1 bad geojson.position", "3 line 1 c "},
			"", "",
		},
		{
			"nor do values that are no features", `{"type":"FeatureCollection","features":[null,7,"x",` + a + `,[1]]}`,
			[]string{"1 line 1  geojson.type", "2 line 1  geojson.type", "3 line 1  geojson.type", "4 line 1 a ", "5 line 1  geojson.type"},
			"", "",
		},
		{
			"nor does broken text inside brackets that match", `{"type":"FeatureCollection","features":[{"type":"Feature" "id":5},` + a + `]}`,
			[]string{"1 line 1  geojson.malformed", "2 line 1 a "},
			"", "",
		},
		{"a broken first line does not stop the others", a[:40] + "\n" + b + "\n" + c, []string{"1 line 1 a geojson.malformed", "2 line 2 b ", "3 line 3 c "}, "", ""},
		{"nor does a broken line between", a + "\n" + b[:40] + "\n{\n" + c, []string{"1 line 1 a ", "2 line 2 b geojson.malformed", "3 line 3  geojson.malformed", "4 line 4 c "}, "", ""},
		{"a line with two features is bad", a + "\n" + b + b + "\n" + c, []string{"1 line 1 a ", "2 line 2 b geojson.malformed", "3 line 3 c "}, "", ""},
		{"a nested collection is no feature", a + "\n" + `{"type":"FeatureCollection","features":[]}`, []string{"1 line 1 a ", "2 line 2  geojson.member"}, "", ""},

		{"nothing", "", nil, "geojson.empty", "empty"},
		{"white space", " \n\t\r\n", nil, "geojson.empty", "empty"},
		{"a web page", "<!DOCTYPE html>", nil, "geojson.malformed", "looks like XML or a web page"},
		{"a gzip file", "\x1f\x8b\x08", nil, "geojson.malformed", "gzip"},
		{"a zip file", "PK\x03\x04", nil, "geojson.malformed", "zip"},
		{"UTF-16", "\xff\xfe{\x00", nil, "geojson.malformed", "UTF-16"},
		{"a table", "name,lon,lat\n", nil, "geojson.malformed", "starts with 'n'"},
		{"an array", "[" + a + "]", nil, "geojson.malformed", "starts with '['"},
		{"a collection cut off between features", `{"type":"FeatureCollection","features":[` + a + `,`, []string{"1 line 1 a "}, "geojson.unclosed", "after 1 features"},
		{"a collection cut off in a feature", `{"type":"FeatureCollection","features":[` + a + ",\n" + b[:50], []string{"1 line 1 a "}, "geojson.unclosed", "inside feature 2, which starts on line 2"},
		{"a collection cut off in a text", `{"type":"FeatureCollection","features":[` + a + `,{"id":"xx`, []string{"1 line 1 a "}, "geojson.unclosed", "feature 2"},
		{"a collection cut off after its features", `{"type":"FeatureCollection","features":[` + a + `]`, []string{"1 line 1 a "}, "geojson.unclosed", "before its last bracket"},
		{"a collection cut off at its start", `{"type":"FeatureColl`, nil, "geojson.unclosed", "line 1"},
		{"features twice", `{"type":"FeatureCollection","features":[` + a + `],"features":[` + b + `]}`, []string{"1 line 1 a "}, "geojson.duplicate_key", `"features"`},
		{"a comma missing between features", `{"type":"FeatureCollection","features":[` + a + b + `]}`, []string{"1 line 1 a "}, "geojson.malformed", "after feature 1"},
		{"a comma too many", `{"type":"FeatureCollection","features":[` + a + `,]}`, []string{"1 line 1 a ", "2 line 1  geojson.type"}, "geojson.malformed", "after feature 2"},
		{"features without a type", `{"features":[` + a + `]}`, []string{"1 line 1 a "}, "geojson.type", "FeatureCollection"},
		{"features that are no array", `{"type":"FeatureCollection","features":{"a":1}}`, nil, "geojson.member", "must be an array"},
		{"a collection with coordinates", `{"type":"FeatureCollection","coordinates":[],"features":[]}`, nil, "geojson.member", `"coordinates"`},
		{"a collection of another system", `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:32645"}},"features":[` + a + `]}`, nil, "geojson.crs", "EPSG:32645"},
		{"another system named last", `{"type":"FeatureCollection","features":[` + a + `],"crs":{"type":"name","properties":{"name":"EPSG:32645"}}}`, []string{"1 line 1 a "}, "geojson.crs", "EPSG:32645"},
		{"something after the end", `{"type":"FeatureCollection","features":[]} x`, nil, "geojson.malformed", "the end wanted"},
		{"a type without a value", `{"type":,"features":[]}`, nil, "geojson.malformed", "wanted"},
		{"a name without a colon", `{"type" "FeatureCollection"}`, nil, "geojson.malformed", "a colon wanted"},
		{"an object of nothing", `{}`, []string{"1 line 1  geojson.type"}, "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for how, r := range map[string]io.Reader{"whole": strings.NewReader(tc.text), "byte by byte": iotest.OneByteReader(strings.NewReader(tc.text))} {
				got, err := readAll(r)
				if !slices.Equal(got, tc.want) {
					t.Errorf("%s: got %q, want %q", how, got, tc.want)
				}
				if fault.CodeOf(err) != tc.code || err != nil && !strings.Contains(err.Error(), tc.say) {
					t.Errorf("%s: got %v, want %q saying %q", how, err, tc.code, tc.say)
				}
			}
		})
	}
}

func TestReadFeaturesKeepsWhatItReads(t *testing.T) {
	text := `{"type":"Feature","id":1234567890123456789012,"properties":{"code":1234567890123456789012,"name":"বর্ধমান \u0986\ud83d\ude00","x":[1.50,true,null,{"y":"z"}]},
		"geometry":null}`
	count := 0
	err := ReadFeatures(strings.NewReader(text), func(_ int, f Feature) error {
		count++
		if f.Err != nil || f.Geometry != nil || f.ID != "1234567890123456789012" {
			t.Errorf("%+v", f)
		}
		if got := fmt.Sprint(f.Properties); got != "map[code:1234567890123456789012 name:বর্ধমান আ😀 x:[1.50 true <nil> map[y:z]]]" {
			t.Error(got)
		}
		return nil
	})
	if err != nil || count != 1 {
		t.Errorf("%d features, %v", count, err)
	}
	for text, want := range map[string]fault.Code{
		`{"type":"Feature","geometry":null}`:                                                                        "",
		`{"type":"Feature","geometry":null,"properties":null,"id":null}`:                                            "",
		`{"type":"Feature","properties":{}}`:                                                                        "geojson.member",
		`{"type":"Feature","geometry":null,"properties":{"a":1,"a":2}}`:                                             "geojson.duplicate_key",
		`{"type":"Feature","geometry":null,"properties":{},"coordinates":[1,2]}`:                                    "geojson.member",
		`{"type":"Feature","geometry":[1,2],"properties":{}}`:                                                       "geojson.type",
		`{"type":"Feature","geometry":null,"properties":7}`:                                                         "geojson.member",
		"{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"n\":\"Caf\xe9\"}}":                               "geojson.encoding",
		`{"type":"Feature","geometry":null,"properties":` + strings.Repeat("[", 70) + strings.Repeat("]", 70) + `}`: "geojson.malformed",
	} {
		err := ReadFeatures(strings.NewReader(text), func(_ int, f Feature) error { return f.Err })
		if got := fault.CodeOf(err); got != want {
			t.Errorf("%s: got %q, %v, want %q", text, got, err, want)
		}
	}
}

func TestReadFeaturesHandsErrorsOn(t *testing.T) {
	stop := errors.New("enough")
	text := `{"type":"FeatureCollection","features":[` + pointFeature("a") + "," + pointFeature("b") + `]}`
	count := 0
	err := ReadFeatures(strings.NewReader(text), func(int, Feature) error { count++; return stop })
	if !errors.Is(err, stop) || count != 1 {
		t.Errorf("after %d features: %v", count, err)
	}
	broken := errors.New("the disk is gone")
	for cut := range len(text) {
		r := io.MultiReader(strings.NewReader(text[:cut]), iotest.ErrReader(broken))
		if _, err := readAll(r); !errors.Is(err, broken) {
			t.Fatalf("broken after %d bytes: %v", cut, err)
		}
	}
	if _, err := readAll(neverReader{}); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("a reader that gives nothing: %v", err)
	}
}

type neverReader struct{}

func (neverReader) Read([]byte) (int, error) { return 0, nil }

// TestReadFeaturesHoldsOneFeatureAtATime reads features of a million characters and one of 80 million, which is left
// out; all must pass in little memory.
func TestReadFeaturesHoldsOneFeatureAtATime(t *testing.T) {
	long := strings.Repeat("x", 1_000_000)
	feature := `{"type":"Feature","geometry":null,"properties":{"long":"` + long + `"}},` + "\n"
	parts := []io.Reader{strings.NewReader(`{"type":"FeatureCollection","features":[`)}
	for range 30 {
		parts = append(parts, strings.NewReader(feature))
	}
	parts = append(parts, strings.NewReader(`{"type":"Feature","geometry":null,"properties":{"huge":"`))
	for range 80 {
		parts = append(parts, strings.NewReader(long))
	}
	parts = append(parts, strings.NewReader(`"}},`), strings.NewReader(pointFeature("last")+"]}"))

	var m runtime.MemStats
	var most uint64
	start := time.Now()
	count, tooLarge := 0, 0
	err := ReadFeatures(io.MultiReader(parts...), func(n int, f Feature) error {
		count = n
		switch {
		case fault.CodeOf(f.Err) == "geojson.too_large":
			tooLarge++
		case f.Err != nil:
			t.Error(f.Err)
		case n <= 30 && len(f.Properties["long"].(string)) != len(long):
			t.Errorf("feature %d lost some of its text", n)
		}
		if n%10 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
		}
		return nil
	})
	if err != nil || count != 32 || tooLarge != 1 {
		t.Errorf("%d features, %d too large, %v", count, tooLarge, err)
	}
	if most > 100<<20 {
		t.Errorf("%d MB are in use", most>>20)
	}
	t.Logf("%v, %d MB", time.Since(start).Round(time.Millisecond), most>>20)
}

func TestRealBoundariesAreReadWithoutRepair(t *testing.T) {
	for name, want := range map[string]int{
		"wb/blocks.geojson.gz": 319, "wb/districts.geojson.gz": 21, "wb/state.geojson.gz": 1, "wb/districts_2011.geojson.gz": 17,
		"wb/assembly_constituencies.geojson.gz": 271, "wb/kolkata_wards.geojson.gz": 141, "wb/kolkata_pincodes.geojson.gz": 99,
		"wb/villages_partial.geojson.gz": 3018,
	} {
		z, err := gzip.NewReader(shared(t, name))
		if err != nil {
			t.Fatal(err)
		}
		count, positions := 0, 0
		start := time.Now()
		err = ReadFeatures(z, func(n int, f Feature) error {
			count++
			if f.Err != nil || len(f.Repairs) > 0 || f.ID == "" {
				t.Errorf("%s: feature %d: %v, %v, id %q", name, n, f.Err, f.Repairs, f.ID)
			}
			positions += vertices(f.Geometry)
			return nil
		})
		if err != nil || count != want {
			t.Errorf("%s: %d features, want %d, %v", name, count, want, err)
		}
		t.Logf("%s: %d positions in %v", name, positions, time.Since(start).Round(time.Millisecond))
	}
}

func FuzzReadFeatures(f *testing.F) {
	a := pointFeature("a")
	for _, s := range []string{
		a, a + "\n" + a, "\x1e" + a + "\n\x1e" + a, `{"type":"FeatureCollection","features":[` + a + "," + a + `]}`,
		`{"features":[],"type":"FeatureCollection"}`, a[:40] + "\n" + a, "\xef\xbb\xbf{}", `{"type":"FeatureCollection","features":[,]}`,
		`{"type":"FeatureCollection","features":[{"type":"Feature" "id":5},` + a + `]}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		read := func(r io.Reader) (got []string, err error) {
			count := 0
			err = ReadFeatures(r, func(n int, f Feature) error {
				if count++; n != count || f.Line < 1 {
					t.Fatalf("feature %d came as number %d on line %d", count, n, f.Line)
				}
				if f.Err != nil && (fault.CodeOf(f.Err) == "" || f.Geometry != nil) {
					t.Fatalf("feature %d: %v, %v", n, f.Err, f.Geometry)
				}
				if f.Geometry != nil && Validate(f.Geometry) != nil {
					t.Fatalf("feature %d is not valid: %v", n, f.Geometry)
				}
				got = append(got, fmt.Sprintf("%d %s %v %v %v", f.Line, f.ID, f.Properties, f.Geometry, f.Err))
				return nil
			})
			if err != nil && fault.CodeOf(err) == "" {
				t.Fatalf("%v is no fault", err)
			}
			return got, err
		}
		whole, err := read(strings.NewReader(string(data)))
		pieces, err2 := read(iotest.OneByteReader(strings.NewReader(string(data))))
		if !slices.Equal(whole, pieces) || fmt.Sprint(err) != fmt.Sprint(err2) {
			t.Fatalf("read whole %q, %v; byte by byte %q, %v", whole, err, pieces, err2)
		}
	})
}
