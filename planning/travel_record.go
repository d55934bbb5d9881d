package planning

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

// Engines of travel: what a problem's walks are from.
const (
	EngineStraight = "straight" // the straight line times the drive's detour: no record
	EngineGround   = "ground"   // the straight line times factors, round water where it is known
	EngineRoads    = "roads"    // a road graph, and the ground beside it
)

// TravelRecord says what the walks of a problem are from. A problem without one walks straight lines times the drive's
// detour.
type TravelRecord struct {
	Engine string `json:"engine"` // EngineGround or EngineRoads
	Source string `json:"source"` // of the layers and the factors, in words
	Rivers string `json:"rivers"` // RiversKnown or RiversUnknown
	// Walk is the factors of walking: the length of a walk for that of the straight line, linear between the knots.
	Walk []TravelKnot `json:"walk"`
	// Listed: the walks are those that candidates and booths list, and there are no others. Else every walk is the
	// straight line times the factors.
	Listed bool `json:"listed"`
	// EstimatedPermille is the share of the listed walks that do not run on roads from end to end; 1000 where none is
	// listed.
	EstimatedPermille int64 `json:"estimated_permille"`
}

// CellWalk is the walk from a cell to a candidate: to the nearest of its halts where it tours.
type CellWalk struct {
	Cell      geo.Cell `json:"cell"`
	Metres    int64    `json:"metres"` // a ferry counts as the metres walked in its time
	Estimated bool     `json:"estimated,omitempty"`
}

// BoothWalk is the walk from a booth to a candidate of its group.
type BoothWalk struct {
	Venue     VenueID `json:"venue"`
	Metres    int64   `json:"metres"`
	Estimated bool    `json:"estimated,omitempty"`
}

// listed says whether the problem's walks are listed.
func (p *Problem) listed() bool { return p.Travel != nil && p.Travel.Listed }

// Engine says what the walks of the problem are from.
func (p *Problem) Engine() string {
	if p.Travel == nil {
		return EngineStraight
	}
	return p.Travel.Engine
}

// walk is the length of a way between two points of which nothing is listed, whole metres: the straight line times the
// factors of the record, or the drive's detour. An estimate.
func (p *Problem) walk(a, b orb.Point) int64 {
	if p.Travel == nil {
		return walk(a, b, p.Drive.DetourPermille)
	}
	return int64(math.Round(wayLength(p.Travel.Walk, float64(geo.Distance(a, b)))))
}

// boothWalk is the walk from a booth to a candidate, found is false where there is none.
func (p *Problem) boothWalk(booth, candidate int) (metres int64, found bool) {
	x, v := &p.Booths[booth], &p.Candidates[candidate]
	if !p.listed() {
		return p.walk(x.At, v.At), true
	}
	k, found := slices.BinarySearchFunc(x.Walks, v.ID, func(w BoothWalk, id VenueID) int { return cmp.Compare(w.Venue, id) })
	if !found {
		return 0, false
	}
	return x.Walks[k].Metres, true
}

// validateTravel checks the record and what is listed.
func (p Problem) validateTravel(c *complaints) {
	r := p.Travel
	if r != nil {
		c.must(r.Engine == EngineGround || r.Engine == EngineRoads, "/travel/engine", "%q is neither %q nor %q.", r.Engine, EngineGround, EngineRoads)
		c.must(r.Source != "", "/travel/source", "Say what the walks are from.")
		c.must(r.Rivers == RiversKnown || r.Rivers == RiversUnknown, "/travel/rivers", "%q is neither %q nor %q.", r.Rivers, RiversKnown, RiversUnknown)
		c.must(len(r.Walk) > 0, "/travel/walk", "The factors of walking are missing.")
		c.within(r.EstimatedPermille, 0, 1000, "", -1, "/travel/estimated_permille")
		before := TravelKnot{0, 1000}
		for i, k := range r.Walk {
			c.must(k.follows(before), fmt.Sprintf("/travel/walk/%d", i), "%s", knotRule)
			before = k
		}
	}
	cells := make(map[geo.Cell]bool, len(p.Demand))
	if p.listed() {
		for _, d := range p.Demand {
			cells[d.Cell] = true
		}
	}
	for i, v := range p.Candidates {
		list := fmt.Sprintf("candidates/%d/walks", i)
		c.item(p.listed() || len(v.Walks) == 0, "candidates", i, "walks", "Walks are listed; the problem's travel says that none are.")
		ascending(c, list, v.Walks, func(a, b CellWalk) int { return cmp.Compare(a.Cell, b.Cell) })
		for k, w := range v.Walks {
			c.item(!p.listed() || cells[w.Cell], list, k, "cell", "The cell %s is not in demand.", w.Cell)
			c.within(w.Metres, 0, maxRadius, list, k, "metres")
		}
	}
	for i, d := range p.Demand {
		c.item(p.listed() || d.Barred == "", "demand", i, "barred", "Water is named; the problem's travel knows none.")
	}
	p.validateBoothWalks(c)
}

func (p Problem) validateBoothWalks(c *complaints) {
	for i, x := range p.Booths {
		list := fmt.Sprintf("booths/%d/walks", i)
		c.item(p.listed() || len(x.Walks) == 0, "booths", i, "walks", "Walks are listed; the problem's travel says that none are.")
		ascending(c, list, x.Walks, func(a, b BoothWalk) int { return cmp.Compare(a.Venue, b.Venue) })
		for k, w := range x.Walks {
			c.within(w.Metres, 0, maxRadius, list, k, "metres")
			_, known := slices.BinarySearchFunc(p.Candidates, w.Venue, func(v Candidate, id VenueID) int { return cmp.Compare(v.ID, id) })
			c.item(known, list, k, "venue", "The venue %q is not in candidates.", w.Venue)
		}
	}
}

// travelText says in words what the distances are, and whether rivers are known.
func (p *Problem) travelText() string {
	r := p.Travel
	if r == nil {
		return fmt.Sprintf("straight line x %d.%03d; rivers are unknown, so a walk across one counts like any other.", p.Drive.DetourPermille/1000, p.Drive.DetourPermille%1000)
	}
	factors := factorsText(r.Walk)
	switch {
	case !r.Listed:
		return fmt.Sprintf("straight line x %s; rivers are unknown, so a walk across one counts like any other (%s).", factors, r.Source)
	case r.Engine == EngineRoads && r.Rivers == RiversKnown:
		return fmt.Sprintf("off the roads the straight line round water x %s, over known crossings only (%s).", factors, r.Source)
	case r.Engine == EngineRoads:
		return fmt.Sprintf("off the roads the straight line x %s; rivers are unknown there (%s).", factors, r.Source)
	}
	return fmt.Sprintf("straight line round water x %s, over known crossings only (%s).", factors, r.Source)
}

// factorsText says the least and the most that a straight line is multiplied by.
func factorsText(knots []TravelKnot) string {
	least, most := leastFactor(knots), int64(0)
	for _, k := range knots {
		most = max(most, k.Permille)
	}
	if least == most {
		return fmt.Sprintf("%d.%03d", least/1000, least%1000)
	}
	return fmt.Sprintf("%d.%03d to %d.%03d", least/1000, least%1000, most/1000, most%1000)
}
