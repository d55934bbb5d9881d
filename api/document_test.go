package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"doorstep/api"
	"doorstep/internal/fault"
	"doorstep/planning"
)

// away is a store whose database cannot be reached; nothing but its health may be asked.
type away struct{ api.Store }

var errAway = fault.New(fault.Unavailable, "database.unavailable", "The database cannot be reached.")

func (away) Ready(context.Context) error { return errAway }

func (away) PlanCounts(context.Context) (map[planning.PlanState]int64, error) { return nil, errAway }

// bare makes a server without a database, for what asks none.
func bare(t *testing.T) *api.Server {
	t.Helper()
	s, err := api.New(api.Config{Store: away{}, Page: fstest.MapFS{"index.html": {Data: []byte("<!doctype html>")}}, Log: slog.New(slog.DiscardHandler), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheCommittedDocumentIsWhatTheRoutesDeclare(t *testing.T) {
	got := bare(t).Document()
	if *api.UpdateGolden {
		if err := os.WriteFile("openapi.json", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("api/openapi.json is out of date; run go test ./api -run Document -update and read the difference")
	}
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]any
	}
	if err := json.Unmarshal(got, &doc); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1") || len(doc.Paths) < 30 {
		t.Errorf("version %q with %d paths: the document describes too little", doc.OpenAPI, len(doc.Paths))
	}
}
