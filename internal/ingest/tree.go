package ingest

import (
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/planning"
)

// positionGap is the distance between two neighbours of the preorder: room for a million splits.
const positionGap = 1 << 20

// node is an area on its way into the tree.
type node struct {
	planning.Area
	parent   *node
	children []*node
	line     int
	led      *ledger
	group    bool // people are counted in it
	census   string
	same     bool // its extent is that of the census district
	people   int64
}

// tree is the administrative tree while it is made.
type tree struct {
	source string
	nodes  []*node
	key    map[planning.Level]map[string]*node // by source id within a level
	fold   map[planning.Level]map[string][]*node
	index  map[planning.Level]*locator
}

func newTree(source string) *tree {
	return &tree{
		source: source, key: map[planning.Level]map[string]*node{}, fold: map[planning.Level]map[string][]*node{},
		index: map[planning.Level]*locator{},
	}
}

// add puts an area under its parent (nil: a root). id is the source's own, unique in the level.
func (t *tree) add(level planning.Level, id, name string, parent *node) *node {
	full := string(level) + ":" + id
	n := &node{parent: parent, Area: planning.Area{
		ID: planning.AreaID(planning.ImportedID(t.source, "area", full)), Level: level, Name: name,
		Names: map[string]string{"en": name}, Source: t.source, SourceID: full,
	}}
	if parent != nil {
		n.Parent = parent.ID
		parent.children = append(parent.children, n)
	}
	t.nodes = append(t.nodes, n)
	if t.key[level] == nil {
		t.key[level], t.fold[level] = map[string]*node{}, map[string][]*node{}
	}
	t.key[level][id] = n
	f := planning.Fold(name)
	t.fold[level][f] = append(t.fold[level][f], n)
	return n
}

// draw gives an area its polygon; the index of its level is made anew when next asked for.
func (t *tree) draw(n *node, g orb.MultiPolygon) {
	if n.Geometry = g; len(g) > 0 {
		delete(t.index, n.Level)
	}
}

// alias adds a further name by which an area is found.
func (t *tree) alias(n *node, name string) {
	if name == "" || name == n.Name || slices.Contains(n.Aliases, name) {
		return
	}
	n.Aliases = append(n.Aliases, name)
	f := planning.Fold(name)
	if same := t.fold[n.Level][f]; !slices.Contains(same, n) {
		t.fold[n.Level][f] = append(same, n)
	}
}

func (t *tree) byID(level planning.Level, id string) *node { return t.key[level][id] }

// named finds the one area of a level by its folded name, nil where none or several answer.
func (t *tree) named(level planning.Level, name string) *node {
	if found := t.fold[level][planning.Fold(name)]; len(found) == 1 {
		return found[0]
	}
	return nil
}

// district gives the district that n is or lies in, nil where there is none.
func (n *node) district() *node {
	for ; n != nil; n = n.parent {
		if n.Level == planning.LevelDistrict {
			return n
		}
	}
	return nil
}

// locator finds the area of a level that holds a point.
type locator struct {
	nodes []*node
	index *geo.AreaIndex
}

// at gives the area of a level whose polygon holds p, nil where none does.
func (t *tree) at(level planning.Level, p orb.Point) *node {
	l := t.index[level]
	if l == nil {
		l = &locator{}
		for _, n := range t.nodes {
			if n.Level == level && n.Geometry != nil {
				l.nodes = append(l.nodes, n)
			}
		}
		l.index = indexOf(l.nodes)
		t.index[level] = l
	}
	if i, ok := l.index.Locate(p); ok {
		return l.nodes[i]
	}
	return nil
}

func indexOf(nodes []*node) *geo.AreaIndex {
	polygons := make([]orb.MultiPolygon, len(nodes))
	for i, n := range nodes {
		polygons[i] = n.Geometry
	}
	return geo.NewAreaIndex(polygons)
}

// bound gives the smallest window around all polygons, with a margin in degrees; ok is false where there
// are none.
func (t *tree) bound(margin float64) (b orb.Bound, ok bool) {
	for _, n := range t.nodes {
		if n.Geometry == nil {
			continue
		}
		if !ok {
			b, ok = n.Geometry.Bound(), true
		} else {
			b = b.Union(n.Geometry.Bound())
		}
	}
	return b.Pad(margin), ok
}

// areas gives the tree as values in preorder, siblings by level and source id, with gapped positions: the
// areas within a have a.From <= From and To <= a.To.
func (t *tree) areas() []planning.Area {
	var roots []*node
	for _, n := range t.nodes {
		if n.parent == nil {
			roots = append(roots, n)
		}
	}
	out := make([]planning.Area, 0, len(t.nodes))
	position := int64(0)
	var walk func(n *node)
	walk = func(n *node) {
		position += positionGap
		n.From = position
		at := len(out)
		out = append(out, n.Area)
		bySourceID(n.children)
		for _, c := range n.children {
			walk(c)
		}
		position += positionGap
		out[at].To = position
	}
	bySourceID(roots)
	for _, r := range roots {
		walk(r)
	}
	return out
}

func bySourceID(nodes []*node) {
	slices.SortFunc(nodes, func(a, b *node) int { return strings.Compare(a.SourceID, b.SourceID) })
}
