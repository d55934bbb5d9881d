package planning

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/paulmach/orb"
)

// candidates lists the venues that a camp may be held at: those that may host a fixed camp and whose
// use is not refused; halts of mobile camps only where their group has no such venue; one of several
// that a person confirmed to be the same place. A venue outside the groups with people joins the group
// of the nearest cell that can walk to it, or is left out.
func (b *builder) candidates(ctx context.Context) error {
	at := make([]orb.Point, len(b.p.Demand))
	for i, d := range b.p.Demand {
		at[i] = d.At
	}
	cells := b.p.newGround(at)
	hidden := b.duplicates()
	served := map[string]bool{}
	for _, host := range [2]Host{HostFixed, HostMobile} {
		found := map[string]bool{}
		for i := range b.gaz.Venues {
			v := &b.gaz.Venues[i]
			if v.Host != host || v.Permission == PermissionRefused || hidden[v.ID] || !b.here(v.Group, v.Area) {
				continue
			}
			group := string(v.Group)
			if b.people[v.Group] == 0 {
				near, ok := cells.nearest(rounded(v.At))
				if !ok || int64(near.metres) > b.p.Drive.Threshold {
					continue
				}
				group = b.p.Demand[near.venue].Group
			}
			if served[group] {
				continue
			}
			c := newCandidate(v, group, b.p.Drive)
			if reason, text := b.barred(v); reason != "" {
				b.exclude(c, reason, text)
				continue
			}
			found[group] = host == HostFixed
			b.p.Candidates = append(b.p.Candidates, c)
		}
		maps.Copy(served, found)
	}
	slices.SortFunc(b.p.Candidates, func(x, y Candidate) int { return cmp.Compare(x.ID, y.ID) })
	b.capacity()
	if err := b.tours(ctx); err != nil {
		return err
	}
	slices.SortFunc(b.p.Excluded, func(x, y Excluded) int { return cmp.Compare(x.ID, y.ID) })
	if b.gaz.Venues != nil && len(b.p.Candidates) == 0 {
		b.p.Absent = append(b.p.Absent, Absence{What: "venues that may host a camp", Cost: "no camp can be planned in the district"})
	}
	return nil
}

func newCandidate(v *Venue, group string, drive Drive) Candidate {
	c := Candidate{
		ID: v.ID, Name: v.Name, Kind: v.Kind, Group: group, At: rounded(v.At),
		Mobile: v.Host == HostMobile, Cap: drive.CapPerCampDay,
	}
	if v.Capacity > 0 {
		c.Cap = min(c.Cap, v.Capacity)
		if drive.counted() {
			c.Capacity = v.Capacity
		}
	}
	switch v.Permission {
	case PermissionGranted:
		c.From, c.To = v.PermissionFrom, v.PermissionTo
	case PermissionAsked, PermissionNotAsked:
		if v.Host == HostFixed {
			c.Permission = v.Permission
		}
	case PermissionRefused:
	}
	return c
}

// duplicates gives the venues to leave out because a person confirmed that they are one place with
// another: the one kept has leave to use first, then a known capacity, then the lowest id. A place whose
// use is refused under one of its names is refused.
func (b *builder) duplicates() map[VenueID]bool {
	venues := make(map[VenueID]*Venue, len(b.gaz.Venues))
	for i := range b.gaz.Venues {
		venues[b.gaz.Venues[i].ID] = &b.gaz.Venues[i]
	}
	up := map[VenueID]VenueID{}
	var root func(v VenueID) VenueID
	root = func(v VenueID) VenueID {
		if up[v] == "" || up[v] == v {
			return v
		}
		up[v] = root(up[v])
		return up[v]
	}
	for _, d := range b.gaz.Duplicates {
		if d.State == "confirmed" && venues[d.A] != nil && venues[d.B] != nil {
			x, y := root(d.A), root(d.B)
			up[max(x, y)], up[min(x, y)] = min(x, y), min(x, y)
		}
	}
	places := map[VenueID][]*Venue{}
	for id := range up {
		places[root(id)] = append(places[root(id)], venues[id])
	}
	hidden := map[VenueID]bool{}
	for _, list := range places {
		slices.SortFunc(list, func(x, y *Venue) int {
			return cmp.Or(compareYes(x.Host == HostFixed, y.Host == HostFixed), compareYes(x.Host == HostMobile, y.Host == HostMobile),
				compareYes(x.Permission == PermissionGranted, y.Permission == PermissionGranted),
				compareYes(x.Capacity > 0, y.Capacity > 0), cmp.Compare(x.ID, y.ID))
		})
		refused := slices.ContainsFunc(list, func(v *Venue) bool { return v.Permission == PermissionRefused })
		for k, v := range list {
			hidden[v.ID] = k > 0 || refused
		}
	}
	return hidden
}

// compareYes puts what is true first.
func compareYes(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return -1
	}
	return 1
}
