package planning

import (
	"slices"

	"doorstep/geo"
	"doorstep/planning/cover"
)

// plan serves the most visitors with the camps on the board and writes it down as a plan, a solved one.
func (b *board) plan(hash string, seed uint64, proof cover.Certificate) Plan {
	b.reassign()
	return b.document(hash, seed, proof)
}

// document writes the board down as a plan, whoever is served where.
func (b *board) document(hash string, seed uint64, proof cover.Certificate) Plan {
	plan := Plan{
		Format: PlanFormat, Problem: hash, Origin: OriginSolved, Solver: SolverName, Seed: seed,
		Camps: b.camps(hash), Served: []Served{}, Unserved: []Unserved{}, Groups: []GroupGap{},
	}
	p := b.m.p
	served := make([]int64, len(p.Demand))
	for j := range b.in.Sites {
		for k, a := 0, b.in.SiteStart[j]; a < b.in.SiteStart[j+1]; k, a = k+1, a+1 {
			if n := b.flow[a]; n > 0 {
				l := b.m.sites[j][k]
				served[l.cell] += n
				plan.Served = append(plan.Served, Served{p.Demand[l.cell].Cell, p.Candidates[j].ID, n, int64(l.metres)})
			}
		}
	}
	slices.SortFunc(plan.Served, compareServed)
	r := newReasons(b)
	for i, d := range p.Demand {
		if d.Visitors > served[i] {
			plan.Unserved = append(plan.Unserved, r.cell(i, d.Visitors-served[i]))
		}
	}
	for g := range p.Groups {
		if b.count[g] < p.Groups[g].Minimum {
			plan.Groups = append(plan.Groups, r.group(int32(g), anyPhase))
		}
		for f := range b.dues[g].owed {
			if b.due(int32(g), f) > 0 {
				plan.Groups = append(plan.Groups, r.group(int32(g), f))
			}
		}
	}
	slices.SortFunc(plan.Groups, compareGaps)
	plan.Score = b.score(served, r)
	plan.Score.VisitorsAtRisk = visitorsAtRisk(plan.Camps)
	plan.Bound = b.bound(proof)
	if p.Drive.ByBooth() {
		b.sit(&plan)
	}
	return plan
}

// camps writes the camps down, the visitors of each venue spread evenly over its camps.
func (b *board) camps(hash string) []Camp {
	p := b.m.p
	camps := make([]Camp, 0, len(b.slots))
	for _, s := range b.slots {
		v := p.Candidates[s.site]
		x := Camp{Venue: v.ID, Group: v.Group, Block: p.Groups[b.m.siteGroup[s.site]].Block, Cap: v.Cap, Booths: b.campBooths(s)}
		if s.day >= 0 {
			x.Day = p.Days[s.day]
		}
		x.CapBy, x.Halts = v.CapBy, v.Halts
		if s.team >= 0 {
			x.Team = p.Teams[s.team].ID
		}
		switch {
		case s.pin >= 0:
			pin := p.Pins[s.pin]
			x.ID, x.Pinned, x.Row, x.Remarks = pin.ID, true, pin.Row, pin.Remarks
			if pin.Day != 0 {
				x.Day = pin.Day
			}
			if pin.Team != "" {
				x.Team = pin.Team
			}
		case s.was != nil:
			x.ID, x.Row, x.Remarks = s.was.ID, s.was.Row, s.was.Remarks
		default:
			x.ID = CampID(ImportedID(hash, "camp", string(v.ID)+"/"+x.Day.String()))
		}
		camps = append(camps, x)
	}
	slices.SortFunc(camps, compareCamps)
	total := make([]int64, len(b.in.Sites))
	held := make([]int64, len(b.in.Sites))
	for j := range total {
		for a := b.in.SiteStart[j]; a < b.in.SiteStart[j+1]; a++ {
			total[j] += b.flow[a]
		}
	}
	for _, x := range camps {
		held[b.m.venue[x.Venue]]++
	}
	for k := range camps {
		j := b.m.venue[camps[k].Venue]
		if day, ok := b.m.cal.index[camps[k].Day]; ok {
			camps[k].Risk = b.m.riskOn(b.m.siteGroup[j], day)
		}
		camps[k].Visitors = ceilDiv(total[j], held[j])
		total[j] -= camps[k].Visitors
		held[j]--
	}
	return camps
}

func (b *board) score(served []int64, r *reasons) Score {
	p := b.m.p
	s := Score{Groups: int64(len(p.Groups)), CampDays: int64(len(b.slots)), CampDaysAllowed: p.CampDays}
	for g := range p.Groups {
		if b.met(int32(g)) {
			s.GroupsAtMinimum++
		}
	}
	for _, used := range b.used {
		if used {
			s.VenuesUsed++
		}
	}
	for i, d := range p.Demand {
		s.People += d.People
		s.Visitors += d.Visitors
		s.VisitorsServed += served[i]
		if r.within(i) {
			s.PeopleWithin += d.People
		}
	}
	s.WorthServed = b.worthServed()
	s.DistrictDaySpread, s.BlockDaySpread = b.spreads()
	b.floorScore(&s, served)
	b.radiusScore(&s)
	return s
}

