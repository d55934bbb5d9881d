package median

import "doorstep/internal/fault"

// Graph is an undirected network whose nodes are clients and sites alike.
type Graph struct {
	Nodes int
	Edges []Edge
}

// Edge joins two nodes, numbered from 0.
type Edge struct {
	A, B   int32
	Length int32 // at least 0
}

// Distances gives the lengths of the shortest paths between all nodes, node-major, by Dijkstra's algorithm from each
// node; where an edge is listed twice the last counts. The errors name an edge that cannot be, or a node out of reach.
// O(Nodes * Edges * log Nodes).
func (g Graph) Distances() ([]int32, error) {
	last := make(map[[2]int32]int32, len(g.Edges))
	for k, e := range g.Edges {
		if min(e.A, e.B) < 0 || int(max(e.A, e.B)) >= g.Nodes || e.Length < 0 || e.Length > MaxDistance {
			return nil, fault.Malformed("median.malformed", "Edge %d joins %d and %d of %d nodes by a length of %d.", k, e.A, e.B, g.Nodes, e.Length)
		}
		last[[2]int32{min(e.A, e.B), max(e.A, e.B)}] = e.Length
	}
	next := make([][]hop, g.Nodes)
	for ends, length := range last { // the order of the hops does not change the lengths of shortest paths
		next[ends[0]] = append(next[ends[0]], hop{ends[1], int64(length)})
		next[ends[1]] = append(next[ends[1]], hop{ends[0], int64(length)})
	}
	out := make([]int32, g.Nodes*g.Nodes)
	far := make([]int64, g.Nodes)
	for from := range g.Nodes {
		shortest(next, int32(from), far)
		for to, d := range far {
			if d < 0 || d > MaxDistance {
				return nil, fault.Malformed("median.malformed", "Node %d cannot be reached from node %d.", to, from)
			}
			out[from*g.Nodes+to] = int32(d)
		}
	}
	return out, nil
}

type hop struct {
	to     int32
	length int64
}

// shortest fills far with the distance of each node from one; -1: out of reach.
func shortest(next [][]hop, from int32, far []int64) {
	for i := range far {
		far[i] = -1
	}
	far[from] = 0
	open := hops{{from, 0}}
	for len(open) > 0 {
		at := open.pop()
		if at.length > far[at.to] {
			continue // reached on a shorter way since
		}
		for _, h := range next[at.to] {
			if d := at.length + h.length; far[h.to] < 0 || d < far[h.to] {
				far[h.to] = d
				open.push(hop{h.to, d})
			}
		}
	}
}

// hops is a binary heap, the nearest on top.
type hops []hop

func (h *hops) push(x hop) {
	*h = append(*h, x)
	a := *h
	i := len(a) - 1
	for i > 0 && a[(i-1)/2].length > x.length {
		a[i] = a[(i-1)/2]
		i = (i - 1) / 2
	}
	a[i] = x
}

func (h *hops) pop() hop {
	a := *h
	top, x := a[0], a[len(a)-1]
	a = a[:len(a)-1]
	*h = a
	i := 0
	for k := 1; k < len(a); k = 2*i + 1 {
		if k+1 < len(a) && a[k+1].length < a[k].length {
			k++
		}
		if a[k].length >= x.length {
			break
		}
		a[i], i = a[k], k
	}
	if len(a) > 0 {
		a[i] = x
	}
	return top
}
