package planning

import "slices"

// gather calls each for every set of two to four booths of the parish that hang together and include only
// those that ok accepts, with the least that their meeting costs; only sets that some venue near has room for.
// Each set once: it grows from its first booth by neighbours that no earlier member had (Wernicke 2006).
func (c *checker) gather(x *parish, ok func(booth int) bool, each func(booths []int, cost int64)) {
	var reachOut func(set, ahead []int, seen []bool)
	reachOut = func(set, ahead []int, seen []bool) {
		if len(set) >= leastSitting {
			if cost, fits := c.meeting(x, set); fits {
				each(set, cost)
			}
		}
		if len(set) == mostSitting {
			return
		}
		for k, b := range ahead {
			wider := slices.Clone(ahead[k+1:])
			known := slices.Clone(seen)
			for o, next := range x.next[b] {
				if next && !known[o] && o > set[0] && ok(o) {
					wider = append(wider, o)
					known[o] = true
				}
			}
			reachOut(append(slices.Clone(set), b), wider, known)
		}
	}
	for first := range x.booths {
		if !ok(first) {
			continue
		}
		seen := make([]bool, len(x.booths))
		seen[first] = true
		var ahead []int
		for o, next := range x.next[first] {
			if next && o > first && ok(o) {
				ahead = append(ahead, o)
				seen[o] = true
			}
		}
		reachOut([]int{first}, ahead, seen)
	}
}

// meeting gives the least cost at which booths meet at a venue near them that has room.
func (c *checker) meeting(x *parish, booths []int) (cost int64, fits bool) {
	visitors := int64(0)
	for _, b := range booths {
		visitors += c.p.Booths[x.booths[b]].Visitors
	}
	for v, j := range x.venues {
		if c.p.Candidates[j].Cap < visitors || !x.close(booths, v) {
			continue
		}
		sum := int64(0)
		for _, b := range booths {
			sum += c.walking(x, b, v)
		}
		if !fits || sum < cost {
			cost, fits = sum, true
		}
	}
	return cost, fits
}

// walking weighs the walk of a booth's people to a venue.
func (c *checker) walking(x *parish, b, v int) int64 {
	people := c.p.Booths[x.booths[b]].People
	sum := people * x.walks[b][v]
	if x.walks[b][v] > min(c.p.Drive.Threshold, endOfWalk) {
		sum += people * x.beyond
	}
	return sum
}

// unseated: every booth without a sitting says so, once, with the reason that is true.
func (c *checker) unseated(boothAt map[AreaID]int, at []int, parishes []*parish) {
	listed := make([]bool, len(at))
	for _, x := range c.plan.Unseated {
		i, known := boothAt[x.Booth]
		if !c.breach(known, "unseated.unknown", string(x.Booth), 0, "The booth is not in the problem.") {
			continue
		}
		b := c.p.Booths[i]
		listed[i] = true
		if !c.breach(at[i] < 0, "unseated.seated", string(x.Booth), 0, "%s is listed without a sitting; it has one.", b.Name) {
			continue
		}
		parish := parishes[c.groupAt[b.Group]]
		truth := BoothReason("")
		fits := c.oneOf(parish, func() bool {
			truth = c.whyNoSitting(parish, slices.Index(parish.booths, i), at)
			return truth == x.Reason
		})
		c.breach(fits, "unseated.reason", string(x.Booth), 0, "The reason given for %s is %s; the true one is %s.", b.Name, x.Reason, truth)
	}
	for i, b := range c.p.Booths {
		c.breach(at[i] >= 0 || listed[i], "booth.missing", string(b.ID), 0, "%s is in no sitting and not listed with a reason.", b.Name)
	}
}

