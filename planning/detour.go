package planning

import (
	"math"
	"slices"
)

// Detour is a pair of places with the straight line and the way between them, metres; a way of +Inf is none.
type Detour struct {
	Straight, Way float64
	Region, Area  int // what a fit and its test must not share: the extract, and the part of it the way begins in
}

// DetourTest says how knots fare on pairs they were not fitted on.
type DetourTest struct {
	Pairs          int     `json:"pairs"`
	WithinPermille int64   `json:"within_permille"` // pairs whose way is no longer than the knots say
	OverPercent    float64 `json:"over_percent"`    // by which what the knots say is longer than the way, in the middle; below 0: shorter
	ShortPercent   float64 `json:"short_percent"`   // by which it is too short, at the worst of ten among those where it is; 0: none is
}

// detourKnots are the straight lengths at which knots stand, metres: each class reaches a factor of the root of 2 (nearly) to
// either side.
var detourKnots = []int64{125, 250, 500, 1000, 2000, 4000, 8000}

// leastDetours is the fewest pairs that a knot stands on.
const leastDetours = 200

// FitDetour gives the knots that so many permille of the ways stay below, by classes of the straight length. A class with too
// few pairs has no knot. Ways never get shorter as the line gets longer; a factor is rounded up.
func FitDetour(pairs []Detour, quantilePermille int64) []TravelKnot {
	byClass := make([][]float64, len(detourKnots))
	for _, p := range pairs {
		if k, ok := detourClass(p.Straight); ok {
			byClass[k] = append(byClass[k], p.Way/p.Straight)
		}
	}
	var knots []TravelKnot
	for k, ratios := range byClass {
		if len(ratios) < leastDetours {
			continue
		}
		slices.Sort(ratios)
		ratio := ratios[min(int64(len(ratios))*quantilePermille/1000, int64(len(ratios)-1))]
		if math.IsInf(ratio, 0) {
			continue // so many pairs have no way at all that a factor says nothing
		}
		knot := TravelKnot{detourKnots[k], max(int64(math.Ceil(ratio*1000)), 1000)}
		if n := len(knots); n > 0 {
			before := knots[n-1].Straight * knots[n-1].Permille
			knot.Permille = max(knot.Permille, (before+knot.Straight-1)/knot.Straight)
		}
		knots = append(knots, knot)
	}
	return knots
}

// detourClass gives the knot nearest to a length in the logarithm.
func detourClass(straight float64) (int, bool) {
	k := int(math.Round(math.Log2(straight / float64(detourKnots[0]))))
	return k, k >= 0 && k < len(detourKnots)
}

// CheckDetour holds knots against pairs; those outside of all classes do not count.
func CheckDetour(knots []TravelKnot, pairs []Detour) DetourTest {
	var t DetourTest
	var over, short []float64
	within := int64(0)
	for _, p := range pairs {
		if _, ok := detourClass(p.Straight); !ok || len(knots) == 0 {
			continue
		}
		t.Pairs++
		said := wayLength(knots, p.Straight)
		if p.Way <= said {
			within++
		} else {
			short = append(short, 100*(1-said/p.Way))
		}
		over = append(over, 100*(said/p.Way-1))
	}
	if t.Pairs == 0 {
		return t
	}
	t.WithinPermille = 1000 * within / int64(t.Pairs)
	slices.Sort(over)
	t.OverPercent = over[len(over)/2]
	if len(short) > 0 {
		slices.Sort(short)
		t.ShortPercent = short[len(short)*9/10]
	}
	return t
}
