package planning_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/planning"
)

// gazetteer is a district with two blocks and a town: block b1 with groups g1 and g2, block b2 with g3,
// town t1 with ward w1. Another district, d2, lies beside it.
func gazetteer() planning.Gazetteer {
	area := func(id, parent string, level planning.Level) planning.Area {
		return planning.Area{ID: planning.AreaID(id), Parent: planning.AreaID(parent), Level: level, Name: strings.ToUpper(id)}
	}
	g := planning.Gazetteer{Areas: []planning.Area{
		area("s", "", planning.LevelState), area("d1", "s", planning.LevelDistrict), area("d2", "s", planning.LevelDistrict),
		area("sub", "d1", planning.LevelSubDivision),
		area("b1", "sub", planning.LevelBlock), area("b2", "sub", planning.LevelBlock), area("t1", "sub", planning.LevelMunicipality),
		area("bor", "t1", planning.LevelBorough), area("w1", "bor", planning.LevelWard),
		area("g1", "b1", planning.LevelGramPanchayat), area("g2", "b1", planning.LevelGramPanchayat), area("g3", "b2", planning.LevelGramPanchayat),
		area("b9", "d2", planning.LevelBlock), area("g9", "b9", planning.LevelGramPanchayat),
	}}
	g.Areas[11].StandIn = true
	g.Settlements = []planning.Settlement{
		settlement("s1", "g1", 0, 0, 3000), settlement("s2", "g1", 3, 0, 1001), settlement("s3", "g2", 6, 0, 2000),
		settlement("s4", "g3", 0, 9, 4000), settlement("s5", "w1", 9, 9, 5000), settlement("s9", "g9", 3, 3, 7000),
	}
	g.Venues = []planning.Venue{
		venue("v1", "g1", 0, 0), venue("v2", "g2", 6, 0), venue("v3", "g3", 0, 9), venue("v5", "w1", 9, 9), venue("v9", "g9", 3, 3),
	}
	return g
}

func at(north, east float64) orb.Point { return orb.Point{87.85 + east/100, 23.2 + north/100} }

func settlement(id, group string, north, east float64, people int64) planning.Settlement {
	p := at(north, east)
	cell, err := geo.CellOf(p, geo.ResDemand)
	if err != nil {
		panic(err)
	}
	return planning.Settlement{
		ID: planning.SettlementID(id), Name: "Para " + id, Group: planning.AreaID(group), Area: planning.AreaID(group), People: people, At: p, Cell: cell,
	}
}

func venue(id, group string, north, east float64) planning.Venue {
	return planning.Venue{
		ID: planning.VenueID(id), Name: "School " + id, Kind: "school", Host: planning.HostFixed, Group: planning.AreaID(group),
		At: at(north, east), Permission: planning.PermissionNotAsked,
	}
}

