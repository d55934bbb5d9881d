package sitting

import (
	"math"
	"slices"
)

// bitsOfBooth is how many bits of a cluster's key a booth takes: MostBooths and the empty place fit.
const bitsOfBooth = 9

// Clusters lists every set of two to four booths that is connected by neighbours and has a venue near it
// with room for all of its visitors, by size and booths, each with the venue that costs least (the lowest
// index of several). About 100 to 300 a booth where each has five neighbours or six.
func (g *Group) Clusters() []Cluster {
	scale := g.Scale()
	var out []Cluster
	level := make([]uint64, 0, len(g.People)) // keys of the connected sets of one size
	for b := range g.People {
		level = append(level, uint64(b)+1)
	}
	var booths [Largest]int32
	for size := 2; size <= Largest; size++ {
		var next []uint64
		for _, k := range level {
			for _, b := range unpack(k, &booths) {
				for _, other := range g.Neighbours[b] {
					if wider, ok := with(k, other); ok {
						next = append(next, wider)
					}
				}
			}
		}
		slices.Sort(next)
		level = slices.Compact(next)
		for _, k := range level {
			set := unpack(k, &booths)
			if slices.ContainsFunc(g.Without, func(not []int32) bool { return slices.Equal(not, set) }) {
				continue
			}
			if venue, cost := g.Venue(set, scale); venue >= 0 {
				out = append(out, Cluster{slices.Clone(set), venue, cost})
			}
		}
	}
	return out
}

// Venue gives the venue near the booths at which they meet for the least cost, and that cost; -1 where
// none has room for them.
func (g *Group) Venue(booths []int32, scale Scale) (best int32, least int64) {
	visitors := int64(0)
	for _, b := range booths {
		visitors += g.Visitors[b]
	}
	best, least = -1, math.MaxInt64
	for _, b := range booths {
		for _, v := range g.Near[b] {
			if g.Cap[v] == 0 || g.Cap[v] < visitors {
				continue
			}
			if cost := g.Cost(booths, v, scale); cost < least || cost == least && v < best {
				best, least = v, cost
			}
		}
	}
	return best, least
}

// Cost of the booths' meeting at a venue.
func (g *Group) Cost(booths []int32, venue int32, scale Scale) (sum int64) {
	for _, b := range booths {
		m := int64(g.Metres[b][venue])
		each := m
		if m > g.Threshold {
			each += scale.Beyond
		}
		sum += g.People[b] * each
	}
	return sum
}

// unpack reads the booths of a key, in increasing order.
func unpack(key uint64, into *[Largest]int32) []int32 {
	n := 0
	for ; key != 0; key >>= bitsOfBooth {
		into[n] = int32(key&(1<<bitsOfBooth-1)) - 1
		n++
	}
	return into[:n]
}

// with adds a booth to a key; ok is false where it is in already.
func with(key uint64, booth int32) (wider uint64, ok bool) {
	add := uint64(booth) + 1
	shift := 0
	for ; key>>shift != 0; shift += bitsOfBooth {
		switch at := key >> shift & (1<<bitsOfBooth - 1); {
		case at == add:
			return 0, false
		case at > add:
			below := key & (1<<shift - 1)
			return below | add<<shift | key>>shift<<(shift+bitsOfBooth), true
		}
	}
	return key | add<<shift, true
}
