package planning

import (
	"math"
	"slices"
	"sort"
)

// The figures of booth sittings, as docs/solvers/sitting.md gives them.
const (
	leastSitting = 2 // booths
	mostSitting  = 4
	friends      = 5     // nearest booths of its group that are a booth's neighbours
	nearHalls    = 8     // nearest open venues of its group that are near a booth
	endOfWalk    = 50000 // metres; a longer walk counts as this one
)

// parish is the booths of a group as the checker sees them: who is whose neighbour, which venues are near.
type parish struct {
	group    int
	booths   []int   // indices into Problem.Booths
	venues   []int   // indices into Problem.Candidates: those open on some day
	shift    float64 // metres, added to every walk before it is rounded
	walks    [][]int64
	next     [][]bool // neighbours
	near     [][]bool // by booth and venue
	beyond   int64    // what a person beyond the threshold weighs, in person-metres
	unseated int64    // what a booth without a sitting weighs
}

// sittings: each booth in one sitting, of two to four neighbours of one group, near its venue; or listed with
// the true reason; and the bound of every group worked out again from its prices.
func (c *checker) sittings() {
	if !c.p.Drive.ByBooth() {
		for _, x := range c.plan.Camps {
			c.breach(len(x.Booths) == 0, "sitting.none", string(x.ID), x.Row, "The camp is called a sitting of booths; the drive is not one by booths.")
		}
		c.breach(len(c.plan.Sittings) == 0 && len(c.plan.Unseated) == 0, "sitting.none", "plan", 0, "The plan divides booths; the drive is not one by booths.")
		return
	}
	boothAt := map[AreaID]int{}
	for i, b := range c.p.Booths {
		boothAt[b.ID] = i
	}
	at := c.whoSits(boothAt)
	parishes := c.parishes()
	c.eachSitting(boothAt, parishes)
	c.unseated(boothAt, at, parishes)
	c.divisions(boothAt, parishes)
	c.pinBooths()
}

// whoSits gives the camp of each booth, -1: none; and checks that none has two.
func (c *checker) whoSits(boothAt map[AreaID]int) []int {
	at := make([]int, len(c.p.Booths))
	for i := range at {
		at[i] = -1
	}
	for k, x := range c.plan.Camps {
		for _, b := range x.Booths {
			i, known := boothAt[b.Booth]
			if !c.breach(known, "booth.unknown", string(b.Booth), x.Row, "The booth is not in the problem.") {
				continue
			}
			c.breach(at[i] < 0, "booth.twice", string(b.Booth), x.Row, "%s is in two sittings.", c.p.Booths[i].Name)
			at[i] = k
		}
	}
	return at
}

// parishes works out neighbours and near venues of every group with booths.
func (c *checker) parishes() []*parish {
	list := make([]*parish, len(c.p.Groups))
	for i, b := range c.p.Booths {
		g := c.groupAt[b.Group]
		if list[g] == nil {
			list[g] = &parish{group: g}
		}
		list[g].booths = append(list[g].booths, i)
	}
	for j, g := range c.siteGroup {
		if list[g] != nil && slices.Contains(c.open[j], true) {
			list[g].venues = append(list[g].venues, j)
		}
	}
	for _, x := range list {
		if x != nil {
			c.survey(x, 0)
		}
	}
	return list
}

// whole rounds a walk to metres after moving it by a little, and says whether a millimetre would matter.
func whole(metres, shift float64) (n int64, doubtful bool) {
	n = int64(math.Round(metres + shift))
	return min(n, endOfWalk), math.Round(metres-doubt) != math.Round(metres+doubt)
}

// survey fills a parish in; shift is added to every walk. It says whether a millimetre could matter.
func (c *checker) survey(x *parish, shift float64) (doubtful bool) {
	n, people := len(x.booths), int64(0)
	x.shift, x.walks, x.near, x.next = shift, nil, nil, make([][]bool, n)
	for k := range x.next {
		x.next[k] = make([]bool, n)
	}
	for k, i := range x.booths {
		b := c.p.Booths[i]
		people += b.People
		walks := make([]int64, len(x.venues))
		for v, j := range x.venues {
			var unsure bool
			walks[v], unsure = whole(c.boothWay(i, j), shift)
			doubtful = doubtful || unsure
		}
		near := make([]bool, len(x.venues))
		for _, v := range lowest(walks, nearHalls, -1) {
			near[v] = true
		}
		x.walks, x.near = append(x.walks, walks), append(x.near, near)
		apart := make([]int64, n)
		for o, other := range x.booths {
			var unsure bool
			apart[o], unsure = whole(c.onFoot(b.At, c.p.Booths[other].At), shift)
			doubtful = doubtful || unsure
		}
		for _, o := range lowest(apart, friends, k) {
			x.next[k][o], x.next[o][k] = true, true
		}
	}
	x.beyond = people*endOfWalk + 1
	x.unseated = (people + 1) * x.beyond
	return doubtful
}

