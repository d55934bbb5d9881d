package api

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

type workStore interface {
	Works(context.Context, planning.WorkQuery) ([]planning.WorkRecord, error)
	Work(context.Context, planning.WorkID) (planning.WorkRecord, error)
	CreateWork(context.Context, casework.Actor, casework.Key, planning.WorkRecord) (planning.WorkRecord, error)
	ChangeWork(ctx context.Context, by casework.Actor, id planning.WorkID, version int64, ch planning.WorkChange) (planning.WorkRecord, error)
}

type workDesk struct{ store workStore }

func (d workDesk) routes() []route {
	list := append(pageParams(), placeParams()...)
	list = append(list, wordParam("kind", "Only works of this kind.", planning.WorkKinds()...), wordParam("state", "Only works that stand so.", planning.WorkStates()...))
	one := []answer{gives[workJSON](http.StatusOK)}
	return []route{
		{
			Method: http.MethodGet, Path: prefix + "/works", Needs: may("list", "work"), Summary: "List works",
			Query: list, Answers: []answer{givesFeatures[WorkProperties](anyGeometry)}, Do: d.list,
		},
		{
			Method: http.MethodPost, Path: prefix + "/works", Needs: may("create", "work"), Summary: "Add a work", Creates: true,
			Body: bodyOf[workInput]{}, Answers: []answer{gives[workJSON](http.StatusCreated)}, Do: d.create,
		},
		{Method: http.MethodGet, Path: prefix + "/works/{id}", Needs: may("read", "work"), Summary: "Read a work", Answers: one, Do: d.get},
		{
			Method: http.MethodPatch, Path: prefix + "/works/{id}", Needs: may("change", "work"), Summary: "Change a work", IfMatch: true,
			Body: bodyOf[workChangeInput]{}, Answers: one, Do: d.change,
		},
	}
}

// windowJSON is when a place can be visited.
type windowJSON struct {
	Days []planning.Day `json:"days,omitempty" nullable:"false" maxItems:"366" doc:"Every day where left out"`
	From string         `json:"from" pattern:"^[0-9]{2}:[0-9]{2}$"`
	To   string         `json:"to" pattern:"^[0-9]{2}:[0-9]{2}$"`
}

// afterJSON is a work that another one waits for.
type afterJSON struct {
	Work    string `json:"work" format:"uuid"`
	GapDays int64  `json:"gap_days,omitempty" minimum:"0" maximum:"366" doc:"0: it ends before this one begins; n: at least n days earlier"`
}

// pickUpJSON is material to fetch before a visit.
type pickUpJSON struct {
	Name    string    `json:"name" minLength:"1" maxLength:"200" doc:"Of the store"`
	At      orb.Point `json:"at" doc:"Longitude, latitude"`
	Minutes int64     `json:"minutes" minimum:"0" maximum:"1440"`
	What    string    `json:"what" minLength:"1" maxLength:"200"`
}

// workInput adds a work.
type workInput struct {
	ID        string         `json:"id,omitempty" format:"uuid" doc:"UUIDv7 minted by the client; given by the service where left out"`
	Name      string         `json:"name" minLength:"1" maxLength:"300"`
	Kind      string         `json:"kind" enum:"repair,inspection,feasibility,permission,verification,camp_halt,supply"`
	Stage     string         `json:"stage,omitempty" maxLength:"100"`
	Area      string         `json:"area,omitempty" format:"uuid" doc:"The smallest area that holds the place where left out"`
	At        orb.Point      `json:"at" doc:"Where the crew comes to: longitude, latitude"`
	Exit      *orb.Point     `json:"exit,omitempty" doc:"Where it leaves from: the other end of a line; the same place where left out"`
	Line      [][2]float64   `json:"line,omitempty" nullable:"false" minItems:"2" maxItems:"2000" doc:"The work's own shape: a road, a drain"`
	Polygon   [][][2]float64 `json:"polygon,omitempty" nullable:"false" minItems:"1" maxItems:"50" doc:"Or an area"`
	Minutes   int64          `json:"minutes" minimum:"1" maximum:"1440" doc:"The visit takes"`
	Skills    []string       `json:"skills,omitempty" nullable:"false" maxItems:"50" uniqueItems:"true" doc:"Each of its crews has them all"`
	Equipment []string       `json:"equipment,omitempty" nullable:"false" maxItems:"50" uniqueItems:"true"`
	Crews     int            `json:"crews,omitempty" minimum:"1" maximum:"2" doc:"1, or 2 that begin and end together"`
	Release   *planning.Day  `json:"release,omitempty" format:"date" doc:"First day it may be visited"`
	Due       *planning.Day  `json:"due,omitempty" format:"date" doc:"Last day that counts as in time"`
	Windows   []windowJSON   `json:"windows,omitempty" nullable:"false" maxItems:"50" doc:"The visit lies wholly in one of them"`
	Closed    []planning.Day `json:"closed,omitempty" nullable:"false" maxItems:"366" doc:"Days it cannot be visited, in order"`
	Priority  int64          `json:"priority" minimum:"1" maximum:"5" doc:"5 is the most pressing"`
	People    int64          `json:"people,omitempty" minimum:"0" maximum:"50000000" doc:"Who are affected"`
	After     []afterJSON    `json:"after,omitempty" nullable:"false" maxItems:"50"`
	PickUp    *pickUpJSON    `json:"pick_up,omitempty"`
	Bring     []string       `json:"bring,omitempty" nullable:"false" maxItems:"50" maxLength:"200" doc:"Papers and tools, for the day sheet"`
	Grievance string         `json:"grievance,omitempty" format:"uuid" doc:"The case it is to settle"`
}

