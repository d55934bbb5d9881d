package cover

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// manyDays is an instance with so large a budget that the first aim does not depend on it.
func manyDays(t *rapid.T) *Instance {
	in := small(t)
	in.Budget = 60
	return in
}

func randomCertificate(t *rapid.T, in *Instance) Certificate {
	c := Certificate{Price: make([]int32, len(in.Demand))}
	for i := range c.Price {
		c.Price[i] = int32(rapid.IntRange(0, 1000).Draw(t, "price"))
	}
	k := Cluster{Divisor: int64(rapid.IntRange(1, 40).Draw(t, "divisor")), Weight: int32(rapid.IntRange(0, 900).Draw(t, "weight"))}
	for i := range in.Demand {
		if rapid.Bool().Draw(t, "in cluster") {
			k.Cells = append(k.Cells, int32(i))
		}
	}
	c.Clusters = []Cluster{k}
	return c
}

// bestByDays gives the most that answers best in the first aim serve with each number of camp-days, -1 for none.
func bestByDays(in *Instance) []int64 {
	fewest := int64(1) << 40
	everyAnswer(in, func(_ []int32, missing int64) { fewest = min(fewest, missing) })
	best := make([]int64, 61)
	for n := range best {
		best[n] = -1
	}
	everyAnswer(in, func(days []int32, missing int64) {
		total := int32(0)
		for _, n := range days {
			total += n
		}
		if missing == fewest {
			best[total] = max(best[total], servedBy(in, days))
		}
	})
	return best
}

func TestAPriceOfCampDaysProvesABoundForEveryNumberOfThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := manyDays(t)
		p := NewPriced(in, randomCertificate(t, in))
		for n, served := range bestByDays(in) {
			for _, price := range []int64{0, 1, 700, int64(rapid.IntRange(0, 30000).Draw(t, "price of a camp-day"))} {
				if most := p.At(price) + int64(n)*price; served >= 0 && most < served*1000 {
					t.Fatalf("with %d camp-days at %d the bound is %d thousandths; %d visitors can be served", n, price, most, served)
				}
			}
		}
	})
}

func TestASharedBudgetIsBoundedHoweverItIsSharedOut(t *testing.T) {
	tight, tried := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		a, b := manyDays(t), manyDays(t)
		budget := int64(rapid.IntRange(0, 12).Draw(t, "shared budget"))
		most := int64(-1)
		first, second := bestByDays(a), bestByDays(b)
		for n, x := range first {
			for m, y := range second {
				if x >= 0 && y >= 0 && int64(n+m) <= budget {
					most = max(most, x+y)
				}
			}
		}
		if most < 0 {
			t.Skip("the minima take more")
		}
		one, two := NewTogether([]*Instance{a, b}, budget, 10), NewTogether([]*Instance{a, b}, budget, 10)
		one.Run(context.Background(), 1500, 1)
		two.Run(context.Background(), 1500, 2)
		certs, again := one.Best(), two.Best()
		if !slices.Equal(certs[0].Price, again[0].Price) || !slices.Equal(certs[1].Price, again[1].Price) || !slices.Equal(one.Shares(), two.Shares()) {
			t.Fatalf("two threads find %v, one %v", again, certs)
		}
		_, bound := BestPrice([]*Priced{NewPriced(a, certs[0]), NewPriced(b, certs[1])}, budget)
		if bound < most*1000 {
			t.Fatalf("the bound is %d thousandths; %d visitors can be served", bound, most)
		}
		tried++
		if bound/1000 <= most+most/20+1 {
			tight++
		}
	})
	if tight*10 < tried*7 {
		t.Errorf("only %d of %d bounds are within a twentieth of the best", tight, tried)
	}
}
