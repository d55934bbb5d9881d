package planning_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"doorstep/planning"
)

// risky gives a problem rain on some of its days, here and there.
func risky(p planning.Problem, seed uint64) planning.Problem {
	r := rand.New(rand.NewPCG(seed, 23))
	for _, d := range p.Days {
		x := planning.Risk{Day: d, Permille: int64(1 + r.IntN(1000)), Source: "forecast"}
		switch r.IntN(4) {
		case 0:
			x.Area = p.Blocks[r.IntN(len(p.Blocks))].ID
		case 1:
			x.Area = planning.AreaID(p.Groups[r.IntN(len(p.Groups))].ID)
		case 2:
			continue
		}
		p.Drive.Risks = append(p.Drive.Risks, x)
	}
	return p
}

func TestNoCampStandsOnAWetterDayThanItMust(t *testing.T) {
	wet, looked, costs := 0, 0, 0
	for seed := range uint64(200) {
		p := randomProblem(seed, seed%4 == 0)
		if seed%3 == 0 {
			p = phased(p, seed)
		}
		p = risky(p, seed)
		plan := solve(t, p, seed)
		for _, v := range planning.Check(p, plan) {
			if v.Row == 0 && (v.Rule != "plan.budget" || len(p.Pins) == 0) {
				t.Fatalf("problem %d: %s at %s: %s", seed, v.Rule, v.Where, v.Text)
			}
		}
		for _, c := range plan.Camps {
			if c.Risk > 0 {
				wet++
			}
			if c.Pinned {
				continue
			}
			list, err := planning.Alternatives(p, plan, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range list {
				looked++
				if x.Cost == planning.CostRisk {
					costs++
				}
				if x.Kind == planning.AlternativeDay && x.Rule == "" && x.Risk < c.Risk {
					t.Errorf("problem %d: camp %s loses %d of a thousand on %s and could lose %d on %s", seed, c.ID, c.Risk, c.Day, x.Risk, x.Day)
				}
			}
		}
	}
	if wet < 50 || looked < 500 || costs < 20 {
		t.Errorf("%d camps at risk, %d alternatives, %d excluded by risk", wet, looked, costs)
	}
}

func TestARiskMovesNoAnnouncedCampAndIsTold(t *testing.T) {
	p := toy(t)
	plan := solve(t, p, 1)
	first := plan.Camps[0]
	p.Drive.Risks = []planning.Risk{{Day: first.Day, Permille: 400, Source: "forecast"}}
	p.AnnouncedUntil = first.Day
	p.Pins = []planning.Pin{{ID: first.ID, Venue: first.Venue, Day: first.Day, Team: first.Team}}
	after := solve(t, p, 1)
	k := slices.IndexFunc(after.Camps, func(c planning.Camp) bool { return c.ID == first.ID })
	if k < 0 || after.Camps[k].Day != first.Day || after.Camps[k].Risk != 400 || after.Score.VisitorsAtRisk == 0 {
		t.Fatalf("the camp became %+v", after.Camps)
	}
	if text := strings.Join(planning.Summarise(p, after).Sentences, " "); !strings.Contains(text, "at risk from the weather") {
		t.Error(text)
	}
	if found := planning.Check(p, after); len(found) > 0 {
		t.Error(found)
	}
}
