package geo

import (
	"math/rand/v2"

	"github.com/paulmach/orb"
)

// What the test that asks PostGIS shares with the others; it is a package of its own, for the database's
// package stands on this one.

var (
	RandomStar  = randomStar
	RandomRing  = randomRing
	RandomPoint = randomPoint
	InBengal    = inBengal
	Square      = square
)

// EachValidityCase calls fn with the shapes of TestValidate.
func EachValidityCase(fn func(name string, g orb.Geometry, valid bool)) {
	for _, c := range validityCases {
		fn(c.name, c.g, c.want == "")
	}
}

// RandomParts gives a multipolygon that may well be invalid: stars and rings with holes beside, in and
// across one another, often on a coarse lattice where corners meet.
func RandomParts(rng *rand.Rand) orb.MultiPolygon {
	var m orb.MultiPolygon
	for range 1 + rng.IntN(3) {
		at := orb.Point{1 + 4*rng.Float64(), 1 + 4*rng.Float64()}
		p := orb.Polygon{randomStar(rng, at, 0.5+2.5*rng.Float64())[0]}
		for range rng.IntN(4) {
			near := orb.Point{at[0] + rng.NormFloat64()*0.5, at[1] + rng.NormFloat64()*0.5}
			p = append(p, randomStar(rng, near, 0.1+rng.Float64())[0])
		}
		m = append(m, p)
	}
	if rng.IntN(3) > 0 {
		grid := []float64{1, 2, 4, 10}[rng.IntN(4)]
		for _, p := range m {
			for _, r := range p {
				for i := range r {
					r[i] = orb.Point{float64(int(r[i][0]*grid)) / grid, float64(int(r[i][1]*grid)) / grid}
				}
			}
		}
	}
	return m
}
