package api_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"doorstep/api"
)

// step is one request of the story whose answers are kept as golden files.
type step struct {
	name    string // of the golden file
	method  string
	route   string // as the document has it
	path    string // route with its names filled in
	body    string
	headers []string
	status  int
}

// story asks every route in turn, as an office would in a week, and gives each answer to see.
func story(t *testing.T, h house, see func(step, *httptest.ResponseRecorder)) {
	t.Helper()
	v1 := "/api/v1"
	do := func(s step) map[string]any {
		t.Helper()
		if s.path == "" {
			s.path = s.route
		}
		w := ask(t, h.Server, s.method, v1+s.path, s.body, s.headers...)
		if w.Code != s.status {
			t.Fatalf("%s: %s %s: %d, want %d: %s", s.name, s.method, s.path, w.Code, s.status, cutText(w.Body.String()))
		}
		see(s, w)
		var out map[string]any
		_ = json.Unmarshal(w.Body.Bytes(), &out)
		if out != nil {
			out["etag"] = w.Header().Get("ETag")
		}
		return out
	}
	get := func(name, route, path string) map[string]any {
		t.Helper()
		return do(step{name: name, method: "GET", route: route, path: path, status: 200})
	}
	post := func(name, route, path, body string, status int, headers ...string) map[string]any {
		t.Helper()
		return do(step{name, "POST", route, path, body, headers, status})
	}
	id := func(noun map[string]any) string { return noun["id"].(string) }

	district, drive := string(toyDistrict), string(toyDrive)
	block0 := toyID[string]("area", "block0")
	get("areas", "/areas", "/areas?within="+district+"&level=block")
	get("areas-by-code", "/areas", "/areas?code=toy:gp01")
	get("area", "/areas/{id}", "/areas/"+district)
	get("areas-geojson", "/areas.geojson", "/areas.geojson?level=block")
	get("settlements", "/settlements", "/settlements?area="+block0+"&limit=2")
	get("settlements-near", "/settlements", "/settlements?near=87.804,23.21&within_m=100")
	get("drives", "/drives", "")
	get("drive", "/drives/{id}", "/drives/"+drive)
	post("drive-created", "/drives", "", `{"name":"Next drive","first_day":"2026-03-02","working_days":10,"opens":"11:00","facilities":["ramp","rooms:2"],"schemes":[{"id":"pension","name":"Pension","share_permille":1000,"minutes":8,"desks":4}],"closures":[{"day":"2026-03-04","kind":"holiday","source":"order 7"}]}`, 201)

	get("venues", "/venues", "/venues?bbox=87.8,23.2,87.82,23.22&host=fixed")
	venue := post("venue-created", "/venues", "", `{"id":"019b8a5c-0c00-7000-8000-000000000001","name":"Club ground","kind":"community_hall","host":"fixed","at":[87.81,23.212],"capacity":250,"facilities":["ramp","rooms:2"]}`, 201, "Idempotency-Key: venue-1")
	at := "/venues/" + id(venue)
	get("venue", "/venues/{id}", at)
	post("venue-fix-created", "/venues/{id}/fixes", at+"/fixes", `{"id":"019b8a5c-0c00-7000-8000-000000000002","at":[87.8101,23.2121],"accuracy_m":8,"source":"gps","taken_at":"2026-01-05T06:00:00Z","taken_by":"staff-7"}`, 201)
	get("venue-fixes", "/venues/{id}/fixes", at+"/fixes")
	venue = get("venue-after-fix", "/venues/{id}", at)
	do(step{"venue-changed", "PATCH", "/venues/{id}", at, `{"permission":"granted","permission_letter":"L/12","permission_from":"2026-01-05"}`, []string{"If-Match: " + venue["etag"].(string)}, 200})
	get("venue-duplicates", "/venue-duplicates", "")
	pair := toyDuplicates(toy(t).Venues)[0]
	do(step{"venue-duplicate-judged", "PATCH", "/venue-duplicates/{a}/{b}", fmt.Sprintf("/venue-duplicates/%s/%s", pair.A, pair.B), `{"state":"rejected"}`, nil, 200})

	request := `{"drive":"` + drive + `","district":"` + district + `","seed":7}`
	dropped := id(post("plan-requested", "/plans", "", request, 202))
	post("plan-cancelled", "/plans/{id}/cancel", "/plans/"+dropped+"/cancel", "", 200)
	first := id(post("plan-requested-again", "/plans", "", request, 202))
	second := id(post("plan-requested-with-another-seed", "/plans", "", strings.Replace(request, "7}", `8,"options":{"improve_units":1000}}`, 1), 202))
	h.solve(t, first)
	h.solve(t, second)
	plan := get("plan", "/plans/{id}", "/plans/"+first)
	get("plans", "/plans", "/plans?district="+district+"&state=ready")
	get("plan-events", "/plans/{id}/events", "/plans/"+first+"/events")
	get("plan-summary", "/plans/{id}/summary", "/plans/"+first+"/summary")
	get("plan-compared", "/plans/{id}/compare", "/plans/"+first+"/compare?with="+second)
	cells := get("plan-cells", "/plans/{id}/cells", "/plans/"+first+"/cells?area="+block0)
	cell := cells["features"].([]any)[0].(map[string]any)["id"].(string)
	get("plan-cell-why", "/plans/{id}/cells/{cell}", "/plans/"+first+"/cells/"+cell)
	camps := get("camps", "/plans/{id}/camps", "/plans/"+first+"/camps?area="+block0)
	camp := camps["features"].([]any)[0].(map[string]any)
	day, used := camp["properties"].(map[string]any)["day"].(string), camp["properties"].(map[string]any)["venue"].(string)
	get("camps-of-a-day", "/plans/{id}/camps", "/plans/"+first+"/camps?day="+day)
	get("plan-venue-why", "/plans/{id}/venues/{venue}", "/plans/"+first+"/venues/"+used)
	get("camp-alternatives", "/plans/{id}/camps/{camp}/alternatives", "/plans/"+first+"/camps/"+camp["properties"].(map[string]any)["plan_camp"].(string)+"/alternatives")
	get("plan-problem", "/plans/{id}/problem.json", "/plans/"+first+"/problem.json")
	get("plan-document", "/plans/{id}/plan.json", "/plans/"+first+"/plan.json")
	get("report-html", "/plans/{id}/report.html", "/plans/"+first+"/report.html")
	get("report-csv", "/plans/{id}/report.csv", "/plans/"+first+"/report.csv")
	get("report-geojson", "/plans/{id}/report.geojson", "/plans/"+first+"/report.geojson")
	get("camps-calendar", "/plans/{id}/camps.ics", "/plans/"+first+"/camps.ics?area="+block0)
	do(step{"registration-before-publication", "POST", "/camps/{id}/registrations", "/camps/" + camp["id"].(string) + "/registrations", `{"name":"Invented Person","scheme":"widow_pension"}`, []string{"Idempotency-Key: reg-0"}, 422})
	do(step{"plan-published", "POST", "/plans/{id}/publish", "/plans/" + first + "/publish", "{}", []string{"If-Match: " + plan["etag"].(string)}, 200})
	get("camp", "/camps/{id}", "/camps/"+camp["id"].(string))

	at = "/camps/" + camp["id"].(string) + "/registrations"
	receipt := post("registration-created", "/camps/{id}/registrations", at, `{"name":"Invented Person","phone":"98765 43210","scheme":"widow_pension"}`, 201, "Idempotency-Key: reg-1")
	get("registrations-of-a-camp", "/camps/{id}/registrations", at)
	get("registrations", "/registrations", "/registrations?area="+district)
	get("registration", "/registrations/{id}", "/registrations/"+id(receipt))
	site := post("issue-site-created", "/issue-sites", "", `{"category":"broken_drain","description":"The drain by the well is broken.","fixes":[{"at":[87.8101,23.2121],"accuracy_m":8,"source":"gps","taken_at":"2026-01-05T06:00:00Z"}]}`, 201)
	post("issue-site-fix-created", "/issue-sites/{id}/fixes", "/issue-sites/"+id(site)+"/fixes", `{"at":[87.8102,23.2121],"accuracy_m":12,"source":"gps","taken_at":"2026-01-05T06:05:00Z"}`, 201)
	get("issue-site", "/issue-sites/{id}", "/issue-sites/"+id(site))
	get("issue-sites", "/issue-sites", "/issue-sites?bbox=87.81,23.21,87.82,23.22")
	grievance := post("grievance-created", "/grievances", "", `{"category":"water_supply","description":"No water since Monday.","name":"Invented Person","phone":"9876543210","at":[87.8115,23.2099],"issue_site":"`+id(site)+`"}`, 201, "Idempotency-Key: grievance-1")
	get("grievances", "/grievances", "/grievances?area="+block0)
	get("grievance", "/grievances/{id}", "/grievances/"+id(grievance))
	get("tracking", "/tracking/{number}", "/tracking/"+grievance["tracking"].(string))
	do(step{"problem-body", "POST", "/grievances", "", `{"category":"Water","describes":"x"}`, nil, 400})
	do(step{"problem-query", "GET", "/venues", "/venues?bbox=1,2,3&colour=red", "", nil, 400})
	do(step{"problem-missing", "GET", "/areas/{id}", "/areas/" + someID, "", nil, 404})
	do(step{"problem-stale", "PATCH", "/venues/{id}", "/venues/" + id(venue), `{"name":"Other"}`, []string{"If-Match: " + venue["etag"].(string)}, 412})
	do(step{"problem-duplicate", "POST", "/camps/{id}/registrations", at, `{"name":"Invented Person","applicant":"` + receipt["applicant"].(string) + `","scheme":"widow_pension"}`, []string{"Idempotency-Key: reg-2"}, 409})
	do(step{"problem-key", "POST", "/camps/{id}/registrations", at, `{"name":"Invented Person","scheme":"widow_pension"}`, nil, 400})

	lost := fmt.Sprintf(`{"announced_hours":24,"share":5,"events":[{"kind":"venue_lost","source":"order 12 of the district magistrate","venue":%q,"from":%q}]}`, used, day)
	again := id(post("replan-requested", "/plans/{id}/replan", "/plans/"+first+"/replan", lost, 202, "Idempotency-Key: replan-1"))
	h.solve(t, again)
	next := get("replan-ready", "/plans/{id}", "/plans/"+again)
	get("replan", "/plans/{id}/replan", "/plans/"+again+"/replan")
	get("notices", "/plans/{id}/notices", "/plans/"+again+"/notices?limit=1")
	get("notices-table", "/plans/{id}/notices.csv", "/plans/"+again+"/notices.csv")
	do(step{"replan-published", "POST", "/plans/{id}/publish", "/plans/" + again + "/publish", "{}", []string{"If-Match: " + next["etag"].(string)}, 200})
	get("camp-moved", "/camps/{id}", "/camps/"+camp["id"].(string))
	get("registration-at-a-moved-camp", "/registrations/{id}", "/registrations/"+id(receipt))
	worksStory(t, h, storyteller{do, get, post})
	do(step{"problem-replan", "POST", "/plans/{id}/replan", "/plans/" + again + "/replan", `{"share":4,"events":[{"kind":"rain"}]}`, nil, 400})
}

