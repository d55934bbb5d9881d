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

// place is a settlement or venue on its way in.
type place struct {
	line     int
	id, name string
	uid      planning.VenueID // of a venue
	at       orb.Point
	cell     geo.Cell
	block    string // as the source says
	district string
	group    string
	home     *node // smallest administrative area: block, town, ward, district
	in       *node // group
	flags    []string

	people    int64 // of a settlement
	panchayat string
	blockName string

	kind     string // of a venue
	host     planning.Host
	locality string
	urban    bool
	capacity int64
	has      []string // facilities; nil: not known
	source   string
	town     *town
}

// readSettlements reads the places where people live.
func (im *importer) readSettlements(ctx context.Context, fsys fs.FS, name string, led *ledger) ([]*place, error) {
	var out []*place
	ids := map[string]int{}
	cols := columnsOf("settlements", im.recipe.Settlements,
		"id", "name", "lon", "lat", "people", "block", "block_name", "district", "group", "panchayat", "flags")
	err := readTable(ctx, fsys, name, cols, led, im.tell(led.file), func(r row) {
		p := readPlace(r, r.v[0], r.v[1], r.v[2], r.v[3], ids, led)
		if p == nil {
			return
		}
		n, fixed, why := wholeNumber(r.v[4])
		switch {
		case why != "":
			led.refuse(r.line, "people", r.v[4], why+"; give the number of people")
			return
		case fixed != "":
			led.repair(r.line, "people", r.v[4], fixed)
		}
		if n == 0 {
			led.say(Kept, r.line, "people", r.v[4], "nobody lives there; kept for its name")
		}
		p.people, p.block, p.blockName, p.district, p.group, p.panchayat = n, r.v[5], r.v[6], r.v[7], r.v[8], r.v[9]
		p.flags = flagsOf(r.v[10])
		out = append(out, p)
	})
	return out, err
}

// readVenues reads the places where a camp may be held, and landmarks.
func (im *importer) readVenues(ctx context.Context, fsys fs.FS, name string, led *ledger) ([]*place, error) {
	var out []*place
	ids := map[string]int{}
	vf := im.recipe.Venues
	cols := columnsOf("venues", vf.TableFile,
		"id", "name", "lon", "lat", "kind", "locality", "block", "group", "urban", "capacity", "source", "flags", "facilities")
	err := readTable(ctx, fsys, name, cols, led, im.tell(led.file), func(r row) {
		p := readPlace(r, r.v[0], r.v[1], r.v[2], r.v[3], ids, led)
		if p == nil {
			return
		}
		p.kind = kindOf(r.v[4], vf.Kinds)
		if p.kind == "" {
			led.repair(r.line, "kind", r.v[4], "no kind; taken as other, a landmark only")
			p.kind = "other"
		}
		if p.host = vf.Hosts[p.kind]; p.host == "" {
			p.host = planning.HostNone
		}
		if s := r.v[9]; !blank(s) {
			n, _, why := wholeNumber(s)
			if why == "" && (n < 1 || n > 100_000) {
				why = "it is not between 1 and 100,000"
			}
			if why != "" {
				led.repair(r.line, "capacity", s, "left unknown: "+why)
				n = 0
			}
			p.capacity = n
		}
		p.locality, _ = tidy(r.v[5])
		p.block, p.group, p.urban, p.source = r.v[6], r.v[7], slices.Contains(vf.Urban, strings.ToLower(r.v[8])), r.v[10]
		p.flags = flagsOf(r.v[11])
		p.has = facilitiesOf(r, r.v[12], led)
		out = append(out, p)
	})
	return out, err
}

// facilitiesOf reads "ramp|rooms:3|network", nil where nothing is said; "nothing" says that it has none.
func facilitiesOf(r row, s string, led *ledger) []string {
	if blank(s) {
		return nil
	}
	out := []string{}
	for f := range strings.FieldsFuncSeq(strings.ToLower(s), func(c rune) bool { return c == '|' || c == ';' || c == ' ' }) {
		if f == "nothing" {
			continue
		}
		v := planning.Venue{Name: "x", Kind: "school", Host: planning.HostFixed, Permission: planning.PermissionNotAsked, Facilities: append(out, f)}
		if v.Check() != nil {
			led.repair(r.line, "facilities", f, "left out: write each once, as ramp, network, power, water or rooms:3, with | between them")
			continue
		}
		out = append(out, f)
	}
	return out
}

