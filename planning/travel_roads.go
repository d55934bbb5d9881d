package planning

import (
	"context"
	"math"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/planning/road"
)

// How far from a road one may be and still go by it, metres in a straight line that crosses no known water.
const (
	nearRoad = 250  // on foot
	farRoad  = 1000 // to where a car, a bicycle or a boat is left
	onRoad   = 50   // so near, a way is not called estimated
)

// roadway is a road graph with the hierarchies that were asked for so far.
type roadway struct {
	g    *road.Graph
	mu   sync.Mutex
	made [road.Profiles]*road.Hierarchy // without closures
}

// roadProfile is a profile as the road graph calls it.
func roadProfile(p Profile) road.Profile {
	switch p {
	case ProfileCycle:
		return road.Cycle
	case ProfileCar:
		return road.Car
	case ProfileBoat:
		return road.Boat
	case ProfileWalk:
	}
	return road.Walk
}

// idleFerries closes the ferries of the road graph that do not run at all hours from one to another, or not at every tide:
// who goes over must get back.
func (t *Travel) idleFerries(from, to Clock) {
	if from == 0 && to == 0 {
		return
	}
	t.idleAt = []road.Closure{{Tidal: true}, {At: true, Minute: int16(from)}, {At: true, Minute: int16(to - 1)}}
	t.shut, _ = t.roads.g.Close(t.idleAt...) // nothing can be wrong with closures that have no area
}

// hierarchy gives the hierarchy of a profile, made when it is first asked for; with closures made anew.
func (r *roadway) hierarchy(ctx context.Context, p road.Profile, closed *road.Closed) (*road.Hierarchy, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.made[p] == nil {
		h, err := road.NewHierarchy(ctx, r.g, p, nil, road.HierarchyOptions{})
		if err != nil {
			return nil, err
		}
		r.made[p] = h
	}
	if closed.Count() > 0 {
		return r.made[p].Rebuild(ctx, closed)
	}
	return r.made[p], nil
}

// snaps puts places on the road graph; Edge is -1 where none is near enough.
func (t *Travel) snaps(at []orb.Point, p road.Profile, within geo.Meters) []road.Snap {
	near := road.Near{Profile: p, Within: within, Closed: t.shut}
	if t.ground != nil {
		near.Water = func(a, b orb.Point) bool { return !t.ground.Clear(a, b) }
	}
	list := make([]road.Snap, len(at))
	for i, x := range at {
		s, ok := t.roads.g.Snap(x, near)
		if !ok {
			s.Edge = -1
		}
		list[i] = s
	}
	return list
}

// roadLeg puts a way together: off the road to the first snap, on the road, and off it again. What is off the road is
// walked.
func (t *Travel) roadLeg(profile Profile, from, to road.Snap, trip road.Trip) Leg {
	off := t.factors.metres(ProfileWalk, float64(from.Distance)) + t.factors.metres(ProfileWalk, float64(to.Distance))
	metres := off + float64(trip.Centimeters)/100
	seconds := t.factors.seconds(ProfileWalk, off) + float64(trip.Millis)/1000
	if profile == ProfileWalk { // a ferry, and a slow way, count as the metres gone in their time
		metres = max(metres, seconds*t.walkPace())
	}
	return Leg{Metres: whole32(metres), Seconds: whole32(seconds), Estimated: max(from.Distance, to.Distance) > onRoad}
}

// walkPace is how many metres are walked in a second.
func (t *Travel) walkPace() float64 { return float64(t.factors.of(ProfileWalk).MetresPerHour) / 3600 }

// onRoads takes the legs over ground and puts those by road in their place: between two places near the network the road
// counts, but where they are so near one another that one walks across. Two places near the network that no road joins
// keep their way over ground only where water is known; else nobody knows what parts them.
func (t *Travel) onRoads(ctx context.Context, from, to []orb.Point, within geo.Meters, ground [][]Leg) ([][]Leg, error) {
	starts, ends := t.snaps(from, road.Walk, nearRoad), t.snaps(to, road.Walk, nearRoad)
	legs := make([][]Leg, len(from))
	bound := road.Bound{Profile: road.Walk, Seconds: float64(within) / t.walkPace(), Closed: t.shut}
	err := t.roads.g.Reaches(ctx, starts, t.roads.g.Targets(ends), bound, 0, func(i int, found []road.Leg) {
		byRoad := make(map[int32]Leg, len(found))
		for _, f := range found {
			l := t.roadLeg(ProfileWalk, starts[i], ends[f.To], f.Trip)
			l.To = f.To
			byRoad[f.To] = l
		}
		for _, l := range ground[i] {
			r, ok := byRoad[l.To]
			switch across := geo.Distance(from[i], to[l.To]) <= nearRoad; {
			case starts[i].Edge < 0 || ends[l.To].Edge < 0:
				legs[i] = append(legs[i], l)
			case ok && (!across || r.Metres <= l.Metres): // taken below
			case across, starts[i].Island != ends[l.To].Island && t.rivers:
				legs[i] = append(legs[i], l)
				delete(byRoad, l.To)
			}
		}
		for _, l := range byRoad {
			if l.Metres <= int32(within) {
				legs[i] = append(legs[i], l)
			}
		}
		slices.SortFunc(legs[i], func(a, b Leg) int { return int(a.To) - int(b.To) })
	})
	return legs, err
}

