package api

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"doorstep/internal/casework"
	"doorstep/planning"
)

type planStore interface {
	RequestPlan(context.Context, casework.Actor, casework.Key, planning.PlanRequest) (planning.PlanRecord, error)
	Plans(context.Context, planning.PlanQuery) ([]planning.PlanRecord, error)
	Plan(context.Context, planning.PlanID) (planning.PlanRecord, error)
	CancelPlan(context.Context, casework.Actor, planning.PlanID) (planning.PlanRecord, error)
	PublishPlan(ctx context.Context, by casework.Actor, id planning.PlanID, version int64) (planning.PlanRecord, error)
	PlanDocuments(context.Context, planning.PlanID) (planning.Problem, planning.Plan, error)
	PlanEvents(context.Context, planning.PlanID) (<-chan planning.PlanRecord, error)
}

var planStates = []planning.PlanState{
	planning.PlanQueued, planning.PlanSolving, planning.PlanReady, planning.PlanFailed,
	planning.PlanCancelled, planning.PlanPublished, planning.PlanSuperseded, planning.PlanDraft,
}

type planDesk struct {
	store     planStore
	newID     func() string
	requested prometheus.Counter
}

func (d planDesk) routes() []route {
	list := append(pageParams(),
		idParam[planning.DriveID]("drive", "Only plans for this drive."),
		idParam[planning.AreaID]("district", "Only plans of this district."),
		wordParam("state", "Only plans that stand so.", planStates...))
	one := []answer{gives[planJSON](http.StatusOK)}
	return []route{
		{
			Method: http.MethodGet, Path: prefix + "/plans", Needs: may("list", "plan"), Summary: "List plans",
			Query: list, Answers: []answer{gives[items[planJSON]](http.StatusOK)}, Do: d.list,
		},
		{
			Method: http.MethodPost, Path: prefix + "/plans", Needs: may("create", "plan"), Summary: "Ask for a plan of a district", Creates: true,
			Body: bodyOf[planInput]{}, Answers: []answer{gives[planJSON](http.StatusAccepted)}, Do: d.request,
		},
		{Method: http.MethodGet, Path: prefix + "/plans/{id}", Needs: may("read", "plan"), Summary: "Read where a plan stands", Answers: one, Do: d.get},
		{Method: http.MethodPost, Path: prefix + "/plans/{id}/cancel", Needs: may("cancel", "plan"), Summary: "Stop a plan that is being made", Answers: one, Do: d.cancel},
		{Method: http.MethodPost, Path: prefix + "/plans/{id}/publish", Needs: may("publish", "plan"), Summary: "Publish a plan", IfMatch: true, Answers: one, Do: d.publish},
	}
}

// planInput asks for a plan.
type planInput struct {
	ID       string       `json:"id,omitempty" format:"uuid" doc:"UUIDv7 minted by the client; given by the service where left out"`
	Drive    string       `json:"drive" format:"uuid"`
	District string       `json:"district" format:"uuid"`
	Seed     uint64       `json:"seed,omitempty" maximum:"9007199254740991" doc:"The same problem, seed and work give the same plan"`
	Options  optionsInput `json:"options,omitzero"`
	Bans     []banFields  `json:"bans,omitempty" nullable:"false" maxItems:"1000" doc:"Venues that no camp may be held at"`
}

// banFields are a ban, asked for and answered.
type banFields struct {
	Venue  string `json:"venue" format:"uuid"`
	Source string `json:"source" minLength:"1" maxLength:"500" doc:"The order, or who forbids it"`
}

func banOut(b planning.Ban) banFields { return banFields{string(b.Venue), b.Source} }

func (b banFields) ban() planning.Ban {
	return planning.Ban{Venue: planning.VenueID(lower(b.Venue)), Source: b.Source}
}

type optionsInput struct {
	PriceUnits   int64 `json:"price_units,omitempty" minimum:"0" maximum:"1000000" doc:"Steps of the bound; 0: the default"`
	ImproveUnits int64 `json:"improve_units,omitempty" minimum:"0" maximum:"100000000" doc:"Moves tried by the improvement stage; 0: the default"`
}

