package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"doorstep/geo"
	"doorstep/internal/casework"
	"doorstep/planning"
)

type replanStore interface {
	RequestReplan(context.Context, casework.Actor, casework.Key, planning.ReplanRequest) (planning.PlanRecord, error)
	PlanDocuments(context.Context, planning.PlanID) (planning.Problem, planning.Plan, error)
	Account(context.Context, planning.PlanID) (planning.Account, error)
	Registered(context.Context, planning.PlanID) (map[planning.CampID]int64, error)
	Plan(context.Context, planning.PlanID) (planning.PlanRecord, error)
}

// Notices writes what people are told of each changed camp as CSV.
type Notices func(w io.Writer, notices []planning.Notice) error

// replanDesk plans a running drive again after something happened.
type replanDesk struct {
	store     replanStore
	notices   Notices
	now       func() time.Time
	newID     func() string
	requested prometheus.Counter
}

func (d replanDesk) routes() []route {
	at := prefix + "/plans/{id}"
	return []route{
		{
			Method: http.MethodPost, Path: at + "/replan", Needs: may("create", "plan"), Creates: true,
			Summary: "Ask for a plan that replaces this one after something happened, with the fewest camps changed",
			Body:    bodyOf[replanInput]{}, Answers: []answer{gives[planJSON](http.StatusAccepted)}, Do: d.request,
		},
		{
			Method: http.MethodGet, Path: at + "/replan", Needs: may("read", "plan"),
			Summary: "Read what a re-plan changed and why, and what more changes would gain",
			Answers: []answer{gives[planning.Account](http.StatusOK)}, Do: d.account,
		},
		{
			Method: http.MethodGet, Path: at + "/notices", Needs: may("list", "camp"), Summary: "List the camps that a re-plan changed, with what to tell people",
			Query: pageParams(), Answers: []answer{gives[items[planning.Notice]](http.StatusOK)}, Do: d.list,
		},
		{
			Method: http.MethodGet, Path: at + "/notices.csv", Needs: may("list", "camp"), Summary: "The notices of a re-plan as a table",
			Answers: []answer{file("text/csv; charset=utf-8")}, Do: d.table,
		},
	}
}

// replanInput says what happened.
type replanInput struct {
	ID             string           `json:"id,omitempty" format:"uuid" doc:"UUIDv7 of the new plan, minted by the client; given by the service where left out"`
	Events         []planning.Event `json:"events" minItems:"1" maxItems:"10000" nullable:"false" doc:"In the order they came to be known. docs/solvers/replan.md says which fields each kind needs; camp is a camp's plan_camp"`
	AnnouncedHours *int64           `json:"announced_hours,omitempty" minimum:"0" maximum:"8784" doc:"Camps within so many hours are announced and move only where a rule forces it, and nothing new is put there; counted in whole days, rounded up; 48 where left out"`
	Share          int64            `json:"share,omitempty" enum:"0,5,10,15" doc:"Percent of the camps not announced that may be changed for more visitors, beyond what rules force"`
}

// defaultAnnounced is how many hours ahead camps count as announced.
const defaultAnnounced = 24 * planning.DefaultNotice

func (d replanDesk) request(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.PlanID](r, "id")
	if err != nil {
		return err
	}
	in, err := decode[replanInput](r)
	if err != nil {
		return err
	}
	hours := int64(defaultAnnounced)
	replace(&hours, in.AnnouncedHours)
	wrong := invalid()
	q := planning.ReplanRequest{
		ID: mint[planning.PlanID](wrong, "/id", in.ID, d.newID), Replaces: id, Today: planning.DayOf(d.now().In(geo.IST)),
		Notice: int((hours + 23) / 24), Share: in.Share, Events: in.Events,
	}
	if err := orNothing(wrong); err != nil {
		return err
	}
	key, err := idempotencyKey(r)
	if err != nil {
		return err
	}
	p, err := d.store.RequestReplan(r.Context(), actor(r), key, q)
	if err != nil {
		return err
	}
	d.requested.Inc()
	return writeCreated(w, http.StatusAccepted, prefix+"/plans/"+string(p.ID), p.Version, planOut(p))
}

func (d replanDesk) account(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.PlanID](r, "id")
	if err != nil {
		return err
	}
	a, err := d.store.Account(r.Context(), id)
	if err != nil {
		return err
	}
	return writeNoun(w, r, 0, a)
}

// all gives the notices of a re-plan with how many people are registered at each camp now.
func (d replanDesk) all(r *http.Request) ([]planning.Notice, error) {
	id, err := pathID[planning.PlanID](r, "id")
	if err != nil {
		return nil, err
	}
	a, err := d.store.Account(r.Context(), id)
	if err != nil {
		return nil, err
	}
	record, err := d.store.Plan(r.Context(), id)
	if err != nil {
		return nil, err
	}
	registered, err := d.store.Registered(r.Context(), record.Replaces)
	if err != nil {
		return nil, err
	}
	problem, _, err := d.store.PlanDocuments(r.Context(), id)
	if err != nil {
		return nil, err
	}
	return planning.Notices(problem, a, registered), nil
}

func (d replanDesk) list(w http.ResponseWriter, r *http.Request) error {
	rows, err := d.all(r)
	if err != nil {
		return err
	}
	rows, next, err := cutList(r, rows, func(n planning.Notice) string { return string(n.Camp) })
	if err != nil {
		return err
	}
	return writeItems(w, rows, next)
}

func (d replanDesk) table(w http.ResponseWriter, r *http.Request) error {
	rows, err := d.all(r)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := d.notices(&body, rows); err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="notices.csv"`)
	return sendTagged(w, r, "text/csv; charset=utf-8", etag(0, body.Bytes()), body.Bytes())
}
