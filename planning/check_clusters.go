package planning

import "slices"

// clustersKnown says whether every cluster of the bound is made of cells of the problem, each once, and
// has a divisor and a weight that can be.
func (c *checker) clustersKnown() bool {
	largest := int64(0)
	for _, v := range c.p.Candidates {
		largest = max(largest, v.Cap)
	}
	room := float64(largest) * float64(int64(len(c.plan.Camps))+c.p.CampDays)
	sum := 0.0
	for _, k := range c.plan.Bound.Clusters {
		seen := map[int]bool{}
		visitors := int64(0)
		for _, cell := range k.Cells {
			i, known := c.cellAt[int64(cell)]
			if !c.breach(known && !seen[i], "bound.cluster", cell.String(), 0, "The cluster's cell is not in the problem, or twice in the cluster.") {
				return false
			}
			seen[i] = true
			visitors += c.p.Demand[i].Visitors
		}
		sum += float64(k.Weight) * (float64(visitors) + room)
		if !c.breach(k.Divisor >= 1 && k.Weight >= 0 && k.Weight <= maxClusterWeight && sum < 1<<62, "bound.cluster", "bound", 0,
			"A cluster's divisor %d or weight %d is out of range.", k.Divisor, k.Weight) {
			return false
		}
	}
	return true
}

// clusterTerms gives what the clusters add to the Lagrangian: prices with the clusters' weights put on
// their cells (at most a visitor and the weights of the floors), the bonus that each camp-day of a candidate earns, and a constant.
//
// A camp-day of candidate j serves at most m(j) visitors of a cluster: its cap, or those within its reach.
// To serve all D of them takes camp-days whose m add up to D. Counted in whole steps of the divisor: with
// e steps, the last of r visitors, every missing step leaves r unserved, and a camp-day makes r for each
// whole step in m(j), and the rest of m(j) up to r.
func (c *checker) clusterTerms(x multipliers, inReach func(sight) bool) (clustered, bonus []int64, constant int64) {
	clustered, bonus = slices.Clone(x.price), make([]int64, len(c.p.Candidates))
	for _, k := range x.clusters {
		all := int64(0)
		within := map[int]int64{}
		for _, cell := range k.Cells {
			i := c.cellAt[int64(cell)]
			all += c.p.Demand[i].Visitors
			clustered[i] = min(clustered[i]+k.Weight, 1000+x.onCell[i])
			for _, s := range c.reach[i] {
				if inReach(s) {
					within[s.venue] += c.p.Demand[i].Visitors
				}
			}
		}
		whole := all / k.Divisor
		last := all % k.Divisor
		if last == 0 && all > 0 {
			whole, last = whole-1, k.Divisor
		}
		constant += k.Weight * (all - last*(whole+1))
		for j, n := range within {
			m := min(n, c.p.Candidates[j].Cap)
			bonus[j] += k.Weight * (m/k.Divisor*last + min(last, m%k.Divisor))
		}
	}
	return clustered, bonus, constant
}
