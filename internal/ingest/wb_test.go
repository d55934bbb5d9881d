package ingest_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"doorstep/internal/ingest"
)

// shared gives the folder of real data, or skips; in CI its absence fails.
func shared(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("DOORSTEP_SHARED_DATA")
	if dir == "" {
		root, err := filepath.Abs("../..")
		if err != nil {
			t.Fatal(err)
		}
		dir = filepath.Join(root, "..", "shared", "data")
	}
	dir = filepath.Join(dir, "wb")
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the real data is missing: %s", dir)
		}
		t.Skipf("the real data is missing: no %s (set DOORSTEP_SHARED_DATA)", dir)
	}
	return dir
}

func recipe(t testing.TB) ingest.Recipe {
	t.Helper()
	r, err := ingest.ShippedRecipe("wb")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTry(t *testing.T) {
	g, fig, acct, err := ingest.Read(context.Background(), os.DirFS(shared(t)), recipe(t), ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", fig)
	for _, f := range acct.Files {
		t.Logf("%+v", f)
	}
	for i, r := range acct.Reasons() {
		if i < 40 {
			t.Logf("%+v", r)
		}
	}
	for _, x := range g.Absent {
		t.Logf("%+v", x)
	}
	for _, x := range g.Towns {
		t.Logf("%s %d %s %s", x.Name, x.People, x.Placed, x.Reason)
	}
}