// workChangeInput changes the fields that are given. The place and the kind of a work stay: cancel it and add another.
type workChangeInput struct {
	Name      *string         `json:"name,omitempty" minLength:"1" maxLength:"300"`
	Stage     *string         `json:"stage,omitempty" maxLength:"100"`
	Minutes   *int64          `json:"minutes,omitempty" minimum:"1" maximum:"1440"`
	Skills    *[]string       `json:"skills,omitempty" nullable:"false" maxItems:"50" uniqueItems:"true"`
	Equipment *[]string       `json:"equipment,omitempty" nullable:"false" maxItems:"50" uniqueItems:"true"`
	Crews     *int            `json:"crews,omitempty" minimum:"1" maximum:"2"`
	Release   *string         `json:"release,omitempty" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" doc:"Empty: no limit"`
	Due       *string         `json:"due,omitempty" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" doc:"Empty: no limit"`
	Windows   *[]windowJSON   `json:"windows,omitempty" nullable:"false" maxItems:"50"`
	Closed    *[]planning.Day `json:"closed,omitempty" nullable:"false" maxItems:"366"`
	Priority  *int64          `json:"priority,omitempty" minimum:"1" maximum:"5"`
	People    *int64          `json:"people,omitempty" minimum:"0" maximum:"50000000"`
	After     *[]afterJSON    `json:"after,omitempty" nullable:"false" maxItems:"50"`
	PickUp    *pickUpJSON     `json:"pick_up,omitempty"`
	NoPickUp  bool            `json:"no_pick_up,omitempty" doc:"Takes the pick-up away"`
	Bring     *[]string       `json:"bring,omitempty" nullable:"false" maxItems:"50" maxLength:"200"`
	State     *string         `json:"state,omitempty" enum:"open,done,cancelled"`
}

// WorkProperties are what is written of a work, in a list as a feature's properties.
type WorkProperties struct {
	Name     string        `json:"name"`
	Kind     string        `json:"kind" enum:"repair,inspection,feasibility,permission,verification,camp_halt,supply"`
	Stage    *string       `json:"stage"`
	Area     string        `json:"area" format:"uuid"`
	At       orb.Point     `json:"at" doc:"Where the crew comes to: longitude, latitude"`
	Cell     string        `json:"cell" pattern:"^[0-9a-f]{15}$"`
	Minutes  int64         `json:"minutes"`
	Crews    int64         `json:"crews"`
	Release  *planning.Day `json:"release" format:"date"`
	Due      *planning.Day `json:"due" format:"date"`
	Priority int64         `json:"priority"`
	People   int64         `json:"people"`
	State    string        `json:"state" enum:"open,done,cancelled"`
	Version  int64         `json:"version"`
}

