package ingest

import (
	"cmp"
	"context"
	"io/fs"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/planning"
)

// How a town's people were placed.
const (
	placedWards       = "wards"
	placedSchools     = "schools"
	placedPoint       = "point"
	placedSettlements = "settlements" // counted there already
	placedMissing     = "missing"
)

// town is an urban local body on its way in.
type town struct {
	line     int
	id, name string
	kind     string
	district string
	codes    []planning.AreaCode
	people   int64
	from     string // column the people are taken from
	once     string
	order    string
	at       *orb.Point
	node     *node
	reach    geo.Meters
	schools  []*place
	placed   string
	reason   string
}

// readTowns reads the table of urban local bodies.
func (im *importer) readTowns(ctx context.Context, fsys fs.FS, name string, led *ledger) ([]*town, error) {
	tf := im.recipe.Towns
	cols := columnsOf("towns", tf.TableFile, "id", "name", "kind", "lon", "lat", "district")
	fixed := len(cols)
	cols = append(cols, column{key: "once", names: tf.Once}, column{key: "order", names: tf.Order})
	for _, p := range tf.People {
		cols = append(cols, column{key: "people", names: p})
	}
	systems := sortedKeys(tf.Codes)
	for _, s := range systems {
		cols = append(cols, column{key: s, names: tf.Codes[s].Columns})
	}
	var out []*town
	ids := map[string]int{}
	err := readTable(ctx, fsys, name, cols, led, im.tell(led.file), func(r row) {
		t := &town{line: r.line, id: r.v[0], kind: r.v[2], district: r.v[5], once: r.v[fixed], order: r.v[fixed+1]}
		t.name, _ = tidy(r.v[1])
		if t.id == "" || t.name == "" {
			led.refuse(r.line, "id", t.id, "a town needs an id and a name")
			return
		}
		if first, twice := ids[t.id]; twice {
			led.refuse(r.line, "id", t.id, "the id stands in line "+itoa(first)+" already; the first counts")
			return
		}
		ids[t.id] = r.line
		if !blank(r.v[3]) || !blank(r.v[4]) {
			at, field, why := position(r.v[3], r.v[4], orb.Bound{}, false)
			if why != "" {
				led.repair(r.line, field, r.v[3]+","+r.v[4], "kept without its point: "+why)
			} else {
				t.at = &at
			}
		}
		for i, p := range tf.People {
			s := r.v[fixed+2+i]
			if blank(s) {
				continue
			}
			n, _, why := wholeNumber(s)
			if why != "" {
				led.repair(r.line, p[0], s, "left out: "+why)
				continue
			}
			t.people, t.from = n, p[0]
			break
		}
		for i, s := range systems {
			if code := r.v[fixed+2+len(tf.People)+i]; code != "" && !slices.Contains(tf.Codes[s].Except, code) {
				t.codes = append(t.codes, planning.AreaCode{System: s, Code: code})
			}
		}
		out = append(out, t)
	})
	return out, err
}

// spreadTowns puts the people of every town on cells and says how: nothing where the settlements count
// them already, else over its ward polygons by area, else over the cells of its urban schools, else at
// its point. The shares are returned as estimated settlements, the schools' home becomes their town.
func (im *importer) spreadTowns(towns []*town, venues []*place, counted map[*node]float64) []*place {
	im.once(towns)
	for _, t := range towns {
		switch ratio, over := counted[t.node.district()]; {
		case over:
			t.placed = placedSettlements
			t.reason = "the settlements of its district hold " + percent(ratio) + " of the rural census: they count town people already"
		case t.people == 0:
			t.placed, t.reason = placedMissing, cmp.Or(t.reason, "no population is known")
		}
	}
	im.schoolsOf(towns, venues)
	var shares []*place
	for _, t := range towns {
		if t.placed == "" {
			shares = append(shares, im.spread(t, venues)...)
		}
	}
	return shares
}

// once lets a place of the last source of people count for one town only: for the first with people
// from a better source, else for the one with the smallest id.
func (im *importer) once(towns []*town) {
	last := ""
	if p := im.recipe.Towns.People; len(p) > 0 {
		last = p[len(p)-1][0]
	}
	owner := map[string]*town{}
	for _, better := range []bool{true, false} {
		for _, t := range towns {
			if t.once == "" || (t.from != last) != better {
				continue
			}
			if o := owner[t.once]; o == nil {
				owner[t.once] = t
			} else if !better {
				t.people, t.reason = 0, "its only population is that of "+o.name+", which counts it already"
			}
		}
	}
}

