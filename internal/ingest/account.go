package ingest

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"
)

// What was done with a row that is not simply accepted.
const (
	Refused  = "refused"  // not imported
	Repaired = "repaired" // imported with something put right
	Kept     = "kept"     // imported as it is, though something is odd; counted as accepted
)

// Row is one thing said about one row of a file.
type Row struct {
	File   string `json:"file"`
	Line   int    `json:"line"` // of the file, from 1; a feature's first line in GeoJSON
	Field  string `json:"field"`
	Value  string `json:"value"` // at most 80 characters of it
	Reason string `json:"reason"`
	Action string `json:"action"` // refused, repaired, kept
}

// FileCount says what became of the rows of one file: Read = Accepted + Repaired + Refused.
type FileCount struct {
	File     string `json:"file"`
	Read     int64  `json:"read"`
	Accepted int64  `json:"accepted"`
	Repaired int64  `json:"repaired"`
	Refused  int64  `json:"refused"`
}

// Account is what became of every row that was read, in the order of files and lines.
type Account struct {
	Files []FileCount `json:"files"`
	Rows  []Row       `json:"rows"`
}

// Totals adds the files up.
func (a Account) Totals() FileCount {
	sum := FileCount{File: "all"}
	for _, f := range a.Files {
		sum.Read += f.Read
		sum.Accepted += f.Accepted
		sum.Repaired += f.Repaired
		sum.Refused += f.Refused
	}
	return sum
}

// Reason is one reason with how often it was given.
type Reason struct {
	File   string `json:"file"`
	Field  string `json:"field"`
	Action string `json:"action"`
	Rows   int64  `json:"rows"`
	Sample Row    `json:"sample"`
}

// Reasons groups the rows by file, field and action, the most frequent first: the summary for a screen.
func (a Account) Reasons() []Reason {
	type key struct{ file, field, action string }
	at := map[key]int{}
	var out []Reason
	for _, r := range a.Rows {
		k := key{r.File, r.Field, r.Action}
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, Reason{File: r.File, Field: r.Field, Action: r.Action, Sample: r})
		}
		out[i].Rows++
	}
	slices.SortStableFunc(out, func(x, y Reason) int { return int(y.Rows - x.Rows) })
	return out
}

// WriteCSV writes every row of the account with a header: file, line, field, value, reason, action.
// Values that a spreadsheet would take for formulas are guarded with an apostrophe.
func (a Account) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	if err := c.Write([]string{"file", "line", "field", "value", "reason", "action"}); err != nil {
		return err
	}
	for _, r := range a.Rows {
		if err := c.Write([]string{r.File, strconv.Itoa(r.Line), guarded(r.Field), guarded(r.Value), guarded(r.Reason), r.Action}); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// ledger keeps the account of one file while it is read and used. One goroutine at a time.
type ledger struct {
	file  string
	read  int64
	rows  []Row
	state map[int]string // line -> refused or repaired, whichever is the stronger
}

func newLedger(file string) *ledger { return &ledger{file: file, state: map[int]string{}} }

func (l *ledger) say(action string, line int, field, value, reason string) {
	l.rows = append(l.rows, Row{File: l.file, Line: line, Field: field, Value: clip(value, 80), Reason: reason, Action: action})
	if action != Kept && l.state[line] != Refused {
		l.state[line] = action
	}
}

func (l *ledger) refuse(line int, field, value, reason string) {
	l.say(Refused, line, field, value, reason)
}

func (l *ledger) repair(line int, field, value, reason string) {
	l.say(Repaired, line, field, value, reason)
}

func (l *ledger) count() FileCount {
	c := FileCount{File: l.file, Read: l.read}
	for _, s := range l.state {
		if s == Refused {
			c.Refused++
		} else {
			c.Repaired++
		}
	}
	c.Accepted = c.Read - c.Refused - c.Repaired
	return c
}

// sorted gives the rows by line, in the order they were said.
func (l *ledger) sorted() []Row {
	slices.SortStableFunc(l.rows, func(a, b Row) int { return a.Line - b.Line })
	return l.rows
}

// clip cuts s to n characters.
func clip(s string, n int) string {
	i := 0
	for at := range s {
		if i == n {
			return s[:at] + "…"
		}
		i++
	}
	return s
}
