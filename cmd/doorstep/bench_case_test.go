package main

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"doorstep/internal/fault"
	"doorstep/planning"
)

func TestTheFiguresOfASetOfCases(t *testing.T) {
	n := func(v int64) *int64 { return &v }
	r := newBenchReport([]benchCase{
		mostCase("short", 90, n(100), n(120), 1), mostCase("better", 110, n(100), nil, 1), leastCase("long", 105, n(100), n(84), 1),
		leastCase("none needed", 0, n(0), n(0), 1), leastCase("one too many", 1, n(0), nil, 1), mostCase("unknown", 5, nil, n(10), 1),
	}, nil)
	want := []float64{10, -10, 5, 0, 100}
	for k, g := range want {
		if *r.Cases[k].GapPercent != g {
			t.Errorf("%s is %v %% from the best known, not %v", r.Cases[k].Name, *r.Cases[k].GapPercent, g)
		}
	}
	if r.Cases[5].GapPercent != nil || *r.Cases[5].CertificatePercent != 50 || *r.Cases[0].CertificatePercent != 25 || *r.Cases[2].CertificatePercent != 20 {
		t.Errorf("the certificates are wrong: %+v", r.Cases)
	}
	if r.MeanGapPercent != 21 || r.WorstGapPercent != 100 || r.AtBestKnown != 2 {
		t.Errorf("together: %+v", r)
	}
	if empty := newBenchReport(nil, nil); empty.MeanGapPercent != 0 || empty.AtBestKnown != 0 {
		t.Errorf("of no case: %+v", empty)
	}
}

