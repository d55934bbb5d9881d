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

type roadClosureStore interface {
	RoadClosures(context.Context, planning.RoadClosureQuery) ([]planning.RoadClosure, error)
	RoadClosure(context.Context, planning.RoadClosureID) (planning.RoadClosure, error)
	CloseRoads(context.Context, casework.Actor, casework.Key, planning.RoadClosure) (planning.RoadClosure, error)
	ChangeRoadClosure(ctx context.Context, by casework.Actor, id planning.RoadClosureID, version int64, ch planning.RoadClosureChange) (planning.RoadClosure, error)
}

type roadClosureDesk struct{ store roadClosureStore }

func (d roadClosureDesk) routes() []route {
	at := prefix + "/road-closures"
	one := []answer{gives[roadClosureJSON](http.StatusOK)}
	return []route{
		{
			Method: http.MethodGet, Path: at, Needs: may("list", "road_closure"), Summary: "List areas that nobody may pass",
			Query:   append(pageParams(), boundParam(), dayParam("day", "Only those that hold on this day.")),
			Answers: []answer{givesFeatures[RoadClosureProperties]("Polygon")}, Do: d.list,
		},
		{
			Method: http.MethodPost, Path: at, Needs: may("create", "road_closure"), Summary: "Close the roads of an area for some days", Creates: true,
			Body: bodyOf[roadClosureInput]{}, Answers: []answer{gives[roadClosureJSON](http.StatusCreated)}, Do: d.create,
		},
		{Method: http.MethodGet, Path: at + "/{id}", Needs: may("read", "road_closure"), Summary: "Read a road closure", Answers: one, Do: d.get},
		{
			Method: http.MethodPatch, Path: at + "/{id}", Needs: may("change", "road_closure"), Summary: "End a road closure earlier or later", IfMatch: true,
			Body: bodyOf[roadClosureChangeInput]{}, Answers: one, Do: d.change,
		},
	}
}

// roadClosureInput closes an area.
type roadClosureInput struct {
	ID      string         `json:"id,omitempty" format:"uuid" doc:"UUIDv7 minted by the client; given by the service where left out"`
	Polygon [][][2]float64 `json:"polygon" nullable:"false" minItems:"1" maxItems:"50" doc:"Coordinates of a GeoJSON Polygon: rings of [longitude, latitude]"`
	From    planning.Day   `json:"from" format:"date" doc:"First day"`
	To      planning.Day   `json:"to" format:"date" doc:"Last day"`
	Reason  string         `json:"reason" minLength:"1" maxLength:"500"`
	Number  string         `json:"number,omitempty" maxLength:"200" doc:"Of the order"`
	Source  string         `json:"source" minLength:"1" maxLength:"500" doc:"Who says so"`
}

type roadClosureChangeInput struct {
	To     *planning.Day `json:"to,omitempty" format:"date" doc:"Last day"`
	Reason *string       `json:"reason,omitempty" minLength:"1" maxLength:"500"`
	Number *string       `json:"number,omitempty" maxLength:"200"`
}

// RoadClosureProperties are what is written of a road closure, in a list as a feature's properties.
type RoadClosureProperties struct {
	From      planning.Day `json:"from" format:"date"`
	To        planning.Day `json:"to" format:"date"`
	Reason    string       `json:"reason"`
	Number    *string      `json:"number"`
	Source    string       `json:"source"`
	Version   int64        `json:"version"`
	UpdatedAt time.Time    `json:"updated_at"`
}

// roadClosureJSON is one road closure.
type roadClosureJSON struct {
	ID      string      `json:"id" format:"uuid"`
	Polygon orb.Polygon `json:"polygon" doc:"Coordinates of a GeoJSON Polygon"`
	RoadClosureProperties
}

func roadClosureOut(c planning.RoadClosure) roadClosureJSON {
	return roadClosureJSON{string(c.ID), c.Polygon, RoadClosureProperties{
		From: c.From, To: c.To, Reason: c.Reason, Number: orNull(c.Number), Source: c.Source, Version: c.Version, UpdatedAt: c.UpdatedAt.UTC(),
	}}
}

func (d roadClosureDesk) list(w http.ResponseWriter, r *http.Request) error {
	rows, err := d.store.RoadClosures(r.Context(), planning.RoadClosureQuery{Page: page(r), Bound: get[*orb.Bound](r, "bbox"), Day: get[planning.Day](r, "day")})
	if err != nil {
		return err
	}
	rows, next := cut(r, rows, func(c planning.RoadClosure) string { return string(c.ID) })
	return writeFeatures(w, next, rows, func(f *features, c planning.RoadClosure) error {
		p := f.feature(string(c.ID), c.Polygon)
		p.day("from", c.From)
		p.day("to", c.To)
		p.text("reason", c.Reason)
		p.given("number", c.Number)
		p.text("source", c.Source)
		p.int("version", c.Version)
		p.instant("updated_at", c.UpdatedAt)
		return f.end(p)
	})
}

func (d roadClosureDesk) get(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.RoadClosureID](r, "id")
	if err != nil {
		return err
	}
	c, err := d.store.RoadClosure(r.Context(), id)
	if err != nil {
		return err
	}
	return writeNoun(w, r, c.Version, roadClosureOut(c))
}

func (d roadClosureDesk) create(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[roadClosureInput](r)
	if err != nil {
		return err
	}
	wrong := invalid()
	c := planning.RoadClosure{
		ID: minted[planning.RoadClosureID](wrong, "/id", in.ID), Polygon: polygonIn(wrong, "/polygon", in.Polygon), From: in.From, To: in.To,
		Reason: in.Reason, Number: in.Number, Source: in.Source,
	}
	if err := orNothing(wrong); err != nil {
		return err
	}
	key, err := idempotencyKey(r)
	if err != nil {
		return err
	}
	if c, err = d.store.CloseRoads(r.Context(), actor(r), key, c); err != nil {
		return err
	}
	return writeCreated(w, http.StatusCreated, prefix+"/road-closures/"+string(c.ID), c.Version, roadClosureOut(c))
}

func (d roadClosureDesk) change(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.RoadClosureID](r, "id")
	if err != nil {
		return err
	}
	version, err := ifMatch(r)
	if err != nil {
		return err
	}
	in, err := decode[roadClosureChangeInput](r)
	if err != nil {
		return err
	}
	c, err := d.store.ChangeRoadClosure(r.Context(), actor(r), id, version, planning.RoadClosureChange{To: in.To, Reason: in.Reason, Number: in.Number})
	if err != nil {
		return err
	}
	return writeChanged(w, c.Version, roadClosureOut(c))
}

// polygonIn reads the rings of a polygon, each position held against the Earth. A ring that is not closed is closed.
func polygonIn(wrong *fault.Fault, at string, rings [][][2]float64) orb.Polygon {
	out := make(orb.Polygon, len(rings))
	for i, r := range rings {
		out[i] = orb.Ring(lineIn(wrong, pointerAt(at, i), r))
		if n := len(r); n > 0 && r[0] != r[n-1] {
			out[i] = append(out[i], out[i][0])
		}
	}
	return out
}

// lineIn reads positions; the first that is none is named.
func lineIn(wrong *fault.Fault, at string, list [][2]float64) orb.LineString {
	out := make(orb.LineString, len(list))
	named := false
	for i, p := range list {
		out[i] = p
		if bad := badPoint(out[i]); bad != "" && !named {
			named = true
			_ = wrong.With(pointerAt(at, i), "%s", bad)
		}
	}
	return out
}
