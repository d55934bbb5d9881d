package planning

import (
	"cmp"
	"fmt"
	"slices"

	"doorstep/internal/fault"
	"doorstep/planning/cover"
)

// AlternativeKind is what would be different.
type AlternativeKind string

// Kinds of alternative.
const (
	AlternativeDay   AlternativeKind = "day"   // the same venue on another day
	AlternativeVenue AlternativeKind = "venue" // another venue, on the camp's day or the nearest that can be
)

// AlternativeCost is what an alternative costs that no rule excludes.
type AlternativeCost string

// Costs of alternatives.
const (
	CostVisitors AlternativeCost = "visitors" // fewer visitors served
	CostRisk     AlternativeCost = "risk"     // more visitors expected to be lost to the weather
	CostEvenness AlternativeCost = "evenness" // camps less evenly spread over the days of block and district
	CostNone     AlternativeCost = "none"     // as good as the camp's own place, or better
)

// Alternative is another place for a camp, all others staying, with the one thing that speaks against it: a hard
// rule, by its name in Check, or else a cost.
type Alternative struct {
	Kind     AlternativeKind `json:"kind"`
	Venue    VenueID         `json:"venue"`
	Name     string          `json:"name"`
	Day      Day             `json:"day"`
	Team     TeamID          `json:"team"`           // who would hold it
	Apart    int64           `json:"days_apart"`     // from the camp's day, without sign
	Distance int64           `json:"distance_m"`     // from the camp's venue, metres on foot, estimated
	Rule     string          `json:"rule,omitempty"` // the first hard rule that the plan would break; "": none
	Cost     AlternativeCost `json:"cost,omitempty"` // "" where a rule excludes it
	Lost     int64           `json:"visitors_lost"`  // visitors that the plan would serve fewer; below 0: more
	Risk     int64           `json:"risk_permille"`  // visitors expected to be lost to the weather there, of a thousand
	Uneven   int64           `json:"unevenness"`     // by which the sum of squares of the camps a day of block and district would grow
	Text     string          `json:"text"`
}

// alternativesEach is how many days and how many venues are told.
const alternativesEach = 3

// Alternatives gives, for a camp of a plan, the three nearest other days at its venue and the three nearest other
// venues, each with what excluded it. Days on which the whole district is closed are not told of. Every day is
// judged by the same rules in the same order; what is given as a rule is one that Check names once the camp is
// moved there, and visitors lost are exact, by a flow. It refuses with camp.not_in_plan an id that the plan lacks. A
// tenth of a second for a district.
func Alternatives(p Problem, plan Plan, camp CampID) ([]Alternative, error) {
	k := slices.IndexFunc(plan.Camps, func(x Camp) bool { return x.ID == camp })
	m := newModel(&p)
	if k < 0 || m.venueUnknown(plan.Camps[k].Venue) {
		return nil, fault.Missing("camp.not_in_plan", "The camp %q is not in the plan, or stands at a venue that the problem lacks.", camp)
	}
	a := newAlternatives(m, &plan, k)
	return append(a.days(), a.venues()...), nil
}

func (m *model) venueUnknown(v VenueID) bool { _, known := m.venue[v]; return !known }

// alternatives is a plan on a board without the camp that is asked about.
type alternatives struct {
	b       *board
	plan    *Plan
	camp    Camp
	pin     *Pin // of the camp, nil: none
	site    int32
	at      int   // index of its day, -1: none
	team    int32 // index of its team, -1: none
	atSite  map[int32]dayset
	running dayset // days on which something is open
	listed  map[string]bool
	trial   *cover.Trial
}

