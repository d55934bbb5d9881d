package planning

import "fmt"

// capacity: where the drive works caps out, each candidate is open for as long as it says on each of its
// days, can take as many as it says by every scheme, supply and plain figure, and not one more by that which
// is said to limit it.
func (c *checker) capacity() {
	d := &c.p.Drive
	counted := len(d.Schemes) > 0 || len(d.Hours) > 0
	opens, closes := d.Open()
	for j := range c.p.Candidates {
		v := &c.p.Candidates[j]
		if v.Special != "" && c.special(v) {
			continue
		}
		if len(v.Halts) > 0 {
			c.halts(j, opens, closes)
		} else if !counted {
			continue
		}
		g := &c.p.Groups[c.siteGroup[j]]
		rows := c.rowsOn(v, g)
		where := string(v.ID)
		for t, day := range c.p.Days {
			if n := leftOpen(rows, day, opens, closes); c.open[j][t] && len(v.Halts) == 0 && n < v.Minutes {
				c.breach(false, "candidate.hours", where, 0, "%s is open for %d minutes on %s; its cap counts %d.", v.Name, n, day, v.Minutes)
				break
			}
		}
		c.breach(v.Minutes > 0 && v.Minutes <= int64(closes-opens), "candidate.hours", where, 0,
			"%s is said to be open for %d minutes; the drive's camps are open for %d.", v.Name, v.Minutes, closes-opens)
		known := v.CapBy == capByOrder
		for _, r := range c.rooms(v, g) {
			c.breach(r.fits(v.Cap), "candidate.cap", where, 0, "%s is said to take %d visitors a day; %q allows fewer.", v.Name, v.Cap, r.by)
			if r.by == v.CapBy {
				known = true
				c.breach(!r.fits(v.Cap+1), "candidate.cap_by", where, 0, "%s is said to be limited to %d visitors by %q, which allows more.", v.Name, v.Cap, r.by)
			}
		}
		c.breach(known, "candidate.cap_by", where, 0, "%s is said to be limited by %q, which is not one of its limits.", v.Name, v.CapBy)
	}
}

// rowsOn lists the rows of hours that hold for a candidate.
func (c *checker) rowsOn(v *Candidate, g *Group) []Hours {
	var rows []Hours
	for _, h := range c.p.Drive.Hours {
		if (h.Venue == "" || h.Venue == v.ID) && c.holdsGroup(h.Area, g) {
			rows = append(rows, h)
		}
	}
	return rows
}

func (c *checker) holdsGroup(area AreaID, g *Group) bool {
	return area == "" || string(area) == c.p.Area || area == g.Block || string(area) == g.ID || area == g.Of
}

// leftOpen counts the minutes from opens to closes that lie within every row that counts on the day: those
// of the day, and those of every day whose kind has none of the day.
func leftOpen(rows []Hours, day Day, opens, closes Clock) int64 {
	special := map[string]bool{}
	for _, h := range rows {
		if h.Day == day {
			special[h.Kind] = true
		}
	}
	before, after := Clock(0), Clock(0) // cut off at the opening and at the closing
	for _, h := range rows {
		if h.Day == day || h.Day == 0 && !special[h.Kind] {
			before, after = max(before, h.From-opens), max(after, closes-h.To)
		}
	}
	return max(0, int64(closes-opens)-int64(before)-int64(after))
}

// room is one limit of a candidate: so many visitors need more than there is, or not.
type room struct {
	by          string
	need, there int64 // a thousand visitors need need; there is there
}

func (r room) fits(visitors int64) bool { return visitors*r.need <= r.there*1000 }

// rooms lists what limits a candidate: visitors are turned into cases and minutes, not the other way round.
func (c *checker) rooms(v *Candidate, g *Group) []room {
	d := &c.p.Drive
	opens, closes := d.Open()
	list := []room{{capByDrive, int64(closes-opens) * 1000, d.CapPerCampDay * v.Minutes}}
	if v.Capacity > 0 {
		list = append(list, room{capByVenue, 1000, v.Capacity})
	}
	used := map[string]int64{}
	for _, s := range d.Schemes {
		list = append(list, room{s.ID, s.SharePermille, s.Desks * v.Minutes / s.Minutes})
		for _, id := range []string{s.Kit, s.Department} {
			if id != "" {
				used[id] += s.SharePermille * s.Minutes
			}
		}
	}
	areas := []AreaID{"", AreaID(c.p.Area), g.Block, g.Of, AreaID(g.ID)} // the last that has a row counts
	had := map[string]int64{}
	for _, area := range areas {
		for _, s := range d.Supplies {
			if s.Area == area {
				had[s.ID] = s.PerCamp
			}
		}
	}
	for _, s := range d.Supplies { // in their order, each as often as it has rows
		if n, ok := had[s.ID]; ok && used[s.ID] > 0 {
			list = append(list, room{s.ID, used[s.ID], n * v.Minutes})
			delete(had, s.ID)
		}
	}
	return list
}

