package planning

import (
	"github.com/paulmach/orb"

	"doorstep/geo"
)

// BoothPrefix begins the source id of a settlement that stands for a polling booth. Such rows are a set
// that is replaced with its district, as a town's shares are: settlements of their own count the same people.
const BoothPrefix = "booth:"

// Settlement is a place where people live: the demand. Kind is "habitation", "ward" or "urban_share"
// (a town's people put on one of its cells).
type Settlement struct {
	ID        SettlementID
	Name      string
	Kind      string
	Area      AreaID // the smallest administrative area given by the source: block, town, ward
	Group     AreaID // the GP, ward or stand-in group that its people are counted in
	People    int64
	Estimated bool // people were spread here by rule, not counted here
	At        orb.Point
	Cell      geo.Cell
	Source    string
	SourceID  string
	Panchayat string // the source's own weak hint, only to measure how well stand-in groups agree
}
