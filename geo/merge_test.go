package geo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
)

var fixDay = time.Date(2026, 1, 12, 11, 0, 0, 0, IST)

// fixAt is a fix so many metres east and north of Bardhaman, of an observer of its own.
func fixAt(id string, east, north float64, accuracy Meters, source string) Fix {
	at := orb.Point{
		bardhaman[0] + east/(float64(EarthRadius)*radian*math.Cos(bardhaman[1]*radian)),
		bardhaman[1] + north/(float64(EarthRadius)*radian),
	}
	return Fix{ID: id, At: at, Accuracy: accuracy, Source: source, TakenAt: fixDay, TakenBy: "officer " + id}
}

func by(who string, after time.Duration, f Fix) Fix {
	f.TakenBy, f.TakenAt = who, fixDay.Add(after)
	return f
}

func TestMergeFixes(t *testing.T) {
	for _, c := range []struct {
		name      string
		fixes     []Fix
		east      float64 // where the result is wanted, metres from Bardhaman
		tolerance float64
		radius    [2]Meters // at least, at most
		rejected  []string
	}{
		{"one fix is itself", []Fix{fixAt("a", 0, 0, 12, "gps")}, 0, 0.01, [2]Meters{12, 12}, nil},
		{"one fix is never better than its floor", []Fix{fixAt("a", 0, 0, 0.5, "gps")}, 0, 0.01, [2]Meters{4.9, 4.9}, nil},
		{"the finer of two weighs more", []Fix{fixAt("a", 0, 0, 5, "gps"), fixAt("b", 10, 0, 10, "gps")}, 2, 0.01, [2]Meters{4.9, 10}, nil},
		{"independent observers do better than one", []Fix{
			fixAt("a", 3, 2, 10, "gps"), fixAt("b", -3, 1, 10, "gps"), fixAt("c", 0, -3, 10, "gps"), fixAt("d", 0, 0, 10, "gps"),
		}, 0, 0.6, [2]Meters{5, 5}, nil},
		{"one far off is thrown out", []Fix{
			fixAt("a", 0, 0, 5, "gps"), fixAt("b", 4, 0, 5, "gps"), fixAt("far", 800, 0, 5, "gps"),
		}, 2, 0.01, [2]Meters{4.9, 5}, []string{"far"}},
		{"one far off is thrown out although it claims more", []Fix{
			fixAt("a", 0, 0, 25, "gps"), fixAt("b", 4, 0, 25, "gps"), fixAt("far", 800, 0, 3, "gps"),
		}, 2, 0.01, [2]Meters{17, 19}, []string{"far"}},
		{"a coarse fix from the network is no outlier", []Fix{
			fixAt("a", 0, 0, 5, "gps"), fixAt("cell tower", 900, 0, 1500, "network"),
		}, 0, 0.1, [2]Meters{4.9, 5}, nil},
		{"two that disagree are both kept and the radius reaches both", []Fix{
			fixAt("a", 0, 0, 5, "gps"), fixAt("b", 400, 0, 5, "gps"),
		}, 200, 0.1, [2]Meters{200, 400}, nil},
		{"two against two rejects nobody", []Fix{
			fixAt("a", 0, 0, 5, "gps"), fixAt("b", 2, 0, 5, "gps"), fixAt("c", 400, 0, 5, "gps"), fixAt("d", 402, 0, 5, "gps"),
		}, 201, 0.1, [2]Meters{201, 402}, nil},
		{"forty fixes of one phone in one sitting are no better than its best", func() []Fix {
			var all []Fix
			for i := range 40 {
				all = append(all, by("p", time.Duration(i)*10*time.Second, fixAt(strconv.Itoa(i), 0, 0, 8, "gps")))
			}
			return all
		}(), 0, 0.01, [2]Meters{8, 8}, nil},
		{"the same phone on four days does better", []Fix{
			by("p", 0, fixAt("a", 0, 0, 10, "gps")), by("p", 24*time.Hour, fixAt("b", 0, 0, 10, "gps")),
			by("p", 48*time.Hour, fixAt("c", 0, 0, 10, "gps")), by("p", 72*time.Hour, fixAt("d", 0, 0, 10, "gps")),
		}, 0, 0.01, [2]Meters{5, 5}, nil},
		{"one sitting of many does not outvote two observers", func() []Fix {
			all := []Fix{fixAt("a", 0, 0, 10, "gps"), fixAt("b", 4, 0, 10, "gps")}
			for i := range 20 {
				all = append(all, by("stale", time.Duration(i)*time.Second, fixAt(fmt.Sprintf("s%02d", i), 900, 0, 5, "gps")))
			}
			return all
		}(), 2, 0.01, [2]Meters{7, 7.2}, func() (ids []string) {
			for i := range 20 {
				ids = append(ids, fmt.Sprintf("s%02d", i))
			}
			return ids
		}()},
		{"a jump within a sitting is thrown out", []Fix{
			by("p", 0, fixAt("a", 0, 0, 6, "gps")), by("p", time.Minute, fixAt("b", 2, 0, 6, "gps")), by("p", 2*time.Minute, fixAt("jump", 300, 0, 6, "gps")),
		}, 1, 0.01, [2]Meters{6, 6}, []string{"jump"}},
		{"a pin on a map is good to ten metres at best", []Fix{fixAt("a", 0, 0, 1, "map")}, 0, 0.01, [2]Meters{10, 10}, nil},
		{"a survey is good to a metre", []Fix{fixAt("a", 0, 0, 0.02, "survey")}, 0, 0.01, [2]Meters{1, 1}, nil},
		{"accuracies stated too small make nobody an outlier, and the radius says how they scatter", []Fix{
			fixAt("a", 40, 0, 5, "gps"), fixAt("b", -40, 0, 5, "gps"), fixAt("c", 0, 40, 5, "gps"), fixAt("d", 0, -40, 5, "gps"), fixAt("e", 0, 0, 5, "gps"),
		}, 0, 0.1, [2]Meters{15, 40}, nil},
		{"a fix sent twice counts once", []Fix{fixAt("a", 0, 0, 10, "gps"), fixAt("a", 0, 0, 10, "gps"), fixAt("b", 0, 0, 10, "gps")}, 0, 0.01, [2]Meters{7, 7.1}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := MergeFixes(c.fixes)
			if err != nil {
				t.Fatal(err)
			}
			if d := Distance(m.At, fixAt("", c.east, 0, 1, "gps").At); float64(d) > c.tolerance {
				t.Errorf("the place is %v, %.2f m from where it is wanted", m.At, d)
			}
			if m.Radius < c.radius[0]-0.01 || m.Radius > c.radius[1]+0.01 {
				t.Errorf("the radius is %.2f m, wanted between %.2f and %.2f", m.Radius, c.radius[0], c.radius[1])
			}
			if !slices.Equal(m.Rejected, c.rejected) {
				t.Errorf("rejected %v, want %v", m.Rejected, c.rejected)
			}
			ids := map[string]bool{}
			for _, f := range c.fixes {
				ids[f.ID] = true
			}
			if len(m.Used)+len(m.Rejected) != len(ids) || !slices.IsSorted(m.Used) || !slices.IsSorted(m.Rejected) {
				t.Errorf("used %v, rejected %v of %d", m.Used, m.Rejected, len(ids))
			}
		})
	}
}

func TestMergeFixesDoesNotHangOnTheOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(68, 1))
	for range 300 {
		fixes := randomFixes(rng)
		want, err := MergeFixes(fixes)
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			rng.Shuffle(len(fixes), func(i, j int) { fixes[i], fixes[j] = fixes[j], fixes[i] })
			got, err := MergeFixes(append(fixes, fixes[rng.IntN(len(fixes))])) // one of them twice
			if err != nil {
				t.Fatal(err)
			}
			if got.At != want.At || got.Radius != want.Radius || !slices.Equal(got.Used, want.Used) || !slices.Equal(got.Rejected, want.Rejected) {
				t.Fatalf("in another order: %+v, before %+v", got, want)
			}
		}
	}
}

// randomFixes are 1 to 12 fixes of a thing, by a few observers in a few sittings, each sitting with an
// error of its own shared by its fixes; one in eight is of another place altogether.
func randomFixes(rng *rand.Rand) []Fix {
	fixes := make([]Fix, 1+rng.IntN(12))
	bias := map[string][2]float64{}
	for i := range fixes {
		accuracy := 4.9 + 20*rng.Float64()
		sigma := accuracy / 1.5096 // a 68 % radius is 1.51 standard deviations of each axis
		who, day := fmt.Sprint("officer ", rng.IntN(5)), rng.IntN(3)
		sitting := fmt.Sprint(who, day)
		b, ok := bias[sitting]
		if !ok {
			b = [2]float64{rng.NormFloat64() * 0.7, rng.NormFloat64() * 0.7}
			bias[sitting] = b
		}
		east, north := b[0]*sigma+0.7*sigma*rng.NormFloat64(), b[1]*sigma+0.7*sigma*rng.NormFloat64()
		if rng.IntN(8) == 0 {
			east += 500
		}
		fixes[i] = by(who, time.Duration(day)*24*time.Hour+time.Duration(i)*time.Second, fixAt(fmt.Sprint("fix ", i), east, north, Meters(accuracy), "gps"))
	}
	return fixes
}