// spreads gives the most camps on a day minus the fewest, over the days on which every venue in use is
// open and no team is off: of the district, and of the worst block.
func (b *board) spreads() (district, worst int64) {
	m := b.m
	all := newDayset(len(m.p.Days))
	for i := range m.p.Days {
		all.add(i)
	}
	common := make([]dayset, len(m.p.Blocks))
	camps := make([]bool, len(m.p.Blocks))
	for x := range common {
		common[x] = slices.Clone(all)
		for _, t := range m.blockTeams[x] {
			for w := range common[x] {
				common[x][w] &^= m.teamOff[t][w]
			}
		}
	}
	for _, s := range b.slots {
		x := m.groupBlock[m.siteGroup[s.site]]
		camps[x] = true
		for w := range common[x] {
			common[x][w] &= m.cal.open[s.site][w]
		}
	}
	for x := range common {
		for w := range all {
			all[w] &= common[x][w]
		}
		if camps[x] {
			worst = max(worst, spreadOver(common[x], b.block[x]))
		}
	}
	if len(b.slots) > 0 {
		district = spreadOver(all, b.days)
	}
	return district, worst
}

func spreadOver(days dayset, camps []int64) int64 {
	most, fewest := int64(-1), int64(-1)
	for i, n := range camps {
		if days.has(i) {
			most = max(most, n)
			if fewest < 0 || n < fewest {
				fewest = n
			}
		}
	}
	return most - fewest
}

// boundInstance gives the limits that the bound stands on, with a budget of camp-days, and says within what it holds. They
// are raised to what the plan holds, as pins may stand outside the rules. Where the calendar kept the plan from
// the first aim that the numbers alone allow, every group's minimum counts as what the plan gives it.
func (b *board) boundInstance(budget int64) (in *cover.Instance, within string) {
	in = b.m.instance()
	for j, s := range b.in.Sites {
		in.Sites[j].Fixed = s.Fixed
	}
	held := make([]int32, len(in.Sites))
	blocks := make([]int64, len(in.Blocks))
	for _, s := range b.slots {
		held[s.site]++
		blocks[b.m.groupBlock[b.m.siteGroup[s.site]]]++
	}
	for j, n := range held {
		in.Sites[j].Max = max(in.Sites[j].Max, n)
	}
	for g, n := range b.count {
		in.Groups[g].Max = max(in.Groups[g].Max, int32(n))
	}
	for x, n := range blocks {
		in.Blocks[x].Max = max(in.Blocks[x].Max, n)
	}
	in.Budget = max(budget, int64(len(b.slots)))
	within = "within this model: these candidates, distances and turnout, the camp-days allowed, the groups' minima held as far as can be"
	if !b.keepsFirstAim(in) {
		for g := range in.Groups {
			in.Groups[g].Min = min(in.Groups[g].Min, int32(b.count[g]))
		}
		within = "within this model: these candidates, distances and turnout, the camp-days allowed, every group holding at least what this plan gives it, up to its minimum"
	}
	return in, within
}

// byWalk is what the bound of a drive that counts visitors by their walk holds within.
const byWalk = ", each visitor counting what his walk leaves"

// bound evaluates the Lagrangian at the multipliers found.
func (b *board) bound(proof cover.Certificate) Bound {
	in, within := b.boundInstance(b.m.p.CampDays)
	served := in.FloorServed(b.flow)
	out := Bound{
		Visitors: proof.Bound(in.Keeping(served), nil), Method: "Lagrangian relaxation of the cells' visitors and of whole camp-days in clusters of cells, at integer multipliers",
		Within: within, Floors: b.boundFloors(in, proof, served),
	}
	out.People = b.boundForPeople(in.Keeping(served), proof)
	if len(in.Floors) > 0 {
		out.FloorLevel = b.floorLevel(out)
		out.Within += ", of every floor at least as many served as here, up to what it wants"
	}
	if in.Worth != nil {
		out.Within += byWalk
	}
	out.Prices, out.Clusters = b.m.multipliers(proof)
	return out
}

// multipliers writes a certificate down.
func (m *model) multipliers(proof cover.Certificate) ([]Price, []BoundCluster) {
	prices, clusters := []Price{}, []BoundCluster{}
	for _, k := range proof.Clusters {
		x := BoundCluster{Cells: make([]geo.Cell, len(k.Cells)), Divisor: k.Divisor, Weight: int64(k.Weight)}
		for n, i := range k.Cells {
			x.Cells[n] = m.p.Demand[i].Cell
		}
		clusters = append(clusters, x)
	}
	slices.SortFunc(clusters, compareClusters)
	for i, n := range proof.Price {
		if n > 0 {
			prices = append(prices, Price{m.p.Demand[i].Cell, int64(n)})
		}
	}
	return prices, clusters
}

// keepsFirstAim says whether every group holds what the first aim demands by the limits' numbers alone.
func (b *board) keepsFirstAim(in *cover.Instance) bool {
	room := make([]int64, len(in.Groups))
	need := make([]int64, len(in.Groups))
	pins := b.pinsOfGroups()
	blockNeed, blockLeft, blockHeld := make([]int64, len(in.Blocks)), make([]int64, len(in.Blocks)), make([]int64, len(in.Blocks))
	for x := range in.Blocks {
		blockLeft[x] = in.Blocks[x].Max
	}
	for _, s := range in.Sites {
		room[s.Group] += int64(s.Max)
	}
	left := in.Budget
	for g, x := range in.Groups {
		need[g] = max(0, min(room[g], int64(x.Max), int64(x.Min))-pins[g])
		blockNeed[x.Block] += need[g]
		blockLeft[x.Block] -= pins[g]
		blockHeld[x.Block] += b.count[g]
		left -= pins[g]
	}
	for x, n := range blockNeed {
		left -= min(n, blockLeft[x])
	}
	required := cover.Required(in)
	for g, x := range in.Groups {
		most := min(room[g], int64(x.Max))
		short := blockNeed[x.Block] > blockLeft[x.Block]
		if left < 0 || short {
			most = pins[g] + need[g]
		}
		if b.count[g] < int64(required[g]) || b.count[g] > most || left >= 0 && short && blockHeld[x.Block] < in.Blocks[x.Block].Max {
			return false
		}
	}
	return true
}
