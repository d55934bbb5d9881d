package planning

import (
	"cmp"
	"fmt"
	"slices"

	"doorstep/planning/sitting"
)

// campBooths writes the booths of a slot down.
func (b *board) campBooths(s slot) (list []CampBooth) {
	p := b.m.p
	for _, i := range s.booths {
		x := p.Booths[i]
		metres, found := p.boothWalk(int(i), int(s.site))
		if !found {
			metres = sitting.LongWalk
		}
		list = append(list, CampBooth{x.ID, metres})
	}
	return list
}

// sit completes the plan of a drive by booths: visitors, score, bound, how each group is divided, and why
// booths have no sitting.
func (b *board) sit(plan *Plan) {
	p := b.m.p
	at := b.m.boothIndex()
	total := int64(0)
	for _, x := range p.Booths {
		total += x.Visitors
	}
	s := &plan.Score
	s.Booths, s.Visitors, s.VisitorsServed = int64(len(p.Booths)), total, 0
	for k := range plan.Camps {
		x := &plan.Camps[k]
		x.Visitors = 0
		for _, c := range x.Booths {
			x.Visitors += p.Booths[at[c.Booth]].Visitors
		}
		s.VisitorsServed += x.Visitors
	}
	plan.Bound = Bound{
		Visitors: total, Method: "everyone expected at the booths; how the booths are divided is proven group by group, by prices of the booths",
		Within: "within this model: these booths, venues, distances and turnout, so many sittings of each group", Prices: []Price{}, Clusters: []BoundCluster{},
	}
	of := make([][]slot, len(p.Groups))
	for _, x := range b.slots {
		of[b.m.siteGroup[x.site]] = append(of[b.m.siteGroup[x.site]], x)
	}
	for _, h := range b.m.halls() {
		row := b.divided(h, of[h.group])
		plan.Sittings = append(plan.Sittings, row)
		s.BoothsSeated += int64(len(h.booths)) - row.Plan.Unseated
		s.PeopleBeyond += row.Plan.PeopleBeyond
		s.PersonMetres += row.Plan.PersonMetres
		plan.Unseated = append(plan.Unseated, b.unseated(h)...)
	}
	slices.SortFunc(plan.Sittings, func(x, y GroupSittings) int { return cmp.Compare(x.Group, y.Group) })
	slices.SortFunc(plan.Unseated, func(x, y UnseatedBooth) int { return cmp.Compare(x.Booth, y.Booth) })
}

// divided says how well a group's booths are divided. The bound is that of the prices kept for the group, or of
// new ones where those prove nothing any more; a plan that stands outside the rules is its own bound.
func (b *board) divided(h *hall, slots []slot) GroupSittings {
	p := b.m.p
	in := *h.in
	in.Limit = max(in.Limit, len(slots))
	scale := in.Scale()
	tiers := sitting.Tiers{Unseated: int64(len(h.booths))}
	for _, s := range slots {
		tiers.Unseated -= int64(len(s.booths))
		for _, i := range s.booths {
			x := p.Booths[i]
			metres := p.cappedWalk(int(i), int(s.site))
			tiers.PersonMetres += x.People * metres
			if metres > in.Threshold {
				tiers.Beyond += x.People
			}
		}
	}
	proof := b.proofs[h.group]
	least, ok := in.Bound(proof)
	if !ok {
		proof = in.Prove()
		least, _ = in.Bound(proof)
	}
	row := GroupSittings{
		Group: p.Groups[h.group].ID, Plan: tiersOf(tiers), Bound: tiersOf(scale.Tiers(min(least, scale.Cost(tiers)))), Price: proof.Sitting,
		Prices: make([]BoothPrice, len(h.booths)),
	}
	for k, i := range h.booths {
		row.Prices[k] = BoothPrice{p.Booths[i].ID, proof.Price[k]}
	}
	for _, cut := range proof.Cuts {
		x := BoothCut{Weight: cut.Weight}
		for _, k := range cut.Booths {
			x.Booths = append(x.Booths, p.Booths[h.booths[k]].ID)
		}
		row.Cuts = append(row.Cuts, x)
	}
	return row
}

// unseated explains why booths of a group have no sitting.
func (b *board) unseated(h *hall) (list []UnseatedBooth) {
	seated := b.seated()
	var clusters []sitting.Cluster
	for k, i := range h.booths {
		if seated[i] {
			continue
		}
		if clusters == nil {
			clusters = h.in.Clusters()
		}
		reason := b.whyUnseated(h, int32(k), clusters)
		list = append(list, UnseatedBooth{b.m.p.Booths[i].ID, reason, b.boothSentence(h, i, reason)})
	}
	return list
}

func (b *board) whyUnseated(h *hall, k int32, clusters []sitting.Cluster) BoothReason {
	var mine []sitting.Cluster
	for _, c := range clusters {
		if slices.Contains(c.Booths, k) {
			mine = append(mine, c)
		}
	}
	switch {
	case len(h.booths) == 1:
		return BoothAlone
	case len(h.venues) == 0:
		return BoothNoVenue
	case len(mine) == 0:
		return BoothCap
	case b.count[h.group] >= int64(h.in.Limit) || b.full():
		return BoothSpent
	case b.draft:
		return BoothNotList
	}
	for _, c := range mine {
		for _, o := range c.Booths {
			for _, v := range h.in.Near[o] {
				if b.freeDay(h.venues[v]) >= 0 {
					return BoothLeft
				}
			}
		}
	}
	return BoothNoDay
}

func (b *board) boothSentence(h *hall, i int32, reason BoothReason) string {
	p := b.m.p
	x, g := p.Booths[i], p.Groups[h.group]
	switch reason {
	case BoothAlone:
		return fmt.Sprintf("%s is the only booth of %s, and a sitting has at least %d.", x.Name, g.Name, sitting.Smallest)
	case BoothNoVenue:
		return fmt.Sprintf("No venue of %s is open on any day.", g.Name)
	case BoothCap:
		return fmt.Sprintf("%d visitors are expected from %s; no venue near takes them together with those of a neighbouring booth.", x.Visitors, x.Name)
	case BoothSpent:
		if b.count[h.group] >= int64(h.in.Limit) {
			return fmt.Sprintf("%s has %s; that is as many as it may.", g.Name, counted(int(b.count[h.group]), "sitting", "sittings"))
		}
		return fmt.Sprintf("All %d camp-days of the district are spent.", p.CampDays)
	case BoothNoDay:
		return fmt.Sprintf("No venue near %s is open on a day on which %s has no other sitting and a team is free.", x.Name, g.Name)
	case BoothNotList:
		return fmt.Sprintf("The imported list has no more sittings of %s.", g.Name)
	default:
		return fmt.Sprintf("The neighbours of %s sit elsewhere.", x.Name)
	}
}
