package ingest_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/internal/ingest"
	"doorstep/planning"
)

// toy is a region of two square blocks side by side that one can check by hand: Purbapara (P1) from
// longitude 88.0 to 88.1 and Paschimpara (P2) from 88.1 to 88.2, both from latitude 23.0 to 23.1.
func toy() fstest.MapFS {
	return fstest.MapFS{
		"state.geojson":     text(collection(`"id":"19","properties":{"name":"Toyland"}`, 88.0, 88.2)),
		"districts.geojson": text(collection(`"id":"301","properties":{"name":"Barddhaman","lgd_district_code":301,"census2011_district_code":"335","census2011_same_extent":true}`, 88.0, 88.2)),
		"blocks.geojson": text(`{"type":"FeatureCollection","features":[` +
			feature(`"id":"1","properties":{"block_id":"P1","name":"Purbapara-Ii","district":"Barddhaman"}`, 88.0, 88.1) + "," +
			feature(`"id":"2","properties":{"block_id":"P2","name":"Paschimpara","district":"Barddhaman"}`, 88.1, 88.2) + `]}`),
		"settlements.csv": text("hab_id,name,lon,lat,population,block_id,panchayat\n" +
			"1,Notungram,88.02,23.02,1000,P1,Ramnagar\n2,Puratangram,88.021,23.021,500,P1,Ramnagar\n" +
			"3,Dighirpar,88.08,23.08,700,P1,Sripur\n4,Kalitala,88.15,23.05,300,P2,\n"),
		"venues.csv": text("venue_id,kind,name,lon,lat,block_id,rural_urban\n" +
			"V1,panchayat_office,RAMNAGAR 1NO. GRAM PANCHAYAT OFFICE,88.01,23.01,P1,rural\n" +
			"V2,panchayat_office,Sripur G.P. Office,88.09,23.09,P1,rural\n" +
			"V3,panchayat_office,SRIPUR GRAM PANCHAYET KARJALAY,88.07,23.07,P1,rural\n" +
			"V4,school,NOTUNGRAM PRY SCHOOL,88.0205,23.0205,P1,rural\n" +
			"V5,market,KALITALA HAT,88.151,23.051,P2,rural\n" +
			"V6,bank,SOME BANK,88.152,23.052,,rural\n"),
		"towns.csv": text("lgd_code,name,type,lon,lat,district,population_2011,geonames_population,geonames_id\n" +
			"900,Kalna,Municipality,88.18,23.02,Barddhaman,4000,,7\n"),
		"census2011_district_population.csv": text("census2011_district_code,name,tru,population\n" +
			"335,Burdwan,Total,7000\n335,Burdwan,Rural,2500\n335,Burdwan,Urban,4500\n"),
	}
}

func text(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }

func feature(head string, west, east float64) string {
	return fmt.Sprintf(`{"type":"Feature",%s,"geometry":{"type":"Polygon","coordinates":[[[%[2]v,23],[%[3]v,23],[%[3]v,23.1],[%[2]v,23.1],[%[2]v,23]]]}}`,
		head, west, east)
}

func collection(head string, west, east float64) string {
	return `{"type":"FeatureCollection","features":[` + feature(head, west, east) + `]}`
}

// with gives the toy with some files changed; nil takes one away.
func with(files fstest.MapFS) fstest.MapFS {
	out := toy()
	for name, f := range files {
		if f == nil {
			delete(out, name)
		} else {
			out[name] = f
		}
	}
	return out
}

