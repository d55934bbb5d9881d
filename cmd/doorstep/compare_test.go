package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTwoPlansAreComparedFromFiles(t *testing.T) {
	dir := t.TempDir()
	one, two, page := filepath.Join(dir, "one.json"), filepath.Join(dir, "two.json"), filepath.Join(dir, "compare.html")
	must(t, nil, "plan", toyProblem, "--out", one)
	must(t, nil, "plan", toyProblem, "--seed", "2", "--out", two)
	out := must(t, nil, "compare", toyProblem, one, two, "--out", page)
	if !strings.Contains(out, "The second plan serves 290 visitors, as many as the first") {
		t.Errorf("compare says %s", out)
	}
	if html, err := os.ReadFile(page); err != nil || !strings.Contains(string(html), "two plans side by side") {
		t.Errorf("no page: %v", err)
	}
	if r := doorstep(t, nil, "compare", toyProblem, one); r.code != exitUsage {
		t.Errorf("exit %d with one plan", r.code)
	}
	if json := must(t, nil, "compare", toyProblem, one, two, "--json"); !strings.Contains(json, `"venues_gained"`) {
		t.Errorf("compare --json says %s", json)
	}
}
