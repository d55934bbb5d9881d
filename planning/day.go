package planning

import (
	"strings"
	"time"

	"doorstep/internal/fault"
)

// Day is a civil day in the district's own time zone, counted from 1970-01-01. It is written as
// 2026-01-24. The zero Day is 1970-01-01 and means "not given".
type Day int32

const dayLayout = "2006-01-02"

// DayOf gives the civil day of an instant in its own location.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDay reads 2026-01-24.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(dayLayout, s)
	if err != nil {
		return 0, fault.Malformed("day.malformed", "%q is not a day; write it as 2026-01-24.", s)
	}
	return DayOf(t), nil
}

// Time gives midnight UTC of the day.
func (d Day) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Weekday gives the day of the week.
func (d Day) Weekday() time.Weekday { return d.Time().Weekday() }

func (d Day) String() string { return d.Time().Format(dayLayout) }

// spoken is the day as people in India write it: 24-01-2026.
func (d Day) spoken() string { return d.Time().Format("02-01-2006") }

// bengali writes the digits of a text in Bengali.
func bengali(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + '০'
		}
		return r
	}, s)
}

// MarshalText writes the day as 2026-01-24.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Day) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDay(string(text))
	return err
}