// whyNoSitting works out why a booth has no sitting.
func (c *checker) whyNoSitting(x *parish, booth int, at []int) BoothReason {
	g := x.group
	able, anyFree, mates := false, false, false
	free := make([]bool, len(x.venues))
	for v, j := range x.venues {
		for t, day := range c.p.Days {
			free[v] = free[v] || c.open[j][t] && c.held[held{g, day}] == 0 && c.spare[c.groupBlock[g]][t]
		}
	}
	c.gather(x, func(int) bool { return true }, func(set []int, _ int64) {
		if !slices.Contains(set, booth) {
			return
		}
		able = true
		visitors, alone := int64(0), true
		for _, b := range set {
			visitors += c.p.Booths[x.booths[b]].Visitors
			alone = alone && at[x.booths[b]] < 0
		}
		for v, j := range x.venues {
			if free[v] && x.close(set, v) {
				anyFree = true
				mates = mates || alone && c.p.Candidates[j].Cap >= visitors
			}
		}
	})
	switch {
	case len(x.booths) == 1:
		return BoothAlone
	case len(x.venues) == 0:
		return BoothNoVenue
	case !able:
		return BoothCap
	case c.count[g] >= c.p.Groups[g].Sittings || int64(len(c.plan.Camps)) >= c.p.CampDays:
		return BoothSpent
	case c.draft:
		return BoothNotList
	case mates:
		return "none: a sitting could be held"
	case anyFree:
		return BoothLeft
	}
	return BoothNoDay
}

// divisions: of each group with booths, the figures of its division, and the bound at its prices.
func (c *checker) divisions(boothAt map[AreaID]int, parishes []*parish) {
	listed := make([]bool, len(c.p.Groups))
	for _, x := range c.plan.Sittings {
		g, known := c.groupAt[x.Group]
		if !c.breach(known && parishes[g] != nil, "sitting.group", x.Group, 0, "The group is not in the problem, or has no booths.") {
			continue
		}
		listed[g] = true
		c.division(boothAt, parishes[g], x)
	}
	for g, x := range parishes {
		c.breach(x == nil || listed[g], "sitting.group", c.p.Groups[g].ID, 0, "The plan does not say how the booths of %s are divided.", c.p.Groups[g].Name)
	}
}

// division: the figures of one group and its bound.
func (c *checker) division(boothAt map[AreaID]int, x *parish, row GroupSittings) {
	price := make([]int64, len(x.booths))
	for _, y := range row.Prices {
		i, known := boothAt[y.Booth]
		k := -1
		if known {
			k = slices.Index(x.booths, i)
		}
		if !c.breach(k >= 0, "sitting.price", row.Group, 0, "The priced booth %q is not of the group.", y.Booth) ||
			!c.breach(y.Price <= x.unseated && y.Price >= -mostSitting*x.unseated, "sitting.price", row.Group, 0, "The price %d is out of range.", y.Price) {
			return
		}
		price[k] = y.Price
	}
	if !c.breach(row.Price >= 0 && row.Price <= mostSitting*x.unseated, "sitting.price", row.Group, 0, "The price %d of a sitting is out of range.", row.Price) {
		return
	}
	cuts, ok := c.cutsOf(boothAt, x, row)
	if !ok {
		return
	}
	var plan, bound SittingTiers
	dear := false
	c.breach(c.oneOf(x, func() bool { plan = c.tiers(boothAt, x); return plan == row.Plan }), "sitting.plan", row.Group, 0,
		"The division is said to be %+v; it is %+v.", row.Plan, plan)
	ok = c.oneOf(x, func() bool {
		cost := plan.Unseated*x.unseated + plan.PeopleBeyond*x.beyond + plan.PersonMetres
		dear = false
		c.gather(x, func(int) bool { return true }, func(set []int, cost int64) {
			for _, b := range set {
				cost -= price[b]
			}
			for _, cut := range cuts {
				if cut.counts(set) {
					cost += cut.weight
				}
			}
			dear = dear || cost+row.Price < 0
		})
		value := -row.Price * min(max(c.p.Groups[x.group].Sittings, c.count[x.group]), int64(len(x.booths)/leastSitting))
		for _, n := range price {
			value += n
		}
		for _, cut := range cuts {
			value -= cut.weight
		}
		value = max(0, min(value, cost))
		bound = SittingTiers{value / x.unseated, value % x.unseated / x.beyond, value % x.beyond}
		return !dear && bound == row.Bound
	})
	c.breach(ok || !dear, "sitting.price", row.Group, 0, "Some booths cost less together than their prices say: the prices prove nothing.")
	c.breach(ok || dear, "sitting.bound", row.Group, 0, "The bound is said to be %+v; the prices prove %+v.", row.Bound, bound)
}

