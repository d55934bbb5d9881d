package maximal

import (
	"context"
	"math"
	"slices"
)

// annealer moves chosen sites by heat bath (Geman and Geman 1984, doi 10.1109/TPAMI.1984.4767596): it takes one chosen site
// out and draws its successor among all sites, itself included, with odds that fall with what is lost in
// proportion to a temperature. One such move weighs every exchange of the site at once, for the arcs of the cells
// that only it covers.
type annealer struct {
	*tables
	rnd    random
	near   [][]int32 // of each site: those that share a cell with it, itself included; shared where complete
	lister *lister   // of what is not listed yet
	extra  []int64   // of each site: demand of the cells that only the site in hand covers and this one covers too
	option []int32
	worth  []int64
	best   int64
	keep   []int32 // the sites of best
}

// odds are e^(-k/oddsStep) in parts of 2^32; temperatures are in parts of heatUnit of one demand.
const (
	oddsStep = 32
	oddsSize = 10 * oddsStep
	heatUnit = 256
)

var odds = func() (o [oddsSize]uint64) {
	for k := range o {
		o[k] = uint64(math.Round((1 << 32) * math.Exp(-float64(k)/oddsStep)))
	}
	return o
}()

func newAnnealer(in *Instance, near [][]int32, seed uint64) *annealer {
	return &annealer{tables: newTables(in), near: near, rnd: random{seed}, extra: make([]int64, in.Sites())}
}

// anneal makes moves at one temperature; it may stop early when ctx is done.
func (a *annealer) anneal(ctx context.Context, moves int, heat int64) {
	for u := range moves {
		if u%1024 == 1023 && ctx.Err() != nil {
			return
		}
		k := a.chosen[a.rnd.below(len(a.chosen))]
		a.move(k, heat, a.rnd.next()%farEvery == 0)
	}
}

// move draws a successor of the chosen site k at a temperature of at least 1; far also among sites that
// share nothing with it.
func (a *annealer) move(k int32, heat int64, far bool) {
	in := a.in
	extra := a.extra
	for _, c := range in.cells(k) {
		if a.count[c] == 1 {
			d := in.Demand[c]
			for _, j := range a.sites(c) {
				extra[j] += d
			}
		}
	}
	near := a.near[k]
	if near == nil {
		near = a.lister.list(k)
		a.near[k] = near
	}
	loss := a.loss[k]
	floor := loss - heat*(oddsSize/oddsStep)/heatUnit
	owing := in.group(k) >= 0 && a.owed[in.group(k)] == 1
	a.option, a.worth = append(a.option[:0], k), append(a.worth[:0], loss)
	most := loss
	consider := func(j int32, w int64) {
		if a.place[j] >= 0 || owing && in.Group[j] != in.Group[k] {
			return
		}
		a.option = append(a.option, j)
		a.worth = append(a.worth, w)
		most = max(most, w)
	}
	if far {
		for j, g := range a.gain {
			if w := g + extra[j]; w >= floor {
				consider(int32(j), w)
			}
		}
	} else {
		for _, j := range near {
			if w := a.gain[j] + extra[j]; w >= floor {
				consider(j, w)
			}
		}
	}
	next := k
	if len(a.option) > 1 {
		next = a.option[a.draw(most, heat)]
	}
	if next == k {
		for _, j := range near {
			extra[j] = 0
		}
		return
	}
	for _, j := range near { // what only k covered is to be gained now
		a.gain[j] += extra[j]
		extra[j] = 0
	}
	a.release(k)
	a.add(next)
	if a.value > a.best {
		a.best = a.value
		a.keep = append(a.keep[:0], a.chosen...)
	}
}

// draw picks an option by its odds.
func (a *annealer) draw(most, heat int64) int {
	sum := uint64(0)
	for n, w := range a.worth {
		o := uint64(0)
		if k := (most - w) * (oddsStep * heatUnit) / heat; k < oddsSize {
			o = odds[k]
		}
		sum += o
		a.worth[n] = int64(sum)
	}
	x := a.rnd.next() % sum
	for n, w := range a.worth {
		if x < uint64(w) {
			return n
		}
	}
	return 0
}

// neighbours lists for each site those that share a cell with it, itself included.
func neighbours(in *Instance) [][]int32 {
	l := newLister(in)
	near := make([][]int32, in.Sites())
	for j := range near {
		near[j] = l.list(int32(j))
	}
	return near
}

// lister finds the neighbours of one site after the other.
type lister struct {
	in          *Instance
	start, site []int32
	seen        []bool
}

func newLister(in *Instance) *lister {
	l := &lister{in: in, seen: make([]bool, in.Sites())}
	l.start, l.site = in.transpose()
	return l
}

// list is never nil.
func (l *lister) list(j int32) []int32 {
	near := []int32{}
	for _, c := range l.in.cells(j) {
		for _, k := range l.site[l.start[c]:l.start[c+1]] {
			if !l.seen[k] {
				l.seen[k] = true
				near = append(near, k)
			}
		}
	}
	for _, k := range near {
		l.seen[k] = false
	}
	return slices.Clip(near)
}
