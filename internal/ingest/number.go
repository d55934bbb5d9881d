package ingest

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

// maxPeople is more than live in any one place.
const maxPeople = 50_000_000

func itoa(n int) string { return strconv.Itoa(n) }

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// blank says whether a cell means "no value".
func blank(s string) bool {
	switch strings.ToLower(s) {
	case "", "null", "nil", "none", "na", "n/a", "-", "nan", "#n/a":
		return true
	}
	return false
}

// wholeNumber reads a count of people or visitors of one place. fixed says what was put right; why says
// why it is none.
func wholeNumber(s string) (n int64, fixed, why string) {
	if n, fixed, why = anyNumber(s); why == "" && n > maxPeople {
		return 0, "", "it is more than 50,000,000"
	}
	return n, fixed, why
}

// anyNumber reads a whole number from 0 to 1e12.
func anyNumber(s string) (n int64, fixed, why string) {
	if v, err := strconv.ParseInt(s, 10, 64); err == nil {
		return inRange(v, "")
	}
	if blank(s) {
		return 0, "", "there is no number"
	}
	plainText := strings.NewReplacer(",", "", " ", "", "\u00a0", "", "_", "").Replace(digits(s))
	v, err := strconv.ParseFloat(plainText, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, "", "it is no number"
	}
	if v != math.Trunc(v) {
		fixed = "rounded to a whole number"
	} else {
		fixed = "read as a number without its separators"
	}
	if math.Abs(v) > 1e15 {
		v = math.Copysign(1e15, v)
	}
	return inRange(int64(math.Round(v)), fixed)
}

func inRange(v int64, fixed string) (int64, string, string) {
	switch {
	case v < 0:
		return 0, "", "it is negative"
	case v > 1e12:
		return 0, "", "it is more than people on Earth"
	}
	return v, fixed, ""
}

// digits writes Bengali and Devanagari digits as 0-9.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0x0966 && r <= 0x096f:
			return '0' + r - 0x0966
		case r >= 0x09e6 && r <= 0x09ef:
			return '0' + r - 0x09e6
		}
		return r
	}, s)
}

// position reads longitude and latitude and says why they are no place of the region (ok: there is one).
func position(lon, lat string, region orb.Bound, ok bool) (p orb.Point, field, why string) {
	for i, s := range []string{lon, lat} {
		name := [2]string{"lon", "lat"}[i]
		if blank(s) {
			return p, name, "there is no coordinate"
		}
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return p, name, "it is no number; write decimal degrees as 88.36389"
		}
		p[i] = v
	}
	if err := geo.CheckPoint(p); err != nil {
		return p, "lon,lat", oneLine(err)
	}
	if ok && !region.Contains(p) {
		if geo.SuspectSwapped(p, region) {
			return p, "lon,lat", "longitude and latitude look swapped: turned round, the point lies in the region. Write the longitude first"
		}
		return p, "lon,lat", "the point lies outside the region of the areas"
	}
	return p, "", ""
}

func ftoa(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
