package planning

import (
	"cmp"
	"fmt"
	"slices"

	"doorstep/geo"
)

// closures keeps those of the gazetteer that fall on a day of the drive and touch the district, said in
// the areas that the problem knows: one of an area around the district closes everything, one of an area
// between district and block each of its blocks, one of any other area the groups it holds or lies in.
func (b *builder) closures() {
	first, last := b.p.Days[0], b.p.Days[len(b.p.Days)-1]
	candidates := make(map[VenueID]bool, len(b.p.Candidates))
	for _, v := range b.p.Candidates {
		candidates[v.ID] = true
	}
	for _, x := range b.gaz.Closures {
		if tour, ok := b.halting[x.Venue]; ok {
			x.Venue = tour
		}
		if x.Day < first || x.Day > last || x.Venue != "" && !candidates[x.Venue] {
			continue
		}
		for _, area := range b.areasOf(x.Area) {
			y := x
			y.Area = area
			b.p.Closures = append(b.p.Closures, y)
		}
	}
	slices.SortFunc(b.p.Closures, compareClosures)
	b.p.Closures = slices.Compact(b.p.Closures)
}

// areasOf gives the areas of the problem that an area of the gazetteer means.
func (b *builder) areasOf(area AreaID) []AreaID {
	switch {
	case area == "" || area == b.district:
		return []AreaID{area}
	case b.tree.within(b.district, area):
		return []AreaID{""}
	}
	var found []AreaID
	for _, x := range b.p.Blocks {
		if b.tree.within(x.ID, area) {
			found = append(found, x.ID)
		}
	}
	if len(found) > 0 {
		return found
	}
	for _, g := range b.p.Groups {
		if b.tree.within(g.Of, area) || b.tree.within(area, g.Of) {
			found = append(found, g.Of)
		}
	}
	return found
}

// openDays counts the days that no closure takes from a whole area: the district, its block or the group.
func (b *builder) openDays(areas ...AreaID) int64 {
	closed := map[Day]bool{}
	for _, x := range b.p.Closures {
		if x.Venue == "" && x.VenueKind == "" && (x.Area == "" || x.Area == b.district || slices.Contains(areas, x.Area)) {
			closed[x.Day] = true
		}
	}
	for i, f := range b.p.phaseDays() {
		if f < 0 {
			closed[b.p.Days[i]] = true
		}
	}
	return int64(len(b.p.Days) - len(closed))
}

// budget sets the camp-days of the district: by hand, or one for so many people and never fewer than
// the groups' minima.
func (b *builder) budget() {
	b.p.CampDays = b.p.Drive.CampDays
	if b.p.CampDays == 0 {
		people, least := int64(0), int64(0)
		for _, d := range b.p.Demand {
			people += d.People
		}
		for _, g := range b.p.Groups {
			least += g.Minimum
		}
		b.p.CampDays = max(ceilDiv(people, b.p.Drive.PeoplePerCampDay), least)
	}
}

func ceilDiv(n, by int64) int64 { return (n + by - 1) / by }

// teams takes those of the gazetteer; a block without any gets ceil(its camp-days / its usable days)
// and the drive's spare ones, its camp-days being its people's share of the budget and never fewer than
// its groups.
func (b *builder) teams() {
	has := map[AreaID]bool{}
	blocks := map[AreaID]bool{}
	for _, x := range b.p.Blocks {
		blocks[x.ID] = true
	}
	for _, t := range b.gaz.Teams {
		if !blocks[t.Block] {
			continue
		}
		has[t.Block] = true
		t.DaysOff = slices.Clone(t.DaysOff)
		slices.Sort(t.DaysOff)
		t.DaysOff = slices.Compact(t.DaysOff)
		b.p.Teams = append(b.p.Teams, t)
	}
	people, groups := map[AreaID]int64{}, map[AreaID]int64{}
	block := map[string]AreaID{}
	for _, g := range b.p.Groups {
		block[g.ID] = g.Block
		groups[g.Block] += max(g.Minimum, g.Sittings)
	}
	total := int64(0)
	for _, d := range b.p.Demand {
		people[block[d.Group]] += d.People
		total += d.People
	}
	invented := false
	for _, x := range b.p.Blocks {
		if has[x.ID] {
			continue
		}
		invented = true
		camps := max(share(b.p.CampDays, people[x.ID], total), groups[x.ID])
		n := int64(b.p.Drive.SpareTeams)
		if days := b.openDays(x.ID); days > 0 {
			n += ceilDiv(camps, days)
		}
		for k := int64(1); k <= n; k++ {
			b.p.Teams = append(b.p.Teams, Team{
				ID:    TeamID(ImportedID("doorstep:"+string(b.p.Drive.ID), "team", fmt.Sprintf("%s/%d", x.ID, k))),
				Name:  fmt.Sprintf("%s team %d", x.Name, k),
				Block: x.ID,
			})
		}
	}
	if invented {
		b.p.Absent = append(b.p.Absent, Absence{
			What: "teams of some or all blocks",
			Cost: fmt.Sprintf("teams are invented for them: camp-days / usable days, rounded up, and %d more", b.p.Drive.SpareTeams),
		})
	}
	slices.SortFunc(b.p.Teams, func(x, y Team) int { return cmp.Compare(x.ID, y.ID) })
}

