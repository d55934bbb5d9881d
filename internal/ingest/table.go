package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/planning"
)

// column is one thing wanted of a table and the names it may go by in the header.
type column struct {
	key   string
	names []string
	blank []string // values that mean none
	must  bool
}

// row is one row of a table: the text of each wanted column, trimmed, "" where the table lacks it. The
// slice is used again for the next row.
type row struct {
	line int
	v    []string
}

// tableReader reads one table file and hands its usable rows on.
type tableReader struct {
	name string
	cols []column
	led  *ledger
	use  func(r row)
	rest func(header, cells []string)
	v    []string
}

// readTable reads a CSV, XLSX or GeoJSON file. Rows that cannot be used are accounted for and not
// handed on; an error means that the file as a whole is no such table.
func readTable(ctx context.Context, fsys fs.FS, name string, cols []column, led *ledger, tell func(int), use func(r row)) error {
	return readTableWith(ctx, fsys, name, cols, led, tell, nil, use)
}

// readTableWith is readTable that also hands on every row of a CSV or XLSX file as it stands, with the
// header, before its wanted columns.
func readTableWith(ctx context.Context, fsys fs.FS, name string, cols []column, led *ledger, tell func(int),
	rest func(header, cells []string), use func(r row),
) error {
	in, err := open(fsys, name, tell)
	if err != nil {
		return err
	}
	defer func() { _ = in.close() }() // it was only read
	t := &tableReader{name: name, cols: cols, led: led, use: use, rest: rest, v: make([]string, len(cols))}
	if stem := strings.TrimSuffix(name, ".gz"); !strings.HasSuffix(stem, ".csv") && !strings.HasSuffix(stem, ".xlsx") {
		return t.features(ctx, in)
	}
	var header []string
	var at []int
	return eachRow(ctx, name, in, func(rec record) (bool, error) {
		header = rec.fields
		at, err = t.bind(header)
		return true, err
	}, func(rec record) { t.record(rec, header, at) })
}

func (c column) value(s string) string {
	if s = strings.TrimSpace(s); slices.Contains(c.blank, s) {
		return ""
	}
	return s
}

// record accounts for one row and hands it on if it can be used.
func (t *tableReader) record(rec record, header []string, at []int) {
	t.led.read++
	if rec.bad != "" {
		t.led.refuse(rec.line, fieldName(header, rec.field), strings.Join(rec.fields, ","), rec.bad)
		return
	}
	if rec.fixed != "" {
		t.led.repair(rec.line, "", strings.Join(rec.fields, ","), rec.fixed)
	}
	for i, j := range at {
		t.v[i] = ""
		if j >= 0 && j < len(rec.fields) {
			t.v[i] = t.cols[i].value(rec.fields[j])
		}
	}
	if t.rest != nil {
		t.rest(header, rec.fields)
	}
	t.use(row{line: rec.line, v: t.v})
}

// fieldName gives a header's name of a field counted from 1; "" for none.
func fieldName(header []string, field int) string {
	if field < 1 || field > len(header) {
		return ""
	}
	if name := strings.TrimSpace(header[field-1]); name != "" {
		return name
	}
	return "field " + itoa(field)
}

// bind finds the wanted columns in a header: for each its index, -1 where it is absent.
func (t *tableReader) bind(header []string) ([]int, error) {
	seen := map[string][]int{}
	for i, h := range header {
		seen[columnName(h)] = append(seen[columnName(h)], i)
	}
	at := make([]int, len(t.cols))
	var missing []column
	for i, c := range t.cols {
		at[i] = -1
		for _, n := range c.names {
			n, first := strings.CutSuffix(n, "#1") // of two columns with this name, the first
			js := seen[columnName(n)]
			if len(js) > 1 && !first {
				return nil, headerFault("%s has two columns called %q (number %d and %d). Rename or remove one.", t.name, n, js[0]+1, js[1]+1)
			}
			if len(js) > 0 {
				at[i] = js[0]
				break
			}
		}
		if at[i] < 0 && c.must {
			missing = append(missing, c)
		}
	}
	if len(missing) == 0 {
		return at, nil
	}
	names := make([]string, len(missing))
	for i, c := range missing {
		names[i] = c.names[0]
	}
	if slices.ContainsFunc(header, func(h string) bool { _, err := strconv.ParseFloat(strings.TrimSpace(h), 64); return err == nil }) {
		return nil, headerFault("%s seems to lack its header: the first line is %q. Put a line with the columns' names above it: %s.",
			t.name, clip(strings.Join(header, ","), 100), strings.Join(names, ", "))
	}
	f := headerFault("%s lacks the column %s; its columns are %s. Rename the column, or say its name in the recipe.",
		t.name, strings.Join(names, ", "), clip(strings.Join(header, ", "), 300))
	for _, c := range missing {
		if near := nearest(c.names[0], header); near != "" {
			f = f.With(t.name+":1:"+c.names[0], "the nearest column there is %q", near)
		}
	}
	return nil, f
}

