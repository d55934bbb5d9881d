package planning_test

import (
	"slices"
	"testing"

	"doorstep/planning"
)

// drafted holds the camps of a plan as drop and add change them: the draft of those pins.
func drafted(t *testing.T, p planning.Problem, plan planning.Plan, keep func(planning.Camp) bool, add ...planning.Pin) (planning.Problem, planning.Plan) {
	t.Helper()
	q := p
	q.Pins = slices.Clone(add)
	for _, c := range plan.Camps {
		if keep(c) {
			q.Pins = append(q.Pins, planning.Pin{ID: c.ID, Venue: c.Venue, Day: c.Day, Team: c.Team})
		}
	}
	slices.SortFunc(q.Pins, func(a, b planning.Pin) int { return compareIDs(a.ID, b.ID) })
	next, err := planning.Draft(t.Context(), q, 1, quick, nil)
	if err != nil {
		t.Fatal(err)
	}
	return q, next
}

func all(planning.Camp) bool { return true }

func TestTheWorthOfOneMoreCampDayIsWhatItServesWhenItIsHeld(t *testing.T) {
	worth, none, lacking := 0, 0, 0
	for seed := range uint64(150) {
		p := randomProblem(seed, false)
		plan := solve(t, p, seed)
		for _, w := range planning.Worths(p, plan) {
			if w.Visitors == 0 {
				none++
				if w.Lacks != "" {
					lacking++
				}
				continue
			}
			worth++
			q := p
			q.CampDays++
			q, next := drafted(t, q, plan, all, planning.Pin{ID: "one more", Venue: w.Venue, Day: w.Day})
			if found := planning.Check(q, next); len(found) > 0 {
				t.Fatalf("problem %d, %+v: %v", seed, w, found[0])
			}
			if got := next.Score.VisitorsServed - plan.Score.VisitorsServed; got != w.Visitors {
				t.Fatalf("problem %d, %+v: %d more are served", seed, w, got)
			}
		}
		best := map[planning.AreaID]int64{}
		for _, w := range planning.Worths(p, plan) {
			best[w.Block] = w.Visitors
		}
		for _, v := range p.Candidates { // no other venue of the block is worth more on any day that is free
			w, err := planning.ExplainVenue(p, plan, v.ID)
			if err != nil {
				t.Fatal(err)
			}
			block := blockOf(p, v.Group)
			if w.Gained > best[block] && slices.ContainsFunc(p.Days, func(day planning.Day) bool { return freeFor(p, plan, v, day) }) {
				t.Fatalf("problem %d: one more at %s serves %d, in its block %d", seed, v.ID, w.Gained, best[block])
			}
		}
	}
	if worth < 20 || none < 20 || lacking == 0 {
		t.Errorf("%d worth something, %d nothing, %d of them for lack of days or teams", worth, none, lacking)
	}
}

// freeFor says whether one more camp could be held at the venue on the day but for the budget.
func freeFor(p planning.Problem, plan planning.Plan, v planning.Candidate, day planning.Day) bool {
	if !openOn(p, v, day) {
		return false
	}
	busy := map[planning.TeamID]bool{}
	for _, c := range plan.Camps {
		if c.Day == day {
			if c.Group == v.Group {
				return false
			}
			busy[c.Team] = true
		}
	}
	return slices.ContainsFunc(p.Teams, func(x planning.Team) bool {
		return x.Block == blockOf(p, v.Group) && !busy[x.ID] && !slices.Contains(x.DaysOff, day)
	})
}