// halts: a mobile camp that tours halts at two places or more and no more than the drive allows, in its block,
// each long enough, with time for the way between, within the hours of each place on every day it is open; its
// minutes are those at halts.
func (c *checker) halts(j int, opens, closes Clock) {
	v := &c.p.Candidates[j]
	d := &c.p.Drive
	wrong := func(format string, args ...any) {
		c.breach(false, "candidate.halts", string(v.ID), 0, "%s: %s", v.Name, fmt.Sprintf(format, args...))
	}
	if n := len(v.Halts); n < 2 || n > d.HaltsPerDay || v.Halts[0].At != v.At || !v.Mobile {
		wrong("It has %d halts, of at most %d, and stands at the first of them.", n, d.HaltsPerDay)
	}
	least, speed := d.HaltMinutes, d.TravelKMH
	if least == 0 {
		least = DefaultHaltMinutes
	}
	if speed == 0 {
		speed = DefaultTravelKMH
	}
	total := int64(0)
	for k, h := range v.Halts {
		length := int64(h.To) - int64(h.From)
		total += length
		if length < least {
			wrong("It halts at %s for %d minutes; at least %d are wanted.", h.Name, length, least)
		}
		if k > 0 {
			before := v.Halts[k-1]
			needs := (asTheCrowFlies(before.At, h.At)*float64(d.DetourPermille)/1000 - 0.5 - slack) * 60 / float64(speed*1000)
			if float64(h.From-before.To) < needs {
				wrong("It leaves %s at %s and is at %s at %s; the way takes %.0f minutes.", before.Name, before.To, h.Name, h.From, needs)
			}
		}
		c.haltHours(j, h, opens, closes, wrong)
	}
	if total != v.Minutes {
		wrong("It is said to be open for %d minutes; its halts are for %d.", v.Minutes, total)
	}
}

// haltHours: a halt lies in the tour's block and within the hours of its own place on every day the tour is held.
func (c *checker) haltHours(j int, h Halt, opens, closes Clock, wrong func(string, ...any)) {
	own := -1
	for k, g := range c.p.Groups {
		if g.Of == h.Area {
			own = k
		}
	}
	if own < 0 || c.groupBlock[own] != c.groupBlock[c.siteGroup[j]] {
		wrong("%s lies in another block.", h.Name)
		return
	}
	rows := c.rowsOn(&Candidate{ID: h.Venue}, &c.p.Groups[own])
	for t, day := range c.p.Days {
		if !c.open[j][t] {
			continue
		}
		if h.From < opens || h.To > closes || leftOpen(rows, day, h.From, h.To) < int64(h.To-h.From) {
			wrong("It halts at %s from %s to %s, outside of its hours on %s.", h.Name, h.From, h.To, day)
			return
		}
	}
}

// special: a special camp is one of the drive's, held on its day alone, and takes what is said of it. It says
// whether the cap is its own.
func (c *checker) special(v *Candidate) (own bool) {
	for _, s := range c.p.Drive.Special {
		if s.Name != v.Special {
			continue
		}
		c.breach(v.From == s.Day && v.To == s.Day, "candidate.special", string(v.ID), 0, "%s is a special camp of %s only.", v.Name, s.Day)
		c.breach(s.Cap == 0 || v.CapBy == capByOrder || v.Cap == s.Cap && v.CapBy == capBySpecial, "candidate.special", string(v.ID), 0,
			"%s takes %d visitors by what is said of it, not %d.", v.Name, s.Cap, v.Cap)
		return s.Cap != 0
	}
	c.breach(false, "candidate.special", string(v.ID), 0, "The drive has no special camp %q.", v.Special)
	return false
}
