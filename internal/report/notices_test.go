package report_test

import (
	"bytes"
	"encoding/csv"
	"testing"

	"doorstep/internal/report"
	"doorstep/planning"
)

func TestNoticesAreATableThatNoSpreadsheetTakesForFormulas(t *testing.T) {
	stand := &planning.Stand{VenueName: "=HYPERLINK(\"x\")", GroupName: "Panchayat, west", BlockName: "Block \"0\"", Day: 20_000, TeamName: "-1 team"}
	var out bytes.Buffer
	if err := report.Notices(&out, []planning.Notice{
		{Camp: "a", What: planning.ChangeCancelled, Old: stand, Registrations: 3, Text: "Closed.", Notice: "Cancelled.", NoticeBn: "বাতিল।", Announced: true},
		{Camp: "b", What: planning.ChangeAdded, New: stand, Notice: "Added.", NoticeBn: "নতুন।"},
	}); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	want := []string{"a", "cancelled", "true", "Block \"0\"", "Panchayat, west", "2024-10-04", "'=HYPERLINK(\"x\")", "'-1 team", "", "", "", "3", "Closed.", "Cancelled.", "বাতিল।"}
	for i, w := range want {
		if rows[1][i] != w {
			t.Errorf("%s is %q, want %q", rows[0][i], rows[1][i], w)
		}
	}
	if rows[2][3] != "Block \"0\"" || rows[2][5] != "" || rows[2][8] != "2024-10-04" || rows[2][11] != "0" {
		t.Errorf("an added camp is %q", rows[2])
	}
}
