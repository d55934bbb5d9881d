package planning

import (
	"fmt"
	"slices"
	"strings"
)

// ConflictKind is what cannot be had together.
type ConflictKind string

// Kinds of conflict.
const (
	ConflictPinDay       ConflictKind = "pin_day"        // a pin on a day that is none of the drive
	ConflictPinClosed    ConflictKind = "pin_closed"     // a pin on a day on which its venue is closed
	ConflictPinBanned    ConflictKind = "pin_banned"     // a pin at a venue that no camp may be held at
	ConflictPinTeam      ConflictKind = "pin_team"       // a pin with a team that is unknown, of another block, or off that day
	ConflictPinsGroup    ConflictKind = "pins_group_day" // two pins of one group on one day
	ConflictPinsTeam     ConflictKind = "pins_team_day"  // two pins of one team on one day
	ConflictPinsCalendar ConflictKind = "pins_calendar"  // pins that no calendar holds together
	ConflictMinimum      ConflictKind = "group_minimum"  // minima, and the pins beside them, that no calendar holds
	ConflictBudget       ConflictKind = "camp_days"      // a budget below what is owed
	ConflictDriveDays    ConflictKind = "drive_no_day"   // the whole drive is closed on all its days
	ConflictVenueDays    ConflictKind = "venue_no_day"   // venues that are closed on every day of the drive
	ConflictTeamDays     ConflictKind = "team_no_day"    // a team that is off on every day of the drive
	ConflictDemandFar    ConflictKind = "demand_far"     // people where nobody can live or be served: in water, beyond the district
)

// Conflict is a smallest set of things that no plan can honour together: take any one of them away and the rest
// can be had. Relaxed makes the change that lifts it.
type Conflict struct {
	Kind       ConflictKind     `json:"kind"`
	Where      string           `json:"where"`         // id of the pin, venue, team, group or cell it is about; "problem"
	Row        int              `json:"row,omitempty"` // of the imported list
	Members    []ConflictMember `json:"members"`
	Text       string           `json:"text"`       // what is wrong, in one sentence
	Change     ConflictChange   `json:"change"`     // what lifts it
	Relaxation string           `json:"relaxation"` // the same in words
}

// ConflictMember is one thing of a conflict.
type ConflictMember struct {
	What string `json:"what"` // pin, days, closure, permission, announced, ban, team, teams, group, camp_days, venue, cell
	ID   string `json:"id,omitempty"`
	Name string `json:"name"`
}

// ConflictChange is the change to a problem that lifts a conflict.
type ConflictChange struct {
	What  string   `json:"what"` // free_day, free_team, drop_pin, add_teams, camp_days, minimum, open_day (no ids: the drive), add_day, be_there, drop_cell
	IDs   []string `json:"ids,omitempty"`
	Day   Day      `json:"day,omitempty"`
	Count int64    `json:"count,omitempty"` // teams more; the new camp-days or minimum
}

// Conflicts names, before anything is solved, what in a problem cannot be had together, each with the change that
// lifts it: pins against the calendar, against each other and against teams, minima and budget that no calendar
// holds (by minimum cuts, see Shortages), venues and teams without a day, people where nobody is. Where there is
// none, every pin and every minimum can be held. It refuses what Problem.Validate refuses. Some hundredths of a
// second for a district, more only where there are conflicts.
func Conflicts(p Problem) ([]Conflict, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	return newCalendarModel(&p).conflicts()
}

func (m *model) conflicts() ([]Conflict, error) {
	x := &conflicts{m: m, p: m.p, found: []Conflict{}}
	x.days()
	x.teams()
	clean := x.pins()
	if err := x.pinSets(clean); err != nil {
		return nil, err
	}
	if err := x.minima(); err != nil {
		return nil, err
	}
	x.far()
	return x.found, nil
}

// conflicts gathers what is found.
type conflicts struct {
	m     *model
	p     *Problem
	found []Conflict
}

func (x *conflicts) add(c Conflict, change ConflictChange, relaxation string, args ...any) {
	c.Change, c.Relaxation = change, fmt.Sprintf(relaxation, args...)
	x.found = append(x.found, c)
}

