package api_test

import (
	"fmt"
	"strings"
	"testing"
)

const someID = "0190f5a8-7c1e-7abc-8def-0123456789ab"

func TestWhatHTTPItselfForbidsIsAProblemToo(t *testing.T) {
	s := bare(t)
	for _, c := range []struct {
		name, method, path, body string
		headers                  []string
		status                   int
		code                     string
	}{
		{"an address that is not there", "GET", "/api/v1/nothing", "", nil, 404, "route.missing"},
		{"another version", "GET", "/api/v2/areas", "", nil, 404, "route.missing"},
		{"a post to an address that is not there", "POST", "/api/v1/nothing", "{}", nil, 404, "route.missing"},
		{"a slash too many", "GET", "/api/v1/areas/", "", nil, 404, "route.missing"},
		{"a method that the address does not take", "DELETE", "/api/v1/venues", "", nil, 405, "route.method"},
		{"a made-up method", "BREW", "/api/v1/venues", "", nil, 405, "route.method"},
		{"options", "OPTIONS", "/api/v1/venues", "", nil, 405, "route.method"},
		{"an answer it cannot give", "GET", "/api/v1/areas", "", []string{"Accept: text/html"}, 406, "accept.unsupported"},
		{"an answer that is refused by weight", "GET", "/api/v1/areas", "", []string{"Accept: application/json;q=0, text/html"}, 406, "accept.unsupported"},
		{"a body that is not JSON by its type", "POST", "/api/v1/venues", "a=b", []string{"Content-Type: application/x-www-form-urlencoded"}, 415, "body.type"},
		{"a body without a type", "POST", "/api/v1/venues", "{}", []string{"Content-Type: "}, 415, "body.type"},
		{"a body in Latin-1", "POST", "/api/v1/venues", "{}", []string{"Content-Type: application/json; charset=iso-8859-1"}, 415, "body.type"},
		{"a compressed body", "POST", "/api/v1/venues", "{}", []string{"Content-Encoding: gzip"}, 415, "body.type"},
		{"a body too large", "POST", "/api/v1/venues", `{"name":"` + strings.Repeat("x", 1<<20) + `"}`, nil, 413, "body.large"},
		{"a body where none is taken", "GET", "/api/v1/areas", "{}", nil, 400, "body.unexpected"},
		{"a body to an action", "POST", "/api/v1/plans/" + someID + "/cancel", `{"why":"x"}`, nil, 400, "body.unexpected"},
		{"an id that is none", "GET", "/api/v1/venues/17", "", nil, 400, "id.malformed"},
		{"an id with a tail", "GET", "/api/v1/venues/" + someID + "x", "", nil, 400, "id.malformed"},
		{"a cell that is none", "GET", "/api/v1/plans/" + someID + "/cells/xyz", "", nil, 400, "cell.malformed"},
		{"a tracking number with a mistaken digit", "GET", "/api/v1/tracking/0000-0000-0000-00001", "", nil, 400, "tracking.malformed"},
		{"a change without a precondition", "PATCH", "/api/v1/venues/" + someID, `{"name":"x"}`, nil, 428, "match.missing"},
		{"a publication without a precondition", "POST", "/api/v1/plans/" + someID + "/publish", "", nil, 428, "match.missing"},
		{"any version", "PATCH", "/api/v1/venues/" + someID, `{"name":"x"}`, []string{"If-Match: *"}, 400, "match.malformed"},
		{"a weak tag", "PATCH", "/api/v1/venues/" + someID, `{"name":"x"}`, []string{`If-Match: W/"1.ab"`}, 400, "match.malformed"},
		{"a tag without quotation marks", "PATCH", "/api/v1/venues/" + someID, `{"name":"x"}`, []string{"If-Match: 1.ab"}, 400, "match.malformed"},
		{"several tags", "PATCH", "/api/v1/venues/" + someID, `{"name":"x"}`, []string{`If-Match: "1.ab", "2.cd"`}, 400, "match.malformed"},
		{"a key with a blank", "POST", "/api/v1/grievances", `{"category":"water_supply","description":"x","at":[88,23]}`, []string{"Idempotency-Key: a b"}, 400, "idempotency.malformed"},
		{"a key too long", "POST", "/api/v1/grievances", `{"category":"water_supply","description":"x","at":[88,23]}`, []string{"Idempotency-Key: " + strings.Repeat("k", 256)}, 400, "idempotency.malformed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			problem(t, ask(t, s, c.method, c.path, c.body, c.headers...), c.status, c.code)
		})
	}
}

