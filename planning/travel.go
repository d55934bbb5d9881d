package planning

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/planning/road"
	onfoot "doorstep/planning/road/walk"
)

// Profile is how one travels.
type Profile string

// Profiles.
const (
	ProfileWalk  Profile = "walk"
	ProfileCycle Profile = "cycle"
	ProfileCar   Profile = "car"
	ProfileBoat  Profile = "boat"
)

// What is known of the water that parts places.
const (
	RiversKnown   = "known"
	RiversUnknown = "unknown"
)

// Leg is a way from one place to another.
type Leg struct {
	To        int32 // index of the place it leads to
	Metres    int32 // along the way; on foot a ferry counts as the metres walked in its time
	Seconds   int32
	Estimated bool // it does not run on a road graph from end to end
}

// TravelMatrix is the travel between all of n places: row-major, n x n, from the row's place to the column's.
type TravelMatrix struct {
	Seconds   []int32 // -1: there is no way
	Metres    []int32 // -1: there is no way
	Estimated []bool  // of each pair
}

// TravelClosure is what may not be passed: all roads in an area, or ways by their ids.
type TravelClosure struct {
	Area orb.Geometry // polygon or multipolygon; nil: none
	Ways []int64      // ids of ways of the road graph
}

// TravelLayers is what is known of how one gets about.
type TravelLayers struct {
	Factors   TravelFactors
	Water     []Water // empty: not known
	Crossings []Crossing
	Roads     *road.Graph // nil: none
	From, To  Clock       // the hours at which ferries must run; both 0: any
	Source    string      // of water and crossings, in words: "" says how many there are
}

// Travel is the one door to distances and times: roads where there are some, a friction walk round water where water
// is known, and calibrated factors on the straight line. Nothing else in planning turns two points into a length of
// way. It is not changed once made: any number of goroutines may ask at once. The same layers and questions give the
// same answers, whatever the number of threads.
type Travel struct {
	layers  TravelLayers
	factors TravelFactors
	ground  *onfoot.Ground // nil: water is not known
	roads   *roadway       // nil: there are none
	idleAt  []road.Closure // ferries of the roads that do not run at all hours
	shut    *road.Closed   // what of the roads is closed
	water   []onfoot.Water
	bridges []onfoot.Crossing
	rivers  bool // water is known; what is closed is water too, and does not count
	source  string
	lost    []string // crossings that lead nowhere
	idle    int      // ferries that do not run at the hours
}

// NewTravel gives the travel over some layers. A crossing whose two banks cannot be found is used by nobody: Lost
// names it. It takes about a microsecond for each corner of the water.
func NewTravel(layers TravelLayers) *Travel {
	t := &Travel{layers: layers, factors: layers.Factors}
	notes := []string{layers.Factors.Source}
	if layers.Roads != nil {
		t.roads = &roadway{g: layers.Roads}
		t.idleFerries(layers.From, layers.To)
		notes = append([]string{fmt.Sprintf("a road graph of %s nodes (%.12s)", Grouped(int64(layers.Roads.Nodes())), layers.Roads.Hash())}, notes...)
	}
	if len(layers.Water) > 0 {
		t.makeGround(layers)
		note := layers.Source
		if note == "" {
			note = fmt.Sprintf("%s and %s", counted(len(layers.Water), "body of water", "bodies of water"), counted(len(layers.Crossings), "crossing", "crossings"))
		}
		if t.idle > 0 {
			note += fmt.Sprintf(", %s not running from %s to %s", counted(t.idle, "ferry", "ferries"), layers.From, layers.To)
		}
		if len(t.lost) > 0 {
			note += fmt.Sprintf(", %s without two banks", counted(len(t.lost), "crossing", "crossings"))
		}
		notes = append([]string{note}, notes...)
	}
	t.source = strings.Join(notes, "; ")
	return t
}

func (t *Travel) makeGround(layers TravelLayers) {
	t.rivers = true
	water := make([]onfoot.Water, len(layers.Water))
	for i, w := range layers.Water {
		water[i] = onfoot.Water{Name: w.Name, Area: w.Area}
	}
	crossings := make([]onfoot.Crossing, len(layers.Crossings))
	for i, c := range layers.Crossings {
		wait := c.Wait
		if wait < 0 {
			wait = layers.Factors.FerryWaitMinutes
		}
		crossings[i] = onfoot.Crossing{ID: c.ID, Name: c.Name, At: c.At, Ferry: c.Kind == CrossingFerry, Wait: float64(wait * 60)}
		if layers.From == 0 && layers.To == 0 || c.runs(layers.From, layers.To) {
			crossings[i].Speed = float64(layers.Factors.FerryMetresAHour) / 3600
		} else {
			t.idle++
		}
	}
	var lost []int
	t.water, t.bridges = water, crossings
	t.ground, lost = onfoot.NewGround(water, crossings)
	for _, i := range lost {
		t.lost = append(t.lost, strings.TrimSpace(crossings[i].ID+" "+crossings[i].Name))
	}
}