// known counts the wanted columns that a header has.
func (t *tableReader) known(header []string) int {
	n := 0
	for _, c := range t.cols {
		if slices.ContainsFunc(c.names, func(name string) bool {
			return slices.ContainsFunc(header, func(h string) bool { return columnName(h) == columnName(name) })
		}) {
			n++
		}
	}
	return n
}

func headerFault(format string, args ...any) *fault.Fault {
	return fault.Malformed("file.header", format, args...)
}

// columnName is what two names of one column have in common.
func columnName(s string) string {
	return strings.NewReplacer(" ", "", "_", "", "-", "", ".", "").Replace(strings.ToLower(strings.TrimSpace(s)))
}

// nearest gives the candidate most like s, "" when none is.
func nearest(s string, candidates []string) string {
	best, at := 0.25, ""
	q := planning.TrigramsOf(columnName(s))
	for _, c := range candidates {
		if l := q.Likeness(planning.TrigramsOf(columnName(c))); l > best {
			best, at = l, c
		}
	}
	return at
}

// features reads a table written as GeoJSON points.
func (t *tableReader) features(ctx context.Context, in io.Reader) error {
	seen := map[string]bool{}
	n := 0
	err := geo.ReadFeatures(in, func(_ int, f geo.Feature) error {
		i := f.Line
		if n++; n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		t.led.read++
		if bad := f.Err; bad != nil {
			t.led.refuse(i, "geometry", "", oneLine(bad))
			return nil // one feature is refused, the others are read
		}
		for _, r := range f.Repairs {
			t.led.repair(i, "geometry", r.Where, r.What)
		}
		at, ok := f.Geometry.(orb.Point)
		if !ok && f.Geometry != nil {
			t.led.refuse(i, "geometry", f.Geometry.GeoJSONType(), "not a point; give each place as one point")
			return nil
		}
		named := map[string]string{"id": f.ID, "#id": f.ID}
		for k, v := range f.Properties {
			named[columnName(k)] = plain(v)
			seen[k] = true
		}
		if ok {
			named["lon"] = strconv.FormatFloat(at[0], 'f', -1, 64)
			named["lat"] = strconv.FormatFloat(at[1], 'f', -1, 64)
		}
		for j, c := range t.cols {
			t.v[j] = ""
			for _, name := range c.names {
				if s, ok := named[columnName(name)]; ok && s != "" {
					t.v[j] = c.value(s)
					break
				}
			}
			if t.v[j] == "" && (c.key == "lon" || c.key == "lat") {
				t.v[j] = named[c.key]
			}
		}
		t.use(row{line: i, v: t.v})
		return nil
	})
	if err != nil && ctx.Err() == nil {
		return inFile(t.name, err)
	}
	return err
}

// plain writes a JSON value as a table cell would hold it.
func plain(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return x
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(x)
	default:
		return fmt.Sprint(x)
	}
}

// inFile puts the name of the file before what is wrong with it, and keeps the kind and code.
func inFile(name string, err error) error {
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		g := *f
		g.Text = name + ": " + f.Text
		return &g
	}
	return damaged(name, 0, err)
}

// oneLine gives the words of an error without line ends, for a row of the account.
func oneLine(err error) string {
	return strings.Join(strings.Fields(err.Error()), " ")
}

// tidy takes control characters and doubled blanks out of a name and cuts it at 300 characters; fixed
// says so when more than blanks changed.
func tidy(s string) (out, fixed string) {
	clean := strings.Map(func(r rune) rune {
		switch {
		case r < 0x20 || r == 0x7f || r >= 0x80 && r < 0xa0:
			return ' '
		case r == 0x200b || r == 0xfeff || r == utf8.RuneError:
			return -1
		}
		return r
	}, s)
	out = strings.Join(strings.Fields(clean), " ")
	if clean != s {
		fixed = "control characters taken out"
	}
	if utf8.RuneCountInString(out) > 300 {
		out, fixed = clip(out, 299), "cut at 300 characters"
	}
	return out, fixed
}
