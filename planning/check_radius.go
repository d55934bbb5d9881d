package planning

// anyRadius says whether people live away from where their cells stand.
func (c *checker) anyRadius() bool {
	for _, d := range c.p.Demand {
		if d.Radius != 0 {
			return true
		}
	}
	return false
}

// whoMayReach is whoReaches with every cell's people at their nearest: each length less the cell's radius.
func (c *checker) whoMayReach() [][]sight {
	seen := make([][]sight, len(c.p.Demand))
	for i, d := range c.p.Demand {
		seen[i] = c.near(i, float64(c.p.Drive.Threshold+d.Radius)+0.5+slack)
		for k := range seen[i] {
			seen[i][k].metres -= float64(d.Radius)
		}
	}
	return seen
}

// boundForPeople: the Lagrangian at the same multipliers with the wider reach is what the plan says.
func (c *checker) boundForPeople(x multipliers) {
	got := c.plan.Bound.People
	if !c.anyRadius() {
		c.breach(got == 0, "bound.people", "bound", 0, "The bound says %d visitors for people; no cell has a radius.", got)
		return
	}
	wide := *c
	wide.reach = c.whoMayReach()
	low, high := wide.bothSides(x)
	c.breach(low <= got && got <= high, "bound.people", "bound", 0, "The bound says %d visitors for people; its prices prove %d.", got, high)
}

// radiusScore works out the figures for people who live away from where their cells stand: the least and most
// that each may be, as a length may differ by the slack.
func (c *checker) radiusScore() {
	var least, most [3]int64 // surely within, possibly within, visitors surely served
	if c.anyRadius() {
		tau := float64(c.p.Drive.Threshold) + 0.5
		reach := c.whoMayReach()
		for i, d := range c.p.Demand {
			nearest := tau + 2*slack + 1
			for _, s := range reach[i] {
				if len(c.atSite[s.venue]) > 0 {
					nearest = min(nearest, s.metres)
				}
			}
			credit := func(n int, metres float64) {
				if metres <= tau-slack {
					least[n] += d.People
				}
				if metres <= tau+slack {
					most[n] += d.People
				}
			}
			credit(0, nearest+2*float64(d.Radius))
			credit(1, nearest)
		}
		for _, x := range c.plan.Served {
			i, cell := c.cellAt[int64(x.Cell)]
			j, venue := c.venueAt[x.Venue]
			if !cell || !venue {
				continue
			}
			farthest := c.walkOf(i, j) + float64(c.p.Demand[i].Radius)
			if farthest <= tau-slack {
				least[2] += x.Visitors
			}
			if farthest <= tau+slack {
				most[2] += x.Visitors
			}
		}
	}
	s := c.plan.Score
	for n, x := range []struct {
		name string
		got  int64
	}{{"people_surely_within", s.PeopleSure}, {"people_possibly_within", s.PeoplePossible}, {"visitors_surely_served", s.VisitorsSure}} {
		c.breach(least[n] <= x.got && x.got <= most[n], "score."+x.name, "score", 0, "The score says %s = %d; it is %d to %d.", x.name, x.got, least[n], most[n])
	}
}
