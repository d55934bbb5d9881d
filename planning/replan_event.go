package planning

import (
	"io"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
)

// EventsFormat is the format name of a canonical list of events.
const EventsFormat = "doorstep.events/1"

// EventKind is what happened to a running drive.
type EventKind string

// The kinds of event and the fields each needs beside Source. Days run from From (today where it is 0) to To.
const (
	EventVenueLost      EventKind = "venue_lost"      // Venue; To 0: for the rest of the drive
	EventDaysLost       EventKind = "days_lost"       // Area, Cells or Polygon, none: the district; To 0: one day
	EventDriveSuspended EventKind = "drive_suspended" // Area, Cells or Polygon; To 0: one day
	EventTeamIll        EventKind = "team_ill"        // Team; To 0: one day
	EventCapLowered     EventKind = "cap_lowered"     // Cap; Venue or Area, none: the district
	EventDemandGrown    EventKind = "demand_grown"    // Groups, Percent
	EventCampsAdded     EventKind = "camps_added"     // Camps
	EventCampOrdered    EventKind = "camp_ordered"    // Venue; From, Team and Camp may be given
)

// Events is a list of events in the order they came to be known.
type Events struct {
	Format string  `json:"format"`
	Events []Event `json:"events"`
}

// Event is one thing that happened. Which fields it needs is said at its kind; the others must be left out.
type Event struct {
	Kind    EventKind   `json:"kind" enum:"venue_lost,days_lost,drive_suspended,team_ill,cap_lowered,demand_grown,camps_added,camp_ordered"`
	Source  string      `json:"source"` // order number and who gave it, or who reported it
	From    Day         `json:"from,omitempty"`
	To      Day         `json:"to,omitempty"`
	Venue   VenueID     `json:"venue,omitempty"`
	Area    AreaID      `json:"area,omitempty"`    // district, block or group
	Cells   []geo.Cell  `json:"cells,omitempty"`   // of any resolution: the venues in them
	Polygon orb.Polygon `json:"polygon,omitempty"` // rings of longitude and latitude, closed: the venues inside
	Team    TeamID      `json:"team,omitempty"`
	Groups  []string    `json:"groups,omitempty"`
	Percent int64       `json:"percent,omitempty"` // by which visitors grow, 1..1000
	Cap     int64       `json:"cap,omitempty"`     // visitors a camp-day
	Camps   int64       `json:"camps,omitempty"`
	Camp    CampID      `json:"camp,omitempty"` // an ordered camp: the one that is moved; none: one more
}

// ReadEvents reads events from their canonical JSON form, as strictly as ReadProblem, with the codes
// events.malformed and events.invalid. Whether they fit a problem is for Replan to say.
func ReadEvents(r io.Reader) (Events, error) {
	var e Events
	if err := readCanon(r, "events", &e); err != nil {
		return Events{}, err
	}
	return e, e.Validate()
}

// WriteEvents writes the canonical JSON form of events. It refuses what ReadEvents refuses.
func WriteEvents(w io.Writer, e Events) error {
	if err := e.Validate(); err != nil {
		return err
	}
	return writeCanon(w, e)
}

// Validate says whether each event has the fields its kind needs and no others.
func (e Events) Validate() error {
	c := &complaints{noun: "events"}
	c.must(e.Format == EventsFormat, "/format", "%q is not %q; this program reads no other.", e.Format, EventsFormat)
	c.must(len(e.Events) > 0, "/events", "There is no event; name at least one.")
	c.must(len(e.Events) <= maxEvents, "/events", "There are %d events; at most %d are taken at once.", len(e.Events), maxEvents)
	for i := range e.Events {
		e.Events[i].validate(c, i)
	}
	return c.err()
}

const maxEvents = 10_000

