package ingest

import (
	"slices"

	"doorstep/planning"
)

// Measure says how well stand-in groups agree with the source's own sparse hints of a gram panchayat.
type Measure struct {
	Rows     int `json:"rows"`      // settlements in stand-in groups that carry a hint
	SameName int `json:"same_name"` // whose group's name is like the hint
	Together int `json:"together"`  // whose group is the one most settlements with the same hint are in
}

// figures measures a reading.
func (im *importer) figures(g *planning.Gazetteer, settlements []*place) Figures {
	f := Figures{
		Source: im.source, Settlements: len(g.Settlements), Venues: len(g.Venues), StandIns: im.standIns,
		Duplicates: len(g.Duplicates), Agreement: agreement(settlements),
	}
	people := map[planning.AreaID]int64{}
	for _, s := range g.Settlements {
		f.People += s.People
		if s.Estimated {
			f.Estimated += s.People
		}
		people[s.Group] += s.People
	}
	for _, v := range g.Venues {
		if v.Host != planning.HostNone {
			f.Hosts++
		}
	}
	f.Groups = len(people)
	var rural []int64
	for _, n := range im.tree.nodes {
		if n.Level == planning.LevelGramPanchayat && n.group {
			if p, ok := people[n.ID]; ok {
				rural = append(rural, p)
			}
		}
	}
	slices.Sort(rural)
	f.RuralGroups = len(rural)
	if len(rural) > 0 {
		f.RuralMedian = rural[len(rural)/2]
	}
	for _, t := range g.Towns {
		switch t.Placed {
		case placedMissing:
			f.TownsMissing++
		case placedSettlements:
			f.TownsCounted++
		default:
			f.TownsPlaced++
			f.PeopleOfTowns += t.People
		}
	}
	for _, c := range g.Census {
		f.CensusOfPlaced += c.People
	}
	return f
}

// agreement compares stand-in groups with the hints.
func agreement(settlements []*place) Measure {
	type hint struct {
		home *node
		name string
	}
	var m Measure
	count := map[hint]map[*node]int{}
	for _, p := range settlements {
		if p.panchayat == "" || p.in == nil || !p.in.StandIn {
			continue
		}
		m.Rows++
		if planning.Likeness(p.panchayat, p.in.Name) >= 0.45 {
			m.SameName++
		}
		h := hint{p.home, planning.Fold(p.panchayat)}
		if count[h] == nil {
			count[h] = map[*node]int{}
		}
		count[h][p.in]++
	}
	for _, groups := range count {
		most := 0
		for _, n := range groups {
			most = max(most, n)
		}
		m.Together += most
	}
	return m
}
