package api

import (
	"context"
	"net/http"
	"time"

	"github.com/paulmach/orb"

	"doorstep/internal/casework"
	"doorstep/planning"
)

type registrationStore interface {
	Register(context.Context, casework.Actor, casework.Key, planning.CampID, casework.Application) (casework.Registration, error)
	Registration(context.Context, string) (casework.Registration, error)
	Registrations(context.Context, casework.Query) ([]casework.Registration, error)
	CampInstead(context.Context, planning.CampID) (*planning.CampRecord, error)
}

type registrationDesk struct {
	store registrationStore
}

func (d registrationDesk) routes() []route {
	list := []answer{givesFeatures[registrationProps]("Point")}
	return []route{
		{
			Method: http.MethodPost, Path: prefix + "/camps/{id}/registrations", Needs: mayPersonal("create", "registration"), Creates: true,
			Summary: "Register a person at a camp for a scheme", Body: bodyOf[registrationInput]{},
			Answers: []answer{gives[registrationReceipt](http.StatusCreated)}, Do: d.create,
		},
		{
			Method: http.MethodGet, Path: prefix + "/camps/{id}/registrations", Needs: may("list", "registration"), Summary: "List the registrations at a camp",
			Query: pageParams(), Answers: list, Do: d.listOfCamp,
		},
		{
			Method: http.MethodGet, Path: prefix + "/registrations", Needs: may("list", "registration"), Summary: "List registrations, without what identifies a person",
			Query: append(pageParams(), append(placeParams(), campParam())...), Answers: list, Do: d.list,
		},
		{
			Method: http.MethodGet, Path: prefix + "/registrations/{id}", Needs: mayPersonal("read", "registration"), Summary: "Read a registration",
			Answers: []answer{gives[registrationJSON](http.StatusOK)}, Do: d.get,
		},
	}
}

// campParam narrows a list of cases.
func campParam() param { return idParam[planning.CampID]("camp", "Only what was taken at this camp.") }

// registrationInput asks for a registration.
type registrationInput struct {
	ID        string `json:"id,omitempty" format:"uuid" doc:"UUIDv7 minted by the client, needed where no Idempotency-Key is sent; sent again with the same content, it gets its receipt again"`
	Applicant string `json:"applicant,omitempty" format:"uuid" doc:"The person, where known from an earlier registration"`
	Name      string `json:"name" minLength:"1" maxLength:"200"`
	Phone     string `json:"phone,omitempty" maxLength:"30"`
	Scheme    string `json:"scheme" pattern:"^[a-z][a-z_]{1,39}$" patternDescription:"2 to 40 lower-case letters and underscores, as in water_supply" example:"widow_pension"`

	// TakenAt lets a phone that was without a network send what it took days ago.
	TakenAt *time.Time `json:"taken_at,omitempty" doc:"When it was taken down; now where left out. Taken by the end of the camp's day, and before another plan replaced the camp's, it is good and kept at this camp, however late it is sent"`
}

// registrationProps are the properties of a registration in a list: nothing that identifies a person.
type registrationProps struct {
	Camp     string    `json:"camp" format:"uuid"`
	Scheme   string    `json:"scheme"`
	Cell     string    `json:"cell" pattern:"^[0-9a-f]{15}$" doc:"Of the camp's venue"`
	Area     *string   `json:"area" format:"uuid"`
	State    string    `json:"state" enum:"received,closed"`
	TakenAt  time.Time `json:"taken_at"`
	Received time.Time `json:"received_at"`
}

// registrationJSON is one registration, its phone number masked.
type registrationJSON struct {
	ID        string    `json:"id" format:"uuid"`
	Camp      string    `json:"camp" format:"uuid"`
	Applicant string    `json:"applicant" format:"uuid"`
	Name      string    `json:"name"`
	Phone     *string   `json:"phone" doc:"All but its last two digits hidden"`
	Scheme    string    `json:"scheme"`
	At        orb.Point `json:"at" doc:"Of the camp's venue"`
	Cell      string    `json:"cell" pattern:"^[0-9a-f]{15}$"`
	Area      *string   `json:"area" format:"uuid"`
	State     string    `json:"state" enum:"received,closed"`
	TakenAt   time.Time `json:"taken_at"`
	Received  time.Time `json:"received_at"`

	Instead *insteadJSON `json:"instead" doc:"The camp to send the person to now that another plan has replaced the camp's; null where it stands, or nothing is left"`
}

