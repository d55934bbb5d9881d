package api_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"doorstep/api"
)

// list is a page of either kind.
type list struct {
	Items    []struct{ ID, A, B string }
	Features []struct {
		ID         string
		Properties map[string]any
		Geometry   any
	}
	Next  *string
	Links []struct{ Rel, Href string }
}

func (l list) ids() (ids []string) {
	for _, i := range l.Items {
		ids = append(ids, i.ID+i.A+i.B)
	}
	for _, f := range l.Features {
		ids = append(ids, f.ID)
	}
	return ids
}

func (l list) next() string {
	if l.Next != nil {
		return *l.Next
	}
	for _, link := range l.Links {
		if link.Rel == "next" {
			return link.Href
		}
	}
	return ""
}

// walk follows a list from page to page and gives all ids and the sizes of the pages.
func walk(t *testing.T, s *api.Server, path string) (ids []string, pages []int) {
	t.Helper()
	for at := path; at != ""; {
		w := ask(t, s, "GET", at, "")
		if w.Code != 200 {
			t.Fatalf("%s: %d %s", at, w.Code, cutText(w.Body.String()))
		}
		var l list
		if err := json.Unmarshal(w.Body.Bytes(), &l); err != nil {
			t.Fatalf("%s: %v", at, err)
		}
		ids, pages = append(ids, l.ids()...), append(pages, len(l.ids()))
		if len(pages) > 500 {
			t.Fatalf("%s does not end", path)
		}
		at = l.next()
		if at != "" && !strings.Contains(w.Header().Get("Link"), "<"+at+`>; rel="next"`) {
			t.Errorf("%s: the Link header says %q", path, w.Header().Get("Link"))
		}
	}
	return ids, pages
}

// planned asks for a plan over HTTP, solves and publishes it, and gives its id.
func (h house) planned(t *testing.T) string {
	t.Helper()
	var plan struct{ ID string }
	w := ask(t, h.Server, "POST", "/api/v1/plans", fmt.Sprintf(`{"drive":%q,"district":%q}`, toyDrive, toyDistrict))
	if err := json.Unmarshal(w.Body.Bytes(), &plan); err != nil || w.Code != 202 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	h.solve(t, plan.ID)
	tag := ask(t, h.Server, "GET", "/api/v1/plans/"+plan.ID, "").Header().Get("ETag")
	if w := ask(t, h.Server, "POST", "/api/v1/plans/"+plan.ID+"/publish", "", "If-Match: "+tag); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return plan.ID
}

// firstCamp gives the id of a camp of the plan.
func (h house) firstCamp(t *testing.T, plan string) string {
	t.Helper()
	ids, _ := walk(t, h.Server, "/api/v1/plans/"+plan+"/camps")
	if len(ids) == 0 {
		t.Fatal("the plan has no camps")
	}
	return ids[0]
}

