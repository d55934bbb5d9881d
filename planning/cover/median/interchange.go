package median

import "slices"

// choice is a set of P open sites with what every interchange of an open for a closed site would gain, kept up to
// date (Resende and Werneck 2007, doi 10.1007/s10479-006-0154-0). Opening site j for the open site at place r
// gains gain[j] - loss[r] + extra[r][j].
type choice struct {
	t      *terrain
	open   []int32 // sites, by place
	at     []int32 // place of each site in open, -1: closed
	first  []int32 // place of the nearest open site of each client
	near   []int64 // cost of each client at it
	second []int64 // cost at the second nearest; where only one is open, at the farthest of all
	gain   []int64
	loss   []int64
	extra  []int64 // P rows of Sites
	cost   int64
}

// terrain is an instance with each client's sites in order.
type terrain struct {
	*Instance
	order []int32 // of each client, its sites, nearest first, lower index first of several as near
	cost  []int64 // weight by distance in that order
}

func newTerrain(in *Instance) *terrain {
	t := &terrain{Instance: in, order: make([]int32, len(in.Distance)), cost: make([]int64, len(in.Distance))}
	keys := make([]uint64, in.Sites)
	for i := range in.Clients {
		for j, d := range in.row(i) {
			keys[j] = uint64(d)<<32 | uint64(j)
		}
		slices.Sort(keys)
		w := in.weight(i)
		for k, key := range keys {
			t.order[i*in.Sites+k] = int32(key & (1<<32 - 1))
			t.cost[i*in.Sites+k] = w * int64(key>>32)
		}
	}
	return t
}

// sites gives a client's sites, nearest first, and what it costs the client to go there.
func (t *terrain) sites(i int) ([]int32, []int64) {
	return t.order[i*t.Sites : (i+1)*t.Sites], t.cost[i*t.Sites : (i+1)*t.Sites]
}

func newChoice(t *terrain, sites []int32) *choice {
	c := &choice{
		t: t, open: append([]int32(nil), sites...), at: make([]int32, t.Sites), first: make([]int32, t.Clients),
		near: make([]int64, t.Clients), second: make([]int64, t.Clients), gain: make([]int64, t.Sites),
		loss: make([]int64, t.P), extra: make([]int64, t.P*t.Sites),
	}
	for j := range c.at {
		c.at[j] = -1
	}
	for r, j := range c.open {
		c.at[j] = int32(r)
	}
	for i := range t.Clients {
		c.look(i)
		c.cost += c.near[i]
		c.count(i, 1)
	}
	return c
}

// look finds the two nearest open sites of a client.
func (c *choice) look(i int) {
	order, cost := c.t.sites(i)
	found := false
	for k, j := range order {
		r := c.at[j]
		if r < 0 {
			continue
		}
		if found {
			c.second[i] = cost[k]
			return
		}
		found, c.first[i], c.near[i] = true, r, cost[k]
	}
	c.second[i] = cost[len(cost)-1]
}

// count adds what a client contributes to the gains, or with sign -1 takes it away.
func (c *choice) count(i int, sign int64) {
	near, second, r := c.near[i], c.second[i], int(c.first[i])
	c.loss[r] += sign * (second - near)
	row := c.extra[r*c.t.Sites : (r+1)*c.t.Sites]
	order, cost := c.t.sites(i)
	for k, j := range order {
		d := cost[k]
		if d >= second {
			return
		}
		if d < near {
			c.gain[j] += sign * (near - d)
			d = near
		}
		row[j] += sign * (second - d)
	}
}

// swap closes the site at place r and opens j there.
func (c *choice) swap(r, j int32) {
	t := c.t
	out := c.open[r]
	c.at[out], c.at[j], c.open[r] = -1, r, j
	for i := range t.Clients {
		w, row := t.weight(i), t.row(i)
		// Touched are those who go to the site closed, have it as their second, or have the new one among their two.
		if c.first[i] != r && w*int64(row[out]) > c.second[i] && w*int64(row[j]) >= c.second[i] {
			continue
		}
		c.count(i, -1)
		c.cost -= c.near[i]
		c.look(i)
		c.cost += c.near[i]
		c.count(i, 1)
	}
}

// best finds the interchange that gains most: of equal ones that of the lowest place, then of the lowest site. It gains
// nothing or less where the choice is as good as any neighbour; r is -1 where there is none at all.
func (c *choice) best() (gain int64, r, j int32) {
	r = -1
	n := c.t.Sites
	for place := range c.open {
		row := c.extra[place*n : (place+1)*n]
		loss := c.loss[place]
		for site, e := range row {
			if g := c.gain[site] - loss + e; (r < 0 || g > gain) && c.at[site] < 0 {
				gain, r, j = g, int32(place), int32(site)
			}
		}
	}
	return gain, r, j
}

// descend makes the best interchange again and again until none gains.
func (c *choice) descend() {
	for {
		gain, r, j := c.best()
		if r < 0 || gain <= 0 {
			return
		}
		c.swap(r, j)
	}
}

// become turns the choice into another by swaps.
func (c *choice) become(sites []int32) {
	wanted := make([]bool, c.t.Sites)
	for _, j := range sites {
		wanted[j] = true
	}
	r := int32(0)
	for _, j := range sites {
		if c.at[j] >= 0 {
			continue
		}
		for wanted[c.open[r]] {
			r++
		}
		c.swap(r, j)
	}
}
