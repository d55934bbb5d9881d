package api

import (
	"context"
	"net/http"
	"time"

	"github.com/paulmach/orb"

	"doorstep/internal/casework"
	"doorstep/planning"
)

type grievanceStore interface {
	FileGrievance(context.Context, casework.Actor, casework.Key, casework.Complaint) (casework.Grievance, error)
	Grievance(context.Context, string) (casework.Grievance, error)
	Grievances(context.Context, casework.Query) ([]casework.Grievance, error)
}

type grievanceDesk struct {
	store grievanceStore
}

func (d grievanceDesk) routes() []route {
	return []route{
		{
			Method: http.MethodPost, Path: prefix + "/grievances", Needs: mayPersonal("create", "grievance"), Creates: true,
			Summary: "File a grievance", Body: bodyOf[grievanceInput]{}, Answers: []answer{gives[grievanceReceipt](http.StatusCreated)}, Do: d.create,
		},
		{
			Method: http.MethodGet, Path: prefix + "/grievances", Needs: may("list", "grievance"),
			Summary: "List grievances by cell, without what identifies a person: each stands at the middle of its cell",
			Query:   append(pageParams(), campParam(), areaParam(), cellParam()), Answers: []answer{givesFeatures[grievanceProps]("Point")}, Do: d.list,
		},
		{
			Method: http.MethodGet, Path: prefix + "/grievances/{id}", Needs: mayPersonal("read", "grievance"), Summary: "Read a grievance",
			Answers: []answer{gives[grievanceJSON](http.StatusOK)}, Do: d.get,
		},
	}
}

// grievanceInput asks for a grievance to be filed. Nobody need give a name or a phone number.
type grievanceInput struct {
	ID          string     `json:"id,omitempty" format:"uuid" doc:"UUIDv7 minted by the client, needed where no Idempotency-Key is sent; sent again with the same content, it gets its receipt again"`
	Category    string     `json:"category" pattern:"^[a-z][a-z_]{1,39}$" patternDescription:"2 to 40 lower-case letters and underscores, as in water_supply" example:"water_supply"`
	Description string     `json:"description" minLength:"1" maxLength:"4000"`
	Name        string     `json:"name,omitempty" maxLength:"200"`
	Phone       string     `json:"phone,omitempty" maxLength:"30"`
	Camp        string     `json:"camp,omitempty" format:"uuid" doc:"Where it was taken"`
	IssueSite   string     `json:"issue_site,omitempty" format:"uuid" doc:"What it is about"`
	At          *orb.Point `json:"at,omitempty" doc:"Longitude, latitude; the issue site's or the camp's place where left out"`
}

// grievanceProps are the properties of a grievance in a list: neither its author nor his words.
type grievanceProps struct {
	Category  string    `json:"category"`
	Camp      *string   `json:"camp" format:"uuid"`
	IssueSite *string   `json:"issue_site" format:"uuid"`
	Cell      string    `json:"cell" pattern:"^[0-9a-f]{15}$"`
	Area      *string   `json:"area" format:"uuid"`
	State     string    `json:"state" enum:"received,closed"`
	Received  time.Time `json:"received_at"`
}

// grievanceJSON is one grievance, its phone number masked.
type grievanceJSON struct {
	ID          string    `json:"id" format:"uuid"`
	Category    string    `json:"category"`
	Description string    `json:"description"`
	Name        *string   `json:"name"`
	Phone       *string   `json:"phone" doc:"All but its last two digits hidden"`
	Camp        *string   `json:"camp" format:"uuid"`
	IssueSite   *string   `json:"issue_site" format:"uuid"`
	At          orb.Point `json:"at"`
	Cell        string    `json:"cell" pattern:"^[0-9a-f]{15}$"`
	Area        *string   `json:"area" format:"uuid"`
	State       string    `json:"state" enum:"received,closed"`
	Received    time.Time `json:"received_at"`
}

// grievanceReceipt is what the author of a grievance is given.
type grievanceReceipt struct {
	ID       string    `json:"id" format:"uuid"`
	Category string    `json:"category"`
	State    string    `json:"state" enum:"received,closed"`
	Tracking string    `json:"tracking" doc:"Tells nobody but its holder how the case stands: it is shown only to who sends this" example:"0000-0000-0000-00000"`
	Received time.Time `json:"received_at"`
}

func (d grievanceDesk) create(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[grievanceInput](r)
	if err != nil {
		return err
	}
	wrong := invalid()
	complaint := casework.Complaint{
		ID: minted[string](wrong, "/id", in.ID), Category: in.Category, Description: in.Description, Name: in.Name, Phone: in.Phone,
		Camp: planning.CampID(lower(in.Camp)), IssueSite: lower(in.IssueSite), At: in.At,
	}
	if in.At != nil {
		position(wrong, "/at", *in.At)
	}
	if err := orNothing(wrong); err != nil {
		return err
	}
	key, err := personalKey(r, complaint.ID)
	if err != nil {
		return err
	}
	g, err := d.store.FileGrievance(r.Context(), actor(r), key, complaint)
	if err != nil {
		return err
	}
	return writeCreated(w, http.StatusCreated, prefix+"/grievances/"+g.ID, 0, grievanceReceipt{g.ID, g.Category, g.State, g.Tracking, g.Received.UTC()})
}

func (d grievanceDesk) get(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[string](r, "id")
	if err != nil {
		return err
	}
	g, err := d.store.Grievance(r.Context(), id)
	if err != nil {
		return err
	}
	return writeNoun(w, r, 0, grievanceJSON{
		ID: g.ID, Category: g.Category, Description: g.Description, Name: orNull(g.Name), Phone: masked(g.Phone), Camp: orNull(g.Camp), IssueSite: orNull(g.IssueSite),
		At: g.At, Cell: g.Cell.String(), Area: orNull(g.Area), State: g.State, Received: g.Received.UTC(),
	})
}

// list puts each grievance at the middle of its cell, and takes no window nor circle, by which the exact
// place could be closed in on: it would show who complains.
func (d grievanceDesk) list(w http.ResponseWriter, r *http.Request) error {
	where, err := place(r)
	if err != nil {
		return err
	}
	rows, err := d.store.Grievances(r.Context(), casework.Query{Page: page(r), Place: where, Camp: get[planning.CampID](r, "camp")})
	if err != nil {
		return err
	}
	rows, next := cut(r, rows, func(g casework.Grievance) string { return g.ID })
	return writeFeatures(w, next, rows, func(f *features, g casework.Grievance) error {
		p := f.point(g.ID, g.Cell.Center())
		p.text("category", g.Category)
		p.given("camp", string(g.Camp))
		p.given("issue_site", g.IssueSite)
		p.text("cell", g.Cell.String())
		p.given("area", string(g.Area))
		p.text("state", g.State)
		p.instant("received_at", g.Received)
		return f.end(p)
	})
}
