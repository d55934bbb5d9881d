package api

import (
	"context"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"doorstep/internal/fault"
)

type readiness interface {
	Ready(context.Context) error
}

type healthDesk struct {
	store    readiness
	drained  <-chan struct{}
	registry *prometheus.Registry
}

func (d healthDesk) routes() []route {
	needs := may("read", "health")
	return []route{
		{Method: http.MethodGet, Path: "/healthz", Needs: needs, Do: d.alive},
		{Method: http.MethodGet, Path: "/readyz", Needs: needs, Do: d.ready},
		{Method: http.MethodGet, Path: "/metrics", Needs: may("read", "metrics"), Do: d.metrics},
	}
}

// alive says that the process answers.
func (d healthDesk) alive(w http.ResponseWriter, _ *http.Request) error {
	return says(w, "ok")
}

// ready says whether requests should be sent here: the database answers, and the server is not
// stopping.
func (d healthDesk) ready(w http.ResponseWriter, r *http.Request) error {
	select {
	case <-d.drained:
		return fault.New(fault.Unavailable, "server.stopping", "The server is stopping; ask another one.")
	default:
	}
	if err := d.store.Ready(r.Context()); err != nil {
		return err
	}
	return says(w, "ready")
}

func (d healthDesk) metrics(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	promhttp.HandlerFor(d.registry, promhttp.HandlerOpts{DisableCompression: true}).ServeHTTP(w, r)
	return nil
}

func says(w http.ResponseWriter, status string) error {
	w.Header().Set("Cache-Control", "no-store")
	return writeJSON(w, http.StatusOK, map[string]string{"status": status})
}
