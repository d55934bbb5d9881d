package geo

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestApportionDealsByLargestRemainder(t *testing.T) {
	for _, c := range []struct {
		name    string
		total   int64
		weights []int64
		want    []int64
	}{
		{"what divides evenly", 100, []int64{1, 1, 2}, []int64{25, 25, 50}},
		{"the unit left to the largest remainder", 10, []int64{45, 34, 21}, []int64{5, 3, 2}}, // 4.5, 3.4, 2.1
		{"the units left to the earlier of equals", 2, []int64{1, 1, 1}, []int64{1, 1, 0}},
		{"nothing to weight nothing", 7, []int64{0, 3, 0}, []int64{0, 7, 0}},
		{"evenly where nothing weighs", 5, []int64{0, 0}, []int64{3, 2}},
		{"nothing", 0, []int64{4, 5}, []int64{0, 0}},
		{"a negative total like its opposite", -10, []int64{45, 34, 21}, []int64{-5, -3, -2}},
		{"a negative weight as none", 6, []int64{-5, 1, 1}, []int64{0, 3, 3}},
		{"to nobody", 6, nil, []int64{}},
		{"the greatest numbers there are", math.MaxInt64, []int64{math.MaxInt64, math.MaxInt64}, []int64{math.MaxInt64/2 + 1, math.MaxInt64 / 2}},
		{"weights beyond 64 bits", 4, []int64{math.MaxInt64, math.MaxInt64, math.MaxInt64, math.MaxInt64}, []int64{1, 1, 1, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Apportion(c.total, c.weights); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestApportionAddsUpAndIsNeverOffByAUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Int64Range(-1e12, 1e15).Draw(t, "total")
		weights := rapid.SliceOfN(rapid.Int64Range(0, 1e16), 1, 50).Draw(t, "weights")
		shares := Apportion(total, weights)
		var sum, all int64
		for i := range shares {
			sum += shares[i]
			all += weights[i]
		}
		if sum != total {
			t.Fatalf("the shares add up to %d", sum)
		}
		if all == 0 {
			return
		}
		for i, s := range shares {
			// |s*all - total*w| < all
			off := new(big.Int).Mul(big.NewInt(s), big.NewInt(all))
			off.Sub(off, new(big.Int).Mul(big.NewInt(total), big.NewInt(weights[i])))
			if off.Abs(off).Cmp(big.NewInt(all)) >= 0 {
				t.Fatalf("share %d is off by a unit", i)
			}
		}
	})
}
