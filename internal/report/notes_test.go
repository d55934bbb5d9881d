package report_test

import (
	"bytes"
	"strings"
	"testing"

	"doorstep/internal/report"
	"doorstep/planning"
)

// A report of the toy with everything that a report may have to say beyond its figures.
func TestAReportSaysHowSureItIsWhatLimitsItAndWhatIsLeftToDo(t *testing.T) {
	p, _ := toy(t)
	p.Drive.FloorPermille = 900
	p.Demand[1].Radius = 150
	p.Candidates[0].Permission, p.Candidates[1].Permission = planning.PermissionAsked, planning.PermissionNotAsked
	p.Candidates[2].Name = "বকুল কমিউনিটি হল"
	for _, day := range p.Days {
		p.Drive.Risks = append(p.Drive.Risks, planning.Risk{Day: day, Permille: 250, Source: "weather office"})
	}
	p.Pins = []planning.Pin{{ID: "row-2", Venue: "venue-3", Day: p.Days[1], Row: 2}}
	p.Excluded = []planning.Excluded{{ID: "venue-9", Name: "Old Hall", Group: "group-a", At: p.Candidates[0].At, Reason: planning.ExcludedFacility, Text: "Old Hall has no ramp."}}
	p.Drive.HaltsPerDay = 2
	v := &p.Candidates[3]
	v.Halts = []planning.Halt{
		{Name: "Char Hat", Area: p.Groups[len(p.Groups)-1].Of, At: v.At, From: 10 * 60, To: 12 * 60},
		{Name: "Ghat", Area: p.Groups[len(p.Groups)-1].Of, At: v.At, From: 12 * 60, To: 14*60 + 30},
	}
	v.Mobile, v.Minutes, v.CapBy = true, 270, "drive"
	plan, err := planning.Solve(t.Context(), p, 1, planning.Options{PriceUnits: 50, ImproveUnits: 500}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := report.Coverage(&out, report.HTML, p, plan); err != nil {
		t.Fatal(err)
	}
	golden(t, "coverage-notes.html", out.Bytes())
	for _, words := range []string{
		"How sure these figures are", "are undecided", "every block is raised to 90.0 %", "What is not proven",
		"What cannot be had together", "Row 2: The camp at বকুল কমিউনিটি হল is pinned to 2026-01-25", "Undecided</th>",
		"What limits the camps", "Venues whose use is not granted", "asked for", "not asked for", "Camps at risk from the weather",
		"Venues that are not planned", "Old Hall has no ramp.", "Tours of mobile camps", "12:00 to 14:30 Ghat",
	} {
		if !strings.Contains(out.String(), words) {
			t.Errorf("the report does not say %q", words)
		}
	}
}