// planJSON is where a plan stands.
type planJSON struct {
	ID           string               `json:"id" format:"uuid"`
	Drive        string               `json:"drive" format:"uuid"`
	DriveName    string               `json:"drive_name"`
	District     string               `json:"district" format:"uuid"`
	DistrictName string               `json:"district_name"`
	Origin       string               `json:"origin" enum:"solved,imported"`
	State        string               `json:"state" enum:"queued,solving,ready,failed,cancelled,published,superseded,draft"`
	Seed         uint64               `json:"seed"`
	Progress     int                  `json:"progress" minimum:"0" maximum:"100" doc:"Percent"`
	Stage        string               `json:"stage"`
	ProblemHash  string               `json:"problem_hash"`
	Solver       string               `json:"solver"`
	Score        *planning.Score      `json:"score" doc:"What the plan reaches; null until it is solved"`
	Bound        int64                `json:"bound_visitors" doc:"No plan of the same problem serves more, within the model, distances and turnout; 0 until solved"`
	Gap          *float64             `json:"gap_percent" doc:"How far the plan may be from the best; null until it is solved"`
	Bans         []banFields          `json:"bans" nullable:"false" doc:"Venues that no camp may be held at, as asked for"`
	Violations   []planning.Violation `json:"violations" nullable:"false" doc:"Hard rules that the plan breaks"`
	Failure      string               `json:"failure"`
	RequestedAt  time.Time            `json:"requested_at"`
	FinishedAt   *time.Time           `json:"finished_at"`
	PublishedAt  *time.Time           `json:"published_at"`
	Replaces     *string              `json:"replaces" format:"uuid" doc:"The plan it was made from after something happened; null where it was made from scratch"`
	Share        *int64               `json:"share" doc:"Of a re-plan: percent of the camps not announced that may change for more visitors; null where the plan was made from scratch"`
	Version      int64                `json:"version"`
}

func planOut(p planning.PlanRecord) planJSON {
	out := planJSON{
		ID: string(p.ID), Drive: string(p.Drive), DriveName: p.DriveName, District: string(p.District), DistrictName: p.DistrictName, Origin: p.Origin,
		State: string(p.State), Seed: p.Seed, Progress: p.Progress, Stage: p.Stage, ProblemHash: p.ProblemHash, Solver: p.Solver, Score: p.Score,
		Bound: p.Bound, Bans: each(p.Bans, banOut), Violations: orNone(p.Violations), Failure: p.Failure, RequestedAt: p.RequestedAt.UTC(),
		FinishedAt: utcOrNull(p.FinishedAt), PublishedAt: utcOrNull(p.PublishedAt), Replaces: orNull(p.Replaces), Version: p.Version,
	}
	if p.Replaces != "" {
		out.Share = &p.Share
	}
	if p.Score != nil {
		out.Gap = new(planning.GapPercent(p.Bound, p.Score.Counted()))
	}
	return out
}

func (d planDesk) list(w http.ResponseWriter, r *http.Request) error {
	rows, err := d.store.Plans(r.Context(), planning.PlanQuery{
		Page: page(r), Drive: get[planning.DriveID](r, "drive"), District: get[planning.AreaID](r, "district"), State: get[planning.PlanState](r, "state"),
	})
	if err != nil {
		return err
	}
	rows, next := cut(r, rows, func(p planning.PlanRecord) string { return string(p.ID) })
	return writeItems(w, each(rows, planOut), next)
}

func (d planDesk) request(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[planInput](r)
	if err != nil {
		return err
	}
	wrong := invalid()
	want := planning.PlanRequest{
		ID: mint[planning.PlanID](wrong, "/id", in.ID, d.newID), Drive: planning.DriveID(in.Drive), District: planning.AreaID(in.District), Seed: in.Seed,
		Options: planning.Options{PriceUnits: in.Options.PriceUnits, ImproveUnits: in.Options.ImproveUnits}, Bans: each(in.Bans, banFields.ban),
	}
	if err := orNothing(wrong); err != nil {
		return err
	}
	key, err := idempotencyKey(r)
	if err != nil {
		return err
	}
	p, err := d.store.RequestPlan(r.Context(), actor(r), key, want)
	if err != nil {
		return err
	}
	d.requested.Inc()
	return writeCreated(w, http.StatusAccepted, prefix+"/plans/"+string(p.ID), p.Version, planOut(p))
}

func (d planDesk) get(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.PlanID](r, "id")
	if err != nil {
		return err
	}
	p, err := d.store.Plan(r.Context(), id)
	if err != nil {
		return err
	}
	return writeNoun(w, r, p.Version, planOut(p))
}

func (d planDesk) cancel(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.PlanID](r, "id")
	if err != nil {
		return err
	}
	p, err := d.store.CancelPlan(r.Context(), actor(r), id)
	if err != nil {
		return err
	}
	return writeChanged(w, p.Version, planOut(p))
}

func (d planDesk) publish(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.PlanID](r, "id")
	if err != nil {
		return err
	}
	version, err := ifMatch(r)
	if err != nil {
		return err
	}
	p, err := d.store.PublishPlan(r.Context(), actor(r), id, version)
	if err != nil {
		return err
	}
	return writeChanged(w, p.Version, planOut(p))
}
