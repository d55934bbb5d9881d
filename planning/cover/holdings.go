package cover

// holdings is a set of camp-days within the limits, the assignment of visitors to them, and for every
// site what one more camp-day there would serve at once.
type holdings struct {
	*assignment
	aims   aims
	prefer []int32 // the arcs of each site, cells with fewest other sites first

	days    []int32
	used    []int64 // camp-days of each group
	need    []int64 // camp-days of each group still to come for its lo
	slack   []int64 // camp-days of each group beyond lo still possible
	block   []int64 // camp-days of each block not held and not reserved for needs
	budget  int64   // the same in all
	owed    []int64 // camp-days of each group below its minimum that its sites and days allow
	want    []int64 // unserved visitors within reach of each site
	eager   []int64 // of them, those in a floor below its Want; nil without floors
	steps   []int32 // journal of camp-days: j for one more at site j, ^j for one less
	members [][]int32
	inBlock [][]int32

	dirtyGroup []bool
	dirtyBlock []bool
	bestGroup  []offer
	bestBlock  []offer
	barred     []int32 // stamp: site is not offered while equal to bar
	bar        int32
}

// offer is the site with the largest gain among some sites.
type offer struct {
	gain int64
	site int32 // -1: none
}

func (o offer) better(p offer) bool {
	return o.site >= 0 && (p.site < 0 || o.gain > p.gain || o.gain == p.gain && o.site < p.site)
}

func newHoldings(in *Instance, a aims) *holdings {
	h := &holdings{
		assignment: newAssignment(in), aims: a,
		days: make([]int32, len(in.Sites)), used: make([]int64, len(in.Groups)),
		need: make([]int64, len(in.Groups)), slack: make([]int64, len(in.Groups)),
		block: make([]int64, len(in.Blocks)), budget: in.Budget, owed: make([]int64, len(in.Groups)),
		want: make([]int64, len(in.Sites)), members: make([][]int32, len(in.Groups)), inBlock: make([][]int32, len(in.Blocks)),
		dirtyGroup: make([]bool, len(in.Groups)), dirtyBlock: make([]bool, len(in.Blocks)),
		bestGroup: make([]offer, len(in.Groups)), bestBlock: make([]offer, len(in.Blocks)),
		barred: make([]int32, len(in.Sites)), bar: 1,
	}
	h.prefer = h.preference()
	room := make([]int64, len(in.Groups))
	for j, s := range in.Sites {
		h.members[s.Group] = append(h.members[s.Group], int32(j))
		room[s.Group] += int64(s.Max)
		for _, c := range in.ArcCell[in.SiteStart[j]:in.SiteStart[j+1]] {
			h.want[j] += in.Demand[c]
		}
	}
	for b := range in.Blocks {
		h.block[b] = in.Blocks[b].Max
		h.dirtyBlock[b] = true
	}
	for g, group := range in.Groups {
		h.inBlock[group.Block] = append(h.inBlock[group.Block], int32(g))
		h.need[g] = int64(a.lo[g])
		h.slack[g] = int64(a.hi[g]) - int64(a.lo[g])
		h.owed[g] = min(int64(group.Min), int64(group.Max), room[g])
		h.block[group.Block] -= int64(a.lo[g])
		h.budget -= int64(a.lo[g])
		h.dirtyGroup[g] = true
	}
	for b, short := range a.short {
		if short {
			h.budget -= h.block[b] // claimed in any case
		}
	}
	h.onRest = h.restChanged
	if h.floors != nil {
		h.eager = make([]int64, len(in.Sites))
		for c, n := range h.floors.unmet {
			if n > 0 {
				h.eagerChanged(int32(c), true)
			}
		}
		h.floors.flipped = h.eagerChanged
	}
	h.keep = true
	for j, s := range in.Sites {
		for range s.Fixed {
			h.add(int32(j))
		}
	}
	return h
}

func (h *holdings) restChanged(cell int32, before, after int64) {
	for _, a := range h.arcsOf(cell) {
		j := h.arcSite[a]
		most := h.in.Sites[j].Cap
		old := min(h.want[j], most)
		h.want[j] += after - before
		if min(h.want[j], most) != old {
			h.touch(h.in.Sites[j].Group)
		}
	}
	if h.eager != nil && h.floors.unmet[cell] > 0 {
		h.moreEager(cell, after-before)
	}
}

// eagerChanged notes that a cell begins or ceases to be in a floor below its Want.
func (h *holdings) eagerChanged(cell int32, eager bool) {
	by := h.rest[cell]
	if !eager {
		by = -by
	}
	h.moreEager(cell, by)
}

func (h *holdings) moreEager(cell int32, by int64) {
	if by == 0 {
		return
	}
	for _, a := range h.arcsOf(cell) {
		j := h.arcSite[a]
		h.eager[j] += by
		h.touch(h.in.Sites[j].Group)
	}
}

