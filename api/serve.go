package api

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"doorstep/internal/fault"
)

// Listen opens a TCP listener on a loopback address such as 127.0.0.1:8080 or localhost:0. Any other
// address is refused with listen.public: there are no accounts yet, and whoever reaches the port may
// read and change everything.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fault.Malformed("listen.malformed", "%q is not an address to listen on; write it as 127.0.0.1:8080.", address)
	}
	if addr, err := netip.ParseAddr(host); !strings.EqualFold(host, "localhost") && (err != nil || !addr.IsLoopback()) {
		return nil, fault.Refuse("listen.public",
			"Until there are accounts the server listens on this machine only, and %q can be reached from outside; use 127.0.0.1 (from elsewhere: ssh -L 8080:127.0.0.1:8080).", address)
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "listen.taken", "Cannot listen on %s: is another server running there? Stop it or choose another port.", address).Because(err)
	}
	return l, nil
}

// Times that a connection is given. Bodies have their own (bodyLimits), streams have no end.
const (
	headerTime = 10 * time.Second
	idleTime   = 2 * time.Minute
	writeTime  = 5 * time.Minute // a day pack over a slow line
	maxHeader  = 64 << 10
)

// Serve answers on l until ctx ends, then stops in order: /readyz says no, streams are ended, requests
// under way get as long as drain to finish, and what is left is cut off. It gives nil after a stop
// that was asked for.
func Serve(ctx context.Context, l net.Listener, s *Server, drain time.Duration) error {
	server := &http.Server{
		Handler: s, ReadHeaderTimeout: headerTime, IdleTimeout: idleTime, WriteTimeout: writeTime, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	s.Drain()
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer stop()
	if err := server.Shutdown(ctx); errors.Is(err, context.DeadlineExceeded) {
		return server.Close()
	} else if err != nil {
		return err
	}
	return nil
}
