package casework_test

import (
	"testing"
	"time"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/casework"
	"doorstep/internal/fault"
)

func TestAGeoTagIsOfItsPlaceAndNotOfTheFuture(t *testing.T) {
	now := time.Date(2027, 1, 4, 10, 0, 0, 0, time.UTC)
	school := orb.Point{87.86, 23.24} // Bardhaman
	for _, c := range []struct {
		name  string
		at    orb.Point
		taken time.Time
		want  fault.Code
	}{
		{"beside the place", orb.Point{87.861, 23.241}, now, ""},
		{"in the next district", orb.Point{88.4, 23.24}, now, ""},
		{"in another state", orb.Point{86.0, 23.24}, now, "fix.far"},
		{"with the numbers exchanged", orb.Point{23.24, 87.86}, now, "fix.far"},
		{"by a clock a little fast", school, now.Add(10 * time.Minute), ""},
		{"by a clock an hour fast", school, now.Add(time.Hour), "fix.future"},
		{"days ago", school, now.Add(-72 * time.Hour), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			fix := geo.Fix{At: c.at, Accuracy: 5, Source: "gps", TakenAt: c.taken}
			err := casework.FixFits(school, fix)
			if err == nil {
				err = casework.FixTaken(fix, now)
			}
			if got := fault.CodeOf(err); got != c.want {
				t.Errorf("got %q (%v), want %q", got, err, c.want)
			}
		})
	}
}
