package planning_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// monday is the first day of the drive that uses every rule.
var monday = planning.DefaultDrive().FirstDay

// ruled is a drive that uses every rule, from monday on.
func ruled(d *planning.Drive) {
	d.FirstDay, d.WorkingDays = monday, 20
	d.Rules = planning.Rules{
		FloorPermille: 600, FullWorth: 1000, ThresholdWorth: 500,
		Phases: []planning.Phase{
			{Name: "First round", FirstDay: monday, LastDay: monday + 6, Minimum: 1},
			{Name: "Second round", FirstDay: monday + 12, LastDay: monday + 19, Minimum: 1},
		},
		SpacingDays: 6,
		Schemes: []planning.Scheme{
			{ID: "pension", Name: "Old age pension", SharePermille: 400, Minutes: 9, Desks: 4, Kit: "biometric"},
			{ID: "caste", Name: "Caste certificate", SharePermille: 600, Minutes: 5, Desks: 3, Department: "welfare"},
		},
		Opens: planning.Clock(11 * 60), OpenMinutes: 300,
		Supplies: []planning.Supply{
			{ID: "biometric", PerCamp: 2, Source: "stock list"},
			{ID: "welfare", PerCamp: 3, Source: "order 9"},
			{ID: "biometric", Area: "b1", PerCamp: 1, Source: "stock list"},
		},
		Hours:      []planning.Hours{{Kind: "ferry_hours", Area: "g1", From: 12 * 60, To: 15 * 60, Source: "ferry table"}},
		Facilities: []string{"ramp", "rooms:3"}, FacilitiesKnown: false,
		HaltsPerDay: 3, HaltMinutes: 45, TravelKMH: 15, TravelSource: "assumption",
		Special: []planning.Special{{Name: "District jail", Venue: "v1", Day: monday + 1, Cap: 50, Source: "letter 4"}},
	}
}

