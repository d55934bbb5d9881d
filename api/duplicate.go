package api

import (
	"context"
	"net/http"

	"doorstep/internal/casework"
	"doorstep/planning"
)

type duplicateStore interface {
	VenueDuplicates(context.Context, planning.Place, planning.Page) ([]planning.VenueDuplicate, error)
	JudgeVenueDuplicate(ctx context.Context, by casework.Actor, a, b planning.VenueID, state string) error
}

type duplicateDesk struct{ store duplicateStore }

func (d duplicateDesk) routes() []route {
	return []route{
		{
			Method: http.MethodGet, Path: prefix + "/venue-duplicates", Needs: may("list", "venue_duplicate"),
			Summary: "List pairs of venues that are probably one place", Query: append(pageParams(), placeParams()...),
			Answers: []answer{gives[items[duplicateJSON]](http.StatusOK)}, Do: d.list,
		},
		{
			Method: http.MethodPatch, Path: prefix + "/venue-duplicates/{a}/{b}", Needs: may("change", "venue_duplicate"),
			Summary: "Say whether two venues are one place", Body: bodyOf[judgementInput]{},
			Answers: []answer{gives[judgementJSON](http.StatusOK)}, Do: d.judge,
		},
	}
}

type duplicateJSON struct {
	A          string  `json:"a" format:"uuid"`
	B          string  `json:"b" format:"uuid"`
	Distance   float64 `json:"distance_m"`
	Similarity float64 `json:"similarity" minimum:"0" maximum:"1" doc:"Of the names, 0 to 1"`
	Reason     string  `json:"reason"`
	State      string  `json:"state" enum:"suspected,confirmed,rejected"`
}

type judgementInput struct {
	State string `json:"state" enum:"suspected,confirmed,rejected"`
}

type judgementJSON struct {
	A     string `json:"a" format:"uuid"`
	B     string `json:"b" format:"uuid"`
	State string `json:"state" enum:"suspected,confirmed,rejected"`
}

func duplicateOut(d planning.VenueDuplicate) duplicateJSON {
	return duplicateJSON{string(d.A), string(d.B), float64(d.Distance), d.Similarity, d.Reason, d.State}
}

func (d duplicateDesk) list(w http.ResponseWriter, r *http.Request) error {
	where, err := place(r)
	if err != nil {
		return err
	}
	rows, err := d.store.VenueDuplicates(r.Context(), where, page(r))
	if err != nil {
		return err
	}
	rows, next := cut(r, rows, func(d planning.VenueDuplicate) string { return string(d.A) + "/" + string(d.B) })
	return writeItems(w, each(rows, duplicateOut), next)
}

func (d duplicateDesk) judge(w http.ResponseWriter, r *http.Request) error {
	a, err := pathID[planning.VenueID](r, "a")
	if err != nil {
		return err
	}
	b, err := pathID[planning.VenueID](r, "b")
	if err != nil {
		return err
	}
	in, err := decode[judgementInput](r)
	if err != nil {
		return err
	}
	if a > b {
		a, b = b, a
	}
	if err := d.store.JudgeVenueDuplicate(r.Context(), actor(r), a, b, in.State); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, judgementJSON{string(a), string(b), in.State})
}
