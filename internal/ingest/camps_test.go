package ingest_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"doorstep/internal/fault"
	"doorstep/internal/ingest"
	"doorstep/planning"
)

const campList = "DUARE SARKAR CAMPS,,,,,,\n" +
	"Sl,Name of GP/Ward,Venue,Camp Date,Team,Phone of contact,Remarks\n" +
	"1,Ramnagar I,Notungram Primary School,06-01-2026,Team A,=1+1,promised\n" + // as the register, spelled out
	"2,Sripur,DIGHIRPAR HIGH SCHOOL (H.S),07/01/2026,Team B,98300,\n" +
	"3,শ্রীপুর,দীঘিরপাড় হাই স্কুল,2026-01-08,,,\n" + // in Bengali
	"4,,Kalitala Haat,46031,Team Z,,\n" + // a day as Excel keeps it; a team nobody knows
	"5,,Bishnupur School,10-01-2026,,,\n" + // two of this name
	"6,Nowhere,Completely Other Place,11-01-2026,,,\n" +
	"7,Sripur,V7,12-01-2026,,,by its id\n" +
	"8,Ramnagar I,Bishnupur School,13-01-2026,,,\n" // the one of its GP

// winter is a drive from 5 January 2026.
func winter() planning.Drive {
	d := planning.DefaultDrive()
	d.FirstDay = planning.DayOf(time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC))
	return d
}

func campVenues(t *testing.T) planning.Gazetteer {
	t.Helper()
	files := toy()
	files["venues.csv"] = text(string(files["venues.csv"].Data) +
		"V7,high_school,DIGHIRPAR HIGH SCHOOL,88.081,23.081,P1,rural\nV8,school,BISHNUPUR PRY SCHOOL,88.011,23.012,P1,rural\n" +
		"V9,school,BISHNUPUR PRIMARY SCHOOL,88.085,23.075,P1,rural\nVX,school,KALINAGAR F P SCHOOL,88.16,23.06,P2,rural\n")
	files["teams.csv"] = text("team_id,name,block\nT1,Team A,P1\nT2,Team B,P1\n")
	g, _, _ := read(t, files)
	return g
}

func readCamps(t *testing.T, data []byte, name string) ingest.CampSheet {
	t.Helper()
	sheet, acct, err := ingest.ReadCamps(context.Background(), bytes.NewReader(data), name, winter())
	if err != nil {
		t.Fatal(err)
	}
	countsAddUp(t, acct)
	return sheet
}

func TestACampListIsMatchedByNameAndPlace(t *testing.T) {
	g := campVenues(t)
	id := map[planning.VenueID]string{}
	for _, v := range g.Venues {
		id[v.ID] = v.SourceID
	}
	for _, name := range []string{"list.csv", "list.xlsx"} {
		t.Run(name, func(t *testing.T) {
			data := []byte(campList)
			if name == "list.xlsx" {
				data = workbook(t, campList).Data
			}
			sheet := readCamps(t, data, name)
			matches := ingest.MatchCamps(sheet, g, recipe(t).Venues, nil)
			var got []string
			for i, m := range matches {
				if m.Row.Line != i+3 {
					t.Errorf("row %d has line %d", i, m.Row.Line)
				}
				got = append(got, m.State+" "+id[m.Venue])
			}
			want := []string{
				"matched V4", "matched V7", "matched V7", "matched V5", "confirm ", "refused ", "matched V7", "matched V8",
			}
			if !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
				for _, m := range matches {
					t.Logf("%+v", m)
				}
			}
			if c := matches[4].Candidates; len(c) < 2 || c[0].Score < 0.5 {
				t.Errorf("candidates to choose from: %+v", c)
			}
			if matches[0].Team == "" || matches[3].Team != "" || len(matches[3].Notes) != 1 || len(matches[5].Notes) != 1 {
				t.Errorf("teams and notes: %+v, %+v, %+v", matches[0], matches[3], matches[5])
			}
			pins := ingest.Pins(matches)
			if len(pins) != 6 || pins[0].Row != 3 || pins[0].Day.String() != "2026-01-06" || pins[0].Remarks != "promised" || pins[3].Day.String() != "2026-01-09" {
				t.Errorf("pins: %+v", pins)
			}
			if !slices.IsSortedFunc(pins, func(a, b planning.Pin) int { return strings.Compare(string(a.ID), string(b.ID)) }) {
				t.Errorf("pins are out of order: %+v", pins)
			}
		})
	}
}

