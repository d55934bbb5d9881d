package roster

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// broken names the first rule a solution breaks, "" when it keeps all.
func broken(in *Instance, s Solution) string {
	group, team := map[[2]int32]bool{}, map[[3]int32]bool{}
	for i, c := range in.Camps {
		d := s.Day[i]
		if (d < 0) != (s.Team[i] < 0) || (d < 0) != (s.Why[i] != Placed) {
			return "day, team and reason do not agree"
		}
		if d < 0 {
			continue
		}
		switch {
		case !c.Open.Has(int(d)):
			return "a camp on a closed day"
		case c.Day >= 0 && c.Day != d, c.Team >= 0 && c.Team != s.Team[i]:
			return "a pin was moved"
		case group[[2]int32{c.Group, d}]:
			return "two camps of a group on a day"
		case team[[3]int32{c.Block, s.Team[i], d}]:
			return "two camps of a team on a day"
		case in.Blocks[c.Block].Teams[s.Team[i]].Off.Has(int(d)):
			return "a team on its day off"
		}
		group[[2]int32{c.Group, d}], team[[3]int32{c.Block, s.Team[i], d}] = true, true
	}
	return ""
}

// calendar draws an instance; pins of teams without a day only when asked for.
func calendar(t *rapid.T, maxCamps int, loose bool) *Instance {
	in := &Instance{Days: rapid.IntRange(1, 5).Draw(t, "days"), Groups: rapid.IntRange(1, 4).Draw(t, "groups")}
	set := func(name string) Set {
		s := NewSet(in.Days)
		for d := range in.Days {
			if rapid.IntRange(0, 3).Draw(t, name) > 0 {
				s.Add(d)
			}
		}
		return s
	}
	for range rapid.IntRange(1, 2).Draw(t, "blocks") {
		b := Block{}
		for range rapid.IntRange(0, 2).Draw(t, "teams") {
			off := NewSet(in.Days)
			if rapid.IntRange(0, 2).Draw(t, "has days off") == 0 {
				off = set("off")
			}
			b.Teams = append(b.Teams, Team{Off: off})
		}
		in.Blocks = append(in.Blocks, b)
	}
	blockOf := make([]int32, in.Groups)
	for g := range blockOf {
		blockOf[g] = int32(rapid.IntRange(0, len(in.Blocks)-1).Draw(t, "block"))
	}
	for range rapid.IntRange(0, maxCamps).Draw(t, "camps") {
		c := Camp{Group: int32(rapid.IntRange(0, in.Groups-1).Draw(t, "group")), Open: set("open"), Day: -1, Team: -1}
		c.Block = blockOf[c.Group]
		c.Weight = int64(rapid.IntRange(1, 5).Draw(t, "weight"))
		if rapid.IntRange(0, 2).Draw(t, "at risk") == 0 {
			c.Cost = make([]int64, in.Days)
			for d := range c.Cost {
				c.Cost[d] = int64(rapid.IntRange(0, 2).Draw(t, "cost"))
			}
		}
		if rapid.IntRange(0, 4).Draw(t, "pin") == 0 {
			c.Day = int32(rapid.IntRange(0, in.Days-1).Draw(t, "pinned day"))
		}
		if n := len(in.Blocks[c.Block].Teams); loose && n > 0 && rapid.IntRange(0, 4).Draw(t, "pin team") == 0 {
			c.Team = int32(rapid.IntRange(0, n-1).Draw(t, "pinned team"))
		}
		in.Camps = append(in.Camps, c)
	}
	return in
}

// most tries every calendar of free camps: the largest number placed with day pins first, the largest
// weight, and the least cost, then sum of squares, among calendars that place the camps of s.
func most(in *Instance, s Solution) (pins, weight, cost, squares int64) {
	group, teams := make([]bool, in.Groups*in.Days), make([]int, len(in.Blocks)*in.Days)
	for b, block := range in.Blocks {
		for _, team := range block.Teams {
			for d := range in.Days {
				if !team.Off.Has(d) {
					teams[b*in.Days+d]++
				}
			}
		}
	}
	count := make([]int64, len(in.Blocks)*in.Days)
	cost, squares = 1<<40, 1<<40
	var try func(i int, p, w, paid int64, same bool)
	try = func(i int, p, w, paid int64, same bool) {
		if i == len(in.Camps) {
			if p > pins || p == pins && w > weight {
				pins, weight = p, w
			}
			if n := unevenness(in, count); same && (paid < cost || paid == cost && n < squares) {
				cost, squares = paid, n
			}
			return
		}
		c := in.Camps[i]
		try(i+1, p, w, paid, same && s.Day[i] < 0)
		for d := range in.Days {
			b := int(c.Block)*in.Days + d
			if !c.Open.Has(d) || c.Day >= 0 && int(c.Day) != d || group[int(c.Group)*in.Days+d] || int(count[b]) >= teams[b] {
				continue
			}
			group[int(c.Group)*in.Days+d] = true
			count[b]++
			isPin := int64(0)
			if c.Day >= 0 {
				isPin = c.Weight
			}
			more := int64(0)
			if c.Cost != nil {
				more = c.Cost[d]
			}
			try(i+1, p+isPin, w+c.Weight, paid+more, same && s.Day[i] >= 0)
			group[int(c.Group)*in.Days+d] = false
			count[b]--
		}
	}
	try(0, 0, 0, 0, true)
	return pins, weight, cost, squares
}

