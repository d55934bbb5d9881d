package store

import (
	"errors"

	"github.com/jackc/pgx/v5/pgtype"

	"doorstep/planning"
)

// day is a planning.Day on its way to or from a date column; the zero day is NULL.
type day planning.Day

// DateValue gives the day to the driver.
func (d day) DateValue() (pgtype.Date, error) {
	return pgtype.Date{Time: planning.Day(d).Time(), Valid: d != 0}, nil
}

// ScanDate takes the day from the driver.
func (d *day) ScanDate(v pgtype.Date) error {
	switch {
	case !v.Valid:
		*d = 0
	case v.InfinityModifier != pgtype.Finite:
		return errors.New("the database gave an infinite date")
	default:
		*d = day(planning.DayOf(v.Time))
	}
	return nil
}

// days are dates of an array column.
func days(in []planning.Day) []day {
	out := make([]day, len(in))
	for i, d := range in {
		out[i] = day(d)
	}
	return out
}

func planningDays(in []day) []planning.Day {
	out := make([]planning.Day, len(in))
	for i, d := range in {
		out[i] = planning.Day(d)
	}
	return out
}
