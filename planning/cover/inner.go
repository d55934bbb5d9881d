package cover

import (
	"cmp"
	"slices"
)

// full is a whole visitor in the unit of prices: thousandths.
const full = 1000

// Bound evaluates the Lagrangian of the instance at the prices, in whole visitors: no answer that is
// best in the first aim serves more, whatever the prices.
//
//	L(price) = sum of price*demand + the most that camp-days within the limits can earn,
//
// where a camp-day of a site earns 1 - price for each visitor it takes, best first. The earnings of a
// site's further days fall, and the limits are nested, so taking the best day-values that the limits
// allow is exact (algorithms: Geoffrion 1974, doi 10.1007/BFb0120690). price holds thousandths per cell, taken
// as 0 below 0 and as 1000 above; required holds the camp-days that each group must hold, nil for those
// of the first aim. O(arcs log arcs).
func Bound(in *Instance, price, required []int32) int64 {
	a := in.firstAim()
	if required != nil {
		a.lo = required
	}
	e := newInner(in, a)
	clamped := make([]int32, len(in.Demand))
	for i := range clamped {
		clamped[i] = min(max(price[i], 0), full)
	}
	return e.solve(clamped) / full
}

// dayValue is what one more camp-day of a site earns.
type dayValue struct {
	worth int64
	site  int32
}

// inner solves the Lagrangian's inner problem again and again; its buffers are kept.
type inner struct {
	in    *Instance
	aims  aims
	order []int32 // the arcs of each site, cheapest cell first; kept from call to call, as it changes little
	days  []int32 // answer: camp-days of each site
	taken []int64 // answer: visitors that the sites together take from each cell, beyond its demand or not

	values             []dayValue
	fixed              []int64 // pinned camp-days of each group
	need, group, block []int64 // work: what is left
	budget             int64
}

func newInner(in *Instance, a aims) *inner {
	e := &inner{
		in: in, aims: a,
		order: make([]int32, len(in.ArcCell)),
		days:  make([]int32, len(in.Sites)),
		taken: make([]int64, len(in.Demand)),
		fixed: make([]int64, len(in.Groups)),
		need:  make([]int64, len(in.Groups)),
		group: make([]int64, len(in.Groups)),
		block: make([]int64, len(in.Blocks)),
	}
	for i := range e.order {
		e.order[i] = int32(i)
	}
	for _, s := range in.Sites {
		e.fixed[s.Group] += int64(s.Fixed)
	}
	return e
}

// solve gives the value of the Lagrangian at the prices, in thousandths of a visitor.
func (e *inner) solve(price []int32) int64 {
	in := e.in
	total := int64(0)
	for i, d := range in.Demand {
		total += int64(price[i]) * d
	}
	e.values = e.values[:0]
	for j := range in.Sites {
		total += e.site(int32(j), price)
	}
	slices.SortFunc(e.values, func(a, b dayValue) int {
		return cmp.Or(cmp.Compare(b.worth, a.worth), cmp.Compare(a.site, b.site))
	})
	return total + e.choose()
}

// site sorts the arcs of site j by price, appends the day-values of its free days and returns the worth
// of its pinned ones.
func (e *inner) site(j int32, price []int32) (pinned int64) {
	in := e.in
	s := in.Sites[j]
	e.days[j] = s.Fixed
	arcs := e.order[in.SiteStart[j]:in.SiteStart[j+1]]
	for k := 1; k < len(arcs); k++ { // nearly sorted since the last call
		a := arcs[k]
		p := price[in.ArcCell[a]]
		h := k
		for ; h > 0 && (price[in.ArcCell[arcs[h-1]]] > p || price[in.ArcCell[arcs[h-1]]] == p && arcs[h-1] > a); h-- {
			arcs[h] = arcs[h-1]
		}
		arcs[h] = a
	}
	most := min(s.Max, e.aims.hi[s.Group])
	day, room, worth := int32(0), s.Cap, int64(0)
	flush := func() {
		if day++; day <= s.Fixed {
			pinned += worth
		} else {
			e.values = append(e.values, dayValue{worth, j})
		}
		room, worth = s.Cap, 0
	}
	for _, a := range arcs {
		c := in.ArcCell[a]
		gain := int64(full - price[c])
		if gain <= 0 || s.Cap == 0 {
			break
		}
		for left := in.Demand[c]; left > 0 && day < most; {
			x := min(left, room)
			worth += x * gain
			left -= x
			if room -= x; room == 0 {
				flush()
			}
		}
	}
	if worth > 0 && day < most {
		flush()
	}
	return pinned
}

// choose takes the best day-values that the limits allow: first claims for the groups' required
// camp-days, then what the group, its block and the budget still hold.
func (e *inner) choose() int64 {
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
		if e.need[g] > 0 {
			e.need[g]--
		} else {
			b := in.Groups[g].Block
			if e.group[g] <= 0 || e.block[b] <= 0 || e.budget <= 0 && !e.aims.short[b] {
				continue
			}
			e.group[g]--
			e.block[b]--
			if !e.aims.short[b] {
				e.budget--
			}
		}
		e.days[v.site]++
		total += v.worth
	}
	return total
}

// count fills taken with the visitors that the chosen camp-days take from each cell.
func (e *inner) count(price []int32) {
	in := e.in
	clear(e.taken)
	for j, s := range in.Sites {
		room := int64(e.days[j]) * s.Cap
		for _, a := range e.order[in.SiteStart[j]:in.SiteStart[j+1]] {
			c := in.ArcCell[a]
			if room == 0 || price[c] >= full {
				break
			}
			x := min(room, in.Demand[c])
			room -= x
			e.taken[c] += x
		}
	}
}