func unevenness(in *Instance, count []int64) int64 {
	sum := int64(0)
	for d := range in.Days {
		total := int64(0)
		for b := range in.Blocks {
			n := count[b*in.Days+d]
			sum += n * n
			total += n
		}
		sum += total * total
	}
	return sum
}

func TestACalendarKeepsEveryRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := calendar(t, 14, true)
		s, err := Solve(context.Background(), in, rapid.Uint64().Draw(t, "seed"))
		if err != nil {
			t.Fatal(err)
		}
		if what := broken(in, s); what != "" {
			t.Fatal(what)
		}
	})
}

func TestNoCalendarPlacesMoreOrIsMoreEven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := calendar(t, 6, false)
		s, err := Solve(context.Background(), in, 1)
		if err != nil {
			t.Fatal(err)
		}
		var pins, weight int64
		count := make([]int64, len(in.Blocks)*in.Days)
		for i, c := range in.Camps {
			if s.Day[i] >= 0 {
				count[int(c.Block)*in.Days+int(s.Day[i])]++
				weight += c.Weight
				if c.Day >= 0 {
					pins += c.Weight
				}
			}
		}
		wantPins, wantWeight, wantCost, wantSquares := most(in, s)
		if pins != wantPins || weight != wantWeight {
			t.Fatalf("placed weight %d of pins, %d in all; %d and %d are possible", pins, weight, wantPins, wantWeight)
		}
		if got := unevenness(in, count); !s.Optimal || got != wantSquares || s.Cost != wantCost {
			t.Fatalf("the cost is %d and the sum of squares %d, %d and %d are possible", s.Cost, got, wantCost, wantSquares)
		}
	})
}

func TestEveryUnplacedCampIsProvenByACut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := calendar(t, 14, false)
		s, err := Solve(context.Background(), in, 1)
		if err != nil {
			t.Fatal(err)
		}
		named := map[int32]bool{}
		for _, short := range s.Shortages {
			if short.Places >= int64(len(short.Camps)) {
				t.Fatalf("%d camps are said to lack places, but there are %d", len(short.Camps), short.Places)
			}
			unplaced := int64(0)
			for _, i := range short.Camps {
				named[i] = true
				if s.Day[i] < 0 {
					unplaced++
				}
			}
			if int64(len(short.Camps))-short.Places != unplaced {
				t.Fatalf("%d camps for %d places, but %d unplaced", len(short.Camps), short.Places, unplaced)
			}
		}
		for i := range in.Camps {
			if s.Day[i] < 0 && !named[int32(i)] {
				t.Fatalf("camp %d has no day and no cut names it", i)
			}
		}
	})
}

func TestADistrictWithNothingBlockedIsEvenWithinOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := &Instance{Days: rapid.IntRange(1, 45).Draw(t, "days")}
		for b := range rapid.IntRange(1, 6).Draw(t, "blocks") {
			camps := 0
			for range rapid.IntRange(1, 8).Draw(t, "groups") {
				n := rapid.IntRange(1, min(in.Days, 9)).Draw(t, "camps")
				for range n {
					in.Camps = append(in.Camps, Camp{Group: int32(in.Groups), Block: int32(b), Open: AllDays(in.Days), Day: -1, Team: -1})
				}
				in.Groups++
				camps += n
			}
			in.Blocks = append(in.Blocks, Block{Teams: make([]Team, (camps+in.Days-1)/in.Days)})
		}
		s, err := Solve(context.Background(), in, rapid.Uint64().Draw(t, "seed"))
		if err != nil {
			t.Fatal(err)
		}
		if what := broken(in, s); what != "" {
			t.Fatal(what)
		}
		if slices.Contains(s.Day, -1) {
			t.Fatal("a camp has no day though there is room for all")
		}
		if s.DistrictSpread > 1 || s.BlockSpread > 1 || !s.Optimal {
			t.Fatalf("spread %d and %d", s.DistrictSpread, s.BlockSpread)
		}
	})
}
