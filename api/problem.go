package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"doorstep/internal/fault"
)

// problem is the RFC 9457 document that every failure is answered with.
type problem struct {
	Type    string         `json:"type" format:"uri" doc:"urn:doorstep:fault: and the code"`
	Title   string         `json:"title" doc:"The kind of failure; the same for every fault of the kind"`
	Status  int            `json:"status"`
	Detail  string         `json:"detail" doc:"What happened and what to do, in a sentence"`
	Code    fault.Code     `json:"code" doc:"Stable name of the fault, noun.reason; docs/faults.md has a paragraph on each" example:"venue.missing"`
	Request string         `json:"request" doc:"Id of the request, for whoever runs the service"`
	Errors  []fault.Detail `json:"errors,omitempty" nullable:"false" doc:"Each bad place of the input"`
}

// kinds is the one table from the kind of a fault to what HTTP says.
var kinds = map[fault.Kind]struct {
	status int
	title  string
}{
	fault.Internal:        {http.StatusInternalServerError, "Something failed in the service"},
	fault.Invalid:         {http.StatusBadRequest, "The request cannot be read"},
	fault.Unauthenticated: {http.StatusUnauthorized, "Say who you are"},
	fault.Denied:          {http.StatusForbidden, "Not allowed"},
	fault.NotFound:        {http.StatusNotFound, "Not found"},
	fault.Conflict:        {http.StatusConflict, "The stored state forbids it"},
	fault.Stale:           {http.StatusPreconditionFailed, "It has changed since you read it"},
	fault.Refused:         {http.StatusUnprocessableEntity, "A rule forbids it"},
	fault.Limited:         {http.StatusTooManyRequests, "Too many requests"},
	fault.Unavailable:     {http.StatusServiceUnavailable, "Not available now"},
}

// wireError is a fault of HTTP itself, whose status no kind of fault stands for.
type wireError struct {
	status int
	title  string
	*fault.Fault
}

func (e wireError) Unwrap() error { return e.Fault }

func wire(status int, title string, f *fault.Fault) wireError { return wireError{status, title, f} }

// problemOf gives the document for err; a defect shows nothing but the request id.
func problemOf(err error, request string) problem {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok || f.Kind == fault.Internal {
		f = fault.New(fault.Internal, "internal.failure",
			"The service failed; nothing was changed by this request. Give the request id to whoever runs the service.")
	}
	kind := kinds[f.Kind]
	if w, ok := errors.AsType[wireError](err); ok {
		kind.status, kind.title = w.status, w.title
	}
	return problem{
		Type: "urn:doorstep:fault:" + string(f.Code), Title: kind.title, Status: kind.status,
		Detail: f.Text, Code: f.Code, Request: request, Errors: f.Details,
	}
}

// writeProblem answers with the problem document of err. It is the only writer of failures.
func writeProblem(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err, requestID(r))
	body, _ := json.Marshal(p) // strings and numbers only: cannot fail
	h := w.Header()
	for _, name := range []string{"ETag", "Last-Modified", "Content-Disposition", "Location"} {
		h.Del(name)
	}
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if p.Status == http.StatusServiceUnavailable {
		h.Set("Retry-After", "5")
	}
	w.WriteHeader(p.Status)
	_, _ = w.Write(body) // a client that hung up has nobody to tell
}