func TestEveryRouteAnswersAsTheGoldenFilesAndTheDocumentSay(t *testing.T) {
	h := build(t)
	document, schemas := described(t)
	asked := map[string]bool{}
	steady := newSteady()
	story(t, h, func(s step, w *httptest.ResponseRecorder) {
		asked[s.method+" /api/v1"+s.route] = true
		validate(t, document, schemas, s, w)
		api.CompareGolden(t, filepath.Join("..", "testdata", "golden", "api", s.name+".txt"), steady.text(t, s, w))
	})
	for path, item := range document["paths"].(map[string]any) {
		for method := range item.(map[string]any) {
			if !asked[strings.ToUpper(method)+" "+path] {
				t.Errorf("no golden answer of %s %s", strings.ToUpper(method), path)
			}
		}
	}
	if len(asked) < 40 {
		t.Errorf("%d routes asked: the test looked at too little", len(asked))
	}
}

func described(t *testing.T) (map[string]any, *jsonschema.Compiler) {
	t.Helper()
	text, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource("file:///openapi.json", doc); err != nil {
		t.Fatal(err)
	}
	return doc.(map[string]any), c
}

// validate holds an answer against the document: its status, its media type and, where it is JSON, its
// schema by the rules of JSON Schema 2020-12, formats among them.
func validate(t *testing.T, document map[string]any, schemas *jsonschema.Compiler, s step, w *httptest.ResponseRecorder) {
	t.Helper()
	responses := document["paths"].(map[string]any)["/api/v1"+s.route].(map[string]any)[strings.ToLower(s.method)].(map[string]any)["responses"].(map[string]any)
	status := strconv.Itoa(w.Code)
	if w.Code >= 400 {
		status = "default"
	}
	response, ok := responses[status].(map[string]any)
	if !ok {
		t.Errorf("%s: the document has no %s", s.name, status)
		return
	}
	kind := w.Header().Get("Content-Type")
	if _, ok := response["content"].(map[string]any)[kind]; !ok {
		t.Errorf("%s: the document has no %s", s.name, kind)
		return
	}
	if !strings.HasSuffix(kind, "json") || ownTests(s.route) {
		return
	}
	escape := strings.NewReplacer("~", "~0", "/", "~1").Replace
	at := fmt.Sprintf("file:///openapi.json#/paths/%s/%s/responses/%s/content/%s/schema", escape("/api/v1"+s.route), strings.ToLower(s.method), status, escape(kind))
	schema, err := schemas.Compile(strings.NewReplacer("{", "%7B", "}", "%7D").Replace(at))
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(w.Body.String()))
	if err != nil {
		t.Fatalf("%s: %v", s.name, err)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("%s: %v", s.name, err)
	}
}

