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

type venueStore interface {
	Venues(context.Context, planning.VenueQuery) ([]planning.Venue, error)
	Venue(context.Context, planning.VenueID) (planning.Venue, error)
	CreateVenue(context.Context, casework.Actor, casework.Key, planning.Venue, []geo.Fix) (planning.Venue, error)
	ChangeVenue(ctx context.Context, by casework.Actor, id planning.VenueID, version int64, change planning.VenueChange) (planning.Venue, error)
	AddVenueFix(context.Context, casework.Actor, casework.Key, planning.VenueID, geo.Fix) (planning.Venue, error)
	VenueFixes(context.Context, planning.VenueID) ([]geo.Fix, error)
}

type venueDesk struct {
	store venueStore
}

func (d venueDesk) routes() []route {
	list := append(pageParams(), append(nearParams(),
		textParam("q", "Only venues whose name, in any spelling, is like this.", 200),
		textParam("kind", "Only venues of this kind, such as school.", 40),
		wordParam("host", "Only venues that may host this.", planning.HostFixed, planning.HostMobile, planning.HostNone),
		wordParam("permission", "Only venues whose owner's leave stands so.",
			planning.PermissionNotAsked, planning.PermissionAsked, planning.PermissionGranted, planning.PermissionRefused))...)
	return append(d.fixRoutes(), []route{
		{
			Method: http.MethodGet, Path: prefix + "/venues", Needs: may("list", "venue"), Summary: "List venues and landmarks",
			Query: list, Answers: []answer{givesFeatures[VenueProperties]("Point")}, Do: d.list,
		},
		{
			Method: http.MethodPost, Path: prefix + "/venues", Needs: may("create", "venue"), Summary: "Add a venue", Creates: true,
			Body: bodyOf[venueInput]{}, Answers: []answer{gives[venueJSON](http.StatusCreated)}, Do: d.create,
		},
		{
			Method: http.MethodGet, Path: prefix + "/venues/{id}", Needs: may("read", "venue"), Summary: "Read a venue",
			Answers: []answer{gives[venueJSON](http.StatusOK)}, Do: d.get,
		},
		{
			Method: http.MethodPatch, Path: prefix + "/venues/{id}", Needs: may("change", "venue"), Summary: "Change a venue", IfMatch: true,
			Body: bodyOf[venueChangeInput]{}, Answers: []answer{gives[venueJSON](http.StatusOK)}, Do: d.change,
		},
	}...)
}

// venueInput asks for a venue to be added.
type venueInput struct {
	ID         string        `json:"id,omitempty" format:"uuid" doc:"UUIDv7 minted by the client; given by the service where left out"`
	Name       string        `json:"name" minLength:"1" maxLength:"300"`
	Kind       string        `json:"kind" pattern:"^[a-z][a-z_]{1,39}$" patternDescription:"2 to 40 lower-case letters and underscores, as in water_supply" example:"school"`
	Host       planning.Host `json:"host" enum:"fixed,mobile,none" doc:"What it may host: a camp for a day, a halt of a mobile camp, or nothing (a landmark)"`
	At         *orb.Point    `json:"at,omitempty" doc:"Longitude, latitude; may be left out where fixes are given"`
	Fixes      []fixInput    `json:"fixes,omitempty" nullable:"false" maxItems:"200" doc:"Geo-tags; the position is derived from them"`
	Capacity   int64         `json:"capacity,omitempty" minimum:"1" maximum:"100000" doc:"Visitors a day; left out where unknown"`
	Facilities *[]string     `json:"facilities,omitempty" nullable:"false" maxItems:"50" pattern:"^[a-z][a-z_]{1,39}(:[1-9][0-9]{0,3})?$" patternDescription:"ramp, network, power, water or rooms:3" doc:"What it has; left out where that is not known"`
	Locality   string        `json:"locality,omitempty" maxLength:"300"`
}