func TestReadingAMedianOfTheLibrary(t *testing.T) {
	g, p, err := readPmed(strings.NewReader(" 3 2 1\n 1 2 5\n 2 3 7\n"))
	if err != nil || g.Nodes != 3 || p != 1 || !slices.Equal(g.Edges, []planning.MedianEdge{{A: 0, B: 1, Length: 5}, {A: 1, B: 2, Length: 7}}) {
		t.Errorf("%+v, p %d, %v", g, p, err)
	}
	for _, bad := range []string{"", "3 2", "3 2 4\n1 2 5\n2 3 7", "3 2 1\n1 2 5\n", "3 1 1\n1 2 x", "-1 0 1"} {
		if _, _, err := readPmed(strings.NewReader(bad)); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func TestFilesAndRowsWithoutTheOtherAreNamed(t *testing.T) {
	dir := t.TempDir()
	rows := "instance,n,edges,p,p_median_optimum\npmed2,3,2,1,12\npmed77,3,2,1,12\n"
	if err := os.WriteFile(filepath.Join(dir, "pmed_bks.csv"), []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	tarred(t, filepath.Join(dir, "pmed.tar.gz"), map[string]string{"pmed2.txt": "3 2 1\n1 2 5\n2 3 7\n", "pmed9.txt": "x"})
	cases, skipped, err := pmedCases(dir)
	if err != nil || len(cases) != 1 || !slices.Equal(skipped, []string{"pmed9.txt (no row)", "pmed77 (no file)"}) {
		t.Fatalf("%+v, skipped %q, %v", cases, skipped, err)
	}
	c, err := cases[0].run(t.Context(), benchOptions{Seconds: 10, Threads: 1})
	if err != nil || c.Value != 12 || *c.GapPercent != 0 || *c.CertificatePercent != 0 {
		t.Errorf("%+v, %v", c, err)
	}
	r := doorstep(t, nil, "bench", "cover", "--data", dir, "--json")
	var report benchReport
	if err := json.Unmarshal([]byte(r.out), &report); err != nil || r.code != 0 || report.AtBestKnown != 1 || len(report.Skipped) != 2 {
		t.Errorf("exit %d, %s %s (%v)", r.code, r.out, r.err, err)
	}
	if r := doorstep(t, nil, "bench", "cover", "--data", dir, "--only", "nothing"); r.code == 0 || !strings.Contains(r.err, "measured nothing") {
		t.Errorf("exit %d, %s", r.code, r.err)
	}
	tarred(t, filepath.Join(dir, "pmed.tar.gz"), map[string]string{"pmed2.txt": "3 2"})
	if _, _, err := pmedCases(dir); fault.CodeOf(err) != "bench.data" {
		t.Errorf("a file cut off was read: %v", err)
	}
}

// task is the smallest program there is: the most of one variable up to 3, and 4 more.
func task() peerTask {
	return peerTask{Seconds: 1, Threads: 1, Program: func() (planning.Program, error) {
		p := planning.Program{Maximise: true, Offset: 4}
		p.Add(planning.ProgramVar{Name: "x", Cost: 1, Hi: 3, Whole: true})
		return p, nil
	}}
}

func TestAPeerThatIsMissingIsNamedWithHowToGetItAndTheBenchGoesOn(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	asked := peers{python: filepath.Join(t.TempDir(), "python")}
	if err := asked.Set(strings.Join(peerNames(), ",")); err != nil {
		t.Fatal(err)
	}
	var said []string
	asked.warn(t.Context(), func(text string) { said = append(said, text) })
	results, err := asked.solve(t.Context(), task())
	if err != nil || len(results) != len(peerNames()) || len(said) != len(results) {
		t.Fatalf("%d results, %q, %v", len(results), said, err)
	}
	for k, name := range peerNames() {
		if r := results[k]; r.Peer != name || r.Value != nil || !strings.HasPrefix(r.State, "not installed: ") || !strings.Contains(said[k], name) {
			t.Errorf("%s: %+v; %s", name, r, said[k])
		}
	}
	if err := asked.Set("cplex"); err == nil || !strings.Contains(err.Error(), "highs") {
		t.Errorf("an unknown peer was taken: %v", err)
	}
}

// fake puts a shell script in the place of a program.
func fake(t *testing.T, name, script string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script), 0o700); err != nil { //nolint:gosec // a program must be executable
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
}

func TestAPeerIsGivenTheProgramAndItsWordIsTaken(t *testing.T) {
	fake(t, "cbc", `case "$1" in -stop) echo "Version: 9.9.9";; *) grep -q " obj: + x" "$1" && echo "Result - Optimal solution found
Objective value:                -3.00000000";; esac`)
	asked := peers{names: []string{"cbc"}}
	results, err := asked.solve(t.Context(), task())
	if err != nil || len(results) != 1 {
		t.Fatal(results, err)
	}
	if r := results[0]; r.Name != "CBC 9.9.9" || r.State != peerOptimal || r.Value == nil || *r.Value != 7 || *r.Bound != 7 {
		t.Errorf("%+v", r)
	}
	fake(t, "cbc", `case "$1" in -stop) echo;; *) echo "no licence" >&2; exit 3;; esac`)
	results, err = asked.solve(t.Context(), task())
	if err != nil || results[0].State != "failed: exit status 3: no licence" || results[0].Value != nil {
		t.Errorf("a peer that fails: %+v, %v", results, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := asked.solve(ctx, task()); err == nil {
		t.Error("the end of the work was not told")
	}
}

func TestWhatPeersPrint(t *testing.T) {
	same := func(p *float64, want float64) bool {
		return p == nil && math.IsNaN(want) || p != nil && *p == want
	}
	none := math.NaN()
	for name, c := range map[string]struct {
		read         func() (peerResult, error)
		state        string
		value, bound float64
	}{
		"cbc, a least value": {func() (peerResult, error) {
			return readCBC("Result - Optimal solution found\n\nObjective value:                5819.00000000\n", false, 10)
		}, peerOptimal, 5829, 5829},
		"cbc, stopped": {func() (peerResult, error) {
			return readCBC("Result - Stopped on time limit\n\nObjective value:                7325.00000000\nLower bound:                    6968.667\n", false, 0)
		}, peerLimit, 7325, 6968.667},
		"cbc, stopped without an answer": {func() (peerResult, error) {
			return readCBC("Result - Stopped on time limit\n\nNo feasible solution found\nLower bound:                    3\n", false, 0)
		}, peerLimit, none, 3},
		"cbc, impossible": {func() (peerResult, error) { return readCBC("Result - Problem proven infeasible\n", false, 0) }, peerInfeasible, none, none},
		"glpk": {func() (peerResult, error) {
			return readGLPK("Status:     INTEGER OPTIMAL\nObjective:  obj = 7 (MAXimum)\n", "", 1)
		}, peerOptimal, 8, 8},
		"glpk, stopped": {func() (peerResult, error) {
			return readGLPK("Status:     INTEGER NON-OPTIMAL\nObjective:  obj = 7 (MAXimum)\n",
				"+  1120: mip =   7.000000000e+00 <=   9.500000000e+00  35.7% (12; 1)\n", 0)
		}, peerLimit, 7, 9.5},
		"glpk, nothing yet": {func() (peerResult, error) { return readGLPK("Status:     INTEGER UNDEFINED\n", "", 0) }, peerLimit, none, none},
		"glpk, impossible":  {func() (peerResult, error) { return readGLPK("Status:     INTEGER EMPTY\n", "", 0) }, peerInfeasible, none, none},
		"a script": {func() (peerResult, error) {
			r, err := readScript("a warning\n{\"value\": 41.99999999, \"bound\": null, \"seconds\": 2, \"state\": \"limit\"}\n")
			return r.shifted(1), err
		}, peerLimit, 43, none},
	} {
		r, err := c.read()
		if err != nil || r.State != c.state || !same(r.Value, c.value) || !same(r.Bound, c.bound) {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
	for name, read := range map[string]func() (peerResult, error){
		"cbc": func() (peerResult, error) { return readCBC("Segmentation fault", false, 0) }, "glpk": func() (peerResult, error) { return readGLPK("", "", 0) },
		"a script": func() (peerResult, error) { return readScript("Traceback") },
	} {
		if r, err := read(); err == nil {
			t.Errorf("%s said nothing and was believed: %+v", name, r)
		}
	}
}

func TestABlockThatAPeerHasNotProvenLeavesNoSum(t *testing.T) {
	v := func(f float64) *float64 { return &f }
	e := planning.ExactReplan{Announced: 101, Short: 101 * 5}
	sum := peerResult{Peer: "highs", Value: v(0), Bound: v(0), State: peerOptimal}
	sum = sum.plus(peerResult{Name: "HiGHS 1", Value: v(505 + 2*101 + 7), State: peerOptimal, Seconds: 1}, e)
	if *sum.Value != 2*perAnnounced+7 || sum.Seconds != 1 || sum.Name != "HiGHS 1" {
		t.Errorf("%+v", sum)
	}
	for range 2 {
		sum = sum.plus(peerResult{Name: "HiGHS 1", Value: v(3), State: peerLimit, Seconds: 1}, e)
	}
	if sum = sum.plus(peerResult{Value: v(3), State: peerOptimal}, e); sum.Value != nil || sum.State != peerLimit || sum.Seconds != 3 {
		t.Errorf("%+v", sum)
	}
}

func FuzzReadPmed(f *testing.F) {
	f.Add(" 3 2 1\n 1 2 5\n 2 3 7\n")
	f.Add("2 1 2\n1 1 -5\n")
	f.Add("1 0 1")
	f.Fuzz(func(t *testing.T, text string) {
		g, p, err := readPmed(strings.NewReader(text))
		if err != nil || g.Nodes > 50 {
			return
		}
		d, err := g.Distances()
		if err != nil {
			return
		}
		if s, err := planning.SolveMedian(t.Context(), &planning.Median{Clients: g.Nodes, Sites: g.Nodes, P: p, Distance: d},
			planning.MedianOptions{PriceUnits: 5, ImproveUnits: 5, CloseUnits: 5}); err != nil || s.Bound > s.Cost {
			t.Fatalf("%q: cost %d, bound %d, %v", text, s.Cost, s.Bound, err)
		}
	})
}
