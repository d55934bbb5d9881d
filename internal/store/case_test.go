package store_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/internal/store"
	"doorstep/planning"
)

func applicant() casework.Application {
	return casework.Application{Applicant: newID(), Name: "Invented Person", Phone: "9876543210", Scheme: "widow_pension"}
}

func fix(at orb.Point) geo.Fix {
	return geo.Fix{At: at, Accuracy: 6, Source: "gps", TakenAt: noon.Add(-time.Hour).UTC()}
}

var inside = orb.Point{west + 0.05, south + 0.05} // in block b0

func TestARegistrationIsKeptAndFoundAgain(t *testing.T) {
	ctx := context.Background()
	s, _, _ := filled(t, 60, 60)
	_, camps := published(t, s)
	app := applicant()
	r, err := s.Register(ctx, officer, fresh(), camps[0].ID, app)
	ok(t, err)
	if r.Camp != camps[0].ID || r.Applicant != app.Applicant || r.Cell != camps[0].Cell || r.Area == "" || !r.Received.Equal(noon) || r.State != "received" {
		t.Errorf("got %+v", r)
	}
	same := func(name string, got casework.Registration, err error) {
		t.Helper()
		if !got.Received.Equal(r.Received) || !got.TakenAt.Equal(r.TakenAt) {
			t.Errorf("%s: taken %v, received %v", name, got.TakenAt, got.Received)
		}
		got.Received, got.TakenAt = r.Received, r.TakenAt // the same instants in another zone
		if err != nil || !reflect.DeepEqual(got, r) {
			t.Errorf("%s gives %+v, %v; want %+v", name, got, err, r)
		}
	}
	got, err := s.Registration(ctx, r.ID)
	same("by id", got, err)
	for name, q := range map[string]casework.Query{
		"by camp": {Camp: camps[0].ID},
		"by area": {Place: planning.Place{Area: r.Area}},
		"by cell": {Place: planning.Place{Cell: r.Cell.Parent(6)}},
		"by box":  {Place: planning.Place{Bound: &orb.Bound{Min: orb.Point{r.At[0] - 0.001, r.At[1] - 0.001}, Max: orb.Point{r.At[0] + 0.001, r.At[1] + 0.001}}}},
		"all":     {},
	} {
		list, err := s.Registrations(ctx, q)
		if err != nil || len(list) != 1 {
			t.Fatalf("%s: %d, %v", name, len(list), err)
		}
		same(name, list[0], err)
	}
	for name, q := range map[string]casework.Query{
		"another camp": {Camp: camps[1].ID}, "another place": {Place: planning.Place{Near: &orb.Point{80, 20}, Within: 1000}}, "after it": {Page: planning.Page{After: r.ID}},
	} {
		if list, err := s.Registrations(ctx, q); err != nil || len(list) != 0 {
			t.Errorf("%s: %+v, %v", name, list, err)
		}
	}
	noun, id, state, at, err := s.Track(ctx, strings.ToLower(strings.ReplaceAll(r.Tracking, "-", " ")))
	if err != nil || noun != "registration" || id != r.ID || state != "received" || !at.Equal(noon) {
		t.Errorf("tracking gives %s %s %s %v, %v", noun, id, state, at, err)
	}
	_, err = s.Register(ctx, officer, fresh(), camps[1].ID, casework.Application{Applicant: app.Applicant, Name: "X", Scheme: app.Scheme})
	refused(t, err, "registration.duplicate")
	if fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), r.Tracking) {
		t.Errorf("the duplicate does not name the first: %v", err)
	}
	_, err = s.Register(ctx, officer, fresh(), planning.CampID(newID()), applicant())
	refused(t, err, "camp.missing")
	_, err = s.Registration(ctx, newID())
	refused(t, err, "registration.missing")
}

func TestARegistrationNeedsAPublishedPlan(t *testing.T) {
	ctx := context.Background()
	s, _, _ := filled(t, 40, 40)
	q := request()
	_, err := s.RequestPlan(ctx, officer, casework.Key{}, q)
	ok(t, err)
	solved(t, s, q.ID)
	camps, err := s.Camps(ctx, planning.CampQuery{Plan: q.ID})
	ok(t, err)
	_, err = s.Register(ctx, officer, fresh(), camps[0].ID, applicant())
	refused(t, err, "camp.not_published")
}

// at is another store on the same database whose clock stands elsewhere.
func at(t *testing.T, conn *pgx.Conn, now time.Time) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), conn.Config().ConnString(), store.Options{Now: func() time.Time { return now }, MaxConns: 4})
	ok(t, err)
	t.Cleanup(s.Close)
	return s
}

