package cover

import (
	"math"

	"doorstep/internal/fault"
)

// Floor is a wish that goes before the most visitors: of its cells Want visitors are to be served. Floors are met
// aim by aim: first as many visitors as possible of those that the floors of aim 0 want, then of aim 1, and so
// on. Visitors served beyond Want count for the last aim alone.
type Floor struct {
	Cells []int32 // increasing
	Want  int64   // visitors, at least 0
	Aim   int32   // 0..maxAims-1
}

const (
	maxAims        = 3
	maxFloorWeight = 100_000 // thousandths: keeps the sums of the bound within 63 bits
)

// Keeping is the instance with every floor lowered to what is served of it: what a certificate is evaluated
// on. served follows Floors; nil leaves the floors as they are.
func (in *Instance) Keeping(served []int64) *Instance {
	kept := *in
	kept.Floors = append([]Floor(nil), in.Floors...)
	for f := range served {
		kept.Floors[f].Want = min(in.Floors[f].Want, served[f])
	}
	return &kept
}

// FloorServed counts the visitors of each floor's cells that an assignment serves; nil without floors.
func (in *Instance) FloorServed(flow []int64) []int64 {
	if len(in.Floors) == 0 {
		return nil
	}
	cell := make([]int64, len(in.Demand))
	for a, n := range flow {
		cell[in.ArcCell[a]] += n
	}
	served := make([]int64, len(in.Floors))
	for f, floor := range in.Floors {
		for _, c := range floor.Cells {
			served[f] += cell[c]
		}
	}
	return served
}

// all says whether the floor wants every visitor of its cells.
func (in *Instance) all(f Floor) bool {
	total := int64(0)
	for _, c := range f.Cells {
		total += in.Demand[c]
	}
	return f.Want >= total
}

// validateFloors refuses floors that cannot be read, and floors that want only a part of cells that another
// such floor has too: the best assignment is exact because these do not cross.
func (in *Instance) validateFloors() error {
	partOf := make(map[int32]int)
	for f, floor := range in.Floors {
		if floor.Want < 0 || floor.Aim < 0 || floor.Aim >= maxAims {
			return fault.Malformed("cover.malformed", "Floor %d wants %d visitors as aim %d.", f, floor.Want, floor.Aim)
		}
		for n, c := range floor.Cells {
			if c < 0 || int(c) >= len(in.Demand) || n > 0 && floor.Cells[n-1] >= c {
				return fault.Malformed("cover.malformed", "The cells of floor %d are not sorted, or name cell %d, which is not there.", f, c)
			}
		}
		if in.all(floor) {
			continue
		}
		for _, c := range floor.Cells {
			if other, taken := partOf[c]; taken {
				return fault.Malformed("cover.malformed", "Floors %d and %d both want a part of cell %d.", other, f, c)
			}
			partOf[c] = f
		}
	}
	return nil
}

// weights gives what a visitor of each floor below its Want counts for in the value of an answer, where
// a visitor counts 1: so much that no later aim can outweigh it, as long as 61 bits hold that.
func (in *Instance) weights() []int64 {
	total := int64(1)
	for _, d := range in.Demand {
		total += d
	}
	var wanted [maxAims]int64
	for _, f := range in.Floors {
		wanted[f.Aim] += f.Want
	}
	var weight [maxAims]int64
	below := float64(total) // the most that all later aims together can count
	for aim := maxAims - 1; aim >= 0; aim-- {
		if wanted[aim] == 0 {
			continue
		}
		most := (math.Exp2(61) - below) / float64(wanted[aim])
		weight[aim] = int64(min(below+1, most/2))
		below += float64(float64(weight[aim]) * float64(wanted[aim]))
	}
	list := make([]int64, len(in.Floors))
	for f, floor := range in.Floors {
		list[f] = max(weight[floor.Aim], 1)
	}
	return list
}

// tally keeps count of how far the floors are met, and of the value of the answer: visitors served, and
// for each one below a floor's Want its weight.
type tally struct {
	in      *Instance
	of      [][]int32 // floors of each cell
	served  []int64   // of each floor
	weight  []int64   // of each floor
	unmet   []int32   // floors below their Want that each cell is in
	value   int64
	flipped func(cell int32, eager bool) // told when a cell begins or ceases to be in a floor below its Want; may be nil
}

// newTally is nil where there are no floors.
func newTally(in *Instance) *tally {
	if len(in.Floors) == 0 {
		return nil
	}
	t := &tally{in: in, of: make([][]int32, len(in.Demand)), served: make([]int64, len(in.Floors)), weight: in.weights(), unmet: make([]int32, len(in.Demand))}
	for f, floor := range in.Floors {
		for _, c := range floor.Cells {
			t.of[c] = append(t.of[c], int32(f))
			if floor.Want > 0 {
				t.unmet[c]++
			}
		}
	}
	return t
}

// count notes that by more visitors of the cell are served.
func (t *tally) count(cell int32, by int64) {
	t.value += by
	for _, f := range t.of[cell] {
		want, before := t.in.Floors[f].Want, t.served[f]
		after := before + by
		t.served[f] = after
		t.value += t.weight[f] * (min(after, want) - min(before, want))
		if before < want != (after < want) {
			t.flip(f, after < want)
		}
	}
}

func (t *tally) flip(f int32, unmet bool) {
	by := int32(-1)
	if unmet {
		by = 1
	}
	for _, c := range t.in.Floors[f].Cells {
		was := t.unmet[c] > 0
		t.unmet[c] += by
		if now := t.unmet[c] > 0; now != was && t.flipped != nil {
			t.flipped(c, now)
		}
	}
}

// most is the value of an answer that serves so many thousandths of visitors and meets every floor.
func (t *tally) most(thousandths int64) int64 {
	if t == nil {
		return thousandths / full
	}
	value := thousandths / full
	for f, floor := range t.in.Floors {
		value += t.weight[f] * floor.Want
	}
	return value
}

// met says whether every floor is met.
func (t *tally) met() bool {
	for f, floor := range t.in.Floors {
		if t.served[f] < floor.Want {
			return false
		}
	}
	return true
}