// venueChangeInput changes the fields that are given; null clears a day or the capacity.
type venueChangeInput struct {
	Name             *string              `json:"name,omitempty" minLength:"1" maxLength:"300"`
	Kind             *string              `json:"kind,omitempty" pattern:"^[a-z][a-z_]{1,39}$" patternDescription:"2 to 40 lower-case letters and underscores, as in water_supply"`
	Host             *planning.Host       `json:"host,omitempty" enum:"fixed,mobile,none"`
	Capacity         *int64               `json:"capacity,omitempty" minimum:"0" maximum:"100000" doc:"0: unknown"`
	Facilities       *[]string            `json:"facilities,omitempty" nullable:"false" maxItems:"50" pattern:"^[a-z][a-z_]{1,39}(:[1-9][0-9]{0,3})?$" patternDescription:"ramp, network, power, water or rooms:3"`
	Permission       *planning.Permission `json:"permission,omitempty" enum:"not_asked,asked,granted,refused"`
	PermissionLetter *string              `json:"permission_letter,omitempty" maxLength:"300" doc:"Needed where permission is granted"`
	PermissionFrom   *string              `json:"permission_from,omitempty" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" doc:"Empty: no limit"`
	PermissionTo     *string              `json:"permission_to,omitempty" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" doc:"Empty: no limit"`
}

// VenueProperties are what is written of a venue, in a list as a feature's properties.
type VenueProperties struct {
	Name             string        `json:"name"`
	Kind             string        `json:"kind"`
	Host             string        `json:"host" enum:"fixed,mobile,none"`
	Area             string        `json:"area" format:"uuid"`
	Group            *string       `json:"group" format:"uuid" doc:"null where it is far from all demand"`
	Cell             string        `json:"cell" pattern:"^[0-9a-f]{15}$"`
	Radius           float64       `json:"radius_m" doc:"68 % radius of the position; 0: the source states none"`
	Capacity         *int64        `json:"capacity" doc:"null: unknown, the drive's cap holds"`
	Facilities       *[]string     `json:"facilities" doc:"ramp, network, power, water, rooms:3; null: not known"`
	Permission       string        `json:"permission" enum:"not_asked,asked,granted,refused"`
	PermissionLetter *string       `json:"permission_letter"`
	PermissionFrom   *planning.Day `json:"permission_from" format:"date"`
	PermissionTo     *planning.Day `json:"permission_to" format:"date"`
	Locality         *string       `json:"locality"`
	Urban            bool          `json:"urban"`
	Flags            []string      `json:"flags" nullable:"false" doc:"The source's own warnings"`
	Source           string        `json:"source"`
	SourceID         string        `json:"source_id"`
	Version          int64         `json:"version"`
	UpdatedAt        time.Time     `json:"updated_at"`
}

// venueJSON is one venue.
type venueJSON struct {
	ID string    `json:"id" format:"uuid"`
	At orb.Point `json:"at" doc:"Longitude, latitude"`
	VenueProperties
}

func venueOut(v planning.Venue) venueJSON {
	return venueJSON{string(v.ID), v.At, VenueProperties{
		Name: v.Name, Kind: v.Kind, Host: string(v.Host), Area: string(v.Area), Group: orNull(v.Group), Cell: v.Cell.String(),
		Radius: float64(v.Radius), Capacity: numberOrNull(v.Capacity), Facilities: listOrNull(v.Facilities), Permission: string(v.Permission), PermissionLetter: orNull(v.PermissionLetter),
		PermissionFrom: dayOrNull(v.PermissionFrom), PermissionTo: dayOrNull(v.PermissionTo), Locality: orNull(v.Locality), Urban: v.Urban,
		Flags: orNone(v.Flags), Source: v.Source, SourceID: v.SourceID, Version: v.Version, UpdatedAt: v.UpdatedAt.UTC(),
	}}
}

