package road

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
)

// Speed is in km/h; 0 forbids the way in that direction.
type Speed float32

// Way is a line of nodes that can be travelled.
type Way struct {
	ID       int64 // what closures name; several ways may share one
	Nodes    []int64
	Forward  [Profiles]Speed // from the first node to the last, 0 or 0.1 to 300
	Backward [Profiles]Speed
	Bridge   bool
	Surface  Surface
	Name     string
	Ref      string
	Ferry    *Ferry // nil for what stands on the ground
}

// Ferry says what a crossing takes. A profile may use it where its speed is above 0; the speed counts only where CrossingSeconds is 0.
type Ferry struct {
	WaitSeconds     int32 // on the bank: half the headway, with the cap the caller chose
	CrossingSeconds int32 // of the whole way; 0: by its speed
	OpenMinute      int16 // of the day
	CloseMinute     int16 // after OpenMinute; both 0: at any hour
	Tidal           bool  // does not run at every tide
	Seasonal        bool  // does not run in every season
}

// Builder collects nodes and ways and makes a graph of them. Its zero value is ready for use.
type Builder struct {
	ids      []int64
	at       []point
	unsort   bool
	ways     []wayRecord
	refs     []int64
	classes  []class
	classAt  map[class]uint32
	ferries  []Ferry
	text     []byte
	textAt   map[string]uint32
	dropped  int // ways without two nodes
	repeated int // nodes added again
}

// point is a position in 1e-7 degrees, longitude first.
type point [2]int32

const perDegree = 1e7

func pointOf(p orb.Point) point {
	return point{int32(math.Round(p[0] * perDegree)), int32(math.Round(p[1] * perDegree))}
}

func (p point) orb() orb.Point {
	return orb.Point{float64(p[0]) / perDegree, float64(p[1]) / perDegree}
}

// class is what two ways must share for a node between them to be no junction.
type class struct {
	speed   [2][Profiles]Speed
	bridge  bool
	surface Surface
	ferry   int32 // 0: none, else 1 + index: a ferry is a class of its own
}

func (c class) reversed() class {
	c.speed[0], c.speed[1] = c.speed[1], c.speed[0]
	return c
}

type wayRecord struct {
	id    int64
	first int // of refs; the next way's first ends it
	class uint32
	name  uint32 // byte in text
	ref   uint32
}

// AddNode adds a place that ways may name. A position that is none on Earth is refused (point.outside).
func (b *Builder) AddNode(id int64, at orb.Point) error {
	if err := geo.CheckPoint(at); err != nil {
		return err
	}
	if n := len(b.ids); n > 0 && b.ids[n-1] >= id {
		b.unsort = true
	}
	b.ids = append(b.ids, id)
	b.at = append(b.at, pointOf(at))
	return nil
}

// AddWay adds a way, which is copied. It is refused (road.way) where a speed is not 0 and not between 0.1 and 300 km/h, or a
// ferry's figures are none. A gate is a way of no length between two nodes at one place, with the speeds of those who may pass.
func (b *Builder) AddWay(w Way) error {
	if err := w.check(); err != nil {
		return err
	}
	if len(w.Nodes) < 2 {
		b.dropped++
		return nil
	}
	if b.classAt == nil {
		b.classAt, b.textAt = map[class]uint32{}, map[string]uint32{"": 0}
		b.text = []byte{0}
	}
	c := class{speed: [2][Profiles]Speed{w.Forward, w.Backward}, bridge: w.Bridge, surface: w.Surface}
	if w.Ferry != nil {
		b.ferries = append(b.ferries, *w.Ferry)
		c.ferry = int32(len(b.ferries))
	}
	b.ways = append(b.ways, wayRecord{id: w.ID, first: len(b.refs), class: b.class(c), name: b.word(w.Name), ref: b.word(w.Ref)})
	b.refs = append(b.refs, w.Nodes...)
	return nil
}

func (w *Way) check() error {
	for _, speeds := range [2][Profiles]Speed{w.Forward, w.Backward} {
		for p, s := range speeds {
			if s != 0 && !(s >= 0.1 && s <= 300) {
				return fault.Malformed("road.way", "Way %d has a speed of %v km/h for %s; it must be 0 (forbidden) or from 0.1 to 300.", w.ID, s, Profile(p))
			}
		}
	}
	if w.Surface >= surfaces {
		return fault.Malformed("road.way", "Way %d has the unknown surface %d.", w.ID, w.Surface)
	}
	f := w.Ferry
	if f == nil {
		return nil
	}
	const day = 24 * 60
	open := f.OpenMinute == 0 && f.CloseMinute == 0 || f.OpenMinute >= 0 && f.CloseMinute > f.OpenMinute && f.CloseMinute <= day
	if f.WaitSeconds < 0 || f.CrossingSeconds < 0 || f.WaitSeconds > 24*3600 || f.CrossingSeconds > 24*3600 || !open {
		return fault.Malformed("road.way", "The ferry %d waits %d s, crosses in %d s and runs from minute %d to %d; seconds must be from 0 to 86400 and minutes rise within 0 to 1440.",
			w.ID, f.WaitSeconds, f.CrossingSeconds, f.OpenMinute, f.CloseMinute)
	}
	return nil
}