// lowest gives the places of the n smallest numbers but skip, earlier ones first.
func lowest(numbers []int64, n, skip int) []int {
	order := []int{}
	for k := range numbers {
		if k != skip {
			order = append(order, k)
		}
	}
	sort.SliceStable(order, func(a, b int) bool { return numbers[order[a]] < numbers[order[b]] })
	return order[:min(n, len(order))]
}

// eachSitting checks each camp as a sitting.
func (c *checker) eachSitting(boothAt map[AreaID]int, parishes []*parish) {
	for k, x := range c.plan.Camps {
		id := string(x.ID)
		c.breach(len(x.Booths) >= leastSitting && len(x.Booths) <= mostSitting, "sitting.size", id, x.Row,
			"The sitting has %d booths; it has %d to %d.", len(x.Booths), leastSitting, mostSitting)
		j := c.venue[k]
		if j < 0 {
			continue
		}
		visitors, sameGroup := int64(0), true
		var booths []int // within the parish
		parish := parishes[c.siteGroup[j]]
		for _, y := range x.Booths {
			i, known := boothAt[y.Booth]
			if !known {
				continue
			}
			b := c.p.Booths[i]
			visitors += b.Visitors
			metres := c.boothWay(i, j)
			c.breach(math.Abs(metres-float64(y.Distance)) <= 0.5+slack, "booth.distance", id, x.Row,
				"%s is said to be %d m from the venue; it is %.0f m.", b.Name, y.Distance, metres)
			mine := c.breach(b.Group == c.p.Candidates[j].Group, "booth.group", id, x.Row, "%s is of group %q; the venue stands in %q.", b.Name, b.Group, c.p.Candidates[j].Group)
			if sameGroup = sameGroup && mine; mine {
				booths = append(booths, slices.Index(parish.booths, i))
			}
		}
		c.breach(x.Visitors == visitors, "camp.visitors", id, x.Row, "The sitting expects %d visitors; its booths have %d.", x.Visitors, visitors)
		if !sameGroup || len(booths) == 0 {
			continue
		}
		c.breach(x.Pinned || c.oneOf(parish, func() bool { return parish.joined(booths) }), "sitting.neighbours", id, x.Row,
			"The booths of the sitting are not neighbours of one another.")
		c.breach(x.Pinned || c.oneOf(parish, func() bool { return parish.close(booths, slices.Index(parish.venues, j)) }), "sitting.near", id, x.Row,
			"%s is not among the %d open venues of the group nearest to any booth of the sitting.", c.p.Candidates[j].Name, nearHalls)
	}
	for g, group := range c.p.Groups {
		c.breach(c.count[g] <= max(group.Sittings, c.pinsIn(g)), "sitting.limit", group.ID, 0, "%s has %d sittings; it may have %d.", group.Name, c.count[g], group.Sittings)
	}
}

func (c *checker) pinsIn(g int) (n int64) {
	for _, pin := range c.p.Pins {
		if c.siteGroup[c.venueAt[pin.Venue]] == g {
			n++
		}
	}
	return n
}

// oneOf says whether something is true of a parish, with its walks as they are or, where one is in doubt, a
// millimetre longer or shorter.
func (c *checker) oneOf(x *parish, fulfilled func() bool) bool {
	if fulfilled() {
		return true
	}
	for _, shift := range [2]float64{doubt, -doubt} {
		again := *x
		doubtful := c.survey(&again, shift)
		*x, again = again, *x
		ok := doubtful && fulfilled()
		*x = again
		if ok {
			return true
		}
	}
	return false
}

// joined says whether booths hang together by neighbours.
func (x *parish) joined(booths []int) bool {
	reached := []int{booths[0]}
	for k := 0; k < len(reached); k++ {
		for _, o := range booths {
			if x.next[reached[k]][o] && !slices.Contains(reached, o) {
				reached = append(reached, o)
			}
		}
	}
	return len(reached) == len(booths)
}

// close says whether a venue is near one of the booths.
func (x *parish) close(booths []int, venue int) bool {
	return venue >= 0 && slices.ContainsFunc(booths, func(b int) bool { return x.near[b][venue] })
}

// pinBooths: a pin that names booths has them.
func (c *checker) pinBooths() {
	camps := map[CampID]Camp{}
	for _, x := range c.plan.Camps {
		camps[x.ID] = x
	}
	for _, pin := range c.p.Pins {
		x, held := camps[pin.ID]
		if !held || len(pin.Booths) == 0 {
			continue
		}
		same := len(x.Booths) == len(pin.Booths)
		for k := range x.Booths {
			same = same && x.Booths[k].Booth == pin.Booths[k]
		}
		c.breach(same, "pin.booths", string(pin.ID), pin.Row, "The sitting is pinned with other booths than the plan gives it.")
	}
}
