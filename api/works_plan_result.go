package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"doorstep/internal/fault"
	"doorstep/planning"
)

type worksResultStore interface {
	WorksPlan(context.Context, planning.WorksPlanID) (planning.WorksPlanRecord, error)
	WorksPlanDocuments(context.Context, planning.WorksPlanID) (planning.WorksMade, error)
	DaySheets(context.Context, planning.VisitQuery) ([]planning.DaySheetRecord, error)
	RoadClosures(context.Context, planning.RoadClosureQuery) ([]planning.RoadClosure, error)
}

// Sheets writes one crew's day as html, geojson, gpx or ics.
type Sheets func(w io.Writer, format string, s planning.SheetDocument) error

// WorksReport writes a works plan in figures as a page.
type WorksReport func(w io.Writer, problem planning.WorksProblem, plan planning.WorksPlan) error

// worksResultDesk answers from the documents of a works plan.
type worksResultDesk struct {
	store  worksResultStore
	sheets Sheets
	report WorksReport
	travel func() (*planning.Travel, error)
}

func (d worksResultDesk) routes() []route {
	at := prefix + "/works-plans/{id}"
	routes := []route{
		{
			Method: http.MethodGet, Path: at + "/problem.json", Needs: may("read", "works_plan"), Summary: "The works problem that was solved, in its canonical form",
			Answers: []answer{file(mimeJSON)}, Do: d.problem,
		},
		{
			Method: http.MethodGet, Path: at + "/plan.json", Needs: may("read", "works_plan"), Summary: "The works plan in its canonical form",
			Answers: []answer{file(mimeJSON)}, Do: d.plan,
		},
		{
			Method: http.MethodGet, Path: at + "/outline.json", Needs: may("read", "works_plan"), Summary: "The works problem without its travel and what was issued before: for a page, not canonical",
			Answers: []answer{file(mimeJSON)}, Do: d.outline,
		},
		{
			Method: http.MethodGet, Path: at + "/report.html", Needs: may("read", "report"), Summary: "A works plan in figures, as a page that prints well",
			Answers: []answer{file("text/html; charset=utf-8")}, Do: d.page,
		},
		{
			Method: http.MethodGet, Path: at + "/unvisited", Needs: may("read", "works_plan"), Summary: "Works on no sheet, each with the reason and its earliest day",
			Query: pageParams(), Answers: []answer{gives[items[unvisitedJSON]](http.StatusOK)}, Do: d.unvisited,
		},
		{
			Method: http.MethodGet, Path: at + "/changes", Needs: may("read", "works_plan"), Summary: "What a works plan changed against the one it replaces",
			Query: pageParams(), Answers: []answer{gives[items[planning.WorksChange]](http.StatusOK)}, Do: d.changes,
		},
		{
			Method: http.MethodGet, Path: at + "/ways.geojson", Needs: may("read", "works_plan"), Summary: "The ways of the crews, a line for each leg",
			Query: sheetParams(), Answers: []answer{givesFeatures[WayProperties]("LineString")}, Do: d.ways,
		},
		{
			Method: http.MethodGet, Path: at + "/sheets", Needs: may("list", "day_sheet"), Summary: "List the day sheets of a works plan",
			Query: append(pageParams(), sheetParams()...), Answers: []answer{gives[items[daySheetJSON]](http.StatusOK)}, Do: d.list,
		},
	}
	for _, f := range sheetFormats {
		routes = append(routes, route{
			Method: http.MethodGet, Path: at + "/sheets/{crew}/{day}/sheet." + f.name, Needs: may("read", "day_sheet"), Summary: "The sheet of a crew's day as " + f.title,
			Query:   []param{wordParam("lang", "The page's own words: English or Bengali.", "en", "bn")},
			Answers: []answer{file(f.mime)}, Do: d.sheet(f),
		})
	}
	return routes
}

var sheetFormats = []reportFormat{
	{"html", "a page to print", "text/html; charset=utf-8"},
	{"geojson", "GeoJSON", mimeGeoJSON},
	{"gpx", "a route for a navigation app (GPX 1.1)", "application/gpx+xml"},
	{"ics", "a calendar (iCalendar)", "text/calendar; charset=utf-8"},
}

// unvisitedJSON is a work on no sheet.
type unvisitedJSON struct {
	planning.Unvisited
	Name string `json:"name"`
}

// daySheetJSON is a day sheet in figures.
type daySheetJSON struct {
	Crew      string       `json:"crew" format:"uuid"`
	CrewName  string       `json:"crew_name"`
	Day       planning.Day `json:"day" format:"date"`
	Leave     int64        `json:"leave" doc:"Second of the day"`
	Return    int64        `json:"return"`
	Visits    int64        `json:"visits"`
	Travel    int64        `json:"travel_seconds"`
	Metres    int64        `json:"metres"`
	Overtime  int64        `json:"overtime_seconds"`
	Estimated bool         `json:"estimated" doc:"Any of its legs is not on known roads"`
}