func newAlternatives(m *model, plan *Plan, k int) *alternatives {
	x := plan.Camps[k]
	others := *plan
	others.Camps = slices.Delete(slices.Clone(plan.Camps), k, k+1)
	a := &alternatives{
		b: m.boardOf(others), plan: plan, camp: x, site: m.venue[x.Venue], at: -1, team: -1,
		atSite: map[int32]dayset{}, running: newDayset(len(m.p.Days)), listed: map[string]bool{},
	}
	if i, ok := m.cal.index[x.Day]; ok {
		a.at = i
	}
	a.team = int32(slices.IndexFunc(m.p.Teams, func(t Team) bool { return t.ID == x.Team }))
	if n := slices.IndexFunc(m.p.Pins, func(pin Pin) bool { return pin.ID == x.ID }); n >= 0 {
		a.pin = &m.p.Pins[n]
	}
	for _, s := range a.b.slots {
		if a.atSite[s.site] == nil {
			a.atSite[s.site] = newDayset(len(m.p.Days))
		}
		if s.day >= 0 {
			a.atSite[s.site].add(s.day)
		}
	}
	for _, open := range m.cal.open {
		for w := range open {
			a.running[w] |= open[w]
		}
	}
	for _, gap := range plan.Groups {
		a.listed[gap.Group+"\x00"+gap.Phase] = true
	}
	return a
}

// days judges the venue's other days, the nearest first, the earlier of two.
func (a *alternatives) days() []Alternative {
	var out []Alternative
	for _, d := range a.nearestDays() {
		if d != a.at && len(out) < alternativesEach {
			out = append(out, a.judge(AlternativeDay, a.site, d))
		}
	}
	return out
}

// nearestDays lists the days on which something is open, from the camp's own outwards.
func (a *alternatives) nearestDays() []int {
	var days []int
	for d := range a.b.m.p.Days {
		if a.running.has(d) {
			days = append(days, d)
		}
	}
	slices.SortStableFunc(days, func(x, y int) int { return cmp.Compare(a.apart(x), a.apart(y)) })
	return days
}

func (a *alternatives) apart(d int) int64 { return int64(abs(int(a.b.m.p.Days[d] - a.camp.Day))) }

// venues judges the nearest other venues, each on the nearest day that no rule excludes, or else on the camp's own.
func (a *alternatives) venues() []Alternative {
	p := a.b.m.p
	type other struct{ site, metres int64 }
	var near []other
	for j := range p.Candidates {
		if int32(j) != a.site {
			near = append(near, other{int64(j), p.walk(p.Candidates[a.site].At, p.Candidates[j].At)})
		}
	}
	slices.SortStableFunc(near, func(x, y other) int { return cmp.Compare(x.metres, y.metres) })
	days := a.nearestDays()
	var out []Alternative
	for _, x := range near[:min(len(near), alternativesEach)] {
		d := slices.IndexFunc(days, func(d int) bool { rule, _ := a.excluded(int32(x.site), d); return rule == "" })
		switch {
		case d >= 0:
			d = days[d]
		case a.at >= 0:
			d = a.at
		case len(days) > 0:
			d = days[0]
		default:
			continue
		}
		out = append(out, a.judge(AlternativeVenue, int32(x.site), d))
	}
	return out
}

// judge says what speaks against the camp at site j on day d.
func (a *alternatives) judge(kind AlternativeKind, j int32, d int) Alternative {
	m := a.b.m
	v := m.p.Candidates[j]
	x := Alternative{
		Kind: kind, Venue: v.ID, Name: v.Name, Day: m.p.Days[d], Apart: a.apart(d),
		Distance: m.p.walk(m.p.Candidates[a.site].At, v.At),
	}
	x.Risk = m.riskOn(m.siteGroup[j], d)
	rule, team := a.excluded(j, d)
	if team >= 0 {
		x.Team = m.p.Teams[team].ID
	}
	if x.Rule = rule; rule != "" {
		x.Text = a.sentence(&x, j, d)
		return x
	}
	if j != a.site {
		if a.trial == nil {
			held := a.b.held()
			held[a.site]++
			a.trial = cover.NewTrial(a.b.in, held)
		}
		x.Lost = -a.trial.Gain(a.site, j)
	}
	x.Uneven = a.uneven(j, d)
	switch {
	case x.Lost > 0:
		x.Cost = CostVisitors
	case x.Lost == 0 && x.Risk > a.risk():
		x.Cost = CostRisk
	case x.Lost == 0 && x.Risk == a.risk() && x.Uneven > 0:
		x.Cost = CostEvenness
	default:
		x.Cost = CostNone
	}
	x.Text = a.sentence(&x, j, d)
	return x
}

