package planning

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Summarise puts a plan into figures. It expects a plan of this problem and takes its word for what is
// served and why not; Check says whether that word holds. O(n log n) in problem and plan.
func Summarise(p Problem, plan Plan) Summary {
	m := newModel(&p)
	s := Summary{
		District: p.Name, DistrictID: AreaID(p.Area), Drive: p.Drive, ProblemHash: plan.Problem, Solver: plan.Solver, Seed: plan.Seed,
		Travel: p.Travel, Score: plan.Score, Placement: p.Placement, Venues: len(p.Candidates), Teams: len(p.Teams),
		BelowMinimum: plan.Groups, Absent: p.Absent,
	}
	if len(p.Days) > 0 {
		s.FirstDay, s.LastDay = p.Days[0], p.Days[len(p.Days)-1]
	}
	s.TeamKM = m.teamKM(plan)
	s.Shortages, _ = m.shortages() // the instance is made of indices that are there
	s.Conflicts, _ = m.conflicts()
	t := m.tally(plan)
	s.Blocks, s.Groups = t.areas()
	s.Uncovered, s.Reasons = t.uncovered()
	s.Calendar = t.calendar()
	for _, d := range s.Calendar {
		if d.Open {
			s.UsableDays++
		}
	}
	s.Shares = t.shares()
	s.Bound = summaryBound(plan)
	if s.Sittings = t.sittings(); s.Sittings != nil {
		s.Bound.Sentence = s.Sittings.Sentence()
	}
	s.People = summaryPeople(&p, plan)
	s.Worths = m.boardOf(plan).worths()
	s.Sentences = sentences(&p, plan, s)
	return s
}

// PlanCells gives what the plan does for each demand cell, by cell.
func PlanCells(p Problem, plan Plan) []PlanCell {
	m := newModel(&p)
	t := m.tally(plan)
	cells := make([]PlanCell, len(p.Demand))
	for i, d := range p.Demand {
		g := p.Groups[m.cellGroup[i]]
		cells[i] = PlanCell{
			Cell: d.Cell, Group: g.ID, GroupName: g.Name, Block: g.Block, BlockName: p.Blocks[m.groupBlock[m.cellGroup[i]]].Name,
			Place: d.Place, At: d.At, People: d.People, Estimated: d.Estimated, Visitors: d.Visitors,
			Served: t.served[i], Within: t.within[i], Distance: t.distance[i],
		}
		if x := t.unserved[i]; x != nil {
			cells[i].Reason, cells[i].Detail = x.Reason, x.Text
			if !t.within[i] {
				cells[i].Distance = x.Distance
			}
		}
	}
	return cells
}

// tally is a plan counted by cell, venue and day.
type tally struct {
	m        *model
	plan     *Plan
	served   []int64     // visitors of each cell
	within   []bool      // each cell has a camp within the threshold
	distance []int64     // of each cell to its nearest camp, metres on foot; 0 where none is within the threshold
	guessed  []bool      // that distance is estimated
	unserved []*Unserved // of each cell, nil where all are served
	camps    []int64     // of each candidate
}

func (m *model) tally(plan Plan) *tally {
	n := len(m.p.Demand)
	t := &tally{
		m: m, plan: &plan, served: make([]int64, n), within: make([]bool, n), distance: make([]int64, n), guessed: make([]bool, n),
		unserved: make([]*Unserved, n), camps: make([]int64, len(m.p.Candidates)),
	}
	for _, x := range plan.Camps {
		if j, ok := m.venue[x.Venue]; ok {
			t.camps[j]++
		}
	}
	for _, x := range plan.Served {
		if i, ok := m.cellAt(x.Cell); ok {
			t.served[i] += x.Visitors
		}
	}
	for k := range plan.Unserved {
		if i, ok := m.cellAt(plan.Unserved[k].Cell); ok {
			t.unserved[i] = &plan.Unserved[k]
		}
	}
	for i := range m.p.Demand {
		for _, l := range m.reach.of(i) {
			if t.camps[l.venue] > 0 && (!t.within[i] || int64(l.metres) < t.distance[i]) {
				t.within[i], t.distance[i], t.guessed[i] = true, int64(l.metres), l.estimated
			}
		}
	}
	return t
}

