package ingest

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/planning"
)

// group gives the group of a source id, nil where there is none.
func (im *importer) group(id string) *node {
	for _, l := range []planning.Level{planning.LevelGramPanchayat, planning.LevelWard} {
		if n := im.tree.byID(l, id); n != nil && n.group {
			return n
		}
	}
	return nil
}

// assignGroups puts every settlement into its group: the one it names, else the polygon it lies in,
// else the nearest group of its block, else a stand-in group.
func (im *importer) assignGroups(settlements []*place, venues []*place, led *ledger) {
	given := map[*node][]*node{} // groups of each block or town
	for _, n := range im.tree.nodes {
		if n.group && n.parent != nil {
			given[n.parent] = append(given[n.parent], n)
		}
	}
	standIn := map[*node][]*place{}
	for _, p := range settlements {
		if p.in = im.givenGroup(p, given[p.home], led); p.in == nil {
			standIn[p.home] = append(standIn[p.home], p)
		}
	}
	offices := map[*node][]*place{}
	for _, v := range venues {
		if v.kind == im.recipe.StandIn.Office {
			offices[v.home] = append(offices[v.home], v)
		}
	}
	homes := make([]*node, 0, len(standIn))
	for h := range standIn {
		homes = append(homes, h)
	}
	bySourceID(homes)
	for _, h := range homes {
		cells := cellsOf(standIn[h])
		if found := im.distinct(offices[h]); len(found) > 0 {
			im.byOffice(h, cells, found)
		} else {
			im.byCell(h, cells, geo.ResBlock, planning.LevelGramPanchayat)
		}
	}
}

// givenGroup finds a settlement's group among those the source gives, nil where it gives none for its
// block.
func (im *importer) givenGroup(p *place, groups []*node, led *ledger) *node {
	if p.group != "" {
		if g := im.group(p.group); g != nil {
			return g
		}
	}
	if n := im.tree.at(planning.LevelGramPanchayat, p.at); n != nil && n.parent == p.home {
		return n
	}
	if n := im.tree.at(planning.LevelWard, p.at); n != nil && n.group && n.parent != nil && n.district() == p.home.district() {
		p.home = n.parent
		return n
	}
	if len(groups) == 0 {
		if p.group != "" {
			led.repair(p.line, "group", p.group, "there is no such group; put into a stand-in group by its place")
		}
		return nil
	}
	best := slices.MinFunc(groups, func(a, b *node) int {
		return cmp.Or(cmp.Compare(away(a, p.at), away(b, p.at)), cmp.Compare(a.SourceID, b.SourceID))
	})
	led.repair(p.line, "group", p.group, "it names no known group and lies in no polygon of "+p.home.Name+"; put into the nearest, "+best.Name)
	return best
}

// away gives the distance from a group's nearest vertex, or far away where it has no polygon.
func away(n *node, p orb.Point) geo.Meters {
	best := geo.Meters(1e12)
	for _, poly := range n.Geometry {
		for _, q := range poly[0] {
			best = min(best, geo.Distance(p, q))
		}
	}
	return best
}

// demandCell is the settlements of one resolution-9 cell within a block or town.
type demandCell struct {
	cell   geo.Cell
	at     orb.Point // mean of the settlements, weighted by people
	people int64
	places []*place
}

// cellsOf gathers settlements by cell, in the order of cells.
func cellsOf(settlements []*place) []*demandCell {
	byCell := map[geo.Cell]*demandCell{}
	for _, p := range settlements {
		c := byCell[p.cell]
		if c == nil {
			c = &demandCell{cell: p.cell}
			byCell[p.cell] = c
		}
		c.people += p.people
		c.places = append(c.places, p)
	}
	out := make([]*demandCell, 0, len(byCell))
	for _, cell := range sortedKeys(byCell) {
		c := byCell[cell]
		var x, y, w float64
		for _, p := range c.places {
			weight := float64(max(p.people, 1))
			x, y, w = x+float64(p.at[0]*weight), y+float64(p.at[1]*weight), w+weight
		}
		c.at = orb.Point{x / w, y / w}
		out = append(out, c)
	}
	return out
}

func (c *demandCell) put(g *node) {
	for _, p := range c.places {
		p.in = g
	}
}

// largest names the place with most people, a town's share by the school it stands for.
func largest(cells []*demandCell) string {
	var best *place
	for _, c := range cells {
		for _, p := range c.places {
			if best == nil || p.people > best.people || p.people == best.people && p.id < best.id {
				best = p
			}
		}
	}
	return cmp.Or(best.locality, best.name)
}

// groupVenues puts every venue into the group of the demand it stands in: that of its cell, else of the
// nearest demand cell of its block or town within reach.
func (im *importer) groupVenues(venues, settlements []*place) {
	type spot struct {
		home *node
		cell geo.Cell
	}
	here := map[spot]*place{} // the largest settlement of a cell
	near := map[*node][]*place{}
	for _, s := range settlements {
		k := spot{s.home, s.cell}
		if was := here[k]; was == nil || s.people > was.people || s.people == was.people && s.id < was.id {
			here[k] = s
		}
	}
	for k, s := range here {
		near[k.home] = append(near[k.home], s)
	}
	for _, list := range near {
		slices.SortFunc(list, func(a, b *place) int { return cmp.Compare(a.id, b.id) })
	}
	const reach = geo.Meters(10_000)
	for _, v := range venues {
		if v.in != nil {
			continue
		}
		if v.group != "" {
			if v.in = im.group(v.group); v.in != nil {
				continue
			}
		}
		if s := here[spot{v.home, v.cell}]; s != nil {
			v.in = s.in
			continue
		}
		if n := im.tree.at(planning.LevelGramPanchayat, v.at); n != nil && n.parent == v.home {
			v.in = n
			continue
		}
		best, least := (*place)(nil), float64(1e300)
		k := 1 / cosine(v.at[1])
		for _, s := range near[v.home] {
			dx, dy := (s.at[0]-v.at[0])/k, s.at[1]-v.at[1]
			if d := float64(dx*dx) + float64(dy*dy); d < least {
				best, least = s, d
			}
		}
		if best != nil && geo.Distance(best.at, v.at) <= reach {
			v.in = best.in
		}
	}
}
