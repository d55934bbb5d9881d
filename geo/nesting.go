package geo

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
)

// What follows holds once no two rings cross and none is cut apart: any one position of a ring that does
// not lie on the other's edge says on which side of it the whole ring lies.

// checkHoles refuses holes outside their shell and holes inside holes.
func (t *topology) checkHoles(m orb.MultiPolygon) error {
	ring := 0
	for _, p := range m {
		if len(p) > 1 {
			shell := newSlabs(p[:1])
			for j, hole := range p[1:] {
				if in, at := within(hole, shell.locate); !in {
					return fault.Refuse("geometry.hole_outside", "The %s lies outside its outer ring at %s; make it a polygon of its own, or drop it.",
						t.rings[ring+1+j], place(at))
				}
			}
			if err := t.checkHolesApart(p[1:], ring+1); err != nil {
				return err
			}
		}
		ring += len(p)
	}
	return nil
}

func (t *topology) checkHolesApart(holes []orb.Ring, first int) error {
	boxes := make([]orb.Bound, len(holes))
	for i, h := range holes {
		boxes[i] = h.Bound()
	}
	return meetingBoxes(boxes, func(i, j int) error {
		for _, pair := range [][2]int{{i, j}, {j, i}} {
			inner, outer := pair[0], pair[1]
			if !holdsBox(boxes[outer], boxes[inner]) {
				continue
			}
			locate := func(p orb.Point) (bool, bool) { return ringContains(holes[outer], p) }
			if in, at := within(holes[inner], locate); in {
				return fault.Refuse("geometry.holes_overlap", "The %s lies inside the %s at %s; drop it.", t.rings[first+inner], t.rings[first+outer], place(at))
			}
		}
		return nil
	})
}

// checkParts refuses a part that lies in another. A part in another's hole is no harm.
func (t *topology) checkParts(m orb.MultiPolygon) error {
	if len(m) < 2 {
		return nil
	}
	boxes := make([]orb.Bound, len(m))
	index := make([]*slabs, len(m))
	for i, p := range m {
		boxes[i] = p[0].Bound()
	}
	return meetingBoxes(boxes, func(i, j int) error {
		for _, pair := range [][2]int{{i, j}, {j, i}} {
			inner, outer := pair[0], pair[1]
			if !holdsBox(boxes[outer], boxes[inner]) {
				continue
			}
			if index[outer] == nil {
				index[outer] = newSlabs(m[outer])
			}
			if in, at := within(m[inner][0], index[outer].locate); in {
				return fault.Refuse("geometry.parts_overlap", "Part %d lies inside part %d at %s; drop it, or cut a hole for it.", inner+1, outer+1, place(at))
			}
		}
		return nil
	})
}

func holdsBox(outer, inner orb.Bound) bool {
	return outer.Contains(inner.Min) && outer.Contains(inner.Max)
}

// within says whether a ring lies inside what locate describes, and a position of the ring that shows
// it: a corner off the edge or, where every corner is on it, the middle of a side.
func within(r orb.Ring, locate func(orb.Point) (in, edge bool)) (bool, orb.Point) {
	for _, p := range r {
		if in, edge := locate(p); !edge {
			return in, p
		}
	}
	for i := 1; i < len(r); i++ {
		middle := orb.Point{(r[i-1][0] + r[i][0]) / 2, (r[i-1][1] + r[i][1]) / 2}
		if in, edge := locate(middle); !edge {
			return in, middle
		}
	}
	return false, r[0]
}

// maxBoxPairs is the most pairs of overlapping boxes that are looked at.
const maxBoxPairs = 20_000_000

// meetingBoxes calls fn for every two boxes that overlap, sweeping from west to east, until fn refuses.
func meetingBoxes(boxes []orb.Bound, fn func(i, j int) error) error {
	order := make([]int, len(boxes))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(boxes[i].Min[0], boxes[j].Min[0]), cmp.Compare(i, j))
	})
	looked := 0
	for k, i := range order {
		for _, j := range order[k+1:] {
			if boxes[j].Min[0] > boxes[i].Max[0] {
				break
			}
			if looked++; looked > maxBoxPairs {
				return fault.Refuse("geometry.too_tangled", "The geometry has too many overlapping rings to be checked; simplify it.")
			}
			if boxes[j].Min[1] > boxes[i].Max[1] || boxes[j].Max[1] < boxes[i].Min[1] {
				continue
			}
			if err := fn(i, j); err != nil {
				return err
			}
		}
	}
	return nil
}
