package planning

import (
	"cmp"
	"context"
	"math"
	"math/bits"
	"slices"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

// cellSum gathers the settlements of one cell. Positions are summed in whole 1e-7 degrees, so that the
// order of addition does not matter.
type cellSum struct {
	people, estimated int64
	lon, lat          weighted
	groups            map[AreaID]int64
	place             *Settlement // the largest
	at                []orb.Point // of the settlements
}

// demand adds up the district's settlements by resolution-9 cell. A cell belongs to the group that most
// of its people are counted in, the lowest id where several have as many.
func (b *builder) demand(ctx context.Context) error {
	cells := map[geo.Cell]*cellSum{}
	b.people, b.fallback = map[AreaID]int64{}, map[AreaID]AreaID{}
	for i := range b.gaz.Settlements {
		s := &b.gaz.Settlements[i]
		group := cmp.Or(s.Group, s.Area)
		if s.People <= 0 || !b.here(group, s.Area) {
			continue
		}
		cell := s.Cell
		if !cellOK(cell) {
			var err error
			if cell, err = geo.CellOf(s.At, geo.ResDemand); err != nil {
				continue // a settlement off the map never passes an import
			}
		}
		c := cells[cell]
		if c == nil {
			c = &cellSum{groups: map[AreaID]int64{}}
			cells[cell] = c
		}
		c.people += s.People
		c.at = append(c.at, s.At)
		if s.Estimated {
			c.estimated += s.People
		}
		c.lon.add(s.At[0], s.People)
		c.lat.add(s.At[1], s.People)
		c.groups[group] += s.People
		if c.place == nil || s.People > c.place.People || s.People == c.place.People && s.ID < c.place.ID {
			c.place = s
		}
		b.people[group] += s.People
		if old, ok := b.fallback[group]; !ok || s.Area < old {
			b.fallback[group] = s.Area
		}
	}
	for cell, c := range cells {
		d := Demand{
			Cell: cell, Place: c.place.Name, Group: string(mostPeople(c.groups)),
			At: orb.Point{c.lon.mean(), c.lat.mean()}, People: c.people, Estimated: c.estimated,
		}
		for _, at := range c.at {
			d.Radius = max(d.Radius, b.p.walk(at, d.At))
		}
		if err := b.onOneBank(ctx, &d, c); err != nil {
			return err
		}
		b.p.Demand = append(b.p.Demand, d)
	}
	slices.SortFunc(b.p.Demand, func(x, y Demand) int { return cmp.Compare(x.Cell, y.Cell) })
	b.tellParted()
	return nil
}

// here says whether a thing lies in the district: by its group, or by its area where the tree does not
// know the group.
func (b *builder) here(group, area AreaID) bool {
	if _, ok := b.tree[group]; ok {
		return b.tree.within(group, b.district)
	}
	return b.tree.within(area, b.district)
}

func mostPeople(groups map[AreaID]int64) (most AreaID) {
	for id, n := range groups {
		if most == "" || n > groups[most] || n == groups[most] && id < most {
			most = id
		}
	}
	return most
}

// weighted is a weighted mean of degrees, summed exactly.
type weighted struct{ sum, weight int64 }

func (w *weighted) add(degrees float64, weight int64) {
	w.sum += int64(math.Round(degrees*1e7)) * weight
	w.weight += weight
}

// mean is rounded to 6 decimals.
func (w *weighted) mean() float64 {
	tenth := w.sum / w.weight // of 1e-6 degrees
	return micro(float64(tenth) / 10)
}

// micro turns millionths of a degree into degrees, rounded to 6 decimals and never -0.
func micro(millionths float64) float64 { return math.Round(millionths)/1e6 + 0 }

// rounded gives the point with 6 decimals.
func rounded(p orb.Point) orb.Point { return orb.Point{micro(p[0] * 1e6), micro(p[1] * 1e6)} }

// visitors spreads the expected visitors over the cells by their people, by largest remainder, so that
// every total is exact: a group with an earlier drive at the rate footfall / people of the latest one,
// all others together at the drive's turnout.
func (b *builder) visitors() {
	past := b.footfall()
	parts := map[AreaID][]int{} // cells of each group with its own rate; "" for the others
	people := map[AreaID]int64{}
	for i, d := range b.p.Demand {
		group := AreaID(d.Group)
		if _, ok := past[group]; !ok {
			group = ""
		}
		parts[group] = append(parts[group], i)
		people[group] += d.People
	}
	for group, cells := range parts {
		weights := make([]int64, len(cells))
		for k, i := range cells {
			weights[k] = b.p.Demand[i].People
		}
		total := share(people[group], b.p.Drive.TurnoutPermille, 1000)
		if group != "" {
			total = share(people[group], past[group], b.people[group])
		}
		for k, n := range geo.Apportion(total, weights) {
			b.p.Demand[cells[k]].Visitors = n
		}
	}
}

// share is n x part / whole, rounded half up; the product may exceed 63 bits.
func share(n, part, whole int64) int64 {
	hi, lo := bits.Mul64(uint64(n), uint64(part))
	lo, carry := bits.Add64(lo, uint64(whole)/2, 0)
	q, _ := bits.Div64((hi+carry)%uint64(whole), lo, uint64(whole))
	return int64(min(q, math.MaxInt64))
}

// footfall gives the visitors of each group at the latest earlier drive that it had camps in.
func (b *builder) footfall() map[AreaID]int64 {
	type drive struct {
		last  Day
		total int64
	}
	drives := map[AreaID]map[string]drive{}
	for _, c := range b.gaz.PastCamps {
		if b.people[c.Group] == 0 || c.Footfall <= 0 || c.Footfall > maxPeople {
			continue
		}
		if drives[c.Group] == nil {
			drives[c.Group] = map[string]drive{}
		}
		d := drives[c.Group][c.Drive]
		drives[c.Group][c.Drive] = drive{max(d.last, c.Day), d.total + c.Footfall}
	}
	past := make(map[AreaID]int64, len(drives))
	for group, of := range drives {
		var name string
		for other, d := range of {
			if name == "" || d.last > of[name].last || d.last == of[name].last && other > name {
				name = other
			}
		}
		past[group] = of[name].total
	}
	return past
}
