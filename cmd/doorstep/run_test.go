package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"doorstep/internal/pgcluster/pgtest"
	"doorstep/planning"
)

const toyProblem = "../../testdata/toy/problem.json"

// result is what a command came to.
type result struct {
	code     int
	out, err string
}

// doorstep runs a command line as a shell would.
func doorstep(t *testing.T, env map[string]string, args ...string) result {
	t.Helper()
	var out, errs bytes.Buffer
	code := Run(t.Context(), args, strings.NewReader(""), &out, &errs, func(name string) string { return env[name] })
	return result{code, out.String(), errs.String()}
}

// must runs a command that has to succeed.
func must(t *testing.T, env map[string]string, args ...string) string {
	t.Helper()
	r := doorstep(t, env, args...)
	if r.code != exitOK {
		t.Fatalf("doorstep %s: exit %d\n%s%s", strings.Join(args, " "), r.code, r.out, r.err)
	}
	return r.out
}

func TestPlanSaysBeforeSolvingWhatNoPlanCanHold(t *testing.T) {
	r := doorstep(t, nil, "plan", "../../testdata/plans/teams_missing.problem.json", "--out", filepath.Join(t.TempDir(), "plan.json"))
	at, done := strings.Index(r.err, "Cannot be held, whatever is chosen:"), strings.Index(r.err, "at their minimum")
	if r.code != exitOK || at < 0 || done < at || !strings.Contains(r.err, "team") {
		t.Errorf("exit %d, told:\n%s", r.code, r.err)
	}
	if r := doorstep(t, nil, "plan", toyProblem, "--out", filepath.Join(t.TempDir(), "plan.json")); strings.Contains(r.err, "Cannot be held") {
		t.Errorf("told of a district that can hold all:\n%s", r.err)
	}
}

func TestCommandLinesThatCannotBeUnderstoodEndWith2(t *testing.T) {
	for _, args := range [][]string{
		{"fly"},
		{"plan"},
		{"plan", "a", "b"},
		{"check", "only-one"},
		{"world"},
		{"import"},
		{"report", "--what"},
		{"plan", "--drive", "x"},
		{"plan", "--drive", "x", "--folder", "y", "--district", "z"},
		{"import", "camps", "list.csv"},
	} {
		if r := doorstep(t, nil, args...); r.code != exitUsage || !strings.Contains(r.err, "--help") {
			t.Errorf("doorstep %s: exit %d, %s", strings.Join(args, " "), r.code, r.err)
		}
	}
}

func TestEveryVerbHasHelpWithAnExample(t *testing.T) {
	root := (&app{getenv: func(string) string { return "" }}).root()
	root.InitDefaultCompletionCmd()
	verbs := 0
	for _, c := range root.Commands() {
		if c.Name() == "completion" || c.Name() == "help" || c.Name() == "bench" || c.Name() == "export" {
			continue
		}
		verbs++
		if c.Short == "" || c.Example == "" {
			t.Errorf("doorstep %s has no example in its help", c.Name())
		}
	}
	if verbs < 10 {
		t.Errorf("only %d verbs were looked at", verbs)
	}
}

func TestAPlanNeedsNoDatabase(t *testing.T) {
	dir := t.TempDir()
	plan := filepath.Join(dir, "plan.json")
	must(t, nil, "plan", toyProblem, "--out", plan)
	again := must(t, nil, "plan", toyProblem, "--quiet")
	if first, err := os.ReadFile(plan); err != nil || string(first) != again {
		t.Errorf("the same problem and seed gave another plan (%v)", err)
	}
	if out := must(t, nil, "check", toyProblem, plan); !strings.Contains(out, "0 rules broken") {
		t.Errorf("check says %s", out)
	}
	for _, format := range []string{"html", "csv", "geojson", "ics"} {
		file := filepath.Join(dir, "report."+format)
		must(t, nil, "report", toyProblem, plan, "--out", file)
		if info, err := os.Stat(file); err != nil || info.Size() == 0 {
			t.Errorf("%s was not written: %v", file, err)
		}
	}
}

func TestWhatIsNoPlainFileIsWrittenToAndNotReplaced(t *testing.T) {
	dir := t.TempDir()
	pipe, file, link := filepath.Join(dir, "pipe"), filepath.Join(dir, "plan.json"), filepath.Join(dir, "link.json")
	if err := errors.Join(syscall.Mkfifo(pipe, 0o600), os.WriteFile(file, []byte("old"), 0o600), os.Symlink(file, link)); err != nil {
		t.Fatal(err)
	}
	heard := make(chan []byte)
	go func() {
		text, _ := os.ReadFile(pipe)
		heard <- text
	}()
	must(t, nil, "plan", toyProblem, "--quiet", "--out", pipe)
	want := <-heard
	if info, err := os.Stat(pipe); err != nil || info.Mode()&os.ModeNamedPipe == 0 || len(want) == 0 {
		t.Errorf("the pipe was replaced or heard nothing (%v)", err)
	}
	must(t, nil, "plan", toyProblem, "--quiet", "--out", link)
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link was replaced (%v)", err)
	}
	if text, err := os.ReadFile(file); err != nil || !bytes.Equal(text, want) {
		t.Errorf("what the link names was not written (%v)", err)
	}
}

