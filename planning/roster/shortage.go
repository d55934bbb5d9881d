package roster

import "slices"

// Shortages says which camps can be placed together by no calendar, without making one: each is a minimum cut
// and no two name the same camps. Camps pinned to a team count as one of any team, so that fewer shortages
// may be found than there are, never more. The errors are those of Validate. One run of augmenting paths: about
// O(camps * days) where there is room for all.
func Shortages(in *Instance) ([]Shortage, error) {
	if err := in.Validate(); err != nil {
		return nil, err
	}
	t := newTable(in)
	all := make([]int32, len(in.Camps))
	for i := range all {
		all[i] = int32(i)
	}
	slices.SortStableFunc(all, func(a, b int32) int { return int(min(in.Camps[b].Day, 0) - min(in.Camps[a].Day, 0)) })
	t.gather(in, all)
	t.deal(0)
	s := Solution{Why: make([]Reason, len(in.Camps))}
	t.placeRest(in, all, &s)
	var distinct []Shortage
	for _, x := range s.Shortages {
		if !slices.ContainsFunc(distinct, func(y Shortage) bool { return slices.Equal(x.Camps, y.Camps) }) {
			distinct = append(distinct, x)
		}
	}
	return distinct, nil
}
