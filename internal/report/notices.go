package report

import (
	"encoding/csv"
	"io"
	"strconv"

	"doorstep/planning"
)

// Notices writes a row for each camp that a re-plan changed: what it was, what it is, why, how many people are
// registered there, and what to tell them in English and in Bengali.
func Notices(w io.Writer, notices []planning.Notice) error {
	out := csv.NewWriter(w)
	rows := [][]string{{
		"camp", "change", "announced", "block", "group", "old_day", "old_venue", "old_team", "new_day", "new_venue", "new_team", "registrations",
		"reason", "notice", "notice_bn",
	}}
	for _, n := range notices {
		at := n.Old
		if at == nil {
			at = n.New
		}
		row := []string{string(n.Camp), string(n.What), strconv.FormatBool(n.Announced), "", ""}
		if at != nil {
			row[3], row[4] = at.BlockName, at.GroupName
		}
		row = append(append(row, standing(n.Old)...), standing(n.New)...)
		rows = append(rows, append(row, whole(n.Registrations), n.Text, n.Notice, n.NoticeBn))
	}
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

func standing(s *planning.Stand) []string {
	if s == nil {
		return []string{"", "", ""}
	}
	return []string{s.Day.String(), s.VenueName, s.TeamName}
}
