package api_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"doorstep/geo"
	"doorstep/planning"
)

// camps lists the camps of a plan as the API gives them, in the order of their days.
func (h house) camps(t *testing.T, plan string) []campFeature {
	t.Helper()
	var list struct{ Features []campFeature }
	w := ask(t, h.Server, "GET", "/api/v1/plans/"+plan+"/camps?limit=1000", "")
	if err := json.Unmarshal(w.Body.Bytes(), &list); err != nil || len(list.Features) == 0 {
		t.Fatalf("%d %s, %v", w.Code, w.Body, err)
	}
	return list.Features
}

type campFeature struct {
	ID         string
	Properties struct {
		PlanCamp string `json:"plan_camp"`
		Venue    string
		Group    string
		Block    string
		Day      string
	}
}

func (h house) askReplan(t *testing.T, plan, body string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	return ask(t, h.Server, "POST", "/api/v1/plans/"+plan+"/replan", body, headers...)
}

// replanned asks for a re-plan, has it made, and gives its id and ETag.
func (h house) replanned(t *testing.T, plan, body string) (id, tag string) {
	t.Helper()
	w := h.askReplan(t, plan, body)
	if w.Code != 202 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	var made struct{ ID, Replaces string }
	if err := json.Unmarshal(w.Body.Bytes(), &made); err != nil || made.Replaces != plan || w.Header().Get("Location") != "/api/v1/plans/"+made.ID {
		t.Fatalf("asked: %s, %v", w.Body, err)
	}
	h.solve(t, made.ID)
	return made.ID, ask(t, h.Server, "GET", "/api/v1/plans/"+made.ID, "").Header().Get("ETag")
}

func (h house) publish(t *testing.T, plan, tag string) *httptest.ResponseRecorder {
	t.Helper()
	return ask(t, h.Server, "POST", "/api/v1/plans/"+plan+"/publish", "", "If-Match: "+tag)
}

func lostVenue(c campFeature) string {
	return fmt.Sprintf(`{"events":[{"kind":"venue_lost","source":"order 12","venue":%q,"from":%q}]}`, c.Properties.Venue, c.Properties.Day)
}

func TestEveryKindOfEventIsTakenAndTold(t *testing.T) {
	h := build(t)
	plan := h.planned(t)
	camps := h.camps(t, plan)
	last := camps[len(camps)-1]
	document, _, err := h.store.PlanDocuments(t.Context(), planning.PlanID(plan))
	if err != nil {
		t.Fatal(err)
	}
	team := document.Teams[0].ID
	day, other := last.Properties.Day, ""
	for _, v := range document.Candidates {
		if v.Group == last.Properties.Group && string(v.ID) != last.Properties.Venue {
			other = string(v.ID)
		}
	}
	for name, event := range map[string]string{
		"venue_lost":                fmt.Sprintf(`"venue":%q,"from":%q`, last.Properties.Venue, day),
		"days_lost":                 fmt.Sprintf(`"from":%q,"polygon":[[[87.79,23.19],[87.9,23.19],[87.9,23.3],[87.79,23.3],[87.79,23.19]]]`, day),
		"days_lost in cells":        fmt.Sprintf(`"from":%q,"cells":["873cf6023ffffff"]`, day),
		"drive_suspended":           fmt.Sprintf(`"from":%q,"to":%q,"area":%q`, day, day, last.Properties.Block),
		"team_ill":                  fmt.Sprintf(`"team":%q,"from":%q,"to":%q`, team, day, day),
		"cap_lowered":               `"cap":250`,
		"demand_grown":              fmt.Sprintf(`"groups":[%q],"percent":40`, last.Properties.Group),
		"camps_added":               `"camps":2`,
		"camp_ordered":              fmt.Sprintf(`"venue":%q`, other),
		"camp_ordered moves a camp": fmt.Sprintf(`"venue":%q,"camp":%q`, other, last.Properties.PlanCamp),
	} {
		t.Run(name, func(t *testing.T) {
			kind, _, _ := strings.Cut(name, " ")
			id, _ := h.replanned(t, plan, fmt.Sprintf(`{"announced_hours":0,"events":[{"kind":%q,"source":"order 12",%s}]}`, kind, event))
			var account planning.Account
			w := ask(t, h.Server, "GET", "/api/v1/plans/"+id+"/replan", "")
			if err := json.Unmarshal(w.Body.Bytes(), &account); err != nil || w.Code != 200 {
				t.Fatalf("%d %s, %v", w.Code, w.Body, err)
			}
			if len(account.Events) != 1 || string(account.Events[0].Kind) != kind || len(account.Curve) != 4 || account.Notice != 0 {
				t.Errorf("the account is %+v", account)
			}
			if strings.HasPrefix(name, "camp") && len(account.Changes) == 0 {
				t.Error("nothing changed")
			}
		})
	}
}

