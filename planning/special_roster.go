package planning

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"doorstep/internal/fault"
	"doorstep/planning/roster"
)

// RosterCase is a calendar to be made whose best is known: camps of groups, blocks with teams, days. All are numbers from 0.
type RosterCase struct {
	Name   string       `json:"name"`
	Days   int          `json:"days"`
	Groups int          `json:"groups"`
	Teams  [][][]int    `json:"teams"` // of each block, of each team: its days off
	Camps  []RosterCamp `json:"camps"`
	// BestKnown is the least sum of the squares of the camps a day, of each block and of the district; 0: not known.
	BestKnown int64 `json:"best_known"`
}

// RosterCamp is a camp of a RosterCase.
type RosterCamp struct {
	Group  int32 `json:"group"`
	Block  int32 `json:"block"`
	Closed []int `json:"closed"` // days on which it cannot be held
}

// RosterAnswer is a calendar made for a RosterCase.
type RosterAnswer struct {
	Day, Team []int32 // of each camp, -1: none
	Squares   int64   // the sum of squares
	Bound     int64   // no calendar that places the same camps has less
}

// Check refuses a case that names a day, group or block that is not there.
func (c *RosterCase) Check() error {
	if c.Days < 1 || c.Days > maxDays || c.Groups < 0 || c.Groups > maxCells {
		return fault.Malformed("roster.malformed", "A calendar of %d days and %d groups is not possible.", c.Days, c.Groups)
	}
	ok := func(days []int) bool {
		return !slices.ContainsFunc(days, func(d int) bool { return d < 0 || d >= c.Days })
	}
	for b, teams := range c.Teams {
		for k, off := range teams {
			if !ok(off) {
				return fault.Malformed("roster.malformed", "Team %d of block %d is off on a day that is not there.", k, b)
			}
		}
	}
	for i, x := range c.Camps {
		if !ok(x.Closed) || x.Block < 0 || int(x.Block) >= len(c.Teams) || x.Group < 0 || int(x.Group) >= c.Groups {
			return fault.Malformed("roster.malformed", "Camp %d has a group, block or day that is not there.", i)
		}
	}
	return nil
}

// Instance is the case in the solver's words.
func (c *RosterCase) Instance() *roster.Instance {
	in := &roster.Instance{Days: c.Days, Groups: c.Groups}
	for _, teams := range c.Teams {
		b := roster.Block{}
		for _, off := range teams {
			set := roster.NewSet(c.Days)
			for _, d := range off {
				set.Add(d)
			}
			b.Teams = append(b.Teams, roster.Team{Off: set})
		}
		in.Blocks = append(in.Blocks, b)
	}
	for _, x := range c.Camps {
		open := roster.AllDays(c.Days)
		for _, d := range x.Closed {
			open.Remove(d)
		}
		in.Camps = append(in.Camps, roster.Camp{Group: x.Group, Block: x.Block, Open: open, Day: -1, Team: -1, Weight: 1})
	}
	return in
}

// Solve makes the calendar. When ctx is done it is given as it is, with a bound that is known without it.
func (c *RosterCase) Solve(ctx context.Context, seed uint64) (RosterAnswer, error) {
	s, err := roster.Solve(ctx, c.Instance(), seed)
	if err != nil {
		return RosterAnswer{}, fmt.Errorf("calendar %s: %w", c.Name, err)
	}
	a := RosterAnswer{Day: s.Day, Team: s.Team, Squares: c.Squares(s.Day)}
	if a.Bound = a.Squares; !s.Optimal {
		a.Bound = c.evenAtBest(s.Day)
	}
	return a, nil
}

// Squares is the sum of the squares of the camps a day, of each block and of the district.
func (c *RosterCase) Squares(day []int32) (sum int64) {
	counts := make([]int64, (len(c.Teams)+1)*c.Days)
	for i, d := range day {
		if d >= 0 {
			counts[int(c.Camps[i].Block)*c.Days+int(d)]++
			counts[len(c.Teams)*c.Days+int(d)]++
		}
	}
	for _, n := range counts {
		sum += n * n
	}
	return sum
}

