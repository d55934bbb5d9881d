package api

import (
	"context"
	"net/http"

	"doorstep/internal/casework"
	"doorstep/planning"
)

type driveStore interface {
	Drives(context.Context, planning.Page) ([]planning.Drive, error)
	Drive(context.Context, planning.DriveID) (planning.Drive, error)
	Closures(context.Context, planning.DriveID) ([]planning.Closure, error)
	CreateDrive(context.Context, casework.Actor, casework.Key, planning.Drive, []planning.Closure) (planning.Drive, error)
}

type driveDesk struct {
	store driveStore
	newID func() string
}

func (d driveDesk) routes() []route {
	return []route{
		{
			Method: http.MethodGet, Path: prefix + "/drives", Needs: may("list", "drive"), Summary: "List drives",
			Query: pageParams(), Answers: []answer{gives[items[DriveFields]](http.StatusOK)}, Do: d.list,
		},
		{
			Method: http.MethodPost, Path: prefix + "/drives", Needs: may("create", "drive"), Summary: "Add a drive with its calendar", Creates: true,
			Body: bodyOf[driveInput]{}, Answers: []answer{gives[driveWithClosures](http.StatusCreated)}, Do: d.create,
		},
		{
			Method: http.MethodGet, Path: prefix + "/drives/{id}", Needs: may("read", "drive"), Summary: "Read a drive with its calendar",
			Answers: []answer{gives[driveWithClosures](http.StatusOK)}, Do: d.get,
		},
	}
}

// DriveFields are what is written of a drive in a list: all but its calendar.
type DriveFields struct {
	ID               string       `json:"id" format:"uuid"`
	Name             string       `json:"name"`
	FirstDay         planning.Day `json:"first_day" format:"date"`
	WorkingDays      int          `json:"working_days" doc:"Usable days from the first on, weekly days off not counted"`
	WeeklyOff        []int        `json:"weekly_off" nullable:"false" doc:"0 is Sunday"`
	CapPerCampDay    int64        `json:"cap_per_camp_day" doc:"Visitors a camp-day can serve"`
	PeoplePerCampDay int64        `json:"people_per_camp_day" doc:"The budget of camp-days is people divided by this, never fewer than groups"`
	TurnoutPermille  int64        `json:"turnout_permille" doc:"Visitors per thousand people"`
	TurnoutSource    string       `json:"turnout_source"`
	Threshold        int64        `json:"threshold_m" doc:"Metres on foot"`
	DetourPermille   int64        `json:"detour_permille" doc:"Metres on foot per thousand metres straight"`
	DetourSource     string       `json:"detour_source"`
	SpareTeams       int          `json:"spare_teams" doc:"Teams a block has beyond those it needs"`
	CampDays         *int64       `json:"camp_days" doc:"Budget by hand for each district; null: by people_per_camp_day"`
	planning.Rules
}

// driveWithClosures is one drive.
type driveWithClosures struct {
	DriveFields
	Closures []closureJSON `json:"closures" nullable:"false" doc:"Days taken out of the calendar; every scope that is given must match"`
}

type closureJSON struct {
	Day       planning.Day `json:"day" format:"date"`
	Kind      string       `json:"kind" enum:"weekly_off,holiday,market,exam,order,ferry,tide"`
	Area      *string      `json:"area" format:"uuid"`
	Venue     *string      `json:"venue" format:"uuid"`
	VenueKind *string      `json:"venue_kind"`
	Source    string       `json:"source"`
	OrderKind *string      `json:"order_kind" doc:"What an order is about: bandh, disaster, model_code, polling, vip_duty"`
	Number    *string      `json:"number"`
}

// driveInput asks for a drive to be added; figures that are left out take the defaults.
type driveInput struct {
	ID               string       `json:"id,omitempty" format:"uuid" doc:"UUIDv7 minted by the client; given by the service where left out"`
	Name             string       `json:"name" minLength:"1" maxLength:"200"`
	FirstDay         planning.Day `json:"first_day" format:"date"`
	WorkingDays      *int         `json:"working_days,omitempty" minimum:"1" maximum:"366" default:"45"`
	WeeklyOff        *[]int       `json:"weekly_off,omitempty" nullable:"false" minimum:"0" maximum:"6" maxItems:"7" uniqueItems:"true" doc:"0 is Sunday; Sundays where left out"`
	CapPerCampDay    *int64       `json:"cap_per_camp_day,omitempty" minimum:"1" maximum:"100000" default:"859"`
	PeoplePerCampDay *int64       `json:"people_per_camp_day,omitempty" minimum:"1" maximum:"100000000" default:"2780"`
	TurnoutPermille  *int64       `json:"turnout_permille,omitempty" minimum:"1" maximum:"5000" default:"300"`
	TurnoutSource    *string      `json:"turnout_source,omitempty" minLength:"1" maxLength:"500" doc:"Needed where turnout_permille is given"`
	Threshold        *int64       `json:"threshold_m,omitempty" minimum:"1" maximum:"100000" default:"2000"`
	DetourPermille   *int64       `json:"detour_permille,omitempty" minimum:"1000" maximum:"10000" default:"1300"`
	DetourSource     *string      `json:"detour_source,omitempty" minLength:"1" maxLength:"500" doc:"Needed where detour_permille is given"`
	SpareTeams       *int         `json:"spare_teams,omitempty" minimum:"0" maximum:"1000" default:"1"`
	CampDays         *int64       `json:"camp_days,omitempty" minimum:"1" maximum:"1000000"`
	planning.Rules
	Closures []closureInput `json:"closures,omitempty" nullable:"false" maxItems:"5000"`
}

