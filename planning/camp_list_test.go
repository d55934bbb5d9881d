package planning

import (
	"fmt"
	"strings"
	"testing"
)

func TestAListNamesItsOwnBrokenRulesByRow(t *testing.T) {
	day := mustDay("2027-01-05")
	list := CampList{Rows: []CampListRow{
		{Line: 2, Camp: "a", TeamName: "Blue team", Day: day, Block: "Memari I"},
		{Line: 3, Camp: "b", TeamName: "Blue Team", Day: day, Block: "Memari II"}, // another block's
		{Line: 4, Camp: "c", TeamName: "Blue team", Day: day + 1, Block: "Memari I"},
		{Line: 5, Camp: "d", TeamName: "BLUE TEAM", Day: day, Block: "Memari I", NoGroup: "Atlantis"},
		{Line: 6, Camp: "e", TeamName: "Team A", Team: "t1", Day: day},
		{Line: 7, Camp: "f", TeamName: "Team A", Team: "t1", Day: day}, // Check says it: team.day
		{Line: 8, Camp: "g", Day: day},
		{Line: 9, Cells: []string{"Nowhere", "5.1."}},
	}}
	var got []string
	for _, v := range list.Broken() {
		got = append(got, fmt.Sprintf("%d %s %s", v.Row, v.Rule, v.Text))
	}
	want := []string{"5 list.group There is no gram panchayat or ward like \"Atlantis\"", "5 list.team The team \"BLUE TEAM\" is listed on 2027-01-05 in row 2 already", "9 list.row "}
	if len(got) != len(want) {
		t.Fatalf("got %q", got)
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("got %q, want %q", got[i], want[i])
		}
	}
}

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
