package planning

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"math"
	"slices"

	"doorstep/internal/fault"
)

// TravelFactors say how much longer a way is than the straight line, and how fast one goes, where no road graph
// knows. They are conservative: of ten ways of that length nine are no longer.
type TravelFactors struct {
	Source           string          `json:"source"`            // where they are from, in words that a report prints
	QuantilePermille int64           `json:"quantile_permille"` // of the ways of a length that are no longer; 0: an assumption
	FerryWaitMinutes int64           `json:"ferry_wait_minutes"`
	FerryMetresAHour int64           `json:"ferry_metres_per_hour"`
	Profiles         []ProfileFactor `json:"profiles"` // by profile
}

// ProfileFactor is the factors of one profile.
type ProfileFactor struct {
	Profile       Profile      `json:"profile"`
	MetresPerHour int64        `json:"metres_per_hour"`
	Knots         []TravelKnot `json:"knots"` // by length
}

// TravelKnot is the length of a way for a straight length. Between two knots it is found on the straight line between
// them, before the first and beyond the last by that knot's factor.
type TravelKnot struct {
	Straight int64 `json:"straight_m"`
	Permille int64 `json:"permille"` // metres of way for each thousand metres straight
}

//go:embed travel_factors.json
var shippedFactors []byte

// DefaultTravelFactors gives the factors that come with the program.
func DefaultTravelFactors() TravelFactors {
	f, err := ReadTravelFactors(shippedFactors)
	if err != nil {
		panic(err) // a test reads the embedded file
	}
	return f
}

// ReadTravelFactors reads factors from their JSON form, as `doorstep roads calibrate` writes it. It refuses with
// travel.factors what is not understood: an unknown field, a profile twice, knots out of order, a way that is shorter
// than the straight line or gets shorter as the straight line gets longer.
func ReadTravelFactors(text []byte) (f TravelFactors, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return f, fault.Malformed("travel.factors", "The travel factors cannot be read: %v.", err)
	}
	return f, f.check()
}

func (f *TravelFactors) check() error {
	wrong := fault.Malformed("travel.factors", "The travel factors cannot be used: correct what is named, or make them again with doorstep roads calibrate.")
	if f.Source == "" {
		wrong = wrong.With("/source", "It must say where the factors are from; every report prints it.")
	}
	if f.FerryWaitMinutes < 0 || f.FerryWaitMinutes > 24*60 || f.FerryMetresAHour < 1 {
		wrong = wrong.With("/ferry_wait_minutes", "A ferry's wait is 0 to 1440 minutes, and its speed more than 0.")
	}
	seen := map[Profile]bool{}
	for _, p := range f.Profiles {
		if seen[p.Profile] || len(p.Knots) == 0 || p.MetresPerHour < 1 {
			wrong = wrong.With("/profiles", "%q stands twice, has no knots, or no speed.", p.Profile)
		}
		seen[p.Profile] = true
		for k, x := range p.Knots {
			before := TravelKnot{0, 1000}
			if k > 0 {
				before = p.Knots[k-1]
			}
			if !x.follows(before) {
				wrong = wrong.With("/profiles", "The knot %d of %q cannot be used. %s", k+1, p.Profile, knotRule)
			}
		}
	}
	if !seen[ProfileWalk] {
		wrong = wrong.With("/profiles", "There are none for walk.")
	}
	if len(wrong.Details) > 0 {
		return wrong
	}
	return nil
}

// knotRule says what follows tests.
const knotRule = "Knots go by growing straight length, 1000 permille or more each, and no way is shorter than that of the knot before."

// follows says whether a knot may stand after another one.
func (k TravelKnot) follows(before TravelKnot) bool {
	return k.Straight > before.Straight && k.Straight <= maxKnot && k.Permille >= 1000 && k.Permille <= 100_000 &&
		k.Straight*k.Permille >= before.Straight*before.Permille
}

// maxKnot is the longest straight length of a knot, metres.
const maxKnot = 1_000_000

// of gives the factors of a profile; of one that has none, those of walking.
func (f *TravelFactors) of(profile Profile) *ProfileFactor {
	k := slices.IndexFunc(f.Profiles, func(p ProfileFactor) bool { return p.Profile == profile })
	if k < 0 {
		k = slices.IndexFunc(f.Profiles, func(p ProfileFactor) bool { return p.Profile == ProfileWalk })
	}
	return &f.Profiles[k]
}

// metres gives the length of a way whose straight length is given, not rounded.
func (f *TravelFactors) metres(profile Profile, straight float64) float64 {
	return wayLength(f.of(profile).Knots, straight)
}

// wayLength reads a way's length off its knots.
func wayLength(knots []TravelKnot, straight float64) float64 {
	way := func(k TravelKnot) float64 { return float64(k.Straight*k.Permille) / 1000 }
	for k, x := range knots {
		if straight > float64(x.Straight) {
			continue
		}
		if k == 0 {
			return straight * float64(x.Permille) / 1000
		}
		before := knots[k-1]
		part := (straight - float64(before.Straight)) / float64(x.Straight-before.Straight)
		return way(before) + part*(way(x)-way(before))
	}
	last := knots[len(knots)-1]
	return straight * float64(last.Permille) / 1000
}

// seconds gives the time of a way.
func (f *TravelFactors) seconds(profile Profile, metres float64) float64 {
	return metres * 3600 / math.Max(1, float64(f.of(profile).MetresPerHour))
}
