package ingest_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"doorstep/internal/fault"
	"doorstep/internal/ingest"
)

const hostileDir = "../../testdata/hostile"

// Each folder of testdata/hostile holds one or two files laid over the toy. Every one must end in a
// sentence that tells where and what to do: a fault that stops the import, or rows of the account.
var hostile = []struct {
	folder string
	code   fault.Code // "" where the import goes on
	says   []string   // parts of the fault, or "file:line field action" and a part of the reason
}{
	{"all_coordinates_swapped", "file.mostly_refused", []string{"5 of 5 rows", `Line 2, lon,lat "23.01,88.01"`, "look swapped", "nothing is imported"}},
	{"another_table", "file.mostly_refused", []string{"30 of 30 rows are refused", "probably not the file"}},
	{"blank_lines_only", "file.empty", []string{"settlements.csv holds no header line"}},
	{"block_ids_twice", "", []string{"blocks.geojson:3 id refused: the id stands in line 2 already", "settlements.csv:5 block refused: the point lies in no block"}},
	{"blocks_without_ids", "file.mostly_refused", []string{"blocks.geojson", "the area has no id"}},
	{"broken_geojson", "geojson.unclosed", []string{"settlements.geojson: The text ends inside feature 2, which starts on line 2", "fetch it again"}},
	{"broken_workbook", "file.damaged", []string{"settlements.xlsx", "save it as .xlsx or CSV"}},
	{"calendar_of_nonsense", "", []string{
		"calendar.csv:6 kind refused: the kind is not holiday, market",
		"calendar.csv:7 date refused: it is no day of the calendar",
		"calendar.csv:8 area refused: a market day needs its area",
		"calendar.csv:9 to refused: the last day lies before the first",
		"calendar.csv:10 area refused: no area answers to it; the nearest names are Paschimpara",
	}},
	{"column_twice", "file.header", []string{`settlements.csv has two columns called "name" (number 2 and 7)`}},
	{"crossing_polygon", "", []string{"blocks.geojson:2 geometry repaired: kept without its polygon: The outer ring crosses itself near (88.05, 23.05)"}},
	{"drive_cut_off", "drive.malformed", []string{"drive.json cannot be read: line 2: the text breaks off there"}},
	{"drive_with_bad_day", "drive.malformed", []string{"drive.json cannot be read: first_day: \"2027-13-45\" is not a day; write it as 2026-01-24.\n"}},
	{"drive_of_no_days", "drive.days", []string{"drive.json", "has no working days; give working_days of 1 or more"}},
	{"drive_with_text_for_number", "drive.malformed", []string{"line 3: working_days must be int, not string"}},
	{"drive_with_unknown_field", "drive.malformed", []string{`unknown field "workdays"`}},
	{"empty_file", "file.empty", []string{"settlements.csv is empty", "copy it again"}},
	{"half_a_gzip", "file.damaged", []string{"settlements.csv.gz is not a whole gzip file", "Copy it again"}},
	{"header_missing", "file.header", []string{"settlements.csv seems to lack its header", "hab_id, name, lon, lat, population"}},
	{"hole_outside", "", []string{"blocks.geojson:2 geometry repaired: kept without its polygon: The hole 1 lies outside its outer ring at (88.3, 23.3)"}},
	{"ids_twice", "", []string{"settlements.csv:5 id refused: the id stands in line 3 already", "settlements.csv:6 id refused: the row has no id"}},
	{"latin1", "", []string{"settlements.csv:5  repaired: not UTF-8: read as Windows-1252"}},
	{"lines_for_points", "", []string{"settlements.geojson:4 geometry refused: not a point"}},
	{"misspelled_district", "", []string{"blocks.geojson:2 parent repaired: there is no such district; put into Barddhaman by its place"}},
	{"no_gzip_at_all", "file.damaged", []string{"settlements.csv.gz is not a whole gzip file"}},
	{"no_number", "", []string{
		"settlements.csv:5 lon refused: there is no coordinate",
		"settlements.csv:6 lon,lat refused: (88.04, +Inf) is no position on Earth",
		"settlements.csv:7 lat refused: it is no number; write decimal degrees",
	}},
	{"not_geojson", "geojson.malformed", []string{"blocks.geojson: Line 1: the text starts with '<'"}},
	{"off_the_earth", "", []string{
		"settlements.csv:5 lon,lat refused: (188.04, 23.04) is no position on Earth",
		"settlements.csv:6 lon,lat refused: (543210, 2543210) is no position on Earth; it looks like metres",
		"settlements.csv:7 lon,lat refused: the point lies outside the region",
	}},
	{"old_macintosh", "file.format", []string{"The lines of settlements.csv end with CR alone"}},
	{"one_geometry", "file.mostly_refused", []string{"blocks.geojson", "the area has no id"}},
	{"only_a_mark", "file.empty", []string{"settlements.csv holds no header line"}},
	{"quote_in_the_middle", "", []string{"settlements.csv:5  refused: text follows a closing quote"}},
	{"ragged_rows", "", []string{
		"settlements.csv:5  refused: the row has 4 fields and the header 7", "settlements.csv:6  refused: the row has 9 fields and the header 7",
	}},
	{"renamed_column", "file.header", []string{"settlements.csv lacks the column population", `the nearest column there is "populaton"`}},
	{"source_without_name", "source.malformed", []string{"source.json", "1 to 60 characters"}},
	{"strange_names", "", []string{
		"settlements.csv:5 name repaired: there is no name; called Unnamed 4", "settlements.csv:6 name repaired: control characters taken out",
		"settlements.csv:8 name repaired: control characters taken out", "settlements.csv:9 name repaired: cut at 300 characters",
	}},
	{"strange_numbers", "", []string{
		"settlements.csv:5 people refused: it is negative", "settlements.csv:6 people refused: it is more than 50,000,000",
		"settlements.csv:7 people refused: it is no number", "settlements.csv:8 people refused: there is no number",
		"settlements.csv:9 people repaired: rounded", "settlements.csv:10 people repaired: read as a number without its separators",
		"settlements.csv:11 people repaired: read as a number", "settlements.csv:12 people kept: nobody lives there",
	}},
	{"swapped_coordinates", "", []string{"settlements.csv:5 lon,lat refused: longitude and latitude look swapped"}},
	{"swapped_polygon", "", []string{"blocks.geojson:2 geometry repaired: kept without its polygon: it lies outside the region of the recipe; longitude and latitude look swapped"}},
	{"teams_of_nowhere", "", []string{
		"teams.csv:3 name refused: Purbapara-II has a team of this name in line 2", "teams.csv:4 block refused: no area answers to it",
		"teams.csv:5 days_off repaired: this day off is left out",
	}},
	{"turnout_of_nonsense", "", []string{
		"turnout.csv:2 applications_health repaired: left out: it is no number", "turnout.csv:3 footfall refused: it is negative",
		"turnout.csv:4 group refused: no area answers to it",
	}},
	{"two_of_one", "file.twice", []string{"Both settlements.csv and settlements.csv.gz are there. Keep one"}},
	{"unclosed_quote", "", []string{"settlements.csv:2  refused: a quote is opened and not closed"}},
	{"unknown_block", "", []string{"settlements.csv:5 block repaired: there is no such block; put into Paschimpara", "settlements.csv:6 block refused: the point lies in no block"}},
	{"utf16", "file.encoding", []string{"settlements.csv is UTF-16 text", "iconv -f utf-16 -t utf-8"}},
	{"utf16_without_mark", "file.encoding", []string{"settlements.csv is not text, or UTF-16"}},
	{"wound_the_wrong_way", "", []string{"blocks.geojson:2 geometry repaired: ring wound the wrong way"}},
	{"wrong_header", "file.header", []string{"settlements.csv lacks the column hab_id, name, lon, lat, population; its columns are id, village, x, y, persons"}},
	{"zero_bytes", "", []string{"settlements.csv:5 name refused: field 2 holds a zero byte"}},
	{"zip_named_csv", "file.format", []string{"settlements.csv is an Excel workbook or zip archive under another name"}},
}

