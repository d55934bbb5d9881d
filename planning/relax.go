package planning

import (
	"cmp"
	"slices"

	"doorstep/geo"
	"doorstep/internal/fault"
)

// Relax makes the relaxation that ExplainCell names for a cell and gives the problem with it and the plan with
// the camp that it allows: the camps of the plan, all of them pins now, and one more, at which visitors of the
// cell are served. Nobody else is served elsewhere than before. The new plan is a draft, with its own reasons
// and bound, and Check finds no fault in it that it does not find in plan. It refuses with cell.no_demand a
// cell without people and with cell.served one whose visitors are all served. It costs what making a plan costs
// without the search: tenths of a second for a district.
func Relax(p Problem, plan Plan, cell geo.Cell) (Problem, Plan, error) {
	why, err := ExplainCell(p, plan, cell)
	if err != nil {
		return Problem{}, Plan{}, err
	}
	if why.Relaxation == nil {
		return Problem{}, Plan{}, fault.Refuse("cell.served", "All visitors of %s are served: there is nothing to relax.", why.Place)
	}
	x := &relaxer{p: p, r: *why.Relaxation, cell: cell}
	x.p.Candidates, x.p.Closures, x.p.Teams = slices.Clone(p.Candidates), slices.Clone(p.Closures), slices.Clone(p.Teams)
	x.p.Groups, x.p.Days = slices.Clone(p.Groups), slices.Clone(p.Days)
	x.apply(&plan, why.Group)
	x.pin(&plan)
	next, err := x.plan(plan)
	return x.p, next, err
}

// relaxer changes a copy of a problem.
type relaxer struct {
	p    Problem
	r    Relaxation
	cell geo.Cell
	camp Pin // the camp that the change allows
}

// apply changes the problem.
func (x *relaxer) apply(plan *Plan, group string) {
	for last := x.p.Days[len(x.p.Days)-1]; last < x.r.Day; {
		last++
		x.p.Days = append(x.p.Days, last)
		if x.p.weeklyOff(last) {
			x.p.Closures = append(x.p.Closures, Closure{Day: last, Kind: "weekly_off", Source: "drive"})
		}
	}
	if n := len(x.p.Drive.Phases); n > 0 && x.r.Day > x.p.Drive.Phases[n-1].LastDay {
		x.p.Drive.Phases = slices.Clone(x.p.Drive.Phases)
		x.p.Drive.Phases[n-1].LastDay = x.r.Day
	}
	if x.r.Change == "mobile_halt" {
		x.halt(group)
	}
	j := slices.IndexFunc(x.p.Candidates, func(v Candidate) bool { return v.ID == x.r.Venue })
	v := &x.p.Candidates[j]
	g := slices.IndexFunc(x.p.Groups, func(g Group) bool { return g.ID == v.Group })
	if x.r.Teams > 0 {
		block := x.p.Groups[g].Block
		id := TeamID(ImportedID("relaxation", "team", string(block)+"\x00"+x.r.Day.String()))
		x.p.Teams = append(x.p.Teams, Team{ID: id, Name: "one more team", Block: block})
		slices.SortFunc(x.p.Teams, func(a, b Team) int { return cmp.Compare(a.ID, b.ID) })
	}
	if x.r.Change == "lift_ban" {
		x.p.Bans = slices.DeleteFunc(slices.Clone(x.p.Bans), func(ban Ban) bool { return ban.Venue == v.ID })
	}
	x.more(plan)
	x.p.CampDays += x.r.CampDays
	if x.r.Change == "second_camp" {
		x.part(plan, v, g)
	} else {
		x.open(v, x.p.Groups[g])
	}
	x.tidy()
	x.camp = Pin{ID: CampID(ImportedID("relaxation", "camp", x.cell.String()+"\x00"+string(v.ID)+"\x00"+x.r.Day.String())), Venue: v.ID, Day: x.r.Day}
}

