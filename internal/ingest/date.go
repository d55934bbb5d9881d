package ingest

import (
	"math"
	"strconv"
	"strings"
	"time"

	"doorstep/planning"
)

// Excel counts days from here (its day 60, 29 February 1900, never was; no drive is that old).
const excelEpoch = -25569

// dayOf reads a day as 2026-01-24, 24-01-2026, 24/01/2026, 24.01.26, 24 Jan 2026 or as the serial number
// Excel keeps. why says why it is none.
func dayOf(s string) (d planning.Day, why string) {
	s = digits(strings.TrimSpace(s))
	if blank(s) {
		return 0, "there is no date"
	}
	if v, err := strconv.ParseFloat(s, 64); err == nil {
		if v >= 36526 && v < 73051 { // 2000 to 2099
			return planning.Day(int(math.Floor(v)) + excelEpoch), ""
		}
		return 0, "it is a number, but no date of Excel between 2000 and 2099; write 2026-01-24"
	}
	if i := strings.IndexAny(s, "T "); i == 10 && s[4] == '-' {
		s = s[:10] // a time of day follows
	}
	flat := strings.NewReplacer("/", "-", ".", "-", " ", "-", ",", "").Replace(s)
	for _, layout := range []string{"2006-1-2", "2-1-2006", "2-1-06", "2-Jan-2006", "2-Jan-06", "2-January-2006", "Jan-2-2006"} {
		t, err := time.Parse(layout, flat)
		if err != nil {
			continue
		}
		if y := t.Year(); y < 2000 || y > 2099 {
			return 0, "its year is " + itoa(y) + "; write a day between 2000 and 2099"
		}
		return planning.DayOf(t), ""
	}
	if p := strings.Split(flat, "-"); len(p) == 3 && len(p[2]) == 4 {
		if day, err := strconv.Atoi(p[0]); err == nil && day <= 12 {
			if month, err := strconv.Atoi(p[1]); err == nil && month > 12 && month <= 31 {
				return 0, "month and day look swapped (there is no month " + p[1] + "); write the day first, or 2026-01-24"
			}
		}
	}
	return 0, "it is no day of the calendar; write 2026-01-24 or 24-01-2026"
}
