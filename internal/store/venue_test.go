package store_test

import (
	"context"
	"reflect"
	"sync"
	"testing"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/planning"
)

func hall(at orb.Point) planning.Venue {
	return planning.Venue{Name: "Community Hall", Kind: "community_hall", Host: planning.HostFixed, At: at, Capacity: 300, Locality: "Ward 4"}
}

func TestACreatedVenueIsGivenItsBlockAndGroup(t *testing.T) {
	ctx := context.Background()
	s, _, g := filled(t, 200, 1)
	v, err := s.CreateVenue(ctx, officer, fresh(), hall(inside), nil)
	ok(t, err)
	nearest := g.Settlements[0]
	for _, x := range g.Settlements {
		if geo.Distance(x.At, inside) < geo.Distance(nearest.At, inside) {
			nearest = x
		}
	}
	cell, err := geo.CellOf(inside, geo.ResDemand)
	ok(t, err)
	if v.Area != areaID("b0") || v.Group != nearest.Group || v.Cell != cell || v.Version != 1 || v.Permission != planning.PermissionNotAsked || v.ID == "" {
		t.Errorf("created %+v, the nearest settlement is in %s", v, nearest.Group)
	}
	got, err := s.Venue(ctx, v.ID)
	if err != nil || got.Name != v.Name || got.At != v.At || got.Capacity != 300 || got.Locality != "Ward 4" || got.Group != v.Group {
		t.Errorf("by id %+v, %v", got, err)
	}
	candidates, err := s.Gazetteer(ctx, driveID, areaID("d"))
	ok(t, err)
	found := false
	for _, c := range candidates.Venues {
		found = found || c.ID == v.ID
	}
	if !found {
		t.Error("the new venue is no candidate of its district")
	}
	_, err = s.CreateVenue(ctx, officer, fresh(), hall(orb.Point{70, 10}), nil)
	refused(t, err, "venue.outside")
	again := hall(inside)
	again.ID, again.Name = v.ID, "Another hall"
	_, err = s.CreateVenue(ctx, officer, fresh(), again, nil)
	refused(t, err, "venue.id")
	_, err = s.CreateVenue(ctx, officer, fresh(), planning.Venue{Host: "x", At: inside}, nil)
	refused(t, err, "venue.malformed")
}

func TestACreatedVenueStandsWhereItsFixesPutIt(t *testing.T) {
	ctx := context.Background()
	s, _, _ := filled(t, 20, 1)
	a, b := inside, orb.Point{inside[0] + 0.00004, inside[1]}
	v, err := s.CreateVenue(ctx, officer, fresh(), hall(orb.Point{0, 0}), []geo.Fix{fix(a), fix(b)})
	ok(t, err)
	merged, err := geo.MergeFixes([]geo.Fix{fix(a), fix(b)})
	ok(t, err)
	if geo.Distance(v.At, merged.At) > 0.01 || v.Radius != merged.Radius {
		t.Errorf("it stands at %v within %v, the fixes merge at %+v", v.At, v.Radius, merged)
	}
	fixes, err := s.VenueFixes(ctx, v.ID)
	if err != nil || len(fixes) != 2 || fixes[0].TakenBy != "operator" || fixes[0].ID == "" {
		t.Errorf("its fixes are %+v, %v", fixes, err)
	}
	_, err = s.VenueFixes(ctx, planning.VenueID(newID()))
	refused(t, err, "venue.missing")
	_, err = s.AddVenueFix(ctx, officer, fresh(), v.ID, geo.Fix{})
	refused(t, err, "fix.malformed")
	same, err := s.AddVenueFix(ctx, officer, fresh(), v.ID, fixes[0])
	if err != nil || same.Version != v.Version {
		t.Errorf("a fix that is there already made version %d, %v", same.Version, err)
	}
}

