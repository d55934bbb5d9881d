package road

import (
	"cmp"
	"slices"
)

// Matrix fills in what the fastest ways from each snap to each other one take, row by row: trips[i*len(to)+j]. It meets the
// searches from both sides in buckets (Knopp, Sanders, Schultes, Schulz and Wagner 2007, doi 10.1137/1.9781611972870.4). A
// thousand by a thousand take about a tenth of a second, on one thread.
func (h *Hierarchy) Matrix(from, to []Snap, trips []Trip) {
	m := h.matrix()
	defer h.pools.matrices.Put(m)
	m.fill(to)
	for i, s := range from {
		m.row(h, s, to, trips[i*len(to):(i+1)*len(to)])
	}
}

// matrix is the scratch of a matrix.
type matrix struct {
	climbs *pair
	first  []uint32 // bucket k is bucket[first[k-1]:first[k]]
	slot   []uint32 // of each place: its bucket, from 1; 0 without one
	used   []uint32 // places with a bucket
	found  []entry
	bucket []entry
	weight []uint64 // of the row
	byEdge []int32  // columns by edge
}

// entry is a column that a place leads to.
type entry struct {
	weight uint64
	column uint32
	place  uint32
}

func (h *Hierarchy) matrix() *matrix {
	if m, ok := h.pools.matrices.Get().(*matrix); ok {
		return m
	}
	return &matrix{climbs: h.newPair(), slot: make([]uint32, len(h.node))}
}

// fill searches from the columns upwards and keeps what it finds in the buckets of the places.
func (m *matrix) fill(to []Snap) {
	for _, at := range m.used {
		m.slot[at] = 0
	}
	m.used, m.found, m.first, m.byEdge = m.used[:0], m.found[:0], append(m.first[:0], 0, 0), m.byEdge[:0]
	side := m.climbs.to
	for j, s := range to {
		m.byEdge = append(m.byEdge, int32(j))
		side.seed(s, true)
		side.all()
		for _, at := range side.done {
			if m.slot[at] == 0 {
				m.used = append(m.used, at)
				m.first = append(m.first, 0)
				m.slot[at] = uint32(len(m.used))
			}
			m.first[m.slot[at]+1]++
			m.found = append(m.found, entry{weight: side.label[at].weight, column: uint32(j), place: at})
		}
	}
	for k := 2; k < len(m.first); k++ {
		m.first[k] += m.first[k-1]
	}
	m.bucket = slices.Grow(m.bucket[:0], len(m.found))[:len(m.found)]
	for _, e := range m.found {
		k := m.slot[e.place]
		m.bucket[m.first[k]] = e
		m.first[k]++
	}
	m.weight = slices.Grow(m.weight[:0], len(to))[:len(to)]
	slices.SortFunc(m.byEdge, func(i, j int32) int { return cmp.Compare(to[i].Edge, to[j].Edge) })
}

// row searches from one row and looks into the buckets it passes.
func (m *matrix) row(h *Hierarchy, from Snap, to []Snap, trips []Trip) {
	weights := m.weight
	for j := range weights {
		weights[j] = unreached
	}
	side := m.climbs.from
	side.seed(from, false)
	side.all()
	for _, at := range side.done {
		k := m.slot[at]
		if k == 0 {
			continue
		}
		base := side.label[at].weight
		bucket := m.bucket[m.first[k-1]:m.first[k]]
		for i := range bucket {
			e := &bucket[i]
			weights[e.column] = min(weights[e.column], base+e.weight)
		}
	}
	m.sameEdge(h, from, to)
	for j, w := range weights {
		trips[j] = tripOf(w)
	}
}

// sameEdge looks at the columns on the row's own edge.
func (m *matrix) sameEdge(h *Hierarchy, from Snap, to []Snap) {
	if from.Edge < 0 || h.closed.Has(from.Edge) {
		return
	}
	i, _ := slices.BinarySearchFunc(m.byEdge, from.Edge, func(j, edge int32) int { return cmp.Compare(to[j].Edge, edge) })
	for ; i < len(m.byEdge) && to[m.byEdge[i]].Edge == from.Edge; i++ {
		j := m.byEdge[i]
		w, _ := h.g.between(h.profile, from, to[j])
		m.weight[j] = min(m.weight[j], w)
	}
}
