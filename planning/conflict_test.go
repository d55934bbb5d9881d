package planning_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"doorstep/internal/fault"
	"doorstep/planning"
)

func conflictsOf(t *testing.T, p planning.Problem) []planning.Conflict {
	t.Helper()
	found, err := planning.Conflicts(p)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// conflictCases are the toy district broken in one way each, with the kind, the members and the change of the
// conflict that must be named, and no other.
var conflictCases = []struct {
	name    string
	change  func(t *testing.T, p *planning.Problem)
	kind    planning.ConflictKind
	members []string
	lifts   string
}{
	{"a pin on a day that is none of the drive", func(_ *testing.T, p *planning.Problem) {
		p.Pins = []planning.Pin{{ID: "row-2", Venue: "venue-1", Day: day("2026-02-14"), Row: 2}}
	}, planning.ConflictPinDay, []string{"pin row-2", "days 2026-01-24"}, "free_day"},
	{"a pin on a Sunday", func(_ *testing.T, p *planning.Problem) {
		p.Pins = []planning.Pin{{ID: "row-2", Venue: "venue-1", Day: day("2026-01-25"), Row: 2}}
	}, planning.ConflictPinClosed, []string{"pin row-2", "closure weekly_off"}, "free_day"},
	{"a pin at a banned venue", func(_ *testing.T, p *planning.Problem) {
		p.Pins = []planning.Pin{{ID: "row-2", Venue: "venue-2", Row: 2}}
		p.Bans = []planning.Ban{{Venue: "venue-2", Source: "roof damaged"}}
	}, planning.ConflictPinBanned, []string{"pin row-2", "ban venue-2"}, "drop_pin"},
	{"a pin with a team of another block", func(_ *testing.T, p *planning.Problem) {
		p.Pins = []planning.Pin{{ID: "row-2", Venue: "venue-1", Team: "team-east", Row: 2}}
	}, planning.ConflictPinTeam, []string{"pin row-2", "team team-east"}, "free_team"},
	{"a pin with a team that nobody knows", func(_ *testing.T, p *planning.Problem) {
		p.Pins = []planning.Pin{{ID: "row-2", Venue: "venue-1", Team: "team-north", Row: 2}}
	}, planning.ConflictPinTeam, []string{"pin row-2", "team team-north"}, "free_team"},
	{"two pins of one group on one day", func(_ *testing.T, p *planning.Problem) {
		p.Pins = []planning.Pin{{ID: "row-2", Venue: "venue-1", Day: day("2026-01-24")}, {ID: "row-3", Venue: "venue-2", Day: day("2026-01-24")}}
	}, planning.ConflictPinsGroup, []string{"pin row-2", "pin row-3"}, "free_day"},
	{"one team at two camps on one day", func(_ *testing.T, p *planning.Problem) {
		p.Pins = []planning.Pin{
			{ID: "row-2", Venue: "venue-1", Day: day("2026-01-24"), Team: "team-west"}, {ID: "row-3", Venue: "venue-3", Day: day("2026-01-24"), Team: "team-west"},
		}
	}, planning.ConflictPinsTeam, []string{"pin row-2", "pin row-3"}, "free_day"},
	{"the same where the block has two teams", func(_ *testing.T, p *planning.Problem) {
		p.Pins = []planning.Pin{
			{ID: "row-2", Venue: "venue-1", Day: day("2026-01-24"), Team: "team-west"}, {ID: "row-3", Venue: "venue-3", Day: day("2026-01-24"), Team: "team-west"},
		}
		p.Teams = append(p.Teams, planning.Team{ID: "team-west-2", Name: "West 2", Block: "west"})
	}, planning.ConflictPinsTeam, []string{"pin row-2", "pin row-3"}, "free_team"},
	{"two pins of a block with one team on one day", func(_ *testing.T, p *planning.Problem) {
		p.Pins = []planning.Pin{
			{ID: "row-2", Venue: "venue-1", Day: day("2026-01-24")},
			{ID: "row-3", Venue: "venue-3", Day: day("2026-01-24")},
			{ID: "row-4", Venue: "venue-2", Day: day("2026-01-27")},
		}
	}, planning.ConflictPinsCalendar, []string{"pin row-2", "pin row-3"}, "free_day"},
	{
		"a budget below the minima", func(_ *testing.T, p *planning.Problem) { p.CampDays = 2 },
		planning.ConflictBudget,
		[]string{"camp_days ", "group group-a", "group group-b", "group group-c"},
		"camp_days",
	},
	{
		"a minimum above the days", func(_ *testing.T, p *planning.Problem) { p.Groups[2].Minimum = 5; p.CampDays = 9 },
		planning.ConflictMinimum,
		[]string{"group group-c"},
		"minimum",
	},
	{
		"a block without a team", func(_ *testing.T, p *planning.Problem) { p.Teams = p.Teams[1:] },
		planning.ConflictMinimum,
		[]string{"group group-c", "teams east"},
		"add_teams",
	},
	{"a team without a day", func(_ *testing.T, p *planning.Problem) {
		p.Teams = append(p.Teams, planning.Team{ID: "team-x", Name: "X", Block: "west", DaysOff: p.Days})
	}, planning.ConflictTeamDays, []string{"team team-x", "days 2026-01-24"}, "be_there"},
	{
		"a venue without a day", func(_ *testing.T, p *planning.Problem) { p.Candidates[0].To = p.Days[0] - 1 },
		planning.ConflictVenueDays,
		[]string{"venue venue-1", "permission venue-1"},
		"open_day",
	},
	{"people in the water", func(t *testing.T, p *planning.Problem) {
		t.Helper()
		p.Demand = append(p.Demand, demandAt(t, [2]float64{88.9, 21.1}, "group-b", 40))
		sortDemand(p)
	}, planning.ConflictDemandFar, []string{"cell", "venue"}, "drop_cell"},
}

func TestEachConflictOfTheToyIsNamedByItsSmallestSetAndLifted(t *testing.T) {
	if found := conflictsOf(t, toy(t)); len(found) != 0 {
		t.Fatalf("the toy itself: %+v", found)
	}
	for _, c := range conflictCases {
		t.Run(c.name, func(t *testing.T) {
			p := toy(t)
			c.change(t, &p)
			found := conflictsOf(t, p)
			if len(found) != 1 || found[0].Kind != c.kind || found[0].Change.What != c.lifts || found[0].Text == "" || found[0].Relaxation == "" {
				t.Fatalf("found %+v", found)
			}
			var members []string
			for n, x := range found[0].Members {
				members = append(members, x.What+" "+x.ID)
				if x.What == "cell" || x.What == "venue" && c.kind == planning.ConflictDemandFar {
					members[n] = x.What
				}
			}
			if !slices.Equal(members, c.members) {
				t.Errorf("members %q, want %q", members, c.members)
			}
			if left := conflictsOf(t, found[0].Relaxed(p)); len(left) != 0 {
				t.Errorf("after %+v there is left %+v", found[0].Change, left)
			}
		})
	}
}

// broken is a random problem with contradictions put in.
func broken(seed uint64) planning.Problem {
	p := randomProblem(seed, seed%2 == 0)
	r := rand.New(rand.NewPCG(seed, 7))
	pinned := len(p.Pins)
	for k := range r.IntN(5) {
		if len(p.Candidates) == 0 {
			break
		}
		pin := planning.Pin{ID: planning.CampID(fmt.Sprintf("x%d", k)), Venue: p.Candidates[r.IntN(len(p.Candidates))].ID, Row: pinned + k + 2}
		if r.IntN(2) == 0 {
			pin.Day = p.Days[r.IntN(len(p.Days))]
		}
		if r.IntN(3) == 0 && len(p.Teams) > 0 {
			pin.Team = p.Teams[r.IntN(len(p.Teams))].ID
		}
		p.Pins = append(p.Pins, pin)
	}
	for t := range p.Teams {
		if r.IntN(4) == 0 {
			p.Teams[t].DaysOff = p.Days
		}
	}
	for g := range p.Groups {
		if r.IntN(3) == 0 {
			p.Groups[g].Minimum += int64(r.IntN(4))
		}
	}
	for j := range p.Candidates {
		if r.IntN(6) == 0 {
			p.Candidates[j].To, p.Candidates[j].From = p.Days[0]-1, 0
		}
	}
	if r.IntN(3) == 0 {
		p.CampDays = int64(r.IntN(4))
	}
	if r.IntN(5) == 0 && len(p.Days) > 2 {
		p.AnnouncedUntil = p.Days[1]
	}
	return p
}

func TestAfterTheRelaxationsNoConflictIsLeft(t *testing.T) {
	kinds, most, below := map[planning.ConflictKind]int{}, 0, 0
	for seed := range uint64(400) {
		p := broken(seed)
		steps := 0
		for found := conflictsOf(t, p); len(found) > 0; found = conflictsOf(t, p) {
			if steps++; steps > 100 {
				t.Fatalf("problem %d: after %d relaxations there is still %+v", seed, steps, found[0])
			}
			kinds[found[0].Kind]++
			before := fmt.Sprintf("%+v", found[0])
			p = found[0].Relaxed(p)
			for _, x := range conflictsOf(t, p) {
				if fmt.Sprintf("%+v", x) == before {
					t.Fatalf("problem %d: %s is not lifted by %+v", seed, before, found[0].Change)
				}
			}
		}
		most = max(most, steps)
		if slices.ContainsFunc(p.Pins, func(pin planning.Pin) bool { return pin.Team != "" && pin.Day == 0 }) {
			continue
		}
		plan := solve(t, p, seed)
		for _, v := range planning.Check(p, plan) {
			t.Errorf("problem %d, without conflicts: %s at %s: %s", seed, v.Rule, v.Where, v.Text)
		}
		if len(plan.Groups) > 0 {
			below++
		}
	}
	t.Logf("at most %d relaxations; %v; %d plans without a minimum that could be held", most, kinds, below)
	if below > 4 { // the calendar takes no camp off its day for another group's minimum
		t.Errorf("%d problems without conflicts have groups below their minimum", below)
	}
	for _, kind := range []planning.ConflictKind{
		planning.ConflictPinDay, planning.ConflictPinClosed, planning.ConflictPinTeam, planning.ConflictPinsGroup, planning.ConflictPinsTeam,
		planning.ConflictPinsCalendar, planning.ConflictMinimum, planning.ConflictBudget, planning.ConflictVenueDays, planning.ConflictTeamDays,
	} {
		if kinds[kind] == 0 {
			t.Errorf("no problem had a conflict %s: %v", kind, kinds)
		}
	}
}

// What is no problem at all is refused before anything is reckoned, by everything that takes one.
func TestWhatCannotBeReckonedWithIsRefusedAtTheDoor(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(p *planning.Problem)
		code   fault.Code
		where  string
	}{
		{"a coordinate that is no number", func(p *planning.Problem) { p.Candidates[0].At[0] = math.NaN() }, "problem.invalid", "/candidates/0/at"},
		{"people nowhere", func(p *planning.Problem) { p.Demand[1].At[1] = math.NaN() }, "problem.invalid", "/demand/1/at"},
		{"people at the end of the world", func(p *planning.Problem) { p.Demand[1].At[1] = math.Inf(1) }, "problem.invalid", "/demand/1/at"},
		{"more people than there are", func(p *planning.Problem) { p.Demand[0].People = math.MaxInt64 }, "problem.invalid", "/demand/0/people"},
		{"more visitors than there are", func(p *planning.Problem) { p.Demand[0].Visitors = math.MaxInt64 }, "problem.invalid", "/demand/0/visitors"},
		{"a venue twice", func(p *planning.Problem) { p.Candidates[1].ID = p.Candidates[0].ID }, "problem.order", "/candidates/1"},
		{"a cell twice", func(p *planning.Problem) { p.Demand[1].Cell = p.Demand[0].Cell }, "problem.order", "/demand/1"},
		{"a team twice", func(p *planning.Problem) { p.Teams[1].ID = p.Teams[0].ID }, "problem.order", "/teams/1"},
		{"a pin twice", func(p *planning.Problem) {
			p.Pins = []planning.Pin{{ID: "row-2", Venue: "venue-1"}, {ID: "row-2", Venue: "venue-2"}}
		}, "problem.order", "/pins/1"},
		{"a pin at a venue that nobody knows", func(p *planning.Problem) { p.Pins = []planning.Pin{{ID: "row-2", Venue: "venue-9"}} }, "problem.invalid", "/pins/0/venue"},
		{"a cap of zero", func(p *planning.Problem) { p.Candidates[2].Cap = 0 }, "problem.invalid", "/candidates/2/cap"},
		{"a drive's cap of zero", func(p *planning.Problem) { p.Drive.CapPerCampDay = 0 }, "problem.invalid", "/drive/cap_per_camp_day"},
		{"a budget below nothing", func(p *planning.Problem) { p.CampDays = -1 }, "problem.invalid", "/camp_days"},
		{"no days", func(p *planning.Problem) { p.Days = nil }, "problem.invalid", "/days"},
		{"a minimum beyond all days", func(p *planning.Problem) { p.Groups[0].Minimum = math.MaxInt64 }, "problem.invalid", "/groups/0/minimum"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := toy(t)
			c.change(&p)
			_, conflicts := planning.Conflicts(p)
			_, solving := planning.Solve(t.Context(), p, 1, quick, nil)
			_, hashing := p.Hash()
			for _, err := range []error{conflicts, solving, hashing} {
				f, ok := errors.AsType[*fault.Fault](err)
				if !ok || f.Code != c.code || len(f.Details) == 0 || f.Details[0].Pointer != c.where {
					t.Errorf("got %v, want %s at %s", err, c.code, c.where)
				}
			}
		})
	}
}
