// Package road is a road engine: a graph of ways in one checksummed file that is used in place, snapping of places to the
// nearest point of a way, bounded searches for thousands of places in parallel, contraction hierarchies with matrices, sweeps
// and paths, and closures. It is pure: bytes in, values out. docs/solvers/road.md describes it so that it can be written again.
//
// Times are whole milliseconds, lengths whole centimetres. Of two ways that take the same time the shorter one is the faster:
// every engine of the package orders ways by (time, length), or by (length, time) where a search is bounded by length, so that
// all of them give the same two numbers. There is no way where the numbers are -1: it does not exist, or takes more than 24 days.
package road

import "doorstep/geo"

// Profile is a manner of travelling.
type Profile uint8

// The profiles, in the order of their tables.
const (
	Walk Profile = iota
	Cycle
	Car
	Boat
	Profiles = 4 // how many there are
)

var profileNames = [Profiles]string{"walk", "cycle", "car", "boat"}

func (p Profile) String() string {
	if int(p) < len(profileNames) {
		return profileNames[p]
	}
	return "no profile"
}

// Surface is what a way is made of.
type Surface uint8

// The surfaces.
const (
	SurfaceUnknown Surface = iota
	Paved
	Gravel
	Earth
	surfaces
)

const (
	never     = ^uint32(0)     // as a cost: the way may not be used so
	mostEdge  = 1 << 30        // of an edge, in milliseconds (12.4 days) and centimetres (10,737 km)
	mostTrip  = 1<<31 - 1      // of a trip, in milliseconds (24.8 days) and centimetres (21,474 km)
	unreached = ^uint64(0)     // as a weight
	mostItems = 1<<31 - 2      // nodes, edges, arcs, points of a graph
	beyond    = mostTrip << 32 // the first weight that counts as no way
)

// weight packs what is counted first and what is counted second, so that sums and comparisons of weights are those of pairs.
func weight(first, second uint32) uint64 { return uint64(first)<<32 | uint64(second) }

// Trip is what a way between two places takes; both numbers are -1 where there is none.
type Trip struct {
	Millis      int32
	Centimeters int32
}

var noTrip = Trip{-1, -1}

// Seconds gives the time in seconds, rounded up; -1 where there is no way.
func (t Trip) Seconds() int32 { return roundUp(t.Millis, 1000) }

// Meters gives the length in metres, rounded up; -1 where there is no way.
func (t Trip) Meters() int32 { return roundUp(t.Centimeters, 100) }

func roundUp(x, unit int32) int32 {
	if x < 0 {
		return -1
	}
	return (x + unit - 1) / unit
}

// tripOf turns a weight of (time, length) into a trip.
func tripOf(w uint64) Trip {
	if w >= beyond {
		return noTrip
	}
	return Trip{Millis: int32(w >> 32), Centimeters: int32(min(w&never64, mostTrip))}
}

const never64 = uint64(never)

// centimeters of a length, at most mostEdge.
func centimeters(m geo.Meters) uint32 { return uint32(min(max(float64(m)*100+0.5, 0), mostEdge)) }
