package planning

import (
	"strings"
	"testing"
)

func TestARowOfAListThatBecameNoCampIsABrokenRule(t *testing.T) {
	list := CampList{Columns: []string{"Venue", "Date"}, Rows: []CampListRow{
		{Line: 2, Cells: []string{"Ramnagar School", "05-01-2027"}, Camp: "row-0000002"},
		{Line: 3, Cells: []string{"Nowhere Hall", "06-01-2027"}},
		{Line: 4, Cells: []string{" ", "Signed: the BDO"}},
		{Line: 5, Cells: []string{"", ""}},
	}}
	broken := list.Unplaced()
	if len(broken) != 1 || broken[0].Row != 3 || broken[0].Rule != "list.row" || !strings.Contains(broken[0].Text, "Nowhere Hall") {
		t.Errorf("got %+v", broken)
	}
}
