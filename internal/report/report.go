// Package report turns a plan into what an officer prints, signs, opens in a spreadsheet, puts on a map
// or subscribes to. Values in, an io.Writer out; it asks nobody for the time.
package report

import (
	"io"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// Formats of a coverage report.
const (
	HTML    = "html"
	CSV     = "csv"
	GeoJSON = "geojson"
)

// Coverage writes the coverage report of a plan in one of the formats; any other is refused with
// report.format. Cost is that of planning.Summarise and linear in what is written.
func Coverage(w io.Writer, format string, p planning.Problem, plan planning.Plan) error {
	switch format {
	case HTML:
		return coverageHTML(w, p, plan)
	case CSV:
		return coverageCSV(w, planning.Summarise(p, plan), sittingsOf(p, plan))
	case GeoJSON:
		return coverageGeoJSON(w, p, plan)
	}
	return fault.Malformed("report.format", "A coverage report is written as html, csv or geojson, not as %q.", format)
}
