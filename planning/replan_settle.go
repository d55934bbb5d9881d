package planning

import (
	"cmp"
	"slices"

	"doorstep/planning/cover"
)

// settleProblem writes the new problem down, announced camps as pins, and puts the camps on its board.
func (r *replanner) settleProblem() error {
	if r.until >= r.q.Days[0] {
		r.q.AnnouncedUntil = r.until
	}
	r.q.Pins = []Pin{}
	pinned := make([]bool, len(r.camps))
	for k := range r.camps {
		if pin, ok := r.pinOf(&r.camps[k]); ok {
			r.q.Pins = append(r.q.Pins, pin)
			pinned[k] = true
		}
	}
	for _, pin := range r.old.Pins { // those the old plan did not hold
		if !slices.ContainsFunc(r.camps, func(s standing) bool { return s.ID == pin.ID }) {
			r.q.Pins = append(r.q.Pins, pin)
		}
	}
	slices.SortFunc(r.q.Pins, func(a, b Pin) int { return cmp.Compare(a.ID, b.ID) })
	var err error
	if r.newHash, err = r.q.Hash(); err != nil {
		return err
	}
	r.m = r.m.over(&r.q)
	in := r.m.instance()
	r.m.raise(in)
	r.b = newBoard(r.m, in)
	at := make(map[CampID]int, len(r.q.Pins))
	for n, pin := range r.q.Pins {
		at[pin.ID] = n
	}
	for k := range r.camps {
		s := &r.camps[k]
		if !s.fixed && (s.newAt < 0 || s.newTeam < 0) && !pinned[k] {
			continue
		}
		x := slot{site: s.newSite, day: s.newAt, team: s.newTeam, pin: -1, was: &s.Camp, booths: r.m.boothsOf(&s.Camp)}
		if pinned[k] {
			x.pin = at[s.ID]
		}
		r.b.put(x)
	}
	return nil
}

// pinOf gives the pin of a camp in the new problem: an ordered one, one that was pinned and stays, one
// that is announced and stays.
func (r *replanner) pinOf(s *standing) (Pin, bool) {
	if s.order >= 0 {
		pin := r.a.orders[s.order].pin
		for _, b := range s.Booths {
			pin.Booths = append(pin.Booths, b.Booth)
		}
		return pin, true
	}
	stays := s.newAt == s.at && s.newSite == s.site
	pin := Pin{ID: s.ID, Venue: s.Venue, Day: s.Day, Row: s.Row, Remarks: s.Remarks}
	for _, b := range s.Booths {
		pin.Booths = append(pin.Booths, b.Booth)
	}
	team := s.Team
	if s.newTeam >= 0 {
		team = r.q.Teams[s.newTeam].ID
	}
	told := s.at >= 0 && s.Day <= r.until
	switch {
	case s.fixed:
		return r.old.Pins[s.pin], true
	case s.pin >= 0:
		pin = r.old.Pins[s.pin]
		if s.newSite != s.site || s.newAt < 0 || pin.Day != 0 && !stays {
			return Pin{}, false
		}
		if pin.Team != "" {
			pin.Team = team
		}
	case !told:
		return Pin{}, false
	}
	if told && stays {
		pin.Day, pin.Team = s.Day, team
	}
	return pin, told && stays || s.pin >= 0
}

// nearest lets each camp that had to change its venue stand at that venue of its group, on its day, where
// most visitors are served; its weight stays the same.
func (r *replanner) nearest() {
	var trial *cover.Trial
	for k := range r.b.slots {
		s := &r.b.slots[k]
		if s.pin >= 0 || s.was.Venue == r.q.Candidates[s.site].ID || s.was.Group != r.q.Candidates[s.site].Group {
			continue
		}
		if trial == nil {
			trial = cover.NewTrial(r.b.in, r.b.held())
		}
		best, gain := s.site, int64(0)
		for j := range r.q.Candidates {
			if r.m.siteGroup[j] != r.m.siteGroup[s.site] || r.q.Candidates[j].ID == s.was.Venue || !r.m.cal.open[j].has(s.day) {
				continue
			}
			if n := trial.Gain(s.site, int32(j)); n > gain {
				best, gain = int32(j), n
			}
		}
		trial.Change(s.site, best)
		s.site = best
	}
}

// places says where each camp that is not new stands on the board.
func (r *replanner) places() map[CampID]Spot {
	at := make(map[CampID]Spot, len(r.b.slots))
	for _, s := range r.b.slots {
		if s.was == nil {
			continue
		}
		spot := Spot{Venue: r.q.Candidates[s.site].ID, Group: r.q.Candidates[s.site].Group, Day: s.was.Day, Team: s.was.Team}
		if s.day >= 0 {
			spot.Day = r.q.Days[s.day]
		}
		if s.team >= 0 {
			spot.Team = r.q.Teams[s.team].ID
		}
		at[s.was.ID] = spot
	}
	return at
}
