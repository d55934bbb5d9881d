package cover

import (
	"context"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestARealDistrictIsServedWithinHalfAPercentOfTheBound(t *testing.T) {
	in := districts(t, 2780)["Birbhum"]
	s, err := Solve(context.Background(), in, Options{Seed: 1, PriceUnits: 3000, ImproveUnits: 60000, Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	if what := broken(in, s); what != "" {
		t.Fatal(what)
	}
	if again := s.Certificate().Bound(in, s.Required); again != s.Bound {
		t.Fatalf("the bound is %d, evaluated again %d", s.Bound, again)
	}
	if s.Gap() > 0.005 || s.Gap() < 0 {
		t.Errorf("served %d, bound %d: a gap of %.3f %%", s.Served, s.Bound, 100*s.Gap())
	}
}

// BenchmarkDistricts solves every district of the shared data at the default units on one thread; its gap is
// reported in percent. DOORSTEP_DISTRICTS names some, by commas.
func BenchmarkDistricts(b *testing.B) {
	all := districts(b, 2780)
	names := slices.Sorted(maps.Keys(all))
	if only := os.Getenv("DOORSTEP_DISTRICTS"); only != "" {
		names = strings.Split(only, ",")
	}
	for _, name := range names {
		b.Run(strings.ReplaceAll(name, " ", "-"), func(b *testing.B) {
			gap := 0.0
			for n := range b.N {
				s, err := Solve(context.Background(), all[name], Options{Seed: uint64(n)})
				if err != nil {
					b.Fatal(err)
				}
				gap += 100 * s.Gap()
			}
			b.ReportMetric(gap/float64(b.N), "gap%")
		})
	}
}
