package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"doorstep/api"
	"doorstep/internal/casework"
	"doorstep/planning"
)

func TestNothingPersonalReachesLogsMetricsOrProblems(t *testing.T) {
	h := build(t)
	camp := h.firstCamp(t, h.planned(t))
	const name, phone, words, lon = "Canary Kanaribala", "9830012345", "canary-words behind the mosque", "87.8123456"
	told := ""
	send := func(method, path, body string, headers ...string) {
		w := ask(t, h.Server, method, "/api/v1"+path, body, headers...)
		if w.Code >= 400 {
			told += w.Body.String()
		}
	}
	person := fmt.Sprintf(`{"name":%q,"phone":%q,"scheme":"widow_pension"}`, name, phone)
	for _, body := range []string{person, strings.Replace(person, `"}`, `","x":1}`, 1), strings.Replace(person, "widow_pension", "Widow "+name, 1), person[:len(person)-3], strings.Replace(person, phone, phone+name, 1), "[" + person + "]"} {
		send("POST", "/camps/"+camp+"/registrations", body, "Idempotency-Key: k-"+name[:6])
		send("POST", "/camps/"+someID+"/registrations", body, "Idempotency-Key: k")
		send("POST", "/camps/"+someID+"/registrations", body)
	}
	for _, at := range []string{"[" + lon + ",23.21]", "[23.21," + lon + "]", "[" + lon + ",123.21]", `["` + name + `",1]`} {
		send("POST", "/grievances", fmt.Sprintf(`{"category":"water_supply","description":%q,"name":%q,"phone":%q,"at":%s}`, words, name, phone, at), fmt.Sprintf("Idempotency-Key: g-%d", len(at)))
	}
	for _, query := range []string{"/venues?q=" + strings.ReplaceAll(name, " ", "+"), "/venues?near=" + lon + ",23.21&within_m=50", "/venues?bbox=" + lon + ",1,2,3", "/areas?code=" + phone + ":1", "/areas?q=" + phone + "%00"} {
		send("GET", query, "")
	}
	for _, path := range []string{"/tracking/" + phone, "/registrations/" + phone, "/grievances?cell=" + phone, "/" + phone} {
		send("GET", path, "")
	}
	metrics := ask(t, h.Server, "GET", "/metrics", "").Body.String()
	log := h.log.String()
	if strings.Count(log, `"msg":"request"`) < 25 || !strings.Contains(metrics, "doorstep_http_requests_total") || strings.Count(told, `"code"`) < 15 {
		t.Fatalf("the test looked at too little: %d log lines, problems %d", strings.Count(log, "\n"), strings.Count(told, `"code"`))
	}
	for _, canary := range []string{"Canary", "Kanaribala", phone, phone[3:], "canary-words", lon, "87.812"} {
		for where, text := range map[string]string{"logs": log, "metrics": metrics, "problems": told} {
			if i := strings.Index(text, canary); i >= 0 {
				t.Errorf("%q is in the %s: ...%s...", canary, where, text[max(0, i-100):min(len(text), i+60)])
			}
		}
	}
}

func TestALineAndACountForEachRequest(t *testing.T) {
	h := build(t)
	w := ask(t, h.Server, "GET", "/api/v1/areas/"+string(toyDistrict), "")
	ask(t, h.Server, "GET", "/api/v1/areas/"+someID, "")
	ask(t, h.Server, "BREW", "/secret/path", "")
	var seen []map[string]any
	for line := range strings.Lines(h.log.String()) {
		var v map[string]any
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatal(err)
		}
		if v["msg"] == "request" {
			seen = append(seen, v)
		}
	}
	if len(seen) != 3 {
		t.Fatalf("%d lines of 3 requests: %s", len(seen), h.log)
	}
	first := seen[0]
	if first["route"] != "/api/v1/areas/{id}" || first["status"] != 200.0 || first["method"] != "GET" || first["request"] != w.Header().Get("X-Request-Id") || first["ms"] == nil {
		t.Errorf("line %v", first)
	}
	if seen[1]["code"] != "area.missing" || seen[1]["level"] != "INFO" || seen[2]["route"] != "none" || seen[2]["method"] != "other" {
		t.Errorf("lines %v", seen[1:])
	}
	metrics := ask(t, h.Server, "GET", "/metrics", "").Body.String()
	for _, want := range []string{
		`doorstep_http_requests_total{method="GET",route="/api/v1/areas/{id}",status="200"} 1`,
		`doorstep_http_requests_total{method="GET",route="/api/v1/areas/{id}",status="404"} 1`,
		`doorstep_http_requests_total{method="other",route="none",status="405"} 1`,
		`doorstep_http_request_seconds_count{method="GET",route="/api/v1/areas/{id}"} 2`,
		`doorstep_plans{state="queued"} 0`, "doorstep_plan_requests_total 0", "go_goroutines",
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("metrics lack %s:\n%s", want, grep(metrics, "doorstep_"))
		}
	}
	if strings.Contains(metrics, "secret") {
		t.Error("an address is in the metrics")
	}
}

