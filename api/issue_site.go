package api

import (
	"context"
	"net/http"
	"time"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/casework"
	"doorstep/planning"
)

type issueSiteStore interface {
	ReportIssueSite(context.Context, casework.Actor, casework.Key, casework.Sighting) (casework.IssueSite, error)
	IssueSite(context.Context, string) (casework.IssueSite, error)
	IssueSites(context.Context, casework.Query) ([]casework.IssueSite, error)
	AddIssueSiteFix(context.Context, casework.Actor, casework.Key, string, geo.Fix) (casework.IssueSite, error)
}

type issueSiteDesk struct {
	store issueSiteStore
}

func (d issueSiteDesk) routes() []route {
	return []route{
		{
			Method: http.MethodPost, Path: prefix + "/issue-sites", Needs: may("create", "issue_site"), Creates: true, Summary: "Report a place where something is broken",
			Body: bodyOf[issueSiteInput]{}, Answers: []answer{gives[issueSiteReceipt](http.StatusCreated)}, Do: d.create,
		},
		{
			Method: http.MethodGet, Path: prefix + "/issue-sites", Needs: may("list", "issue_site"), Summary: "List places where something is broken",
			Query: append(pageParams(), append(placeParams(), campParam())...), Answers: []answer{givesFeatures[issueSiteProps]("Point")}, Do: d.list,
		},
		{
			Method: http.MethodGet, Path: prefix + "/issue-sites/{id}", Needs: may("read", "issue_site"), Summary: "Read an issue site with its geo-tags",
			Answers: []answer{gives[issueSiteJSON](http.StatusOK)}, Do: d.get,
		},
		{
			Method: http.MethodPost, Path: prefix + "/issue-sites/{id}/fixes", Needs: may("create", "issue_site_fix"), Creates: true, Summary: "Geo-tag an issue site",
			Body: bodyOf[fixInput]{}, Answers: []answer{gives[issueSiteJSON](http.StatusCreated)}, Do: d.addFix,
		},
	}
}

// issueSiteInput reports an issue site; its place is derived from its geo-tags.
type issueSiteInput struct {
	ID          string     `json:"id,omitempty" format:"uuid" doc:"UUIDv7 minted by the client; given by the service where left out"`
	Category    string     `json:"category" pattern:"^[a-z][a-z_]{1,39}$" patternDescription:"2 to 40 lower-case letters and underscores, as in water_supply" example:"broken_drain"`
	Description string     `json:"description" minLength:"1" maxLength:"4000"`
	Fixes       []fixInput `json:"fixes" nullable:"false" minItems:"1" maxItems:"200"`
}

type issueSiteProps struct {
	Category string    `json:"category"`
	Cell     string    `json:"cell" pattern:"^[0-9a-f]{15}$"`
	Radius   float64   `json:"radius_m" doc:"68 % radius of the position"`
	Area     *string   `json:"area" format:"uuid"`
	State    string    `json:"state" enum:"reported,closed"`
	Received time.Time `json:"received_at"`
	Version  int64     `json:"version"`
}

// issueSiteJSON is one issue site.
type issueSiteJSON struct {
	ID          string    `json:"id" format:"uuid"`
	Category    string    `json:"category"`
	Description string    `json:"description"`
	At          orb.Point `json:"at" doc:"Longitude, latitude"`
	Radius      float64   `json:"radius_m" doc:"68 % radius of the position"`
	Cell        string    `json:"cell" pattern:"^[0-9a-f]{15}$"`
	Area        *string   `json:"area" format:"uuid"`
	State       string    `json:"state" enum:"reported,closed"`
	Received    time.Time `json:"received_at"`
	Fixes       []fixJSON `json:"fixes" nullable:"false"`
	Version     int64     `json:"version"`
}

// issueSiteReceipt is what whoever reported an issue site is given.
type issueSiteReceipt struct {
	ID       string    `json:"id" format:"uuid"`
	Category string    `json:"category"`
	At       orb.Point `json:"at" doc:"Longitude, latitude"`
	Radius   float64   `json:"radius_m"`
	State    string    `json:"state" enum:"reported,closed"`
	Tracking string    `json:"tracking" doc:"Tells nobody but its holder how the case stands: it is shown only to who sends this" example:"0000-0000-0000-00000"`
	Received time.Time `json:"received_at"`
	Version  int64     `json:"version"`
}

func issueSiteOut(s casework.IssueSite) issueSiteJSON {
	return issueSiteJSON{
		ID: s.ID, Category: s.Category, Description: s.Description, At: s.At, Radius: float64(s.Radius), Cell: s.Cell.String(), Area: orNull(s.Area),
		State: s.State, Received: s.Received.UTC(), Fixes: each(s.Fixes, fixOut), Version: s.Version,
	}
}

func (d issueSiteDesk) create(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[issueSiteInput](r)
	if err != nil {
		return err
	}
	wrong := invalid()
	sighting := casework.Sighting{
		ID: minted[string](wrong, "/id", in.ID), Category: in.Category, Description: in.Description, Fixes: fixesOf(wrong, "/fixes", in.Fixes),
	}
	if err := orNothing(wrong); err != nil {
		return err
	}
	key, err := idempotencyKey(r)
	if err != nil {
		return err
	}
	s, err := d.store.ReportIssueSite(r.Context(), actor(r), key, sighting)
	if err != nil {
		return err
	}
	return writeCreated(w, http.StatusCreated, prefix+"/issue-sites/"+s.ID, 0,
		issueSiteReceipt{s.ID, s.Category, s.At, float64(s.Radius), s.State, s.Tracking, s.Received.UTC(), s.Version})
}

func (d issueSiteDesk) get(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[string](r, "id")
	if err != nil {
		return err
	}
	s, err := d.store.IssueSite(r.Context(), id)
	if err != nil {
		return err
	}
	return writeNoun(w, r, s.Version, issueSiteOut(s))
}

func (d issueSiteDesk) addFix(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[string](r, "id")
	if err != nil {
		return err
	}
	fix, err := decodeFix(r)
	if err != nil {
		return err
	}
	key, err := idempotencyKey(r)
	if err != nil {
		return err
	}
	s, err := d.store.AddIssueSiteFix(r.Context(), actor(r), key, id, fix)
	if err != nil {
		return err
	}
	return writeCreated(w, http.StatusCreated, prefix+"/issue-sites/"+s.ID, s.Version, issueSiteOut(s))
}

func (d issueSiteDesk) list(w http.ResponseWriter, r *http.Request) error {
	where, err := place(r)
	if err != nil {
		return err
	}
	rows, err := d.store.IssueSites(r.Context(), casework.Query{Page: page(r), Place: where, Camp: get[planning.CampID](r, "camp")})
	if err != nil {
		return err
	}
	rows, next := cut(r, rows, func(s casework.IssueSite) string { return s.ID })
	return writeFeatures(w, next, rows, func(f *features, s casework.IssueSite) error {
		p := f.point(s.ID, s.At)
		p.text("category", s.Category)
		p.text("cell", s.Cell.String())
		p.meters("radius_m", s.Radius)
		p.given("area", string(s.Area))
		p.text("state", s.State)
		p.instant("received_at", s.Received)
		p.int("version", s.Version)
		return f.end(p)
	})
}
