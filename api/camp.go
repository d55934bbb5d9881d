package api

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/paulmach/orb"

	"doorstep/planning"
)

type campStore interface {
	Camps(context.Context, planning.CampQuery) ([]planning.CampRecord, error)
	Camp(context.Context, planning.CampID) (planning.CampRecord, error)
	CampInstead(context.Context, planning.CampID) (*planning.CampRecord, error)
	Plan(context.Context, planning.PlanID) (planning.PlanRecord, error)
}

type campDesk struct {
	store    campStore
	calendar Calendar
}

func (d campDesk) routes() []route {
	team := textParam("team", "Only camps of the team of this name.", 200)
	return []route{
		{
			Method: http.MethodGet, Path: prefix + "/plans/{id}/camps", Needs: may("list", "camp"), Summary: "List the camps of a plan",
			Query:   append(pageParams(), append(placeParams(), dayParam("day", "Only camps of this day."), team)...),
			Answers: []answer{givesFeatures[CampProperties]("Point")}, Do: d.list,
		},
		{
			Method: http.MethodGet, Path: prefix + "/plans/{id}/camps.ics", Needs: may("list", "camp"), Summary: "The camps of a plan as a calendar to subscribe to",
			Query:   []param{idParam[planning.AreaID]("area", "Only camps within this area."), team},
			Answers: []answer{file("text/calendar; charset=utf-8")}, Do: d.feed,
		},
		{
			Method: http.MethodGet, Path: prefix + "/camps/{id}", Needs: may("read", "camp"), Summary: "Read a camp",
			Answers: []answer{gives[campJSON](http.StatusOK)}, Do: d.get,
		},
	}
}

// CampProperties are what is written of a camp, in a list as a feature's properties.
type CampProperties struct {
	Plan      string       `json:"plan" format:"uuid"`
	PlanCamp  string       `json:"plan_camp" doc:"Its id in the plan document, which it keeps when the drive is planned again"`
	PlanState string       `json:"plan_state"`
	Venue     string       `json:"venue" format:"uuid"`
	VenueName string       `json:"venue_name"`
	VenueKind string       `json:"venue_kind"`
	Cell      string       `json:"cell" pattern:"^[0-9a-f]{15}$"`
	Group     string       `json:"group"`
	GroupName string       `json:"group_name"`
	Block     string       `json:"block" format:"uuid"`
	BlockName string       `json:"block_name"`
	Day       planning.Day `json:"day" format:"date"`
	Team      string       `json:"team" doc:"Its name"`
	Visitors  int64        `json:"visitors" doc:"Expected"`
	Cap       int64        `json:"cap"`
	CapBy     *string      `json:"cap_by" doc:"What limits it: drive, venue, special, order, or the id of a scheme, kit or department; null: the plain cap or the venue"`
	Opens     string       `json:"opens" pattern:"^[0-9]{2}:[0-9]{2}$"`
	Closes    string       `json:"closes" pattern:"^[0-9]{2}:[0-9]{2}$"`
	Halts     []haltJSON   `json:"halts" nullable:"false" doc:"Of a mobile camp that tours, in their order; people come to the nearest"`
	Pinned    bool         `json:"pinned" doc:"It was fixed before the plan was made"`
	Row       *int64       `json:"row" doc:"Line of the imported list"`
	Remarks   string       `json:"remarks"`
	// Of a drive by booths.
	Booths []planning.SeatedBooth `json:"booths,omitempty" doc:"In a drive by booths: those whose sitting it is"`
}

// haltJSON is one stop of a mobile camp.
type haltJSON struct {
	Name string    `json:"name"`
	At   orb.Point `json:"at" doc:"Longitude, latitude"`
	From string    `json:"from" pattern:"^[0-9]{2}:[0-9]{2}$"`
	To   string    `json:"to" pattern:"^[0-9]{2}:[0-9]{2}$"`
}

func haltOut(h planning.Halt) haltJSON { return haltJSON{h.Name, h.At, h.From.String(), h.To.String()} }

// campJSON is one camp.
type campJSON struct {
	ID string    `json:"id" format:"uuid"`
	At orb.Point `json:"at" doc:"Longitude, latitude"`
	CampProperties
	Instead *insteadJSON `json:"instead" doc:"The camp to come to now that another plan has replaced this one's; null where it stands, or nothing is left"`
}

// insteadJSON is where people should go who were told of a camp that is no more.
type insteadJSON struct {
	Camp      string       `json:"camp" format:"uuid"`
	Venue     string       `json:"venue" format:"uuid"`
	VenueName string       `json:"venue_name"`
	At        orb.Point    `json:"at" doc:"Longitude, latitude"`
	Day       planning.Day `json:"day" format:"date"`
}