// more adds to the resources that the camp lacks on its day: one more than are in use then.
func (x *relaxer) more(plan *Plan) {
	x.p.Drive.Resources = slices.Clone(x.p.Drive.Resources)
	for i := range x.p.Drive.Resources {
		r := &x.p.Drive.Resources[i]
		if !slices.Contains(x.r.Resources, r.ID) {
			continue
		}
		used := int64(1)
		for _, c := range plan.Camps {
			j := slices.IndexFunc(x.p.Candidates, func(v Candidate) bool { return v.ID == c.Venue })
			if c.Day == x.r.Day && j >= 0 && slices.Contains(x.p.Candidates[j].Needs, r.ID) {
				used++
			}
		}
		r.PerDay = max(r.PerDay, used)
		r.Off = slices.DeleteFunc(slices.Clone(r.Off), func(d Day) bool { return d == x.r.Day })
	}
}

// tidy brings the closures into their order, each once.
func (x *relaxer) tidy() {
	slices.SortFunc(x.p.Closures, compareClosures)
	x.p.Closures = slices.CompactFunc(x.p.Closures, func(a, b Closure) bool { return compareClosures(a, b) == 0 })
}

// halt makes a candidate of a mobile halt where the cell stands.
func (x *relaxer) halt(group string) {
	i := slices.IndexFunc(x.p.Demand, func(d Demand) bool { return d.Cell == x.cell })
	d := x.p.Demand[i]
	x.r.Venue = VenueID(ImportedID("relaxation", "venue", x.cell.String()))
	v := Candidate{Kind: haltKind, Group: group, Mobile: true, Cap: x.p.Drive.CapPerCampDay}
	if x.p.Drive.counted() {
		g := slices.IndexFunc(x.p.Groups, func(g Group) bool { return g.ID == group })
		v = x.p.haltOn(int32(g), x.r.Day)
	}
	v.ID, v.Name, v.At = x.r.Venue, d.Place+" (mobile halt)", d.At
	if x.p.listed() { // who else can walk there is not known
		v.Walks = []CellWalk{{Cell: d.Cell, Estimated: true}}
	}
	x.p.Candidates = append(x.p.Candidates, v)
	slices.SortFunc(x.p.Candidates, func(a, b Candidate) int { return cmp.Compare(a.ID, b.ID) })
	x.p.trimWalks()
}

// part makes the venue a part of its group of its own, so that it may have a camp on a day of another camp of
// the group. The camp-days that the group owes stay owed.
func (x *relaxer) part(plan *Plan, v *Candidate, g int) {
	whole := &x.p.Groups[g]
	here, all := int64(0), int64(0)
	for _, c := range plan.Camps {
		if c.Venue == v.ID {
			here++
		}
		if c.Group == whole.ID {
			all++
		}
	}
	part := *whole
	part.ID = whole.ID + "/" + ImportedID("relaxation", "group", string(v.ID))
	part.Minimum = min(here, max(0, whole.Minimum-(all-here)))
	whole.Minimum -= part.Minimum
	v.Group = part.ID
	x.p.Groups = append(x.p.Groups, part)
	slices.SortFunc(x.p.Groups, func(a, b Group) int { return cmp.Compare(a.ID, b.ID) })
}

// open takes the day out of every closure that closes it to the venue, and for this venue alone: a wider
// closure is replaced by those of all the rest of its scope.
func (x *relaxer) open(v *Candidate, g Group) {
	if v.From > x.r.Day {
		v.From = x.r.Day
	}
	if v.To != 0 && v.To < x.r.Day {
		v.To = x.r.Day
	}
	var kept []Closure
	for _, c := range x.p.Closures {
		if c.Day != x.r.Day || !c.touches(*v, g, x.p.Area) {
			kept = append(kept, c)
			continue
		}
		if c.Venue == "" {
			kept = append(kept, x.narrowed(c, v, g)...)
		}
	}
	x.p.Closures = kept
}

