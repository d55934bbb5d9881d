package ingest

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// A crew's hours where the file says none.
const (
	crewFrom = planning.Clock(9 * 60)
	crewTo   = planning.Clock(18 * 60)
)

// crewRow is a crew before its area is known.
type crewRow struct {
	line     int
	area     string
	lon, lat string
	crew     planning.CrewRecord
}

// readCrews reads the crews that go out to works.
func (im *importer) readCrews(ctx context.Context, fsys fs.FS, name string, led *ledger) ([]crewRow, error) {
	var out []crewRow
	ids := map[string]int{}
	cols := columnsOf("crews", im.recipe.Crews, "id", "name", "area", "lon", "lat", "base", "profile", "skills", "equipment", "from", "to",
		"weekly_off", "days_off", "break_minutes", "break_from", "break_to", "overtime")
	err := readTable(ctx, fsys, name, cols, led, im.tell(led.file), func(r row) {
		c := crewRow{line: r.line, area: r.v[2], lon: r.v[3], lat: r.v[4]}
		w := &wanted{led: led, line: r.line}
		if !w.once(ids, r.v[0]) {
			return
		}
		c.crew = planning.CrewRecord{
			Name: w.name(r.v[1]), Base: planning.NamedPlace{Name: w.name(r.v[5])}, Profile: planning.Profile(cmp.Or(strings.ToLower(r.v[6]), string(planning.ProfileCar))),
			Skills: w.words("skills", r.v[7]), Equipment: w.words("equipment", r.v[8]), From: w.clock("from", r.v[9], crewFrom), To: w.clock("to", r.v[10], crewTo),
			WeeklyOff: w.weekdays(r.v[11]), DaysOff: w.days("days_off", r.v[12]), Overtime: w.count("overtime_minutes", r.v[16], 0), Active: true, SourceID: r.v[0],
		}
		if c.crew.Base.Name == "" {
			c.crew.Base.Name = c.crew.Name
		}
		if m := w.count("break_minutes", r.v[13], 0); m > 0 {
			c.crew.Break = &planning.Break{Minutes: m, From: w.clock("break_from", r.v[14], c.crew.From), To: w.clock("break_to", r.v[15], c.crew.To)}
		}
		if !w.bad {
			out = append(out, c)
		}
	})
	return out, err
}

