package report

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"doorstep/planning"
)

// coverageCSV writes one table: the district, its blocks, its groups (worst-served first), then every
// cell not wholly served with its reason; in a drive by booths every sitting (its day under reason, its booths under text) and every booth
// without one. The first column says which a row is.
func coverageCSV(w io.Writer, s planning.Summary, sittings []sitting) error {
	out := csv.NewWriter(w)
	rows := [][]string{
		{
			"row", "name", "block", "group", "estimated", "people", "people_within_reach", "within_reach_percent", "visitors",
			"visitors_served", "visitors_served_percent", "camps", "reason", "text",
		},
		{
			"district", s.District, "", "", "", whole(s.Score.People), whole(s.Score.PeopleWithin), percent(s.Shares.WithinReach),
			whole(s.Score.Visitors), whole(s.Score.VisitorsServed), percent(s.Shares.VisitorsServed), whole(s.Score.CampDays), "", s.Bound.Sentence,
		},
	}
	for _, a := range s.Blocks {
		rows = append(rows, areaRow("block", a, a.Name, ""))
	}
	for _, a := range s.Groups {
		rows = append(rows, areaRow("group", a, a.BlockName, a.Name))
	}
	for _, c := range s.Uncovered {
		rows = append(rows, []string{
			"left_out", c.Place, c.BlockName, c.GroupName, "", whole(c.People), "", "", whole(c.Visitors), whole(c.Visitors - c.Unserved), "", "",
			string(c.Reason), c.Text,
		})
	}
	rows = append(rows, sittingRows(s, sittings)...)
	for _, row := range rows {
		for i := range row {
			row[i] = cell(row[i])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func areaRow(kind string, a planning.SummaryArea, block, group string) []string {
	return []string{
		kind, a.Name, block, group, strconv.FormatBool(a.Estimated), whole(a.People), whole(a.PeopleWithin), percent(a.WithinPercent),
		whole(a.Visitors), whole(a.Served), percent(a.ServedPercent), whole(a.Camps), "", "",
	}
}

func whole(n int64) string { return strconv.FormatInt(n, 10) }

func percent(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) }

// cell keeps a spreadsheet from taking text for a formula: a name may begin with = + - @, a tab or a
// return. Numbers are left alone.
func cell(s string) string {
	if s == "" || !strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return s
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		return s
	}
	return "'" + s
}
