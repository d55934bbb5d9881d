package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"doorstep/planning"
)

type eventDesk struct {
	store     planStore
	heartbeat time.Duration
	drained   <-chan struct{}
	streams   prometheus.Gauge
}

// eventTime is how long one event may take to reach a client before the stream is cut off.
const eventTime = 10 * time.Second

func (d eventDesk) routes() []route {
	return []route{{
		Method: http.MethodGet, Path: prefix + "/plans/{id}/events", Needs: may("read", "plan"),
		Summary: "Follow a plan while it is made: server-sent events, progress and at the end done, each with the plan as data",
		Answers: []answer{file("text/event-stream")}, Long: true, Do: d.follow,
	}}
}

// follow sends the plan as it stands, then each change, until it is done, the client leaves or the
// server stops. A comment is sent from time to time, so that nobody in between takes the line for dead.
func (d eventDesk) follow(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.PlanID](r, "id")
	if err != nil {
		return err
	}
	changes, err := d.store.PlanEvents(r.Context(), id)
	if err != nil {
		return err
	}
	d.streams.Inc()
	defer d.streams.Dec()
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		return nil
	}
	return d.pump(r, &stream{w: w, control: http.NewResponseController(w)}, changes)
}

// pump sends what comes until there is nothing more to say, or nobody to say it to.
func (d eventDesk) pump(r *http.Request, s *stream, changes <-chan planning.PlanRecord) error {
	beat := time.NewTicker(d.heartbeat)
	defer beat.Stop()
	for {
		select {
		case p, open := <-changes:
			if !open {
				return nil // the client asks again by itself
			}
			if done, err := s.plan(p); done || err != nil {
				return err
			}
		case <-beat.C:
			if err := s.send(": here\n\n"); err != nil {
				return err
			}
		case <-d.drained:
			return nil
		case <-r.Context().Done():
			return nil
		}
	}
}

// stream writes events (HTML Living Standard, 9.2).
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	last    string
}

// plan sends where the plan stands, unless that was the last word too, and says whether it is done.
func (s *stream) plan(p planning.PlanRecord) (done bool, err error) {
	name := "progress"
	if p.State.Final() {
		name = "done"
	}
	data, err := json.Marshal(planOut(p))
	if err != nil {
		return true, err
	}
	text := fmt.Sprintf("event: %s\nid: %d\ndata: %s\n\n", name, p.Version, data)
	if text == s.last {
		return p.State.Final(), nil
	}
	s.last = text
	return p.State.Final(), s.send(text)
}

// send writes and flushes; a client that does not take it in time is cut off.
func (s *stream) send(text string) error {
	_ = s.control.SetWriteDeadline(time.Time{}) // the server's own limit is for answers that end
	late := time.AfterFunc(eventTime, func() { _ = s.control.SetWriteDeadline(time.Unix(1, 0)) })
	defer late.Stop()
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.control.Flush()
}
