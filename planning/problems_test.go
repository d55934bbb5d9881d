package planning_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/planning"
)

// randomProblem makes a small district around Bardhaman with everything that may go wrong in one: venues
// far away or closed, teams off, groups without venues, budgets too small, pins that contradict.
func randomProblem(seed uint64, pins bool) planning.Problem {
	r := rand.New(rand.NewPCG(seed, 7))
	drive := planning.DefaultDrive()
	drive.ID, drive.CapPerCampDay = "drive", int64(20+r.IntN(100))
	p := planning.Problem{
		Format: planning.ProblemFormat, Area: "district", Name: "District", Drive: drive,
		Placement: planning.Placement{GroupLevel: "ward", MissingTowns: []string{}},
		Days:      []planning.Day{}, Closures: []planning.Closure{}, Blocks: []planning.Block{}, Groups: []planning.Group{},
		Teams: []planning.Team{}, Candidates: []planning.Candidate{}, Demand: []planning.Demand{}, Absent: []planning.Absence{},
	}
	days := 1 + r.IntN(12)
	for i := range days {
		p.Days = append(p.Days, drive.FirstDay+planning.Day(i))
	}
	blocks, groups := 1+r.IntN(3), 1+r.IntN(8)
	for b := range blocks {
		p.Blocks = append(p.Blocks, planning.Block{ID: planning.AreaID(fmt.Sprintf("block%d", b)), Name: fmt.Sprintf("Block %d", b)})
		for t := range r.IntN(4) {
			team := planning.Team{ID: planning.TeamID(fmt.Sprintf("team%d-%d", b, t)), Name: fmt.Sprintf("Block %d team %d", b, t), Block: p.Blocks[b].ID}
			for i := range days {
				if r.IntN(8) == 0 {
					team.DaysOff = append(team.DaysOff, p.Days[i])
				}
			}
			p.Teams = append(p.Teams, team)
		}
	}
	for g := range groups {
		p.Groups = append(p.Groups, planning.Group{
			ID: fmt.Sprintf("group%d", g), Name: fmt.Sprintf("Group %d", g), Of: planning.AreaID(fmt.Sprintf("group%d", g)),
			Block: p.Blocks[r.IntN(blocks)].ID, Level: planning.LevelWard, Minimum: int64(r.IntN(3)),
		})
	}
	near := func() orb.Point {
		return orb.Point{float64(87_850_000+r.IntN(80_000)) / 1e6, float64(23_200_000+r.IntN(80_000)) / 1e6}
	}
	for v := range r.IntN(20) {
		c := planning.Candidate{
			ID: planning.VenueID(fmt.Sprintf("venue%02d", v)), Name: fmt.Sprintf("Venue %d", v), Kind: []string{"school", "college"}[r.IntN(2)],
			Group: p.Groups[r.IntN(groups)].ID, At: near(), Cap: min(drive.CapPerCampDay, int64(5+r.IntN(200))),
		}
		if r.IntN(6) == 0 {
			c.From = p.Days[r.IntN(days)]
			c.To = c.From + planning.Day(r.IntN(4))
		}
		p.Candidates = append(p.Candidates, c)
	}
	seen := map[geo.Cell]bool{}
	for range r.IntN(60) {
		at := near()
		cell, err := geo.CellOf(at, geo.ResDemand)
		if err != nil || seen[cell] {
			continue
		}
		seen[cell] = true
		people := int64(r.IntN(300))
		p.Demand = append(p.Demand, planning.Demand{
			Cell: cell, Place: "Para", Group: p.Groups[r.IntN(groups)].ID, At: at, People: people, Estimated: people / 3, Visitors: people * 3 / 10,
		})
	}
	slices.SortFunc(p.Demand, func(a, b planning.Demand) int { return strings.Compare(a.Cell.String(), b.Cell.String()) })
	p.CampDays = int64(r.IntN(groups * 4))
	randomClosures(r, &p)
	if pins && len(p.Candidates) > 0 {
		randomPins(r, &p)
	}
	return p
}

func randomClosures(r *rand.Rand, p *planning.Problem) {
	for i, day := range p.Days {
		x := planning.Closure{Day: day, Kind: "holiday", Source: "test"}
		switch r.IntN(8) {
		case 0:
		case 1:
			x.Area = p.Groups[r.IntN(len(p.Groups))].Of
		case 2:
			x.Area, x.VenueKind = p.Blocks[r.IntN(len(p.Blocks))].ID, "school"
		case 3:
			if len(p.Candidates) == 0 {
				continue
			}
			x.Venue = p.Candidates[r.IntN(len(p.Candidates))].ID
		case 4:
			x.Area, x.VenueKind = "district", "college"
		default:
			continue
		}
		if i > 0 || len(p.Days) == 1 {
			p.Closures = append(p.Closures, x)
		}
	}
}

func randomPins(r *rand.Rand, p *planning.Problem) {
	for k := range 1 + r.IntN(6) {
		pin := planning.Pin{ID: planning.CampID(fmt.Sprintf("pin%d", k)), Venue: p.Candidates[r.IntN(len(p.Candidates))].ID, Row: k + 2}
		if r.IntN(3) > 0 {
			pin.Day = p.Days[0] + planning.Day(r.IntN(len(p.Days)+1))
		}
		if r.IntN(3) == 0 && len(p.Teams) > 0 {
			pin.Team = p.Teams[r.IntN(len(p.Teams))].ID
		}
		p.Pins = append(p.Pins, pin)
	}
}

func sortDemand(p *planning.Problem) {
	slices.SortFunc(p.Demand, func(a, b planning.Demand) int { return strings.Compare(a.Cell.String(), b.Cell.String()) })
}

// pointNear draws a point in a group's square of about 3 km, the groups of a block in a row.
func pointNear(r *rand.Rand, block, group int) orb.Point {
	return orb.Point{
		float64(87_000_000+group*30_000+r.IntN(30_000)) / 1e6,
		float64(22_000_000+block*30_000+r.IntN(30_000)) / 1e6,
	}
}

func demandAt(tb testing.TB, at orb.Point, group string, people int64) planning.Demand {
	tb.Helper()
	cell, err := geo.CellOf(at, geo.ResDemand)
	if err != nil {
		tb.Fatal(err)
	}
	return planning.Demand{Cell: cell, Place: "Para", Group: group, At: at, People: people, Visitors: people * 3 / 10}
}

func compareIDs[T ~string](a, b T) int { return strings.Compare(string(a), string(b)) }
