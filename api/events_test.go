package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"doorstep/api"
	"doorstep/planning"
)

// serve runs the house on a port of its own until the test ends, and gives its address and what stops
// it.
func (h house) serve(t *testing.T) (address string, stop func() error) {
	t.Helper()
	l, err := api.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- api.Serve(ctx, l, h.Server, 2*time.Second) }()
	stopped := false
	stop = func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		return <-ended
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
	return "http://" + l.Addr().String(), stop
}

// event is one server-sent event; a comment has the name ":".
type event struct{ name, data string }

// follow opens a plan's stream and gives its events as they come; the channel is closed when the stream
// ends.
func follow(t *testing.T, address, plan string) (<-chan event, http.Header) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+"/api/v1/plans/"+plan+"/events", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	r.Header.Set("Accept-Encoding", "gzip, zstd")
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Body.Close() })
	events := make(chan event)
	go func() {
		defer close(events)
		var e event
		for lines := bufio.NewScanner(w.Body); lines.Scan(); {
			switch name, value, _ := strings.Cut(lines.Text(), ": "); {
			case name == "event":
				e.name = value
			case name == "data":
				e.data = value
			case name == "" && value != "":
				e.name = ":"
			case name == "" && e.name != "":
				events <- e
				e = event{}
			}
		}
	}()
	return events, w.Header
}

func (h house) request(t *testing.T) string {
	t.Helper()
	var plan struct{ ID string }
	w := ask(t, h.Server, "POST", "/api/v1/plans", fmt.Sprintf(`{"drive":%q,"district":%q}`, toyDrive, toyDistrict))
	if err := json.Unmarshal(w.Body.Bytes(), &plan); err != nil || w.Code != 202 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return plan.ID
}

func TestAPlanCanBeFollowedUntilItIsDone(t *testing.T) {
	h := build(t)
	address, _ := h.serve(t)
	id := h.request(t)
	events, header := follow(t, address, id)
	if kind := header.Get("Content-Type"); kind != "text/event-stream" || header.Get("Content-Encoding") != "" {
		t.Errorf("headers %v", header)
	}
	first := <-events
	if first.name != "progress" || !strings.Contains(first.data, `"state":"queued"`) {
		t.Fatalf("the stream begins with %+v", first)
	}
	if beat := <-events; beat.name != ":" {
		t.Errorf("no heartbeat while nothing happens: %+v", beat)
	}
	h.work(t)
	last, percent := first, 0
	for e := range events {
		if e.name == ":" {
			continue
		}
		var plan struct {
			State    planning.PlanState
			Progress int
		}
		if err := json.Unmarshal([]byte(e.data), &plan); err != nil {
			t.Fatal(err)
		}
		if plan.Progress < percent {
			t.Errorf("progress fell from %d to %d", percent, plan.Progress)
		}
		last, percent = e, plan.Progress
	}
	if last.name != "done" || !strings.Contains(last.data, `"state":"ready"`) {
		t.Errorf("the stream ends with %+v", last)
	}
	again, _ := follow(t, address, id)
	if only := <-again; only.name != "done" {
		t.Errorf("a plan that is done begins with %+v", only)
	}
	if e, open := <-again; open {
		t.Errorf("... and goes on with %+v", e)
	}
}

func TestCancellingEndsTheStream(t *testing.T) {
	h := build(t)
	address, _ := h.serve(t)
	id := h.request(t)
	events, _ := follow(t, address, id)
	<-events
	if w := ask(t, h.Server, "POST", "/api/v1/plans/"+id+"/cancel", ""); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	var last event
	for e := range events {
		last = e
	}
	if last.name != "done" || !strings.Contains(last.data, `"state":"cancelled"`) {
		t.Errorf("the stream ends with %+v", last)
	}
}

func TestAStreamOfNoPlanIsAProblem(t *testing.T) {
	h := build(t)
	problem(t, ask(t, h.Server, "GET", "/api/v1/plans/"+someID+"/events", ""), 404, "plan.missing")
	id := h.request(t)
	if w := ask(t, h.Server, "HEAD", "/api/v1/plans/"+id+"/events", ""); w.Code != 200 || w.Header().Get("Content-Type") != "text/event-stream" {
		t.Errorf("HEAD: %d %v", w.Code, w.Header())
	}
}

func TestClientsThatHangUpLeaveNothingBehind(t *testing.T) {
	h := build(t)
	address, _ := h.serve(t)
	id := h.request(t)
	for range 200 {
		conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Fprintf(conn, "GET /api/v1/plans/%s/events HTTP/1.1\r\nHost: localhost\r\n\r\n", id); err != nil {
			t.Fatal(err)
		}
		_ = conn.Close()
	}
	start := time.Now()
	if w := ask(t, h.Server, "GET", "/api/v1/plans/"+id, ""); w.Code != 200 || time.Since(start) > time.Second {
		t.Errorf("after 200 who hung up: %d in %s", w.Code, time.Since(start))
	}
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		open := "doorstep_plan_streams 0\n"
		if strings.Contains(ask(t, h.Server, "GET", "/metrics", "").Body.String(), open) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("streams of clients that hung up are still open")
		}
	}
}

func TestAStopEndsStreamsAndSaysSoFirst(t *testing.T) {
	h := build(t)
	address, stop := h.serve(t)
	id := h.request(t)
	events, _ := follow(t, address, id)
	<-events
	if w := ask(t, h.Server, "GET", "/readyz", ""); w.Code != 200 {
		t.Errorf("ready: %d %s", w.Code, w.Body)
	}
	start := time.Now()
	if err := stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(start); took > time.Second {
		t.Errorf("an open stream kept the server for %s", took)
	}
	for e := range events {
		if e.name != ":" {
			t.Errorf("the stream went on with %+v", e)
		}
	}
	problem(t, ask(t, h.Server, "GET", "/readyz", ""), 503, "server.stopping")
	if w := ask(t, h.Server, "GET", "/healthz", ""); w.Code != 200 {
		t.Errorf("alive: %d", w.Code)
	}
}
