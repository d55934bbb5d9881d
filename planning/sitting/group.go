// Package sitting divides the polling booths of one gram panchayat or ward into sittings: clusters of two
// to four neighbouring booths that meet at one venue. It chooses clusters and venues together: first the
// fewest booths without a sitting, then the fewest people who walk farther than the threshold, then the
// least walking of all people together, in no more sittings than are allowed. Prices of the booths prove
// how far from the best the answer can be.
//
// The package speaks plain integers: booths and venues are indices. The same group and options give the
// same answer everywhere.
package sitting

import (
	"fmt"
	"slices"

	"doorstep/internal/fault"
)

// Sizes of a sitting and of a group.
const (
	Smallest   = 2     // booths
	Largest    = 4     // booths
	MostBooths = 250   // of a group
	LongWalk   = 50000 // metres; a longer walk counts as this one
)

// Group is the booths of one gram panchayat or ward and the venues they may meet at.
type Group struct {
	People     []int64   // of each booth
	Visitors   []int64   // of each booth, expected at its sitting
	Neighbours [][]int32 // of each booth: increasing, both ways, never itself
	Near       [][]int32 // of each booth: the venues near it, increasing; a sitting meets at a venue near one of its booths
	Metres     [][]int32 // by booth and venue, 0..LongWalk
	Cap        []int64   // visitors that one sitting at each venue takes; 0: none is held there
	Limit      int       // most sittings
	Threshold  int64     // metres; who walks farther counts as beyond
	Without    [][]int32 // sets of booths, increasing, that may not sit together alone: to ask what else could be
}

// Cluster is a set of booths with the venue that suits it best.
type Cluster struct {
	Booths []int32 // increasing
	Venue  int32
	Cost   int64
}

// Tiers is what a division costs, in the order of its aims. Another one is better if the first figure that
// differs is smaller.
type Tiers struct {
	Unseated     int64 // booths without a sitting
	Beyond       int64 // people of seated booths who walk farther than the threshold
	PersonMetres int64 // of the people of seated booths
}

// Scale turns tiers into one whole number that keeps their order.
type Scale struct{ Unseated, Beyond int64 }

// mostCost keeps every sum of costs within 63 bits.
const mostCost = 1 << 60

// NewScale gives the scale of a group with so many booths and people; ok is false where the numbers are
// too large to be summed (250 booths may have 300,000 people, 60 booths 610,000). With it, one person
// beyond outweighs every walk, and one booth without a sitting outweighs all people.
func NewScale(booths int, people int64) (s Scale, ok bool) {
	if people < 0 || people > 1<<40 {
		return s, false
	}
	s.Beyond = 1 + people*LongWalk
	if s.Beyond > mostCost/(people+1)/int64(booths+1) {
		return Scale{}, false
	}
	s.Unseated = s.Beyond * (people + 1)
	return s, true
}

// Cost weighs tiers.
func (s Scale) Cost(t Tiers) int64 {
	return t.Unseated*s.Unseated + t.Beyond*s.Beyond + t.PersonMetres
}

// Tiers reads a cost of at least 0. Of a bound they say: no division has fewer booths unseated; none with as
// few has fewer people beyond; none with as few of both has fewer person-metres.
func (s Scale) Tiers(cost int64) Tiers {
	return Tiers{cost / s.Unseated, cost % s.Unseated / s.Beyond, cost % s.Beyond}
}

// Scale is the group's own; its Validate must hold.
func (g *Group) Scale() Scale {
	s, _ := NewScale(len(g.People), g.people())
	return s
}

func (g *Group) people() (sum int64) {
	for _, n := range g.People {
		sum += n
	}
	return sum
}

// Validate refuses with sitting.group what cannot be solved: lists of different length, indices and numbers
// out of range, neighbours that are not so both ways, sums too large.
func (g *Group) Validate() error {
	n := len(g.People)
	bad := func(format string, args ...any) error {
		return fault.Refuse("sitting.group", "The booths of a group cannot be divided: %s.", fmt.Sprintf(format, args...))
	}
	if n > MostBooths {
		return bad("%d booths; at most %d", n, MostBooths)
	}
	if len(g.Visitors) != n || len(g.Neighbours) != n || len(g.Near) != n || len(g.Metres) != n || g.Limit < 0 || g.Threshold < 0 {
		return bad("lists of different length, or a limit below 0")
	}
	for b := range n {
		if g.People[b] < 0 || g.People[b] > 1<<40 || g.Visitors[b] < 0 || g.Visitors[b] > 1<<40 || len(g.Metres[b]) != len(g.Cap) {
			return bad("booth %d has a number out of range", b)
		}
		for k, other := range g.Neighbours[b] {
			if other < 0 || int(other) >= n || int(other) == b || k > 0 && g.Neighbours[b][k-1] >= other ||
				!slices.Contains(g.Neighbours[other], int32(b)) {
				return bad("booth %d has a neighbour that is none", b)
			}
		}
		for k, v := range g.Near[b] {
			if v < 0 || int(v) >= len(g.Cap) || k > 0 && g.Near[b][k-1] >= v {
				return bad("booth %d has a venue that is none", b)
			}
		}
		for _, m := range g.Metres[b] {
			if m < 0 || m > LongWalk {
				return bad("a walk of %d m", m)
			}
		}
	}
	if _, ok := NewScale(n, g.people()); !ok {
		return bad("more people than can be summed")
	}
	return nil
}
