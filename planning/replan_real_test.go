package planning_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"doorstep/planning"
)

// benchProblem is a made-up district of the size of a real one: 23 blocks, 230 groups, 2,070 venues, 4,600
// cells, about 1,600 camps on 53 days.
func benchProblem(tb testing.TB, blocks, groupsEach int, campsEach, people int64) planning.Problem {
	tb.Helper()
	r := rand.New(rand.NewPCG(5, 29))
	drive := planning.DefaultDrive()
	drive.ID, drive.CapPerCampDay = "drive", 1500
	p := planning.Problem{
		Format: planning.ProblemFormat, Area: "district", Name: "District", Drive: drive,
		Placement: planning.Placement{GroupLevel: "ward", MissingTowns: []string{}},
		Days:      []planning.Day{}, Closures: []planning.Closure{}, Blocks: []planning.Block{}, Groups: []planning.Group{},
		Teams: []planning.Team{}, Candidates: []planning.Candidate{}, Demand: []planning.Demand{}, Absent: []planning.Absence{},
	}
	for i := range 53 {
		p.Days = append(p.Days, drive.FirstDay+planning.Day(i))
		if p.Days[i].Weekday() == 0 {
			p.Closures = append(p.Closures, planning.Closure{Day: p.Days[i], Kind: "weekly_off", Source: "Sunday"})
		}
	}
	seen := map[string]bool{}
	for b := range blocks {
		block := planning.AreaID(fmt.Sprintf("block%02d", b))
		p.Blocks = append(p.Blocks, planning.Block{ID: block, Name: fmt.Sprintf("Block %d", b)})
		teams := int(campsEach)*groupsEach/44 + 2
		for t := range teams {
			p.Teams = append(p.Teams, planning.Team{ID: planning.TeamID(fmt.Sprintf("team%02d-%02d", b, t)), Name: fmt.Sprintf("Block %d team %d", b, t), Block: block})
		}
		for g := range groupsEach {
			id := fmt.Sprintf("group%02d-%02d", b, g)
			p.Groups = append(p.Groups, planning.Group{ID: id, Name: id, Of: planning.AreaID(id), Block: block, Level: planning.LevelWard, Minimum: 1})
			for v := range 9 {
				p.Candidates = append(p.Candidates, planning.Candidate{
					ID: planning.VenueID(fmt.Sprintf("venue%02d-%02d-%d", b, g, v)), Name: fmt.Sprintf("Venue %d %d %d", b, g, v), Kind: "school", Group: id,
					At: pointNear(r, b, g), Cap: 1500,
				})
			}
			for range 20 {
				at := pointNear(r, b, g)
				d := demandAt(tb, at, id, people+r.Int64N(people))
				if !seen[d.Cell.String()] {
					seen[d.Cell.String()] = true
					p.Demand = append(p.Demand, d)
				}
			}
		}
	}
	sortDemand(&p)
	p.CampDays = int64(blocks*groupsEach) * campsEach
	return p
}

func solveQuickly(tb testing.TB, p planning.Problem) planning.Plan {
	tb.Helper()
	plan, err := planning.Solve(tb.Context(), p, 1, planning.Options{PriceUnits: 50, ImproveUnits: 1000}, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return plan
}

func BenchmarkReplanOfADistrictAfterOneDisruption(b *testing.B) {
	p := benchProblem(b, 23, 10, 7, 1200)
	plan := solveQuickly(b, p)
	busiest := plan.Camps[len(plan.Camps)/2]
	for name, e := range map[string]planning.Event{
		"venue":   {Kind: planning.EventVenueLost, Source: "fire", Venue: busiest.Venue},
		"cyclone": {Kind: planning.EventDaysLost, Source: "warning 4", From: busiest.Day},
		"team":    {Kind: planning.EventTeamIll, Source: "block office", Team: busiest.Team, From: busiest.Day, To: busiest.Day + 5},
	} {
		b.Run(name, func(b *testing.B) {
			changes := 0
			for b.Loop() {
				got, err := planning.Replan(b.Context(), p, plan, []planning.Event{e}, planning.ReplanOptions{Today: p.Days[3]})
				if err != nil {
					b.Fatal(err)
				}
				if !got.Account.Proven {
					b.Fatal("not proven fewest")
				}
				changes = len(got.Account.Changes)
			}
			b.ReportMetric(float64(changes), "changes")
			b.ReportMetric(float64(len(plan.Camps)), "camps")
		})
	}
}

// The second drive of 2021 grew from 17,000 camps to 29,102 and then to 82,238 while it ran, and the cap fell
// from 1,500 to 500; here at a twentieth.
func TestARunningDriveThatGrowsMovesNoAnnouncedCamp(t *testing.T) {
	p := benchProblem(t, 10, 12, 1, 2500)
	p.CampDays = 850
	for b := range p.Blocks { // teams enough for the 4,112 camps to come
		for n := range 12 {
			id := planning.TeamID(fmt.Sprintf("team%02d-x%d", b, n))
			p.Teams = append(p.Teams, planning.Team{ID: id, Name: string(id), Block: p.Blocks[b].ID})
		}
	}
	slices.SortFunc(p.Teams, func(a, b planning.Team) int { return compareIDs(a.ID, b.ID) })
	plan := solveQuickly(t, p)
	if len(plan.Camps) != 850 {
		t.Fatalf("the drive begins with %d camps", len(plan.Camps))
	}
	for n, to := range []int64{1455, 4112} {
		today := p.Days[4*(n+1)]
		events := []planning.Event{{Kind: planning.EventCampsAdded, Source: "order of the day", Camps: to - p.CampDays}}
		if n == 1 {
			events = append(events, planning.Event{Kind: planning.EventCapLowered, Source: "health department", Cap: 500})
		}
		got, err := planning.Replan(t.Context(), p, plan, events, planning.ReplanOptions{Today: today})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range planning.CheckReplan(p, plan, got) {
			t.Fatalf("%s at %s: %s", v.Rule, v.Where, v.Text)
		}
		a := got.Account
		t.Logf("%d camps, %d changes, %d visitors served before, %d now of %d", len(got.Plan.Camps), len(a.Changes), a.ServedBefore, a.Served, got.Plan.Score.Visitors)
		if a.Announced != 0 || a.Weight != 0 || !a.Proven {
			t.Errorf("%d announced camps changed, by a weight of %d", a.Announced, a.Weight)
		}
		if int64(len(got.Plan.Camps)) != to {
			t.Errorf("%d camps are held of %d allowed", len(got.Plan.Camps), to)
		}
		p, plan = got.Problem, got.Plan
	}
}
