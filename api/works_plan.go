package api

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"doorstep/geo"
	"doorstep/internal/casework"
	"doorstep/planning"
)

type worksPlanStore interface {
	RequestWorksPlan(context.Context, casework.Actor, casework.Key, planning.WorksPlanRequest) (planning.WorksPlanRecord, error)
	RequestWorksReplan(context.Context, casework.Actor, casework.Key, planning.WorksReplanRequest) (planning.WorksPlanRecord, error)
	MoveVisit(context.Context, casework.Actor, casework.Key, planning.WorksReplanRequest, func(context.Context, planning.WorksStanding) (planning.WorksMade, error)) (planning.WorksPlanRecord, error)
	WorksPlans(context.Context, planning.WorksPlanQuery) ([]planning.WorksPlanRecord, error)
	WorksPlan(context.Context, planning.WorksPlanID) (planning.WorksPlanRecord, error)
	WorksStanding(context.Context, planning.WorksPlanID) (planning.WorksStanding, error)
	CancelWorksPlan(context.Context, casework.Actor, planning.WorksPlanID) (planning.WorksPlanRecord, error)
	IssueWorksPlan(ctx context.Context, by casework.Actor, id planning.WorksPlanID, version int64) (planning.WorksPlanRecord, error)
	WorksPlanEvents(context.Context, planning.WorksPlanID) (<-chan planning.WorksPlanRecord, error)
}

// worksPlanDesk plans the works of a district.
type worksPlanDesk struct {
	store     worksPlanStore
	now       func() time.Time
	newID     func() string
	requested prometheus.Counter
}

func (d worksPlanDesk) routes() []route {
	at := prefix + "/works-plans"
	list := append(pageParams(),
		idParam[planning.AreaID]("district", "Only works plans of this district."),
		wordParam("state", "Only works plans that stand so.", planning.WorksPlanStates()...))
	one := []answer{gives[worksPlanJSON](http.StatusOK)}
	asked := []answer{gives[worksPlanJSON](http.StatusAccepted)}
	return append(d.moveRoutes(), []route{
		{
			Method: http.MethodGet, Path: at, Needs: may("list", "works_plan"), Summary: "List works plans",
			Query: list, Answers: []answer{gives[items[worksPlanJSON]](http.StatusOK)}, Do: d.list,
		},
		{
			Method: http.MethodPost, Path: at, Needs: may("create", "works_plan"), Summary: "Ask for a plan of a district's works for some days", Creates: true,
			Body: bodyOf[worksPlanInput]{}, Answers: asked, Do: d.request,
		},
		{Method: http.MethodGet, Path: at + "/{id}", Needs: may("read", "works_plan"), Summary: "Read where a works plan stands", Answers: one, Do: d.get},
		{Method: http.MethodPost, Path: at + "/{id}/cancel", Needs: may("cancel", "works_plan"), Summary: "Stop a works plan that is being made", Answers: one, Do: d.cancel},
		{
			Method: http.MethodPost, Path: at + "/{id}/issue", Needs: may("publish", "works_plan"), IfMatch: true,
			Summary: "Give the sheets of a works plan to the crews", Answers: one, Do: d.issue,
		},
		{
			Method: http.MethodPost, Path: at + "/{id}/replan", Needs: may("create", "works_plan"), Creates: true,
			Summary: "Ask for a works plan that replaces this one after something happened, with the fewest visits changed",
			Body:    bodyOf[worksReplanInput]{}, Answers: asked, Do: d.replan,
		},
	}...)
}

// worksPlanInput asks for a works plan.
type worksPlanInput struct {
	ID       string       `json:"id,omitempty" format:"uuid" doc:"UUIDv7 minted by the client; given by the service where left out"`
	District string       `json:"district" format:"uuid"`
	Name     string       `json:"name,omitempty" maxLength:"200"`
	FirstDay planning.Day `json:"first_day" format:"date"`
	Days     int          `json:"days" minimum:"1" maximum:"31"`
	Seed     uint64       `json:"seed,omitempty" maximum:"9007199254740991" doc:"The same problem, seed and work give the same plan"`
	Units    int64        `json:"units,omitempty" minimum:"0" maximum:"100000000" doc:"Steps of the search; 0: the default"`
}

// worksReplanInput says what happened.
type worksReplanInput struct {
	ID     string            `json:"id,omitempty" format:"uuid" doc:"UUIDv7 of the new plan, minted by the client; given by the service where left out"`
	Events []worksEventInput `json:"events" minItems:"1" maxItems:"100" nullable:"false" doc:"In the order they came to be known"`
}

// worksEventInput is one thing that happened.
type worksEventInput struct {
	Kind    string         `json:"kind" enum:"urgent_work,crew_ill,work_longer,road_closed,visit_cancelled" doc:"road_closed: by the road closures as they stand now"`
	Crew    string         `json:"crew,omitempty" format:"uuid" doc:"Who is ill"`
	Days    []planning.Day `json:"days,omitempty" nullable:"false" maxItems:"31" doc:"Of crew_ill and visit_cancelled, in order; from now to the end where left out"`
	WorkID  string         `json:"work_id,omitempty" format:"uuid" doc:"The work that is urgent, takes longer or is not to be visited"`
	Minutes int64          `json:"minutes,omitempty" minimum:"1" maximum:"1440" doc:"What the visit takes in all"`
	Text    string         `json:"text,omitempty" maxLength:"500" doc:"What happened, for the people"`
}

