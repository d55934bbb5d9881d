package main

import (
	"container/heap"
	"math"
	"math/rand/v2"

	"github.com/paulmach/orb"

	"doorstep/planning/road"
)

// benchNetwork is the network of a profile as plain lists, for a search that shares nothing with the engine, and for peers.
type benchNetwork struct {
	g        *road.Graph
	first    []int32 // of the arcs leaving each node
	to, edge []int32
	weight   []uint64    // milliseconds in the upper half, centimetres in the lower
	turned   []bool      // against its edge
	back     []int32     // the arc the other way along the same edge; -1: there is none
	enter    []road.Snap // at the node a snap that lies on an arc leaving it, one that is open both ways where there is one
	on       []int32     // that arc; -1: none leaves the node
}

func networkFor(g *road.Graph, p road.Profile) *benchNetwork {
	n := &benchNetwork{g: g, first: make([]int32, g.Nodes()+1), enter: make([]road.Snap, g.Nodes()), on: make([]int32, g.Nodes())}
	arcOf := make([]int32, 2*g.Edges()) // 1 + the arc along an edge in a direction
	for a := range g.Arcs(p) {
		k := int32(len(n.to))
		n.first[a.From+1]++
		n.to, n.edge = append(n.to, a.To), append(n.edge, a.Edge)
		n.weight = append(n.weight, uint64(a.Trip.Millis)<<32|uint64(a.Trip.Centimeters))
		dir := int32(0)
		if a.Backward {
			dir = 1
		}
		n.back, n.turned = append(n.back, -1), append(n.turned, a.Backward)
		if other := arcOf[2*a.Edge+1-dir] - 1; other >= 0 {
			n.back[k], n.back[other] = other, k
		}
		arcOf[2*a.Edge+dir] = k + 1
	}
	for v := range n.enter {
		n.first[v+1] += n.first[v]
		n.on[v] = -1
		for k := n.first[v+1] - 1; k >= n.first[v]; k-- {
			if n.on[v] < 0 || n.back[k] >= 0 {
				n.on[v] = k
			}
		}
		n.enter[v] = n.snap(int32(v))
	}
	return n
}

// snap stands at a node, on the arc that leaves it.
func (n *benchNetwork) snap(v int32) road.Snap {
	k := n.on[v]
	if k < 0 {
		return road.Snap{Edge: -1}
	}
	s := road.Snap{Edge: n.edge[k], At: n.g.At(v)}
	if tail, head := n.g.Ends(s.Edge); tail != v || head == v && n.turned[k] {
		s.Along = int32(n.weight[k] & math.MaxUint32)
	}
	return s
}

// nodes draws nodes that some arc leaves; free ones can be left along every arc, since the snap's edge is open both ways.
func (n *benchNetwork) nodes(rng *rand.Rand, count int, free bool) []int32 {
	var nodes []int32
	for range 50 * count {
		if v := int32(rng.IntN(len(n.on))); n.on[v] >= 0 && (!free || n.back[n.on[v]] >= 0) {
			if nodes = append(nodes, v); len(nodes) == count {
				break
			}
		}
	}
	return nodes
}

func (n *benchNetwork) snaps(rng *rand.Rand, count int) []road.Snap {
	return n.at(n.nodes(rng, count, false))
}

func (n *benchNetwork) at(nodes []int32) []road.Snap {
	snaps := make([]road.Snap, len(nodes))
	for i, v := range nodes {
		snaps[i] = n.enter[v]
	}
	return snaps
}

const noWay = math.MaxUint64

// dijkstra finds the least weight to every node from the snap of a node: along its arc, and where the edge is open the other way
// also from the node itself.
func (n *benchNetwork) dijkstra(from int32, closed *road.Closed, dist []uint64) {
	for v := range dist {
		dist[v] = noWay
	}
	a := n.on[from]
	if closed.Has(n.edge[a]) {
		return
	}
	q := &benchQueue{}
	push := func(v int32, w uint64) {
		if w < dist[v] {
			dist[v] = w
			heap.Push(q, benchItem{v, w})
		}
	}
	if n.back[a] >= 0 {
		push(from, 0)
	}
	push(n.to[a], n.weight[a])
	for q.Len() > 0 {
		item := heap.Pop(q).(benchItem) //nolint:forcetypeassert // nothing else is in it
		if item.weight > dist[item.node] {
			continue
		}
		for a := n.first[item.node]; a < n.first[item.node+1]; a++ {
			if !closed.Has(n.edge[a]) {
				push(n.to[a], item.weight+n.weight[a])
			}
		}
	}
}

type benchItem struct {
	node   int32
	weight uint64
}

type benchQueue []benchItem

// Len, Less, Swap, Push and Pop make it a heap.
func (q benchQueue) Len() int           { return len(q) }
func (q benchQueue) Less(i, j int) bool { return q[i].weight < q[j].weight }
func (q benchQueue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *benchQueue) Push(x any)        { *q = append(*q, x.(benchItem)) } //nolint:forcetypeassert // as above
func (q *benchQueue) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}

// trip is what a weight means for a snap at a node: its edge must be open for whoever wants to stand on it.
func (n *benchNetwork) trip(w uint64, node int32, closed *road.Closed) road.Trip {
	if w == noWay || closed.Has(n.enter[node].Edge) {
		return road.Trip{Millis: -1, Centimeters: -1}
	}
	return road.Trip{Millis: int32(w >> 32), Centimeters: int32(w & math.MaxUint32)}
}

// Pairs that are checked on each network: half without closures, half with.
const benchPairs = 50_000

// check holds the hierarchy's single questions, its matrix and its sweeps against Dijkstra, in time and length, and counts pairs
// in which any of them differs.
func (n *benchNetwork) check(h *road.Hierarchy, closed *road.Closed, rng *rand.Rand, pairs *int) (mismatches int) {
	sources := 500
	if len(n.enter) > 50_000 {
		sources = 100
	}
	from, to := n.nodes(rng, sources, false), n.nodes(rng, benchPairs/sources, false)
	starts, ends := n.at(from), n.at(to)
	trips := make([]road.Trip, len(from)*len(to))
	h.Matrix(starts, ends, trips)
	dist, millis := make([]uint64, len(n.enter)), make([]int32, len(n.enter))
	for i, s := range from {
		n.dijkstra(s, closed, dist)
		h.OneToAll(starts[i], millis)
		for k, t := range to {
			want := n.trip(dist[t], t, closed)
			if s == t {
				want = n.standing(s, closed)
			}
			*pairs++
			if trips[i*len(to)+k] != want || h.Query(starts[i], ends[k]) != want {
				mismatches++
			}
		}
		for v, got := range millis {
			want := int32(-1)
			if dist[v] != noWay {
				want = int32(dist[v] >> 32)
			}
			if got != want {
				mismatches++
			}
		}
	}
	return mismatches
}

// standing is the trip from a place to itself: none is needed, unless the road there is closed.
func (n *benchNetwork) standing(node int32, closed *road.Closed) road.Trip {
	return n.trip(0, node, closed)
}

// middle is a square in the middle of the network.
func (m *roadMeasure) middle() orb.Polygon {
	box := orb.Bound{Min: m.g.At(0), Max: m.g.At(0)}
	for v := range int32(m.g.Nodes()) {
		box = box.Extend(m.g.At(v))
	}
	c := box.Center()
	w, h := (box.Max[0]-box.Min[0])/benchClosedShare/2, (box.Max[1]-box.Min[1])/benchClosedShare/2
	return orb.Bound{Min: orb.Point{c[0] - w, c[1] - h}, Max: orb.Point{c[0] + w, c[1] + h}}.ToPolygon()
}