func problem(tb testing.TB, g planning.Gazetteer, change func(d *planning.Drive)) planning.Problem {
	tb.Helper()
	drive := planning.DefaultDrive()
	drive.ID = "drive"
	if change != nil {
		change(&drive)
	}
	p, err := planning.NewProblem(g, drive, "d1")
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

func ids(p planning.Problem) (list []string) {
	for _, v := range p.Candidates {
		list = append(list, string(v.ID)+"@"+v.Group)
	}
	return list
}

func TestAProblemHoldsTheDistrictAndNothingBeyond(t *testing.T) {
	p := problem(t, gazetteer(), nil)
	if len(p.Demand) != 5 || len(p.Groups) != 4 || len(p.Blocks) != 3 || p.Placement.People != 15001 {
		t.Errorf("%d cells, %d groups, %d blocks, %d people", len(p.Demand), len(p.Groups), len(p.Blocks), p.Placement.People)
	}
	if got := fmt.Sprint(ids(p)); got != "[v1@g1 v2@g2 v3@g3 v5@w1]" {
		t.Errorf("candidates %s", got)
	}
	for _, g := range p.Groups {
		if want := map[string]planning.AreaID{"g1": "b1", "g2": "b1", "g3": "b2", "w1": "t1"}[g.ID]; g.Block != want || g.Minimum != 1 {
			t.Errorf("group %+v", g)
		}
	}
	if p.Placement.GroupLevel != "gram panchayat, stand-in gram panchayat (estimated), ward" {
		t.Errorf("level %q", p.Placement.GroupLevel)
	}
	if p.CampDays != 6 { // ceil(15001 / 2780)
		t.Errorf("%d camp-days", p.CampDays)
	}
	visitors := int64(0)
	for _, d := range p.Demand {
		visitors += d.Visitors
	}
	if visitors != 4500 { // 15001 x 0.3, rounded
		t.Errorf("%d visitors", visitors)
	}
}

func TestAVenueWhoseUseIsNotGrantedIsPlannedAndMarked(t *testing.T) {
	g := gazetteer()
	for i := range g.Venues {
		g.Venues[i].Permission = planning.PermissionNotAsked
	}
	p := problem(t, g, nil)
	plan := solve(t, p, 1)
	want := fmt.Sprintf("%d camps stand at venues whose use is not granted yet: 0 of them asked for", len(plan.Camps))
	if text := strings.Join(planning.Summarise(p, plan).Sentences, " "); len(plan.Camps) < 2 || !strings.Contains(text, want) {
		t.Errorf("%d camps; told: %s", len(plan.Camps), text)
	}
	for i := range g.Venues {
		g.Venues[i].Permission = planning.PermissionGranted
	}
	p = problem(t, g, nil)
	if text := strings.Join(planning.Summarise(p, solve(t, p, 1)).Sentences, " "); strings.Contains(text, "not granted") {
		t.Error(text)
	}
	for i := range g.Venues {
		g.Venues[i].Permission = planning.PermissionRefused
	}
	if p := problem(t, g, nil); len(p.Candidates) > 0 {
		t.Errorf("refused, and yet planned with: %v", p.Candidates)
	}
}

func TestAnOrderSaysWhatItIsAboutAndItsNumber(t *testing.T) {
	x := planning.Closure{Day: 1, Kind: "order", Source: "Election Commission", OrderKind: "model_code", Number: "437/6/2026"}
	if got := x.Why(); got != "order: model code (Election Commission, no. 437/6/2026)" {
		t.Error(got)
	}
	p := toy(t)
	p.Closures = []planning.Closure{{Day: p.Days[0], Kind: "holiday", Source: "list", OrderKind: "bandh"}}
	if err := p.Validate(); fault.CodeOf(err) != "problem.invalid" {
		t.Error(err)
	}
}

func TestTheOrderOfTheGazetteerDoesNotMatter(t *testing.T) {
	var want []byte
	for seed := range uint64(20) {
		g := gazetteer()
		g.Settlements = append(g.Settlements, settlement("s6", "g2", 0, 0, 3000)) // as many as s1 in its cell
		r := rand.New(rand.NewPCG(seed, 1))
		r.Shuffle(len(g.Areas), func(i, j int) { g.Areas[i], g.Areas[j] = g.Areas[j], g.Areas[i] })
		r.Shuffle(len(g.Settlements), func(i, j int) { g.Settlements[i], g.Settlements[j] = g.Settlements[j], g.Settlements[i] })
		r.Shuffle(len(g.Venues), func(i, j int) { g.Venues[i], g.Venues[j] = g.Venues[j], g.Venues[i] })
		var b bytes.Buffer
		if err := planning.WriteProblem(&b, problem(t, g, nil)); err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = b.Bytes()
		} else if !bytes.Equal(want, b.Bytes()) {
			t.Fatalf("another order gives another problem:\n%s\n%s", want, b.String())
		}
	}
}

