package planning_test

import (
	"testing"

	"doorstep/planning"
)

func TestNumbersAreGroupedInLakhAndCrore(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0", 7: "7", 999: "999", 1000: "1,000", 99999: "99,999", 100000: "1,00,000", 12345678: "1,23,45,678", -4482122: "-44,82,122",
	} {
		if got := planning.Grouped(n); got != want {
			t.Errorf("%d is written %s, want %s", n, got, want)
		}
	}
}