func read(t *testing.T, fsys fs.FS) (planning.Gazetteer, ingest.Figures, ingest.Account) {
	t.Helper()
	g, fig, acct, err := ingest.Read(context.Background(), fsys, recipe(t), ingest.Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	countsAddUp(t, acct)
	return g, fig, acct
}

// countsAddUp holds the promise of the account: every row is accepted, repaired or refused, once.
func countsAddUp(t *testing.T, a ingest.Account) {
	t.Helper()
	type row struct {
		file string
		line int
	}
	worst := map[row]string{}
	for _, r := range a.Rows {
		if r.Reason == "" || r.Action == "" || r.File == "" {
			t.Errorf("a row of the account says too little: %+v", r)
		}
		if k := (row{r.File, r.Line}); r.Action == ingest.Refused || worst[k] == "" && r.Action == ingest.Repaired {
			worst[k] = r.Action
		}
	}
	refused, repaired := map[string]int64{}, map[string]int64{}
	for k, action := range worst {
		if action == ingest.Refused {
			refused[k.file]++
		} else {
			repaired[k.file]++
		}
	}
	for _, f := range a.Files {
		if f.Read != f.Accepted+f.Repaired+f.Refused || f.Refused != refused[f.File] || f.Repaired != repaired[f.File] {
			t.Errorf("the account of %s does not add up: %+v, its rows show %d refused and %d repaired", f.File, f, refused[f.File], repaired[f.File])
		}
	}
}

func areaNamed(t *testing.T, g planning.Gazetteer, name string) planning.Area {
	t.Helper()
	for _, a := range g.Areas {
		if a.Name == name {
			return a
		}
	}
	var names []string
	for _, a := range g.Areas {
		names = append(names, a.Name)
	}
	t.Fatalf("there is no area %q among %q", name, names)
	return planning.Area{}
}

func settlement(t *testing.T, g planning.Gazetteer, id string) planning.Settlement {
	t.Helper()
	i := slices.IndexFunc(g.Settlements, func(s planning.Settlement) bool { return s.SourceID == id })
	if i < 0 {
		t.Fatalf("there is no settlement %s", id)
	}
	return g.Settlements[i]
}

func venue(t *testing.T, g planning.Gazetteer, id string) planning.Venue {
	t.Helper()
	i := slices.IndexFunc(g.Venues, func(v planning.Venue) bool { return v.SourceID == id })
	if i < 0 {
		t.Fatalf("there is no venue %s", id)
	}
	return g.Venues[i]
}

func TestTheToyIsReadAsOneWouldByHand(t *testing.T) {
	g, fig, acct := read(t, toy())
	ramnagar, sripur := areaNamed(t, g, "Ramnagar 1"), areaNamed(t, g, "Sripur")
	block := areaNamed(t, g, "Purbapara-II")
	if ramnagar.Parent != block.ID || !ramnagar.StandIn || ramnagar.Level != planning.LevelGramPanchayat {
		t.Errorf("the stand-in group is %+v", ramnagar)
	}
	for id, group := range map[string]planning.AreaID{"1": ramnagar.ID, "2": ramnagar.ID, "3": sripur.ID} {
		if s := settlement(t, g, id); s.Group != group || s.Area != block.ID || s.Estimated {
			t.Errorf("settlement %s is %+v", id, s)
		}
	}
	if s := settlement(t, g, "1"); geo.Distance(s.At, s.Cell.Center()) > 250 || s.Cell.Resolution() != geo.ResDemand {
		t.Errorf("settlement 1 has the cell %v", s.Cell)
	}
	// Block P2 has no panchayat office: one resolution-6 cell is its group, named after its only settlement.
	if p := areaNamed(t, g, "Paschimpara, part 1 (Kalitala)"); !p.StandIn || settlement(t, g, "4").Group != p.ID {
		t.Errorf("the group cut by cell is %+v", p)
	}
	for id, want := range map[string]planning.Host{"V1": planning.HostNone, "V4": planning.HostFixed, "V5": planning.HostMobile, "V6": planning.HostNone} {
		if v := venue(t, g, id); v.Host != want || v.Capacity != 0 || v.Permission != planning.PermissionNotAsked {
			t.Errorf("venue %s is %+v", id, v)
		}
	}
	if v := venue(t, g, "V6"); v.Area != areaNamed(t, g, "Paschimpara").ID || v.Group != settlement(t, g, "4").Group {
		t.Errorf("a venue without a block is put by its point: %+v", v)
	}
	if fig.Groups != 4 || fig.RuralGroups != 3 || fig.People != 6500 || fig.Estimated != 4000 || fig.StandIns != 4 {
		t.Errorf("figures: %+v", fig)
	}
	if fig.Agreement != (ingest.Measure{Rows: 3, SameName: 3, Together: 3}) {
		t.Errorf("agreement: %+v", fig.Agreement)
	}
	if len(g.Census) != 1 || g.Census[0].People != 7000 || g.Census[0].Year != 2011 {
		t.Errorf("census: %+v", g.Census)
	}
	if d := areaNamed(t, g, "Barddhaman"); !slices.Contains(d.Aliases, "Burdwan") || !slices.Contains(d.Codes, planning.AreaCode{System: "census2011", Code: "335"}) {
		t.Errorf("the district is %+v", d)
	}
	if len(acct.Rows) != 0 {
		t.Errorf("the account of a clean folder holds %+v", acct.Rows)
	}
}

func TestAreasStandInGappedPreorder(t *testing.T) {
	g, _, _ := read(t, toy())
	byID := map[planning.AreaID]planning.Area{}
	for i, a := range g.Areas {
		byID[a.ID] = a
		if a.From >= a.To || i > 0 && a.From-g.Areas[i-1].From < 1<<20 {
			t.Errorf("%s stands from %d to %d after %d", a.Name, a.From, a.To, g.Areas[max(i-1, 0)].From)
		}
	}
	for _, a := range g.Areas {
		for _, b := range g.Areas {
			x := b
			for x.ID != a.ID && x.Parent != "" {
				x = byID[x.Parent]
			}
			within := x.ID == a.ID
			if inside := a.From <= b.From && b.To <= a.To; inside != within {
				t.Errorf("positions say %v that %s lies within %s, the tree says %v", inside, b.Name, a.Name, within)
			}
		}
	}
}

func TestTownPeopleAreSpreadOverItsUrbanSchools(t *testing.T) {
	files := toy()
	files["venues.csv"] = text(string(files["venues.csv"].Data) +
		"S1,school,KALNA PRY,88.18,23.02,P2,urban\nS2,school,KALNA HIGH,88.1801,23.0201,P2,urban\nS3,high_school,KALNA GIRLS,88.19,23.03,P2,urban\n" +
		"S4,school,FAR URBAN,88.11,23.09,P2,urban\nS5,bank,URBAN BANK,88.181,23.021,P2,urban\n")
	g, _, _ := read(t, files)
	town := areaNamed(t, g, "Kalna")
	var people []int64
	for _, s := range g.Settlements {
		if s.Kind == "urban_share" {
			if s.Area != town.ID || !s.Estimated {
				t.Errorf("the share is %+v", s)
			}
			if c, err := geo.CellOf(s.At, geo.ResDemand); err != nil || c != s.Cell {
				t.Errorf("the share at %v has the cell %v", s.At, s.Cell)
			}
			people = append(people, s.People)
		}
	}
	slices.Sort(people)
	if !slices.Equal(people, []int64{1333, 2667}) { // two schools in one cell, one in another
		t.Errorf("the shares are %v", people)
	}
	for id, area := range map[string]planning.AreaID{"S1": town.ID, "S3": town.ID, "S4": areaNamed(t, g, "Paschimpara").ID, "S5": areaNamed(t, g, "Paschimpara").ID} {
		if v := venue(t, g, id); v.Area != area || v.Group == "" {
			t.Errorf("venue %s is %+v", id, v)
		}
	}
	if len(g.Towns) != 1 || g.Towns[0].Placed != "schools" {
		t.Errorf("towns: %+v", g.Towns)
	}
}

func TestTownPeopleAreSpreadOverWardPolygonsByArea(t *testing.T) {
	g, _, _ := read(t, with(fstest.MapFS{
		"groups.geojsonl": text(
			strings.ReplaceAll(feature(`"properties":{"group_id":"W1","name":"Ward 1","level":"ward","municipality":"900"}`, 88.16, 88.19), "23.1", "23.01") + "\n" +
				strings.ReplaceAll(feature(`"properties":{"group_id":"W2","name":"Ward 2","level":"ward","municipality":"Kalna"}`, 88.19, 88.2), "23.1", "23.01") + "\n"),
	}))
	sum := map[planning.AreaID]int64{}
	for _, s := range g.Settlements {
		if s.Kind == "urban_share" {
			sum[s.Group] += s.People
		}
	}
	one, two := areaNamed(t, g, "Ward 1"), areaNamed(t, g, "Ward 2")
	if sum[one.ID] != 3000 || sum[two.ID] != 1000 || one.StandIn {
		t.Errorf("the wards hold %v and %v", sum[one.ID], sum[two.ID])
	}
	if g.Towns[0].Placed != "wards" {
		t.Errorf("towns: %+v", g.Towns)
	}
}

func TestTownsThatCannotBePlacedAreNamed(t *testing.T) {
	for _, c := range []struct{ name, towns, census, placed, reason string }{
		{"no population", "900,Kalna,Municipality,88.18,23.02,Barddhaman,,,7\n", "2500", "missing", "no population"},
		{"no point and no school", "900,Kalna,Municipality,,,Barddhaman,4000,,7\n", "2500", "missing", "neither wards nor a point"},
		{"at its point", "900,Kalna,Municipality,88.18,23.02,Barddhaman,,4000,7\n", "2500", "point", "put at its point"},
		{"counted in the settlements", "900,Kalna,Municipality,88.18,23.02,Barddhaman,4000,,7\n", "1500", "settlements", "167 %"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, fig, _ := read(t, with(fstest.MapFS{
				"towns.csv":                          text("lgd_code,name,type,lon,lat,district,population_2011,geonames_population,geonames_id\n" + c.towns),
				"census2011_district_population.csv": text("census2011_district_code,name,tru,population\n335,B,Total,7000\n335,B,Rural," + c.census + "\n"),
			}))
			if town := g.Towns[0]; town.Placed != c.placed || !strings.Contains(town.Reason, c.reason) || town.Name != "Kalna" {
				t.Errorf("the town is %+v, want %s because %s", town, c.placed, c.reason)
			}
			if want := map[string]int64{"point": 6500}[c.placed]; want != 0 && fig.People != want || want == 0 && fig.People != 2500 {
				t.Errorf("%d people are placed", fig.People)
			}
		})
	}
}

