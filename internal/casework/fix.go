package casework

import (
	"fmt"
	"slices"
	"time"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
)

// maxAccuracy is the coarsest fix that is kept, metres: a mobile network's guess at a district.
const maxAccuracy geo.Meters = 100_000

// CheckFix finds all that is wrong with the form of one fix at once: fix.malformed with a JSON
// pointer each.
func CheckFix(fix geo.Fix) error {
	var f form
	f.fix("", fix)
	return f.fault(fault.Code("fix.malformed"), "The geo-tag cannot be read.")
}

// CheckFixes is CheckFix for several, which may be none.
func CheckFixes(fixes []geo.Fix) error {
	if len(fixes) == 0 {
		return nil
	}
	var f form
	f.fixes("/fixes", fixes)
	return f.fault(fault.Code("fix.malformed"), "The geo-tags cannot be read.")
}

// farthest is how far a geo-tag may lie from where its place was thought to be: farther than any source
// is wrong, nearer than another state, or than a latitude and longitude that changed places.
const farthest geo.Meters = 100_000

// FixFits refuses with fix.far a geo-tag that is meant for another place than the one at a point.
func FixFits(at orb.Point, fix geo.Fix) error {
	if d := geo.Distance(at, fix.At); d > farthest {
		return fault.Refuse("fix.far", "The geo-tag lies %.0f km from the place it is of; send it for the right place, with the longitude first.", float64(d)/1000).
			With("/at", "lies farther than %d km from where the place is", int(farthest/1000))
	}
	return nil
}

// FixTaken refuses with fix.future a geo-tag that was taken more than ten minutes after now.
func FixTaken(fix geo.Fix, now time.Time) error {
	if fix.TakenAt.After(now.Add(clockSlack)) {
		return fault.Refuse("fix.future", "The geo-tag was taken in the future; set the device's clock right and take it again.").
			With("/taken_at", "is more than %s ahead of the service's clock", clockSlack)
	}
	return nil
}

// HasFix says whether fixes hold one with that id.
func HasFix(fixes []geo.Fix, id string) bool {
	return slices.ContainsFunc(fixes, func(f geo.Fix) bool { return f.ID == id })
}

// RoomForFix refuses with fix.too_many where a place holds MaxFixes already.
func RoomForFix(fixes []geo.Fix) error {
	if len(fixes) >= MaxFixes {
		return fault.Refuse("fix.too_many", "This place already has %d geo-tags, which is the most that is kept.", len(fixes))
	}
	return nil
}

func (f *form) fixes(pointer string, fixes []geo.Fix) {
	if len(fixes) == 0 {
		f.add(pointer, "give at least one geo-tag")
		return
	}
	if len(fixes) > MaxFixes {
		f.add(pointer, "at most %d geo-tags are kept of one place, not %d", MaxFixes, len(fixes))
		return
	}
	seen := map[string]bool{}
	for i, fix := range fixes {
		at := fmt.Sprintf("%s/%d", pointer, i)
		f.fix(at, fix)
		if fix.ID != "" && seen[fix.ID] {
			f.add(at+"/id", "two geo-tags carry the same id")
		}
		seen[fix.ID] = true
	}
}

func (f *form) fix(pointer string, fix geo.Fix) {
	f.id(pointer+"/id", fix.ID)
	f.point(pointer+"/at", fix.At)
	if !(fix.Accuracy > 0 && fix.Accuracy <= maxAccuracy) { // also refuses NaN
		f.add(pointer+"/accuracy_m", "state the accuracy in metres, more than 0 and at most %d", int(maxAccuracy))
	}
	switch fix.Source {
	case "gps", "network", "map", "survey":
	default:
		f.add(pointer+"/source", "say gps, network, map or survey")
	}
	if fix.TakenAt.IsZero() {
		f.add(pointer+"/taken_at", "say when the position was taken")
	}
	if fix.TakenBy != "" {
		f.text(pointer+"/taken_by", fix.TakenBy, 200)
	}
}
