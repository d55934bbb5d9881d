package planning

import (
	"cmp"
	"context"
	"slices"

	"doorstep/planning/cover"
)

// mover betters a plan by moving one camp at a time: greedy, with the visitors assigned anew, exactly, for
// every move weighed. Which moves are weighed is a choice: the camps that would be missed least against
// the places where most are left out, and against the places near each of them.
type mover struct {
	b      *board
	trial  *cover.Trial
	locked func(slot) bool
	loss   []int64 // of each site, visitors lost with one camp-day less, as last worked out; -1: not yet
}

// step is one camp moved.
type step struct {
	camp slot // as it stood
	to   slot
	gain int64 // visitors
}

// moverWidth is how many camps and how many places are weighed against one another.
const moverWidth = 12

func newMover(b *board, locked func(slot) bool) *mover {
	x := &mover{b: b, locked: locked, trial: cover.NewTrial(b.in, b.held()), loss: make([]int64, len(b.in.Sites))}
	for j := range x.loss {
		x.loss[j] = -1
	}
	return x
}

// next carries out the best move found that gains something, and says whether there was one.
func (x *mover) next() (step, bool) {
	drops, adds := x.drops(), x.adds()
	best := step{}
	for _, k := range drops {
		from := x.b.slots[k].site
		for _, to := range x.near(from, adds) {
			if to == from {
				continue
			}
			gain := x.trial.Gain(from, to)
			if gain <= best.gain {
				continue
			}
			if s, ok := x.fit(k, to); ok {
				best = step{x.b.slots[k], s, gain}
			}
		}
	}
	if best.gain == 0 {
		return step{}, false
	}
	x.move(best)
	return best, true
}

func (x *mover) move(s step) {
	k := slices.IndexFunc(x.b.slots, s.camp.same)
	x.b.take(k)
	x.b.put(s.to)
	x.trial.Change(s.camp.site, s.to.site)
	for _, j := range [2]int32{s.camp.site, s.to.site} {
		x.forget(j)
	}
}

// forget drops the losses known of a site and of those that share a cell with it.
func (x *mover) forget(j int32) {
	x.loss[j] = -1
	for _, l := range x.b.m.sites[j] {
		for _, o := range x.b.m.reach.of(int(l.cell)) {
			x.loss[o.venue] = -1
		}
	}
}

// drops lists a camp each of the sites that would be missed least.
func (x *mover) drops() []int {
	var list []int
	seen := map[int32]bool{}
	for k, s := range x.b.slots {
		if s.day < 0 || s.team < 0 || seen[s.site] || x.locked(s) {
			continue
		}
		seen[s.site] = true
		if x.loss[s.site] < 0 {
			x.loss[s.site] = -x.trial.Gain(s.site, -1)
		}
		list = append(list, k)
	}
	slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(x.loss[x.b.slots[a].site], x.loss[x.b.slots[b].site]) })
	return list[:min(len(list), moverWidth)]
}

// adds lists the sites where one more camp would serve most.
func (x *mover) adds() []int32 {
	type offer struct {
		site        int32
		most, exact int64
	}
	var list []offer
	for j := range x.b.in.Sites {
		most := int64(0)
		for _, l := range x.b.m.sites[j] {
			most += x.trial.Rest(l.cell)
		}
		if most = min(most, x.b.in.Sites[j].Cap); most > 0 {
			list = append(list, offer{int32(j), most, 0})
		}
	}
	slices.SortStableFunc(list, func(a, b offer) int { return cmp.Compare(b.most, a.most) })
	list = list[:min(len(list), 4*moverWidth)]
	for k := range list {
		list[k].exact = x.trial.Gain(-1, list[k].site)
	}
	slices.SortStableFunc(list, func(a, b offer) int { return cmp.Compare(b.exact, a.exact) })
	var out []int32
	for _, o := range list[:min(len(list), moverWidth)] {
		out = append(out, o.site)
	}
	return out
}

// near adds to the best places those that share a cell with a site.
func (x *mover) near(from int32, adds []int32) []int32 {
	out := slices.Clone(adds)
	for _, l := range x.b.m.sites[from] {
		for _, o := range x.b.m.reach.of(int(l.cell)) {
			if len(out) < 4*moverWidth && !slices.Contains(out, o.venue) {
				out = append(out, o.venue)
			}
		}
	}
	return out
}