func TestOfTwoWhoChangeAVenueAtOnceOneIsToldToReadItAgain(t *testing.T) {
	ctx := context.Background()
	s, conn, g := filled(t, 5, 5)
	id := g.Venues[0].ID
	var wg sync.WaitGroup
	codes := make([]fault.Code, 6)
	for i := range codes {
		wg.Go(func() {
			n := int64(100 + i)
			_, err := s.ChangeVenue(ctx, officer, id, 1, planning.VenueChange{Capacity: &n})
			codes[i] = fault.CodeOf(err)
		})
	}
	wg.Wait()
	won := 0
	for _, c := range codes {
		if c == "" {
			won++
		} else if c != "venue.stale" {
			t.Errorf("a loser is told %s", c)
		}
	}
	if n := ask[int](t, conn, "SELECT count(*) FROM audit WHERE action = 'venue.change'"); won != 1 || n != 1 {
		t.Errorf("%d won, %d changes are audited", won, n)
	}
	empty := ""
	_, err := s.ChangeVenue(ctx, officer, id, 2, planning.VenueChange{Name: &empty})
	refused(t, err, "venue.malformed")
	granted := planning.PermissionGranted
	_, err = s.ChangeVenue(ctx, officer, id, 2, planning.VenueChange{Permission: &granted})
	refused(t, err, "venue.malformed")
	letter, from, to := "BDO/7", planning.Day(20_500), planning.Day(20_600)
	v, err := s.ChangeVenue(ctx, officer, id, 2, planning.VenueChange{Permission: &granted, PermissionLetter: &letter, PermissionFrom: &from, PermissionTo: &to})
	ok(t, err)
	got, err := s.Venue(ctx, id)
	if err != nil || got.Permission != granted || got.PermissionLetter != letter || got.PermissionFrom != from || got.PermissionTo != to || got.Version != 3 || v.Version != 3 {
		t.Errorf("got %+v, %v", got, err)
	}
	_, err = s.ChangeVenue(ctx, officer, planning.VenueID(newID()), 1, planning.VenueChange{})
	refused(t, err, "venue.missing")
}

func TestDuplicatesAreListedByPlaceAndPage(t *testing.T) {
	ctx := context.Background()
	s, _ := open(t)
	g := region(5, 40)
	g.Duplicates = nil
	for i := range 30 {
		a, b := g.Venues[i/3].ID, g.Venues[39-i%3].ID
		g.Duplicates = append(g.Duplicates, planning.VenueDuplicate{A: min(a, b), B: max(a, b), Reason: "same place"})
	}
	_, err := s.Import(ctx, officer, g, meta)
	ok(t, err)
	seen := map[planning.VenueDuplicate]bool{}
	for page := (planning.Page{Limit: 7}); ; {
		list, err := s.VenueDuplicates(ctx, planning.Place{}, page)
		ok(t, err)
		for _, d := range list {
			if seen[d] || d.State != "suspected" {
				t.Errorf("%+v comes twice or is no suspicion", d)
			}
			seen[d] = true
		}
		if len(list) < page.Limit {
			break
		}
		page.After = string(list[6].A) + "/" + string(list[6].B)
	}
	if len(seen) != 30 {
		t.Errorf("%d pairs of 30 are listed", len(seen))
	}
	want := 0
	for d := range seen {
		for _, v := range g.Venues {
			if v.ID == d.A && v.Area == areaID("b1") {
				want++
			}
		}
	}
	if list, err := s.VenueDuplicates(ctx, planning.Place{Area: areaID("b1")}, planning.Page{}); err != nil || len(list) != want {
		t.Errorf("%d pairs of %d in the block, %v", len(list), want, err)
	}
	if list, err := s.VenueDuplicates(ctx, planning.Place{Near: &g.Venues[0].At, Within: 1}, planning.Page{}); err != nil || len(list) == 0 {
		t.Errorf("near the first venue: %d, %v", len(list), err)
	}
	refused(t, s.JudgeVenueDuplicate(ctx, officer, g.Venues[20].ID, g.Venues[21].ID, "confirmed"), "venue_duplicate.missing")
	refused(t, s.JudgeVenueDuplicate(ctx, officer, g.Duplicates[0].A, g.Duplicates[0].B, "maybe"), "venue_duplicate.malformed")
}

