// Package pgcluster runs a private PostgreSQL with PostGIS from the programs installed on the machine:
// its own data folder, a Unix socket and no network port, started and stopped with the process that
// asked for it. It serves demo, development and tests, and knows no noun of the service.
//
// Every fault it gives is one line that names the cure; docs/operations.md shows the whole.
package pgcluster

import (
	"context"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"doorstep/internal/fault"
)

// User is the database role that owns the cluster. Whoever runs Start, the operating system's
// database user and root may connect as it over the socket; nobody else.
const User = "doorstep"

const (
	readyWithin = 3 * time.Minute  // a start after a crash replays the log first
	stopWithin  = 60 * time.Second // a fast shutdown writes one checkpoint
)

// Options say where a cluster lives.
type Options struct {
	Data       string    // data folder; made when it is not there
	Log        io.Writer // gets the server's own log; nil: thrown away
	Bin        string    // folder of initdb and postgres; "": the newest installation with PostGIS
	Disposable bool      // tests only: nothing is flushed to disk, a power cut loses the cluster
}

// Cluster is a running PostgreSQL server. It is safe for use by several goroutines.
type Cluster struct {
	data    string // of the service: holds the lock and the cluster's own folder
	run     string // holds the socket
	install Installation
	account account
	owner   *os.File // lock of the process that runs the server; nil where this one is a guest
	guests  *os.File // lock of the processes that use it beside the owner
	server  *server  // nil where this process is a guest
	stop    sync.Once
	stopErr error
}

// Start finds the installed programs, makes the data folder where there is none, starts the server
// and waits until it answers: 1 to 5 s the first time, 0.3 s later, longer after a crash. It stops a
// server left behind by a process that was killed.
//
// Where another living process runs a server on the folder this one becomes its guest: it uses that
// server, and the owner waits a minute for its guests before it stops. An owner that cannot be
// reached is the fault cluster.busy, which names it.
func Start(ctx context.Context, o Options) (*Cluster, error) {
	data, err := filepath.Abs(o.Data)
	if err != nil || o.Data == "" {
		return nil, fault.Malformed("cluster.folder", "No data folder is named; name one with --data DIR.")
	}
	c := &Cluster{data: data}
	if err := c.start(ctx, o); err != nil {
		if c.server != nil {
			_ = c.server.stop(stopWithin)
		}
		c.release()
		return nil, err
	}
	return c, nil
}

func (c *Cluster) start(ctx context.Context, o Options) (err error) {
	if c.account, err = accountFor(os.Geteuid()); err != nil {
		return err
	}
	if c.install, err = choose(ctx, o.Bin, c.folder()); err != nil {
		return err
	}
	if err = makeFolder(c.data); err != nil {
		return err
	}
	if err = c.account.mustEnter(ctx, c.data, c.install.program("postgres")); err != nil {
		return err
	}
	if guest, err := c.claim(ctx); err != nil || guest {
		return err
	}
	if c.run, err = runFolder(c.data, c.account); err != nil {
		return err
	}
	if err = stopOrphan(ctx, c.folder()); err != nil {
		return err
	}
	if err = c.initialise(ctx, o.Disposable); err != nil {
		return err
	}
	if err = c.serve(ctx, o); err != nil {
		return err
	}
	return c.invite()
}

// Folder of PostgreSQL's own files, inside the data folder.
func (c *Cluster) folder() string { return filepath.Join(c.data, "cluster") }

// DSN names a database of the cluster, as pgx, psql and pg_dump take it.
func (c *Cluster) DSN(database string) string {
	u := url.URL{Scheme: "postgres", Path: "/" + database, RawQuery: url.Values{
		"host": {c.run}, "port": {"5432"}, "user": {User}, "sslmode": {"disable"},
	}.Encode()}
	return u.String()
}

// Installation tells which PostgreSQL serves the cluster.
func (c *Cluster) Installation() Installation { return c.install }

// Lost is closed when the server has ended, asked to or not. A guest is not told: its connections
// fail.
func (c *Cluster) Lost() <-chan struct{} {
	if c.server == nil {
		return nil
	}
	return c.server.ended
}

// CreateDatabase makes a database where there is none of that name. Several processes may do so at once.
func (c *Cluster) CreateDatabase(ctx context.Context, name string) (err error) {
	defer fault.Wrap(&err, "pgcluster.CreateDatabase(%q)", name)
	conn, err := pgx.Connect(ctx, c.DSN("postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	// Of several processes that come at once one makes it; the lock ends with the connection.
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock(hashtextextended($1, 0))", name); err != nil {
		return err
	}
	var there bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil || there {
		return err
	}
	_, err = conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize())
	return err
}

// Stop ends the server when its guests are gone, or have had a minute: open transactions are rolled
// back, what was committed is on disk. A guest only takes its leave. It may be called more than once.
func (c *Cluster) Stop() error {
	c.stop.Do(func() {
		if c.server != nil {
			c.awaitGuests()
			c.stopErr = c.server.stop(stopWithin)
		}
		c.release()
	})
	return c.stopErr
}

// release gives up the run folder and the locks.
func (c *Cluster) release() {
	if c.owner != nil {
		if c.run != "" {
			_ = os.RemoveAll(c.run)
		}
		_ = c.owner.Close()
	}
	if c.guests != nil {
		_ = c.guests.Close()
	}
}
