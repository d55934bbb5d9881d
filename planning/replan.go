package planning

import (
	"context"
	"fmt"
	"slices"

	"doorstep/internal/fault"
	"doorstep/planning/cover"
)

// curvePercents are the options laid before the officer.
var curvePercents = [4]int64{0, 5, 10, 15}

// Replan makes a plan for what became of the problem through the events, in this order of aims: the hard
// rules; the fewest announced camps changed (a day up to today + notice), each for a rule that is named;
// the least weight of changes; visitors served. Days, teams and the venues within each group are one flow
// of least cost a block, so the weight is the least of all; where a group would fall below its minimum, or a
// camp-day is free, Replan goes on from there and Account.Least stays as the bound. Camps held or announced
// are pins of the new problem, so that Check holds them.
//
// The same input gives the same plan. It refuses with replan.other a plan of another problem, with replan.over a
// day after the drive, with event.* what does not fit the problem, and whatever Problem.Validate refuses.
func Replan(ctx context.Context, p Problem, plan Plan, events []Event, o ReplanOptions) (Replanned, error) {
	r, err := newReplanner(&p, &plan, events, o)
	if err != nil {
		return Replanned{}, err
	}
	if err := r.days(ctx); err != nil {
		return Replanned{}, err
	}
	r.assignTeams()
	if err := r.settleProblem(); err != nil {
		return Replanned{}, err
	}
	if p.Drive.ByBooth() {
		r.nearestSittings()
		r.resit()
	} else {
		r.nearest()
		r.b.repair()
	}
	r.forced = r.places()
	account := r.exchange(ctx)
	out := Replanned{Problem: r.q, Account: account}
	out.Plan = r.b.plan(account.Problem, o.Seed, r.m.certificateOf(&plan))
	out.Plan.Origin = r.origin(&out.Plan)
	r.account(&out)
	if err := ctx.Err(); err != nil {
		return Replanned{}, err
	}
	return out, nil
}

// origin gives that of the new plan: a draft stays one while it holds its pins and nothing else.
func (r *replanner) origin(plan *Plan) Origin {
	free := slices.ContainsFunc(plan.Camps, func(x Camp) bool { return !x.Pinned })
	if r.oldPlan.Origin != OriginDraft || free || len(plan.Camps) != len(r.q.Pins) {
		return OriginSolved
	}
	return OriginDraft
}

// replanner is a re-plan in the making.
type replanner struct {
	old     *Problem
	oldPlan *Plan
	o       ReplanOptions
	hash    string // of old
	a       *aftermath
	m0      *model // of the old problem
	m       *model // of the new one, announced days open
	until   Day    // the last announced day
	q       Problem
	b       *board
	camps   []standing
	block   []*blockRepair // of each block, nil: untouched
	least   int64
	leastA  int64
	forced  map[CampID]Spot // where each camp stands before any is moved for gain
	newHash string
	loss    *losses // made when asked for
	meet    sittingPlaces
	free    *calendar // of the new problem, announced days open; made when asked for
}

// standing is a camp of the old plan, or an ordered one, and where it goes.
type standing struct {
	Camp
	site, group, blk int32
	at               int // index of its day, -1: none
	hold             holdKind
	fixed            bool // it stands outside the rules already and stays
	order            int  // index of the order, -1: none
	pin              int  // index of the old pin, -1: none
	fresh            bool // it is not in the old plan
	newSite          int32
	newAt            int
	newTeam          int32
}

// holdKind is how firmly a camp stands.
type holdKind int

const (
	holdFree holdKind = iota
	holdAnnounced
	holdPin
	holdOrder
)

