package planning

import (
	"cmp"
	"fmt"
	"slices"

	"doorstep/internal/fault"
)

// specialKind is the kind of venue of a special camp.
const specialKind = "special_camp"

// special adds the special camps of the drive: each a candidate of its own at its venue, whatever that may
// host, open on its day alone, with its own cap where it has one, and a pin that holds it. It stands in the
// group of its venue, or of the nearest cell, and counts among the camps of that group and in the budget. One
// whose venue is refused or closed on its day is excluded. It refuses with drive.special a day that is none of
// the drive.
func (b *builder) special() error {
	venues := map[VenueID]*Venue{}
	for i := range b.gaz.Venues {
		venues[b.gaz.Venues[i].ID] = &b.gaz.Venues[i]
	}
	m := &model{p: &b.p}
	for _, s := range b.p.Drive.Special {
		v := venues[s.Venue]
		if !slices.Contains(b.p.Days, s.Day) {
			return fault.Refuse("drive.special", "The special camp %q is on %s, which is no day of the drive: it runs from %s to %s.",
				s.Name, s.Day, b.p.Days[0], b.p.Days[len(b.p.Days)-1])
		}
		id, found := m.nearestGroup(v)
		if !found {
			continue
		}
		k := slices.IndexFunc(b.p.Groups, func(g Group) bool { return g.ID == id })
		if own := slices.IndexFunc(b.p.Groups, func(g Group) bool { return g.Of == v.Group }); own >= 0 && b.p.Groups[k].Of != v.Group {
			k = own
		}
		g := &b.p.Groups[k]
		c := newCandidate(v, g.ID, b.p.Drive)
		c.ID = VenueID(ImportedID("doorstep:"+b.p.Area, "special", s.Name))
		c.Name, c.Kind, c.Special, c.Mobile, c.From, c.To = s.Name+", "+v.Name, specialKind, s.Name, false, s.Day, s.Day
		if b.p.Drive.counted() {
			b.p.measure(&c, g)
		}
		if s.Cap > 0 {
			c.Cap, c.CapBy = s.Cap, capBySpecial
		}
		switch why := b.p.closedOn(v, &c, g, s.Day); {
		case v.Permission == PermissionRefused:
			b.exclude(c, ExcludedRefused, "the use of "+v.Name+" is refused")
			continue
		case why != "":
			b.exclude(c, ExcludedHours, fmt.Sprintf("on %s it is closed by %s", s.Day, why))
			continue
		}
		b.p.Candidates = append(b.p.Candidates, c)
		b.p.Pins = append(b.p.Pins, Pin{
			ID: CampID(ImportedID("doorstep:"+b.p.Area, "special_camp", s.Name)), Venue: c.ID, Day: s.Day, Remarks: s.Name + " (" + s.Source + ")",
		})
	}
	slices.SortFunc(b.p.Candidates, func(x, y Candidate) int { return cmp.Compare(x.ID, y.ID) })
	slices.SortFunc(b.p.Pins, func(x, y Pin) int { return cmp.Compare(x.ID, y.ID) })
	slices.SortFunc(b.p.Closures, compareClosures)
	b.p.Closures = slices.Compact(b.p.Closures)
	slices.SortFunc(b.p.Excluded, func(x, y Excluded) int { return cmp.Compare(x.ID, y.ID) })
	return nil
}

// closedOn names the closure that closes a candidate, or the venue that it is held at, on a day.
func (p *Problem) closedOn(v *Venue, c *Candidate, g *Group, day Day) string {
	for _, x := range p.Closures {
		here := x.Venue == "" || x.Venue == c.ID || x.Venue == v.ID
		if x.Day == day && here && (x.VenueKind == "" || x.VenueKind == v.Kind) && g.liesIn(x.Area, p.Area) {
			return x.Kind + " (" + x.Source + ")"
		}
	}
	return ""
}