func TestATownWithoutADistrictIsPutByItsNeighboursOrItsName(t *testing.T) {
	head := "lgd_code,name,type,lon,lat,district,population_2011,census2011_town_code\n"
	g, _, acct := read(t, with(fstest.MapFS{
		"districts.geojson": text(`{"type":"FeatureCollection","features":[` +
			feature(`"id":"301","properties":{"name":"Barddhaman","lgd_district_code":301}`, 88.0, 88.1) + "," +
			feature(`"id":"302","properties":{"name":"Birbhum","lgd_district_code":302}`, 88.1, 88.2) + `]}`),
		"blocks.geojson": text(`{"type":"FeatureCollection","features":[` +
			feature(`"id":"1","properties":{"block_id":"P1","name":"Purbapara-I","district":"Barddhaman"}`, 88.0, 88.1) + "," +
			feature(`"id":"2","properties":{"block_id":"P2","name":"Paschimpara","district":"Birbhum"}`, 88.1, 88.2) + `]}`),
		"towns.csv": text(head + "1,Alpha,Municipality,,,Barddhaman,,801\n2,Beta,Municipality,,,,,802\n3,Gamma,Municipality,,,Barddhaman,,803\n" +
			"4,Purbopara,Municipality,,,,,804\n5,Delta,Municipality,,,,,000000\n6,Omega,Municipality,,,Birbhum,,806\n"),
	}))
	district := map[string]string{}
	for _, town := range g.Towns {
		for _, a := range g.Areas {
			if a.ID == town.District {
				district[town.Name] = a.Name
			}
		}
	}
	if want := map[string]string{
		"Alpha": "Barddhaman", "Beta": "Barddhaman", "Gamma": "Barddhaman", "Purbopara": "Barddhaman", "Delta": "Toyland", "Omega": "Birbhum",
	}; fmt.Sprint(district) != fmt.Sprint(want) {
		t.Errorf("the towns are put into %v, want %v", district, want)
	}
	if len(acct.Rows) != 2 || acct.Rows[0].Line != 3 || acct.Rows[1].Line != 5 {
		t.Errorf("the account holds %+v", acct.Rows)
	}
	if !slices.ContainsFunc(g.Absent, func(a planning.Absence) bool { return strings.Contains(a.Cost, "nobody of Delta is counted") }) {
		t.Errorf("the towns of unknown district are not named: %+v", g.Absent)
	}
}

