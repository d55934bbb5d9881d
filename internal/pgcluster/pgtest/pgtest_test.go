package pgtest_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/pgcluster/pgtest"
)

func TestEachDatabaseIsMigratedAndItsOwn(t *testing.T) {
	ctx := context.Background()
	for _, name := range []string{"first", "second"} {
		start := time.Now()
		conn, err := pgx.Connect(ctx, pgtest.Database(t))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close(ctx) })
		var tables int
		if err := conn.QueryRow(ctx, "SELECT count(*) FROM pg_tables WHERE tablename IN ('area', 'venue', 'camp', 'river_job')").Scan(&tables); err != nil {
			t.Fatal(err)
		}
		if tables != 4 {
			t.Errorf("the %s clone has %d of 4 tables", name, tables)
		}
		if _, err := conn.Exec(ctx, "CREATE TABLE mine (x int)"); err != nil {
			t.Errorf("the %s clone holds what another test made: %v", name, err)
		}
		t.Logf("%s clone in %s", name, time.Since(start))
	}
}

func TestAnEmptyDatabaseHasNoTables(t *testing.T) {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, pgtest.Empty(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	var tables int
	if err := conn.QueryRow(ctx, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").Scan(&tables); err != nil {
		t.Fatal(err)
	}
	if tables != 0 {
		t.Errorf("%d tables", tables)
	}
}