// areas counts by block, in the order of names, and by group, worst-served first.
func (t *tally) areas() (blocks, groups []SummaryArea) {
	p := t.m.p
	blocks, groups = make([]SummaryArea, len(p.Blocks)), make([]SummaryArea, len(p.Groups))
	estimated := make([]int64, len(p.Groups))
	for b, x := range p.Blocks {
		blocks[b] = SummaryArea{ID: string(x.ID), Name: x.Name, Block: x.ID, BlockName: x.Name, Teams: len(t.m.blockTeams[b])}
	}
	for g, x := range p.Groups {
		groups[g] = SummaryArea{
			ID: x.ID, Name: x.Name, Block: x.Block, BlockName: p.Blocks[t.m.groupBlock[g]].Name,
			Estimated: x.Estimated, Groups: 1, Minimum: x.Minimum,
		}
	}
	for j, n := range t.camps {
		groups[t.m.siteGroup[j]].Camps += n
		groups[t.m.siteGroup[j]].Venues++
	}
	for i, d := range p.Demand {
		g := &groups[t.m.cellGroup[i]]
		g.People += d.People
		g.Visitors += d.Visitors
		g.Served += t.served[i]
		estimated[t.m.cellGroup[i]] += d.Estimated
		if t.within[i] {
			g.PeopleWithin += d.People
		}
		if t.m.wider() != nil {
			sure, perhaps := t.m.surely(i, func(venue int32) bool { return t.camps[venue] > 0 })
			if sure {
				g.PeopleSure += d.People
			}
			if perhaps {
				g.PeoplePossible += d.People
			}
			if perhaps && !sure {
				g.Undecided += d.People
			}
		}
	}
	t.visitorsOfBooths(groups)
	blockEstimated := make([]int64, len(blocks))
	for g := range groups {
		b := &blocks[t.m.groupBlock[g]]
		x := &groups[g]
		b.Groups++
		b.Estimated = b.Estimated || x.Estimated
		b.Venues += x.Venues
		b.Camps += x.Camps
		b.Minimum += x.Minimum
		b.People += x.People
		b.PeopleWithin += x.PeopleWithin
		b.PeopleSure += x.PeopleSure
		b.PeoplePossible += x.PeoplePossible
		b.Undecided += x.Undecided
		b.Visitors += x.Visitors
		b.Served += x.Served
		blockEstimated[t.m.groupBlock[g]] += estimated[g]
		x.share(estimated[g])
	}
	for b := range blocks {
		blocks[b].share(blockEstimated[b])
	}
	slices.SortFunc(blocks, func(x, y SummaryArea) int { return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.ID, y.ID)) })
	slices.SortFunc(groups, func(x, y SummaryArea) int {
		return cmp.Or(cmp.Compare(x.ServedPercent, y.ServedPercent), cmp.Compare(y.Visitors-y.Served, x.Visitors-x.Served), cmp.Compare(x.ID, y.ID))
	})
	return blocks, groups
}

func (a *SummaryArea) share(estimated int64) {
	a.WithinPercent = percent(a.PeopleWithin, a.People)
	a.ServedPercent = percent(a.Served, a.Visitors)
	a.EstimatedShare = percent(estimated, a.People)
}

