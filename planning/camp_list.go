package planning

import (
	"fmt"
	"slices"
	"strings"
)

// CampList is a block's own camp list as it stood in its file, so that it can be given back with the
// same columns in the same order.
type CampList struct {
	Above   [][]string    `json:"above,omitempty"` // rows over the header: titles
	Columns []string      `json:"columns"`
	Rows    []CampListRow `json:"rows"`
}

// CampListRow is one row of a camp list.
type CampListRow struct {
	Line  int      `json:"line"` // of the file, from 1
	Cells []string `json:"cells"`
	Camp  CampID   `json:"camp"` // the camp of the plan made from it, "" where the row was refused
	Venue VenueID  `json:"venue,omitempty"`
	Day   Day      `json:"day,omitempty"`

	Team     TeamID `json:"team,omitempty"`      // the known team that the row names
	TeamName string `json:"team_name,omitempty"` // the team as the row names it, known or not
	Block    string `json:"block,omitempty"`     // name of the block whose team that is
	NoGroup  string `json:"no_group,omitempty"`  // the gram panchayat or ward that the row names, where there is none like it
}

// Broken names every rule that the list breaks by itself, by row: list.row (Unplaced), list.group (a gram
// panchayat or ward that does not exist), list.team (a team that nobody knows, twice on one day in one
// block; of a known team Check says it).
func (l CampList) Broken() []Violation {
	broken := l.Unplaced()
	type turn struct {
		team, block string
		day         Day
	}
	first := map[turn]int{}
	for _, r := range l.Rows {
		if r.NoGroup != "" {
			broken = append(broken, Violation{
				Rule: "list.group", Where: "list", Row: r.Line,
				Text: fmt.Sprintf("There is no gram panchayat or ward like %q: correct the name in the list, or import the areas it is missing from.", r.NoGroup),
			})
		}
		if r.TeamName == "" || r.Team != "" || r.Day == 0 {
			continue
		}
		t := turn{Fold(r.TeamName), Fold(r.Block), r.Day}
		if line, twice := first[t]; twice {
			broken = append(broken, Violation{
				Rule: "list.team", Where: "list", Row: r.Line,
				Text: fmt.Sprintf("The team %q is listed on %s in row %d already; a team runs one camp a day.", r.TeamName, r.Day, line),
			})
			continue
		}
		first[t] = r.Line
	}
	slices.SortStableFunc(broken, func(a, b Violation) int { return a.Row - b.Row })
	return broken
}

// Unplaced names every row that became no camp of the plan, as a broken rule list.row: a plan that lacks
// what its own list promises is not published. A row with a single cell filled is a remark or a signature.
func (l CampList) Unplaced() (broken []Violation) {
	for _, r := range l.Rows {
		filled := []string{}
		for _, cell := range r.Cells {
			if cell = strings.TrimSpace(cell); cell != "" {
				filled = append(filled, cell)
			}
		}
		if r.Camp != "" || len(filled) < 2 {
			continue
		}
		broken = append(broken, Violation{
			Rule: "list.row", Where: "list", Row: r.Line,
			Text: fmt.Sprintf("The row %q is no camp of the plan: choose its venue, correct the row, or take it out of the list.", strings.Join(filled, ", ")),
		})
	}
	return broken
}
