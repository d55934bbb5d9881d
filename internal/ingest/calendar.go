package ingest

import (
	"cmp"
	"context"
	"io/fs"
	"slices"
	"strings"

	"doorstep/planning"
)

// maxClosedDays is the longest run of days one row of a calendar may take out.
const maxClosedDays = 120

// calendarRow is a row of the calendar before its area is known.
type calendarRow struct {
	line                          int
	kind, area, venueKind, source string
	orderKind, number             string
	from, to                      planning.Day
	opens, closes                 planning.Clock // of a row of hours
	hours                         bool
}

// readCalendar reads the days taken out of the drive.
func (im *importer) readCalendar(ctx context.Context, fsys fs.FS, name string, led *ledger) ([]calendarRow, error) {
	var out []calendarRow
	cols := columnsOf("calendar", im.recipe.Calendar.TableFile, "kind", "date", "area", "source", "to", "venue_kind", "from_time", "to_time", "order_kind", "number")
	err := readTable(ctx, fsys, name, cols, led, im.tell(led.file), func(r row) {
		c := calendarRow{line: r.line, kind: kindOf(r.v[0], nil), area: r.v[2], source: r.v[3], venueKind: r.v[5], orderKind: kindOf(r.v[8], nil), number: r.v[9]}
		var why string
		c.hours = strings.HasSuffix(c.kind, "_hours")
		if c.hours && blank(r.v[1]) {
			c.from = 0
		} else if c.from, why = dayOf(r.v[1]); why != "" {
			led.refuse(r.line, "date", r.v[1], why)
			return
		}
		c.to = c.from
		if r.v[4] != "" {
			if c.to, why = dayOf(r.v[4]); why != "" {
				led.refuse(r.line, "to", r.v[4], why)
				return
			}
		}
		switch {
		case !slices.Contains([]string{"holiday", "market", "exam", "order", "ferry", "tide", "ferry_hours", "tide_hours"}, c.kind):
			led.refuse(r.line, "kind", r.v[0], "the kind is not holiday, market, exam, order, ferry, tide, ferry_hours or tide_hours")
		case c.hours && c.area == "":
			led.refuse(r.line, "area", "", "hours need their area; without one they would narrow the whole drive")
		case c.hours && !c.between(r.v[6], r.v[7]):
			led.refuse(r.line, "from_time", r.v[6]+" to "+r.v[7], "write from_time and to_time as 06:30, the later one last")
		case slices.Contains([]string{"market", "ferry", "tide"}, c.kind) && c.area == "":
			led.refuse(r.line, "area", "", "a "+c.kind+" day needs its area; without one it would close the whole drive")
		case c.orderKind != "" && c.kind != "order":
			led.refuse(r.line, "order_kind", r.v[8], "only an order has an order_kind")
		case c.orderKind != "" && !slices.Contains(planning.OrderKinds(), c.orderKind):
			led.refuse(r.line, "order_kind", r.v[8], "the order is none of "+strings.Join(planning.OrderKinds(), ", "))
		case c.to < c.from:
			led.refuse(r.line, "to", r.v[4], "the last day lies before the first")
		case c.to-c.from >= maxClosedDays:
			led.refuse(r.line, "to", r.v[4], "the row takes out more than "+itoa(maxClosedDays)+" days; check its years")
		case c.source == "":
			led.refuse(r.line, "source", "", "say on whose word the days are taken out")
		default:
			out = append(out, c)
		}
	})
	return out, err
}

// closures turns the rows into closures, one a day and kind of venue.
func (im *importer) closures(rows []calendarRow, led *ledger) []planning.Closure {
	var out []planning.Closure
	for _, c := range rows {
		if c.hours {
			continue
		}
		area := planning.AreaID("")
		if c.area != "" {
			n, why := im.resolve(c.area, planning.LevelState, planning.LevelDistrict, planning.LevelBlock, planning.LevelMunicipality,
				planning.LevelGramPanchayat, planning.LevelWard)
			if why != "" {
				led.refuse(c.line, "area", c.area, why)
				continue
			}
			area = n.ID
		}
		kinds := []string{c.venueKind}
		if c.kind == "exam" && c.venueKind == "" {
			kinds = im.recipe.Calendar.Exam
		}
		for d := c.from; d <= c.to; d++ {
			for _, k := range kinds {
				out = append(out, planning.Closure{Day: d, Kind: c.kind, Area: area, VenueKind: k, Source: c.source, OrderKind: c.orderKind, Number: c.number})
			}
		}
	}
	slices.SortFunc(out, func(a, b planning.Closure) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Area, b.Area),
			cmp.Compare(a.VenueKind, b.VenueKind), cmp.Compare(a.Source, b.Source),
			cmp.Compare(a.OrderKind, b.OrderKind), cmp.Compare(a.Number, b.Number))
	})
	return slices.CompactFunc(out, func(a, b planning.Closure) bool {
		return a.Day == b.Day && a.Kind == b.Kind && a.Area == b.Area && a.VenueKind == b.VenueKind
	})
}
