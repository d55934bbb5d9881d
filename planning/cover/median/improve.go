package median

import (
	"context"
	"math/bits"
	"slices"
)

// random is SplitMix64 (Steele, Lea and Flood 2014, doi 10.1145/2660193.2660195): small, fast, and the same everywhere.
type random struct{ state uint64 }

func (r *random) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below gives a number from 0 to n-1; n is at least 1.
func (r *random) below(n int) int {
	hi, _ := bits.Mul64(r.next(), uint64(n))
	return int(hi)
}

// greedy opens sites one after another, each the one that saves most by then.
func greedy(t *terrain) []int32 {
	now := make([]int64, t.Clients)
	gain := make([]int64, t.Sites)
	for i := range now {
		_, cost := t.sites(i)
		now[i] = cost[len(cost)-1]
	}
	count := func(i int, sign int64) {
		order, cost := t.sites(i)
		for k, j := range order {
			if cost[k] >= now[i] {
				return
			}
			gain[j] += sign * (now[i] - cost[k])
		}
	}
	for i := range now {
		count(i, 1)
	}
	var open []int32
	for range t.P {
		best := -1
		for j, g := range gain {
			if (best < 0 || g > gain[best]) && !slices.Contains(open, int32(j)) {
				best = j
			}
		}
		open = append(open, int32(best))
		for i := range now {
			if d := t.weight(i) * int64(t.row(i)[best]); d < now[i] {
				count(i, -1)
				now[i] = d
				count(i, 1)
			}
		}
	}
	return open
}

// improver is a variable neighbourhood search: some interchanges at random near one another, then the best ones until
// none gains; more at random the longer nothing better is found (Hansen and Mladenovic 1997, doi 10.1016/S0966-8349(98)00030-8).
type improver struct {
	c     *choice
	r     random
	best  []int32
	cost  int64
	here  []int32 // the answer that moves start from
	level int64   // its cost
	width int     // interchanges at random
	done  int64
	found int64 // units done when best was found
}

// mostShaken is the most interchanges at random in one move.
const mostShaken = 8

func newImprover(c *choice, seed uint64) *improver {
	c.descend()
	return &improver{c: c, r: random{seed}, best: slices.Clone(c.open), cost: c.cost, here: slices.Clone(c.open), level: c.cost, width: 1}
}

// run makes moves until it has made units of them, ctx is done, or no answer costs less than proven.
func (m *improver) run(ctx context.Context, units int64, proven func() int64, tell func(done int64)) {
	t := m.c.t
	if t.P == t.Sites {
		m.done = max(m.done, 1)
		return
	}
	for m.done < units {
		if m.done > 0 && (ctx.Err() != nil || m.cost <= proven()) {
			return
		}
		if m.done%256 == 0 {
			tell(m.done)
		}
		m.done++
		m.shake()
		m.c.descend()
		switch {
		case m.c.cost < m.cost:
			m.best, m.cost, m.found = slices.Clone(m.c.open), m.c.cost, m.done
			fallthrough
		case m.c.cost < m.level:
			m.level, m.here, m.width = m.c.cost, slices.Clone(m.c.open), 1
		case m.c.cost == m.level:
			m.here = slices.Clone(m.c.open)
			m.widen()
		default:
			m.c.become(m.here)
			m.widen()
		}
	}
}

func (m *improver) widen() {
	if m.width++; m.width > min(mostShaken, m.c.t.P) {
		m.width = 1
	}
}

// shake makes interchanges at random: a site near a client drawn is opened, one of those open near it closed.
func (m *improver) shake() {
	t := m.c.t
	span := min(t.Sites, 4*t.Sites/t.P+2)
	order, _ := t.sites(m.r.below(t.Clients))
	for range m.width {
		if m.r.below(4) == 0 {
			order, _ = t.sites(m.r.below(t.Clients))
		}
		j := order[m.r.below(span)]
		if m.c.at[j] >= 0 {
			continue
		}
		out := int32(m.r.below(t.P))
		if m.r.below(4) > 0 {
			out = m.nearby(order)
		}
		m.c.swap(out, j)
	}
}

// nearby draws one of the four places whose sites are nearest in an order.
func (m *improver) nearby(order []int32) int32 {
	var some [4]int32
	n := 0
	for _, j := range order {
		if r := m.c.at[j]; r >= 0 {
			if some[n] = r; n == len(some)-1 {
				n++
				break
			}
			n++
		}
	}
	return some[m.r.below(n)]
}
