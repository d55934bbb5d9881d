package planning

import (
	"cmp"
	"fmt"
	"slices"

	"doorstep/planning/roster"
)

// pins names pins that are impossible by themselves or beside one other, and says which are not.
func (x *conflicts) pins() (clean []bool) {
	clean = make([]bool, len(x.p.Pins))
	type at struct {
		who string
		day Day
	}
	groups, teams := map[at]int{}, map[at]int{}
	for k, pin := range x.p.Pins {
		if !x.pinAlone(k) {
			continue
		}
		clean[k] = true
		if pin.Day == 0 {
			continue
		}
		v := x.p.Candidates[x.m.venue[pin.Venue]]
		g := x.p.Groups[x.m.siteGroup[x.m.venue[pin.Venue]]]
		if first, ok := groups[at{g.ID, pin.Day}]; ok {
			c := x.pair(ConflictPinsGroup, first, k)
			c.Text = fmt.Sprintf("Two camps are pinned to %s in %s, one at %s and one at %s; a group has one camp a day.",
				pin.Day, g.Name, x.p.Candidates[x.m.venue[x.p.Pins[first].Venue]].Name, v.Name)
			x.add(c, ConflictChange{What: "free_day", IDs: []string{string(pin.ID)}}, "Let the camp at %s be held on another day.", v.Name)
			clean[k] = false
			continue
		}
		if first, ok := teams[at{string(pin.Team), pin.Day}]; ok && pin.Team != "" {
			c := x.pair(ConflictPinsTeam, first, k)
			c.Text = fmt.Sprintf("%s is pinned to two camps on %s, at %s and at %s.",
				x.teamName(pin.Team), pin.Day, x.p.Candidates[x.m.venue[x.p.Pins[first].Venue]].Name, v.Name)
			if x.roomOn(g.Block, pin.Day, clean) {
				x.add(c, ConflictChange{What: "free_team", IDs: []string{string(pin.ID)}}, "Let another team hold the camp at %s.", v.Name)
			} else {
				x.add(c, ConflictChange{What: "free_day", IDs: []string{string(pin.ID)}}, "Let the camp at %s be held on another day; no other team of %s is free.", v.Name, x.blockName(g.Block))
			}
			clean[k] = false
			continue
		}
		groups[at{g.ID, pin.Day}] = k
		if pin.Team != "" {
			teams[at{string(pin.Team), pin.Day}] = k
		}
	}
	return clean
}

// roomOn says whether the pins of a block on a day, the clean ones so far, are no more than its teams there.
func (x *conflicts) roomOn(block AreaID, day Day, clean []bool) bool {
	pins, teams := 0, 0
	for k, pin := range x.p.Pins {
		if clean[k] && pin.Day == day && x.p.Groups[x.m.siteGroup[x.m.venue[pin.Venue]]].Block == block {
			pins++
		}
	}
	for t, team := range x.p.Teams {
		if team.Block == block && !x.m.teamOff[t].has(x.m.cal.index[day]) {
			teams++
		}
	}
	return pins <= teams
}

// pinAlone says whether a pin is possible by itself, and names why it is not.
func (x *conflicts) pinAlone(k int) bool {
	pin := x.p.Pins[k]
	j := x.m.venue[pin.Venue]
	v, g := x.p.Candidates[j], x.p.Groups[x.m.siteGroup[j]]
	c := Conflict{Where: string(pin.ID), Row: pin.Row, Members: []ConflictMember{x.pinMember(k)}}
	day, inDrive := x.m.cal.index[pin.Day]
	free := ConflictChange{What: "free_day", IDs: []string{string(pin.ID)}}
	if _, banned := x.m.cal.banned[j]; banned {
		source := x.p.banOf(pin.Venue)
		c.Kind, c.Members = ConflictPinBanned, append(c.Members, ConflictMember{What: "ban", ID: string(pin.Venue), Name: "no camp may be held at " + v.Name + ": " + source})
		c.Text = fmt.Sprintf("A camp is pinned to %s, where no camp may be held: %s.", v.Name, source)
		x.add(c, ConflictChange{What: "drop_pin", IDs: []string{string(pin.ID)}}, "Take the pin away, for the plan to choose another venue of %s, or lift the ban.", g.Name)
		return false
	}
	switch {
	case pin.Day != 0 && !inDrive:
		c.Kind, c.Members = ConflictPinDay, append(c.Members, x.driveDays())
		c.Text = fmt.Sprintf("The camp at %s is pinned to %s, which is no day of the drive (%s).", v.Name, pin.Day, daysInWords(x.p.Days))
		x.add(c, free, "Let it be held on any day of the drive.")
		return false
	case pin.Day != 0 && !x.m.cal.open[j].has(day):
		cause := x.p.closedBy(v, g, pin.Day)
		c.Kind, c.Members = ConflictPinClosed, append(c.Members, cause)
		c.Text = fmt.Sprintf("The camp at %s is pinned to %s, when it is closed: %s.", v.Name, pin.Day, cause.Name)
		x.add(c, free, "Let it be held on another day, or open %s on %s.", v.Name, pin.Day)
		return false
	}
	if pin.Team == "" {
		return x.m.cal.open[j].count() > 0 // where it is on no day, that is a conflict of the venue
	}
	t := slices.IndexFunc(x.p.Teams, func(t Team) bool { return t.ID == pin.Team })
	c.Kind, c.Members = ConflictPinTeam, append(c.Members, ConflictMember{What: "team", ID: string(pin.Team), Name: x.teamName(pin.Team)})
	freeTeam := ConflictChange{What: "free_team", IDs: []string{string(pin.ID)}}
	switch {
	case t < 0:
		c.Text = fmt.Sprintf("The camp at %s is pinned to the team %q, which is not in the list of teams.", v.Name, pin.Team)
	case x.p.Teams[t].Block != g.Block:
		c.Text = fmt.Sprintf("The camp at %s is pinned to %s, which belongs to block %s; the camp is in %s.", v.Name, x.p.Teams[t].Name, x.blockName(x.p.Teams[t].Block), x.blockName(g.Block))
	case pin.Day != 0 && x.m.teamOff[t].has(day):
		c.Text = fmt.Sprintf("The camp at %s is pinned to %s with %s, which is off that day.", v.Name, pin.Day, x.p.Teams[t].Name)
	default:
		return x.m.cal.open[j].count() > 0
	}
	x.add(c, freeTeam, "Let any team of %s hold it.", x.blockName(g.Block))
	return false
}

