package maximal

import (
	"encoding/binary"
	"slices"
)

// core is an instance with fewer cells and sites and the same best value: cells covered by the same sites
// are one cell, and a site whose cells another site of its group covers as well is left out (Chen, Chen, Liang
// and Dai 2023, doi 10.1016/j.ejor.2022.08.018, on isomorphic aggregation and domination).
type core struct {
	Instance
	site []int32 // of each site: its number in the instance reduced
	cell []int32 // of each cell of the instance reduced: its cell here, -1 where it has none
}

// reducePasses is how often domination and merging are tried in turn: merging makes sites comparable.
const reducePasses = 4

// reduce presolves. Cost: a few times the arcs for merging; domination compares each site with those that
// share its rarest cell.
func reduce(in *Instance) core {
	c := restrict(in, in.all())
	for range reducePasses {
		keep := c.undominated()
		if len(keep) == c.Sites() {
			break
		}
		next := restrict(&c.Instance, keep)
		for k, j := range next.site {
			next.site[k] = c.site[j]
		}
		for i, k := range c.cell {
			if k >= 0 {
				c.cell[i] = next.cell[k]
			}
		}
		next.cell = c.cell
		c = next
	}
	return c
}

// restrict keeps some sites, in increasing order, merges the cells they cover alike and drops what they do
// not cover or what has no demand.
func restrict(in *Instance, keep []int32) core {
	lists := make([][]byte, len(in.Demand))
	size := make([]int32, len(in.Demand))
	for _, j := range keep {
		for _, c := range in.cells(j) {
			size[c]++
		}
	}
	for c, n := range size {
		if in.Demand[c] > 0 && n > 0 {
			lists[c] = make([]byte, 0, 4*n)
		}
	}
	for k, j := range keep {
		for _, c := range in.cells(j) {
			if lists[c] != nil {
				lists[c] = binary.LittleEndian.AppendUint32(lists[c], uint32(k))
			}
		}
	}
	of := make([]int32, len(in.Demand))
	out := core{Instance: Instance{Pick: in.Pick, Groups: in.Groups, SiteStart: []int32{0}}, site: slices.Clone(keep), cell: of}
	known := make(map[string]int32)
	for c, list := range lists {
		of[c] = -1
		if list == nil {
			continue
		}
		k, ok := known[string(list)]
		if !ok {
			k = int32(len(out.Demand))
			known[string(list)] = k
			out.Demand = append(out.Demand, 0)
		}
		out.Demand[k] += in.Demand[c]
		of[c] = k
	}
	for _, j := range keep {
		lo := len(out.ArcCell)
		for _, c := range in.cells(j) {
			if of[c] >= 0 {
				out.ArcCell = append(out.ArcCell, of[c])
			}
		}
		slices.Sort(out.ArcCell[lo:])
		out.ArcCell = out.ArcCell[:lo+len(slices.Compact(out.ArcCell[lo:]))]
		out.SiteStart = append(out.SiteStart, int32(len(out.ArcCell)))
		if in.Group != nil {
			out.Group = append(out.Group, in.group(j))
		}
	}
	return out
}

// undominated lists the sites that no other site of the same group, or for a site without group no other
// at all, covers as well; of equals the first stays. A site that covers nothing stays only where its
// group has no other.
func (c *core) undominated() []int32 {
	start, site := c.transpose()
	out := make([]bool, c.Sites())
	var keep []int32
	seen := make([]bool, c.Groups)
	for j := range int32(c.Sites()) {
		mine := c.cells(j)
		if len(mine) == 0 {
			g := c.group(j)
			out[j] = g < 0 || seen[g] || c.groupCovers(g)
			if g >= 0 {
				seen[g] = true
			}
		} else {
			rare := mine[0]
			for _, i := range mine {
				if start[i+1]-start[i] < start[rare+1]-start[rare] {
					rare = i
				}
			}
			for _, k := range site[start[rare]:start[rare+1]] {
				if k == j || out[k] || c.group(j) >= 0 && c.group(k) != c.group(j) {
					continue
				}
				theirs := c.cells(k)
				if len(mine) > len(theirs) || len(mine) == len(theirs) && j < k && c.group(k) == c.group(j) {
					continue
				}
				if subset(mine, theirs) {
					out[j] = true
					break
				}
			}
		}
		if !out[j] {
			keep = append(keep, j)
		}
	}
	return keep
}

// groupCovers tells whether a site of the group covers anything.
func (c *core) groupCovers(g int32) bool {
	for j, h := range c.Group {
		if h == g && c.SiteStart[j] < c.SiteStart[j+1] {
			return true
		}
	}
	return false
}

// subset tells whether every element of a is in b; both are sorted.
func subset(a, b []int32) bool {
	k := 0
	for _, x := range a {
		for k < len(b) && b[k] < x {
			k++
		}
		if k == len(b) || b[k] != x {
			return false
		}
	}
	return true
}
