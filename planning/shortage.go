package planning

import (
	"fmt"
	"slices"
	"strings"

	"doorstep/planning/roster"
)

// ShortageKind is what there is too little of.
type ShortageKind string

// Kinds of shortage.
const (
	ShortVenues    ShortageKind = "venues"        // a group has no venue that may host a camp
	ShortGroupDays ShortageKind = "group_days"    // a group's venues are open on too few days
	ShortTeamDays  ShortageKind = "team_days"     // a block's teams are there on too few of the days that its groups could have
	ShortResource  ShortageKind = "resource_days" // what several blocks share is there on too few of the days that groups which cannot do without could have
	ShortCampDays  ShortageKind = "camp_days"     // the district's budget is below what its groups are owed
)

// Shortage is a set of camps that are owed and that no calendar of the problem holds: a minimum cut.
type Shortage struct {
	Kind     ShortageKind `json:"kind"`
	Block    AreaID       `json:"block,omitempty"`
	Resource string       `json:"resource,omitempty"` // that is short
	Groups   []string     `json:"groups"`             // that compete, by id
	Phase    string       `json:"phase,omitempty"`    // where all of it is owed in one phase
	Days     []Day        `json:"days"`               // that they could have
	Teams    []TeamID     `json:"teams"`              // of the block, where they are what is short
	Owed     int64        `json:"owed"`               // camps: minima and pins
	Places   int64        `json:"places"`             // camps that those days can take; fewer than owed
	// DaysNeeded is the fewest days on which the block's teams, all there, can hold what is owed: owed / teams,
	// rounded up. TeamsNeeded is the fewest teams that can on these days: owed / days, rounded up. 0: no number does.
	DaysNeeded  int64  `json:"days_needed"`
	TeamsNeeded int64  `json:"teams_needed"`
	Text        string `json:"text"` // one sentence for the planner
}

// Shortages says, before anything is solved, which minima and pins no calendar can hold together: groups
// without venues or days, blocks without team-days, a budget below the minima. Each is proven by a cut, so
// that each is true whatever camps are chosen; where there is none, every group can have its minimum. It
// refuses what Problem.Validate refuses. Some hundredths of a second for a district.
func Shortages(p Problem) ([]Shortage, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	return newCalendarModel(&p).shortages()
}

func (m *model) shortages() ([]Shortage, error) {
	in := &roster.Instance{Days: len(m.p.Days), Groups: len(m.p.Groups), Blocks: make([]roster.Block, len(m.p.Blocks))}
	for x, list := range m.blockTeams {
		for _, t := range list {
			in.Blocks[x].Teams = append(in.Blocks[x].Teams, roster.Team{Off: roster.Set(m.teamOff[t])})
		}
	}
	owed := m.owe(in)
	out := []Shortage{}
	found, err := roster.Shortages(in)
	if err != nil {
		return out, err
	}
	for _, x := range found {
		out = append(out, m.shortage(in, x, &owed))
	}
	for k := range m.p.Drive.Resources {
		more, err := m.shortOf(int32(k), in)
		if err != nil {
			return out, err
		}
		out = append(out, more...)
	}
	if owed.all > m.p.CampDays {
		s := Shortage{Kind: ShortCampDays, Groups: []string{}, Days: []Day{}, Teams: []TeamID{}, Owed: owed.all, Places: m.p.CampDays}
		s.Text = fmt.Sprintf("The groups of %s are owed %s together and the budget is %d: allow %d more, or lower the minimum.",
			m.p.Name, counted(int(owed.all), "camp-day", "camp-days"), m.p.CampDays, owed.all-m.p.CampDays)
		out = append(out, s)
	}
	return out, nil
}

// owedCamps is what is owed, camp by camp of an instance, and beyond it.
type owedCamps struct {
	phase  []int   // of each camp, anyPhase: none
	beyond []int64 // of each group, what is owed beyond one camp more than there are days
	all    int64
}

// owe adds the camps that are owed to an instance: the pins that break no rule by themselves, and what is missing from
// the minima, of groups and in phases, beyond the pins. A pin without a day counts for its group, and for each of its
// phases, and is held on some day of its venue.
func (m *model) owe(in *roster.Instance) owedCamps {
	o := owedCamps{beyond: make([]int64, len(m.p.Groups))}
	groupDays := m.groupDays()
	add := func(g int32, days dayset, day int32, phase int) {
		open := slices.Clone(days)
		for d, f := range m.phaseOf {
			if phase >= 0 && f != phase {
				open.remove(d)
			}
		}
		in.Camps = append(in.Camps, roster.Camp{Group: g, Block: m.groupBlock[g], Open: roster.Set(open), Day: day, Team: -1})
		o.phase = append(o.phase, phase)
	}
	pinned, loose := make([]int64, len(m.p.Groups)), make([]int64, len(m.p.Groups))
	inPhase := make([][]int64, len(m.p.Groups))
	for g := range inPhase {
		inPhase[g] = make([]int64, len(m.p.Drive.Phases))
	}
	stray := m.strays()
	for k, pin := range m.p.Pins {
		o.all++
		j := m.venue[pin.Venue]
		g := m.siteGroup[j]
		pinned[g]++
		day, inDrive := m.cal.index[pin.Day]
		if pin.Day == 0 || !inDrive || m.phaseOf[day] < 0 {
			loose[g]++
			if pin.Day == 0 && !stray[k] {
				add(g, m.cal.open[j], -1, anyPhase)
			}
			continue
		}
		if len(inPhase[g]) > 0 {
			inPhase[g][m.phaseOf[day]]++
		}
		if !stray[k] {
			add(g, m.cal.open[j], int32(day), anyPhase)
		}
	}
	for g, x := range m.p.Groups {
		more := max(0, x.Minimum-pinned[g])
		o.all += more
		for f, n := range m.p.owed(g) {
			for range min(more, n-inPhase[g][f]-loose[g]) {
				more--
				add(int32(g), groupDays[g], -1, f)
			}
		}
		o.beyond[g] = max(0, more-int64(len(m.p.Days)+1))
		for range more - o.beyond[g] {
			add(int32(g), groupDays[g], -1, anyPhase)
		}
	}
	return o
}