func TestARegistrationTakenBeforeThePlanWasReplacedIsKeptAtItsCamp(t *testing.T) {
	ctx := context.Background()
	s, conn, _ := filled(t, 40, 40)
	first, old := published(t, s)
	second, now := published(t, s) // at noon
	if when := ask[time.Time](t, conn, "SELECT superseded_at FROM plan WHERE id = $1", string(first.ID)); !when.Equal(noon) {
		t.Errorf("replaced at %v", when)
	}
	if n := ask[int](t, conn, "SELECT count(superseded_at) FROM plan"); n != 1 {
		t.Errorf("%d plans were replaced, one is published", n)
	}
	phone := at(t, conn, noon.AddDate(0, 0, 40)) // long after every camp
	app := applicant()
	app.TakenAt = new(noon.Add(-time.Second))
	r, err := phone.Register(ctx, officer, fresh(), old[0].ID, app)
	ok(t, err)
	if got, err := s.Registration(ctx, r.ID); err != nil || got.Camp != old[0].ID || !got.TakenAt.Equal(*app.TakenAt) {
		t.Errorf("kept as %+v, %v", got, err)
	}
	same := func(c planning.CampRecord) bool { return c.Venue == old[0].Venue && c.Day == old[0].Day }
	next := now[slices.IndexFunc(now, same)]
	late := applicant()
	late.TakenAt = new(noon)
	_, err = s.Register(ctx, officer, fresh(), old[0].ID, late)
	refused(t, err, "camp.superseded")
	if next.Plan != second.ID || next.ID == old[0].ID || !strings.Contains(err.Error(), string(next.ID)) {
		t.Errorf("%v does not name %s", err, next.ID)
	}
	_, err = s.Register(ctx, officer, fresh(), old[0].ID, applicant()) // taken now
	refused(t, err, "camp.superseded")
	_, err = s.Register(ctx, officer, fresh(), next.ID, late)
	ok(t, err)
}

