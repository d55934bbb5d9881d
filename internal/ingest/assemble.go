package ingest

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"doorstep/planning"
)

// assemble turns what the files hold into a gazetteer.
func (im *importer) assemble(ctx context.Context, r *raw) (planning.Gazetteer, Figures, error) {
	led := func(file string) *ledger {
		if l := r.leds[file]; l != nil {
			return l
		}
		return newLedger(file)
	}
	rec := im.recipe
	im.reach("areas", 50)
	im.tree = newTree(im.source)
	for i, f := range rec.Areas {
		if !f.Group {
			im.plant(f, r.areas[i], led(f.File))
		}
	}
	im.bound = orb.Bound{Min: orb.Point{rec.Bound[0], rec.Bound[1]}, Max: orb.Point{rec.Bound[2], rec.Bound[3]}}
	if b, ok := im.tree.bound(0.25); ok {
		im.bound = b
	}
	towns := im.plantTowns(r.towns, led(rec.Towns.File))
	for i, f := range rec.Areas {
		if f.Group {
			im.plant(f, r.areas[i], led(f.File))
		}
	}
	im.plantFromColumns(r.settlements, r.venues)
	for i, f := range rec.Aliases {
		if f.File == rec.Census.File {
			r.aliases[i] = censusNames(r.census)
		}
		im.addAliases(f, r.aliases[i])
	}
	var fromBooths []*place
	boothsAreDemand := im.files[rec.Settlements.File] == ""
	if boothsAreDemand {
		fromBooths = im.plantBooths(r.booths, true, led(rec.Booths.File))
	}
	if err := ctx.Err(); err != nil {
		return planning.Gazetteer{}, Figures{}, err
	}
	im.tree.at(planning.LevelBlock, orb.Point{}) // makes the indexes while nobody else asks
	im.tree.at(planning.LevelDistrict, orb.Point{})
	im.tree.at(planning.LevelState, orb.Point{})
	settled := [3][]*place{}
	lists := [3][]*place{r.settlements, r.venues, fromBooths}
	leds := [3]*ledger{led(rec.Settlements.File), led(rec.Venues.File), led(rec.Booths.File)}
	var wg sync.WaitGroup
	for i := range lists {
		wg.Go(func() { settled[i] = im.settle(lists[i], leds[i]) })
	}
	wg.Wait()
	settlements, venues := slices.Concat(settled[0], settled[2]), settled[1]
	for _, v := range venues {
		v.uid = planning.VenueID(planning.ImportedID(cmp.Or(v.source, im.source), "venue", v.id))
	}
	if err := ctx.Err(); err != nil {
		return planning.Gazetteer{}, Figures{}, err
	}
	im.reach("groups", 65)
	im.assignGroups(settlements, venues, leds[0])
	im.reach("towns", 75)
	shares := im.spreadTowns(towns, venues, im.countedTowns(settlements, r.census))
	demand := slices.Concat(settlements, shares)
	if !boothsAreDemand { // a booth may stand in a stand-in group
		im.plantBooths(r.booths, false, led(rec.Booths.File))
	}
	im.groupVenues(venues, demand)
	im.reach("duplicates", 85)
	g := planning.Gazetteer{Drive: im.drive, Duplicates: im.duplicates(venues), Census: im.censusCounts(r.census)}
	if err := ctx.Err(); err != nil {
		return planning.Gazetteer{}, Figures{}, err
	}
	g.Closures = im.closures(r.calendar, led(rec.Calendar.File))
	hours := im.hours(r.calendar, led(rec.Calendar.File))
	g.Teams = im.teams(r.teams, led(rec.Teams.File))
	g.PastCamps = im.pastCamps(r.turnout, led(rec.Turnout.File))
	g.Water, g.Crossings = r.water, r.crossings
	g.Crews = im.crews(r.crews, led(rec.Crews.File))
	g.Works = im.works(r.works, led(rec.Works.File))
	if im.drive == nil && (len(g.Closures) > 0 || len(g.Teams) > 0) {
		g.Drive = defaultDrive(im.source)
	}
	if g.Drive == nil && len(hours) > 0 {
		g.Drive = defaultDrive(im.source)
	}
	if err := im.rules(g.Drive, hours, venues); err != nil {
		return planning.Gazetteer{}, Figures{}, err
	}
	for _, t := range towns {
		g.Towns = append(g.Towns, planning.Town{
			Name: t.name, District: t.node.Parent, People: t.people, Placed: t.placed, Reason: t.reason,
		})
	}
	for _, n := range im.tree.nodes {
		if n.StandIn {
			im.standIns++
		}
	}
	im.fill(&g, demand, venues)
	g.Absent = im.absences(venues, towns)
	return g, im.figures(&g, settlements), nil
}

// fill writes areas, settlements and venues as values, sorted.
func (im *importer) fill(g *planning.Gazetteer, demand, venues []*place) {
	g.Areas = im.tree.areas()
	g.Booths = im.booths
	slices.SortFunc(g.Booths, func(a, b planning.Booth) int { return cmp.Compare(a.ID, b.ID) })
	g.Settlements = make([]planning.Settlement, len(demand))
	im.parallel(len(demand), func(i int) {
		p := demand[i]
		s := planning.Settlement{
			ID: planning.SettlementID(planning.ImportedID(im.source, "settlement", p.id)), Name: p.name, Kind: "habitation",
			Area: p.home.ID, Group: p.in.ID, People: p.people, At: p.at, Cell: p.cell,
			Source: im.source, SourceID: p.id, Panchayat: p.panchayat,
		}
		if p.town != nil {
			s.Kind, s.Estimated = "urban_share", true
		}
		g.Settlements[i] = s
	})
	slices.SortFunc(g.Settlements, func(a, b planning.Settlement) int { return cmp.Compare(a.ID, b.ID) })
	g.Venues = make([]planning.Venue, len(venues))
	im.parallel(len(venues), func(i int) {
		p := venues[i]
		v := planning.Venue{
			ID: p.uid, Name: p.name, Kind: p.kind, Host: p.host, Area: p.home.ID, At: p.at, Cell: p.cell, Capacity: p.capacity, Facilities: p.has,
			Permission: planning.PermissionNotAsked, Locality: p.locality, Urban: p.urban, Flags: p.flags,
			Source: cmp.Or(p.source, im.source), SourceID: p.id,
		}
		if p.in != nil {
			v.Group = p.in.ID
		}
		g.Venues[i] = v
	})
	slices.SortFunc(g.Venues, func(a, b planning.Venue) int { return cmp.Compare(a.ID, b.ID) })
}