func TestHelpDoesNotShowThePasswordOfTheDatabase(t *testing.T) {
	if out := must(t, map[string]string{"DATABASE_URL": "postgres://planner:hidden@db/x"}, "up", "--help"); strings.Contains(out, "hidden") {
		t.Error(out)
	}
}

func TestCheckEndsWith1OnABrokenPlan(t *testing.T) {
	a := &app{}
	p, plan, err := a.readBoth(toyProblem, "../../testdata/toy/plan.json")
	if err != nil {
		t.Fatal(err)
	}
	plan.Camps[0].Visitors += p.Drive.CapPerCampDay
	file := filepath.Join(t.TempDir(), "broken.json")
	var text bytes.Buffer
	if err := planning.WritePlan(&text, plan); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	r := doorstep(t, nil, "check", toyProblem, file)
	if r.code != exitFailed || !strings.Contains(r.out, "[camp.cap]") {
		t.Errorf("exit %d: %s%s", r.code, r.out, r.err)
	}
	r = doorstep(t, nil, "check", "--json", toyProblem, file)
	var report struct{ Violations []planning.Violation }
	if err := json.Unmarshal([]byte(r.out), &report); err != nil || len(report.Violations) == 0 || r.code != exitFailed {
		t.Errorf("exit %d, %v: %s", r.code, err, r.out)
	}
}

func TestBadFilesGetASentenceAndNothingIsWritten(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.json")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "plan.json")
	for name, args := range map[string][]string{
		"a file that is not there": {"plan", filepath.Join(dir, "none.json"), "--out", out},
		"an empty problem":         {"plan", empty, "--out", out},
		"a plan for a problem":     {"plan", "../../testdata/toy/plan.json", "--out", out},
		"an empty folder":          {"import", dir, "--dry-run"},
		"no folder":                {"import", filepath.Join(dir, "none"), "--dry-run"},
		"a full folder":            {"world", "--out", dir},
		"too few booths":           {"world", "--booths", "3", "--out", filepath.Join(dir, "w")},
		"an unknown district":      {"plan", "--folder", world180(t), "--district", "Atlantis", "--out", out},
		"a public address":         {"up", "--data", filepath.Join(dir, "d"), "--listen", "0.0.0.0:0", "--database", pgtest.Database(t)},
	} {
		r := doorstep(t, nil, args...)
		if r.code != exitFailed && r.code != exitUnavailable {
			t.Errorf("%s: exit %d", name, r.code)
		}
		if len(r.err) < 40 || strings.Contains(r.err, "goroutine") {
			t.Errorf("%s: no sentence: %s", name, r.err)
		}
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a plan was written all the same")
	}
}

// world180 writes a block.
func world180(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "world")
	must(t, nil, "world", "--booths", "180", "--out", dir, "--quiet")
	return dir
}

func TestFromAFolderToAPublishedPlanAndBack(t *testing.T) {
	env := map[string]string{"DATABASE_URL": pgtest.Database(t)}
	folder := world180(t)
	if out := must(t, env, "import", folder, "--dry-run", "--quiet"); !strings.Contains(out, "Nothing was written") {
		t.Errorf("a dry run says %s", out)
	}
	rows := filepath.Join(t.TempDir(), "rows.csv")
	must(t, env, "import", folder, "--quiet", "--rows", rows)
	var again struct {
		Stored planning.ImportCounts `json:"stored"`
	}
	if err := json.Unmarshal([]byte(must(t, env, "import", folder, "--quiet", "--json")), &again); err != nil {
		t.Fatal(err)
	}
	if sum := again.Stored.Total(); sum.Created+sum.Changed+sum.Removed != 0 || sum.Unchanged == 0 {
		t.Errorf("the same folder again changed something: %+v", again.Stored)
	}
	drive, district := driveAndDistrict(t, folder)
	var made struct {
		Plan    string
		State   string
		Summary planning.Summary
	}
	if err := json.Unmarshal([]byte(must(t, env, "plan", "--drive", drive, "--district", district, "--publish", "--quiet", "--json")), &made); err != nil {
		t.Fatal(err)
	}
	if made.State != "published" || made.Summary.Score.GroupsAtMinimum != 12 {
		t.Errorf("the plan is %s, %d of 12 groups at their minimum", made.State, made.Summary.Score.GroupsAtMinimum)
	}
	must(t, env, "check", "--plan", made.Plan)
	must(t, env, "report", "--plan", made.Plan, "--format", "csv")
	listRoundTrip(t, env, folder, drive, district)
}

