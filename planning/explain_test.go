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

// TestEachClaimAboutAVenueHoldsWhenItIsMade drops the camps of a venue, adds one, or puts the runner-up in its
// stead, and counts.
func TestEachClaimAboutAVenueHoldsWhenItIsMade(t *testing.T) {
	runners, forced := 0, map[string]int{}
	for seed := range uint64(150) {
		p := randomProblem(seed, seed%4 == 0)
		if len(p.Candidates) == 0 {
			continue
		}
		plan := solve(t, p, seed)
		v := p.Candidates[int(seed*7)%len(p.Candidates)]
		w, err := planning.ExplainVenue(p, plan, v.ID)
		if err != nil {
			t.Fatal(err)
		}
		q := p
		q.CampDays += 2
		_, more := drafted(t, q, plan, all, planning.Pin{ID: "one more", Venue: v.ID})
		if got := more.Score.VisitorsServed - plan.Score.VisitorsServed; got != w.Gained {
			t.Fatalf("problem %d, %s: one more serves %d, not %d", seed, v.ID, got, w.Gained)
		}
		if len(w.Days) == 0 {
			continue
		}
		others := func(c planning.Camp) bool { return c.Venue != v.ID }
		_, less := drafted(t, p, plan, others)
		if got := plan.Score.VisitorsServed - less.Score.VisitorsServed; got != w.Lost {
			t.Fatalf("problem %d, %s: without it %d fewer are served, not %d", seed, v.ID, got, w.Lost)
		}
		if got := plan.Score.PeopleWithin - less.Score.PeopleWithin; got != w.PeopleOnly {
			t.Fatalf("problem %d, %s: without it %d fewer are within reach, not %d", seed, v.ID, got, w.PeopleOnly)
		}
		forced[w.Forced]++
		if w.Forced == "group_minimum" && missing(less) <= missing(plan) {
			t.Fatalf("problem %d, %s: no group misses it", seed, v.ID)
		}
		if w.RunnerUp == nil {
			continue
		}
		runners++
		var pins []planning.Pin
		for _, day := range w.RunnerUp.Days {
			pins = append(pins, planning.Pin{ID: planning.CampID("instead " + day.String()), Venue: w.RunnerUp.Venue, Day: day})
		}
		q, next := drafted(t, p, plan, others, pins...)
		if next.Score.VisitorsServed != w.RunnerUp.Served || plan.Score.VisitorsServed-w.RunnerUp.Served != w.RunnerUp.Difference {
			t.Fatalf("problem %d, %s: %+v, but %d are served", seed, v.ID, *w.RunnerUp, next.Score.VisitorsServed)
		}
		if broken := planning.Check(q, next); len(p.Pins) == 0 && len(broken) > 0 {
			t.Fatalf("problem %d, %s: %+v breaks %s: %s", seed, v.ID, *w.RunnerUp, broken[0].Rule, broken[0].Text)
		}
	}
	if runners < 10 || forced["group_minimum"] == 0 || forced[""] == 0 || forced["pin"] == 0 {
		t.Errorf("%d runners-up, forced %v", runners, forced)
	}
}

// missing counts the camp-days that groups lack to their minima.
func missing(plan planning.Plan) (n int64) {
	for _, g := range plan.Groups {
		n += g.Missing
	}
	return n
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
	if c.DaysChanged != 1 || len(c.VenuesLost) != 1 || c.VenuesLost[0].Venue != "venue-4" || len(c.VenuesGained) != 0 {
		t.Errorf("%d days changed, venues lost %+v, gained %+v", c.DaysChanged, c.VenuesLost, c.VenuesGained)
	}
	if east := c.Blocks[0]; east.Name != "East" || east.PeopleLost != 133 || east.PeopleGained != 0 || east.CampsA != 1 || east.CampsB != 0 {
		t.Errorf("East: %+v", east)
	}
}

func TestWhatTwoPlansGainAndLoseAddsUpToTheirScores(t *testing.T) {
	for seed := range uint64(150) {
		p := randomProblem(seed, false)
		a := solve(t, p, seed)
		q := p
		q.CampDays = max(0, p.CampDays-2)
		b := solve(t, q, seed+1)
		c := planning.Compare(p, a, b)
		var people, visitors, camps, cells int64
		for _, x := range c.Blocks {
			people += x.PeopleGained - x.PeopleLost
			visitors += x.VisitorsGained - x.VisitorsLost
			camps += x.CampsB - x.CampsA
		}
		for _, x := range c.Cells {
			cells += x.ServedB - x.ServedA
		}
		if people != b.Score.PeopleWithin-a.Score.PeopleWithin || visitors != b.Score.VisitorsServed-a.Score.VisitorsServed ||
			cells != visitors || camps != b.Score.CampDays-a.Score.CampDays || camps != int64(len(c.Added)-len(c.Removed)) {
			t.Fatalf("problem %d: %d people, %d visitors, %d by cells, %d camps; %s", seed, people, visitors, cells, camps, c.Text)
		}
		back := planning.Compare(p, b, a)
		if len(back.Added) != len(c.Removed) || len(back.VenuesGained) != len(c.VenuesLost) || back.DaysChanged != c.DaysChanged {
			t.Fatalf("problem %d: there and back differ: %s %s", seed, c.Text, back.Text)
		}
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
