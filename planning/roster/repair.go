package roster

import (
	"context"
	"math"

	"doorstep/internal/fault"
)

// Calendar is one block's calendar that stands already and has to be changed.
type Calendar struct {
	Days   int
	Groups int
	Places []int64 // camps that the block's teams can hold on each day
	Camps  []Standing
	Spare  []int64 // camps of each group that can be dropped before it is short; nil: all
	Short  int64   // cost of each camp dropped beyond that, at least 0
}

// Standing is a camp of a calendar that has been made known.
type Standing struct {
	Group int32
	Day   int32   // where it stands, -1: nowhere
	Cost  []int64 // of holding it on each day, at least 0; below 0: it cannot be
	Drop  int64   // of not holding it at all, at least 0
}

// Repaired is the answer to a Calendar.
type Repaired struct {
	Day  []int32 // of each camp, -1: dropped
	Cost int64   // the sum of what was paid: no calendar within the limits costs less
}

// Validate refuses a calendar that cannot be read; the fault names the index.
func (c *Calendar) Validate() error {
	if c.Days < 0 || c.Days > 10000 || c.Groups < 0 || len(c.Places) != c.Days {
		return fault.Malformed("roster.malformed", "A calendar of %d days and %d groups with places on %d days is not possible.", c.Days, c.Groups, len(c.Places))
	}
	if c.Spare != nil && len(c.Spare) != c.Groups || c.Short < 0 || c.Short > math.MaxInt64/8/int64(len(c.Camps)+1) {
		return fault.Malformed("roster.malformed", "%d groups can spare camps, of %d, and a cost of %d for each camp too few is not possible.", len(c.Spare), c.Groups, c.Short)
	}
	sum := int64(0)
	for i, x := range c.Camps {
		if x.Group < 0 || int(x.Group) >= c.Groups || x.Day < -1 || int(x.Day) >= c.Days || len(x.Cost) != c.Days || x.Drop < 0 {
			return fault.Malformed("roster.malformed", "Camp %d has group %d, day %d, costs of %d days and a cost of %d to drop it.", i, x.Group, x.Day, len(x.Cost), x.Drop)
		}
		most := x.Drop
		for _, n := range x.Cost {
			most = max(most, n)
		}
		if most > math.MaxInt64/8 || sum > math.MaxInt64/8-most {
			return fault.Malformed("roster.malformed", "The costs of the camps up to %d are more than a sum can hold.", i)
		}
		sum += most
	}
	return nil
}

// Repair gives every camp the day that it is cheapest to hold it on, or drops it, so that no group has two
// camps on a day and no day more camps than places: a flow of least cost from the camps through (group,
// day) and (day), or through the group's dropped camps, to the sink. Its limits are nested and what dropping
// costs a group only rises, so that its best whole answer is the best of all.
//
// Camps that cost nothing where they stand are there to begin with. Each of the others is then sent along
// a cheapest path, which may move or drop others (successive shortest paths with potentials: Edmonds and
// Karp 1972, doi 10.1145/321694.321699), hence every step is the cheapest answer for the camps sent so far.
// O(k (n T + G T) log) for k camps that cannot stay, n camps, T days, G groups. The errors are those of
// Validate and ctx.
func Repair(ctx context.Context, c *Calendar) (Repaired, error) {
	if err := c.Validate(); err != nil {
		return Repaired{}, err
	}
	f := newRepair(c)
	var rest []int32
	for i, x := range c.Camps {
		if x.Day >= 0 && x.Cost[x.Day] == 0 && f.owner[f.slot(x.Group, x.Day)] < 0 && f.held[x.Day] < c.Places[x.Day] {
			f.set(int32(i), x.Day)
			continue
		}
		rest = append(rest, int32(i))
	}
	for _, i := range rest {
		if err := ctx.Err(); err != nil {
			return Repaired{}, err
		}
		f.send(i)
	}
	r := Repaired{Day: f.day}
	for i, d := range f.day {
		if d < 0 {
			r.Cost += c.Camps[i].Drop
		} else {
			r.Cost += c.Camps[i].Cost[d]
		}
	}
	for g, n := range f.lost {
		if c.Spare != nil {
			r.Cost += c.Short * max(0, n-max(0, c.Spare[g]))
		}
	}
	return r, nil
}

// repair is the flow. Its nodes are the camps, the slots (group, day), the days, the dropped camps of each
// group and the sink, in this order.
type repair struct {
	*Calendar
	day   []int32 // of each camp, -1: none
	owner []int32 // camp that holds each slot, -1: none
	held  []int64 // camps of each day
	drop  []bool  // of each camp: it is dropped
	lost  []int64 // dropped camps of each group

	pi     []int64 // potentials
	dist   []int64
	parent []int32
	done   []bool
	seen   []int32 // nodes with a distance
	heap   []entry
}

type entry struct {
	dist int64
	node int32
}

const far = math.MaxInt64

// Days that are none.
const (
	nowhere = int32(-1)
	gone    = int32(-2)
)

func newRepair(c *Calendar) *repair {
	slots := c.Groups * c.Days
	nodes := len(c.Camps) + slots + c.Days + c.Groups + 1
	f := &repair{
		Calendar: c, day: make([]int32, len(c.Camps)), owner: make([]int32, slots), held: make([]int64, c.Days),
		drop: make([]bool, len(c.Camps)), lost: make([]int64, c.Groups),
		pi: make([]int64, nodes), dist: make([]int64, nodes), parent: make([]int32, nodes), done: make([]bool, nodes),
	}
	for i := range f.day {
		f.day[i] = -1
	}
	for k := range f.owner {
		f.owner[k] = -1
	}
	for k := range f.dist {
		f.dist[k] = far
	}
	return f
}

