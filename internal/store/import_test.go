package store_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/internal/store"
	"doorstep/planning"
)

// state is a digest of everything that an import writes but its own record.
func state(t *testing.T, conn *pgx.Conn) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, table := range []string{
		"area", "area_name", "area_code", "area_range", "settlement", "venue", "venue_duplicate", "drive", "closure", "team", "past_camp",
		"town", "census_count", "absence",
	} {
		out[table] = ask[string](t, conn, fmt.Sprintf("SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM %s t", table))
	}
	return out
}

// rowVersions are the physical versions of all rows of the merged tables: a rewritten row gets another.
func rowVersions(t *testing.T, conn *pgx.Conn) string {
	t.Helper()
	return ask[string](t, conn, `
		SELECT md5(string_agg(x, ',' ORDER BY x)) FROM (
			SELECT 'a' || id || xmin::text || ctid::text AS x FROM area UNION ALL
			SELECT 's' || id || xmin || ctid FROM settlement UNION ALL
			SELECT 'v' || id || xmin || ctid FROM venue UNION ALL
			SELECT 'd' || a || b || xmin || ctid FROM venue_duplicate UNION ALL
			SELECT 'n' || area || name || xmin || ctid FROM area_name UNION ALL
			SELECT 'r' || area || lo || xmin || ctid FROM area_range UNION ALL
			SELECT 't' || id || xmin || ctid FROM team UNION ALL
			SELECT 'c' || id || xmin || ctid FROM closure) t`)
}

func count(t *testing.T, counts planning.ImportCounts, noun string) planning.NounCount {
	t.Helper()
	for _, c := range counts {
		if c.Noun == noun {
			return c
		}
	}
	t.Fatalf("nothing was counted of %s", noun)
	return planning.NounCount{}
}

func TestImportingTheSameAgainTouchesNoRow(t *testing.T) {
	s, conn := open(t)
	g := region(60, 60)
	first, err := s.Import(context.Background(), officer, g, meta)
	ok(t, err)
	if sum := first.Total(); sum.Created != 8+60+60+1+1+2+2+1+1+1 || sum.Changed+sum.Unchanged+sum.Removed != 0 {
		t.Errorf("the first import counted %+v", first)
	}
	before, versions := state(t, conn), rowVersions(t, conn)
	second, err := s.Import(context.Background(), officer, g, meta)
	ok(t, err)
	if sum := second.Total(); sum.Unchanged != first.Total().Created || sum.Created+sum.Changed+sum.Removed != 0 {
		t.Errorf("the second import counted %+v", second)
	}
	if after := state(t, conn); !reflect.DeepEqual(before, after) {
		t.Errorf("the second import changed %v into %v", before, after)
	}
	if rowVersions(t, conn) != versions {
		t.Error("the second import rewrote rows")
	}
	if runs := ask[int](t, conn, "SELECT count(*) FROM import_run"); runs != 2 {
		t.Errorf("%d runs are recorded", runs)
	}
}

