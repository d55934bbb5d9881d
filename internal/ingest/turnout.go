package ingest

import (
	"cmp"
	"context"
	"io/fs"
	"slices"
	"strings"

	"doorstep/planning"
)

// turnoutRow is a camp of an earlier drive before its group is known.
type turnoutRow struct {
	line         int
	drive, group string
	day          planning.Day
	footfall     int64
	applications map[string]int64
}

// readTurnout reads the camps of earlier drives: footfall, and applications in one column a scheme.
func (im *importer) readTurnout(ctx context.Context, fsys fs.FS, name string, led *ledger) ([]turnoutRow, error) {
	var out []turnoutRow
	var prefix string
	if p := im.recipe.Turnout.Columns["applications"]; len(p) > 0 {
		prefix = strings.ToLower(p[0])
	}
	cols := columnsOf("turnout", im.recipe.Turnout, "drive", "group", "date", "footfall")
	var header, cells []string
	err := readTableWith(ctx, fsys, name, cols, led, im.tell(led.file), func(h, c []string) { header, cells = h, c }, func(r row) {
		t := turnoutRow{line: r.line, drive: r.v[0], group: r.v[1], applications: map[string]int64{}}
		var why string
		if t.day, why = dayOf(r.v[2]); why != "" {
			led.refuse(r.line, "date", r.v[2], why)
			return
		}
		if t.footfall, _, why = wholeNumber(r.v[3]); why != "" {
			led.refuse(r.line, "footfall", r.v[3], why)
			return
		}
		for i, h := range header {
			scheme, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(h)), prefix)
			if !ok || prefix == "" || scheme == "" || i >= len(cells) || blank(strings.TrimSpace(cells[i])) {
				continue
			}
			n, _, why := wholeNumber(strings.TrimSpace(cells[i]))
			if why != "" {
				led.repair(r.line, h, cells[i], "left out: "+why)
				continue
			}
			t.applications[scheme] = n
		}
		out = append(out, t)
	})
	return out, err
}

// pastCamps finds the group of every past camp.
func (im *importer) pastCamps(rows []turnoutRow, led *ledger) []planning.PastCamp {
	var out []planning.PastCamp
	for _, t := range rows {
		n, why := im.resolve(t.group, planning.LevelGramPanchayat, planning.LevelWard)
		if why != "" {
			led.refuse(t.line, "group", t.group, why)
			continue
		}
		out = append(out, planning.PastCamp{Drive: t.drive, Group: n.ID, Day: t.day, Footfall: t.footfall, Applications: t.applications})
	}
	slices.SortStableFunc(out, func(a, b planning.PastCamp) int {
		return cmp.Or(cmp.Compare(a.Drive, b.Drive), cmp.Compare(a.Group, b.Group), cmp.Compare(a.Day, b.Day))
	})
	return out
}
