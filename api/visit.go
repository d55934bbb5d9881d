package api

import (
	"context"
	"net/http"
	"time"

	"github.com/paulmach/orb"

	"doorstep/internal/casework"
	"doorstep/planning"
)

type visitStore interface {
	Visits(context.Context, planning.VisitQuery) ([]planning.VisitRecord, error)
	Visit(context.Context, planning.WorksPlanID, planning.WorkID, planning.CrewID) (planning.VisitRecord, error)
	ReportVisit(ctx context.Context, by casework.Actor, plan planning.WorksPlanID, work planning.WorkID, crew planning.CrewID,
		version int64, said planning.VisitReport) (planning.VisitRecord, error)
}

type visitDesk struct{ store visitStore }

func (d visitDesk) routes() []route {
	at := prefix + "/works-plans/{id}/visits"
	who := needed(idParam[planning.CrewID]("crew", "The crew whose visit it is; a work for two crews has two."))
	one := []answer{gives[visitJSON](http.StatusOK)}
	list := append(pageParams(), sheetParams()...)
	return []route{
		{
			Method: http.MethodGet, Path: at, Needs: may("list", "visit"), Summary: "List the visits of a works plan",
			Query:   append(list, wordParam("state", "Only visits that stand so.", planning.VisitStates()...)),
			Answers: []answer{givesFeatures[VisitProperties]("Point")}, Do: d.list,
		},
		{Method: http.MethodGet, Path: at + "/{work}", Needs: may("read", "visit"), Summary: "Read a crew's visit to a work", Query: []param{who}, Answers: one, Do: d.get},
		{
			Method: http.MethodPatch, Path: at + "/{work}", Needs: may("change", "visit"), Summary: "Say that a visit is started, done or cancelled", IfMatch: true,
			Query: []param{who}, Body: bodyOf[visitReportInput]{}, Answers: one, Do: d.report,
		},
	}
}

// sheetParams narrow lists of a works plan to a crew or a day.
func sheetParams() []param {
	return []param{idParam[planning.CrewID]("crew", "Only of this crew."), dayParam("day", "Only of this day.")}
}

// visitReportInput says how far a visit has gone.
type visitReportInput struct {
	State string     `json:"state" enum:"started,done,cancelled"`
	At    *time.Time `json:"at,omitempty" format:"date-time" doc:"When that was; now where left out"`
}

// VisitProperties are what is written of a visit, in a list as a feature's properties.
type VisitProperties struct {
	Work      string       `json:"work" format:"uuid"`
	WorkName  string       `json:"work_name"`
	Kind      string       `json:"kind"`
	Crew      string       `json:"crew" format:"uuid"`
	CrewName  string       `json:"crew_name"`
	Day       planning.Day `json:"day" format:"date"`
	Stop      int64        `json:"stop" doc:"Index among the stops of the sheet"`
	Arrive    int64        `json:"arrive" doc:"Second of the day, as planned"`
	Begin     int64        `json:"begin"`
	End       int64        `json:"end"`
	State     string       `json:"state" enum:"planned,announced,started,done,cancelled,superseded"`
	StartedAt *time.Time   `json:"started_at"`
	EndedAt   *time.Time   `json:"ended_at"`
	Version   int64        `json:"version"`
}

// visitJSON is one visit.
type visitJSON struct {
	Plan string    `json:"works_plan" format:"uuid"`
	At   orb.Point `json:"at" doc:"Longitude, latitude"`
	VisitProperties
}

func visitOut(v planning.VisitRecord) visitJSON {
	return visitJSON{string(v.Plan), v.At, VisitProperties{
		Work: string(v.Work), WorkName: v.WorkName, Kind: string(v.WorkKind), Crew: string(v.Crew), CrewName: v.CrewName, Day: v.Day, Stop: int64(v.Stop),
		Arrive: v.Arrive, Begin: v.Begin, End: v.End, State: string(v.State), StartedAt: utcOrNull(v.StartedAt), EndedAt: utcOrNull(v.EndedAt), Version: v.Version,
	}}
}

func appendVisit(f *features, v planning.VisitRecord) error {
	p := f.point(visitKey(v), v.At)
	p.text("work", string(v.Work))
	p.text("work_name", v.WorkName)
	p.text("kind", string(v.WorkKind))
	p.text("crew", string(v.Crew))
	p.text("crew_name", v.CrewName)
	p.day("day", v.Day)
	p.int("stop", int64(v.Stop))
	p.int("arrive", v.Arrive)
	p.int("begin", v.Begin)
	p.int("end", v.End)
	p.text("state", string(v.State))
	p.instantOrNull("started_at", v.StartedAt)
	p.instantOrNull("ended_at", v.EndedAt)
	p.int("version", v.Version)
	return f.end(p)
}

// visitKey is where a page of visits ends.
func visitKey(v planning.VisitRecord) string { return string(v.Work) + "~" + string(v.Crew) }

func (d visitDesk) list(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.WorksPlanID](r, "id")
	if err != nil {
		return err
	}
	rows, err := d.store.Visits(r.Context(), planning.VisitQuery{
		Page: page(r), Plan: id, Crew: get[planning.CrewID](r, "crew"), Day: get[planning.Day](r, "day"), State: get[planning.VisitState](r, "state"),
	})
	if err != nil {
		return err
	}
	rows, next := cut(r, rows, visitKey)
	return writeFeatures(w, next, rows, appendVisit)
}

func (d visitDesk) get(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.WorksPlanID](r, "id")
	if err != nil {
		return err
	}
	work, err := pathID[planning.WorkID](r, "work")
	if err != nil {
		return err
	}
	v, err := d.store.Visit(r.Context(), id, work, get[planning.CrewID](r, "crew"))
	if err != nil {
		return err
	}
	return writeNoun(w, r, v.Version, visitOut(v))
}

func (d visitDesk) report(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.WorksPlanID](r, "id")
	if err != nil {
		return err
	}
	work, err := pathID[planning.WorkID](r, "work")
	if err != nil {
		return err
	}
	version, err := ifMatch(r)
	if err != nil {
		return err
	}
	in, err := decode[visitReportInput](r)
	if err != nil {
		return err
	}
	v, err := d.store.ReportVisit(r.Context(), actor(r), id, work, get[planning.CrewID](r, "crew"), version,
		planning.VisitReport{State: planning.VisitState(in.State), At: orZero(in.At)})
	if err != nil {
		return err
	}
	return writeChanged(w, v.Version, visitOut(v))
}