func newReplanner(p *Problem, plan *Plan, events []Event, o ReplanOptions) (*replanner, error) {
	r := &replanner{old: p, oldPlan: plan, o: o}
	var err error
	if r.hash, err = p.Hash(); err != nil {
		return nil, err
	}
	if err := plan.Validate(); err != nil {
		return nil, err
	}
	if plan.Problem != r.hash {
		return nil, fault.Refuse("replan.other", "The plan answers the problem %.12s..., this one is %.12s...: give the problem it was made for.", plan.Problem, r.hash)
	}
	if len(events) > 0 {
		if err := (Events{Format: EventsFormat, Events: events}).Validate(); err != nil {
			return nil, err
		}
	}
	last := p.Days[len(p.Days)-1]
	if o.Today > last {
		return nil, fault.Refuse("replan.over", "The drive ended on %s; there is nothing left to plan on %s.", last, o.Today)
	}
	if len(p.Drive.Resources) > 0 {
		return nil, fault.Refuse("replan.resources", "The drive shares %s between blocks, which a re-plan does not keep yet: plan anew with the announced camps as pins.",
			p.Drive.Resources[0].Name)
	}
	if r.a, err = p.after(events, o.Today, plan); err != nil {
		return nil, err
	}
	r.until = min(max(o.Today+Day(o.notice()), p.AnnouncedUntil), last)
	r.q = r.a.Problem
	raw := r.a.Problem
	raw.AnnouncedUntil, raw.Pins = 0, nil
	r.m0 = newModel(p)
	r.m = r.m0.over(&raw)
	r.meet = sittingPlaces{r: r}
	if err := r.stand(); err != nil {
		return nil, err
	}
	return r, r.ordered()
}

// noBooths refuses a drive of booth sittings: no move of one serves more visitors.
func (p *Problem) noBooths() error {
	if !p.Drive.ByBooth() {
		return nil
	}
	return fault.Refuse("replan.booths", "The list of a drive by booths is not bettered camp by camp: no move of a sitting serves more visitors. Ask for a new plan with the sittings that must stand as pins.")
}

func (o ReplanOptions) notice() int {
	switch {
	case o.Notice == 0:
		return DefaultNotice
	case o.Notice < 0:
		return 0
	}
	return o.Notice
}

// over is the model of a problem with the same places, groups and people: days, closures, teams and pins may differ.
func (m *model) over(p *Problem) *model {
	n := *m
	n.p = p
	n.cal = newCalendar(p, m.siteGroup)
	blocks := make(map[AreaID]int32, len(p.Blocks))
	for b, x := range p.Blocks {
		blocks[x.ID] = int32(b)
	}
	n.teams(blocks)
	return &n
}

// stand reads where the camps of the old plan stand, and what holds them.
func (r *replanner) stand() error {
	pins := make(map[CampID]int, len(r.old.Pins))
	for k, pin := range r.old.Pins {
		pins[pin.ID] = k
	}
	stray := r.m0.strays()
	seen := make(map[CampID]bool, len(r.oldPlan.Camps))
	for _, x := range r.oldPlan.Camps {
		j, known := r.m.venue[x.Venue]
		if !known || seen[x.ID] {
			return fault.Refuse("replan.plan", "The camp %q stands at the venue %q, which is not in the problem, or is named twice: check the plan first.", x.ID, x.Venue)
		}
		seen[x.ID] = true
		s := standing{Camp: x, site: j, group: r.m.siteGroup[j], at: -1, order: -1, pin: -1, newAt: -1, newTeam: -1}
		s.blk = r.m.groupBlock[s.group]
		if i, ok := r.m.cal.index[x.Day]; ok {
			s.at = i
		}
		if s.at >= 0 && x.Day <= r.until {
			s.hold = holdAnnounced
		}
		if k, ok := pins[x.ID]; ok && x.Pinned {
			s.pin, s.hold = k, holdPin
			s.fixed = stray[k] || s.at < 0
		}
		s.newSite, s.newAt = j, s.at
		r.camps = append(r.camps, s)
	}
	for n, o := range r.a.orders {
		r.order(n, o)
	}
	return nil
}