func TestTheAlternativesOfACampNameWhatExcludesThem(t *testing.T) {
	h := build(t)
	plan := h.planned(t)
	camp := h.camps(t, plan)[0]
	var list struct{ Items []planning.Alternative }
	w := ask(t, h.Server, "GET", "/api/v1/plans/"+plan+"/camps/"+camp.Properties.PlanCamp+"/alternatives", "")
	if err := json.Unmarshal(w.Body.Bytes(), &list); err != nil || w.Code != 200 || len(list.Items) < 2 {
		t.Fatalf("%d %s, %v", w.Code, w.Body, err)
	}
	for _, a := range list.Items {
		if a.Text == "" || (a.Rule == "") == (a.Cost == "") {
			t.Errorf("an alternative without words, or with a rule and a cost: %+v", a)
		}
	}
	for _, other := range []string{camp.ID, "x", "%00", strings.Repeat("x", 3000)} {
		problem(t, ask(t, h.Server, "GET", "/api/v1/plans/"+plan+"/camps/"+other+"/alternatives", ""), 404, "camp.not_in_plan")
	}
}

func TestNoticesArePagedAndCountWhoIsRegistered(t *testing.T) {
	h := build(t)
	plan := h.planned(t)
	camps := h.camps(t, plan)
	last := camps[len(camps)-1]
	for i := range 3 {
		if w := ask(t, h.Server, "POST", "/api/v1/camps/"+last.ID+"/registrations", fmt.Sprintf(`{"name":"Invented Person %d","scheme":"widow_pension"}`, i), fmt.Sprintf("Idempotency-Key: r%d", i)); w.Code != 201 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	id, _ := h.replanned(t, plan, fmt.Sprintf(`{"events":[{"kind":"days_lost","source":"cyclone warning","from":%q,"to":%q}]}`, camps[0].Properties.Day, last.Properties.Day))
	seen, people, next := map[string]bool{}, int64(0), "/api/v1/plans/"+id+"/notices?limit=1"
	for next != "" {
		var page struct {
			Items []planning.Notice
			Next  *string
		}
		w := ask(t, h.Server, "GET", next, "")
		if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil || len(page.Items) != 1 {
			t.Fatalf("%d %s, %v", w.Code, w.Body, err)
		}
		n := page.Items[0]
		if seen[string(n.Camp)] || n.Notice == "" || n.NoticeBn == "" || n.Text == "" {
			t.Errorf("a notice twice, or without words: %+v", n)
		}
		seen[string(n.Camp)], people, next = true, people+n.Registrations, ""
		if page.Next != nil {
			next = *page.Next
		}
	}
	if len(seen) != len(camps) || people != 3 {
		t.Errorf("%d notices of %d camps, to %d people", len(seen), len(camps), people)
	}
	table := ask(t, h.Server, "GET", "/api/v1/plans/"+id+"/notices.csv", "")
	if rows := strings.Count(table.Body.String(), "\r\n") + strings.Count(table.Body.String(), "\n"); table.Code != 200 || rows != len(camps)+1 {
		t.Errorf("%d with %d rows: %s", table.Code, rows, table.Body)
	}
	problem(t, ask(t, h.Server, "GET", "/api/v1/plans/"+id+"/notices?after=nobody", ""), 400, "page.malformed")
}

func TestOnlyAPlanThatReplacedAnotherHasAnAccount(t *testing.T) {
	h := build(t)
	plan := h.planned(t)
	for _, path := range []string{"/replan", "/notices", "/notices.csv"} {
		problem(t, ask(t, h.Server, "GET", "/api/v1/plans/"+plan+path, ""), 404, "plan.no_account")
		problem(t, ask(t, h.Server, "GET", "/api/v1/plans/"+someID+path, ""), 404, "plan.missing")
		problem(t, ask(t, h.Server, "GET", "/api/v1/plans/none"+path, ""), 400, "id.malformed")
	}
	w := h.askReplan(t, plan, `{"events":[{"kind":"camps_added","source":"order","camps":1}]}`)
	var queued struct{ ID string }
	if err := json.Unmarshal(w.Body.Bytes(), &queued); err != nil {
		t.Fatal(err)
	}
	problem(t, ask(t, h.Server, "GET", "/api/v1/plans/"+queued.ID+"/replan", ""), 409, "plan.not_ready")
	problem(t, h.askReplan(t, queued.ID, `{"events":[{"kind":"camps_added","source":"order","camps":1}]}`), 409, "plan.state")
}

func TestAReplanOfWhatCannotBeIsRefusedWithThePlace(t *testing.T) {
	h := build(t)
	plan := h.planned(t)
	camp := h.camps(t, plan)[0]
	event := func(rest string) string { return `{"events":[{"source":"order 12",` + rest + `}]}` }
	for name, c := range map[string]struct {
		body   string
		status int
		code   string
		where  string
	}{
		"no events":               {`{"events":[]}`, 400, "body.invalid", "/events"},
		"null events":             {`{"events":null}`, 400, "body.invalid", "/events"},
		"an unknown kind":         {event(`"kind":"rain"`), 400, "body.invalid", "/events/0/kind"},
		"an unknown field":        {event(`"kind":"camps_added","camps":1,"colour":"red"`), 400, "body.invalid", "/events/0/colour"},
		"a field of another kind": {event(`"kind":"camps_added","camps":1,"cap":5`), 400, "events.invalid", "/events/0/cap"},
		"a missing field":         {event(`"kind":"venue_lost"`), 400, "events.invalid", "/events/0/venue"},
		"no source":               {`{"events":[{"kind":"camps_added","source":"","camps":1}]}`, 400, "events.invalid", "/events/0/source"},
		"a share of 100":          {strings.Replace(event(`"kind":"camps_added","camps":1`), "{", `{"share":100,`, 1), 400, "body.invalid", "/share"},
		"hours below nothing":     {strings.Replace(event(`"kind":"camps_added","camps":1`), "{", `{"announced_hours":-1,`, 1), 400, "body.invalid", "/announced_hours"},
		"hours beyond a year":     {strings.Replace(event(`"kind":"camps_added","camps":1`), "{", `{"announced_hours":9000,`, 1), 400, "body.invalid", "/announced_hours"},
		"an id of version 4":      {strings.Replace(event(`"kind":"camps_added","camps":1`), "{", `{"id":"0190f5a8-7c1e-4abc-8def-0123456789ab",`, 1), 400, "body.invalid", "/id"},
		"camps below nothing":     {event(`"kind":"camps_added","camps":-5`), 400, "events.invalid", "/events/0/camps"},
		"camps without end":       {event(`"kind":"camps_added","camps":9223372036854775807`), 400, "events.invalid", "/events/0/camps"},
		"a number too large":      {event(`"kind":"camps_added","camps":1e400`), 400, "", ""},
		"a cap of nothing":        {event(`"kind":"cap_lowered","cap":0`), 400, "events.invalid", "/events/0/cap"},
		"a percent of 1001":       {event(`"kind":"demand_grown","groups":["x"],"percent":1001`), 400, "events.invalid", "/events/0/percent"},
		"no such day":             {event(`"kind":"days_lost","from":"2026-02-30"`), 400, "body.invalid", ""},
		"days turned round":       {event(`"kind":"days_lost","from":"2026-01-09","to":"2026-01-08"`), 400, "events.invalid", "/events/0/to"},
		"no such cell":            {event(`"kind":"days_lost","from":"2026-01-09","cells":["zz"]`), 400, "", ""},
		"an open ring":            {event(`"kind":"days_lost","from":"2026-01-09","polygon":[[[87.8,23.2],[87.9,23.2],[87.9,23.3]]]`), 400, "events.invalid", "/events/0/polygon"},
		"a ring that crosses":     {event(`"kind":"days_lost","from":"2026-01-09","polygon":[[[87.8,23.2],[87.9,23.3],[87.9,23.2],[87.8,23.3],[87.8,23.2]]]`), 400, "events.invalid", "/events/0/polygon"},
		"off the map":             {event(`"kind":"days_lost","from":"2026-01-09","polygon":[[[1e308,23.2],[87.9,23.2],[87.9,23.3],[1e308,23.2]]]`), 400, "events.invalid", "/events/0/polygon"},
		"three numbers a point":   {event(`"kind":"days_lost","from":"2026-01-09","polygon":[[[1,2,3],[2,2,3],[2,3,3],[1,2,3]]]`), 400, "body.invalid", ""},
		"an unknown venue":        {event(`"kind":"venue_lost","venue":"x"`), 400, "event.unknown", ""},
		"an unknown team":         {event(`"kind":"team_ill","team":"x"`), 400, "event.unknown", ""},
		"an unknown area":         {event(`"kind":"drive_suspended","from":"2026-01-09","area":"x"`), 400, "event.unknown", ""},
		"an unknown group":        {event(`"kind":"demand_grown","groups":["x"],"percent":10`), 400, "event.unknown", ""},
		"a camp of another plan":  {event(`"kind":"camp_ordered","venue":"` + camp.Properties.Venue + `","camp":"` + camp.ID + `"`), 400, "event.unknown", ""},
		"what is over":            {event(`"kind":"days_lost","from":"2026-01-01","to":"2026-01-02"`), 422, "event.past", ""},
		"an order after the end":  {event(`"kind":"camp_ordered","venue":"` + camp.Properties.Venue + `","from":"2027-01-01"`), 422, "event.order", ""},
		"two events, one broken":  {`{"events":[{"kind":"camps_added","source":"a","camps":1},{"kind":"camps_added","source":"b"}]}`, 400, "events.invalid", "/events/1/camps"},
		"a body without end":      {`{"events":[{"kind":"camps_added","camps":1,"source":"` + strings.Repeat("x", 1<<20) + `"}]}`, 413, "body.large", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := h.askReplan(t, plan, c.body)
			if c.code == "" {
				if w.Code != c.status || !strings.Contains(w.Header().Get("Content-Type"), "problem+json") {
					t.Errorf("%d %s", w.Code, w.Body)
				}
				return
			}
			if p := problem(t, w, c.status, c.code); c.where != "" && !strings.Contains(pointers(p), c.where) {
				t.Errorf("%s is not named: %s", c.where, w.Body)
			}
		})
	}
	problem(t, h.askReplan(t, someID, event(`"kind":"camps_added","camps":1`)), 404, "plan.missing")
	var left struct{ Items []struct{ Replaces *string } }
	if err := json.Unmarshal(ask(t, h.Server, "GET", "/api/v1/plans", "").Body.Bytes(), &left); err != nil || len(left.Items) != 1 {
		t.Errorf("%d plans are kept after all these refusals, %v", len(left.Items), err)
	}
}