func TestAPersonsChoiceSettlesADoubt(t *testing.T) {
	g, sheet := campVenues(t), readCamps(t, []byte(campList), "list.csv")
	matches := ingest.MatchCamps(sheet, g, recipe(t).Venues, nil)
	var file bytes.Buffer
	if err := ingest.WriteConfirm(&file, matches); err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(file.String(), "\n")
	if !strings.HasPrefix(lines[1], "7,Bishnupur School,,,") {
		t.Fatalf("the list to confirm is\n%s", file.String())
	}
	lines[1] = strings.Replace(lines[1], "7,Bishnupur School,,,", "7,Bishnupur School,,x,", 1)
	chosen, err := ingest.ReadConfirm(context.Background(), strings.NewReader(strings.Join(lines, "")), "confirm.csv")
	if err != nil || len(chosen) != 1 {
		t.Fatalf("chosen is %v, %v", chosen, err)
	}
	again := ingest.MatchCamps(sheet, g, recipe(t).Venues, chosen)
	if m := again[4]; m.State != ingest.CampMatched || m.Venue != chosen[7] {
		t.Errorf("after the choice the row is %+v", m)
	}
	lines[2] = strings.Replace(lines[2], "7,Bishnupur School,,,", "7,Bishnupur School,,x,", 1)
	_, err = ingest.ReadConfirm(context.Background(), strings.NewReader(strings.Join(lines, "")), "confirm.csv")
	if fault.CodeOf(err) != "camps.choice" || !strings.Contains(err.Error(), "line 7 of the list has two venues chosen") {
		t.Errorf("two choices for one line: %v", err)
	}
}

func TestACampListComesBackAsItWas(t *testing.T) {
	g := campVenues(t)
	for _, format := range []string{"csv", "xlsx"} {
		t.Run(format, func(t *testing.T) {
			sheet := readCamps(t, []byte(campList), "list.csv")
			list := sheet.Matched(ingest.MatchCamps(sheet, g, recipe(t).Venues, nil))
			var out bytes.Buffer
			if err := ingest.WriteCamps(&out, format, list, nil); err != nil {
				t.Fatal(err)
			}
			again := readCamps(t, out.Bytes(), "again."+format)
			if !slices.Equal(again.List.Columns, sheet.List.Columns) || len(again.List.Above) != 1 || again.List.Above[0][0] != "DUARE SARKAR CAMPS" {
				t.Errorf("columns come back as %q below %q", again.List.Columns, again.List.Above)
			}
			for i, r := range sheet.List.Rows {
				back := again.List.Rows[i]
				if i == 3 && format == "csv" { // the day of a workbook is written out
					if r.Cells[3] != "46031" || back.Cells[3] != "09-01-2026" {
						t.Errorf("the day %q comes back as %q", r.Cells[3], back.Cells[3])
					}
					continue
				}
				if !slices.Equal(back.Cells, r.Cells) || back.Day != r.Day {
					t.Errorf("row %d comes back as %q, was %q", i, back.Cells, r.Cells)
				}
			}
		})
	}
}

