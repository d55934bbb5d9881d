package ingest

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"doorstep/internal/fault"
)

// eachRow hands on the rows of a CSV or XLSX text. Rows go to head until it says that it has found the
// header, the others to body; the header's width is that of all rows after it.
func eachRow(ctx context.Context, name string, in *source, head func(rec record) (bool, error), body func(rec record)) error {
	read := csvRows
	if strings.HasSuffix(strings.TrimSuffix(name, ".gz"), ".xlsx") {
		read = xlsxRows
	}
	found := false
	err := read(ctx, name, in, func(rec record) (done bool, err error) {
		if found {
			body(rec)
			return true, nil
		}
		found, err = head(rec)
		return found, err
	})
	if err == nil && !found {
		return fault.Malformed("file.empty", "%s holds no header line. Take it out of the folder or copy it again.", name)
	}
	return err
}

func csvRows(ctx context.Context, name string, in io.Reader, use func(rec record) (bool, error)) error {
	c := newCSV(in)
	for n := 0; ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		rec, err := c.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return damaged(name, c.line, err)
		}
		comma := c.comma
		if c.columns == 0 {
			if err := checkText(name, rec); err != nil {
				return err
			}
			comma, rec.fields = separator(rec.fields)
		}
		found, err := use(rec)
		if err != nil {
			return err
		}
		if found && c.columns == 0 {
			c.comma, c.columns = comma, len(rec.fields)
		}
	}
}

// separator finds what parts the fields of a header without commas.
func separator(fields []string) (byte, []string) {
	if len(fields) == 1 {
		for _, sep := range []byte{';', '\t'} {
			if parts, _, _ := split(fields[0], sep); len(parts) > 1 {
				return sep, parts
			}
		}
	}
	return ',', fields
}

// checkText refuses what is no CSV text at all, by its first line.
func checkText(name string, head record) error {
	all := strings.Join(head.fields, ",")
	switch {
	case strings.HasPrefix(all, "PK\x03\x04"):
		return fault.Malformed("file.format", "%s is an Excel workbook or zip archive under another name. Name it .xlsx.", name)
	case strings.IndexByte(all, 0) >= 0:
		return fault.Malformed("file.encoding", "%s is not text, or UTF-16 text without its mark. Save it as UTF-8 (in Excel: \"CSV UTF-8\").", name)
	case strings.IndexByte(all, '\r') >= 0:
		return fault.Malformed("file.format", "The lines of %s end with CR alone, as on an old Macintosh. Save it with LF or CR LF line ends.", name)
	case head.bad != "":
		return headerFault("The header of %s cannot be read: %s.", name, head.bad)
	}
	return nil
}

// Limits of a workbook: it is a zip archive, and small ones can unfold to anything.
const (
	maxWorkbook = 64 << 20
	maxSheet    = 512 << 20
)

// xlsxRows reads the first sheet of a workbook.
func xlsxRows(ctx context.Context, name string, in io.Reader, use func(rec record) (bool, error)) (err error) {
	defer func() {
		if p := recover(); p != nil { // the library panics on some damaged workbooks
			err = workbookDamaged(name, nil)
		}
	}()
	limited := &io.LimitedReader{R: in, N: maxWorkbook + 1}
	book, err := excelize.OpenReader(limited, excelize.Options{RawCellValue: true, UnzipSizeLimit: maxSheet, UnzipXMLSizeLimit: 32 << 20})
	if limited.N <= 0 {
		return fault.Malformed("file.large", "%s is larger than 64 MiB. Save it as CSV.", name)
	}
	if err != nil {
		return workbookDamaged(name, err)
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	sheets := book.GetSheetList()
	if len(sheets) == 0 {
		return workbookDamaged(name, nil)
	}
	rows, err := book.Rows(sheets[0])
	if err != nil {
		return workbookDamaged(name, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	width := 0
	for line := 1; rows.Next(); line++ {
		if line%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		cells, err := rows.Columns()
		if err != nil {
			return workbookDamaged(name, err)
		}
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		if width > 0 {
			_, err = use(sheetRecord(line, cells, width))
		} else {
			for strings.TrimSpace(cells[len(cells)-1]) == "" {
				cells = cells[:len(cells)-1]
			}
			var found bool
			if found, err = use(record{line: line, fields: cells}); found {
				width = len(cells)
			}
		}
		if err != nil {
			return err
		}
	}
	if err := rows.Error(); err != nil {
		return workbookDamaged(name, err)
	}
	return nil
}

// sheetRecord fills a row up to the width of the header: a workbook leaves out blank cells at the end.
func sheetRecord(line int, cells []string, width int) record {
	rec := record{line: line, fields: make([]string, width)}
	copy(rec.fields, cells)
	for _, c := range cells[min(width, len(cells)):] {
		if strings.TrimSpace(c) != "" {
			rec.bad = "the row holds more cells than the header; move or name what stands beside the table"
		}
	}
	for i, c := range rec.fields {
		if len(c) > maxField*4 {
			rec.field, rec.bad = i+1, "a cell holds more than 10,000 characters"
		}
	}
	return rec
}

func workbookDamaged(name string, err error) error {
	f := fault.Malformed("file.damaged", "%s cannot be read as an Excel workbook (.xlsx): it is damaged, protected by a password "+
		"or of the old .xls kind. Open it and save it as .xlsx or CSV.", name)
	if err != nil {
		return f.Because(err)
	}
	return f
}
