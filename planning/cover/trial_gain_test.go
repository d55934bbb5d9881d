package cover

import (
	"math/rand/v2"
	"testing"
)

func TestATrialSaysExactlyWhatAnotherCampDayServes(t *testing.T) {
	changed := 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 9))
		in := &Instance{Blocks: []Block{{Max: 100}}, Groups: []Group{{Max: 100}}, SiteStart: []int32{0}, Budget: 100}
		for range 1 + r.IntN(12) {
			in.Demand = append(in.Demand, int64(r.IntN(40)))
		}
		for range 2 + r.IntN(6) {
			in.Sites = append(in.Sites, Site{Cap: int64(1 + r.IntN(40)), Max: 9})
			for c := range in.Demand {
				if r.IntN(3) == 0 {
					in.ArcCell = append(in.ArcCell, int32(c))
				}
			}
			in.SiteStart = append(in.SiteStart, int32(len(in.ArcCell)))
		}
		days := make([]int32, len(in.Sites))
		for j := range days {
			days[j] = int32(r.IntN(3))
		}
		trial := NewTrial(in, days)
		for range 20 {
			from, to := int32(r.IntN(len(days)+1))-1, int32(r.IntN(len(days)+1))-1
			if from >= 0 && days[from] == 0 {
				continue
			}
			_, before := Assign(in, days)
			if from >= 0 {
				days[from]--
			}
			if to >= 0 {
				days[to]++
			}
			_, after := Assign(in, days)
			if got := trial.Gain(from, to); got != after-before || trial.Served() != before {
				t.Fatalf("instance %d: from %d to %d gains %d, said to gain %d; %d served, said to be %d", seed, from, to, after-before, got, before, trial.Served())
			}
			if trial.Change(from, to); trial.Served() != after {
				t.Fatalf("instance %d: %d are served after the change, said to be %d", seed, after, trial.Served())
			}
			if after != before {
				changed++
			}
		}
	}
	if changed < 500 {
		t.Errorf("only %d changes mattered", changed)
	}
}