// shortage says a cut in the words of the problem.
func (m *model) shortage(in *roster.Instance, x roster.Shortage, owed *owedCamps) Shortage {
	p := m.p
	first := in.Camps[x.Camps[0]]
	s := Shortage{Block: p.Blocks[x.Block].ID, Groups: []string{}, Days: []Day{}, Teams: []TeamID{}, Owed: int64(len(x.Camps)), Places: x.Places}
	var names []string
	for _, i := range x.Camps {
		if g := p.Groups[in.Camps[i].Group]; !slices.Contains(s.Groups, g.ID) {
			s.Groups, names = append(s.Groups, g.ID), append(names, g.Name)
			s.Owed += owed.beyond[in.Camps[i].Group]
		}
	}
	if f := owed.phase[x.Camps[0]]; f >= 0 && !slices.ContainsFunc(x.Camps, func(i int32) bool { return owed.phase[i] != f }) {
		s.Phase = p.Drive.Phases[f].Name
	}
	slices.Sort(s.Groups)
	for d := range p.Days {
		if slices.Contains(x.Days, int32(d)) || len(x.Days) == 0 && first.Open.Has(d) { // no team is there on any of its days
			s.Days = append(s.Days, p.Days[d])
		}
	}
	teams := int64(len(m.blockTeams[x.Block]))
	if teams > 0 {
		s.DaysNeeded = ceilDiv(s.Owed, teams)
	}
	if len(s.Days) > 0 {
		s.TeamsNeeded = ceilDiv(s.Owed, int64(len(s.Days)))
	}
	who := m.owes(names, s.Owed)
	if s.Phase != "" {
		who += " in " + s.Phase
	}
	switch {
	case x.Reason == roster.TeamDays || len(x.Days) == 0 && len(s.Days) > 0:
		s.Kind = ShortTeamDays
		for _, t := range m.blockTeams[x.Block] {
			s.Teams = append(s.Teams, p.Teams[t].ID)
		}
		s.Text = fmt.Sprintf("%s on %s; %s of block %s can hold %d then: %s.", who, daysInWords(s.Days), counted(int(teams), "team", "teams"),
			p.Blocks[x.Block].Name, s.Places, s.remedy())
	case !m.hasVenue(first.Group):
		s.Kind, s.DaysNeeded, s.TeamsNeeded = ShortVenues, 0, 0
		s.Text = who + "; no venue there may host a camp."
	default:
		s.Kind, s.DaysNeeded, s.TeamsNeeded = ShortGroupDays, s.Owed, 0
		s.Text = fmt.Sprintf("%s; its venues are open on %s only, one camp a day: open %s.", who, daysInWords(s.Days),
			counted(int(s.Owed-s.Places), "day more", "days more"))
	}
	return s
}

// remedy says in words what would be the least that could do.
func (s Shortage) remedy() string {
	if s.DaysNeeded == 0 {
		return "give the block a team"
	}
	if s.DaysNeeded > int64(len(s.Days)) {
		return fmt.Sprintf("it takes %s at least, or %s on the %d there are",
			counted(int(s.DaysNeeded), "day", "days"), counted(int(s.TeamsNeeded), "team", "teams"), len(s.Days))
	}
	return "fewer days off, another day, or " + counted(int(s.TeamsNeeded)+1, "team", "teams")
}

func (m *model) owes(names []string, n int64) string {
	who := strings.Join(names, ", ")
	if len(names) > namedGroups {
		who = fmt.Sprintf("%s and %d more", strings.Join(names[:namedGroups], ", "), len(names)-namedGroups)
	}
	if len(names) == 1 {
		return fmt.Sprintf("%s is owed %s", who, counted(int(n), "camp", "camps"))
	}
	return fmt.Sprintf("%s are owed %s together", who, counted(int(n), "camp", "camps"))
}

func (m *model) hasVenue(g int32) bool { return slices.Contains(m.siteGroup, g) }

// daysInWords lists days, runs of them as from-to.
func daysInWords(days []Day) string {
	if len(days) == 0 {
		return "no day"
	}
	var runs []string
	for i := 0; i < len(days); {
		k := i
		for k+1 < len(days) && days[k+1] == days[k]+1 {
			k++
		}
		run := days[i].String()
		if k > i {
			run += " to " + days[k].String()
		}
		runs = append(runs, run)
		i = k + 1
	}
	if n := len(runs); n > 8 {
		runs = append(runs[:7], fmt.Sprintf("%d other times until %s", n-7, days[len(days)-1]))
	}
	return strings.Join(runs, ", ")
}
