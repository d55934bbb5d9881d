package sitting

import (
	"cmp"
	"slices"
)

// Proof are multipliers that prove how little a division of a group can cost.
type Proof struct {
	Price   []int64 // of each booth: what seating it adds
	Sitting int64   // of a sitting: what one more would save at most
	Cuts    []Cut   // by booths
}

// Cut is a subset-row inequality (Jepsen et al. 2008, doi 10.1287/opre.1070.0449): of the clusters that hold two or
// three of three booths, no division has more than one.
type Cut struct {
	Booths [3]int32 // increasing
	Weight int64
}

// hit says whether a cluster counts in the cut.
func (c *Cut) hit(booths []int32) bool {
	n := 0
	for _, b := range booths {
		if b == c.Booths[0] || b == c.Booths[1] || b == c.Booths[2] {
			n++
		}
	}
	return n >= 2
}

// MostCuts bounds the cuts of a proof: so many for each booth.
const MostCuts = 4

// reduced is what a cluster costs beyond the prices of its booths, with the price of a sitting and its cuts.
func (p *Proof) reduced(c Cluster) int64 {
	sum := c.Cost + p.Sitting
	for _, b := range c.Booths {
		sum -= p.Price[b]
	}
	for k := range p.Cuts {
		if p.Cuts[k].hit(c.Booths) {
			sum += p.Cuts[k].Weight
		}
	}
	return sum
}

// Bound is the least that any division of the group can cost, proven by multipliers: sum of the booths' prices -
// price of a sitting x most sittings - weights of the cuts. It holds for all multipliers with which no booth's price is
// more than leaving it out costs and no cluster costs less than its booths' together less the sitting's and its
// cuts'; ok is false for others. It is the value of the dual of the linear relaxation with the cuts: how high it is
// depends on the multipliers.
func (g *Group) Bound(p Proof) (least int64, ok bool) {
	scale := g.Scale()
	if len(p.Price) != len(g.People) || p.Sitting < 0 || p.Sitting > Largest*scale.Unseated || len(p.Cuts) > MostCuts*len(g.People) {
		return 0, false
	}
	for _, n := range p.Price {
		if n > scale.Unseated || n < -Largest*scale.Unseated {
			return 0, false
		}
	}
	for _, cut := range p.Cuts {
		if cut.Weight < 0 || cut.Weight > scale.Unseated || cut.Booths[0] >= cut.Booths[1] || cut.Booths[1] >= cut.Booths[2] {
			return 0, false
		}
	}
	for _, c := range g.Clusters() {
		if p.reduced(c) < 0 {
			return 0, false
		}
	}
	return p.bound(g.Limit), true
}

func (p *Proof) bound(limit int) int64 {
	sum := -p.Sitting * int64(min(limit, len(p.Price)/Smallest))
	for _, n := range p.Price {
		sum += n
	}
	for _, cut := range p.Cuts {
		sum -= cut.Weight
	}
	return max(0, sum)
}

// Prove gives the best multipliers found: the relaxation, then rounds of the cuts that its solution breaks most.
// Validate must hold.
func (g *Group) Prove() Proof {
	clusters, scale := g.Clusters(), g.Scale()
	best, x := relax(g, clusters, scale, nil)
	return tighten(g, clusters, scale, best, x)
}

// cutRounds and cutsARound bound the work of tightening.
const (
	cutRounds  = 3
	cutsARound = 12
)

// tighten adds cuts as long as that raises the bound.
func tighten(g *Group, clusters []Cluster, scale Scale, best Proof, x []float64) Proof {
	var cuts []Cut
	for range cutRounds {
		more := broken(clusters, x, cuts)
		if len(more) == 0 || len(cuts)+len(more) > MostCuts*len(g.People) {
			break
		}
		cuts = append(cuts, more...)
		var p Proof
		if p, x = relax(g, clusters, scale, cuts); p.bound(g.Limit) > best.bound(g.Limit) {
			best = p
		}
	}
	slices.SortFunc(best.Cuts, func(a, b Cut) int { return slices.Compare(a.Booths[:], b.Booths[:]) })
	return best
}

// broken gives the cuts that a solution of the relaxation breaks most.
func broken(clusters []Cluster, x []float64, known []Cut) []Cut {
	type found struct {
		cut Cut
		by  float64
	}
	load := map[[3]int32]float64{}
	var part []int32 // clusters held in part
	for j, v := range x {
		if v > 0.02 && v < 0.98 {
			part = append(part, int32(j))
		}
	}
	var booths []int32
	for _, j := range part {
		booths = append(booths, clusters[j].Booths...)
	}
	slices.Sort(booths)
	booths = slices.Compact(booths)
	for a := range booths {
		for b := a + 1; b < len(booths); b++ {
			var both []int32 // clusters with a and b; a triple without any pair breaks nothing
			for _, j := range part {
				if slices.Contains(clusters[j].Booths, booths[a]) && slices.Contains(clusters[j].Booths, booths[b]) {
					both = append(both, j)
				}
			}
			if len(both) == 0 {
				continue
			}
			for c := range booths {
				if c != a && c != b {
					t := [3]int32{booths[a], booths[b], booths[c]}
					slices.Sort(t[:])
					load[t] = 0
				}
			}
		}
	}
	var list []found
	for t := range load {
		cut, sum := Cut{Booths: t}, 0.0
		for _, j := range part {
			if cut.hit(clusters[j].Booths) {
				sum += x[j]
			}
		}
		if sum > 1.05 && !slices.ContainsFunc(known, func(k Cut) bool { return k.Booths == t }) {
			list = append(list, found{cut, sum})
		}
	}
	slices.SortFunc(list, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.by, a.by), slices.Compare(a.cut.Booths[:], b.cut.Booths[:]))
	})
	var cuts []Cut
	for _, f := range list[:min(cutsARound, len(list))] {
		cuts = append(cuts, f.cut)
	}
	return cuts
}
