package planning

import (
	"cmp"
	"fmt"
	"slices"

	"doorstep/internal/fault"
	"doorstep/planning/cover"
)

// runnersUp is how many other candidates of the group are tried in a venue's stead.
const runnersUp = 5

// ExplainVenue says what a venue does for a plan: who would lose their only camp without it, what the
// best assignment would lose without it or gain by one more camp-day there, and the best other candidate
// of its group. It refuses with venue.not_candidate a venue that is no candidate of the problem. Some
// assignments of the district: tens of milliseconds.
func ExplainVenue(p Problem, plan Plan, venue VenueID) (VenueWhy, error) {
	m := newModel(&p)
	j, ok := m.venue[venue]
	if k := slices.IndexFunc(p.Excluded, func(e Excluded) bool { return e.ID == venue }); !ok && k >= 0 {
		return VenueWhy{}, fault.Refuse("venue.excluded", "%s", p.Excluded[k].Text)
	}
	if !ok {
		return VenueWhy{}, fault.Missing("venue.not_candidate",
			"The venue %s is no candidate of this plan: it may not host a camp, its use is refused, or it lies in another district.", venue)
	}
	b := m.boardOf(plan)
	b.in = byVisitors(b.in)
	v := p.Candidates[j]
	g := m.siteGroup[j]
	w := VenueWhy{Venue: v.ID, Name: v.Name, Group: v.Group, GroupName: p.Groups[g].Name, Days: []Day{}}
	pinned := false
	for _, x := range plan.Camps {
		if x.Venue == venue {
			w.Days = append(w.Days, x.Day)
			w.Visitors += x.Visitors
			pinned = pinned || x.Pinned
		}
	}
	for _, l := range m.sites[j] {
		people := p.Demand[l.cell].People
		w.PeopleWithin += people
		others := slices.ContainsFunc(m.reach.of(int(l.cell)), func(o leg) bool { return o.venue != j && b.used[o.venue] })
		if !others {
			w.PeopleOnly += people
		}
	}
	held := b.held()
	_, served := cover.Assign(b.in, held)
	w.Gained = assignWith(b.in, held, j, 1) - served
	if n := held[j]; n > 0 {
		w.Lost = served - assignWith(b.in, held, j, -n)
		w.RunnerUp = b.runnerUp(j, held, served)
		switch {
		case pinned:
			w.Forced = "pin"
		case b.count[g]-int64(n) < p.Groups[g].Minimum:
			w.Forced = "group_minimum"
		}
	}
	w.Limit = p.CapWhy(v)
	w.Text = venueText(w)
	if len(v.Halts) > 0 {
		w.Text += " It halts at " + HaltsText(v.Halts) + "."
	}
	if why := p.CapWhy(v); why != "" {
		w.Text += " " + why
	}
	return w, nil
}

func venueText(w VenueWhy) string {
	if len(w.Days) == 0 {
		return fmt.Sprintf("%s has no camp. %d people can walk to it, %d of them to no camp of this plan; one more camp-day here would serve %d more visitors.",
			w.Name, w.PeopleWithin, w.PeopleOnly, w.Gained)
	}
	text := fmt.Sprintf("%s has %s for %d visitors. %d people can walk to it, %d of them to no other camp; without it %d fewer visitors would be served.",
		w.Name, counted(len(w.Days), "camp-day", "camp-days"), w.Visitors, w.PeopleWithin, w.PeopleOnly, w.Lost)
	if w.RunnerUp != nil {
		fewer := fmt.Sprintf("%d fewer", w.RunnerUp.Difference)
		if w.RunnerUp.Difference < 0 {
			fewer = fmt.Sprintf("%d more: a longer search would find it", -w.RunnerUp.Difference)
		}
		text += fmt.Sprintf(" In its stead %s would do best in the group, and serve %s.", w.RunnerUp.Name, fewer)
	}
	if w.Limit != "" {
		text += " " + w.Limit
	}
	switch w.Forced {
	case "pin":
		text += " A camp here is pinned."
	case "group_minimum":
		text += fmt.Sprintf(" %s needs it for its minimum.", w.GroupName)
	}
	return text
}

