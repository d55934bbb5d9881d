package geo

import (
	"cmp"
	"math/bits"
	"slices"
)

// Apportion deals total out by weights, in whole numbers that add up to total exactly, by largest
// remainder (Hamilton's method): everyone gets the whole part of total * weight / sum, the units left
// go to the largest remainders, the earlier of equals first. No share is off by a unit or more.
//
// Negative weights count as 0; where all are 0 every place weighs the same. A negative total is dealt
// like its opposite. With no weights there is nobody to deal to and the answer is empty. Weights that
// add up to 2^64 or more are first halved until they do not. O(n log n).
func Apportion(total int64, weights []int64) []int64 {
	w := make([]uint64, len(weights))
	for i, x := range weights {
		w[i] = uint64(max(x, 0))
	}
	return apportion(total, w)
}

func apportion(total int64, w []uint64) []int64 {
	shares := make([]int64, len(w))
	if len(w) == 0 {
		return shares
	}
	var sum, carry uint64
	for _, x := range w {
		var c uint64
		sum, c = bits.Add64(sum, x, 0)
		carry += c
	}
	if sum == 0 && carry == 0 {
		for i := range w {
			w[i] = 1
		}
		sum = uint64(len(w))
	}
	if carry > 0 {
		for i := range w {
			w[i] /= 2
		}
		return apportion(total, w)
	}
	amount := uint64(total)
	if total < 0 {
		amount = -amount
	}
	left := amount
	rest := make([]uint64, len(w))
	for i, x := range w {
		hi, lo := bits.Mul64(amount, x)
		q, r := bits.Div64(hi, lo, sum) // hi < sum, for x <= sum
		shares[i], rest[i] = int64(q), r
		left -= q
	}
	order := make([]int, len(w))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rest[b], rest[a]) })
	for _, i := range order[:left] {
		shares[i]++
	}
	if total < 0 {
		for i := range shares {
			shares[i] = -shares[i]
		}
	}
	return shares
}
