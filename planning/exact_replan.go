package planning

import (
	"doorstep/internal/fault"
	"doorstep/planning/exact"
)

// ExactReplan is the calendar of one block after events, written out: what a re-plan may do with its old camps, each
// held again in its group or not at all, and what that costs. It shares no code with Replan.
type ExactReplan struct {
	Block            AreaID
	Program          Program // its objective is Short for each camp missing from a group's minimum + Announced for each announced camp changed + the weight
	Short, Announced int64
}

// Parts takes a value of the program apart.
func (e ExactReplan) Parts(value int64) (short, announced, weight int64) {
	return value / e.Short, value % e.Short / e.Announced, value % e.Announced
}

// ExactReplans writes out the blocks of the new problem q in which the old plan cannot stand as it is; in all others nothing need change.
// until is the last announced day. It refuses problems with pins or phases of their own, which a program here does not know: replan.exact.
func ExactReplans(p Problem, plan Plan, q Problem, until Day) ([]ExactReplan, error) {
	if len(p.Pins)+len(p.Drive.Phases) > 0 {
		return nil, fault.Refuse("replan.exact", "The problem has %d pins and %d phases; exact programs are written for problems without.", len(p.Pins), len(p.Drive.Phases))
	}
	q.AnnouncedUntil = 0
	c := newChecker(&q, &plan)
	there := make([][]int64, len(q.Blocks))
	for b := range there {
		there[b] = make([]int64, len(q.Days))
	}
	for _, team := range q.Teams {
		b := c.blockAt[team.Block]
		off := map[Day]bool{}
		for _, day := range team.DaysOff {
			off[day] = true
		}
		for t, day := range q.Days {
			if !off[day] {
				there[b][t]++
			}
		}
	}
	camps, members := make([][]Camp, len(q.Blocks)), make([][]int, len(q.Groups))
	for _, x := range plan.Camps {
		b := c.blockAt[x.Block]
		camps[b] = append(camps[b], x)
	}
	for j, g := range c.siteGroup {
		members[g] = append(members[g], j)
	}
	var all []ExactReplan
	for b, list := range camps {
		if c.stands(list, there[b]) {
			continue
		}
		all = append(all, c.exactBlock(b, list, there[b], members, until))
	}
	return all, nil
}

// stands says whether every camp of a block is open where it is and the teams there suffice.
func (c *checker) stands(camps []Camp, there []int64) bool {
	held := make([]int64, len(there))
	for _, x := range camps {
		t := c.dayAt[x.Day]
		if held[t]++; !c.open[c.venueAt[x.Venue]][t] || held[t] > there[t] {
			return false
		}
	}
	return true
}

func (c *checker) exactBlock(b int, camps []Camp, there []int64, members [][]int, until Day) ExactReplan {
	e := ExactReplan{Block: c.p.Blocks[b].ID, Announced: WeightCancelled*int64(len(camps)) + 1}
	e.Short = e.Announced * (int64(len(camps)) + 1)
	p := Program{Name: "re-plan of " + string(e.Block)}
	days := make([][]exact.Term, len(there))
	groupDays := map[held][]exact.Term{}
	groups := map[int][]exact.Term{}
	for k, x := range camps {
		g := c.groupAt[x.Group]
		told := int64(0)
		if x.Day <= until {
			told = e.Announced
		}
		drop := p.Add(exact.Var{Name: exact.Name("drop", k), Cost: told + WeightCancelled, Hi: 1, Whole: true})
		ways := []exact.Term{{Var: drop, Coef: 1}}
		groups[g] = append(groups[g], exact.Term{Var: drop, Coef: -1})
		for t, day := range c.p.Days {
			own, other := c.campOpen(x, members[g], t)
			stays := day == x.Day
			if day <= until {
				own, other = own && stays, false
			}
			for n, ok := range [2]bool{own, other} {
				if !ok {
					continue
				}
				cost := told + changeWeight(x.Day, day, n == 1)
				if stays && n == 0 {
					cost = 0
				}
				hold := exact.Term{Var: p.Add(exact.Var{Name: exact.Name([2]string{"stay", "move"}[n], k, t), Cost: cost, Hi: 1, Whole: true}), Coef: 1}
				ways, days[t] = append(ways, hold), append(days[t], hold)
				groupDays[held{g, day}] = append(groupDays[held{g, day}], hold)
			}
		}
		p.Limit(exact.Name("camp", k), exact.Equal, 1, ways)
	}
	for t, terms := range days {
		p.Limit(exact.Name("teams", t), exact.AtMost, there[t], terms)
	}
	for g, group := range c.p.Groups {
		for t, day := range c.p.Days {
			p.Limit(exact.Name("group", g, t), exact.AtMost, 1, groupDays[held{g, day}])
		}
		if terms := groups[g]; len(terms) > 0 {
			// camps held + short >= what the minimum needs, as far as the old plan met it
			n := int64(len(terms))
			short := p.Add(exact.Var{Name: exact.Name("short", g), Cost: e.Short, Hi: group.Minimum})
			p.Limit(exact.Name("minimum", g), exact.AtLeast, group.Minimum-n, append(terms, exact.Term{Var: short, Coef: 1}))
		}
	}
	e.Program = p
	return e
}

// campOpen says whether a camp's own venue is open on day t, and whether another of its group is.
func (c *checker) campOpen(x Camp, members []int, t int) (own, other bool) {
	for _, j := range members {
		if c.open[j][t] {
			mine := c.p.Candidates[j].ID == x.Venue
			own, other = own || mine, other || !mine
		}
	}
	return own, other
}

// changeWeight gives the weight of holding a camp on another day or at another venue.
func changeWeight(from, to Day, elsewhere bool) int64 {
	y1, w1 := from.Time().ISOWeek()
	y2, w2 := to.Time().ISOWeek()
	switch {
	case y1 != y2 || w1 != w2:
		return WeightWeek
	case elsewhere:
		return WeightVenue
	}
	return WeightDay
}