func (f *repair) slot(group, day int32) int32 { return group*int32(f.Days) + day }

// set holds camp i on day d, drops it when d is gone, and does neither when d is nowhere.
func (f *repair) set(i, d int32) {
	if f.drop[i] != (d == gone) {
		f.drop[i] = d == gone
		f.lost[f.Camps[i].Group] += map[bool]int64{true: 1, false: -1}[d == gone]
	}
	d = max(d, nowhere)
	if old := f.day[i]; old >= 0 {
		f.owner[f.slot(f.Camps[i].Group, old)] = -1
		f.held[old]--
	}
	if f.day[i] = d; d >= 0 {
		f.owner[f.slot(f.Camps[i].Group, d)] = i
		f.held[d]++
	}
}

// send finds the cheapest path of camp i to the sink and carries it out. There always is one: to drop it.
func (f *repair) send(i int32) {
	n, slots := int32(len(f.Camps)), int32(len(f.owner))
	sink := n + slots + int32(f.Days) + int32(f.Groups)
	f.search(i, sink)
	reach := f.dist[sink]
	for _, v := range f.seen {
		f.pi[v] += min(f.dist[v], reach) - reach
	}
	type step struct{ camp, day int32 }
	var steps []step
	for v := sink; v != i; {
		from := f.parent[v]
		if from < n {
			d := gone
			if v < n+slots {
				d = (v - n) % int32(f.Days)
			}
			steps = append(steps, step{from, d})
		}
		v = from
	}
	for _, v := range f.seen {
		f.dist[v], f.done[v] = far, false
	}
	f.seen = f.seen[:0]
	for _, s := range steps {
		f.set(s.camp, nowhere)
	}
	for _, s := range steps {
		f.set(s.camp, s.day)
	}
}

// search is Dijkstra's, in reduced costs, from camp i until the sink is reached for good.
func (f *repair) search(i, sink int32) {
	n, slots, days := int32(len(f.Camps)), int32(len(f.owner)), int32(f.Days)
	f.heap = f.heap[:0]
	f.relax(i, -1, 0)
	for len(f.heap) > 0 {
		e := f.pop()
		v := e.node
		if f.done[v] {
			continue
		}
		f.done[v] = true
		if v == sink {
			return
		}
		switch {
		case v < n:
			c := &f.Camps[v]
			for d, cost := range c.Cost {
				if cost >= 0 && f.day[v] != int32(d) {
					f.relax(n+f.slot(c.Group, int32(d)), v, e.dist+cost+f.pi[v])
				}
			}
			if !f.drop[v] {
				f.relax(n+slots+days+c.Group, v, e.dist+c.Drop+f.pi[v])
			}
		case v < n+slots:
			k := v - n
			if o := f.owner[k]; o >= 0 {
				f.relax(o, v, e.dist-f.Camps[o].Cost[k%days]+f.pi[v])
			} else {
				f.relax(n+slots+k%days, v, e.dist+f.pi[v])
			}
		case v >= n+slots+days:
			g := v - n - slots - days
			f.relax(sink, v, e.dist+f.shortOf(g)+f.pi[v])
			for o, dropped := range f.drop {
				if dropped && f.Camps[o].Group == g {
					f.relax(int32(o), v, e.dist-f.Camps[o].Drop+f.pi[v])
				}
			}
		default:
			d := v - n - slots
			if f.held[d] < f.Places[d] {
				f.relax(sink, v, e.dist+f.pi[v])
			}
			for g := range int32(f.Groups) {
				if k := f.slot(g, d); f.owner[k] >= 0 {
					f.relax(n+k, v, e.dist+f.pi[v])
				}
			}
		}
	}
}

// shortOf is what dropping one more camp of a group costs beside the camp's own cost.
func (f *repair) shortOf(g int32) int64 {
	if f.Spare == nil || f.lost[g] < f.Spare[g] {
		return 0
	}
	return f.Short
}

// relax offers a node a way of this length, the potential of the node it comes from added and its own not
// yet taken off.
func (f *repair) relax(v, from int32, length int64) {
	length -= f.pi[v]
	if from < 0 {
		length = 0
	}
	if length >= f.dist[v] {
		return
	}
	if f.dist[v] == far {
		f.seen = append(f.seen, v)
	}
	f.dist[v], f.parent[v] = length, from
	f.push(entry{length, v})
}

func (e entry) less(o entry) bool { return e.dist < o.dist || e.dist == o.dist && e.node < o.node }

func (f *repair) push(e entry) {
	f.heap = append(f.heap, e)
	for k := len(f.heap) - 1; k > 0; {
		up := (k - 1) / 2
		if !f.heap[k].less(f.heap[up]) {
			return
		}
		f.heap[k], f.heap[up] = f.heap[up], f.heap[k]
		k = up
	}
}

func (f *repair) pop() entry {
	top := f.heap[0]
	last := len(f.heap) - 1
	f.heap[0] = f.heap[last]
	f.heap = f.heap[:last]
	for k := 0; ; {
		least := k
		for c := 2*k + 1; c <= 2*k+2 && c < last; c++ {
			if f.heap[c].less(f.heap[least]) {
				least = c
			}
		}
		if least == k {
			return top
		}
		f.heap[k], f.heap[least] = f.heap[least], f.heap[k]
		k = least
	}
}
