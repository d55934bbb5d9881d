package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"time"

	"doorstep/internal/casework"
	"doorstep/internal/pgcluster"
	"doorstep/internal/store"
	"doorstep/planning"
)

// home is an opened database: a PostgreSQL of the user's own or the private cluster.
type home struct {
	store   *store.Store
	cluster *pgcluster.Cluster // nil where the server is the user's own
	data    string             // its folder
	dsn     string
	log     *slog.Logger
}

// open starts what is needed and opens the store. The private cluster is always migrated; a server of
// the user's own only when asked, since others may be using it.
func (a *app) open(ctx context.Context, migrate bool) (h *home, err error) {
	h = &home{dsn: a.config.database, log: a.logger()}
	defer func() {
		if err != nil {
			err = errors.Join(h.fullDisk(err), h.close())
		}
	}()
	if h.dsn == "" {
		if err := h.startCluster(ctx, a); err != nil {
			return h, err
		}
		migrate = true
	}
	if migrate {
		if err := store.Migrate(ctx, h.dsn); err != nil {
			return h, err
		}
	}
	h.store, err = store.Open(ctx, h.dsn, store.Options{Now: time.Now, Log: h.log})
	if err != nil {
		return h, err
	}
	return h, h.store.Ready(ctx)
}

func (h *home) startCluster(ctx context.Context, a *app) error {
	data, err := a.dataFolder()
	if err != nil {
		return err
	}
	cluster, err := pgcluster.Start(ctx, pgcluster.Options{Data: data})
	if err != nil {
		return err
	}
	h.cluster, h.data = cluster, data
	name := a.databaseName
	if name == "" {
		name = "doorstep"
	}
	h.dsn = cluster.DSN(name)
	return cluster.CreateDatabase(ctx, name)
}

// dataFolder is where the private cluster lives.
func (a *app) dataFolder() (string, error) {
	if a.config.data != "" {
		return a.config.data, nil
	}
	return pgcluster.DefaultData(os.Geteuid(), a.getenv)
}

// close ends what open started.
func (h *home) close() error {
	if h.store != nil {
		h.store.Close()
	}
	if h.cluster != nil {
		return h.cluster.Stop()
	}
	return nil
}

// with opens the database for one command.
func (a *app) with(ctx context.Context, do func(*home) error) error {
	h, err := a.open(ctx, false)
	if err != nil {
		return err
	}
	return errors.Join(h.fullDisk(do(h)), h.close())
}

// actor is who changes things until there are accounts.
func actor(command string) casework.Actor {
	return casework.Actor{Name: "operator", Request: "command " + command}
}

// documents gives a problem and its plan from two files, or from the store by the plan's id.
func (a *app) documents(ctx context.Context, id string, files []string) (p planning.Problem, plan planning.Plan, err error) {
	if id == "" {
		return a.readBoth(files[0], files[1])
	}
	err = a.with(ctx, func(h *home) error {
		p, plan, err = h.store.PlanDocuments(ctx, planning.PlanID(id))
		return err
	})
	return p, plan, err
}

// logger writes structured lines to standard error: what a server does, and of a single command, or
// with --quiet, warnings only.
func (a *app) logger() *slog.Logger {
	level := slog.LevelWarn
	if a.serving && !a.config.quiet {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewJSONHandler(a.err, &slog.HandlerOptions{Level: level}))
}
