package planning_test

import (
	"fmt"
	"testing"

	"doorstep/planning"
)

func TestTheBestCalendarOfAMadeCaseIsReached(t *testing.T) {
	for seed := range uint64(10) {
		c := planning.MakeRosterCase("made", seed, 6)
		a, err := c.Solve(t.Context(), seed)
		if err != nil {
			t.Fatal(err)
		}
		for i, d := range a.Day {
			if d < 0 || a.Team[i] < 0 {
				t.Fatalf("case %d: camp %d is not held", seed, i)
			}
		}
		if a.Squares != c.BestKnown || a.Bound != c.BestKnown {
			t.Errorf("case %d: the squares are %d, no less than %d; %d is known", seed, a.Squares, a.Bound, c.BestKnown)
		}
	}
	a, b := planning.MakeRosterCase("a", 1, 3), planning.MakeRosterCase("b", 1, 3)
	if a.Name = b.Name; fmt.Sprint(a) != fmt.Sprint(b) {
		t.Error("one seed made two cases")
	}
}