func TestAnAnswerThatIsAcceptedByAnyOfItsNamesIsGiven(t *testing.T) {
	s := bare(t)
	for path, accepts := range map[string][]string{
		"/api/v1/plans/" + someID + "/report.html": {"text/html", "text/*", "*/*", "application/xml, */*;q=0.1", "TEXT/HTML;q=0.5"},
		"/api/v1/venues":                         {"application/geo+json", "application/json", "application/*", "text/html, application/json"},
		"/api/v1/plans/" + someID + "/events":    {"text/event-stream"},
		"/api/v1/plans/" + someID + "/camps.ics": {"text/calendar"},
		"/api/v1/areas":                          {"", "application/json"},
	} {
		for _, accept := range accepts {
			// An unknown parameter is found after the Accept header was looked at.
			problem(t, ask(t, s, "GET", path+"?x=1", "", "Accept: "+accept), 400, "query.invalid")
		}
	}
	problem(t, ask(t, s, "GET", "/api/v1/plans/"+someID+"/report.html?x=1", "", "Accept: application/json"), 406, "accept.unsupported")
}

func TestTheMethodsThatAnAddressTakesAreNamed(t *testing.T) {
	w := ask(t, bare(t), "DELETE", "/api/v1/venues/"+someID, "")
	if got := w.Header().Get("Allow"); got != "GET, HEAD, PATCH" {
		t.Errorf("Allow: %s", got)
	}
}

func TestHeadAnswersAsGetDoesWithoutABody(t *testing.T) {
	s := bare(t)
	for _, path := range []string{"/", "/healthz", "/metrics", "/api/v1/openapi.json", "/nowhere"} {
		get, head := ask(t, s, "GET", path, ""), ask(t, s, "HEAD", path, "")
		if head.Code != get.Code || head.Header().Get("Content-Type") != get.Header().Get("Content-Type") || head.Header().Get("ETag") != get.Header().Get("ETag") {
			t.Errorf("%s: HEAD %d %v, GET %d %v", path, head.Code, head.Header(), get.Code, get.Header())
		}
	}
}

