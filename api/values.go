package api

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// What is not known is null on the wire and a zero value inside; these turn one into the other.

func orNull[T ~string](s T) *string {
	if s == "" {
		return nil
	}
	return new(string(s))
}

func dayOrNull(d planning.Day) *planning.Day {
	if d == 0 {
		return nil
	}
	return &d
}

func numberOrNull(n int64) *int64 {
	if n == 0 {
		return nil
	}
	return &n
}

func orEmpty(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return m
}

func orNone[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// listOrNull gives null for a list that is not known; an empty one is known to be empty.
func listOrNull[T any](s []T) *[]T {
	if s == nil {
		return nil
	}
	return &s
}

// orZero gives what p points at, or the zero value.
func orZero[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// replace puts what was given in the place of a default.
func replace[T any](field, given *T) {
	if given != nil {
		*field = *given
	}
}

// orNothing gives the fault, or nil where no bad place was added to it.
func orNothing(wrong *fault.Fault) error {
	if len(wrong.Details) == 0 {
		return nil
	}
	return wrong
}

// mint gives the id that the client minted, or a new one.
func mint[T ~string](wrong *fault.Fault, pointer, given string, newID func() string) T {
	if given == "" {
		return T(newID())
	}
	return minted[T](wrong, pointer, given)
}

// minted gives the id that the client minted, in lower case, or none, where the store gives one: what
// comes again without an id must look the same. A client's id must be a UUID of version 7, so that ids
// stay in order of creation.
func minted[T ~string](wrong *fault.Fault, pointer, given string) T {
	if given == "" {
		return ""
	}
	id, ok := parseUUID(given)
	if !ok || id[14] != '7' {
		_ = wrong.With(pointer, "must be a UUID of version 7; leave it out to be given one")
	}
	return T(id)
}

// position holds a position of a body against the Earth.
func position(wrong *fault.Fault, pointer string, p orb.Point) {
	if bad := badPoint(p); bad != "" {
		_ = wrong.With(pointer, "%s", bad)
	}
}

// openDay reads a day that may be empty, which clears it, or not given at all.
func openDay(wrong *fault.Fault, pointer string, given *string) *planning.Day {
	if given == nil {
		return nil
	}
	if *given == "" {
		return new(planning.Day(0))
	}
	d, err := planning.ParseDay(*given)
	if err != nil {
		_ = wrong.With(pointer, "is not a day; write it as 2026-01-24, or leave it empty for no limit")
	}
	return &d
}

func utcOrNull(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	return new(t.UTC())
}

// lower writes an id as the service keeps it.
func lower(id string) string { return strings.ToLower(id) }

// clockIn reads a time of day.
func clockIn(wrong *fault.Fault, at, s string) planning.Clock {
	c, err := planning.ParseClock(s)
	if err != nil {
		_ = wrong.With(at, "is not a time of day; write it as 10:30")
	}
	return c
}

// pointerAt is the JSON pointer of an item of a list.
func pointerAt(list string, i int) string { return list + "/" + strconv.Itoa(i) }

// sorted gives a list in order.
func sorted(list []string) []string {
	out := slices.Clone(list)
	slices.Sort(out)
	return out
}
