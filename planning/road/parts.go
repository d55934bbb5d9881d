package road

import (
	"cmp"
	"slices"
)

const (
	core   = 1 << 31 // of a node's part: it can be reached from the part's largest strong component and left to it
	noPart = never   // the profile uses no edge there
)

// split finds, for each profile, the islands of its network and the largest strong component of each.
func (d *draft) split() {
	for p := range d.part {
		d.part[p], d.report.Parts[p] = partsOf(&d.csr, Profile(p), len(d.at))
		seen := make([]bool, len(d.edges))
		for a, cost := range d.csr.cost[p] {
			if e := d.csr.edge[a] >> 1; cost != never && !seen[e] {
				seen[e] = true
				d.report.Parts[p].Edges++
			}
		}
	}
}

// partsOf numbers the islands from the largest to the smallest (of two of one size, the one with the lower node first).
func partsOf(c *csr, p Profile, n int) ([]uint32, Parts) {
	island, size := islands(c, p, n)
	order := make([]int32, len(size))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(i, j int32) int { return cmp.Compare(size[j], size[i]) })
	rank := make([]uint32, len(size))
	for r, i := range order {
		rank[i] = uint32(r)
	}
	part := make([]uint32, n)
	for u := range part {
		if part[u] = noPart; island[u] >= 0 {
			part[u] = rank[island[u]]
		}
	}
	r := Parts{Islands: len(size)}
	if len(order) > 0 {
		r.Main = int(size[order[0]])
	}
	r.Trapped = markCores(c, p, part, len(size))
	return part, r
}

// islands gives the component of each node, one-way ways taken both ways, numbered by their first nodes, and their sizes.
func islands(c *csr, p Profile, n int) (of, size []int32) {
	up := make([]int32, n)
	for i := range up {
		up[i] = int32(i)
	}
	find := func(u int32) int32 {
		for up[u] != u {
			up[u] = up[up[u]]
			u = up[u]
		}
		return u
	}
	used := make([]bool, n)
	for u := range int32(n) {
		for a := c.first[u]; a < c.first[u+1]; a++ {
			if c.cost[p][a] == never {
				continue
			}
			v := int32(c.head[a])
			used[u], used[v] = true, true
			if x, y := find(u), find(v); x != y {
				up[max(x, y)] = min(x, y)
			}
		}
	}
	of = make([]int32, n)
	for u := range int32(n) {
		of[u] = -1
		if !used[u] {
			continue
		}
		root := find(u)
		if root == u {
			of[u] = int32(len(size))
			size = append(size, 0)
		} else {
			of[u] = of[root]
		}
		size[of[u]]++
	}
	return of, size
}

// markCores sets the core sign of the nodes in the largest strong component of each island, and counts the others.
func markCores(c *csr, p Profile, part []uint32, islands int) (trapped int) {
	strong, size := strongComponents(c, p, len(part))
	best := make([]int32, islands)
	for i := range best {
		best[i] = -1
	}
	for u, i := range part {
		if i == noPart {
			continue
		}
		if b := best[i]; b < 0 || size[strong[u]] > size[b] {
			best[i] = strong[u]
		}
	}
	for u, i := range part {
		if i == noPart {
			continue
		}
		if best[i] == strong[u] {
			part[u] |= core
		} else {
			trapped++
		}
	}
	return trapped
}

// strongComponents is Tarjan's algorithm (1972, doi 10.1137/0201010) with its own stack.
func strongComponents(c *csr, p Profile, n int) (of, size []int32) {
	of = make([]int32, n)
	low, num := make([]int32, n), make([]int32, n)
	next := make([]uint32, n)
	for u := range of {
		of[u], next[u] = -1, c.first[u]
	}
	var stack, path []int32
	count := int32(0)
	for root := range int32(n) {
		if num[root] != 0 {
			continue
		}
		path = append(path, root)
		for len(path) > 0 {
			u := path[len(path)-1]
			if num[u] == 0 {
				count++
				num[u], low[u] = count, count
				stack = append(stack, u)
			}
			if v := c.step(p, u, next); v >= 0 {
				if num[v] == 0 {
					path = append(path, v)
				} else if of[v] < 0 {
					low[u] = min(low[u], num[v])
				}
				continue
			}
			path = path[:len(path)-1]
			if len(path) > 0 {
				w := path[len(path)-1]
				low[w] = min(low[w], low[u])
			}
			if low[u] != num[u] {
				continue
			}
			k := int32(len(size))
			size = append(size, 0)
			for v := int32(-1); v != u; {
				v = stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				of[v] = k
				size[k]++
			}
		}
	}
	return of, size
}

// step gives the head of the next arc of u that the profile may use, or -1.
func (c *csr) step(p Profile, u int32, next []uint32) int32 {
	for next[u] < c.first[u+1] {
		a := next[u]
		next[u]++
		if c.cost[p][a] != never {
			return int32(c.head[a])
		}
	}
	return -1
}
