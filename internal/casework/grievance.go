package casework

import (
	"time"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/planning"
)

// Grievance is a complaint, tracked by a number that only its author is given.
type Grievance struct {
	ID          string
	Tracking    string
	Category    string
	Description string
	Name        string
	Phone       string
	Camp        planning.CampID // "" where it was not taken at a camp
	IssueSite   string          // "" where it is not about one
	At          orb.Point
	Cell        geo.Cell
	Area        planning.AreaID
	State       string // received, closed
	Received    time.Time
}

// Complaint asks for a grievance to be filed. Name and phone may stay empty: a person may complain
// without giving either.
type Complaint struct {
	ID          string          `json:"id,omitempty"` // uuid, minted by the client; the service mints one where it is empty
	Category    string          `json:"category"`     // e.g. water_supply
	Description string          `json:"description"`  // 1 to 4,000 characters
	Name        string          `json:"name,omitempty"`
	Phone       string          `json:"phone,omitempty"`
	Camp        planning.CampID `json:"camp,omitempty"`       // where it was taken
	IssueSite   string          `json:"issue_site,omitempty"` // what it is about
	At          *orb.Point      `json:"at,omitempty"`         // lon, lat; else the issue site's place, else the camp's
}

// Check finds all that is wrong with the form of the complaint at once: grievance.malformed with a
// JSON pointer each, or text.aadhaar where a field holds such a number.
func (c Complaint) Check() error {
	var f form
	f.id("/id", c.ID)
	f.word("/category", c.Category)
	f.text("/description", c.Description, 4000)
	if c.Name != "" {
		f.text("/name", c.Name, 200)
	}
	f.phone("/phone", c.Phone)
	f.id("/camp", string(c.Camp))
	f.id("/issue_site", c.IssueSite)
	switch {
	case c.At != nil:
		f.point("/at", *c.At)
	case c.Camp == "" && c.IssueSite == "":
		f.add("/at", "say where: give a position, a camp or an issue site")
	}
	return f.fault(fault.Code("grievance.malformed"), "The grievance cannot be read.")
}

// File decides what is kept of a complaint. camp and site are the ones it names, nil where it names
// none. A grievance may be taken at any camp, published or not, on any day: nobody is sent away with
// a complaint. It stands at its own position, else at its issue site, else at its camp. Area is left
// to the caller.
func File(c Complaint, camp *planning.CampRecord, site *IssueSite, m Minted) (Grievance, error) {
	if err := c.Check(); err != nil {
		return Grievance{}, err
	}
	var at orb.Point
	switch {
	case c.At != nil:
		at = *c.At
	case site != nil:
		at = site.At
	case camp != nil:
		at = camp.At
	default:
		return Grievance{}, fault.Malformed("grievance.malformed", "The grievance cannot be placed.").
			With("/at", "say where: give a position, a camp or an issue site")
	}
	cell, err := geo.CellOf(at, geo.ResDemand)
	if err != nil {
		return Grievance{}, err
	}
	return Grievance{
		ID: orElse(c.ID, m.ID), Tracking: m.Tracking, Category: c.Category, Description: clean(c.Description),
		Name: clean(c.Name), Phone: mustPhone(c.Phone), Camp: c.Camp, IssueSite: c.IssueSite,
		At: at, Cell: cell, State: StateReceived, Received: m.Now,
	}, nil
}