func TestDaysAreCountedUntilTheWorkingDaysAreReached(t *testing.T) {
	g := gazetteer()
	monday := day("2026-01-05")
	g.Closures = []planning.Closure{
		{Day: monday + 1, Kind: "holiday", Source: "a"},                          // the whole drive
		{Day: monday + 2, Kind: "holiday", Area: "s", Source: "b"},               // the state
		{Day: monday + 3, Kind: "market", Area: "b1", Source: "c"},               // one block
		{Day: monday + 4, Kind: "exam", VenueKind: "school", Source: "d"},        // schools
		{Day: monday + 4, Kind: "order", Area: "b9", Source: "another"},          // elsewhere
		{Day: monday + 90, Kind: "holiday", Source: "long after"},                // later
		{Day: monday, Kind: "market", Area: "sub", VenueKind: "market"},          // each block of the sub-division
		{Day: monday, Kind: "order", Venue: "v9", Source: "a venue elsewhere"},   // no candidate
		{Day: monday, Kind: "order", Venue: "v1", Source: "a venue of the list"}, // a candidate
	}
	p := problem(t, g, func(d *planning.Drive) { d.FirstDay, d.WorkingDays = monday, 6 })
	// Mon, (Tue, Wed holidays), Thu, Fri, Sat, (Sun off), Mon, Tue
	if len(p.Days) != 9 || p.Days[8] != monday+8 {
		t.Errorf("days %v", p.Days)
	}
	var got []string
	for _, x := range p.Closures {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%d %s %s%s %s", x.Day-monday, x.Kind, x.Area, x.Venue, x.VenueKind)))
	}
	want := []string{
		"0 market b1 market", "0 market b2 market", "0 market t1 market", "0 order v1", "1 holiday", "2 holiday", "3 market b1", "4 exam  school", "6 weekly_off",
	}
	if !slices.Equal(got, want) {
		t.Errorf("closures %q, want %q", got, want)
	}
}

func TestADriveOfPhasesHasTheirDaysAndOwesWhatTheyDo(t *testing.T) {
	monday := day("2026-01-05")
	p := problem(t, gazetteer(), func(d *planning.Drive) {
		d.FirstDay, d.WorkingDays, d.SpacingDays = monday, 3, 3
		d.Phases = []planning.Phase{
			{Name: "apply", FirstDay: monday, LastDay: monday + 3, Minimum: 2}, {Name: "deliver", FirstDay: monday + 7, LastDay: monday + 11, Minimum: 1},
		}
	})
	if n := len(p.Days); n != 12 || p.Days[11] != monday+11 {
		t.Errorf("days %v", p.Days)
	}
	for _, g := range p.Groups {
		if g.Minimum != 3 {
			t.Errorf("%s is owed %d camps", g.Name, g.Minimum)
		}
	}
	plan := solve(t, p, 1)
	if found := planning.Check(p, plan); len(found) > 0 {
		t.Errorf("violations: %v", found)
	}
	last, first := map[string]planning.Day{}, map[string]planning.Day{}
	for _, x := range plan.Camps {
		if x.Day <= monday+3 {
			last[x.Group] = max(last[x.Group], x.Day)
		} else if first[x.Group] == 0 {
			first[x.Group] = x.Day
		}
	}
	for g, d := range first {
		if d-last[g] < 3 {
			t.Errorf("%s has camps on %s and on %s", g, last[g], d)
		}
	}
	drive := p.Drive
	drive.SpacingDays = 5
	if err := drive.Check(); fault.CodeOf(err) != "drive.figures" {
		t.Errorf("phases four days apart with a spacing of five: %v", err)
	}
}