// boothCut is a cut of three booths of a parish.
type boothCut struct {
	booths []int
	weight int64
}

// counts says whether a set of booths holds two or three of the cut's.
func (x boothCut) counts(set []int) bool {
	n := 0
	for _, b := range x.booths {
		if slices.Contains(set, b) {
			n++
		}
	}
	return n > 1
}

// cutsOf reads the cuts of a group's bound: three different booths of the group, a weight that is no less than 0.
func (c *checker) cutsOf(boothAt map[AreaID]int, x *parish, row GroupSittings) (cuts []boothCut, ok bool) {
	ok = c.breach(len(row.Cuts) <= 4*len(x.booths), "sitting.cut", row.Group, 0, "%d cuts are more than four a booth.", len(row.Cuts))
	for _, y := range row.Cuts {
		cut := boothCut{weight: y.Weight}
		for _, id := range y.Booths {
			if i, known := boothAt[id]; known {
				if k := slices.Index(x.booths, i); k >= 0 && !slices.Contains(cut.booths, k) {
					cut.booths = append(cut.booths, k)
				}
			}
		}
		ok = ok && c.breach(len(y.Booths) == 3 && len(cut.booths) == 3 && y.Weight >= 0 && y.Weight <= x.unseated, "sitting.cut", row.Group, 0,
			"A cut is not of three booths of the group, or its weight %d is out of range.", y.Weight)
		cuts = append(cuts, cut)
	}
	return cuts, ok
}

// tiers works out the figures of a group's division.
func (c *checker) tiers(boothAt map[AreaID]int, x *parish) SittingTiers {
	t := SittingTiers{Unseated: int64(len(x.booths))}
	for k, camp := range c.plan.Camps {
		if j := c.venue[k]; j >= 0 && c.siteGroup[j] == x.group {
			for _, y := range camp.Booths {
				i, known := boothAt[y.Booth]
				if !known {
					continue
				}
				people := c.p.Booths[i].People
				metres, _ := whole(c.boothWay(i, j), x.shift)
				t.Unseated--
				t.PersonMetres += people * metres
				if metres > min(c.p.Drive.Threshold, endOfWalk) {
					t.PeopleBeyond += people
				}
			}
		}
	}
	return t
}

// scoreOfBooths works out the figures of a score that a drive by booths has from its booths. The walks are those of
// the groups' divisions, which are checked by themselves.
func (c *checker) scoreOfBooths(want *Score) {
	if !c.p.Drive.ByBooth() {
		return
	}
	visitors := map[AreaID]int64{}
	for _, b := range c.p.Booths {
		want.Booths++
		want.Visitors += b.Visitors
		visitors[b.ID] = b.Visitors
	}
	for _, x := range c.plan.Camps {
		for _, y := range x.Booths {
			want.BoothsSeated++
			want.VisitorsServed += visitors[y.Booth]
		}
	}
	for _, x := range c.plan.Sittings {
		want.PeopleBeyond += x.Plan.PeopleBeyond
		want.PersonMetres += x.Plan.PersonMetres
	}
}

// boundOfBooths: no plan serves more than everyone expected at the booths.
func (c *checker) boundOfBooths() {
	all := int64(0)
	for _, b := range c.p.Booths {
		all += b.Visitors
	}
	got := c.plan.Bound
	c.breach(got.Visitors == all && len(got.Prices) == 0 && len(got.Clusters) == 0, "bound.value", "bound", 0,
		"The bound says %d visitors; the booths have %d.", got.Visitors, all)
	c.breach(got.Visitors >= c.plan.Score.VisitorsServed, "bound.below", "bound", 0,
		"The bound of %d visitors is below the %d served.", got.Visitors, c.plan.Score.VisitorsServed)
}
