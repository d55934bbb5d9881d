package planning

import "github.com/paulmach/orb"

// Water is a river, canal, tank or bay that nobody walks through.
type Water struct {
	ID   string
	Name string // "": not known
	Kind string // river, canal, pond, sea; "": not known
	Area orb.MultiPolygon
}

// Kinds of crossing.
const (
	CrossingBridge = "bridge"
	CrossingFerry  = "ferry"
)

// Crossing is a bridge or a ferry over water.
type Crossing struct {
	ID    string
	Name  string
	Kind  string // CrossingBridge or CrossingFerry
	At    orb.Point
	First Clock // of a ferry: when it begins to run; First and Last 0: all day
	Last  Clock // and when it ends
	Wait  int64 // of a ferry, minutes; -1: not known
}

// runs says whether a crossing can be used at all hours from one to another: who comes over must get back.
func (c *Crossing) runs(from, to Clock) bool {
	return c.Kind != CrossingFerry || c.First == 0 && c.Last == 0 || c.First <= from && c.Last >= to
}