func TestADriveThatCannotBePlannedIsRefused(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(d *planning.Drive)
		code   fault.Code
	}{
		{"no working days", func(d *planning.Drive) { d.WorkingDays = 0 }, "drive.days"},
		{"no day of the week open", func(d *planning.Drive) { d.WeeklyOff = []int{0, 1, 2, 3, 4, 5, 6} }, "drive.days"},
		{"a cap of zero", func(d *planning.Drive) { d.CapPerCampDay = 0 }, "drive.figures"},
		{"no first day", func(d *planning.Drive) { d.FirstDay = 0 }, "drive.figures"},
		{"an eighth day of the week", func(d *planning.Drive) { d.WeeklyOff = []int{7} }, "drive.figures"},
		{"negative camp-days", func(d *planning.Drive) { d.CampDays = -1 }, "drive.figures"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := planning.DefaultDrive()
			c.change(&d)
			if _, err := planning.NewProblem(gazetteer(), d, "d1"); fault.CodeOf(err) != c.code {
				t.Errorf("got %v, want %s", err, c.code)
			}
		})
	}
	if _, err := planning.NewProblem(gazetteer(), planning.DefaultDrive(), "nowhere"); fault.CodeOf(err) != "district.unknown" {
		t.Errorf("got %v", err)
	}
	g := gazetteer()
	g.Settlements = g.Settlements[5:]
	if _, err := planning.NewProblem(g, planning.DefaultDrive(), "d1"); fault.CodeOf(err) != "district.empty" {
		t.Errorf("got %v", err)
	}
}

func TestACellAddsUpItsSettlements(t *testing.T) {
	g := gazetteer()
	a, b := settlement("s1", "g1", 0, 0, 300), settlement("s0", "g2", 0, 0, 100)
	b.At[0] += 0.0004
	b.Estimated = true
	g.Settlements = []planning.Settlement{a, b}
	p := problem(t, g, nil)
	if len(p.Demand) != 1 {
		t.Fatalf("cells %+v", p.Demand)
	}
	d := p.Demand[0]
	if d.People != 400 || d.Estimated != 100 || d.Group != "g1" || d.Place != "Para s1" || d.At != (orb.Point{87.8501, 23.2}) {
		t.Errorf("cell %+v", d)
	}
	if len(p.Groups) != 2 { // g2 has people, so it is owed a camp, though no cell is its own
		t.Errorf("groups %+v", p.Groups)
	}
}

func TestAGroupWithAnEarlierDriveHasItsOwnTurnout(t *testing.T) {
	g := gazetteer()
	g.PastCamps = []planning.PastCamp{
		{Drive: "first", Group: "g2", Day: 100, Footfall: 1900},
		{Drive: "second", Group: "g2", Day: 200, Footfall: 300},
		{Drive: "second", Group: "g2", Day: 201, Footfall: 101},
		{Drive: "second", Group: "g9", Day: 201, Footfall: 5},
	}
	p := problem(t, g, nil)
	others := int64(0)
	for _, d := range p.Demand {
		if d.Group == "g2" {
			if d.Visitors != 401 {
				t.Errorf("%d visitors of g2", d.Visitors)
			}
		} else {
			others += d.Visitors
		}
	}
	if others != 3900 { // 13001 x 0.3
		t.Errorf("%d other visitors", others)
	}
}

