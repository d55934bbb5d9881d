package planning_test

import (
	"slices"
	"strings"
	"testing"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// desks are two schemes: 400 of 1000 visitors for a pension, 9 minutes at each of 4 desks, and 600 for a
// certificate, 5 minutes at each of 3.
func desks(d *planning.Drive) {
	d.Schemes = []planning.Scheme{
		{ID: "pension", Name: "Pension", SharePermille: 400, Minutes: 9, Desks: 4},
		{ID: "caste", Name: "Certificate", SharePermille: 600, Minutes: 5, Desks: 3},
	}
}

func candidate(t *testing.T, p planning.Problem, id planning.VenueID) planning.Candidate {
	t.Helper()
	k := slices.IndexFunc(p.Candidates, func(v planning.Candidate) bool { return v.ID == id })
	if k < 0 {
		t.Fatalf("%s is no candidate of %v; excluded are %v", id, ids(p), p.Excluded)
	}
	return p.Candidates[k]
}

func TestACampTakesTheLeastOfWhatAnythingLetsItTake(t *testing.T) {
	ferry := planning.Hours{Kind: "ferry_hours", Area: "g1", From: 12 * 60, To: 15 * 60, Source: "ferry table"}
	for _, c := range []struct {
		name     string
		capacity int64 // of v1
		change   func(d *planning.Drive)
		want     int64
		by       string
		minutes  int64
		says     string
	}{
		{"a plain cap", 0, func(*planning.Drive) {}, 859, "", 0, ""},
		{"a plain cap and a small venue", 80, func(*planning.Drive) {}, 80, "", 0, ""},
		{"the desks of one scheme", 0, desks, 360, "caste", 360, "Certificate: 3 desks x 360 minutes / 5 a case, for 600 of 1000 visitors"},
		{"a small venue", 80, desks, 80, "venue", 360, "the venue's room for 80 visitors a day"},
		{"a plain cap below all", 0, func(d *planning.Drive) { desks(d); d.CapPerCampDay = 300 }, 300, "drive", 360, "the drive's cap of 300 visitors"},
		{"hours of its own", 0, func(d *planning.Drive) { desks(d); d.OpenMinutes = 300 }, 300, "caste", 300, ""},
		{"the ferry", 0, func(d *planning.Drive) { desks(d); d.Hours = []planning.Hours{ferry} }, 180, "caste", 180, "3 desks x 180 minutes"},
		{"the ferry under a plain cap", 0, func(d *planning.Drive) { d.Hours = []planning.Hours{ferry} }, 429, "drive", 180, "in 360 minutes, of which 180 are open"},
		{"the tide within the ferry", 0, func(d *planning.Drive) {
			desks(d)
			d.Hours = []planning.Hours{ferry, {Kind: "tide_hours", Venue: "v1", From: 14 * 60, To: 18 * 60, Source: "tide table"}}
		}, 60, "pension", 60, ""}, // 4 x 60 / 9 = 26 cases, 65 visitors; 3 x 60 / 5 = 36 cases, 60
		{"a kit of which each camp gets one", 0, func(d *planning.Drive) {
			desks(d)
			d.Schemes[0].Kit = "biometric"
			d.Supplies = []planning.Supply{{ID: "biometric", PerCamp: 1, Source: "stock"}}
		}, 100, "biometric", 360, "1 of biometric x 360 minutes / 3.600 minutes of a visitor"},
		{"a kit that two schemes share", 0, func(d *planning.Drive) {
			desks(d)
			d.Schemes[0].Kit, d.Schemes[1].Kit = "biometric", "biometric"
			d.Supplies = []planning.Supply{{ID: "biometric", PerCamp: 2, Source: "stock"}}
		}, 109, "biometric", 360, ""}, // 2 x 360 / 6.6
		{"staff of which the block gets fewer", 0, func(d *planning.Drive) {
			desks(d)
			d.Schemes[1].Department = "welfare"
			d.Supplies = []planning.Supply{
				{ID: "welfare", PerCamp: 9, Source: "order 1"},
				{ID: "welfare", Area: "b1", PerCamp: 1, Source: "order 2"},
				{ID: "welfare", Area: "sub", PerCamp: 5, Source: "order 3"},
				{ID: "welfare", Area: "d1", PerCamp: 7, Source: "order 4"},
			}
		}, 120, "welfare", 360, ""},
		{"a supply that another block gets", 0, func(d *planning.Drive) {
			desks(d)
			d.Schemes[1].Department = "welfare"
			d.Supplies = []planning.Supply{{ID: "welfare", Area: "b2", PerCamp: 1, Source: "order 2"}}
		}, 360, "caste", 360, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := gazetteer()
			g.Venues[0].Capacity = c.capacity
			p := problem(t, g, c.change)
			v := candidate(t, p, "v1")
			if c.name == "the tide within the ferry" {
				c.by = "caste"
			}
			if v.Cap != c.want || v.CapBy != c.by || v.Minutes != c.minutes {
				t.Errorf("a camp takes %d by %q in %d minutes; want %d by %q in %d", v.Cap, v.CapBy, v.Minutes, c.want, c.by, c.minutes)
			}
			if says := p.CapWhy(v); !strings.Contains(says, c.says) || (says == "") != (c.by == "") {
				t.Errorf("it is said: %q", says)
			}
			for _, x := range planning.Check(p, solve(t, p, 1)) {
				t.Errorf("%s: %s", x.Rule, x.Text)
			}
		})
	}
}

