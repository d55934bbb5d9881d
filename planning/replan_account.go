package planning

import (
	"cmp"
	"fmt"
	"slices"
)

const replanWithin = "within this model: every camp in its group or cancelled, any day after those announced, any venue of the group that is open; camps added where a camp-day is free weigh nothing"

// account fills in what changed and why.
func (r *replanner) account(out *Replanned) {
	a := &out.Account
	a.Served, a.Within = out.Plan.Score.VisitorsServed, replanWithin
	a.Least, a.LeastAnnounced = r.least, r.leastA
	now := make(map[CampID]Camp, len(out.Plan.Camps))
	for _, x := range out.Plan.Camps {
		now[x.ID] = x
	}
	old := make(map[CampID]bool, len(r.oldPlan.Camps))
	for k := range r.camps {
		s := &r.camps[k]
		if s.fresh {
			continue
		}
		old[s.ID] = true
		was, is := spotOf(s.Camp), Spot{}
		if x, ok := now[s.ID]; ok {
			is = spotOf(x)
		}
		if s.order < 0 {
			w := weightOf(was, r.forced[s.ID])
			a.Weight += w
			if w > 0 && s.at >= 0 && s.Day <= r.until {
				a.Announced++
			}
		}
		if was != is {
			a.Changes = append(a.Changes, r.change(s, was, is))
		}
	}
	for _, x := range out.Plan.Camps {
		if !old[x.ID] {
			c := Change{Camp: x.ID, What: ChangeAdded, New: spotOf(x), Why: CauseAdded, Text: "A camp-day was free: the camp is one more."}
			if k := slices.IndexFunc(r.a.orders, func(o campOrder) bool { return o.pin.ID == x.ID }); k >= 0 {
				c.Why, c.Event, c.Text = CauseOrder, r.a.orders[k].event+1, "The camp is one more, by order: "+r.a.orders[k].pin.Remarks+"."
			}
			a.Changes = append(a.Changes, c)
		}
	}
	for i := range a.Changes {
		a.Changes[i].Notice, a.Changes[i].NoticeBn = r.m.notices(&a.Changes[i])
	}
	slices.SortFunc(a.Changes, func(x, y Change) int {
		return cmp.Or(cmp.Compare(x.Old.Day, y.Old.Day), cmp.Compare(x.New.Day, y.New.Day), cmp.Compare(x.Camp, y.Camp))
	})
	a.Proven = a.Weight == a.Least && a.Announced == a.LeastAnnounced
}

// change says what became of a camp and what forced it.
func (r *replanner) change(s *standing, was, is Spot) Change {
	c := Change{Camp: s.ID, What: kindOf(was, is), Old: was, New: is, Announced: s.at >= 0 && s.Day <= r.until, Weight: weightOf(was, is)}
	forced, stands := r.forced[s.ID]
	flowed := s.newAt >= 0 && s.newTeam >= 0
	switch {
	case s.order >= 0:
		c.Why, c.Event, c.Text, c.Weight = CauseOrder, r.a.orders[s.order].event+1, "It is ordered so: "+r.a.orders[s.order].pin.Remarks+".", 0
	case stands && forced == was:
		c.Why, c.Text = CauseGain, "It is moved because more visitors are served so."
	case flowed && !stands:
		c.Why, c.Text = CauseMinimum, "It is given up so that another group gets its minimum."
	default:
		r.force(s, &c)
	}
	return c
}

// force finds the rule that the camp would break where it stood, or that another would.
func (r *replanner) force(s *standing, c *Change) {
	v := r.q.Candidates[s.site]
	if s.at >= 0 && !r.raw(s.site, s.at) {
		c.Why, c.Text = CauseClosed, fmt.Sprintf("%s is closed on %s", v.Name, s.Day)
		for i, e := range r.a.events {
			from, to := e.days(r.o.Today, r.q.Days[len(r.q.Days)-1])
			if r.a.hits[i] != nil && r.a.hits[i][s.site] && from <= s.Day && s.Day <= to {
				c.Event = i + 1
				c.Text += ": " + e.Source
				break
			}
		}
		c.Text += "."
		return
	}
	if k := slices.IndexFunc(r.camps, func(x standing) bool { return x.order >= 0 && x.group == s.group && x.newAt == s.at }); k >= 0 {
		c.Why, c.Event = CauseOrder, r.a.orders[r.camps[k].order].event+1
		c.Text = fmt.Sprintf("A camp ordered in its group has its day: %s.", r.a.orders[r.camps[k].order].pin.Remarks)
		return
	}
	if k := slices.IndexFunc(r.camps, func(x standing) bool { return x.order >= 0 && x.blk == s.blk && x.newAt == s.at }); k >= 0 && r.crowded(s) {
		c.Why, c.Event = CauseOrder, r.a.orders[r.camps[k].order].event+1
		c.Text = fmt.Sprintf("A camp ordered in its block has its team that day: %s.", r.a.orders[r.camps[k].order].pin.Remarks)
		return
	}
	if s.at >= 0 && (r.teamOff(s) || r.crowded(s)) {
		c.Why, c.Text = CauseTeams, fmt.Sprintf("Its block has too few teams on %s", s.Day)
		if c.What == ChangeTeam {
			c.Text = fmt.Sprintf("Its team is not there on %s", s.Day)
		}
		for i, e := range r.a.events {
			from, to := e.days(r.o.Today, r.q.Days[len(r.q.Days)-1])
			t := slices.IndexFunc(r.q.Teams, func(x Team) bool { return x.ID == e.Team })
			if e.Kind == EventTeamIll && r.q.Teams[t].Block == r.q.Blocks[s.blk].ID && from <= s.Day && s.Day <= to {
				c.Event = i + 1
				c.Text += ": " + e.Source
				break
			}
		}
		c.Text += "."
		return
	}
	c.Why, c.Text = CauseGaveWay, "Its day or its team is needed by another camp that had to move."
}

