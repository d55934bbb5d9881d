package main

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"doorstep/internal/fault"
)

// The points of a small folder: two pairs of neighbours 111 m apart and one far off, demands 5 2, 4 4, 3.
const (
	mclpTiny  = "id,lat,lon,demand\n0,0,0,5\n1,0.001,0,2\n2,0,1,4\n3,0,1.001,4\n4,45,-179.9999,3\n5,45,180,1\n"
	mclpTable = "instance,nodes,p,radius_m,best_known_covered_demand\n"
)

func mclpFolder(t *testing.T, table string, sets map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mclp_bks.csv"), []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, text := range sets {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		z := gzip.NewWriter(f)
		if _, err := z.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestMaximumCoverageOfASmallFolder(t *testing.T) {
	dir := mclpFolder(t, mclpTable+"mclp_tiny,6,1,200,8\nmclp_tiny,6,2,200,15\nmclp_tiny,6,2,10,\nmclp_gone,6,2,100,7\n",
		map[string]string{"mclp_tiny.csv.gz": mclpTiny, "mclp_other.csv.gz": "never read"})
	r := doorstep(t, nil, "bench", "cover", "--data", dir, "--json", "--seconds", "5")
	var report benchReport
	if err := json.Unmarshal([]byte(r.out), &report); err != nil || r.code != 0 {
		t.Fatalf("exit %d, %s %s (%v)", r.code, r.out, r.err, err)
	}
	want := []float64{8, 15, 9} // 200 m join the neighbours, 10 m only the last two, who are few
	for k, c := range report.Cases {
		if c.Value != want[k] || *c.CertificatePercent != 0 {
			t.Errorf("%s: %+v", c.Name, c)
		}
	}
	if len(report.Cases) != 3 || report.AtBestKnown != 2 || report.Cases[2].GapPercent != nil {
		t.Errorf("%+v", report)
	}
	if !slices.Equal(report.Skipped, []string{"mclp_other.csv.gz (no row)", "mclp_gone p=2 (no file)"}) {
		t.Errorf("skipped %q", report.Skipped)
	}
	r = doorstep(t, nil, "bench", "cover", "--data", dir, "--json", "--seconds", "5", "--limit", "2")
	report = benchReport{}
	if err := json.Unmarshal([]byte(r.out), &report); err != nil || r.code != 0 || len(report.Cases) != 2 {
		t.Errorf("two cases asked for: exit %d, %s %s (%v)", r.code, r.out, r.err, err)
	}
}

func TestRowsThatCannotBeReadAreNamedWithFileAndLine(t *testing.T) {
	for row, words := range map[string]string{
		"mclp_tiny,6,x,200,8": "mclp_bks.csv, line 2: p is", "mclp_tiny,6,-1,200,8": "line 2: p is",
		"mclp_tiny,6,1,NaN,8": "radius", "mclp_tiny,6,1,-3,8": "radius", "mclp_tiny,6,1,1e300,8": "radius",
		"mclp_tiny,6,1,200,8.5": "best known", "../x,6,1,200,8": "names no file", ",6,1,200,8": "names no file",
		"mclp_tiny,6,1,200": "record on line 2", "\"mclp_tiny,6,1,200,8": "line 2",
	} {
		_, err := mclpRows(filepath.Join(mclpFolder(t, mclpTable+row+"\n", nil), "mclp_bks.csv"))
		if fault.CodeOf(err) != "bench.data" || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", row, err)
		}
	}
	for _, table := range []string{"", "instance,nodes\n"} {
		if _, err := mclpRows(filepath.Join(mclpFolder(t, table, nil), "mclp_bks.csv")); fault.CodeOf(err) != "bench.data" {
			t.Errorf("%q: %v", table, err)
		}
	}
	for row, words := range map[string]string{
		"0,91,0,1": "line 2: the latitude", "0,NaN,0,1": "latitude", "0,0,181,1": "longitude", "0,0,,1": "longitude", "0,0,0,-1": "demand",
		"0,0,0,1.5": "demand", "0,0,0,9999999999999999999": "demand", "0,0,0": "line 2", "": "no points",
	} {
		dir := mclpFolder(t, mclpTable, map[string]string{"mclp_x.csv.gz": "id,lat,lon,demand\n" + row + "\n"})
		if _, err := mclpPoints(filepath.Join(dir, "mclp_x.csv.gz")); fault.CodeOf(err) != "bench.data" || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", row, err)
		}
	}
	if _, err := mclpPoints(filepath.Join(mclpFolder(t, mclpTable, nil), "mclp_bks.csv")); fault.CodeOf(err) != "bench.data" {
		t.Errorf("a file that is not packed was read: %v", err)
	}
}

func TestAWrongAnswerIsCaughtByCountingThePointsThemselves(t *testing.T) {
	dir := mclpFolder(t, mclpTable, map[string]string{"mclp_tiny.csv.gz": mclpTiny})
	points, err := mclpPoints(filepath.Join(dir, "mclp_tiny.csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	row := mclpRow{set: "mclp_tiny", p: 2, radius: 200}
	in, err := mclpInstance(points, row.radius)
	if err != nil {
		t.Fatal(err)
	}
	for sites, want := range map[[2]int32]int64{{0, 1}: 7, {1, 2}: 15, {4, 5}: 4, {0, 4}: 11} {
		if got, err := row.covered(points, sites[:]); err != nil || got != want {
			t.Errorf("%v cover %d, %v; by hand %d", sites, got, err, want)
		}
	}
	if _, err := row.covered(points, []int32{0, 1, 2}); err == nil {
		t.Error("three sites passed where two are asked for")
	}
	in.Demand[0] = 50 // the solver is lied to, and says more than the points have
	if _, err := row.run(t.Context(), points, in, benchOptions{Seconds: 5, Threads: 1}); fault.CodeOf(err) != "plan.broken" {
		t.Errorf("a value that is not there passed: %v", err)
	}
}