// uncovered lists the cells that are not wholly served, and adds up the reasons.
func (t *tally) uncovered() ([]UncoveredCell, []ReasonTotal) {
	cells, totals := []UncoveredCell{}, []ReasonTotal{}
	at := map[Reason]int{}
	for i, d := range t.m.p.Demand {
		x := t.unserved[i]
		if x == nil {
			continue
		}
		g := t.m.p.Groups[t.m.cellGroup[i]]
		cells = append(cells, UncoveredCell{
			Cell: d.Cell, Place: d.Place, Group: g.ID, GroupName: g.Name, Block: g.Block,
			BlockName: t.m.p.Blocks[t.m.groupBlock[t.m.cellGroup[i]]].Name, People: d.People, Visitors: d.Visitors, Unserved: x.Visitors,
			Within: x.Within, Reason: x.Reason, Text: x.Text, Distance: x.Distance,
		})
		k, ok := at[x.Reason]
		if !ok {
			k = len(totals)
			at[x.Reason] = k
			totals = append(totals, ReasonTotal{Reason: x.Reason})
		}
		totals[k].Cells++
		totals[k].People += d.People
		totals[k].Unserved += x.Visitors
	}
	slices.SortFunc(cells, func(x, y UncoveredCell) int {
		return cmp.Or(cmp.Compare(y.Unserved, x.Unserved), cmp.Compare(x.Cell, y.Cell))
	})
	slices.SortFunc(totals, func(x, y ReasonTotal) int {
		return cmp.Or(cmp.Compare(y.Unserved, x.Unserved), cmp.Compare(x.Reason, y.Reason))
	})
	return cells, totals
}

// calendar counts the camps of every civil day.
func (t *tally) calendar() []SummaryDay {
	p := t.m.p
	days := make([]SummaryDay, len(p.Days))
	open := newDayset(len(p.Days))
	for _, set := range t.m.cal.open {
		for w := range open {
			open[w] |= set[w]
		}
	}
	for i, d := range p.Days {
		days[i] = SummaryDay{Day: d, Open: open.has(i)}
		if days[i].Open {
			continue
		}
		var why []string
		for _, x := range p.Closures {
			if x.Day == d {
				why = append(why, x.Why())
			}
		}
		if t.m.phaseOf[i] < 0 {
			why = append(why, "between phases (drive)")
		}
		slices.Sort(why)
		days[i].Closed = strings.Join(slices.Compact(why), ", ")
	}
	for _, x := range t.plan.Camps {
		if i, ok := t.m.cal.index[x.Day]; ok {
			days[i].Camps++
			days[i].Visitors += x.Visitors
		}
	}
	return days
}

func (t *tally) shares() Shares {
	p := t.m.p
	var people, within, guessed, estimated, groups, standIns int64
	for i, d := range p.Demand {
		people += d.People
		estimated += d.Estimated
		if t.within[i] {
			within += d.People
		}
		if t.within[i] && t.guessed[i] {
			guessed += d.People
		}
	}
	for _, g := range p.Groups {
		groups++
		if g.Estimated {
			standIns++
		}
	}
	s := Shares{
		WithinReach: percent(within, people), VisitorsServed: percent(t.plan.Score.VisitorsServed, t.plan.Score.Visitors),
		EstimatedDistance: percent(guessed, within),
		EstimatedPeople:   percent(estimated, people), EstimatedGroups: percent(standIns, groups),
	}
	if p.Placement.CensusPeople > 0 {
		placed := percent(p.Placement.People, p.Placement.CensusPeople)
		s.PeoplePlaced = &placed
	}
	return s
}

func summaryBound(plan Plan) SummaryBound {
	b := SummaryBound{
		Visitors: plan.Bound.Visitors, GapPercent: GapPercent(plan.Bound.Visitors, plan.Score.Counted()), Within: plan.Bound.Within,
	}
	b.Sentence = fmt.Sprintf("This plan serves %s visitors; no plan with these camp-days can serve more than %s (%s).",
		Grouped(plan.Score.VisitorsServed), Grouped(plan.Bound.Visitors), plan.Bound.Within)
	if plan.Score.WorthServed > 0 {
		b.Sentence = fmt.Sprintf("This plan serves %s visitors, who count by their walk as %s; those of no plan with these camp-days can count more than %s (%s).",
			Grouped(plan.Score.VisitorsServed), Grouped(plan.Score.Counted()), Grouped(plan.Bound.Visitors), plan.Bound.Within)
		return b
	}
	if plan.Bound.Visitors == plan.Score.VisitorsServed {
		b.Sentence = fmt.Sprintf("This plan serves %s visitors, and no plan with these camp-days can serve more (%s).",
			Grouped(plan.Score.VisitorsServed), plan.Bound.Within)
	}
	return b
}