// raw says whether a venue is open on a day, whatever is announced.
func (r *replanner) raw(j int32, day int) bool {
	if r.free == nil {
		p := r.q
		p.AnnouncedUntil, p.Pins = 0, nil
		r.free = newCalendar(&p, r.m.siteGroup)
	}
	return r.free.open[j].has(day)
}

func (r *replanner) teamOff(s *standing) bool {
	t := slices.IndexFunc(r.q.Teams, func(x Team) bool { return x.ID == s.Team })
	return t < 0 || r.m.teamOff[t].has(s.at)
}

// crowded says whether more camps stood in the block on the camp's day, ordered ones counted, than it has
// teams now.
func (r *replanner) crowded(s *standing) bool {
	camps, teams := 0, 0
	for k := range r.camps {
		if x := &r.camps[k]; x.blk == s.blk && (x.order < 0 && x.at == s.at || x.order >= 0 && x.newAt == s.at) {
			camps++
		}
	}
	for _, t := range r.m.blockTeams[s.blk] {
		if !r.m.teamOff[t].has(s.at) {
			teams++
		}
	}
	return camps > teams
}

// notices say a change in one sentence each, in English and in Bengali.
func (m *model) notices(c *Change) (en, bn string) {
	name := func(s Spot) (venue, group string) {
		if s.Venue == "" {
			return "", ""
		}
		j := m.venue[s.Venue]
		return m.p.Candidates[j].Name, m.p.Groups[m.siteGroup[j]].Name
	}
	v0, g0 := name(c.Old)
	v1, g1 := name(c.New)
	d0, d1, b0, b1 := c.Old.Day.spoken(), c.New.Day.spoken(), bengali(c.Old.Day.spoken()), bengali(c.New.Day.spoken())
	switch c.What {
	case ChangeAdded:
		return fmt.Sprintf("A camp of %s is held on %s at %s.", g1, d1, v1),
			fmt.Sprintf("%s-এর একটি শিবির %s তারিখে %s-এ হবে।", g1, b1, v1)
	case ChangeCancelled:
		return fmt.Sprintf("The camp of %s on %s at %s is cancelled.", g0, d0, v0),
			fmt.Sprintf("%s-এর %s তারিখের %s-এর শিবির বাতিল করা হল।", g0, b0, v0)
	case ChangeTeam:
		return fmt.Sprintf("The camp of %s on %s at %s is held as announced, by another team.", g0, d0, v0),
			fmt.Sprintf("%s-এর %s তারিখের %s-এর শিবির আগের মতোই হবে, অন্য দল পরিচালনা করবে।", g0, b0, v0)
	case ChangeGroup:
		return fmt.Sprintf("The camp of %s on %s at %s is not held; it is held for %s on %s at %s.", g0, d0, v0, g1, d1, v1),
			fmt.Sprintf("%s-এর %s তারিখের %s-এর শিবির হবে না; সেটি %s-এর জন্য %s তারিখে %s-এ হবে।", g0, b0, v0, g1, b1, v1)
	case ChangeDay, ChangeVenue, ChangeWeek:
	}
	return fmt.Sprintf("The camp of %s on %s at %s is moved to %s at %s.", g0, d0, v0, d1, v1),
		fmt.Sprintf("%s-এর %s তারিখের %s-এর শিবির সরিয়ে %s তারিখে %s-এ নেওয়া হল।", g0, b0, v0, b1, v1)
}
