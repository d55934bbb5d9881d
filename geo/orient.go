package geo

import (
	"math"
	"math/big"

	"github.com/paulmach/orb"
)

// side says on which side of the line from a to b the point c lies: +1 left, -1 right, 0 on it. The
// answer is exact: a floating-point filter (Shewchuk 1997, Discrete Comput. Geom. 18:305-363, bound
// ccwerrboundA) decides nearly always, rational numbers the rest. Where a coordinate is no number the
// answer is left.
func side(a, b, c orb.Point) int {
	l := float64((a[0] - c[0]) * (b[1] - c[1]))
	r := float64((a[1] - c[1]) * (b[0] - c[0]))
	det := l - r
	bound := 3.3306690738754716e-16 * (math.Abs(l) + math.Abs(r))
	if bound > 1e-280 { // below, products may have lost digits to underflow
		if det > bound {
			return 1
		}
		if -det > bound {
			return -1
		}
	}
	if level(a, b, c, 0) || level(a, b, c, 1) {
		return 0 // commonest of the undecided: all on one meridian or parallel
	}
	return sideExact(a, b, c)
}

func level(a, b, c orb.Point, axis int) bool { return a[axis] == b[axis] && b[axis] == c[axis] }

func sideExact(a, b, c orb.Point) int {
	for _, p := range [3]orb.Point{a, b, c} {
		if p[0]-p[0] != 0 || p[1]-p[1] != 0 { // NaN or infinite
			return 1
		}
	}
	diff := func(p, q float64) *big.Rat {
		x, y := new(big.Rat).SetFloat64(p), new(big.Rat).SetFloat64(q)
		return x.Sub(x, y)
	}
	l := diff(a[0], c[0])
	l.Mul(l, diff(b[1], c[1]))
	r := diff(a[1], c[1])
	r.Mul(r, diff(b[0], c[0]))
	return l.Cmp(r)
}

// between says whether c, known to be on the line through a and b, lies on the segment.
func between(a, b, c orb.Point) bool {
	return min(a[0], b[0]) <= c[0] && c[0] <= max(a[0], b[0]) &&
		min(a[1], b[1]) <= c[1] && c[1] <= max(a[1], b[1])
}

// onSegment says whether c lies on the segment from a to b, its ends among it.
func onSegment(a, b, c orb.Point) bool { return between(a, b, c) && side(a, b, c) == 0 }

// segmentsMeet says whether two segments have a point in common.
func segmentsMeet(a, b, c, d orb.Point) bool {
	if max(a[0], b[0]) < min(c[0], d[0]) || max(c[0], d[0]) < min(a[0], b[0]) ||
		max(a[1], b[1]) < min(c[1], d[1]) || max(c[1], d[1]) < min(a[1], b[1]) {
		return false
	}
	sc, sd := side(a, b, c), side(a, b, d)
	if sc*sd > 0 {
		return false
	}
	sa, sb := side(c, d, a), side(c, d, b)
	if sa*sb > 0 {
		return false
	}
	if sc == 0 && sd == 0 {
		return between(a, b, c) || between(a, b, d) || between(c, d, a)
	}
	return true
}
