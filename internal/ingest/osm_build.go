package ingest

import (
	"maps"
	"slices"

	"doorstep/geo"
	"doorstep/planning/road"
)

// build hands nodes and ways over, in the order of their ids.
func (r *osmReader) build(b *road.Builder) error {
	cuts := r.cuts()
	// A node that stops somebody is there twice; the copies have ids below all others.
	low := min(r.ids[0], 0) - int64(len(cuts))
	copies := map[int32]int64{}
	for k, n := range cuts {
		copies[n] = low + int64(k)
		if err := b.AddNode(low+int64(k), r.at[n]); err != nil {
			return err
		}
	}
	for i, id := range r.ids {
		if !r.known[i] {
			r.add(noteMissingNode, id)
			continue
		}
		r.report.Nodes++
		if r.ends[i] == 1 {
			r.add(noteDeadEnd, id)
		}
		if err := b.AddNode(id, r.at[i]); err != nil {
			return err
		}
	}
	return r.hand(b, copies)
}

// hand hands the ways over.
func (r *osmReader) hand(b *road.Builder, copies map[int32]int64) error {
	met := map[int32]bool{} // copied nodes at which a way has ended already
	lengths := map[string]RoadClass{}
	for i := range r.ways {
		w := &r.ways[i]
		kind := &r.kinds[w.kind]
		length := lengths[kind.class]
		length.Class = kind.class
		length.Ways++
		length.Meters += r.length(r.nodesOf(w))
		lengths[kind.class] = length
		for _, piece := range r.pieces(w, copies, met) {
			if err := b.AddWay(piece); err != nil {
				return err
			}
		}
	}
	r.report.Ways, r.report.Classes = len(r.ways), classLengths(lengths)
	return nil
}

// length adds up what lies between nodes that are known.
func (r *osmReader) length(nodes []int64) (sum geo.Meters) {
	last := -1
	for _, id := range nodes {
		n := r.index(id)
		if !r.known[n] {
			last = -1
			continue
		}
		if last >= 0 {
			sum += geo.Distance(r.at[last], r.at[n])
		}
		last = n
	}
	return sum
}

// cuts gives the nodes, ascending, at which ways are cut: those that stop somebody and lie on one road only. On a junction
// nobody can tell which road a gate closes.
func (r *osmReader) cuts() []int32 {
	var cuts []int32
	for _, n := range slices.Sorted(maps.Keys(r.stops)) {
		if r.ends[n] == 2 {
			cuts = append(cuts, n)
		} else if r.ends[n] > 2 {
			r.add(noteBarrierJunction, r.ids[n])
		}
	}
	return cuts
}

// pieces makes of a way the parts between the gates on it, and for each gate a way of no length that those take who may
// pass. A gate between two ways stands at the end of the second one.
func (r *osmReader) pieces(w *osmWay, copies map[int32]int64, met map[int32]bool) []road.Way {
	kind := &r.kinds[w.kind]
	nodes := r.nodesOf(w)
	part := make([]int64, 0, len(nodes))
	var all []road.Way
	for k, id := range nodes {
		n := int32(r.index(id))
		twin, copied := copies[n]
		inside := k > 0 && k < len(nodes)-1
		if !copied || !inside && !met[n] || !kind.stopped(r.stops[n]) {
			part = append(part, id)
			met[n] = met[n] || copied
			continue
		}
		r.add(noteBarrier, id)
		all = append(all, w.road(kind, r.stops[n], []int64{id, twin}))
		if inside {
			all = append(all, w.road(kind, [profiles]bool{}, append(part, id)))
			part = make([]int64, 0, len(nodes)-k)
		}
		part = append(part, twin)
	}
	return append(all, w.road(kind, [profiles]bool{}, part))
}

// stopped says whether a barrier keeps off somebody who might go there. Ferries are not cut: who waits would wait twice.
func (k *osmRoad) stopped(stops [profiles]bool) bool {
	for p, stop := range stops {
		if stop && !k.ferry && k.speed[p] != [2]float64{} {
			return true
		}
	}
	return false
}

// road makes a road of some nodes of a way, for all but those who are stopped.
func (w *osmWay) road(k *osmRoad, stops [profiles]bool, nodes []int64) road.Way {
	way := road.Way{ID: w.id, Nodes: nodes, Bridge: k.bridge, Surface: k.surface, Name: w.name, Ref: w.ref}
	for p, profile := range [profiles]road.Profile{road.Walk, road.Cycle, road.Car, road.Boat} {
		if !stops[p] {
			way.Forward[profile], way.Backward[profile] = road.Speed(k.speed[p][0]), road.Speed(k.speed[p][1])
		}
	}
	if f := k.crossing; k.ferry {
		way.Ferry = &road.Ferry{
			WaitSeconds: int32(f.wait.Seconds()), CrossingSeconds: int32(f.crossing.Seconds()),
			OpenMinute: int16(f.from), CloseMinute: int16(f.to), Tidal: f.tide, Seasonal: f.season,
		}
	}
	return way
}
