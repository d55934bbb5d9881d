package road

import (
	"slices"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

// Closure says what may not be used: each edge that any of its parts names is closed as a whole, in both directions.
type Closure struct {
	Area     orb.Geometry // a polygon or multi-polygon: edges whose line meets it
	Ways     []int64      // ids, as they were added
	Edges    []int32
	Tidal    bool // ferries that do not run at every tide
	Seasonal bool // ferries that do not run in every season
	At       bool // ferries that do not run at Minute
	Minute   int16
}

// Closed is a set of closed edges of one graph; nil closes nothing. It is not changed.
type Closed struct {
	set   []uint64
	count int
}

// Count gives how many edges are closed.
func (c *Closed) Count() int {
	if c == nil {
		return 0
	}
	return c.count
}

// Has says whether an edge is closed.
func (c *Closed) Has(edge int32) bool { return c != nil && c.set[edge>>6]>>(edge&63)&1 == 1 }

func (c *Closed) add(edge int32) {
	if !c.Has(edge) {
		c.set[edge>>6] |= 1 << (edge & 63)
		c.count++
	}
}

// Close makes the set of the edges that closures name. What names nothing closes nothing: compare Count. Geometry that
// geo.Validate refuses is refused. A closure of ways or ferries takes a pass over the edges.
func (g *Graph) Close(closures ...Closure) (*Closed, error) {
	c := &Closed{set: make([]uint64, (len(g.tail)+63)/64)}
	for i := range closures {
		one := &closures[i]
		if one.Area != nil {
			if err := g.closeArea(c, one.Area); err != nil {
				return nil, err
			}
		}
		for _, e := range one.Edges {
			if e >= 0 && int(e) < len(g.tail) {
				c.add(e)
			}
		}
		if len(one.Ways) > 0 || one.Tidal || one.Seasonal || one.At {
			g.closeList(c, one)
		}
	}
	return c, nil
}

func (g *Graph) closeArea(c *Closed, area orb.Geometry) error {
	if err := geo.Validate(area); err != nil {
		return err
	}
	box := area.Bound()
	for _, e := range g.edgesIn(box) {
		if !c.Has(e) && g.meets(e, area, box) {
			c.add(e)
		}
	}
	for e := range int32(len(g.tail)) { // ferries are in no window
		if g.info[e]/infoFerry > 0 && !c.Has(e) && g.meets(e, area, box) {
			c.add(e)
		}
	}
	return nil
}

// edgesIn gives the edges of the windows that a box touches, each once.
func (g *Graph) edgesIn(box orb.Bound) []int32 {
	lo, hi := pointOf(box.Min), pointOf(box.Max)
	var edges []int32
	for r := g.grid.row(int64(lo[1])); r <= g.grid.row(int64(hi[1])); r++ {
		for w := r*g.grid.cols + g.grid.col(int64(lo[0])); w <= r*g.grid.cols+g.grid.col(int64(hi[0])); w++ {
			for _, e := range g.grid.edges[g.grid.first[w]:g.grid.first[w+1]] {
				edges = append(edges, int32(e))
			}
		}
	}
	slices.Sort(edges)
	return slices.Compact(edges)
}

// meets says whether an edge's line has a point in the area or crosses its rim.
func (g *Graph) meets(e int32, area orb.Geometry, box orb.Bound) bool {
	line := g.Line(e)
	if !line.Bound().Intersects(box) {
		return false
	}
	for _, p := range line {
		if geo.Contains(area, p) {
			return true
		}
	}
	var polygons orb.MultiPolygon
	switch a := area.(type) {
	case orb.Polygon:
		polygons = orb.MultiPolygon{a}
	case orb.MultiPolygon:
		polygons = a
	}
	for _, poly := range polygons {
		for _, ring := range poly {
			if crosses(line, ring) {
				return true
			}
		}
	}
	return false
}

func crosses(line orb.LineString, ring orb.Ring) bool {
	for i := 1; i < len(line); i++ {
		box := orb.Bound{Min: line[i-1], Max: line[i-1]}.Extend(line[i])
		for k := 1; k < len(ring); k++ {
			if box.Intersects(orb.Bound{Min: ring[k-1], Max: ring[k-1]}.Extend(ring[k])) && segmentsCross(line[i-1], line[i], ring[k-1], ring[k]) {
				return true
			}
		}
	}
	return false
}

// segmentsCross says whether the segments ab and cd lie on both sides of each other, by signs of areas.
func segmentsCross(a, b, c, d orb.Point) bool {
	return turn(a, b, c) != turn(a, b, d) && turn(c, d, a) != turn(c, d, b)
}

func turn(a, b, c orb.Point) bool {
	return float64((b[0]-a[0])*(c[1]-a[1])) > float64((b[1]-a[1])*(c[0]-a[0]))
}

func (g *Graph) closeList(c *Closed, one *Closure) {
	ways := make(map[int64]bool, len(one.Ways))
	for _, w := range one.Ways {
		ways[w] = true
	}
	for e := range int32(len(g.tail)) {
		if k := g.info[e] / infoFerry; k > 0 && one.stops(g.ferry(k)) {
			c.add(e)
		}
		if len(ways) == 0 {
			continue
		}
		for _, w := range g.pieces[g.pieceFirst[e]:g.pieceFirst[e+1]] {
			if ways[g.wayID[w]] {
				c.add(e)
			}
		}
	}
}

func (c *Closure) stops(f Ferry) bool {
	shut := c.At && f.CloseMinute > 0 && (c.Minute < f.OpenMinute || c.Minute >= f.CloseMinute)
	return shut || c.Tidal && f.Tidal || c.Seasonal && f.Seasonal
}