func grep(text, word string) string {
	var found strings.Builder
	for line := range strings.Lines(text) {
		if strings.Contains(line, word) && !strings.HasPrefix(line, "#") {
			found.WriteString(line)
		}
	}
	return found.String()
}

// broken is a store with defects.
type broken struct{ api.Store }

func (broken) Area(context.Context, planning.AreaID) (planning.Area, error) {
	panic("secret person 9830012345")
}

func (broken) Venue(context.Context, planning.VenueID) (planning.Venue, error) {
	return planning.Venue{}, fmt.Errorf("store.Venue: %w", errors.New(`invalid input "secret person" at 88.123456 DETAIL: Key (phone)=(9830012345)`))
}

func (broken) Drive(ctx context.Context, _ planning.DriveID) (planning.Drive, error) {
	<-ctx.Done()
	return planning.Drive{}, ctx.Err()
}

func (broken) Register(context.Context, casework.Actor, casework.Key, planning.CampID, casework.Application) (casework.Registration, error) {
	var found []casework.Registration
	first := len(found) // nothing was found
	return found[first], nil
}

func TestADefectShowsARequestIDOnly(t *testing.T) {
	log := &lines{}
	s, err := api.New(api.Config{Store: broken{}, Page: fstest.MapFS{"index.html": {}}, Log: slog.New(slog.NewTextHandler(log, nil)), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, r := range [][3]string{
		{"GET", "/api/v1/areas/" + someID, ""},
		{"GET", "/api/v1/venues/" + someID, ""},
		{"POST", "/api/v1/camps/" + someID + "/registrations", `{"name":"secret person","phone":"9830012345","scheme":"widow_pension"}`},
	} {
		w := ask(t, s, r[0], r[1], r[2], "Idempotency-Key: key-1")
		p := problem(t, w, 500, "internal.failure")
		ids = append(ids, p.Request)
		if strings.Contains(w.Body.String(), "secret") || strings.Contains(w.Body.String(), "store") {
			t.Errorf("%s %s shows %s", r[0], r[1], w.Body)
		}
	}
	for _, id := range ids {
		if !strings.Contains(log.String(), id) {
			t.Errorf("the log does not know %s", id)
		}
	}
	if !strings.Contains(log.String(), "level=ERROR") || !strings.Contains(log.String(), "observe_test.go") || !strings.Contains(log.String(), "index out of range") {
		t.Errorf("the log does not say where: %s", log)
	}
	for _, canary := range []string{"secret", "9830012345", "88.123456"} {
		if strings.Contains(log.String(), canary) {
			t.Errorf("the log holds %q: %s", canary, grep(log.String(), canary))
		}
	}
}

func TestAClientThatLeavesIsNoDefect(t *testing.T) {
	log := &lines{}
	s, err := api.New(api.Config{Store: broken{}, Page: fstest.MapFS{"index.html": {}}, Log: slog.New(slog.NewTextHandler(log, nil)), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	askAs(t, s, gone, "GET", "/api/v1/drives/"+someID)
	if !strings.Contains(log.String(), "client_left=true") || strings.Contains(log.String(), "ERROR") {
		t.Errorf("log: %s", log)
	}
	late, stop := context.WithTimeout(t.Context(), time.Nanosecond)
	defer stop()
	<-late.Done()
	w := askAs(t, s, late, "GET", "/api/v1/drives/"+someID)
	problem(t, w, 503, "request.timeout")
	if w.Header().Get("Retry-After") == "" {
		t.Error("it is not said when to try again")
	}
}

func TestAnAwayDatabaseIsSaidSoAndTheProcessLives(t *testing.T) {
	s := bare(t)
	w := ask(t, s, "GET", "/readyz", "")
	problem(t, w, 503, "database.unavailable")
	if w.Header().Get("Retry-After") == "" {
		t.Error("it is not said when to try again")
	}
	if w := ask(t, s, "GET", "/healthz", ""); w.Code != 200 {
		t.Errorf("alive: %d", w.Code)
	}
	if w := ask(t, s, "GET", "/metrics", ""); w.Code != 200 || !strings.Contains(w.Body.String(), "doorstep_http_requests_total") || strings.Contains(w.Body.String(), "doorstep_plans{") {
		t.Errorf("metrics: %d", w.Code)
	}
}