// registrationReceipt is what the person who registered is given.
type registrationReceipt struct {
	ID        string    `json:"id" format:"uuid"`
	Applicant string    `json:"applicant" format:"uuid"`
	Camp      string    `json:"camp" format:"uuid"`
	Scheme    string    `json:"scheme"`
	State     string    `json:"state" enum:"received,closed"`
	Tracking  string    `json:"tracking" doc:"Tells nobody but its holder how the case stands: it is shown only to who sends this" example:"0000-0000-0000-00000"`
	TakenAt   time.Time `json:"taken_at"`
	Received  time.Time `json:"received_at"`
}

func (d registrationDesk) create(w http.ResponseWriter, r *http.Request) error {
	camp, err := pathID[planning.CampID](r, "id")
	if err != nil {
		return err
	}
	in, err := decode[registrationInput](r)
	if err != nil {
		return err
	}
	wrong := invalid()
	app := casework.Application{ID: minted[string](wrong, "/id", in.ID), Applicant: lower(in.Applicant), Name: in.Name, Phone: in.Phone, Scheme: in.Scheme, TakenAt: in.TakenAt}
	if err := orNothing(wrong); err != nil {
		return err
	}
	key, err := personalKey(r, app.ID)
	if err != nil {
		return err
	}
	reg, err := d.store.Register(r.Context(), actor(r), key, camp, app)
	if err != nil {
		return err
	}
	return writeCreated(w, http.StatusCreated, prefix+"/registrations/"+reg.ID, 0,
		registrationReceipt{reg.ID, reg.Applicant, string(reg.Camp), reg.Scheme, reg.State, reg.Tracking, reg.TakenAt.UTC(), reg.Received.UTC()})
}

func (d registrationDesk) get(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[string](r, "id")
	if err != nil {
		return err
	}
	reg, err := d.store.Registration(r.Context(), id)
	if err != nil {
		return err
	}
	instead, err := d.store.CampInstead(r.Context(), reg.Camp)
	if err != nil {
		return err
	}
	return writeNoun(w, r, 0, registrationJSON{
		ID: reg.ID, Camp: string(reg.Camp), Applicant: reg.Applicant, Name: reg.Name, Phone: masked(reg.Phone), Scheme: reg.Scheme,
		At: reg.At, Cell: reg.Cell.String(), Area: orNull(reg.Area), State: reg.State, TakenAt: reg.TakenAt.UTC(), Received: reg.Received.UTC(),
		Instead: insteadOut(instead),
	})
}

func (d registrationDesk) listOfCamp(w http.ResponseWriter, r *http.Request) error {
	camp, err := pathID[planning.CampID](r, "id")
	if err != nil {
		return err
	}
	return d.write(w, r, casework.Query{Page: page(r), Camp: camp})
}

func (d registrationDesk) list(w http.ResponseWriter, r *http.Request) error {
	where, err := place(r)
	if err != nil {
		return err
	}
	return d.write(w, r, casework.Query{Page: page(r), Place: where, Camp: get[planning.CampID](r, "camp")})
}

func (d registrationDesk) write(w http.ResponseWriter, r *http.Request, q casework.Query) error {
	rows, err := d.store.Registrations(r.Context(), q)
	if err != nil {
		return err
	}
	rows, next := cut(r, rows, func(reg casework.Registration) string { return reg.ID })
	return writeFeatures(w, next, rows, func(f *features, reg casework.Registration) error {
		p := f.point(reg.ID, reg.At)
		p.text("camp", string(reg.Camp))
		p.text("scheme", reg.Scheme)
		p.text("cell", reg.Cell.String())
		p.given("area", string(reg.Area))
		p.text("state", reg.State)
		p.instant("taken_at", reg.TakenAt)
		p.instant("received_at", reg.Received)
		return f.end(p)
	})
}

// masked hides all but the last two digits of a phone number; null where there is none.
func masked(phone string) *string {
	if len(phone) < 4 {
		return nil
	}
	b := []byte(phone)
	for i := range b[:len(b)-2] {
		b[i] = '*'
	}
	return new(string(b))
}
