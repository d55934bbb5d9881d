package planning

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"doorstep/internal/fault"
	"doorstep/planning/sitting"
)

// BoothWhy is where a booth sits and why, or why it sits nowhere.
type BoothWhy struct {
	Booth     AreaID      `json:"booth"`
	Name      string      `json:"name"`
	Group     string      `json:"group"`
	GroupName string      `json:"group_name"`
	Block     AreaID      `json:"block"`
	BlockName string      `json:"block_name"`
	People    int64       `json:"people"`
	Visitors  int64       `json:"visitors"`
	Camp      CampID      `json:"camp"` // its sitting; "" where it has none
	Venue     VenueID     `json:"venue"`
	VenueName string      `json:"venue_name"`
	Day       Day         `json:"day"`
	Distance  int64       `json:"distance_m"`
	Beyond    bool        `json:"beyond"` // the walk is longer than the threshold
	With      []BoothMate `json:"with"`   // the other booths of the sitting

	RunnerUp   *BoothOption     `json:"runner_up"`  // the same booths at their next best venue; null where there is none
	Instead    *BoothOption     `json:"instead"`    // the best division of the group without this sitting; null where there is none
	Reason     BoothReason      `json:"reason"`     // "" where it sits
	Relaxation *BoothRelaxation `json:"relaxation"` // null where it sits
	Text       string           `json:"text"`
}

// BoothMate is a booth that shares a sitting.
type BoothMate struct {
	Booth    AreaID `json:"booth"`
	Name     string `json:"name"`
	Distance int64  `json:"distance_m"`
}

// BoothOption is what else could be, and what the whole group would pay for it.
type BoothOption struct {
	Venue     VenueID      `json:"venue"` // where the booth would sit then; "" nowhere
	VenueName string       `json:"venue_name"`
	With      []BoothMate  `json:"with"`
	More      SittingTiers `json:"more"` // than the plan's: booths unseated, people beyond, person-metres; the first that is not 0 decides
}

// ExplainBooth says why a booth sits with these and there: what the next best venue and the best division without
// its sitting would cost. Of a booth without a sitting it gives the reason and the smallest change that seats
// it; the change is tested. It refuses with booth.unknown what is no booth of the problem. Some milliseconds;
// up to a second for a booth without a sitting.
func ExplainBooth(p Problem, plan Plan, booth AreaID) (BoothWhy, error) {
	m := newCalendarModel(&p)
	i, ok := m.boothIndex()[booth]
	if !ok {
		return BoothWhy{}, fault.Missing("booth.unknown", "The booth %q is not in this plan's problem.", booth)
	}
	x := p.Booths[i]
	g := m.group[x.Group]
	w := BoothWhy{
		Booth: x.ID, Name: x.Name, Group: x.Group, GroupName: p.Groups[g].Name, Block: p.Groups[g].Block, BlockName: p.Blocks[m.groupBlock[g]].Name,
		People: x.People, Visitors: x.Visitors, With: []BoothMate{},
	}
	h := m.hallOf(g)
	k := slices.IndexFunc(plan.Camps, func(c Camp) bool {
		return slices.ContainsFunc(c.Booths, func(b CampBooth) bool { return b.Booth == booth })
	})
	if k < 0 {
		u := slices.IndexFunc(plan.Unseated, func(u UnseatedBooth) bool { return u.Booth == booth })
		if u >= 0 {
			w.Reason, w.Text = plan.Unseated[u].Reason, plan.Unseated[u].Text
		}
		if r, _, _, ok := m.relaxBooth(plan, i); ok {
			w.Relaxation = &r
			w.Text += " " + r.Text
		}
		return w, nil
	}
	m.explainSitting(&w, h, plan, plan.Camps[k], i)
	return w, nil
}

func (m *model) hallOf(g int32) *hall {
	for _, h := range m.halls() {
		if h.group == g {
			return h
		}
	}
	return nil
}

// explainSitting fills in why a booth sits where it does.
func (m *model) explainSitting(w *BoothWhy, h *hall, plan Plan, camp Camp, booth int32) {
	p := m.p
	site := m.venue[camp.Venue]
	w.Camp, w.Venue, w.VenueName, w.Day = camp.ID, camp.Venue, p.Candidates[site].Name, camp.Day
	at := m.boothIndex()
	var set []int32 // the sitting, in the hall
	for _, b := range camp.Booths {
		i := at[b.Booth]
		set = append(set, int32(slices.Index(h.booths, i)))
		if i == booth {
			w.Distance, w.Beyond = b.Distance, b.Distance > p.Drive.Threshold
		} else {
			w.With = append(w.With, BoothMate{b.Booth, p.Booths[i].Name, b.Distance})
		}
	}
	slices.Sort(set)
	names := make([]string, len(w.With))
	for k, mate := range w.With {
		names[k] = mate.Name
	}
	w.Text = fmt.Sprintf("%s sits with %s at %s on %s, %d m away on foot.", w.Name, strings.Join(names, ", "), w.VenueName, w.Day, w.Distance)
	if slices.Contains(set, -1) {
		return // a pin that stands outside the rules has nothing to be compared with
	}
	scale := h.in.Scale()
	if w.RunnerUp = m.runnerUpVenue(h, set, site, booth, scale); w.RunnerUp != nil {
		w.Text += fmt.Sprintf(" At %s, the next best venue, they would walk %s.", w.RunnerUp.VenueName, w.RunnerUp.More.words())
	}
	if w.Instead = m.instead(h, set, plan, booth); w.Instead != nil {
		w.Text += fmt.Sprintf(" Without this sitting the best division of %s has %s.", w.GroupName, w.Instead.More.words())
	}
}

