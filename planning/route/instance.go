// Package route plans works for crews over several days: which crew does which work on which day, in what
// order and when. It speaks plain integers: places, crew-days ("shifts", one vehicle each) and works are
// indices, times are seconds of the day. What Solve returns keeps every hard rule of the Instance; the
// aims are compared one after the other (Score). docs/solvers/route.md says how.
package route

import (
	"doorstep/internal/fault"
)

// Instance is one problem. A place is an index below Places, a day an index below Days; days are
// civil days, also those on which nobody works.
type Instance struct {
	Places int32
	Days   int32
	Travel []Matrix
	Shifts []Shift
	Crews  []Crew
	Works  []Work
	Price  Price
	// KeepFirst compares changes before crew-days, overtime and travel, as a re-plan wants it.
	KeepFirst bool
}

// Matrix is travel between places, seconds, row-major Places x Places; -1: no way.
type Matrix struct{ Seconds []int32 }

// Crew is who works. The load of a crew is its seconds of travel, visits and pick-ups, a thousandfold, by
// Regular, rounded down; crews of one group share theirs fairly.
type Crew struct {
	Group   int32
	Regular int64 // seconds of its shifts without overtime
	Busy    int64 // seconds it was busy before the Instance begins
}

// Price is what lower aims may cost in seconds of travel; 0: they only decide between equals.
type Price struct {
	Change int64 // a changed visit
	Unfair int64 // one permille of unfairness
}

// Shift is one crew on one day. It leaves Start at From or later and is at End by To + Overtime. A shift without
// works is not driven, unless it has Begun.
type Shift struct {
	Crew, Day int32
	Travel    int32 // index into Instance.Travel
	From, To  int32 // seconds of the day
	Overtime  int32 // seconds allowed after To
	Start     int32 // place
	End       int32 // place
	Break     Break
	Begun     bool // the crew is out, at Start: it counts as a crew-day and goes to End anyhow
}

// Break is Seconds of rest within From..To, before a drive or after it. A shift has it unless the crew is off that
// long within From..To before it leaves or after it is back. Seconds 0: none.
type Break struct{ Seconds, From, To int32 }

// Window is when a visit may begin: From..To inclusive, seconds of the day.
type Window struct{ From, To int32 }

// Work is one job at a place.
type Work struct {
	Place, Exit  int32 // where it begins and ends
	Seconds      int32
	Worth        int64   // at least 1
	Weight       int64   // of a day of lateness
	Release, Due int32   // days; Due may lie outside: before 0 it is late anyhow, from Days on never
	Shifts       []int32 // whose crews may do it, ascending
	// Hours are the windows of each day; nil: any time of every day. A day without a window is closed.
	Hours  [][]Window
	Pair   bool    // two crews at once
	After  []After // works that come before
	PickUp int32   // place of material, earlier on the same shift; -1: none
	Load   int32   // seconds at the pick-up
	Aboard int32   // 1 + the shift that has the material already, 0: none; only of a work of one crew
	Pinned bool    // must be done: aim 0
	Issued []int32 // shifts it stands on in the issued sheets, ascending, -1: one that is no more; nil: none
}

// After says that a work begins when Work has ended (Gap 0), or at least Gap days later.
type After struct{ Work, Gap int32 }

// Limits beyond which an instance is refused.
const (
	MaxWorks  = 20000
	MaxShifts = 10000
	MaxCells  = 60_000_000 // works x shifts: what the search keeps in memory
	maxWorth  = int64(1) << 40
)

// Validate refuses an instance that cannot be read, with the index that is wrong.
func (in *Instance) Validate() error {
	if len(in.Works) > MaxWorks || len(in.Shifts) > MaxShifts || len(in.Works)*len(in.Shifts) > MaxCells {
		return fault.Refuse("works.large", "%d works and %d crew-days are too many for one plan: at most %d works, %d crew-days and %d pairs of both. Plan each area by itself.",
			len(in.Works), len(in.Shifts), MaxWorks, MaxShifts, MaxCells)
	}
	for k, m := range in.Travel {
		if len(m.Seconds) != int(in.Places)*int(in.Places) {
			return malformed("matrix %d has %d figures for %d places", k, len(m.Seconds), in.Places)
		}
	}
	for k := range in.Shifts {
		if err := in.validShift(k); err != nil {
			return err
		}
	}
	for w := range in.Works {
		if err := in.validWork(w); err != nil {
			return err
		}
	}
	if w := in.cycle(); w >= 0 {
		return malformed("work %d comes before itself", w)
	}
	return nil
}

func malformed(format string, args ...any) error {
	return fault.Malformed("works.malformed", "The works cannot be planned: "+format+".", args...)
}

func (in *Instance) validShift(k int) error {
	s := &in.Shifts[k]
	switch {
	case s.Crew < 0 || int(s.Crew) >= len(in.Crews) || s.Day < 0 || s.Day >= in.Days || s.Travel < 0 || int(s.Travel) >= len(in.Travel):
		return malformed("crew-day %d names a crew, day or matrix that is not there", k)
	case !in.place(s.Start) || !in.place(s.End):
		return malformed("crew-day %d starts or ends at no place", k)
	case s.From < 0 || s.To < 0 || s.Overtime < 0 || s.To+s.Overtime < s.From || s.To+s.Overtime > 2*86400:
		return malformed("crew-day %d has no hours", k)
	case s.Break.Seconds < 0 || s.Break.Seconds > 0 && s.Break.To-s.Break.From < s.Break.Seconds:
		return malformed("the break of crew-day %d does not fit its window", k)
	}
	return nil
}

func (in *Instance) place(p int32) bool { return p >= 0 && p < in.Places }

func (in *Instance) validWork(w int) error {
	x := &in.Works[w]
	switch {
	case !in.place(x.Place) || !in.place(x.Exit) || x.PickUp >= 0 && !in.place(x.PickUp):
		return malformed("work %d is at no place", w)
	case x.Seconds < 0 || x.Seconds > 86400 || x.Load < 0 || x.Load > 86400:
		return malformed("work %d lasts longer than a day", w)
	case x.Worth < 1 || x.Weight < 0 || x.Worth > maxWorth:
		return malformed("work %d has the worth %d", w, x.Worth)
	case x.Hours != nil && len(x.Hours) != int(in.Days):
		return malformed("work %d has hours of %d days", w, len(x.Hours))
	}
	for _, k := range x.Shifts {
		if k < 0 || int(k) >= len(in.Shifts) {
			return malformed("work %d names a crew-day that is not there", w)
		}
	}
	for _, a := range x.After {
		if a.Work < 0 || int(a.Work) >= len(in.Works) || a.Gap < 0 {
			return malformed("work %d follows a work that is not there", w)
		}
	}
	return nil
}

// cycle gives a work that comes before itself, or -1.
func (in *Instance) cycle() int {
	n := len(in.Works)
	left := make([]int32, n)
	behind := make([][]int32, n)
	for w := range in.Works {
		for _, a := range in.Works[w].After {
			left[w]++
			behind[a.Work] = append(behind[a.Work], int32(w))
		}
	}
	var open []int32
	for w, k := range left {
		if k == 0 {
			open = append(open, int32(w))
		}
	}
	for len(open) > 0 {
		w := open[len(open)-1]
		open = open[:len(open)-1]
		for _, q := range behind[w] {
			if left[q]--; left[q] == 0 {
				open = append(open, q)
			}
		}
	}
	for w, k := range left {
		if k > 0 {
			return w
		}
	}
	return -1
}