func TestANewerImportUpdatesBySourceIdAndRemovesNoPlace(t *testing.T) {
	s, conn, g := filled(t, 30, 30)
	g.Settlements[0].People = 4321
	g.Settlements[1].Name = "নতুন পাড়া"
	g.Venues[0].Name = "Renamed School"
	g.Areas[2].Name = "Memari One"
	g.Areas[2].Geometry = square(west, south, 0.1)
	gone := g.Settlements[29].People
	g.Settlements, g.Venues = g.Settlements[:29], g.Venues[:29]
	g.Closures, g.Teams, g.Towns = g.Closures[:1], g.Teams[1:], nil
	g.Duplicates[0].Similarity = 0.9
	counts, err := s.Import(context.Background(), officer, g, meta)
	ok(t, err)
	for noun, want := range map[string]planning.NounCount{
		"areas": {Changed: 1, Unchanged: 7}, "settlements": {Changed: 2, Unchanged: 27, NotNamed: 1, NotNamedPeople: gone}, "venues": {Changed: 1, Unchanged: 28, NotNamed: 1},
		"duplicates": {Changed: 1}, "closures": {Unchanged: 1, Removed: 1}, "teams": {Unchanged: 1, Removed: 1}, "towns": {Removed: 1},
		"drives": {Unchanged: 1}, "past_camps": {Unchanged: 1}, "census": {Unchanged: 1},
	} {
		want.Noun = noun
		if got := count(t, counts, noun); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	if n := ask[int](t, conn, "SELECT count(*) FROM venue"); n != 30 {
		t.Errorf("%d venues are left of 30", n)
	}
	if n := ask[int](t, conn, "SELECT count(*) FROM area_name WHERE name IN ('Memari I', 'Memari One')"); n != 1 {
		t.Errorf("the renamed block has %d names", n)
	}
	if found, err := s.Settlements(context.Background(), planning.SettlementQuery{Text: "natun para"}); err != nil || len(found) == 0 || found[0].ID != g.Settlements[1].ID {
		t.Errorf("the renamed settlement is not found: %v, %v", found, err)
	}
}

func TestATownThatIsPlacedAnewIsNotCountedTwice(t *testing.T) {
	s, conn := open(t)
	g := region(20, 5)
	for i := range 3 {
		g.Settlements[i].Kind, g.Settlements[i].Estimated = "urban_share", true
	}
	_, err := s.Import(context.Background(), officer, g, meta)
	ok(t, err)
	people := ask[int64](t, conn, "SELECT sum(people) FROM settlement")
	// The same people on other cells, under other ids; and a habitation that the source no longer names.
	newer := g
	newer.Settlements = append([]planning.Settlement{}, g.Settlements[:19]...)
	for i := range 3 {
		id := fmt.Sprintf("share:elsewhere:%d", i)
		newer.Settlements[i].ID, newer.Settlements[i].SourceID = planning.SettlementID(imported("settlement", id)), id
	}
	counts, err := s.Import(context.Background(), officer, newer, meta)
	ok(t, err)
	if got, want := count(t, counts, "settlements"), (planning.NounCount{Noun: "settlements", Created: 3, Unchanged: 16, Removed: 3, NotNamed: 1, NotNamedPeople: g.Settlements[19].People}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if now := ask[int64](t, conn, "SELECT sum(people) FROM settlement"); now != people {
		t.Errorf("%d people became %d", people, now)
	}
	// An import of another district leaves them alone.
	other := region(0, 0)
	other.Settlements = newer.Settlements[5:6]
	other.Areas = other.Areas[:1]
	other.Towns, other.Census, other.Drive, other.Closures, other.Teams, other.PastCamps, other.Duplicates = nil, nil, nil, nil, nil, nil, nil
	counts, err = s.Import(context.Background(), officer, other, meta)
	ok(t, err)
	if c := count(t, counts, "settlements"); c.Removed != 0 || c.NotNamed != 0 {
		t.Errorf("an import without the district removed or missed %+v", c)
	}
}

func TestBoothsThatStoodForPeopleGoWhenSettlementsCome(t *testing.T) {
	s, conn := open(t)
	g := region(20, 5)
	whole := append([]planning.Settlement{}, g.Settlements...)
	for i := range g.Settlements {
		id := fmt.Sprintf("%s%d", planning.BoothPrefix, i)
		g.Settlements[i].ID, g.Settlements[i].SourceID = planning.SettlementID(imported("settlement", id)), id
	}
	_, err := s.Import(context.Background(), officer, g, meta)
	ok(t, err)
	people := ask[int64](t, conn, "SELECT sum(people) FROM settlement")
	booths := g.Settlements
	for _, turn := range [][]planning.Settlement{whole, booths[:15]} {
		g.Settlements = turn
		_, err = s.Import(context.Background(), officer, g, meta)
		ok(t, err)
		if now := ask[int64](t, conn, "SELECT sum(people) FROM settlement WHERE NOT starts_with(source_id, 'booth:')"); now != people {
			t.Errorf("%d people became %d", people, now)
		}
		if n := ask[int](t, conn, "SELECT count(*) FROM settlement WHERE starts_with(source_id, 'booth:')"); n != len(turn)%20 {
			t.Errorf("%d booths stand for people, want %d", n, len(turn)%20)
		}
	}
}

func TestWhatAPersonHasSetOnAVenueSurvivesAnImport(t *testing.T) {
	ctx := context.Background()
	s, _, g := filled(t, 10, 10)
	id := g.Venues[0].ID
	name, capacity, granted, letter := "School, new wing", int64(400), planning.PermissionGranted, "BDO/12"
	has := []string{"ramp", "rooms:3"}
	changed, err := s.ChangeVenue(ctx, officer, id, 1, planning.VenueChange{Name: &name, Capacity: &capacity, Facilities: &has, Permission: &granted, PermissionLetter: &letter})
	ok(t, err)
	moved, err := s.AddVenueFix(ctx, officer, fresh(), id, geo.Fix{At: orb.Point{87.7, 23.1}, Accuracy: 4, Source: "gps", TakenAt: noon})
	ok(t, err)
	if moved.At == g.Venues[0].At || changed.Version != 2 || moved.Version != 3 {
		t.Fatalf("the venue was not changed: %+v", moved)
	}
	same, err := s.Import(ctx, officer, g, meta)
	ok(t, err)
	if c := count(t, same, "venues"); c.Changed != 0 {
		t.Errorf("the same file changed %+v", c)
	}
	g.Venues[0].Facilities, g.Venues[1].Facilities, g.Venues[2].Facilities = []string{"network"}, []string{"network"}, []string{}
	g.Venues[0].Name, g.Venues[0].Locality, g.Venues[0].Kind, g.Venues[0].At[0] = "Source's name", "Ward 3", "college", g.Venues[0].At[0]+0.01
	if _, err := s.Import(ctx, officer, g, meta); err != nil {
		t.Fatal(err)
	}
	v, err := s.Venue(ctx, id)
	ok(t, err)
	if v.Name != name || v.Capacity != capacity || !slices.Equal(v.Facilities, has) || v.Permission != granted || v.PermissionLetter != letter || v.At != moved.At || v.Radius != moved.Radius || v.Cell != moved.Cell {
		t.Errorf("the import overwrote what a person has set: %+v", v)
	}
	if v.Locality != "Ward 3" || v.Kind != "college" || v.Version != 4 {
		t.Errorf("the import did not bring what the source has changed: %+v", v)
	}
	for i, want := range [][]string{1: {"network"}, 2: {}, 3: nil} { // known, known to be none, not known
		if i == 0 {
			continue
		}
		if v, err := s.Venue(ctx, g.Venues[i].ID); err != nil || !slices.Equal(v.Facilities, want) || (v.Facilities == nil) != (want == nil) {
			t.Errorf("venue %d has %v, %v", i, v.Facilities, err)
		}
	}
}

func TestWhatAPersonSaidOfADuplicateSurvivesAnImport(t *testing.T) {
	ctx := context.Background()
	s, _, g := filled(t, 5, 5)
	ok(t, s.JudgeVenueDuplicate(ctx, officer, g.Duplicates[0].B, g.Duplicates[0].A, "confirmed"))
	g.Duplicates[0].Distance = 99
	if _, err := s.Import(ctx, officer, g, meta); err != nil {
		t.Fatal(err)
	}
	list, err := s.VenueDuplicates(ctx, planning.Place{}, planning.Page{})
	if err != nil || len(list) != 1 || list[0].State != "confirmed" || list[0].Distance != 99 {
		t.Errorf("got %+v, %v", list, err)
	}
}

func TestAnImportThatIsCutOffLeavesThePreviousState(t *testing.T) {
	s, conn, g := filled(t, 2000, 4000)
	before := state(t, conn)
	for i := range g.Settlements {
		g.Settlements[i].People++
	}
	for i := range g.Venues {
		g.Venues[i].Locality = "moved"
	}
	cut := 0
	for after := 5 * time.Millisecond; after < 5*time.Second; after = after * 3 / 2 {
		ctx, cancel := context.WithTimeout(context.Background(), after)
		_, err := s.Import(ctx, officer, g, meta)
		cancel()
		if err == nil {
			break // it was fast enough
		}
		cut++
		if now := state(t, conn); !reflect.DeepEqual(before, now) {
			t.Fatalf("cut off after %v, the import left %v of %v", after, now, before)
		}
	}
	if cut < 3 {
		t.Errorf("the import was cut off only %d times", cut)
	}
	if reflect.DeepEqual(before, state(t, conn)) {
		t.Error("the whole import changed nothing: the test shows nothing")
	}
}

func TestTwoTreesShareNoPosition(t *testing.T) {
	ctx := context.Background()
	s, conn, g := filled(t, 10, 10)
	other := region(10, 10)
	rename := func(id planning.AreaID) planning.AreaID {
		if id == "" {
			return ""
		}
		return planning.AreaID(planning.ImportedID("other", "area", string(id)))
	}
	for i := range other.Areas {
		a := &other.Areas[i]
		a.ID, a.Parent, a.Source = rename(a.ID), rename(a.Parent), "other"
	}
	other.Settlements, other.Venues, other.Duplicates, other.Closures, other.Teams, other.PastCamps, other.Drive = nil, nil, nil, nil, nil, nil, nil
	other.Towns, other.Census = nil, nil
	for range 2 {
		if _, err := s.Import(ctx, officer, other, meta); err != nil {
			t.Fatal(err)
		}
		mixed := ask[int](t, conn, `SELECT count(*) FROM area a JOIN area b ON b.pos_from >= a.pos_from AND b.pos_to <= a.pos_to WHERE a.source <> b.source`)
		if mixed != 0 {
			t.Fatalf("%d areas lie within an area of the other tree", mixed)
		}
	}
	// The first tree grows beyond what lies behind it.
	for i := range g.Areas {
		g.Areas[i].To += 5000
	}
	for range 2 {
		counts, err := s.Import(ctx, officer, g, meta)
		ok(t, err)
		if mixed := ask[int](t, conn, `SELECT count(*) FROM area a JOIN area b ON b.pos_from <= a.pos_to AND b.pos_to >= a.pos_from WHERE a.source <> b.source`); mixed != 0 {
			t.Fatalf("%d areas overlap the other tree; %+v", mixed, counts)
		}
	}
	last, err := s.Import(ctx, officer, g, meta)
	ok(t, err)
	if c := count(t, last, "areas"); c.Unchanged != 8 {
		t.Errorf("the third time the tree is not left where it is: %+v", c)
	}
}

func TestImportRefusesWhatHasNoHome(t *testing.T) {
	ctx := context.Background()
	s, conn := open(t)
	orphan := region(1, 1)
	orphan.Areas = orphan.Areas[1:]
	_, err := s.Import(ctx, officer, orphan, meta)
	refused(t, err, "import.parent")
	homeless := region(1, 1)
	homeless.Drive = nil
	_, err = s.Import(ctx, officer, homeless, meta)
	refused(t, err, "import.no_drive")
	strange := region(1, 1)
	strange.Settlements[0].Area = areaID("nowhere")
	_, err = s.Import(ctx, officer, strange, meta)
	refused(t, err, "settlement.area_missing")
	if n := ask[int](t, conn, "SELECT count(*) FROM area"); n != 0 {
		t.Errorf("%d areas were left behind", n)
	}
}

func TestTwoImportsAtOnceTakeTurns(t *testing.T) {
	s, conn := open(t)
	done := make(chan error)
	for range 2 {
		go func() {
			_, err := s.Import(context.Background(), officer, region(300, 300), meta)
			done <- err
		}()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if n := ask[int](t, conn, "SELECT count(*) FROM venue"); n != 300 {
		t.Errorf("%d venues", n)
	}
}

func TestTheGazetteerOfADistrictIsWhatWasImported(t *testing.T) {
	ctx := context.Background()
	s, _, g := filled(t, 50, 50)
	ok(t, s.JudgeVenueDuplicate(ctx, officer, g.Duplicates[0].A, g.Duplicates[0].B, "confirmed"))
	got, err := s.Gazetteer(ctx, driveID, areaID("d"))
	ok(t, err)
	people := func(g planning.Gazetteer) (n int64) {
		for _, s := range g.Settlements {
			n += s.People
		}
		return n
	}
	hosts := 0
	for _, v := range g.Venues {
		if v.Host != planning.HostNone {
			hosts++
		}
	}
	if len(got.Areas) != 8 || people(got) != people(g) || len(got.Venues) != hosts || len(got.Duplicates) != 1 ||
		!reflect.DeepEqual(got.Drive, g.Drive) || !reflect.DeepEqual(got.Towns, g.Towns) || !reflect.DeepEqual(got.Census, g.Census) ||
		!reflect.DeepEqual(got.PastCamps, g.PastCamps) || !reflect.DeepEqual(got.Absent, g.Absent) || len(got.Closures) != 2 || len(got.Teams) != 2 {
		t.Errorf("got %d areas, %d people, %d venues, %+v %+v %+v %+v %+v %+v %+v", len(got.Areas), people(got), len(got.Venues), got.Drive,
			got.Towns, got.Census, got.PastCamps, got.Absent, got.Closures, got.Teams)
	}
	for _, team := range got.Teams {
		if team.Name == "Team 1" && !reflect.DeepEqual(team.DaysOff, g.Teams[0].DaysOff) {
			t.Errorf("team 1 is off on %v", team.DaysOff)
		}
	}
	g.Duplicates[0].State = "confirmed"
	fromFile, err := planning.NewProblem(g, *g.Drive, areaID("d"))
	ok(t, err)
	fromStore, err := planning.NewProblem(got, *got.Drive, areaID("d"))
	ok(t, err)
	want, err := fromFile.Hash()
	ok(t, err)
	if hash, err := fromStore.Hash(); err != nil || hash != want {
		t.Errorf("the problem from the store is not the one from the source (%v)", err)
	}
	_, err = s.Gazetteer(ctx, planning.DriveID(newID()), areaID("d"))
	refused(t, err, "drive.missing")
	_, err = s.Gazetteer(ctx, driveID, planning.AreaID(newID()))
	refused(t, err, "area.missing")
}

func TestAStoreWithoutADatabaseSaysSo(t *testing.T) {
	ctx := context.Background()
	_, err := store.Open(ctx, "not a dsn", store.Options{Now: time.Now})
	refused(t, err, "database.url")
	s, err := store.Open(ctx, "postgres://nobody@127.0.0.1:1/none?connect_timeout=2", store.Options{Now: time.Now})
	ok(t, err)
	defer s.Close()
	if err := s.Ready(ctx); fault.CodeOf(err) != "database.unavailable" || fault.KindOf(err) != fault.Unavailable {
		t.Errorf("got %v", err)
	}
}