// words says how much more tiers are.
func (t SittingTiers) words() string {
	var list []string
	say := func(n int64, one, many string) {
		switch {
		case n > 0:
			list = append(list, fmt.Sprintf("%s more %s", Grouped(n), map[bool]string{true: one, false: many}[n == 1]))
		case n < 0:
			list = append(list, fmt.Sprintf("%s fewer %s", Grouped(-n), map[bool]string{true: one, false: many}[n == -1]))
		}
	}
	say(t.Unseated, "booth without a sitting", "booths without a sitting")
	say(t.PeopleBeyond, "person beyond the threshold", "people beyond the threshold")
	say(t.PersonMetres, "person-metre", "person-metres")
	if len(list) == 0 {
		return "no more person-metres"
	}
	return strings.Join(list, ", ")
}

func (t SittingTiers) less(o SittingTiers) SittingTiers {
	return SittingTiers{t.Unseated - o.Unseated, t.PeopleBeyond - o.PeopleBeyond, t.PersonMetres - o.PersonMetres}
}

// runnerUpVenue is the venue near the booths that costs least but for the one they meet at.
func (m *model) runnerUpVenue(h *hall, set []int32, site, booth int32, scale sitting.Scale) *BoothOption {
	visitors := int64(0)
	for _, b := range set {
		visitors += h.in.Visitors[b]
	}
	here := h.at(site)
	best, least := int32(-1), int64(math.MaxInt64)
	for _, b := range set {
		for _, v := range h.in.Near[b] {
			if v == here || h.in.Cap[v] < visitors {
				continue
			}
			if cost := h.in.Cost(set, v, scale); cost < least || cost == least && v < best {
				best, least = v, cost
			}
		}
	}
	if best < 0 || here < 0 {
		return nil
	}
	more := tiersOf(scale.Tiers(least)).less(tiersOf(scale.Tiers(h.in.Cost(set, here, scale))))
	return m.option(h, set, best, booth, more)
}

func (m *model) option(h *hall, set []int32, v, booth int32, more SittingTiers) *BoothOption {
	o := &BoothOption{Venue: m.p.Candidates[h.venues[v]].ID, VenueName: m.p.Candidates[h.venues[v]].Name, With: []BoothMate{}, More: more}
	for _, b := range set {
		if h.booths[b] != booth {
			x := m.p.Booths[h.booths[b]]
			o.With = append(o.With, BoothMate{x.ID, x.Name, int64(h.in.Metres[b][v])})
		}
	}
	return o
}

// instead is the best division of the group in which these booths do not sit together alone.
func (m *model) instead(h *hall, set []int32, plan Plan, booth int32) *BoothOption {
	in := *h.in
	in.Without = [][]int32{set}
	answer, err := sitting.Solve(&in, 0)
	row := slices.IndexFunc(plan.Sittings, func(s GroupSittings) bool { return s.Group == m.p.Groups[h.group].ID })
	if err != nil || row < 0 {
		return nil
	}
	more := tiersOf(in.Scale().Tiers(answer.Cost)).less(plan.Sittings[row].Plan)
	for _, s := range answer.Sittings {
		if slices.ContainsFunc(s.Booths, func(b int32) bool { return h.booths[b] == booth }) {
			return m.option(h, s.Booths, s.Venue, booth, more)
		}
	}
	return &BoothOption{With: []BoothMate{}, More: more}
}

// BoothRelaxation is the smallest change that seats a booth; RelaxBooth makes it.
type BoothRelaxation struct {
	Change string  `json:"change"`          // sitting, cap, halt, group, team, open_day
	Venue  VenueID `json:"venue,omitempty"` // whose cap is raised
	Cap    int64   `json:"cap,omitempty"`
	Group  string  `json:"group,omitempty"` // that the booth is counted with
	Day    Day     `json:"day,omitempty"`   // that is opened
	Text   string  `json:"text"`
}

// RelaxBooth makes the relaxation of a booth without a sitting: the problem of its block with the change made,
// and a plan of it that seats the booth. It refuses with booth.unknown what is no booth of the problem, and with
// booth.seated one that sits already or that no single change seats.
func RelaxBooth(p Problem, plan Plan, booth AreaID) (Problem, Plan, BoothRelaxation, error) {
	m := newCalendarModel(&p)
	i, ok := m.boothIndex()[booth]
	if !ok {
		return Problem{}, Plan{}, BoothRelaxation{}, fault.Missing("booth.unknown", "The booth %q is not in this plan's problem.", booth)
	}
	if slices.ContainsFunc(plan.Unseated, func(u UnseatedBooth) bool { return u.Booth == booth }) {
		if r, q, made, ok := m.relaxBooth(plan, i); ok {
			return q, made, r, nil
		}
	}
	return Problem{}, Plan{}, BoothRelaxation{}, fault.Refuse("booth.seated", "%s sits already, or no single change seats it.", cmp.Or(p.Booths[i].Name, string(booth)))
}
