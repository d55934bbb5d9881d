package planning

import (
	"cmp"
	"context"
	"slices"

	"doorstep/planning/cover"
	"doorstep/planning/roster"
	"doorstep/planning/sitting"
)

// slot is a camp on the board: a venue, a day and a team.
type slot struct {
	site int32
	day  int   // index into Problem.Days, -1: none of them
	team int32 // index into Problem.Teams, -1: none
	pin  int   // index into Problem.Pins, -1: not pinned
	was  *Camp // of an earlier plan, whose id and remarks it keeps; nil: a new camp

	booths []int32 // in a drive by booths: whose sitting it is, indices into Problem.Booths, increasing
}

// same says whether two slots are one camp.
func (s slot) same(o slot) bool {
	return s.site == o.site && s.day == o.day && s.team == o.team && s.pin == o.pin && s.was == o.was
}

// board is a plan in the making: the camps with their days and teams, and what they take.
type board struct {
	m     *model
	in    *cover.Instance
	slots []slot
	group []dayset  // days on which each group has a camp
	team  []dayset  // days on which each team is off or has a camp
	count []int64   // camps of each group
	spent [][]int64 // camps that need each resource, by day
	dues  []dues    // of each group, by phase
	load  []int64   // camps of each team
	days  []int64   // camps of each day
	block [][]int64
	flow  []int64 // visitors of each arc of in
	rest  []int64 // visitors of each cell that are not served
	used  []bool  // sites that hold a camp

	proofs map[int32]sitting.Proof // in a drive by booths: of each group
	draft  bool                    // it is a list as it stands
}

func newBoard(m *model, in *cover.Instance) *board {
	b := &board{
		m: m, in: in, group: make([]dayset, len(m.p.Groups)), team: make([]dayset, len(m.p.Teams)),
		count: make([]int64, len(m.p.Groups)), load: make([]int64, len(m.p.Teams)), days: make([]int64, len(m.p.Days)),
		block: make([][]int64, len(m.p.Blocks)), dues: make([]dues, len(m.p.Groups)),
	}
	for range m.shared.perDay {
		b.spent = append(b.spent, make([]int64, len(m.p.Days)))
	}
	for g := range b.dues {
		b.dues[g] = dues{owed: m.p.owed(g), held: make([]int64, len(m.p.Drive.Phases))}
	}
	for g := range b.group {
		b.group[g] = newDayset(len(m.p.Days))
	}
	for t := range b.team {
		b.team[t] = slices.Clone(m.teamOff[t])
	}
	for x := range b.block {
		b.block[x] = make([]int64, len(m.p.Days))
	}
	return b
}

// put sets a camp on the board.
func (b *board) put(s slot) {
	g := b.m.siteGroup[s.site]
	b.slots = append(b.slots, s)
	b.count[g]++
	if s.day >= 0 {
		b.group[g].add(s.day)
		b.inPhase(g, s.day, 1)
		b.spend(s.site, s.day, 1)
		b.days[s.day]++
		b.block[b.m.groupBlock[g]][s.day]++
	}
	if s.team >= 0 {
		b.load[s.team]++
		if s.day >= 0 {
			b.team[s.team].add(s.day)
		}
	}
}

// take takes camp k, which is not pinned, off the board.
func (b *board) take(k int) {
	s := b.slots[k]
	g := b.m.siteGroup[s.site]
	b.slots = slices.Delete(b.slots, k, k+1)
	b.count[g]--
	b.group[g].remove(s.day)
	b.inPhase(g, s.day, -1)
	b.spend(s.site, s.day, -1)
	b.days[s.day]--
	b.block[b.m.groupBlock[g]][s.day]--
	b.load[s.team]--
	b.team[s.team].remove(s.day)
}

