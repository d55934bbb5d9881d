package planning

import "slices"

// resources: no more camps need a resource on a day than there are.
func (c *checker) resources() {
	for _, x := range c.p.Drive.Resources {
		for _, day := range c.p.Days {
			most := c.thereOf(x, day)
			n := int64(0)
			for k, camp := range c.plan.Camps {
				if j := c.venue[k]; j < 0 || camp.Day != day || !c.needs(j, x.ID) {
					continue
				}
				n++
				c.breach(n <= most, "resource.day", string(camp.ID), camp.Row, "On %s more camps need %s than there are, %d.", day, x.Name, most)
			}
		}
	}
}

func (c *checker) needs(j int, id string) bool {
	return slices.Contains(c.p.Candidates[j].Needs, id)
}

func (c *checker) thereOf(x Resource, day Day) int64 {
	if slices.Contains(x.Off, day) {
		return 0
	}
	return x.PerDay
}

// spentFor says whether something that a camp at a candidate needs is spent on a day, one camp of the plan left out (-1: none).
func (c *checker) spentFor(j int, day Day, without int) bool {
	for _, x := range c.p.Drive.Resources {
		if !c.needs(j, x.ID) {
			continue
		}
		n := c.using()[x.ID][day]
		if without >= 0 && c.plan.Camps[without].Day == day && c.venue[without] >= 0 && c.needs(c.venue[without], x.ID) {
			n--
		}
		if n >= c.thereOf(x, day) {
			return true
		}
	}
	return false
}

// using counts the camps that need each resource, by day.
func (c *checker) using() map[string]map[Day]int64 {
	if c.used == nil {
		c.used = map[string]map[Day]int64{}
		for _, x := range c.p.Drive.Resources {
			c.used[x.ID] = map[Day]int64{}
		}
		for k, camp := range c.plan.Camps {
			if j := c.venue[k]; j >= 0 {
				for _, id := range c.p.Candidates[j].Needs {
					c.used[id][camp.Day]++
				}
			}
		}
	}
	return c.used
}