func TestOnlyVenuesThatMayHostAreCandidates(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(g *planning.Gazetteer)
		want   string
	}{
		{"a landmark", func(g *planning.Gazetteer) { g.Venues[0].Host = planning.HostNone }, "v2@g2 v3@g3 v5@w1"},
		{"use refused", func(g *planning.Gazetteer) { g.Venues[0].Permission = planning.PermissionRefused }, "v2@g2 v3@g3 v5@w1"},
		{"a market where nothing else is", func(g *planning.Gazetteer) { g.Venues[0].Host = planning.HostMobile }, "v1@g1 v2@g2 v3@g3 v5@w1"},
		{"a market beside a school", func(g *planning.Gazetteer) {
			m := venue("v0", "g1", 0, 0)
			m.Host = planning.HostMobile
			g.Venues = append(g.Venues, m)
		}, "v1@g1 v2@g2 v3@g3 v5@w1"},
		{"no group, near a cell", func(g *planning.Gazetteer) { g.Venues[0].Group, g.Venues[0].Area = "", "b1" }, "v1@g1 v2@g2 v3@g3 v5@w1"},
		{"no group, far from all", func(g *planning.Gazetteer) {
			g.Venues[0].Group, g.Venues[0].Area, g.Venues[0].At = "", "b1", at(0, 30)
		}, "v2@g2 v3@g3 v5@w1"},
		{"one place twice", func(g *planning.Gazetteer) {
			g.Venues = append(g.Venues, venue("v0", "g1", 0, 0))
			g.Duplicates = []planning.VenueDuplicate{{A: "v0", B: "v1", State: "confirmed"}}
		}, "v0@g1 v2@g2 v3@g3 v5@w1"},
		{"one place twice, one with leave", func(g *planning.Gazetteer) {
			g.Venues = append(g.Venues, venue("v0", "g1", 0, 0))
			g.Venues[0].Permission = planning.PermissionGranted
			g.Duplicates = []planning.VenueDuplicate{{A: "v0", B: "v1", State: "confirmed"}}
		}, "v1@g1 v2@g2 v3@g3 v5@w1"},
		{"one place twice, refused once", func(g *planning.Gazetteer) {
			g.Venues = append(g.Venues, venue("v0", "g1", 0, 0))
			g.Venues[0].Permission = planning.PermissionRefused
			g.Duplicates = []planning.VenueDuplicate{{A: "v0", B: "v1", State: "confirmed"}}
		}, "v2@g2 v3@g3 v5@w1"},
		{"perhaps one place twice", func(g *planning.Gazetteer) {
			g.Venues = append(g.Venues, venue("v0", "g1", 0, 0))
			g.Duplicates = []planning.VenueDuplicate{{A: "v0", B: "v1", State: "suspected"}}
		}, "v0@g1 v1@g1 v2@g2 v3@g3 v5@w1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := gazetteer()
			c.change(&g)
			if got := strings.Join(ids(problem(t, g, nil)), " "); got != c.want {
				t.Errorf("candidates %s, want %s", got, c.want)
			}
		})
	}
}

func TestACandidateHasTheLesserCapAndTheDatesOfItsLeave(t *testing.T) {
	g := gazetteer()
	g.Venues[0].Capacity, g.Venues[1].Capacity = 120, 5000
	g.Venues[0].Permission, g.Venues[0].PermissionFrom, g.Venues[0].PermissionTo = planning.PermissionGranted, 20500, 20510
	g.Venues[1].PermissionFrom = 20500 // asked for, not granted
	p := problem(t, g, nil)
	if v := p.Candidates[0]; v.Cap != 120 || v.From != 20500 || v.To != 20510 {
		t.Errorf("candidate %+v", v)
	}
	if v := p.Candidates[1]; v.Cap != 859 || v.From != 0 {
		t.Errorf("candidate %+v", v)
	}
}

func TestTeamsAreTheDrivesOrInventedByTheRule(t *testing.T) {
	g := gazetteer()
	g.Teams = []planning.Team{
		{ID: "z", Name: "B1 Z", Block: "b1", DaysOff: []planning.Day{20500, 20490, 20500}}, {ID: "x", Name: "elsewhere", Block: "b9"},
	}
	p := problem(t, g, func(d *planning.Drive) { d.WorkingDays, d.CampDays = 2, 12 })
	count := map[planning.AreaID]int{}
	for _, x := range p.Teams {
		count[x.Block]++
	}
	// b2: 4000 of 15001 people, 3 of 12 camp-days in 2 days: 2 teams, and a spare one; t1: 4 camp-days
	if len(count) != 3 || count["b1"] != 1 || count["b2"] != 3 || count["t1"] != 3 {
		t.Errorf("teams %v", count)
	}
	for _, x := range p.Teams {
		if x.Block == "b1" && !slices.Equal(x.DaysOff, []planning.Day{20490, 20500}) {
			t.Errorf("days off %v", x.DaysOff)
		}
		if x.Block == "b2" && !strings.HasPrefix(x.Name, "B2 team ") {
			t.Errorf("name %q", x.Name)
		}
	}
	if len(p.Absent) != 1 || p.Absent[0].What != "teams of some or all blocks" {
		t.Errorf("absent %+v", p.Absent)
	}
	again := problem(t, g, func(d *planning.Drive) { d.WorkingDays, d.CampDays = 2, 12 })
	if !slices.EqualFunc(p.Teams, again.Teams, func(a, b planning.Team) bool { return a.ID == b.ID }) {
		t.Error("the ids of invented teams change")
	}
}