// During gives the travel with the ferries that run at all hours from one to another; nil of nil.
func (t *Travel) During(from, to Clock) *Travel {
	if t == nil || t.layers.From == from && t.layers.To == to {
		return t
	}
	layers := t.layers
	layers.From, layers.To = from, to
	d := NewTravel(layers)
	if t.roads != nil {
		d.roads = t.roads // with the hierarchies made so far
	}
	return d
}

// Rivers says whether the water that parts places is known: RiversKnown or RiversUnknown.
func (t *Travel) Rivers() string {
	if !t.rivers {
		return RiversUnknown
	}
	return RiversKnown
}

// Lost names the crossings that lead nowhere, for water that is not there or too wide.
func (t *Travel) Lost() []string { return slices.Clone(t.lost) }

// Source says in words what the travel stands on.
func (t *Travel) Source() string { return t.source }

// listed says whether ways must be looked up, because they are not the straight line times the factors.
func (t *Travel) listed() bool { return t.ground != nil || t.roads != nil }

// atLeast gives the travel with walks that are nowhere shorter than the straight line times a detour.
func (t *Travel) atLeast(detourPermille int64) *Travel {
	if t == nil {
		return nil
	}
	raised := *t
	raised.factors.Profiles = slices.Clone(t.factors.Profiles)
	p := raised.factors.of(ProfileWalk)
	p.Knots = slices.Clone(p.Knots)
	for i := range p.Knots {
		p.Knots[i].Permille = max(p.Knots[i].Permille, detourPermille)
	}
	return &raised
}

// record says what a problem's walks are from.
func (t *Travel) record() *TravelRecord {
	if t == nil {
		return nil
	}
	return &TravelRecord{
		Engine: t.engine(), Source: t.source, Rivers: t.Rivers(), Walk: t.factors.of(ProfileWalk).Knots, Listed: t.listed(), EstimatedPermille: 1000,
	}
}

func (t *Travel) engine() string {
	if t.roads != nil {
		return EngineRoads
	}
	return EngineGround
}

// Between names the water on the straight line between two points; ok is false where none is known.
func (t *Travel) Between(a, b orb.Point) (name string, ok bool) {
	if t == nil || t.ground == nil {
		return "", false
	}
	return t.ground.Between(a, b)
}

// Reach gives for each place of from the legs on foot of at most so many metres to the places of to, by index of to.
// Bounded searches in parallel; the factors are those of walking.
func (t *Travel) Reach(ctx context.Context, from, to []orb.Point, within geo.Meters) ([][]Leg, error) {
	legs, err := t.overGround(ctx, from, to, within)
	if err != nil || t.roads == nil {
		return legs, err
	}
	return t.onRoads(ctx, from, to, within, legs)
}

// overGround is Reach without roads.
func (t *Travel) overGround(ctx context.Context, from, to []orb.Point, within geo.Meters) ([][]Leg, error) {
	limit := (float64(within) + 1) * 1000 / float64(leastFactor(t.factors.of(ProfileWalk).Knots))
	if t.ground == nil {
		return t.straight(ctx, from, to, within, limit)
	}
	found, err := t.ground.Reach(ctx, from, to, limit, 0)
	if err != nil {
		return nil, err
	}
	legs := make([][]Leg, len(from))
	for i, list := range found {
		for _, f := range list {
			if l := t.leg(ProfileWalk, f.Way); l.Metres <= int32(within) {
				l.To = f.To
				legs[i] = append(legs[i], l)
			}
		}
	}
	return legs, nil
}

// straight is Reach where no water is known.
func (t *Travel) straight(ctx context.Context, from, to []orb.Point, within geo.Meters, limit float64) ([][]Leg, error) {
	index := geo.NewPointIndex(to)
	legs := make([][]Leg, len(from))
	var near []geo.Near
	for i, p := range from {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		near = index.AppendWithin(near[:0], p, geo.Meters(limit))
		for _, n := range near {
			if l := t.leg(ProfileWalk, onfoot.Way{Metres: float64(n.Distance)}); l.Metres <= int32(within) {
				l.To = int32(n.Index)
				legs[i] = append(legs[i], l)
			}
		}
		slices.SortFunc(legs[i], func(a, b Leg) int { return int(a.To) - int(b.To) })
	}
	return legs, nil
}

// leg turns a way over ground into a leg. A ferry counts as the metres gone in its time, and never less than it is long.
func (t *Travel) leg(profile Profile, w onfoot.Way) Leg {
	metres := t.factors.metres(profile, w.Metres)
	seconds := t.factors.seconds(profile, metres) + w.Seconds
	if profile == ProfileWalk {
		metres += max(w.Water, w.Seconds*float64(t.factors.of(profile).MetresPerHour)/3600)
	} else {
		metres += w.Water
	}
	return Leg{Metres: whole32(metres), Seconds: whole32(seconds), Estimated: true}
}

