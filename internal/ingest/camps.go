package ingest

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// CampRow is one row of a camp list, read.
type CampRow struct {
	Line    int
	Venue   string
	Group   string
	Block   string
	Team    string
	Remarks string
	Day     planning.Day
	Refused string // why it makes no camp; "" when it can
}

// CampSheet is a camp list as it stands in its file, and what its rows say: Rows[i] belongs to
// List.Rows[i].
type CampSheet struct {
	Name string
	List planning.CampList
	Rows []CampRow
}

// campColumns are the headings that offices give the columns of a camp list.
var campColumns = []column{
	{key: "venue", must: true, names: []string{
		"venue", "camp venue", "venue name", "name of venue", "venue of camp", "place", "place of camp", "camp place", "location", "camp location",
		"camp", "name of camp", "site", "স্থান", "ক্যাম্পের স্থান", "শিবিরের স্থান", "स्थान", "शिविर स्थल",
	}},
	{key: "date", must: true, names: []string{
		"date", "camp date", "date of camp", "day", "date(s)", "তারিখ", "ক্যাম্পের তারিখ", "दिनांक", "तारीख",
	}},
	{key: "group", names: []string{
		"gp", "gp/ward", "gp / ward", "gp or ward", "gp name", "name of gp", "name of gp/ward", "gram panchayat", "name of gram panchayat",
		"gram panchayat/ward", "panchayat", "ward", "ward no", "গ্রাম পঞ্চায়েত", "পঞ্চায়েত", "ग्राम पंचायत", "वार्ड",
	}},
	{key: "block", names: []string{
		"block", "block name", "name of block", "block/municipality", "block / municipality", "municipality", "ব্লক", "ब्लॉक", "प्रखंड",
	}},
	{key: "team", names: []string{"team", "team name", "team no", "team number", "camp team", "দল", "टीम", "दल"}},
	{key: "remarks", names: []string{"remarks", "remark", "note", "notes", "comment", "comments", "মন্তব্য", "टिप्पणी", "अभ्युक्ति"}},
}

// maxCampRows is more camp-days than any district has.
const maxCampRows = 20_000

// titleRows is how many rows may stand over the header of a camp list.
const titleRows = 10

// ReadCamps reads a block's own camp list (name ends in .xlsx or .csv): venue and date, and where there
// are such columns gram panchayat or ward, block, team and remarks, under the headings offices use in
// English, Bengali and Hindi; up to ten title rows may stand over the header. Every row keeps its line.
// Rows without a venue or a day of the calendar are refused, those dated outside the drive kept and said:
// the checker will list them.
func ReadCamps(ctx context.Context, r io.Reader, name string, drive planning.Drive) (CampSheet, Account, error) {
	sheet := CampSheet{Name: name}
	led := newLedger(name)
	in, err := unwrap(name, r, func() error { return nil })
	if err != nil {
		return sheet, Account{}, err
	}
	t := &tableReader{name: name, cols: campColumns, led: led, v: make([]string, len(campColumns))}
	var at []int
	var bindFault error // of the row most like a header
	known := 0
	first, last := drive.FirstDay, lastDay(drive)
	err = eachRow(ctx, name, in, func(rec record) (found bool, err error) {
		if at, err = t.bind(rec.fields); err == nil {
			sheet.List.Columns = slices.Clone(rec.fields)
			return true, nil
		}
		if n := t.known(rec.fields); bindFault == nil || n > known {
			bindFault, known = err, n
		}
		sheet.List.Above = append(sheet.List.Above, slices.Clone(rec.fields))
		if len(sheet.List.Above) > titleRows {
			return false, bindFault
		}
		return false, nil
	}, func(rec record) {
		if len(sheet.Rows) >= maxCampRows {
			return
		}
		for i := range rec.fields {
			rec.fields[i] = unguarded(rec.fields[i])
		}
		camp := CampRow{Line: rec.line, Refused: rec.bad}
		t.use = func(r row) { camp = campRow(r, led, first, last) }
		t.record(rec, sheet.List.Columns, at)
		sheet.Rows = append(sheet.Rows, camp)
		sheet.List.Rows = append(sheet.List.Rows, planning.CampListRow{Line: rec.line, Cells: slices.Clone(rec.fields), Day: camp.Day})
	})
	acct := account([]*ledger{led})
	switch {
	case err != nil && sheet.List.Columns == nil && bindFault != nil && fault.CodeOf(err) == "file.empty":
		return sheet, acct, bindFault
	case err != nil:
		return sheet, acct, err
	case len(sheet.Rows) == 0:
		return sheet, acct, fault.Malformed("camps.empty", "%s has a header but no camp below it.", name)
	case len(sheet.Rows) >= maxCampRows:
		return sheet, acct, fault.Malformed("camps.many", "%s has more than %d rows; give one district's list at a time.", name, maxCampRows)
	}
	return sheet, acct, nil
}

