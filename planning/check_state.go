package planning

import (
	"fmt"
	"slices"
)

// CheckState proves a state plan again from itself and the districts' problems and plans, given in its order: every rule of
// every district by Check, that the shares keep to the budget, every figure, and the bound from the multipliers of
// the districts' plans and the price of a camp-day. Like Check it shares no code with the solver.
func CheckState(s StatePlan, problems []Problem, plans []Plan) []Violation {
	var found []Violation
	insist := func(ok bool, rule, where, format string, args ...any) bool {
		if !ok {
			found = append(found, Violation{Rule: rule, Where: where, Text: fmt.Sprintf(format, args...)})
		}
		return ok
	}
	if err := s.Validate(); err != nil {
		return []Violation{{Rule: "state.invalid", Where: "state", Text: err.Error()}}
	}
	if !insist(len(problems) == len(s.Districts) && len(plans) == len(s.Districts), "state.districts", "state",
		"The state has %d districts; %d problems and %d plans are given.", len(s.Districts), len(problems), len(plans)) {
		return found
	}
	var shares, held, visitors, served int64
	low, high := s.Price*s.CampDays, s.Price*s.CampDays
	for d, x := range s.Districts {
		p, plan := problems[d], plans[d]
		for _, v := range Check(p, plan) {
			v.Where = x.Name + ", " + v.Where
			found = append(found, v)
		}
		if !insist(p.Area == x.Area && plan.Problem == x.Problem, "state.district", x.Area, "The problem or plan given for %s is another one.", x.Name) ||
			!insist(p.Validate() == nil && !slices.ContainsFunc(found, func(v Violation) bool { return v.Rule == "problem.invalid" }), "state.district", x.Area, "The problem of %s makes no sense.", x.Name) {
			return found
		}
		insist(x.CampDays == p.CampDays && x.Held == int64(len(plan.Camps)) && x.Name == p.Name, "state.share", x.Area,
			"%s is said to hold %d camps of a share of %d; it holds %d of %d.", p.Name, x.Held, x.CampDays, len(plan.Camps), p.CampDays)
		insist(x.Visitors == plan.Score.Visitors && x.Served == plan.Score.VisitorsServed && x.Bound == plan.Bound.Visitors, "state.figures", x.Area,
			"The figures of %s are not those of its plan: %d of %d visitors served, at most %d.", p.Name, plan.Score.VisitorsServed, plan.Score.Visitors, plan.Bound.Visitors)
		shares, held, visitors, served = shares+x.CampDays, held+x.Held, visitors+x.Visitors, served+x.Served
		least, most, ok := newChecker(&p, &plan).priced(x, s.Price, s.CampDays)
		insist(ok && least <= x.Priced && x.Priced <= most, "state.priced", x.Area, "%s is said to be worth %d thousandths at the price; its multipliers prove %d.", p.Name, x.Priced, most)
		low, high = low+least, high+most
	}
	insist(shares <= s.CampDays && held <= s.CampDays, "state.camp_days", "state", "The districts hold %d camps and share %d camp-days; there are %d.", held, shares, s.CampDays)
	insist(s.Held == held && s.Visitors == visitors && s.Served == served, "state.figures", "state",
		"The state says %d camps and %d of %d visitors served; the districts hold %d and serve %d of %d.", s.Held, s.Served, s.Visitors, held, served, visitors)
	insist(low/1000 <= s.Bound && s.Bound <= high/1000, "state.bound", "state", "The bound says %d visitors; the multipliers and the price prove %d.", s.Bound, high/1000)
	insist(s.Bound >= s.Served, "state.below", "state", "The bound of %d visitors is below the %d served.", s.Bound, s.Served)
	return found
}

// priced evaluates the Lagrangian at a district's multipliers when camp-days cost a price each and the budget is another.
func (c *checker) priced(d StateDistrict, price, campDays int64) (low, high int64, ok bool) {
	if len(d.Prices)+len(d.Clusters)+len(d.Weights) > 0 {
		own := *c.plan
		own.Bound.Prices, own.Bound.Clusters, own.Bound.Floors = d.Prices, d.Clusters, slices.Clone(own.Bound.Floors)
		if len(d.Weights) != len(own.Bound.Floors) {
			return 0, 0, false
		}
		for f, w := range d.Weights {
			own.Bound.Floors[f].Weight = w
		}
		c.plan = &own
	}
	onCell, off, ok := c.floorsTrue()
	if !ok || !c.clustersKnown() {
		return 0, 0, false
	}
	x := multipliers{price: make([]int64, len(c.p.Demand)), onCell: onCell, off: off, visitors: c.visitorsOf(), clusters: c.plan.Bound.Clusters, perDay: price, budget: campDays}
	for _, y := range c.plan.Bound.Prices {
		i, known := c.cellAt[int64(y.Cell)]
		if !known || y.Price > 1000+onCell[i] {
			return 0, 0, false
		}
		x.price[i] = y.Price
	}
	edge := float64(c.p.Drive.Threshold) + 0.5
	high = c.thousandths(x, func(s sight) bool { return s.metres <= edge+doubt })
	low = c.thousandths(x, func(s sight) bool { return s.metres <= edge-doubt })
	return min(low, high), high, true
}
