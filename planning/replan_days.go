package planning

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"doorstep/internal/fault"
	"doorstep/planning/roster"
)

// blockRepair is the calendar of one block that has to change.
type blockRepair struct {
	camps   []int     // indices into replanner.camps, in the order of the calendar's
	venue   [][]int32 // of each camp and day: the venue it is cheapest to hold it at
	places  []int64
	scale   scale
	groups  map[duty]int32  // group and phase of the problem -> group of the calendar
	free    bool            // camps may leave their phase: a relaxation, for the bound
	blocked map[[2]int]bool // group and day taken by a camp that stays outside the rules
}

// duty is a group in a phase. Phases share no day, so that two duties of a group never compete for one.
type duty struct {
	group int32
	phase int
}

// duty is that of a camp: its group in the phase it stands in, or is ordered to, or else the nearest.
func (r *replanner) duty(s *standing, free bool) duty {
	if free || len(r.q.Drive.Phases) == 0 {
		return duty{group: s.group}
	}
	day := s.Day
	if s.order >= 0 {
		day = max(r.a.orders[s.order].pin.Day, r.until+1)
	}
	best, least := 0, -1
	for i, f := range r.m.phaseOf {
		if n := abs(int(r.q.Days[i] - day)); f >= 0 && (least < 0 || n < least) {
			best, least = f, n
		}
	}
	return duty{s.group, best}
}

// scale turns the aims of a re-plan into one number, each more than all that come after it together: ordered
// camps left out, pins broken and camps missing from groups' minima, announced camps changed, weight of the changes, visitors lost and days apart.
type scale struct{ order, pin, announced, weight, most int64 }

func newScale(camps int) scale {
	n := int64(camps) + 1
	s := scale{weight: 1}
	levels := float64(WeightCancelled) * float64(n) * float64(n) * float64(n) * float64(n) * 4
	if room := float64(math.MaxInt64/8) / levels; room > 1 {
		s.weight = int64(min(room, 1<<24))
	}
	s.most = (s.weight - 1) / n
	s.announced = s.weight * (WeightCancelled*n + 1)
	s.pin = s.announced * n
	s.order = s.pin * n
	return s
}

// maxBlockCamps keeps the scale's sums within 63 bits.
const maxBlockCamps = 9000

// days gives the camps of every block that an event touched their days and venues again.
func (r *replanner) days(ctx context.Context) error {
	r.block = make([]*blockRepair, len(r.q.Blocks))
	places := r.places0()
	for x := range r.block {
		br := &blockRepair{places: places[x], groups: map[duty]int32{}, blocked: map[[2]int]bool{}}
		held := make([]int64, len(r.q.Days))
		touched := false
		for k := range r.camps {
			c := &r.camps[k]
			if int(c.blk) != x {
				continue
			}
			if c.fixed {
				if c.at >= 0 {
					br.blocked[[2]int{int(c.group), c.at}] = true
					if r.takesPlace(c) {
						br.places[c.at]--
					}
				}
				continue
			}
			br.camps = append(br.camps, k)
			touched = touched || r.meet.over(c) || c.order >= 0 || c.at < 0 || !r.m.cal.open[c.site].has(c.at)
			if c.at >= 0 && c.order < 0 {
				held[c.at]++
			}
		}
		for i, n := range held {
			touched = touched || n > br.places[i]
		}
		if !touched {
			continue
		}
		if len(br.camps) > maxBlockCamps {
			return fault.Refuse("replan.size", "Block %s has %d camps; at most %d are planned again at once.", r.q.Blocks[x].Name, len(br.camps), maxBlockCamps)
		}
		r.block[x] = br
		if err := r.repairBlock(ctx, br); err != nil {
			return fmt.Errorf("calendar of block %s: %w", r.q.Blocks[x].Name, err)
		}
	}
	return nil
}

// takesPlace says whether a camp that stays outside the rules has a team that could hold another in its place.
func (r *replanner) takesPlace(c *standing) bool {
	return slices.ContainsFunc(r.m.blockTeams[c.blk], func(t int32) bool { return r.q.Teams[t].ID == c.Team && !r.m.teamOff[t].has(c.at) })
}

