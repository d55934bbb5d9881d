package planning

import (
	"cmp"
	"slices"

	"doorstep/internal/fault"
)

// Ban gives the problem with camps forbidden at venues, besides those that are forbidden already; a second
// word on one venue takes the place of the first. It refuses with ban.venue a venue that is no candidate and
// with ban.source a ban on nobody's word. The problem given stays as it is.
func (p Problem) Ban(bans ...Ban) (Problem, error) {
	if len(bans) == 0 {
		return p, nil
	}
	byVenue := map[VenueID]Ban{}
	for _, x := range append(slices.Clone(p.Bans), bans...) {
		if !p.hasVenue(x.Venue) {
			return p, fault.Refuse("ban.venue", "The venue %s is no candidate of %s: no camp would be planned there anyway.", x.Venue, p.Name)
		}
		if x.Source == "" {
			return p, fault.Malformed("ban.source", "The ban on venue %s is on nobody's word; name the order or who forbids it.", x.Venue)
		}
		byVenue[x.Venue] = x
	}
	p.Bans = make([]Ban, 0, len(byVenue))
	for _, x := range byVenue {
		p.Bans = append(p.Bans, x)
	}
	slices.SortFunc(p.Bans, func(a, b Ban) int { return cmp.Compare(a.Venue, b.Venue) })
	return p, nil
}

// banOf names who forbids camps at a venue.
func (p *Problem) banOf(venue VenueID) string {
	for _, x := range p.Bans {
		if x.Venue == venue {
			return x.Source
		}
	}
	return ""
}
