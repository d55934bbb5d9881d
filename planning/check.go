package planning

import (
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"
)

// Check re-proves a plan from the problem and the plan alone and lists every hard rule it breaks, none
// where it keeps them all. It shares no code with Solve, Explain and the solvers (a test holds this): it
// has its own distances, its own search for who is in reach, its own calendar, and evaluates the bound
// again from the stored prices. The rules and their codes are listed in docs/solvers/plan.md.
//
// A length may differ by one metre from the solver's; everything else must agree exactly. A violation
// of a camp that came from an imported list names its row. O(n log n) in problem and plan.
func Check(p Problem, plan Plan) []Violation {
	if err := p.Validate(); err != nil {
		return []Violation{{Rule: "problem.invalid", Where: "problem", Text: err.Error()}}
	}
	c := newChecker(&p, &plan)
	c.identity()
	c.walks()
	c.order()
	c.capacity()
	c.camps()
	c.teams()
	c.resources()
	c.pins()
	c.visitors()
	c.unserved()
	c.groups()
	c.sittings()
	c.score()
	c.radiusScore()
	c.bound()
	slices.SortStableFunc(c.found, func(a, b Violation) int { return a.Row - b.Row })
	return c.found
}

// checker holds a problem and a plan, looked up by id.
type checker struct {
	p     *Problem
	plan  *Plan
	found []Violation

	dayAt   map[Day]int
	blockAt map[AreaID]int
	groupAt map[string]int
	teamAt  map[TeamID]int
	venueAt map[VenueID]int
	cellAt  map[int64]int

	siteGroup  []int   // group of each candidate
	groupBlock []int   // block of each group
	north      []stand // where people can come to, by latitude

	open   [][]bool     // by candidate and day
	spare  [][]bool     // by block and day: some team is free
	listed [][]sight    // the walks that the problem lists, of each cell; nil: it lists none
	reach  [][]sight    // candidates that each cell may reach, the doubtful ones among them
	venue  []int        // candidate of each camp, -1: unknown
	atSite [][]int      // camps (indices into plan.Camps) at each candidate
	held   map[held]int // camps of a group on a day
	busy   map[busy]int // camps of a team on a day
	count  []int64      // camps of each group
	flow   []int64      // visitors served at each candidate
	served []int64      // visitors served of each cell
	pinned int          // camps shown as pins
	draft  bool         // the plan says it is a list as it stands

	banned map[int][]bool // candidates that are banned, with the days they would be open

	used    map[string]map[Day]int64 // camps that need each resource, by day; nil: not counted yet
	phase   []int                    // phase of each day, -1: none; 0 where the drive has none
	inPhase [][]int64                // camps of each group in each phase

	told map[VenueID]map[Day]bool // where and when pins stand
}

type held struct {
	group int
	day   Day
}

type busy struct {
	team TeamID
	day  Day
}

// stand is a place of a candidate, with the cosine of its latitude.
type stand struct {
	venue int
	at    orb.Point
	cos   float64
}

// sight is a candidate seen from a cell.
type sight struct {
	venue  int
	metres float64 // on foot, not rounded
}

func newChecker(p *Problem, plan *Plan) *checker {
	c := &checker{
		p: p, plan: plan,
		dayAt: map[Day]int{}, blockAt: map[AreaID]int{}, groupAt: map[string]int{}, teamAt: map[TeamID]int{},
		venueAt: map[VenueID]int{}, cellAt: map[int64]int{}, banned: map[int][]bool{}, held: map[held]int{}, busy: map[busy]int{},
		atSite: make([][]int, len(p.Candidates)), count: make([]int64, len(p.Groups)),
		flow: make([]int64, len(p.Candidates)), served: make([]int64, len(p.Demand)),
	}
	for i, d := range p.Days {
		c.dayAt[d] = i
	}
	for i, x := range p.Blocks {
		c.blockAt[x.ID] = i
	}
	for i, x := range p.Groups {
		c.groupAt[x.ID] = i
	}
	for i, x := range p.Teams {
		c.teamAt[x.ID] = i
	}
	for i, x := range p.Candidates {
		c.venueAt[x.ID] = i
	}
	for i, x := range p.Demand {
		c.cellAt[int64(x.Cell)] = i
	}
	for _, v := range p.Candidates {
		c.siteGroup = append(c.siteGroup, c.groupAt[v.Group])
	}
	for _, g := range p.Groups {
		c.groupBlock = append(c.groupBlock, c.blockAt[g.Block])
	}
	c.phase = c.phases()
	c.open = c.openDays()
	c.reach = c.whoReaches()
	c.lookUpPlan()
	return c
}