// over lays the files of a hostile folder over the toy, in place of its files of the same table.
func over(t *testing.T, folder string) fstest.MapFS {
	t.Helper()
	files := toy()
	entries, err := os.ReadDir(hostileDir + "/" + folder)
	if err != nil || len(entries) == 0 {
		t.Fatalf("the hostile folder %s: %d files, %v", folder, len(entries), err)
	}
	for _, e := range entries {
		stem, _, _ := strings.Cut(e.Name(), ".")
		for name := range toy() {
			if strings.HasPrefix(name, stem+".") {
				delete(files, name)
			}
		}
	}
	for _, e := range entries {
		data, err := os.ReadFile(hostileDir + "/" + folder + "/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = &fstest.MapFile{Data: data}
	}
	return files
}

func TestEveryHostileFolderGetsASentenceThatTellsWhereAndWhatToDo(t *testing.T) {
	listed := map[string]bool{}
	for _, c := range hostile {
		listed[c.folder] = true
		t.Run(c.folder, func(t *testing.T) { says(t, over(t, c.folder), c.code, c.says) })
	}
	entries, err := os.ReadDir(hostileDir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && !listed[e.Name()] && !strings.HasPrefix(e.Name(), "camps_") {
			t.Errorf("nobody reads the hostile folder %s", e.Name())
		}
	}
}

func says(t *testing.T, files fs.FS, code fault.Code, want []string) {
	t.Helper()
	g, _, acct, err := ingest.Read(context.Background(), files, recipe(t), ingest.Options{Workers: 2})
	countsAddUp(t, acct)
	if got := fault.CodeOf(err); got != code {
		t.Fatalf("the code is %q (%v), want %q", got, err, code)
	}
	if err != nil && (len(g.Areas) > 0 || len(g.Settlements) > 0) {
		t.Error("a gazetteer came out of a refused folder")
	}
	var all strings.Builder
	if err != nil {
		fmt.Fprintln(&all, err)
	}
	for _, r := range acct.Rows {
		fmt.Fprintf(&all, "%s:%d %s %s: %s\n", r.File, r.Line, r.Field, r.Action, r.Reason)
	}
	for _, w := range want {
		if !strings.Contains(all.String(), w) {
			t.Errorf("nothing says %q in\n%s", w, all.String())
		}
	}
	if err == nil && len(acct.Rows) < len(want) {
		t.Errorf("the account holds %d rows, want %d at least", len(acct.Rows), len(want))
	}
}

func TestFilesTooLargeToKeepAreRefusedInOneRow(t *testing.T) {
	head := "hab_id,name,lon,lat,population,block_id,panchayat\n"
	rows := "1,Notungram,88.02,23.02,1000,P1,\n2,Puratangram,88.03,23.03,500,P1,\n3,Dighirpar,88.08,23.08,700,P1,\n"
	for _, c := range []struct{ name, row, want string }{
		{"a field of a million characters", "4," + strings.Repeat("x", 1_000_000) + ",88.04,23.04,90,P1,\n", "settlements.csv:2 name refused: field 2 has 1000000 characters, more than 10000"},
		{"a line of three million bytes", "4," + strings.Repeat("x", 3_000_000) + ",88.04,23.04,90,P1,\n", "settlements.csv:2  refused: the line is longer than 1 MiB"},
		{"a quote never closed before a million lines", "4,\"open,88.04,23.04,90,P1,\n", "settlements.csv:2  refused: a quote is opened and not closed"},
		{"a quoted field over a hundred lines", "4,\"" + strings.Repeat("line\n", 100) + "\",88.04,23.04,90,P1,\n", "settlements.csv:2  refused: a quote is opened and not closed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := with(fstest.MapFS{"settlements.csv": text(head + c.row + rows)})
			if strings.Contains(c.name, "hundred") {
				files["settlements.csv"] = text(head + c.row + rows + many(200))
			}
			says(t, files, "", []string{c.want})
			g, _, _, err := ingest.Read(context.Background(), files, recipe(t), ingest.Options{})
			if err != nil {
				t.Fatal(err)
			}
			settlement(t, g, "1") // what follows the bad row is read
			settlement(t, g, "3")
		})
	}
}

func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d,Village %d,88.0%d,23.05,100,P1,\n", 100+i, i, 10+i%80)
	}
	return b.String()
}

func TestAFolderWithoutPeopleIsRefused(t *testing.T) {
	says(t, fstest.MapFS{"readme.txt": text("nothing here")}, "import.empty", []string{"says nowhere where people live", "settlements, booths or towns"})
}
