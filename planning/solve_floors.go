package planning

import (
	"fmt"
	"math/big"
	"slices"

	"doorstep/planning/cover"
)

// Aims of the floors, in their order.
const (
	aimBlocks int32 = iota
	aimHard
)

// floors gives the wishes that go before the most visitors: of every block the drive's share, then all
// visitors of the cells that mobile tours alone can reach. Floor x is that of block x where the drive has a
// share; the last is that of the cells.
func (m *model) floors() []cover.Floor {
	var floors []cover.Floor
	if share := m.p.Drive.FloorPermille; share > 0 {
		floors = make([]cover.Floor, len(m.p.Blocks))
		visitors := make([]int64, len(m.p.Blocks))
		for i, d := range m.p.Demand {
			b := m.groupBlock[m.cellGroup[i]]
			floors[b].Cells = append(floors[b].Cells, int32(i))
			visitors[b] += d.Visitors
		}
		for b, n := range visitors {
			floors[b].Want, floors[b].Aim = wanted(n, share), aimBlocks
		}
	}
	if hard := m.hardToReach(); len(hard) > 0 {
		f := cover.Floor{Cells: hard, Aim: aimHard}
		for _, i := range hard {
			f.Want += m.p.Demand[i].Visitors
		}
		floors = append(floors, f)
	}
	return floors
}

// wanted is the share of the visitors, rounded up.
func wanted(visitors, permille int64) int64 { return (visitors*permille + 999) / 1000 }

// hardToReach lists the cells with visitors that no candidate but mobile ones is within the threshold of; nil
// where the drive has no mobile tours.
func (m *model) hardToReach() []int32 {
	if m.p.Drive.HaltsPerDay == 0 {
		return nil
	}
	var hard []int32
	for i, d := range m.p.Demand {
		fixed := slices.ContainsFunc(m.reach.of(i), func(l leg) bool { return !m.p.Candidates[l.venue].Mobile })
		if d.Visitors > 0 && !fixed {
			hard = append(hard, int32(i))
		}
	}
	return hard
}

// ceilingUnits is how many steps the bound of what one block could reach is looked for.
const ceilingUnits = 250

// boundFloors says how far the plan meets each floor, with its multiplier, and of each that it does not
// meet how far any plan could.
func (b *board) boundFloors(in *cover.Instance, proof cover.Certificate, served []int64) []BoundFloor {
	var list []BoundFloor
	for f, floor := range in.Floors {
		x := BoundFloor{Want: floor.Want, Served: served[f]}
		if f < len(proof.Floors) {
			x.Weight = int64(proof.Floors[f])
		}
		for _, i := range floor.Cells {
			x.Visitors += b.m.p.Demand[i].Visitors
			if floor.Aim == aimHard {
				x.Cells = append(x.Cells, b.m.p.Demand[i].Cell)
			}
		}
		name := "The cells that only mobile camps reach"
		if floor.Aim == aimBlocks {
			x.Block, name = b.m.p.Blocks[f].ID, b.m.p.Blocks[f].Name
		}
		if x.Served < x.Want {
			price, most := cover.Ceiling(in, floor.Cells, ceilingUnits)
			x.Most = most
			for i, n := range price {
				if n > 0 {
					x.Prices = append(x.Prices, Price{b.m.p.Demand[i].Cell, int64(n)})
				}
			}
			x.Text = name + ": " + b.m.floorText(x, floor)
		}
		list = append(list, x)
	}
	return list
}

// floorText says how far below its floor a floor's share is, how far no plan can raise it and why, and what is
// not proven.
func (m *model) floorText(x BoundFloor, floor cover.Floor) string {
	within := int64(0)
	for _, i := range floor.Cells {
		if len(m.reach.of(int(i))) > 0 {
			within += m.p.Demand[i].Visitors
		}
	}
	text := fmt.Sprintf("%d of %d visitors are served (%.2f %%), %d are wanted first. ", x.Served, x.Visitors, percent(x.Served, x.Visitors), x.Want)
	why := "its camp-days could take no more if all that may be held were held for it alone"
	if x.Most == within {
		why = "the others live beyond the threshold of every venue"
	}
	switch {
	case x.Most >= x.Want:
		return text + "That no plan can serve more here is not proven: other floors, or other camps, may stand in the way."
	case x.Most == x.Served:
		return text + fmt.Sprintf("No plan can serve more here: %s.", why)
	}
	return text + fmt.Sprintf("No plan can raise it above %d (%.2f %%): %s. Whether what lies between can be reached is not proven.", x.Most, percent(x.Most, x.Visitors), why)
}

// floorLevel is the share of its visitors, thousandths rounded up, above which no plan that keeps the groups'
// minima can serve every block: were t served of each, the Lagrangian without what the floors take off it would
// be at least t x the sum of (1, or what the longest walk leaves, + weight) x visitors. 0 where every block is at its floor, or that is not below it.
func (b *board) floorLevel(bound Bound) int64 {
	most, least := big.NewInt((bound.Visitors+1)*1000), new(big.Int)
	below := false
	for _, x := range bound.Floors {
		most.Add(most, big.NewInt(x.Weight*min(x.Want, x.Served)))
		if x.Block != "" {
			least.Add(least, big.NewInt((b.m.p.Drive.leastWorth()+x.Weight)*x.Visitors))
			below = below || x.Served < x.Want
		}
	}
	if !below || least.Sign() == 0 {
		return 0
	}
	most.Mul(most, big.NewInt(1000)).Add(most, least).Sub(most, big.NewInt(1)).Quo(most, least)
	if most.Cmp(big.NewInt(b.m.p.Drive.FloorPermille)) >= 0 {
		return 0
	}
	return most.Int64()
}

// floorScore sets the figures of the blocks' floors.
func (b *board) floorScore(s *Score, served []int64) {
	share := b.m.p.Drive.FloorPermille
	if share == 0 {
		return
	}
	all, got := make([]int64, len(b.m.p.Blocks)), make([]int64, len(b.m.p.Blocks))
	for i, d := range b.m.p.Demand {
		x := b.m.groupBlock[b.m.cellGroup[i]]
		all[x] += d.Visitors
		got[x] += served[i]
	}
	s.WorstBlockPermille = 1000
	for x, n := range all {
		if got[x] >= wanted(n, share) {
			s.BlocksAtFloor++
		}
		if n > 0 {
			s.WorstBlockPermille = min(s.WorstBlockPermille, 1000*got[x]/n)
		}
	}
}
