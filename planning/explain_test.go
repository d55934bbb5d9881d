package planning_test

import (
	"slices"
	"testing"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/planning"
)

func TestEachVenueOfTheToyIsExplainedAsByHand(t *testing.T) {
	p := toy(t)
	plan := solve(t, p, 1)
	for _, c := range []struct {
		venue          planning.VenueID
		camps          int
		within, only   int64
		lost, gained   int64
		runner, forced string
		difference     int64
	}{
		{"venue-1", 1, 600, 400, 100, 20, "venue-2", "", 100},
		{"venue-2", 1, 500, 0, 100, 0, "venue-1", "", 20},
		{"venue-3", 1, 300, 0, 50, 0, "", "group_minimum", 0},
		{"venue-4", 1, 133, 133, 40, 0, "", "group_minimum", 0},
	} {
		w, err := planning.ExplainVenue(p, plan, c.venue)
		if err != nil {
			t.Fatal(err)
		}
		if len(w.Days) != c.camps || w.PeopleWithin != c.within || w.PeopleOnly != c.only || w.Lost != c.lost || w.Gained != c.gained || w.Forced != c.forced {
			t.Errorf("%s: %+v", c.venue, w)
		}
		switch {
		case w.RunnerUp == nil && c.runner == "":
		case w.RunnerUp == nil || string(w.RunnerUp.Venue) != c.runner || w.RunnerUp.Difference != c.difference:
			t.Errorf("%s: runner-up %+v", c.venue, w.RunnerUp)
		}
		if w.Text == "" {
			t.Errorf("%s: no text", c.venue)
		}
	}
	if _, err := planning.ExplainVenue(p, plan, "venue-9"); fault.CodeOf(err) != "venue.not_candidate" {
		t.Errorf("got %v", err)
	}
}

func TestEachCellOfTheToyIsExplainedAsByHand(t *testing.T) {
	p := toy(t)
	plan := solve(t, p, 1)
	amra, err := planning.ExplainCell(p, plan, p.Demand[1].Cell)
	if err != nil {
		t.Fatal(err)
	}
	if amra.Served != 100 || amra.Reason != planning.ReasonTeams || !amra.Within || len(amra.ServedBy) != 1 || amra.ServedBy[0].Name != "Amra Primary School" {
		t.Errorf("Amra: %+v", amra)
	}
	if r := amra.Relaxation; r == nil || r.Change != "team" || r.Venue != "venue-1" || r.Visitors != 20 || r.Day == 0 {
		t.Errorf("Amra: %+v", amra.Relaxation)
	}
	char, err := planning.ExplainCell(p, plan, p.Demand[4].Cell)
	if err != nil {
		t.Fatal(err)
	}
	if r := char.Relaxation; char.Reason != planning.ReasonNoVenue || r == nil || r.Change != "mobile_halt" || r.Visitors != 30 {
		t.Errorf("Dumur char: %+v, %+v", char, char.Relaxation)
	}
	served, err := planning.ExplainCell(p, plan, p.Demand[0].Cell)
	if err != nil || served.Reason != "" || served.Relaxation != nil || served.Text == "" {
		t.Errorf("Purba Amra: %+v (%v)", served, err)
	}
	if _, err := planning.ExplainCell(p, plan, geo.Cell(1)); fault.CodeOf(err) != "cell.no_demand" {
		t.Errorf("got %v", err)
	}
}

func TestTwoPlansAreComparedCampByCamp(t *testing.T) {
	p := toy(t)
	a := solve(t, p, 1)
	if c := planning.Compare(p, a, a); c.Same != 4 || len(c.Added)+len(c.Removed)+len(c.Moved) != 0 {
		t.Errorf("a plan against itself: %+v", c)
	}
	b := a
	b.Camps = slices.Clone(a.Camps)
	b.Camps[0].Day += 3                               // moved
	b.Camps[1].Team = "team-east"                     // another team
	b.Camps[2].Venue, b.Camps[2].Day = "venue-1", 100 // removed, and one more at venue 1
	c := planning.Compare(p, a, b)
	if c.Same != 1 || len(c.Moved) != 2 || len(c.Removed) != 1 || len(c.Added) != 1 {
		t.Errorf("%d same, moved %+v, removed %+v, added %+v", c.Same, c.Moved, c.Removed, c.Added)
	}
}

func TestPlanCellsAddUpToTheScore(t *testing.T) {
	for seed := range uint64(200) {
		p := randomProblem(seed, false)
		plan := solve(t, p, seed)
		var people, within, visitors, served, left int64
		for _, c := range planning.PlanCells(p, plan) {
			people += c.People
			visitors += c.Visitors
			served += c.Served
			if c.Within {
				within += c.People
			}
			if c.Served < c.Visitors {
				left++
				if c.Reason == "" || c.Detail == "" {
					t.Fatalf("problem %d: no reason for %+v", seed, c)
				}
			}
		}
		s := plan.Score
		if people != s.People || within != s.PeopleWithin || visitors != s.Visitors || served != s.VisitorsServed || left != int64(len(plan.Unserved)) {
			t.Fatalf("problem %d: %d people, %d within, %d visitors, %d served, %d left out; score %+v", seed, people, within, visitors, served, left, s)
		}
		sum := planning.Summarise(p, plan)
		var camps, blockCamps, dayCamps, uncovered int64
		for _, g := range sum.Groups {
			camps += g.Camps
		}
		for _, b := range sum.Blocks {
			blockCamps += b.Camps
		}
		for _, d := range sum.Calendar {
			dayCamps += d.Camps
		}
		for _, r := range sum.Reasons {
			uncovered += r.Unserved
		}
		if camps != s.CampDays || blockCamps != camps || dayCamps != camps || uncovered != s.Visitors-s.VisitorsServed {
			t.Fatalf("problem %d: the summary does not add up: %d %d %d %d", seed, camps, blockCamps, dayCamps, uncovered)
		}
	}
}

func TestAPinnedVenueThatIsNoCandidateBecomesOne(t *testing.T) {
	p := toy(t)
	refused := planning.Venue{
		ID: "venue-0", Name: "Refused Club", Kind: "club", Host: planning.HostNone, Group: "group-b", At: p.Candidates[2].At,
		Permission: planning.PermissionRefused,
	}
	landmark := refused
	landmark.ID, landmark.Name, landmark.Permission, landmark.Group = "venue-5", "Panchayat Office", planning.PermissionNotAsked, ""
	pins := []planning.Pin{
		{ID: "row-3", Venue: "venue-5", Day: day("2026-01-28"), Row: 3}, {ID: "row-2", Venue: "venue-0", Day: day("2026-01-27"), Row: 2},
	}
	q, err := p.WithPins(pins, []planning.Venue{refused, landmark})
	if err != nil {
		t.Fatal(err)
	}
	if len(q.Candidates) != 6 || len(p.Candidates) != 4 || q.Candidates[5].Group != "group-b" || q.Pins[0].ID != "row-2" {
		t.Errorf("candidates %+v", q.Candidates)
	}
	plan, err := planning.Draft(t.Context(), q, 1, quick, nil)
	if err != nil {
		t.Fatal(err)
	}
	found := planning.Check(q, plan)
	if len(found) != 1 || found[0].Rule != "camp.closed" || found[0].Row != 2 {
		t.Errorf("violations %v", found)
	}
	if _, err := p.WithPins([]planning.Pin{{ID: "row-2", Venue: "venue-77"}}, nil); fault.CodeOf(err) != "problem.invalid" {
		t.Errorf("got %v", err)
	}
}
