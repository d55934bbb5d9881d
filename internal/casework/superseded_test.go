package casework_test

import (
	"strings"
	"testing"
	"time"

	"doorstep/geo"
	"doorstep/internal/casework"
	"doorstep/internal/fault"
	"doorstep/planning"
)

func TestWhatWasTakenBeforeAPlanWasReplacedStaysAtItsCamp(t *testing.T) {
	replacedAt := noon.AddDate(0, 0, -3)
	old := camp()
	old.ID, old.Venue, old.PlanState, old.Superseded = "old", "school", planning.PlanSuperseded, &replacedAt
	at := func(id string, days planning.Day, venue planning.VenueID) casework.Instead {
		c := camp()
		c.ID, c.Day, c.Venue, c.VenueName, c.Group = planning.CampID(id), campDay+days, venue, "the "+string(venue), "beyond"
		return casework.Instead{CampRecord: c}
	}
	ofGroup := func(c casework.Instead) casework.Instead { c.Group = old.Group; return c }
	moved := func(c casework.Instead) casework.Instead { c.Moved = true; return c }
	before, after := replacedAt.Add(-time.Microsecond), replacedAt.Add(time.Hour)
	for _, c := range []struct {
		name       string
		taken, now time.Time
		instead    []casework.Instead
		want       fault.Code
		names      string
	}{
		{"taken before, sent after", before, after, nil, "", ""},
		{"taken before, sent after the camp's day", before, noon.AddDate(0, 1, 0), []casework.Instead{at("new", 0, "school")}, "", ""},
		{"taken at that very instant", replacedAt, after, nil, "camp.superseded", "no camp there any more"},
		{"taken after", after, after, []casework.Instead{at("new", 0, "school")}, "camp.superseded", ": new."},
		{"taken after, the camp moved by days", after, after, []casework.Instead{at("far", 9, "school"), at("near", 2, "school")}, "camp.superseded", ": near."},
		{"taken after, one camp on that day and one the day before", after, after, []casework.Instead{at("before", -1, "school"), at("new", 0, "school")}, "camp.superseded", ": new."},
		{"taken after, as near before as after", after, after, []casework.Instead{at("later", 1, "school"), at("sooner", -1, "school")}, "camp.superseded", ": sooner."},
		{"taken after, the nearer camp is over", noon, noon, []casework.Instead{at("over", -1, "school"), at("ahead", 5, "school")}, "camp.superseded", ": ahead."},
		{"taken after, all camps there are over", noon, noon, []casework.Instead{at("over", -1, "school")}, "camp.superseded", "no camp there any more"},
		{"taken after, a camp elsewhere", after, after, []casework.Instead{at("other", 0, "market")}, "camp.superseded", "no camp there any more"},
		{"taken after, a camp elsewhere in the group", after, after, []casework.Instead{at("far", 0, "market"), ofGroup(at("other", 3, "market"))}, "camp.superseded", "the camp at the market, on 2026-01-15"},
		{"taken after, the venue has another camp and the group a nearer one", after, after, []casework.Instead{ofGroup(at("near", 0, "market")), at("same", 4, "school")}, "camp.superseded", ": same."},
		{"taken after, the camp itself was moved to another venue", after, after, []casework.Instead{at("same", 0, "school"), moved(at("itself", 6, "market"))}, "camp.superseded", "the camp at the market"},
		{"taken after, the camp itself was moved and is over", noon, noon, []casework.Instead{moved(at("itself", -2, "market")), at("same", 4, "school")}, "camp.superseded", ": same."},
		{"taken in the future", after.Add(time.Hour), after, nil, "registration.future", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			app := application()
			app.TakenAt = &c.taken
			r, err := casework.Register(old, c.instead, nil, app, minted(c.now))
			if got := fault.CodeOf(err); got != c.want {
				t.Fatalf("got %q (%v), want %q", got, err, c.want)
			}
			if err != nil && !strings.Contains(err.Error(), c.names) {
				t.Errorf("%q does not say %q", err, c.names)
			}
			if err == nil && (r.Camp != "old" || !r.TakenAt.Equal(c.taken)) {
				t.Errorf("kept %+v", r)
			}
		})
	}
	late := noon.AddDate(0, 0, 1) // the camp's own day still counts
	old.Superseded = new(noon.AddDate(0, 0, 5))
	app := application()
	app.TakenAt = &late
	if _, err := casework.Register(old, nil, nil, app, minted(noon.AddDate(0, 0, 9))); fault.CodeOf(err) != "camp.closed" {
		t.Errorf("taken after the camp's day, before the plan was replaced: %v", err)
	}
	if _, err := casework.Register(old, nil, []casework.Registration{{Scheme: app.Scheme, State: casework.StateReceived}}, application(), minted(noon)); fault.CodeOf(err) != "registration.duplicate" {
		t.Errorf("again for the same scheme: %v", err)
	}
}

