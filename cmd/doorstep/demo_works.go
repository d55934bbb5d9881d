package main

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/planning"
)

// What the demo makes up of works.
const (
	demoCrews = 4
	demoWorks = 48
	demoDays  = 6
	demoUnits = 2000 // of search: a second or two
)

// demoSite is a place of the district that the demo's works and crews stand on.
type demoSite struct {
	name string
	at   []float64
}

// planWorks has a week of the district's crews planned: what an office sees on its first Monday. Where the folder has no
// crews or no works for the district, they are made up; one work wants a crane, which no crew has.
func (d *demo) planWorks(ctx context.Context, c client, district planning.Area) error {
	m := d.meter()
	defer m.end()
	begun := time.Now()
	monday := nextMonday(planning.DayOf(time.Now().In(geo.IST)))
	if err := d.makeWorks(ctx, c, district, monday); err != nil {
		return err
	}
	var plan struct {
		ID       string               `json:"id"`
		State    string               `json:"state"`
		Stage    string               `json:"stage"`
		Progress int64                `json:"progress"`
		Failure  string               `json:"failure"`
		Score    *planning.WorksScore `json:"score"`
	}
	err := c.ask(ctx, "POST", "/api/v1/works-plans", nil, map[string]any{
		"district": district.ID, "name": "Demo week", "first_day": monday, "days": demoDays, "seed": 1, "units": demoUnits,
	}, &plan)
	for err == nil && (plan.State == "queued" || plan.State == "solving" || plan.ID == "") {
		m.tell("works: "+plan.Stage, plan.Progress, 100)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
		err = c.ask(ctx, "GET", "/api/v1/works-plans/"+plan.ID, nil, nil, &plan)
	}
	if err != nil {
		return err
	}
	m.end()
	d.seconds["works"] = time.Since(begun).Seconds()
	if plan.State != "ready" {
		return fault.Refuse("works_plan."+fault.Code(plan.State), "The works plan is %s. %s", plan.State, plan.Failure)
	}
	_, err = fmt.Fprintf(d.app.out, "Works: %d of %d are visited from %s on, on %d sheets, %d km in all; %d are not, each with its reason.\n",
		plan.Score.Visited, plan.Score.Visited+plan.Score.Unvisited, monday, plan.Score.CrewDays, plan.Score.Metres/1000, plan.Score.Unvisited)
	return err
}

// makeWorks makes up crews and works for a district that does not have both.
func (d *demo) makeWorks(ctx context.Context, c client, district planning.Area, monday planning.Day) error {
	there := 0
	for _, noun := range []string{"crews", "works"} {
		var page struct {
			Features []struct{} `json:"features"`
		}
		if err := c.ask(ctx, "GET", "/api/v1/"+noun+"?limit=1&area="+url.QueryEscape(string(district.ID)), nil, nil, &page); err != nil {
			return err
		}
		there += len(page.Features)
	}
	if there == 2 {
		return nil
	}
	sites, err := d.workSites(ctx, c, district)
	if err != nil {
		return err
	}
	if err := d.addCrews(ctx, c, district, sites); err != nil {
		return err
	}
	return d.addWorks(ctx, c, sites, monday)
}

// nextMonday gives the first Monday after a day.
func nextMonday(day planning.Day) planning.Day {
	days := (int(time.Monday) - int(day.Weekday()) + 7) % 7
	if days == 0 {
		days = 7
	}
	return day + planning.Day(days)
}

// workSites gives settlements all over the district, as many as there are works and crews, or all.
func (d *demo) workSites(ctx context.Context, c client, district planning.Area) ([]demoSite, error) {
	var all []demoSite
	for at := "/api/v1/settlements?limit=1000&area=" + url.QueryEscape(string(district.ID)); at != ""; {
		var page struct {
			Features []struct {
				Properties struct {
					Name string `json:"name"`
				} `json:"properties"`
				Geometry struct {
					Coordinates []float64 `json:"coordinates"`
				} `json:"geometry"`
			} `json:"features"`
			Links []struct {
				Href string `json:"href"`
			} `json:"links"`
		}
		if err := c.ask(ctx, "GET", at, nil, nil, &page); err != nil {
			return nil, err
		}
		for _, x := range page.Features {
			all = append(all, demoSite{x.Properties.Name, x.Geometry.Coordinates})
		}
		at = ""
		if len(page.Links) > 0 {
			at = page.Links[0].Href
		}
	}
	if len(all) == 0 {
		return nil, fault.Refuse("demo.sites", "The district has no settlement to make works up for.")
	}
	want := min(len(all), demoCrews+demoWorks)
	out := make([]demoSite, want)
	for i := range out {
		out[i] = all[i*len(all)/want]
	}
	return out, nil
}

func (d *demo) addCrews(ctx context.Context, c client, district planning.Area, sites []demoSite) error {
	skills := [][]string{{"masonry", "plumbing"}, {"electrical", "masonry"}, {"electrical", "plumbing"}, {"masonry", "plumbing", "survey"}}
	for n := range demoCrews {
		base := sites[n*len(sites)/demoCrews]
		err := c.ask(ctx, "POST", "/api/v1/crews", demoKey("crew", n), map[string]any{
			"name": fmt.Sprintf("Crew %d", n+1), "area": district.ID, "base": map[string]any{"name": base.name, "at": base.at},
			"profile": []string{"car", "car", "car", "cycle"}[n], "skills": skills[n], "equipment": []string{"ladder"}, "overtime_minutes": 30,
			"break": map[string]any{"minutes": 30, "from": "12:30", "to": "14:30"},
		}, nil)
		if err != nil {
			return err
		}
	}
	return nil
}

// addWorks puts works of every kind at the sites: some due early, some with hours, one after another, two crews at once.
func (d *demo) addWorks(ctx context.Context, c client, sites []demoSite, monday planning.Day) error {
	kinds := []string{"repair", "inspection", "feasibility", "verification"}
	skills := []string{"masonry", "plumbing", "electrical"}
	what := map[string]string{"masonry": "Culvert", "plumbing": "Hand pump", "electrical": "Street light"}
	before := ""
	for n := range demoWorks {
		site := sites[n%len(sites)]
		skill := skills[n%3]
		work := map[string]any{
			"name": what[skill] + ", " + site.name, "kind": kinds[n%4], "at": site.at, "minutes": 30 + 15*(n%5), "skills": []string{skill},
			"priority": 1 + n%5, "people": 50 + 37*n, "bring": []string{"Form " + strconv.Itoa(1+n%7)},
		}
		switch n % 8 {
		case 1:
			work["due"] = monday + 1
		case 2:
			work["windows"] = []map[string]any{{"from": "10:30", "to": "13:00"}}
		case 3:
			work["after"] = []map[string]any{{"work": before, "gap_days": 1}}
		case 5:
			work["pick_up"] = map[string]any{"name": "Store at " + sites[0].name, "at": sites[0].at, "minutes": 10, "what": "cement"}
		case 6:
			work["crews"] = 1 + n%2
		}
		if n == demoWorks-1 {
			work["equipment"] = []string{"crane"}
		}
		var made struct {
			ID string `json:"id"`
		}
		if err := c.ask(ctx, "POST", "/api/v1/works", demoKey("work", n), work, &made); err != nil {
			return err
		}
		before = made.ID
	}
	return nil
}

func demoKey(noun string, n int) map[string]string {
	return map[string]string{"Idempotency-Key": fmt.Sprintf("demo-%s-%d", noun, n)}
}
