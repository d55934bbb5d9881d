package walk

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

// search is Dijkstra's algorithm on a grid from one place, kept between runs.
type search struct {
	x       *grid
	origin  orb.Point
	worth   []float64 // of the way to each cell; infinite: not reached
	before  []int32   // the cell before it, -1: the origin
	by      []int32   // the crossing from the cell before it, -1: on foot
	touched []int32
	heap    []reached
}

// reached is a cell on the heap.
type reached struct {
	worth float64
	cell  int32
}

func (a reached) less(b reached) bool {
	return a.worth < b.worth || a.worth == b.worth && a.cell < b.cell
}

func newSearch(x *grid) *search {
	s := &search{x: x, worth: make([]float64, len(x.cells)), before: make([]int32, len(x.cells)), by: make([]int32, len(x.cells))}
	for i := range s.worth {
		s.worth[i] = math.Inf(1)
	}
	return s
}

// run finds the best way to every cell that one of at most limit leads to.
func (s *search) run(origin orb.Point, limit float64) {
	for _, i := range s.touched {
		s.worth[i] = math.Inf(1)
	}
	s.touched, s.heap, s.origin = s.touched[:0], s.heap[:0], origin
	for _, d := range s.x.stands(origin) {
		s.reach(d.cell, d.metres, -1, -1, limit)
	}
	for len(s.heap) > 0 {
		r := s.pop()
		if r.worth > s.worth[r.cell] {
			continue
		}
		for k := 6 * r.cell; k < 6*r.cell+6 && s.x.step[k] >= 0; k++ {
			s.reach(s.x.step[k], r.worth+float64(s.x.long[k]), r.cell, -1, limit)
		}
		for _, p := range s.x.ports[r.cell] {
			s.reach(p.to, r.worth+s.x.g.links[p.link].worth(), r.cell, p.link, limit)
		}
	}
}

// reach notes a way to a cell where it is the best so far.
func (s *search) reach(cell int32, worth float64, before, by int32, limit float64) {
	if worth > limit || worth >= s.worth[cell] {
		return
	}
	if math.IsInf(s.worth[cell], 1) {
		s.touched = append(s.touched, cell)
	}
	s.worth[cell], s.before[cell], s.by[cell] = worth, before, by
	s.push(reached{worth, cell})
}

func (s *search) push(r reached) {
	s.heap = append(s.heap, r)
	for k := len(s.heap) - 1; k > 0; {
		up := (k - 1) / 2
		if !s.heap[k].less(s.heap[up]) {
			return
		}
		s.heap[k], s.heap[up] = s.heap[up], s.heap[k]
		k = up
	}
}

func (s *search) pop() reached {
	top, last := s.heap[0], len(s.heap)-1
	s.heap[0] = s.heap[last]
	s.heap = s.heap[:last]
	for k := 0; ; {
		down := 2*k + 1
		if down >= last {
			return top
		}
		if down+1 < last && s.heap[down+1].less(s.heap[down]) {
			down++
		}
		if !s.heap[down].less(s.heap[k]) {
			return top
		}
		s.heap[k], s.heap[down] = s.heap[down], s.heap[k]
		k = down
	}
}

// to gives the way from the origin to a place that is tied to some cells, and its line; ok is false where the search
// reached none of them. Between crossings the steps of the grid are drawn straight as far as no water lies between.
func (s *search) to(q orb.Point, stands []stand) (w Way, line orb.LineString, ok bool) {
	last, best := int32(-1), math.Inf(1)
	for _, d := range stands {
		if sum := s.worth[d.cell] + d.metres; sum < best {
			last, best = d.cell, sum
		}
	}
	if last < 0 {
		return w, nil, false
	}
	stretch := orb.LineString{q} // back to front, since the last crossing
	for cell := last; ; cell = s.before[cell] {
		stretch = append(stretch, s.x.at[cell])
		if link := s.by[cell]; s.before[cell] >= 0 && link >= 0 {
			w.walk(s.x.g, stretch, &line)
			w.cross(&s.x.g.links[link])
			line = append(line, s.x.g.links[link].at)
			stretch = orb.LineString{}
		}
		if s.before[cell] < 0 {
			break
		}
	}
	w.walk(s.x.g, append(stretch, s.origin), &line)
	slices.Reverse(line)
	return w, line, true
}

// walk adds a stretch of steps, drawn straight, to a way and its line.
func (w *Way) walk(g *Ground, steps orb.LineString, line *orb.LineString) {
	*line = append(*line, steps[0])
	for i := 0; i < len(steps)-1; {
		j := len(steps) - 1
		for j > i+1 && !g.Clear(steps[i], steps[j]) {
			j--
		}
		w.Metres += float64(geo.Distance(steps[i], steps[j]))
		*line = append(*line, steps[j])
		i = j
	}
}

// cross adds a crossing to a way.
func (w *Way) cross(b *bridge) {
	if b.ferry {
		w.Water += b.metres
		w.Seconds += b.seconds
		return
	}
	w.Metres += b.metres
}

// worth is what a crossing weighs against walking.
func (b *bridge) worth() float64 {
	if b.ferry {
		return max(b.seconds*pace, b.metres)
	}
	return b.metres
}
