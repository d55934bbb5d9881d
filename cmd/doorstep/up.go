package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/spf13/cobra"

	"doorstep/api"
	"doorstep/internal/jobs"
	"doorstep/internal/report"
	"doorstep/ui"
)

// Times to stop in.
const (
	drainTime = 10 * time.Second // requests under way
	jobTime   = 2 * time.Second  // plans being solved; what is left goes back into the queue
)

func (a *app) upCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "up",
		Short:   "Everything at once: private database, migrations, server and workers",
		Example: "  doorstep up\n  doorstep up --data ~/doorstep --listen 127.0.0.1:9000",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.run(cmd.Context(), true, true, true) },
	}
}

func (a *app) serveCommand() *cobra.Command {
	return &cobra.Command{
		Use: "serve", Short: "Serve the map and the API; solve nothing", Args: cobra.NoArgs,
		Example: "  doorstep serve --database postgres://planner@db/doorstep",
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.run(cmd.Context(), false, true, false) },
	}
}

func (a *app) workCommand() *cobra.Command {
	return &cobra.Command{
		Use: "work", Short: "Solve plans from the queue; serve nothing", Args: cobra.NoArgs,
		Example: "  doorstep work --database postgres://planner@db/doorstep",
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.run(cmd.Context(), false, false, true) },
	}
}

// run opens the database and serves, works or both until ctx ends.
func (a *app) run(ctx context.Context, migrate, serve, work bool) error {
	a.serving = true
	var l net.Listener
	if serve { // first of all: a port that is taken should not cost a start of the database
		var err error
		if l, err = api.Listen(ctx, a.config.listen); err != nil {
			return err
		}
	}
	h, err := a.open(ctx, migrate)
	if err != nil {
		return err
	}
	s, err := a.begin(ctx, h, l, work)
	if err != nil {
		return errors.Join(err, h.close())
	}
	if s.listener != nil {
		fmt.Fprintf(a.err, "Serving %s (this machine only, until there are accounts). Stop with Ctrl-C.\n", s.url())
	}
	return errors.Join(s.wait(ctx), h.close())
}

// service is a running server, workers, or both.
type service struct {
	app      *app
	home     *home
	listener net.Listener // nil where nothing is served
	runner   *jobs.Runner // nil where nothing is worked
	ground   *ground
	failed   chan error
	stop     context.CancelFunc
}

// begin serves on l (nil: serves nothing), works the queue or both, and returns at once.
func (a *app) begin(ctx context.Context, h *home, l net.Listener, work bool) (s *service, err error) {
	s = &service{app: a, home: h, listener: l, failed: make(chan error, 1), ground: a.groundOf(h)}
	if work {
		if s.runner, err = jobs.New(h.store.JobDriver(), jobs.Config{Plans: h.store, Works: h.store, Keys: h.store, Travel: s.ground.travel, Log: h.log}); err != nil {
			return nil, err
		}
		if err := s.runner.Start(ctx); err != nil {
			return nil, err
		}
	}
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	if l == nil {
		close(s.failed)
		return s, nil
	}
	server, err := api.New(api.Config{
		Store: h.store, Reports: report.Coverage, Notices: report.Notices, Calendar: report.Calendar, Sheets: writeSheet, WorksReport: report.Works,
		Travel: s.ground.travel, Page: ui.FS(), Log: h.log, Now: time.Now,
		Tiles: api.Tiles{URL: a.config.tiles, Attribution: a.config.credit},
	})
	if err != nil {
		close(s.failed)
		return nil, errors.Join(err, s.end())
	}
	go func() { s.failed <- api.Serve(serving, s.listener, server, drainTime) }()
	return s, nil
}

func (s *service) url() string { return "http://" + s.listener.Addr().String() }

// wait waits for ctx, for the server to fail or for the private cluster to be lost, then ends all.
func (s *service) wait(ctx context.Context) error {
	var lost <-chan struct{}
	if s.home.cluster != nil {
		lost = s.home.cluster.Lost()
	}
	var err error
	served := s.failed
	if s.listener == nil {
		served = nil
	}
	select {
	case <-ctx.Done():
	case <-lost:
		err = errors.New("the private database server ended by itself; its log is in the data folder")
	case err = <-served:
		s.failed = make(chan error)
		close(s.failed)
	}
	return errors.Join(err, s.end())
}

// end stops the server, then the workers, within their times.
func (s *service) end() error {
	s.stop()
	err := <-s.failed
	if s.runner != nil {
		ctx, cancel := context.WithTimeout(context.Background(), jobTime)
		defer cancel()
		err = errors.Join(err, s.runner.Stop(ctx))
	}
	return errors.Join(err, s.ground.close())
}