func TestAReplanIsAskedForOncePerKeyHoweverLateItIsSentAgain(t *testing.T) {
	h := build(t)
	plan := h.planned(t)
	body := lostVenue(h.camps(t, plan)[0])
	first := h.askReplan(t, plan, body, "Idempotency-Key: storm")
	h.clock.set(toyNoon.AddDate(0, 3, 0)) // the drive is over; the answer stands
	if again := h.askReplan(t, plan, body, "Idempotency-Key: storm"); again.Code != 202 || again.Body.String() != first.Body.String() {
		t.Errorf("first %d %s\nagain %d %s", first.Code, first.Body, again.Code, again.Body)
	}
	problem(t, h.askReplan(t, plan, strings.Replace(body, "order 12", "order 13", 1), "Idempotency-Key: storm"), 409, "idempotency.mismatch")
	problem(t, h.askReplan(t, plan, body, "Idempotency-Key: flood"), 422, "replan.over")
}

func TestOfTwoReplansOfOnePlanTheSecondIsRefused(t *testing.T) {
	h := build(t)
	plan := h.planned(t)
	camps := h.camps(t, plan)
	a, tagA := h.replanned(t, plan, lostVenue(camps[len(camps)-1]))
	b, tagB := h.replanned(t, plan, lostVenue(camps[len(camps)-2]))
	problem(t, ask(t, h.Server, "POST", "/api/v1/plans/"+a+"/publish", ""), 428, "match.missing")
	problem(t, h.publish(t, a, `"1.0123456789abcdef"`), 412, "plan.stale")
	codes := map[int]int{}
	for _, w := range together(6, func(i int) *httptest.ResponseRecorder {
		if i%2 == 0 {
			return h.publish(t, a, tagA)
		}
		return h.publish(t, b, tagB)
	}) {
		codes[w.Code]++
		if w.Code != 200 && w.Code != 412 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
	if codes[200] != 1 || codes[412] != 5 {
		t.Errorf("the six who publish get %v", codes)
	}
	var now struct{ Items []struct{ ID string } }
	if err := json.Unmarshal(ask(t, h.Server, "GET", "/api/v1/plans?state=published", "").Body.Bytes(), &now); err != nil || len(now.Items) != 1 {
		t.Fatalf("%+v, %v", now, err)
	}
	loser, tag := a, tagA
	if now.Items[0].ID == a {
		loser, tag = b, tagB
	}
	problem(t, h.publish(t, loser, tag), 412, "plan.overtaken")
	problem(t, h.askReplan(t, plan, lostVenue(camps[0])), 409, "plan.state")
}

func TestAReplanThatWasNotPublishedInTimeIsRefused(t *testing.T) {
	h := build(t)
	plan := h.planned(t)
	camps := h.camps(t, plan)
	// The venue is lost on its camp's own day, so the camp goes elsewhere; two days later that is too near.
	body := strings.Replace(lostVenue(camps[0]), "{", `{"announced_hours":0,`, 1)
	id, tag := h.replanned(t, plan, body)
	var account planning.Account
	if err := json.Unmarshal(ask(t, h.Server, "GET", "/api/v1/plans/"+id+"/replan", "").Body.Bytes(), &account); err != nil {
		t.Fatal(err)
	}
	to := account.Changes[0].New.Day
	h.clock.set(time.Date(2026, 1, 1, 23, 59, 0, 0, geo.IST).AddDate(0, 0, int(to-planning.DayOf(toyNoon))+4))
	p := problem(t, h.publish(t, id, tag), 422, "replan.late")
	if !strings.Contains(pointers(p), "/changes/") {
		t.Errorf("no camp is named: %+v", p)
	}
	h.clock.set(toyNoon.Add(time.Hour))
	if w := h.publish(t, id, tag); w.Code != 200 {
		t.Errorf("in time: %d %s", w.Code, w.Body)
	}
}
