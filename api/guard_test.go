package api_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestOnlyNamesOfThisMachineAreAnswered(t *testing.T) {
	s := bare(t)
	for host, status := range map[string]int{
		"localhost": 200, "localhost:8080": 200, "LOCALHOST:1": 200, "127.0.0.1:8080": 200, "127.8.8.8": 200, "[::1]:8080": 200, "[::1]": 200,
		"example.org": 403, "localhost.example.org": 403, "127.0.0.1.nip.io:8080": 403, "192.168.1.7:8080": 403, "0.0.0.0": 403, "[fe80::1%25lo]:80": 403, "": 403, "localhost:8080:1": 403,
	} {
		w := ask(t, s, "GET", "/healthz", "", "Host: "+host)
		if w.Code != status {
			t.Errorf("Host %q: %d, want %d", host, w.Code, status)
		}
		if status == 403 {
			problem(t, w, 403, "host.refused")
		}
	}
}

func TestAnotherSitesPageMayNotChangeAnything(t *testing.T) {
	s := bare(t)
	for _, c := range []struct {
		name, method string
		headers      []string
		refused      bool
	}{
		{"a program without any header", "POST", nil, false},
		{"the page itself", "POST", []string{"Origin: http://localhost:8080", "Sec-Fetch-Site: same-origin"}, false},
		{"another site", "POST", []string{"Origin: https://evil.example", "Sec-Fetch-Site: cross-site"}, true},
		{"another port of this machine", "POST", []string{"Origin: http://localhost:9999", "Sec-Fetch-Site: same-site"}, true},
		{"an old browser on another site", "PATCH", []string{"Origin: https://evil.example"}, true},
		{"a sandboxed frame", "POST", []string{"Origin: null"}, true},
		{"another site that reads, which the browser keeps from it", "GET", []string{"Origin: https://evil.example", "Sec-Fetch-Site: cross-site"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := ask(t, s, c.method, "/healthz", "", c.headers...)
			if refused := w.Code == http.StatusForbidden; refused != c.refused {
				t.Errorf("status %d", w.Code)
			}
			if c.refused {
				problem(t, w, 403, "origin.refused")
			}
			if w.Header().Get("Access-Control-Allow-Origin") != "" {
				t.Error("another site is let in")
			}
		})
	}
}

func TestEveryAnswerKeepsTheBrowserInBounds(t *testing.T) {
	s := bare(t)
	for _, path := range []string{"/healthz", "/nowhere", "/", "/api/v1/areas?x=1", "/metrics"} {
		h := ask(t, s, "GET", path, "").Header()
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "no-referrer" || h.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s: headers %v", path, h)
		}
		want := "default-src 'none'; frame-ancestors 'none'"
		if path == "/" {
			want = "script-src 'self'; "
		}
		if !strings.Contains(h.Get("Content-Security-Policy"), want) {
			t.Errorf("%s: policy %q", path, h.Get("Content-Security-Policy"))
		}
	}
}
