package planning

import (
	"cmp"

	"github.com/paulmach/orb"

	"doorstep/planning/sitting"
)

// Unit is what a drive promises a camp to.
type Unit string

// Units.
const (
	UnitGroup Unit = "group" // each gram panchayat or ward, the default: people go to any camp in reach
	UnitBooth Unit = "booth" // each polling booth: in one sitting with one to three neighbours, its people go there
)

// DefaultBoothsPerSitting is used where a drive by booths says nothing else.
const DefaultBoothsPerSitting = 3

// ByBooth says whether the drive is one of booth sittings.
func (r Rules) ByBooth() bool { return r.Unit == UnitBooth }

// PerSitting is how many booths share a sitting where nothing hinders it.
func (r Rules) PerSitting() int64 { return cmp.Or(r.BoothsPerSitting, DefaultBoothsPerSitting) }

// Booth is a polling booth and the people who vote there.
type Booth struct {
	ID       AreaID    `json:"id"`
	Name     string    `json:"name"`
	Group    string    `json:"group"`
	At       orb.Point `json:"at"` // rounded to 6 decimals
	People   int64     `json:"people"`
	Visitors int64     `json:"visitors"` // expected at its sitting
	// Walks to the candidates of its group, by venue, where the problem's travel is listed.
	Walks []BoothWalk `json:"walks,omitempty"`
}

// CampBooth is a booth at its sitting.
type CampBooth struct {
	Booth    AreaID `json:"booth"`
	Distance int64  `json:"distance_m"` // to the venue, metres on foot, estimated
}

// GroupSittings is how the booths of a group are divided, and how well that could be done at all.
type GroupSittings struct {
	Group  string       `json:"group"`
	Plan   SittingTiers `json:"plan"`
	Bound  SittingTiers `json:"bound"`  // no division has smaller figures, the first that differs counting
	Price  int64        `json:"price"`  // of a sitting: what one more would save at most
	Prices []BoothPrice `json:"prices"` // of every booth: what seating it adds; by booth
	Cuts   []BoothCut   `json:"cuts,omitempty"`
}

// SittingTiers are the aims of a division of booths, the first one first.
type SittingTiers struct {
	Unseated     int64 `json:"unseated"`      // booths without a sitting
	PeopleBeyond int64 `json:"people_beyond"` // of seated booths, whose walk is longer than the threshold
	PersonMetres int64 `json:"person_metres"` // walked by the people of seated booths, one way
}

func tiersOf(t sitting.Tiers) SittingTiers { return SittingTiers{t.Unseated, t.Beyond, t.PersonMetres} }

// BoothPrice is a booth's multiplier in the bound.
type BoothPrice struct {
	Booth AreaID `json:"booth"`
	Price int64  `json:"price"`
}

// BoothCut is a multiplier of the bound: of the sittings that hold two or three of three booths there is at most one.
type BoothCut struct {
	Booths []AreaID `json:"booths"` // three, by id
	Weight int64    `json:"weight"` // person-metres
}

// BoothReason is why a booth has no sitting.
type BoothReason string

// Reasons; the first that is true is the one given.
const (
	BoothAlone   BoothReason = "alone"          // its group has no other booth
	BoothNoVenue BoothReason = "no_venue"       // no venue of its group is open on any day
	BoothCap     BoothReason = "cap"            // no venue near takes it together with a neighbour
	BoothSpent   BoothReason = "sittings_spent" // its group holds as many sittings as it may
	BoothNoDay   BoothReason = "no_day"         // no venue near is open on a day that its group and a team are free
	BoothLeft    BoothReason = "left_over"      // those it could sit with sit elsewhere
	BoothNotList BoothReason = "not_in_list"    // only in a draft: the imported list has no more sittings
)

// UnseatedBooth is a booth without a sitting.
type UnseatedBooth struct {
	Booth  AreaID      `json:"booth"`
	Reason BoothReason `json:"reason"`
	Text   string      `json:"text"` // one sentence for the planner
}

