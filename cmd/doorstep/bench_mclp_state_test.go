package main

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestTheSyntheticStateIsTheSameEveryTimeAndCountedTwice(t *testing.T) {
	cells, venues, people := stateOf()
	again, _, _ := stateOf()
	total := int64(0)
	for _, n := range people {
		total += n
	}
	if len(cells) != stateCells || len(venues) != stateVenues || !slices.Equal(cells, again) || total > statePeople || total < statePeople-stateCells {
		t.Fatalf("%d cells, %d venues, %d people", len(cells), len(venues), total)
	}
	in := stateInstance(cells, venues, people)
	if err := in.Validate(); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{0, 1, 40, 3000} {
		var sites []int32
		for range n {
			sites = append(sites, r.Int32N(stateVenues))
		}
		if a, b := stateCovered(cells, venues, people, sites), in.Covered(sites); a != b || n > 0 && a == 0 {
			t.Errorf("%d sites cover %d by the places, %d by the instance", n, a, b)
		}
	}
}
