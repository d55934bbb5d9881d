package planning

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
)

// InspectionMonth is what one month owes in inspections: so many visits to every group, each with the checklist, and
// what earlier visits suggested. Works turns it into works that are planned with all others; Account says what came of it.
type InspectionMonth struct {
	FirstDay  Day        // of the month
	Off       []WorksDay // holidays, each with its name
	WeeklyOff []int      // weekdays without inspections, 0: Sunday
	Groups    []InspectionGroup
	Visits    int   // to each group, 1 to 8; 0: DefaultInspections
	GapDays   int64 // least days between two visits of one group, 0 to 31
	Minutes   int64 // one visit takes
	Skills    []string
	Windows   []WorkWindow
	Priority  int64    // 1 to 5
	Checklist []string // what the inspector looks at, a line each; it stands on the day sheet under what to bring
	// Done are the visits that were made, of this month and, for the gap and the age, the last of earlier ones.
	Done      []InspectionRecord
	Suggested []Suggestion
}

// InspectionGroup is a gram panchayat or ward that is owed inspections.
type InspectionGroup struct {
	ID     AreaID
	Name   string
	At     orb.Point // its office, where the visit begins and ends
	People int64
	Only   []CrewID // whose area it lies in, sorted
	Closed []Day    // days it cannot be visited, ascending
}

// InspectionRecord is a visit that was made.
type InspectionRecord struct {
	Group AreaID
	Day   Day
}

// Suggestion is a work that an inspection asks for.
type Suggestion struct {
	ID     WorkID // given once, by whom wrote it down
	Text   string // what is to be done
	Kind   WorkKind
	Group  AreaID
	Visit  int        // number of this month's visit that suggests it, 0: an earlier month's
	At     *orb.Point // nil: at the group's office
	Skills []string
	// Minutes of the work's own visit.
	Minutes  int64
	Due      Day // 0: none
	Priority int64
	People   int64
}

// DefaultInspections is how often a month a group is visited: once in each half.
const DefaultInspections = 2

const (
	mostInspections   = 8
	maxInspectionGaps = 31
)

// InspectionID is the id of a month's visit to a group, numbered from 1. It does not depend on when the month is
// planned, so a visit keeps its id, and its place on an issued sheet, when the rest of the month is planned again.
func InspectionID(month Day, group AreaID, number int) WorkID {
	return WorkID(fmt.Sprintf("inspection-%s-%s-%d", monthOf(month), group, number))
}

// Works gives the visits that the month still owes and the works its inspections suggested, by id, as NewWorksProblem
// takes them. The working days of the month are shared out evenly, so that of two visits each half owes one: the
// visit with the number n may be made from the first day of the n-th part and is due on its last. A visit waits for
// the one before it, with the gap; after one that was made it waits for the day on which the gap ends, and is due that day where
// its part is over by then. A suggestion waits for its inspection while that is still owed, and may else be visited
// from the day of the inspection. It refuses what it cannot make sense of with inspection.malformed.
func (m InspectionMonth) Works() ([]GroundWork, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	parts := m.parts()
	works := []GroundWork{}
	for _, g := range m.Groups {
		works = append(works, m.owed(g, parts)...)
	}
	for _, s := range m.Suggested {
		works = append(works, m.suggestion(s))
	}
	slices.SortFunc(works, compareGround)
	return works, checkMade(works)
}

func compareGround(a, b GroundWork) int { return cmp.Compare(a.ID, b.ID) }

// AddWorks puts works to those of the ground, by id; one that is there already stays as it is.
func (g *WorksGround) AddWorks(works ...GroundWork) {
	all := slices.Concat(g.Works, works)
	slices.SortStableFunc(all, compareGround)
	g.Works = slices.CompactFunc(all, func(a, b GroundWork) bool { return a.ID == b.ID })
}

func (m *InspectionMonth) visits() int { return cmp.Or(m.Visits, DefaultInspections) }

// lastDay is the last civil day of the month.
func (m *InspectionMonth) lastDay() Day { return DayOf(m.FirstDay.Time().AddDate(0, 1, -1)) }

// working lists the days of the month on which inspections are made.
func (m *InspectionMonth) working() (days []Day) {
	for day := m.FirstDay; day <= m.lastDay(); day++ {
		off := slices.Contains(m.WeeklyOff, int(day.Weekday())) || slices.ContainsFunc(m.Off, func(x WorksDay) bool { return x.Day == day })
		if !off {
			days = append(days, day)
		}
	}
	return days
}

// parts gives the first and last day of each visit's part of the month.
func (m *InspectionMonth) parts() (parts [][2]Day) {
	days, n := m.working(), m.visits()
	for k := range n {
		parts = append(parts, [2]Day{days[k*len(days)/n], days[(k+1)*len(days)/n-1]})
	}
	return parts
}

// made lists the days of a group's visits in this month, ascending, and says when the last of any month was, 0: never.
func (m *InspectionMonth) made(group AreaID) (days []Day, last Day) {
	for _, r := range m.Done {
		if r.Group != group {
			continue
		}
		last = max(last, r.Day)
		if r.Day >= m.FirstDay {
			days = append(days, r.Day)
		}
	}
	slices.Sort(days)
	return days, last
}

