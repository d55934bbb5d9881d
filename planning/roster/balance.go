package roster

import "context"

// balance makes the calendar as cheap and then as even as it can be with the same camps: it cancels negative cycles of the
// residual flow in which the n-th camp of a block or of the district on a day costs 2n-1, so that the sums
// of squares of the camps a day are least when no cycle is left (Klein 1967, doi 10.1287/mnsc.14.3.205).
// It reports whether that was reached within the limit of cycles, before ctx was done.
func (t *table) balance(ctx context.Context, limit int) bool {
	dear := t.dear()
	for moved := true; moved && ctx.Err() == nil; {
		moved = t.shiftDays(dear)
	}
	c := newCycles(t)
	c.dear = dear
	for range limit {
		if ctx.Err() != nil {
			return false
		}
		if !c.cancel() {
			return true
		}
	}
	return false
}

// shiftDays moves single camps to days where they make the calendar more even, and says whether any moved: it
// finds most of what balance would, sooner.
func (t *table) shiftDays(dear int64) (moved bool) {
	for k := range t.classes {
		c := &t.classes[k]
		row := t.count[int(c.block)*t.days:]
		for from := range t.days {
			if !c.on[from] {
				continue
			}
			best, gain := -1, int64(0)
			for to := range t.days {
				if !t.fits(int32(k), to) {
					continue
				}
				g := row[from] - row[to] - 1 + t.total[from] - t.total[to] - 1
				if dear > 0 { // 2 g is what evenness gains
					g = 2*g + dear*(t.costOf(int32(k), from)-t.costOf(int32(k), to))
				}
				if g > gain {
					best, gain = to, g
				}
			}
			if best >= 0 {
				t.set(int32(k), from, -1)
				t.set(int32(k), best, 1)
				moved = true
			}
		}
	}
	return moved
}

// cycles searches the residual graph. Its nodes stand for one camp too many: at a class, at a block-day, at a day, in all.
type cycles struct {
	t      *table
	dear   int64 // what a unit of cost counts
	dist   []int64
	parent []int32
	day    []int32 // of each class reached from a class: the day it gives up
	length []int32 // arcs of the path so far
	queue  []int32
	head   int
	queued []bool
	blockN int32 // first block-day
	dayN   int32 // first day
	all    int32
}

func newCycles(t *table) *cycles {
	blockN := int32(len(t.classes))
	dayN := blockN + int32(t.blocks*t.days)
	n := int(dayN) + t.days + 1
	return &cycles{
		t: t, dist: make([]int64, n), parent: make([]int32, n), day: make([]int32, n), length: make([]int32, n), queued: make([]bool, n),
		blockN: blockN, dayN: dayN, all: int32(n - 1),
	}
}

// cancel finds one negative cycle and pushes one camp round it; it reports false when there is none.
func (c *cycles) cancel() bool {
	c.queue = c.queue[:0]
	for i := range c.dist {
		c.dist[i], c.parent[i], c.length[i], c.queued[i] = 0, -1, 0, true
		c.queue = append(c.queue, int32(i))
	}
	for c.head = 0; c.head < len(c.queue); c.head++ { // the queue grows
		u := c.queue[c.head]
		c.queued[u] = false
		if on := c.relax(u); on >= 0 {
			c.push(on)
			return true
		}
	}
	return false
}

// relax looks along the arcs of node u; it returns a node of a negative cycle, or -1.
func (c *cycles) relax(u int32) int32 {
	t := c.t
	days := int32(t.days)
	switch {
	case u < c.blockN:
		k := &t.classes[u]
		for d := range days {
			if !k.open[d] || k.on[d] {
				continue
			}
			v := t.slot[k.group*days+d]
			if v == -2 {
				continue
			}
			cost := c.dear * t.costOf(u, int(d))
			if v == -1 {
				v = c.blockN + k.block*days + d
			} else {
				cost -= c.dear * t.costOf(v, int(d))
			}
			before := c.dist[v]
			closed := c.reach(u, v, cost)
			if c.dist[v] < before {
				c.day[v] = d
			}
			if closed {
				return v
			}
		}
	case u < c.dayN:
		bd := u - c.blockN
		b, d := bd/days, bd%days
		if n := t.count[bd]; n < t.cap[bd] && c.reach(u, c.dayN+d, 2*n+1) {
			return u
		}
		for _, v := range t.byBlock[b] {
			if t.classes[v].on[d] && c.reach(u, v, -c.dear*t.costOf(v, int(d))) {
				return v
			}
		}
	case u < c.all:
		d := u - c.dayN
		if c.reach(u, c.all, 2*t.total[d]+1) {
			return u
		}
		for b := range int32(t.blocks) {
			if n := t.count[b*days+d]; n > 0 && c.reach(u, c.blockN+b*days+d, 1-2*n) {
				return u
			}
		}
	default:
		for d := range days {
			if n := t.total[d]; n > 0 && c.reach(u, c.dayN+d, 1-2*n) {
				return u
			}
		}
	}
	return -1
}

// reach lowers the distance of v by way of u and says whether that closed a negative cycle.
func (c *cycles) reach(u, v int32, cost int64) bool {
	if c.dist[u]+cost >= c.dist[v] {
		return false
	}
	c.dist[v] = c.dist[u] + cost
	c.parent[v] = u
	c.length[v] = c.length[u] + 1
	if c.length[v] > 64 || int(c.length[v]) > len(c.dist) {
		if c.looped(v) {
			return true
		}
		c.length[v] = 0 // look again only after as many steps
	}
	if !c.queued[v] {
		c.queued[v] = true
		c.queue = append(c.queue, v)
	}
	return false
}

// looped says whether the parents of v run in a circle.
func (c *cycles) looped(v int32) bool {
	slow, fast := v, v
	for fast >= 0 && c.parent[fast] >= 0 {
		slow, fast = c.parent[slow], c.parent[c.parent[fast]]
		if slow == fast && fast >= 0 {
			return true
		}
	}
	return false
}

// push moves one camp round the circle that the parents of v lead into.
func (c *cycles) push(v int32) {
	t := c.t
	for range c.dist { // walk until surely on the circle
		v = c.parent[v]
	}
	type step struct{ class, day int32 }
	var leave, enter []step
	days := int32(t.days)
	at := v
	for {
		u := c.parent[at]
		switch {
		case u < c.blockN && at < c.blockN: // u takes the day that at gives up
			d := c.day[at]
			leave, enter = append(leave, step{at, d}), append(enter, step{u, d})
		case u < c.blockN: // u takes a free day
			enter = append(enter, step{u, (at - c.blockN) % days})
		case at < c.blockN: // a block-day sends a class away
			leave = append(leave, step{at, (u - c.blockN) % days})
		}
		if at = u; at == v {
			break
		}
	}
	for _, s := range leave {
		t.set(s.class, int(s.day), -1)
	}
	for _, s := range enter {
		t.set(s.class, int(s.day), 1)
	}
}
