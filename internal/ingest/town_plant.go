package ingest

import (
	"cmp"
	"slices"
	"strings"

	"doorstep/planning"
)

// plantTowns puts the towns into the tree under their districts.
func (im *importer) plantTowns(towns []*town, led *ledger) []*town {
	for _, t := range towns {
		if t.at != nil && !im.bound.Contains(*t.at) {
			led.repair(t.line, "lon,lat", coordinates(*t.at), "kept without its point: it lies outside the region of the areas")
			t.at = nil
		}
		if t.district == "" && t.at != nil {
			if n := im.tree.at(planning.LevelDistrict, *t.at); n != nil {
				t.district = n.Name
			}
		}
	}
	im.districtsByOrder(towns, led)
	out := towns[:0]
	for _, t := range towns {
		if t.district == "" {
			if n := im.districtByBlock(t.name); n != nil {
				led.repair(t.line, "district", "", t.name+" names no district; put into "+n.Name+", where a block has its name")
				t.district = n.Name
			}
		}
		parent, ok := im.parentOf(AreaFile{Parent: planning.LevelDistrict}, areaRow{line: t.line, parent: t.district}, led)
		if !ok {
			continue
		}
		n := im.tree.add(planning.LevelMunicipality, t.id, t.name, parent)
		n.line, n.led, n.Kind, n.Codes = t.line, led, t.kind, t.codes
		im.tree.alias(n, strings.TrimSpace(t.name+" "+t.kind))
		t.node = n
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b *town) int { return cmp.Compare(a.id, b.id) })
	return out
}

// districtsByOrder puts a town that names no district between its neighbours in the order of codes,
// where both are of one district.
func (im *importer) districtsByOrder(towns []*town, led *ledger) {
	var row []*town
	for _, t := range towns {
		if strings.Trim(t.order, "0") != "" {
			row = append(row, t)
		}
	}
	slices.SortFunc(row, func(a, b *town) int { return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(a.id, b.id)) })
	between := map[*town]string{} // none is a neighbour for others before all are judged
	for i, t := range row {
		if t.district != "" {
			continue
		}
		before, after := "", ""
		for j := i - 1; j >= 0 && before == ""; j-- {
			before = row[j].district
		}
		for j := i + 1; j < len(row) && after == ""; j++ {
			after = row[j].district
		}
		if before != "" && before == after {
			between[t] = before
			led.repair(t.line, "district", "", t.name+" names no district; put into "+before+", as its neighbours in the order of codes")
		}
	}
	for t, d := range between {
		t.district = d
	}
}

// districtByBlock gives the district of the blocks that have a town's name, but for their numbers; nil
// where none or several have.
func (im *importer) districtByBlock(name string) *node {
	f := withoutNumbers(name)
	var one *node
	for _, n := range im.tree.nodes {
		if n.Level != planning.LevelBlock || withoutNumbers(n.Name) != f {
			continue
		}
		d := n.district()
		if one != nil && d != one {
			return nil
		}
		one = d
	}
	return one
}

func withoutNumbers(name string) string {
	var out []string
	for w := range strings.FieldsSeq(planning.Fold(name)) {
		if w[0] > '9' {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// lostTowns names the towns whose people are missing and whose district nobody knows.
func lostTowns(towns []*town) []string {
	var out []string
	for _, t := range towns {
		if t.placed == placedMissing && t.node.district() == nil {
			out = append(out, t.name)
		}
	}
	slices.Sort(out)
	return out
}
