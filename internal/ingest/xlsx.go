package ingest

import (
	"context"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"doorstep/internal/fault"
)

// Limits of a workbook: it is a zip archive, and small ones can unfold to anything.
const (
	maxWorkbook = 64 << 20
	maxSheet    = 512 << 20
)

// xlsx reads the first sheet of a workbook; the first row that is not blank is the header.
func (t *tableReader) xlsx(ctx context.Context, in io.Reader) (err error) {
	limited := &io.LimitedReader{R: in, N: maxWorkbook + 1}
	defer func() {
		if p := recover(); p != nil { // the library panics on some damaged workbooks
			err = workbookDamaged(t.name, nil)
		}
	}()
	book, err := excelize.OpenReader(limited, excelize.Options{RawCellValue: true, UnzipSizeLimit: maxSheet, UnzipXMLSizeLimit: 32 << 20})
	if limited.N <= 0 {
		return fault.Malformed("file.large", "%s is larger than 64 MiB. Save it as CSV.", t.name)
	}
	if err != nil {
		return workbookDamaged(t.name, err)
	}
	defer book.Close()
	sheets := book.GetSheetList()
	if len(sheets) == 0 {
		return fault.Malformed("file.empty", "%s holds no sheet.", t.name)
	}
	rows, err := book.Rows(sheets[0])
	if err != nil {
		return workbookDamaged(t.name, err)
	}
	defer rows.Close()
	var header []string
	var at []int
	for line := 1; rows.Next(); line++ {
		if line%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		cells, err := rows.Columns()
		if err != nil {
			return workbookDamaged(t.name, err)
		}
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		if header == nil {
			for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
				cells = cells[:len(cells)-1]
			}
			header = cells
			if at, err = t.bind(header); err != nil {
				return err
			}
			continue
		}
		t.record(sheetRecord(line, cells, len(header)), header, at)
	}
	if err := rows.Error(); err != nil {
		return workbookDamaged(t.name, err)
	}
	if header == nil {
		return fault.Malformed("file.empty", "The first sheet (%s) of %s holds no header line. Put the table on the first sheet.", sheets[0], t.name)
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
	for _, c := range rec.fields {
		if len(c) > maxField*4 {
			rec.bad = "a cell holds more than 10,000 characters"
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
