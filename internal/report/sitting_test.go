package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"doorstep/planning"
)

// sittings reads the problem and plan of the toy of booths.
func sittings(t *testing.T) (planning.Problem, planning.Plan) {
	t.Helper()
	data, err := os.ReadFile("../../testdata/sittings/problem.json")
	if err != nil {
		t.Fatal(err)
	}
	p, err := planning.ReadProblem(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if data, err = os.ReadFile("../../testdata/sittings/plan.json"); err != nil {
		t.Fatal(err)
	}
	plan, err := planning.ReadPlan(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return p, plan
}

func TestEveryFormatNamesEachSittingAndEachBoothWithoutOne(t *testing.T) {
	p, plan := sittings(t)
	for _, format := range []string{HTML, CSV, GeoJSON} {
		var out bytes.Buffer
		if err := Coverage(&out, format, p, plan); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"Amra 1", "Amra 5", "Bakul 4", "Dumur 2", "Amra Primary School", "Chandul is the only booth of Chandul GP"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s does not say %q", format, want)
			}
		}
		switch format {
		case HTML:
			for _, want := range []string{"9 of 12", "It is the only booth of its group", "In 4 of 4 groups no division is better"} {
				if !strings.Contains(out.String(), want) {
					t.Errorf("the page does not say %q", want)
				}
			}
		case CSV:
			rows, err := csv.NewReader(&out).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			count := map[string]int{}
			for _, row := range rows {
				count[row[0]]++
			}
			if count["sitting"] != 4 || count["unseated"] != 3 {
				t.Errorf("rows: %v", count)
			}
		case GeoJSON:
			var c struct {
				Features []struct {
					Properties map[string]any `json:"properties"`
				} `json:"features"`
			}
			if err := json.Unmarshal(out.Bytes(), &c); err != nil {
				t.Fatal(err)
			}
			count := map[any]int{}
			for _, f := range c.Features {
				count[f.Properties["feature"]]++
			}
			if count["booth"] != 12 || count["camp"] != 4 {
				t.Errorf("features: %v", count)
			}
		}
	}
	booths := planning.BoothsOf(p, plan)
	var out bytes.Buffer
	if err := Calendar(&out, "Para drive", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), []planning.CampRecord{{ID: "a", Booths: booths[1]}}); err != nil {
		t.Fatal(err)
	}
	if text := strings.ReplaceAll(out.String(), "\r\n ", ""); !strings.Contains(text, "Booths: Amra 1 (650 m)\\, Amra 2 (0 m)\\, Amra 3 (650 m).") {
		t.Errorf("the calendar does not name the booths: %s", text)
	}
}
