package geo

import (
	"math"
	"strconv"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
)

// Wherever a float product decides something (which side, which is nearer), it is written inside an
// explicit float64(...) conversion: Go may otherwise fuse a multiplication and an addition on some
// processors and not on others, and the decision would hang on the machine.

// CheckPoint refuses with point.outside what is no position on Earth: a longitude beyond 180 degrees, a
// latitude beyond 90, or a number that is none.
func CheckPoint(p orb.Point) error {
	if !onEarth(p) {
		return outside(p)
	}
	return nil
}

func onEarth(p orb.Point) bool {
	return p[0] >= -180 && p[0] <= 180 && p[1] >= -90 && p[1] <= 90
}

func outside(p orb.Point) *fault.Fault {
	return fault.Malformed("point.outside", "%s is no position on Earth%s.", place(p), outsideWhy(p))
}

// outsideWhy guesses at how a position came to lie outside the Earth.
func outsideWhy(p orb.Point) string {
	lon, lat := math.Abs(p[0]), math.Abs(p[1])
	switch {
	case math.IsNaN(lon) || math.IsNaN(lat) || math.IsInf(lon, 0) || math.IsInf(lat, 0):
		return "; both numbers must be finite"
	case lat > 90 && lat <= 180 && lon <= 90:
		return "; latitude and longitude look swapped: write the longitude first"
	case lon > 1000 || lat > 1000:
		return "; it looks like metres of a map projection: write degrees of WGS 84 (EPSG:4326)"
	}
	return "; the longitude goes from -180 to 180, then the latitude from -90 to 90"
}

// place writes a position for people: longitude, latitude, 7 decimals at most.
func place(p orb.Point) string {
	return "(" + degrees(p[0]) + ", " + degrees(p[1]) + ")"
}

func degrees(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) || math.Abs(x) > 1e6 {
		return strconv.FormatFloat(x, 'g', 7, 64)
	}
	return string(appendDegrees(nil, x))
}

// SuspectSwapped says whether p lies outside region but would lie inside it with its two numbers
// exchanged: latitude was written first.
func SuspectSwapped(p orb.Point, region orb.Bound) bool {
	return !region.Contains(p) && region.Contains(orb.Point{p[1], p[0]})
}

const radian = math.Pi / 180

// Distance gives the great-circle length between a and b on the sphere of EarthRadius, by the haversine
// formula (Sinnott 1984, Sky and Telescope 68(2):159), which keeps its digits at short lengths.
func Distance(a, b orb.Point) Meters {
	sinLat := math.Sin((b[1] - a[1]) * radian / 2)
	sinLon := math.Sin((b[0] - a[0]) * radian / 2)
	h := float64(sinLat*sinLat) + float64(float64(math.Cos(a[1]*radian)*math.Cos(b[1]*radian))*float64(sinLon*sinLon))
	return 2 * EarthRadius * Meters(math.Asin(math.Sqrt(min(h, 1))))
}
