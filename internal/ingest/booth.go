package ingest

import (
	"context"
	"io/fs"

	"github.com/paulmach/orb"

	"doorstep/planning"
)

// boothRow is a polling booth before its group is known.
type boothRow struct {
	line            int
	id, name, group string
	at              *orb.Point
	people          int64
	constituency    string
}

// readBooths reads the polling booths.
func (im *importer) readBooths(ctx context.Context, fsys fs.FS, name string, led *ledger) ([]boothRow, error) {
	var out []boothRow
	ids := map[string]int{}
	cols := columnsOf("booths", im.recipe.Booths, "id", "group", "name", "lon", "lat", "people", "constituency")
	err := readTable(ctx, fsys, name, cols, led, im.tell(led.file), func(r row) {
		b := boothRow{line: r.line, id: r.v[0], group: r.v[1], constituency: r.v[6]}
		if b.name, _ = tidy(r.v[2]); b.name == "" {
			b.name = "Booth " + b.id
		}
		first, twice := ids[b.id]
		switch {
		case b.id == "" || b.group == "":
			led.refuse(r.line, "id", b.id, "a booth needs an id and a group")
			return
		case twice:
			led.refuse(r.line, "id", b.id, "the id stands in line "+itoa(first)+" already; the first counts")
			return
		}
		ids[b.id] = r.line
		if !blank(r.v[3]) || !blank(r.v[4]) {
			at, field, why := position(r.v[3], r.v[4], orb.Bound{}, false)
			if why != "" {
				led.repair(r.line, field, r.v[3]+","+r.v[4], "kept without its point: "+why)
			} else {
				b.at = &at
			}
		}
		if !blank(r.v[5]) {
			n, _, why := wholeNumber(r.v[5])
			if why != "" {
				led.repair(r.line, "people", r.v[5], "left out: "+why)
			}
			b.people = n
		}
		out = append(out, b)
	})
	return out, err
}

// plantBooths puts the booths into the tree under their groups; where the source has no settlements they
// are the places people live. A drive by booths plans with those that have a point.
func (im *importer) plantBooths(booths []boothRow, demand bool, led *ledger) []*place {
	var out []*place
	for _, b := range booths {
		g := im.group(b.group)
		if g == nil {
			var why string
			if g, why = im.resolve(b.group, planning.LevelGramPanchayat, planning.LevelWard); g == nil {
				led.refuse(b.line, "group", b.group, why)
				continue
			}
		}
		n := im.tree.add(planning.LevelBooth, b.id, b.name, g)
		if b.constituency != "" {
			n.Codes = append(n.Codes, planning.AreaCode{System: "assembly_constituency", Code: b.constituency})
		}
		if b.at != nil && !im.bound.Contains(*b.at) {
			_, field, why := position(ftoa(b.at[0]), ftoa(b.at[1]), im.bound, true)
			led.repair(b.line, field, ftoa(b.at[0])+","+ftoa(b.at[1]), "kept without its point: "+why)
			b.at = nil
		}
		if b.at != nil {
			im.booths = append(im.booths, planning.Booth{ID: n.ID, Name: b.name, Group: string(g.ID), At: *b.at, People: b.people})
		}
		if !demand {
			continue
		}
		if b.at == nil || b.people == 0 {
			led.repair(b.line, "people", "", "it stands in the tree, but without a point and people it is no place to plan for")
			continue
		}
		p := &place{line: b.line, id: planning.BoothPrefix + b.id, name: b.name, at: *b.at, people: b.people, group: b.group, home: g.parent, in: g}
		if p.home == nil {
			p.home = g
		}
		out = append(out, p)
	}
	return out
}
