package planning_test

import (
	"slices"
	"testing"

	"doorstep/planning"
)

// holdable gives the most of the owed camps of some groups that any calendar holds: a maximum flow from groups to days
// and blocks' days, one augmenting path at a time.
func holdable(p planning.Problem, owed map[string]int64) int64 {
	room := map[[2]string]int64{} // block and day
	for _, team := range p.Teams {
		for _, d := range p.Days {
			if !slices.Contains(team.DaysOff, d) {
				room[[2]string{string(team.Block), d.String()}]++
			}
		}
	}
	type slot struct{ group, day string }
	on, count := map[slot]bool{}, map[[2]string]int64{}
	open := func(g planning.Group, d planning.Day) bool {
		return slices.ContainsFunc(p.Candidates, func(v planning.Candidate) bool { return v.Group == g.ID && openOn(p, v, d) })
	}
	var seen map[string]bool
	var push func(g planning.Group) bool
	push = func(g planning.Group) bool {
		if seen[g.ID] {
			return false
		}
		seen[g.ID] = true
		for _, d := range p.Days {
			bd := [2]string{string(g.Block), d.String()}
			if on[slot{g.ID, d.String()}] || !open(g, d) {
				continue
			}
			if count[bd] < room[bd] {
				on[slot{g.ID, d.String()}] = true
				count[bd]++
				return true
			}
			for _, other := range p.Groups {
				if x := (slot{other.ID, d.String()}); other.Block == g.Block && on[x] {
					if push(other) {
						on[x] = false
						on[slot{g.ID, d.String()}] = true
						return true
					}
				}
			}
		}
		return false
	}
	total := int64(0)
	for _, g := range p.Groups {
		for range owed[g.ID] {
			if seen = map[string]bool{}; push(g) {
				total++
			}
		}
	}
	return total
}

func TestAShortageIsToldExactlyWhereNoCalendarHoldsWhatIsOwed(t *testing.T) {
	short, kinds := 0, map[planning.ShortageKind]int{}
	for seed := range uint64(400) {
		p := randomProblem(seed, false)
		found, err := planning.Shortages(p)
		if err != nil {
			t.Fatal(err)
		}
		owed, all := map[string]int64{}, int64(0)
		for _, g := range p.Groups {
			owed[g.ID] = g.Minimum
			all += g.Minimum
		}
		calendar := slices.ContainsFunc(found, func(s planning.Shortage) bool { return s.Kind != planning.ShortCampDays })
		if holdable(p, owed) < all != calendar {
			t.Fatalf("problem %d: %d of %d owed camps can be held; told: %+v", seed, holdable(p, owed), all, found)
		}
		if (all > p.CampDays) != slices.ContainsFunc(found, func(s planning.Shortage) bool { return s.Kind == planning.ShortCampDays }) {
			t.Fatalf("problem %d: %d owed, %d allowed; told: %+v", seed, all, p.CampDays, found)
		}
		for _, s := range found {
			kinds[s.Kind]++
			if s.Kind == planning.ShortCampDays {
				continue
			}
			short++
			part := map[string]int64{}
			for _, g := range s.Groups {
				part[g] = owed[g]
			}
			if s.Places >= s.Owed || holdable(p, part) > s.Places || s.Text == "" {
				t.Fatalf("problem %d: %d of the camps of %v can be held; told: %+v", seed, holdable(p, part), s.Groups, s)
			}
			if n := int64(len(s.Teams)); n > 0 && (s.DaysNeeded*n < s.Owed || (s.DaysNeeded-1)*n >= s.Owed || s.TeamsNeeded*int64(len(s.Days)) < s.Owed) {
				t.Fatalf("problem %d: days or teams needed are wrong: %+v", seed, s)
			}
		}
	}
	if short < 50 || len(kinds) < 4 {
		t.Errorf("only %d shortages were looked at, of the kinds %v", short, kinds)
	}
}

func TestAShortageNamesGroupDaysAndTeams(t *testing.T) {
	p := toy(t)
	p.Groups[0].Minimum, p.Groups[1].Minimum = 3, 3
	found, err := planning.Shortages(p)
	if err != nil || len(found) == 0 {
		t.Fatal(found, err)
	}
	for _, s := range found {
		t.Log(s.Text)
	}
	p = toy(t)
	p.Groups[0].Minimum = 1_000_000_000 // not so many camps in memory
	found, err = planning.Shortages(p)
	if err != nil || len(found) == 0 || found[0].Owed < 1_000_000_000 {
		t.Fatal(found, err)
	}
}