// eventFields are the fields that a kind needs and those it may have.
var eventFields = map[EventKind]struct{ needs, may []string }{
	EventVenueLost:      {[]string{"venue"}, []string{"from", "to"}},
	EventDaysLost:       {[]string{"from"}, []string{"to", "area", "cells", "polygon"}},
	EventDriveSuspended: {[]string{"from", "area"}, []string{"to", "cells", "polygon"}},
	EventTeamIll:        {[]string{"team"}, []string{"from", "to"}},
	EventCapLowered:     {[]string{"cap"}, []string{"venue", "area"}},
	EventDemandGrown:    {[]string{"groups", "percent"}, nil},
	EventCampsAdded:     {[]string{"camps"}, nil},
	EventCampOrdered:    {[]string{"venue"}, []string{"from", "team", "camp"}},
}

func (e *Event) validate(c *complaints, i int) {
	fields, known := eventFields[e.Kind]
	if c.item(known, "events", i, "kind", "%q is no kind of event.", e.Kind); !known {
		return
	}
	c.item(e.Source != "", "events", i, "source", "Say who ordered or reported it.")
	for _, f := range e.given() {
		allowed := false
		for _, list := range [2][]string{fields.needs, fields.may} {
			for _, name := range list {
				allowed = allowed || name == f.name
			}
		}
		c.item(allowed || !f.given, "events", i, f.name, "An event of kind %s has no %s.", e.Kind, f.name)
		for _, name := range fields.needs {
			ok := name != f.name || f.given || name == "area" && (len(e.Cells) > 0 || len(e.Polygon) > 0)
			c.item(ok, "events", i, f.name, "An event of kind %s needs it.", e.Kind)
		}
	}
	c.item(e.From == 0 || e.To == 0 || e.From <= e.To, "events", i, "to", "%s is before %s.", e.To, e.From)
	c.within(e.Percent, 0, 1000, "events", i, "percent")
	c.within(e.Cap, 0, maxPeople, "events", i, "cap")
	c.within(e.Camps, 0, maxCount, "events", i, "camps")
	for _, cell := range e.Cells {
		c.item(cell.Valid(), "events", i, "cells", "%s is no H3 cell.", cell)
	}
	if len(e.Polygon) > 0 {
		if err := geo.Validate(e.Polygon); err != nil {
			c.item(false, "events", i, "polygon", "%v", err)
		}
	}
}

type eventField struct {
	name  string
	given bool
}

func (e *Event) given() []eventField {
	return []eventField{
		{"from", e.From != 0},
		{"to", e.To != 0},
		{"venue", e.Venue != ""},
		{"area", e.Area != ""},
		{"cells", len(e.Cells) > 0},
		{"polygon", len(e.Polygon) > 0},
		{"team", e.Team != ""},
		{"groups", len(e.Groups) > 0},
		{"percent", e.Percent != 0},
		{"cap", e.Cap != 0},
		{"camps", e.Camps != 0},
		{"camp", e.Camp != ""},
	}
}

// unknownIn refuses an event that names something the problem does not have.
func (e *Event) unknownIn(p *Problem) error {
	refuse := func(noun, id string) error {
		return fault.Malformed("event.unknown", "The event %s (%s) names the %s %q, which is not in the problem.", e.Kind, e.Source, noun, id)
	}
	if e.Venue != "" && !p.hasVenue(e.Venue) {
		return refuse("venue", string(e.Venue))
	}
	if e.Area != "" && !p.hasArea(e.Area) {
		return refuse("area", string(e.Area))
	}
	known := e.Team == ""
	for _, t := range p.Teams {
		known = known || t.ID == e.Team
	}
	if !known {
		return refuse("team", string(e.Team))
	}
	for _, id := range e.Groups {
		if known := p.hasGroup(id); !known {
			return refuse("group", id)
		}
	}
	return nil
}

func (p *Problem) hasVenue(id VenueID) bool {
	for _, v := range p.Candidates {
		if v.ID == id {
			return true
		}
	}
	return false
}

func (p *Problem) hasGroup(id string) bool {
	for _, g := range p.Groups {
		if g.ID == id || string(g.Of) == id {
			return true
		}
	}
	return false
}

func (p *Problem) hasArea(id AreaID) bool {
	if string(id) == p.Area || p.hasGroup(string(id)) {
		return true
	}
	for _, b := range p.Blocks {
		if b.ID == id {
			return true
		}
	}
	return false
}
