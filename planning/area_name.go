package planning

import (
	"cmp"
	"slices"
	"strings"

	"doorstep/internal/fault"
)

// DistrictNamed finds the district of that id or name, in any spelling that folds to the same: area.unknown,
// naming the three likest, where there is none; area.ambiguous where there are several. Linear in areas.
func DistrictNamed(areas []Area, name string) (Area, error) {
	folded := Fold(name)
	var found, districts []Area
	for _, a := range areas {
		if a.Level != LevelDistrict {
			continue
		}
		districts = append(districts, a)
		if string(a.ID) == name || slices.ContainsFunc(a.allNames(), func(n string) bool { return Fold(n) == folded }) {
			found = append(found, a)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		if len(districts) == 0 {
			return Area{}, fault.Missing("area.unknown", "There is no district %q: no districts are imported yet.", name)
		}
		return Area{}, fault.Missing("area.unknown", "There is no district %q; the likest are %s.", name, strings.Join(likest(districts, folded), ", "))
	}
	several := fault.Refuse("area.ambiguous", "%d districts are named %q; give the id of the one you mean.", len(found), name)
	for _, a := range found {
		several = several.With(string(a.ID), "%s, from %s", a.Name, a.Source)
	}
	return Area{}, several
}

// allNames gives every name of an area, its own first.
func (a Area) allNames() []string {
	names := []string{a.Name}
	for _, n := range a.Names {
		names = append(names, n)
	}
	return append(names, a.Aliases...)
}

func likest(areas []Area, folded string) []string {
	wanted := TrigramsOf(folded)
	best := func(a Area) (like float64) {
		for _, n := range a.allNames() {
			like = max(like, TrigramsOf(Fold(n)).Likeness(wanted))
		}
		return like
	}
	slices.SortStableFunc(areas, func(a, b Area) int { return cmp.Or(cmp.Compare(best(b), best(a)), cmp.Compare(a.Name, b.Name)) })
	var names []string
	for _, a := range areas[:min(3, len(areas))] {
		names = append(names, a.Name)
	}
	return names
}
