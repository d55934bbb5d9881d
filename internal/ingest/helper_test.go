package ingest_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/xuri/excelize/v2"
)

// workbook makes an XLSX file of plain comma-separated rows.
func workbook(tb testing.TB, rows string) *fstest.MapFile {
	tb.Helper()
	book := excelize.NewFile()
	sheet := book.GetSheetName(0)
	n := 0
	for line := range strings.Lines(rows) {
		n++
		cells := strings.Split(strings.TrimRight(line, "\r\n"), ",")
		at, err := excelize.CoordinatesToCellName(1, n)
		if err != nil {
			tb.Fatal(err)
		}
		if err := book.SetSheetRow(sheet, at, &cells); err != nil {
			tb.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		tb.Fatal(err)
	}
	return &fstest.MapFile{Data: out.Bytes()}
}
