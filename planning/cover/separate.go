package cover

import (
	"encoding/binary"
	"slices"
)

const (
	maxCluster  = 12    // cells of a cluster
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
	g := &grower{relaxation: r, w: newRounding(in, r.links), servedOf: served, inside: make([]bool, len(in.Demand))}
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
	w        *rounding
	servedOf []float64
	inside   []bool
}

// grow adds, time and again, the neighbouring cell that breaks the inequality most, and returns the most
// broken cluster on the way.
func (g *grower) grow(first int32) (best Cluster, broken float64) {
	cells := []int32{first}
	g.w.sites, g.w.demand = g.w.sites[:0], 0
	g.w.include(first)
	g.inside[first] = true
	served := g.servedOf[first]
	broken = -1
	for {
		if b, divisor := g.broken(served); b > broken {
			broken, best = b, Cluster{Cells: slices.Clone(cells), Divisor: divisor}
		}
		if len(cells) >= maxCluster {
			break
		}
		next, most := int32(-1), 0.0
		var tried []int32
		for _, j := range g.w.sites {
			if g.days[j] < 1e-3 {
				continue
			}
			for k := g.in.SiteStart[j]; k < g.in.SiteStart[j+1]; k++ {
				c := g.in.ArcCell[k]
				if g.inside[c] || g.in.Demand[c] == 0 {
					continue
				}
				g.inside[c] = true
				tried = append(tried, c)
			}
		}
		for _, c := range tried {
			g.inside[c] = false
			sites, demand := len(g.w.sites), g.w.demand
			g.w.include(c)
			if b, _ := g.broken(served + g.servedOf[c]); next < 0 || b > most {
				next, most = c, b
			}
			for _, a := range g.links.arcsOf(c) {
				g.w.within[g.links.arcSite[a]] -= g.in.Demand[c]
			}
			g.w.sites, g.w.demand = g.w.sites[:sites], demand
		}
		if next < 0 {
			break
		}
		g.w.include(next)
		g.inside[next] = true
		cells = append(cells, next)
		served += g.servedOf[next]
	}
	for _, c := range cells {
		g.inside[c] = false
	}
	g.w.leave()
	return best, broken
}

// broken says by how much, in units, the present answer breaks the inequality of the cluster in g.w,
// with the most that one camp-day can serve of it as divisor.
func (g *grower) broken(served float64) (by float64, divisor int64) {
	divisor = 1
	for _, j := range g.w.sites {
		divisor = max(divisor, g.w.serve(j))
	}
	steps := (g.w.demand + divisor - 1) / divisor
	rest := g.w.demand - (steps-1)*divisor
	limit := float64(g.w.demand - rest*steps)
	for _, j := range g.w.sites {
		if y := g.days[j]; y > 0 {
			limit += float64(float64(min(rest, g.w.serve(j))) * y)
		}
	}
	return served - limit/g.unit, divisor
}
