package planning

import (
	"cmp"
	"fmt"
	"slices"

	"doorstep/geo"
)

// TravelComparison holds a plan made by one travel against the walks of another: who was wrongly called reached.
type TravelComparison struct {
	District  string `json:"district"`
	Threshold int64  `json:"threshold_m"`
	EngineA   string `json:"engine_a"` // what the plan was made by
	EngineB   string `json:"engine_b"` // what it is held against
	RiversB   string `json:"rivers_b"`
	SourceB   string `json:"source_b"`

	People  int64 `json:"people"`
	Claimed int64 `json:"people_called_reached"`    // by the walks of a
	Wrongly int64 `json:"people_wrongly_reached"`   // of those, without a camp within the threshold by the walks of b
	Missed  int64 `json:"people_wrongly_missed"`    // reached by the walks of b, and not by those of a
	Again   int64 `json:"people_reached_replanned"` // by the plan made with the walks of b; -1 where none is given

	VisitorsClaimed int64 `json:"visitors_called_served"`
	VisitorsWrongly int64 `json:"visitors_wrongly_served"` // sent farther than the threshold by the walks of b
	VisitorsAgain   int64 `json:"visitors_served_replanned"`

	// Of the plan's camps, those that the other problem has no venue for (a tour of its own, say): the people and visitors who
	// have only them are not judged.
	CampsElsewhere    int64 `json:"camps_elsewhere"`
	Unjudged          int64 `json:"people_not_judged"`
	VisitorsElsewhere int64 `json:"visitors_not_judged"`

	Cells  []WrongCell  `json:"cells"`  // wrongly called reached, most people first
	Groups []WrongGroup `json:"groups"` // with people wrongly called reached, most first
	Text   []string     `json:"text"`
}

// WrongCell is a cell that a plan wrongly calls reached.
type WrongCell struct {
	Cell      geo.Cell `json:"cell"`
	Place     string   `json:"place"`
	GroupName string   `json:"group_name"`
	BlockName string   `json:"block_name"`
	People    int64    `json:"people"`
	Venue     string   `json:"venue"`     // the camp's venue that it was said to be near
	Claimed   int64    `json:"claimed_m"` // the walk as the plan has it
	Walk      int64    `json:"walk_m"`    // the walk to the nearest camp of the plan; 0: no way is known
	Estimated bool     `json:"estimated"` // that walk
	Text      string   `json:"text"`
}

// WrongGroup counts the people of a group that a plan wrongly calls reached.
type WrongGroup struct {
	Name      string `json:"name"`
	BlockName string `json:"block_name"`
	People    int64  `json:"people"`
	Cells     int    `json:"cells"`
}

// CompareTravel holds plan a of problem p against problem q, the same district with other walks, and beside it plan b of
// q, nil where there is none. Cells and venues are the same by their ids. Linear in what both list.
func CompareTravel(p Problem, a Plan, q Problem, b *Plan) TravelComparison {
	mp, mq := newModel(&p), newModel(&q)
	c := TravelComparison{
		District: p.Name, Threshold: q.Drive.Threshold, EngineA: p.Engine(), EngineB: q.Engine(), RiversB: RiversUnknown, Again: -1, VisitorsAgain: -1,
		Cells: []WrongCell{}, Groups: []WrongGroup{}, VisitorsClaimed: a.Score.VisitorsServed,
	}
	if q.Travel != nil {
		c.RiversB, c.SourceB = q.Travel.Rivers, q.Travel.Source
	}
	if b != nil {
		c.Again, c.VisitorsAgain = b.Score.PeopleWithin, b.Score.VisitorsServed
	}
	held := make([]bool, len(q.Candidates))
	for _, x := range a.Camps {
		if j, ok := mq.venue[x.Venue]; ok {
			held[j] = true
		} else {
			c.CampsElsewhere++
		}
	}
	c.cells(mp.tally(a), mq, held)
	c.visitors(&a, mq)
	c.groups()
	c.say(b != nil)
	return c
}

// cells finds the cells on which the two disagree.
func (c *TravelComparison) cells(t *tally, mq *model, held []bool) {
	for i, d := range t.m.p.Demand {
		c.People += d.People
		k, known := mq.cellAt(d.Cell)
		within, best := false, leg{venue: -1}
		if known {
			within, best = mq.nearestHeld(k, held)
		}
		switch {
		case t.within[i]:
			c.Claimed += d.People
			switch {
			case within:
			case t.hasElsewhere(i, mq):
				c.Unjudged += d.People
			default:
				c.Wrongly += d.People
				c.Cells = append(c.Cells, t.wrongCell(i, best))
			}
		case within:
			c.Missed += d.People
		}
	}
	slices.SortFunc(c.Cells, func(x, y WrongCell) int { return cmp.Or(cmp.Compare(y.People, x.People), cmp.Compare(x.Cell, y.Cell)) })
}

// hasElsewhere says whether a cell has a camp within the threshold at a venue that another problem does not have.
func (t *tally) hasElsewhere(cell int, other *model) bool {
	return slices.ContainsFunc(t.m.reach.of(cell), func(l leg) bool {
		_, known := other.venue[t.m.p.Candidates[l.venue].ID]
		return t.camps[l.venue] > 0 && !known
	})
}

