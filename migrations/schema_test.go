package migrations_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	osexec "os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"doorstep/internal/pgcluster"
	"doorstep/internal/pgcluster/pgtest"
)

var update = flag.Bool("update", false, "rewrite schema.sql")

// dumpMajor is the PostgreSQL whose pg_dump schema.sql was written with; others lay the same schema
// out differently.
const dumpMajor = 15

func TestSchemaFileIsTheDumpOfTheMigrations(t *testing.T) {
	dsn := pgtest.Database(t)
	found, err := pgcluster.Find(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if found.Major != dumpMajor {
		t.Skipf("schema.sql is compared with the dump of PostgreSQL %d; installed is %d", dumpMajor, found.Major)
	}
	cmd := osexec.CommandContext(context.Background(), filepath.Join(found.Bin, "pg_dump"),
		"--schema-only", "--no-owner", "--no-privileges", "--dbname="+dsn)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	got := normalise(string(out))
	if n := strings.Count(got, "CREATE TABLE"); n < 20 {
		t.Fatalf("the dump holds %d tables", n)
	}
	if *update {
		if err := os.WriteFile("schema.sql", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile("schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("schema.sql is not what the migrations make: run `make schema` and read the difference.\n%s", firstDifference(string(want), got))
	}
}

// normalise leaves what the schema says and drops what the program that dumped it says of itself.
func normalise(dump string) string {
	dump = regexp.MustCompile(`(?m)^(--.*|\\(un)?restrict .*|SET .*|SELECT pg_catalog\.set_config.*)\n`).ReplaceAllString(dump, "")
	dump = regexp.MustCompile(`\n{3,}`).ReplaceAllString(dump, "\n\n")
	return fmt.Sprintf("-- What the migrations make, dumped by PostgreSQL %d. Written by `make schema`; do not edit.\n\n%s\n", dumpMajor, strings.TrimSpace(dump))
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("line %d: file %q, migrations %q", i+1, w[i], g[i])
		}
	}
	return fmt.Sprintf("the file has %d lines, the migrations make %d", len(w), len(g))
}