// order puts an ordered camp among the others, in the place of the one it moves.
func (r *replanner) order(n int, o campOrder) {
	j := r.m.venue[o.pin.Venue]
	s := standing{Camp: Camp{ID: o.pin.ID, Remarks: o.pin.Remarks}, at: -1, pin: -1, fresh: true, newTeam: -1}
	k := slices.IndexFunc(r.camps, func(x standing) bool { return x.ID == o.pin.ID })
	if k >= 0 {
		s = r.camps[k]
	}
	s.site, s.group, s.hold, s.order, s.fixed = j, r.m.siteGroup[j], holdOrder, n, false
	s.blk = r.m.groupBlock[s.group]
	s.newSite, s.newAt = j, -1
	if k >= 0 {
		r.camps[k] = s
	} else {
		r.camps = append(r.camps, s)
	}
}

// ordered refuses orders that no plan can keep, by themselves or together.
func (r *replanner) ordered() error {
	type claim struct {
		who int32
		day Day
	}
	group, team := map[claim]string{}, map[claim]string{}
	for _, o := range r.a.orders {
		j := r.m.venue[o.pin.Venue]
		v, g := r.old.Candidates[j], r.m.siteGroup[j]
		cannot := func(format string, args ...any) error {
			return fault.Refuse("event.order", "The camp ordered at %s (%s) cannot be held: %s", v.Name, o.pin.Remarks, fmt.Sprintf(format, args...))
		}
		if r.q.Drive.ByBooth() && !o.moves {
			return cannot("a drive by booths has no camps besides the sittings; name the camp that is moved there.")
		}
		t := slices.IndexFunc(r.q.Teams, func(x Team) bool { return x.ID == o.pin.Team })
		if t >= 0 && r.q.Teams[t].Block != r.q.Groups[g].Block {
			return cannot("%s is not a team of its block.", r.q.Teams[t].Name)
		}
		if o.pin.Day == 0 {
			continue
		}
		i, inDrive := r.m.cal.index[o.pin.Day]
		switch {
		case !inDrive:
			return cannot("%s is no day of the drive.", o.pin.Day)
		case !r.m.cal.open[j].has(i):
			return cannot("it is closed on %s.", o.pin.Day)
		case t >= 0 && r.m.teamOff[t].has(i):
			return cannot("%s is off on %s.", r.q.Teams[t].Name, o.pin.Day)
		case group[claim{g, o.pin.Day}] != "":
			return cannot("%s has another ordered camp on %s, by %s.", r.q.Groups[g].Name, o.pin.Day, group[claim{g, o.pin.Day}])
		case t >= 0 && team[claim{int32(t), o.pin.Day}] != "":
			return cannot("%s has another ordered camp on %s, by %s.", r.q.Teams[t].Name, o.pin.Day, team[claim{int32(t), o.pin.Day}])
		}
		group[claim{g, o.pin.Day}] = o.pin.Remarks
		if t >= 0 {
			team[claim{int32(t), o.pin.Day}] = o.pin.Remarks
		}
	}
	return nil
}

// certificateOf takes the multipliers of a plan's bound for a problem with the same cells: any are valid.
func (m *model) certificateOf(plan *Plan) cover.Certificate {
	c := cover.Certificate{Price: make([]int32, len(m.p.Demand))}
	for _, x := range plan.Bound.Prices {
		if i, ok := m.cellAt(x.Cell); ok {
			c.Price[i] = int32(x.Price)
		}
	}
	for _, x := range plan.Bound.Clusters {
		k := cover.Cluster{Divisor: x.Divisor, Weight: int32(x.Weight)}
		for _, cell := range x.Cells {
			if i, ok := m.cellAt(cell); ok {
				k.Cells = append(k.Cells, int32(i))
			}
		}
		c.Clusters = append(c.Clusters, k)
	}
	for _, f := range plan.Bound.Floors {
		c.Floors = append(c.Floors, int32(f.Weight))
	}
	if len(c.Floors) != len(m.floors()) {
		c.Floors = nil // other cells are hard to reach now; no weight is valid too
	}
	return c
}