// days names a drive without a day, or else the venues without one; venues with the same causes together.
func (x *conflicts) days() {
	p := x.p
	byCause := map[string][]int{}
	var order []string
	open := 0
	for j := range p.Candidates {
		if x.m.cal.open[j].count() > 0 {
			open++
			continue
		}
		if _, banned := x.m.cal.banned[int32(j)]; banned {
			continue // it is meant to be closed
		}
		key := fmt.Sprint(x.causes(j))
		if byCause[key] == nil {
			order = append(order, key)
		}
		byCause[key] = append(byCause[key], j)
	}
	day, drive := x.firstDay(), x.driveClosures()
	if day != 0 && len(drive) > 0 && open == 0 && len(p.Candidates) > 0 {
		c := Conflict{Kind: ConflictDriveDays, Where: "problem", Members: append([]ConflictMember{x.driveDays()}, drive...)}
		c.Text = fmt.Sprintf("All %d days of the drive are closed: %s.", len(p.Days), memberNames(drive))
		x.add(c, ConflictChange{What: "open_day", Day: day}, "Open the drive on %s, or give it a day more.", day)
		return
	}
	for _, key := range order {
		list := byCause[key]
		v := p.Candidates[list[0]]
		causes := x.causes(list[0])
		c := Conflict{
			Kind: ConflictVenueDays, Where: string(v.ID),
			Members: append([]ConflictMember{{What: "venue", ID: string(v.ID), Name: v.Name}}, causes...),
		}
		change := ConflictChange{What: "open_day", Day: day}
		for _, j := range list {
			change.IDs = append(change.IDs, string(p.Candidates[j].ID))
		}
		who, them := v.Name+" is", "it"
		if n := len(list) - 1; n > 0 {
			who, them = fmt.Sprintf("%s and %s are", v.Name, counted(n, "other venue", "other venues")), "them"
		}
		c.Text = fmt.Sprintf("%s closed on all days of the drive: %s.", who, memberNames(causes))
		if day == 0 {
			change = ConflictChange{What: "add_day"}
			x.add(c, change, "Give the drive a day more, on which nothing is announced.")
			continue
		}
		x.add(c, change, "Open %s on %s, or take %s out of the plan.", them, day, them)
	}
}

// firstDay is the first day of the drive that is not announced, 0 where all are.
func (x *conflicts) firstDay() Day {
	for _, day := range x.p.Days {
		if day > x.p.AnnouncedUntil {
			return day
		}
	}
	return 0
}

// causes lists what closes a candidate on the days of the drive, each once.
func (x *conflicts) causes(j int) (out []ConflictMember) {
	v, g := x.p.Candidates[j], x.p.Groups[x.m.siteGroup[j]]
	for _, day := range x.p.Days {
		if cause := x.p.closedBy(v, g, day); !slices.Contains(out, cause) {
			out = append(out, cause)
		}
	}
	return out
}

// closedBy gives the first thing that closes a venue on a day on which it is closed, whatever the others are.
func (p *Problem) closedBy(v Candidate, g Group, day Day) ConflictMember {
	if v.From != 0 && day < v.From || v.To != 0 && day > v.To {
		return ConflictMember{What: "permission", ID: string(v.ID), Name: "the leave to use " + v.Name}
	}
	for _, c := range p.Closures {
		if c.Day == day && c.touches(v, g, p.Area) {
			return ConflictMember{What: "closure", ID: c.Kind, Name: fmt.Sprintf("%s (%s)", strings.ReplaceAll(c.Kind, "_", " "), c.Source)}
		}
	}
	if day <= p.AnnouncedUntil {
		return ConflictMember{What: "announced", ID: p.AnnouncedUntil.String(), Name: "the days up to " + p.AnnouncedUntil.String() + " are announced"}
	}
	return ConflictMember{What: "closure", Name: "the venue is not open that day"}
}