func appendVenue(f *features, v planning.Venue) error {
	p := f.point(string(v.ID), v.At)
	p.text("name", v.Name)
	p.text("kind", v.Kind)
	p.text("host", string(v.Host))
	p.text("area", string(v.Area))
	p.given("group", string(v.Group))
	p.text("cell", v.Cell.String())
	p.meters("radius_m", v.Radius)
	p.known("capacity", v.Capacity)
	p.textsOrNull("facilities", v.Facilities)
	p.text("permission", string(v.Permission))
	p.given("permission_letter", v.PermissionLetter)
	p.day("permission_from", v.PermissionFrom)
	p.day("permission_to", v.PermissionTo)
	p.given("locality", v.Locality)
	p.bool("urban", v.Urban)
	p.texts("flags", v.Flags)
	p.text("source", v.Source)
	p.text("source_id", v.SourceID)
	p.int("version", v.Version)
	p.instant("updated_at", v.UpdatedAt)
	return f.end(p)
}

func (d venueDesk) list(w http.ResponseWriter, r *http.Request) error {
	where, err := place(r)
	if err != nil {
		return err
	}
	rows, err := d.store.Venues(r.Context(), planning.VenueQuery{
		Page: page(r), Place: where, Text: get[string](r, "q"), Kind: get[string](r, "kind"),
		Host: get[planning.Host](r, "host"), Permission: get[planning.Permission](r, "permission"),
	})
	if err != nil {
		return err
	}
	rows, next := cut(r, rows, func(v planning.Venue) string { return string(v.ID) })
	return writeFeatures(w, next, rows, appendVenue)
}

func (d venueDesk) get(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.VenueID](r, "id")
	if err != nil {
		return err
	}
	v, err := d.store.Venue(r.Context(), id)
	if err != nil {
		return err
	}
	return writeNoun(w, r, v.Version, venueOut(v))
}

func (d venueDesk) create(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[venueInput](r)
	if err != nil {
		return err
	}
	v, fixes, err := in.venue()
	if err != nil {
		return err
	}
	key, err := idempotencyKey(r)
	if err != nil {
		return err
	}
	if v, err = d.store.CreateVenue(r.Context(), actor(r), key, v, fixes); err != nil {
		return err
	}
	return writeCreated(w, http.StatusCreated, prefix+"/venues/"+string(v.ID), v.Version, venueOut(v))
}

// venue turns the input into values; all that is wrong is named at once.
func (in venueInput) venue() (v planning.Venue, fixes []geo.Fix, err error) {
	wrong := invalid()
	v = planning.Venue{
		ID: minted[planning.VenueID](wrong, "/id", in.ID), Name: in.Name, Kind: in.Kind, Host: in.Host, At: orZero(in.At),
		Capacity: in.Capacity, Facilities: orZero(in.Facilities), Locality: in.Locality, Permission: planning.PermissionNotAsked,
	}
	switch {
	case in.At != nil:
		position(wrong, "/at", *in.At)
	case len(in.Fixes) == 0:
		_ = wrong.With("/at", "is needed where no fixes are given")
	}
	fixes = fixesOf(wrong, "/fixes", in.Fixes)
	return v, fixes, orNothing(wrong)
}

func (d venueDesk) change(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.VenueID](r, "id")
	if err != nil {
		return err
	}
	version, err := ifMatch(r)
	if err != nil {
		return err
	}
	in, err := decode[venueChangeInput](r)
	if err != nil {
		return err
	}
	change, err := in.change()
	if err != nil {
		return err
	}
	v, err := d.store.ChangeVenue(r.Context(), actor(r), id, version, change)
	if err != nil {
		return err
	}
	return writeChanged(w, v.Version, venueOut(v))
}

func (in venueChangeInput) change() (planning.VenueChange, error) {
	wrong := invalid()
	c := planning.VenueChange{
		Name: in.Name, Kind: in.Kind, Host: in.Host, Capacity: in.Capacity, Facilities: in.Facilities, Permission: in.Permission, PermissionLetter: in.PermissionLetter,
		PermissionFrom: openDay(wrong, "/permission_from", in.PermissionFrom), PermissionTo: openDay(wrong, "/permission_to", in.PermissionTo),
	}
	return c, orNothing(wrong)
}