// phases says which phase each day lies in, and makes room to count camps in.
func (c *checker) phases() []int {
	list := c.p.Drive.Phases
	c.inPhase = make([][]int64, len(c.p.Groups))
	for g := range c.inPhase {
		c.inPhase[g] = make([]int64, len(list))
	}
	of := make([]int, len(c.p.Days))
	for t, day := range c.p.Days {
		for of[t] = len(list) - 1; of[t] >= 0 && (day < list[of[t]].FirstDay || day > list[of[t]].LastDay); {
			of[t]--
		}
		if len(list) == 0 {
			of[t] = 0
		}
	}
	return of
}

func (c *checker) countPhase(g int, day Day) {
	if t, ok := c.dayAt[day]; ok && c.phase[t] >= 0 && len(c.inPhase[g]) > 0 {
		c.inPhase[g][c.phase[t]]++
	}
}

// lookUpPlan counts camps and visitors by place and day.
func (c *checker) lookUpPlan() {
	plan := c.plan
	for k, x := range plan.Camps {
		if x.Pinned {
			c.pinned++
		}
		c.venue = append(c.venue, -1)
		if j, ok := c.venueAt[x.Venue]; ok {
			c.venue[k] = j
			c.atSite[j] = append(c.atSite[j], k)
			c.count[c.siteGroup[j]]++
			c.held[held{c.siteGroup[j], x.Day}]++
			c.countPhase(c.siteGroup[j], x.Day)
		}
		if x.Team != "" {
			c.busy[busy{x.Team, x.Day}]++
		}
	}
	c.spare = c.spareTeams()
	c.draft = plan.Origin == OriginDraft
	for _, x := range plan.Served {
		i, knownCell := c.cellAt[int64(x.Cell)]
		j, knownVenue := c.venueAt[x.Venue]
		if knownCell && knownVenue {
			c.flow[j] += x.Visitors
			c.served[i] += x.Visitors
		}
	}
}

// breach notes a violation unless ok.
func (c *checker) breach(ok bool, rule, where string, row int, format string, args ...any) bool {
	if !ok {
		c.found = append(c.found, Violation{Rule: rule, Where: where, Row: row, Text: fmt.Sprintf(format, args...)})
	}
	return ok
}

// identity: the plan says which problem it answers, and what it was made for.
func (c *checker) identity() {
	hash, err := c.p.Hash()
	c.breach(err == nil && hash == c.plan.Problem, "plan.problem", "plan", 0,
		"The plan answers the problem %.12s..., this one is %.12s...: it was made for other input.", c.plan.Problem, hash)
	c.breach(c.draft || c.plan.Origin == OriginSolved, "plan.origin", "plan", 0, "The origin %q is not %q or %q.", c.plan.Origin, OriginSolved, OriginDraft)
	c.breach(!c.draft || c.pinned == len(c.plan.Camps) && c.pinned == len(c.p.Pins), "plan.origin", "plan", 0,
		"The plan says it is a draft; a draft holds the camps of its list, all of them pins, and no others.")
	c.breach(c.plan.Format == PlanFormat, "plan.format", "plan", 0, "The format %q is not %q.", c.plan.Format, PlanFormat)
}

// order: every list is sorted and names nothing twice.
func (c *checker) order() {
	inOrder(c, "camps", c.plan.Camps, func(x Camp) [3]string { return [3]string{dayKey(x.Day), string(x.Venue), string(x.ID)} })
	inOrder(c, "served", c.plan.Served, func(x Served) [3]string { return [3]string{x.Cell.String(), string(x.Venue)} })
	inOrder(c, "unserved", c.plan.Unserved, func(x Unserved) [3]string { return [3]string{x.Cell.String()} })
	inOrder(c, "groups_below_minimum", c.plan.Groups, func(x GroupGap) [3]string { return [3]string{x.Group, x.Phase} })
	inOrder(c, "bound.prices", c.plan.Bound.Prices, func(x Price) [3]string { return [3]string{x.Cell.String()} })
	inOrder(c, "bound.clusters", c.plan.Bound.Clusters, func(x BoundCluster) [3]string {
		var key strings.Builder
		for _, cell := range x.Cells {
			key.WriteString(cell.String())
		}
		return [3]string{key.String(), fmt.Sprintf("%020d", x.Divisor)}
	})
	ids := map[CampID]bool{}
	for _, x := range c.plan.Camps {
		c.breach(!ids[x.ID] && x.ID != "", "camp.id", string(x.ID), x.Row, "The camp's id is missing or another camp's.")
		ids[x.ID] = true
	}
}

func dayKey(d Day) string { return fmt.Sprintf("%010d", int64(d)+1<<31) }

func inOrder[T any](c *checker, list string, items []T, key func(T) [3]string) {
	for i := 1; i < len(items); i++ {
		a, b := key(items[i-1]), key(items[i])
		less := a[0] < b[0] || a[0] == b[0] && (a[1] < b[1] || a[1] == b[1] && a[2] < b[2])
		if !c.breach(less, "plan.order", fmt.Sprintf("%s %d", list, i), 0, "The list is out of order, or names the same thing twice, from item %d on.", i) {
			return
		}
	}
}
