package api

import (
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/go-chi/chi/v5"
)

func server(t *testing.T, c Config) *Server {
	t.Helper()
	if c.Page == nil {
		c.Page = fstest.MapFS{"index.html": {Data: []byte("<!doctype html>")}}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEveryRouteDeclaresWhatItNeeds(t *testing.T) {
	s := server(t, Config{})
	declared := map[string]Permission{}
	for _, rt := range s.table.routes {
		declared[rt.Method+" "+rt.Path] = rt.Needs
		if rt.Method == http.MethodGet {
			declared["HEAD "+rt.Path] = rt.Needs
		}
	}
	walked := 0
	err := chi.Walk(s.table.router.(chi.Routes), func(method, path string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		walked++
		if needs, ok := declared[method+" "+path]; !ok || needs.Noun == "" || needs.Verb == "" {
			t.Errorf("%s %s is served without a declaration", method, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if walked < 70 || walked != len(declared) {
		t.Errorf("walked %d routes of %d declared: the test looked at too little", walked, len(declared))
	}
}

func TestARouteWithoutADeclarationCannotBeMounted(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("it was mounted")
		}
	}()
	server(t, Config{}).table.mount(route{Method: http.MethodGet, Path: "/api/v1/secrets", Do: func(http.ResponseWriter, *http.Request) error { return nil }})
}

func TestThePermissionsAreTheOnesThatWereAgreed(t *testing.T) {
	var lines []string
	for _, rt := range server(t, Config{}).table.routes {
		personal := ""
		if rt.Needs.Personal {
			personal = " personal"
		}
		lines = append(lines, fmt.Sprintf("%-6s %-45s %s %s%s\n", rt.Method, rt.Path, rt.Needs.Verb, rt.Needs.Noun, personal))
	}
	slices.Sort(lines)
	got := strings.Join(lines, "")
	const file = "../testdata/golden/api/permissions.txt"
	compareGolden(t, file, got)
}

func TestOnlyReceiptsAndSingleReadsOfPeopleArePersonal(t *testing.T) {
	for _, rt := range server(t, Config{}).table.routes {
		people := rt.Needs.Noun == "registration" || rt.Needs.Noun == "grievance" || rt.Needs.Noun == "case"
		if want := people && rt.Needs.Verb != "list"; rt.Needs.Personal != want {
			t.Errorf("%s %s: personal %v, want %v", rt.Method, rt.Path, rt.Needs.Personal, want)
		}
	}
}

func TestRoutesAndDocumentAgree(t *testing.T) {
	s := server(t, Config{})
	doc := s.table.document()
	described := 0
	for _, rt := range s.table.routes {
		item := doc.Paths[rt.Path]
		if !strings.HasPrefix(rt.Path, prefix) || rt.Path == prefix+"/openapi.json" {
			if item != nil {
				t.Errorf("%s is described, though no client of the API asks it", rt.Path)
			}
			continue
		}
		if item == nil || map[string]any{"GET": item.Get, "POST": item.Post, "PATCH": item.Patch}[rt.Method] == nil {
			t.Errorf("%s %s is not described", rt.Method, rt.Path)
			continue
		}
		described++
		if len(rt.Answers) == 0 {
			t.Errorf("%s %s does not say what it gives", rt.Method, rt.Path)
		}
		if rt.Method == http.MethodPatch && rt.Body == nil || rt.Creates && rt.Body == nil {
			t.Errorf("%s %s takes nothing", rt.Method, rt.Path)
		}
	}
	if described < 40 {
		t.Errorf("%d routes described: the test looked at too little", described)
	}
}