// assignWith gives the visitors served when site j holds more, or fewer, camp-days.
func assignWith(in *cover.Instance, held []int32, j, more int32) int64 {
	days := slices.Clone(held)
	days[j] += more
	_, served := cover.Assign(in, days)
	return served
}

// runnerUp tries the most promising other candidates of the group in the stead of site j: for each as many of
// its camp-days as the runner-up is open for on days that the group and a team are free, once those of j are.
func (b *board) runnerUp(j int32, held []int32, served int64) *RunnerUp {
	without := slices.Clone(held)
	n := int(without[j])
	without[j] = 0
	flow, _ := cover.Assign(b.in, without)
	rest := slices.Clone(b.in.Demand)
	for a, x := range flow {
		rest[b.in.ArcCell[a]] -= x
	}
	freed := newDayset(len(b.m.p.Days))
	for _, s := range b.slots {
		if s.site == j && s.day >= 0 {
			freed.add(s.day)
		}
	}
	type trial struct {
		site int32
		days []Day
		most int64
	}
	var trials []trial
	for u, s := range b.in.Sites {
		if int32(u) == j || s.Group != b.in.Sites[j].Group {
			continue
		}
		days := b.inStead(int32(u), freed, n)
		if len(days) == 0 {
			continue
		}
		most := int64(0)
		for _, l := range b.m.sites[u] {
			most += rest[l.cell]
		}
		trials = append(trials, trial{int32(u), days, min(most, int64(len(days))*s.Cap)})
	}
	slices.SortFunc(trials, func(x, y trial) int { return cmp.Or(cmp.Compare(y.most, x.most), cmp.Compare(x.site, y.site)) })
	var best *RunnerUp
	for _, x := range trials[:min(len(trials), runnersUp)] {
		total := assignWith(b.in, without, x.site, int32(len(x.days)))
		if best == nil || total > best.Served {
			v := b.m.p.Candidates[x.site]
			best = &RunnerUp{Venue: v.ID, Name: v.Name, Days: x.days, Served: total, Difference: served - total}
		}
	}
	return best
}

// inStead gives at most n days on which site u could hold a camp once another site of its group has left the
// days freed, those first.
func (b *board) inStead(u int32, freed dayset, n int) (days []Day) {
	g := b.m.siteGroup[u]
	for _, first := range []bool{true, false} {
		for day := range b.m.p.Days {
			if len(days) == n || freed.has(day) != first || !b.m.cal.open[u].has(day) {
				continue
			}
			if first || !b.group[g].has(day) && b.freeTeam(b.m.groupBlock[g], day) >= 0 {
				days = append(days, b.m.p.Days[day])
			}
		}
	}
	slices.Sort(days)
	return days
}

// boardOf puts the camps of a plan on a board.
func (m *model) boardOf(plan Plan) *board {
	in := m.instance()
	in.Floors = nil // whose visitors go first is settled in the plan; what is asked here is how many
	b := newBoard(m, in)
	teams := make(map[TeamID]int32, len(m.p.Teams))
	for t, x := range m.p.Teams {
		teams[x.ID] = int32(t)
	}
	for _, x := range plan.Camps {
		j, ok := m.venue[x.Venue]
		if !ok {
			continue
		}
		s := slot{site: j, day: -1, team: -1, pin: -1}
		if day, ok := m.cal.index[x.Day]; ok {
			s.day = day
		}
		if t, ok := teams[x.Team]; ok {
			s.team = t
		}
		b.put(s)
	}
	b.used = make([]bool, len(in.Sites))
	for j, n := range b.held() {
		b.used[j] = n > 0
	}
	return b
}

// held counts the camp-days of each site.
func (b *board) held() []int32 {
	held := make([]int32, len(b.in.Sites))
	for _, s := range b.slots {
		held[s.site]++
	}
	return held
}
