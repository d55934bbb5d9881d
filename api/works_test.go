package api_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"doorstep/planning"
)

// worksIn adds two crews and n works.
func (h house) worksIn(t *testing.T, n int) {
	t.Helper()
	for k := 1; k <= 2; k++ {
		h.must(t, 201, "POST", "/crews", crewBody(k, ""))
	}
	for k := 1; k <= n; k++ {
		h.must(t, 201, "POST", "/works", workBody(k, ""))
	}
}

// must asks and gives the answer's fields; another status fails the test.
func (h house) must(t *testing.T, status int, method, path, body string, headers ...string) map[string]any {
	t.Helper()
	w := ask(t, h.Server, method, "/api/v1"+path, body, headers...)
	if w.Code != status {
		t.Fatalf("%s %s: %d, want %d: %s", method, path, w.Code, status, cutText(w.Body.String()))
	}
	var out map[string]any
	_ = json.Unmarshal(w.Body.Bytes(), &out)
	if out != nil {
		out["etag"] = w.Header().Get("ETag")
	}
	return out
}

func (h house) askWorks(t *testing.T) string {
	t.Helper()
	body := fmt.Sprintf(`{"district":%q,"first_day":"2026-01-05","days":3,"units":100}`, toyDistrict)
	return h.must(t, 202, "POST", "/works-plans", body)["id"].(string)
}

// The whole way with a worker: works in, plan, issue, road closed, plan again; what was announced stays where no rule
// forbids it, and the events end with the plan.
func TestAWorkerPlansWorksAndPlansThemAgainAfterARoadIsClosed(t *testing.T) {
	h := build(t)
	h.worksIn(t, 6)
	h.work(t)
	first := h.askWorks(t)
	if last := h.followed(t, "/works-plans/"+first+"/events"); last["state"] != "ready" || last["progress"] != 100.0 {
		t.Fatalf("the last event says %v", last)
	}
	record := h.must(t, 200, "GET", "/works-plans/"+first, "")
	h.must(t, 200, "POST", "/works-plans/"+first+"/issue", "", "If-Match: "+record["etag"].(string))
	h.must(t, 201, "POST", "/road-closures", `{"polygon":[[[87.815,23.204],[87.819,23.204],[87.819,23.212],[87.815,23.212]]],"from":"2026-01-05","to":"2026-01-07","reason":"Flood","source":"Control room"}`)
	again := h.must(t, 202, "POST", "/works-plans/"+first+"/replan", `{"events":[{"kind":"road_closed","text":"Flood"}]}`)["id"].(string)
	if last := h.followed(t, "/works-plans/"+again+"/events"); last["state"] != "ready" || last["replaces"] != first {
		t.Fatalf("the last event says %v", last)
	}
	changed := map[planning.WorkID]planning.WorksChange{}
	var changes struct{ Items []planning.WorksChange }
	if err := json.Unmarshal(ask(t, h.Server, "GET", "/api/v1/works-plans/"+again+"/changes", "").Body.Bytes(), &changes); err != nil {
		t.Fatal(err)
	}
	for _, c := range changes.Items {
		changed[c.Work] = c
	}
	inside := planning.WorkID(workID(2)) // its place lies in the closed area
	if c := changed[inside]; c.Kind != planning.WorkDropped || c.Reason == "" {
		t.Errorf("the work in the flood: %+v", c)
	}
	old, err := h.store.WorksPlanDocuments(t.Context(), planning.WorksPlanID(first))
	if err != nil {
		t.Fatal(err)
	}
	next, err := h.store.WorksPlanDocuments(t.Context(), planning.WorksPlanID(again))
	if err != nil {
		t.Fatal(err)
	}
	kept := 0
	for _, s := range old.Plan.Sheets {
		for _, stop := range s.Stops {
			if _, told := changed[stop.Work]; stop.Kind != planning.StopVisit || told {
				continue
			}
			sheet, _ := next.Plan.SheetOf(s.Crew, s.Day)
			for _, x := range sheet.Stops {
				if x.Work == stop.Work && x.Kind == planning.StopVisit {
					kept++
				}
			}
		}
	}
	if kept+len(changed) < 6 || kept == 0 {
		t.Errorf("%d visits stayed and %d works changed, of 6", kept, len(changed))
	}
	record = h.must(t, 200, "GET", "/works-plans/"+again, "")
	h.must(t, 200, "POST", "/works-plans/"+again+"/issue", "", "If-Match: "+record["etag"].(string))
	if state := h.must(t, 200, "GET", "/works-plans/"+first, "")["state"]; state != "superseded" {
		t.Errorf("the plan before is %v", state)
	}
}

