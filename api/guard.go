package api

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"doorstep/internal/fault"
)

// guard refuses what no honest client on this machine sends, and sets the headers every answer has.
//
// There is no login yet, so whoever reaches the port may do everything. Besides listening on loopback
// only, a browser must not be made to help: a page of another site must not write here (its Origin or
// Sec-Fetch-Site gives it away), nor read here by pointing its own name at 127.0.0.1 (the Host header
// gives that away).
func (s *Server) guard(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.secure(w.Header())
		if !localHost(r.Host) {
			fail(w, r, callOf(r), fault.New(fault.Denied, "host.refused",
				"This server answers to localhost, 127.0.0.1 and [::1] only, until it has accounts."))
			return
		}
		if err := cross.Check(r); err != nil {
			fail(w, r, callOf(r), fault.New(fault.Denied, "origin.refused",
				"A page of another site may not change anything here.").Because(err))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// localHost says whether a Host header means this machine.
func localHost(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
	if strings.EqualFold(name, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(name)
	return err == nil && addr.IsLoopback() && addr.Zone() == ""
}

// secure sets the headers of every answer. What is not the page may do nothing in a browser.
func (s *Server) secure(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
}

// documentPolicy lets a report or a day sheet show its own styles and pictures and do nothing.
const documentPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox allow-popups"

// pagePolicy lets the embedded page run its own script and styles, MapLibre its worker, and map tiles
// come from the configured server.
func pagePolicy(tiles string) string {
	from := ""
	if u, err := url.Parse(tiles); err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") && !strings.ContainsAny(u.Host, " ;,'") {
		from = " " + u.Scheme + "://" + u.Host
	}
	return "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
		"img-src 'self' data: blob:" + from + "; connect-src 'self'" + from + "; " +
		"worker-src 'self' blob:; child-src 'self' blob:; font-src 'self' data:; " +
		"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
}
