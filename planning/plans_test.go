package planning_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"doorstep/planning"
)

// variants are the toy district made harder, one way each.
var variants = map[string]func(p *planning.Problem){
	"budget_below_minimum": func(p *planning.Problem) { p.CampDays = 2 },
	"teams_missing": func(p *planning.Problem) { // West's team has one day
		p.Teams[1].DaysOff = []planning.Day{day("2026-01-24"), day("2026-01-27")}
	},
	"schools_closed": func(p *planning.Problem) { // venue 1 on all days, venue 2 on none: it is a high school
		for _, d := range []string{"2026-01-24", "2026-01-27", "2026-01-28"} {
			p.Closures = append(p.Closures, planning.Closure{Day: day(d), Kind: "exam", VenueKind: "school", Source: "test"})
		}
		p.Closures = []planning.Closure{p.Closures[2], p.Closures[0], p.Closures[1], p.Closures[3], p.Closures[4]}
	},
	"no_venues": func(p *planning.Problem) { p.Candidates = []planning.Candidate{} },
	"promised": func(p *planning.Problem) { // a good pin, and one on a day that its venue is closed
		p.Pins = []planning.Pin{
			{ID: "row-2", Venue: "venue-2", Day: day("2026-01-27"), Row: 2, Remarks: "promised in the block meeting"},
			{ID: "row-3", Venue: "venue-4", Day: day("2026-01-26"), Row: 3},
		}
	},
}

func TestHardVariantsOfTheToyArePlannedAsBefore(t *testing.T) {
	for name, change := range variants {
		t.Run(name, func(t *testing.T) {
			p := toy(t)
			change(&p)
			var b bytes.Buffer
			if err := planning.WriteProblem(&b, p); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(testdata, "plans", name+".problem.json")
			if *update {
				if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			plan := solve(t, readProblem(t, "plans/"+name+".problem.json"), 1)
			golden(t, "plans/"+name+".plan.json", plan)
			for _, v := range planning.Check(p, plan) {
				if name != "promised" || v.Row != 3 {
					t.Errorf("%s at %s: %s", v.Rule, v.Where, v.Text)
				}
			}
		})
	}
}

func TestABudgetBelowTheMinimaNamesTheGroupsAndTheCampDaysMissing(t *testing.T) {
	p := readProblem(t, "plans/budget_below_minimum.problem.json")
	plan := solve(t, p, 1)
	if len(plan.Groups) != 1 || plan.Groups[0].Missing != 1 || plan.Groups[0].Reason != "camp_days_missing" {
		t.Fatalf("groups below their minimum: %+v", plan.Groups)
	}
	want := "1 group is below the minimum, by 1 camp-day together. " + plan.Groups[0].Text
	if sentences := planning.Summarise(p, plan).Sentences; !slices.Contains(sentences, want) {
		t.Errorf("no sentence says %q: %q", want, sentences)
	}
}
