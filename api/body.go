package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"doorstep/internal/fault"
)

// bodyLimits bound what is read of a request.
type bodyLimits struct {
	bytes int64
	time  time.Duration
}

// maxDetails is how many bad places one problem names.
const maxDetails = 50

// input is the type of a JSON body.
type input interface {
	schema(huma.Registry) *huma.Schema
	kind() reflect.Type
}

// bodyOf declares that a route takes a T.
type bodyOf[T any] struct{}

func (bodyOf[T]) schema(types huma.Registry) *huma.Schema {
	return types.Schema(reflect.TypeFor[T](), true, "")
}
func (bodyOf[T]) kind() reflect.Type { return reflect.TypeFor[T]() }

// decode gives the body, which was held against the schema of T before the handler was asked.
func decode[T any](r *http.Request) (T, error) {
	var in T
	c := callOf(r)
	if c.route.Body == nil || c.route.Body.kind() != reflect.TypeFor[T]() {
		panic("api: " + c.route.Path + " reads a body that it does not declare")
	}
	if err := json.Unmarshal(c.body, &in); err != nil {
		wrong := invalid()
		if f, ok := errors.AsType[*fault.Fault](err); ok { // of a value that reads itself, such as a day
			return in, wrong.With("", "%s", f.Text)
		}
		if t, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return in, wrong.With(pointer(t.Field), "cannot be read as %s", t.Type)
		}
		return in, wrong.With("", "holds a value that cannot be read").Because(err)
	}
	return in, nil
}

func invalid() *fault.Fault {
	return fault.Malformed("body.invalid", "Some fields of the body are wrong.")
}

// readBody reads a JSON body whole and holds it against the schema, all bad places at once. A route
// without a schema takes no body.
func readBody(w http.ResponseWriter, r *http.Request, most bodyLimits, schema *huma.Schema, types huma.Registry) ([]byte, error) {
	if schema == nil {
		return nil, noBody(w, r)
	}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if charset := params["charset"]; err != nil || kind != "application/json" || charset != "" && !strings.EqualFold(charset, "utf-8") || r.Header.Get("Content-Encoding") != "" {
		return nil, wire(http.StatusUnsupportedMediaType, "Unsupported media type", fault.Malformed("body.type", "Send the body as application/json in UTF-8, uncompressed."))
	}
	body, err := readAll(w, r, most)
	if err != nil {
		return nil, err
	}
	value, err := parseJSON(body)
	if err != nil {
		return nil, err
	}
	var res huma.ValidateResult
	huma.Validate(types, schema, huma.NewPathBuffer(nil, 0), huma.ModeWriteToServer, value, &res)
	if len(res.Errors) > 0 {
		return nil, invalidBody(res.Errors)
	}
	return body, nil
}

// noBody refuses a body where none is taken. To an action, an empty object is let pass, as many clients
// send one.
func noBody(w http.ResponseWriter, r *http.Request) error {
	if r.ContentLength == 0 {
		return nil
	}
	if r.Method == http.MethodPost {
		body, err := readAll(w, r, bodyLimits{bytes: 64, time: time.Second})
		if text := string(bytes.TrimSpace(body)); err == nil && (text == "" || text == "{}") {
			return nil
		}
	}
	w.Header().Set("Connection", "close")
	return fault.Malformed("body.unexpected", "This address takes no body; send none.")
}

// readAll reads the body, at most most.bytes of it and for at most most.time.
func readAll(w http.ResponseWriter, r *http.Request, most bodyLimits) ([]byte, error) {
	timer := time.AfterFunc(most.time, func() { _ = http.NewResponseController(w).SetReadDeadline(time.Unix(1, 0)) })
	defer timer.Stop()
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most.bytes))
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, wire(http.StatusRequestEntityTooLarge, "Too large", fault.Malformed("body.large", "The body has more than %d bytes; send less at a time.", tooLarge.Limit))
	}
	if err != nil {
		w.Header().Set("Connection", "close")
		return nil, fault.Malformed("body.broken", "The body ended before it was whole, or came too slowly; send it again.").Because(err)
	}
	return body, nil
}

// invalidBody names the bad places that the schema found. No detail repeats a value.
func invalidBody(errs []error) error {
	wrong := invalid()
	for _, err := range errs[:min(len(errs), maxDetails)] {
		d, ok := errors.AsType[*huma.ErrorDetail](err)
		if !ok {
			continue
		}
		where, what := pointer(d.Location), d.Message
		if name, found := strings.CutPrefix(what, "expected required property "); found {
			name, _, _ = strings.Cut(name, " ")
			where, what = where+"/"+name, "is needed"
		}
		if what == "unexpected property" {
			what = "is not a field here; take it out, or see its spelling in the OpenAPI document"
		}
		wrong = wrong.With(where, "%s", what)
	}
	sortDetails(wrong.Details)
	return wrong
}

// pointer turns a path such as fixes[1].at into the JSON pointer /fixes/1/at. A name that the client
// made up may be long; it is cut.
func pointer(path string) string {
	path = strings.NewReplacer("~", "~0", "/", "~1", "[", ".", "]", "").Replace(path)
	if path == "" {
		return ""
	}
	return short("/" + strings.ReplaceAll(strings.TrimPrefix(path, "."), ".", "/"))
}

func sortDetails(details []fault.Detail) {
	slices.SortStableFunc(details, func(a, b fault.Detail) int { return strings.Compare(a.Pointer, b.Pointer) })
}
