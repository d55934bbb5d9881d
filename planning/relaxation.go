package planning

import (
	"fmt"
	"slices"
	"strings"
)

// spot is a place for one more camp: a candidate, or a new mobile halt where a cell stands.
type spot struct {
	site  int32 // index into Candidates, -1: a new halt
	group int32
	name  string
	open  func(day int) bool
	held  func(day int) bool // the site has a camp that day
}

// relaxation finds the smallest change that serves visitors of cell i who are left out for the reason
// given: one more camp within reach, and whatever a rule lacks for it. A camp more can always take them, as
// nobody else need move. Relax makes the change. O(days x camps of the site).
func (b *board) relaxation(i int, x *Unserved) *Relaxation {
	p := b.m.p
	halt := x.Reason == ReasonNoVenue
	s := spot{site: -1, group: b.m.cellGroup[i], name: p.Demand[i].Place, open: b.m.haltOpen(b.m.cellGroup[i]), held: func(int) bool { return false }}
	room := p.Drive.CapPerCampDay
	if !halt {
		j, ok := b.m.venue[x.Venue]
		if !ok {
			return nil
		}
		v := p.Candidates[j]
		s = spot{site: j, group: b.m.siteGroup[j], name: v.Name, open: b.m.cal.open[j].has, held: func(day int) bool { return b.heldOn(j, day) }}
		room = v.Cap
	}
	if x.Reason == ReasonBanned {
		s.open = b.m.cal.banned[s.site].has
	}
	r := &Relaxation{Change: changeFor(x.Reason), Visitors: min(x.Visitors, room)}
	if !halt {
		r.Venue = x.Venue
	}
	if b.full() {
		r.CampDays = 1
	}
	if halt && p.Drive.counted() {
		open := s.open
		s.open = func(day int) bool { return open(day) && p.haltOn(s.group, p.Days[day]).Minutes > 0 }
	}
	b.relaxedDay(r, s)
	if halt && p.Drive.counted() {
		r.Visitors = min(x.Visitors, p.haltOn(s.group, r.Day).Cap)
	}
	r.Text = b.relaxedText(r, s, x)
	return r
}

// changeFor is the change that lifts each reason.
func changeFor(reason Reason) string {
	switch reason {
	case ReasonNoVenue:
		return "mobile_halt"
	case ReasonBudget, ReasonNotListed:
		return "camp_day"
	case ReasonTeams:
		return "team"
	case ReasonResource:
		return "resource"
	case ReasonGroupDays:
		return "second_camp"
	case ReasonBanned:
		return "lift_ban"
	case ReasonVenueDays, ReasonClosed:
		return "open_day"
	}
	return "open_day"
}

// relaxedDay gives the relaxation the day that needs least besides its change, the first where several need
// as little; where none will do, the next day after the drive that is no weekly day off and has no pin.
func (b *board) relaxedDay(r *Relaxation, s spot) {
	p := b.m.p
	block := b.m.groupBlock[s.group]
	best, least := -1, 0
	for day := range p.Days {
		if p.Days[day] <= p.AnnouncedUntil || s.held(day) || b.m.phaseOf[day] < 0 {
			continue
		}
		open, alone, team := s.open(day), !b.group[s.group].has(day), b.freeTeam(block, day) >= 0
		var fits bool
		lacks := s.site >= 0 && b.lacks(s.site, day)
		needs := 0
		if !team {
			needs++
		}
		if lacks {
			needs++
		}
		switch r.Change {
		case "camp_day":
			fits = open && alone && team && !lacks
		case "resource":
			fits = open && alone && team && lacks
		case "team":
			fits = open && alone && !team
		case "second_camp":
			fits = open && !alone
		case "mobile_halt", "lift_ban":
			fits = open && alone
		default: // open_day
			fits = !open && alone
		}
		if fits && (best < 0 || needs < least) {
			best, least = day, needs
		}
	}
	if best >= 0 && (least == 0 || r.Change != "open_day") {
		r.Day = p.Days[best]
		if b.freeTeam(block, best) < 0 {
			r.Teams = 1
		}
		for _, k := range b.lacking(s.site, best) {
			r.Resources = append(r.Resources, p.Drive.Resources[k].ID)
		}
		return
	}
	r.Day = p.Days[len(p.Days)-1] + 1
	for p.weeklyOff(r.Day) || slices.ContainsFunc(p.Pins, func(pin Pin) bool { return pin.Day == r.Day }) {
		r.Day++
	}
	if len(b.m.blockTeams[block]) == 0 {
		r.Teams = 1
	}
}

