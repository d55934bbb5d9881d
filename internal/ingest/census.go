package ingest

import (
	"cmp"
	"context"
	"io/fs"
	"slices"

	"doorstep/planning"
)

// censusRow is the published population of one census district.
type censusRow struct {
	total, rural int64
	name         string
	line         int
}

// readCensus reads the published populations by census code.
func (im *importer) readCensus(ctx context.Context, fsys fs.FS, name string, led *ledger) (map[string]censusRow, error) {
	cf := im.recipe.Census
	out := map[string]censusRow{}
	type key struct{ code, of string }
	seen := map[key]int{}
	err := readTable(ctx, fsys, name, columnsOf("census", cf.TableFile, "code", "of", "people", "name"), led, im.tell(led.file), func(r row) {
		n, _, why := anyNumber(r.v[2])
		k := key{r.v[0], r.v[1]}
		switch first, twice := seen[k]; {
		case why != "":
			led.refuse(r.line, "people", r.v[2], why)
			return
		case twice:
			led.refuse(r.line, "code", k.code, "the "+k.of+" of this district stands in line "+itoa(first)+" already; the first counts")
			return
		}
		seen[k] = r.line
		c := out[k.code]
		switch k.of {
		case cf.Total:
			c.total, c.name, c.line = n, r.v[3], r.line
		case cf.Rural:
			c.rural = n
		}
		out[k.code] = c
	})
	return out, err
}

// censusCounts gives the published population of every district whose extent is still that of the
// census; of the others none is known.
func (im *importer) censusCounts(census map[string]censusRow) []planning.CensusCount {
	var out []planning.CensusCount
	for _, n := range im.tree.nodes {
		if n.Level != planning.LevelDistrict {
			continue
		}
		people := n.people
		if c, ok := census[n.census]; ok && n.same {
			people = c.total
		}
		if people > 0 {
			out = append(out, planning.CensusCount{
				District: n.ID, People: people, Year: im.recipe.Census.Year, Source: im.recipe.Census.Source,
			})
		}
	}
	slices.SortFunc(out, func(a, b planning.CensusCount) int { return cmp.Compare(a.District, b.District) })
	return out
}

// countedTowns gives the districts whose settlements hold so many more people than the rural census of
// the same ground that they must count town people too, with the ratio. Districts split since the
// census are judged together with their siblings.
func (im *importer) countedTowns(settlements []*place, census map[string]censusRow) map[*node]float64 {
	people := map[string]int64{}
	for _, p := range settlements {
		if d := p.home.district(); d != nil {
			people[d.census] += p.people
		}
	}
	out := map[*node]float64{}
	for _, n := range im.tree.nodes {
		if n.Level != planning.LevelDistrict || n.census == "" {
			continue
		}
		rural := census[n.census].rural
		if ratio := float64(people[n.census]) / float64(max(rural, 1)); rural > 0 && ratio > im.recipe.Towns.CountedAbove {
			out[n] = ratio
		}
	}
	return out
}