func TestThePagesOfAListHoldEveryRowOnce(t *testing.T) {
	h := build(t)
	plan := h.planned(t)
	camp := h.firstCamp(t, plan)
	for i := range 7 {
		person := fmt.Sprintf(`{"name":"Invented %d","scheme":"widow_pension"}`, i)
		if w := ask(t, h.Server, "POST", "/api/v1/camps/"+camp+"/registrations", person, fmt.Sprintf("Idempotency-Key: person-%d", i)); w.Code != 201 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		words := fmt.Sprintf(`{"category":"water_supply","description":"No water %d","at":[87.81,%f]}`, i, 23.205+float64(i)/500)
		if w := ask(t, h.Server, "POST", "/api/v1/grievances", words, fmt.Sprintf("Idempotency-Key: words-%d", i)); w.Code != 201 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		site := fmt.Sprintf(`{"category":"broken_drain","description":"Drain %d","fixes":[{"at":[87.81,23.21],"accuracy_m":9,"source":"gps","taken_at":"2026-01-05T06:00:00Z"}]}`, i)
		if w := ask(t, h.Server, "POST", "/api/v1/issue-sites", site); w.Code != 201 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	whole := map[string][]string{}
	for path, least := range map[string]int{
		"/areas": 8, "/areas?q=Panchayat": 4, "/areas.geojson?within=" + string(toyDistrict): 7, "/settlements": 12, "/settlements?bbox=87.8,23.2,87.84,23.24": 6,
		"/venues": 8, "/venues?near=87.82,23.22&within_m=3000": 4, "/venue-duplicates": 1, "/drives": 1, "/plans": 1,
		"/plans/" + plan + "/cells": 12, "/plans/" + plan + "/camps": 4, "/registrations?camp=" + camp: 7, "/camps/" + camp + "/registrations": 7,
		"/grievances": 7, "/issue-sites?bbox=87.8,23.2,87.84,23.24": 7,
	} {
		ids, pages := walk(t, h.Server, "/api/v1"+path)
		if len(pages) != 1 || len(ids) < least {
			t.Errorf("%s: %d rows on %d pages, want at least %d on one", path, len(ids), len(pages), least)
		}
		whole[path] = ids
	}
	paths := make([]string, 0, len(whole))
	for path := range whole {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	rapid.Check(t, func(rt *rapid.T) {
		path, limit := rapid.SampledFrom(paths).Draw(rt, "path"), rapid.IntRange(1, 14).Draw(rt, "limit")
		mark := "?"
		if strings.Contains(path, "?") {
			mark = "&"
		}
		ids, pages := walk(t, h.Server, fmt.Sprintf("/api/v1%s%slimit=%d", path, mark, limit))
		if !slices.Equal(ids, whole[path]) {
			rt.Fatalf("%s by %d: %v, want %v", path, limit, ids, whole[path])
		}
		if want := (len(ids) + limit - 1) / limit; len(pages) != want {
			rt.Fatalf("%s by %d: %d pages %v, want %d: the last one must not be empty", path, limit, len(pages), pages, want)
		}
	})
}

func TestTheNextPageKeepsEveryParameter(t *testing.T) {
	h := build(t)
	given := "/api/v1/venues?area=" + string(toyDistrict) + "&bbox=87.8%2C23.2%2C87.88%2C23.28&host=fixed&limit=2&q=School"
	w := ask(t, h.Server, "GET", given, "")
	var l list
	if err := json.Unmarshal(w.Body.Bytes(), &l); err != nil {
		t.Fatal(err)
	}
	next, err := url.Parse(l.next())
	if err != nil || l.next() == "" {
		t.Fatalf("next page %q: %v", l.next(), err)
	}
	q := next.Query()
	if q.Get("after") == "" {
		t.Error("the next page begins nowhere")
	}
	q.Del("after")
	if got := next.Path + "?" + q.Encode(); got != given {
		t.Errorf("the next page is %s, want %s", got, given)
	}
}

func TestAPageThatBeginsNowhereIsRefused(t *testing.T) {
	h := build(t)
	for _, path := range []string{"/venues?after=x", "/venue-duplicates?after=" + someID, "/areas?after=0"} {
		problem(t, ask(t, h.Server, "GET", "/api/v1"+path, ""), 400, "page.malformed")
	}
}

func TestAListSaysOfEachThingWhatReadingItSays(t *testing.T) {
	h := build(t)
	plan := h.planned(t)
	looked := 0
	for path, single := range map[string]string{"/venues": "/venues/", "/plans/" + plan + "/camps": "/camps/"} {
		var l list
		if err := json.Unmarshal(ask(t, h.Server, "GET", "/api/v1"+path, "").Body.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		for _, f := range l.Features {
			looked++
			var one map[string]any
			if err := json.Unmarshal(ask(t, h.Server, "GET", "/api/v1"+single+f.ID, "").Body.Bytes(), &one); err != nil {
				t.Fatal(err)
			}
			at := map[string]any{"type": "Point", "coordinates": one["at"]}
			if one["id"] != f.ID || fmt.Sprint(at) != fmt.Sprint(f.Geometry) {
				t.Errorf("%s: id %v at %v, in the list at %v", f.ID, one["id"], at, f.Geometry)
			}
			delete(one, "id")
			delete(one, "at")
			delete(one, "instead") // where to go now costs a look at all later plans: only a camp asked for says it
			if fmt.Sprint(one) != fmt.Sprint(f.Properties) {
				t.Errorf("%s: %v, in the list %v", f.ID, one, f.Properties)
			}
		}
	}
	if looked < 12 {
		t.Errorf("%d things looked at", looked)
	}
}