func TestAGroupTooLargeForItsDaysIsCutIntoConnectedParts(t *testing.T) {
	g := gazetteer()
	g.Settlements = nil
	for k := range 40 {
		s := settlement(fmt.Sprintf("s%02d", k), "g1", float64(k%8), float64(k/8), 1000)
		g.Settlements = append(g.Settlements, s)
	}
	g.Venues = []planning.Venue{venue("v1", "g1", 0, 0), venue("v2", "g1", 0.1, 0), venue("v3", "g1", 7, 4), venue("v4", "g1", 0, 4)}
	p := problem(t, g, func(d *planning.Drive) { d.WorkingDays = 5 }) // 15 camp-days in 5 days: three parts
	people := map[string]int64{}
	for _, d := range p.Demand {
		people[d.Group] += d.People
	}
	if len(p.Groups) != 3 || len(people) != 3 {
		t.Fatalf("groups %+v", p.Groups)
	}
	venues := map[string]int{}
	for _, v := range p.Candidates {
		venues[v.Group]++
	}
	for _, x := range p.Groups {
		if x.Of != "g1" || !strings.HasPrefix(x.ID, "g1/") || !strings.Contains(x.Name, " of 3)") {
			t.Errorf("part %+v", x)
		}
		if n := people[x.ID]; n < 12_000 || n > 15_000 {
			t.Errorf("part %s has %d of 40,000 people", x.ID, n)
		}
		if venues[x.ID] == 0 {
			t.Errorf("part %s has no venue: %v", x.ID, venues)
		}
	}
	found := planning.Check(p, solve(t, p, 1))
	if len(found) > 0 {
		t.Errorf("violations %v", found)
	}
}

func TestABudgetByHandIsKeptEvenBelowTheMinima(t *testing.T) {
	p := problem(t, gazetteer(), func(d *planning.Drive) { d.CampDays = 2 })
	plan := solve(t, p, 1)
	if p.CampDays != 2 || len(plan.Groups) != 2 || len(planning.Check(p, plan)) > 0 {
		t.Errorf("budget %d, below minimum %+v", p.CampDays, plan.Groups)
	}
	few := problem(t, gazetteer(), func(d *planning.Drive) { d.PeoplePerCampDay = 100_000 })
	if few.CampDays != 4 {
		t.Errorf("%d camp-days for 4 groups", few.CampDays)
	}
}

func TestWhatTheCensusHasBesideThePlacedPeopleIsTold(t *testing.T) {
	g := gazetteer()
	g.Census = []planning.CensusCount{{District: "d1", People: 20000, Year: 2011}, {District: "d2", People: 1, Year: 2011}}
	g.Towns = []planning.Town{
		{Name: "Memari", District: "d1", Placed: "missing"},
		{Name: "Guskara", District: "d1", Placed: "wards"},
		{Name: "Kalna", District: "d1", Placed: "missing"},
		{Name: "Elsewhere", District: "d2", Placed: "missing"},
	}
	g.Absent = []planning.Absence{{What: "roads", Cost: "straight distances"}}
	p := problem(t, g, nil)
	if p.Placement.CensusPeople != 20000 || !slices.Equal(p.Placement.MissingTowns, []string{"Kalna", "Memari"}) || len(p.Absent) != 2 {
		t.Errorf("placement %+v, absent %+v", p.Placement, p.Absent)
	}
	s := planning.Summarise(p, solve(t, p, 1))
	if *s.Shares.PeoplePlaced != 75.01 {
		t.Errorf("placed %v", *s.Shares.PeoplePlaced)
	}
}