func (x *conflicts) pair(kind ConflictKind, a, b int) Conflict {
	return Conflict{Kind: kind, Where: string(x.p.Pins[b].ID), Row: x.p.Pins[b].Row, Members: []ConflictMember{x.pinMember(a), x.pinMember(b)}}
}

func (x *conflicts) pinMember(k int) ConflictMember {
	pin := x.p.Pins[k]
	name := "camp at " + x.p.Candidates[x.m.venue[pin.Venue]].Name
	if pin.Day != 0 {
		name += " on " + pin.Day.String()
	}
	if pin.Row > 0 {
		name += fmt.Sprintf(" (row %d)", pin.Row)
	}
	return ConflictMember{What: "pin", ID: string(pin.ID), Name: name}
}

func (x *conflicts) teamName(id TeamID) string {
	if k := slices.IndexFunc(x.p.Teams, func(t Team) bool { return t.ID == id }); k >= 0 {
		return x.p.Teams[k].Name
	}
	return string(id)
}

// pinSets names smallest sets of pins, each possible by itself, that no calendar holds together.
func (x *conflicts) pinSets(clean []bool) error {
	in := &roster.Instance{Days: len(x.p.Days), Groups: len(x.p.Groups), Blocks: x.rosterBlocks()}
	var pin []int // of each camp
	for k := range x.p.Pins {
		if clean[k] {
			in.Camps, pin = append(in.Camps, x.rosterCamp(k)), append(pin, k)
		}
	}
	found, err := unplaceable(in)
	if err != nil {
		return err
	}
	for _, set := range found {
		var pins []int
		for _, i := range set {
			pins = append(pins, pin[i])
		}
		x.pinSet(in, set, pins)
	}
	return x.teamSets(in, pin)
}

// teamSets names smallest sets of pins of one team that it cannot hold on the days there are.
func (x *conflicts) teamSets(in *roster.Instance, pin []int) error {
	of := map[TeamID][]int32{}
	for i, k := range pin {
		if t := x.p.Pins[k].Team; t != "" {
			of[t] = append(of[t], int32(i))
		}
	}
	for t, team := range x.p.Teams {
		if len(of[team.ID]) == 0 {
			continue
		}
		own := *in
		own.Camps, own.Blocks = nil, make([]roster.Block, len(in.Blocks))
		for _, i := range of[team.ID] {
			c := in.Camps[i]
			c.Team = -1
			own.Camps = append(own.Camps, c)
			own.Blocks[c.Block].Teams = []roster.Team{{Off: roster.Set(x.m.teamOff[t])}}
		}
		found, err := unplaceable(&own)
		if err != nil {
			return err
		}
		for _, set := range found {
			last := pin[of[team.ID][set[len(set)-1]]]
			c := Conflict{Kind: ConflictPinsTeam, Where: string(x.p.Pins[last].ID), Row: x.p.Pins[last].Row}
			for _, i := range set {
				c.Members = append(c.Members, x.pinMember(pin[of[team.ID][i]]))
			}
			c.Text = fmt.Sprintf("%s cannot hold these pinned camps on the days there are: %s.", team.Name, memberNames(c.Members))
			x.add(c, ConflictChange{What: "free_team", IDs: []string{string(x.p.Pins[last].ID)}}, "Let another team hold the %s.", x.pinMember(last).Name)
		}
	}
	return nil
}

