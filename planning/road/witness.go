package road

// witness searches ways that make a shortcut needless. It is the scratch of one thread.
type witness struct {
	c     *contractor
	label []witnessLabel
	stamp uint32
	keys  queue
	made  []shortcut
}

type witnessLabel struct {
	weight uint64
	stamp  uint32
	hops   uint8
	wanted bool
}

// Limits of a search for witnesses: arcs looked at, and arcs of the way. A witness that is missed costs a needless shortcut.
const (
	rateArcs = 160
	rateHops = 8
	makeArcs = 500
	makeHops = 12
)

// levelPrice is what a level counts against 1000 arcs added for each one removed: it keeps the hierarchy low everywhere.
const levelPrice = 250

func newWitness(c *contractor, n int) *witness {
	return &witness{c: c, label: make([]witnessLabel, n)}
}

// rate gives the priority of a node: the arcs added for each one removed, and the height of the hierarchy below it.
func (w *witness) rate(v uint32) int32 {
	removed := w.c.in.list[v].n + w.c.out.list[v].n
	if removed == 0 {
		return -1 << 30
	}
	w.made = w.search(v, w.made[:0], rateArcs, rateHops)
	return int32(2000*len(w.made)/int(removed)) + levelPrice*int32(w.c.level[v])
}

// shortcuts appends what must be added when v is taken out.
func (w *witness) shortcuts(v uint32, to []shortcut) []shortcut {
	return w.search(v, to, makeArcs, makeHops)
}

// search appends the shortcuts of v for which no other way is found that is as good.
func (w *witness) search(v uint32, to []shortcut, arcs int, hops uint8) []shortcut {
	c := w.c
	in, out := c.in.of(v), c.out.of(v)
	if len(in) == 0 || len(out) == 0 {
		return to
	}
	for i := range in {
		u := in[i].to
		most, wanted := uint64(0), 0
		if w.stamp++; w.stamp == 0 {
			clear(w.label)
			w.stamp = 1
		}
		for k := range out {
			if x := out[k].to; x != u {
				most = max(most, out[k].weight)
				w.label[x] = witnessLabel{weight: in[i].weight + out[k].weight, stamp: w.stamp, wanted: true}
				wanted++
			}
		}
		if wanted == 0 {
			continue
		}
		w.run(u, v, in[i].weight+most, wanted, arcs, hops)
		for k := range out {
			x := out[k].to
			if x == u {
				continue
			}
			if l := &w.label[x]; l.wanted && l.weight < beyond {
				to = append(to, shortcut{from: u, to: x, weight: l.weight})
			}
		}
	}
	return to
}

// run searches from u round v, up to the weight most, until none of the wanted ends is left for which no way is as good as over
// v. Nodes that are taken out before v in the same round are not passed.
func (w *witness) run(u, v uint32, most uint64, wanted, left int, hops uint8) {
	c := w.c
	turn := c.turn[v]
	w.keys = w.keys[:0]
	w.label[u] = witnessLabel{stamp: w.stamp}
	w.keys.push(uint64(u))
	for len(w.keys) > 0 && left > 0 {
		key := w.keys.pop()
		x := uint32(key)
		l := &w.label[x]
		if l.weight>>32 != key>>32 {
			continue
		}
		if l.hops >= hops {
			continue
		}
		base, next := l.weight, l.hops+1
		arcs := c.out.of(x)
		left -= len(arcs)
		for i := range arcs {
			y := arcs[i].to
			d := base + arcs[i].weight
			if d > most || y == v {
				continue
			}
			m := &w.label[y]
			if m.stamp == w.stamp {
				if m.wanted && d <= m.weight {
					m.wanted = false
					if wanted--; wanted == 0 {
						return
					}
				} else if m.weight <= d {
					continue
				}
			} else {
				if c.turn[y] < turn {
					continue
				}
				*m = witnessLabel{stamp: w.stamp}
			}
			m.weight, m.hops = d, next
			w.keys.push(d&^never64 | uint64(y))
		}
	}
}