func TestACampListFollowsTheCampsOfThePlan(t *testing.T) {
	g := campVenues(t)
	sheet := readCamps(t, []byte(campList), "list.csv")
	list := sheet.Matched(ingest.MatchCamps(sheet, g, recipe(t).Venues, nil))
	if r := list.Rows[0]; r.Team == "" || r.TeamName != "Team A" || r.NoGroup != "" || r.Block == "" {
		t.Errorf("the first row is kept as %+v", r)
	}
	if r := list.Rows[3]; r.Team != "" || r.TeamName != "Team Z" {
		t.Errorf("the row of a team nobody knows is kept as %+v", r)
	}
	if r := list.Rows[5]; r.NoGroup != "Nowhere" {
		t.Errorf("the row of a panchayat nobody knows is kept as %+v", r)
	}
	day := func(s string) planning.Day {
		d, err := planning.ParseDay(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	camps := []planning.CampRecord{
		{Row: 3, Day: day("2026-01-16"), Venue: list.Rows[0].Venue, VenueName: "ignored", Team: list.Rows[0].Team, TeamName: "Team A, Ramnagar"},
		{Row: 4, Day: list.Rows[1].Day, Venue: "other", VenueName: "=cmd()", Team: "another", TeamName: "Team C"},
		{Row: 5, Day: list.Rows[2].Day, Venue: list.Rows[2].Venue, Team: "another", TeamName: "Team C"},
		{Row: 6, Day: list.Rows[3].Day, Venue: list.Rows[3].Venue, Team: "another", TeamName: "Team C"},
		{Day: day("2026-01-20"), Venue: "new", VenueName: "New Hall", GroupName: "Sripur", TeamName: "Team D", Remarks: "added"},
	}
	var out bytes.Buffer
	if err := ingest.WriteCamps(&out, "csv", list, camps); err != nil {
		t.Fatal(err)
	}
	want := "DUARE SARKAR CAMPS,,,,,,\n" +
		"Sl,Name of GP/Ward,Venue,Camp Date,Team,Phone of contact,Remarks\n" +
		"1,Ramnagar I,Notungram Primary School,16-01-2026,Team A,'=1+1,promised\n" +
		"2,Sripur,'=cmd(),07/01/2026,Team C,98300,\n" +
		"3,শ্রীপুর,দীঘিরপাড় হাই স্কুল,2026-01-08,,,\n" + // its team is the plan's, the column the officer's
		"4,,Kalitala Haat,09-01-2026,Team Z,,\n" + // so is a team that nobody knows
		"5,,Bishnupur School,10-01-2026,,,\n" + // never became a camp
		"6,Nowhere,Completely Other Place,11-01-2026,,,\n" +
		",Sripur,New Hall,2026-01-20,Team D,,added\n"
	if out.String() != want {
		t.Errorf("the list is\n%swant\n%s", out.String(), want)
	}
}

func TestEveryRowOfACampListKeepsItsLineAndReason(t *testing.T) {
	data, err := os.ReadFile(hostileDir + "/camps_of_nonsense/list.csv")
	if err != nil {
		t.Fatal(err)
	}
	sheet, acct, err := ingest.ReadCamps(context.Background(), bytes.NewReader(data), "list.csv", winter())
	if err != nil {
		t.Fatal(err)
	}
	countsAddUp(t, acct)
	matches := ingest.MatchCamps(sheet, campVenues(t), recipe(t).Venues, nil)
	var got []string
	for _, m := range matches {
		got = append(got, fmt.Sprintf("%d %s: %s", m.Row.Line, m.State, m.Reason))
	}
	want := []string{
		"2 refused: it is no day of the calendar; write 2026-01-24 or 24-01-2026",
		"3 refused: the row names no venue",
		"4 refused: month and day look swapped (there is no month 24); write the day first, or 2026-01-24",
		"5 matched: ",
		"6 refused: there is no date",
		"7 refused: a quote is opened and not closed in its field; close it or double it",
		"8 refused: the row has 6 fields and the header 4; look for a missing or unquoted separator",
		"9 matched: ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if !slices.ContainsFunc(acct.Rows, func(r ingest.Row) bool {
		return r.Line == 5 && r.Action == ingest.Kept && strings.Contains(r.Reason, "2026-01-06: is the year wrong?")
	}) {
		t.Errorf("nothing is said of the wrong year: %+v", acct.Rows)
	}
}

func TestHostileCampListsAreRefusedAsAWhole(t *testing.T) {
	for _, c := range []struct {
		file string
		code fault.Code
		want string
	}{
		{"camps_without_header/list.csv", "file.header", "lacks the column venue, date"},
		{"camps_without_date/list.csv", "file.header", "lacks the column date"},
		{"camps_empty/list.csv", "camps.empty", "no camp below it"},
		{"camps_not_a_workbook/list.xlsx", "file.damaged", "cannot be read as an Excel workbook"},
		{"empty_file/settlements.csv", "file.empty", "is empty"},
	} {
		t.Run(c.file, func(t *testing.T) {
			data, err := os.ReadFile(hostileDir + "/" + c.file)
			if err != nil {
				t.Fatal(err)
			}
			_, _, err = ingest.ReadCamps(context.Background(), bytes.NewReader(data), c.file, winter())
			if fault.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func FuzzCamps(f *testing.F) {
	f.Add([]byte(campList), true)
	f.Add([]byte("Venue;Date\nA;1\n"), true)
	f.Add(workbook(f, campList).Data, false)
	f.Fuzz(func(t *testing.T, data []byte, text bool) {
		name := map[bool]string{true: "list.csv", false: "list.xlsx"}[text]
		sheet, acct, err := ingest.ReadCamps(context.Background(), bytes.NewReader(data), name, winter())
		countsAddUp(t, acct)
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := ingest.WriteCamps(&out, "csv", sheet.List, nil); err != nil {
			t.Fatal(err)
		}
	})
}
