package ingest

import (
	"fmt"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// between reads the times of a row of hours.
func (c *calendarRow) between(from, to string) bool {
	var errFrom, errTo error
	c.opens, errFrom = planning.ParseClock(from)
	c.closes, errTo = planning.ParseClock(to)
	return errFrom == nil && errTo == nil && c.opens < c.closes
}

// hours turns the calendar's rows of ferry and tide hours into hours of areas, one a day, or one for every
// day where the row has no date.
func (im *importer) hours(rows []calendarRow, led *ledger) []planning.Hours {
	var out []planning.Hours
	for _, c := range rows {
		if !c.hours {
			continue
		}
		n, why := im.resolve(c.area, areasOfRules...)
		if why != "" {
			led.refuse(c.line, "area", c.area, why)
			continue
		}
		for d := c.from; d <= c.to; d++ {
			out = append(out, planning.Hours{Kind: c.kind, Area: n.ID, Day: d, From: c.opens, To: c.closes, Source: c.source})
		}
	}
	return out
}

// areasOfRules are the levels that hours and supplies may be said of.
var areasOfRules = []planning.Level{
	planning.LevelState, planning.LevelDistrict, planning.LevelBlock, planning.LevelMunicipality, planning.LevelGramPanchayat, planning.LevelWard,
}

// rules turns the source's references in the drive's rules into ids, adds the calendar's hours, and checks
// the drive again. A reference that nothing answers to is refused with drive.reference: a rule of a drive
// must not fall away in silence.
func (im *importer) rules(d *planning.Drive, hours []planning.Hours, venues []*place) error {
	if d == nil {
		return nil
	}
	wrong := fault.Malformed("drive.reference", "%s names areas or venues that the folder does not have.", im.recipe.Drive)
	area := func(pointer string, ref planning.AreaID) planning.AreaID {
		if ref == "" {
			return ""
		}
		n, why := im.resolve(string(ref), areasOfRules...)
		if why != "" {
			wrong = wrong.With(pointer, "%q: %s.", ref, why)
			return ref
		}
		return n.ID
	}
	byID := map[string]planning.VenueID{}
	for _, v := range venues {
		byID[v.id] = v.uid
	}
	venue := func(pointer string, ref planning.VenueID) planning.VenueID {
		id, ok := byID[string(ref)]
		if !ok && ref != "" {
			wrong = wrong.With(pointer, "%q: no venue has this id.", ref)
		}
		return id
	}
	for i := range d.Supplies {
		d.Supplies[i].Area = area(fmt.Sprintf("/supplies/%d/area", i), d.Supplies[i].Area)
	}
	for i := range d.Hours {
		d.Hours[i].Area = area(fmt.Sprintf("/hours/%d/area", i), d.Hours[i].Area)
		d.Hours[i].Venue = venue(fmt.Sprintf("/hours/%d/venue", i), d.Hours[i].Venue)
	}
	for i := range d.Resources {
		d.Resources[i].Area = area(fmt.Sprintf("/resources/%d/area", i), d.Resources[i].Area)
	}
	for i := range d.Risks {
		d.Risks[i].Area = area(fmt.Sprintf("/risks/%d/area", i), d.Risks[i].Area)
	}
	for i := range d.Special {
		d.Special[i].Venue = venue(fmt.Sprintf("/special/%d/venue", i), d.Special[i].Venue)
	}
	if len(wrong.Details) > 0 {
		return wrong
	}
	d.Hours = append(d.Hours, hours...)
	if err := d.Check(); err != nil {
		return inFile(im.recipe.Drive, err)
	}
	return nil
}
