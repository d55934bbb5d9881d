package road

import (
	"iter"
	"slices"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

// Nodes gives how many junctions and ends there are; they are numbered from 0.
func (g *Graph) Nodes() int { return len(g.at) }

// Edges gives how many edges there are; they are numbered from 0.
func (g *Graph) Edges() int { return len(g.tail) }

// Bytes gives the size of the file.
func (g *Graph) Bytes() int { return len(g.file) }

// Has says whether the profile may use any way of the file.
func (g *Graph) Has(p Profile) bool { return int(p) < Profiles && len(g.csr.cost[p]) > 0 }

// At gives the position of a node.
func (g *Graph) At(node int32) orb.Point { return g.at[node].orb() }

// Ends gives the nodes that an edge joins.
func (g *Graph) Ends(edge int32) (tail, head int32) { return int32(g.tail[edge]), int32(g.head[edge]) }

// Line gives the course of an edge from tail to head, both included.
func (g *Graph) Line(edge int32) orb.LineString {
	return g.appendLine(nil, edge, false)
}

func (g *Graph) appendLine(to orb.LineString, edge int32, turned bool) orb.LineString {
	a, b := g.at[g.tail[edge]], g.at[g.head[edge]]
	between := g.points[g.pointFirst[edge]:g.pointFirst[edge+1]]
	if turned {
		to = append(to, b.orb())
		for _, p := range slices.Backward(between) {
			to = append(to, p.orb())
		}
		return append(to, a.orb())
	}
	to = append(to, a.orb())
	for _, p := range between {
		to = append(to, p.orb())
	}
	return append(to, b.orb())
}

// Info is what is known of an edge besides its course.
type Info struct {
	Length  geo.Meters
	Ways    []int64 // ids, from tail to head
	Name    string  // of the first way
	Ref     string
	Bridge  bool
	Surface Surface
	Ferry   *Ferry
}

// Info gives what is known of an edge.
func (g *Graph) Info(edge int32) Info {
	x := g.info[edge]
	ways := g.pieces[g.pieceFirst[edge]:g.pieceFirst[edge+1]]
	i := Info{
		Length: geo.Meters(g.length[edge]) / 100, Name: g.word(g.wayName[ways[0]]), Ref: g.word(g.wayRef[ways[0]]),
		Bridge: x&infoBridge != 0, Surface: Surface(x & infoSurface),
	}
	for _, w := range ways {
		i.Ways = append(i.Ways, g.wayID[w])
	}
	if k := x / infoFerry; k > 0 {
		f := g.ferry(k)
		i.Ferry = &f
	}
	return i
}

func (g *Graph) ferry(k uint32) Ferry {
	f := g.ferries[k-1]
	return Ferry{
		WaitSeconds: f[0], CrossingSeconds: f[1], OpenMinute: int16(f[2]), CloseMinute: int16(f[3]),
		Tidal: f[4]&ferryTidal != 0, Seasonal: f[4]&ferrySeasonal != 0,
	}
}

func (g *Graph) word(at uint32) string {
	rest := g.text[at:]
	return string(rest[1:min(1+int(rest[0]), len(rest))])
}

// Arc is an edge in a direction that a profile may use.
type Arc struct {
	From, To int32
	Edge     int32
	Backward bool // from the edge's head to its tail
	Trip     Trip
}

// Arcs gives all that a profile may use, by the node they leave.
func (g *Graph) Arcs(p Profile) iter.Seq[Arc] {
	return func(yield func(Arc) bool) {
		if !g.Has(p) {
			return
		}
		for u := range int32(len(g.at)) {
			for a := g.csr.first[u]; a < g.csr.first[u+1]; a++ {
				cost := g.csr.cost[p][a]
				if cost == never {
					continue
				}
				x := g.csr.edge[a]
				arc := Arc{From: u, To: int32(g.csr.head[a]), Edge: int32(x >> 1), Backward: x&1 == 1, Trip: Trip{int32(cost), int32(g.csr.length[a])}}
				if !yield(arc) {
					return
				}
			}
		}
	}
}

// cost gives the milliseconds of an edge in a direction (1: from head to tail), or never.
func (g *Graph) cost(p Profile, edge int32, dir uint32) uint32 {
	u := g.tail[edge]
	if dir == 1 {
		u = g.head[edge]
	}
	want := uint32(edge)<<1 | dir
	for a := g.csr.first[u]; a < g.csr.first[u+1]; a++ {
		if g.csr.edge[a] == want {
			return g.csr.cost[p][a]
		}
	}
	return never
}

// Island gives the component of a node for a profile, numbered from the largest, 0; -1 where the profile uses no edge there.
// Trapped is a node that the rest of its component cannot both reach and be reached from, because of one-way ways.
func (g *Graph) Island(p Profile, node int32) (island int32, trapped bool) {
	if !g.Has(p) || g.part[p][node] == noPart {
		return -1, false
	}
	x := g.part[p][node]
	return int32(x &^ core), x&core == 0
}