// How near is near: the figures of docs/solvers/sitting.md.
const (
	neighbourBooths = 5 // a booth's neighbours are the five nearest of its group, and those it is such a one for
	nearVenues      = 8 // a sitting meets at one of the eight open venues of its group nearest to one of its booths
)

func (p Problem) validateBooths(c *complaints, groups map[string]bool) {
	ascending(c, "booths", p.Booths, func(a, b Booth) int { return cmp.Compare(a.ID, b.ID) })
	c.must(p.Drive.ByBooth() || len(p.Booths) == 0, "/booths", "Only a drive by booths has booths; say so in its unit.")
	count, people := map[string]int{}, map[string]int64{}
	total := int64(0)
	for i, b := range p.Booths {
		c.item(b.ID != "", "booths", i, "id", "The id is missing.")
		c.item(groups[b.Group], "booths", i, "group", "The group %q is not in groups.", b.Group)
		c.point(b.At, "booths", i)
		c.within(b.People, 0, maxPeople, "booths", i, "people")
		c.within(b.Visitors, 0, maxPeople, "booths", i, "visitors")
		count[b.Group]++
		people[b.Group] += max(0, b.People)
		total += max(0, b.People)
	}
	c.must(total <= maxTotal, "/booths", "The booths have %d people together; at most %d are planned at once.", total, int64(maxTotal))
	for i, g := range p.Groups {
		c.within(g.Sittings, 0, maxCount, "groups", i, "sittings")
		n := count[g.ID]
		c.item(n <= sitting.MostBooths, "groups", i, "id", "%s has %d booths; a gram panchayat or ward with more than %d is probably two: correct the groups of its booths.", g.Name, n, sitting.MostBooths)
		_, ok := sitting.NewScale(min(n, sitting.MostBooths), people[g.ID])
		c.item(ok, "groups", i, "id", "%s has %d people at its booths, more than can be weighed against one another: correct their people.", g.Name, people[g.ID])
	}
	if p.Drive.ByBooth() {
		for i, d := range p.Demand {
			c.item(d.Visitors == 0, "demand", i, "visitors", "In a drive by booths the visitors are the booths'; a cell has none.")
		}
	}
	seen := map[AreaID]bool{}
	known := map[AreaID]bool{}
	for _, b := range p.Booths {
		known[b.ID] = true
	}
	for i, pin := range p.Pins {
		ascending(c, "pins", pin.Booths, cmp.Compare[AreaID])
		for _, b := range pin.Booths {
			c.item(known[b] && !seen[b], "pins", i, "booths", "The booth %q is not in booths, or another pin has it.", b)
			seen[b] = true
		}
	}
}

func (plan Plan) validateSittings(c *complaints) {
	for i, x := range plan.Camps {
		for k, b := range x.Booths {
			c.item(k == 0 || x.Booths[k-1].Booth < b.Booth, "camps", i, "booths", "The booths are not in the order of their ids.")
			c.within(b.Distance, 0, maxCount, "camps", i, "booths")
		}
	}
	ascending(c, "sittings", plan.Sittings, func(a, b GroupSittings) int { return cmp.Compare(a.Group, b.Group) })
	for i, x := range plan.Sittings {
		ascending(c, "sittings", x.Prices, func(a, b BoothPrice) int { return cmp.Compare(a.Booth, b.Booth) })
		for _, t := range [2]SittingTiers{x.Plan, x.Bound} {
			c.within(t.Unseated, 0, maxCount, "sittings", i, "plan")
			c.within(t.PeopleBeyond, 0, maxTotal, "sittings", i, "plan")
			c.within(t.PersonMetres, 0, 1<<60, "sittings", i, "plan")
		}
	}
	ascending(c, "unseated", plan.Unseated, func(a, b UnseatedBooth) int { return cmp.Compare(a.Booth, b.Booth) })
}
