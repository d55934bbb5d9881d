package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/paulmach/orb"

	"doorstep/planning"
)

// Size of the map on paper, in SVG units.
const (
	mapWidth  = 720.0
	mapHeight = 640.0
)

// sketch is the little map of a report: hexagons of demand within reach, left out, and camps.
type sketch struct {
	Width, Height       float64
	Within, Left, Camps string  // SVG path data
	TenKilometres       float64 // length on the map
}

// draw projects the cells so that metres are alike both ways and the whole district fits.
func draw(p planning.Problem, plan planning.Plan) sketch {
	cells := planning.PlanCells(p, plan)
	if len(cells) == 0 {
		return sketch{}
	}
	bound := cells[0].At.Bound()
	for _, c := range cells {
		bound = bound.Extend(c.At)
	}
	bound = bound.Pad(0.01)
	squeeze := math.Cos(bound.Center()[1] * math.Pi / 180)
	scale := math.Min(mapWidth/((bound.Max[0]-bound.Min[0])*squeeze), mapHeight/(bound.Max[1]-bound.Min[1]))
	place := func(at orb.Point) (x, y float64) {
		return (at[0] - bound.Min[0]) * squeeze * scale, (bound.Max[1] - at[1]) * scale
	}
	var within, left, camps strings.Builder
	for _, c := range cells {
		to := &left
		if c.Within {
			to = &within
		}
		for i, corner := range c.Cell.Boundary() {
			x, y := place(corner)
			pen := 'L'
			if i == 0 {
				pen = 'M'
			}
			fmt.Fprintf(to, "%c%.1f %.1f", pen, x, y)
		}
		to.WriteByte('Z')
	}
	venues := candidates(p)
	for _, c := range plan.Camps {
		x, y := place(venues[c.Venue].At)
		fmt.Fprintf(&camps, "M%.1f %.1fm-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0Z", x, y)
	}
	return sketch{
		Width: (bound.Max[0] - bound.Min[0]) * squeeze * scale, Height: (bound.Max[1] - bound.Min[1]) * scale,
		Within: within.String(), Left: left.String(), Camps: camps.String(),
		TenKilometres: 10 * scale / 111.195,
	}
}
