// Package roster gives each camp a day and a team: never two camps of one group on a day, at most one
// camp a team and day, as evenly over the days as the calendar allows. A camp stays without a day only
// where a cut of the flow proves that there is no place for it.
//
// The package speaks plain integers: days, groups, blocks and teams are indices. The same instance and
// seed give the same answer everywhere.
package roster

import (
	"math/bits"
	"slices"

	"doorstep/internal/fault"
)

// Set is a set of days, a bit each; nil is the empty set.
type Set []uint64

// NewSet makes an empty set with room for the days 0 to days-1.
func NewSet(days int) Set { return make(Set, (days+63)/64) }

// AllDays makes the set of the days 0 to days-1.
func AllDays(days int) Set {
	s := NewSet(days)
	for d := range days {
		s.Add(d)
	}
	return s
}

// Add puts day d, for which there must be room, into the set.
func (s Set) Add(d int) { s[d/64] |= 1 << (d % 64) }

// Remove takes day d out of the set.
func (s Set) Remove(d int) {
	if d/64 < len(s) {
		s[d/64] &^= 1 << (d % 64)
	}
}

// Has says whether day d is in the set.
func (s Set) Has(d int) bool { return d/64 < len(s) && s[d/64]>>(d%64)&1 == 1 }

// Len counts the days.
func (s Set) Len() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// Instance is the camps of one district and the days and teams to hold them with.
type Instance struct {
	Days   int // of the calendar, days off among them
	Groups int
	Blocks []Block
	Camps  []Camp
}

// Camp wants one day and one team of its block. All camps of a group are of one block.
type Camp struct {
	Group, Block int32
	Open         Set   // days on which its venue, group and drive are open
	Day          int32 // pinned day, -1: free
	Team         int32 // pinned team, an index into the block's teams, -1: free
	Weight       int64 // what leaving it out would cost, e.g. visitors; heavier camps are placed first
	// Cost of holding it on each day, e.g. visitors expected to be lost to the weather; nil: nothing. Of the calendars that
	// place the same camps the cheapest is made, and of those the most even.
	Cost []int64
}

// Block is the teams that hold the camps of its groups.
type Block struct{ Teams []Team }

// Team holds at most one camp a day, none on its days off.
type Team struct{ Off Set }

// Reason is why a camp has no day.
type Reason int

// The reasons. Pinned camps are placed before all others.
const (
	Placed      Reason = iota // it has a day and a team
	VenueClosed               // it is open on no day, or not on the day it is pinned to
	GroupDays                 // every day it could have is taken by another camp of its group
	TeamDays                  // every team of its block is taken or off on each day it could have
	TeamTaken                 // the team it is pinned to is off or taken on each day it could have
)

func (r Reason) String() string {
	return [...]string{"placed", "venue closed", "group days", "team days", "team taken"}[r]
}

// Solution answers an Instance.
type Solution struct {
	Day       []int32 // of each camp, -1: unplaced
	Team      []int32 // of each camp, an index into its block's teams, -1: unplaced
	Why       []Reason
	Shortages []Shortage // the cuts that prove why camps stay unplaced
	// DistrictSpread is the most camps on a day minus the fewest, over the days on which every free camp is
	// open and no team is off; BlockSpread the same for the worst block, over the days open to all of it.
	DistrictSpread, BlockSpread int64
	Cost                        int64 // of the placed camps on their days
	// Optimal says that no other calendar of the placed camps is cheaper, or costs the same and is more even: the sum of the
	// squares of the camps a day, of each block and of the district, is the least possible.
	Optimal bool
}

// Shortage is a minimum cut: these camps compete for fewer places than they are, whatever the calendar.
type Shortage struct {
	Reason Reason
	Block  int32
	Camps  []int32 // all that compete
	Days   []int32 // the days they could have
	Places int64   // camps that those days can take, by groups and teams
}

// maxCost keeps sums of costs within 63 bits.
const maxCost = 1 << 30

// Validate refuses an instance that cannot be read; the fault names the index.
func (in *Instance) Validate() error {
	if in.Days < 0 || in.Days > 10000 || in.Groups < 0 {
		return fault.Malformed("roster.malformed", "A calendar of %d days and %d groups is not possible.", in.Days, in.Groups)
	}
	blockOf := make([]int32, in.Groups)
	for i := range blockOf {
		blockOf[i] = -1
	}
	for i, c := range in.Camps {
		switch {
		case c.Group < 0 || int(c.Group) >= in.Groups, c.Block < 0 || int(c.Block) >= len(in.Blocks):
			return fault.Malformed("roster.malformed", "Camp %d has group %d and block %d, which are not there.", i, c.Group, c.Block)
		case c.Day < -1 || int(c.Day) >= in.Days, c.Team < -1 || int(c.Team) >= len(in.Blocks[c.Block].Teams):
			return fault.Malformed("roster.malformed", "Camp %d is pinned to day %d and team %d, which are not there.", i, c.Day, c.Team)
		case c.Cost != nil && (len(c.Cost) != in.Days || slices.Min(c.Cost) < 0 || slices.Max(c.Cost) > maxCost):
			return fault.Malformed("roster.malformed", "Camp %d has costs of %d days, or one that is not between 0 and %d.", i, len(c.Cost), int64(maxCost))
		case blockOf[c.Group] >= 0 && blockOf[c.Group] != c.Block:
			return fault.Malformed("roster.malformed", "Group %d has camps of block %d and of block %d.", c.Group, blockOf[c.Group], c.Block)
		}
		blockOf[c.Group] = c.Block
	}
	return nil
}
