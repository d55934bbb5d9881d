package ingest

import (
	"context"
	"io/fs"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/planning"
)

// areaRow is one feature of an area file before it has a place in the tree.
type areaRow struct {
	line         int
	id, name     string
	names        map[string]string
	kind         string
	level        planning.Level
	parent       string
	municipality string
	census       string
	sameExtent   bool
	people       int64
	codes        []planning.AreaCode
	geometry     orb.MultiPolygon
}

// readAreas reads one area file. Features without a usable polygon are kept without one where they
// have an id: the tree and its codes still stand.
func readAreas(ctx context.Context, fsys fs.FS, name string, f AreaFile, bound orb.Bound, led *ledger, tell func(int)) ([]areaRow, error) {
	in, err := open(fsys, name, tell)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.close() }() // it was only read
	var out []areaRow
	ids := map[string]int{}
	n := 0
	err = geo.ReadFeatures(in, func(_ int, ft geo.Feature) error {
		i := ft.Line
		if n++; n%64 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		led.read++
		get := properties(ft)
		a := areaRow{line: i, id: get(f.Columns["id"]), level: f.Level}
		if a.id == "" {
			led.refuse(i, "id", "", "the area has no id ("+strings.ReplaceAll(strings.Join(f.Columns["id"], ", "), "#id", "or the feature's own")+"); its id must stay the same from file to file")
			return nil
		}
		if first, twice := ids[a.id]; twice {
			led.refuse(i, "id", a.id, "the id stands in line "+itoa(first)+" already; the first counts")
			return nil
		}
		ids[a.id] = i
		a.geometry = areaGeometry(ft, i, a.id, bound, led)
		a.fill(f, get, led)
		out = append(out, a)
		return nil
	})
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, inFile(name, err)
	}
	return out, nil
}

// properties gives the first of some columns that holds something; "#id" is the feature's id.
func properties(ft geo.Feature) func(Names) string {
	named := make(map[string]string, len(ft.Properties)+1)
	for k, v := range ft.Properties {
		named[columnName(k)] = strings.TrimSpace(plain(v))
	}
	named["#id"] = ft.ID
	return func(names Names) string {
		for _, n := range names {
			if s := named[columnName(n)]; s != "" {
				return s
			}
		}
		return ""
	}
}

// areaGeometry gives the polygon of a feature, nil where it has none that can be used, and says so.
func areaGeometry(ft geo.Feature, line int, id string, bound orb.Bound, led *ledger) orb.MultiPolygon {
	if ft.Err != nil {
		led.repair(line, "geometry", id, "kept without its polygon: "+oneLine(ft.Err))
		return nil
	}
	for _, r := range ft.Repairs {
		led.repair(line, "geometry", id, r.What+" "+r.Where)
	}
	var mp orb.MultiPolygon
	switch g := ft.Geometry.(type) {
	case nil:
		return nil
	case orb.Polygon:
		mp = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		mp = g
	default:
		led.repair(line, "geometry", id, "kept without its "+g.GeoJSONType()+": an area needs a polygon")
		return nil
	}
	if b := mp.Bound(); !bound.Contains(b.Min) || !bound.Contains(b.Max) {
		why := "kept without its polygon: it lies outside the region of the recipe"
		if geo.SuspectSwapped(b.Center(), bound) {
			why += "; longitude and latitude look swapped: write the longitude first"
		}
		led.repair(line, "geometry", id, why)
		return nil
	}
	return mp
}

// fill takes the columns of an area over.
func (a *areaRow) fill(f AreaFile, get func(Names) string, led *ledger) {
	col := func(key string) string { return get(f.Columns[key]) }
	if l := planning.Level(strings.ToLower(col("level"))); l != "" && l != f.Level {
		if slices.Contains(f.Levels, l) {
			a.level = l
		} else {
			led.repair(a.line, "level", string(l), "no level of this file; taken as "+string(f.Level))
		}
	}
	var fixed string
	if a.name, fixed = tidy(col("name")); fixed != "" {
		led.repair(a.line, "name", a.name, fixed)
	}
	a.name = serials(a.name)
	if a.name != "" && f.NameAs != "" {
		a.name = strings.ReplaceAll(f.NameAs, "{name}", a.name)
	}
	a.names = map[string]string{}
	for lang, key := range map[string]string{"bn": "name_bn", "hi": "name_hi"} {
		if s, _ := tidy(col(key)); s != "" {
			a.names[lang] = s
		}
	}
	a.kind, a.parent, a.municipality = col("kind"), col("parent"), col("municipality")
	a.census, a.sameExtent = col("census"), col("same_extent") == "true"
	if s := col("people"); s != "" {
		people, _, why := anyNumber(s)
		if a.people = people; why != "" {
			led.repair(a.line, "people", s, "left out: "+why)
		}
	}
	a.codes = codesOf(f.Codes, get)
}

// codesOf reads the codes of a row, in the order of their systems.
func codesOf(rules map[string]CodeRule, get func(Names) string) []planning.AreaCode {
	var out []planning.AreaCode
	for _, system := range sortedKeys(rules) {
		r := rules[system]
		code := get(r.Columns)
		if code == "" || slices.Contains(r.Except, code) || r.When != "" && get(Names{r.When}) != "true" {
			continue
		}
		out = append(out, planning.AreaCode{System: system, Code: code})
	}
	return out
}

// serials writes the Roman numeral at the end of a name, spoiled by a title-case function, in capitals:
// "Barasat-Ii" is "Barasat-II".
func serials(name string) string {
	i := strings.LastIndexAny(name, " -_")
	switch tail := name[i+1:]; tail {
	case "Ii", "Iii", "Iv", "Vi", "Vii", "Viii":
		if i >= 0 {
			return name[:i+1] + strings.ToUpper(tail)
		}
	}
	return name
}