// Matrix gives the travel between all places by a profile, with what is closed. Where there is no way it says so:
// nothing is bridged by a straight line where water is known, no way passes what is closed, and none leads to or from a
// place in it.
func (t *Travel) Matrix(ctx context.Context, profile Profile, at []orb.Point, closed []TravelClosure) (TravelMatrix, error) {
	n := len(at)
	m := TravelMatrix{Seconds: make([]int32, n*n), Metres: make([]int32, n*n), Estimated: make([]bool, n*n)}
	barred, err := t.closed(closed)
	if err != nil {
		return TravelMatrix{}, err
	}
	ways, ok, err := barred.ways(ctx, at)
	if err != nil {
		return TravelMatrix{}, err
	}
	cut := make([]bool, n)
	for i := range at {
		cut[i] = inside(at[i], barred.water[len(t.water):])
	}
	for k := range ways {
		switch {
		case k/n == k%n:
		case !ok[k]:
			m.Seconds[k], m.Metres[k], m.Estimated[k] = -1, -1, true
		default:
			l := t.leg(profile, ways[k])
			m.Seconds[k], m.Metres[k], m.Estimated[k] = l.Seconds, l.Metres, true
		}
	}
	if t.roads != nil {
		if err := barred.matrixByRoad(ctx, profile, at, &m); err != nil {
			return TravelMatrix{}, err
		}
	}
	for k := range ways {
		if k/n != k%n && (cut[k/n] || cut[k%n]) {
			m.Seconds[k], m.Metres[k], m.Estimated[k] = -1, -1, true
		}
	}
	return m, nil
}

// ways gives the ways over ground between all places.
func (t *Travel) ways(ctx context.Context, at []orb.Point) (ways []onfoot.Way, ok []bool, err error) {
	if t.ground != nil {
		return t.ground.Matrix(ctx, at, 0)
	}
	n := len(at)
	ways, ok = make([]onfoot.Way, n*n), make([]bool, n*n)
	for i := range n {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		for j := range n {
			ways[i*n+j], ok[i*n+j] = onfoot.Way{Metres: float64(geo.Distance(at[i], at[j]))}, true
		}
	}
	return ways, ok, nil
}

// Path gives the line of the way from a to b for a map, and whether it is estimated; an empty line where there is
// no way.
func (t *Travel) Path(ctx context.Context, profile Profile, a, b orb.Point, closed []TravelClosure) (orb.LineString, bool, error) {
	barred, err := t.closed(closed)
	if err != nil {
		return nil, true, err
	}
	if t.roads != nil {
		line, estimated, err := barred.pathByRoad(ctx, profile, a, b)
		if err != nil || len(line) > 0 {
			return line, estimated, err
		}
	}
	if barred.ground == nil {
		return orb.LineString{a, b}, true, ctx.Err()
	}
	line, _, _, err := barred.ground.Line(ctx, a, b)
	return line, true, err
}

// closed gives the travel with the areas that are closed as water that nobody gets over.
func (t *Travel) closed(list []TravelClosure) (*Travel, error) {
	barred := *t
	barred.water = slices.Clip(t.water)
	if t.roads != nil && len(list) > 0 {
		shut := slices.Clone(t.idleAt)
		for _, c := range list {
			shut = append(shut, road.Closure{Area: c.Area, Ways: c.Ways})
		}
		var err error
		if barred.shut, err = t.roads.g.Close(shut...); err != nil {
			return nil, err
		}
	}
	for _, c := range list {
		var area orb.MultiPolygon
		switch g := c.Area.(type) {
		case orb.Polygon:
			area = orb.MultiPolygon{g}
		case orb.MultiPolygon:
			area = g
		default:
			continue
		}
		barred.water = append(barred.water, onfoot.Water{Name: "a closure", Area: area})
	}
	if len(barred.water) == len(t.water) {
		return &barred, nil
	}
	var open []onfoot.Crossing
	for _, c := range t.bridges {
		if !inside(c.At, barred.water[len(t.water):]) {
			open = append(open, c)
		}
	}
	barred.ground, _ = onfoot.NewGround(barred.water, open)
	return &barred, nil
}

func inside(p orb.Point, water []onfoot.Water) bool {
	return slices.ContainsFunc(water, func(w onfoot.Water) bool { return geo.Contains(w.Area, p) })
}

// whole32 rounds up to a whole number that fits.
func whole32(x float64) int32 { return int32(min(math.Ceil(x), math.MaxInt32)) }

// leastFactor is the least that a straight line is multiplied by, thousandths.
func leastFactor(knots []TravelKnot) int64 {
	least := knots[0].Permille
	for _, k := range knots {
		least = min(least, k.Permille)
	}
	return least
}
