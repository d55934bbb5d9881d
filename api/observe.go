package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"doorstep/internal/fault"
)

// metrics are what /metrics tells of the HTTP service. Labels are route patterns, never addresses.
type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	plans    prometheus.Counter
	streams  prometheus.Gauge
	states   *prometheus.GaugeVec
}

func newMetrics(registry prometheus.Registerer) (*metrics, error) {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "doorstep_http_requests_total", Help: "Requests answered, by route, method and status.",
		}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "doorstep_http_request_seconds", Help: "Time to answer a request, by route and method; streams are left out.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"route", "method"}),
		plans: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "doorstep_plan_requests_total", Help: "Plans asked for over HTTP and queued.",
		}),
		streams: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "doorstep_plan_streams", Help: "Open streams of plan progress.",
		}),
		states: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "doorstep_plans", Help: "Plans that stand in each state: queued and solving ones are the work that waits.",
		}, []string{"state"}),
	}
	for _, c := range []prometheus.Collector{m.requests, m.seconds, m.plans, m.streams, m.states} {
		if err := registry.Register(c); err != nil {
			return nil, fmt.Errorf("registering metrics: %w", err)
		}
	}
	return m, nil
}

// tracker remembers what was answered.
type tracker struct {
	http.ResponseWriter
	call   *call
	status int
	bytes  int64
}

func (t *tracker) WriteHeader(status int) {
	if t.status == 0 {
		t.status = status
	}
	t.call.sent = true
	t.ResponseWriter.WriteHeader(status)
}

func (t *tracker) Write(b []byte) (int, error) {
	if t.status == 0 {
		t.status = http.StatusOK
	}
	t.call.sent = true
	n, err := t.ResponseWriter.Write(b)
	t.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (t *tracker) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// observe gives every request its id, its log line and its place in the metrics, and survives panics.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &call{id: s.newID()}
		t := &tracker{ResponseWriter: w, call: c}
		t.Header().Set("X-Request-Id", c.id)
		r = withCall(r, c)
		start := s.now()
		defer func() {
			broken := s.rescue(t, r, c, recover())
			s.record(r, t, c, s.now().Sub(start))
			if broken {
				panic(http.ErrAbortHandler)
			}
		}()
		next.ServeHTTP(t, r)
	})
}

// rescue turns a panic into a problem; it says whether the answer was half sent and must be cut off.
// Values are not logged, they may hold what a person wrote; the stack tells where.
func (s *Server) rescue(t *tracker, r *http.Request, c *call, panicked any) (broken bool) {
	if panicked == nil {
		return false
	}
	if err, ok := panicked.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		return true
	}
	what := fmt.Sprintf("%T", panicked)
	if err, ok := panicked.(runtime.Error); ok {
		what = err.Error()
	}
	s.log.ErrorContext(r.Context(), "panic", "request", c.id, "panic", what, "stack", string(debug.Stack()))
	if c.sent {
		return true
	}
	c.err = fault.New(fault.Internal, "internal.failure", "panic: %s", what)
	writeProblem(t, r, c.err)
	return false
}

// record writes the log line and counts the request. The line holds no address, query value, body,
// name or position: only the route's pattern.
func (s *Server) record(r *http.Request, t *tracker, c *call, took time.Duration) {
	pattern, status := patternOf(c), t.status
	if status == 0 {
		status = http.StatusOK
	}
	method := methodLabel(r.Method)
	s.metrics.requests.WithLabelValues(pattern, method, strconv.Itoa(status)).Inc()
	if c.route == nil || !c.route.Long {
		s.metrics.seconds.WithLabelValues(pattern, method).Observe(took.Seconds())
	}
	attrs := []slog.Attr{
		slog.String("request", c.id), slog.String("method", method), slog.String("route", pattern),
		slog.Int("status", status), slog.Float64("ms", float64(took.Microseconds())/1000), slog.Int64("bytes", t.bytes),
	}
	level := slog.LevelInfo
	if c.err != nil {
		attrs = append(attrs, slog.String("code", string(fault.CodeOf(c.err))))
		switch {
		case errors.Is(c.err, context.Canceled):
			attrs = append(attrs, slog.Bool("client_left", true))
		case status >= http.StatusInternalServerError:
			level = slog.LevelError
			attrs = append(attrs, slog.String("error", unquoted(c.err)))
		}
	}
	s.log.LogAttrs(r.Context(), level, "request", attrs...)
}

// patternOf gives the route's pattern, which holds no value of the request.
func patternOf(c *call) string {
	if c.route == nil {
		return "none"
	}
	return c.route.Path
}

// methodLabel keeps made-up methods out of metrics and logs.
func methodLabel(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPatch, http.MethodPut, http.MethodDelete, http.MethodOptions:
		return method
	default:
		return "other"
	}
}

var quoted = regexp.MustCompile(`"[^"]*"|'[^']*'|=\([^)]*\)|[0-9]{7,}|[0-9]+\.[0-9]{3,}`)

// unquoted gives an error's words without what is quoted in it, nor long numbers and degrees: a
// database names the value it stumbled over, which may be a person's.
func unquoted(err error) string { return quoted.ReplaceAllString(err.Error(), "…") }