func TestOnePlaceCountsForOneTownOnly(t *testing.T) {
	g, fig, _ := read(t, with(fstest.MapFS{
		"towns.csv": text("lgd_code,name,type,lon,lat,district,population_2011,geonames_population,geonames_id\n" +
			"901,Kalna Cantonment,type 8,88.18,23.02,Barddhaman,,4100,7\n902,Kalna,Municipality,88.18,23.02,Barddhaman,4000,4100,7\n"),
	}))
	if fig.PeopleOfTowns != 4000 || g.Towns[0].Placed != "missing" || !strings.Contains(g.Towns[0].Reason, "Kalna") {
		t.Errorf("towns: %+v", g.Towns)
	}
}

func TestGivenGroupsComeBeforeStandIns(t *testing.T) {
	files := with(fstest.MapFS{
		"groups.geojson": text(`{"type":"FeatureCollection","features":[` +
			feature(`"properties":{"group_id":"G1","name":"Notungram","block_id":"P1","lgd_code":"777","name_bn":"নতুনগ্রাম"}`, 88.0, 88.05) + "," +
			feature(`"properties":{"group_id":"G2","name":"Dighirpar"}`, 88.06, 88.1) + `]}`),
	})
	files["settlements.csv"] = text(string(files["settlements.csv"].Data) + "5,Majher Para,88.055,23.05,50,P1,\n")
	g, _, acct := read(t, files)
	g1, g2 := areaNamed(t, g, "Notungram"), areaNamed(t, g, "Dighirpar")
	if g1.StandIn || g1.Names["bn"] != "নতুনগ্রাম" || !slices.Contains(g1.Codes, planning.AreaCode{System: "lgd", Code: "777"}) {
		t.Errorf("the group is %+v", g1)
	}
	if g2.Parent != g1.Parent {
		t.Errorf("a group without a block is put by its place, not under %s", g2.Parent)
	}
	for id, want := range map[string]planning.AreaID{"1": g1.ID, "3": g2.ID} {
		if s := settlement(t, g, id); s.Group != want {
			t.Errorf("settlement %s is %+v", id, s)
		}
	}
	if s := settlement(t, g, "5"); s.Group != g1.ID && s.Group != g2.ID {
		t.Errorf("a settlement between the polygons is in %s", s.Group)
	}
	if len(acct.Rows) != 1 || acct.Rows[0].Line != 6 || acct.Rows[0].Action != ingest.Repaired {
		t.Errorf("the account holds %+v", acct.Rows)
	}
}

