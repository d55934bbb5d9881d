package main

import (
	"io"
	"time"

	"doorstep/internal/report"
	"doorstep/planning"
)

// writeSheet writes a crew's day as the service asks for it.
func writeSheet(w io.Writer, format string, s planning.SheetDocument) error {
	return report.Sheet(w, format, report.DaySheet{
		Problem: s.Problem, Plan: s.Plan, Crew: s.Crew, Day: s.Day, Ways: s.Ways, Stamp: time.Unix(s.Stamp, 0), Issued: s.Issued, Lang: s.Lang,
	})
}
