package ingest

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// WriteCamps writes a camp list again in format "csv" or "xlsx": the same columns in the same order, its
// title rows above, and every row's other cells as they stood. Where camps are given, they are the
// present camps of the plan made from the list (matched by Row): date, venue and team of a row follow
// its camp (the team only where the row named a known one and its camp has another), rows whose camp is gone are left out, and camps without a row are added below. Cells that a
// spreadsheet would take for formulas are guarded with an apostrophe in CSV, which ReadCamps takes off.
func WriteCamps(w io.Writer, format string, list planning.CampList, camps []planning.CampRecord) error {
	rows := fillCamps(list, camps)
	switch format {
	case "csv":
		return writeCSV(w, list, rows)
	case "xlsx":
		return writeXLSX(w, list, rows)
	}
	return fault.Malformed("camps.format", "%q is no format of a camp list; it is csv or xlsx.", format)
}

// listRow is a row to write, and its day where that was read.
type listRow struct {
	cells []string
	day   planning.Day
}

// fillCamps brings the rows up to date with the camps.
func fillCamps(list planning.CampList, camps []planning.CampRecord) []listRow {
	at := campColumnsOf(list.Columns)
	byRow := map[int]planning.CampRecord{}
	for _, c := range camps {
		if c.Row > 0 {
			byRow[c.Row] = c
		}
	}
	var out []listRow
	known := map[int]bool{}
	for _, r := range list.Rows {
		known[r.Line] = true
		row := listRow{cells: slices.Clone(r.Cells), day: r.Day}
		c, ok := byRow[r.Line]
		switch {
		case ok:
			if c.Day != r.Day {
				set(row.cells, at["date"], dayLike(get(r.Cells, at["date"]), c.Day))
				row.day = c.Day
			}
			if c.Venue != r.Venue {
				set(row.cells, at["venue"], c.VenueName)
			}
			if r.Team != "" && c.Team != "" && c.Team != r.Team { // a name that nobody knows is the officer's own
				set(row.cells, at["team"], c.TeamName)
			}
		case r.Camp != "" && camps != nil:
			continue
		}
		out = append(out, row)
	}
	for _, c := range camps {
		if c.Row > 0 && known[c.Row] {
			continue
		}
		row := listRow{cells: make([]string, len(list.Columns)), day: c.Day}
		set(row.cells, at["venue"], c.VenueName)
		set(row.cells, at["date"], c.Day.String())
		set(row.cells, at["group"], c.GroupName)
		set(row.cells, at["block"], c.BlockName)
		set(row.cells, at["team"], c.TeamName)
		set(row.cells, at["remarks"], c.Remarks)
		out = append(out, row)
	}
	return out
}

// campColumnsOf finds the columns of a camp list again, -1 where there is none.
func campColumnsOf(header []string) map[string]int {
	out := map[string]int{}
	t := &tableReader{cols: campColumns}
	at, err := t.bind(header)
	for i, c := range campColumns {
		out[c.key] = -1
		if err == nil {
			out[c.key] = at[i]
		}
	}
	return out
}

func get(cells []string, i int) string {
	if i < 0 || i >= len(cells) {
		return ""
	}
	return cells[i]
}

func set(cells []string, i int, s string) {
	if i >= 0 && i < len(cells) {
		cells[i] = s
	}
}

// dayLike writes a day as another was written.
func dayLike(as string, d planning.Day) string {
	as = digits(strings.TrimSpace(as))
	if _, err := strconv.ParseFloat(as, 64); err == nil {
		return itoa(int(d) - excelEpoch)
	}
	for _, layout := range []string{"02-01-2006", "02/01/2006", "02.01.2006", "2-1-2006", "2/1/2006", "2.1.2006", "02-01-06", "02/01/06", "02.01.06"} {
		if _, err := time.Parse(layout, as); err == nil {
			return d.Time().Format(layout)
		}
	}
	return d.String()
}