func TestVenuesAtOnePlaceAreLinkedAndNeverMerged(t *testing.T) {
	files := toy()
	files["venues.csv"] = text(string(files["venues.csv"].Data) +
		"D1,high_school,Putsuri High school H. S,88.05,23.05,P1,rural\nD2,school,PUTSHURI HIGH SCHOOL,88.0505,23.0503,P1,rural\n" + // one school in two registers
		"D3,school,PUTSURI PRY SCHOOL,88.0502,23.0502,P1,rural\n" + // another stage
		"D4,school,PUTSURI NO 2 PRY,88.0503,23.0502,P1,rural\nD5,school,PUTSURI NO 1 PRY,88.0504,23.0502,P1,rural\n" + // two schools of a series
		"D6,school,NIBEDITA SISHU SADAN,88.06,23.05,P1,rural\nD7,bank,SOME BANK,88.06,23.05,P1,rural\nD8,post_office,P O,88.06,23.05,P1,rural\n") // one point
	g, _, _ := read(t, files)
	name := map[planning.VenueID]string{}
	for _, v := range g.Venues {
		name[v.ID] = v.SourceID
	}
	if len(name) != 14 {
		t.Errorf("%d venues are left of 14", len(name))
	}
	chain := 0
	var pairs []string
	for _, d := range g.Duplicates {
		if d.A >= d.B || d.State != "suspected" {
			t.Errorf("the pair is %+v", d)
		}
		if d.Reason == "same point" {
			chain++
			continue
		}
		p := []string{name[d.A], name[d.B]}
		slices.Sort(p)
		pairs = append(pairs, strings.Join(p, "-"))
	}
	slices.Sort(pairs)
	if chain != 2 || !slices.Equal(pairs, []string{"D1-D2", "D3-D4", "D3-D5"}) {
		t.Errorf("%d pairs share a point, and alike are %v", chain, pairs)
	}
}

func TestADayTakenByOrderSaysWhatItIsAboutAndItsNumber(t *testing.T) {
	g, _, acct := read(t, with(fstest.MapFS{
		"drive.json": text(`{"name": "Winter", "first_day": "2026-02-02", "working_days": 10}`),
		"calendar.csv": text("kind,date,area,source,order_kind,number\norder,2026-02-09,Sripur,DM,Polling,112/C\nferry,2026-02-10,Sripur,BDO,,\n" +
			"holiday,2026-02-12,,DM,,\nholiday,2026-02-13,,DM,,\ntide,2026-02-10,,BDO,,\nholiday,2026-02-11,,DM,polling,\norder,2026-02-11,,DM,picnic,\n"),
	}))
	if len(g.Closures) != 4 || g.Closures[0].Why() != "order: polling (DM, no. 112/C)" || g.Closures[1].Kind != "ferry" || g.Closures[1].Area != areaNamed(t, g, "Sripur").ID {
		t.Errorf("closures %+v", g.Closures)
	}
	if len(acct.Rows) != 3 || slices.ContainsFunc(acct.Rows, func(r ingest.Row) bool { return r.Action != ingest.Refused }) {
		t.Errorf("the account holds %+v", acct.Rows)
	}
}

