package planning

import (
	"context"
	"slices"
	"strings"

	"doorstep/planning/roster"
)

// resources is what camps share across blocks: who needs what, and how much there is on each day.
type resources struct {
	needs  [][]int32 // of each candidate, indices into Drive.Resources; nil where the drive has none
	perDay [][]int64 // of each resource and day
}

func (p *Problem) shared() resources {
	r := resources{}
	if len(p.Drive.Resources) == 0 {
		return r
	}
	at := map[string]int32{}
	for i, x := range p.Drive.Resources {
		at[x.ID] = int32(i)
		days := make([]int64, len(p.Days))
		for d, day := range p.Days {
			if !slices.Contains(x.Off, day) {
				days[d] = x.PerDay
			}
		}
		r.perDay = append(r.perDay, days)
	}
	r.needs = make([][]int32, len(p.Candidates))
	for j, v := range p.Candidates {
		for _, id := range v.Needs {
			r.needs[j] = append(r.needs[j], at[id])
		}
	}
	return r
}

// needsOf is what a camp at a site needs.
func (m *model) needsOf(j int32) []int32 {
	if m.shared.needs == nil {
		return nil
	}
	return m.shared.needs[j]
}

// spend counts n camps more at a site on a day.
func (b *board) spend(j int32, day int, n int64) {
	for _, r := range b.m.needsOf(j) {
		b.spent[r][day] += n
	}
}

// lacks says whether a resource that a camp at a site needs is spent on the day.
func (b *board) lacks(j int32, day int) bool {
	return slices.ContainsFunc(b.m.needsOf(j), func(r int32) bool { return b.spent[r][day] >= b.m.shared.perDay[r][day] })
}

// lacking lists the resources that are spent on a day of those that a camp at a site needs; of none where site is below 0.
func (b *board) lacking(site int32, day int) (list []int32) {
	if site < 0 {
		return nil
	}
	for _, r := range b.m.needsOf(site) {
		if b.spent[r][day] >= b.m.shared.perDay[r][day] {
			list = append(list, r)
		}
	}
	return list
}

// lacksWithout is lacks as if a camp were not held.
func (b *board) lacksWithout(j int32, day int, s slot) bool {
	if s.day != day {
		return b.lacks(j, day)
	}
	b.spend(s.site, day, -1)
	lacks := b.lacks(j, day)
	b.spend(s.site, day, 1)
	return lacks
}

// sharing makes the calendar of camps that share resources across blocks. The flow does not know them, as they are not
// nested with its limits: each resource has a price on each day that too many want it, which camps that need it pay there
// (a subgradient of the relaxation in which the resources' limits are priced). What still is too much on a day
// then gives way, lightest first: it takes another day on which what it needs is left, the others that need something
// staying, or none.
type sharing struct {
	b    *board
	in   *roster.Instance
	site []int32 // of each camp
	seed uint64

	price [][]int64
}

// Rounds of pricing and of giving way.
const (
	priceRounds = 8
	yieldRounds = 40
	priceStep   = 1000 // thousandths of a visitor
)

