package ingest

import (
	"context"
	"io/fs"
	"strings"

	"doorstep/planning"
)

// aliasRow is another name of the area with a code.
type aliasRow struct {
	line       int
	code, name string
}

// readAliases reads a table of further names.
func (im *importer) readAliases(ctx context.Context, fsys fs.FS, name string, f AliasFile, led *ledger) ([]aliasRow, error) {
	var out []aliasRow
	cols := []column{{key: "code", names: f.Code, must: true}, {key: "name", names: f.Name, must: true}}
	err := readTable(ctx, fsys, name, cols, led, im.tell(name), func(r row) {
		out = append(out, aliasRow{r.line, r.v[0], r.v[1]})
	})
	return out, err
}

// censusNames gives the names of the census as aliases, by code.
func censusNames(census map[string]censusRow) []aliasRow {
	var out []aliasRow
	for _, code := range sortedKeys(census) {
		out = append(out, aliasRow{census[code].line, code, census[code].name})
	}
	return out
}

// addAliases hangs the names on their areas. A row whose code no area has is kept aside: code tables
// list more than a region holds.
func (im *importer) addAliases(f AliasFile, rows []aliasRow) {
	for _, r := range rows {
		name, _ := tidy(r.name)
		if strings.ToUpper(name) == name {
			name = titleCase(name)
		}
		for _, n := range im.codes()[f.System+":"+r.code] {
			if n.Level == f.Level {
				im.tree.alias(n, name)
			}
		}
	}
}

// titleCase writes a name that is all capitals with one capital a word.
func titleCase(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		words[i] = titled(w)
	}
	return strings.Join(words, " ")
}

// plantFromColumns makes the blocks, and districts, that settlements and venues name where the folder
// has no file of them. They have no polygon.
func (im *importer) plantFromColumns(lists ...[]*place) {
	if len(im.tree.key[planning.LevelBlock]) > 0 {
		return
	}
	for _, list := range lists {
		for _, p := range list {
			if p.block == "" || im.tree.byID(planning.LevelBlock, p.block) != nil {
				continue
			}
			parent := im.only(planning.LevelState)
			if p.district != "" {
				if parent = im.refer(planning.LevelDistrict, p.district); parent == nil {
					parent = im.tree.add(planning.LevelDistrict, planning.Fold(p.district), p.district, im.only(planning.LevelState))
				}
			} else if n := im.above(planning.LevelBlock, &p.at); n != nil {
				parent = n
			}
			name := serials(p.blockName)
			if name == "" {
				name = "Block " + p.block
			}
			im.tree.add(planning.LevelBlock, p.block, name, parent)
		}
	}
}
