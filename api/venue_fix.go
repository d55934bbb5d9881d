package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/planning"
)

func (d venueDesk) fixRoutes() []route {
	return []route{
		{
			Method: http.MethodGet, Path: prefix + "/venues/{id}/fixes", Needs: may("list", "venue_fix"), Summary: "List the geo-tags of a venue",
			Answers: []answer{gives[items[fixJSON]](http.StatusOK)}, Do: d.fixes,
		},
		{
			Method: http.MethodPost, Path: prefix + "/venues/{id}/fixes", Needs: may("create", "venue_fix"), Summary: "Geo-tag a venue", Creates: true,
			Body: bodyOf[fixInput]{}, Answers: []answer{gives[venueJSON](http.StatusCreated)}, Do: d.addFix,
		},
	}
}

// fixInput is one observation of where something is.
type fixInput struct {
	ID       string    `json:"id,omitempty" format:"uuid" doc:"UUIDv7 minted by the client; given by the service where left out"`
	At       orb.Point `json:"at" doc:"Longitude, latitude"`
	Accuracy float64   `json:"accuracy_m" exclusiveMinimum:"0" maximum:"100000" doc:"68 % radius, metres, as the device states it"`
	Source   string    `json:"source" enum:"gps,network,map,survey"`
	TakenAt  time.Time `json:"taken_at"`
	TakenBy  string    `json:"taken_by,omitempty" maxLength:"200" doc:"Who took it: a staff code, no name"`
}

// fixJSON is one observation as it is kept.
type fixJSON struct {
	ID       string    `json:"id" format:"uuid"`
	At       orb.Point `json:"at"`
	Accuracy float64   `json:"accuracy_m"`
	Source   string    `json:"source" enum:"gps,network,map,survey"`
	TakenAt  time.Time `json:"taken_at"`
	TakenBy  string    `json:"taken_by"`
}

func fixOut(f geo.Fix) fixJSON {
	return fixJSON{f.ID, f.At, float64(f.Accuracy), f.Source, f.TakenAt.UTC(), f.TakenBy}
}

// fixOf turns the input into a value, naming what is wrong below pointer.
func fixOf(wrong *fault.Fault, pointer string, in fixInput) geo.Fix {
	position(wrong, pointer+"/at", in.At)
	return geo.Fix{
		ID: minted[string](wrong, pointer+"/id", in.ID), At: in.At, Accuracy: geo.Meters(in.Accuracy), Source: in.Source, TakenAt: in.TakenAt, TakenBy: in.TakenBy,
	}
}

func fixesOf(wrong *fault.Fault, pointer string, in []fixInput) []geo.Fix {
	out := make([]geo.Fix, len(in))
	for i, f := range in {
		out[i] = fixOf(wrong, pointer+"/"+strconv.Itoa(i), f)
	}
	return out
}

func (d venueDesk) fixes(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.VenueID](r, "id")
	if err != nil {
		return err
	}
	fixes, err := d.store.VenueFixes(r.Context(), id)
	if err != nil {
		return err
	}
	return writeItems(w, each(fixes, fixOut), "") // a place collects 200 at most
}

func (d venueDesk) addFix(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.VenueID](r, "id")
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
	v, err := d.store.AddVenueFix(r.Context(), actor(r), key, id, fix)
	if err != nil {
		return err
	}
	return writeCreated(w, http.StatusCreated, prefix+"/venues/"+string(v.ID), v.Version, venueOut(v))
}

// decodeFix gives the body of a geo-tag.
func decodeFix(r *http.Request) (geo.Fix, error) {
	in, err := decode[fixInput](r)
	if err != nil {
		return geo.Fix{}, err
	}
	wrong := invalid()
	fix := fixOf(wrong, "", in)
	return fix, orNothing(wrong)
}