func TestUnknownAndWrongParametersAreAllNamed(t *testing.T) {
	s := bare(t)
	for query, want := range map[string]string{
		"limitt=5":                              "limitt",
		"limit=0":                               "limit",
		"limit=1001":                            "limit",
		"limit=1e2":                             "limit",
		"limit=5&limit=6":                       "limit",
		"limit=&near=1,2&x=1&y=2":               "limit x y",
		"bbox=1,2,3":                            "bbox",
		"bbox=88,22,87,23":                      "bbox",
		"bbox=22,88,23,89&near=22.5,188":        "near",
		"bbox=NaN,22,88,23":                     "bbox",
		"bbox=87,22,Inf,23":                     "bbox",
		"bbox=87,22,1e999,23":                   "bbox",
		"bbox=-181,22,88,23":                    "bbox",
		"near=88.3":                             "near",
		"near=88.3,22.5":                        "near",
		"within_m=100":                          "near",
		"near=88.3,22.5&within_m=0":             "within_m",
		"near=88.3,22.5&within_m=NaN":           "within_m",
		"near=88.3,22.5&within_m=-5":            "within_m",
		"near=88.3,22.5&within_m=999999999":     "within_m",
		"cell=88":                               "cell",
		"cell=000000000000000":                  "cell",
		"cell=8a3cf160e637fff":                  "cell",
		"cell=893cf160e63ffff%00":               "cell",
		"area=1":                                "area",
		"area=" + someID + "'--":                "area",
		"host=everything":                       "host",
		"q=":                                    "q",
		"q=" + strings.Repeat("%E0%A6%AC", 201): "q",
		"q=%FF":                                 "q",
		"q=a%00b":                               "q",
		"permission=GRANTED&after=" + strings.Repeat("a", 81): "after permission",
	} {
		p := problem(t, ask(t, s, "GET", "/api/v1/venues?"+query, ""), 400, "query.invalid")
		if got := pointers(p); got != want {
			t.Errorf("%s: wrong at %q, want %q", query, got, want)
		}
	}
	problem(t, ask(t, s, "GET", "/api/v1/venues?q=100%", ""), 400, "query.malformed")
	problem(t, ask(t, s, "GET", "/api/v1/venues?a=1;b=2", ""), 400, "query.malformed")
	p := problem(t, ask(t, s, "GET", "/api/v1/venues?near=22.5,98&within_m=5", ""), 400, "query.invalid")
	if !strings.Contains(p.Errors[0].Detail, "latitude first") {
		t.Errorf("swapped coordinates are not suspected: %v", p.Errors)
	}
	p = problem(t, ask(t, s, "GET", "/api/v1/plans/"+someID+"/compare", ""), 400, "query.invalid")
	if pointers(p) != "with" {
		t.Errorf("a needed parameter is not asked for: %v", p.Errors)
	}
}

