package api

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"

	"doorstep/internal/fault"
)

// Permission is what a caller must be allowed to do to use a route: Verb on Noun. Personal marks a
// route that reads or takes what identifies a person.
//
// Until accounts exist every caller is the local operator, who may do everything, and the server
// listens on loopback only; the declarations stand so that accounts find them complete.
type Permission struct {
	Noun     string
	Verb     string // read, list, create, change, publish, cancel, track
	Personal bool
}

func may(verb, noun string) Permission { return Permission{Noun: noun, Verb: verb} }
func mayPersonal(verb, noun string) Permission {
	return Permission{Noun: noun, Verb: verb, Personal: true}
}

// handler parses, asks and answers. What it returns goes to the one problem writer.
type handler func(w http.ResponseWriter, r *http.Request) error

// route is one way into the service. Nothing is served that is not mounted as one.
type route struct {
	Method   string
	Path     string // chi's pattern
	Needs    Permission
	Summary  string   // a sentence for the OpenAPI document; "" keeps the route out of it
	Query    []param  // every query parameter it takes; others are refused
	AnyQuery bool     // a file: parameters are the page's own business
	Body     input    // what it takes as JSON body, nil: none
	IfMatch  bool     // asks for the ETag of what is changed
	Creates  bool     // takes an Idempotency-Key
	Answers  []answer // what it gives when all goes well; the first one's type is what Accept is held against
	Long     bool     // a stream: no time limit
	Do       handler
}

// requestTime is how long a request may take before it is given up with 503.
const requestTime = 30 * time.Second

// table mounts routes on a chi router and remembers what each needs.
type table struct {
	router chi.Router
	routes []route
	types  huma.Registry
	body   bodyLimits
}

// mount is the one door: it checks what the route declares before the handler is asked, and turns
// what the handler returns into an answer. A GET answers HEAD too.
func (t *table) mount(rt route) {
	if rt.Needs.Noun == "" || rt.Needs.Verb == "" {
		panic("api: " + rt.Method + " " + rt.Path + " does not declare what it needs")
	}
	t.routes = append(t.routes, rt)
	serve := t.serve(rt)
	t.router.Method(rt.Method, rt.Path, serve)
	if rt.Method == http.MethodGet {
		t.router.Method(http.MethodHead, rt.Path, serve)
	}
}

func (t *table) serve(rt route) http.HandlerFunc {
	var schema *huma.Schema
	if rt.Body != nil {
		schema = rt.Body.schema(t.types)
	}
	return func(w http.ResponseWriter, r *http.Request) {
		c := callOf(r)
		c.route = &rt
		if rt.Needs.Personal {
			w.Header().Set("Cache-Control", "no-store")
		}
		if !rt.Long {
			ctx, stop := context.WithTimeout(r.Context(), requestTime)
			defer stop()
			r = r.WithContext(ctx)
		}
		if err := t.answer(w, r, c, schema); err != nil {
			fail(w, r, c, err)
		}
	}
}

// answer holds the request against its declaration and asks the handler.
func (t *table) answer(w http.ResponseWriter, r *http.Request, c *call, schema *huma.Schema) (err error) {
	if err = acceptable(r, c.route); err != nil {
		return err
	}
	if !c.route.AnyQuery {
		if c.query, err = readQuery(r, c.route.Query); err != nil {
			return err
		}
	}
	if c.body, err = readBody(w, r, t.body, schema, t.types); err != nil {
		return err
	}
	return c.route.Do(w, r)
}

// fail writes the problem, or cuts the answer off where its beginning is already sent.
func fail(w http.ResponseWriter, r *http.Request, c *call, err error) {
	if errors.Is(err, context.DeadlineExceeded) && fault.CodeOf(err) == "" {
		err = fault.New(fault.Unavailable, "request.timeout",
			"The request took longer than %s and was given up; ask for less at a time, or try again later.", requestTime).Because(err)
	}
	c.err = err
	if c.sent {
		panic(http.ErrAbortHandler) // the client sees a broken answer, not a short one
	}
	writeProblem(w, r, err)
}

// missing answers paths that no route has.
func (t *table) missing(w http.ResponseWriter, r *http.Request) {
	fail(w, r, callOf(r), fault.Missing("route.missing", "There is nothing at this address."))
}

// wrongMethod answers methods that a path's routes do not take, and names those they do.
func (t *table) wrongMethod(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPatch, http.MethodPut, http.MethodDelete} {
		if t.router.Match(chi.NewRouteContext(), method, r.URL.Path) {
			allowed = append(allowed, method)
		}
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	fail(w, r, callOf(r), wire(http.StatusMethodNotAllowed, "Method not allowed", fault.Malformed("route.method",
		"%s takes %s.", r.URL.Path, strings.Join(allowed, ", "))))
}

// acceptable refuses a request whose Accept header names nothing that the route gives. application/json
// stands for every type written in JSON.
func acceptable(r *http.Request, rt *route) error {
	accept := strings.Join(r.Header.Values("Accept"), ",")
	if accept == "" || len(rt.Answers) == 0 {
		return nil
	}
	gives, _, _ := strings.Cut(rt.Answers[0].mime, ";")
	for item := range strings.SplitSeq(accept, ",") {
		kind, rest, _ := strings.Cut(strings.TrimSpace(item), ";")
		kind = strings.ToLower(strings.TrimSpace(kind))
		if refusedQuality(rest) {
			continue
		}
		major, _, _ := strings.Cut(gives, "/")
		if slices.Contains([]string{gives, "*/*", major + "/*"}, kind) || kind == "application/json" && strings.HasSuffix(gives, "json") {
			return nil
		}
	}
	return wire(http.StatusNotAcceptable, "Not acceptable", fault.Malformed("accept.unsupported", "This address gives %s; ask for that in Accept, or leave the header out.", gives))
}

// refusedQuality says whether the parameters of an Accept item say q=0.
func refusedQuality(params string) bool {
	for p := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(p), "=")
		if strings.EqualFold(name, "q") && strings.Trim(value, "0.") == "" {
			return true
		}
	}
	return false
}