func (x *conflicts) rosterBlocks() []roster.Block {
	blocks := make([]roster.Block, len(x.p.Blocks))
	for b, list := range x.m.blockTeams {
		for _, t := range list {
			blocks[b].Teams = append(blocks[b].Teams, roster.Team{Off: roster.Set(x.m.teamOff[t])})
		}
	}
	return blocks
}

// rosterCamp is a pin as the roster takes it: with its team, at its venue.
func (x *conflicts) rosterCamp(k int) roster.Camp {
	pin := x.p.Pins[k]
	j := x.m.venue[pin.Venue]
	g := x.m.siteGroup[j]
	c := roster.Camp{Group: g, Block: x.m.groupBlock[g], Open: roster.Set(x.m.cal.open[j]), Day: -1, Team: -1}
	if pin.Day != 0 {
		c.Day = int32(x.m.cal.index[pin.Day])
	}
	if pin.Team != "" {
		c.Team = int32(slices.IndexFunc(x.m.blockTeams[c.Block], func(t int32) bool { return x.p.Teams[t].ID == pin.Team }))
	}
	return c
}

// unplaceable gives smallest sets of camps that no calendar places: each a cut, from which camps are dropped one
// after another as long as the rest cannot be placed either.
func unplaceable(in *roster.Instance) (sets [][]int32, err error) {
	cuts, err := roster.Shortages(in)
	if err != nil {
		return nil, err
	}
	for _, cut := range cuts {
		set := slices.Clone(cut.Camps)
		for _, i := range slices.Backward(cut.Camps) {
			less := slices.DeleteFunc(slices.Clone(set), func(other int32) bool { return other == i })
			if still, err := short(in, less); err != nil {
				return nil, err
			} else if still {
				set = less
			}
		}
		if !slices.ContainsFunc(sets, func(s []int32) bool { return slices.Equal(s, set) }) {
			sets = append(sets, set)
		}
	}
	return sets, nil
}

// short says whether no calendar places some of the camps of an instance, without the others.
func short(in *roster.Instance, camps []int32) (bool, error) {
	some := *in
	some.Camps = make([]roster.Camp, len(camps))
	for n, i := range camps {
		some.Camps[n] = in.Camps[i]
	}
	cuts, err := roster.Shortages(&some)
	return len(cuts) > 0, err
}

// pinSet names a set of pins and the least change that lifts it: a day left free, one more team, or a camp less.
func (x *conflicts) pinSet(in *roster.Instance, set []int32, pins []int) {
	last := slices.MaxFunc(pins, func(a, b int) int {
		return cmp.Or(cmp.Compare(x.p.Pins[a].Day, x.p.Pins[b].Day), cmp.Compare(a, b))
	})
	c := Conflict{Kind: ConflictPinsCalendar, Where: string(x.p.Pins[last].ID), Row: x.p.Pins[last].Row}
	for _, k := range pins {
		c.Members = append(c.Members, x.pinMember(k))
	}
	block := in.Camps[set[0]].Block
	name := x.p.Blocks[block].Name
	c.Text = fmt.Sprintf("No calendar of block %s holds these pinned camps together: %s.", name, memberNames(c.Members))
	try := func(change func(*roster.Instance)) bool {
		other := *in
		other.Camps, other.Blocks = slices.Clone(in.Camps), slices.Clone(in.Blocks)
		change(&other)
		still, err := short(&other, set)
		return err == nil && !still
	}
	for n, i := range set {
		k := pins[n]
		if x.p.Pins[k].Day != 0 && x.p.Pins[k].Day > x.p.AnnouncedUntil && try(func(in *roster.Instance) { in.Camps[i].Day = -1 }) {
			c.Where, c.Row = string(x.p.Pins[k].ID), x.p.Pins[k].Row
			x.add(c, ConflictChange{What: "free_day", IDs: []string{string(x.p.Pins[k].ID)}}, "Let the %s be held on another day.", x.pinMember(k).Name)
			return
		}
	}
	if try(func(in *roster.Instance) {
		in.Blocks[block].Teams = append(slices.Clone(in.Blocks[block].Teams), roster.Team{Off: roster.NewSet(in.Days)})
	}) {
		x.add(c, ConflictChange{What: "add_teams", IDs: []string{string(x.p.Blocks[block].ID)}, Count: 1}, "Give the block one more team.")
		return
	}
	x.add(c, ConflictChange{What: "drop_pin", IDs: []string{string(x.p.Pins[last].ID)}}, "Leave out the %s.", x.pinMember(last).Name)
}