// places0 counts the teams of each block that are there on each day.
func (r *replanner) places0() [][]int64 {
	places := make([][]int64, len(r.q.Blocks))
	for x, list := range r.m.blockTeams {
		places[x] = make([]int64, len(r.q.Days))
		for _, t := range list {
			for i := range r.q.Days {
				if !r.m.teamOff[t].has(i) {
					places[x][i]++
				}
			}
		}
	}
	return places
}

// repairBlock finds the block's cheapest calendar. With phases each camp stays in its own, so that what phases are
// owed is counted in the flow; what the change costs at least is then the cost of a calendar in which camps may leave
// their phase and only the groups' minima count.
func (r *replanner) repairBlock(ctx context.Context, br *blockRepair) error {
	br.scale = newScale(len(br.camps))
	if r.loss == nil {
		r.loss = r.newLosses()
	}
	c := r.calendarOf(br)
	answer, err := roster.Repair(ctx, c)
	if err != nil {
		return err
	}
	for n, k := range br.camps {
		s := &r.camps[k]
		s.newAt = int(answer.Day[n])
		if s.newAt >= 0 {
			s.newSite = br.venue[n][s.newAt]
		} else if s.order >= 0 {
			return fault.Refuse("event.order", "The camp ordered at %s (%s) cannot be held: no team of its block is there on a day it could be on.",
				r.q.Candidates[s.site].Name, r.a.orders[s.order].pin.Remarks)
		}
	}
	if len(r.q.Drive.Phases) > 0 {
		free := *br
		free.free = true
		c = r.calendarOf(&free)
		if answer, err = roster.Repair(ctx, c); err != nil {
			return err
		}
	}
	for n, x := range c.Camps {
		paid := x.Drop
		if d := answer.Day[n]; d >= 0 {
			paid = x.Cost[d]
		}
		paid %= br.scale.pin
		r.leastA += paid / br.scale.announced
		r.least += paid % br.scale.announced / br.scale.weight
	}
	return nil
}

// calendarOf is the block's camps with what it costs to hold each on each day.
func (r *replanner) calendarOf(br *blockRepair) *roster.Calendar {
	br.groups = map[duty]int32{}
	for _, k := range br.camps {
		if d := r.duty(&r.camps[k], br.free); !has(br.groups, d) {
			br.groups[d] = int32(len(br.groups))
		}
	}
	c := &roster.Calendar{Days: len(r.q.Days), Groups: len(br.groups), Places: make([]int64, len(r.q.Days))}
	for i, n := range br.places {
		c.Places[i] = max(n, 0)
	}
	members := make([][]int32, len(r.q.Groups))
	for j, g := range r.m.siteGroup {
		members[g] = append(members[g], int32(j))
	}
	br.venue = make([][]int32, len(br.camps))
	for n, k := range br.camps {
		s, venues := r.costs(br, &r.camps[k], members[r.camps[k].group])
		s.Group = br.groups[r.duty(&r.camps[k], br.free)]
		c.Camps, br.venue[n] = append(c.Camps, s), venues
	}
	c.Short, c.Spare = br.scale.pin, r.spare(br)
	return c
}

func has[K comparable, V any](m map[K]V, k K) bool { _, ok := m[k]; return ok }

// spare counts the camps of each group of a block's calendar that it holds beyond what it owes.
func (r *replanner) spare(br *blockRepair) []int64 {
	spare := make([]int64, len(br.groups))
	for d, n := range br.groups {
		spare[n] = -r.q.Groups[d.group].Minimum
		if len(r.q.Drive.Phases) > 0 && !br.free {
			spare[n] = -r.q.owed(int(d.group))[d.phase]
		}
	}
	for k := range r.camps {
		if n, ok := br.groups[r.duty(&r.camps[k], br.free)]; ok {
			spare[n]++
		}
	}
	return spare
}

