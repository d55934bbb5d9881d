package road

// witness searches ways that make a shortcut needless. It is the scratch of one thread.
type witness struct {
	c      *contractor
	label  []witnessLabel
	stamp  uint32
	keys   queue
	wanted int // ends that no way as good was found to yet
	made   []shortcut
}

type witnessLabel struct {
	weight uint64
	stamp  uint32
	hops   uint8
	wanted bool
}

// Limits of a search for witnesses: arcs looked at, and arcs of the way. A witness that is missed when a node is taken out costs
// a needless shortcut for good, and these make the network ever denser: that search is limited only where it would run away.
const (
	rateArcs   = 60
	ratePerArc = 12 // more for each arc of the node
	rateHops   = 8
	makeArcs   = 10_000
	makeHops   = 100
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
	return int32(2000*w.count(v)/int(removed)) + levelPrice*int32(w.c.level[v])
}

// count estimates how many shortcuts taking v out needs: of two that are each other's return only one is searched.
func (w *witness) count(v uint32) (added int) {
	in, out := w.c.in.of(v), w.c.out.of(v)
	for i := range in {
		u := in[i].to
		both := has(out, u)
		most := w.want(in[i], out, func(x uint32) bool { return !both || x > u || !has(in, x) })
		if most == 0 {
			continue
		}
		w.run(u, v, most, rateArcs+ratePerArc*(len(in)+len(out)), rateHops)
		for k := range out {
			if l := &w.label[out[k].to]; l.stamp == w.stamp && l.wanted {
				added++
				if both && has(in, out[k].to) {
					added++
				}
			}
		}
	}
	return added
}

func has(arcs []chArc, to uint32) bool {
	for i := range arcs {
		if arcs[i].to == to {
			return true
		}
	}
	return false
}

// search appends the shortcuts that taking v out needs: from each node before it to each one after it for which no other way is
// found that is as good.
func (w *witness) search(v uint32, to []shortcut) []shortcut {
	in, out := w.c.in.of(v), w.c.out.of(v)
	for i := range in {
		u := in[i].to
		most := w.want(in[i], out, nil)
		if most == 0 {
			continue
		}
		w.run(u, v, most, makeArcs, makeHops)
		for k := range out {
			if l := &w.label[out[k].to]; l.stamp == w.stamp && l.wanted && l.weight < beyond {
				to = append(to, shortcut{from: u, to: out[k].to, weight: l.weight})
			}
		}
	}
	return to
}

// want begins a search for ways from the other end of an arc into a node to those of the arcs out of it, and gives 1 + the most
// that one may weigh; 0 where none is wanted.
func (w *witness) want(in chArc, out []chArc, also func(x uint32) bool) (most uint64) {
	if w.stamp++; w.stamp == 0 {
		clear(w.label)
		w.stamp = 1
	}
	w.wanted = 0
	for k := range out {
		x := out[k].to
		if x == in.to || also != nil && !also(x) {
			continue
		}
		sum := in.weight + out[k].weight
		most = max(most, sum+1)
		w.label[x] = witnessLabel{weight: sum, stamp: w.stamp, wanted: true}
		w.wanted++
	}
	return most
}

// run searches from u round v, below the weight most, until none of the wanted ends is left for which no way is as good as over
// v. Nodes that are taken out before v in the same round are not passed.
func (w *witness) run(u, v uint32, most uint64, left int, hops uint8) {
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
			if d >= most || y == v {
				continue
			}
			m := &w.label[y]
			if m.stamp == w.stamp {
				if m.wanted && d <= m.weight {
					m.wanted = false
					if w.wanted--; w.wanted == 0 {
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
