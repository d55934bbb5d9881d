package planning

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
)

// CrewRecord is a crew as the service keeps it: what it can, where it starts, and when it works from week to week. A
// works problem holds its shifts day by day (Crew).
type CrewRecord struct {
	ID        CrewID
	Name      string // of the team, never of a person
	Area      AreaID // it does the works within
	Base      NamedPlace
	Cell      geo.Cell // of the base
	Profile   Profile
	Skills    []string // sorted
	Equipment []string // sorted
	From, To  Clock    // of days without a shift of their own
	Overtime  int64    // most minutes after To
	WeeklyOff []int    // 0 is Sunday
	DaysOff   []Day    // ascending
	Break     *Break   // nil: none
	Shifts    []CrewShift
	Active    bool // false: it goes out no more, but stands on past sheets
	Source    string
	SourceID  string
	Version   int64
	UpdatedAt time.Time
}

// NamedPlace is a named place.
type NamedPlace struct {
	Name string    `json:"name"`
	At   orb.Point `json:"at"`
}

// CrewShift is a crew's day that differs from the others: other hours, on a day off, or with a night away.
type CrewShift struct {
	Day      Day         `json:"day"`
	From     Clock       `json:"from"`
	To       Clock       `json:"to"`
	Start    *NamedPlace `json:"start,omitempty"` // nil: the base
	End      *NamedPlace `json:"end,omitempty"`   // nil: the base
	Overtime int64       `json:"overtime_minutes,omitempty"`
}

// CrewQuery narrows the list of crews.
type CrewQuery struct {
	Page
	Place
}

// CrewChange is a partial change of a crew; nil fields stay.
type CrewChange struct {
	Name      *string
	Base      *NamedPlace
	Profile   *Profile
	Skills    *[]string
	Equipment *[]string
	From, To  *Clock
	Overtime  *int64
	WeeklyOff *[]int
	DaysOff   *[]Day
	Break     **Break
	Shifts    *[]CrewShift
	Active    *bool
}

// Limits of what is kept of crews and works.
const (
	maxWords    = 50  // skills, pieces of equipment, things to bring
	maxDaysKept = 366 // days off, closed days, shifts of their own
	maxOvertime = 12 * 60
)

// Check finds all that is wrong with a crew's own fields at once: crew.malformed with a JSON pointer each.
func (c CrewRecord) Check() error {
	f := fault.Malformed("crew.malformed", "The crew cannot be kept as it is.")
	line(f, "/name", c.Name, 1, 200)
	c.Base.check(f, "/base")
	if !slices.Contains([]Profile{ProfileCar, ProfileCycle, ProfileWalk, ProfileBoat}, c.Profile) {
		_ = f.With("/profile", "say car, cycle, walk or boat")
	}
	words(f, "/skills", c.Skills)
	words(f, "/equipment", c.Equipment)
	hours(f, "", c.From, c.To)
	if c.Overtime < 0 || c.Overtime > maxOvertime {
		_ = f.With("/overtime_minutes", "say 0 to %d minutes", maxOvertime)
	}
	for i, d := range c.WeeklyOff {
		if d < 0 || d > 6 || slices.Contains(c.WeeklyOff[:i], d) {
			_ = f.With(fmt.Sprintf("/weekly_off/%d", i), "give each day of the week once, 0 (Sunday) to 6")
		}
	}
	daysAscending(f, "/days_off", c.DaysOff)
	if b := c.Break; b != nil {
		hours(f, "/break", b.From, b.To)
		if b.Minutes < 1 || b.Minutes > int64(b.To-b.From) {
			_ = f.With("/break/minutes", "say how long the break is, no longer than from its first to its last minute")
		}
	}
	c.checkShifts(f)
	if len(f.Details) == 0 {
		return nil
	}
	return f
}