// TestMergedRadiusIsHonest simulates phones whose error is half shared by a sitting, as real ones' is: the
// truth must lie within the radius at least as often as a 68 % radius says, and the place must be better
// than the best single fix taken at its word.
func TestMergedRadiusIsHonest(t *testing.T) {
	rng := rand.New(rand.NewPCG(68, 2))
	const rounds = 4000
	within := 0
	var sum, best float64
	for range rounds {
		var fixes []Fix
		for sitting := range 1 + rng.IntN(4) {
			accuracy := 5 + 15*rng.Float64()
			sigma := accuracy / 1.5096
			be, bn := rng.NormFloat64()*0.7, rng.NormFloat64()*0.7
			for i := range 1 + rng.IntN(10) {
				f := fixAt(fmt.Sprint(sitting, ".", i), sigma*(be+0.714*rng.NormFloat64()), sigma*(bn+0.714*rng.NormFloat64()), Meters(accuracy), "gps")
				fixes = append(fixes, by(fmt.Sprint("officer ", sitting), time.Duration(i)*time.Second, f))
			}
		}
		m, err := MergeFixes(fixes)
		if err != nil {
			t.Fatal(err)
		}
		off := Distance(m.At, bardhaman)
		if off <= m.Radius {
			within++
		}
		sum += float64(off)
		first := slices.MinFunc(fixes, func(a, b Fix) int { return int(1e6 * (a.Accuracy - b.Accuracy)) })
		best += float64(Distance(first.At, bardhaman))
	}
	share := float64(within) / rounds
	t.Logf("the truth lies within the radius in %.1f %% of cases; mean error %.2f m, of the finest fix alone %.2f m", 100*share, sum/rounds, best/rounds)
	if share < 0.68 || share > 0.95 {
		t.Errorf("the truth lies within the 68 %% radius in %.1f %% of cases", 100*share)
	}
	if sum >= best {
		t.Error("merging is no better than the finest fix")
	}
}

func TestMergeFixesRefuses(t *testing.T) {
	many := make([]Fix, MaxFixes+1)
	for i := range many {
		many[i] = fixAt(strconv.Itoa(i), 0, 0, 5, "gps")
	}
	for _, c := range []struct {
		name  string
		fixes []Fix
		want  fault.Code
	}{
		{"no fix", nil, "fix.missing"},
		{"too many", many, "fix.too_many"},
		{"accuracy 0", []Fix{fixAt("a", 0, 0, 0, "gps")}, "fix.accuracy"},
		{"accuracy below 0", []Fix{fixAt("a", 0, 0, -5, "gps")}, "fix.accuracy"},
		{"no accuracy", []Fix{fixAt("a", 0, 0, Meters(math.NaN()), "gps")}, "fix.accuracy"},
		{"accuracy beyond 100 km", []Fix{fixAt("a", 0, 0, 100_001, "gps")}, "fix.accuracy"},
		{"a place beyond the Earth", []Fix{{ID: "a", At: orb.Point{181, 0}, Accuracy: 5}}, "point.outside"},
		{"one id for two fixes", []Fix{fixAt("a", 0, 0, 5, "gps"), fixAt("a", 9, 0, 5, "gps")}, "fix.conflict"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := MergeFixes(c.fixes); fault.CodeOf(err) != c.want {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestMergeFixesAcrossTheMeridian(t *testing.T) {
	m, err := MergeFixes([]Fix{
		{ID: "a", At: orb.Point{179.99999, -17}, Accuracy: 10, TakenBy: "x"},
		{ID: "b", At: orb.Point{-179.99999, -17}, Accuracy: 10, TakenBy: "y"},
	})
	if err != nil || math.Abs(m.At[0]) < 179.9999 || len(m.Rejected) > 0 {
		t.Errorf("got %+v, %v", m, err)
	}
}