// storyteller asks what the story asks next.
type storyteller struct {
	do   func(step) map[string]any
	get  func(name, route, path string) map[string]any
	post func(name, route, path, body string, status int, headers ...string) map[string]any
}

// ownTests says whether a route gives a document whose content is held where it is made: reports and
// canonical documents.
func ownTests(route string) bool {
	return strings.Contains(route, "/report.") || strings.Contains(route, "/sheet.") || strings.HasSuffix(route, "/problem.json") || strings.HasSuffix(route, "/plan.json") || strings.HasSuffix(route, "/outline.json")
}

// ownWords says whether a route gives what package planning found, in its figures and sentences: the
// document holds its form, planning's own tests hold the rest.
func ownWords(method, route string) bool {
	if strings.HasSuffix(route, "/replan") || strings.Contains(route, "/notices") {
		return method == "GET"
	}
	if strings.HasPrefix(route, "/works-plans/{id}/") && method == "GET" {
		return strings.HasSuffix(route, "/moves") || strings.HasSuffix(route, "/changes") || strings.HasSuffix(route, "/unvisited") || strings.HasSuffix(route, "/sheets") || strings.HasSuffix(route, "/ways.geojson")
	}
	return strings.HasSuffix(route, "/summary") || strings.HasSuffix(route, "/compare") || strings.HasSuffix(route, "{cell}") || strings.HasSuffix(route, "/alternatives") || strings.HasSuffix(route, "{venue}")
}