func TestEveryRuleOfADriveIsWrittenReadAndDescribed(t *testing.T) {
	p := problem(t, gazetteer(), ruled)
	var b bytes.Buffer
	if err := planning.WriteProblem(&b, p); err != nil {
		t.Fatal(err)
	}
	again, err := planning.ReadProblem(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	var c bytes.Buffer
	if err := planning.WriteProblem(&c, again); err != nil || !bytes.Equal(b.Bytes(), c.Bytes()) {
		t.Errorf("written again the problem differs: %v", err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema(t, "problem").Validate(doc); err != nil {
		t.Error(err)
	}
	for _, word := range []string{`"floor_permille":600`, `"opens":"11:00"`, `"phases":[{"name":"First round"`, `"kit":"biometric"`, `"from":"12:00"`} {
		if !strings.Contains(b.String(), word) {
			t.Errorf("the problem does not say %s", word)
		}
	}
}

func TestBadRulesOfADriveAreAllNamedAtOnce(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(r *planning.Rules)
		places string
	}{
		{"all is well", func(*planning.Rules) {}, ""},
		{"a floor above everybody", func(r *planning.Rules) { r.FloorPermille = 1001 }, "/floor_permille"},
		{"full worth beyond the threshold", func(r *planning.Rules) { r.FullWorth = 2001 }, "/full_worth_m"},
		{"worth below nothing", func(r *planning.Rules) { r.ThresholdWorth = -1 }, "/threshold_worth_permille"},
		{"phases that overlap", func(r *planning.Rules) { r.Phases[1].FirstDay, r.SpacingDays = monday+6, 0 }, "/phases/1/first_day"},
		{"phases nearer than the spacing", func(r *planning.Rules) { r.SpacingDays = 7 }, "/phases/1/first_day"},
		{"a phase that ends before it begins", func(r *planning.Rules) { r.Phases[1].LastDay = monday + 11 }, "/phases/1/last_day"},
		{"a phase before the drive, of one name with another", func(r *planning.Rules) { r.Phases[0].FirstDay--; r.Phases[1].Name = "First round" }, "/phases/0/first_day /phases/1/name"},
		{"zero desks", func(r *planning.Rules) { r.Schemes[0].Desks = 0 }, "/schemes/0/desks"},
		{"no minutes, and desks past counting", func(r *planning.Rules) { r.Schemes[0].Minutes, r.Schemes[1].Desks = 0, 1<<62 }, "/schemes/0/minutes /schemes/1/desks"},
		{"shares of less than all", func(r *planning.Rules) { r.Schemes[0].SharePermille = 399 }, "/schemes"},
		{"shares past counting", func(r *planning.Rules) { r.Schemes[0].SharePermille, r.Schemes[1].SharePermille = 1<<62, 1<<62 }, "/schemes/0/share_permille /schemes/1/share_permille /schemes"},
		{"one id twice", func(r *planning.Rules) { r.Schemes[1].ID = "pension" }, "/schemes/1/id"},
		{"an id that names the plain cap", func(r *planning.Rules) { r.Schemes[1].ID = "drive" }, "/schemes/1/id"},
		{"a kit that nobody has", func(r *planning.Rules) { r.Schemes[0].Kit = "aadhaar" }, "/schemes/0/kit"},
		{"a supply of none, twice, on nobody's word", func(r *planning.Rules) { r.Supplies[2] = planning.Supply{ID: "biometric"} }, "/supplies/2/per_camp /supplies/2/source /supplies/2/area"},
		{"hours that end before they begin", func(r *planning.Rules) { r.Hours[0].To = r.Hours[0].From }, "/hours/0/to"},
		{"open past midnight", func(r *planning.Rules) { r.OpenMinutes = 13*60 + 1 }, "/open_minutes"},
		{"open for no time", func(r *planning.Rules) { r.OpenMinutes, r.HaltsPerDay = -1, 0 }, "/open_minutes"},
		{"a facility in capitals, and one twice", func(r *planning.Rules) { r.Facilities = []string{"Ramp", "rooms:2", "rooms:3"} }, "/facilities/0 /facilities/2"},
		{"one halt a day", func(r *planning.Rules) { r.HaltsPerDay = 1 }, "/halts_per_day"},
		{"halts longer than the day", func(r *planning.Rules) { r.HaltMinutes = 151 }, "/halt_minutes"},
		{"a speed on nobody's word", func(r *planning.Rules) { r.TravelSource = "" }, "/travel_source"},
		{"a special camp without a place, before the drive, for too many", func(r *planning.Rules) {
			r.Special[0] = planning.Special{Name: "Fair", Day: 1, Cap: 1 << 62, Source: "x"}
		}, "/special/0/venue /special/0/day /special/0/cap"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := planning.DefaultDrive()
			ruled(&d)
			c.change(&d.Rules)
			err := d.Check()
			var places []string
			if f, ok := errors.AsType[*fault.Fault](err); ok {
				for _, x := range f.Details {
					places = append(places, x.Pointer)
				}
			}
			if got := strings.Join(places, " "); got != c.places || (err != nil) != (c.places != "") {
				t.Errorf("refused at %q, want %q: %v", got, c.places, err)
			}
		})
	}
}

func TestATimeOfDayIsReadStrictly(t *testing.T) {
	for text, want := range map[string]planning.Clock{"00:00": 0, "09:05": 545, "23:59": 1439, "24:00": 1440} {
		if got, err := planning.ParseClock(text); err != nil || got != want || got.String() != text {
			t.Errorf("%s is %d (%s): %v", text, got, got, err)
		}
	}
	for _, text := range []string{"", "9:05", "09:60", "24:01", "25:00", "0x:00", "-1:00", "09-05", "09:05:00", "৯৯:৯৯", "99:99"} {
		if got, err := planning.ParseClock(text); fault.CodeOf(err) != "clock.malformed" {
			t.Errorf("%q is read as %d, %v", text, got, err)
		}
	}
}
