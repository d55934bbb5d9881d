package cover

// Cluster is a set of cells for which the bound counts whole camp-days: part of a certificate.
//
// Let D be the demand of the cells, m(j) the visitors of them that one camp-day of site j can serve (its
// capacity or their demand within its reach, the lesser), and e = ceil(D/Divisor), r = D - (e-1)*Divisor.
// Since camp-days are whole numbers, every answer serves of the cells at most
//
//	D - r*e + sum over sites j of c(j) * camp-days of j, c(j) = r*floor(m(j)/Divisor) + min(r, m(j) mod Divisor),
//
// the mixed integer rounding of sum m(j)*days(j) >= visitors served (Nemhauser and Wolsey 1990, doi
// 10.1007/BF01585752). Weight is the multiplier of this inequality.
type Cluster struct {
	Cells   []int32 // increasing
	Divisor int64   // at least 1
	Weight  int32   // thousandths
}

// Certificate proves a bound: prices of cells, weights of clusters and of floors.
type Certificate struct {
	Price    []int32 // of each cell, thousandths of a visitor, 0..1000 and the weights of its floors
	Clusters []Cluster
	Floors   []int32 // weight of each floor, thousandths, at least 0; nil: 0
}

// Bound evaluates the certificate in whole visitors: no answer that is best in the first aim serves more,
// whatever the certificate says. It is the Lagrangian
//
//	sum of price*demand + sum of weight*(D - r*e) - sum of floor weight*Want + the most that camp-days within the limits can earn,
//
// where a camp-day of a site earns, for each visitor it takes, 1, or what his arc is worth, and the weights of the floors the cell is in, less
// the price of the cell and the weights of the clusters the cell is in, and weight*c(j) for each cluster. It
// holds for answers that serve Want of every floor (see Keeping). A site takes its best cells first,
// so the earnings of its further days fall; the limits are nested; hence taking the best days that the
// limits allow is exact (Geoffrion 1974, doi 10.1007/BFb0120690). Prices and weights out of range
// count as the nearest that is allowed. required holds the camp-days that each group must hold, nil for
// those of the first aim. O(arcs log arcs + cells of the clusters times their sites).
func (c Certificate) Bound(in *Instance, required []int32) int64 {
	a := in.firstAim()
	if required != nil {
		a.lo = required
	}
	return newInner(in, a).bound(c, newLinks(in)) / full
}

// Bound evaluates prices without clusters: Certificate{Price: price}.Bound(in, required).
func Bound(in *Instance, price, required []int32) int64 {
	return Certificate{Price: price}.Bound(in, required)
}

// bound evaluates a certificate in thousandths of a visitor.
func (e *inner) bound(c Certificate, l *links) int64 {
	price, bonus := make([]int32, len(e.in.Demand)), make([]int64, len(e.in.Sites))
	total := int64(0)
	worth := e.worth(c)
	for f, w := range c.Floors {
		total -= int64(floorWeight(w)) * e.in.Floors[f].Want
	}
	for i, d := range e.in.Demand {
		price[i] = min(max(c.Price[i], 0), worth[i])
		total += int64(price[i]) * d
	}
	w := newRounding(e.in, l)
	for _, k := range c.Clusters {
		weight := max(k.Weight, 0)
		w.enter(k.Cells, k.Divisor)
		total += int64(weight) * w.constant
		for n, j := range w.sites {
			bonus[j] += int64(weight) * w.coef[n]
		}
		for _, i := range k.Cells {
			price[i] = min(price[i]+weight, worth[i])
		}
		w.leave()
	}
	for i := range price {
		price[i] -= worth[i] - full // a visitor then earns 1000 less the price
	}
	return total + e.solve(price, bonus)
}

// worth is what a visitor of each cell counts, with the weights of its floors.
func (e *inner) worth(c Certificate) []int32 {
	worth := make([]int32, len(e.in.Demand))
	for i := range worth {
		worth[i] = full
	}
	for f, w := range c.Floors {
		for _, i := range e.in.Floors[f].Cells {
			worth[i] += floorWeight(w)
		}
	}
	return worth
}

func floorWeight(w int32) int32 { return min(max(w, 0), maxFloorWeight) }

// links is the reach seen from the cells, and the site of each arc.
type links struct {
	cellStart []int32 // the arcs of cell i: cellArc[cellStart[i]:cellStart[i+1]]
	cellArc   []int32
	arcSite   []int32
}

func newLinks(in *Instance) *links {
	n, arcs := len(in.Demand), len(in.ArcCell)
	l := &links{cellStart: make([]int32, n+1), cellArc: make([]int32, arcs), arcSite: make([]int32, arcs)}
	for _, c := range in.ArcCell {
		l.cellStart[c+1]++
	}
	for i := range n {
		l.cellStart[i+1] += l.cellStart[i]
	}
	next := append([]int32(nil), l.cellStart[:n]...)
	for j := range in.Sites {
		for a := in.SiteStart[j]; a < in.SiteStart[j+1]; a++ {
			l.arcSite[a] = int32(j)
			c := in.ArcCell[a]
			l.cellArc[next[c]] = a
			next[c]++
		}
	}
	return l
}

func (l *links) arcsOf(cell int32) []int32 { return l.cellArc[l.cellStart[cell]:l.cellStart[cell+1]] }

// rounding works out the inequality of one cluster after another.
type rounding struct {
	in       *Instance
	links    *links
	within   []int64 // demand of the cluster within reach of each site
	demand   int64   // D
	sites    []int32 // that reach the cluster
	coef     []int64 // of the sites
	constant int64   // D - r*e
}

func newRounding(in *Instance, l *links) *rounding {
	return &rounding{in: in, links: l, within: make([]int64, len(in.Sites))}
}

// enter sets demand, sites, coef and constant for a cluster; leave must follow.
func (w *rounding) enter(cells []int32, divisor int64) {
	w.sites, w.demand = w.sites[:0], 0
	for _, c := range cells {
		w.include(c)
	}
	w.round(max(divisor, 1))
}

// include puts cell c into the cluster.
func (w *rounding) include(c int32) {
	d := w.in.Demand[c]
	if d == 0 {
		return
	}
	w.demand += d
	for _, a := range w.links.arcsOf(c) {
		j := w.links.arcSite[a]
		if w.within[j] == 0 {
			w.sites = append(w.sites, j)
		}
		w.within[j] += d
	}
}

// serve is the visitors of the cluster that one camp-day of site j can serve.
func (w *rounding) serve(j int32) int64 { return min(w.within[j], w.in.Sites[j].Cap) }

func (w *rounding) round(divisor int64) {
	steps := (w.demand + divisor - 1) / divisor
	r := w.demand - (steps-1)*divisor
	w.constant = w.demand - r*steps
	w.coef = w.coef[:0]
	for _, j := range w.sites {
		m := w.serve(j)
		w.coef = append(w.coef, r*(m/divisor)+min(r, m%divisor))
	}
}

// leave empties the cluster.
func (w *rounding) leave() {
	for _, j := range w.sites {
		w.within[j] = 0
	}
}