func TestTheOptionalFilesOfADriveAreRead(t *testing.T) {
	g, _, acct := read(t, with(fstest.MapFS{
		"source.json": text(`{"source": "toy"}`),
		"drive.json": text(`{"name": "Winter", "first_day": "2026-02-02", "working_days": 10, "cap_per_camp_day": 500, "facilities": ["ramp"],
			"schemes": [{"id": "pension", "name": "Pension", "share_permille": 1000, "minutes": 8, "desks": 4, "kit": "biometric"}],
			"supplies": [{"id": "biometric", "area": "Sripur", "per_camp": 2, "source": "stock list"}]}`),
		"calendar.csv": text("Kind,Date,To,Area,Source,venue kind,from time,to time\nholiday,2026-02-03,,,Gazette 12,,,\nmarket,04-02-2026,,Kalitala,BDO,,,\nmarket,05-02-2026,,\"Paschimpara\",BDO,,,\n" +
			"exam,06/02/2026,07/02/2026,lgd:301,Board,,,\norder,2026-02-09,,Purbapara 2,DM,market,,\n" +
			"ferry_hours,,,Sripur,Ferry table,,07:00,15:30\ntide_hours,2026-02-02,2026-02-03,Sripur,Tide table,,11:00,14:00\nferry_hours,2026-02-02,,,BDO,,07:00,15:30\nferry_hours,,,Sripur,BDO,,15:30,7\n"),
		"teams.csv":     text("team_id,name,block,days_off\nT1,Team A,P1,2026-02-05|06-02-2026\nT2,Team A,P2,\nT3,Team B,\"Kalna\",\n"),
		"turnout.csv":   text("drive,group,date,footfall,applications_health,applications_pension\nLast,Sripur,2025-01-10,321,100,\n"),
		"booths.csv":    text("booth_id,group_id,name,constituency\nB1,Sripur,Booth one,260\n"),
		"water.geojson": text(collection(`"properties":{"kind":"river"}`, 88, 88.1)),
		"crossings.csv": text("crossing_id,kind,lon,lat,name,first,last,wait_minutes\nX1,bridge,88.01,23.01,,,,\nX2,Ferry,88.02,23.02,Sadar ghat,06:00,18:00,soon\nX3,tunnel,88.03,23.03,,,,\n"),
	}))
	if g.Drive == nil || g.Drive.Name != "Winter" || g.Drive.CapPerCampDay != 500 || g.Drive.Threshold != 2000 || g.Drive.ID == "" {
		t.Errorf("the drive is %+v", g.Drive)
	}
	got := map[string]int{}
	for _, c := range g.Closures {
		got[c.Kind+"/"+c.VenueKind]++
	}
	want := map[string]int{"holiday/": 1, "market/": 1, "exam/school": 2, "exam/high_school": 2, "exam/college": 2, "order/market": 1}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("closures %v, want %v", got, want)
	}
	if len(g.Teams) != 3 || len(g.Teams[slices.IndexFunc(g.Teams, func(t planning.Team) bool { return len(t.DaysOff) > 0 })].DaysOff) != 2 {
		t.Errorf("teams: %+v", g.Teams)
	}
	if len(g.PastCamps) != 1 || g.PastCamps[0].Group != areaNamed(t, g, "Sripur").ID || g.PastCamps[0].Applications["health"] != 100 || len(g.PastCamps[0].Applications) != 1 {
		t.Errorf("past camps: %+v", g.PastCamps)
	}
	if b := areaNamed(t, g, "Booth one"); b.Level != planning.LevelBooth || b.Source != "toy" {
		t.Errorf("the booth is %+v", b)
	}
	for _, a := range g.Absent {
		if strings.Contains(a.What, "calendar") || a.What == "teams" || a.What == "drive.json" {
			t.Errorf("%s is said to be absent", a.What)
		}
	}
	if len(g.Water) != 1 || g.Water[0].Kind != "river" || len(g.Crossings) != 2 || !slices.ContainsFunc(acct.Rows, func(r ingest.Row) bool { return r.File == "crossings.csv" && r.Line == 4 }) {
		t.Errorf("water %+v, crossings %+v", g.Water, g.Crossings)
	}
	if x := g.Crossings[1]; x.ID != "X2" || x.Kind != planning.CrossingFerry || x.First != 6*60 || x.Last != 18*60 || x.Wait != -1 {
		t.Errorf("the ferry is %+v", x)
	}
	group := areaNamed(t, g, "Sripur").ID
	hours := []planning.Hours{
		{Kind: "ferry_hours", Area: group, From: 7 * 60, To: 15*60 + 30, Source: "Ferry table"},
		{Kind: "tide_hours", Area: group, Day: g.Drive.FirstDay, From: 11 * 60, To: 14 * 60, Source: "Tide table"},
		{Kind: "tide_hours", Area: group, Day: g.Drive.FirstDay + 1, From: 11 * 60, To: 14 * 60, Source: "Tide table"},
	}
	if !slices.Equal(g.Drive.Hours, hours) || len(g.Drive.Supplies) != 1 || g.Drive.Supplies[0].Area != group {
		t.Errorf("the hours are %+v, the supplies %+v", g.Drive.Hours, g.Drive.Supplies)
	}
	if len(acct.Rows) != 5 || acct.Rows[0].Value != "Kalitala" || slices.ContainsFunc(acct.Rows, func(r ingest.Row) bool { return r.File == "calendar.csv" && r.Action != ingest.Refused }) {
		t.Errorf("the account holds %+v", acct.Rows)
	}
}

