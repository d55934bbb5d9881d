package planning

import (
	"fmt"
	"io"
)

// StateFormat is the format name of a canonical state plan.
const StateFormat = "doorstep.state/1"

// StatePlan is the account of a plan of several districts that share one budget of camp-days. The districts' own
// problems and plans stand beside it; with them it proves how far from the best the whole is.
type StatePlan struct {
	Format   string `json:"format"`
	CampDays int64  `json:"camp_days"` // the shared budget
	Held     int64  `json:"held"`
	Visitors int64  `json:"visitors"`
	Served   int64  `json:"visitors_served"`
	// Bound: however the budget is shared out, no plans of the districts serve more together, each with the aims before
	// it kept as here. It is the sum of the districts' Priced + CampDays x Price.
	Bound     int64           `json:"bound"`
	Price     int64           `json:"price"` // of a camp-day, thousandths of a visitor
	Districts []StateDistrict `json:"districts"`
}

// StateDistrict is one district of a StatePlan.
type StateDistrict struct {
	Area     string `json:"area"`
	Name     string `json:"name"`
	Problem  string `json:"problem"`   // hash of its problem
	CampDays int64  `json:"camp_days"` // its share of the budget: the problem's own
	Held     int64  `json:"held"`
	Visitors int64  `json:"visitors"`
	Served   int64  `json:"visitors_served"`
	Bound    int64  `json:"bound"` // of its own plan, with its share
	// Priced is its Lagrangian, thousandths of a visitor, when each camp-day costs the price: with n camp-days it serves
	// at most Priced + n x Price.
	Priced int64 `json:"priced"`
	// The multipliers it is evaluated at, and the weights of its plan's floors; all left out: those of the plan.
	Prices   []Price        `json:"prices,omitempty"`
	Clusters []BoundCluster `json:"clusters,omitempty"`
	Weights  []int64        `json:"weights,omitempty"`
}

// GapPercent says by how much the bound may be missed.
func (s StatePlan) GapPercent() float64 { return GapPercent(s.Bound, s.Served) }

// Sentence says what the plan reaches and that no other reaches more than the bound.
func (s StatePlan) Sentence() string {
	return fmt.Sprintf("This plan serves %s of %s visitors in %d districts with %s of %s camp-days; however those are shared out, no plan can serve more than %s. Gap: %.2f %%.",
		Grouped(s.Served), Grouped(s.Visitors), len(s.Districts), Grouped(s.Held), Grouped(s.CampDays), Grouped(s.Bound), s.GapPercent())
}

// Validate says whether the state plan has the form of one. It refuses with state.invalid or state.order.
func (s StatePlan) Validate() error {
	c := &complaints{noun: "state"}
	c.must(s.Format == StateFormat, "/format", "%q is not %q; this program reads no other.", s.Format, StateFormat)
	c.within(s.CampDays, 0, maxCount, "", -1, "/camp_days")
	c.within(s.Price, 0, maxStatePrice, "", -1, "/price")
	ascending(c, "districts", s.Districts, func(a, b StateDistrict) int { return compareText(a.Area, b.Area) })
	for i, d := range s.Districts {
		c.item(d.Area != "", "districts", i, "area", "The id is missing.")
		c.within(d.CampDays, 0, maxCount, "districts", i, "camp_days")
		for n, x := range d.Prices {
			c.item(cellOK(x.Cell) && (n == 0 || d.Prices[n-1].Cell < x.Cell), "districts", i, "prices", "These are not prices of H3 cells of resolution 9 in increasing order.")
			c.within(x.Price, 1, maxPrice, "districts", i, "prices")
		}
		for n, x := range d.Clusters {
			c.item(n == 0 || compareClusters(d.Clusters[n-1], x) < 0, "districts", i, "clusters", "The clusters are out of order, or one is there twice.")
			c.within(x.Divisor, 1, maxPeople, "districts", i, "clusters")
			c.within(x.Weight, 1, maxClusterWeight, "districts", i, "clusters")
		}
		for _, w := range d.Weights {
			c.within(w, 0, maxFloorWeight, "districts", i, "weights")
		}
	}
	return c.err()
}

// maxStatePrice keeps the sums of the bound within 63 bits.
const maxStatePrice = 1_000_000_000

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// WriteState writes the canonical JSON form of a state plan.
func WriteState(w io.Writer, s StatePlan) error {
	if err := s.Validate(); err != nil {
		return err
	}
	return writeCanon(w, s)
}

// ReadState reads a state plan from its canonical JSON form, as strictly as ReadPlan, with the codes
// state.malformed, state.order and state.invalid.
func ReadState(r io.Reader) (StatePlan, error) {
	var s StatePlan
	if err := readCanon(r, "state", &s); err != nil {
		return StatePlan{}, err
	}
	return s, s.Validate()
}
