package api_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"doorstep/api"
)

// ask sends a request as a program on this machine would. Headers are "Name: value"; a body is JSON
// unless a header says otherwise.
func ask(t *testing.T, s *api.Server, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "localhost:8080"
	if body == "" {
		r = httptest.NewRequest(method, path, http.NoBody)
		r.Host = "localhost:8080"
	} else {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if name == "Host" {
			r.Host = value
			continue
		}
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// problemBody is an RFC 9457 document as a client reads it.
type problemBody struct {
	Type, Title, Detail, Code, Request string
	Status                             int
	Errors                             []struct{ Pointer, Detail string }
}

// problem reads a failure, and fails where it is not a whole problem document with that status and code.
func problem(t *testing.T, w *httptest.ResponseRecorder, status int, code string) problemBody {
	t.Helper()
	var p problemBody
	if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("a failure of type %q: %s", got, cutText(w.Body.String()))
	}
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatalf("%v: %s", err, cutText(w.Body.String()))
	}
	if w.Code != status || p.Status != status || p.Code != code {
		t.Errorf("got %d (%d in the document) %s, want %d %s: %s %v", w.Code, p.Status, p.Code, status, code, p.Detail, p.Errors)
	}
	if p.Type != "urn:doorstep:fault:"+p.Code || p.Title == "" || p.Detail == "" || p.Request == "" || p.Request != w.Header().Get("X-Request-Id") {
		t.Errorf("the problem is not whole: %+v", p)
	}
	return p
}

func cutText(s string) string { return s[:min(len(s), 400)] }

// pointers gives where a problem says it lies.
func pointers(p problemBody) string {
	all := make([]string, len(p.Errors))
	for i, e := range p.Errors {
		all[i] = e.Pointer
	}
	return strings.Join(all, " ")
}

// askAs is ask within a context, without a body.
func askAs(t *testing.T, s *api.Server, ctx context.Context, method, path string) *httptest.ResponseRecorder { //nolint:revive // t comes first
	t.Helper()
	r := httptest.NewRequestWithContext(ctx, method, path, http.NoBody)
	r.Host = "localhost"
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}
