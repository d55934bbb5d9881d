package planning

import (
	"math"

	"github.com/paulmach/orb"
)

// lookUpWalks files the walks that the problem lists by cell.
func (c *checker) lookUpWalks() {
	if c.p.Travel == nil || !c.p.Travel.Listed {
		return
	}
	c.listed = make([][]sight, len(c.p.Demand))
	for j, v := range c.p.Candidates {
		for _, w := range v.Walks {
			if i, known := c.cellAt[int64(w.Cell)]; known {
				c.listed[i] = append(c.listed[i], sight{j, float64(w.Metres)})
			}
		}
	}
}

// boothWay is the way from a booth to a candidate: the longest there is where walks are listed and this one is not.
func (c *checker) boothWay(booth, venue int) float64 {
	b, v := &c.p.Booths[booth], &c.p.Candidates[venue]
	if c.listed == nil {
		return c.onFoot(b.At, v.At)
	}
	for _, w := range b.Walks {
		if w.Venue == v.ID {
			return float64(w.Metres)
		}
	}
	return endOfWalk
}

// walks: no listed walk is shorter than the great circle, and the share that is said to be estimated is.
func (c *checker) walks() {
	if c.listed == nil {
		if r := c.p.Travel; r != nil {
			c.breach(r.EstimatedPermille == 1000, "travel.estimated", "problem", 0,
				"%d of a thousand walks are said to be estimated; with none listed, all are.", r.EstimatedPermille)
		}
		return
	}
	all, guessed := int64(0), int64(0)
	tallyWalk := func(estimated bool) {
		all++
		if estimated {
			guessed++
		}
	}
	for _, v := range c.p.Candidates {
		places := []orb.Point{v.At}
		if len(v.Halts) > 0 {
			places = nil
		}
		for _, h := range v.Halts {
			places = append(places, h.At)
		}
		for _, w := range v.Walks {
			tallyWalk(w.Estimated)
			i, known := c.cellAt[int64(w.Cell)]
			if !known {
				continue
			}
			crow := math.Inf(1)
			for _, at := range places {
				crow = min(crow, asTheCrowFlies(c.p.Demand[i].At, at))
			}
			c.breach(float64(w.Metres) >= crow-slack, "travel.short", w.Cell.String(), 0,
				"The walk from %s to %s is listed as %d m; the great circle is %.0f m.", c.p.Demand[i].Place, v.Name, w.Metres, crow)
		}
	}
	for i, x := range c.p.Booths {
		for _, w := range x.Walks {
			tallyWalk(w.Estimated)
			if j, known := c.venueAt[w.Venue]; known {
				crow := asTheCrowFlies(c.p.Booths[i].At, c.p.Candidates[j].At)
				c.breach(float64(w.Metres) >= crow-slack, "travel.short", string(x.ID), 0,
					"The walk from %s to %s is listed as %d m; the great circle is %.0f m.", x.Name, c.p.Candidates[j].Name, w.Metres, crow)
			}
		}
	}
	share := int64(1000)
	if all > 0 {
		share = 1000 * guessed / all
	}
	c.breach(c.p.Travel.EstimatedPermille == share, "travel.estimated", "problem", 0,
		"%d of a thousand walks are said to be estimated; %d are.", c.p.Travel.EstimatedPermille, share)
}
