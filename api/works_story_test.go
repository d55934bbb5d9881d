package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"doorstep/planning"
)

// solveWorks does a worker's work for a works plan that was asked for, at once.
func (h house) solveWorks(t *testing.T, id string) planning.WorksPlanRecord {
	t.Helper()
	ctx, plan := t.Context(), planning.WorksPlanID(id)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	record, err := h.store.StartWorksPlan(ctx, plan)
	must(err)
	var made planning.WorksMade
	options := planning.WorksOptions{Seed: record.Seed, Units: 200}
	if record.Replaces == "" {
		ground, err := h.store.WorksGround(ctx, plan)
		must(err)
		made.Problem, err = planning.NewWorksProblem(ctx, ground, toyTravel())
		must(err)
		made.Plan, err = planning.SolveWorks(ctx, made.Problem, options)
		must(err)
	} else {
		ground, err := h.store.WorksReplan(ctx, plan)
		must(err)
		problem, events, err := ground.Ready(ctx, toyTravel())
		must(err)
		made.Problem, made.Plan, made.Changes, err = planning.ReplanWorks(ctx, problem, ground.Standing.Plan, events, ground.Request.Now, options)
		must(err)
	}
	record, err = h.store.SaveWorksPlan(ctx, plan, made, planning.CheckWorks(made.Problem, made.Plan))
	must(err)
	if record.State != planning.WorksReady {
		t.Fatalf("the works plan is %s: %s", record.State, record.Failure)
	}
	return record
}

// crewBody and workBody are a crew and a work of the toy region, both inside its first block.
func crewBody(n int, more string) string {
	return fmt.Sprintf(`{"id":"019b8a5c-0c00-7000-8000-0000000001%02d","name":"Crew %d","area":%q,"base":{"name":"Block office","at":[87.81,23.22]},"profile":"car","skills":["masonry","plumbing"],"break":{"minutes":30,"from":"12:30","to":"14:30"}%s}`,
		n, n, toyDistrict, more)
}

func workBody(n int, more string) string {
	return fmt.Sprintf(`{"id":"019b8a5c-0c00-7000-8000-0000000002%02d","name":"Culvert %d","kind":"repair","at":[%.4f,%.4f],"minutes":60,"skills":["masonry"],"priority":3,"people":%d%s}`,
		n, n, 87.805+0.006*float64(n%10), 23.205+0.006*float64(n/3), 40*n, more)
}

func workID(n int) string { return fmt.Sprintf("019b8a5c-0c00-7000-8000-0000000002%02d", n) }

func crewID(n int) string { return fmt.Sprintf("019b8a5c-0c00-7000-8000-0000000001%02d", n) }

