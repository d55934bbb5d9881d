// Package pgtest gives each test a PostGIS database of its own: a clone, made in a fraction of a
// second, of a template that was migrated once.
//
// All test binaries of a run share one private cluster. A keeper process holds it: the first binary
// to need a database starts the keeper, every binary stays connected to it while it runs, and some
// seconds after the last one is gone, however it ended, the keeper stops the server and throws the
// folder away. The cluster does not flush to disk (fsync is off): what it holds is worth nothing.
package pgtest

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/fault"
	"doorstep/internal/pgcluster"
)

var (
	shared  = sync.OnceValues(join) // one connection to the keeper for the life of the test binary
	counter atomic.Int64
)

// Database gives the DSN of a fresh database with every migration applied; it is dropped when the test
// ends. Where PostgreSQL or PostGIS is not installed the test is skipped with one line that says so,
// and fails when the environment says CI=true.
func Database(tb testing.TB) string {
	tb.Helper()
	return clone(tb, true)
}

// Empty gives the DSN of a fresh database without any table or extension, dropped when the test ends.
func Empty(tb testing.TB) string {
	tb.Helper()
	return clone(tb, false)
}

func clone(tb testing.TB, migrated bool) string {
	tb.Helper()
	k := connect(tb)
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	template := "template0"
	if migrated {
		var err error
		if template, err = k.template(ctx); err != nil {
			tb.Fatalf("migrating the template database: %v", err)
		}
	}
	name := fmt.Sprintf("test_%d_%d", os.Getpid(), counter.Add(1))
	if err := k.exec(ctx, "CREATE DATABASE "+name+" TEMPLATE "+template); err != nil {
		tb.Fatalf("cloning %s: %v", template, err)
	}
	tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := k.exec(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			tb.Errorf("dropping %s: %v", name, err)
		}
	})
	return k.dsn(name)
}

// connect joins the shared cluster or ends the test.
func connect(tb testing.TB) *keeper {
	tb.Helper()
	if _, err := pgcluster.Find(context.Background()); fault.CodeOf(err) == "cluster.missing" {
		if os.Getenv("CI") == "true" {
			tb.Fatal(err)
		}
		tb.Skip(err)
	}
	k, err := shared()
	if err != nil {
		tb.Fatalf("test database: %v", err)
	}
	return k
}

// dsn names a database of the cluster.
func (k *keeper) dsn(database string) string {
	return strings.Replace(k.base, "/postgres?", "/"+database+"?", 1)
}

func (k *keeper) exec(ctx context.Context, sql string) error {
	conn, err := pgx.Connect(ctx, k.base)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, sql)
	return err
}