// schoolsOf gives every urban venue of the right kind to the town that it is nearest to, measured in
// each town's own reach, among the towns of its district that are to be spread.
func (im *importer) schoolsOf(towns []*town, venues []*place) {
	tf := im.recipe.Towns
	byDistrict := map[*node][]*town{}
	for _, t := range towns {
		if t.placed != "" || t.at == nil || len(t.wards()) > 0 {
			continue
		}
		km := math.Sqrt(float64(t.people)/(math.Pi*tf.PerKm2)) * tf.Stretch
		t.reach = geo.Meters(min(max(km*1000, tf.LeastM), tf.MostM))
		d := t.node.district()
		byDistrict[d] = append(byDistrict[d], t)
	}
	for _, v := range venues {
		if !v.urban || !slices.Contains(tf.Kinds, v.kind) {
			continue
		}
		best, least := (*town)(nil), 1.0
		for _, t := range byDistrict[v.home.district()] {
			if r := float64(geo.Distance(*t.at, v.at) / t.reach); r <= least && (r < least || best == nil) {
				best, least = t, r
			}
		}
		if best != nil {
			v.town, v.home = best, best.node
			best.schools = append(best.schools, v)
		}
	}
}

func (t *town) wards() []*node {
	var out []*node
	for _, c := range t.node.children {
		if c.group && len(c.Geometry) > 0 {
			out = append(out, c)
		}
	}
	return out
}

func (im *importer) spread(t *town, venues []*place) []*place {
	if wards := t.wards(); len(wards) > 0 {
		return im.overWards(t, wards, venues)
	}
	if len(t.schools) > 0 {
		return im.overSchools(t)
	}
	if t.at == nil {
		t.placed, t.reason = placedMissing, "it has neither wards nor a point"
		return nil
	}
	cell, err := geo.CellOf(*t.at, geo.ResDemand)
	if err != nil {
		t.placed, t.reason = placedMissing, oneLine(err)
		return nil
	}
	t.placed, t.reason = placedPoint, "no urban school within "+itoa(int(t.reach))+" m: all its people are put at its point"
	shares := []*place{t.share(cell, *t.at, t.people)}
	im.byCell(t.node, cellsOf(shares), geo.ResTown, planning.LevelWard)
	return shares
}

// overSchools deals the people out over the cells of the schools, one part a school.
func (im *importer) overSchools(t *town) []*place {
	cells := cellsOf(t.schools) // nobody lives in a school: each weighs one
	weights := make([]int64, len(cells))
	for i, c := range cells {
		weights[i] = int64(len(c.places))
	}
	t.placed = placedSchools
	t.reason = "spread over the cells of its " + itoa(len(t.schools)) + " urban schools"
	var shares []*place
	for i, n := range geo.Apportion(t.people, weights) {
		if n > 0 {
			s := t.share(cells[i].cell, cells[i].at, n)
			s.locality = cells[i].places[0].name
			s.name = t.name + ", near " + s.locality
			shares = append(shares, s)
		}
	}
	im.byCell(t.node, cellsOf(shares), geo.ResTown, planning.LevelWard)
	return shares
}

// overWards deals the people out over ward polygons by area, and each ward's over its cells.
func (im *importer) overWards(t *town, wards []*node, venues []*place) []*place {
	bySourceID(wards)
	weights := make([]int64, len(wards))
	for i, w := range wards {
		weights[i] = int64(geo.AreaOf(w.Geometry))
	}
	t.placed = placedWards
	t.reason = "spread over " + itoa(len(wards)) + " ward polygons by area"
	var shares []*place
	for i, n := range geo.Apportion(t.people, weights) {
		cells, err := geo.SpreadPolygon(wards[i].Geometry, n, geo.ResDemand)
		if err != nil {
			wards[i].led.repair(wards[i].line, "geometry", wards[i].Name, "its people are put at one point: "+oneLine(err))
			at := inside(wards[i].Geometry)
			cell, err := geo.CellOf(at, geo.ResDemand)
			if err != nil {
				continue
			}
			cells = []geo.CellShare{{Cell: cell, People: n}}
		}
		for _, c := range cells {
			s := t.share(c.Cell, c.Cell.Center(), c.People)
			s.id = "share:" + wards[i].SourceID + ":" + c.Cell.String()
			s.name, s.in, s.home = t.name+", "+wards[i].Name, wards[i], t.node
			shares = append(shares, s)
		}
	}
	for _, v := range venues { // what stands in its wards stands in the town
		if w := im.tree.at(planning.LevelWard, v.at); w != nil && w.parent == t.node {
			v.home, v.in = t.node, w
		}
	}
	return shares
}

// share is some of a town's people, put on one cell by rule.
func (t *town) share(cell geo.Cell, at orb.Point, people int64) *place {
	if c, err := geo.CellOf(at, geo.ResDemand); err != nil || c != cell {
		at = cell.Center()
	}
	return &place{
		id: "share:" + t.node.SourceID + ":" + cell.String(), name: t.name, at: at, cell: cell,
		people: people, home: t.node, town: t,
	}
}

func percent(ratio float64) string { return itoa(int(math.Round(ratio*100))) + " %" }
