package planning_test

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"doorstep/internal/ingest"
	"doorstep/planning"
)

// westBengal reads the real data of $DOORSTEP_SHARED_DATA, else of ../shared/data beside the module. Where they
// are missing the test is skipped; in CI it fails.
func westBengal(t *testing.T) planning.Gazetteer {
	t.Helper()
	dir := filepath.Join("..", "..", "shared", "data")
	if named := os.Getenv("DOORSTEP_SHARED_DATA"); named != "" {
		dir = named
	}
	dir = filepath.Join(dir, "wb")
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the real data are missing: no %s", dir)
		}
		t.Skipf("the real data are missing: no %s (set DOORSTEP_SHARED_DATA)", dir)
	}
	recipe, err := ingest.ShippedRecipe("wb")
	if err != nil {
		t.Fatal(err)
	}
	g, _, _, err := ingest.Read(t.Context(), os.DirFS(dir), recipe, ingest.Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func realProblem(t *testing.T, g planning.Gazetteer, name string) planning.Problem {
	t.Helper()
	district, err := planning.DistrictNamed(g.Areas, name)
	if err != nil {
		t.Fatal(err)
	}
	p, err := planning.NewProblem(g, planning.DefaultDrive(), district.ID)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// relaxSome makes the relaxations of n cells left out, drawn at random, and counts them by what they change.
func relaxSome(t *testing.T, p planning.Problem, seed uint64, n int) map[string]int {
	t.Helper()
	plan, err := planning.Solve(t.Context(), p, seed, planning.Options{PriceUnits: 50, ImproveUnits: 1000}, nil)
	if err != nil {
		t.Fatal(err)
	}
	cells := slices.Clone(plan.Unserved)
	if len(cells) < n {
		t.Fatalf("%s leaves out %d cells; %d were to be drawn", p.Name, len(cells), n)
	}
	r := rand.New(rand.NewPCG(seed, 200))
	r.Shuffle(len(cells), func(i, j int) { cells[i], cells[j] = cells[j], cells[i] })
	seen := map[string]int{}
	for _, x := range cells[:n] {
		seen[relaxed(t, p, plan, x).Change]++
	}
	return seen
}

func TestTwoHundredCellsLeftOutInARealDistrictAreReachedByTheirRelaxations(t *testing.T) {
	g := westBengal(t)
	p := realProblem(t, g, "Jhargram")
	seen := relaxSome(t, p, 1, 200)
	t.Logf("relaxations of 200 cells of %s: %v", p.Name, seen)
	if seen["mobile_halt"] == 0 || seen["camp_day"] == 0 {
		t.Errorf("relaxations: %v", seen)
	}
	// The same for a small district whose schools are shut by examinations and whose blocks have one team.
	p = realProblem(t, g, "Alipurduar")
	p.Teams = slices.DeleteFunc(p.Teams, func(x planning.Team) bool {
		return slices.ContainsFunc(p.Teams, func(y planning.Team) bool { return y.Block == x.Block && y.ID < x.ID })
	})
	kinds := map[string]bool{}
	for _, v := range p.Candidates {
		kinds[v.Kind] = kinds[v.Kind] || strings.Contains(v.Kind, "school")
	}
	var exams []planning.Closure
	for _, day := range p.Days[10:] {
		for _, kind := range slices.Sorted(maps.Keys(kinds)) {
			if kinds[kind] {
				exams = append(exams, planning.Closure{Day: day, Kind: "exam", VenueKind: kind, Source: "board of examinations"})
			}
		}
	}
	p.Closures = append(p.Closures, exams...)
	slices.SortStableFunc(p.Closures, func(a, b planning.Closure) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), strings.Compare(a.Kind, b.Kind))
	})
	seen = relaxSome(t, p, 2, 60)
	t.Logf("relaxations of 60 cells of %s with few teams: %v", p.Name, seen)
	if seen["team"] == 0 {
		t.Errorf("relaxations: %v", seen)
	}
}
