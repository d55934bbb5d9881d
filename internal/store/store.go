// Package store keeps the nouns of the service in PostgreSQL with PostGIS: a file a noun, SQL as
// constants beside their scans. It is the only place that speaks SQL.
//
// Exported methods open the transaction; small inner functions take it and compose. A change is
// decided by a pure rule of planning or casework, kept, and audited in one transaction. A constraint
// that is violated becomes the fault it is named after. Geometries are orb outside and EWKB, through
// go-geom, at the edge.
package store

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"maps"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	pgxgeom "github.com/twpayne/pgx-geom"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

// Limits of a session, so that no request holds the database for ever.
const (
	statementTimeout = 30 * time.Second
	lockTimeout      = 10 * time.Second
	idleTimeout      = time.Minute // within a transaction
)

// Options say how a store is opened.
type Options struct {
	Now      func() time.Time // the clock; required
	MaxConns int              // 0: two for each processor, at least 8
	Log      *slog.Logger     // of what happens outside a request; nil: nowhere
}

// Store keeps the nouns. It is safe for concurrent use.
type Store struct {
	pool  *pgxpool.Pool
	now   func() time.Time
	log   *slog.Logger
	queue *river.Client[pgx.Tx] // enters jobs; works none
	plans *listener[planning.PlanRecord]
	works *listener[planning.WorksPlanRecord]
}

// Open connects to a migrated database. It does not wait for it: use Ready.
func Open(ctx context.Context, dsn string, o Options) (_ *Store, err error) {
	defer fault.Wrap(&err, "store.Open")
	if o.Now == nil {
		return nil, errors.New("a store needs a clock")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, dsnFault(err)
	}
	config.MaxConns = max(8, config.MaxConns*2)
	if o.MaxConns > 0 {
		config.MaxConns = int32(min(o.MaxConns, 10_000))
	}
	maps.Copy(config.ConnConfig.RuntimeParams, map[string]string{
		"application_name":                    "doorstep",
		"statement_timeout":                   milliseconds(statementTimeout),
		"lock_timeout":                        milliseconds(lockTimeout),
		"idle_in_transaction_session_timeout": milliseconds(idleTimeout),
		"pg_trgm.word_similarity_threshold":   likeEnough,
		"jit":                                 "off", // its compiling takes longer than any statement here
		"timezone":                            "UTC",
	})
	config.AfterConnect = pgxgeom.Register
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, named(err)
	}
	queue, err := river.NewClient(riverpgxv5.New(pool), &river.Config{Logger: o.Log})
	if err != nil {
		pool.Close()
		return nil, err
	}
	// The database keeps microseconds: an instant told before it is stored is the one read after.
	now := func() time.Time { return o.Now().Truncate(time.Microsecond) }
	s := &Store{pool: pool, now: now, log: o.Log, queue: queue}
	s.plans, s.works = newPlanListener(s), newWorksPlanListener(s)
	return s, nil
}

// Close ends every event stream and waits for the connections that are in use.
func (s *Store) Close() {
	s.plans.close()
	s.works.close()
	s.pool.Close()
}

// JobDriver is what the workers of internal/jobs take their jobs through.
func (s *Store) JobDriver() *riverpgxv5.Driver { return riverpgxv5.New(s.pool) }

const schemaVersionSQL = `
	SELECT coalesce(max(version_id), 0)
	FROM   goose_db_version
	WHERE  is_applied`

// Ready says whether the database answers and has the schema of this binary: database.unavailable or
// database.schema where not.
func (s *Store) Ready(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "store.Ready")
	want, err := schemaVersion()
	if err != nil {
		return err
	}
	var have int64
	if err := s.pool.QueryRow(ctx, schemaVersionSQL).Scan(&have); err != nil {
		return named(err)
	}
	if have < want {
		return fault.New(fault.Unavailable, "database.schema",
			"The database has schema %d, this program needs %d; run doorstep migrate.", have, want)
	}
	return nil
}

// inTx runs fn in one transaction, again where the database had to choose between two writers.
func (s *Store) inTx(ctx context.Context, fn func(pgx.Tx) error) error {
	return s.inTxWith(ctx, pgx.TxOptions{}, fn)
}

// snapshot runs fn on one unchanging view of the database.
func (s *Store) snapshot(ctx context.Context, fn func(pgx.Tx) error) error {
	return s.inTxWith(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, fn)
}

func (s *Store) inTxWith(ctx context.Context, o pgx.TxOptions, fn func(pgx.Tx) error) error {
	const tries = 3
	for try := 1; ; try++ {
		err := pgx.BeginTxFunc(ctx, s.pool, o, fn)
		if err == nil || try == tries || !lostRace(err) {
			return named(err)
		}
	}
}

// newID mints a UUIDv7: later ids are greater, within one process always.
func newID() (string, error) {
	id, err := uuid.NewV7()
	return id.String(), err
}

// mint makes what a new case needs.
func (s *Store) mint() (m casework.Minted, err error) {
	var random [casework.TrackingBytes]byte
	_, _ = rand.Read(random[:]) // never fails
	m.Tracking = casework.NewTracking(random)
	m.Now = s.now()
	if m.ID, err = newID(); err != nil {
		return m, err
	}
	m.Person, err = newID()
	return m, err
}
