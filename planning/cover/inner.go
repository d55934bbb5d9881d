package cover

import (
	"cmp"
	"slices"
)

// full is a whole visitor in the unit of prices: thousandths.
const full = 1000

// dayValue is what each of n further camp-days of a site earns, thousandths of a visitor.
type dayValue struct {
	worth int64
	site  int32
	n     int32
}

// inner solves the Lagrangian's inner problem; its buffers are kept from call to call.
type inner struct {
	in     *Instance
	aims   aims
	order  []int32 // the arcs of each site, cheapest cell first
	values []dayValue
	fixed  []int64 // pinned camp-days of each group

	all bool // keep days that earn nothing: where they cost something, those that a group must hold count too

	need, group, block []int64 // what is left, while choosing
	budget             int64
}

func newInner(in *Instance, a aims) *inner {
	e := &inner{
		in: in, aims: a, order: make([]int32, len(in.ArcCell)), fixed: make([]int64, len(in.Groups)),
		need: make([]int64, len(in.Groups)), group: make([]int64, len(in.Groups)), block: make([]int64, len(in.Blocks)),
	}
	for i := range e.order {
		e.order[i] = int32(i)
	}
	for _, s := range in.Sites {
		e.fixed[s.Group] += int64(s.Fixed)
	}
	return e
}

// solve gives the most that camp-days within the limits can earn, thousandths of a visitor, when a
// visitor of cell i earns 1000, or what his arc is worth, less price[i] and a camp-day of site j bonus[j] more.
func (e *inner) solve(price []int32, bonus []int64) int64 {
	e.values = e.values[:0]
	total := int64(0)
	for j := range e.in.Sites {
		total += e.site(int32(j), price, bonus[j])
	}
	slices.SortFunc(e.values, func(a, b dayValue) int {
		return cmp.Or(cmp.Compare(b.worth, a.worth), cmp.Compare(a.site, b.site))
	})
	return total + e.choose(0)
}

// site appends the values of the free days of site j and returns what its pinned days earn.
func (e *inner) site(j int32, price []int32, bonus int64) (pinned int64) {
	in := e.in
	s := in.Sites[j]
	e.sort(j, price)
	left, fixed := min(s.Max, e.aims.hi[s.Group]), s.Fixed
	emit := func(worth int64, n int32) {
		n = min(n, left)
		left -= n
		held := min(n, fixed)
		fixed -= held
		pinned += int64(held) * worth
		if n -= held; n > 0 && (worth > 0 || e.all) {
			e.values = append(e.values, dayValue{worth, j, n})
		}
	}
	room, worth := s.Cap, bonus // of the day being filled
	for _, a := range e.order[in.SiteStart[j]:in.SiteStart[j+1]] {
		c := in.ArcCell[a]
		gain := int64(full - e.cost(a, price))
		if gain <= 0 || s.Cap == 0 || left == 0 {
			break
		}
		visitors := in.Demand[c]
		if x := min(visitors, room); x > 0 {
			worth += x * gain
			visitors -= x
			room -= x
		}
		if room == 0 {
			emit(worth, 1)
			emit(s.Cap*gain+bonus, int32(min(visitors/s.Cap, int64(left))))
			room, worth = s.Cap-visitors%s.Cap, visitors%s.Cap*gain+bonus
		}
	}
	if room < s.Cap {
		emit(worth, 1)
	}
	emit(bonus, left)
	return pinned
}

// cost is what a visitor on arc a earns less than 1000.
func (e *inner) cost(a int32, price []int32) int32 {
	p := price[e.in.ArcCell[a]]
	if e.in.Worth != nil {
		p += full - e.in.Worth[a]
	}
	return p
}

// sort orders the arcs of site j by what a visitor costs, then by cell.
func (e *inner) sort(j int32, price []int32) {
	in := e.in
	arcs := e.order[in.SiteStart[j]:in.SiteStart[j+1]]
	for k := 1; k < len(arcs); k++ { // nearly sorted since the last call
		a := arcs[k]
		p := e.cost(a, price)
		h := k
		for ; h > 0; h-- {
			q := e.cost(arcs[h-1], price)
			if q < p || q == p && arcs[h-1] < a {
				break
			}
			arcs[h] = arcs[h-1]
		}
		arcs[h] = a
	}
}

// choose takes the best day-values that the limits allow, less the price of a camp-day: first claims for the
// groups' required camp-days, then what the group, its block and the budget still hold of days that earn more
// than the price.
func (e *inner) choose(price int64) int64 {
	in := e.in
	e.budget = in.Budget
	for b := range in.Blocks {
		e.block[b] = in.Blocks[b].Max
	}
	for g, group := range in.Groups {
		held := max(int64(e.aims.lo[g]), e.fixed[g])
		e.need[g] = held - e.fixed[g]
		e.group[g] = int64(e.aims.hi[g]) - held
		e.block[group.Block] -= held
		e.budget -= held
	}
	for b, short := range e.aims.short {
		if short {
			e.budget -= e.block[b] // claimed in any case
		}
	}
	total := int64(0)
	for _, v := range e.values {
		g := in.Sites[v.site].Group
		b := in.Groups[g].Block
		claim := min(int64(v.n), e.need[g])
		e.need[g] -= claim
		more := int64(0)
		if v.worth > price {
			more = max(0, min(int64(v.n)-claim, e.group[g], e.block[b]))
		}
		if !e.aims.short[b] {
			more = max(0, min(more, e.budget))
			e.budget -= more
		}
		e.group[g] -= more
		e.block[b] -= more
		total += (claim + more) * (v.worth - price)
	}
	return total
}
