package world

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// way is one road, track, bridge or ferry between two or more nodes.
type way struct {
	nodes []int // into the block's junctions
	tags  [][2]string
}

// network is the roads of one block: hamlets and river banks as junctions.
type network struct {
	junctions []orb.Point // metres
	ways      []way
}

// roads joins the hamlets of a block by a spanning tree of short links and some more, none of which
// crosses a river but at its bridges and ferries. What no road reaches stays an island.
func (w *world) roads(b *block) network {
	var n network
	for _, p := range b.panchayats {
		for _, h := range p.hamlets {
			n.junctions = append(n.junctions, h.at)
		}
	}
	frame := orb.MultiPoint(n.junctions).Bound()
	for i := range w.rivers {
		for _, c := range w.rivers[i].crossings {
			if frame.Contains(c.at) {
				n.cross(c)
			}
		}
	}
	n.join(w)
	return n
}

// cross adds a crossing's two banks and the way between them.
func (n *network) cross(c crossing) {
	at := len(n.junctions)
	n.junctions = append(n.junctions, c.banks[0], c.banks[1])
	tags := [][2]string{{"highway", "unclassified"}, {"bridge", "yes"}, {"ref", c.id}}
	if c.ferry {
		tags = [][2]string{{"route", "ferry"}, {"ref", c.id}, {"duration", "00:15"}, {"opening_hours", "06:00-18:00"}}
	}
	n.ways = append(n.ways, way{[]int{at, at + 1}, tags})
}

type link struct {
	a, b int
	long float64
}

// join runs Kruskal's algorithm over the links to the 8 nearest junctions on the same side of every
// river, and keeps every seventh link that the tree left out.
func (n *network) join(w *world) {
	links := n.links(w)
	root := make([]int, len(n.junctions))
	for i := range root {
		root[i] = i
	}
	find := func(i int) int {
		for root[i] != i {
			root[i] = root[root[i]]
			i = root[i]
		}
		return i
	}
	spare := 0
	for _, l := range links {
		class := "track"
		if a, b := find(l.a), find(l.b); a != b {
			root[a] = b
			class = "unclassified"
			if l.long > 1200 {
				class = "tertiary"
			}
		} else if spare++; spare%7 != 0 {
			continue
		}
		n.ways = append(n.ways, way{[]int{l.a, l.b}, [][2]string{{"highway", class}}})
	}
}

func (n *network) links(w *world) []link {
	const near = 8
	var links []link
	for i, p := range n.junctions {
		around := make([]link, 0, len(n.junctions))
		for j, q := range n.junctions {
			if i != j {
				around = append(around, link{min(i, j), max(i, j), planar.Distance(p, q)})
			}
		}
		slices.SortFunc(around, byLength)
		kept := 0
		for _, l := range around {
			if kept == near || l.long > 6000 {
				break
			}
			if !w.parted(n.junctions[l.a], n.junctions[l.b]) {
				links = append(links, l)
				kept++
			}
		}
	}
	slices.SortFunc(links, byLength)
	return slices.Compact(links)
}

func byLength(x, y link) int {
	return cmp.Or(cmp.Compare(x.long, y.long), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
}

// parted says whether a river runs between a and b: it is asked every 50 metres, since a meander may
// cut a straight line twice.
func (w *world) parted(a, b orb.Point) bool {
	steps := int(math.Ceil(planar.Distance(a, b)/50)) + 1
	for i := range w.rivers {
		r := &w.rivers[i]
		if math.Min(a[0], b[0]) > r.east+1200 || math.Max(a[0], b[0]) < r.east-1200 {
			continue
		}
		for k := range steps + 1 {
			t := float64(k) / float64(steps)
			if r.between(a, orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])}) {
				return true
			}
		}
	}
	return false
}
