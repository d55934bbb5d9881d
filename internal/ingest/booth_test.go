package ingest_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"doorstep/planning"
)

// boothFolder is a folder of two gram panchayats with its booths given.
func boothFolder(booths string) fstest.MapFS {
	square := func(id, name string, west float64) string {
		return fmt.Sprintf(`{"type":"Feature","properties":{"group_id":%q,"name":%q,"block_id":"7065"},"geometry":{"type":"Polygon","coordinates":[[[%[3]g,23],[%[4]g,23],[%[4]g,23.1],[%[3]g,23.1],[%[3]g,23]]]}}`, id, name, west, west+0.1)
	}
	return fstest.MapFS{
		"districts.geojson": text(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Purba Bardhaman","lgd_district_code":"319"},"geometry":{"type":"Polygon","coordinates":[[[88,23],[88.2,23],[88.2,23.1],[88,23.1],[88,23]]]}}]}`),
		"blocks.geojson":    text(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"block_id":"7065","name":"Memari I","district":"Purba Bardhaman"},"geometry":{"type":"Polygon","coordinates":[[[88,23],[88.2,23],[88.2,23.1],[88,23.1],[88,23]]]}}]}`),
		"groups.geojson":    text(`{"type":"FeatureCollection","features":[` + square("G1", "Sripur", 88) + "," + square("G2", "Notungram", 88.1) + `]}`),
		"settlements.csv":   text("hab_id,name,lon,lat,population,block_id,group_id\nh1,Para,88.05,23.05,4000,7065,G1\nh2,Gram,88.15,23.05,3000,7065,G2\n"),
		"venues.csv":        text("venue_id,kind,name,lon,lat,block_id,group_id\nv1,school,Sripur School,88.05,23.05,7065,G1\nv2,school,Notungram School,88.15,23.05,7065,G2\n"),
		"booths.csv":        text("booth_id,group_id,name,lon,lat,people\n" + booths),
		"drive.json":        text(`{"name":"Para drive","unit":"booth","working_days":12,"turnout_permille":180,"turnout_source":"test"}`),
	}
}

func TestHostileBoothsAreNamedAndTheOthersSit(t *testing.T) {
	rows := strings.Join([]string{
		"B1,G1,One,88.05,23.05,1000", "B2,G1,Two,88.06,23.05,1000", "B2,G1,Two again,88.07,23.05,900", // the id twice
		"B3,G1,Three,88.05,23.05,1000", // on the point of the first
		"B4,G2,Four,88.15,23.05,1000",  // the only one of its group
		"B5,G9,Five,88.15,23.05,1000",  // a group that does not exist
		"B6,G1,Six,23.05,88.05,1000",   // turned round
		"B7,G1,Seven,,,1000",           // no place
		"B8,G1,Eight,88.06,23.06,1000", "",
	}, "\n")
	g, _, account := read(t, boothFolder(rows))
	said := fmt.Sprint(account)
	for _, want := range []string{"the id stands in line 3 already", "swapped", "G9"} {
		if !strings.Contains(said, want) {
			t.Errorf("the account does not say %q", want)
		}
	}
	if len(g.Booths) != 5 {
		t.Fatalf("%d booths with a place: %+v", len(g.Booths), g.Booths)
	}
	district, err := planning.DistrictNamed(g.Areas, "Purba Bardhaman")
	if err != nil {
		t.Fatal(err)
	}
	p, err := planning.NewProblem(g, *g.Drive, district.ID)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := planning.Solve(t.Context(), p, 1, planning.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range planning.Check(p, plan) {
		t.Errorf("%s at %s: %s", v.Rule, v.Where, v.Text)
	}
	if plan.Score.BoothsSeated != 4 || len(plan.Unseated) != 1 || plan.Unseated[0].Reason != planning.BoothAlone {
		t.Errorf("score %+v, without a sitting %+v", plan.Score, plan.Unseated)
	}
	absent := fmt.Sprint(p.Absent)
	if !strings.Contains(absent, "the place of 2 booths") {
		t.Errorf("booths without a place are not told: %s", absent)
	}
}