// fit finds camp k a day and a team at another site: its own where that can be, so that it changes least.
func (x *mover) fit(k int, to int32) (slot, bool) {
	b, s := x.b, x.b.slots[k]
	g, h := b.m.siteGroup[s.site], b.m.siteGroup[to]
	if g != h && !b.spares(s) {
		return slot{}, false
	}
	free := b.phaseSpares(s)
	b.take(k)
	n := s
	n.site = to
	if !b.m.cal.open[to].has(s.day) || b.group[h].has(s.day) {
		n.day = b.freeDay(to)
	}
	ok := n.day >= 0 && (g != h || b.m.phaseOf[n.day] == b.m.phaseOf[s.day] || free)
	if ok && (n.day != s.day || b.m.groupBlock[g] != b.m.groupBlock[h]) {
		if block := b.m.groupBlock[h]; b.m.groupBlock[g] != block || b.team[s.team].has(n.day) {
			n.team = b.freeTeam(block, n.day)
		}
		ok = n.team >= 0
	}
	b.put(s)
	b.slots = slices.Insert(b.slots[:len(b.slots)-1], k, s)
	return n, ok
}

// exchange carries out the changes asked for, and works out what others would gain.
func (r *replanner) exchange(ctx context.Context) Account {
	a := Account{
		Format: ReplanFormat, Before: r.hash, Problem: r.newHash, Today: r.o.Today, Notice: r.o.notice(), AnnouncedUntil: r.until,
		Seed: r.o.Seed, Events: r.a.events, Changes: []Change{}, Curve: []CurveOption{}, ServedBefore: r.oldPlan.Score.VisitorsServed,
	}
	if a.Events == nil {
		a.Events = []Event{}
	}
	for _, s := range r.b.slots {
		if s.pin < 0 {
			a.Remaining++
		}
	}
	asked := a.Remaining * r.o.Percent / 100
	if r.o.MaxChanges > 0 && (r.o.Percent == 0 || r.o.MaxChanges < asked) {
		asked = r.o.MaxChanges
	}
	if (asked > 0 || r.o.Curve) && !r.q.Drive.ByBooth() { // no move of a sitting serves more
		r.gain(ctx, &a, asked)
	}
	return a
}

// gain makes the changes asked for on the board, the others on a copy.
func (r *replanner) gain(ctx context.Context, a *Account, asked int64) {
	moved := map[CampID]bool{}
	for id, spot := range r.places() {
		if k := slices.IndexFunc(r.oldPlan.Camps, func(c Camp) bool { return c.ID == id }); k >= 0 && spotOf(r.oldPlan.Camps[k]) != spot {
			moved[id] = true // by a rule
		}
	}
	x := newMover(r.b, func(s slot) bool { return s.pin >= 0 || s.was == nil || moved[s.was.ID] })
	start := x.trial.Served()
	made, more := int64(0), true
	advance := func(to int64) {
		for ; more && made < to && ctx.Err() == nil; made++ {
			s, ok := x.next()
			if more = ok; !ok {
				return
			}
			moved[s.camp.was.ID] = true
		}
	}
	note := func(percent int64) {
		a.Curve = append(a.Curve, CurveOption{Percent: percent, Changes: made, Served: x.trial.Served(), Gained: x.trial.Served() - start})
	}
	copied := false
	for _, percent := range curvePercents {
		n := a.Remaining * percent / 100
		if n > asked && !copied {
			advance(asked)
			x.b, copied = r.b.clone(), true
		}
		if n > asked && !r.o.Curve {
			continue
		}
		advance(n)
		if r.o.Curve {
			note(percent)
		}
	}
	if !copied {
		advance(asked)
	}
	r.b.repair()
}

// clone copies what changes on a board.
func (b *board) clone() *board {
	c := *b
	c.slots, c.count, c.load, c.days = slices.Clone(b.slots), slices.Clone(b.count), slices.Clone(b.load), slices.Clone(b.days)
	c.dues = slices.Clone(b.dues)
	for g := range c.dues {
		c.dues[g].held = slices.Clone(c.dues[g].held)
	}
	c.spent = cloneEach(b.spent)
	c.group, c.team, c.block = cloneEach(b.group), cloneEach(b.team), cloneEach(b.block)
	c.flow, c.rest, c.used = slices.Clone(b.flow), slices.Clone(b.rest), slices.Clone(b.used)
	return &c
}

func cloneEach[S ~[]E, E any](list []S) []S {
	out := make([]S, len(list))
	for i, x := range list {
		out[i] = slices.Clone(x)
	}
	return out
}