// campRow reads the cells of one camp.
func campRow(r row, led *ledger, first, last planning.Day) CampRow {
	c := CampRow{Line: r.line, Venue: r.v[0], Group: r.v[2], Block: r.v[3], Team: r.v[4], Remarks: r.v[5]}
	if c.Venue == "" {
		c.Refused = "the row names no venue"
		led.refuse(r.line, "venue", "", c.Refused)
		return c
	}
	var why string
	if c.Day, why = dayOf(r.v[1]); why != "" {
		c.Refused = why
		led.refuse(r.line, "date", r.v[1], why)
		return c
	}
	if c.Day >= first && c.Day <= last || first == 0 {
		return c
	}
	why = "the day lies outside the drive (" + first.String() + " to " + last.String() + ")"
	if d, ok := otherYear(c.Day, first, last); ok {
		why += "; with another year it would be " + d.String() + ": is the year wrong?"
	}
	led.say(Kept, r.line, "date", r.v[1], why)
	return c
}

// lastDay gives the last civil day a drive can reach, its weekly days off not counted and a month's
// grace for holidays.
func lastDay(d planning.Drive) planning.Day {
	day := d.FirstDay
	for n := 0; n < d.WorkingDays && day-d.FirstDay < 1000; day++ {
		if !slices.Contains(d.WeeklyOff, int(day.Weekday())) {
			n++
		}
	}
	return day - 1 + 31
}

// otherYear gives the same date in a year in which it lies in the drive.
func otherYear(d, first, last planning.Day) (planning.Day, bool) {
	for y := first.Time().Year(); y <= last.Time().Year(); y++ {
		t := d.Time()
		if n := planning.DayOf(t.AddDate(y-t.Year(), 0, 0)); n >= first && n <= last {
			return n, true
		}
	}
	return 0, false
}

// unguarded takes off the apostrophe that guarded writes.
func unguarded(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.IndexByte("=+-@\t\r", s[1]) >= 0 {
		return s[1:]
	}
	return s
}

// guarded keeps a spreadsheet from taking a cell for a formula.
func guarded(s string) string {
	if s != "" && strings.IndexByte("=+-@\t\r", s[0]) >= 0 {
		return "'" + s
	}
	return s
}

// Pins gives the camps of the matched rows, every one pinned to its venue, day and team, in the order of
// their lines.
func Pins(matches []CampMatch) []planning.Pin {
	var out []planning.Pin
	for _, m := range matches {
		if m.State == CampMatched {
			out = append(out, planning.Pin{
				ID: campID(m.Row.Line), Venue: m.Venue, Day: m.Row.Day, Team: m.Team, Row: m.Row.Line, Remarks: m.Row.Remarks,
			})
		}
	}
	slices.SortFunc(out, func(a, b planning.Pin) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// campID names the camp of a line; ids sort as lines do.
func campID(line int) planning.CampID {
	s := itoa(line)
	return planning.CampID("row-" + strings.Repeat("0", max(0, 7-len(s))) + s)
}

// Matched gives the list as the plan keeps it: every row with the camp and venue it became, and
// what of it is known.
func (s CampSheet) Matched(matches []CampMatch) planning.CampList {
	list := planning.CampList{Above: s.List.Above, Columns: s.List.Columns, Rows: slices.Clone(s.List.Rows)}
	for i, m := range matches {
		if m.State == CampMatched {
			list.Rows[i].Camp, list.Rows[i].Venue = campID(m.Row.Line), m.Venue
		}
		list.Rows[i].Team, list.Rows[i].TeamName, list.Rows[i].Block = m.Team, m.Row.Team, m.Block
		if m.NoGroup {
			list.Rows[i].NoGroup = m.Row.Group
		}
	}
	return list
}