func (x *sharing) solve(ctx context.Context) (roster.Solution, error) {
	answer, err := roster.Solve(ctx, x.in, x.seed)
	if err != nil || x.b.m.shared.needs == nil {
		return answer, err
	}
	camps := x.in.Camps
	for range priceRounds {
		if !x.raise(&answer) {
			return answer, nil
		}
		x.in.Camps = slices.Clone(camps)
		for i := range camps {
			x.in.Camps[i].Cost = x.cost(camps[i].Cost, x.site[i])
		}
		if answer, err = roster.Solve(ctx, x.in, x.seed); err != nil {
			return answer, err
		}
	}
	fixed := make([]bool, len(camps))
	for range yieldRounds {
		loose := x.loose(&answer)
		if len(loose) == 0 {
			return answer, nil
		}
		left := x.left()
		for i, d := range answer.Day {
			if c := &x.in.Camps[i]; d >= 0 && len(x.b.m.needsOf(x.site[i])) > 0 && !slices.Contains(loose, i) {
				for _, r := range x.b.m.needsOf(x.site[i]) {
					left[r][d]--
				}
				fixed[i], c.Day = true, d
			}
		}
		for i := range x.in.Camps {
			if c := &x.in.Camps[i]; !fixed[i] && len(x.b.m.needsOf(x.site[i])) > 0 {
				c.Open = slices.Clone(c.Open)
				for d := range x.in.Days {
					if slices.ContainsFunc(x.b.m.needsOf(x.site[i]), func(r int32) bool { return left[r][d] <= 0 }) {
						c.Open.Remove(d)
					}
				}
			}
		}
		if answer, err = roster.Solve(ctx, x.in, x.seed); err != nil {
			return answer, err
		}
	}
	for _, i := range x.loose(&answer) {
		answer.Day[i], answer.Team[i] = -1, -1
	}
	return answer, nil
}

// left is what of each resource the camps outside the rules leave on each day.
func (x *sharing) left() [][]int64 {
	left := cloneEach(x.b.m.shared.perDay)
	for r := range left {
		for d := range left[r] {
			left[r][d] -= x.b.spent[r][d]
		}
	}
	return left
}

// raise makes what is wanted too much dearer and what is not cheaper, and says whether anything is wanted too much.
func (x *sharing) raise(answer *roster.Solution) (over bool) {
	left := x.left()
	for i, d := range answer.Day {
		for _, r := range x.b.m.needsOf(x.site[i]) {
			if d >= 0 {
				left[r][d]--
			}
		}
	}
	if x.price == nil {
		x.price = make([][]int64, len(left))
		for r := range left {
			x.price[r] = make([]int64, x.in.Days)
		}
	}
	for r := range left {
		for d, n := range left[r] {
			over = over || n < 0
			x.price[r][d] = max(0, x.price[r][d]-n*priceStep)
		}
	}
	return over
}

// cost adds the prices of what a camp needs to its own cost.
func (x *sharing) cost(own []int64, site int32) []int64 {
	needs := x.b.m.needsOf(site)
	if len(needs) == 0 {
		return own
	}
	cost := make([]int64, x.in.Days)
	copy(cost, own)
	for _, r := range needs {
		for d := range cost {
			cost[d] = min(cost[d]+x.price[r][d], mostRiskCost)
		}
	}
	return cost
}

// loose lists the camps that are too many for a resource on their day: neither pinned nor among the heaviest that it
// is enough for.
func (x *sharing) loose(answer *roster.Solution) (list []int) {
	left := x.left()
	order := make([]int, 0, len(answer.Day))
	for i, d := range answer.Day {
		if d >= 0 && len(x.b.m.needsOf(x.site[i])) > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, k int) int {
		a, b := x.in.Camps[i], x.in.Camps[k]
		if pa, pb := a.Day >= 0, b.Day >= 0; pa != pb {
			return compareYes(pa, pb)
		}
		return int(min(max(b.Weight-a.Weight, -1), 1))
	})
	for _, i := range order {
		d := answer.Day[i]
		needs := x.b.m.needsOf(x.site[i])
		if slices.ContainsFunc(needs, func(r int32) bool { return left[r][d] <= 0 }) {
			list = append(list, i)
			continue
		}
		for _, r := range needs {
			left[r][d]--
		}
	}
	return list
}

func (p *Problem) resourceName(id string) string {
	for _, x := range p.Drive.Resources {
		if x.ID == id {
			return x.Name
		}
	}
	return id
}

// needsInWords names what a camp at a venue needs.
func (p *Problem) needsInWords(v Candidate) string {
	var names []string
	for _, x := range p.Drive.Resources {
		if slices.Contains(v.Needs, x.ID) {
			names = append(names, x.Name)
		}
	}
	return strings.Join(names, " or ")
}