// split cuts a group that needs more camp-days than it has usable days into parts, each a strip of
// neighbouring cells with about as many people as the others. Its candidates go to the part with the
// nearest cell; a part left without takes the nearest from a part that has several.
func (b *builder) split() {
	type need struct {
		people, visitors int64
		cells            []int
	}
	needs := map[string]*need{}
	for i, d := range b.p.Demand {
		n := needs[d.Group]
		if n == nil {
			n = &need{}
			needs[d.Group] = n
		}
		n.people += d.People
		n.visitors += d.Visitors
		n.cells = append(n.cells, i)
	}
	venues := map[string][]int{}
	for j, v := range b.p.Candidates {
		venues[v.Group] = append(venues[v.Group], j)
	}
	groups := b.p.Groups
	b.p.Groups = nil
	for _, g := range groups {
		parts := int64(1)
		if n, days := needs[g.ID], b.openDays(g.Block, g.Of); n != nil && days > 0 {
			wanted := max(ceilDiv(n.people, b.p.Drive.PeoplePerCampDay), ceilDiv(n.visitors, b.campCap(venues[g.ID])))
			parts = min(ceilDiv(wanted, days), int64(len(n.cells)))
		}
		if parts == 1 {
			b.p.Groups = append(b.p.Groups, g)
			continue
		}
		ids := make([]string, parts)
		for k := range ids {
			part := g
			ids[k] = fmt.Sprintf("%s/%d", g.ID, k+1)
			part.ID, part.Name = ids[k], fmt.Sprintf("%s (part %d of %d)", g.Name, k+1, parts)
			b.p.Groups = append(b.p.Groups, part)
		}
		b.cut(needs[g.ID].cells, ids)
		b.deal(venues[g.ID], needs[g.ID].cells, ids)
	}
	b.sortAreas()
}

// campCap is what a camp can take at the best of some candidates.
func (b *builder) campCap(candidates []int) int64 {
	if !b.p.Drive.counted() || len(candidates) == 0 {
		return b.p.Drive.CapPerCampDay
	}
	best := int64(1)
	for _, j := range candidates {
		best = max(best, b.p.Candidates[j].Cap)
	}
	return best
}

// cut gives the cells to the parts by halving them again and again across their longer side.
func (b *builder) cut(cells []int, parts []string) {
	if len(parts) == 1 {
		for _, i := range cells {
			b.p.Demand[i].Group = parts[0]
		}
		return
	}
	lo, hi := b.p.Demand[cells[0]].At, b.p.Demand[cells[0]].At
	people := int64(0)
	for _, i := range cells {
		d := b.p.Demand[i]
		for k := range 2 {
			lo[k], hi[k] = min(lo[k], d.At[k]), max(hi[k], d.At[k])
		}
		people += d.People
	}
	axis := 0
	if geo.Distance(lo, [2]float64{lo[0], hi[1]}) > geo.Distance(lo, [2]float64{hi[0], lo[1]}) {
		axis = 1
	}
	slices.SortFunc(cells, func(x, y int) int {
		dx, dy := b.p.Demand[x], b.p.Demand[y]
		return cmp.Or(cmp.Compare(dx.At[axis], dy.At[axis]), cmp.Compare(dx.At[1-axis], dy.At[1-axis]), cmp.Compare(dx.Cell, dy.Cell))
	})
	left := len(parts) / 2
	target := share(people, int64(left), int64(len(parts)))
	at, sum := 0, int64(0)
	for at < len(cells)-(len(parts)-left) && (at < left || sum+b.p.Demand[cells[at]].People/2 < target) {
		sum += b.p.Demand[cells[at]].People
		at++
	}
	b.cut(cells[:at], parts[:left])
	b.cut(cells[at:], parts[left:])
}

// deal gives the candidates to the parts.
func (b *builder) deal(venues, cells []int, parts []string) {
	count := map[string]int{}
	for _, j := range venues {
		v := &b.p.Candidates[j]
		v.Group = b.p.Demand[b.nearestCell(v, cells, "")].Group
		count[v.Group]++
	}
	for _, part := range parts {
		if count[part] > 0 {
			continue
		}
		best, metres := -1, int64(0)
		for _, j := range venues {
			v := &b.p.Candidates[j]
			if count[v.Group] < 2 {
				continue
			}
			if m := v.walkTo(b.p.Demand[b.nearestCell(v, cells, part)].At, b.p.Drive.DetourPermille); best < 0 || m < metres {
				best, metres = j, m
			}
		}
		if best >= 0 {
			count[b.p.Candidates[best].Group]--
			b.p.Candidates[best].Group = part
			count[part]++
		}
	}
}

// nearestCell gives the cell of the part (of any, where part is "") nearest to a candidate.
func (b *builder) nearestCell(v *Candidate, cells []int, part string) int {
	best, metres := cells[0], int64(-1)
	for _, i := range cells {
		d := &b.p.Demand[i]
		if part != "" && d.Group != part {
			continue
		}
		if m := v.walkTo(d.At, b.p.Drive.DetourPermille); metres < 0 || m < metres || m == metres && d.Cell < b.p.Demand[best].Cell {
			best, metres = i, m
		}
	}
	return best
}
