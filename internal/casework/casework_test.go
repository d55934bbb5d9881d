package casework_test

import (
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

// Places and times of the tests.
var (
	bardhaman = orb.Point{87.8615, 23.2324}
	campDay   = planning.DayOf(time.Date(2026, 1, 12, 0, 0, 0, 0, time.UTC))
	noon      = time.Date(2026, 1, 12, 12, 0, 0, 0, geo.IST)
)

const (
	anID     = "0190f5a8-7c1e-7abc-8def-0123456789ab"
	otherID  = "0190f5a8-7c1e-7abc-8def-0123456789ac"
	aadhaar  = "234123412346" // UIDAI's own example of the right form
	bengali  = "২৩৪১ ২৩৪১ ২৩৪৬"
	notValid = "234123412345"
)

func minted(now time.Time) casework.Minted {
	return casework.Minted{ID: anID, Person: otherID, Tracking: casework.NewTracking([10]byte{1}), Now: now}
}

func camp() planning.CampRecord {
	cell, err := geo.CellOf(bardhaman, geo.ResDemand)
	if err != nil {
		panic(err)
	}
	return planning.CampRecord{
		ID: otherID, PlanState: planning.PlanPublished, VenueName: "Town School", At: bardhaman, Cell: cell, Day: campDay,
	}
}

func application() casework.Application {
	return casework.Application{Applicant: otherID, Name: " Asha Das ", Phone: "98765 43210", Scheme: "widow_pension"}
}

// pointers lists the places that a fault complains about.
func pointers(err error) string {
	f, ok := err.(*fault.Fault) //nolint:errorlint // Check gives the fault itself
	if !ok {
		return ""
	}
	var out []string
	for _, d := range f.Details {
		out = append(out, d.Pointer)
	}
	return strings.Join(out, " ")
}

func TestRegister(t *testing.T) {
	ready := func(c planning.CampRecord) planning.CampRecord { c.PlanState = planning.PlanReady; return c }
	same := func(c planning.CampRecord) planning.CampRecord { return c }
	prior := func(scheme, state string) []casework.Registration {
		return []casework.Registration{{Scheme: scheme, State: state, Tracking: "XXXX"}}
	}
	for _, c := range []struct {
		name    string
		camp    func(planning.CampRecord) planning.CampRecord
		now     time.Time
		history []casework.Registration
		want    fault.Code
	}{
		{"while the camp is open", same, noon, nil, ""},
		{"weeks before the camp's day", same, noon.AddDate(0, 0, -20), nil, ""},
		{"in the last minute of the camp's day", same, time.Date(2026, 1, 12, 23, 59, 59, 0, geo.IST), nil, ""},
		{"in the first minute of the next day", same, time.Date(2026, 1, 13, 0, 0, 0, 0, geo.IST), nil, "camp.closed"},
		{"on the next day in India that is still the camp's day in UTC", same, time.Date(2026, 1, 12, 19, 0, 0, 0, time.UTC), nil, "camp.closed"},
		{"before the plan is published", ready, noon, nil, "camp.not_published"},
		{"again for the same scheme", same, noon, prior("widow_pension", casework.StateReceived), "registration.duplicate"},
		{"again after the first was closed", same, noon, prior("widow_pension", casework.StateClosed), ""},
		{"for another scheme", same, noon, prior("health_card", casework.StateReceived), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := casework.Register(c.camp(camp()), nil, c.history, application(), minted(c.now))
			if got := fault.CodeOf(err); got != c.want {
				t.Fatalf("got %q (%v), want %q", got, err, c.want)
			}
			if err == nil && (r.ID != anID || r.Name != "Asha Das" || r.Phone != "+919876543210" || r.State != casework.StateReceived || r.At != bardhaman) {
				t.Errorf("kept %+v", r)
			}
		})
	}
}