type closureInput struct {
	Day       planning.Day `json:"day" format:"date"`
	Kind      string       `json:"kind" enum:"weekly_off,holiday,market,exam,order,ferry,tide"`
	Area      string       `json:"area,omitempty" format:"uuid" doc:"District, block or group; every area where left out"`
	Venue     string       `json:"venue,omitempty" format:"uuid"`
	VenueKind string       `json:"venue_kind,omitempty" pattern:"^[a-z][a-z_]{1,39}$" patternDescription:"2 to 40 lower-case letters and underscores, as in water_supply"`
	Source    string       `json:"source" minLength:"1" maxLength:"500" doc:"Who says so: the order or list"`
	OrderKind string       `json:"order_kind,omitempty" enum:"bandh,disaster,model_code,polling,vip_duty" doc:"What an order is about"`
	Number    string       `json:"number,omitempty" maxLength:"200" doc:"Of the order or letter"`
}

func driveOut(d planning.Drive) DriveFields {
	return DriveFields{
		string(d.ID), d.Name, d.FirstDay, d.WorkingDays, orNone(d.WeeklyOff), d.CapPerCampDay, d.PeoplePerCampDay, d.TurnoutPermille, d.TurnoutSource,
		d.Threshold, d.DetourPermille, d.DetourSource, d.SpareTeams, numberOrNull(d.CampDays), d.Rules,
	}
}

func closureOut(c planning.Closure) closureJSON {
	return closureJSON{c.Day, c.Kind, orNull(c.Area), orNull(c.Venue), orNull(c.VenueKind), c.Source, orNull(c.OrderKind), orNull(c.Number)}
}

func (d driveDesk) list(w http.ResponseWriter, r *http.Request) error {
	rows, err := d.store.Drives(r.Context(), page(r))
	if err != nil {
		return err
	}
	rows, next := cut(r, rows, func(d planning.Drive) string { return string(d.ID) })
	return writeItems(w, each(rows, driveOut), next)
}

func (d driveDesk) get(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.DriveID](r, "id")
	if err != nil {
		return err
	}
	drive, err := d.store.Drive(r.Context(), id)
	if err != nil {
		return err
	}
	closures, err := d.store.Closures(r.Context(), id)
	if err != nil {
		return err
	}
	return writeNoun(w, r, 0, driveWithClosures{driveOut(drive), each(closures, closureOut)})
}

func (d driveDesk) create(w http.ResponseWriter, r *http.Request) error {
	in, err := decode[driveInput](r)
	if err != nil {
		return err
	}
	drive, closures, err := in.drive(d.newID)
	if err != nil {
		return err
	}
	key, err := idempotencyKey(r)
	if err != nil {
		return err
	}
	if drive, err = d.store.CreateDrive(r.Context(), actor(r), key, drive, closures); err != nil {
		return err
	}
	if closures, err = d.store.Closures(r.Context(), drive.ID); err != nil {
		return err
	}
	return writeCreated(w, http.StatusCreated, prefix+"/drives/"+string(drive.ID), 0, driveWithClosures{driveOut(drive), each(closures, closureOut)})
}

// drive turns the input into values, the defaults where a figure is left out. A turnout or a detour of
// one's own must say where it comes from, as every report prints it.
func (in driveInput) drive(newID func() string) (planning.Drive, []planning.Closure, error) {
	wrong := invalid()
	drive := planning.DefaultDrive()
	drive.ID = mint[planning.DriveID](wrong, "/id", in.ID, newID)
	drive.Name, drive.FirstDay = in.Name, in.FirstDay
	if in.TurnoutPermille != nil && in.TurnoutSource == nil {
		_ = wrong.With("/turnout_source", "say where the turnout comes from; every report prints it")
	}
	if in.DetourPermille != nil && in.DetourSource == nil {
		_ = wrong.With("/detour_source", "say where the detour comes from; every report prints it")
	}
	replace(&drive.WorkingDays, in.WorkingDays)
	replace(&drive.WeeklyOff, in.WeeklyOff)
	replace(&drive.CapPerCampDay, in.CapPerCampDay)
	replace(&drive.PeoplePerCampDay, in.PeoplePerCampDay)
	replace(&drive.TurnoutPermille, in.TurnoutPermille)
	replace(&drive.TurnoutSource, in.TurnoutSource)
	replace(&drive.Threshold, in.Threshold)
	replace(&drive.DetourPermille, in.DetourPermille)
	replace(&drive.DetourSource, in.DetourSource)
	replace(&drive.SpareTeams, in.SpareTeams)
	replace(&drive.CampDays, in.CampDays)
	drive.Rules = in.Rules
	closures := each(in.Closures, func(c closureInput) planning.Closure {
		return planning.Closure{Day: c.Day, Kind: c.Kind, Area: planning.AreaID(c.Area), Venue: planning.VenueID(c.Venue), VenueKind: c.VenueKind, Source: c.Source, OrderKind: c.OrderKind, Number: c.Number}
	})
	return drive, closures, orNothing(wrong)
}
