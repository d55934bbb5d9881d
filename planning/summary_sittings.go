package planning

import "fmt"

// SummarySittings is what a plan does for the booths of a drive by booths.
type SummarySittings struct {
	Booths       int64          `json:"booths"`
	Seated       int64          `json:"booths_seated"`
	Sizes        []int64        `json:"sizes"`         // sittings of 2, 3 and 4 booths
	PeopleBeyond int64          `json:"people_beyond"` // of seated booths, whose walk is longer than the threshold
	MeanWalk     int64          `json:"mean_walk_m"`   // of the people of seated booths
	ProvenBest   int            `json:"groups_proven_best"`
	Groups       int            `json:"groups"`      // with booths
	GapPercent   float64        `json:"gap_percent"` // person-metres above the bound, over groups whose earlier aims are at theirs
	GapGroups    int            `json:"gap_groups"`  // how many groups those are
	Unseated     []SummaryBooth `json:"unseated"`    // by id
}

// SeatedBooth is a booth at its sitting, with its name.
type SeatedBooth struct {
	Booth    AreaID `json:"booth"`
	Name     string `json:"name"`
	Distance int64  `json:"distance_m"` // to the venue, metres on foot, estimated
}

// BoothsOf names the booths of each camp of a plan, in the order of its camps.
func BoothsOf(p Problem, plan Plan) [][]SeatedBooth {
	names := make(map[AreaID]string, len(p.Booths))
	for _, b := range p.Booths {
		names[b.ID] = b.Name
	}
	list := make([][]SeatedBooth, len(plan.Camps))
	for k, c := range plan.Camps {
		for _, b := range c.Booths {
			list[k] = append(list[k], SeatedBooth{b.Booth, names[b.Booth], b.Distance})
		}
	}
	return list
}

// SummaryBooth is a booth without a sitting.
type SummaryBooth struct {
	Booth     AreaID      `json:"booth"`
	Name      string      `json:"name"`
	Group     string      `json:"group"`
	GroupName string      `json:"group_name"`
	BlockName string      `json:"block_name"`
	People    int64       `json:"people"`
	Reason    BoothReason `json:"reason"`
	Text      string      `json:"text"`
}

// sittings sums a plan of booth sittings up; nil where the drive is none.
func (t *tally) sittings() *SummarySittings {
	p := t.m.p
	if !p.Drive.ByBooth() {
		return nil
	}
	s := &SummarySittings{
		Booths: t.plan.Score.Booths, Seated: t.plan.Score.BoothsSeated, Sizes: make([]int64, 3), PeopleBeyond: t.plan.Score.PeopleBeyond,
		Groups: len(t.plan.Sittings), Unseated: []SummaryBooth{},
	}
	people := map[AreaID]int64{}
	for _, x := range p.Booths {
		people[x.ID] = x.People
	}
	seated := int64(0)
	for _, c := range t.plan.Camps {
		if n := len(c.Booths); n >= 2 && n <= 4 {
			s.Sizes[n-2]++
		}
		for _, b := range c.Booths {
			seated += people[b.Booth]
		}
	}
	if seated > 0 {
		s.MeanWalk = t.plan.Score.PersonMetres / seated
	}
	held, least := int64(0), int64(0)
	for _, x := range t.plan.Sittings {
		if x.Plan == x.Bound {
			s.ProvenBest++
		}
		if x.Plan.Unseated == x.Bound.Unseated && x.Plan.PeopleBeyond == x.Bound.PeopleBeyond {
			s.GapGroups++
			held += x.Plan.PersonMetres
			least += x.Bound.PersonMetres
		}
	}
	if held > 0 {
		s.GapPercent = GapPercent(held, least)
	}
	at := t.m.boothIndex()
	for _, x := range t.plan.Unseated {
		i, ok := at[x.Booth]
		if !ok {
			continue
		}
		g := t.m.group[p.Booths[i].Group]
		s.Unseated = append(s.Unseated, SummaryBooth{
			Booth: x.Booth, Name: p.Booths[i].Name, Group: p.Groups[g].ID, GroupName: p.Groups[g].Name, BlockName: p.Blocks[t.m.groupBlock[g]].Name,
			People: p.Booths[i].People, Reason: x.Reason, Text: x.Text,
		})
	}
	return s
}

// Sentence says in words what the sittings are and how well they could be divided.
func (s *SummarySittings) Sentence() string {
	text := fmt.Sprintf("%s of %s booths have a sitting (%d of two booths, %d of three, %d of four); their people walk %d m on the mean, and %s of them farther than the threshold.",
		Grouped(s.Seated), Grouped(s.Booths), s.Sizes[0], s.Sizes[1], s.Sizes[2], s.MeanWalk, Grouped(s.PeopleBeyond))
	return text + fmt.Sprintf(" In %d of %s no division is better; where only the walking may be less, %s, it is at most %.2f %%.",
		s.ProvenBest, counted(s.Groups, "group", "groups"), counted(s.GapGroups, "group", "groups"), s.GapPercent)
}

// visitorsOfBooths adds the visitors of booths to the groups' figures.
func (t *tally) visitorsOfBooths(groups []SummaryArea) {
	at := t.m.boothIndex()
	for _, x := range t.m.p.Booths {
		groups[t.m.group[x.Group]].Visitors += x.Visitors
	}
	for _, c := range t.plan.Camps {
		for _, b := range c.Booths {
			if i, ok := at[b.Booth]; ok {
				groups[t.m.group[t.m.p.Booths[i].Group]].Served += t.m.p.Booths[i].Visitors
			}
		}
	}
}
