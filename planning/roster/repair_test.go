package roster

import (
	"context"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"doorstep/internal/fault"
)

// disrupted makes a small calendar that keeps its limits, and then takes days, teams and places from it.
func disrupted(seed uint64) *Calendar {
	r := rand.New(rand.NewPCG(seed, 3))
	c := &Calendar{Days: 1 + r.IntN(5), Groups: 1 + r.IntN(3)}
	for range c.Days {
		c.Places = append(c.Places, int64(r.IntN(3)))
	}
	if r.IntN(2) == 0 {
		c.Short = int64(r.IntN(100))
		for range c.Groups {
			c.Spare = append(c.Spare, int64(r.IntN(3))-1)
		}
	}
	taken := map[[2]int32]bool{}
	for range 1 + r.IntN(5) {
		x := Standing{Group: int32(r.IntN(c.Groups)), Day: int32(r.IntN(c.Days+1)) - 1, Drop: int64(r.IntN(60)), Cost: make([]int64, c.Days)}
		if x.Day >= 0 && taken[[2]int32{x.Group, x.Day}] {
			x.Day = -1
		}
		taken[[2]int32{x.Group, x.Day}] = true
		for d := range x.Cost {
			x.Cost[d] = int64(r.IntN(8)) - 1
		}
		if x.Day >= 0 && r.IntN(3) > 0 {
			x.Cost[x.Day] = 0
		}
		c.Camps = append(c.Camps, x)
	}
	return c
}

// cheapest tries every calendar there is.
func cheapest(c *Calendar) int64 {
	best := int64(math.MaxInt64)
	group := make([]bool, c.Groups*c.Days)
	held := make([]int64, c.Days)
	lost := make([]int64, c.Groups)
	var try func(i int, paid int64)
	try = func(i int, paid int64) {
		if i == len(c.Camps) {
			for g, n := range lost {
				if c.Spare != nil {
					paid += c.Short * max(0, n-max(0, c.Spare[g]))
				}
			}
			best = min(best, paid)
			return
		}
		x := c.Camps[i]
		lost[x.Group]++
		try(i+1, paid+x.Drop)
		lost[x.Group]--
		for d, cost := range x.Cost {
			k := int(x.Group)*c.Days + d
			if cost < 0 || group[k] || held[d] >= c.Places[d] {
				continue
			}
			group[k] = true
			held[d]++
			try(i+1, paid+cost)
			group[k] = false
			held[d]--
		}
	}
	try(0, 0)
	return best
}

func TestNoCalendarIsCheaperThanTheRepairedOne(t *testing.T) {
	runs := uint64(1000)
	if os.Getenv("DOORSTEP_LONG") != "" {
		runs = 20000
	}
	moved := 0
	for seed := range runs {
		c := disrupted(seed)
		got, err := Repair(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		if want := cheapest(c); got.Cost != want {
			t.Fatalf("calendar %d was repaired at %d; %d is possible: %+v", seed, got.Cost, want, c)
		}
		group := map[[2]int32]bool{}
		held := make([]int64, c.Days)
		for i, d := range got.Day {
			if d != c.Camps[i].Day {
				moved++
			}
			if d < 0 {
				continue
			}
			held[d]++
			if key := [2]int32{c.Camps[i].Group, d}; group[key] || held[d] > c.Places[d] || c.Camps[i].Cost[d] < 0 {
				t.Fatalf("calendar %d breaks a limit with camp %d on day %d", seed, i, d)
			} else {
				group[key] = true
			}
		}
	}
	if moved < 100 {
		t.Errorf("only %d camps had to move: the calendars are too easy", moved)
	}
}

func TestACalendarThatCannotBeReadIsNotRepaired(t *testing.T) {
	for name, c := range map[string]*Calendar{
		"days without places": {Days: 2, Groups: 1, Places: []int64{1}},
		"an unknown group":    {Days: 1, Groups: 1, Places: []int64{1}, Camps: []Standing{{Group: 1, Cost: []int64{0}}}},
		"costs of other days": {Days: 1, Groups: 1, Places: []int64{1}, Camps: []Standing{{Cost: []int64{0, 0}}}},
		"spare of no group":   {Days: 1, Groups: 1, Places: []int64{1}, Spare: []int64{1, 1}},
		"too large a cost":    {Days: 1, Groups: 1, Places: []int64{1}, Camps: []Standing{{Cost: []int64{0}, Drop: math.MaxInt64}}},
	} {
		if _, err := Repair(context.Background(), c); fault.CodeOf(err) != "roster.malformed" {
			t.Errorf("%s: %v", name, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Repair(ctx, &Calendar{Days: 1, Groups: 1, Places: []int64{0}, Camps: []Standing{{Cost: []int64{0}}}}); err == nil {
		t.Error("a repair that was cancelled went on")
	}
}

func BenchmarkRepairOfABlockThatLosesADay(b *testing.B) {
	const days, groups, each = 60, 12, 8
	c := &Calendar{Days: days, Groups: groups, Places: make([]int64, days)}
	for d := range c.Places {
		c.Places[d] = 2
	}
	for g := range int32(groups) {
		for k := range int32(each) {
			x := Standing{Group: g, Day: (g*each + k) % days, Drop: 50, Cost: make([]int64, days)}
			for d := range x.Cost {
				x.Cost[d] = 5
			}
			x.Cost[x.Day] = 0
			if x.Day == 30 {
				x.Cost[30] = -1
			}
			c.Camps = append(c.Camps, x)
		}
	}
	for b.Loop() {
		if _, err := Repair(context.Background(), c); err != nil {
			b.Fatal(err)
		}
	}
}