// driveAndDistrict reads the names out of a world's files.
func driveAndDistrict(t *testing.T, folder string) (drive, district string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, "drive.json"))
	if err != nil {
		t.Fatal(err)
	}
	var d planning.Drive
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	census, err := os.ReadFile(filepath.Join(folder, "census2011_district_population.csv"))
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(bytes.NewReader(census)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return d.Name, lines[1][2]
}

// listRoundTrip imports a block's own list, sees its broken rules by row, and gets it back as it was.
func listRoundTrip(t *testing.T, env map[string]string, folder, drive, district string) {
	t.Helper()
	var s struct {
		gazetteer planning.Gazetteer
	}
	a := &app{err: &bytes.Buffer{}, getenv: func(string) string { return "" }}
	done, err := a.readFolder(context.Background(), folder, "wb", a.meter())
	if err != nil {
		t.Fatal(err)
	}
	s.gazetteer = done.gazetteer
	names := map[planning.AreaID]string{}
	for _, x := range s.gazetteer.Areas {
		names[x.ID] = x.Name
	}
	var list bytes.Buffer
	list.WriteString("Remarks,Date,Venue,GP,Team\n")
	count, home := 0, planning.AreaID("")
	for _, v := range s.gazetteer.Venues {
		if v.Kind == "high_school" && count < 6 {
			count++
			group, team := names[v.Group], ""
			if home = cmp.Or(home, v.Area); v.Area == home {
				team = "Office car 7" // a team that nobody knows, more than once on the day
			}
			if count == 3 {
				group = "Xyzzy"
			}
			list.WriteString("as promised,05-01-2027," + v.Name + "," + group + "," + team + "\n")
		}
	}
	// The same group again on the same day: kept, and named as broken.
	for _, v := range s.gazetteer.Venues {
		if v.Kind == "panchayat_office" || v.Host != planning.HostFixed || v.Group != s.gazetteer.Venues[0].Group || v.Kind == "high_school" {
			continue
		}
		list.WriteString("twice,05-01-2027," + v.Name + "," + names[v.Group] + ",\n")
		break
	}
	file := filepath.Join(t.TempDir(), "list.csv")
	if err := os.WriteFile(file, list.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	out := must(t, env, "import", "camps", file, "--drive", drive, "--district", district, "--quiet")
	id := regexp.MustCompile(`Draft plan (\S+)\.`).FindStringSubmatch(out)
	if id == nil {
		t.Fatalf("no draft: %s", out)
	}
	r := doorstep(t, env, "check", "--plan", id[1])
	for _, rule := range []string{`row \d+, .*\[camp\.group_day\]`, `row 4, .*"Xyzzy".*\[list\.group\]`, `row \d+, .*"Office car 7".*row 2 already.*\[list\.team\]`} {
		if r.code != exitFailed || !regexp.MustCompile(rule).MatchString(r.out) {
			t.Errorf("check of the draft does not say %s: exit %d\n%s%s", rule, r.code, r.out, r.err)
		}
	}
	if back := must(t, env, "export", "camps", "--plan", id[1]); strings.ReplaceAll(back, "\r\n", "\n") != list.String() {
		t.Errorf("the list came back as\n%s\nand was\n%s", back, list.String())
	}
}

func TestTheDemoWalksThroughEverything(t *testing.T) {
	env := map[string]string{"DATABASE_URL": pgtest.Database(t), "DOORSTEP_LISTEN": "127.0.0.1:0"}
	out := must(t, env, "demo", "--folder", world180(t), "--out", t.TempDir(), "--exit", "--quiet")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	var line map[string]any
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &line); err != nil {
		t.Fatalf("the last line is no JSON object: %v\n%s", err, out)
	}
	for _, field := range []string{
		"district", "population", "people_placed_percent", "group_level", "groups", "venues", "camps", "within_reach_percent",
		"estimated_distance_percent", "gap_percent", "violations", "seconds", "report",
	} {
		if _, ok := line[field]; !ok {
			t.Errorf("the last line lacks %s", field)
		}
	}
	if line["violations"] != 0.0 || line["groups"] != 12.0 {
		t.Errorf("the demo came to %s", lines[len(lines)-1])
	}
	if info, err := os.Stat(line["report"].(string)); err != nil || info.Size() < 10_000 {
		t.Errorf("the report: %v", err)
	}
	// A database that holds places is left alone.
	if r := doorstep(t, env, "demo", "--folder", world180(t), "--out", t.TempDir(), "--exit", "--quiet"); r.code != exitFailed || !strings.Contains(r.err, "DATABASE_URL") {
		t.Errorf("a second demo on the same database: exit %d, %s", r.code, r.err)
	}
}
