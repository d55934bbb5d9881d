package api

import (
	"context"
	"net/http"
	"time"

	"github.com/paulmach/orb"

	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

type crewStore interface {
	Crews(context.Context, planning.CrewQuery) ([]planning.CrewRecord, error)
	Crew(context.Context, planning.CrewID) (planning.CrewRecord, error)
	CreateCrew(context.Context, casework.Actor, casework.Key, planning.CrewRecord) (planning.CrewRecord, error)
	ChangeCrew(ctx context.Context, by casework.Actor, id planning.CrewID, version int64, ch planning.CrewChange) (planning.CrewRecord, error)
}

type crewDesk struct{ store crewStore }

func (d crewDesk) routes() []route {
	one := []answer{gives[crewJSON](http.StatusOK)}
	return []route{
		{
			Method: http.MethodGet, Path: prefix + "/crews", Needs: may("list", "crew"), Summary: "List crews by their bases",
			Query: append(pageParams(), placeParams()...), Answers: []answer{givesFeatures[CrewProperties]("Point")}, Do: d.list,
		},
		{
			Method: http.MethodPost, Path: prefix + "/crews", Needs: may("create", "crew"), Summary: "Add a crew", Creates: true,
			Body: bodyOf[crewInput]{}, Answers: []answer{gives[crewJSON](http.StatusCreated)}, Do: d.create,
		},
		{Method: http.MethodGet, Path: prefix + "/crews/{id}", Needs: may("read", "crew"), Summary: "Read a crew", Answers: one, Do: d.get},
		{
			Method: http.MethodPatch, Path: prefix + "/crews/{id}", Needs: may("change", "crew"), Summary: "Change a crew", IfMatch: true,
			Body: bodyOf[crewChangeInput]{}, Answers: one, Do: d.change,
		},
	}
}

// spotJSON is a named place.
type spotJSON struct {
	Name string    `json:"name" minLength:"1" maxLength:"200"`
	At   orb.Point `json:"at" doc:"Longitude, latitude"`
}

// breakJSON is the rest a crew takes each day.
type breakJSON struct {
	Minutes int64  `json:"minutes" minimum:"1" maximum:"1440"`
	From    string `json:"from" pattern:"^[0-9]{2}:[0-9]{2}$"`
	To      string `json:"to" pattern:"^[0-9]{2}:[0-9]{2}$"`
}

// shiftJSON is a day that differs from a crew's others.
type shiftJSON struct {
	Day      planning.Day `json:"day" format:"date"`
	From     string       `json:"from" pattern:"^[0-9]{2}:[0-9]{2}$"`
	To       string       `json:"to" pattern:"^[0-9]{2}:[0-9]{2}$"`
	Start    *spotJSON    `json:"start,omitempty" doc:"Where the day begins; the base where left out"`
	End      *spotJSON    `json:"end,omitempty" doc:"Where it ends: a night away; the base where left out"`
	Overtime int64        `json:"overtime_minutes,omitempty" minimum:"0" maximum:"720"`
}

// crewInput adds a crew. Its name is the team's, not a person's.
type crewInput struct {
	ID        string         `json:"id,omitempty" format:"uuid" doc:"UUIDv7 minted by the client; given by the service where left out"`
	Name      string         `json:"name" minLength:"1" maxLength:"200" doc:"Of the team, never of a person"`
	Area      string         `json:"area" format:"uuid" doc:"It does the works within: a district, block or town"`
	Base      spotJSON       `json:"base"`
	Profile   string         `json:"profile" enum:"car,cycle,walk,boat"`
	Skills    []string       `json:"skills,omitempty" nullable:"false" maxItems:"50" uniqueItems:"true"`
	Equipment []string       `json:"equipment,omitempty" nullable:"false" maxItems:"50" uniqueItems:"true"`
	From      string         `json:"from,omitempty" pattern:"^[0-9]{2}:[0-9]{2}$" default:"09:30"`
	To        string         `json:"to,omitempty" pattern:"^[0-9]{2}:[0-9]{2}$" default:"17:30"`
	Overtime  int64          `json:"overtime_minutes,omitempty" minimum:"0" maximum:"720"`
	WeeklyOff *[]int         `json:"weekly_off,omitempty" nullable:"false" minimum:"0" maximum:"6" maxItems:"7" uniqueItems:"true" doc:"0 is Sunday; Sundays where left out"`
	DaysOff   []planning.Day `json:"days_off,omitempty" nullable:"false" maxItems:"366"`
	Break     *breakJSON     `json:"break,omitempty"`
	Shifts    []shiftJSON    `json:"shifts,omitempty" nullable:"false" maxItems:"366" doc:"Days that differ from the others, in order"`
}

// crewChangeInput changes the fields that are given.
type crewChangeInput struct {
	Name      *string         `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Base      *spotJSON       `json:"base,omitempty"`
	Profile   *string         `json:"profile,omitempty" enum:"car,cycle,walk,boat"`
	Skills    *[]string       `json:"skills,omitempty" nullable:"false" maxItems:"50" uniqueItems:"true"`
	Equipment *[]string       `json:"equipment,omitempty" nullable:"false" maxItems:"50" uniqueItems:"true"`
	From      *string         `json:"from,omitempty" pattern:"^[0-9]{2}:[0-9]{2}$"`
	To        *string         `json:"to,omitempty" pattern:"^[0-9]{2}:[0-9]{2}$"`
	Overtime  *int64          `json:"overtime_minutes,omitempty" minimum:"0" maximum:"720"`
	WeeklyOff *[]int          `json:"weekly_off,omitempty" nullable:"false" minimum:"0" maximum:"6" maxItems:"7" uniqueItems:"true"`
	DaysOff   *[]planning.Day `json:"days_off,omitempty" nullable:"false" maxItems:"366"`
	Break     *breakJSON      `json:"break,omitempty"`
	NoBreak   bool            `json:"no_break,omitempty" doc:"Takes the break away"`
	Shifts    *[]shiftJSON    `json:"shifts,omitempty" nullable:"false" maxItems:"366"`
	Active    *bool           `json:"active,omitempty" doc:"false: it goes out no more"`
}

// CrewProperties are what is written of a crew, in a list as a feature's properties.
type CrewProperties struct {
	Name      string   `json:"name"`
	Area      string   `json:"area" format:"uuid"`
	Base      string   `json:"base" doc:"Its name"`
	Profile   string   `json:"profile" enum:"car,cycle,walk,boat"`
	Skills    []string `json:"skills" nullable:"false"`
	Equipment []string `json:"equipment" nullable:"false"`
	From      string   `json:"from" pattern:"^[0-9]{2}:[0-9]{2}$"`
	To        string   `json:"to" pattern:"^[0-9]{2}:[0-9]{2}$"`
	Active    bool     `json:"active"`
	Version   int64    `json:"version"`
}

// crewJSON is one crew.
type crewJSON struct {
	ID        string         `json:"id" format:"uuid"`
	Name      string         `json:"name"`
	Area      string         `json:"area" format:"uuid"`
	Base      spotJSON       `json:"base"`
	Cell      string         `json:"cell" pattern:"^[0-9a-f]{15}$" doc:"Of the base"`
	Profile   string         `json:"profile" enum:"car,cycle,walk,boat"`
	Skills    []string       `json:"skills" nullable:"false"`
	Equipment []string       `json:"equipment" nullable:"false"`
	From      string         `json:"from" pattern:"^[0-9]{2}:[0-9]{2}$"`
	To        string         `json:"to" pattern:"^[0-9]{2}:[0-9]{2}$"`
	Overtime  int64          `json:"overtime_minutes"`
	WeeklyOff []int          `json:"weekly_off" nullable:"false"`
	DaysOff   []planning.Day `json:"days_off" nullable:"false"`
	Break     *breakJSON     `json:"break" doc:"null: none"`
	Shifts    []shiftJSON    `json:"shifts" nullable:"false"`
	Active    bool           `json:"active"`
	Source    string         `json:"source"`
	SourceID  string         `json:"source_id"`
	Version   int64          `json:"version"`
	UpdatedAt time.Time      `json:"updated_at"`
}

func spotOut(s planning.NamedPlace) spotJSON { return spotJSON{s.Name, s.At} }

func spotOrNull(s *planning.NamedPlace) *spotJSON {
	if s == nil {
		return nil
	}
	return new(spotOut(*s))
}

func crewOut(c planning.CrewRecord) crewJSON {
	out := crewJSON{
		ID: string(c.ID), Name: c.Name, Area: string(c.Area), Base: spotOut(c.Base), Cell: c.Cell.String(), Profile: string(c.Profile),
		Skills: orNone(c.Skills), Equipment: orNone(c.Equipment), From: c.From.String(), To: c.To.String(), Overtime: c.Overtime, WeeklyOff: orNone(c.WeeklyOff),
		DaysOff: orNone(c.DaysOff), Active: c.Active, Source: c.Source, SourceID: c.SourceID, Version: c.Version, UpdatedAt: c.UpdatedAt.UTC(),
		Shifts: each(c.Shifts, func(s planning.CrewShift) shiftJSON {
			return shiftJSON{s.Day, s.From.String(), s.To.String(), spotOrNull(s.Start), spotOrNull(s.End), s.Overtime}
		}),
	}
	if b := c.Break; b != nil {
		out.Break = &breakJSON{b.Minutes, b.From.String(), b.To.String()}
	}
	return out
}

func appendCrew(f *features, c planning.CrewRecord) error {
	p := f.point(string(c.ID), c.Base.At)
	p.text("name", c.Name)
	p.text("area", string(c.Area))
	p.text("base", c.Base.Name)
	p.text("profile", string(c.Profile))
	p.texts("skills", c.Skills)
	p.texts("equipment", c.Equipment)
	p.text("from", c.From.String())
	p.text("to", c.To.String())
	p.bool("active", c.Active)
	p.int("version", c.Version)
	return f.end(p)
}

func (d crewDesk) list(w http.ResponseWriter, r *http.Request) error {
	where, err := place(r)
	if err != nil {
		return err
	}
	rows, err := d.store.Crews(r.Context(), planning.CrewQuery{Page: page(r), Place: where})
	if err != nil {
		return err
	}
	rows, next := cut(r, rows, func(c planning.CrewRecord) string { return string(c.ID) })
	return writeFeatures(w, next, rows, appendCrew)
}

func (d crewDesk) get(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.CrewID](r, "id")
	if err != nil {
		return err
	}
	c, err := d.store.Crew(r.Context(), id)
	if err != nil {
		return err
	}
	return writeNoun(w, r, c.Version, crewOut(c))
}

func (d crewDesk) create(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[crewInput](r)
	if err != nil {
		return err
	}
	c, err := in.crew()
	if err != nil {
		return err
	}
	key, err := idempotencyKey(r)
	if err != nil {
		return err
	}
	if c, err = d.store.CreateCrew(r.Context(), actor(r), key, c); err != nil {
		return err
	}
	return writeCreated(w, http.StatusCreated, prefix+"/crews/"+string(c.ID), c.Version, crewOut(c))
}

func (d crewDesk) change(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.CrewID](r, "id")
	if err != nil {
		return err
	}
	version, err := ifMatch(r)
	if err != nil {
		return err
	}
	in, err := decode[crewChangeInput](r)
	if err != nil {
		return err
	}
	change, err := in.change()
	if err != nil {
		return err
	}
	c, err := d.store.ChangeCrew(r.Context(), actor(r), id, version, change)
	if err != nil {
		return err
	}
	return writeChanged(w, c.Version, crewOut(c))
}

// The usual hours of a crew.
const (
	usualFrom = planning.Clock(9*60 + 30)
	usualTo   = planning.Clock(17*60 + 30)
)

// crew turns the input into values; all that is wrong is named at once.
func (in crewInput) crew() (planning.CrewRecord, error) {
	wrong := invalid()
	c := planning.CrewRecord{
		ID: minted[planning.CrewID](wrong, "/id", in.ID), Name: in.Name, Area: planning.AreaID(lower(in.Area)), Base: spotIn(wrong, "/base", in.Base),
		Profile: planning.Profile(in.Profile), Skills: sorted(in.Skills), Equipment: sorted(in.Equipment), From: usualFrom, To: usualTo,
		Overtime: in.Overtime, WeeklyOff: []int{0}, DaysOff: in.DaysOff, Break: breakIn(wrong, in.Break), Shifts: shiftsIn(wrong, in.Shifts),
	}
	if in.From != "" {
		c.From = clockIn(wrong, "/from", in.From)
	}
	if in.To != "" {
		c.To = clockIn(wrong, "/to", in.To)
	}
	replace(&c.WeeklyOff, in.WeeklyOff)
	return c, orNothing(wrong)
}

func (in crewChangeInput) change() (planning.CrewChange, error) {
	wrong := invalid()
	c := planning.CrewChange{Name: in.Name, Overtime: in.Overtime, WeeklyOff: in.WeeklyOff, DaysOff: in.DaysOff, Active: in.Active}
	if in.Base != nil {
		c.Base = new(spotIn(wrong, "/base", *in.Base))
	}
	if in.Profile != nil {
		c.Profile = new(planning.Profile(*in.Profile))
	}
	if in.Skills != nil {
		c.Skills = new(sorted(*in.Skills))
	}
	if in.Equipment != nil {
		c.Equipment = new(sorted(*in.Equipment))
	}
	if in.From != nil {
		c.From = new(clockIn(wrong, "/from", *in.From))
	}
	if in.To != nil {
		c.To = new(clockIn(wrong, "/to", *in.To))
	}
	if in.Break != nil && in.NoBreak {
		_ = wrong.With("/no_break", "cannot go with a break")
	}
	if in.Break != nil || in.NoBreak {
		c.Break = new(breakIn(wrong, in.Break))
	}
	if in.Shifts != nil {
		c.Shifts = new(shiftsIn(wrong, *in.Shifts))
	}
	return c, orNothing(wrong)
}

func spotIn(wrong *fault.Fault, at string, s spotJSON) planning.NamedPlace {
	position(wrong, at+"/at", s.At)
	return planning.NamedPlace{Name: s.Name, At: s.At}
}

func breakIn(wrong *fault.Fault, b *breakJSON) *planning.Break {
	if b == nil {
		return nil
	}
	return &planning.Break{Minutes: b.Minutes, From: clockIn(wrong, "/break/from", b.From), To: clockIn(wrong, "/break/to", b.To)}
}

func shiftsIn(wrong *fault.Fault, list []shiftJSON) []planning.CrewShift {
	out := make([]planning.CrewShift, len(list))
	for i, s := range list {
		at := pointerAt("/shifts", i)
		out[i] = planning.CrewShift{Day: s.Day, From: clockIn(wrong, at+"/from", s.From), To: clockIn(wrong, at+"/to", s.To), Overtime: s.Overtime}
		if s.Start != nil {
			out[i].Start = new(spotIn(wrong, at+"/start", *s.Start))
		}
		if s.End != nil {
			out[i].End = new(spotIn(wrong, at+"/end", *s.End))
		}
	}
	return out
}
