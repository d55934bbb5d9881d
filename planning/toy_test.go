package planning_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"doorstep/planning"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const testdata = "../testdata"

func readProblem(tb testing.TB, path string) planning.Problem {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join(testdata, path))
	if err != nil {
		tb.Fatal(err)
	}
	p, err := planning.ReadProblem(bytes.NewReader(data))
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// golden compares a plan's canonical form with the file, or rewrites it.
func golden(t *testing.T, path string, plan planning.Plan) {
	t.Helper()
	var got bytes.Buffer
	if err := planning.WritePlan(&got, plan); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(testdata, path)
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("%s differs; -update rewrites it. Got:\n%s", path, got.String())
	}
}

func toy(tb testing.TB) planning.Problem {
	tb.Helper()
	return readProblem(tb, "toy/problem.json")
}

func TestTheToyDistrictIsPlannedAsWorkedOutByHand(t *testing.T) {
	p := toy(t)
	plan := solve(t, p, 1)
	golden(t, "toy/plan.json", plan)
	want := planning.Score{
		Groups: 3, GroupsAtMinimum: 3, CampDays: 4, CampDaysAllowed: 4, VenuesUsed: 4,
		People: 1133, PeopleWithin: 1033, Visitors: 340, VisitorsServed: 290, DistrictDaySpread: 1, BlockDaySpread: 1,
	}
	if plan.Score != want {
		t.Errorf("score %+v, want %+v", plan.Score, want)
	}
	if plan.Bound.Visitors != 290 {
		t.Errorf("bound %d, want 290", plan.Bound.Visitors)
	}
	reasons := map[planning.Reason]int64{}
	for _, x := range plan.Unserved {
		reasons[x.Reason] += x.Visitors
	}
	if len(reasons) != 2 || reasons[planning.ReasonTeams] != 20 || reasons[planning.ReasonNoVenue] != 30 {
		t.Errorf("left out: %v", reasons)
	}
	for _, v := range planning.Check(p, plan) {
		t.Errorf("%s at %s: %s", v.Rule, v.Where, v.Text)
	}
}

func TestTheToySummaryStatesWhatIsMissingBesideWhatIsReached(t *testing.T) {
	p := toy(t)
	s := planning.Summarise(p, solve(t, p, 1))
	if s.Shares.WithinReach != 91.17 || s.Shares.PeoplePlaced == nil || *s.Shares.PeoplePlaced != 90.64 ||
		s.Shares.EstimatedDistance != 100 || s.Shares.EstimatedGroups != 33.33 || s.Shares.EstimatedPeople != 2.91 {
		t.Errorf("shares %+v", s.Shares)
	}
	if s.UsableDays != 3 || len(s.Calendar) != 5 || s.Calendar[2].Closed != "holiday (Republic Day)" || s.Calendar[2].Open {
		t.Errorf("calendar %+v", s.Calendar)
	}
	if s.Bound.GapPercent != 0 || len(s.Sentences) < 4 {
		t.Errorf("bound %+v, sentences %q", s.Bound, s.Sentences)
	}
	if s.Groups[0].ID != "group-c" || s.Groups[0].ServedPercent != 57.14 {
		t.Errorf("the worst-served group is %+v", s.Groups[0])
	}
	if s.Uncovered[0].Place != "Dumur char" || s.Reasons[0].Reason != planning.ReasonNoVenue || s.Reasons[0].Unserved != 30 {
		t.Errorf("uncovered %+v, reasons %+v", s.Uncovered, s.Reasons)
	}
	if b := s.Blocks[1]; b.Name != "West" || b.Camps != 3 || b.Groups != 2 || b.Visitors != 270 || b.Served != 250 || b.Teams != 1 {
		t.Errorf("block %+v", b)
	}
}
