// Package migrations holds the numbered SQL that makes the database, and runs it: forward only, one
// process at a time, each file safe while the service is at work. schema.sql is the dump of the result.
//
// A session-level advisory lock keeps other processes out, so the DSN must reach PostgreSQL itself
// and not a pooler that shares sessions between transactions.
package migrations

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver that goose speaks through
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"doorstep/internal/fault"
)

// FS holds the migrations, named NNNNN_noun.sql.
//
//go:embed [0-9]*.sql
var FS embed.FS

const (
	lockKey  = 0x646f6f7273746570     // "doorstep"
	askEvery = 100 * time.Millisecond // how often the lock is asked for; waiting inside PostgreSQL would hold up index builds
	attempts = 5                      // of a migration that found its table busy
)

// State is how far a database has come.
type State struct {
	Database int64    `json:"database"` // number of the newest migration it has, 0 when empty
	Program  int64    `json:"program"`  // number of the newest migration this program knows
	Pending  []string `json:"pending"`  // files to run, in order
	Queue    []int    `json:"queue"`    // pending versions of the job queue's own tables
}

// Done says that nothing is pending.
func (s State) Done() bool { return len(s.Pending) == 0 && len(s.Queue) == 0 }

// Up brings the database to the newest migration: ours, then those of the job queue. It waits for
// another process that is at it, tries again when a table is busy, and refuses a database that a newer
// program has migrated (migration.newer). What was done stays done when it fails.
func Up(ctx context.Context, dsn string) (err error) {
	defer fault.Wrap(&err, "migrations.Up")
	return upFrom(ctx, dsn, FS)
}

func upFrom(ctx context.Context, dsn string, files fs.FS) error {
	unlock, err := lock(ctx, dsn)
	if err != nil {
		return err
	}
	defer unlock()
	return with(ctx, dsn, files, func(p *goose.Provider, queue *rivermigrate.Migrator[pgx.Tx]) error {
		if err := refuseNewer(ctx, p); err != nil {
			return err
		}
		for try := 1; ; try++ {
			_, err := p.Up(ctx)
			if err == nil {
				break
			}
			if !busy(err) {
				return err
			}
			if try == attempts {
				return fault.New(fault.Unavailable, "migration.busy",
					"A table is in use and the migration gave way %d times; nothing half-done is left: run it again when the service is quieter.", attempts).Because(err)
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(time.Duration(try) * time.Second):
			}
		}
		_, err := queue.Migrate(ctx, rivermigrate.DirectionUp, nil)
		return err
	})
}

// Status says how far the database has come and changes nothing in it but goose's own empty table.
func Status(ctx context.Context, dsn string) (s State, err error) {
	defer fault.Wrap(&err, "migrations.Status")
	err = with(ctx, dsn, FS, func(p *goose.Provider, queue *rivermigrate.Migrator[pgx.Tx]) error {
		all, err := p.Status(ctx)
		if err != nil {
			return err
		}
		for _, m := range all {
			s.Program = max(s.Program, m.Source.Version)
			if m.State == goose.StatePending {
				s.Pending = append(s.Pending, m.Source.Path)
			}
		}
		if s.Database, err = p.GetDBVersion(ctx); err != nil {
			return err
		}
		existing, err := queue.ExistingVersions(ctx)
		if err != nil {
			return err
		}
		have := map[int]bool{}
		for _, m := range existing {
			have[m.Version] = true
		}
		for _, m := range queue.AllVersions() {
			if !have[m.Version] {
				s.Queue = append(s.Queue, m.Version)
			}
		}
		return nil
	})
	return s, err
}

// with opens what goose and the queue's migrator each speak through.
func with(ctx context.Context, dsn string, files fs.FS, fn func(*goose.Provider, *rivermigrate.Migrator[pgx.Tx]) error) error {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	p, err := goose.NewProvider(goose.DialectPostgres, db, files)
	if err != nil {
		return err
	}
	pool, err := pgxpool.New(ctx, dsn)
	if err != nil {
		return err
	}
	defer pool.Close()
	queue, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	return fn(p, queue)
}

func refuseNewer(ctx context.Context, p *goose.Provider) error {
	have, known, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if have > known {
		return fault.Refuse("migration.newer",
			"The database is at migration %d and this program knows only %d; use the newer program, migrations do not run backwards.", have, known)
	}
	return nil
}

func busy(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pg.Code == "55P03" // lock_not_available: lock_timeout ran out
}

// lock keeps other processes from migrating until unlock is called or this process dies.
func lock(ctx context.Context, dsn string) (unlock func(), err error) {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return nil, err
	}
	for asked := false; ; asked = true {
		var got bool
		err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", int64(lockKey)).Scan(&got)
		if got {
			return func() { _ = conn.Close(context.WithoutCancel(ctx)) }, nil
		}
		if err == nil {
			select {
			case <-ctx.Done():
			case <-time.After(askEvery):
				continue
			}
		}
		_ = conn.Close(context.WithoutCancel(ctx))
		if ctx.Err() != nil && (asked || err == nil) {
			return nil, fault.New(fault.Unavailable, "migration.running",
				"Another process is migrating the database and has not finished; wait for it, then run again.").Because(ctx.Err())
		}
		return nil, err
	}
}