// summaryPeople says what of a plan holds for people where they live; nil where no cell has a radius.
func summaryPeople(p *Problem, plan Plan) *SummaryPeople {
	if !p.hasRadius() {
		return nil
	}
	s := &SummaryPeople{
		Sure: plan.Score.PeopleSure, Possible: plan.Score.PeoplePossible, Undecided: plan.Score.PeoplePossible - plan.Score.PeopleSure,
		Served: plan.Score.VisitorsSure, Bound: plan.Bound.People,
	}
	for _, d := range p.Demand {
		s.LargestRadius = max(s.LargestRadius, d.Radius)
	}
	s.Sentence = fmt.Sprintf("A cell stands for people who live up to %d m from it. Wherever in their cells they live, %s people have a camp within reach for sure and %s at most: %s are undecided.",
		s.LargestRadius, Grouped(s.Sure), Grouped(s.Possible), Grouped(s.Undecided))
	if s.Bound > 0 && p.Drive.decays() {
		s.Sentence += fmt.Sprintf(" %s visitors are sent where they can surely walk; those of no plan with these camp-days count by their walk more than %s, wherever they live.",
			Grouped(s.Served), Grouped(s.Bound))
	} else if s.Bound > 0 {
		s.Sentence += fmt.Sprintf(" %s visitors are sent where they can surely walk; no plan with these camp-days can serve more than %s, wherever they live.",
			Grouped(s.Served), Grouped(s.Bound))
	}
	return s
}

// namedGroups is how many groups below their minimum a sentence names.
const namedGroups = 10

// sentences says in words what the figures alone might hide.
func sentences(p *Problem, plan Plan, s Summary) []string {
	list := []string{}
	say := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	say("%.2f %% of the people placed have a camp within %d m on foot; %.2f %% of the expected visitors are served.",
		s.Shares.WithinReach, p.Drive.Threshold, s.Shares.VisitorsServed)
	if p.Drive.decays() {
		say("A visitor counts whole up to %d m on foot and from there evenly less, to %d of a thousand at %d m: those served count as %s.",
			p.Drive.FullWorth, p.Drive.leastWorth(), p.Drive.Threshold, Grouped(plan.Score.Counted()))
	}
	if s.Shares.PeoplePlaced == nil {
		say("No census figure of the district is known, so how many people are missing from the map cannot be said.")
	} else {
		say("%d people are placed on the map, %.2f %% of the %d of the census of %d.",
			p.Placement.People, *s.Shares.PeoplePlaced, p.Placement.CensusPeople, p.Placement.CensusYear)
	}
	if n := len(p.Placement.MissingTowns); n > 0 {
		say("%s missing, and nobody there is counted: %s.", counted(n, "town is", "towns are"), strings.Join(p.Placement.MissingTowns, ", "))
	}
	say("Groups are %s. %.2f %% of the distances are estimated: %s", cmp.Or(p.Placement.GroupLevel, "of unknown level"), s.Shares.EstimatedDistance, p.travelText())
	if n := len(plan.Groups); n > 0 {
		missing := int64(0)
		names := make([]string, 0, n)
		for _, x := range plan.Groups {
			missing += x.Missing
			names = append(names, x.Text)
		}
		if n > namedGroups {
			names = append(names[:namedGroups], fmt.Sprintf("And %s.", counted(n-namedGroups, "more", "more")))
		}
		say("%s below the minimum, by %s together. %s", counted(n, "group is", "groups are"), counted(int(missing), "camp-day", "camp-days"), strings.Join(names, " "))
	}
	say("%s", s.Bound.Sentence)
	say("Teams drive about %d km in all, from the middle of each block to the venues and back (estimated: straight line x %d.%03d); with one camp a day it is the same whoever goes and on whatever day.",
		s.TeamKM, p.Drive.DetourPermille/1000, p.Drive.DetourPermille%1000)
	for _, text := range []string{permissions(p, plan), risksInWords(plan), toursText(plan)} {
		if text != "" {
			say("%s", text)
		}
	}
	if s.People != nil {
		say("%s", s.People.Sentence)
	}
	return list
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
