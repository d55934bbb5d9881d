package roster

import "slices"

// class is the free camps of one group that are open on the same days, at the same costs: they are exchangeable.
type class struct {
	group, block int32
	open         []bool
	cost         []int64 // of each day, nil: nothing
	camps        []int32 // heaviest first
	on           []bool  // days on which one of them is held
	held         int     // camps of the class that have a day: the first held of camps
}

// table is a calendar being made: which class holds a camp on which day. The limits are nested (class,
// group and day, block and day, district and day), so it is a flow.
type table struct {
	days    int
	blocks  int
	classes []class
	byBlock [][]int32 // classes of each block
	slot    []int32   // class that holds the camp of group g on day t, at g*days+t; -1: none; -2: a camp set by hand
	cap     []int64   // teams of block b there on day t, at b*days+t
	count   []int64   // camps of block b on day t
	total   []int64   // camps of the district on day t

	seen   []int32 // search stamps of classes, then of block-days
	stamp  int32
	parent []move
}

// move is one step of a search: class takes day, arriving from it.
type move struct {
	from int32 // node before: a class, or len(classes)+block-day
	day  int32
}

func newTable(in *Instance) *table {
	t := &table{
		days: in.Days, blocks: len(in.Blocks), byBlock: make([][]int32, len(in.Blocks)),
		slot: make([]int32, in.Groups*in.Days), cap: make([]int64, len(in.Blocks)*in.Days),
		count: make([]int64, len(in.Blocks)*in.Days), total: make([]int64, in.Days),
	}
	for i := range t.slot {
		t.slot[i] = -1
	}
	for b, block := range in.Blocks {
		for _, team := range block.Teams {
			for d := range in.Days {
				if !team.Off.Has(d) {
					t.cap[b*in.Days+d]++
				}
			}
		}
	}
	return t
}

// gather makes classes of the camps, which come heaviest first and pinned ones before free ones.
func (t *table) gather(in *Instance, camps []int32) {
	byGroup := make([][]int32, in.Groups)
	for _, i := range camps {
		c := &in.Camps[i]
		open := make([]bool, t.days)
		for d := range open {
			open[d] = c.Open.Has(d) && (c.Day < 0 || int(c.Day) == d) && t.cap[int(c.Block)*t.days+d] > 0
		}
		k := slices.IndexFunc(byGroup[c.Group], func(k int32) bool {
			return slices.Equal(t.classes[k].open, open) && slices.Equal(t.classes[k].cost, c.Cost)
		})
		if k < 0 {
			n := int32(len(t.classes))
			t.classes = append(t.classes, class{group: c.Group, block: c.Block, open: open, cost: c.Cost, on: make([]bool, t.days)})
			byGroup[c.Group] = append(byGroup[c.Group], n)
			t.byBlock[c.Block] = append(t.byBlock[c.Block], n)
			k = len(byGroup[c.Group]) - 1
		}
		n := byGroup[c.Group][k]
		t.classes[n].camps = append(t.classes[n].camps, i)
	}
	nodes := len(t.classes) + t.blocks*t.days
	t.seen, t.parent = make([]int32, nodes), make([]move, nodes)
}

// costOf is what class k pays for day d.
func (t *table) costOf(k int32, d int) int64 {
	if c := t.classes[k].cost; c != nil {
		return c[d]
	}
	return 0
}

// dear is what one unit of cost counts beside evenness: more than all evenness there can be.
func (t *table) dear() int64 {
	camps, most := int64(0), int64(0)
	for k := range t.classes {
		camps += int64(len(t.classes[k].camps))
		for _, n := range t.classes[k].cost {
			most = max(most, n)
		}
	}
	if most == 0 {
		return 0
	}
	for _, n := range t.total {
		camps += n // those set by hand among them
	}
	return max(1, min(4*camps*camps+1, (1<<56)/most))
}