// owed gives the visits of a group that were not made yet.
func (m *InspectionMonth) owed(g InspectionGroup, parts [][2]Day) (works []GroundWork) {
	made, last := m.made(g.ID)
	for n := len(made) + 1; n <= len(parts); n++ {
		w := GroundWork{Only: g.Only, WorkRecord: WorkRecord{
			ID: InspectionID(m.FirstDay, g.ID, n), Name: fmt.Sprintf("Inspection %d of %d: %s", n, len(parts), g.Name), Kind: WorkInspection, Area: g.ID,
			At: g.At, Minutes: m.Minutes, Skills: m.Skills, Crews: 1, Release: parts[n-1][0], Due: parts[n-1][1], Windows: m.Windows, Closed: g.Closed,
			Priority: m.Priority, People: g.People, Bring: m.Checklist, State: WorkOpen,
		}}
		if last > 0 {
			w.KnownSince = last.Time()
		}
		switch {
		case n > len(made)+1:
			w.After = []WorkAfter{{Work: InspectionID(m.FirstDay, g.ID, n-1), GapDays: m.GapDays}}
		case last > 0:
			w.Release = max(w.Release, last+Day(m.GapDays))
			w.Due = max(w.Due, w.Release)
		}
		works = append(works, w)
	}
	return works
}

// suggestion gives a suggested work; its group is one of the month's.
func (m *InspectionMonth) suggestion(s Suggestion) GroundWork {
	g := m.Groups[m.group(s.Group)]
	w := GroundWork{Only: g.Only, WorkRecord: WorkRecord{
		ID: s.ID, Name: s.Text, Kind: s.Kind, Stage: "suggested", Area: g.ID, At: g.At, Minutes: s.Minutes, Skills: s.Skills, Crews: 1, Due: s.Due,
		Closed: g.Closed, Priority: s.Priority, People: s.People, State: WorkOpen,
	}}
	if s.At != nil {
		w.At = *s.At
	}
	switch made, _ := m.made(s.Group); {
	case s.Visit > len(made):
		w.After = []WorkAfter{{Work: InspectionID(m.FirstDay, s.Group, s.Visit)}}
	case s.Visit > 0:
		w.Release = made[s.Visit-1]
		w.KnownSince = w.Release.Time()
	}
	return w
}

func (m *InspectionMonth) group(id AreaID) int {
	return slices.IndexFunc(m.Groups, func(g InspectionGroup) bool { return g.ID == id })
}

// check finds what makes no sense of a month before its works are made: a JSON pointer each.
func (m *InspectionMonth) check() error {
	f := fault.Malformed("inspection.malformed", "The inspections of the month cannot be planned so.")
	needs(f, "/first_day", m.FirstDay > 0 && m.FirstDay.Time().Day() == 1, "give the first day of the month")
	needs(f, "/visits", m.Visits >= 0 && m.Visits <= mostInspections, fmt.Sprintf("say 1 to %d visits a month, or none for %d", mostInspections, DefaultInspections))
	needs(f, "/gap_days", m.GapDays >= 0 && m.GapDays <= maxInspectionGaps, fmt.Sprintf("say 0 to %d days", maxInspectionGaps))
	if len(f.Details) > 0 {
		return f
	}
	if n := len(m.working()); n < m.visits() {
		_ = f.With("/off", "leaves %d working days for %d visits: ask for fewer", n, m.visits())
	}
	seen := map[AreaID]bool{}
	for i, g := range m.Groups {
		needs(f, fmt.Sprintf("/groups/%d/id", i), g.ID != "" && !seen[g.ID], "give every group once, with its id")
		seen[g.ID] = true
	}
	for i, r := range m.Done {
		needs(f, fmt.Sprintf("/done/%d/group", i), seen[r.Group], "is none of the groups")
		needs(f, fmt.Sprintf("/done/%d/day", i), r.Day > 0 && r.Day <= m.lastDay(), "give the day of the visit, in this month or before it")
	}
	for i, s := range m.Suggested {
		needs(f, fmt.Sprintf("/suggested/%d/id", i), s.ID != "", "give the suggestion an id")
		needs(f, fmt.Sprintf("/suggested/%d/group", i), seen[s.Group], "is none of the groups")
		made, _ := m.made(s.Group)
		needs(f, fmt.Sprintf("/suggested/%d/visit", i), s.Visit >= 0 && s.Visit <= max(m.visits(), len(made)), "is no visit of this month; say 0 for an earlier month's")
	}
	if len(f.Details) == 0 {
		return nil
	}
	return f
}

// checkMade holds the works made to the same rules as any that are kept, and names the bad fields by work.
func checkMade(works []GroundWork) error {
	f := fault.Malformed("inspection.malformed", "The month makes works that cannot be planned.")
	for i, w := range works {
		needs(f, fmt.Sprintf("/%s/id", w.ID), i == 0 || works[i-1].ID != w.ID, "stands twice: give each suggestion an id of its own")
		if wrong, ok := errors.AsType[*fault.Fault](w.Check()); ok {
			for _, d := range wrong.Details {
				_ = f.With(fmt.Sprintf("/%s%s", w.ID, d.Pointer), "%s", d.Detail)
			}
		}
	}
	if len(f.Details) == 0 {
		return nil
	}
	return f
}

// monthOf names the month of a day, as 2026-02.
func monthOf(day Day) string { return day.Time().Format("2006-01") }
