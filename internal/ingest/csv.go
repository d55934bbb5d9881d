package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Limits of a CSV file.
const (
	maxField      = 10_000  // characters of a field
	maxLine       = 1 << 20 // bytes of a line or of a quoted row
	maxQuotedRows = 50      // lines that one quoted field may run over
)

// csvReader reads RFC 4180 and what offices make of it. It differs from encoding/csv in what it does with a
// damaged row: it costs that row and never those after it, and memory stays below a few maxLine.
type csvReader struct {
	in      *bufio.Reader
	comma   byte
	columns int // fields a row must have; 0 until the header is read
	line    int // of the last line taken
	pending []csvLine
}

type csvLine struct {
	text   string
	number int
	long   bool // cut at maxLine
}

// record is one row of a table as text.
type record struct {
	line   int
	fields []string
	bad    string // why the row cannot be used; "" when it can
	field  int    // the field bad is about, from 1; 0: the row
	fixed  string // what was put right, "" for nothing
}

func newCSV(in io.Reader) *csvReader {
	return &csvReader{in: bufio.NewReaderSize(in, 1<<16), comma: ','}
}

// take gives the next line without its end.
func (r *csvReader) take() (csvLine, error) {
	if len(r.pending) > 0 {
		l := r.pending[0]
		r.pending = r.pending[1:]
		return l, nil
	}
	part, err := r.in.ReadSlice('\n')
	if err == nil || errors.Is(err, io.EOF) && len(part) > 0 {
		r.line++
		return csvLine{text: string(trimEOL(part)), number: r.line}, nil
	}
	if !errors.Is(err, bufio.ErrBufferFull) {
		return csvLine{}, err
	}
	r.line++
	buf, long := bytes.Clone(part), false
	for errors.Is(err, bufio.ErrBufferFull) {
		part, err = r.in.ReadSlice('\n')
		if long = long || len(buf)+len(part) > maxLine; !long {
			buf = append(buf, part...)
		}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return csvLine{}, err
	}
	return csvLine{text: string(trimEOL(buf)), number: r.line, long: long}, nil
}

func trimEOL(b []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(b, []byte{'\n'}), []byte{'\r'})
}

// next gives the next row that is not blank, or io.EOF. A row that cannot be used says so in bad.
func (r *csvReader) next() (record, error) {
	for {
		l, err := r.take()
		if err != nil {
			return record{}, err
		}
		if l.long {
			return record{line: l.number, bad: "the line is longer than 1 MiB; look for a missing line end or quote"}, nil
		}
		if strings.TrimSpace(l.text) == "" {
			continue
		}
		rec := r.parse(l)
		if rec.bad == "" {
			r.check(&rec)
		}
		return rec, nil
	}
}

// parse splits a line, taking more lines while a quoted field is open. If that ends in nothing sensible
// the lines are put back and only the first is lost.
func (r *csvReader) parse(l csvLine) record {
	fields, open, bad := split(l.text, r.comma)
	if bad != "" {
		return record{line: l.number, fields: []string{l.text}, bad: bad}
	}
	if !open {
		return record{line: l.number, fields: fields}
	}
	var taken []csvLine
	text := l.text
	for len(taken) < maxQuotedRows && len(text) < maxLine {
		more, err := r.take()
		if err != nil {
			break
		}
		taken = append(taken, more)
		if more.long {
			break
		}
		text += "\n" + more.text
		fields, open, bad = split(text, r.comma)
		if !open {
			break
		}
	}
	if open || bad != "" || len(taken) > 0 && taken[len(taken)-1].long || r.columns > 0 && len(fields) != r.columns {
		r.pending = append(taken, r.pending...)
		return record{line: l.number, fields: []string{l.text}, bad: "a quote is opened and not closed in its field; close it or double it"}
	}
	return record{line: l.number, fields: fields}
}

// check refuses fields no table can hold and decodes text that is not UTF-8.
func (r *csvReader) check(rec *record) {
	if r.columns > 0 && len(rec.fields) != r.columns {
		rec.bad = fmt.Sprintf("the row has %d fields and the header %d; look for a missing or unquoted separator", len(rec.fields), r.columns)
		return
	}
	for i, f := range rec.fields {
		if len(f) > maxField && utf8.RuneCountInString(f) > maxField {
			rec.bad = fmt.Sprintf("field %d has %d characters, more than %d; look for a missing quote or line end",
				i+1, utf8.RuneCountInString(f), maxField)
			rec.field = i + 1
			return
		}
		if strings.IndexByte(f, 0) >= 0 {
			rec.bad = fmt.Sprintf("field %d holds a zero byte; the file is damaged or not text", i+1)
			rec.field = i + 1
			return
		}
		if !utf8.ValidString(f) {
			rec.fields[i] = windows1252(f)
			rec.fixed = "not UTF-8: read as Windows-1252 (Latin-1); save the file as UTF-8 if names look wrong"
		}
	}
}

func windows1252(s string) string {
	out, err := charmap.Windows1252.NewDecoder().String(s)
	if err != nil {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	return out
}

// split parts one row. open: a quoted field does not end here.
func split(s string, comma byte) (fields []string, open bool, bad string) {
	for {
		if s == "" || s[0] != '"' {
			i := strings.IndexByte(s, comma)
			if i < 0 {
				return append(fields, s), false, ""
			}
			fields = append(fields, s[:i])
			s = s[i+1:]
			continue
		}
		s = s[1:]
		var b strings.Builder
		for {
			i := strings.IndexByte(s, '"')
			if i < 0 {
				return fields, true, ""
			}
			if i+1 < len(s) && s[i+1] == '"' {
				b.WriteString(s[:i+1])
				s = s[i+2:]
				continue
			}
			b.WriteString(s[:i])
			s = s[i+1:]
			break
		}
		fields = append(fields, b.String())
		if s == "" {
			return fields, false, ""
		}
		if s[0] != comma {
			return nil, false, "text follows a closing quote; double the quotes inside a quoted field"
		}
		s = s[1:]
	}
}
