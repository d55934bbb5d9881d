package ingest

import (
	"cmp"
	"context"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"doorstep/planning"
)

// usualPriority is that of a work whose row gives none.
const usualPriority = 3

// workRow is a work before its area and the works it waits for are known.
type workRow struct {
	line               int
	area               string
	lon, lat           string
	fetchLon, fetchLat string
	after              []string
	work               planning.WorkRecord
}

// readWorks reads the works that crews are to visit.
func (im *importer) readWorks(ctx context.Context, fsys fs.FS, name string, led *ledger) ([]workRow, error) {
	var out []workRow
	ids := map[string]int{}
	cols := columnsOf("works", im.recipe.Works, "id", "name", "kind", "stage", "area", "lon", "lat", "minutes", "skills", "equipment", "crews",
		"release", "due", "windows", "closed", "priority", "people", "after", "bring",
		"pick_up_lon", "pick_up_lat", "pick_up_name", "pick_up_minutes", "pick_up_what")
	err := readTable(ctx, fsys, name, cols, led, im.tell(led.file), func(r row) {
		w := &wanted{led: led, line: r.line}
		if !w.once(ids, r.v[0]) {
			return
		}
		x := workRow{line: r.line, area: r.v[4], lon: r.v[5], lat: r.v[6], after: list(r.v[17]), fetchLon: r.v[19], fetchLat: r.v[20]}
		x.work = planning.WorkRecord{
			SourceID: r.v[0], Name: w.name(r.v[1]), Kind: planning.WorkKind(kindOf(r.v[2], nil)), Stage: r.v[3],
			Minutes: w.count("minutes", r.v[7], 0), Skills: w.words("skills", r.v[8]), Equipment: w.words("equipment", r.v[9]),
			Crews: int(w.count("crews", r.v[10], 1)), Release: w.day("release", r.v[11]), Due: w.day("due", r.v[12]), Windows: w.windows(r.v[13]),
			Closed: w.days("closed", r.v[14]), Priority: w.count("priority", r.v[15], usualPriority), People: w.count("people", r.v[16], 0),
			Bring: list(r.v[18]), State: planning.WorkOpen,
		}
		if slices.ContainsFunc(r.v[19:24], func(s string) bool { return !blank(s) }) {
			x.work.PickUp = &planning.WorkPickUp{NamedPlace: planning.NamedPlace{Name: cmp.Or(w.name(r.v[21]), "Store")}, Minutes: w.count("pick_up_minutes", r.v[22], 0), What: r.v[23]}
		}
		if !w.bad {
			out = append(out, x)
		}
	})
	return out, err
}

// windows reads hours joined by bars, each perhaps for one day: 10:30-13:00|2026-01-24 15:00-17:00.
func (w *wanted) windows(s string) (out []planning.WorkWindow) {
	for _, part := range list(s) {
		var x planning.WorkWindow
		if d, hours, ok := strings.Cut(part, " "); ok {
			x.Days, part = []planning.Day{w.day("windows", d)}, strings.TrimSpace(hours)
		}
		from, to, ok := strings.Cut(part, "-")
		if !ok {
			w.refuse("windows", part, "write the hours as 10:30-13:00, with the day before them where they are those of one day")
		}
		x.From, x.To = w.clock("windows", strings.TrimSpace(from), 0), w.clock("windows", strings.TrimSpace(to), 0)
		out = append(out, x)
	}
	return out
}

// works finds the area of every work and the works it waits for. A work that waits for one that is not imported, or in
// a circle, is not imported either.
func (im *importer) works(rows []workRow, led *ledger) []planning.WorkRecord {
	known := map[string]planning.WorkID{}
	var placed []workRow
	for _, r := range rows {
		w, x := &wanted{led: led, line: r.line}, &r.work
		x.At = w.at(r.lon, r.lat, im.bound)
		if x.PickUp != nil && !w.bad {
			x.PickUp.At = w.at(r.fetchLon, r.fetchLat, im.bound)
		}
		if !w.bad {
			x.Area = im.areaOf(w, r.area, x.At)
		}
		if w.bad || !w.holds(x.Check()) {
			continue
		}
		x.ID, x.Source = planning.WorkID(planning.ImportedID(im.source, "work", x.SourceID)), im.source
		known[x.SourceID] = x.ID
		placed = append(placed, r)
	}
	out := inOrder(placed, known, led)
	slices.SortFunc(out, func(a, b planning.WorkRecord) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// inOrder gives the works that can be visited one after another: each after those it waits for.
func inOrder(rows []workRow, known map[string]planning.WorkID, led *ledger) []planning.WorkRecord {
	left := rows[:0]
	for _, r := range rows {
		w := &wanted{led: led, line: r.line}
		for _, ref := range r.after {
			r.work.After = append(r.work.After, w.waits(ref, known))
		}
		slices.SortFunc(r.work.After, func(a, b planning.WorkAfter) int { return cmp.Compare(a.Work, b.Work) })
		if !w.bad && w.holds(r.work.Check()) {
			left = append(left, r)
		}
	}
	var out []planning.WorkRecord
	there := map[planning.WorkID]bool{}
	for again := true; again; {
		again = false
		rest := left[:0]
		for _, r := range left {
			if slices.ContainsFunc(r.work.After, func(a planning.WorkAfter) bool { return !there[a.Work] }) {
				rest = append(rest, r)
				continue
			}
			there[r.work.ID], again = true, true
			out = append(out, r.work)
		}
		left = rest
	}
	for _, r := range left {
		led.refuse(r.line, "after", strings.Join(r.after, "|"), "it waits for a work that is refused, or for itself by way of others")
	}
	return out
}

// waits reads one work to wait for: its id, and perhaps + and the least days between (W12+3).
func (w *wanted) waits(ref string, known map[string]planning.WorkID) planning.WorkAfter {
	if id, ok := known[ref]; ok {
		return planning.WorkAfter{Work: id}
	}
	if at := strings.LastIndexByte(ref, '+'); at > 0 {
		id, ok := known[ref[:at]]
		if days, err := strconv.ParseInt(ref[at+1:], 10, 64); err == nil && ok {
			return planning.WorkAfter{Work: id, GapDays: days}
		}
	}
	w.refuse("after", ref, "no work of the file that counts has this id; write ids joined by |, with +3 behind one for three days between")
	return planning.WorkAfter{}
}