// weeklyOff says whether a day of the week is off in the drive; not where all seven are.
func (p *Problem) weeklyOff(day Day) bool {
	return len(p.Drive.WeeklyOff) < 7 && slices.Contains(p.Drive.WeeklyOff, int(day.Weekday()))
}

// haltOpen says on which days a mobile halt in a group could be held: those that no closure of the drive or of
// its areas takes.
func (m *model) haltOpen(g int32) func(day int) bool {
	group := m.p.Groups[g]
	open := newDayset(len(m.p.Days))
	for day := range m.p.Days {
		open.add(day)
	}
	for _, x := range m.p.Closures {
		day, ok := m.cal.index[x.Day]
		if ok && x.Venue == "" && (x.VenueKind == "" || x.VenueKind == haltKind) && group.liesIn(x.Area, m.p.Area) {
			open.remove(day)
		}
	}
	return open.has
}

// haltOn gives what a mobile halt in a group takes on a day, where the drive works caps out.
func (p *Problem) haltOn(g int32, day Day) Candidate {
	group := &p.Groups[g]
	c := Candidate{Group: group.ID, Kind: haltKind, Mobile: true, From: day, To: day}
	from, to := p.Drive.Open()
	c.Minutes = window(p.hoursOf(&c, group), day, from, to)
	l := least(p.Drive.limits(c.Minutes, 0, p.supplyOf(group)))
	c.Cap, c.CapBy = l.visitors, l.by
	return c
}

// haltKind is the kind of venue of a halt that a relaxation makes.
const haltKind = "mobile_halt"

// liesIn says whether an area, "" for everywhere, holds the group.
func (g *Group) liesIn(area AreaID, district string) bool {
	return area == "" || string(area) == district || area == g.Block || string(area) == g.ID || area == g.Of
}

// relaxedText says the relaxation in one sentence.
func (b *board) relaxedText(r *Relaxation, s spot, x *Unserved) string {
	p := b.m.p
	block := p.Blocks[b.m.groupBlock[s.group]].Name
	on := "on " + r.Day.String()
	if r.Day > p.Days[len(p.Days)-1] {
		on = "on " + r.Day.String() + ", a day added to the drive,"
	}
	var what string
	switch r.Change {
	case "mobile_halt":
		what = fmt.Sprintf("A mobile halt at %s %s", s.name, on)
	case "camp_day":
		what = fmt.Sprintf("One more camp at %s %s", s.name, on)
		if r.CampDays > 0 {
			what = fmt.Sprintf("One more camp-day, at %s %s", s.name, on)
		}
	case "team":
		what = fmt.Sprintf("One more team of %s, for a camp at %s %s", block, s.name, on)
	case "resource":
		what = fmt.Sprintf("One more of %s, for a camp at %s %s", p.resourceName(r.Resources[0]), s.name, on)
	case "lift_ban":
		what = fmt.Sprintf("The ban on %s lifted, and a camp there %s", s.name, on)
	case "second_camp":
		what = fmt.Sprintf("A second camp of %s, at %s %s", p.Groups[s.group].Name, s.name, on)
	default:
		what = fmt.Sprintf("%s opened for a camp %s", s.name, on)
	}
	var with []string
	if r.Teams > 0 && r.Change != "team" {
		with = append(with, "one more team of "+block)
	}
	if r.CampDays > 0 && r.Change != "camp_day" {
		with = append(with, "one more camp-day")
	}
	for k, id := range r.Resources {
		if r.Change != "resource" || k > 0 {
			with = append(with, "one more of "+p.resourceName(id))
		}
	}
	if len(with) > 0 {
		what = strings.TrimSuffix(what, ",") + ", with " + strings.Join(with, " and ") + ","
	} else if !strings.HasSuffix(what, ",") && strings.Contains(what, ", ") {
		what += ","
	}
	return fmt.Sprintf("%s would serve %d of the %d visitors left out.", what, r.Visitors, x.Visitors)
}

func (b *board) heldOn(j int32, day int) bool {
	for _, s := range b.slots {
		if s.site == j && s.day == day {
			return true
		}
	}
	return false
}
