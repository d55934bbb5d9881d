package api

import (
	"context"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"doorstep/internal/fault"
	"doorstep/planning"
)

type healthStore interface {
	Ready(context.Context) error
	PlanCounts(context.Context) (map[planning.PlanState]int64, error)
}

type healthDesk struct {
	store    healthStore
	drained  <-chan struct{}
	registry *prometheus.Registry
	states   *prometheus.GaugeVec
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
	d.states.Reset()
	counts, err := d.store.PlanCounts(r.Context())
	if err == nil { // else the database is away, as /readyz says; the rest is worth telling all the more
		for _, state := range planStates {
			d.states.WithLabelValues(string(state)).Set(float64(counts[state]))
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	promhttp.HandlerFor(d.registry, promhttp.HandlerOpts{DisableCompression: true}).ServeHTTP(w, r)
	return nil
}

func says(w http.ResponseWriter, status string) error {
	w.Header().Set("Cache-Control", "no-store")
	return writeJSON(w, http.StatusOK, map[string]string{"status": status})
}
