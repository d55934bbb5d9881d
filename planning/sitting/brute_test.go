package sitting

import (
	"math"
	"slices"
)

// brute finds the least cost by trying every division: each booth in turn joins an earlier part or begins
// one, and each part tries every venue. It shares nothing with the solver but the weights.
func brute(g *Group) int64 {
	n := len(g.People)
	people := int64(0)
	for _, k := range g.People {
		people += k
	}
	beyond := 1 + people*LongWalk
	unseated := beyond * (people + 1)
	part := make([]int, n)
	memo := map[int]int64{}
	cost := func(mask int) int64 { // of a part as a sitting, -1: it cannot be one
		if c, ok := memo[mask]; ok {
			return c
		}
		var booths []int
		visitors := int64(0)
		for b := range n {
			if mask>>b&1 == 1 {
				booths = append(booths, b)
				visitors += g.Visitors[b]
			}
		}
		best := int64(-1)
		reached := 1 << booths[0]
		for range booths {
			for _, b := range booths {
				for _, o := range g.Neighbours[b] {
					if reached>>b&1 == 1 && mask>>o&1 == 1 {
						reached |= 1 << o
					}
				}
			}
		}
		if len(booths) >= 2 && len(booths) <= 4 && reached == mask {
			for v, room := range g.Cap {
				near := slices.ContainsFunc(booths, func(b int) bool { return slices.Contains(g.Near[b], int32(v)) })
				if !near || room < max(1, visitors) {
					continue
				}
				sum := int64(0)
				for _, b := range booths {
					m := int64(g.Metres[b][v])
					sum += g.People[b] * m
					if m > g.Threshold {
						sum += g.People[b] * beyond
					}
				}
				if best < 0 || sum < best {
					best = sum
				}
			}
		}
		memo[mask] = best
		return best
	}
	best := int64(math.MaxInt64)
	var try func(b, parts int)
	try = func(b, parts int) {
		if b == n {
			sum, held := int64(0), 0
			for p := range parts {
				mask, size := 0, 0
				for k, of := range part {
					if of == p {
						mask |= 1 << k
						size++
					}
				}
				c := cost(mask)
				switch {
				case size == 1:
					sum += unseated
				case c < 0:
					return
				default:
					sum += c
					held++
				}
			}
			if held <= g.Limit {
				best = min(best, sum)
			}
			return
		}
		for p := range parts + 1 {
			part[b] = p
			try(b+1, max(parts, p+1))
		}
	}
	try(0, 0)
	return best
}