func TestWhatAPhoneSendsLaterCountsAsOfWhenItWasTaken(t *testing.T) {
	days := func(n int) time.Time { return noon.AddDate(0, 0, n) }
	for _, c := range []struct {
		name       string
		taken, now time.Time
		want       fault.Code
	}{
		{"taken at the camp, sent a week later", noon, days(7), ""},
		{"taken the day after the camp", days(1), days(7), "camp.closed"},
		{"taken by a clock nine minutes ahead", noon.Add(9 * time.Minute), noon, ""},
		{"taken by a clock eleven minutes ahead", noon.Add(11 * time.Minute), noon, "registration.future"},
	} {
		t.Run(c.name, func(t *testing.T) {
			app := application()
			app.TakenAt = &c.taken
			r, err := casework.Register(camp(), nil, nil, app, minted(c.now))
			if got := fault.CodeOf(err); got != c.want {
				t.Fatalf("got %q (%v), want %q", got, err, c.want)
			}
			if err == nil && (!r.TakenAt.Equal(c.taken) || !r.Received.Equal(c.now)) {
				t.Errorf("taken %v, received %v", r.TakenAt, r.Received)
			}
		})
	}
}

func TestRegisterTakesTheClientsIdsWhereItGivesThem(t *testing.T) {
	app := application()
	app.ID, app.Applicant = "0190f5a8-7c1e-7abc-8def-0123456789aa", ""
	r, err := casework.Register(camp(), nil, nil, app, minted(noon))
	if err != nil || r.ID != app.ID || r.Applicant != otherID {
		t.Errorf("got id %s, applicant %s, %v", r.ID, r.Applicant, err)
	}
}

func TestAnApplicationIsToldAllItsMistakesAtOnce(t *testing.T) {
	app := casework.Application{ID: "x", Applicant: "y", Name: "  ", Phone: "12", Scheme: "Widow Pension"}
	err := app.Check()
	if fault.CodeOf(err) != "registration.malformed" || fault.KindOf(err) != fault.Invalid || pointers(err) != "/id /applicant /name /phone /scheme" {
		t.Errorf("got %v at %s", err, pointers(err))
	}
	if err := application().Check(); err != nil {
		t.Errorf("a good application: %v", err)
	}
}

func TestNoFieldTakesAnAadhaarNumber(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		at   string
	}{
		{"name of an applicant", casework.Application{Name: aadhaar, Scheme: "widow_pension"}.Check(), "/name"},
		{"description of a grievance", casework.Complaint{Category: "roads", Description: "my card " + bengali, At: &bardhaman}.Check(), "/description"},
		{"name on a grievance", casework.Complaint{Category: "roads", Description: "a", Name: "2341-2341-2346", At: &bardhaman}.Check(), "/name"},
		{"description of an issue site", casework.Sighting{Category: "roads", Description: aadhaar, Fixes: []geo.Fix{fix(bardhaman, 5)}}.Check(), "/description"},
		{"who took a fix", casework.CheckFix(geo.Fix{At: bardhaman, Accuracy: 5, Source: "gps", TakenAt: noon, TakenBy: aadhaar}), "/taken_by"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if fault.CodeOf(c.err) != "text.aadhaar" || fault.KindOf(c.err) != fault.Refused || pointers(c.err) != c.at {
				t.Fatalf("got %v at %q", c.err, pointers(c.err))
			}
			if strings.Contains(c.err.Error(), "2346") {
				t.Errorf("the refusal repeats the number: %v", c.err)
			}
		})
	}
}

func fix(at orb.Point, accuracy geo.Meters) geo.Fix {
	return geo.Fix{At: at, Accuracy: accuracy, Source: "gps", TakenAt: noon, TakenBy: "officer"}
}

func TestAGrievanceStandsWhereItWasSaidToElseWhereItIsAbout(t *testing.T) {
	elsewhere, atSite := orb.Point{88.1, 23.5}, orb.Point{88.2, 23.6}
	site := &casework.IssueSite{ID: anID, At: atSite}
	at := camp()
	for _, c := range []struct {
		name string
		in   casework.Complaint
		camp *planning.CampRecord
		site *casework.IssueSite
		want orb.Point
	}{
		{"its own position", casework.Complaint{At: &elsewhere, Camp: otherID, IssueSite: anID}, &at, site, elsewhere},
		{"its issue site", casework.Complaint{Camp: otherID, IssueSite: anID}, &at, site, atSite},
		{"its camp", casework.Complaint{Camp: otherID}, &at, nil, bardhaman},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.in.Category, c.in.Description = "water_supply", "The pump is broken."
			g, err := casework.File(c.in, c.camp, c.site, minted(noon))
			if err != nil || g.At != c.want || g.State != casework.StateReceived || !g.Cell.Valid() {
				t.Errorf("got %+v, %v", g, err)
			}
		})
	}
	_, err := casework.File(casework.Complaint{Category: "roads", Description: "nowhere"}, nil, nil, minted(noon))
	if pointers(err) != "/at" {
		t.Errorf("a grievance without a place: %v", err)
	}
}