// evenAtBest is the sum of squares of the camps placed as if each block, and the district, could spread them evenly over
// every day on which one of them is open.
func (c *RosterCase) evenAtBest(day []int32) (sum int64) {
	usable, camps := make([][]bool, len(c.Teams)+1), make([]int64, len(c.Teams)+1)
	for b := range usable {
		usable[b] = make([]bool, c.Days)
	}
	for i, x := range c.Camps {
		if day[i] < 0 {
			continue
		}
		for _, b := range [2]int{int(x.Block), len(c.Teams)} {
			camps[b]++
			for d := range c.Days {
				usable[b][d] = usable[b][d] || !slices.Contains(x.Closed, d)
			}
		}
	}
	for b, n := range camps {
		days := int64(0)
		for _, open := range usable[b] {
			if open {
				days++
			}
		}
		sum += evenSquares(n, days)
	}
	return sum
}

// evenSquares is the sum of squares of n camps spread over days as evenly as can be.
func evenSquares(n, days int64) int64 {
	if days == 0 {
		return 0
	}
	q, r := n/days, n%days
	return (days-r)*q*q + r*(q+1)*(q+1)
}

// MakeRosterCase draws a district of blocks whose most even calendar is known, because it is made first: camps are
// dealt to the usable days one after the other, so that every block and the district have the floor or the ceiling of their
// average on each, and then only days that this calendar does not use are taken away: Sundays and holidays from all;
// in every third block also market days and examinations from venues, and days off from teams. The same seed gives
// the same case.
func MakeRosterCase(name string, seed uint64, blocks int) RosterCase {
	r := rand.New(rand.NewPCG(seed, 345))
	c := RosterCase{Name: name, Days: 40 + r.IntN(21)}
	closed := make([]bool, c.Days)
	first := r.IntN(7)
	for d := range closed {
		closed[d] = d%7 == first || r.IntN(25) == 0
	}
	var usable []int
	for d, shut := range closed {
		if !shut {
			usable = append(usable, d)
		}
	}
	r.Shuffle(len(usable), func(i, j int) { usable[i], usable[j] = usable[j], usable[i] })
	var day []int
	at := 0
	for b := range blocks {
		begin := len(c.Camps)
		for range 6 + r.IntN(10) {
			for range 2 + r.IntN(12) {
				c.Camps = append(c.Camps, RosterCamp{Group: int32(c.Groups), Block: int32(b)})
				day = append(day, usable[at%len(usable)])
				at++
			}
			c.Groups++
		}
		n := len(c.Camps) - begin
		c.Teams = append(c.Teams, make([][]int, (n+len(usable)-1)/len(usable)+r.IntN(2)))
		for k := range c.Teams[b] {
			c.Teams[b][k] = []int{}
		}
		if b%3 == 2 {
			c.block(r, b, begin, day)
		}
		c.BestKnown += evenSquares(int64(n), int64(len(usable)))
	}
	for i := range c.Camps {
		for d, shut := range closed {
			if shut && !slices.Contains(c.Camps[i].Closed, d) {
				c.Camps[i].Closed = append(c.Camps[i].Closed, d)
			}
		}
		slices.Sort(c.Camps[i].Closed)
	}
	c.BestKnown += evenSquares(int64(len(c.Camps)), int64(len(usable)))
	return c
}

// block takes days that the made calendar does not use from the venues and teams of a block.
func (c *RosterCase) block(r *rand.Rand, b, begin int, day []int) {
	held := make([]int, c.Days)
	for i := begin; i < len(c.Camps); i++ {
		held[day[i]]++
		market, exam := r.IntN(7), r.IntN(c.Days)
		for d := range c.Days {
			if d != day[i] && (d%7 == market || d >= exam && d < exam+14 || r.IntN(3) == 0) {
				c.Camps[i].Closed = append(c.Camps[i].Closed, d)
			}
		}
	}
	teams := c.Teams[b]
	for d, n := range held {
		for range len(teams) - n {
			if k := r.IntN(len(teams)); r.IntN(3) == 0 && !slices.Contains(teams[k], d) {
				teams[k] = append(teams[k], d)
			}
		}
	}
}
