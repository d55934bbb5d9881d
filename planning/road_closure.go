package planning

import (
	"time"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/internal/fault"
)

// RoadClosureID is the id of a RoadClosure.
type RoadClosureID string

// RoadClosure is an area that nobody may pass for some days: a flood, a broken bridge, an order.
type RoadClosure struct {
	ID        RoadClosureID
	Polygon   orb.Polygon
	From, To  Day // both belong to it
	Reason    string
	Number    string // of the order, "" where there is none
	Source    string // who says so
	Version   int64
	UpdatedAt time.Time
}

// RoadClosureQuery narrows the list of road closures.
type RoadClosureQuery struct {
	Page
	Bound *orb.Bound
	Day   Day // only those that hold on it; 0: all
}

// RoadClosureChange is a partial change of a road closure; nil fields stay.
type RoadClosureChange struct {
	To     *Day
	Reason *string
	Number *string
}

// maxClosure is how far a closed area may reach across: a sub-division under water.
const maxClosure geo.Meters = 100_000

// Check finds all that is wrong with a road closure at once: road_closure.malformed with a JSON pointer each.
func (c RoadClosure) Check() error {
	f := fault.Malformed("road_closure.malformed", "The road closure cannot be kept as it is.")
	c.checkPolygon(f)
	switch {
	case c.From <= 0:
		_ = f.With("/from", "is needed")
	case c.To < c.From:
		_ = f.With("/to", "lies before the closure begins (%s)", c.From)
	case c.To-c.From > 366:
		_ = f.With("/to", "is more than a year after it begins; close it for a shorter time and extend it when it comes to that")
	}
	line(f, "/reason", c.Reason, 1, 500)
	line(f, "/number", c.Number, 0, 200)
	line(f, "/source", c.Source, 1, 500)
	if len(f.Details) == 0 {
		return nil
	}
	return f
}

func (c RoadClosure) checkPolygon(f *fault.Fault) {
	points := 0
	for _, r := range c.Polygon {
		points += len(r)
	}
	if points == 0 || points > maxShapePoints {
		_ = f.With("/polygon", "must have 4 to %d positions", maxShapePoints)
		return
	}
	if err := geo.Validate(c.Polygon); err != nil {
		_ = f.With("/polygon", "cannot be kept: %s", err)
		return
	}
	if b := c.Polygon.Bound(); geo.Distance(b.Min, b.Max) > maxClosure {
		_ = f.With("/polygon", "is more than %d km across; close the part that cannot be passed", int(maxClosure/1000))
	}
}

// With gives the closure as ch changes it, checked, and the names of the fields that were set.
func (c RoadClosure) With(ch RoadClosureChange) (changed RoadClosure, fields []string, err error) {
	set(&c.To, ch.To, "to", &fields)
	set(&c.Reason, ch.Reason, "reason", &fields)
	set(&c.Number, ch.Number, "number", &fields)
	return c, fields, c.Check()
}