func TestAVenueThatCanTakeNobodyIsExcludedAndSaysWhy(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(g *planning.Gazetteer, d *planning.Drive)
		reason planning.ExcludedReason
		says   string
	}{
		{"no case fits the day", func(_ *planning.Gazetteer, d *planning.Drive) {
			desks(d)
			d.Schemes[0].Minutes, d.Schemes[0].Desks = 361, 1
		}, "no_room", "could take nobody there, by Pension: 1 desk x 360 minutes / 361 a case"},
		{"the ferry runs by night", func(_ *planning.Gazetteer, d *planning.Drive) {
			d.Hours = []planning.Hours{{Kind: "ferry_hours", Area: "g1", From: 0, To: 10 * 60, Source: "ferry table"}}
		}, "no_hours", "no day leaves it hours between 10:00 and 16:00 (ferry table)"},
		{"no ramp", func(g *planning.Gazetteer, d *planning.Drive) {
			d.Facilities, g.Venues[0].Facilities = []string{"ramp", "rooms:3"}, []string{"network", "rooms:2"}
		}, "facility_lacking", "School v1 is not planned: it lacks ramp, rooms:3."},
		{"nothing known", func(_ *planning.Gazetteer, d *planning.Drive) {
			d.Facilities, d.FacilitiesKnown = []string{"ramp"}, true
		}, "facilities_unknown", "whether it has ramp is not known"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, d := gazetteer(), planning.DefaultDrive()
			c.change(&g, &d)
			p, err := planning.NewProblem(g, d, "d1")
			if err != nil {
				t.Fatal(err)
			}
			k := slices.IndexFunc(p.Excluded, func(e planning.Excluded) bool { return e.ID == "v1" })
			if k < 0 || p.Excluded[k].Reason != c.reason || !strings.Contains(p.Excluded[k].Text, c.says) {
				t.Fatalf("excluded: %+v", p.Excluded)
			}
			plan := solve(t, p, 1)
			if found := planning.Check(p, plan); len(found) > 0 {
				t.Errorf("violations: %v", found)
			}
			if _, err := planning.ExplainVenue(p, plan, "v1"); fault.CodeOf(err) != "venue.excluded" || !strings.Contains(err.Error(), c.says) {
				t.Errorf("asked why: %v", err)
			}
			if len(plan.Unserved) == 0 || !strings.Contains(plan.Unserved[0].Text+plan.Unserved[len(plan.Unserved)-1].Text, "is not planned") {
				t.Errorf("nobody left out is told: %+v", plan.Unserved)
			}
		})
	}
}

func TestFacilitiesThatAreNotKnownAreTakenOnTrustAndCounted(t *testing.T) {
	g := gazetteer()
	g.Venues[0].Facilities = []string{"ramp", "rooms:4"}
	p := problem(t, g, func(d *planning.Drive) { d.Facilities = []string{"ramp", "rooms:3"} })
	if len(p.Candidates) != 4 || len(p.Excluded) != 0 {
		t.Fatalf("%v are planned, %v not", ids(p), p.Excluded)
	}
	if !slices.ContainsFunc(p.Absent, func(a planning.Absence) bool { return a.What == "facilities of 3 venues" }) {
		t.Errorf("absent: %v", p.Absent)
	}
}

