package api_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// creations are one of each kind that a client may send again.
func creations(camp string) map[string]string {
	return map[string]string{
		"/venues":                            `{"name":"Club ground","kind":"community_hall","host":"fixed","at":[87.81,23.212]}`,
		"/venues/" + toyVenueID() + "/fixes": `{"at":[87.8061,23.2121],"accuracy_m":8,"source":"gps","taken_at":"2026-01-05T06:00:00Z"}`,
		"/drives":                            `{"name":"Next drive","first_day":"2026-03-02"}`,
		"/plans":                             fmt.Sprintf(`{"drive":%q,"district":%q}`, toyDrive, toyDistrict),
		"/camps/" + camp + "/registrations":  `{"name":"Invented Person","scheme":"widow_pension"}`,
		"/grievances":                        `{"category":"water_supply","description":"No water.","at":[87.81,23.21]}`,
		"/issue-sites":                       `{"category":"broken_drain","description":"Drain.","fixes":[{"at":[87.81,23.21],"accuracy_m":9,"source":"gps","taken_at":"2026-01-05T06:00:00Z"}]}`,
	}
}

func toyVenueID() string { return toyID[string]("venue", "gp00-0") }

func TestSendingACreationAgainGivesTheSameAnswer(t *testing.T) {
	h := build(t)
	camp := h.firstCamp(t, h.planned(t))
	for path, body := range creations(camp) {
		first := ask(t, h.Server, "POST", "/api/v1"+path, body, "Idempotency-Key: key-1")
		if first.Code != 201 && first.Code != 202 {
			t.Fatalf("%s: %d %s", path, first.Code, first.Body)
		}
		again := ask(t, h.Server, "POST", "/api/v1"+path, body, "Idempotency-Key: key-1")
		if again.Code != first.Code || again.Body.String() != first.Body.String() || again.Header().Get("Location") != first.Header().Get("Location") {
			t.Errorf("%s again: %d %s\nfirst: %d %s", path, again.Code, again.Body, first.Code, first.Body)
		}
		other := ask(t, h.Server, "POST", "/api/v1"+path, strings.Replace(body, "{", "{ ", 1), "Idempotency-Key: key-1")
		problem(t, other, 409, "idempotency.mismatch")
		fresh := ask(t, h.Server, "POST", "/api/v1"+path, body, "Idempotency-Key: key-2")
		if fresh.Code != first.Code || fresh.Body.String() == first.Body.String() {
			t.Errorf("%s with another key: %d %s", path, fresh.Code, fresh.Body)
		}
	}
}

func TestOneKeyServesOneCreationAtOnePlace(t *testing.T) {
	h := build(t)
	body := `{"at":[87.8061,23.2121],"accuracy_m":8,"source":"gps","taken_at":"2026-01-05T06:00:00Z"}`
	for _, venue := range []string{"gp00-0", "gp00-1"} {
		w := ask(t, h.Server, "POST", "/api/v1/venues/"+toyID[string]("venue", venue)+"/fixes", body, "Idempotency-Key: same")
		var v struct{ ID string }
		if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil || w.Code != 201 || v.ID != toyID[string]("venue", venue) {
			t.Errorf("%s: %d %s", venue, w.Code, w.Body)
		}
	}
}

