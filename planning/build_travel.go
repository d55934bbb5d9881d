package planning

import (
	"context"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

// farWalk is how far, metres, a cell that has no candidate within the threshold is searched around for one.
func farWalk(d *Drive) int64 { return 3 * d.Threshold }

// unnamedWater stands for the name of water that has none.
const unnamedWater = "water without a name"

// onOneBank moves a cell that water parts to its largest settlement, as its people cannot stand in the middle, and
// makes its radius that of the walks there. People who cannot walk there are so far away that they are never within
// reach for sure.
func (b *builder) onOneBank(ctx context.Context, d *Demand, c *cellSum) error {
	if b.travel == nil || b.travel.ground == nil {
		return nil
	}
	blocked := func(at orb.Point) bool { return !b.travel.ground.Clear(at, d.At) }
	if !b.travel.ground.Wet(d.At) && !slices.ContainsFunc(c.at, blocked) {
		return nil
	}
	d.At, d.Radius = rounded(c.place.At), 0
	legs, err := b.travel.Reach(ctx, []orb.Point{d.At}, c.at, geo.Meters(b.p.Drive.Threshold))
	if err != nil {
		return err
	}
	for _, l := range legs[0] {
		d.Radius = max(d.Radius, int64(l.Metres))
	}
	if len(legs[0]) < len(c.at) {
		d.Radius = b.p.Drive.Threshold + 1
		b.partedCells++
		b.partedPeople += d.People
	}
	return nil
}

// tellParted says what the cells that water parts cost.
func (b *builder) tellParted() {
	if b.partedCells > 0 {
		b.p.Absent = append(b.p.Absent, Absence{
			What: counted(b.partedCells, "cell", "cells") + " parted by water",
			Cost: fmt.Sprintf("their %d people are counted where the largest settlement stands, and never as within reach for sure", b.partedPeople),
		})
	}
}

// listWalks lists the walks of the problem where its travel has any to list.
func (b *builder) listWalks(ctx context.Context) error {
	if b.travel == nil {
		return nil
	}
	return b.p.listWalks(ctx, b.travel)
}