func (b *Builder) class(c class) uint32 {
	if i, ok := b.classAt[c]; ok {
		return i
	}
	i := uint32(len(b.classes))
	b.classAt[c] = i
	b.classes = append(b.classes, c)
	return i
}

// word stores a text of at most 255 bytes once, with its length before it, and gives its place.
func (b *Builder) word(s string) uint32 {
	s = s[:min(len(s), 255)]
	if at, ok := b.textAt[s]; ok {
		return at
	}
	at := uint32(len(b.text))
	b.textAt[s] = at
	b.text = append(append(b.text, byte(len(s))), s...)
	return at
}

// Report says what a build made and what it left out.
type Report struct {
	Nodes         int // of the graph
	Edges         int
	Points        int // of the edges' lines, between their ends
	Contracted    int // nodes that were no junction
	Ways          int
	DroppedWays   int     // with fewer than two nodes that are there
	MissingNodes  int     // that ways name and nobody added: ways are cut there
	CutWays       []int64 // ids of the first 100 ways that were cut, in order
	RepeatedNodes int     // added more than once; the first counts
	Ferries       int
	Bytes         int
	Parts         [Profiles]Parts
}

// Parts says how a profile's network falls apart.
type Parts struct {
	Edges   int // that the profile may use in some direction
	Islands int // components, one-way ways taken both ways; 1 where all hangs together
	Main    int // nodes of the largest
	Trapped int // nodes of any component that cannot be both reached from its largest strong component and left to it
}

// index sorts the nodes by id and drops repeated ones.
func (b *Builder) index() {
	if !b.unsort {
		return
	}
	type node struct {
		id   int64
		at   point
		turn int32
	}
	nodes := make([]node, len(b.ids))
	for i := range nodes {
		nodes[i] = node{id: b.ids[i], at: b.at[i], turn: int32(i)}
	}
	slices.SortFunc(nodes, func(a, b node) int { return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.turn, b.turn)) })
	b.ids, b.at = b.ids[:0], b.at[:0]
	for i, n := range nodes {
		if i > 0 && nodes[i-1].id == n.id {
			b.repeated++
			continue
		}
		b.ids, b.at = append(b.ids, n.id), append(b.at, n.at)
	}
	b.unsort = false
}

// find gives the place of a node, or -1. Sets of consecutive ids are found at the first guess.
func (b *Builder) find(id int64) int32 {
	if n := len(b.ids); n > 0 {
		if i := id - b.ids[0]; i >= 0 && i < int64(n) && b.ids[i] == id {
			return int32(i)
		}
	}
	if i, ok := slices.BinarySearch(b.ids, id); ok {
		return int32(i)
	}
	return -1
}

// Build makes the file of a graph, of which Open makes a Graph, and says what was left out. The same nodes and ways in the same
// order give the same bytes. Nothing that could be travelled is refused with road.empty. It takes two to three seconds for
// a million nodes, and the Builder may be added to and built again.
func (b *Builder) Build() ([]byte, Report, error) {
	d := &draft{b: b}
	b.index()
	d.report.RepeatedNodes, d.report.DroppedWays, d.report.Ferries = b.repeated, b.dropped, len(b.ferries)
	d.resolve()
	d.chains()
	d.join()
	if len(d.edges) == 0 {
		return nil, d.report, fault.Refuse("road.empty", "No way of %d joins two nodes that are there; the road file would be empty.", len(b.ways))
	}
	if len(d.edges) > mostItems/2 || len(d.points) > mostItems {
		return nil, d.report, fault.Refuse("road.size", "%d edges with %d points are more than one road file holds; split the region.", len(d.edges), len(d.points))
	}
	d.order()
	if err := d.arcs(); err != nil {
		return nil, d.report, err
	}
	d.split()
	d.index()
	file := d.encode()
	d.report.Nodes, d.report.Edges, d.report.Points, d.report.Bytes = len(d.at), len(d.edges), len(d.points), len(file)
	return file, d.report, nil
}
