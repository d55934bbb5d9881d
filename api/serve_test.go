package api_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"doorstep/api"
	"doorstep/internal/fault"
	"doorstep/planning"
)

func TestOnlyLoopbackIsListenedOn(t *testing.T) {
	for address, code := range map[string]fault.Code{
		"127.0.0.1:0": "", "localhost:0": "", "127.3.2.1:0": "",
		":8080": "listen.public", "0.0.0.0:0": "listen.public", "[::]:0": "listen.public", "192.168.1.5:8080": "listen.public", "example.org:80": "listen.public",
		"8080": "listen.malformed", "": "listen.malformed", "127.0.0.1:99999": "listen.taken",
	} {
		l, err := api.Listen(t.Context(), address)
		if got := fault.CodeOf(err); got != code || (err == nil) != (code == "") {
			t.Errorf("%q: %v", address, err)
		}
		if err == nil {
			_ = l.Close()
		}
	}
	first, err := api.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = first.Close() }()
	if _, err := api.Listen(t.Context(), first.Addr().String()); fault.CodeOf(err) != "listen.taken" {
		t.Errorf("a port that is taken: %v", err)
	}
}

func TestABodyThatDripsIsGivenUp(t *testing.T) {
	s, err := api.New(api.Config{
		Store: away{}, Page: fstest.MapFS{"index.html": {}}, Log: slog.New(slog.DiscardHandler), Now: time.Now, BodyTime: 100 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	address, _ := (house{Server: s}).serve(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	start := time.Now()
	if _, err := fmt.Fprint(conn, "POST /api/v1/venues HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, _ := io.ReadAll(answer.Body)
	if answer.StatusCode != http.StatusBadRequest || !strings.Contains(string(body), "body.broken") || time.Since(start) > 5*time.Second {
		t.Errorf("after %s: %d %s", time.Since(start), answer.StatusCode, body)
	}
}

// slow is a store that takes its time to say how many plans there are.
type slow struct {
	away
	asked chan struct{}
	say   chan struct{}
}

func (s slow) PlanCounts(context.Context) (map[planning.PlanState]int64, error) {
	close(s.asked)
	<-s.say
	return nil, nil
}

func TestARequestUnderWayIsFinishedBeforeAStop(t *testing.T) {
	s := slow{asked: make(chan struct{}), say: make(chan struct{})}
	server, err := api.New(api.Config{Store: s, Page: fstest.MapFS{"index.html": {}}, Log: slog.New(slog.DiscardHandler), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	address, stop := (house{Server: server}).serve(t)
	status := make(chan int, 1)
	go func() {
		answer, err := http.Get(address + "/metrics")
		if err != nil {
			status <- 0
			return
		}
		_ = answer.Body.Close()
		status <- answer.StatusCode
	}()
	<-s.asked
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	select {
	case err := <-stopped:
		t.Fatalf("the server stopped over a request under way: %v", err)
	case <-time.After(100 * time.Millisecond):
	}
	close(s.say)
	if got := <-status; got != 200 {
		t.Errorf("the request under way got %d", got)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	if _, err := net.Dial("tcp", strings.TrimPrefix(address, "http://")); err == nil {
		t.Error("the port is still open")
	}
}
