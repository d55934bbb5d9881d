package cover

import (
	"encoding/binary"
	"slices"
)

const (
	maxCluster  = 24    // cells of a cluster
	growBlind   = 12    // cells added without breaking the inequality more before growing stops
	unused      = 1e-3  // camp-days below this count as none
	leastBroken = 0.004 // units by which a cluster must be broken to be added
)

// separate looks for clusters whose inequality the relaxation's present answer breaks, grown cell by cell
// from each cell, and adds them. It returns how many it added.
func (r *relaxation) separate() int {
	in := r.in
	served := make([]float64, len(in.Demand))
	for k, c := range in.ArcCell {
		served[c] += float64(r.share[k] * r.x[k])
	}
	for i, d := range r.demand {
		served[i] = min(served[i], d)
	}
	g := &grower{relaxation: r, servedOf: served, inside: make([]bool, len(in.Demand)), within: make([]int64, len(in.Sites))}
	added := 0
	for i := range in.Demand {
		if in.Demand[i] > 0 && r.stepPrice[i] > 0 {
			if c, broken := g.grow(int32(i)); broken > leastBroken && r.add(c) {
				added++
			}
		}
	}
	return added
}

// add puts the cluster into the relaxation unless it is there.
func (r *relaxation) add(c Cluster) bool {
	slices.Sort(c.Cells)
	key := binary.LittleEndian.AppendUint64(nil, uint64(c.Divisor))
	for _, i := range c.Cells {
		key = binary.LittleEndian.AppendUint32(key, uint32(i))
	}
	if r.known[string(key)] {
		return false
	}
	r.known[string(key)] = true
	w := newRounding(r.in, r.links)
	w.enter(c.Cells, c.Divisor)
	k := cut{Cluster: c, constant: float64(w.constant) / r.unit}
	for n, j := range w.sites {
		if w.coef[n] > 0 {
			k.sites = append(k.sites, j)
			k.coef = append(k.coef, float64(w.coef[n])/r.unit)
		}
	}
	r.cuts = append(r.cuts, k)
	r.sumWeight = append(r.sumWeight, 0)
	return true
}

// grower grows a cluster from a cell.
type grower struct {
	*relaxation
	servedOf []float64 // visitors of each cell that the present answer serves, units
	inside   []bool    // cells of the cluster
	within   []int64   // demand of the cluster within reach of each site
	touched  []int32   // sites with within > 0
	active   []int32   // those of them that the present answer uses
	demand   int64     // of the cluster
	served   float64
	divisor  int64 // the most visitors of the cluster that one camp-day can serve
	tried    []int32
}

// grow adds, time and again, the neighbouring cell that breaks the inequality most, and returns the most
// broken cluster on the way.
func (g *grower) grow(first int32) (best Cluster, broken float64) {
	cells := []int32{first}
	g.include(first)
	broken = -1
	for {
		if b := g.broken(); b > broken {
			broken, best = b, Cluster{Cells: slices.Clone(cells), Divisor: g.divisor}
		}
		if len(cells) >= min(maxCluster, len(best.Cells)+growBlind) {
			break
		}
		next := g.next()
		if next < 0 {
			break
		}
		g.include(next)
		cells = append(cells, next)
	}
	for _, c := range cells {
		g.inside[c] = false
	}
	for _, j := range g.touched {
		g.within[j] = 0
	}
	g.touched, g.active, g.demand, g.served, g.divisor = g.touched[:0], g.active[:0], 0, 0, 0
	return best, broken
}

// include puts cell c into the cluster.
func (g *grower) include(c int32) {
	d := g.in.Demand[c]
	g.inside[c] = true
	g.demand += d
	g.served += g.servedOf[c]
	for _, a := range g.links.arcsOf(c) {
		j := g.links.arcSite[a]
		if g.within[j] == 0 {
			g.touched = append(g.touched, j)
			if g.days[j] > unused {
				g.active = append(g.active, j)
			}
		}
		g.within[j] += d
		g.divisor = max(g.divisor, min(g.within[j], g.in.Sites[j].Cap))
	}
}

// next gives the cell, reached by a site in use that reaches the cluster, with which the inequality would
// be broken most; -1 where there is none.
func (g *grower) next() int32 {
	g.tried = g.tried[:0]
	for _, j := range g.active {
		for k := g.in.SiteStart[j]; k < g.in.SiteStart[j+1]; k++ {
			if c := g.in.ArcCell[k]; !g.inside[c] && g.in.Demand[c] > 0 {
				g.inside[c] = true
				g.tried = append(g.tried, c)
			}
		}
	}
	best, most := int32(-1), 0.0
	touched, active, demand, served, divisor := len(g.touched), len(g.active), g.demand, g.served, g.divisor
	for _, c := range g.tried {
		g.include(c)
		if b := g.broken(); best < 0 || b > most {
			best, most = c, b
		}
		for _, a := range g.links.arcsOf(c) {
			g.within[g.links.arcSite[a]] -= g.in.Demand[c]
		}
		g.touched, g.active, g.demand, g.served, g.divisor = g.touched[:touched], g.active[:active], demand, served, divisor
	}
	for _, c := range g.tried {
		g.inside[c] = false
	}
	return best
}

// broken says by how much, in units, the present answer breaks the inequality of the cluster.
func (g *grower) broken() float64 {
	divisor := max(g.divisor, 1)
	steps := (g.demand + divisor - 1) / divisor
	rest := g.demand - (steps-1)*divisor
	limit := float64(g.demand - rest*steps)
	for _, j := range g.active { // no camp-day serves more than the divisor, so its credit is min(rest, m)
		limit += float64(float64(min(rest, g.within[j], g.in.Sites[j].Cap)) * g.days[j])
	}
	return g.served - limit/g.unit
}