func TestManySendersOfOneCreationMakeOneThing(t *testing.T) {
	h := build(t)
	before, _ := walk(t, h.Server, "/api/v1/venues")
	answers := together(8, func(int) *httptest.ResponseRecorder {
		return ask(t, h.Server, "POST", "/api/v1/venues", `{"name":"Club ground","kind":"community_hall","host":"fixed","at":[87.81,23.212]}`, "Idempotency-Key: storm")
	})
	for _, w := range answers {
		if w.Code != 201 || w.Body.String() != answers[0].Body.String() {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
	after, _ := walk(t, h.Server, "/api/v1/venues")
	if len(after) != len(before)+1 {
		t.Errorf("%d venues became %d", len(before), len(after))
	}
}

func TestAClientsOwnIDIsKept(t *testing.T) {
	h := build(t)
	body := `{"id":"019B8A5C-0C00-7000-8000-00000000000A","category":"water_supply","description":"No water.","at":[87.81,23.21]}`
	w := ask(t, h.Server, "POST", "/api/v1/grievances", body)
	if w.Code != 201 || w.Header().Get("Location") != "/api/v1/grievances/019b8a5c-0c00-7000-8000-00000000000a" {
		t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	problem(t, ask(t, h.Server, "POST", "/api/v1/grievances", strings.Replace(body, "No water", "Other", 1)), 409, "grievance.id")
}

func TestAPhoneThatSendsItsOwnIDAgainGetsItsReceipt(t *testing.T) {
	h := build(t)
	camp := h.firstCamp(t, h.planned(t))
	sent := 0
	for path, body := range creations(camp) {
		if strings.HasSuffix(path, "/fixes") || path == "/plans" || path == "/drives" {
			continue
		}
		sent++
		own := strings.Replace(body, "{", fmt.Sprintf(`{"id":"019b8a5c-0c00-7000-8000-%012d",`, sent), 1)
		answers := together(4, func(i int) *httptest.ResponseRecorder {
			if i == 0 {
				return ask(t, h.Server, "POST", "/api/v1"+path, own, "Idempotency-Key: own")
			}
			return ask(t, h.Server, "POST", "/api/v1"+path, own)
		})
		for _, w := range answers {
			if w.Code != 201 || w.Body.String() != answers[0].Body.String() || w.Header().Get("Location") != answers[0].Header().Get("Location") {
				t.Errorf("%s: %d %s\nand %d %s", path, w.Code, w.Body, answers[0].Code, answers[0].Body)
			}
		}
		spaced := ask(t, h.Server, "POST", "/api/v1"+path, strings.Replace(own, ",", ", ", 1))
		if spaced.Code != 201 || spaced.Body.String() != answers[0].Body.String() {
			t.Errorf("%s written otherwise: %d %s", path, spaced.Code, spaced.Body)
		}
		for _, w := range []string{"Invented", "No water", "Drain", "Club"} {
			if other := strings.Replace(own, w, "Other", 1); other != own {
				if w := ask(t, h.Server, "POST", "/api/v1"+path, other); w.Code != 409 || !strings.Contains(w.Body.String(), `.id"`) {
					t.Errorf("%s with other content: %d %s", path, w.Code, w.Body)
				}
			}
		}
	}
	if sent != 4 {
		t.Errorf("%d creations were sent", sent)
	}
}

func TestWhatAPersonToldNeedsAKeyOrAnID(t *testing.T) {
	h := build(t)
	camp := h.firstCamp(t, h.planned(t))
	all := creations(camp)
	for _, path := range []string{"/camps/" + camp + "/registrations", "/grievances"} {
		p := problem(t, ask(t, h.Server, "POST", "/api/v1"+path, all[path]), 400, "key.missing")
		if text := fmt.Sprint(p); !strings.Contains(text, "Idempotency-Key") || pointers(p) != "/id" {
			t.Errorf("%s does not name both cures: %s", path, text)
		}
	}
	if w := ask(t, h.Server, "POST", "/api/v1/issue-sites", all["/issue-sites"]); w.Code != 201 {
		t.Errorf("an issue site names no person: %d %s", w.Code, w.Body)
	}
	if w := ask(t, h.Server, "POST", "/api/v1/grievances", all["/grievances"], "Idempotency-Key: "+strings.Repeat("k", 255)); w.Code != 201 {
		t.Errorf("the longest key: %d %s", w.Code, w.Body)
	}
}

func TestWhatWasTakenBeforeThePlanWasReplacedIsGood(t *testing.T) {
	h := build(t)
	old := h.firstCamp(t, h.planned(t))
	h.clock.set(toyNoon.Add(time.Hour))
	next := h.firstCamp(t, h.planned(t))
	h.clock.set(toyNoon.Add(2 * time.Hour))
	send := func(key, taken string) *httptest.ResponseRecorder {
		return ask(t, h.Server, "POST", "/api/v1/camps/"+old+"/registrations", `{"name":"Invented Person","scheme":"widow_pension"`+taken+`}`, "Idempotency-Key: "+key)
	}
	w := send("before", `,"taken_at":"`+toyNoon.Add(59*time.Minute).Format(time.RFC3339)+`"`)
	if w.Code != 201 || !strings.Contains(w.Body.String(), `"camp":"`+old+`"`) {
		t.Errorf("taken before: %d %s", w.Code, w.Body)
	}
	problem(t, send("after", ""), 422, "camp.superseded")
	if w := send("after", ""); !strings.Contains(w.Body.String(), next) {
		t.Errorf("%s does not name %s", w.Body, next)
	}
}

func TestOfManyWhoChangeAVenueAtOnceOneWins(t *testing.T) {
	h := build(t)
	at := "/api/v1/venues/" + toyVenueID()
	tag := ask(t, h.Server, "GET", at, "").Header().Get("ETag")
	won := 0
	for _, w := range together(8, func(i int) *httptest.ResponseRecorder {
		return ask(t, h.Server, "PATCH", at, fmt.Sprintf(`{"capacity":%d}`, 100+i), "If-Match: "+tag)
	}) {
		if w.Code == 200 {
			won++
			continue
		}
		problem(t, w, 412, "venue.stale")
	}
	if won != 1 {
		t.Errorf("%d of 8 won", won)
	}
	if got := ask(t, h.Server, "GET", at, "", "If-None-Match: "+tag); got.Code != 200 {
		t.Errorf("the old tag still holds: %d", got.Code)
	}
}

func TestOfTwoWhoPublishAtOnceOneWins(t *testing.T) {
	h := build(t)
	var plan struct{ ID string }
	w := ask(t, h.Server, "POST", "/api/v1/plans", fmt.Sprintf(`{"drive":%q,"district":%q}`, toyDrive, toyDistrict))
	if err := json.Unmarshal(w.Body.Bytes(), &plan); err != nil {
		t.Fatal(err)
	}
	h.solve(t, plan.ID)
	problem(t, ask(t, h.Server, "POST", "/api/v1/plans/"+plan.ID+"/publish", "", "If-Match: "+w.Header().Get("ETag")), 412, "plan.stale")
	tag := ask(t, h.Server, "GET", "/api/v1/plans/"+plan.ID, "").Header().Get("ETag")
	won := 0
	for _, w := range together(4, func(int) *httptest.ResponseRecorder {
		return ask(t, h.Server, "POST", "/api/v1/plans/"+plan.ID+"/publish", "", "If-Match: "+tag)
	}) {
		if w.Code == 200 {
			won++
			continue
		}
		problem(t, w, 412, "plan.stale")
	}
	if won != 1 {
		t.Errorf("%d of 4 won", won)
	}
}

func TestAChangeClearsWhatIsEmpty(t *testing.T) {
	h := build(t)
	at := "/api/v1/venues/" + toyVenueID()
	change := func(body string) map[string]any {
		t.Helper()
		w := ask(t, h.Server, "PATCH", at, body, "If-Match: "+ask(t, h.Server, "GET", at, "").Header().Get("ETag"))
		var out map[string]any
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || w.Code != 200 {
			t.Fatalf("%s: %d %s", body, w.Code, w.Body)
		}
		return out
	}
	set := change(`{"permission":"granted","permission_letter":"L/1","permission_from":"2026-01-05","permission_to":"2026-02-05","capacity":250}`)
	if set["permission_from"] != "2026-01-05" || set["capacity"] != 250.0 {
		t.Errorf("set: %v", set)
	}
	cleared := change(`{"permission_from":"","permission_to":"","capacity":0}`)
	if cleared["permission_from"] != nil || cleared["permission_to"] != nil || cleared["capacity"] != nil || cleared["permission_letter"] != "L/1" {
		t.Errorf("cleared: %v", cleared)
	}
}

func TestWhatAPhoneTookAtTheCampIsGoodHoweverLateItIsSent(t *testing.T) {
	h := build(t)
	camp := h.firstCamp(t, h.planned(t))
	var c struct{ Day string }
	if err := json.Unmarshal(ask(t, h.Server, "GET", "/api/v1/camps/"+camp, "").Body.Bytes(), &c); err != nil {
		t.Fatal(err)
	}
	h.clock.set(toyNoon.AddDate(0, 0, 30))
	send := func(taken string) *httptest.ResponseRecorder {
		body := `{"id":"019b8a5c-0c00-7000-8000-00000000000b","name":"Invented Person","scheme":"widow_pension"` + taken + `}`
		return ask(t, h.Server, "POST", "/api/v1/camps/"+camp+"/registrations", body)
	}
	problem(t, send(""), 422, "camp.closed")
	problem(t, send(`,"taken_at":"2027-01-01T00:00:00Z"`), 422, "registration.future")
	problem(t, send(`,"taken_at":"yesterday"`), 400, "body.invalid")
	w := send(`,"taken_at":"` + c.Day + `T17:00:00+05:30"`)
	if w.Code != 201 || !strings.Contains(w.Body.String(), `"taken_at":"`+c.Day+`T11:30:00Z"`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestALatitudeThatIsWrittenFirstIsSuspected(t *testing.T) {
	h, looked := build(t), 0
	for path, body := range creations("") {
		if turned := strings.Replace(body, "[87.81,23.21", "[23.21,87.81", 1); turned != body {
			looked++
			problem(t, ask(t, h.Server, "POST", "/api/v1"+path, turned, "Idempotency-Key: turned"), 400, "point.swapped")
		}
	}
	if looked != 3 {
		t.Errorf("%d kinds of place were looked at", looked)
	}
	problem(t, ask(t, h.Server, "POST", "/api/v1/venues", `{"name":"Far","kind":"school","host":"fixed","at":[77.2,28.6]}`), 422, "venue.outside")
	if w := ask(t, h.Server, "POST", "/api/v1/grievances", `{"category":"water_supply","description":"Across the border.","at":[77.2,28.6]}`, "Idempotency-Key: far"); w.Code != 201 {
		t.Errorf("a grievance from beyond the areas: %d %s", w.Code, w.Body)
	}
}

// together runs f in n goroutines that begin at once.
func together(n int, f func(i int) *httptest.ResponseRecorder) []*httptest.ResponseRecorder {
	out := make([]*httptest.ResponseRecorder, n)
	var ready, done sync.WaitGroup
	ready.Add(1)
	for i := range n {
		done.Go(func() {
			ready.Wait()
			out[i] = f(i)
		})
	}
	ready.Done()
	done.Wait()
	return out
}
