package casework

import "doorstep/planning"

// Instead is a camp of the plan that is published now, where another one stood on a plan it replaced.
type Instead struct {
	planning.CampRecord
	Moved bool // it is the same camp, as a re-plan moved it
}

// Replacement gives the camp that people who were told of camp should come to: the same camp where a re-plan moved
// it, else one at the same venue, else one of the same group. Of several it is the one on the same day, else the
// nearest to it, the earlier first. Camps that are over on the day today do not count. It is linear in len(instead).
func Replacement(camp planning.CampRecord, instead []Instead, today planning.Day) (best planning.CampRecord, there bool) {
	rank := func(c Instead) int {
		switch {
		case c.Moved:
			return 0
		case c.Venue == camp.Venue:
			return 1
		case c.Group == camp.Group:
			return 2
		}
		return 3
	}
	away := func(c planning.CampRecord) planning.Day { return max(c.Day-camp.Day, camp.Day-c.Day) }
	found := 3
	for _, c := range instead {
		r := rank(c)
		if c.Day < today || r == 3 || r > found {
			continue
		}
		if r < found || away(c.CampRecord) < away(best) || away(c.CampRecord) == away(best) && c.Day < best.Day {
			best, found, there = c.CampRecord, r, true
		}
	}
	return best, there
}
