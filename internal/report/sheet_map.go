package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"doorstep/planning"
)

// Size of the map of a day sheet at most, and of a stop's badge on it, in SVG units.
const (
	sheetMapWidth  = 720.0
	sheetMapHeight = 420.0
	sheetMapEdge   = 26.0
	badge          = 11.0
)

// sheetMap is the map of a day sheet: the way in the order of the stops, known and estimated legs told apart.
type sheetMap struct {
	Width, Height float64
	Known         string // SVG path data of the legs along known ways
	Guessed       string // and of the estimated ones
	Heads         []arrow
	Shapes        string // lines and areas of the works
	Marks         []mark
	Scale         float64 // length of Kilometres
	Kilometres    string
}

// mark is a numbered badge; it stands beside its place, X Y, where another one is in the way.
type mark struct {
	Label      string
	X, Y       float64
	AtX, AtY   float64
	Base, Away bool
}

// arrow points along a leg at its middle; Turn in degrees clockwise from east.
type arrow struct{ X, Y, Turn float64 }

// drawSheet projects the day so that metres are alike both ways and all of it fits.
func drawSheet(d crewDay) sheetMap {
	bound := d.Start.At.Bound().Extend(d.End.At)
	for _, s := range d.Stops {
		if s.Kind != planning.StopBreak {
			bound = bound.Extend(s.Place.At)
		}
		for _, at := range s.Leg.Line {
			bound = bound.Extend(at)
		}
	}
	for _, at := range d.Back.Line {
		bound = bound.Extend(at)
	}
	p := projectionOf(bound)
	m := sheetMap{Width: p.width + 2*sheetMapEdge, Height: p.height + 2*sheetMapEdge}
	var known, guessed, shapes strings.Builder
	draw := func(l leg) {
		if len(l.Line) < 2 {
			return
		}
		to := &guessed
		if l.Drawn {
			to = &known
		}
		p.path(to, l.Line)
		if a, ok := p.arrow(l.Line); ok {
			m.Heads = append(m.Heads, a)
		}
	}
	for _, s := range d.Stops {
		draw(s.Leg)
		if s.Kind == planning.StopVisit {
			p.path(&shapes, s.Work.Line)
			p.path(&shapes, orb.LineString(s.Work.Ring))
		}
	}
	draw(d.Back)
	m.Known, m.Guessed, m.Shapes = known.String(), guessed.String(), shapes.String()
	m.place(p, "", d.Start.At)
	if d.End.At != d.Start.At {
		m.place(p, "", d.End.At)
	}
	for _, s := range d.Stops {
		if s.N > 0 {
			m.place(p, strconv.Itoa(s.N), s.Place.At)
		}
	}
	m.Kilometres, m.Scale = p.bar()
	return m
}

// place puts a badge at its place, or beside it where it would cover another: the first free of rings of eight.
func (m *sheetMap) place(p projection, label string, at orb.Point) {
	x, y := p.at(at)
	k := mark{Label: label, AtX: x, AtY: y, X: x, Y: y, Base: label == ""}
	for try := 0; try < 32 && m.covers(k); try++ {
		turn, far := float64(try%8)*math.Pi/4-math.Pi/4, 2.1*badge*float64(1+try/8)
		k.X, k.Y, k.Away = x+far*math.Cos(turn), y+far*math.Sin(turn), true
	}
	m.Marks = append(m.Marks, k)
}

func (m *sheetMap) covers(k mark) bool {
	if k.X < badge || k.Y < badge || k.X > m.Width-badge || k.Y > m.Height-badge {
		return true
	}
	for _, o := range m.Marks {
		if math.Hypot(o.X-k.X, o.Y-k.Y) < 2*badge {
			return true
		}
	}
	return false
}

// projection is a plane on which metres are alike both ways.
type projection struct {
	west, north   float64
	squeeze       float64 // of longitude
	scale         float64 // SVG units a degree of latitude
	width, height float64
}

func projectionOf(b orb.Bound) projection {
	const least = 0.004 // degrees: a day at one place still has a map
	middle := b.Center()
	p := projection{squeeze: math.Cos(middle[1] * math.Pi / 180)}
	across, up := max((b.Max[0]-b.Min[0])*p.squeeze, least), max(b.Max[1]-b.Min[1], least)
	p.scale = min((sheetMapWidth-2*sheetMapEdge)/across, (sheetMapHeight-2*sheetMapEdge)/up)
	p.width, p.height = sheetMapWidth-2*sheetMapEdge, up*p.scale
	p.west, p.north = middle[0]-p.width/p.scale/p.squeeze/2, middle[1]+up/2
	return p
}

func (p projection) at(at orb.Point) (x, y float64) {
	return sheetMapEdge + (at[0]-p.west)*p.squeeze*p.scale, sheetMapEdge + (p.north-at[1])*p.scale
}

// path appends a line, leaving out corners nearer than half a unit to the last one.
func (p projection) path(to *strings.Builder, line orb.LineString) {
	var lastX, lastY float64
	for i, at := range line {
		x, y := p.at(at)
		if i > 0 && i < len(line)-1 && math.Hypot(x-lastX, y-lastY) < 0.5 {
			continue
		}
		pen := 'L'
		if i == 0 {
			pen = 'M'
		}
		fmt.Fprintf(to, "%c%.1f %.1f", pen, x, y)
		lastX, lastY = x, y
	}
}

// arrow is the head at the middle of a line; none where it is too short to show one.
func (p projection) arrow(line orb.LineString) (arrow, bool) {
	long := 0.0
	step := func(k int) (x, y, dx, dy float64) {
		x, y = p.at(line[k])
		tx, ty := p.at(line[k+1])
		return x, y, tx - x, ty - y
	}
	for k := range len(line) - 1 {
		_, _, dx, dy := step(k)
		long += math.Hypot(dx, dy)
	}
	if long < 5*badge {
		return arrow{}, false
	}
	along := long / 2
	for k := range len(line) - 1 {
		x, y, dx, dy := step(k)
		part := math.Hypot(dx, dy)
		if along <= part && part > 0 {
			return arrow{x + dx*along/part, y + dy*along/part, math.Atan2(dy, dx) * 180 / math.Pi}, true
		}
		along -= part
	}
	return arrow{}, false
}

// bar is a round length of at most a quarter of the map.
func (p projection) bar() (words string, long float64) {
	a := p.scale / 111.195 // SVG units a kilometre
	for _, km := range []float64{50, 20, 10, 5, 2, 1, 0.5, 0.2} {
		if long = km * a; long <= sheetMapWidth/4 {
			return fmt.Sprintf("%g km", km), long
		}
	}
	return "0.1 km", a / 10
}
