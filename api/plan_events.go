package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"doorstep/planning"
)

// eventDesk lets clients follow what a worker makes.
type eventDesk struct {
	store     planStore
	works     worksPlanStore
	heartbeat time.Duration
	drained   <-chan struct{}
	streams   prometheus.Gauge
}

// step is where something that is being made stands.
type step struct {
	version int64
	final   bool
	what    any // as it is written
}

func planStep(p planning.PlanRecord) step { return step{p.Version, p.State.Final(), planOut(p)} }

func worksPlanStep(p planning.WorksPlanRecord) step {
	return step{p.Version, p.State.Final(), worksPlanOut(p)}
}

// eventTime is how long one event may take to reach a client before the stream is cut off.
const eventTime = 10 * time.Second

func (d eventDesk) routes() []route {
	return []route{
		{
			Method: http.MethodGet, Path: prefix + "/plans/{id}/events", Needs: may("read", "plan"),
			Summary: "Follow a plan while it is made: server-sent events, progress and at the end done, each with the plan as data",
			Answers: []answer{file("text/event-stream")}, Long: true, Do: d.plan,
		},
		{
			Method: http.MethodGet, Path: prefix + "/works-plans/{id}/events", Needs: may("read", "works_plan"),
			Summary: "Follow a works plan while it is made: server-sent events, progress and at the end done, each with the works plan as data",
			Answers: []answer{file("text/event-stream")}, Long: true, Do: d.worksPlan,
		},
	}
}

func (d eventDesk) plan(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.PlanID](r, "id")
	if err != nil {
		return err
	}
	changes, err := d.store.PlanEvents(r.Context(), id)
	if err != nil {
		return err
	}
	return follow(d, w, r, changes, planStep)
}

func (d eventDesk) worksPlan(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.WorksPlanID](r, "id")
	if err != nil {
		return err
	}
	changes, err := d.works.WorksPlanEvents(r.Context(), id)
	if err != nil {
		return err
	}
	return follow(d, w, r, changes, worksPlanStep)
}

// follow sends what is made as it stands, then each change, until it is done, the client leaves or the server stops. A
// comment is sent from time to time, so that nobody in between takes the line for dead.
func follow[T any](d eventDesk, w http.ResponseWriter, r *http.Request, changes <-chan T, of func(T) step) error {
	d.streams.Inc()
	defer d.streams.Dec()
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		return nil
	}
	s := &stream{w: w, control: http.NewResponseController(w)}
	beat := time.NewTicker(d.heartbeat)
	defer beat.Stop()
	for {
		select {
		case p, open := <-changes:
			if !open {
				return nil // the client asks again by itself
			}
			if done, err := s.tell(of(p)); done || err != nil {
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

// tell sends where it stands, unless that was the last word too, and says whether it is done.
func (s *stream) tell(now step) (done bool, err error) {
	name := "progress"
	if now.final {
		name = "done"
	}
	data, err := json.Marshal(now.what)
	if err != nil {
		return true, err
	}
	text := fmt.Sprintf("event: %s\nid: %d\ndata: %s\n\n", name, now.version, data)
	if text == s.last {
		return now.final, nil
	}
	s.last = text
	return now.final, s.send(text)
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
