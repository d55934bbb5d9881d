package planning

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// rules keeps of the drive's rows those that touch the district, said in the areas that the problem knows.
// Where two rows of a supply come to mean one area, that of the narrower area as it was given counts.
func (b *builder) rules() {
	supplies := slices.Clone(b.p.Drive.Supplies)
	slices.SortStableFunc(supplies, func(x, y Supply) int { return cmp.Compare(b.depth(x.Area), b.depth(y.Area)) })
	found := map[Supply]Supply{}
	for _, s := range supplies {
		for _, area := range b.areasOf(s.Area) {
			s.Area = area
			found[Supply{ID: s.ID, Area: area}] = s
		}
	}
	b.p.Drive.Supplies = slices.SortedFunc(maps.Values(found), compareSupplies)
	venues := make(map[VenueID]bool, len(b.gaz.Venues))
	for i := range b.gaz.Venues {
		v := &b.gaz.Venues[i]
		venues[v.ID] = b.here(v.Group, v.Area)
	}
	var hours []Hours
	for _, h := range b.p.Drive.Hours {
		if h.Venue != "" && !venues[h.Venue] {
			continue
		}
		for _, area := range b.areasOf(h.Area) {
			h.Area = area
			hours = append(hours, h)
		}
	}
	slices.SortFunc(hours, compareHours)
	b.p.Drive.Hours = slices.Compact(hours)
	b.resources()
	var risks []Risk
	for _, x := range b.p.Drive.Risks {
		for _, area := range b.areasOf(x.Area) {
			x.Area = area
			risks = append(risks, x)
		}
	}
	slices.SortFunc(risks, compareRisks)
	b.p.Drive.Risks = slices.Compact(risks)
	b.p.Drive.Special = slices.DeleteFunc(b.p.Drive.Special, func(s Special) bool { return !venues[s.Venue] })
}

// resources keeps those of the drive's resources that some candidate here needs, and notes which do. One of an area that
// means several areas here is needed in each of them.
func (b *builder) resources() {
	var kept []Resource
	for _, x := range b.p.Drive.Resources {
		areas, used := b.areasOf(x.Area), false
		for j := range b.p.Candidates {
			v := &b.p.Candidates[j]
			g := slices.IndexFunc(b.p.Groups, func(g Group) bool { return g.ID == v.Group })
			in := g >= 0 && slices.ContainsFunc(areas, func(a AreaID) bool { return b.p.Groups[g].liesIn(a, b.p.Area) })
			if in && (x.VenueKind == "" || x.VenueKind == v.Kind) && (!x.Mobile || v.Mobile) {
				v.Needs = append(v.Needs, x.ID)
				used = true
			}
		}
		if used {
			kept = append(kept, x)
		}
	}
	b.p.Drive.Resources = kept
}

// depth counts the areas around an area.
func (b *builder) depth(area AreaID) (n int) {
	for x, ok := b.tree[area]; ok && n < 64; x, ok = b.tree[x.Parent] {
		n++
	}
	return n
}

// barred says why a venue that may host a camp is not planned, "" where it is.
func (b *builder) barred(v *Venue) (reason ExcludedReason, text string) {
	wanted := b.p.Drive.Facilities
	if len(wanted) == 0 {
		return "", ""
	}
	if v.Facilities == nil {
		if b.p.Drive.FacilitiesKnown {
			return ExcludedUnknown, "whether it has " + strings.Join(wanted, ", ") + " is not known"
		}
		b.unknown++
		return "", ""
	}
	if missing := lacks(wanted, v.Facilities); len(missing) > 0 {
		return ExcludedFacility, "it lacks " + strings.Join(missing, ", ")
	}
	return "", ""
}

// exclude lists a venue that is not planned.
func (b *builder) exclude(c Candidate, reason ExcludedReason, text string) {
	b.p.Excluded = append(b.p.Excluded, Excluded{
		ID: c.ID, Name: c.Name, Group: c.Group, At: c.At, Reason: reason, Text: fmt.Sprintf("%s is not planned: %s.", c.Name, text),
	})
}

// capacity works out how long camps can be open at each candidate, and what they can take: by what limits
// them most. A candidate that can take nobody is left out.
func (b *builder) capacity() {
	if n := b.unknown; n > 0 {
		b.p.Absent = append(b.p.Absent, Absence{
			What: "facilities of " + counted(int(n), "venue", "venues"),
			Cost: "camps may be planned where " + strings.Join(b.p.Drive.Facilities, ", ") + " is lacking",
		})
	}
	if !b.p.Drive.counted() {
		return
	}
	group := make(map[string]*Group, len(b.p.Groups))
	for i := range b.p.Groups {
		group[b.p.Groups[i].ID] = &b.p.Groups[i]
	}
	from, to := b.p.Drive.Open()
	kept := b.p.Candidates[:0]
	for _, c := range b.p.Candidates {
		g := group[c.Group]
		l := b.p.measure(&c, g)
		if c.Minutes == 0 {
			b.exclude(c, ExcludedHours, fmt.Sprintf("no day leaves it hours between %s and %s (%s)", from, to, b.p.hoursSources(&c, g)))
			continue
		}
		if l.visitors == 0 {
			b.exclude(c, ExcludedRoom, "a camp could take nobody there, by "+l.text)
			continue
		}
		kept = append(kept, c)
	}
	b.p.Candidates = kept
}