// readPlace reads what settlements and venues have in common; nil when the row is refused.
func readPlace(r row, id, name, lon, lat string, ids map[string]int, led *ledger) *place {
	if id == "" {
		led.refuse(r.line, "id", "", "the row has no id; it must have one that stays the same from file to file")
		return nil
	}
	if len(id) > 100 {
		led.refuse(r.line, "id", id, "the id has more than 100 characters")
		return nil
	}
	if first, twice := ids[id]; twice {
		led.refuse(r.line, "id", id, "the id stands in line "+itoa(first)+" already; the first counts")
		return nil
	}
	ids[id] = r.line
	at, field, why := position(lon, lat, orb.Bound{}, false)
	if why != "" {
		led.refuse(r.line, field, lon+","+lat, why)
		return nil
	}
	p := &place{line: r.line, id: id, at: at}
	var fixed string
	if p.name, fixed = tidy(name); fixed != "" {
		led.repair(r.line, "name", name, fixed)
	}
	if p.name == "" {
		p.name = "Unnamed " + id
		led.repair(r.line, "name", "", "there is no name; called "+p.name)
	}
	return p
}

// kindOf maps a source's kind to ours, "" where it has no letters to make one of.
func kindOf(s string, kinds map[string]string) string {
	if k, ok := kinds[s]; ok {
		return k
	}
	k := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r == '_':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r == ' ' || r == '-':
			return '_'
		}
		return -1
	}, s)
	if k = strings.Trim(k, "_"); len(k) < 2 {
		return ""
	}
	return k[:min(len(k), 40)]
}

func flagsOf(s string) []string {
	if s == "" {
		return nil
	}
	var out []string
	for f := range strings.SplitSeq(s, "|") {
		if f = strings.TrimSpace(f); f != "" && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

// settle gives every place its cell and its smallest administrative area. Places outside the region or
// in no area are refused. It only reads the tree.
func (im *importer) settle(places []*place, led *ledger) []*place {
	out := places[:0]
	for _, p := range places {
		if !im.bound.Contains(p.at) {
			why := "the point lies outside the region of the areas"
			if geo.SuspectSwapped(p.at, im.bound) {
				why = "longitude and latitude look swapped: turned round, the point lies in the region. Write the longitude first"
			}
			led.refuse(p.line, "lon,lat", coordinates(p.at), why)
			continue
		}
		cell, err := geo.CellOf(p.at, geo.ResDemand)
		if err != nil {
			led.refuse(p.line, "lon,lat", coordinates(p.at), oneLine(err))
			continue
		}
		p.cell = cell
		if p.home == nil {
			p.home = im.home(p, led)
		}
		if p.home == nil {
			continue
		}
		im.odd(p, led)
		out = append(out, p)
	}
	return out
}

// odd says what is strange about a place that is kept all the same.
func (im *importer) odd(p *place, led *ledger) {
	if p.home.Level == planning.LevelBlock && len(p.home.Geometry) > 0 && p.block != "" {
		if n := im.tree.at(planning.LevelBlock, p.at); n != p.home {
			led.say(Kept, p.line, "block", p.block, "the point lies in "+nameOf(n)+"; kept in "+p.home.Name+", which the row names")
		}
	}
	for _, f := range p.flags {
		if why := im.recipe.Flags[f]; why != "" {
			led.say(Kept, p.line, "flags", f, why)
		}
	}
}

// home finds the block of a place as the source says, else by its point; where there are no blocks, its
// district. nil when the row is refused.
func (im *importer) home(p *place, led *ledger) *node {
	if p.block != "" {
		if n := im.tree.byID(planning.LevelBlock, p.block); n != nil {
			return n
		}
	}
	if p.group != "" {
		if g := im.group(p.group); g != nil && g.parent != nil {
			return g.parent
		}
	}
	if n := im.tree.at(planning.LevelBlock, p.at); n != nil {
		if p.block != "" {
			led.repair(p.line, "block", p.block, "there is no such block; put into "+n.Name+" by its point")
		}
		return n
	}
	if p.district != "" {
		if n := im.refer(planning.LevelDistrict, p.district); n != nil {
			led.repair(p.line, "block", p.block, "there is no such block here; put into the district "+n.Name)
			return n
		}
	}
	if len(im.tree.key[planning.LevelBlock]) == 0 {
		if n := im.above(planning.LevelBlock, &p.at); n != nil {
			return n
		}
	}
	led.refuse(p.line, "block", p.block, "the point lies in no block and the row names none that is known; check its coordinates or add its block to the areas")
	return nil
}

func coordinates(p orb.Point) string {
	return ftoa(p[0]) + "," + ftoa(p[1])
}