// workJSON is one work.
type workJSON struct {
	ID        string         `json:"id" format:"uuid"`
	Exit      *orb.Point     `json:"exit" doc:"Where the crew leaves from; null: where it comes to"`
	Line      orb.LineString `json:"line" doc:"Its own shape; null where it is none"`
	Polygon   orb.Polygon    `json:"polygon" doc:"Its own shape; null where it is none"`
	Skills    []string       `json:"skills" nullable:"false"`
	Equipment []string       `json:"equipment" nullable:"false"`
	Windows   []windowJSON   `json:"windows" nullable:"false"`
	Closed    []planning.Day `json:"closed" nullable:"false"`
	After     []afterJSON    `json:"after" nullable:"false"`
	PickUp    *pickUpJSON    `json:"pick_up" doc:"null: nothing"`
	Bring     []string       `json:"bring" nullable:"false"`
	Grievance *string        `json:"grievance" format:"uuid"`
	Source    string         `json:"source"`
	SourceID  string         `json:"source_id"`
	Since     time.Time      `json:"known_since"`
	UpdatedAt time.Time      `json:"updated_at"`
	WorkProperties
}

func windowOut(w planning.WorkWindow) windowJSON {
	return windowJSON{w.Days, w.From.String(), w.To.String()}
}

func workOut(w planning.WorkRecord) workJSON {
	out := workJSON{
		ID: string(w.ID), Exit: w.Exit, Skills: orNone(w.Skills), Equipment: orNone(w.Equipment), Windows: each(w.Windows, windowOut), Closed: orNone(w.Closed),
		After: each(w.After, func(a planning.WorkAfter) afterJSON { return afterJSON{string(a.Work), a.GapDays} }),
		Bring: orNone(w.Bring), Grievance: orNull(w.Grievance), Source: w.Source, SourceID: w.SourceID, Since: w.KnownSince.UTC(), UpdatedAt: w.UpdatedAt.UTC(),
		WorkProperties: WorkProperties{
			Name: w.Name, Kind: string(w.Kind), Stage: orNull(w.Stage), Area: string(w.Area), At: w.At, Cell: w.Cell.String(), Minutes: w.Minutes, Crews: int64(w.Crews),
			Release: dayOrNull(w.Release), Due: dayOrNull(w.Due), Priority: w.Priority, People: w.People, State: string(w.State), Version: w.Version,
		},
	}
	out.Line, _ = w.Shape.(orb.LineString)
	out.Polygon, _ = w.Shape.(orb.Polygon)
	if p := w.PickUp; p != nil {
		out.PickUp = &pickUpJSON{p.Name, p.At, p.Minutes, p.What}
	}
	return out
}

func appendWork(f *features, w planning.WorkRecord) error {
	var shape orb.Geometry = w.At
	if w.Shape != nil {
		shape = w.Shape
	}
	p := f.feature(string(w.ID), shape)
	p.text("name", w.Name)
	p.text("kind", string(w.Kind))
	p.given("stage", w.Stage)
	p.text("area", string(w.Area))
	p.position("at", w.At)
	p.text("cell", w.Cell.String())
	p.int("minutes", w.Minutes)
	p.int("crews", int64(w.Crews))
	p.day("release", w.Release)
	p.day("due", w.Due)
	p.int("priority", w.Priority)
	p.int("people", w.People)
	p.text("state", string(w.State))
	p.int("version", w.Version)
	return f.end(p)
}

func (d workDesk) list(w http.ResponseWriter, r *http.Request) error {
	where, err := place(r)
	if err != nil {
		return err
	}
	rows, err := d.store.Works(r.Context(), planning.WorkQuery{
		Page: page(r), Place: where, Kind: get[planning.WorkKind](r, "kind"), State: get[planning.WorkState](r, "state"),
	})
	if err != nil {
		return err
	}
	rows, next := cut(r, rows, func(x planning.WorkRecord) string { return string(x.ID) })
	return writeFeatures(w, next, rows, appendWork)
}

func (d workDesk) get(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.WorkID](r, "id")
	if err != nil {
		return err
	}
	x, err := d.store.Work(r.Context(), id)
	if err != nil {
		return err
	}
	return writeNoun(w, r, x.Version, workOut(x))
}

func (d workDesk) create(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[workInput](r)
	if err != nil {
		return err
	}
	x, err := in.work()
	if err != nil {
		return err
	}
	key, err := idempotencyKey(r)
	if err != nil {
		return err
	}
	if x, err = d.store.CreateWork(r.Context(), actor(r), key, x); err != nil {
		return err
	}
	return writeCreated(w, http.StatusCreated, prefix+"/works/"+string(x.ID), x.Version, workOut(x))
}

