package ingest

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func rowsOf(t *testing.T, s string) (rows [][]string, bad []int) {
	t.Helper()
	c := newCSV(strings.NewReader(s))
	for {
		rec, err := c.next()
		if errors.Is(err, io.EOF) {
			return rows, bad
		}
		if err != nil {
			t.Fatal(err)
		}
		if rec.bad != "" {
			bad = append(bad, rec.line)
			continue
		}
		if c.columns == 0 {
			c.columns = len(rec.fields)
		}
		rows = append(rows, rec.fields)
	}
}

func TestCSVIsReadAsRFC4180Says(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     string
		bad      []int
	}{
		{"plain", "a,b\n1,2\n", "[[a b] [1 2]]", nil},
		{"no last line end", "a,b\n1,2", "[[a b] [1 2]]", nil},
		{"CR LF and blank lines", "a,b\r\n\r\n1,2\r\n", "[[a b] [1 2]]", nil},
		{"quotes, commas and line ends in a field", "a,b\n\"x, \"\"y\"\"\nz\",2\n", "[[a b] [x, \"y\"\nz 2]]", nil},
		{"empty fields", "a,b\n,\n\"\",2\n", "[[a b] [ ] [ 2]]", nil},
		{"a quote inside an unquoted field", "a,b\n5\" pipe,2\n", "[[a b] [5\" pipe 2]]", nil},
		{"an unclosed quote costs one line", "a,b\n\"1,2\n3,4\n5,6\n", "[[a b] [3 4] [5 6]]", []int{2}},
		{"an unclosed quote that a later quote would close", "a,b\n\"1,2\n\"3\",4\n5,6\n", "[[a b] [3 4] [5 6]]", []int{2}},
		{"text after a closing quote", "a,b\n\"1\"x,2\n3,4\n", "[[a b] [3 4]]", []int{2}},
		{"too few and too many fields", "a,b\n1\n1,2,3\n3,4\n", "[[a b] [3 4]]", []int{2, 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows, bad := rowsOf(t, c.in)
			if got := fmt.Sprint(rows); got != c.want || !slices.Equal(bad, c.bad) {
				t.Errorf("got %s, bad lines %v; want %s and %v", got, bad, c.want, c.bad)
			}
		})
	}
}

// What encoding/csv reads without complaint this reader reads alike; whatever comes, it ends, gives
// UTF-8 and counts lines upwards.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{
		"a,b\n1,2\n", "\"a\",\"b\n\"\n1,2", "a,b\n\"1,2\n3,4\n", "\xff\xfe,b\n", "a;b\n1;2", "\"\"\"\n,\"", "\r\n\r\r\n", "a,\"b\"c\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		rows, bad := rowsOf(t, s)
		if !slices.IsSorted(bad) {
			t.Fatalf("bad lines %v are out of order", bad)
		}
		for _, r := range rows {
			for _, x := range r {
				if !utf8.ValidString(x) {
					t.Fatalf("%q is not UTF-8", x)
				}
			}
		}
		if !utf8.ValidString(s) || strings.ContainsAny(s, "\r\x00") || len(s) > maxField {
			return // the two differ on purpose
		}
		want, err := csv.NewReader(strings.NewReader(s)).ReadAll()
		if err != nil {
			return
		}
		want = slices.DeleteFunc(want, func(r []string) bool { return strings.TrimSpace(strings.Join(r, "")) == "" })
		rows = slices.DeleteFunc(rows, func(r []string) bool { return strings.TrimSpace(strings.Join(r, "")) == "" })
		if len(bad) == 0 && fmt.Sprintf("%q", rows) != fmt.Sprintf("%q", want) {
			t.Fatalf("%q is read as %q, want %q", s, rows, want)
		}
	})
}