// place gives the camp-days of every site a day and a team by the roster, the pins first. Pins that
// break a rule by themselves stand as they are and the others are planned around them. A camp that finds
// no place is left off, a pinned one stays without.
func (b *board) place(ctx context.Context, days []int32, flow []int64, seed uint64) error {
	m := b.m
	stray := m.strays()
	teamAt := make(map[TeamID]int32, len(m.p.Teams)) // index into the block's teams
	for _, list := range m.blockTeams {
		for k, t := range list {
			teamAt[m.p.Teams[t].ID] = int32(k)
		}
	}
	in := &roster.Instance{Days: len(m.p.Days), Groups: len(m.p.Groups), Blocks: make([]roster.Block, len(m.p.Blocks))}
	left := slices.Clone(days)
	var pins []int                 // of the roster's camps
	for k, pin := range m.p.Pins { // the strays first, for the others to be planned around
		if stray[k] {
			left[m.venue[pin.Venue]]--
			b.putPin(k, nil)
		}
	}
	for k, pin := range m.p.Pins {
		j := m.venue[pin.Venue]
		if stray[k] {
			continue
		}
		left[j]--
		c := roster.Camp{Group: m.siteGroup[j], Block: m.groupBlock[m.siteGroup[j]], Open: roster.Set(m.cal.open[j]), Day: -1, Team: -1, Weight: 2 * mustHold}
		c.Cost = m.riskCost(c.Group, m.p.Candidates[j].Cap)
		if pin.Day != 0 {
			c.Day = int32(m.cal.index[pin.Day])
		}
		if pin.Team != "" {
			c.Team = teamAt[pin.Team]
		}
		in.Camps, pins = append(in.Camps, c), append(pins, k)
	}
	wishes := b.wishes(in, left, flow)
	for x, list := range m.blockTeams {
		for _, t := range list {
			in.Blocks[x].Teams = append(in.Blocks[x].Teams, roster.Team{Off: roster.Set(b.team[t])})
		}
	}
	share := sharing{b: b, in: in, seed: seed}
	for _, k := range pins {
		share.site = append(share.site, m.venue[m.p.Pins[k].Venue])
	}
	for _, w := range wishes {
		share.site = append(share.site, w.site)
	}
	answer, err := share.solve(ctx)
	if err == nil && m.shared.needs == nil && b.widen(in, wishes, &answer) {
		answer, err = roster.Solve(ctx, in, seed)
	}
	if err != nil {
		return err
	}
	for k := range in.Camps {
		s := slot{day: int(answer.Day[k]), team: -1, pin: -1}
		if answer.Team[k] >= 0 {
			s.team = m.blockTeams[in.Camps[k].Block][answer.Team[k]]
		}
		switch {
		case k < len(pins):
			b.putPin(pins[k], &s)
		case s.day >= 0 && s.team >= 0:
			s.site = b.siteOn(wishes[k-len(pins)], s.day)
			b.put(s)
		}
	}
	b.teamPins()
	return nil
}

// teamPins gives the pins that have a day but no team one of their block that is free, where there is one.
func (b *board) teamPins() {
	for k := range b.slots {
		s := &b.slots[k]
		if s.pin < 0 || s.day < 0 || s.team >= 0 || b.m.p.Pins[s.pin].Team != "" {
			continue
		}
		if s.team = b.freeTeam(b.m.groupBlock[b.m.siteGroup[s.site]], s.day); s.team >= 0 {
			b.team[s.team].add(s.day)
			b.load[s.team]++
		}
	}
}

// mustHold is the weight of a camp that its group's minimum needs.
const mustHold = 1 << 40

func (b *board) pinsOfGroups() []int64 {
	pins := make([]int64, len(b.in.Groups))
	for _, s := range b.in.Sites {
		pins[s.Group] += int64(s.Fixed)
	}
	return pins
}

// putPin sets pin k on the board as it is pinned, with what the roster found for the rest.
func (b *board) putPin(k int, found *slot) {
	pin := b.m.p.Pins[k]
	s := slot{site: b.m.venue[pin.Venue], day: -1, team: -1, pin: k}
	if found != nil {
		s.day, s.team = found.day, found.team
	}
	if day, ok := b.m.cal.index[pin.Day]; ok && pin.Day != 0 {
		s.day = day
	}
	if pin.Team != "" {
		s.team = -1
		for t, x := range b.m.p.Teams {
			if x.ID == pin.Team {
				s.team = int32(t)
			}
		}
	}
	b.put(s)
}

// reassign serves the most visitors with the camps on the board.
func (b *board) reassign() {
	held := b.held()
	b.used = make([]bool, len(held))
	for j, n := range held {
		b.used[j] = n > 0
	}
	b.flow, _ = cover.Assign(b.in, held)
	b.settle(held)
	b.rest = slices.Clone(b.in.Demand)
	for a, n := range b.flow {
		b.rest[b.in.ArcCell[a]] -= n
	}
}

// settlePasses is how often settle goes over the cells; a few reach all but the last metres.
const settlePasses = 3

// settle lets visitors go to a nearer venue that has room. The number served stays the same, and so does
// its being the most: room that this frees was within reach of an augmenting path before.
func (b *board) settle(held []int32) {
	type way struct {
		arc    int32
		site   int32
		metres int32
	}
	ways := make([][]way, len(b.in.Demand))
	room := make([]int64, len(b.in.Sites))
	for j, n := range held {
		room[j] = int64(n) * b.in.Sites[j].Cap
		for k, l := range b.m.sites[j] {
			if n > 0 {
				a := b.in.SiteStart[j] + int32(k)
				room[j] -= b.flow[a]
				ways[l.cell] = append(ways[l.cell], way{a, int32(j), l.metres})
			}
		}
	}
	for _, list := range ways {
		slices.SortFunc(list, func(x, y way) int { return cmp.Or(cmp.Compare(x.metres, y.metres), cmp.Compare(x.site, y.site)) })
	}
	for range settlePasses {
		for _, list := range ways {
			for near := range list {
				for far := len(list) - 1; far > near && room[list[near].site] > 0; far-- {
					n := min(b.flow[list[far].arc], room[list[near].site])
					b.flow[list[far].arc] -= n
					b.flow[list[near].arc] += n
					room[list[far].site] += n
					room[list[near].site] -= n
				}
			}
		}
	}
}
