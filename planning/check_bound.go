package planning

import (
	"cmp"
	"slices"
)

// bound: the Lagrangian at the stored prices is what the plan says, and nothing served exceeds it.
func (c *checker) bound() {
	if c.p.Drive.ByBooth() {
		c.boundOfBooths()
		return
	}
	onCell, off, ok := c.floorsTrue()
	if !ok {
		return
	}
	price := make([]int64, len(c.p.Demand))
	for _, x := range c.plan.Bound.Prices {
		i, known := c.cellAt[int64(x.Cell)]
		if !c.breach(known, "bound.cell", x.Cell.String(), 0, "The priced cell is not in the problem.") ||
			!c.breach(x.Price >= 0 && x.Price <= 1000+onCell[i], "bound.price", x.Cell.String(), 0, "The price %d is not between 0 and %d.", x.Price, 1000+onCell[i]) {
			return
		}
		price[i] = x.Price
	}
	if !c.clustersKnown() {
		return
	}
	x := multipliers{price: price, onCell: onCell, off: off, visitors: c.visitorsOf(), clusters: c.plan.Bound.Clusters}
	low, high := c.bothSides(x)
	got := c.plan.Bound.Visitors
	c.breach(low <= got && got <= high, "bound.value", "bound", 0, "The bound says %d visitors; its prices prove %d.", got, high)
	served := c.plan.Score.VisitorsServed
	if c.countsLess() {
		served = c.worthServed() / 1000
	}
	c.breach(got >= served, "bound.below", "bound", 0, "The bound of %d visitors is below the %d served.", got, served)
	c.boundForPeople(x)
	c.floorLevel()
}

// multipliers are what the Lagrangian is evaluated at, by cell.
type multipliers struct {
	price    []int64 // thousandths of a visitor
	onCell   []int64 // weights of the floors, thousandths
	off      int64   // what the floors take off, thousandths
	visitors []int64
	clusters []BoundCluster
	perDay   int64   // price of a camp-day, thousandths of a visitor
	budget   int64   // of camp-days, where it is not the problem's own
	whole    bool    // visitors count whole, however far they walk
	sooner   float64 // metres by which every walk is taken to be shorter
}

func (c *checker) visitorsOf() []int64 {
	list := make([]int64, len(c.p.Demand))
	for i, d := range c.p.Demand {
		list[i] = d.Visitors
	}
	return list
}

// bothSides evaluates the Lagrangian with and without the sights about which two ways of computing a length
// may differ.
func (c *checker) bothSides(x multipliers) (low, high int64) {
	edge := float64(c.p.Drive.Threshold) + 0.5
	x.sooner = doubt
	high = c.lagrangian(x, func(s sight) bool { return s.metres <= edge+doubt })
	x.sooner = -doubt
	if c.anySight(func(s sight) bool {
		return s.metres > edge-doubt && s.metres <= edge+doubt || c.takenOff(x, s, doubt) != c.takenOff(x, s, -doubt)
	}) {
		return c.lagrangian(x, func(s sight) bool { return s.metres <= edge-doubt }), high
	}
	return high, high
}

// doubt is how far from the threshold, metres, two ways of computing one length may fall on its two sides.
const doubt = 0.001

func (c *checker) anySight(ok func(sight) bool) bool {
	for _, list := range c.reach {
		if slices.ContainsFunc(list, ok) {
			return true
		}
	}
	return false
}

// limits are the numbers of camp-days that a plan may hold, as docs/solvers/plan.md defines them.
type limits struct {
	site, group, block              []int64 // most
	fixed, groupPinned, blockPinned []int64 // pinned, by candidate, group and block
	budget, pinned                  int64
	minimum, least, most            []int64 // of each group, by the first aim
	short                           []bool  // blocks that cannot meet their groups' minima
}

func (c *checker) newLimits() *limits {
	sites := func() []int64 { return make([]int64, len(c.p.Candidates)) }
	groups := func() []int64 { return make([]int64, len(c.p.Groups)) }
	blocks := func() []int64 { return make([]int64, len(c.p.Blocks)) }
	return &limits{
		site: sites(), fixed: sites(), group: groups(), groupPinned: groups(), minimum: groups(), least: groups(), most: groups(),
		block: blocks(), blockPinned: blocks(), short: make([]bool, len(c.p.Blocks)),
	}
}