// costs works out what it costs to hold a camp on each day, at the venue of its group where that is least.
func (r *replanner) costs(br *blockRepair, s *standing, members []int32) (roster.Standing, []int32) {
	days := len(r.q.Days)
	out := roster.Standing{Day: int32(s.at), Cost: make([]int64, days)}
	venues := make([]int32, days)
	home := anyPhase
	if len(r.q.Drive.Phases) > 0 && !br.free {
		home = r.duty(s, false).phase
	}
	firm := int64(0)
	if s.order < 0 && s.at >= 0 && s.Day <= r.until {
		firm += br.scale.announced
	}
	if s.hold == holdPin {
		firm += br.scale.pin
	}
	for d := range days {
		out.Cost[d] = -1
	}
	for _, j := range members {
		if _, ok := r.meet.place(s, j); !ok {
			continue
		}
		lost := (r.loss.of(s, j) + r.meet.farther(s, j)) * 64
		for d := range days {
			if home >= 0 && r.m.phaseOf[d] != home {
				continue
			}
			stays := j == s.site && d == s.at && s.order < 0
			if !r.m.cal.open[j].has(d) || !stays && !r.allowed(s, j, d) || len(br.blocked) > 0 && br.blocked[[2]int{int(s.group), d}] {
				continue
			}
			cost := int64(0)
			if !stays {
				apart := min(abs(d-s.at), 63)
				wet := s.Visitors * r.m.riskOn(s.group, d) / 1000 * 64
				cost = firm + r.weigh(s, j, d)*br.scale.weight + min(br.scale.most, lost+wet+int64(apart))
				if s.hold == holdPin && r.old.Pins[s.pin].Day == 0 && j == s.site {
					cost -= br.scale.pin
				}
			}
			if out.Cost[d] < 0 || cost < out.Cost[d] {
				out.Cost[d], venues[d] = cost, j
			}
		}
	}
	out.Drop = firm + WeightCancelled*br.scale.weight + min(br.scale.most, s.Visitors*64)
	if s.order >= 0 {
		out.Day, out.Drop = -1, br.scale.order
	}
	return out, venues
}

// allowed says whether a camp may be put on day d at venue j: after the announced days, or where its order says.
func (r *replanner) allowed(s *standing, j int32, d int) bool {
	if s.order < 0 {
		return r.q.Days[d] > r.until
	}
	pin := r.a.orders[s.order].pin
	if j != s.site || pin.Day != 0 && r.q.Days[d] != pin.Day || pin.Day == 0 && r.q.Days[d] <= r.until {
		return false
	}
	t := slices.IndexFunc(r.q.Teams, func(x Team) bool { return x.ID == pin.Team })
	return t < 0 || !r.m.teamOff[t].has(d)
}

// weigh gives the weight of holding a camp at a venue of its group on day d. An order weighs nothing.
func (r *replanner) weigh(s *standing, j int32, d int) int64 {
	switch {
	case s.order >= 0 || j == s.site && d == s.at:
		return 0
	case week(s.Day) != week(r.q.Days[d]):
		return WeightWeek
	case j != s.site:
		return WeightVenue
	}
	return WeightDay
}

func spotOf(x Camp) Spot { return Spot{x.Venue, x.Group, x.Day, x.Team} }

func abs(n int) int { return max(n, -n) }

// week numbers the weeks that begin on Monday: 1970-01-01 was a Thursday.
func week(d Day) Day { return (d + 3 + 7*1_000_000) / 7 }

// kindOf says what became of a camp that stood at a and stands at b; zero spots are none.
func kindOf(a, b Spot) ChangeKind {
	switch {
	case a.Venue == "":
		return ChangeAdded
	case b.Venue == "":
		return ChangeCancelled
	case a.Group != b.Group:
		return ChangeGroup
	case week(a.Day) != week(b.Day):
		return ChangeWeek
	case a.Venue != b.Venue:
		return ChangeVenue
	case a.Day != b.Day:
		return ChangeDay
	}
	return ChangeTeam
}

func weightOf(a, b Spot) int64 {
	switch kindOf(a, b) {
	case ChangeDay:
		return WeightDay
	case ChangeVenue:
		return WeightVenue
	case ChangeWeek:
		return WeightWeek
	case ChangeGroup, ChangeCancelled:
		return WeightCancelled
	case ChangeTeam, ChangeAdded:
	}
	return 0
}

// losses estimates how many visitors a camp would lose at another venue, the other camps left as they are.
type losses struct {
	r    *replanner
	rest []int64 // visitors of each cell that the old plan leaves out
	flow map[VenueID][]Served
	held map[VenueID]int64
	memo map[[2]int32]int64
	mark []int64
}