// matrixByRoad puts the ways by road into a matrix of ways over ground, as onRoads does.
func (t *Travel) matrixByRoad(ctx context.Context, profile Profile, at []orb.Point, m *TravelMatrix) error {
	p := roadProfile(profile)
	if !t.roads.g.Has(p) {
		return nil
	}
	within := geo.Meters(farRoad)
	if profile == ProfileWalk {
		within = nearRoad
	}
	n, snaps := len(at), t.snaps(at, p, within)
	trips, err := t.trips(ctx, p, snaps)
	if err != nil {
		return err
	}
	for k := range trips {
		a, b := snaps[k/n], snaps[k%n]
		if k/n == k%n || a.Edge < 0 || b.Edge < 0 {
			continue
		}
		l := Leg{Metres: -1, Seconds: -1, Estimated: true}
		if trips[k].Millis >= 0 {
			l = t.roadLeg(profile, a, b, trips[k])
		} else if a.Island != b.Island && t.rivers {
			continue // the way over ground, over known crossings only
		}
		if across := geo.Distance(at[k/n], at[k%n]) <= nearRoad; across && m.Seconds[k] >= 0 && (l.Seconds < 0 || m.Seconds[k] < l.Seconds) {
			continue
		}
		m.Metres[k], m.Seconds[k], m.Estimated[k] = l.Metres, l.Seconds, l.Estimated
	}
	return nil
}

// trips gives the ways on the graph between all snaps, row by row. Walks are searched one by one: on networks where all
// ways are equally fast a hierarchy is slow to make.
func (t *Travel) trips(ctx context.Context, p road.Profile, snaps []road.Snap) ([]road.Trip, error) {
	n := len(snaps)
	trips := make([]road.Trip, n*n)
	for k := range trips {
		trips[k] = road.Trip{Millis: -1, Centimeters: -1}
	}
	if p == road.Walk {
		bound := road.Bound{Profile: p, Closed: t.shut}
		err := t.roads.g.Reaches(ctx, snaps, t.roads.g.Targets(snaps), bound, 0, func(i int, found []road.Leg) {
			for _, f := range found {
				trips[i*n+int(f.To)] = f.Trip
			}
		})
		return trips, err
	}
	h, err := t.roads.hierarchy(ctx, p, t.shut)
	if err != nil {
		return nil, err
	}
	var known []road.Snap
	var place []int
	for i, s := range snaps {
		if s.Edge >= 0 {
			known, place = append(known, s), append(place, i)
		}
	}
	few := make([]road.Trip, len(known)*len(known))
	h.Matrix(known, known, few)
	for k, trip := range few {
		trips[place[k/len(known)]*n+place[k%len(known)]] = trip
	}
	return trips, nil
}

// pathByRoad gives the line of the way by road; nil where there is none.
func (t *Travel) pathByRoad(ctx context.Context, profile Profile, a, b orb.Point) (orb.LineString, bool, error) {
	p := roadProfile(profile)
	if !t.roads.g.Has(p) {
		return nil, true, nil
	}
	snaps := t.snaps([]orb.Point{a, b}, p, farRoad)
	if snaps[0].Edge < 0 || snaps[1].Edge < 0 {
		return nil, true, nil
	}
	path, ok := t.roads.g.Path(snaps[0], snaps[1], p, t.shut)
	if !ok {
		return nil, true, ctx.Err()
	}
	line := slices.Concat(orb.LineString{a}, path.Line, orb.LineString{b})
	return slices.Compact(line), math.Max(float64(snaps[0].Distance), float64(snaps[1].Distance)) > onRoad, nil
}