func TestADriveIsCreatedWithItsClosures(t *testing.T) {
	ctx := context.Background()
	s, _, g := filled(t, 5, 5)
	d := planning.DefaultDrive()
	d.Name = "Second drive"
	d.Rules = planning.Rules{
		FloorPermille: 700, Phases: []planning.Phase{{Name: "One", FirstDay: d.FirstDay, LastDay: d.FirstDay + 9, Minimum: 1}},
		Schemes:  []planning.Scheme{{ID: "pension", Name: "বার্ধক্য ভাতা", SharePermille: 1000, Minutes: 8, Desks: 3, Kit: "biometric"}},
		Supplies: []planning.Supply{{ID: "biometric", Area: areaID("b0"), PerCamp: 2, Source: "stock list"}},
		Hours:    []planning.Hours{{Kind: "ferry_hours", Area: areaID("b0"), Day: d.FirstDay, From: 600, To: 900, Source: "ferry table"}},
		Opens:    660, OpenMinutes: 300, Facilities: []string{"ramp", "rooms:3"}, HaltsPerDay: 3,
	}
	closures := []planning.Closure{
		{Day: d.FirstDay + 3, Kind: "holiday", Source: "order 12"},
		{Day: d.FirstDay + 4, Kind: "exam", Area: areaID("b0"), VenueKind: "school", Source: "board"},
		{Day: d.FirstDay + 5, Kind: "order", Venue: g.Venues[0].ID, Source: "BDO"},
	}
	made, err := s.CreateDrive(ctx, officer, fresh(), d, closures)
	ok(t, err)
	d.ID = made.ID
	got, err := s.Drive(ctx, made.ID)
	if err != nil || !sameDrive(got, d) {
		t.Errorf("got %+v, want %+v, %v", got, d, err)
	}
	kept, err := s.Closures(ctx, made.ID)
	if err != nil || len(kept) != 3 {
		t.Fatalf("%+v, %v", kept, err)
	}
	for i := range kept {
		if kept[i] != closures[i] {
			t.Errorf("closure %d is %+v, want %+v", i, kept[i], closures[i])
		}
	}
	list, err := s.Drives(ctx, planning.Page{})
	if err != nil || len(list) != 2 {
		t.Errorf("%d drives, %v", len(list), err)
	}
	for code, c := range map[fault.Code]planning.Closure{
		"closure.area_missing":  {Day: d.FirstDay, Kind: "holiday", Area: planning.AreaID(newID())},
		"closure.venue_missing": {Day: d.FirstDay, Kind: "holiday", Venue: planning.VenueID(newID())},
		"closure.kind":          {Day: d.FirstDay, Kind: "rain"},
	} {
		_, err := s.CreateDrive(ctx, officer, fresh(), planning.DefaultDrive(), []planning.Closure{c})
		refused(t, err, code)
	}
	_, err = s.CreateDrive(ctx, officer, fresh(), planning.DefaultDrive(), []planning.Closure{closures[0], closures[0]})
	refused(t, err, "closure.once")
	none := planning.DefaultDrive()
	none.WorkingDays = 0
	_, err = s.CreateDrive(ctx, officer, fresh(), none, nil)
	refused(t, err, "drive.days")
	_, err = s.Drive(ctx, planning.DriveID(newID()))
	refused(t, err, "drive.missing")
	if list, err := s.Drives(ctx, planning.Page{}); err != nil || len(list) != 2 {
		t.Errorf("%d drives after those that were refused, %v", len(list), err)
	}
}

func sameDrive(a, b planning.Drive) bool {
	if len(a.WeeklyOff) != len(b.WeeklyOff) || (len(a.WeeklyOff) > 0 && a.WeeklyOff[0] != b.WeeklyOff[0]) {
		return false
	}
	a.WeeklyOff, b.WeeklyOff = nil, nil
	return a.ID == b.ID && a.Name == b.Name && a.FirstDay == b.FirstDay && a.WorkingDays == b.WorkingDays && a.CapPerCampDay == b.CapPerCampDay &&
		a.PeoplePerCampDay == b.PeoplePerCampDay && a.TurnoutPermille == b.TurnoutPermille && a.TurnoutSource == b.TurnoutSource &&
		a.Threshold == b.Threshold && a.DetourPermille == b.DetourPermille && a.DetourSource == b.DetourSource && a.SpareTeams == b.SpareTeams && a.CampDays == b.CampDays &&
		reflect.DeepEqual(a.Rules, b.Rules)
}
