package planning

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Ways whose detour is known: 90 in 100 of them stay below what is fitted, on pairs the fit never saw.
func TestFittedDetoursHoldOnPairsTheyNeverSaw(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	draw := func(n int) []Detour {
		all := make([]Detour, n)
		for i := range all {
			straight := 100 * math.Pow(100, rng.Float64())
			all[i] = Detour{Straight: straight, Way: straight * (1.2 + rng.ExpFloat64()*20/math.Sqrt(straight))}
		}
		return all
	}
	knots := FitDetour(draw(20_000), 900)
	if len(knots) != len(detourKnots) {
		t.Fatalf("%d knots: %v", len(knots), knots)
	}
	if got := CheckDetour(knots, draw(20_000)); got.Pairs < 17_000 || got.WithinPermille < 880 || got.WithinPermille > 930 {
		t.Errorf("held out: %+v with %v", got, knots)
	}
	f := DefaultTravelFactors()
	f.Profiles = []ProfileFactor{{Profile: ProfileWalk, MetresPerHour: 4500, Knots: knots}}
	if err := f.check(); err != nil {
		t.Errorf("what is fitted is refused: %v", err)
	}
	// The control: factors fitted to the middle are caught by the same test.
	if got := CheckDetour(FitDetour(draw(20_000), 500), draw(20_000)); got.WithinPermille > 600 {
		t.Errorf("the middle passes for nine of ten: %+v", got)
	}
}

func TestDetoursWithoutAWayOrWithTooFewPairsMakeNoKnot(t *testing.T) {
	var pairs []Detour
	for range 300 {
		pairs = append(pairs, Detour{Straight: 500, Way: 600}, Detour{Straight: 1000, Way: math.Inf(1)})
	}
	pairs = append(pairs, Detour{Straight: 2000, Way: 2500})
	knots := FitDetour(pairs, 900)
	if len(knots) != 1 || knots[0] != (TravelKnot{500, 1200}) {
		t.Errorf("knots: %v", knots)
	}
	if got := CheckDetour(knots, pairs[:2]); got.Pairs != 2 || got.WithinPermille != 500 {
		t.Errorf("a pair without a way counts as longer than said: %+v", got)
	}
}
