package ingest

import (
	"cmp"
	"context"
	"io/fs"
	"slices"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/planning"
)

// readWater reads the polygons of water. A feature without a polygon that can be used is refused: it parts nobody.
func (im *importer) readWater(ctx context.Context, fsys fs.FS, name string, led *ledger) ([]planning.Water, error) {
	in, err := open(fsys, name, im.tell(led.file))
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.close() }() // it was only read
	bound := orb.Bound{Min: orb.Point{im.recipe.Bound[0], im.recipe.Bound[1]}, Max: orb.Point{im.recipe.Bound[2], im.recipe.Bound[3]}}
	cols := im.recipe.Water.Columns
	var out []planning.Water
	ids := map[string]int{}
	n := 0
	err = geo.ReadFeatures(in, func(_ int, ft geo.Feature) error {
		if n++; n%64 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		led.read++
		get := properties(ft)
		w := planning.Water{ID: get(cols["id"]), Name: get(cols["name"]), Kind: kindOf(get(cols["kind"]), nil)}
		if first, twice := ids[w.ID]; twice && w.ID != "" {
			led.refuse(ft.Line, "id", w.ID, "the id stands in line "+itoa(first)+" already; the first counts")
			return nil
		}
		ids[w.ID] = ft.Line
		switch g := ft.Geometry.(type) {
		case orb.Polygon:
			w.Area = orb.MultiPolygon{g}
		case orb.MultiPolygon:
			w.Area = g
		default:
			why := "it has no polygon; give a river its two banks, not its middle line"
			if ft.Err != nil {
				why = oneLine(ft.Err)
			}
			led.refuse(ft.Line, "geometry", w.ID, why)
			return nil
		}
		for _, r := range ft.Repairs {
			led.repair(ft.Line, "geometry", w.ID, r.What+" "+r.Where)
		}
		if b := w.Area.Bound(); !bound.Intersects(b) {
			led.refuse(ft.Line, "geometry", w.ID, "it lies outside the region of the recipe")
			return nil
		}
		out = append(out, w)
		return nil
	})
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, inFile(name, err)
	}
	slices.SortStableFunc(out, func(a, b planning.Water) int { return cmp.Compare(a.ID, b.ID) })
	return out, nil
}

// mostWait is the longest wait for a ferry, minutes.
const mostWait = 24 * 60

// readCrossings reads bridges and ferries.
func (im *importer) readCrossings(ctx context.Context, fsys fs.FS, name string, led *ledger) ([]planning.Crossing, error) {
	var out []planning.Crossing
	ids := map[string]int{}
	bound := orb.Bound{Min: orb.Point{im.recipe.Bound[0], im.recipe.Bound[1]}, Max: orb.Point{im.recipe.Bound[2], im.recipe.Bound[3]}}
	cols := columnsOf("crossings", im.recipe.Crossings, "id", "kind", "lon", "lat", "name", "first", "last", "wait")
	err := readTable(ctx, fsys, name, cols, led, im.tell(led.file), func(r row) {
		c := planning.Crossing{ID: r.v[0], Kind: kindOf(r.v[1], nil), Name: r.v[4], Wait: -1}
		at, field, why := position(r.v[2], r.v[3], bound, true)
		switch {
		case c.ID == "":
			led.refuse(r.line, "id", "", "the crossing has no id")
			return
		case ids[c.ID] > 0:
			led.refuse(r.line, "id", c.ID, "the id stands in line "+itoa(ids[c.ID])+" already; the first counts")
			return
		case c.Kind != planning.CrossingBridge && c.Kind != planning.CrossingFerry:
			led.refuse(r.line, "kind", r.v[1], "the kind is neither bridge nor ferry")
			return
		case why != "":
			led.refuse(r.line, field, r.v[2]+","+r.v[3], why)
			return
		}
		ids[c.ID], c.At = r.line, at
		if c.Kind == planning.CrossingFerry {
			ferryTimes(&c, r, led)
		}
		out = append(out, c)
	})
	slices.SortFunc(out, func(a, b planning.Crossing) int { return cmp.Compare(a.ID, b.ID) })
	return out, err
}

// ferryTimes reads when a ferry runs and how long one waits for it; what cannot be read is left out, so that the ferry
// runs all day and the wait is not known.
func ferryTimes(c *planning.Crossing, r row, led *ledger) {
	if first, last := r.v[5], r.v[6]; !blank(first) || !blank(last) {
		from, errFrom := planning.ParseClock(first)
		to, errTo := planning.ParseClock(last)
		if errFrom != nil || errTo != nil || from >= to {
			led.repair(r.line, "first", first+" to "+last, "left out: write first and last as 06:30, the later one last; the ferry is taken to run all day")
		} else {
			c.First, c.Last = from, to
		}
	}
	if !blank(r.v[7]) {
		minutes, _, why := wholeNumber(r.v[7])
		if why == "" && (minutes < 0 || minutes > mostWait) {
			why = "a wait is 0 to 1440 minutes"
		}
		if why != "" {
			led.repair(r.line, "wait", r.v[7], "left out: "+why)
			return
		}
		c.Wait = minutes
	}
}
