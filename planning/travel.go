package planning

import (
	"context"
	"math"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

// Profile is how one travels.
type Profile string

// Profiles.
const (
	ProfileWalk  Profile = "walk"
	ProfileCycle Profile = "cycle"
	ProfileCar   Profile = "car"
	ProfileBoat  Profile = "boat"
)

// What is known of the water that parts places.
const (
	RiversKnown   = "known"
	RiversUnknown = "unknown"
)

// Leg is a way from one place to another.
type Leg struct {
	To        int32 // index of the place it leads to
	Metres    int32 // along the way; on foot a ferry counts as the metres walked in its time
	Seconds   int32
	Estimated bool // it does not run on a road graph from end to end
}

// TravelMatrix is the travel between all of n places: row-major, n x n, from the row's place to the column's.
type TravelMatrix struct {
	Seconds   []int32 // -1: there is no way
	Metres    []int32 // -1: there is no way
	Estimated []bool  // of each pair
}

// TravelClosure is what may not be passed: all roads in an area, or ways by their ids.
type TravelClosure struct {
	Area orb.Geometry // polygon or multipolygon; nil: none
	Ways []int64      // ids of ways of the road graph
}

// Travel is the one door to distances and times: roads where there are some, a friction walk around water where
// water is known, and calibrated factors on the straight line elsewhere. It is not changed once made: any number of
// goroutines may ask at once. The same layers and questions give the same answers.
type Travel struct {
	factors TravelFactors
}

// NewTravel gives the travel that knows neither roads nor rivers: straight lines times the factors.
func NewTravel(factors TravelFactors) *Travel { return &Travel{factors: factors} }

// Rivers says whether the water that parts places is known: RiversKnown or RiversUnknown.
func (t *Travel) Rivers() string { return RiversUnknown }

// Matrix gives the travel between all places by a profile, with what is closed. Where there is no way it says so:
// nothing is bridged by a straight line where water is known.
func (t *Travel) Matrix(ctx context.Context, profile Profile, at []orb.Point, closed []TravelClosure) (TravelMatrix, error) {
	n := len(at)
	m := TravelMatrix{Seconds: make([]int32, n*n), Metres: make([]int32, n*n), Estimated: make([]bool, n*n)}
	for i := range n {
		if err := ctx.Err(); err != nil {
			return TravelMatrix{}, err
		}
		for j := range n {
			if i == j {
				continue
			}
			metres := t.factors.metres(profile, float64(geo.Distance(at[i], at[j])))
			m.Metres[i*n+j], m.Seconds[i*n+j] = whole32(metres), whole32(t.factors.seconds(profile, metres))
			m.Estimated[i*n+j] = true
		}
	}
	return m, nil
}

// Path gives the line of the way from a to b for a map, and whether it is estimated; an empty line where there is
// no way.
func (t *Travel) Path(ctx context.Context, profile Profile, a, b orb.Point, closed []TravelClosure) (orb.LineString, bool, error) {
	return orb.LineString{a, b}, true, ctx.Err()
}

// whole32 rounds up to a whole number that fits.
func whole32(x float64) int32 { return int32(min(math.Ceil(x), math.MaxInt32)) }
