package planning

import (
	"fmt"
	"strings"

	"github.com/paulmach/orb"
)

// reasons explains what the board leaves out.
type reasons struct {
	b      *board
	site   []dayset // days on which each site has a camp
	status []siteStatus

	excluded *ground // the venues that are not planned; nil: not yet asked for
}

// siteStatus is what stands in the way of one more camp at a site, over its open days.
type siteStatus struct {
	known bool
	open  bool // it is open on some day
	ban   bool // it is banned, and would be open on some day
	group bool // some open day is taken by another camp of its group
	team  bool // on some open day its group has no camp, but every team of its block is off or taken
	spent bool // on some open day a team is free, but a resource that a camp here needs is spent
	free  bool // on some open day a camp could be held
}

func newReasons(b *board) *reasons {
	r := &reasons{b: b, site: make([]dayset, len(b.in.Sites)), status: make([]siteStatus, len(b.in.Sites))}
	for _, s := range b.slots {
		if s.day < 0 {
			continue
		}
		if r.site[s.site] == nil {
			r.site[s.site] = newDayset(len(b.m.p.Days))
		}
		r.site[s.site].add(s.day)
	}
	return r
}

func (r *reasons) of(j int32) siteStatus {
	if r.status[j].known {
		return r.status[j]
	}
	s := siteStatus{known: true, ban: r.b.m.cal.banned[j] != nil && r.b.m.cal.banned[j].count() > 0}
	g := r.b.m.siteGroup[j]
	for day := range r.b.m.p.Days {
		if !r.b.m.cal.open[j].has(day) {
			continue
		}
		s.open = true
		switch {
		case r.site[j] != nil && r.site[j].has(day):
		case r.b.group[g].has(day):
			s.group = true
		case r.b.freeTeam(r.b.m.groupBlock[g], day) < 0:
			s.team = true
		case r.b.lacks(j, day):
			s.spent = true
		default:
			s.free = true
		}
	}
	r.status[j] = s
	return s
}

// cell explains why visitors of a cell are left out, with the nearest candidate that the reason is about.
func (r *reasons) cell(i int, left int64) Unserved {
	m := r.b.m
	d := m.p.Demand[i]
	x := Unserved{Cell: d.Cell, Visitors: left, Within: r.within(i)}
	legs := m.reach.of(i)
	if len(legs) == 0 {
		x.Reason = ReasonNoVenue
		near, ok := m.reach.nearest(m.p, i)
		if !ok {
			x.Text = m.p.noWay(&d) + r.excludedNear(d.At)
			return x
		}
		x.Venue, x.Distance = m.p.Candidates[near.venue].ID, int64(near.metres)
		x.Text = fmt.Sprintf("The nearest venue, %s, is %d m away on foot; the threshold is %d m.",
			m.p.Candidates[near.venue].Name, near.metres, m.p.Drive.Threshold)
		x.Text += r.excludedNear(d.At)
		return x
	}
	reason, about := r.why(legs)
	best := leg{venue: -1}
	for _, l := range legs {
		if about(r.of(l.venue)) && (best.venue < 0 || l.metres < best.metres) {
			best = l
		}
	}
	v := m.p.Candidates[best.venue]
	x.Reason, x.Venue, x.Distance = reason, v.ID, int64(best.metres)
	x.Text = r.sentence(reason, best)
	if x.Within {
		x.Text = "The camps within reach are full. " + x.Text
	}
	return x
}

// excludedNear tells of the nearest venue within reach that might host a camp and is not planned.
func (r *reasons) excludedNear(at orb.Point) string {
	list := r.b.m.p.Excluded
	if len(list) == 0 {
		return ""
	}
	if r.excluded == nil {
		points := make([]orb.Point, len(list))
		for k, e := range list {
			points[k] = e.At
		}
		r.excluded = r.b.m.p.newGround(points)
	}
	near, ok := r.excluded.nearest(at)
	if !ok || int64(near.metres) > r.b.m.p.Drive.Threshold {
		return ""
	}
	if r.b.m.p.listed() {
		return fmt.Sprintf(" %s It is %d m away where no water lies between.", list[near.venue].Text, near.metres)
	}
	return fmt.Sprintf(" %s It is %d m away.", list[near.venue].Text, near.metres)
}

// noWay says why a cell has no way to any candidate.
func (p *Problem) noWay(d *Demand) string {
	switch {
	case len(p.Candidates) == 0:
		return "The district has no venue that may host a camp."
	case d.Barred != "":
		return fmt.Sprintf("No way on foot leads to any venue within %d m: %s lies between, and no bridge or ferry near it.", farWalk(&p.Drive), d.Barred)
	}
	return fmt.Sprintf("No way on foot leads to any venue within %d m.", farWalk(&p.Drive))
}

func (r *reasons) within(i int) bool {
	for _, l := range r.b.m.reach.of(i) {
		if r.b.used[l.venue] {
			return true
		}
	}
	return false
}

