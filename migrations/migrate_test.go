package migrations_test

import (
	"context"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/fault"
	"doorstep/internal/pgcluster/pgtest"
	"doorstep/migrations"
)

func TestUpMigratesOnceHoweverOftenItRuns(t *testing.T) {
	ctx := context.Background()
	dsn := pgtest.Empty(t)
	before, err := migrations.Status(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	if before.Database != 0 || before.Program == 0 || int64(len(before.Pending)) != before.Program || len(before.Queue) == 0 || before.Done() {
		t.Errorf("an empty database stands at %+v", before)
	}
	for range 2 {
		if err := migrations.Up(ctx, dsn); err != nil {
			t.Fatal(err)
		}
		after, err := migrations.Status(ctx, dsn)
		if err != nil {
			t.Fatal(err)
		}
		if after.Database != before.Program || !after.Done() {
			t.Errorf("after migrating it stands at %+v", after)
		}
	}
}

func TestUpByManyProcessesAtOnceMigratesOnce(t *testing.T) {
	dsn := pgtest.Empty(t)
	var racers sync.WaitGroup
	faults := make(chan error, 4)
	for range 4 {
		racers.Go(func() { faults <- migrations.Up(context.Background(), dsn) })
	}
	racers.Wait()
	close(faults)
	for err := range faults {
		if err != nil {
			t.Error(err)
		}
	}
	var runs, versions int
	row(t, dsn, "SELECT count(*), count(DISTINCT version_id) FROM goose_db_version", &runs, &versions)
	if runs != versions || versions < 5 {
		t.Errorf("%d runs of %d versions", runs, versions)
	}
}

func TestUpRefusesADatabaseOfANewerProgram(t *testing.T) {
	dsn := pgtest.Database(t)
	exec(t, dsn, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)")
	err := migrations.Up(context.Background(), dsn)
	if fault.CodeOf(err) != "migration.newer" || !strings.Contains(err.Error(), "99999") {
		t.Errorf("got %v", err)
	}
}

func TestUpGivesUpWaitingForAnotherProcess(t *testing.T) {
	dsn := pgtest.Empty(t)
	conn, err := pgx.Connect(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	if _, err := conn.Exec(context.Background(), "SELECT pg_advisory_lock($1)", migrations.LockKey); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if err := migrations.Up(ctx, dsn); fault.CodeOf(err) != "migration.running" {
		t.Errorf("got %v", err)
	}
	var tables int
	row(t, dsn, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", &tables)
	if tables != 0 {
		t.Errorf("it made %d tables without the lock", tables)
	}
}

func TestAMigrationThatMeetsABusyTableGivesWayAndTriesAgain(t *testing.T) {
	dsn := pgtest.Empty(t)
	ctx := context.Background()
	exec(t, dsn, "CREATE TABLE ferry (name text)")
	files := fstest.MapFS{"00001_ferry.sql": {Data: []byte("-- +goose Up\nSET lock_timeout = '100ms';\nALTER TABLE ferry ADD COLUMN seats int;\n")}}
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	reader, err := conn.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := reader.Exec(ctx, "SELECT name FROM ferry"); err != nil { // holds the table until it commits
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- migrations.UpFrom(ctx, dsn, files) }()
	time.Sleep(600 * time.Millisecond) // the first try has given way by now
	select {
	case err := <-done:
		t.Fatalf("it ended while the table was busy: %v", err)
	default:
	}
	if err := reader.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	var columns int
	row(t, dsn, "SELECT count(*) FROM information_schema.columns WHERE table_name = 'ferry'", &columns)
	if columns != 2 {
		t.Errorf("the table has %d columns", columns)
	}
}

// Names that PostgreSQL made up itself would become faults that nobody has written a paragraph for.
func TestEveryConstraintIsNamedAfterItsTable(t *testing.T) {
	dsn := pgtest.Database(t)
	conn, err := pgx.Connect(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	rows, err := conn.Query(context.Background(), `
		SELECT c.conrelid::regclass::text, c.conname
		FROM   pg_constraint c
		JOIN   pg_class t ON t.oid = c.conrelid
		WHERE  t.relnamespace = 'public'::regnamespace
		AND    t.relname NOT LIKE 'river_%'
		AND    t.relname NOT IN ('goose_db_version', 'spatial_ref_sys')
		AND    c.contype <> 'n'`)
	if err != nil {
		t.Fatal(err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c [2]string, err error) {
		return c, row.Scan(&c[0], &c[1])
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("only %d constraints were read", len(all))
	}
	made := regexp.MustCompile(`_(pkey|fkey|check|excl|\w+_key)\d*$`)
	for _, c := range all {
		reason, ours := strings.CutPrefix(c[1], c[0])
		if !ours || made.MatchString(reason) {
			t.Errorf("constraint %s of %s has no name of ours", c[1], c[0])
		}
	}
}

func exec(t *testing.T, dsn, sql string) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	if _, err := conn.Exec(context.Background(), sql); err != nil {
		t.Fatal(err)
	}
}

func row(t *testing.T, dsn, sql string, into ...any) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	if err := conn.QueryRow(context.Background(), sql).Scan(into...); err != nil {
		t.Fatal(err)
	}
}