// steady turns what differs from run to run into what does not: ids, tracking numbers and digests are
// numbered in the order they come.
type steady struct{ seen map[string]string }

func newSteady() *steady { return &steady{map[string]string{}} }

var changing = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}|[0-9a-f]{16}"`)

func (s *steady) replace(text string) string {
	return changing.ReplaceAllStringFunc(text, func(found string) string {
		if s.seen[found] == "" {
			n := len(s.seen) + 1
			switch {
			case strings.HasSuffix(found, `"`):
				s.seen[found] = fmt.Sprintf(`%016x"`, n)
			case found[8] == '-':
				s.seen[found] = fmt.Sprintf("00000000-0000-7000-8000-%012d", n)
			default:
				s.seen[found] = fmt.Sprintf("0000-0000-0000-%05d", n)
			}
		}
		return s.seen[found]
	})
}

// text writes a request and its answer for a person to read.
func (s *steady) text(t *testing.T, st step, w *httptest.ResponseRecorder) string {
	t.Helper()
	var b strings.Builder
	path := st.path
	if path == "" {
		path = st.route
	}
	fmt.Fprintf(&b, "%s /api/v1%s\n", st.method, path)
	if st.body != "" {
		fmt.Fprintf(&b, "%s\n", st.body)
	}
	fmt.Fprintf(&b, "\n%d\n", w.Code)
	for _, name := range []string{"Cache-Control", "Content-Disposition", "Content-Type", "Etag", "Link", "Location"} {
		if v := w.Header().Get(name); v != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, v)
		}
	}
	body := w.Body.String()
	switch {
	case ownTests(st.route) || ownWords(st.method, st.route):
		body = "(" + st.route[strings.LastIndexByte(st.route, '/')+1:] + " has tests where it is made)"
		if w.Body.Len() < 200 {
			t.Errorf("%s: only %d bytes", st.name, w.Body.Len())
		}
	case strings.HasSuffix(w.Header().Get("Content-Type"), "json"):
		body = indented(t, body)
	}
	fmt.Fprintf(&b, "\n%s\n", strings.ReplaceAll(body, "\r\n", "\n"))
	return s.replace(b.String())
}

func indented(t *testing.T, body string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatal(err)
	}
	out, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
