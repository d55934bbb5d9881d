package ingest

import (
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"doorstep/planning"
)

// plant puts the areas of one file into the tree. Parents must be there already: files are planted from
// the top level down.
func (im *importer) plant(f AreaFile, rows []areaRow, led *ledger) {
	for _, a := range rows {
		parent, ok := im.parentOf(f, a, led)
		if !ok {
			continue
		}
		name := a.name
		if name == "" {
			name = "Unnamed " + strings.ReplaceAll(string(a.level), "_", " ") + " " + a.id
			if f.Unnamed != "" {
				name = strings.NewReplacer("{id}", a.id, "{parent}", nameOf(parent)).Replace(f.Unnamed)
			}
			led.repair(a.line, "name", "", "the area has no name; called "+name)
		}
		n := im.tree.add(a.level, a.id, name, parent)
		n.line, n.led, n.group = a.line, led, f.Group
		n.Kind, n.Codes = a.kind, a.codes
		im.tree.draw(n, a.geometry)
		n.census, n.same, n.people = a.census, a.sameExtent, a.people
		for lang, s := range a.names {
			n.Names[lang] = s
			im.tree.alias(n, s)
		}
	}
}

func nameOf(n *node) string {
	if n == nil {
		return "no area"
	}
	return n.Name
}

// parentOf finds the area that a stands under: by the column, else by the nearest spelling, else by
// its place, else the only area of the level; with levels missing, the area above.
func (im *importer) parentOf(f AreaFile, a areaRow, led *ledger) (*node, bool) {
	level, ref := f.Parent, a.parent
	if a.level == planning.LevelWard && (f.Parent == planning.LevelMunicipality || a.municipality != "") {
		level = planning.LevelMunicipality
		if a.municipality != "" {
			ref = a.municipality
		}
	}
	if level == "" {
		return nil, true
	}
	if ref != "" {
		if n := im.refer(level, ref); n != nil {
			return n, true
		}
		if len(im.tree.key[level]) == 0 && level == planning.LevelDistrict { // the source has no file of districts
			return im.tree.add(level, planning.Fold(ref), ref, im.only(planning.LevelState)), true
		}
		if n := im.likely(level, ref); n != nil {
			led.repair(a.line, "parent", ref, "there is no "+string(level)+" of this name; taken as "+n.Name)
			return n, true
		}
	}
	if len(a.geometry) > 0 {
		if n := im.tree.at(level, inside(a.geometry)); n != nil {
			if ref != "" {
				led.repair(a.line, "parent", ref, "there is no such "+string(level)+"; put into "+n.Name+" by its place")
			}
			return n, true
		}
	}
	if n := im.above(level, a.point()); n != nil || ref == "" {
		return n, true
	}
	led.refuse(a.line, "parent", ref, "there is no "+string(level)+" "+ref+" and its place tells none"+im.spelling(level, ref))
	return nil, false
}

// refer finds an area of a level by source id, by its municipality's full style or by name.
func (im *importer) refer(level planning.Level, ref string) *node {
	if n := im.tree.byID(level, ref); n != nil {
		return n
	}
	return im.tree.named(level, ref)
}

// likely finds the one area whose name is clearly the nearest to a misspelled one.
func (im *importer) likely(level planning.Level, ref string) *node {
	q := planning.TrigramsOf(planning.Fold(ref))
	var best *node
	first, second := 0.0, 0.0
	for _, n := range im.tree.nodes {
		if n.Level != level {
			continue
		}
		for _, name := range append([]string{n.Name}, n.Aliases...) {
			switch l := q.Likeness(planning.TrigramsOf(planning.Fold(name))); {
			case l > first:
				if best != n {
					second = first
				}
				best, first = n, l
			case l > second && best != n:
				second = l
			}
		}
	}
	if first < 0.5 || first-second < 0.15 {
		return nil
	}
	return best
}

// spelling names the nearest names of a level, to end a sentence with.
func (im *importer) spelling(level planning.Level, ref string) string {
	q := planning.TrigramsOf(planning.Fold(ref))
	type near struct {
		name string
		like float64
	}
	var all []near
	for _, n := range im.tree.nodes {
		if n.Level == level {
			if l := q.Likeness(planning.TrigramsOf(planning.Fold(n.Name))); l > 0.2 {
				all = append(all, near{n.Name, l})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b near) int {
		switch {
		case a.like > b.like:
			return -1
		case a.like < b.like:
			return 1
		}
		return strings.Compare(a.name, b.name)
	})
	if len(all) == 0 {
		return ""
	}
	names := make([]string, min(3, len(all)))
	for i := range names {
		names[i] = all[i].name
	}
	return "; the nearest names are " + strings.Join(names, ", ")
}

// above gives the area that stands in for a missing parent: the district or state around a point, or
// the only one there is.
func (im *importer) above(level planning.Level, at *orb.Point) *node {
	for _, l := range []planning.Level{planning.LevelDistrict, planning.LevelState} {
		if rank(l) >= rank(level) {
			continue
		}
		if at != nil {
			if n := im.tree.at(l, *at); n != nil {
				return n
			}
		}
		if n := im.only(l); n != nil {
			return n
		}
	}
	return nil
}

// only gives the one area of a level, nil where there are none or several.
func (im *importer) only(level planning.Level) *node {
	if len(im.tree.key[level]) != 1 {
		return nil
	}
	for _, n := range im.tree.key[level] {
		return n
	}
	return nil
}

func rank(l planning.Level) int { return slices.Index(levels, l) }

// point gives a point within the area, nil where it has no polygon.
func (a areaRow) point() *orb.Point {
	if len(a.geometry) == 0 {
		return nil
	}
	p := inside(a.geometry)
	return &p
}

// inside gives a point within the largest polygon of g: halfway along the longest piece of the
// parallel through the middle of its window.
func inside(g orb.MultiPolygon) orb.Point {
	var ring orb.Polygon
	size := -1.0
	for _, p := range g {
		if b := p.Bound(); (b.Max[0]-b.Min[0])*(b.Max[1]-b.Min[1]) > size {
			ring, size = p, (b.Max[0]-b.Min[0])*(b.Max[1]-b.Min[1])
		}
	}
	b := ring.Bound()
	// A parallel a little off the middle, so that it seldom runs through a vertex.
	y := b.Min[1] + (b.Max[1]-b.Min[1])*0.4987
	var xs []float64
	for _, r := range ring {
		for i := range r {
			p, q := r[i], r[(i+1)%len(r)]
			if (p[1] > y) != (q[1] > y) {
				xs = append(xs, p[0]+(y-p[1])/(q[1]-p[1])*(q[0]-p[0]))
			}
		}
	}
	slices.Sort(xs)
	at, longest := b.Center(), -1.0
	for i := 0; i+1 < len(xs); i += 2 {
		if xs[i+1]-xs[i] > longest {
			at, longest = orb.Point{(xs[i] + xs[i+1]) / 2, y}, xs[i+1]-xs[i]
		}
	}
	return at
}
