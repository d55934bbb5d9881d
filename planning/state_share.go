package planning

import (
	"cmp"
	"slices"

	"doorstep/internal/fault"
)

// shareOut divides camp-days among districts: to each what its groups' minima take, then in proportion to what each
// should hold beyond that, which wish says in millionths; it is the share of the linear relaxation, in which the next
// camp-day serves as much in every district. It refuses with state.camp_days a budget below the minima.
func shareOut(must, wish []int64, campDays int64) ([]int64, error) {
	beyond, left := make([]int64, len(must)), campDays
	total := int64(0)
	for d, n := range must {
		left -= n
		beyond[d] = max(0, wish[d]-n*1_000_000)/1000 + 1
		total += beyond[d]
	}
	if left < 0 {
		return nil, fault.Refuse("state.camp_days", "The groups' minima take %d camp-days, %d more than there are; allow as many, or lower the minima.", campDays-left, -left)
	}
	share, order, rest := slices.Clone(must), make([]int, len(must)), left
	for d, n := range beyond {
		share[d] += n * left / total
		rest -= n * left / total
		order[d] = d
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(beyond[b]*left%total, beyond[a]*left%total) })
	for _, d := range order[:rest] {
		share[d]++
	}
	return share, nil
}
