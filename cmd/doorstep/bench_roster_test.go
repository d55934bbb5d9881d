package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"doorstep/planning"
)

func TestBenchRosterReachesWhatIsKnownAndReadsAnyFolder(t *testing.T) {
	dir := t.TempDir()
	text, err := json.Marshal(planning.MakeRosterCase("mine", 7, 3))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "roster_mine.json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	var r benchReport
	if err := json.Unmarshal([]byte(must(t, nil, "bench", "roster", "--data", dir, "--json")), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Cases) != 1 || r.Cases[0].Name != "mine" || r.AtBestKnown != 1 || *r.Cases[0].CertificatePercent != 0 {
		t.Errorf("%+v", r)
	}
	if err := os.WriteFile(filepath.Join(dir, "roster_mine.json"), []byte(`{"days": 3, "camps": [{"block": 4}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := doorstep(t, nil, "bench", "roster", "--data", dir); r.code == exitOK {
		t.Error("a camp of a block that is not there is planned")
	}
}

func TestACalendarThatBreaksARuleEndsTheBench(t *testing.T) {
	c := planning.MakeRosterCase("small", 1, 2)
	a, err := c.Solve(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rosterBroken(&c, a); err != nil {
		t.Fatal(err)
	}
	a.Day[0] = a.Day[1]
	a.Team[0] = a.Team[1]
	if _, err := rosterBroken(&c, a); err == nil {
		t.Error("two camps of a group and a team on a day are not found")
	}
}
