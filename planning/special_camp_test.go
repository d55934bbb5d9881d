package planning_test

import (
	"slices"
	"strings"
	"testing"

	"doorstep/internal/fault"
	"doorstep/planning"
)

func TestASpecialCampIsHeldAtItsVenueOnItsDay(t *testing.T) {
	for _, c := range []struct {
		name     string
		change   func(g *planning.Gazetteer, d *planning.Drive)
		cap      int64
		by       string
		excluded string
	}{
		{"with a cap of its own", func(*planning.Gazetteer, *planning.Drive) {}, 50, "special", ""},
		{"with a cap above what its desks take", func(_ *planning.Gazetteer, d *planning.Drive) { desks(d); d.Special[0].Cap = 2000 }, 2000, "special", ""},
		{"like any camp", func(_ *planning.Gazetteer, d *planning.Drive) { desks(d); d.Special[0].Cap = 0 }, 360, "caste", ""},
		{"at a landmark without the facilities", func(g *planning.Gazetteer, d *planning.Drive) {
			g.Venues[0].Host, g.Venues[0].Facilities, d.Facilities = planning.HostNone, []string{}, []string{"ramp"}
		}, 50, "special", ""},
		{"at a venue that is refused", func(g *planning.Gazetteer, _ *planning.Drive) { g.Venues[0].Permission = planning.PermissionRefused }, 0, "", "the use of School v1 is refused"},
		{"on a holiday", func(g *planning.Gazetteer, _ *planning.Drive) {
			g.Closures = []planning.Closure{{Day: monday + 1, Kind: "holiday", Area: "b1", Source: "Gazette"}}
		}, 0, "", "closed by holiday (Gazette)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, d := gazetteer(), planning.DefaultDrive()
			d.ID, d.FirstDay, d.WorkingDays = "drive", monday, 8
			d.Special = []planning.Special{{Name: "District jail", Venue: "v1", Day: monday + 1, Cap: 50, Source: "letter 4"}}
			c.change(&g, &d)
			p, err := planning.NewProblem(g, d, "d1")
			if err != nil {
				t.Fatal(err)
			}
			plan := solve(t, p, 1)
			if found := planning.Check(p, plan); len(found) > 0 {
				t.Errorf("violations: %v", found)
			}
			k := slices.IndexFunc(plan.Camps, func(x planning.Camp) bool { return strings.HasPrefix(x.Remarks, "District jail (letter 4)") })
			if c.excluded != "" {
				if k >= 0 || !slices.ContainsFunc(p.Excluded, func(e planning.Excluded) bool { return strings.Contains(e.Text, c.excluded) }) {
					t.Errorf("camp %d, excluded %+v", k, p.Excluded)
				}
				return
			}
			if k < 0 {
				t.Fatalf("the camps are %+v", plan.Camps)
			}
			x := plan.Camps[k]
			if x.Day != monday+1 || !x.Pinned || x.Cap != c.cap || x.CapBy != c.by || x.Group != "g1" {
				t.Errorf("the camp is %+v", x)
			}
			if n := slices.IndexFunc(p.Candidates, func(v planning.Candidate) bool { return v.ID == "v1" }); (n >= 0) != (g.Venues[0].Host == planning.HostFixed) {
				t.Errorf("the venue itself is candidate %d", n)
			}
		})
	}
}

func TestASpecialCampOnNoDayOfTheDriveIsRefused(t *testing.T) {
	d := planning.DefaultDrive()
	d.FirstDay, d.WorkingDays = monday, 5
	d.Special = []planning.Special{{Name: "Fair", Venue: "v1", Day: monday + 60, Source: "letter 4"}}
	if _, err := planning.NewProblem(gazetteer(), d, "d1"); fault.CodeOf(err) != "drive.special" {
		t.Errorf("refused with %v", err)
	}
}