// followed reads an event stream to its end and gives the last event's data.
func (h house) followed(t *testing.T, path string) (last map[string]any) {
	t.Helper()
	s := httptest.NewServer(h.Server)
	defer s.Close()
	client := http.Client{Timeout: time.Minute}
	answer, err := client.Get(s.URL + "/api/v1" + path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, 1<<20)
	done := false
	for lines.Scan() {
		line := lines.Text()
		done = done || line == "event: done"
		if data, ok := strings.CutPrefix(line, "data: "); ok {
			last = nil
			if err := json.Unmarshal([]byte(data), &last); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !done {
		t.Errorf("%s ended without done", path)
	}
	return last
}

func TestWorksThatNobodyCanDoAreListedWithTheReason(t *testing.T) {
	h := build(t)
	h.must(t, 201, "POST", "/works", workBody(1, ""))
	id := h.askWorks(t)
	h.solveWorks(t, id)
	var list struct {
		Items []struct{ Work, Name, Reason, Text string }
	}
	w := ask(t, h.Server, "GET", "/api/v1/works-plans/"+id+"/unvisited", "")
	if err := json.Unmarshal(w.Body.Bytes(), &list); err != nil || len(list.Items) != 1 {
		t.Fatalf("%s, %v", w.Body, err)
	}
	if x := list.Items[0]; x.Work != workID(1) || x.Name != "Culvert 1" || x.Reason != "left_out" || x.Text == "" {
		t.Errorf("it says %+v", x)
	}
}

func TestListsOfWorksArePagedWhole(t *testing.T) {
	h := build(t)
	h.worksIn(t, 7)
	id := h.askWorks(t)
	h.solveWorks(t, id)
	for path, want := range map[string]int{
		"/api/v1/works": 7, "/api/v1/works?bbox=87.8,23.2,87.9,23.3": 7, "/api/v1/crews": 2, "/api/v1/crews?area=" + string(toyDistrict): 2,
		"/api/v1/works-plans/" + id + "/visits": 7, "/api/v1/works-plans": 1,
	} {
		glue := "?"
		if strings.Contains(path, "?") {
			glue = "&"
		}
		ids, pages := walk(t, h.Server, path+glue+"limit=2")
		if len(ids) != want || len(pages) != (want+1)/2 {
			t.Errorf("%s: %d rows on %d pages, want %d", path, len(ids), len(pages), want)
		}
	}
	var first, second struct {
		Items []struct{ Crew, Day string }
		Next  *string
	}
	at := "/api/v1/works-plans/" + id + "/sheets?limit=1"
	if err := json.Unmarshal(ask(t, h.Server, "GET", at, "").Body.Bytes(), &first); err != nil || len(first.Items) != 1 {
		t.Fatalf("%v, %v", first, err)
	}
	if first.Next != nil {
		if err := json.Unmarshal(ask(t, h.Server, "GET", *first.Next, "").Body.Bytes(), &second); err != nil || len(second.Items) != 1 || second.Items[0] == first.Items[0] {
			t.Errorf("the second page is %v, %v", second, err)
		}
	}
}

func TestHostileWorksAreNamed(t *testing.T) {
	h := build(t)
	h.worksIn(t, 2)
	id := h.askWorks(t)
	h.solveWorks(t, id)
	at := "/works-plans/" + id
	long := strings.Repeat("[87.8,23.2],", 2100) + "[87.8,23.2]"
	for _, c := range []struct {
		name, method, path, body, code string
		status                         int
		headers                        []string
	}{
		{"latitude first", "POST", "/works", `{"name":"x","kind":"repair","at":[23.21,87.81],"minutes":5,"priority":1}`, "point.swapped", 400, nil},
		{"in the sea", "POST", "/works", `{"name":"x","kind":"repair","at":[88.5,19.1],"minutes":5,"priority":1}`, "work.outside", 422, nil},
		{"off the Earth", "POST", "/works", `{"name":"x","kind":"repair","at":[200,10],"minutes":5,"priority":1}`, "body.invalid", 400, nil},
		{"due before release", "POST", "/works", `{"name":"x","kind":"repair","at":[87.81,23.21],"minutes":5,"priority":1,"release":"2026-02-02","due":"2026-02-01"}`, "work.malformed", 400, nil},
		{"a line of one point", "POST", "/works", `{"name":"x","kind":"repair","at":[87.81,23.21],"minutes":5,"priority":1,"line":[[87.81,23.21]]}`, "body.invalid", 400, nil},
		{"a polygon that crosses itself", "POST", "/works", `{"name":"x","kind":"repair","at":[87.81,23.21],"minutes":5,"priority":1,"polygon":[[[87.81,23.21],[87.82,23.22],[87.82,23.21],[87.81,23.22],[87.81,23.21]]]}`, "work.malformed", 400, nil},
		{"too many points", "POST", "/works", `{"name":"x","kind":"repair","at":[87.81,23.21],"minutes":5,"priority":1,"line":[` + long + `]}`, "body.invalid", 400, nil},
		{"a field of the store", "POST", "/works", `{"name":"x","kind":"repair","at":[87.81,23.21],"minutes":5,"priority":1,"state":"done"}`, "body.invalid", 400, nil},
		{"a work that waits for nothing known", "POST", "/works", `{"name":"x","kind":"repair","at":[87.81,23.21],"minutes":5,"priority":1,"after":[{"work":"` + someID + `"}]}`, "work_after.before_missing", 422, nil},
		{"a skill in capitals", "POST", "/crews", crewBody(3, `,"equipment":["Big Pump"]`), "crew.malformed", 400, nil},
		{"a shift that ends before it begins", "POST", "/crews", crewBody(3, `,"shifts":[{"day":"2026-01-06","from":"12:00","to":"09:00"}]`), "crew.malformed", 400, nil},
		{"no time of day", "POST", "/crews", crewBody(3, `,"from":"25:00"`), "body.invalid", 400, nil},
		{"a closure of the whole state", "POST", "/road-closures", `{"polygon":[[[86,21],[89,21],[89,27],[86,27]]],"from":"2026-01-05","to":"2026-01-06","reason":"x","source":"x"}`, "road_closure.malformed", 400, nil},
		{"a closure that ends before it begins", "POST", "/road-closures", `{"polygon":[[[87.81,23.2],[87.82,23.2],[87.82,23.21]]],"from":"2026-01-05","to":"2026-01-04","reason":"x","source":"x"}`, "road_closure.malformed", 400, nil},
		{"a plan of a block", "POST", "/works-plans", `{"district":"` + toyID[string]("area", "block0") + `","first_day":"2026-01-05","days":2}`, "works_plan.district", 422, nil},
		{"a plan of last year", "POST", "/works-plans", `{"district":"` + string(toyDistrict) + `","first_day":"2025-01-05","days":2}`, "works_plan.past", 422, nil},
		{"tables from the client", "POST", at + "/replan", `{"events":[{"kind":"road_closed","matrices":[]}]}`, "body.invalid", 400, nil},
		{"an event of a crew that is not there", "POST", at + "/replan", `{"events":[{"kind":"crew_ill","crew":"` + someID + `"}]}`, "crew.missing", 404, nil},
		{"a move to a crew that is not there", "POST", at + "/moves", `{"work":"` + workID(1) + `","crew":"` + someID + `","day":"2026-01-05"}`, "works_move.forbidden", 422, nil},
		{"the moves of a work that is not in the plan", "GET", at + "/works/" + someID + "/moves", "", "works.unknown", 404, nil},
		{"issue without having read", "POST", at + "/issue", "", "match.missing", 428, nil},
		{"changes of a plan from scratch", "GET", at + "/changes", "", "works_plan.no_changes", 404, nil},
		{"a sheet of no day", "GET", at + "/sheets/" + crewID(1) + "/tomorrow/sheet.html", "", "day.malformed", 400, nil},
		{"a sheet that is none", "GET", at + "/sheets/" + crewID(1) + "/2026-03-05/sheet.gpx", "", "day_sheet.missing", 404, nil},
		{"a page from nowhere", "GET", at + "/visits?after=x", "", "page.malformed", 400, nil},
		{"a sheet page from nowhere", "GET", at + "/sheets?after=x~y", "", "page.malformed", 400, nil},
		{"a visit without its crew", "GET", at + "/visits/" + workID(1), "", "query.invalid", 400, nil},
		{"a draft's visit", "PATCH", at + "/visits/" + workID(1) + "?crew=" + h.crewOf(t, id, workID(1)), `{"state":"started"}`, "visit.state", 409, []string{`If-Match: "1.0123456789abcdef"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			problem(t, ask(t, h.Server, c.method, "/api/v1"+c.path, c.body, c.headers...), c.status, c.code)
		})
	}
}

// crewOf gives the crew that visits a work.
func (h house) crewOf(t *testing.T, plan, work string) string {
	t.Helper()
	list, err := h.store.Visits(t.Context(), planning.VisitQuery{Plan: planning.WorksPlanID(plan)})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range list {
		if string(v.Work) == work {
			return string(v.Crew)
		}
	}
	t.Fatalf("nobody visits %s", work)
	return ""
}

func TestAMoveSentAgainGivesThePlanItGave(t *testing.T) {
	h := build(t)
	h.worksIn(t, 4)
	id := h.askWorks(t)
	h.solveWorks(t, id)
	to := h.someMove(t, id, workID(2))
	body := fmt.Sprintf(`{"work":%q,"crew":%q,"day":%q}`, workID(2), to.Crew, to.Day)
	first := h.must(t, 201, "POST", "/works-plans/"+id+"/moves", body, "Idempotency-Key: m")
	h.must(t, 200, "POST", "/works-plans/"+first["id"].(string)+"/issue", "", "If-Match: "+first["etag"].(string))
	again := h.must(t, 201, "POST", "/works-plans/"+id+"/moves", body, "Idempotency-Key: m")
	if again["id"] != first["id"] {
		t.Errorf("%v, then %v", first["id"], again["id"])
	}
	if h.crewOf(t, first["id"].(string), workID(2)) != string(to.Crew) {
		t.Error("it stands on another crew's sheet")
	}
	if list := h.must(t, 200, "GET", "/works-plans", "")["items"].([]any); len(list) != 2 {
		t.Errorf("%d plans are kept", len(list))
	}
}