// touches says whether a closure closes a venue of a group on its day: every scope that it gives must match.
func (c Closure) touches(v Candidate, g Group, district string) bool {
	return (c.Venue == "" || c.Venue == v.ID) && (c.VenueKind == "" || c.VenueKind == v.Kind) && g.liesIn(c.Area, district)
}

// driveClosures lists what closes the whole drive on every one of its days; nil where something does not.
func (x *conflicts) driveClosures() (out []ConflictMember) {
	for _, day := range x.p.Days {
		k := slices.IndexFunc(x.p.Closures, func(c Closure) bool {
			return c.Day == day && c.Venue == "" && c.VenueKind == "" && (c.Area == "" || string(c.Area) == x.p.Area)
		})
		if k < 0 {
			return nil
		}
		c := x.p.Closures[k]
		member := ConflictMember{What: "closure", ID: c.Kind, Name: fmt.Sprintf("%s (%s)", strings.ReplaceAll(c.Kind, "_", " "), c.Source)}
		if !slices.Contains(out, member) {
			out = append(out, member)
		}
	}
	return out
}

func (x *conflicts) driveDays() ConflictMember {
	return ConflictMember{What: "days", ID: x.p.Days[0].String(), Name: daysInWords(x.p.Days)}
}

// teams names those that are off on every day of the drive.
func (x *conflicts) teams() {
	day := x.firstDay()
	for t, team := range x.p.Teams {
		if x.m.teamOff[t].count() < len(x.p.Days) {
			continue
		}
		c := Conflict{Kind: ConflictTeamDays, Where: string(team.ID), Members: []ConflictMember{{What: "team", ID: string(team.ID), Name: team.Name}, x.driveDays()}}
		c.Text = fmt.Sprintf("%s of block %s is off on all %d days of the drive.", team.Name, x.blockName(team.Block), len(x.p.Days))
		if day == 0 {
			day = x.p.Days[len(x.p.Days)-1]
		}
		x.add(c, ConflictChange{What: "be_there", IDs: []string{string(team.ID)}, Day: day}, "Let it be there on %s, or take it out of the list of teams.", day)
	}
}

func (x *conflicts) blockName(id AreaID) string {
	if k := slices.IndexFunc(x.p.Blocks, func(b Block) bool { return b.ID == id }); k >= 0 {
		return x.p.Blocks[k].Name
	}
	return string(id)
}

// farThresholds is how many thresholds from every venue, on foot, people can be before their place is doubted.
const farThresholds = 10

// far names cells with visitors so far from every venue that a map error or water is likelier than people.
func (x *conflicts) far() {
	if len(x.p.Candidates) == 0 {
		return
	}
	all := &reach{}
	if x.p.listed() {
		all = newReach(x.p)
	} else {
		at, owner := candidatePoints(x.p)
		all.all, all.owner = x.p.newGround(at), owner
	}
	for i, d := range x.p.Demand {
		near, ok := all.nearest(x.p, i)
		if !ok || d.People == 0 || int64(near.metres) <= farThresholds*x.p.Drive.Threshold {
			continue
		}
		v := x.p.Candidates[near.venue]
		c := Conflict{
			Kind: ConflictDemandFar, Where: d.Cell.String(),
			Members: []ConflictMember{{What: "cell", ID: d.Cell.String(), Name: d.Place}, {What: "venue", ID: string(v.ID), Name: v.Name}},
		}
		c.Text = fmt.Sprintf("%d people of %s are placed %d km on foot from the nearest venue, %s: in water, beyond the district, or by a wrong coordinate.",
			d.People, d.Place, near.metres/1000, v.Name)
		x.add(c, ConflictChange{What: "drop_cell", IDs: []string{d.Cell.String()}}, "Correct their place, add a venue there, or leave them out.")
	}
}

func memberNames(list []ConflictMember) string {
	names := make([]string, 0, len(list))
	for _, x := range list {
		names = append(names, x.Name)
	}
	if n := len(names); n > namedGroups {
		names = append(names[:namedGroups], fmt.Sprintf("%d more", n-namedGroups))
	}
	return strings.Join(names, "; ")
}