func TestADayOfTooFewHoursIsClosed(t *testing.T) {
	hours := func(day planning.Day, from, to planning.Clock) planning.Hours {
		return planning.Hours{Kind: "tide_hours", Area: "b1", Day: day, From: from * 60, To: to * 60, Source: "tide table"}
	}
	p := problem(t, gazetteer(), func(d *planning.Drive) {
		desks(d)
		d.FirstDay, d.WorkingDays = monday, 5
		d.Hours = []planning.Hours{
			hours(monday, 10, 14), hours(monday+1, 11, 14), hours(monday+2, 9, 12), hours(monday+3, 17, 20),
		}
	})
	v := candidate(t, p, "v1")
	if v.Minutes != 180 { // 240, 180, 120 (closed: less than half of 360), none, 360
		t.Errorf("it is open for %d minutes", v.Minutes)
	}
	var closed strings.Builder
	for _, x := range p.Closures {
		if x.Venue == "v1" {
			closed.WriteString(x.Day.String() + " " + x.Kind + " " + x.Source + "|")
		}
	}
	want := (monday + 2).String() + " tide_hours tide_hours 09:00 to 12:00, tide table|" + (monday + 3).String() + " tide_hours tide_hours 17:00 to 20:00, tide table|"
	if closed.String() != want {
		t.Errorf("closed: %s", &closed)
	}
	if other := candidate(t, p, "v3"); other.Minutes != 360 {
		t.Errorf("in another block it is open for %d minutes", other.Minutes)
	}
	if found := planning.Check(p, solve(t, p, 1)); len(found) > 0 {
		t.Errorf("violations: %v", found)
	}
}

func TestABannedVenueHasNoCampAndLiftingTheBanReachesItsCells(t *testing.T) {
	p := problem(t, gazetteer(), func(d *planning.Drive) { d.FirstDay, d.WorkingDays = monday, 6 })
	if _, err := p.Ban(planning.Ban{Venue: "v9", Source: "order 3"}); fault.CodeOf(err) != "ban.venue" {
		t.Errorf("a venue elsewhere: %v", err)
	}
	if _, err := p.Ban(planning.Ban{Venue: "v1"}); fault.CodeOf(err) != "ban.source" {
		t.Errorf("on nobody's word: %v", err)
	}
	before := len(p.Bans)
	banned, err := p.Ban(planning.Ban{Venue: "v3", Source: "order 2"}, planning.Ban{Venue: "v1", Source: "order 3"})
	if err != nil || len(p.Bans) != before {
		t.Fatalf("%v; the problem given has %v", err, p.Bans)
	}
	plan := solve(t, banned, 1)
	if found := planning.Check(banned, plan); len(found) > 0 {
		t.Errorf("violations: %v", found)
	}
	told := 0
	for _, x := range plan.Unserved {
		if x.Reason != planning.ReasonBanned {
			continue
		}
		told++
		if !strings.Contains(x.Text, "No camp may be held at School") || !strings.Contains(x.Text, "order") {
			t.Errorf("it is said: %s", x.Text)
		}
		next, relaxed, err := planning.Relax(banned, plan, x.Cell)
		if err != nil {
			t.Fatal(err)
		}
		if found := planning.Check(next, relaxed); len(found) > 0 || len(next.Bans) != 1 {
			t.Errorf("relaxed: %v, bans %v", found, next.Bans)
		}
		if slices.ContainsFunc(relaxed.Unserved, func(u planning.Unserved) bool { return u.Cell == x.Cell && u.Visitors == x.Visitors }) {
			t.Errorf("nobody more of %s is served", x.Cell)
		}
	}
	if told != 2 {
		t.Errorf("%d cells are left out by the ban: %+v", told, plan.Unserved)
	}
}

func TestEveryRuleOfADriveAtOncePassesTheCheck(t *testing.T) {
	p := problem(t, gazetteer(), ruled)
	if found := planning.Check(p, solve(t, p, 1)); len(found) > 0 {
		t.Errorf("violations: %v", found)
	}
}

func TestACampListedAtAnExcludedVenueIsAViolationThatSaysWhy(t *testing.T) {
	g := gazetteer()
	g.Venues[0].Facilities = []string{"network"}
	p := problem(t, g, func(d *planning.Drive) {
		desks(d)
		d.Facilities, d.FirstDay, d.WorkingDays = []string{"ramp"}, monday, 6
		d.Hours = []planning.Hours{{Kind: "ferry_hours", Area: "g1", From: 11 * 60, To: 13 * 60, Source: "ferry table"}}
	})
	listed, err := p.WithPins([]planning.Pin{{ID: "row-2", Venue: "v1", Day: monday, Row: 2}}, g.Venues)
	if err != nil || len(p.Excluded) != 1 || len(listed.Excluded) != 0 {
		t.Fatalf("%v; excluded %v, then %v", err, p.Excluded, listed.Excluded)
	}
	if v := candidate(t, listed, "v1"); v.Minutes != 120 || v.Cap != 120 || v.CapBy != "caste" {
		t.Errorf("it takes %+v", v)
	}
	plan, err := planning.Draft(t.Context(), listed, 1, quick, nil)
	if err != nil {
		t.Fatal(err)
	}
	found := planning.Check(listed, plan)
	if len(found) != 1 || found[0].Rule != "camp.closed" || found[0].Row != 2 || !strings.Contains(found[0].Text, "it lacks ramp") {
		t.Errorf("violations: %v", found)
	}
}
