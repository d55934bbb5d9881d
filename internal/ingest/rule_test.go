package ingest_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"doorstep/internal/ingest"
	"doorstep/planning"
)

func TestStrangeVenuesAreKeptAsFarAsTheyGo(t *testing.T) {
	files := toy()
	files["venues.csv"] = text("venue_id,kind,name,lon,lat,block_id,rural_urban,capacity,flags\n" +
		"A,School,One,88.01,23.01,P1,rural,250,\nB,Community Hall,Two,88.02,23.01,P1,rural,0,a|b|a\nC,१२,Three,88.03,23.01,P1,rural,many,\nD,,Four,88.04,23.01,P1,URBAN,,\n")
	g, _, acct := read(t, files)
	for id, want := range map[string]planning.Venue{
		"A": {Kind: "school", Host: planning.HostFixed, Capacity: 250},
		"B": {Kind: "community_hall", Host: planning.HostFixed},
		"C": {Kind: "other", Host: planning.HostNone},
		"D": {Kind: "other", Host: planning.HostNone, Urban: true},
	} {
		if v := venue(t, g, id); v.Kind != want.Kind || v.Host != want.Host || v.Capacity != want.Capacity || v.Urban != want.Urban {
			t.Errorf("venue %s is %+v", id, v)
		}
	}
	if f := venue(t, g, "B").Flags; strings.Join(f, "|") != "a|b" {
		t.Errorf("the flags are %q", f)
	}
	reasons := acct.Reasons()
	if len(reasons) != 2 || reasons[0].Rows != 2 || reasons[0].Action != ingest.Repaired {
		t.Errorf("the reasons are %+v", reasons)
	}
	if total := acct.Totals(); total.Repaired != 3 || total.Read != total.Accepted+3 {
		t.Errorf("the totals are %+v", total)
	}
}

func TestAnAreaIsReferredToByIdCodeOrName(t *testing.T) {
	two := `{"type":"FeatureCollection","features":[` +
		feature(`"properties":{"group_id":"G1","name":"Rampur","block_id":"P1"}`, 88.0, 88.1) + "," +
		feature(`"properties":{"group_id":"G2","name":"Rampur","block_id":"P2","lgd_code":"55"}`, 88.1, 88.2) + `]}`
	rows := "drive,group,date,footfall\nLast,G1,2025-01-01,1\nLast,lgd:55,2025-01-02,2\nLast,\"Rampoor, Paschimpara\",2025-01-03,3\nLast,\"Rampur, Nowhere\",2025-01-04,4\n" +
		"Last,Rampur,2025-01-05,5\nLast,census2011:55,2025-01-06,6\nLast,রামপুর,2025-01-07,7\nLast,G1,2025-01-08,8\nLast,G1,2025-01-09,9\n"
	g, _, acct := read(t, with(fstest.MapFS{"groups.geojson": text(two), "turnout.csv": text(rows)}))
	name := map[planning.AreaID]string{}
	for _, a := range g.Areas {
		name[a.ID] = a.SourceID
	}
	got := map[int64]string{}
	for _, c := range g.PastCamps {
		got[c.Footfall] = name[c.Group]
	}
	for footfall, want := range map[int64]string{1: "gram_panchayat:G1", 2: "gram_panchayat:G2", 3: "gram_panchayat:G2", 8: "gram_panchayat:G1"} {
		if got[footfall] != want {
			t.Errorf("row %d is of %q, want %q", footfall, got[footfall], want)
		}
	}
	if len(got) != 5 || len(acct.Rows) != 4 || !strings.Contains(acct.Rows[1].Reason, "2 areas answer to it (Rampur, Purbapara-II; Rampur, Paschimpara); write its id") {
		t.Errorf("the account holds %+v", acct.Rows)
	}
}

func TestAWorkbookWithCellsBesideItsTableIsRefusedRowByRow(t *testing.T) {
	rows := string(toy()["settlements.csv"].Data) + "9,Beside,88.03,23.03,10,P1,,a note\n"
	_, _, acct := read(t, with(fstest.MapFS{"settlements.csv": nil, "settlements.xlsx": workbook(t, rows)}))
	if len(acct.Rows) != 1 || acct.Rows[0].Line != 6 || !strings.Contains(acct.Rows[0].Reason, "more cells than the header") {
		t.Errorf("the account holds %+v", acct.Rows)
	}
}

func TestABlockNarrowsTheSearchForAVenue(t *testing.T) {
	g := campVenues(t)
	for block, want := range map[string]string{"Purbapara 2": ingest.CampMatched, "Paschimpara": ingest.CampConfirm, "Timbuktu": ingest.CampMatched} {
		sheet := readCamps(t, []byte("Venue,Block,Date\nNotungram Primary School,"+block+",06-01-2026\n"), "list.csv")
		m := ingest.MatchCamps(sheet, g, recipe(t).Venues, nil)[0]
		if m.State != want || (block == "Timbuktu") != (len(m.Notes) == 1) {
			t.Errorf("in the block %s the row is %+v", block, m)
		}
	}
}

func TestOneWorkersFaultDoesNotHideAnothers(t *testing.T) {
	files := with(fstest.MapFS{"venues.csv": text(""), "settlements.csv": text("a,b\n1,2\n")})
	_, _, _, err := ingest.Read(t.Context(), files, recipe(t), ingest.Options{})
	if err == nil || !strings.Contains(err.Error(), "venues.csv is empty") || !strings.Contains(err.Error(), "settlements.csv") {
		t.Errorf("got %v", err)
	}
}