func (r *replanner) newLosses() *losses {
	l := &losses{
		r: r, rest: make([]int64, len(r.q.Demand)), flow: map[VenueID][]Served{}, held: map[VenueID]int64{}, memo: map[[2]int32]int64{},
		mark: make([]int64, len(r.q.Demand)),
	}
	for i, d := range r.q.Demand {
		l.rest[i] = d.Visitors
	}
	for _, x := range r.oldPlan.Served {
		if i, ok := r.m.cellAt(x.Cell); ok {
			l.rest[i] = max(0, l.rest[i]-x.Visitors)
			l.flow[x.Venue] = append(l.flow[x.Venue], x)
		}
	}
	for _, x := range r.oldPlan.Camps {
		l.held[x.Venue]++
	}
	return l
}

func (l *losses) of(s *standing, j int32) int64 {
	if j == s.site || s.fresh {
		return 0
	}
	key := [2]int32{s.site, j}
	if n, ok := l.memo[key]; ok {
		return n
	}
	for _, x := range l.flow[s.Venue] {
		if i, ok := l.r.m.cellAt(x.Cell); ok {
			l.mark[i] = x.Visitors / max(1, l.held[s.Venue])
		}
	}
	gain := int64(0)
	for _, c := range l.r.m.sites[j] {
		gain += l.rest[c.cell] + l.mark[c.cell]
	}
	for _, x := range l.flow[s.Venue] {
		if i, ok := l.r.m.cellAt(x.Cell); ok {
			l.mark[i] = 0
		}
	}
	n := max(0, s.Visitors-min(gain, l.r.q.Candidates[j].Cap))
	l.memo[key] = n
	return n
}

// assignTeams gives each camp of the blocks that changed a team: its own where it keeps its day and the team
// is there, and whoever is free to the others. On every day as many camps keep their team as can.
func (r *replanner) assignTeams() {
	load := make([]int64, len(r.q.Teams))
	teamAt := make(map[TeamID]int32, len(r.q.Teams))
	for t, x := range r.q.Teams {
		teamAt[x.ID] = int32(t)
	}
	byDay := make(map[[2]int][]*standing)
	for k := range r.camps {
		s := &r.camps[k]
		if t, ok := teamAt[s.Team]; ok {
			load[t]++
			s.newTeam = t
		}
		if s.newAt >= 0 {
			key := [2]int{int(s.blk), s.newAt}
			byDay[key] = append(byDay[key], s)
		}
	}
	for x := range r.q.Blocks {
		for d := range r.q.Days {
			r.assignDay(x, d, byDay[[2]int{x, d}], load, teamAt)
		}
	}
}

func (r *replanner) assignDay(x, d int, camps []*standing, load []int64, teamAt map[TeamID]int32) {
	busy := map[int32]bool{}
	var rest []*standing
	firmness := func(s *standing) int {
		switch {
		case s.fixed:
			return 0
		case s.order >= 0 && r.a.orders[s.order].pin.Team != "":
			return 1
		case s.pin >= 0 && r.old.Pins[s.pin].Team != "" && s.newAt == s.at:
			return 2
		case s.newAt == s.at && s.order < 0:
			return 3
		}
		return 4
	}
	slices.SortStableFunc(camps, func(a, b *standing) int { return cmp.Compare(firmness(a), firmness(b)) })
	for _, s := range camps {
		t := s.newTeam
		if s.order >= 0 {
			if id := r.a.orders[s.order].pin.Team; id != "" {
				t = teamAt[id]
			}
		}
		ours := t >= 0 && slices.Contains(r.m.blockTeams[x], t)
		if s.fixed || ours && !busy[t] && !r.m.teamOff[t].has(d) {
			s.newTeam = t
			if t >= 0 {
				busy[t] = true
			}
			continue
		}
		rest = append(rest, s)
	}
	for _, s := range rest {
		s.newTeam = -1
		for _, t := range r.m.blockTeams[x] {
			if !busy[t] && !r.m.teamOff[t].has(d) && (s.newTeam < 0 || load[t] < load[s.newTeam]) {
				s.newTeam = t
			}
		}
		if s.newTeam >= 0 {
			busy[s.newTeam] = true
			load[s.newTeam]++
		}
	}
}