func writeCSV(w io.Writer, list planning.CampList, rows []listRow) error {
	c := csv.NewWriter(w)
	put := func(cells []string) error {
		out := make([]string, len(cells))
		for i, s := range cells {
			out[i] = guarded(s)
		}
		return c.Write(out)
	}
	for _, a := range list.Above {
		if err := put(a); err != nil {
			return err
		}
	}
	if err := put(list.Columns); err != nil {
		return err
	}
	date := campColumnsOf(list.Columns)["date"]
	for _, r := range rows {
		if serial(get(r.cells, date)) && r.day != 0 { // a workbook's day means nothing in a text
			r.cells = slices.Clone(r.cells)
			r.cells[date] = r.day.Time().Format("02-01-2006")
		}
		if err := put(r.cells); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

func serial(s string) bool {
	_, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	return err == nil
}

func writeXLSX(w io.Writer, list planning.CampList, rows []listRow) (err error) {
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	sheet := book.GetSheetName(0)
	day := "dd-mm-yyyy"
	dated, err := book.NewStyle(&excelize.Style{CustomNumFmt: &day})
	if err != nil {
		return err
	}
	out, err := book.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	line := 0
	put := func(cells []string, date int, d planning.Day) error {
		line++
		values := make([]any, len(cells))
		for i, s := range cells {
			values[i] = s
			if i == date && serial(s) && d != 0 {
				values[i] = excelize.Cell{StyleID: dated, Value: int(d) - excelEpoch}
			}
		}
		at, err := excelize.CoordinatesToCellName(1, line)
		if err != nil {
			return err
		}
		return out.SetRow(at, values)
	}
	for _, a := range list.Above {
		if err := put(a, -1, 0); err != nil {
			return err
		}
	}
	if err := put(list.Columns, -1, 0); err != nil {
		return err
	}
	date := campColumnsOf(list.Columns)["date"]
	for _, r := range rows {
		if err := put(r.cells, date, r.day); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return book.Write(w)
}

var confirmHeader = []string{
	"line", "venue_in_list", "group_in_list", "choose", "venue_id", "venue", "kind", "group", "block", "score", "why",
}

// WriteConfirm writes the rows that a person must confirm as CSV, one line a candidate: he puts an x into
// the column "choose" of the right one and hands the file to ReadConfirm.
func WriteConfirm(w io.Writer, matches []CampMatch) error {
	c := csv.NewWriter(w)
	if err := c.Write(confirmHeader); err != nil {
		return err
	}
	for _, m := range matches {
		if m.State != CampConfirm {
			continue
		}
		for _, x := range m.Candidates {
			if err := c.Write([]string{
				itoa(m.Row.Line), guarded(m.Row.Venue), guarded(m.Row.Group), "", string(x.Venue), guarded(x.Name), x.Kind,
				guarded(x.Group), guarded(x.Block), strconv.FormatFloat(x.Score, 'f', 3, 64), m.Reason,
			}); err != nil {
				return err
			}
		}
	}
	c.Flush()
	return c.Error()
}

// ReadConfirm reads what a person chose, by line of the camp list. Two choices for one line are refused.
func ReadConfirm(ctx context.Context, r io.Reader, name string) (map[int]planning.VenueID, error) {
	in, err := unwrap(name, r, func() error { return nil })
	if err != nil {
		return nil, err
	}
	out := map[int]planning.VenueID{}
	f := fault.Malformed("camps.choice", "%s does not say clearly which venues are meant.", name)
	t := &tableReader{name: name, led: newLedger(name), cols: []column{
		{key: "line", names: []string{"line"}, must: true},
		{key: "choose", names: []string{"choose"}, must: true},
		{key: "venue_id", names: []string{"venue_id"}, must: true},
	}}
	t.v = make([]string, len(t.cols))
	t.use = func(r row) {
		if r.v[1] == "" {
			return
		}
		line, err := strconv.Atoi(r.v[0])
		if err != nil || r.v[2] == "" {
			f = f.With(name+":"+itoa(r.line)+":line", "the chosen line has no line number or venue id")
			return
		}
		if was, twice := out[line]; twice && string(was) != r.v[2] {
			f = f.With(name+":"+itoa(r.line)+":choose", "line %d of the list has two venues chosen; leave one", line)
			return
		}
		out[line] = planning.VenueID(r.v[2])
	}
	var at []int
	err = eachRow(ctx, name, in, func(rec record) (bool, error) {
		at, err = t.bind(rec.fields)
		return true, err
	}, func(rec record) { t.record(rec, nil, at) })
	switch {
	case err != nil:
		return nil, err
	case len(f.Details) > 0:
		return nil, f
	}
	return out, nil
}
