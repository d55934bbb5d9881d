package ingest_test

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"

	"doorstep/geo"
	"doorstep/internal/ingest"
	"doorstep/planning"
)

// sharedDir is where the real data should be.
func sharedDir() string {
	if dir := os.Getenv("DOORSTEP_SHARED_DATA"); dir != "" {
		return filepath.Join(dir, "wb")
	}
	return filepath.Join("..", "..", "..", "shared", "data", "wb")
}

// shared gives the folder of real data, or skips; in CI its absence fails.
func shared(tb testing.TB) string {
	tb.Helper()
	dir := sharedDir()
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") == "true" {
			tb.Fatalf("the real data is missing: no %s", dir)
		}
		tb.Skipf("the real data is missing: no %s (set DOORSTEP_SHARED_DATA)", dir)
	}
	return dir
}

func recipe(tb testing.TB) ingest.Recipe {
	tb.Helper()
	r, err := ingest.ShippedRecipe("wb")
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// reading is what ingest.Read gives.
type reading struct {
	g    planning.Gazetteer
	fig  ingest.Figures
	acct ingest.Account
}

var readOnce = sync.OnceValues(func() (r reading, err error) {
	rec, err := ingest.ShippedRecipe("wb")
	if err != nil {
		return r, err
	}
	r.g, r.fig, r.acct, err = ingest.Read(context.Background(), os.DirFS(sharedDir()), rec, ingest.Options{Workers: 3})
	return r, err
})

// westBengal reads the real data with three workers, once.
func westBengal(t *testing.T) reading {
	t.Helper()
	shared(t)
	r, err := readOnce()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The figures of the real data, as internal/ingest reads it. They move when a rule or the data does:
// then look at why, and write them down anew.
func TestWestBengalIsReadWhole(t *testing.T) {
	west := westBengal(t)
	g, fig, acct := west.g, west.fig, west.acct
	countsAddUp(t, acct)
	t.Logf("%+v", fig)
	total := acct.Totals()
	if total.Read < 54756+113523+319+21+115 || total.Refused != 0 || total.Repaired > 20 {
		t.Errorf("the account is %+v", total)
	}
	for _, c := range []struct {
		what            string
		got, least, top int64
	}{
		{"settlements of the source", count(g.Settlements, func(s planning.Settlement) bool { return s.Kind == "habitation" }), 54756, 54756},
		{"venues", int64(fig.Venues), 113523, 113523},
		{"people of the settlements", fig.People - fig.Estimated, 60868920, 60868920},
		{"people of towns", fig.Estimated, 16_800_000, 16_900_000},
		{"stand-in groups in the country", int64(fig.RuralGroups), 2750, 2850},
		{"people of the median one", fig.RuralMedian, 18_000, 20_000},
		{"groups in all", int64(fig.Groups), 4200, 4700},
		{"towns placed", int64(fig.TownsPlaced), 97, 97},
		{"towns of Howrah, in its settlements", int64(fig.TownsCounted), 3, 3},
		{"towns missing", int64(fig.TownsMissing), 15, 15},
		{"probable duplicates", int64(fig.Duplicates), 6_000, 20_000},
		{"hints of a panchayat", int64(fig.Agreement.Rows), 3565, 3565},
		{"hints that agree by name", int64(fig.Agreement.SameName), 2000, 3565},
		{"hints that keep together", int64(fig.Agreement.Together), 2500, 3565},
		{"census of same districts", fig.CensusOfPlaced, 65_081_550, 65_081_550},
	} {
		if c.got < c.least || c.got > c.top {
			t.Errorf("%s: %d, want %d to %d", c.what, c.got, c.least, c.top)
		}
	}
}

func TestEverythingOfWestBengalHangsTogether(t *testing.T) {
	g := westBengal(t).g
	areas, ids := map[planning.AreaID]planning.Area{}, map[string]string{}
	take := func(id, what string) {
		if was, twice := ids[id]; twice || len(id) != 36 {
			t.Errorf("the id %q of %s is that of %s", id, what, was)
		}
		ids[id] = what
	}
	for _, a := range g.Areas {
		take(string(a.ID), a.Name)
		areas[a.ID] = a
		if p, ok := areas[a.Parent]; a.Parent != "" && (!ok || a.From <= p.From || a.To >= p.To) {
			t.Errorf("%s %s stands outside its parent %s", a.Level, a.Name, p.Name)
		}
		if a.Name == "" || a.SourceID == "" {
			t.Errorf("an area without a name: %+v", a.ID)
		}
	}
	grouped := map[planning.AreaID]bool{}
	byCell := map[[2]string]planning.AreaID{}
	for _, s := range g.Settlements {
		take(string(s.ID), s.Name)
		group, block := areas[s.Group], areas[s.Area]
		if group.ID == "" || block.ID == "" || group.Parent != block.ID || s.People < 0 {
			t.Errorf("the settlement %s of %s is in the group %s of %s", s.Name, block.Name, group.Name, areas[group.Parent].Name)
		}
		if c, err := geo.CellOf(s.At, geo.ResDemand); err != nil || c != s.Cell {
			t.Errorf("the settlement %s at %v has the cell %v", s.Name, s.At, s.Cell)
		}
		if group.StandIn { // a stand-in group never cuts a cell of its block
			k := [2]string{string(s.Area), s.Cell.String()}
			if was, ok := byCell[k]; ok && was != s.Group {
				t.Errorf("the cell %v of %s is cut by %s and %s", s.Cell, block.Name, areas[was].Name, group.Name)
			}
			byCell[k] = s.Group
		}
		grouped[s.Group] = true
	}
	alone := 0
	for _, v := range g.Venues {
		take(string(v.ID), v.Name)
		if areas[v.Area].ID == "" || v.Group != "" && !grouped[v.Group] {
			t.Errorf("the venue %s is in the group %q of %q", v.Name, areas[v.Group].Name, areas[v.Area].Name)
		}
		if v.Host != planning.HostNone && v.Group == "" {
			alone++
		}
	}
	if alone > len(g.Venues)/100 {
		t.Errorf("%d venues are far from all demand", alone)
	}
	for _, d := range g.Duplicates {
		if ids[string(d.A)] == "" || ids[string(d.B)] == "" || d.A >= d.B || d.Distance > 300.05 || d.Similarity < 0 || d.Similarity > 1 {
			t.Errorf("the pair %+v", d)
		}
	}
	for _, s := range g.Areas {
		if s.StandIn && !grouped[s.ID] {
			t.Errorf("the stand-in group %s has no people", s.Name)
		}
	}
}

func TestWestBengalIsTheSameWhateverTheWorkers(t *testing.T) {
	three := westBengal(t)
	var one reading
	var err error
	one.g, one.fig, one.acct, err = ingest.Read(context.Background(), os.DirFS(shared(t)), recipe(t), ingest.Options{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(one, three) {
		t.Error("one worker gives another gazetteer than three")
	}
}

func count[T any](list []T, ok func(T) bool) (n int64) {
	for _, x := range list {
		if ok(x) {
			n++
		}
	}
	return n
}

func BenchmarkReadWestBengal(b *testing.B) {
	dir, r := shared(b), recipe(b)
	b.ReportAllocs()
	for b.Loop() {
		g, _, _, err := ingest.Read(context.Background(), os.DirFS(dir), r, ingest.Options{})
		if err != nil || len(g.Venues) == 0 {
			b.Fatal(err)
		}
	}
}