// why gives the reason that holds for all candidates in reach together, and which of them it is about.
func (r *reasons) why(legs []leg) (Reason, func(siteStatus) bool) {
	var some siteStatus
	for _, l := range legs {
		s := r.of(l.venue)
		some.open, some.group, some.ban = some.open || s.open, some.group || s.group, some.ban || s.ban
		some.spent = some.spent || s.spent
		some.team, some.free = some.team || s.team, some.free || s.free
	}
	switch {
	case some.free && r.b.full():
		return ReasonBudget, func(s siteStatus) bool { return s.free }
	case some.free:
		return ReasonNotListed, func(s siteStatus) bool { return s.free }
	case some.team:
		return ReasonTeams, func(s siteStatus) bool { return s.team }
	case some.spent:
		return ReasonResource, func(s siteStatus) bool { return s.spent }
	case some.group:
		return ReasonGroupDays, func(s siteStatus) bool { return s.group }
	case some.open:
		return ReasonVenueDays, func(s siteStatus) bool { return s.open }
	}
	if some.ban {
		return ReasonBanned, func(s siteStatus) bool { return s.ban }
	}
	return ReasonClosed, func(siteStatus) bool { return true }
}

func (r *reasons) sentence(reason Reason, l leg) string {
	m := r.b.m
	v := m.p.Candidates[l.venue]
	g := m.p.Groups[m.siteGroup[l.venue]]
	at := fmt.Sprintf("%s, %d m away on foot,", v.Name, l.metres)
	if l.metres == 0 {
		at = v.Name + ", on the spot,"
	}
	switch reason {
	case ReasonBudget:
		return fmt.Sprintf("A camp could be held at %s but all %d camp-days are spent.", at, m.p.CampDays)
	case ReasonNotListed:
		return fmt.Sprintf("A camp could be held at %s but the imported list has none there.", at)
	case ReasonTeams:
		return fmt.Sprintf("A camp could be held at %s but no team of block %s is free on any of its days.", at, m.p.Blocks[m.groupBlock[m.siteGroup[l.venue]]].Name)
	case ReasonResource:
		return fmt.Sprintf("A camp could be held at %s but on its days that are left %s is spent elsewhere.", at, m.p.needsInWords(v))
	case ReasonGroupDays:
		return fmt.Sprintf("%s has a camp on every other day on which %s is open.", g.Name, at)
	case ReasonVenueDays:
		return fmt.Sprintf("Every venue in reach has a camp on every day it is open; the nearest is %s.", strings.TrimSuffix(at, ","))
	case ReasonBanned:
		return fmt.Sprintf("No camp may be held at %s: %s.", strings.TrimSuffix(at, ","), m.p.banOf(v.ID))
	default:
		return fmt.Sprintf("Every venue in reach is closed on all days of the drive; the nearest is %s.", strings.TrimSuffix(at, ","))
	}
}

// group explains why a group has fewer camps than its minimum, or than a phase owes it.
func (r *reasons) group(g int32, phase int) GroupGap {
	m := r.b.m
	group := m.p.Groups[g]
	x := GroupGap{Group: group.ID, Missing: group.Minimum - r.b.count[g]}
	var venues, openDay, free, spent bool
	for j := range m.p.Candidates {
		if m.siteGroup[j] != g {
			continue
		}
		venues = true
		for day := range m.p.Days {
			if m.cal.open[j].has(day) && !r.b.group[g].has(day) && (phase < 0 || m.phaseOf[day] == phase) {
				openDay = true
				team := r.b.freeTeam(m.groupBlock[g], day) >= 0
				free = free || team && !r.b.lacks(int32(j), day)
				spent = spent || team && r.b.lacks(int32(j), day)
			}
		}
	}
	lacks := fmt.Sprintf("%s has %d of the %s it must have: ", group.Name, r.b.count[g], counted(int(group.Minimum), "camp-day", "camp-days"))
	if phase >= 0 {
		f := m.p.Drive.Phases[phase]
		x.Phase, x.Missing = f.Name, r.b.due(g, phase)
		lacks = fmt.Sprintf("%s has %d of the %s it must have in %s, %s to %s: ", group.Name, r.b.dues[g].held[phase],
			counted(int(f.Minimum), "camp-day", "camp-days"), f.Name, f.FirstDay, f.LastDay)
	}
	switch {
	case !venues:
		x.Reason, x.Text = "no_candidate", lacks+"no venue there may host a camp."
	case !openDay:
		x.Reason, x.Text = "no_open_day", lacks+"its venues are open on no other day."
	case free && r.b.full():
		x.Reason, x.Text = "camp_days_missing", lacks+fmt.Sprintf("all %d camp-days of the district are spent.", m.p.CampDays)
	case free:
		x.Reason, x.Text = "not_in_list", lacks+"the imported list has no other there."
	case spent:
		x.Reason, x.Text = "resource_missing", lacks+"where a team is free, a resource that the camp needs is spent elsewhere."
	default:
		x.Reason, x.Text = "block_teams_missing", lacks+fmt.Sprintf("no team of block %s is free on a day on which its venues are open.", m.p.Blocks[m.groupBlock[g]].Name)
	}
	return x
}