// limits works out the limits from the problem: open days, team-days, budget. Each is raised to what
// this plan holds: pins may stand outside the rules.
func (c *checker) limits() *limits {
	l := c.newLimits()
	dayOfGroup := make([][]bool, len(c.p.Groups))
	dayOfBlock := make([][]bool, len(c.p.Blocks))
	for g := range dayOfGroup {
		dayOfGroup[g] = make([]bool, len(c.p.Days))
		l.minimum[g] = c.p.Groups[g].Minimum
	}
	for b := range dayOfBlock {
		dayOfBlock[b] = make([]bool, len(c.p.Days))
	}
	for j := range c.p.Candidates {
		g := c.siteGroup[j]
		for t, open := range c.open[j] {
			if open {
				l.site[j]++
				if !dayOfGroup[g][t] {
					dayOfGroup[g][t] = true
					l.group[g]++
				}
				dayOfBlock[c.groupBlock[g]][t] = true
			}
		}
	}
	for _, team := range c.p.Teams {
		b := c.blockAt[team.Block]
		off := map[Day]bool{}
		for _, day := range team.DaysOff {
			off[day] = true
		}
		for t, day := range c.p.Days {
			if dayOfBlock[b][t] && !off[day] {
				l.block[b]++
			}
		}
	}
	heldOf := make([]int64, len(c.p.Blocks))
	for g, n := range c.count {
		l.group[g] = max(l.group[g], n)
		heldOf[c.groupBlock[g]] += n
	}
	for b, n := range heldOf {
		l.block[b] = max(l.block[b], n)
	}
	for j := range l.site {
		l.site[j] = max(l.site[j], int64(len(c.atSite[j])))
	}
	for _, pin := range c.p.Pins {
		j := c.venueAt[pin.Venue]
		l.fixed[j]++
		l.groupPinned[c.siteGroup[j]]++
		l.blockPinned[c.groupBlock[c.siteGroup[j]]]++
		l.pinned++
	}
	l.budget = max(c.p.CampDays, int64(len(c.plan.Camps)))
	return l
}

// firstAim sets how many camp-days each group must hold and may hold in a plan that keeps the first aim.
// Where this plan does not, because the calendar forbids what the numbers alone allow, the minima count
// as what this plan gives.
func (c *checker) firstAim(l *limits) {
	if c.tryAim(l) {
		return
	}
	for g := range l.minimum {
		l.minimum[g] = min(l.minimum[g], c.count[g])
	}
	c.tryAim(l)
}

// tryAim works out the first aim from the minima and says whether this plan keeps it.
func (c *checker) tryAim(l *limits) bool {
	room := make([]int64, len(c.p.Groups))
	for j, n := range l.site {
		room[c.siteGroup[j]] += n
	}
	need := make([]int64, len(c.p.Groups))
	needOf := make([]int64, len(c.p.Blocks))
	heldOf := make([]int64, len(c.p.Blocks))
	for g := range need {
		need[g] = max(0, min(room[g], l.group[g], l.minimum[g])-l.groupPinned[g])
		needOf[c.groupBlock[g]] += need[g]
		heldOf[c.groupBlock[g]] += c.count[g]
	}
	possible := int64(0)
	for b, n := range needOf {
		possible += min(n, l.block[b]-l.blockPinned[b])
	}
	shortBudget := possible > l.budget-l.pinned
	kept := true
	for b, n := range needOf {
		l.short[b] = !shortBudget && n > l.block[b]-l.blockPinned[b]
		kept = kept && (!l.short[b] || heldOf[b] >= l.block[b])
	}
	for g := range need {
		if shortBudget || l.short[c.groupBlock[g]] {
			l.least[g], l.most[g] = l.groupPinned[g], l.groupPinned[g]+need[g]
		} else {
			l.least[g], l.most[g] = l.groupPinned[g]+need[g], min(l.group[g], room[g])
		}
		kept = kept && l.least[g] <= c.count[g] && c.count[g] <= l.most[g]
	}
	return kept
}

// worth is what a further camp-day of a candidate earns at the prices, thousandths of a visitor.
type worth struct {
	site  int
	value int64
}