// set holds one camp of class k on day d, or no longer when n is -1.
func (t *table) set(k int32, d int, n int64) {
	c := &t.classes[k]
	c.on[d] = n > 0
	t.slot[int(c.group)*t.days+d] = k
	if n < 0 {
		t.slot[int(c.group)*t.days+d] = -1
	}
	t.count[int(c.block)*t.days+d] += n
	t.total[d] += n
}

// fits says whether class k can take day d without moving any other camp.
func (t *table) fits(k int32, d int) bool {
	c := &t.classes[k]
	bd := int(c.block)*t.days + d
	return c.open[d] && t.slot[int(c.group)*t.days+d] == -1 && t.count[bd] < t.cap[bd]
}

// place finds a day for one more camp of class k, moving others to other days where that makes room, by
// an augmenting path found breadth first. Where there is none, the nodes seen are one side of a minimum cut.
func (t *table) place(k int32) bool {
	t.stamp++
	n := int32(len(t.classes))
	t.seen[k], t.parent[k] = t.stamp, move{-1, -1}
	queue := []int32{k}
	for h := 0; h < len(queue); h++ {
		c := &t.classes[queue[h]]
		for d := range t.days {
			if !c.open[d] || c.on[d] {
				continue
			}
			if other := t.slot[int(c.group)*t.days+d]; other != -1 {
				if other >= 0 && t.seen[other] != t.stamp {
					t.seen[other], t.parent[other] = t.stamp, move{queue[h], int32(d)}
					queue = append(queue, other)
				}
				continue
			}
			bd := c.block*int32(t.days) + int32(d)
			if t.seen[n+bd] == t.stamp {
				continue
			}
			t.seen[n+bd], t.parent[n+bd] = t.stamp, move{queue[h], int32(d)}
			if t.count[bd] < t.cap[bd] {
				t.shift(n + bd)
				return true
			}
			for _, other := range t.byBlock[c.block] {
				if t.classes[other].on[d] && t.seen[other] != t.stamp {
					t.seen[other], t.parent[other] = t.stamp, move{n + bd, int32(d)}
					queue = append(queue, other)
				}
			}
		}
	}
	return false
}

// shift carries out the path that ends at node.
func (t *table) shift(node int32) {
	n := int32(len(t.classes))
	type step struct {
		class, day int32
		n          int64
	}
	var steps []step
	for {
		p := t.parent[node]
		if node < n && p.from >= 0 {
			steps = append(steps, step{node, p.day, -1}) // it gives its day up
		}
		if p.from < 0 {
			break
		}
		if p.from < n {
			steps = append(steps, step{p.from, p.day, 1}) // the class before takes the day
		}
		node = p.from
	}
	for _, s := range steps {
		if s.n < 0 {
			t.set(s.class, int(s.day), -1)
		}
	}
	for _, s := range steps {
		if s.n > 0 {
			t.set(s.class, int(s.day), 1)
		}
	}
}

// shortage names the cut that the last failed search of place left.
func (t *table) shortage(k int32) Shortage {
	n := int32(len(t.classes))
	s := Shortage{Reason: GroupDays, Block: t.classes[k].block}
	open := make([]bool, t.days)
	for _, c := range t.byBlock[s.Block] {
		if t.seen[c] == t.stamp {
			s.Camps = append(s.Camps, t.classes[c].camps...)
			for d := range t.days {
				open[d] = open[d] || t.classes[c].open[d]
			}
		}
	}
	slices.Sort(s.Camps)
	for d := range t.days {
		if !open[d] {
			continue
		}
		s.Days = append(s.Days, int32(d))
		if bd := s.Block*int32(t.days) + int32(d); t.seen[n+bd] == t.stamp {
			s.Reason = TeamDays
			s.Places += t.cap[bd]
			continue
		}
		groups := map[int32]bool{}
		for _, c := range t.byBlock[s.Block] {
			if t.seen[c] == t.stamp && t.classes[c].open[d] {
				groups[t.classes[c].group] = true
			}
		}
		s.Places += int64(len(groups))
	}
	return s
}
