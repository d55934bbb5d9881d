package maximal

import (
	"slices"

	"doorstep/internal/fault"
)

// Full is the price of a cell whose demand is wholly charged to the sites that cover it.
const Full = 10000

// Bound proves from prices that no choice of at most Pick sites with one of every group covers more. The price
// of a cell is in parts of Full of its demand, one for each cell. The Lagrangian (Geoffrion 1974, doi 10.1007/BFb0120690):
// a covered cell earns its demand once, however many chosen sites cover it, so no choice covers more than what
// is not charged of all demand in reach together with what the best Pick sites earn at the prices, the best one of each group
// among them. Any prices give a bound; how low it is depends on them. The error names a price out of range.
// Cost: the arcs, and sorting the sites.
func Bound(in *Instance, price []int32) (int64, error) {
	if err := in.validatePrices(price); err != nil {
		return 0, err
	}
	return bound(in, price, make([]int64, in.Sites())) / Full, nil
}

// bound is the Lagrangian in parts of Full; into earned it puts what each site earns.
func bound(in *Instance, price []int32, earned []int64) int64 {
	left, all := int64(0), int64(0) // of the cells that some site covers
	seen := make([]bool, len(in.Demand))
	for _, c := range in.ArcCell {
		if !seen[c] {
			seen[c] = true
			left += in.Demand[c] * int64(Full-price[c])
			all += in.Demand[c] * Full
		}
	}
	for j := range earned {
		earned[j] = 0
		for _, c := range in.cells(int32(j)) {
			earned[j] += in.Demand[c] * int64(price[c])
		}
	}
	first := make([]int32, in.Groups)
	for g := range first {
		first[g] = -1
	}
	if in.Group != nil {
		for j, g := range in.Group {
			if g >= 0 && (first[g] < 0 || earned[j] > earned[first[g]]) {
				first[g] = int32(j)
			}
		}
	}
	rest := make([]int64, 0, len(earned))
	for j, e := range earned {
		if g := in.group(int32(j)); g < 0 || first[g] != int32(j) {
			rest = append(rest, e)
		}
	}
	for _, j := range first {
		if left = min(left+earned[j], all); left == all {
			return all // as much as there is; the sum could overflow further on
		}
	}
	slices.Sort(rest)
	for n := 0; n < in.Pick-in.Groups && n < len(rest); n++ {
		if left = min(left+rest[len(rest)-1-n], all); left == all {
			return all
		}
	}
	return left
}

func (in *Instance) validatePrices(price []int32) error {
	if len(price) != len(in.Demand) {
		return fault.Malformed("cover.malformed", "There are %d prices for %d cells.", len(price), len(in.Demand))
	}
	for i, p := range price {
		if p < 0 || p > Full {
			return fault.Malformed("cover.malformed", "Cell %d has the price %d; 0 to %d are possible.", i, p, Full)
		}
	}
	return nil
}