// WayProperties are what is written of a leg.
type WayProperties struct {
	Crew      string       `json:"crew" format:"uuid"`
	Day       planning.Day `json:"day" format:"date"`
	Order     int64        `json:"order" doc:"Index of the stop it leads to; the number of stops: the way home"`
	Estimated bool         `json:"estimated"`
}

// documents reads the works plan's id from the path and its documents from the store.
func (d worksResultDesk) documents(r *http.Request) (planning.WorksMade, error) {
	id, err := pathID[planning.WorksPlanID](r, "id")
	if err != nil {
		return planning.WorksMade{}, err
	}
	return d.store.WorksPlanDocuments(r.Context(), id)
}

func (d worksResultDesk) problem(w http.ResponseWriter, r *http.Request) error {
	made, err := d.documents(r)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := planning.WriteWorksProblem(&body, made.Problem); err != nil {
		return err
	}
	return sendTagged(w, r, mimeJSON, etag(0, body.Bytes()), body.Bytes())
}

// outline leaves out what is large and what no page shows: the tables of a district are some 10 MB.
func (d worksResultDesk) outline(w http.ResponseWriter, r *http.Request) error {
	made, err := d.documents(r)
	if err != nil {
		return err
	}
	made.Problem.Matrices, made.Problem.Issued = []planning.TravelTable{}, nil
	return writeNoun(w, r, 0, made.Problem)
}

func (d worksResultDesk) plan(w http.ResponseWriter, r *http.Request) error {
	made, err := d.documents(r)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := planning.WriteWorksPlan(&body, made.Plan); err != nil {
		return err
	}
	return sendTagged(w, r, mimeJSON, etag(0, body.Bytes()), body.Bytes())
}

func (d worksResultDesk) page(w http.ResponseWriter, r *http.Request) error {
	made, err := d.documents(r)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := d.report(&body, made.Problem, made.Plan); err != nil {
		return err
	}
	return sendDocument(w, r, "works-"+chi.URLParam(r, "id")+".html", "text/html; charset=utf-8", body.Bytes())
}

// sendDocument answers with a document that a browser may show but that may do nothing in it.
func sendDocument(w http.ResponseWriter, r *http.Request, name, mime string, body []byte) error {
	w.Header().Set("Content-Disposition", "inline; filename="+strconv.Quote(name))
	if mime == "text/html; charset=utf-8" {
		w.Header().Set("Content-Security-Policy", documentPolicy)
	}
	return sendTagged(w, r, mime, etag(0, body), body)
}

func (d worksResultDesk) unvisited(w http.ResponseWriter, r *http.Request) error {
	made, err := d.documents(r)
	if err != nil {
		return err
	}
	names := make(map[planning.WorkID]string, len(made.Problem.Works))
	for _, x := range made.Problem.Works {
		names[x.ID] = x.Name
	}
	all := each(made.Plan.Unvisited, func(u planning.Unvisited) unvisitedJSON { return unvisitedJSON{u, names[u.Work]} })
	for _, x := range made.Problem.Left {
		all = append(all, unvisitedJSON{planning.Unvisited{Work: x.ID, Reason: leftOut, Text: x.Text}, x.Name})
	}
	rows, next, err := cutList(r, all, func(u unvisitedJSON) string { return string(u.Work) })
	if err != nil {
		return err
	}
	return writeItems(w, rows, next)
}

// leftOut is the reason of works that were not put to the problem; the text says why.
const leftOut planning.UnvisitedReason = "left_out"

func (d worksResultDesk) changes(w http.ResponseWriter, r *http.Request) error {
	made, err := d.documents(r)
	if err != nil {
		return err
	}
	if made.Changes == nil {
		return fault.Missing("works_plan.no_changes", "The works plan was made from scratch and replaces no other, so there are no changes to tell.")
	}
	rows, next, err := cutList(r, made.Changes, func(c planning.WorksChange) string { return string(c.Work) })
	if err != nil {
		return err
	}
	return writeItems(w, rows, next)
}

// cutList gives the page of a list that is held whole.
func cutList[T any](r *http.Request, rows []T, key func(T) string) ([]T, string, error) {
	if after := get[string](r, "after"); after != "" {
		k := slices.IndexFunc(rows, func(x T) bool { return key(x) == after })
		if k < 0 {
			return nil, "", fault.Malformed("page.malformed", "The page cannot begin after %q; take the address of the next page as it was given.", short(after))
		}
		rows = rows[k+1:]
	}
	rows, next := cut(r, rows[:min(len(rows), limit(r)+1)], key)
	return rows, next, nil
}

