package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const goRun = `# doorstep/broken
broken.go:3:1: syntax error
{"Action":"start","Package":"doorstep/geo"}
{"Action":"run","Package":"doorstep/geo","Test":"TestCell"}
{"Action":"output","Package":"doorstep/geo","Test":"TestCell","Output":"=== RUN   TestCell\n"}
{"Action":"pass","Package":"doorstep/geo","Test":"TestCell/of_a_point"}
{"Action":"pass","Package":"doorstep/geo","Test":"TestCell/of_a_pole"}
{"Action":"pass","Package":"doorstep/geo","Test":"TestCell"}
{"Action":"output","Package":"doorstep/geo","Test":"TestAgainstPostGIS","Output":"    geo_test.go:9: PostGIS is not installed\n"}
{"Action":"output","Package":"doorstep/geo","Test":"TestAgainstPostGIS","Output":"--- SKIP: TestAgainstPostGIS (0.00s)\n"}
{"Action":"skip","Package":"doorstep/geo","Test":"TestAgainstPostGIS"}
{"Action":"pass","Package":"doorstep/geo","Elapsed":1.5}
{"Action":"skip","Package":"doorstep/empty"}
{"Action":"output","Package":"doorstep/plan","Test":"TestSolve/twice","Output":"    plan_test.go:5: not the same bytes\n"}
{"Action":"fail","Package":"doorstep/plan","Test":"TestSolve/twice"}
{"Action":"fail","Package":"doorstep/plan","Test":"TestSolve"}
{"Action":"fail","Package":"doorstep/plan"}
{"Action":"fail","Package":"doorstep/broken"}
`

// files writes what the runners would and gives the folder.
func files(t *testing.T, texts map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range texts {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestTallyCountsWhatRanAndFailsOnAnythingAmiss(t *testing.T) {
	green := `{"Action":"pass","Package":"p","Test":"TestA"}` + "\n"
	skips := green + `{"Action":"skip","Package":"p","Test":"TestB"}` + "\n"
	for _, c := range []struct {
		name    string
		texts   map[string]string
		noSkips bool
		well    bool
		says    []string
	}{
		{"all green", map[string]string{"go.json": green, "ui.json": `{"numPassedTests":2}`, "browser.txt": "x\n3 passed, 0 failed, 0 skipped\n"}, true, true, []string{"6 passed, 0 failed, 0 skipped"}},
		{"a skip at home", map[string]string{"go.json": skips}, false, true, []string{"1 passed, 0 failed, 1 skipped"}},
		{"a skip in CI", map[string]string{"go.json": skips}, true, false, []string{"SKIPPED p TestB", "CI skips nothing"}},
		{"a failure, a package that does not build, a skip", map[string]string{"go.json": goRun}, false, false, []string{
			"2 passed, 2 failed, 1 skipped", "FAILED doorstep/plan TestSolve/twice\n    plan_test.go:5: not the same bytes",
			"FAILED doorstep/broken \n", "syntax error", "SKIPPED doorstep/geo TestAgainstPostGIS: geo_test.go:9: PostGIS is not installed",
		}},
		{"a runner that looked at nothing", map[string]string{"go.json": green, "ui.json": `{}`}, false, false, []string{"ui.json: no test ran"}},
		{"a suite that did not load", map[string]string{"ui.json": `{"numPassedTests":2,"testResults":[{"name":"map.test.ts","message":"no such module"}]}`}, false, false, []string{"FAILED map.test.ts\nno such module"}},
		{"a failing page", map[string]string{"browser.txt": "the slider is not there\n3 passed, 1 failed, 0 skipped\n"}, false, false, []string{"the slider is not there"}},
		{"a runner that died", map[string]string{"browser.txt": "cannot start chromium\n"}, false, false, []string{"cannot start chromium", "it has no line"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			names := []string{}
			for _, name := range []string{"go.json", "ui.json", "browser.txt"} {
				if _, ok := c.texts[name]; ok {
					names = append(names, name)
				}
			}
			if got := tally(&out, files(t, c.texts), names, c.noSkips); got != c.well {
				t.Errorf("well is %v\n%s", got, out.String())
			}
			for _, words := range c.says {
				if !strings.Contains(out.String(), words) {
					t.Errorf("%q is not in\n%s", words, out.String())
				}
			}
		})
	}
}

func TestTallyFailsWhenARunnerLeftNoFile(t *testing.T) {
	var out bytes.Buffer
	if tally(&out, t.TempDir(), []string{"go.json"}, false) {
		t.Error(out.String())
	}
}

func TestWatchPrintsALineAPackage(t *testing.T) {
	var out bytes.Buffer
	if err := watch(&out, strings.NewReader(goRun)); err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"broken.go:3:1: syntax error", "ok    doorstep/geo", "FAIL  doorstep/plan", "FAIL  doorstep/broken"} {
		if !strings.Contains(out.String(), words) {
			t.Errorf("%q is not in\n%s", words, out.String())
		}
	}
}
