package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/internal/report"
	"doorstep/planning"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// toy reads the toy district and its plan.
func toy(t *testing.T) (planning.Problem, planning.Plan) {
	t.Helper()
	p := read(t, "../../testdata/toy/problem.json", planning.ReadProblem)
	return p, read(t, "../../testdata/toy/plan.json", planning.ReadPlan)
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("../../testdata/golden/report", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s has changed; run with -update and read the difference", file)
	}
}

func TestCoverageIsWrittenInEveryFormat(t *testing.T) {
	p, plan := toy(t)
	for _, format := range []string{report.HTML, report.CSV, report.GeoJSON} {
		var out bytes.Buffer
		if err := report.Coverage(&out, format, p, plan); err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		golden(t, "coverage."+format, out.Bytes())
	}
	if err := report.Coverage(&bytes.Buffer{}, "pdf", p, plan); fault.CodeOf(err) != "report.format" {
		t.Errorf("an unknown format: %v", err)
	}
}

func TestTheShareWithinReachNeverStandsAlone(t *testing.T) {
	p, plan := toy(t)
	p.Placement.CensusPeople, p.Placement.CensusYear = 2*p.Placement.People, 2011
	var out bytes.Buffer
	if err := report.Coverage(&out, report.HTML, p, plan); err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"of the census people are placed", "50.00 %", "on an estimated distance", "Group level:", "at most below the best possible plan"} {
		if !strings.Contains(out.String(), words) {
			t.Errorf("the report does not say %q", words)
		}
	}
}

func TestNamesCannotBecomeMarkupOrFormulas(t *testing.T) {
	p, plan := toy(t)
	evil := `=HYPERLINK("x")<script>alert(1)</script>`
	for i := range p.Groups {
		p.Groups[i].Name = evil
	}
	var page, table bytes.Buffer
	if err := report.Coverage(&page, report.HTML, p, plan); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(page.String(), "<script") {
		t.Error("a name became markup")
	}
	if err := report.Coverage(&table, report.CSV, p, plan); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&table).ReadAll()
	if err != nil || len(rows) < 3 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows {
		for _, v := range row {
			if strings.HasPrefix(v, "=") {
				t.Errorf("a spreadsheet would run %q", v)
			}
		}
	}
}

func TestGeoJSONHoldsEveryCellAndCamp(t *testing.T) {
	p, plan := toy(t)
	var out bytes.Buffer
	if err := report.Coverage(&out, report.GeoJSON, p, plan); err != nil {
		t.Fatal(err)
	}
	if !json.Valid(out.Bytes()) {
		t.Fatal("it is not JSON")
	}
	count := 0
	if err := geo.ReadFeatures(&out, func(_ int, f geo.Feature) error {
		count++
		return f.Err
	}); err != nil {
		t.Fatal(err)
	}
	if want := len(p.Demand) + len(plan.Camps); count != want {
		t.Errorf("%d features, want %d", count, want)
	}
}

func TestCalendarIsOneEventACamp(t *testing.T) {
	day, err := planning.ParseDay("2026-01-24")
	if err != nil {
		t.Fatal(err)
	}
	camp := planning.CampRecord{
		ID: "c1", PlanState: planning.PlanReady, VenueName: "রামপুর High School; east, wing " + strings.Repeat("long ", 20), GroupName: "Rampur",
		BlockName: "Ausgram-I", Day: day, TeamName: "team 1", Visitors: 700, Cap: 859, At: orb.Point{87.5, 23.4},
		Opens: 10 * 60, Closes: 16 * 60,
		Halts: []planning.Halt{{Name: "Hat", From: 10 * 60, To: 12 * 60}, {Name: "Char", From: 13*60 + 5, To: 16 * 60}},
	}
	var out bytes.Buffer
	if err := report.Calendar(&out, "Camps", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), []planning.CampRecord{camp}); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for _, line := range []string{"BEGIN:VEVENT\r\n", "UID:c1@doorstep\r\n", "DTSTART:20260124T043000Z\r\n", "DTEND:20260124T103000Z\r\n", "STATUS:TENTATIVE\r\n", `\; east\, wing`, "Hat 10:00 to 12:00"} {
		if !strings.Contains(text, line) {
			t.Errorf("the feed lacks %q:\n%s", line, text)
		}
	}
	for line := range strings.SplitSeq(text, "\r\n") {
		if len(line) > 75 {
			t.Errorf("a line of %d bytes is not folded: %s", len(line), line)
		}
	}
}

func read[T any](t *testing.T, file string, from func(io.Reader) (T, error)) T {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	v, err := from(f)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