// legs gives the ways of sheets, each around what is closed on its day; no more closures are looked at than a page holds.
func (d worksResultDesk) legs(ctx context.Context, made planning.WorksMade, sheets []planning.DaySheet) ([][]planning.Way, error) {
	travel, err := d.travel()
	if err != nil {
		return nil, err
	}
	closed := map[planning.Day][]planning.RoadClosure{}
	out := make([][]planning.Way, len(sheets))
	for i, s := range sheets {
		closures, known := closed[s.Day]
		if !known {
			if closures, err = d.store.RoadClosures(ctx, planning.RoadClosureQuery{Page: planning.Page{Limit: MaxLimit}, Day: s.Day}); err != nil {
				return nil, err
			}
			closed[s.Day] = closures
		}
		if out[i], err = planning.WaysOf(ctx, travel, &made.Problem, s, closures); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (d worksResultDesk) ways(w http.ResponseWriter, r *http.Request) error {
	made, err := d.documents(r)
	if err != nil {
		return err
	}
	crew, day := get[planning.CrewID](r, "crew"), get[planning.Day](r, "day")
	sheets := slices.DeleteFunc(slices.Clone(made.Plan.Sheets), func(s planning.DaySheet) bool {
		return crew != "" && s.Crew != crew || day != 0 && s.Day != day
	})
	ways, err := d.legs(r.Context(), made, sheets)
	if err != nil {
		return err
	}
	type leg struct {
		sheet planning.DaySheet
		order int
		way   planning.Way
	}
	var rows []leg
	for i, s := range sheets {
		for k, x := range ways[i] {
			if len(x.Line) > 1 {
				rows = append(rows, leg{s, k, x})
			}
		}
	}
	return writeFeatures(w, "", rows, func(f *features, x leg) error {
		p := f.feature(string(x.sheet.Crew)+"~"+x.sheet.Day.String()+"~"+strconv.Itoa(x.order), x.way.Line)
		p.text("crew", string(x.sheet.Crew))
		p.day("day", x.sheet.Day)
		p.int("order", int64(x.order))
		p.bool("estimated", x.way.Estimated)
		return f.end(p)
	})
}

func (d worksResultDesk) list(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.WorksPlanID](r, "id")
	if err != nil {
		return err
	}
	rows, err := d.store.DaySheets(r.Context(), planning.VisitQuery{Page: page(r), Plan: id, Crew: get[planning.CrewID](r, "crew"), Day: get[planning.Day](r, "day")})
	if err != nil {
		return err
	}
	rows, next := cut(r, rows, func(s planning.DaySheetRecord) string { return s.Day.String() + "~" + string(s.Crew) })
	return writeItems(w, each(rows, func(s planning.DaySheetRecord) daySheetJSON {
		return daySheetJSON{string(s.Crew), s.CrewName, s.Day, s.Leave, s.Return, s.Visits, s.Travel, s.Metres, s.Overtime, s.Estimated}
	}), next)
}

// sheet gives the handler of one format. It is written whole before it is sent, so that one that fails half-way is a
// problem and not half a sheet.
func (d worksResultDesk) sheet(f reportFormat) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		id, err := pathID[planning.WorksPlanID](r, "id")
		if err != nil {
			return err
		}
		crew, err := pathID[planning.CrewID](r, "crew")
		if err != nil {
			return err
		}
		day, err := planning.ParseDay(chi.URLParam(r, "day"))
		if err != nil {
			return err
		}
		record, err := d.store.WorksPlan(r.Context(), id)
		if err != nil {
			return err
		}
		made, err := d.store.WorksPlanDocuments(r.Context(), id)
		if err != nil {
			return err
		}
		s, ok := made.Plan.SheetOf(crew, day)
		if !ok {
			return fault.Missing("day_sheet.missing", "The crew has no sheet on %s in this plan; see the list of its sheets.", day)
		}
		doc := planning.SheetDocument{WorksMade: made, Crew: crew, Day: day, Issued: record.State == planning.WorksIssued, Lang: get[string](r, "lang"), Stamp: orZero(record.FinishedAt).Unix()}
		ways, err := d.legs(r.Context(), made, []planning.DaySheet{s})
		if err != nil {
			return err
		}
		doc.Ways = ways[0]
		var body bytes.Buffer
		if err := d.sheets(&body, f.name, doc); err != nil {
			return err
		}
		return sendDocument(w, r, "sheet-"+day.String()+"-"+string(crew)[:8]+"."+f.name, f.mime, body.Bytes())
	}
}
