package road

import (
	"slices"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

// Path is a way between two snaps.
type Path struct {
	Trip  Trip
	Line  orb.LineString // from the one snap to the other along the edges; a single point twice where they are one place
	Steps []Step         // edge by edge
}

// Step is a part of a path along one edge.
type Step struct {
	Edge     int32
	Backward bool // from the edge's head to its tail
	Trip     Trip
}

// step is an arc of the hierarchy, or of the graph, that is still to be unpacked.
type step struct {
	from, to uint32
	via      uint32
	weight   uint64
}

// Path gives the fastest way between two snaps with its course; false where there is none.
func (h *Hierarchy) Path(from, to Snap) (Path, bool) {
	p := h.pair()
	defer h.pools.pairs.Put(p)
	best, meet := p.search(h, from, to)
	if best >= beyond {
		return Path{Trip: noTrip}, false
	}
	path := Path{Trip: tripOf(best)}
	if meet == none {
		w, dir := h.g.between(h.profile, from, to)
		path.step(from.Edge, dir, w)
		path.draw(h.g, from, to)
		return path, true
	}
	dir := h.direction(p.from, meet, from, false)
	path.step(from.Edge, dir, h.g.leave(h.profile, from, dir))
	p.unpack(h, meet, &path)
	dir = h.direction(p.to, meet, to, true)
	path.step(to.Edge, dir, h.g.arrive(h.profile, to, dir))
	path.draw(h.g, from, to)
	return path, true
}

func (path *Path) step(edge int32, dir uint32, w uint64) {
	path.Steps = append(path.Steps, Step{Edge: edge, Backward: dir == 1, Trip: tripOf(w)})
}

// direction says in which direction of the edge a side of the search began.
func (h *Hierarchy) direction(side *climb, meet uint32, at Snap, turned bool) uint32 {
	seed := meet
	for side.label[seed].parent != none {
		seed = side.label[seed].parent
	}
	w, node := h.begin(at, 0, turned)
	if h.place[node] == seed && side.label[seed].weight == w {
		return 0
	}
	return 1
}

// Path gives the fastest way between two snaps by a search over the graph as it is: for a question or two where there is no
// hierarchy. It takes tens of milliseconds for 100,000 nodes.
func (g *Graph) Path(from, to Snap, p Profile, closed *Closed) (Path, bool) {
	if !g.Has(p) || from.Edge < 0 || to.Edge < 0 || closed.Has(from.Edge) || closed.Has(to.Edge) {
		return Path{Trip: noTrip}, false
	}
	s := g.search(&Bound{Profile: p, Closed: closed})
	defer g.pools.searches.Put(s)
	best, way := g.between(p, from, to)
	path := Path{Trip: tripOf(best)}
	path.step(from.Edge, way, best)
	s.via = make([]uint32, len(g.at))
	defer func() { s.via = nil }()
	s.limit = min(s.limit, best)
	s.start(from, 0)
	s.run(nil)
	for dir := range uint32(2) {
		node, last := g.end(to.Edge, 1-dir), g.arrive(p, to, dir)
		if l := &s.label[node]; last != unreached && l.stamp == s.stamp && l.weight+last < best {
			best = l.weight + last
			path = Path{Trip: tripOf(best), Steps: s.back(from, node)}
			path.step(to.Edge, dir, last)
		}
	}
	if best >= beyond {
		return Path{Trip: noTrip}, false
	}
	path.draw(g, from, to)
	return path, true
}

// back gives the steps from a snap to a node that the search has reached.
func (s *search) back(from Snap, node uint32) (steps []Step) {
	for {
		l := &s.label[node]
		for dir := range uint32(2) {
			if w := s.g.leave(s.p, from, dir); s.g.end(from.Edge, dir) == node && w == l.weight {
				steps = append(steps, Step{Edge: from.Edge, Backward: dir == 1, Trip: tripOf(w)})
				slices.Reverse(steps)
				return steps
			}
		}
		arc := s.via[node]
		node = s.g.end(int32(arc>>1), 1-arc&1)
		w := l.weight - s.label[node].weight
		steps = append(steps, Step{Edge: int32(arc >> 1), Backward: arc&1 == 1, Trip: tripOf(w)})
	}
}

// unpack puts the edges of a path into its steps, without the parts of edges at its ends.
func (p *pair) unpack(h *Hierarchy, meet uint32, path *Path) {
	p.steps = p.steps[:0] // the last one is the first to be taken
	for at := meet; p.to.label[at].parent != none; at = p.to.label[at].parent {
		next := p.to.label[at].parent
		p.steps = append(p.steps, stepOf(h.in.find(next, at), at, next))
	}
	slices.Reverse(p.steps)
	for at := meet; p.from.label[at].parent != none; at = p.from.label[at].parent {
		last := p.from.label[at].parent
		p.steps = append(p.steps, stepOf(h.out.find(last, at), last, at))
	}
	for len(p.steps) > 0 {
		s := p.steps[len(p.steps)-1]
		p.steps = p.steps[:len(p.steps)-1]
		if s.via&original != 0 {
			path.step(int32(s.via&^original>>1), s.via&1, s.weight)
			continue
		}
		p.steps = append(p.steps, stepOf(h.out.find(s.via, s.to), s.via, s.to), stepOf(h.in.find(s.via, s.from), s.from, s.via))
	}
}

func stepOf(a chArc, from, to uint32) step {
	return step{from: from, to: to, via: a.via, weight: a.weight}
}

// draw puts the line of a path together.
func (path *Path) draw(g *Graph, from, to Snap) {
	line := orb.LineString{from.At}
	for i, s := range path.Steps {
		begin, end := int32(0), int32(g.length[s.Edge])
		if s.Backward {
			begin, end = end, begin
		}
		if i == 0 {
			begin = from.Along
		}
		if i == len(path.Steps)-1 {
			end = to.Along
		}
		if i > 0 {
			line = append(line, g.at[g.end(s.Edge, dirOf(!s.Backward))].orb())
		}
		line = g.appendPart(line, s.Edge, begin, end)
	}
	path.Line = slices.Compact(append(line, to.At))
	if len(path.Line) == 1 {
		path.Line = append(path.Line, to.At)
	}
}

func dirOf(backward bool) uint32 {
	if backward {
		return 1
	}
	return 0
}

// appendPart adds the points of an edge strictly between two places on it, given in centimetres from its tail.
func (g *Graph) appendPart(line orb.LineString, edge, begin, end int32) orb.LineString {
	between := g.points[g.pointFirst[edge]:g.pointFirst[edge+1]]
	first := len(line)
	all, at := 0.0, g.at[g.tail[edge]].orb()
	along := make([]float64, len(between))
	for i, p := range between {
		all += float64(geo.Distance(at, p.orb()))
		along[i], at = all, p.orb()
	}
	all += float64(geo.Distance(at, g.at[g.head[edge]].orb()))
	for i, p := range between {
		if a := along[i] / all * float64(g.length[edge]); a > float64(min(begin, end)) && a < float64(max(begin, end)) {
			line = append(line, p.orb())
		}
	}
	if begin > end {
		slices.Reverse(line[first:])
	}
	return line
}