func TestUnknownAndWrongFieldsAreAllNamed(t *testing.T) {
	s := bare(t)
	venue := func(rest string) string {
		return `{"name":"School","kind":"school","host":"fixed","at":[88.1,23.2]` + rest + `}`
	}
	for _, c := range []struct{ name, path, body, code, want string }{
		{"nothing", "venues", " ", "body.malformed", ""},
		{"no JSON", "venues", "name=School", "body.malformed", ""},
		{"half of it", "venues", `{"name":`, "body.malformed", ""},
		{"two values", "venues", venue("") + `{}`, "body.malformed", ""},
		{"Latin-1", "venues", "{\"name\":\"Caf\xe9\"}", "body.malformed", ""},
		{"UTF-16", "venues", "\xff\xfe{\x00}\x00", "body.malformed", ""},
		{"a byte order mark", "venues", "\ufeff" + venue(""), "body.malformed", ""},
		{"NaN", "venues", `{"at":[NaN,1]}`, "body.malformed", ""},
		{"a number beyond all", "venues", venue(`,"capacity":1e400`), "body.malformed", ""},
		{"a list", "venues", `[]`, "body.invalid", ""},
		{"null", "venues", `null`, "body.invalid", ""},
		{"nothing in it", "venues", `{}`, "body.invalid", "/host /kind /name"},
		{"an unknown field", "venues", venue(`,"title":"x"`), "body.invalid", "/title"},
		{"an unknown field within", "venues", venue(`,"fixes":[{"at":[1,2],"accuracy_m":5,"source":"gps","taken_at":"2026-01-05T10:00:00Z","who":"me"}]`), "body.invalid", "/fixes/0/who"},
		{"what is not one's to set", "venues", venue(`,"version":7,"permission":"granted"`), "body.invalid", "/permission /version"},
		{"a field twice", "venues", venue(`,"name":"Other"`), "body.invalid", "/name"},
		{"a field twice in another case", "venues", venue(`,"NAME":"Other"`), "body.invalid", "/NAME"},
		{"NUL", "venues", venue(`,"locality":"a\u0000b"`), "body.invalid", "/locality"},
		{"a word for a number", "venues", venue(`,"capacity":"many"`), "body.invalid", "/capacity"},
		{"half a visitor", "venues", venue(`,"capacity":1.5`), "body.invalid", "/capacity"},
		{"a huge number", "venues", venue(`,"capacity":1e300`), "body.invalid", "/capacity"},
		{"a million characters", "venues", `{"name":"` + strings.Repeat("x", 1_000_000) + `","kind":"school","host":"fixed","at":[88,23]}`, "body.invalid", "/name"},
		{"no place", "venues", `{"name":"School","kind":"school","host":"fixed"}`, "body.invalid", "/at"},
		{"three coordinates", "venues", `{"name":"School","kind":"school","host":"fixed","at":[88,23,5]}`, "body.invalid", "/at"},
		{"latitude first", "venues", `{"name":"School","kind":"school","host":"fixed","at":[23.2,188.1]}`, "body.invalid", "/at"},
		{"off the Earth", "venues", `{"name":"School","kind":"school","host":"fixed","at":[1e9,23]}`, "body.invalid", "/at"},
		{"an id of version 4", "venues", venue(`,"id":"6f1c1d5e-8a5f-4b7e-9c1d-0123456789ab"`), "body.invalid", "/id"},
		{"an id that is none", "venues", venue(`,"id":"1; DROP TABLE venue"`), "body.invalid", "/id"},
		{"a phone that is none", "grievances", `{"category":"water_supply","description":"x","phone":5,"at":[88,23]}`, "body.invalid", "/phone"},
		{"a day that is none", "drives", `{"name":"D","first_day":"2026-02-30"}`, "body.invalid", "/first_day"},
		{"a drive of no days", "drives", `{"name":"D","first_day":"2026-02-03","working_days":0}`, "body.invalid", "/working_days"},
		{"a turnout from nowhere", "drives", `{"name":"D","first_day":"2026-02-03","turnout_permille":400}`, "body.invalid", "/turnout_source"},
		{"a weekday beyond", "drives", `{"name":"D","first_day":"2026-02-03","weekly_off":[0,7]}`, "body.invalid", "/weekly_off/1"},
		{"a seed that JavaScript cannot hold", "plans", `{"drive":"` + someID + `","district":"` + someID + `","seed":9007199254740993}`, "body.invalid", "/seed"},
		{"a negative seed", "plans", `{"drive":"` + someID + `","district":"` + someID + `","seed":-1}`, "body.invalid", "/seed"},
		{"no fixes", "issue-sites", `{"category":"broken_drain","description":"x","fixes":[]}`, "body.invalid", "/fixes"},
		{"an accuracy of nothing", "issue-sites", `{"category":"broken_drain","description":"x","fixes":[{"at":[88,23],"accuracy_m":0,"source":"gps","taken_at":"2026-01-05T10:00:00Z"}]}`, "body.invalid", "/fixes/0/accuracy_m"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := problem(t, ask(t, s, "POST", "/api/v1/"+c.path, c.body), 400, c.code)
			if got := pointers(p); got != c.want {
				t.Errorf("wrong at %q, want %q: %v", got, c.want, p.Errors)
			}
			if len(fmt.Sprint(p)) > 2000 {
				t.Errorf("the problem repeats the input: %d characters", len(fmt.Sprint(p)))
			}
		})
	}
}

func TestDepthBombsAreRefusedBeforeTheyGrow(t *testing.T) {
	s := bare(t)
	for _, bomb := range []string{strings.Repeat("[", 500_000), strings.Repeat(`{"a":`, 100_000), `{"name":` + strings.Repeat("[", 17) + strings.Repeat("]", 17) + "}"} {
		problem(t, ask(t, s, "POST", "/api/v1/venues", bomb), 400, "body.deep")
	}
	if w := ask(t, s, "POST", "/api/v1/venues", `{"name":`+strings.Repeat("[", 15)+strings.Repeat("]", 15)+"}"); w.Code != 400 || strings.Contains(w.Body.String(), "body.deep") {
		t.Errorf("sixteen levels: %d %s", w.Code, w.Body)
	}
}