func TestTheContentOfACreationIsWhatItAsksFor(t *testing.T) {
	ist, utc := noon, noon.UTC()
	base := casework.Application{ID: anID, Applicant: otherID, Name: "Asha Das", Phone: "9876543210", Scheme: "widow_pension", TakenAt: &ist}
	change := func(f func(*casework.Application)) casework.Application {
		out := base
		f(&out)
		return out
	}
	for name, same := range map[string]casework.Application{
		"blanks around the name":   change(func(a *casework.Application) { a.Name = " Asha Das\n" }),
		"the number as +91":        change(func(a *casework.Application) { a.Phone = "+91 98765 43210" }),
		"the instant in UTC":       change(func(a *casework.Application) { a.TakenAt = &utc }),
		"nanoseconds of the clock": change(func(a *casework.Application) { a.TakenAt = new(ist.Add(999)) }),
		"another id":               change(func(a *casework.Application) { a.ID = otherID }),
	} {
		if same.Content("camp") != base.Content("camp") {
			t.Errorf("%s makes it another", name)
		}
	}
	for name, other := range map[string]casework.Application{
		"applicant": change(func(a *casework.Application) { a.Applicant = "" }),
		"name":      change(func(a *casework.Application) { a.Name = "Asha Dass" }),
		"phone":     change(func(a *casework.Application) { a.Phone = "" }),
		"scheme":    change(func(a *casework.Application) { a.Scheme = "health_card" }),
		"no time":   change(func(a *casework.Application) { a.TakenAt = nil }),
		"time":      change(func(a *casework.Application) { a.TakenAt = new(ist.Add(time.Microsecond)) }),
	} {
		if other.Content("camp") == base.Content("camp") {
			t.Errorf("another %s is the same", name)
		}
	}
	if base.Content("camp") == base.Content("other") {
		t.Error("another camp is the same")
	}
	complaint := casework.Complaint{Category: "roads", Description: "A hole.", At: &bardhaman}
	elsewhere := complaint
	elsewhere.At, elsewhere.Camp = nil, otherID
	if complaint.Content() == elsewhere.Content() {
		t.Error("a grievance elsewhere is the same")
	}
	sighting := casework.Sighting{Category: "roads", Description: "A hole.", Fixes: []geo.Fix{fix(bardhaman, 5)}}
	finer := sighting
	finer.Fixes = []geo.Fix{fix(bardhaman, 4)}
	if sighting.Content() == finer.Content() {
		t.Error("a finer geo-tag is the same")
	}
	venue := planning.Venue{Name: "School", Kind: "school", Host: planning.HostFixed, At: bardhaman}
	if casework.VenueContent(venue, nil) == casework.VenueContent(venue, sighting.Fixes) {
		t.Error("a venue with a geo-tag is the one without")
	}
	venue.At[0]++
	if casework.VenueContent(venue, nil) == casework.VenueContent(planning.Venue{Name: "School", Kind: "school", Host: planning.HostFixed, At: bardhaman}, nil) {
		t.Error("a venue elsewhere is the same")
	}
}