func TestOfTwoWhoRegisterOnePersonAtOnceOneIsKept(t *testing.T) {
	ctx := context.Background()
	s, conn, _ := filled(t, 40, 40)
	_, camps := published(t, s)
	for range 10 {
		app := applicant()
		var wg sync.WaitGroup
		codes := make([]fault.Code, 4)
		for i := range codes {
			wg.Go(func() {
				_, err := s.Register(ctx, officer, fresh(), camps[i%len(camps)].ID, app)
				codes[i] = fault.CodeOf(err)
				if err != nil && codes[i] == "" {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		won := 0
		for _, c := range codes {
			if c == "" {
				won++
			} else if c != "registration.duplicate" {
				t.Errorf("a loser is told %s", c)
			}
		}
		if n := ask[int](t, conn, "SELECT count(*) FROM registration WHERE applicant = $1", app.Applicant); won != 1 || n != 1 {
			t.Fatalf("%d won, %d are kept", won, n)
		}
	}
}

func TestTheSameRequestTwiceIsOneThing(t *testing.T) {
	ctx := context.Background()
	s, conn, _ := filled(t, 40, 40)
	_, camps := published(t, s)
	k := fresh()
	app := applicant()
	var wg sync.WaitGroup
	got := make([]casework.Registration, 8)
	for i := range got {
		wg.Go(func() {
			var err error
			if got[i], err = s.Register(ctx, officer, k, camps[0].ID, app); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, r := range got {
		if r.ID != got[0].ID || r.Tracking != got[0].Tracking || r.Tracking == "" || !r.Received.Equal(got[0].Received) {
			t.Errorf("two answers: %+v and %+v", r, got[0])
		}
	}
	if n := ask[int](t, conn, "SELECT count(*) FROM registration"); n != 1 {
		t.Errorf("%d registrations", n)
	}
	if n := ask[int](t, conn, "SELECT count(*) FROM audit WHERE action = 'registration.create'"); n != 1 {
		t.Errorf("%d audit rows", n)
	}
	if n := ask[int](t, conn, "SELECT seen FROM idempotency WHERE key = $1", k.Key); n != len(got) {
		t.Errorf("the key was seen %d times, each of which must write", n)
	}
	other := k
	other.Request[0]++
	_, err := s.Register(ctx, officer, other, camps[0].ID, app)
	refused(t, err, "idempotency.mismatch")
	elsewhere := k
	elsewhere.Route = "POST /y"
	_, err = s.Register(ctx, officer, elsewhere, camps[0].ID, app)
	refused(t, err, "registration.duplicate") // another route is another request
	if n := ask[int](t, conn, "SELECT count(*) FROM idempotency WHERE answer IS NULL"); n != 0 {
		t.Errorf("%d keys of requests that failed are remembered", n)
	}
}

func TestEveryCreationMayBeSentAgain(t *testing.T) {
	ctx := context.Background()
	s, _, g := filled(t, 40, 40)
	_, camps := published(t, s)
	site, err := s.ReportIssueSite(ctx, officer, fresh(), casework.Sighting{Category: "roads", Description: "a hole", Fixes: []geo.Fix{fix(inside)}})
	ok(t, err)
	app := applicant()
	drive := planning.DefaultDrive()
	for name, create := range map[string]func(casework.Key) (any, error){
		"registration": func(k casework.Key) (any, error) { return s.Register(ctx, officer, k, camps[0].ID, app) },
		"grievance": func(k casework.Key) (any, error) {
			return s.FileGrievance(ctx, officer, k, casework.Complaint{Category: "roads", Description: "a hole", Camp: camps[0].ID})
		},
		"issue site": func(k casework.Key) (any, error) {
			return s.ReportIssueSite(ctx, officer, k, casework.Sighting{Category: "roads", Description: "a hole", Fixes: []geo.Fix{fix(inside)}})
		},
		"issue site fix": func(k casework.Key) (any, error) { return s.AddIssueSiteFix(ctx, officer, k, site.ID, fix(inside)) },
		"venue": func(k casework.Key) (any, error) {
			return s.CreateVenue(ctx, officer, k, planning.Venue{Name: "New hall", Kind: "community_hall", Host: planning.HostFixed, At: inside}, nil)
		},
		"venue fix": func(k casework.Key) (any, error) { return s.AddVenueFix(ctx, officer, k, g.Venues[3].ID, fix(inside)) },
		"drive":     func(k casework.Key) (any, error) { return s.CreateDrive(ctx, officer, k, drive, nil) },
		"plan": func(k casework.Key) (any, error) {
			return s.RequestPlan(ctx, officer, k, planning.PlanRequest{Drive: driveID, District: areaID("d")})
		},
	} {
		t.Run(name, func(t *testing.T) {
			k := fresh()
			first, err := create(k)
			ok(t, err)
			again, err := create(k)
			ok(t, err)
			if a, b := fmt.Sprintf("%+v", utc(first)), fmt.Sprintf("%+v", utc(again)); a != b {
				t.Errorf("at first %s\nthen     %s", a, b)
			}
			k.Request[5]++
			_, err = create(k)
			refused(t, err, "idempotency.mismatch")
		})
	}
}

// utc turns the times of a noun, which come back from JSON in another zone.
func utc(noun any) any {
	v := reflect.New(reflect.TypeOf(noun)).Elem()
	v.Set(reflect.ValueOf(noun))
	for _, f := range v.Fields() {
		if at, isTime := reflect.TypeAssert[time.Time](f); isTime {
			f.Set(reflect.ValueOf(at.UTC()))
		}
	}
	return v.Interface()
}

func TestAGrievanceIsKeptAndFoundAgain(t *testing.T) {
	ctx := context.Background()
	s, _, _ := filled(t, 40, 40)
	_, camps := published(t, s)
	site, err := s.ReportIssueSite(ctx, officer, fresh(), casework.Sighting{Category: "roads", Description: "a hole", Fixes: []geo.Fix{fix(inside)}})
	ok(t, err)
	g, err := s.FileGrievance(ctx, officer, fresh(), casework.Complaint{Category: "roads", Description: "The hole again.", Camp: camps[0].ID, IssueSite: site.ID})
	ok(t, err)
	if geo.Distance(g.At, inside) > 1 || g.Area != areaID("b0") || g.Camp != camps[0].ID {
		t.Errorf("got %+v", g)
	}
	got, err := s.Grievance(ctx, g.ID)
	got.Received = g.Received
	if err != nil || !reflect.DeepEqual(got, g) {
		t.Errorf("by id %+v, %v; want %+v", got, err, g)
	}
	for name, q := range map[string]casework.Query{
		"by camp": {Camp: camps[0].ID}, "by area": {Place: planning.Place{Area: areaID("d")}}, "by cell": {Place: planning.Place{Cell: g.Cell}},
	} {
		if list, err := s.Grievances(ctx, q); err != nil || len(list) != 1 || list[0].ID != g.ID {
			t.Errorf("%s: %+v, %v", name, list, err)
		}
	}
	if list, err := s.Grievances(ctx, casework.Query{Place: planning.Place{Area: areaID("b1")}}); err != nil || len(list) != 0 {
		t.Errorf("in the other block: %+v, %v", list, err)
	}
	if sites, err := s.IssueSites(ctx, casework.Query{Camp: camps[0].ID}); err != nil || len(sites) != 1 {
		t.Errorf("issue sites that grievances of the camp are about: %+v, %v", sites, err)
	}
	if noun, id, _, _, err := s.Track(ctx, g.Tracking); err != nil || noun != "grievance" || id != g.ID {
		t.Errorf("tracking gives %s %s, %v", noun, id, err)
	}
	for code, c := range map[fault.Code]casework.Complaint{
		"camp.missing":        {Category: "roads", Description: "x", Camp: planning.CampID(newID())},
		"issue_site.missing":  {Category: "roads", Description: "x", IssueSite: newID()},
		"grievance.malformed": {Category: "roads", Description: "x"},
		"grievance.id":        {ID: g.ID, Category: "roads", Description: "x", At: &inside},
	} {
		_, err := s.FileGrievance(ctx, officer, fresh(), c)
		refused(t, err, code)
	}
	nowhere, err := s.FileGrievance(ctx, officer, fresh(), casework.Complaint{Category: "roads", Description: "at sea", At: &orb.Point{70, 10}})
	if err != nil || nowhere.Area != "" {
		t.Errorf("outside every area: %+v, %v", nowhere, err)
	}
}

func TestAnIssueSiteMovesWithItsFixes(t *testing.T) {
	ctx := context.Background()
	s, conn, _ := filled(t, 10, 10)
	a, b := orb.Point{west + 0.1999, south + 0.1}, orb.Point{west + 0.20035, south + 0.1} // 46 m apart, on both sides of the blocks' border
	first := fix(a)
	first.Accuracy = 60
	site, err := s.ReportIssueSite(ctx, officer, fresh(), casework.Sighting{Category: "broken_drain", Description: "overflows", Fixes: []geo.Fix{first}})
	ok(t, err)
	if site.Area != areaID("b0") || len(site.Fixes) != 1 || site.Fixes[0].TakenBy != "operator" {
		t.Errorf("reported as %+v", site)
	}
	second := fix(b)
	second.ID = newID()
	moved, err := s.AddIssueSiteFix(ctx, officer, fresh(), site.ID, second)
	ok(t, err)
	if moved.Version != 2 || moved.Area != areaID("b1") || moved.At == site.At {
		t.Errorf("moved to %+v", moved)
	}
	got, err := s.IssueSite(ctx, site.ID)
	if err != nil || got.At != moved.At || got.Radius != moved.Radius || got.Area != moved.Area || got.Version != 2 || len(got.Fixes) != 2 {
		t.Errorf("by id %+v, %v", got, err)
	}
	again, err := s.AddIssueSiteFix(ctx, officer, fresh(), site.ID, second)
	if err != nil || again.Version != 2 || ask[int](t, conn, "SELECT count(*) FROM issue_site_fix") != 2 {
		t.Errorf("the same fix under another key: version %d, %v", again.Version, err)
	}
	if list, err := s.IssueSites(ctx, casework.Query{Place: planning.Place{Cell: moved.Cell}}); err != nil || len(list) != 1 {
		t.Errorf("by cell %+v, %v", list, err)
	}
	_, err = s.AddIssueSiteFix(ctx, officer, fresh(), newID(), fix(a))
	refused(t, err, "issue_site.missing")
	if noun, id, state, _, err := s.Track(ctx, site.Tracking); err != nil || noun != "issue_site" || id != site.ID || state != "reported" {
		t.Errorf("tracking gives %s %s %s, %v", noun, id, state, err)
	}
}

func TestTrackingTellsNothingOfANumberThatWasNeverGiven(t *testing.T) {
	ctx := context.Background()
	s, _ := open(t)
	_, _, _, _, err := s.Track(ctx, casework.NewTracking([10]byte{1, 2, 3}))
	refused(t, err, "tracking.missing")
	_, _, _, _, err = s.Track(ctx, "0000-0000-0000-00001")
	refused(t, err, "tracking.malformed")
}

func TestFixesFromManyPhonesAtOnceAreAllKept(t *testing.T) {
	ctx := context.Background()
	s, conn, g := filled(t, 10, 10)
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			at := orb.Point{inside[0] + float64(i)*0.00001, inside[1]}
			if _, err := s.AddVenueFix(ctx, officer, fresh(), g.Venues[0].ID, fix(at)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	v, err := s.Venue(ctx, g.Venues[0].ID)
	ok(t, err)
	fixes, err := s.VenueFixes(ctx, g.Venues[0].ID)
	ok(t, err)
	merged, err := geo.MergeFixes(fixes)
	ok(t, err)
	if len(fixes) != 12 || v.Version != 13 || geo.Distance(v.At, merged.At) > 0.01 {
		t.Errorf("%d fixes, version %d, at %v, merged %v", len(fixes), v.Version, v.At, merged.At)
	}
	if n := ask[int](t, conn, "SELECT count(*) FROM audit WHERE action = 'venue.fix'"); n != 12 {
		t.Errorf("%d audit rows", n)
	}
}