// narrowed is a closure of an area without one venue of it.
func (x *relaxer) narrowed(c Closure, v *Candidate, g Group) (rest []Closure) {
	scope := func(area AreaID) {
		n := c
		n.Area = area
		rest = append(rest, n)
	}
	everywhere := c.Area == "" || string(c.Area) == x.p.Area
	if everywhere {
		for _, b := range x.p.Blocks {
			if b.ID != g.Block {
				scope(b.ID)
			}
		}
	}
	for _, other := range x.p.Groups {
		if other.ID != g.ID && other.Block == g.Block && (everywhere || c.Area == g.Block || c.Area == other.Of && string(c.Area) != g.ID) {
			scope(AreaID(other.ID))
		}
	}
	for _, other := range x.p.Candidates {
		if other.ID != v.ID && other.Group == g.ID && (c.VenueKind == "" || c.VenueKind == other.Kind) {
			n := c
			n.Area, n.VenueKind, n.Venue = "", "", other.ID
			rest = append(rest, n)
		}
	}
	return rest
}

// pin makes pins of the camps of the plan and of the one more.
func (x *relaxer) pin(plan *Plan) {
	x.p.Pins = []Pin{x.camp}
	for _, c := range plan.Camps {
		x.p.Pins = append(x.p.Pins, Pin{ID: c.ID, Venue: c.Venue, Day: c.Day, Team: c.Team, Row: c.Row, Remarks: c.Remarks})
	}
	slices.SortFunc(x.p.Pins, func(a, b Pin) int { return cmp.Compare(a.ID, b.ID) })
}

// plan holds the camps of the old plan, who is served at each, and one camp more that takes the visitors of the
// cell first and then whoever is left out within its reach.
func (x *relaxer) plan(old Plan) (Plan, error) {
	m := newModel(&x.p)
	old.Camps = slices.Clone(old.Camps)
	for k := range old.Camps {
		old.Camps[k].Pinned = true
	}
	b, err := m.seat(&old)
	if err != nil {
		return Plan{}, err
	}
	j := m.venue[x.camp.Venue]
	day := m.cal.index[x.camp.Day]
	pin := slices.IndexFunc(x.p.Pins, func(pin Pin) bool { return pin.ID == x.camp.ID })
	s := slot{site: j, day: day, team: b.freeTeam(m.groupBlock[m.siteGroup[j]], day), pin: pin}
	if s.team >= 0 {
		x.p.Pins[pin].Team = x.p.Teams[s.team].ID
	}
	b.put(s)
	b.keep(&old)
	room := b.in.Sites[j].Cap
	i, _ := m.cellAt(x.cell)
	first := x.r.Visitors
	for range 2 { // the cell, then everybody
		for k, a := 0, b.in.SiteStart[j]; a < b.in.SiteStart[j+1]; k, a = k+1, a+1 {
			c := m.sites[j][k].cell
			if first > 0 && int(c) != i {
				continue
			}
			n := min(room, b.rest[c])
			b.flow[a] += n
			b.rest[c] -= n
			room -= n
		}
		first = 0
	}
	hash, err := x.p.Hash()
	if err != nil {
		return Plan{}, err
	}
	plan := b.document(hash, old.Seed, m.certificateOf(&old))
	plan.Origin, plan.Work = OriginDraft, old.Work
	return plan, nil
}

// keep sets on the board who is served where in a plan.
func (b *board) keep(plan *Plan) {
	b.flow = make([]int64, len(b.in.ArcCell))
	b.rest = slices.Clone(b.in.Demand)
	held := b.held()
	b.used = make([]bool, len(held))
	for j, n := range held {
		b.used[j] = n > 0
	}
	for _, s := range plan.Served {
		j, venue := b.m.venue[s.Venue]
		i, cell := b.m.cellAt(s.Cell)
		if !venue || !cell {
			continue
		}
		if k, ok := slices.BinarySearch(b.in.ArcCell[b.in.SiteStart[j]:b.in.SiteStart[j+1]], int32(i)); ok {
			b.flow[b.in.SiteStart[j]+int32(k)] += s.Visitors
			b.rest[i] -= s.Visitors
		}
	}
}