func (c CrewRecord) checkShifts(f *fault.Fault) {
	if len(c.Shifts) > maxDaysKept {
		_ = f.With("/shifts", "are %d; at most %d are kept", len(c.Shifts), maxDaysKept)
		return
	}
	for i, s := range c.Shifts {
		at := fmt.Sprintf("/shifts/%d", i)
		if s.Day <= 0 || i > 0 && s.Day <= c.Shifts[i-1].Day {
			_ = f.With(at+"/day", "give each day once, in order")
		}
		hours(f, at, s.From, s.To)
		if s.Overtime < 0 || s.Overtime > maxOvertime {
			_ = f.With(at+"/overtime_minutes", "say 0 to %d minutes", maxOvertime)
		}
		if s.Start != nil {
			s.Start.check(f, at+"/start")
		}
		if s.End != nil {
			s.End.check(f, at+"/end")
		}
	}
}

// With gives the crew as ch changes it, checked, and the names of the fields that were set. The version is the caller's
// to raise.
func (c CrewRecord) With(ch CrewChange) (changed CrewRecord, fields []string, err error) {
	set(&c.Name, ch.Name, "name", &fields)
	set(&c.Base, ch.Base, "base", &fields)
	set(&c.Profile, ch.Profile, "profile", &fields)
	set(&c.Skills, ch.Skills, "skills", &fields)
	set(&c.Equipment, ch.Equipment, "equipment", &fields)
	set(&c.From, ch.From, "from", &fields)
	set(&c.To, ch.To, "to", &fields)
	set(&c.Overtime, ch.Overtime, "overtime_minutes", &fields)
	set(&c.WeeklyOff, ch.WeeklyOff, "weekly_off", &fields)
	set(&c.DaysOff, ch.DaysOff, "days_off", &fields)
	set(&c.Break, ch.Break, "break", &fields)
	set(&c.Shifts, ch.Shifts, "shifts", &fields)
	set(&c.Active, ch.Active, "active", &fields)
	return c, fields, c.Check()
}

func (s NamedPlace) check(f *fault.Fault, at string) {
	line(f, at+"/name", s.Name, 1, 200)
	if geo.CheckPoint(s.At) != nil {
		_ = f.With(at+"/at", "is no place on the Earth; write it as longitude, latitude")
	}
}

// line holds a text of one line against its length in characters.
func line(f *fault.Fault, at, s string, least, most int) {
	n := utf8.RuneCountInString(s)
	switch {
	case least > 0 && strings.TrimSpace(s) == "":
		_ = f.With(at, "must not be empty")
	case n > most:
		_ = f.With(at, "is %d characters long; at most %d are kept", n, most)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl):
		_ = f.With(at, "holds a control character or is not UTF-8")
	}
}

// words holds a list of skills or equipment: sorted, each once.
func words(f *fault.Fault, at string, list []string) {
	if len(list) > maxWords {
		_ = f.With(at, "are %d; at most %d are kept", len(list), maxWords)
		return
	}
	for i, s := range list {
		where := fmt.Sprintf("%s/%d", at, i)
		if !venueKind.MatchString(s) {
			_ = f.With(where, "write it as 2 to 40 lower-case letters and underscores, as in pipe_fitting")
		}
		if i > 0 && s <= list[i-1] {
			_ = f.With(where, "stands twice or out of order")
		}
	}
}

// hours holds the first and last minute of a day's work.
func hours(f *fault.Fault, at string, from, to Clock) {
	if from < 0 || to > lastClock || from >= to {
		_ = f.With(at+"/to", "must be later than from, both between 00:00 and 24:00")
	}
}

func daysAscending(f *fault.Fault, at string, days []Day) {
	if len(days) > maxDaysKept {
		_ = f.With(at, "are %d; at most %d are kept", len(days), maxDaysKept)
		return
	}
	for i, d := range days {
		if d <= 0 || i > 0 && d <= days[i-1] {
			_ = f.With(fmt.Sprintf("%s/%d", at, i), "give each day once, in order")
		}
	}
}
