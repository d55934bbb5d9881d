package world

import (
	"math"

	"github.com/paulmach/orb"
)

// The region is drawn on a lattice of gram panchayats: nodes are moved and edges bent by a hash of
// their place, so that neighbours share the very same border without knowing one another.
const (
	pitch         = 4280.0 // metres between lattice nodes: 18.3 km2 a gram panchayat
	nodeJitter    = 0.16   // of the pitch
	edgeJitter    = 0.03   // of the pitch
	edgeSegments  = 6
	blockColumns  = 4 // gram panchayats across a block
	blockRows     = 3
	originLon     = 86.6
	originLat     = 22.4
	metresPerDeg  = 111195.08 // of latitude on the mean sphere
	middleLatRads = 24.0 * math.Pi / 180
)

// node is a crossing of the lattice.
type node struct{ i, j int }

// lattice is the frame of one world.
type lattice struct{ seed uint64 }

// mix is splitmix64 over a few integers: a hash that is the same on every machine.
func (l lattice) mix(parts ...int) uint64 {
	h := l.seed ^ 0x9e3779b97f4a7c15
	for _, p := range parts {
		h += uint64(int64(p)) + 0x9e3779b97f4a7c15
		h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9
		h = (h ^ (h >> 27)) * 0x94d049bb133111eb
		h ^= h >> 31
	}
	return h
}

// signed turns a hash into -1..1.
func signed(h uint64) float64 { return float64(h>>11)/(1<<52) - 1 }

// at gives the position of a node in metres east and north of the origin.
func (l lattice) at(n node) orb.Point {
	return orb.Point{
		(float64(n.i) + nodeJitter*signed(l.mix(1, n.i, n.j))) * pitch,
		(float64(n.j) + nodeJitter*signed(l.mix(2, n.i, n.j))) * pitch,
	}
}

// edge gives the bent border from a to b, both ends included; b to a is its exact reverse.
func (l lattice) edge(a, b node) []orb.Point {
	swap := b.i < a.i || b.j < a.j
	if swap {
		a, b = b, a
	}
	from, to := l.at(a), l.at(b)
	line := make([]orb.Point, 0, edgeSegments+1)
	for k := range edgeSegments + 1 {
		t := float64(k) / edgeSegments
		p := orb.Point{from[0] + t*(to[0]-from[0]), from[1] + t*(to[1]-from[1])}
		if k > 0 && k < edgeSegments {
			bend := edgeJitter * pitch * signed(l.mix(3, a.i, a.j, b.i, b.j, k))
			length := math.Hypot(to[0]-from[0], to[1]-from[1])
			p[0] -= bend * (to[1] - from[1]) / length
			p[1] += bend * (to[0] - from[0]) / length
		}
		line = append(line, p)
	}
	if swap {
		for i, j := 0, len(line)-1; i < j; i, j = i+1, j-1 {
			line[i], line[j] = line[j], line[i]
		}
	}
	return line
}

// outline gives the borders, in metres, of a set of lattice cells (named by their south-west node),
// exterior rings counter-clockwise, in the order of the cells.
func (l lattice) outline(cells []node) []orb.Ring {
	next := map[node][]node{}
	gone := map[[2]node]bool{}
	sides := func(c node) [4][2]node {
		sw, se := c, node{c.i + 1, c.j}
		ne, nw := node{c.i + 1, c.j + 1}, node{c.i, c.j + 1}
		return [4][2]node{{sw, se}, {se, ne}, {ne, nw}, {nw, sw}}
	}
	inner := map[[2]node]bool{}
	for _, c := range cells {
		for _, s := range sides(c) {
			inner[s] = true
		}
	}
	var starts []node
	for _, c := range cells {
		for _, s := range sides(c) {
			if inner[[2]node{s[1], s[0]}] {
				continue // shared with another cell of the set
			}
			next[s[0]] = append(next[s[0]], s[1])
			starts = append(starts, s[0])
		}
	}
	var rings []orb.Ring
	for _, start := range starts {
		ring := orb.Ring{}
		for n := start; ; {
			step, ok := unused(next[n], n, gone)
			if !ok {
				break
			}
			gone[[2]node{n, step}] = true
			ring = append(ring, l.edge(n, step)[:edgeSegments]...)
			n = step
		}
		if len(ring) > 0 {
			rings = append(rings, append(ring, ring[0]))
		}
	}
	return rings
}

func unused(ways []node, from node, gone map[[2]node]bool) (node, bool) {
	for _, w := range ways {
		if !gone[[2]node{from, w}] {
			return w, true
		}
	}
	return node{}, false
}

// lonLat turns metres east and north of the origin into degrees, 6 decimals.
func lonLat(p orb.Point) orb.Point {
	return orb.Point{
		round6(originLon + p[0]/(metresPerDeg*math.Cos(middleLatRads))),
		round6(originLat + p[1]/metresPerDeg),
	}
}

func round6(v float64) float64 { return math.Round(v*1e6) / 1e6 }

// ground turns rings in metres into one polygon a ring in degrees.
func ground(rings []orb.Ring) orb.MultiPolygon {
	out := make(orb.MultiPolygon, 0, len(rings))
	for _, r := range rings {
		ring := make(orb.Ring, len(r))
		for i, p := range r {
			ring[i] = lonLat(p)
		}
		out = append(out, orb.Polygon{ring})
	}
	return out
}
