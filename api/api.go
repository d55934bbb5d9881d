// Package api is the HTTP service: JSON and GeoJSON under /api/v1, the embedded page at /, and what
// operations need (/healthz, /readyz, /metrics).
//
// A file holds a noun: its routes, what is written of it, and handlers that parse, ask and answer.
// Every route is mounted through one function, which takes what the route needs of the caller; every
// failure is written by one function, as an RFC 9457 problem. Each noun declares the small interface
// it asks; cmd hands in the store that fulfils them all.
package api

import (
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"
	"github.com/klauspost/compress/gzhttp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"doorstep/planning"
)

// Store is what the service asks of the database.
type Store interface {
	areaStore
	settlementStore
	venueStore
	duplicateStore
	driveStore
	planStore
	replanStore
	planCellStore
	campStore
	registrationStore
	grievanceStore
	issueSiteStore
	trackingStore
	crewStore
	workStore
	roadClosureStore
	worksPlanStore
	worksResultStore
	visitStore
	healthStore
}

// Reports writes the coverage report of a plan as html, csv or geojson.
type Reports func(w io.Writer, format string, problem planning.Problem, plan planning.Plan) error

// Calendar writes camps as iCalendar (RFC 5545) under a name; stamp is when the plan was last changed.
type Calendar func(w io.Writer, name string, stamp time.Time, camps []planning.CampRecord) error

// Config is what the service is made of. Store, Reports, Notices, Calendar, Sheets, WorksReport, Travel, Page, Log and Now
// are needed.
type Config struct {
	Store       Store
	Reports     Reports
	Notices     Notices
	Calendar    Calendar
	Sheets      Sheets
	WorksReport WorksReport
	Travel      func() (*planning.Travel, error) // of the ways on the map, as it is known now
	Page        fs.FS                            // the built page: index.html and what it names
	Tiles       Tiles
	Log         *slog.Logger
	Now         func() time.Time
	NewID       func() string        // UUIDv7 where nil
	Metrics     *prometheus.Registry // a new one where nil; jobs may register theirs on it
	Heartbeat   time.Duration        // of event streams; 15 s where 0
	MaxBody     int64                // bytes of a request body; 1 MiB where 0
	BodyTime    time.Duration        // to read a request body; 30 s where 0
}

// Server answers HTTP requests. It holds no state of its own besides its metrics.
type Server struct {
	handler  http.Handler
	table    *table
	document []byte
	metrics  *metrics
	log      *slog.Logger
	now      func() time.Time
	newID    func() string

	drained chan struct{} // closed when the server is about to stop
	drain   sync.Once
}

// New makes a server. It fails where the page is not there or a metric is registered twice.
func New(c Config) (*Server, error) {
	c = withDefaults(c)
	m, err := newMetrics(c.Metrics)
	if err != nil {
		return nil, err
	}
	s := &Server{metrics: m, log: c.Log, now: c.Now, newID: c.NewID, drained: make(chan struct{})}
	router := chi.NewRouter()
	s.table = &table{
		router: router, body: bodyLimits{c.MaxBody, c.BodyTime},
		types: huma.NewMapRegistry(schemas, schemaName),
	}
	router.NotFound(s.table.missing)
	router.MethodNotAllowed(s.table.wrongMethod)
	routes, err := s.routes(c)
	if err != nil {
		return nil, err
	}
	for _, rt := range routes {
		s.table.mount(rt)
	}
	if s.document, err = s.table.write(); err != nil {
		return nil, fmt.Errorf("writing the OpenAPI document: %w", err)
	}
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.CompressionLevel(1), gzhttp.SuffixETag("-gzip"), gzhttp.ContentTypeFilter(compressible))
	if err != nil {
		return nil, fmt.Errorf("compression: %w", err)
	}
	s.handler = compress(s.observe(s.guard(router)))
	return s, nil
}

func withDefaults(c Config) Config {
	if c.NewID == nil {
		c.NewID = func() string { return uuid.Must(uuid.NewV7()).String() }
	}
	if c.Metrics == nil {
		c.Metrics = prometheus.NewRegistry()
		c.Metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	}
	if c.Heartbeat == 0 {
		c.Heartbeat = 15 * time.Second
	}
	if c.MaxBody == 0 {
		c.MaxBody = 1 << 20
	}
	if c.BodyTime == 0 {
		c.BodyTime = 30 * time.Second
	}
	return c
}

// routes gathers what the nouns serve.
func (s *Server) routes(c Config) ([]route, error) {
	files, err := static{files: c.Page, tiles: c.Tiles}.routes()
	if err != nil {
		return nil, fmt.Errorf("reading the page: %w", err)
	}
	var all []route
	for _, some := range [][]route{
		areaDesk{c.Store}.routes(),
		settlementDesk{c.Store}.routes(),
		venueDesk{c.Store}.routes(),
		duplicateDesk{c.Store}.routes(),
		driveDesk{c.Store, c.NewID}.routes(),
		planDesk{c.Store, c.NewID, s.metrics.plans}.routes(),
		replanDesk{c.Store, c.Notices, c.Now, c.NewID, s.metrics.plans}.routes(),
		resultDesk{c.Store, c.Reports}.routes(),
		planCellDesk{c.Store}.routes(),
		eventDesk{c.Store, c.Store, c.Heartbeat, s.drained, s.metrics.streams}.routes(),
		campDesk{c.Store, c.Calendar}.routes(),
		registrationDesk{c.Store}.routes(),
		grievanceDesk{c.Store}.routes(),
		issueSiteDesk{c.Store}.routes(),
		trackingDesk{c.Store}.routes(),
		crewDesk{c.Store}.routes(),
		workDesk{c.Store}.routes(),
		roadClosureDesk{c.Store}.routes(),
		worksPlanDesk{c.Store, c.Now, c.NewID, s.metrics.plans}.routes(),
		worksResultDesk{c.Store, c.Sheets, c.WorksReport, c.Travel}.routes(),
		visitDesk{c.Store}.routes(),
		healthDesk{c.Store, s.drained, c.Metrics, s.metrics.states}.routes(),
		{{Method: http.MethodGet, Path: prefix + "/openapi.json", Needs: may("read", "document"), Do: s.getDocument}},
		files,
	} {
		all = append(all, some...)
	}
	return all, nil
}

func (s *Server) getDocument(w http.ResponseWriter, r *http.Request) error {
	return sendTagged(w, r, mimeJSON, etag(0, s.document), s.document)
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Drain makes /readyz say no and ends event streams; Serve calls it before it stops. It may be called
// more than once.
func (s *Server) Drain() { s.drain.Do(func() { close(s.drained) }) }

// compressible leaves out what is compressed already, and event streams, whose events must not wait.
func compressible(mime string) bool {
	return !strings.HasPrefix(mime, "text/event-stream") && gzhttp.DefaultContentTypeFilter(mime)
}