func TestARuleOfADriveThatNamesNobodyIsRefused(t *testing.T) {
	_, _, _, err := ingest.Read(t.Context(), with(fstest.MapFS{
		"drive.json": text(`{"first_day": "2026-02-02", "supplies": [{"id": "biometric", "area": "Nowhere", "per_camp": 2, "source": "stock"}],
			"special": [{"name": "Fair", "venue": "V0", "day": "2026-02-03", "source": "letter"}]}`),
	}), recipe(t), ingest.Options{})
	if fault.CodeOf(err) != "drive.reference" || !strings.Contains(fmt.Sprint(err), "Nowhere") || !strings.Contains(fmt.Sprint(err), "/special/0/venue") {
		t.Errorf("refused with %v", err)
	}
}

func TestFacilitiesOfVenuesAreReadUnknownAndNone(t *testing.T) {
	files := with(fstest.MapFS{})
	rows := strings.Split(strings.TrimSpace(string(files["venues.csv"].Data)), "\n")
	said := []string{"ramp|Rooms:3;network", "nothing", "", "ramp|lift 2|ramp"}
	for i := range rows {
		switch {
		case i == 0:
			rows[i] += ",facilities"
		case i <= len(said):
			rows[i] += "," + said[i-1]
		default:
			rows[i] += ","
		}
	}
	files["venues.csv"] = text(strings.Join(rows, "\n") + "\n")
	g, _, acct := read(t, files)
	got := map[string][]string{}
	for _, v := range g.Venues {
		got[v.SourceID] = v.Facilities
	}
	id := func(i int) string {
		return strings.Split(rows[i], ",")[slices.Index(strings.Split(rows[0], ","), "venue_id")]
	}
	if !slices.Equal(got[id(1)], []string{"ramp", "rooms:3", "network"}) || got[id(2)] == nil || len(got[id(2)]) != 0 || got[id(3)] != nil ||
		!slices.Equal(got[id(4)], []string{"ramp", "lift"}) {
		t.Errorf("facilities: %v", got)
	}
	left := 0
	for _, r := range acct.Rows {
		if r.Field == "facilities" {
			left++
		}
	}
	if left != 2 { // "2" is none, and the second ramp
		t.Errorf("the account holds %+v", acct.Rows)
	}
}

func TestBoothsAreTheDemandWhereThereAreNoSettlements(t *testing.T) {
	files := with(fstest.MapFS{
		"settlements.csv": nil,
		"groups.geojson":  text(collection(`"properties":{"group_id":"G1","name":"Notungram","block_id":"P1"}`, 88.0, 88.05)),
		"booths.csv":      text("booth_id,group_id,name,lon,lat,people\nB1,G1,One,88.01,23.01,900\nB2,G1,Two,88.02,23.02,800\nB3,G1,Three,,,700\n"),
	})
	g, fig, _ := read(t, files)
	if fig.People != 1700+4000 {
		t.Errorf("%d people are placed", fig.People)
	}
	if s := settlement(t, g, "booth:B2"); s.Group != areaNamed(t, g, "Notungram").ID || s.Area != areaNamed(t, g, "Purbapara-II").ID {
		t.Errorf("the booth's people are %+v", s)
	}
}