// worksStory is an office's week with its works: they come in, are planned, a visit is moved by hand, the sheets go out, a
// road is closed, the plan is made again, and the crews tell what they did.
func worksStory(t *testing.T, h house, tell storyteller) {
	t.Helper()
	get, post, do := tell.get, tell.post, tell.do
	district := string(toyDistrict)
	for n := 1; n <= 2; n++ {
		post(fmt.Sprintf("crew-created-%d", n), "/crews", "", crewBody(n, ""), 201, fmt.Sprintf("Idempotency-Key: crew-%d", n))
	}
	crew := get("crew", "/crews/{id}", "/crews/"+crewID(1))
	do(step{"crew-changed", "PATCH", "/crews/{id}", "/crews/" + crewID(1), `{"equipment":["pump"],"days_off":["2026-01-09"],"shifts":[{"day":"2026-01-08","from":"08:00","to":"14:00","end":{"name":"Block 1 bungalow","at":[87.85,23.21]}}]}`, []string{"If-Match: " + crew["etag"].(string)}, 200})
	get("crews", "/crews", "/crews?area="+district)
	post("work-created", "/works", "", workBody(1, `,"line":[[87.811,23.205],[87.814,23.206]],"windows":[{"from":"10:00","to":"16:00"}],"pick_up":{"name":"Store","at":[87.812,23.221],"minutes":10,"what":"pipes"},"bring":["Form 7"],"due":"2026-01-07"`), 201, "Idempotency-Key: work-1")
	for n := 2; n <= 8; n++ {
		more := ""
		switch n {
		case 2:
			more = `,"after":[{"work":"` + workID(1) + `"}]`
		case 3:
			more = `,"polygon":[[[87.822,23.21],[87.824,23.21],[87.824,23.212],[87.822,23.21]]]`
		case 4:
			more = `,"crews":2`
		case 8:
			more = `,"equipment":["crane"]`
		}
		post(fmt.Sprintf("work-created-%d", n), "/works", "", workBody(n, more), 201)
	}
	work := get("work", "/works/{id}", "/works/"+workID(5))
	do(step{"work-changed", "PATCH", "/works/{id}", "/works/" + workID(5), `{"minutes":90,"priority":5,"due":"2026-01-06"}`, []string{"If-Match: " + work["etag"].(string)}, 200})
	get("works", "/works", "/works?bbox=87.8,23.2,87.9,23.3&kind=repair&state=open")
	do(step{"problem-work-circle", "PATCH", "/works/{id}", "/works/" + workID(1), `{"after":[{"work":"` + workID(2) + `"}]}`, []string{"If-Match: " + get("work-first", "/works/{id}", "/works/"+workID(1))["etag"].(string)}, 422})

	request := `{"district":"` + district + `","name":"Week 2","first_day":"2026-01-05","days":5,"seed":7}`
	dropped := post("works-plan-requested", "/works-plans", "", request, 202)["id"].(string)
	post("works-plan-cancelled", "/works-plans/{id}/cancel", "/works-plans/"+dropped+"/cancel", "", 200)
	first := post("works-plan-requested-again", "/works-plans", "", request, 202, "Idempotency-Key: works-1")["id"].(string)
	h.solveWorks(t, first)
	at := "/works-plans/" + first
	get("works-plan", "/works-plans/{id}", at)
	get("works-plans", "/works-plans", "/works-plans?district="+district+"&state=ready")
	get("works-plan-events", "/works-plans/{id}/events", at+"/events")
	get("works-problem", "/works-plans/{id}/problem.json", at+"/problem.json")
	get("works-plan-document", "/works-plans/{id}/plan.json", at+"/plan.json")
	get("works-outline", "/works-plans/{id}/outline.json", at+"/outline.json")
	get("works-report", "/works-plans/{id}/report.html", at+"/report.html")
	get("unvisited", "/works-plans/{id}/unvisited", at+"/unvisited")
	sheets := get("sheets", "/works-plans/{id}/sheets", at+"/sheets")["items"].([]any)
	sheet := sheets[0].(map[string]any)
	where := fmt.Sprintf("/sheets/%s/%s/sheet.", sheet["crew"], sheet["day"])
	for _, format := range []string{"html", "geojson", "gpx", "ics"} {
		get("sheet-"+format, "/works-plans/{id}/sheets/{crew}/{day}/sheet."+format, at+where+format)
	}
	get("sheet-bengali", "/works-plans/{id}/sheets/{crew}/{day}/sheet.html", at+where+"html?lang=bn")
	get("ways", "/works-plans/{id}/ways.geojson", at+fmt.Sprintf("/ways.geojson?crew=%s&day=%s", sheet["crew"], sheet["day"]))
	get("visits", "/works-plans/{id}/visits", at+"/visits")
	get("works-moves", "/works-plans/{id}/works/{work}/moves", at+"/works/"+workID(6)+"/moves")
	to := h.someMove(t, first, workID(6))
	moved := post("visit-moved", "/works-plans/{id}/moves", at+"/moves", fmt.Sprintf(`{"work":%q,"crew":%q,"day":%q}`, workID(6), to.Crew, to.Day), 201, "Idempotency-Key: move-1")
	second := moved["id"].(string)
	at = "/works-plans/" + second
	do(step{"works-plan-issued", "POST", "/works-plans/{id}/issue", at + "/issue", "{}", []string{"If-Match: " + moved["etag"].(string)}, 200})

	closure := post("road-closed", "/road-closures", "", `{"id":"019b8a5c-0c00-7000-8000-000000000301","polygon":[[[87.833,23.2],[87.837,23.2],[87.837,23.23],[87.833,23.23],[87.833,23.2]]],"from":"2026-01-05","to":"2026-01-06","reason":"Water over the road","number":"12/6","source":"Control room"}`, 201)
	get("road-closures", "/road-closures", "/road-closures?bbox=87.8,23.2,87.9,23.3&day=2026-01-06")
	get("road-closure", "/road-closures/{id}", "/road-closures/"+closure["id"].(string))
	do(step{"road-closure-ends", "PATCH", "/road-closures/{id}", "/road-closures/" + closure["id"].(string), `{"to":"2026-01-05"}`, []string{"If-Match: " + closure["etag"].(string)}, 200})
	again := post("works-replan-requested", "/works-plans/{id}/replan", at+"/replan", `{"events":[{"kind":"road_closed","text":"Water over the road"},{"kind":"visit_cancelled","work_id":"`+workID(7)+`"}]}`, 202, "Idempotency-Key: works-replan-1")["id"].(string)
	h.solveWorks(t, again)
	get("works-changes", "/works-plans/{id}/changes", "/works-plans/"+again+"/changes")
	next := get("works-replan-ready", "/works-plans/{id}", "/works-plans/"+again)
	do(step{"works-replan-issued", "POST", "/works-plans/{id}/issue", "/works-plans/" + again + "/issue", "{}", []string{"If-Match: " + next["etag"].(string)}, 200})

	visits := get("visits-announced", "/works-plans/{id}/visits", "/works-plans/"+again+"/visits?state=announced&limit=1")["features"].([]any)
	one := visits[0].(map[string]any)["properties"].(map[string]any)
	at = fmt.Sprintf("/works-plans/%s/visits/%s?crew=%s", again, one["work"], one["crew"])
	visit := get("visit", "/works-plans/{id}/visits/{work}", at)
	do(step{"visit-started", "PATCH", "/works-plans/{id}/visits/{work}", at, `{"state":"started"}`, []string{"If-Match: " + visit["etag"].(string)}, 200})
	do(step{"problem-visit-stale", "PATCH", "/works-plans/{id}/visits/{work}", at, `{"state":"done"}`, []string{"If-Match: " + visit["etag"].(string)}, 412})
	do(step{"problem-works-overlap", "POST", "/works-plans/{id}/issue", "/works-plans/" + first + "/issue", "{}", []string{"If-Match: " + get("works-plan-before", "/works-plans/{id}", "/works-plans/"+first)["etag"].(string)}, 409})
	do(step{"problem-replan-nobody", "POST", "/works-plans/{id}/replan", "/works-plans/" + again + "/replan", `{"events":[{"kind":"crew_ill"}]}`, nil, 400})
}

// someMove gives a crew and day that a work may be moved to and does not stand on.
func (h house) someMove(t *testing.T, plan, work string) planning.WorksMove {
	t.Helper()
	var list struct{ Items []planning.WorksMove }
	w := ask(t, h.Server, "GET", "/api/v1/works-plans/"+plan+"/works/"+work+"/moves", "")
	if err := json.Unmarshal(w.Body.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	for _, m := range list.Items {
		if m.Rule == "" && !m.Here {
			return m
		}
	}
	t.Fatalf("nowhere to move to: %s", strings.TrimSpace(w.Body.String()))
	return planning.WorksMove{}
}
