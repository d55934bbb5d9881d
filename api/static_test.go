package api_test

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"doorstep/api"
)

func withPage(t *testing.T, tiles api.Tiles) *api.Server {
	t.Helper()
	s, err := api.New(api.Config{
		Store: away{},
		Page: fstest.MapFS{
			"index.html":            {Data: []byte("<!doctype html><title>Doorstep</title>")},
			"config.json":           {Data: []byte(`{"tiles":"built in"}`)},
			"icon.svg":              {Data: []byte("<svg xmlns='http://www.w3.org/2000/svg'/>")},
			"assets/index-4f3a.js":  {Data: []byte(strings.Repeat("export const x = 1;\n", 200))},
			"assets/font-11.woff2":  {Data: []byte("wOF2\x00\x01\x00\x00")},
			"assets/deep/style.css": {Data: []byte("body{}")},
		},
		Tiles: tiles, Log: slog.New(slog.DiscardHandler), Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestThePageIsAskedForEachTimeAndItsHashedFilesNever(t *testing.T) {
	s := withPage(t, api.Tiles{})
	for path, want := range map[string]struct{ kind, cache string }{
		"/":                       {"text/html", "no-cache"},
		"/index.html":             {"text/html", "no-cache"},
		"/?plan=1&day=2026-01-05": {"text/html", "no-cache"},
		"/icon.svg":               {"image/svg+xml", "no-cache"},
		"/assets/index-4f3a.js":   {"text/javascript", "immutable"},
		"/assets/font-11.woff2":   {"font/woff2", "immutable"},
		"/assets/deep/style.css":  {"text/css", "immutable"},
	} {
		w := ask(t, s, "GET", path, "")
		if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), want.kind) || !strings.Contains(w.Header().Get("Cache-Control"), want.cache) {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
		again := ask(t, s, "GET", path, "", "If-None-Match: "+w.Header().Get("ETag"))
		if again.Code != 304 || again.Body.Len() != 0 {
			t.Errorf("%s asked again: %d with %d bytes", path, again.Code, again.Body.Len())
		}
	}
}

func TestNoPathLeadsOutOfThePage(t *testing.T) {
	s := withPage(t, api.Tiles{})
	for _, path := range []string{"/nowhere", "/assets/", "/assets", "/assets/nothing.js", "/assets/../index.html", "/assets/%2e%2e/%2e%2e/etc/passwd", "/.git/config", "/assets//index-4f3a.js", "/plans/7"} {
		w := ask(t, s, "GET", path, "")
		problem(t, w, 404, "route.missing")
	}
}

func TestTheSettingsReachThePageAndItsPolicy(t *testing.T) {
	s := withPage(t, api.Tiles{URL: "https://tiles.example/{z}/{x}/{y}.png", Attribution: "Somebody"})
	var got map[string]string
	if err := json.Unmarshal(ask(t, s, "GET", "/config.json", "").Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got["tiles"] != "https://tiles.example/{z}/{x}/{y}.png" || got["attribution"] != "Somebody" {
		t.Errorf("config %v", got)
	}
	policy := ask(t, s, "GET", "/", "").Header().Get("Content-Security-Policy")
	for _, want := range []string{"img-src 'self' data: blob: https://tiles.example;", "connect-src 'self' https://tiles.example;", "worker-src 'self' blob:"} {
		if !strings.Contains(policy, want) {
			t.Errorf("%q lacks %q", policy, want)
		}
	}
	for _, hostile := range []string{"javascript:alert(1)", "https://a.example; script-src *", "//x", "https:///x"} {
		policy := ask(t, withPage(t, api.Tiles{URL: hostile}), "GET", "/", "").Header().Get("Content-Security-Policy")
		if strings.Contains(policy, "script-src *") || strings.Contains(policy, "javascript") || !strings.Contains(policy, "connect-src 'self';") {
			t.Errorf("tiles %q give the policy %q", hostile, policy)
		}
	}
}

func TestLargeAnswersAreCompressedUnderATagOfTheirOwn(t *testing.T) {
	s := withPage(t, api.Tiles{})
	plain := ask(t, s, "GET", "/assets/index-4f3a.js", "")
	for _, coding := range []string{"gzip", "zstd"} {
		w := ask(t, s, "GET", "/assets/index-4f3a.js", "", "Accept-Encoding: "+coding)
		if w.Header().Get("Content-Encoding") != coding || w.Body.Len() >= plain.Body.Len()/2 || w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: %d bytes, %v", coding, w.Body.Len(), w.Header())
		}
		if tag := w.Header().Get("ETag"); tag == plain.Header().Get("ETag") || !strings.HasSuffix(tag, "-"+coding+`"`) {
			t.Errorf("%s: ETag %s", coding, tag)
		}
		again := ask(t, s, "GET", "/assets/index-4f3a.js", "", "Accept-Encoding: "+coding, "If-None-Match: "+w.Header().Get("ETag"))
		if again.Code != 304 {
			t.Errorf("%s: asked again %d", coding, again.Code)
		}
	}
}
