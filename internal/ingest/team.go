package ingest

import (
	"cmp"
	"context"
	"io/fs"
	"slices"
	"strings"

	"doorstep/planning"
)

// teamRow is a team before its block is known.
type teamRow struct {
	line            int
	id, name, block string
	off             []planning.Day
}

// readTeams reads the teams of the drive.
func (im *importer) readTeams(ctx context.Context, fsys fs.FS, name string, led *ledger) ([]teamRow, error) {
	var out []teamRow
	ids := map[string]int{}
	cols := columnsOf("teams", im.recipe.Teams, "id", "name", "block", "days_off")
	err := readTable(ctx, fsys, name, cols, led, im.tell(led.file), func(r row) {
		t := teamRow{line: r.line, id: r.v[0], block: r.v[2]}
		t.name, _ = tidy(r.v[1])
		first, twice := ids[t.id]
		switch {
		case t.id == "" || t.name == "" || t.block == "":
			led.refuse(r.line, "id", t.id, "a team needs an id, a name and a block")
			return
		case twice:
			led.refuse(r.line, "id", t.id, "the id stands in line "+itoa(first)+" already; the first counts")
			return
		}
		ids[t.id] = r.line
		for s := range strings.SplitSeq(r.v[3], "|") {
			if blank(strings.TrimSpace(s)) {
				continue
			}
			d, why := dayOf(s)
			if why != "" {
				led.repair(r.line, "days_off", s, "this day off is left out: "+why)
				continue
			}
			t.off = append(t.off, d)
		}
		out = append(out, t)
	})
	return out, err
}

// teams finds the block or town of every team; a name counts once in a block.
func (im *importer) teams(rows []teamRow, led *ledger) []planning.Team {
	var out []planning.Team
	type seat struct {
		block planning.AreaID
		name  string
	}
	taken := map[seat]int{}
	for _, t := range rows {
		n, why := im.resolve(t.block, planning.LevelBlock, planning.LevelMunicipality)
		if why != "" {
			led.refuse(t.line, "block", t.block, why)
			continue
		}
		if first, twice := taken[seat{n.ID, t.name}]; twice {
			led.refuse(t.line, "name", t.name, n.Name+" has a team of this name in line "+itoa(first)+"; give it another name")
			continue
		}
		taken[seat{n.ID, t.name}] = t.line
		slices.Sort(t.off)
		out = append(out, planning.Team{
			ID: planning.TeamID(planning.ImportedID(im.source, "team", t.id)), Name: t.name, Block: n.ID, DaysOff: slices.Compact(t.off),
		})
	}
	slices.SortFunc(out, func(a, b planning.Team) int { return cmp.Compare(a.ID, b.ID) })
	return out
}
