package planning

import (
	"cmp"
	"fmt"
	"slices"
)

// WithPins gives the problem with these pins in place of its own. A pinned venue that is no candidate
// yet becomes one, so that its camp can be counted and judged: it stands in its own group, or in that of
// the nearest cell. Where its use is refused it is closed on every day, and a camp there is a violation.
// venues need hold only those. It refuses what Problem.Validate refuses, a venue in neither list among it.
func (p Problem) WithPins(pins []Pin, venues []Venue) (Problem, error) {
	p.Candidates, p.Closures, p.Excluded = slices.Clone(p.Candidates), slices.Clone(p.Closures), slices.Clone(p.Excluded)
	p.Pins = slices.Clone(pins)
	slices.SortFunc(p.Pins, func(a, b Pin) int { return cmp.Compare(a.ID, b.ID) })
	known := map[VenueID]bool{}
	for _, v := range p.Candidates {
		known[v.ID] = true
	}
	m := newModel(&p)
	for _, pin := range pins {
		k := slices.IndexFunc(venues, func(v Venue) bool { return v.ID == pin.Venue })
		if known[pin.Venue] || k < 0 {
			continue
		}
		known[pin.Venue] = true
		v := &venues[k]
		group := string(v.Group)
		if _, ok := m.group[group]; !ok {
			var found bool
			if group, found = m.nearestGroup(v); !found {
				continue // Validate names the pin
			}
		}
		c := newCandidate(v, group, p.Drive)
		if g, ok := m.group[group]; ok && p.Drive.counted() {
			p.measure(&c, &p.Groups[g])
		}
		p.Candidates = append(p.Candidates, c)
		p.include(v.ID)
		if v.Permission == PermissionRefused {
			for _, day := range p.Days {
				p.Closures = append(p.Closures, Closure{Day: day, Kind: "order", Venue: v.ID, Source: "the use of this venue is refused"})
			}
		}
	}
	slices.SortFunc(p.Candidates, func(a, b Candidate) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(p.Closures, compareClosures)
	p.Closures = slices.Compact(p.Closures)
	if err := p.Validate(); err != nil {
		return Problem{}, fmt.Errorf("pins: %w", err)
	}
	return p, nil
}

// include makes a venue that was excluded one that is closed on every day: a camp there is a violation, which
// says why.
func (p *Problem) include(venue VenueID) {
	k := slices.IndexFunc(p.Excluded, func(e Excluded) bool { return e.ID == venue })
	if k < 0 {
		return
	}
	for _, day := range p.Days {
		p.Closures = append(p.Closures, Closure{Day: day, Kind: "excluded", Venue: venue, Source: p.Excluded[k].Text})
	}
	p.Excluded = slices.Delete(p.Excluded, k, k+1)
}

// nearestGroup gives the group of the cell nearest to a venue.
func (m *model) nearestGroup(v *Venue) (string, bool) {
	best, metres := -1, int64(0)
	for i, d := range m.p.Demand {
		if n := walk(v.At, d.At, m.p.Drive.DetourPermille); best < 0 || n < metres {
			best, metres = i, n
		}
	}
	if best < 0 {
		return "", false
	}
	return m.p.Demand[best].Group, true
}