// eagerFirst is how much more a visitor in a floor below its Want counts when camp-days are offered: in a
// camp-day of any cap, they go before all others.
const eagerFirst = MaxDemand + 1

// gain is what one more camp-day at site j serves at once, those in a floor below its Want counting most.
func (h *holdings) gain(j int32) int64 {
	most := h.in.Sites[j].Cap
	gain := min(h.want[j], most)
	if h.eager != nil {
		gain += eagerFirst * min(h.eager[j], most, eagerFirst/4)
	}
	return gain
}

func (h *holdings) touch(g int32) {
	h.dirtyGroup[g] = true
	h.dirtyBlock[h.in.Groups[g].Block] = true
}

// free says whether group g may hold one more camp-day.
func (h *holdings) free(g int32) bool {
	b := h.in.Groups[g].Block
	return h.need[g] > 0 || h.slack[g] > 0 && h.block[b] > 0 && (h.budget > 0 || h.aims.short[b])
}

// add holds one more camp-day at site j, which must be allowed, and serves who is in reach and unserved.
func (h *holdings) add(j int32) {
	g := h.in.Sites[j].Group
	h.days[j]++
	h.used[g]++
	h.spend(g, 1)
	h.steps = append(h.steps, j)
	h.resize(j, h.in.Sites[j].Cap)
	h.take(j, h.prefer)
}

// drop takes one camp-day from site j and leaves its visitors unserved.
func (h *holdings) drop(j int32) {
	g := h.in.Sites[j].Group
	h.days[j]--
	h.used[g]--
	h.spend(g, -1)
	h.steps = append(h.steps, ^j)
	h.resize(j, -h.in.Sites[j].Cap)
}

// spend keeps the counters of group g after used changed by n, 1 or -1.
func (h *holdings) spend(g int32, n int64) {
	b := h.in.Groups[g].Block
	lo := int64(h.aims.lo[g])
	if n > 0 && h.used[g] > lo || n < 0 && h.used[g] >= lo {
		h.slack[g] -= n
		h.block[b] -= n
		if h.aims.short[b] {
			h.touch(g)
			return
		}
		if h.budget -= n; h.budget == 0 || h.budget == -n {
			for k := range h.dirtyBlock { // the budget ran out or came back
				h.dirtyBlock[k] = true
			}
		}
	} else {
		h.need[g] -= n
	}
	h.touch(g)
}

// undo goes back to the state in which the journals had these lengths.
func (h *holdings) undo(steps, changes int) {
	h.rollback(changes)
	for k := len(h.steps) - 1; k >= steps; k-- {
		j, n := h.steps[k], int64(-1)
		if j < 0 {
			j, n = ^j, 1
		}
		g := h.in.Sites[j].Group
		h.days[j] += int32(n)
		h.used[g] += n
		h.spend(g, n)
	}
	h.steps = h.steps[:steps]
}

// forget empties the journals.
func (h *holdings) forget() {
	h.steps = h.steps[:0]
	h.journal = h.journal[:0]
}

// best offers the site where one more camp-day serves most at once. Sites that gain nothing are offered
// only where a group lacks a camp-day to its minimum.
func (h *holdings) best() offer {
	top := offer{site: -1}
	for b := range h.inBlock {
		if h.dirtyBlock[b] {
			h.refresh(int32(b))
		}
		if h.bestBlock[b].better(top) {
			top = h.bestBlock[b]
		}
	}
	return top
}

// refresh works the best offer of a block out again, looking into those of its groups that changed.
func (h *holdings) refresh(b int32) {
	h.dirtyBlock[b] = false
	top := offer{site: -1}
	for _, g := range h.inBlock[b] {
		if h.dirtyGroup[g] {
			h.dirtyGroup[g] = false
			o := offer{site: -1}
			for _, j := range h.members[g] {
				s := &h.in.Sites[j]
				if h.days[j] >= s.Max || h.barred[j] == h.bar {
					continue
				}
				p := offer{h.gain(j), j}
				if (p.gain > 0 || h.used[g] < h.owed[g]) && p.better(o) {
					o = p
				}
			}
			h.bestGroup[g] = o
		}
		if o := h.bestGroup[g]; o.better(top) && h.free(g) {
			top = o
		}
	}
	h.bestBlock[b] = top
}

// missing counts the camp-days that groups lack to their attainable minima.
func (h *holdings) missing() int64 {
	n := int64(0)
	for g := range h.used {
		n += max(0, h.owed[g]-h.used[g])
	}
	return n
}

// greedy adds the best camp-day until none is left.
func (h *holdings) greedy(search int) {
	for {
		o := h.best()
		if o.site < 0 {
			return
		}
		h.add(o.site)
		if search > 0 {
			h.drain(o.site, search)
		}
		h.forget()
	}
}