// nearestHeld gives the nearest of some candidates to a cell, and whether it is within the threshold; venue -1 where no
// way to one is known.
func (m *model) nearestHeld(cell int, held []bool) (within bool, best leg) {
	best.venue = -1
	for _, l := range m.reach.of(cell) {
		if held[l.venue] && (best.venue < 0 || l.metres < best.metres) {
			within, best = true, l
		}
	}
	if within {
		return true, best
	}
	if near, ok := m.reach.nearest(m.p, cell); ok && held[near.venue] {
		return false, near
	}
	if wide := m.wider(); wide != nil {
		for _, l := range wide.of(cell) {
			if held[l.venue] && (best.venue < 0 || l.metres < best.metres) {
				best = l
			}
		}
	}
	return false, best
}

func (t *tally) wrongCell(i int, walk leg) WrongCell {
	m := t.m
	d, g := m.p.Demand[i], m.p.Groups[m.cellGroup[i]]
	x := WrongCell{
		Cell: d.Cell, Place: d.Place, GroupName: g.Name, BlockName: m.p.Blocks[m.groupBlock[m.cellGroup[i]]].Name, People: d.People, Claimed: t.distance[i],
	}
	for _, l := range m.reach.of(i) {
		if t.camps[l.venue] > 0 && int64(l.metres) == t.distance[i] {
			x.Venue = m.p.Candidates[l.venue].Name
			break
		}
	}
	if walk.venue < 0 {
		x.Text = fmt.Sprintf("%s was said to be %d m from the camp at %s; no camp of the plan can be walked to within reach.", d.Place, x.Claimed, x.Venue)
		return x
	}
	x.Walk, x.Estimated = int64(walk.metres), walk.estimated
	x.Text = fmt.Sprintf("%s was said to be %d m from the camp at %s; the walk to the nearest camp is %d m.", d.Place, x.Claimed, x.Venue, x.Walk)
	return x
}

// visitors counts those who are sent farther than the threshold.
func (c *TravelComparison) visitors(a *Plan, mq *model) {
	for _, s := range a.Served {
		j, venue := mq.venue[s.Venue]
		if !venue {
			c.VisitorsElsewhere += s.Visitors
			continue
		}
		i, cell := mq.cellAt(s.Cell)
		near := cell && slices.ContainsFunc(mq.reach.of(i), func(l leg) bool { return l.venue == j })
		if !near {
			c.VisitorsWrongly += s.Visitors
		}
	}
}

func (c *TravelComparison) groups() {
	at := map[[2]string]int{}
	for _, x := range c.Cells {
		key := [2]string{x.BlockName, x.GroupName}
		k, ok := at[key]
		if !ok {
			k = len(c.Groups)
			at[key] = k
			c.Groups = append(c.Groups, WrongGroup{Name: x.GroupName, BlockName: x.BlockName})
		}
		c.Groups[k].People += x.People
		c.Groups[k].Cells++
	}
	slices.SortFunc(c.Groups, func(x, y WrongGroup) int {
		return cmp.Or(cmp.Compare(y.People, x.People), cmp.Compare(x.BlockName, y.BlockName), cmp.Compare(x.Name, y.Name))
	})
}

// namedWrong is how many cells a sentence names.
const namedWrong = 5

// say puts the comparison into words.
func (c *TravelComparison) say(again bool) {
	say := func(format string, args ...any) { c.Text = append(c.Text, fmt.Sprintf(format, args...)) }
	say("The plan made by %s calls %s of %s people within reach (%.2f %%). By %s %s of them are not: %.2f %% of those it calls reached, in %s.",
		engineText(c.EngineA), Grouped(c.Claimed), Grouped(c.People), percent(c.Claimed, c.People), engineText(c.EngineB), Grouped(c.Wrongly),
		percent(c.Wrongly, c.Claimed), counted(len(c.Cells), "cell", "cells"))
	if c.EngineB == EngineGround {
		say("Those walks are estimates that most real ways stay below: not everybody who is left out by them lives too far, but nobody can be promised that.")
	}
	if c.RiversB == RiversUnknown {
		say("Rivers are unknown to both: who lives across one may still be wrongly called reached.")
	}
	say("%s of the %s visitors that it sends to camps would walk farther than %d m, or not get there.", Grouped(c.VisitorsWrongly), Grouped(c.VisitorsClaimed), c.Threshold)
	if c.Missed > 0 {
		say("%s people are within reach though the plan says they are not.", Grouped(c.Missed))
	}
	if again {
		say("The plan made by %s has %s people within reach, where the first has %s, and serves %s visitors, where the first serves %s.", engineText(c.EngineB),
			Grouped(c.Again), Grouped(c.Claimed-c.Wrongly+c.Missed), Grouped(c.VisitorsAgain), Grouped(c.VisitorsClaimed-c.VisitorsWrongly))
	}
	if c.CampsElsewhere > 0 {
		say("%s at venues that the second problem does not have, tours of its own among them: %s people and %s visitors who have no other are not judged.",
			counted(int(c.CampsElsewhere), "camp is", "camps are"), Grouped(c.Unjudged), Grouped(c.VisitorsElsewhere))
	}
	for k, x := range c.Cells {
		if k < namedWrong {
			say("%s: %s people. %s", x.Place, Grouped(x.People), x.Text)
		}
	}
}

func engineText(engine string) string {
	switch engine {
	case EngineGround:
		return "walks over ground"
	case EngineRoads:
		return "walks on roads"
	}
	return "straight lines"
}
