package planning

import (
	"cmp"
	"fmt"
	"slices"

	"doorstep/planning/cover"
)

// BlockWorth is what one more camp-day would do for a block: the most visitors more that the plan would serve
// with it, at the venue and on the day named, every other camp left where it is.
type BlockWorth struct {
	Block     AreaID  `json:"block"`
	BlockName string  `json:"block_name"`
	Visitors  int64   `json:"visitors"` // served more; 0 where no camp-day more would serve anyone or none can be held
	Venue     VenueID `json:"venue,omitempty"`
	VenueName string  `json:"venue_name,omitempty"`
	Day       Day     `json:"day,omitempty"`
	Lacks     string  `json:"lacks,omitempty"` // what else is needed where visitors are left out but none can be held: days_or_teams
	Text      string  `json:"text"`
}

// Worths gives the worth of one more camp-day in each block, most first. Each is exact for one camp-day by
// itself, by re-assigning the visitors of the district; two are seldom worth the sum. Some augmenting paths
// for each candidate: tenths of a second for a district.
func Worths(p Problem, plan Plan) []BlockWorth {
	return newModel(&p).boardOf(plan).worths()
}

func (b *board) worths() []BlockWorth {
	p := b.m.p
	out := make([]BlockWorth, len(p.Blocks))
	for x, block := range p.Blocks {
		out[x] = BlockWorth{Block: block.ID, BlockName: block.Name}
	}
	trial := cover.NewTrial(b.in, b.held())
	useful := b.useful(trial)
	shut := make([]bool, len(p.Blocks)) // some camp-day would serve more, had it a day and a team
	for j := range b.in.Sites {
		w := &out[b.m.groupBlock[b.m.siteGroup[j]]]
		if !slices.ContainsFunc(b.m.sites[j], func(l siteLeg) bool { return useful[l.cell] }) || b.in.Sites[j].Cap <= w.Visitors {
			continue
		}
		day := b.freeDay(int32(j))
		if day < 0 {
			shut[b.m.groupBlock[b.m.siteGroup[j]]] = true
			continue
		}
		if n := trial.Gain(-1, int32(j)); n > w.Visitors {
			v := p.Candidates[j]
			w.Visitors, w.Venue, w.VenueName, w.Day = n, v.ID, v.Name, p.Days[day]
		}
	}
	for x := range out {
		w := &out[x]
		switch {
		case w.Visitors > 0:
			w.Text = fmt.Sprintf("One more camp-day in %s, at %s on %s, would serve %s more.", w.BlockName, w.VenueName, w.Day, visitorsOf(w.Visitors))
		case shut[x]:
			w.Lacks = "days_or_teams"
			w.Text = fmt.Sprintf("One more camp-day in %s would serve nobody without one more day or team.", w.BlockName)
		default:
			w.Text = fmt.Sprintf("One more camp-day in %s would serve nobody who is left out.", w.BlockName)
		}
	}
	slices.SortFunc(out, func(x, y BlockWorth) int {
		return cmp.Or(cmp.Compare(y.Visitors, x.Visitors), cmp.Compare(x.BlockName, y.BlockName), cmp.Compare(x.Block, y.Block))
	})
	return out
}

// useful marks the cells that one more camp-day within reach would help: those with visitors left out, and those
// served where their places would pass, hand to hand, to visitors left out. O(arcs).
func (b *board) useful(trial *cover.Trial) []bool {
	useful := make([]bool, len(b.in.Demand))
	seen := make([]bool, len(b.in.Sites))
	held := b.held()
	var queue []int32
	for i := range useful {
		if trial.Rest(int32(i)) > 0 {
			useful[i] = true
			queue = append(queue, int32(i))
		}
	}
	for len(queue) > 0 {
		i := queue[0]
		queue = queue[1:]
		for _, l := range b.m.reach.of(int(i)) {
			if seen[l.venue] || held[l.venue] == 0 {
				continue
			}
			seen[l.venue] = true
			for _, other := range b.m.sites[l.venue] {
				if !useful[other.cell] {
					useful[other.cell] = true
					queue = append(queue, other.cell)
				}
			}
		}
	}
	return useful
}

func visitorsOf(n int64) string {
	if n == 1 {
		return "1 visitor"
	}
	return Grouped(n) + " visitors"
}
