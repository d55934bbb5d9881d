package planning

import (
	"fmt"
	"math/bits"
	"strings"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

// Halt is one stop of a mobile camp that tours: a place and when the camp is open there.
type Halt struct {
	Name  string    `json:"name"`
	Venue VenueID   `json:"venue,omitempty"` // "" where it stands among the houses
	Area  AreaID    `json:"area"`            // the group that most of its people are of
	At    orb.Point `json:"at"`              // rounded to 6 decimals
	From  Clock     `json:"from"`
	To    Clock     `json:"to"`
}

// tourKind is the kind of venue of a tour.
const tourKind = "mobile_tour"

// ride is how many minutes the way between two halts takes, rounded up: straight line x detour at the drive's
// speed. An estimate, as every distance is.
func (d *Drive) ride(a, b orb.Point) int64 {
	kmh := d.TravelKMH
	if kmh == 0 {
		kmh = DefaultTravelKMH
	}
	return ceilDiv(walk(a, b, d.DetourPermille)*60, kmh*1000)
}

// leastHalt is how long a halt is at least, minutes.
func (d *Drive) leastHalt() int64 {
	if d.HaltMinutes != 0 {
		return d.HaltMinutes
	}
	return DefaultHaltMinutes
}

// order gives the halts in the order of the shortest ride from any of them through all, and its minutes; the
// way round that begins at the lower index. Exact, by dynamic programming over sets (Held and Karp 1962):
// O(2^n n^2), n at most mostHalts.
func (d *Drive) order(halts []Halt) (ordered []Halt, minutes int64) {
	n := len(halts)
	if n == 0 {
		return nil, 0
	}
	type end struct {
		minutes int64
		before  int
	}
	best := make([][]end, 1<<n) // by the set visited and the halt it ends at
	for set := 1; set < 1<<n; set++ {
		best[set] = make([]end, n)
		for last := range n {
			best[set][last] = end{-1, -1}
			if set>>last&1 == 0 {
				continue
			}
			rest := set &^ (1 << last)
			if rest == 0 {
				best[set][last].minutes = 0
				continue
			}
			for before := range n {
				if rest>>before&1 == 0 {
					continue
				}
				m := best[rest][before].minutes + d.ride(halts[before].At, halts[last].At)
				if e := &best[set][last]; e.minutes < 0 || m < e.minutes {
					*e = end{m, before}
				}
			}
		}
	}
	whole, last := 1<<n-1, 0
	for k := range n {
		if best[whole][k].minutes < best[whole][last].minutes {
			last = k
		}
	}
	minutes = best[whole][last].minutes
	ordered = make([]Halt, n)
	for set := whole; set != 0; {
		ordered[bits.OnesCount(uint(set))-1] = halts[last]
		set, last = set&^(1<<last), best[set][last].before
	}
	return ordered, minutes
}

// timetable sets the times of halts in their order from from to to: each at least the least halt, what is left
// over shared in proportion to the weights, then the ride to the next. It gives the minutes at halts, 0 where
// the halts do not fit.
func (d *Drive) timetable(halts []Halt, weights []int64, from, to Clock) int64 {
	rides := int64(0)
	for k := 1; k < len(halts); k++ {
		rides += d.ride(halts[k-1].At, halts[k].At)
	}
	least := d.leastHalt()
	spare := int64(to-from) - rides - least*int64(len(halts))
	if spare < 0 || len(halts) == 0 {
		return 0
	}
	more := geo.Apportion(spare, weights)
	at, minutes := from, int64(0)
	for k := range halts {
		if k > 0 {
			at += Clock(d.ride(halts[k-1].At, halts[k].At))
		}
		n := least + more[k]
		halts[k].From, halts[k].To = at, at+Clock(n)
		at += Clock(n)
		minutes += n
	}
	return minutes
}

// HaltsText says the halts of a tour in words, "" where it has none.
func HaltsText(halts []Halt) string {
	parts := make([]string, len(halts))
	for k, h := range halts {
		parts[k] = fmt.Sprintf("%s %s to %s", h.Name, h.From, h.To)
	}
	return strings.Join(parts, ", ")
}

// places gives where people can come to a candidate: its halts, or the place itself.
func (c *Candidate) places() []orb.Point {
	if len(c.Halts) == 0 {
		return []orb.Point{c.At}
	}
	at := make([]orb.Point, len(c.Halts))
	for k, h := range c.Halts {
		at[k] = h.At
	}
	return at
}

// Made says whether the candidate was made by the planner: a tour, a halt among the houses, a special camp. No
// venue of a source has its id.
func (c *Candidate) Made() bool {
	return c.Kind == tourKind || c.Kind == haltKind || c.Kind == specialKind
}

// walkTo is the way on foot to the nearest place of a candidate, metres.
func (c *Candidate) walkTo(p orb.Point, detourPermille int64) int64 {
	best := walk(c.At, p, detourPermille)
	for _, h := range c.Halts {
		best = min(best, walk(h.At, p, detourPermille))
	}
	return best
}
