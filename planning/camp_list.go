package planning

import (
	"fmt"
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
			Rule: "list.row", Where: fmt.Sprintf("row %d", r.Line), Row: r.Line,
			Text: fmt.Sprintf("The row %q is no camp of the plan: choose its venue, correct the row, or take it out of the list.", strings.Join(filled, ", ")),
		})
	}
	return broken
}
