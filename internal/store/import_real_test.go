package store_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"doorstep/internal/ingest"
	"doorstep/planning"
)

// sharedData gives a folder of the shared data, or skips the test where it is not there.
func sharedData(t *testing.T, folder string) string {
	t.Helper()
	root := os.Getenv("DOORSTEP_SHARED_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	path := filepath.Join(root, folder)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the shared data are missing: %s", path)
		}
		t.Skipf("the shared data are missing: %s", path)
	}
	return path
}

func TestTheWholeStateIsImportedAndTheSecondTimeLeftAlone(t *testing.T) {
	ctx := context.Background()
	folder := sharedData(t, "wb")
	recipe, err := ingest.ShippedRecipe("wb")
	ok(t, err)
	g, _, _, err := ingest.Read(ctx, os.DirFS(folder), recipe, ingest.Options{})
	ok(t, err)
	s, conn := open(t)
	started := time.Now()
	first, err := s.Import(ctx, officer, g, meta)
	ok(t, err)
	took := time.Since(started)
	for noun, rows := range map[string]int{"areas": len(g.Areas), "settlements": len(g.Settlements), "venues": len(g.Venues), "duplicates": len(g.Duplicates)} {
		if c := count(t, first, noun); c.Created != int64(rows) || rows < 4000 {
			t.Errorf("%d rows were read, %+v", rows, c)
		}
	}
	started = time.Now()
	second, err := s.Import(ctx, officer, g, meta)
	ok(t, err)
	t.Logf("%d rows imported in %v; again, unchanged, in %v", first.Total().Created, took, time.Since(started))
	if sum := second.Total(); sum.Unchanged != first.Total().Created || sum.Created+sum.Changed+sum.Removed != 0 {
		t.Errorf("the second import counted %+v", second)
	}
	if people := ask[int64](t, conn, "SELECT sum(people) FROM settlement"); people != total(g) || people < 60_000_000 {
		t.Errorf("%d people are stored of %d", people, total(g))
	}
	if bare := ask[int](t, conn, "SELECT count(*) FROM area a WHERE geom IS NOT NULL AND NOT EXISTS (SELECT FROM area_range r WHERE r.area = a.id)"); bare != 0 {
		t.Errorf("%d areas with a polygon have no cell ranges", bare)
	}
	district, err := s.DistrictNamed(ctx, "Purba Bardhaman")
	ok(t, err)
	blocks, err := s.Areas(ctx, planning.AreaQuery{Within: district.ID, Level: planning.LevelBlock})
	if err != nil || len(blocks) < 20 {
		t.Errorf("%d blocks, %v", len(blocks), err)
	}
}

func total(g planning.Gazetteer) (people int64) {
	for _, s := range g.Settlements {
		people += s.People
	}
	return people
}