func (d workDesk) change(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.WorkID](r, "id")
	if err != nil {
		return err
	}
	version, err := ifMatch(r)
	if err != nil {
		return err
	}
	in, err := decode[workChangeInput](r)
	if err != nil {
		return err
	}
	change, err := in.change()
	if err != nil {
		return err
	}
	x, err := d.store.ChangeWork(r.Context(), actor(r), id, version, change)
	if err != nil {
		return err
	}
	return writeChanged(w, x.Version, workOut(x))
}

// work turns the input into values; all that is wrong is named at once.
func (in workInput) work() (planning.WorkRecord, error) {
	wrong := invalid()
	w := planning.WorkRecord{
		ID: minted[planning.WorkID](wrong, "/id", in.ID), Name: in.Name, Kind: planning.WorkKind(in.Kind), Stage: in.Stage, Area: planning.AreaID(lower(in.Area)),
		At: in.At, Exit: in.Exit, Minutes: in.Minutes, Skills: sorted(in.Skills), Equipment: sorted(in.Equipment), Crews: max(1, in.Crews),
		Release: orZero(in.Release), Due: orZero(in.Due), Windows: windowsIn(wrong, in.Windows), Closed: in.Closed, Priority: in.Priority, People: in.People,
		After: afterIn(in.After), PickUp: pickUpIn(wrong, in.PickUp), Bring: in.Bring, Grievance: lower(in.Grievance), State: planning.WorkOpen,
	}
	position(wrong, "/at", in.At)
	if in.Exit != nil {
		position(wrong, "/exit", *in.Exit)
	}
	switch {
	case len(in.Line) > 0 && len(in.Polygon) > 0:
		_ = wrong.With("/polygon", "cannot go with a line; a work has one shape")
	case len(in.Line) > 0:
		line := lineIn(wrong, "/line", in.Line)
		w.Shape = line
		if in.Exit == nil && line[len(line)-1] != in.At {
			w.Exit = &line[len(line)-1]
		}
	case len(in.Polygon) > 0:
		w.Shape = polygonIn(wrong, "/polygon", in.Polygon)
	}
	return w, orNothing(wrong)
}

func (in workChangeInput) change() (planning.WorkChange, error) {
	wrong := invalid()
	c := planning.WorkChange{
		Name: in.Name, Stage: in.Stage, Minutes: in.Minutes, Crews: in.Crews, Release: openDay(wrong, "/release", in.Release), Due: openDay(wrong, "/due", in.Due),
		Closed: in.Closed, Priority: in.Priority, People: in.People, Bring: in.Bring,
	}
	if in.Skills != nil {
		c.Skills = new(sorted(*in.Skills))
	}
	if in.Equipment != nil {
		c.Equipment = new(sorted(*in.Equipment))
	}
	if in.Windows != nil {
		c.Windows = new(windowsIn(wrong, *in.Windows))
	}
	if in.After != nil {
		c.After = new(afterIn(*in.After))
	}
	if in.PickUp != nil && in.NoPickUp {
		_ = wrong.With("/no_pick_up", "cannot go with a pick-up")
	}
	if in.PickUp != nil || in.NoPickUp {
		c.PickUp = new(pickUpIn(wrong, in.PickUp))
	}
	if in.State != nil {
		c.State = new(planning.WorkState(*in.State))
	}
	return c, orNothing(wrong)
}

func windowsIn(wrong *fault.Fault, list []windowJSON) []planning.WorkWindow {
	out := make([]planning.WorkWindow, len(list))
	for i, x := range list {
		at := pointerAt("/windows", i)
		out[i] = planning.WorkWindow{Days: x.Days, From: clockIn(wrong, at+"/from", x.From), To: clockIn(wrong, at+"/to", x.To)}
	}
	return out
}

// afterIn gives what a work waits for, by work, as it is kept.
func afterIn(list []afterJSON) []planning.WorkAfter {
	out := each(list, func(a afterJSON) planning.WorkAfter {
		return planning.WorkAfter{Work: planning.WorkID(lower(a.Work)), GapDays: a.GapDays}
	})
	slices.SortFunc(out, func(a, b planning.WorkAfter) int { return cmp.Compare(a.Work, b.Work) })
	return out
}

func pickUpIn(wrong *fault.Fault, p *pickUpJSON) *planning.WorkPickUp {
	if p == nil {
		return nil
	}
	position(wrong, "/pick_up/at", p.At)
	return &planning.WorkPickUp{NamedPlace: planning.NamedPlace{Name: p.Name, At: p.At}, Minutes: p.Minutes, What: p.What}
}