// lagrangian evaluates the bound at the prices, in whole visitors:
//
//	sum of price x visitors + sum of weight x constant of the clusters - what the floors take off
//	+ the most that camp-days within the limits can earn,
//
// where a camp-day earns 1000 + weights of its floors - price - weights of its clusters for each visitor it has
// room for, the cheapest first, and weight x credit for each cluster that it reaches. The earnings of a
// candidate's days fall and the limits are nested, so taking the best days first is exact.
func (c *checker) lagrangian(x multipliers, inReach func(sight) bool) int64 {
	return c.thousandths(x, inReach) / 1000
}

// thousandths is the Lagrangian in thousandths of a visitor, less the price of the camp-days held.
func (c *checker) thousandths(x multipliers, inReach func(sight) bool) int64 {
	l := c.limits()
	l.budget = max(l.budget, x.budget)
	c.firstAim(l)
	total := -x.off
	cells := make([][]taken, len(c.p.Candidates))
	for i, visitors := range x.visitors {
		total += x.price[i] * visitors
		for _, s := range c.reach[i] {
			if inReach(s) {
				cells[s.venue] = append(cells[s.venue], taken{cell: i, cost: c.takenOff(x, s, x.sooner)})
			}
		}
	}
	price, bonus, constant := c.clusterTerms(x, inReach)
	total += constant
	for i := range price {
		price[i] -= x.onCell[i] // what is earned is 1000 less this
	}
	var free []worth
	for j := range cells {
		for n := range cells[j] {
			cells[j][n].cost += price[cells[j][n].cell]
		}
		slices.SortFunc(cells[j], func(a, b taken) int { return cmp.Or(cmp.Compare(a.cost, b.cost), a.cell-b.cell) })
		days := earnings(x.visitors, cells[j], c.p.Candidates[j].Cap, min(l.site[j], l.most[c.siteGroup[j]]), bonus[j])
		for x.perDay > 0 && int64(len(days)) < min(l.site[j], l.most[c.siteGroup[j]]) {
			days = append(days, 0) // one that earns nothing may be owed all the same
		}
		for n, value := range days {
			value -= x.perDay
			if int64(n) < l.fixed[j] {
				total += value
			} else {
				free = append(free, worth{j, value})
			}
		}
	}
	slices.SortFunc(free, func(a, b worth) int { return cmp.Or(cmp.Compare(b.value, a.value), a.site-b.site) })
	owed := make([]int64, len(c.p.Groups)) // camp-days that the group must still hold
	spare := make([]int64, len(c.p.Groups))
	block := slices.Clone(l.block)
	budget := l.budget
	for g := range owed {
		owed[g] = l.least[g] - l.groupPinned[g]
		spare[g] = l.most[g] - l.least[g]
		block[c.groupBlock[g]] -= l.least[g]
		budget -= l.least[g]
	}
	for b, short := range l.short {
		if short { // it spends all of its team-days on its minima in any case
			budget -= block[b]
		}
	}
	for _, w := range free {
		g := c.siteGroup[w.site]
		b := c.groupBlock[g]
		switch {
		case owed[g] > 0:
			owed[g]--
		case w.value <= 0:
			continue
		case spare[g] > 0 && block[b] > 0 && l.short[b]:
			spare[g]--
			block[b]--
		case spare[g] > 0 && block[b] > 0 && budget > 0:
			spare[g]--
			block[b]--
			budget--
		default:
			continue
		}
		total += w.value
	}
	return total
}

// earnings lists what the first, second, ... camp-day of a candidate earns, as long as it earns.
func earnings(visitors []int64, cells []taken, room, days, bonus int64) []int64 {
	list := fees(visitors, cells, room, days)
	for bonus > 0 && int64(len(list)) < days {
		list = append(list, 0)
	}
	for n := range list {
		list[n] += bonus
	}
	return list
}

// taken is a cell that a candidate may take visitors of, and what one earns less than 1000.
type taken struct {
	cell int
	cost int64
}

// fees lists what the camp-days of a candidate earn by the visitors they take.
func fees(visitors []int64, cells []taken, room, days int64) (list []int64) {
	left := int64(0) // places left of the day at the end of the list
	for _, x := range cells {
		gain := 1000 - x.cost
		if gain <= 0 {
			break
		}
		for waiting := visitors[x.cell]; waiting > 0; {
			if left == 0 {
				if int64(len(list)) == days {
					return list
				}
				list, left = append(list, 0), room
			}
			n := min(waiting, left)
			list[len(list)-1] += n * gain
			waiting -= n
			left -= n
		}
	}
	return list
}
