package median

import (
	"context"
	"slices"
)

// closer is a branch and bound over the sites that reduced costs leave free, its bounds the Lagrangian's with the sites
// decided so far in and out.
type closer struct {
	core   *core
	cost   int64   // of the best answer
	open   []int32 // that answer, in sites of the whole instance
	done   int64   // nodes looked at
	closed bool    // no answer is better
}

// branchSteps is the most steps that prices are moved at a node.
const branchSteps = 60

// node is what is decided on the way to it, and the prices to begin with.
type node struct {
	must, never []bool
	price       []int64
}

// offer takes an answer if it costs less than the best.
func (c *closer) offer(cost int64, open []int32) {
	if cost < c.cost {
		c.cost, c.open = cost, slices.Clone(open)
	}
}

// run looks at nodes, deepest first, until none is left, units of them were looked at, or ctx is done.
func (c *closer) run(ctx context.Context, k *core, units int64, tell func(done int64)) {
	c.core = k
	stack := []node{{k.must, make([]bool, k.Sites), k.price}}
	p := newPricer(k.terrain)
	copy(p.share, k.share)
	for len(stack) > 0 {
		if c.done >= units || ctx.Err() != nil {
			return
		}
		if c.done%16 == 0 {
			tell(c.done)
		}
		c.done++
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		stack = append(stack, c.look(p, n)...)
	}
	c.closed = true
}

// look bounds a node and gives the two it parts into, the likelier last; none where no better answer is in it.
func (c *closer) look(p *pricer, n node) []node {
	copy(p.must, n.must)
	copy(p.never, n.never)
	copy(p.price, n.price)
	p.reset()
	for range branchSteps {
		rose := p.step(c.cost)
		if roundUp(p.value) >= c.cost {
			return nil
		}
		if rose {
			c.try(p.chose)
		}
		if p.stuck() {
			break
		}
	}
	if !p.close(c.cost) {
		return nil
	}
	j := c.branch(p)
	if j < 0 {
		c.settle(p)
		return nil
	}
	in := node{slices.Clone(p.must), slices.Clone(p.never), slices.Clone(p.best)}
	out := node{slices.Clone(p.must), slices.Clone(p.never), in.price}
	in.must[j], out.never[j] = true, true
	return []node{out, in}
}

// branch chooses the free site that the prices are least decided about: chosen of late nearest to half the time. It gives -1
// where no site is free or the number to choose leaves no freedom.
func (c *closer) branch(p *pricer) int {
	open, free, best := 0, 0, -1
	far := func(j int) int64 { return max(p.share[j], shareWhole-p.share[j]) }
	for j := range c.core.Sites {
		switch {
		case p.must[j]:
			open++
		case !p.never[j]:
			if free++; best < 0 || far(j) < far(best) {
				best = j
			}
		}
	}
	if open >= c.core.P || open+free <= c.core.P {
		return -1
	}
	return best
}

// settle takes the only answer a node has left, where it is one.
func (c *closer) settle(p *pricer) {
	var sites []int32
	for j := range c.core.Sites {
		if p.must[j] {
			sites = append(sites, int32(j))
		}
	}
	for j := range c.core.Sites {
		if !p.must[j] && !p.never[j] && len(sites) < c.core.P {
			sites = append(sites, int32(j))
		}
	}
	c.try(sites)
}

// try costs a choice of the core.
func (c *closer) try(sites []int32) {
	if len(sites) == c.core.P {
		c.offer(c.core.costOf(sites), c.core.outside(sites))
	}
}
