package api

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/go-chi/chi/v5"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
)

type trackingStore interface {
	Track(ctx context.Context, number string) (noun, id, state string, at time.Time, err error)
}

type trackingDesk struct{ store trackingStore }

func (d trackingDesk) routes() []route {
	return []route{{
		Method: http.MethodGet, Path: prefix + "/tracking/{number}", Needs: mayPersonal("track", "case"), Summary: "How a case stands, for whoever holds its number",
		Answers: []answer{gives[trackingJSON](http.StatusOK)}, Do: d.get,
	}}
}

// trackingJSON says how a case stands. It names no id: the number opens nothing else.
type trackingJSON struct {
	Number   string    `json:"number"`
	Noun     string    `json:"noun" enum:"registration,grievance,issue_site"`
	State    string    `json:"state"`
	Received time.Time `json:"received_at"`
}

func (d trackingDesk) get(w http.ResponseWriter, r *http.Request) error {
	given, err := url.PathUnescape(chi.URLParam(r, "number"))
	if err != nil {
		return fault.Malformed("tracking.malformed", "This is not a tracking number.")
	}
	number, err := casework.ParseTracking(given)
	if err != nil {
		return err
	}
	noun, _, state, at, err := d.store.Track(r.Context(), number)
	if err != nil {
		return err
	}
	return writeNoun(w, r, 0, trackingJSON{number, noun, state, at.UTC()})
}
