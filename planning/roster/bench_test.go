package roster

import (
	"context"
	"math/rand/v2"
	"testing"
)

// drive makes blocks of about 93 camps over 52 days of which 45 are open, with teams to spare, markets that
// close some venues one day in seven, and now and then a team off.
func drive(blocks int) *Instance {
	r := rand.New(rand.NewPCG(1, 2))
	in := &Instance{Days: 52}
	open := AllDays(in.Days)
	for d := 6; d < in.Days; d += 7 {
		open.Remove(d)
	}
	for b := range blocks {
		camps := 0
		for range 8 + r.IntN(8) {
			for range 3 + r.IntN(12) {
				c := Camp{Group: int32(in.Groups), Block: int32(b), Open: append(Set(nil), open...), Day: -1, Team: -1, Weight: int64(r.IntN(859))}
				if r.IntN(4) == 0 {
					for d := r.IntN(7); d < in.Days; d += 7 {
						c.Open.Remove(d)
					}
				}
				if r.IntN(20) == 0 {
					c.Day = int32(r.IntN(in.Days))
				}
				in.Camps = append(in.Camps, c)
				camps++
			}
			in.Groups++
		}
		teams := make([]Team, (camps+44)/45+1)
		for k := range teams {
			teams[k].Off = NewSet(in.Days)
			for range 3 {
				teams[k].Off.Add(r.IntN(in.Days))
			}
		}
		in.Blocks = append(in.Blocks, Block{Teams: teams})
	}
	return in
}

func TestALargeDistrictIsEvenAndProvenSo(t *testing.T) {
	in := drive(23)
	s, err := Solve(context.Background(), in, 1)
	if err != nil {
		t.Fatal(err)
	}
	if what := broken(in, s); what != "" {
		t.Fatal(what)
	}
	if !s.Optimal {
		t.Error("the calendar is not proven to be the most even")
	}
	for i, c := range in.Camps {
		if s.Day[i] < 0 && c.Day < 0 {
			t.Errorf("camp %d has no day: %v", i, s.Why[i])
		}
	}
}

func BenchmarkDistrictOf23Blocks(b *testing.B) { bench(b, drive(23)) }

func BenchmarkStateOf345Blocks(b *testing.B) { bench(b, drive(345)) }

func bench(b *testing.B, in *Instance) {
	b.Helper()
	for range b.N {
		s, err := Solve(context.Background(), in, 1)
		if err != nil || !s.Optimal {
			b.Fatal(err, s.Optimal)
		}
		b.ReportMetric(float64(s.DistrictSpread), "spread")
	}
}