// worksPlanJSON is where a works plan stands.
type worksPlanJSON struct {
	ID           string               `json:"id" format:"uuid"`
	District     string               `json:"district" format:"uuid"`
	DistrictName string               `json:"district_name"`
	Name         string               `json:"name"`
	FirstDay     planning.Day         `json:"first_day" format:"date"`
	LastDay      planning.Day         `json:"last_day" format:"date"`
	State        string               `json:"state" enum:"queued,solving,ready,failed,cancelled,issued,superseded"`
	Seed         uint64               `json:"seed"`
	Units        int64                `json:"units"`
	Progress     int                  `json:"progress" minimum:"0" maximum:"100" doc:"Percent"`
	Stage        string               `json:"stage"`
	ProblemHash  string               `json:"problem_hash"`
	Solver       string               `json:"solver"`
	Score        *planning.WorksScore `json:"score" doc:"What the plan reaches; null until it is made"`
	Violations   []planning.Violation `json:"violations" nullable:"false" doc:"Rules that the plan breaks"`
	Failure      string               `json:"failure"`
	RequestedAt  time.Time            `json:"requested_at"`
	FinishedAt   *time.Time           `json:"finished_at"`
	IssuedAt     *time.Time           `json:"issued_at"`
	Replaces     *string              `json:"replaces" format:"uuid" doc:"The plan it was made from after something happened; null where it was made from scratch"`
	Version      int64                `json:"version"`
}

func worksPlanOut(p planning.WorksPlanRecord) worksPlanJSON {
	return worksPlanJSON{
		ID: string(p.ID), District: string(p.District), DistrictName: p.DistrictName, Name: p.Name, FirstDay: p.FirstDay, LastDay: p.LastDay, State: string(p.State),
		Seed: p.Seed, Units: p.Units, Progress: p.Progress, Stage: p.Stage, ProblemHash: p.ProblemHash, Solver: p.Solver, Score: p.Score,
		Violations: orNone(p.Violations), Failure: p.Failure, RequestedAt: p.RequestedAt.UTC(), FinishedAt: utcOrNull(p.FinishedAt), IssuedAt: utcOrNull(p.IssuedAt),
		Replaces: orNull(p.Replaces), Version: p.Version,
	}
}

func (d worksPlanDesk) list(w http.ResponseWriter, r *http.Request) error {
	rows, err := d.store.WorksPlans(r.Context(), planning.WorksPlanQuery{
		Page: page(r), District: get[planning.AreaID](r, "district"), State: get[planning.WorksPlanState](r, "state"),
	})
	if err != nil {
		return err
	}
	rows, next := cut(r, rows, func(p planning.WorksPlanRecord) string { return string(p.ID) })
	return writeItems(w, each(rows, worksPlanOut), next)
}

func (d worksPlanDesk) request(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[worksPlanInput](r)
	if err != nil {
		return err
	}
	wrong := invalid()
	q := planning.WorksPlanRequest{
		ID: mint[planning.WorksPlanID](wrong, "/id", in.ID, d.newID), District: planning.AreaID(lower(in.District)), Name: in.Name, FirstDay: in.FirstDay,
		Days: in.Days, Seed: in.Seed, Units: in.Units,
	}
	if err := orNothing(wrong); err != nil {
		return err
	}
	key, err := idempotencyKey(r)
	if err != nil {
		return err
	}
	p, err := d.store.RequestWorksPlan(r.Context(), actor(r), key, q)
	if err != nil {
		return err
	}
	return d.made(w, http.StatusAccepted, p)
}

// made answers with a works plan that was asked for.
func (d worksPlanDesk) made(w http.ResponseWriter, status int, p planning.WorksPlanRecord) error {
	d.requested.Inc()
	return writeCreated(w, status, prefix+"/works-plans/"+string(p.ID), p.Version, worksPlanOut(p))
}

func (d worksPlanDesk) get(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.WorksPlanID](r, "id")
	if err != nil {
		return err
	}
	p, err := d.store.WorksPlan(r.Context(), id)
	if err != nil {
		return err
	}
	return writeNoun(w, r, p.Version, worksPlanOut(p))
}

func (d worksPlanDesk) cancel(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.WorksPlanID](r, "id")
	if err != nil {
		return err
	}
	p, err := d.store.CancelWorksPlan(r.Context(), actor(r), id)
	if err != nil {
		return err
	}
	return writeChanged(w, p.Version, worksPlanOut(p))
}

func (d worksPlanDesk) issue(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.WorksPlanID](r, "id")
	if err != nil {
		return err
	}
	version, err := ifMatch(r)
	if err != nil {
		return err
	}
	p, err := d.store.IssueWorksPlan(r.Context(), actor(r), id, version)
	if err != nil {
		return err
	}
	return writeChanged(w, p.Version, worksPlanOut(p))
}

// moment is now as a works problem counts it: in the district's own time.
func (d worksPlanDesk) moment() planning.Moment {
	return planning.MomentOf(d.now().In(geo.IST))
}

func (d worksPlanDesk) replan(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.WorksPlanID](r, "id")
	if err != nil {
		return err
	}
	in, err := decode[worksReplanInput](r)
	if err != nil {
		return err
	}
	wrong := invalid()
	q := planning.WorksReplanRequest{
		ID: mint[planning.WorksPlanID](wrong, "/id", in.ID, d.newID), Replaces: id, Now: d.moment(),
		Events: each(in.Events, func(e worksEventInput) planning.WorksEvent {
			return planning.WorksEvent{
				Kind: planning.WorksEventKind(e.Kind), Crew: planning.CrewID(lower(e.Crew)), Days: e.Days, WorkID: planning.WorkID(lower(e.WorkID)),
				Minutes: e.Minutes, Text: e.Text,
			}
		}),
	}
	if err := orNothing(wrong); err != nil {
		return err
	}
	key, err := idempotencyKey(r)
	if err != nil {
		return err
	}
	p, err := d.store.RequestWorksReplan(r.Context(), actor(r), key, q)
	if err != nil {
		return err
	}
	return d.made(w, http.StatusAccepted, p)
}