// risk is what the camp stands to lose where it is, of a thousand visitors.
func (a *alternatives) risk() int64 { return a.b.m.riskOn(a.b.m.siteGroup[a.site], a.at) }

// uneven is by how much the sum of the squares of the camps a day, of each block and of the district, would grow.
func (a *alternatives) uneven(j int32, d int) int64 {
	m := a.b.m
	put := func(site int32, day int) int64 { // by one camp more
		if day < 0 {
			return 0
		}
		return 2*a.b.block[m.groupBlock[m.siteGroup[site]]][day] + 1 + 2*a.b.days[day] + 1
	}
	return put(j, d) - put(a.site, a.at)
}

// excluded gives the first hard rule that the plan would break with the camp at site j on day d, "" where none,
// and the team that would hold it there, -1 where the block has none.
func (a *alternatives) excluded(j int32, d int) (rule string, team int32) {
	m := a.b.m
	g, day := m.siteGroup[j], m.p.Days[d]
	team, free := a.teamFor(g, d)
	v := m.p.Candidates[j]
	switch {
	case a.pin != nil && j != a.site:
		return "pin.venue", team
	case a.pin != nil && a.pin.Day != 0 && a.pin.Day != day:
		return "pin.day", team
	case m.cal.banned[j] != nil:
		return "camp.banned", team
	case v.From != 0 && day < v.From || v.To != 0 && day > v.To:
		return "camp.permission", team
	case m.phaseOf[d] < 0:
		return "camp.phase", team
	case !m.cal.open[j].has(d) && day <= m.p.AnnouncedUntil && m.whyClosed(j, day) == "":
		return "camp.announced", team
	case !m.cal.open[j].has(d):
		return "camp.closed", team
	case a.atSite[j] != nil && a.atSite[j].has(d):
		return "camp.venue_day", team
	case a.b.group[g].has(d):
		return "camp.group_day", team
	case team < 0:
		return "camp.team", team
	case !free && m.p.Teams[team].Block != m.p.Groups[g].Block:
		return "team.block", team
	case !free && m.teamOff[team].has(d):
		return "team.off", team
	case !free:
		return "team.day", team
	}
	if a.b.lacks(j, d) {
		return "resource.day", team
	}
	return a.missed(g, d), team
}

// missed gives the rule that a minimum breaks once the camp has gone to group g on day d.
func (a *alternatives) missed(g int32, d int) string {
	m := a.b.m
	from := m.siteGroup[a.site]
	id := m.p.Groups[from].ID
	if a.at >= 0 && len(m.p.Drive.Phases) > 0 && m.phaseOf[a.at] >= 0 && (from != g || m.phaseOf[d] != m.phaseOf[a.at]) && a.b.due(from, m.phaseOf[a.at]) > 0 {
		if a.listed[id+"\x00"+m.p.Drive.Phases[m.phaseOf[a.at]].Name] {
			return "group.missing"
		}
		return "group.phase"
	}
	switch {
	case from == g || a.b.count[from] >= m.p.Groups[from].Minimum:
		return ""
	case a.listed[id+"\x00"]:
		return "group.missing"
	}
	return "group.minimum"
}

// teamFor gives the team that would hold a camp in group g on day d: its own where it is pinned to it or that is free,
// else the one of the block with fewest camps that is, else its own, or the block's first, which is not.
func (a *alternatives) teamFor(g int32, d int) (team int32, free bool) {
	m := a.b.m
	list := m.blockTeams[m.groupBlock[g]]
	own := slices.Contains(list, a.team)
	if own && !a.b.team[a.team].has(d) {
		return a.team, true
	}
	if a.pin != nil && a.pin.Team != "" {
		return a.team, false
	}
	if t := a.b.freeTeam(m.groupBlock[g], d); t >= 0 {
		return t, true
	}
	if own || len(list) == 0 {
		return a.team, false
	}
	return list[0], false
}