func TestAGrievanceNeedsNoNameAndIsTakenAtAnyCamp(t *testing.T) {
	late := camp()
	late.PlanState = planning.PlanSuperseded
	if _, err := casework.File(casework.Complaint{Category: "roads", Description: "A hole.", Camp: otherID}, &late, nil, minted(noon.AddDate(1, 0, 0))); err != nil {
		t.Error(err)
	}
}

func TestAComplaintIsToldAllItsMistakesAtOnce(t *testing.T) {
	err := casework.Complaint{ID: "x", Description: strings.Repeat("ক", 4001), Name: "a\x00b", Phone: "+", Camp: "c", IssueSite: "i"}.Check()
	if fault.CodeOf(err) != "grievance.malformed" || pointers(err) != "/id /category /description /name /phone /camp /issue_site" {
		t.Errorf("got %v at %s", err, pointers(err))
	}
	if err := (casework.Complaint{Category: "roads", Description: strings.Repeat("ক", 4000), At: &bardhaman}).Check(); err != nil {
		t.Errorf("4,000 Bengali letters: %v", err)
	}
}

func TestAnIssueSiteStandsWhereItsFixesPut(t *testing.T) {
	near := orb.Point{bardhaman[0] + 0.00002, bardhaman[1]}
	site, err := casework.Report(casework.Sighting{
		Category: "broken_drain", Description: "It overflows.",
		Fixes: []geo.Fix{withID(fix(bardhaman, 5), "0190f5a8-7c1e-7abc-8def-000000000001")},
	}, minted(noon))
	if err != nil || geo.Distance(site.At, bardhaman) > 0.01 || site.Version != 1 || site.State != casework.StateReported {
		t.Fatalf("got %+v, %v", site, err)
	}
	two, err := casework.AddFix(site, withID(fix(near, 5), "0190f5a8-7c1e-7abc-8def-000000000002"))
	if err != nil || two.Version != 2 || len(two.Fixes) != 2 || len(site.Fixes) != 1 {
		t.Fatalf("got %+v, %v", two, err)
	}
	if d := geo.Distance(two.At, bardhaman); d <= 0 || d >= geo.Distance(near, bardhaman) {
		t.Errorf("the merged position lies %v m from the first fix", d)
	}
	again, err := casework.AddFix(two, withID(fix(near, 5), "0190f5a8-7c1e-7abc-8def-000000000002"))
	if err != nil || again.Version != 2 {
		t.Errorf("the same fix again: version %d, %v", again.Version, err)
	}
	two.State = casework.StateClosed
	if _, err := casework.AddFix(two, fix(near, 5)); fault.CodeOf(err) != "issue_site.closed" {
		t.Errorf("a fix of a closed site: %v", err)
	}
	for len(site.Fixes) < casework.MaxFixes {
		site.Fixes = append(site.Fixes, fix(bardhaman, 5))
	}
	if _, err := casework.AddFix(site, withID(fix(near, 5), otherID)); fault.CodeOf(err) != "fix.too_many" {
		t.Errorf("one fix too many: %v", err)
	}
}

func withID(f geo.Fix, id string) geo.Fix {
	f.ID = id
	return f
}

func TestAFixIsToldAllItsMistakesAtOnce(t *testing.T) {
	err := casework.CheckFix(geo.Fix{ID: "x", At: orb.Point{200, 23}, Accuracy: -1, Source: "guess"})
	if pointers(err) != "/id /at /accuracy_m /source /taken_at" {
		t.Errorf("got %v at %s", err, pointers(err))
	}
	same := withID(fix(bardhaman, 5), anID)
	if err := casework.CheckFixes([]geo.Fix{same, same}); pointers(err) != "/fixes/1/id" {
		t.Errorf("two fixes with one id: %v", err)
	}
	if err := casework.CheckFixes(nil); err != nil {
		t.Errorf("no fixes: %v", err)
	}
	if err := (casework.Sighting{Category: "roads", Description: "a"}).Check(); pointers(err) != "/fixes" {
		t.Errorf("a sighting without fixes: %v", err)
	}
}