func insteadOut(c *planning.CampRecord) *insteadJSON {
	if c == nil {
		return nil
	}
	return &insteadJSON{string(c.ID), string(c.Venue), c.VenueName, c.At, c.Day}
}

func campOut(c planning.CampRecord, instead *planning.CampRecord) campJSON {
	return campJSON{string(c.ID), c.At, CampProperties{
		Plan: string(c.Plan), PlanCamp: string(c.PlanCamp), PlanState: string(c.PlanState), Venue: string(c.Venue), VenueName: c.VenueName, VenueKind: c.VenueKind, Cell: c.Cell.String(),
		Group: c.Group, GroupName: c.GroupName, Block: string(c.Block), BlockName: c.BlockName, Day: c.Day, Team: c.TeamName,
		Visitors: c.Visitors, Cap: c.Cap, CapBy: orNull(c.CapBy), Opens: c.Opens.String(), Closes: c.Closes.String(), Halts: each(c.Halts, haltOut), Pinned: c.Pinned, Row: numberOrNull(int64(c.Row)), Remarks: c.Remarks, Booths: c.Booths,
	}, insteadOut(instead)}
}

func appendCamp(f *features, c planning.CampRecord) error {
	p := f.point(string(c.ID), c.At)
	p.text("plan", string(c.Plan))
	p.text("plan_camp", string(c.PlanCamp))
	p.text("plan_state", string(c.PlanState))
	p.text("venue", string(c.Venue))
	p.text("venue_name", c.VenueName)
	p.text("venue_kind", c.VenueKind)
	p.text("cell", c.Cell.String())
	p.text("group", c.Group)
	p.text("group_name", c.GroupName)
	p.text("block", string(c.Block))
	p.text("block_name", c.BlockName)
	p.text("day", c.Day.String())
	p.text("team", c.TeamName)
	p.int("visitors", c.Visitors)
	p.int("cap", c.Cap)
	p.given("cap_by", c.CapBy)
	p.text("opens", c.Opens.String())
	p.text("closes", c.Closes.String())
	p.halts("halts", c.Halts)
	p.bool("pinned", c.Pinned)
	p.known("row", int64(c.Row))
	p.text("remarks", c.Remarks)
	p.booths("booths", c.Booths)
	return f.end(p)
}

func (d campDesk) list(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.PlanID](r, "id")
	if err != nil {
		return err
	}
	where, err := place(r)
	if err != nil {
		return err
	}
	rows, err := d.store.Camps(r.Context(), planning.CampQuery{
		Page: page(r), Place: where, Plan: id, Day: get[planning.Day](r, "day"), Team: get[string](r, "team"),
	})
	if err != nil {
		return err
	}
	rows, next := cut(r, rows, func(c planning.CampRecord) string { return string(c.ID) })
	return writeFeatures(w, next, rows, appendCamp)
}

func (d campDesk) get(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.CampID](r, "id")
	if err != nil {
		return err
	}
	c, err := d.store.Camp(r.Context(), id)
	if err != nil {
		return err
	}
	instead, err := d.store.CampInstead(r.Context(), id)
	if err != nil {
		return err
	}
	return writeNoun(w, r, 0, campOut(c, instead))
}

// feed gives the camps of a whole plan, or of a part of it, as a calendar.
func (d campDesk) feed(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID[planning.PlanID](r, "id")
	if err != nil {
		return err
	}
	plan, err := d.store.Plan(r.Context(), id)
	if err != nil {
		return err
	}
	camps, err := d.all(r, planning.CampQuery{Plan: id, Place: planning.Place{Area: get[planning.AreaID](r, "area")}, Team: get[string](r, "team")})
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := d.calendar(&body, plan.DriveName+": "+plan.DistrictName, lastChange(plan), camps); err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `inline; filename="camps-`+string(id)+`.ics"`)
	return sendTagged(w, r, "text/calendar; charset=utf-8", etag(0, body.Bytes()), body.Bytes())
}

// all reads every page.
func (d campDesk) all(r *http.Request, q planning.CampQuery) (camps []planning.CampRecord, err error) {
	q.Limit = MaxLimit
	for {
		rows, err := d.store.Camps(r.Context(), q)
		if err != nil {
			return nil, err
		}
		camps = append(camps, rows...)
		if len(rows) < q.Limit {
			return camps, nil
		}
		q.After = string(rows[len(rows)-1].ID)
	}
}

// lastChange is the instant that calendar programs hold against what they have.
func lastChange(p planning.PlanRecord) time.Time {
	at := p.RequestedAt
	for _, later := range []*time.Time{p.FinishedAt, p.PublishedAt} {
		if later != nil && later.After(at) {
			at = *later
		}
	}
	return at.UTC()
}
