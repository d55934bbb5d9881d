package api

import (
	"bytes"
	"net/http"

	"github.com/go-chi/chi/v5"

	"doorstep/planning"
)

// resultDesk answers from the documents of a plan: the problem that was solved and what came out.
type resultDesk struct {
	store   planStore
	reports Reports
}

func (d resultDesk) routes() []route {
	at := prefix + "/plans/{id}"
	routes := []route{
		{
			Method: http.MethodGet, Path: at + "/summary", Needs: may("read", "plan"), Summary: "Read a plan in figures",
			Answers: []answer{gives[planning.Summary](http.StatusOK)}, Do: d.summary,
		},
		{
			Method: http.MethodGet, Path: at + "/compare", Needs: may("read", "plan"), Summary: "Compare a plan with another of the same drive and district",
			Query:   []param{needed(idParam[planning.PlanID]("with", "The other plan."))},
			Answers: []answer{gives[planning.Comparison](http.StatusOK)}, Do: d.compare,
		},
		{
			Method: http.MethodGet, Path: at + "/cells/{cell}", Needs: may("read", "plan"), Summary: "Why a plan does what it does for a cell",
			Answers: []answer{gives[planning.CellWhy](http.StatusOK)}, Do: d.cell,
		},
		{
			Method: http.MethodGet, Path: at + "/venues/{venue}", Needs: may("read", "plan"), Summary: "Why a plan uses a venue, or does not",
			Answers: []answer{gives[planning.VenueWhy](http.StatusOK)}, Do: d.venue,
		},
		{
			Method: http.MethodGet, Path: at + "/camps/{camp}/alternatives", Needs: may("read", "plan"),
			Summary: "The nearest other days and venues of a camp, each with what excluded it; camp is its plan_camp",
			Answers: []answer{gives[items[planning.Alternative]](http.StatusOK)}, Do: d.alternatives,
		},
		{
			Method: http.MethodGet, Path: at + "/problem.json", Needs: may("read", "plan"), Summary: "The problem that was solved, in its canonical form",
			Answers: []answer{file(mimeJSON)}, Do: d.problem,
		},
		{
			Method: http.MethodGet, Path: at + "/plan.json", Needs: may("read", "plan"), Summary: "The plan in its canonical form",
			Answers: []answer{file(mimeJSON)}, Do: d.plan,
		},
	}
	for _, f := range reportFormats {
		routes = append(routes, route{
			Method: http.MethodGet, Path: at + "/report." + f.name, Needs: may("read", "report"), Summary: "The coverage report of a plan as " + f.title,
			Answers: []answer{file(f.mime)}, Do: d.report(f),
		})
	}
	return routes
}

type reportFormat struct{ name, title, mime string }

var reportFormats = []reportFormat{
	{"html", "a page that prints well", "text/html; charset=utf-8"},
	{"csv", "a table", "text/csv; charset=utf-8"},
	{"geojson", "GeoJSON", mimeGeoJSON},
}

// documents reads the plan's id from the path and its documents from the store.
func (d resultDesk) documents(r *http.Request) (planning.Problem, planning.Plan, error) {
	id, err := pathID[planning.PlanID](r, "id")
	if err != nil {
		return planning.Problem{}, planning.Plan{}, err
	}
	return d.store.PlanDocuments(r.Context(), id)
}

func (d resultDesk) summary(w http.ResponseWriter, r *http.Request) error {
	problem, plan, err := d.documents(r)
	if err != nil {
		return err
	}
	return writeNoun(w, r, 0, planning.Summarise(problem, plan))
}

func (d resultDesk) compare(w http.ResponseWriter, r *http.Request) error {
	problem, plan, err := d.documents(r)
	if err != nil {
		return err
	}
	_, other, err := d.store.PlanDocuments(r.Context(), get[planning.PlanID](r, "with"))
	if err != nil {
		return err
	}
	return writeNoun(w, r, 0, planning.Compare(problem, plan, other))
}

func (d resultDesk) cell(w http.ResponseWriter, r *http.Request) error {
	cell, err := pathCell(r, "cell")
	if err != nil {
		return err
	}
	problem, plan, err := d.documents(r)
	if err != nil {
		return err
	}
	why, err := planning.ExplainCell(problem, plan, cell)
	if err != nil {
		return err
	}
	return writeNoun(w, r, 0, why)
}

func (d resultDesk) venue(w http.ResponseWriter, r *http.Request) error {
	venue, err := pathID[planning.VenueID](r, "venue")
	if err != nil {
		return err
	}
	problem, plan, err := d.documents(r)
	if err != nil {
		return err
	}
	why, err := planning.ExplainVenue(problem, plan, venue)
	if err != nil {
		return err
	}
	return writeNoun(w, r, 0, why)
}

func (d resultDesk) alternatives(w http.ResponseWriter, r *http.Request) error {
	camp := planning.CampID(chi.URLParam(r, "camp"))
	problem, plan, err := d.documents(r)
	if err != nil {
		return err
	}
	list, err := planning.Alternatives(problem, plan, camp)
	if err != nil {
		return err
	}
	return writeItems(w, list, "")
}

func (d resultDesk) problem(w http.ResponseWriter, r *http.Request) error {
	problem, _, err := d.documents(r)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := planning.WriteProblem(&body, problem); err != nil {
		return err
	}
	return sendTagged(w, r, mimeJSON, etag(0, body.Bytes()), body.Bytes())
}

func (d resultDesk) plan(w http.ResponseWriter, r *http.Request) error {
	_, plan, err := d.documents(r)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := planning.WritePlan(&body, plan); err != nil {
		return err
	}
	return sendTagged(w, r, mimeJSON, etag(0, body.Bytes()), body.Bytes())
}

// report gives the handler of one format. It is written whole before it is sent, so that one that
// fails half-way is a problem and not half a report.
func (d resultDesk) report(f reportFormat) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		problem, plan, err := d.documents(r)
		if err != nil {
			return err
		}
		var body bytes.Buffer
		if err := d.reports(&body, f.name, problem, plan); err != nil {
			return err
		}
		return sendDocument(w, r, "coverage-"+chi.URLParam(r, "id")+"."+f.name, f.mime, body.Bytes())
	}
}