// crews finds the area of every crew and holds it against all that the service asks of one.
func (im *importer) crews(rows []crewRow, led *ledger) []planning.CrewRecord {
	var out []planning.CrewRecord
	for _, r := range rows {
		w, c := &wanted{led: led, line: r.line}, r.crew
		c.Base.At = w.at(r.lon, r.lat, im.bound)
		if !w.bad {
			c.Area = im.areaOf(w, r.area, c.Base.At)
		}
		if w.bad || !w.holds(c.Check()) {
			continue
		}
		c.ID, c.Source = planning.CrewID(planning.ImportedID(im.source, "crew", c.SourceID)), im.source
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b planning.CrewRecord) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// wanted reads the cells of one row that must be right for the row to count: the first that is not refuses it.
type wanted struct {
	led  *ledger
	line int
	bad  bool
}

func (w *wanted) refuse(field, value, why string) {
	if !w.bad {
		w.led.refuse(w.line, field, value, why)
	}
	w.bad = true
}

// once takes an id that no row before had.
func (w *wanted) once(ids map[string]int, id string) bool {
	first, twice := ids[id]
	switch {
	case id == "":
		w.refuse("id", id, "there is no id")
	case twice:
		w.refuse("id", id, "the id stands in line "+itoa(first)+" already; the first counts")
	default:
		ids[id] = w.line
	}
	return !w.bad
}

func (w *wanted) name(s string) string {
	name, _ := tidy(s)
	return name
}

// list parts a cell at its bars.
func list(s string) (out []string) {
	for part := range strings.SplitSeq(s, "|") {
		if part = strings.TrimSpace(part); !blank(part) {
			out = append(out, part)
		}
	}
	return out
}

// words reads skills or equipment, sorted: "Pipe fitting" is pipe_fitting.
func (w *wanted) words(field, s string) (out []string) {
	for _, part := range list(s) {
		word := kindOf(part, nil)
		if word == "" {
			w.refuse(field, part, "write it in Latin letters, as in pipe_fitting")
		}
		out = append(out, word)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (w *wanted) clock(field, s string, none planning.Clock) planning.Clock {
	if blank(s) {
		return none
	}
	c, err := planning.ParseClock(s)
	if err != nil {
		w.refuse(field, s, "it is not a time of day; write it as 10:30")
	}
	return c
}

func (w *wanted) count(field, s string, none int64) int64 {
	if blank(s) {
		return none
	}
	n, fixed, why := wholeNumber(s)
	switch {
	case why != "":
		w.refuse(field, s, why)
	case fixed != "":
		w.led.repair(w.line, field, s, fixed)
	}
	return n
}

func (w *wanted) day(field, s string) planning.Day {
	if blank(s) {
		return 0
	}
	d, why := dayOf(s)
	if why != "" {
		w.refuse(field, s, why)
	}
	return d
}

// days reads days joined by bars, ascending.
func (w *wanted) days(field, s string) (out []planning.Day) {
	for _, part := range list(s) {
		out = append(out, w.day(field, part))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// weekdays reads days of the week as Sun|Sat or 0|6, Sundays where the cell is empty, none for "no".
func (w *wanted) weekdays(s string) []int {
	if blank(s) {
		return []int{0}
	}
	out := []int{}
	if strings.EqualFold(s, "no") {
		return out
	}
	for _, part := range list(s) {
		n := slices.Index([]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}, strings.ToLower(part[:min(3, len(part))]))
		if d, err := strconv.Atoi(part); err == nil && d >= 0 && d <= 6 {
			n = d
		}
		if n < 0 {
			w.refuse("weekly_off", part, "it is no day of the week; write Sun, Mon and so on, or no where there is none")
		}
		out = append(out, n)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// at reads a place of the region.
func (w *wanted) at(lon, lat string, region orb.Bound) orb.Point {
	p, field, why := position(lon, lat, region, true)
	if why != "" {
		w.refuse(field, lon+","+lat, why)
	}
	return p
}

// holds says that nothing is wrong with a record; what is refuses the row by its first field.
func (w *wanted) holds(err error) bool {
	if err == nil {
		return true
	}
	why, field := strings.TrimSuffix(oneLine(err), "."), ""
	if f, ok := errors.AsType[*fault.Fault](err); ok && len(f.Details) > 0 {
		why, field = f.Details[0].Detail, columnAt(f.Details[0].Pointer)
	}
	w.refuse(field, "", why)
	return false
}

// columnAt gives the column that a JSON pointer into a record is about: /pick_up/what is pick_up_what, /after/0/work after.
func columnAt(pointer string) string {
	parts := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, p := range parts {
		if _, err := strconv.Atoi(p); err == nil {
			parts = parts[:i]
			break
		}
	}
	return strings.Join(parts, "_")
}

// areaOf finds the area that a crew or work names, else the smallest whose polygon holds it.
func (im *importer) areaOf(w *wanted, ref string, at orb.Point) planning.AreaID {
	if !im.inState(at) {
		w.refuse("lon,lat", coordinates(at), "the point lies outside the state")
		return ""
	}
	if !blank(ref) {
		n, why := im.resolve(ref, areasOfRules...)
		if why != "" {
			w.refuse("area", ref, why)
			return ""
		}
		return n.ID
	}
	for _, l := range slices.Backward(areasOfRules) {
		if n := im.tree.at(l, at); n != nil {
			return n.ID
		}
	}
	w.refuse("area", "", "the row names no area and no area's polygon holds its point; name its block")
	return ""
}

// inState says whether a point lies in a state, or no state has a polygon. A border that the state's own polygon
// draws more coarsely than its districts do counts by the districts.
func (im *importer) inState(at orb.Point) bool {
	drawn := false
	for _, n := range im.tree.key[planning.LevelState] {
		drawn = drawn || len(n.Geometry) > 0
	}
	return !drawn || im.tree.at(planning.LevelState, at) != nil || im.tree.at(planning.LevelDistrict, at) != nil || im.tree.at(planning.LevelBlock, at) != nil
}