func TestLevelsMayBeMissing(t *testing.T) {
	for _, c := range []struct {
		name    string
		missing []string
		area    string // of settlement 1
	}{
		{"no state", []string{"state.geojson"}, "Purbapara-II"},
		{"no districts", []string{"districts.geojson"}, "Purbapara-II"},
		{"no blocks", []string{"blocks.geojson"}, "Block P1"},
		{"no areas at all", []string{"state.geojson", "districts.geojson", "blocks.geojson"}, "Block P1"},
		{"no venues", []string{"venues.csv"}, "Purbapara-II"},
		{"nothing but settlements", []string{"state.geojson", "districts.geojson", "blocks.geojson", "venues.csv", "towns.csv", "census2011_district_population.csv"}, "Block P1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := toy()
			for _, f := range c.missing {
				delete(files, f)
			}
			g, fig, _ := read(t, files)
			if s := settlement(t, g, "1"); s.Area != areaNamed(t, g, c.area).ID || s.Group == "" || s.Cell == 0 {
				t.Errorf("settlement 1 is %+v", s)
			}
			if fig.People < 2500 {
				t.Errorf("%d people are placed", fig.People)
			}
			for _, f := range c.missing[len(c.missing)-1:] {
				stem, _, _ := strings.Cut(f, ".")
				if stem != "blocks" && stem != "state" && stem != "districts" && !slices.ContainsFunc(g.Absent, func(a planning.Absence) bool { return a.What == stem && a.Cost != "" }) {
					t.Errorf("%s is not named as absent: %+v", stem, g.Absent)
				}
			}
		})
	}
}

func TestOneFileInAnotherFormatGivesTheSame(t *testing.T) {
	want, _, _ := read(t, toy())
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	if _, err := z.Write(toy()["settlements.csv"].Data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	var points strings.Builder
	for line := range strings.Lines(string(toy()["settlements.csv"].Data)) {
		if f := strings.Split(strings.TrimSpace(line), ","); f[0] != "hab_id" {
			fmt.Fprintf(&points, `{"type":"Feature","properties":{"hab_id":%q,"name":%q,"population":%s,"block_id":%q,"panchayat":%q},`+
				`"geometry":{"type":"Point","coordinates":[%s,%s]}}`+"\n", f[0], f[1], f[4], f[5], f[6], f[2], f[3])
		}
	}
	rows := string(toy()["settlements.csv"].Data)
	for _, c := range []struct {
		name string
		file *fstest.MapFile
	}{
		{"settlements.csv.gz", &fstest.MapFile{Data: zipped.Bytes()}},
		{"settlements.csv", &fstest.MapFile{Data: zipped.Bytes()}}, // zipped without saying so
		{"settlements.csv", text("\xef\xbb\xbf" + strings.ReplaceAll(rows, "\n", "\r\n"))},
		{"settlements.csv", text(strings.ReplaceAll(rows, ",", ";"))},
		{"settlements.csv", text(strings.ReplaceAll(rows, ",", "\t"))},
		{"settlements.geojsonl", text(points.String())},
		{"settlements.xlsx", workbook(t, rows)},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _, acct := read(t, with(fstest.MapFS{"settlements.csv": nil, c.name: c.file}))
			if len(acct.Rows) != 0 {
				t.Errorf("the account holds %+v", acct.Rows)
			}
			if fmt.Sprint(got.Settlements) != fmt.Sprint(want.Settlements) {
				t.Errorf("%s gives %+v, want %+v", c.name, got.Settlements, want.Settlements)
			}
		})
	}
}

func TestTheSameFolderGivesTheSameWhateverTheWorkers(t *testing.T) {
	var first string
	for _, workers := range []int{1, 2, 7} {
		var stages []ingest.Progress
		g, fig, acct, err := ingest.Read(context.Background(), toy(), recipe(t), ingest.Options{
			Workers: workers, Tell: func(p ingest.Progress) { stages = append(stages, p) },
		})
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprintf("%+v %+v %+v", g, fig, acct)
		if first == "" {
			first = got
		}
		if got != first {
			t.Errorf("%d workers give another gazetteer", workers)
		}
		for i := 1; i < len(stages); i++ {
			if stages[i].Percent <= stages[i-1].Percent {
				t.Errorf("progress falls: %v", stages)
			}
		}
		if len(stages) == 0 || stages[len(stages)-1] != (ingest.Progress{Stage: "done", Percent: 100}) {
			t.Errorf("progress ends with %v", stages)
		}
	}
}

func TestTheAccountIsWrittenForASpreadsheet(t *testing.T) {
	a := ingest.Account{Rows: []ingest.Row{{File: "f.csv", Line: 3, Field: "name", Value: "=1+1", Reason: "why, then", Action: ingest.Refused}}}
	var out bytes.Buffer
	if err := a.WriteCSV(&out); err != nil {
		t.Fatal(err)
	}
	if want := "file,line,field,value,reason,action\nf.csv,3,name,'=1+1,\"why, then\",refused\n"; out.String() != want {
		t.Errorf("got %s want %s", out.String(), want)
	}
}

func TestACancelledReadingStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, _, err := ingest.Read(ctx, toy(), recipe(t), ingest.Options{}); err == nil {
		t.Error("the reading went on")
	}
}