// whyClosed names the closure that takes the day from a candidate, "" where none does.
func (m *model) whyClosed(j int32, day Day) string {
	v, g := m.p.Candidates[j], m.p.Groups[m.siteGroup[j]]
	for _, x := range m.p.Closures {
		if x.Day == day && (x.Venue == "" || x.Venue == v.ID) && (x.VenueKind == "" || x.VenueKind == v.Kind) &&
			(x.Area == "" || string(x.Area) == m.p.Area || x.Area == g.Block || string(x.Area) == g.ID || x.Area == g.Of) {
			return x.Why()
		}
	}
	return ""
}

// sentence says an alternative in words.
func (a *alternatives) sentence(x *Alternative, j int32, d int) string {
	m := a.b.m
	group := m.p.Groups[m.siteGroup[j]]
	where := fmt.Sprintf("On %s at %s", x.Day, x.Name)
	team := "the team"
	if t := slices.IndexFunc(m.p.Teams, func(t Team) bool { return t.ID == x.Team }); t >= 0 {
		team = m.p.Teams[t].Name
	}
	switch x.Rule {
	case "":
	case "pin.venue", "pin.day":
		return fmt.Sprintf("%s: the camp is pinned to %s on %s.", where, m.p.Candidates[a.site].Name, a.camp.Day)
	case "camp.banned":
		return fmt.Sprintf("%s: no camp may be held there: %s.", where, m.p.banOf(x.Venue))
	case "camp.permission":
		return where + ": the leave to use it does not hold then."
	case "camp.phase":
		return where + ": the day lies in no phase of the drive."
	case "resource.day":
		return fmt.Sprintf("%s: %s is spent elsewhere then.", where, m.p.needsInWords(m.p.Candidates[j]))
	case "group.phase":
		return fmt.Sprintf("%s: %s would have fewer camps than it is owed in %s.", where, m.p.Groups[m.siteGroup[a.site]].Name, m.p.Drive.Phases[m.phaseOf[a.at]].Name)
	case "camp.announced":
		return fmt.Sprintf("%s: the days up to %s are announced.", where, m.p.AnnouncedUntil)
	case "camp.closed":
		return fmt.Sprintf("%s: it is closed: %s.", where, m.whyClosed(j, x.Day))
	case "camp.venue_day":
		return where + ": it has another camp then."
	case "camp.group_day":
		return fmt.Sprintf("%s: %s has another camp then.", where, group.Name)
	case "team.block", "camp.team":
		return where + ": its block has no team."
	case "team.off", "team.day":
		return fmt.Sprintf("%s: every team of its block is off or taken, %s among them.", where, team)
	default:
		from := m.p.Groups[m.siteGroup[a.site]]
		return fmt.Sprintf("%s: %s would have fewer camps than its minimum of %d.", where, from.Name, from.Minimum)
	}
	switch x.Cost {
	case CostVisitors:
		return fmt.Sprintf("%s: %d fewer visitors would be served.", where, x.Lost)
	case CostRisk:
		return fmt.Sprintf("%s: %d of a thousand visitors are expected to be lost to the weather, %d on %s.", where, x.Risk, a.risk(), a.camp.Day)
	case CostEvenness:
		return fmt.Sprintf("%s: the days would be less even; %s has %s then and %s on %s.", where, m.p.Blocks[m.groupBlock[m.siteGroup[j]]].Name,
			counted(int(a.b.block[m.groupBlock[m.siteGroup[j]]][d]), "other camp", "other camps"), a.others(), a.camp.Day)
	case CostNone:
	}
	if x.Lost < 0 {
		return fmt.Sprintf("%s: nothing excludes it; %d more visitors would be served.", where, -x.Lost)
	}
	return where + ": nothing excludes it; it is as good."
}

func (a *alternatives) others() string {
	n := int64(0)
	if a.at >= 0 {
		n = a.b.block[a.b.m.groupBlock[a.b.m.siteGroup[a.site]]][a.at]
	}
	return counted(int(n), "other", "others")
}
