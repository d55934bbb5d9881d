package planning

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
)

// Limits of a works problem. A district's week has some 500 works, 600 places and 20 crews.
const (
	maxWorks        = 10_000
	maxWorksPlaces  = 3_000
	maxCrews        = 2_000
	mostWorksDays   = 62
	maxLegs         = 100_000_000 // numbers in all tables together
	maxLeg          = 1_000_000   // seconds or metres x 10 of one leg
	maxWorth        = 1_000_000_000_000
	maxWorksPrice   = 1_000_000 // of a change or a permille of unfairness
	secondsOfDay    = 24 * 60 * 60
	maxVisitMinutes = 24 * 60
	// Farther than this from the middle of the others a place is looked at for swapped coordinates, degrees.
	strayDegrees = 5
)

// Validate says whether the works problem is whole: lists sorted and unique, every id known, every number in range,
// tables of the right shape, no work waiting for itself. It refuses with works_problem.invalid or works_problem.order,
// the first 20 bad places of each named by JSON pointer. A work that nobody can do is not refused: the plan says why
// it is unvisited. Work is linear in the problem.
func (p WorksProblem) Validate() error {
	c := &complaints{noun: "works_problem"}
	c.must(p.Format == WorksFormat, "/format", "%q is not %q; this program reads no other.", p.Format, WorksFormat)
	c.must(p.Area != "", "/area", "The id of the area is missing.")
	if !p.validateSizes(c) {
		return c.err()
	}
	p.validateDays(c)
	places := p.validatePlaces(c)
	p.validateTables(c)
	crews := p.validateCrews(c, places)
	works := p.validateWorks(c, places, crews)
	p.validateAfter(c, works)
	ascending(c, "issued", p.Issued, compareSheets)
	for i, s := range p.Issued {
		c.item(crews[s.Crew] != nil, "issued", i, "crew", "The crew %q is not in crews.", s.Crew)
		validateStops(c, fmt.Sprintf("issued/%d/stops", i), s.Stops, func(w WorkID) bool { _, ok := works[w]; return ok })
	}
	c.within(p.Prices.ChangeSeconds, 0, maxWorksPrice, "", -1, "/prices/change_seconds")
	c.within(p.Prices.FairnessSeconds, 0, maxWorksPrice, "", -1, "/prices/fairness_seconds")
	c.within(p.Travel.EstimatedPermille, 0, 1000, "", -1, "/travel/estimated_permille")
	c.must(p.Travel.Rivers == "known" || p.Travel.Rivers == "unknown", "/travel/rivers", "%q is neither known nor unknown.", p.Travel.Rivers)
	ascending(c, "left_out", p.Left, func(a, b WorksLeftOut) int { return cmp.Compare(a.ID, b.ID) })
	return c.err()
}

// validateSizes refuses what is too large to look at.
func (p *WorksProblem) validateSizes(c *complaints) bool {
	legs := 0
	for _, t := range p.Matrices {
		legs += len(t.Seconds) + len(t.Metres)
	}
	for _, x := range []struct {
		n, most int
		at, one string
	}{
		{len(p.Days), mostWorksDays, "/days", "days"},
		{len(p.Works), maxWorks, "/works", "works"},
		{len(p.Places), maxWorksPlaces, "/places", "places"},
		{len(p.Crews), maxCrews, "/crews", "crews"},
		{legs, maxLegs, "/matrices", "travel figures"},
	} {
		c.must(x.n <= x.most, x.at, "%d %s are more than the %d that are planned at once; plan a block, or fewer days, at a time.", x.n, x.one, x.most)
	}
	return c.err() == nil
}

func (p *WorksProblem) validateDays(c *complaints) {
	c.must(len(p.Days) > 0, "/days", "There are no days; give at least one.")
	for i := 1; i < len(p.Days); i++ {
		if p.Days[i].Day != p.Days[i-1].Day+1 {
			refuse(&c.order, fmt.Sprintf("/days/%d", i), "The days are consecutive civil days: %s cannot follow %s.", p.Days[i].Day, p.Days[i-1].Day)
		}
	}
	c.within(p.Now.Second, 0, secondsOfDay, "", -1, "/now/second")
	c.must(p.IssuedUntil == 0 || p.workday(p.IssuedUntil), "/issued_until", "%s is no day of the problem.", p.IssuedUntil)
}

// workday says whether a day is one of the problem's.
func (p *WorksProblem) workday(day Day) bool {
	return len(p.Days) > 0 && day >= p.Days[0].Day && day <= p.Days[len(p.Days)-1].Day
}

func (p *WorksProblem) validatePlaces(c *complaints) map[PlaceID]bool {
	ascending(c, "places", p.Places, func(a, b WorksPlace) int { return cmp.Compare(a.ID, b.ID) })
	known := make(map[PlaceID]bool, len(p.Places))
	middle := middleOf(p.Places)
	for i, x := range p.Places {
		c.item(x.ID != "", "places", i, "id", "The id is missing.")
		if stray(x.At, middle) && !stray(orb.Point{x.At[1], x.At[0]}, middle) {
			c.item(false, "places", i, "at", "%v looks swapped: write the longitude first, then the latitude.", x.At)
		} else {
			c.point(x.At, "places", i)
		}
		ascending(c, fmt.Sprintf("places/%d/closed", i), x.Closed, cmp.Compare[Day])
		known[x.ID] = true
	}
	return known
}

// middleOf gives the median longitude and latitude of the places.
func middleOf(places []WorksPlace) (middle orb.Point) {
	if len(places) == 0 {
		return middle
	}
	for k := range middle {
		all := make([]float64, len(places))
		for i, x := range places {
			all[i] = x.At[k]
		}
		slices.Sort(all)
		middle[k] = all[len(all)/2]
	}
	return middle
}

func stray(at, middle orb.Point) bool {
	return !(math.Abs(at[0]-middle[0]) <= strayDegrees && math.Abs(at[1]-middle[1]) <= strayDegrees)
}

func (p *WorksProblem) validateTables(c *complaints) {
	ascending(c, "matrices", p.Matrices, compareTables)
	type dated struct {
		profile string
		day     Day
	}
	seen := map[dated]bool{}
	for i, t := range p.Matrices {
		c.item(t.Profile != "", "matrices", i, "profile", "The profile is missing.")
		ascending(c, fmt.Sprintf("matrices/%d/days", i), t.Days, cmp.Compare[Day])
		for _, day := range t.Days {
			c.item(!seen[dated{t.Profile, day}], "matrices", i, "days", "Another table of %s holds on %s already.", t.Profile, day)
			seen[dated{t.Profile, day}] = true
		}
		want := len(p.Places) * len(p.Places)
		c.item(len(t.Seconds) == want, "matrices", i, "seconds", "%d numbers are given; %d places want %d.", len(t.Seconds), len(p.Places), want)
		c.item(len(t.Metres) == want, "matrices", i, "metres", "%d numbers are given; %d places want %d.", len(t.Metres), len(p.Places), want)
		if len(t.Seconds) != want || len(t.Metres) != want {
			continue
		}
		for k, n := range t.Seconds {
			if n < -1 || n > maxLeg {
				c.item(false, "matrices", i, fmt.Sprintf("seconds/%d", k), "%d is not between -1 (no way) and %d.", n, maxLeg)
			}
		}
		for k, n := range t.Metres {
			if n < -1 || n > 10*maxLeg {
				c.item(false, "matrices", i, fmt.Sprintf("metres/%d", k), "%d is not between -1 (no way) and %d.", n, 10*maxLeg)
			}
			c.item((n < 0) == (t.Seconds[k] < 0), "matrices", i, fmt.Sprintf("metres/%d", k), "A leg has both seconds and metres, or neither.")
		}
	}
}

func (p *WorksProblem) validateCrews(c *complaints, places map[PlaceID]bool) map[CrewID]*Crew {
	ascending(c, "crews", p.Crews, func(a, b Crew) int { return cmp.Compare(a.ID, b.ID) })
	known := make(map[CrewID]*Crew, len(p.Crews))
	for i := range p.Crews {
		x := &p.Crews[i]
		c.item(x.ID != "", "crews", i, "id", "The id is missing.")
		c.item(places[x.Base], "crews", i, "base", "The place %q is not in places.", x.Base)
		c.item(slices.ContainsFunc(p.Matrices, func(t TravelTable) bool { return t.Profile == x.Profile && len(t.Days) == 0 }), "crews", i, "profile",
			"No table of matrices holds for %q on every day; add one, or correct the profile.", x.Profile)
		ascending(c, fmt.Sprintf("crews/%d/skills", i), x.Skills, cmp.Compare[string])
		ascending(c, fmt.Sprintf("crews/%d/equipment", i), x.Equipment, cmp.Compare[string])
		p.validateShifts(c, i, x, places)
		if b := x.Break; b != nil {
			c.item(b.Minutes > 0 && b.From >= 0 && b.From < b.To && b.To <= lastClock && b.Minutes <= int64(b.To-b.From), "crews", i, "break",
				"A break of %d minutes does not fit between %s and %s.", b.Minutes, b.From, b.To)
		}
		known[x.ID] = x
	}
	return known
}

func (p *WorksProblem) validateShifts(c *complaints, i int, x *Crew, places map[PlaceID]bool) {
	list := fmt.Sprintf("crews/%d/shifts", i)
	ascending(c, list, x.Shifts, func(a, b Shift) int { return cmp.Compare(a.Day, b.Day) })
	for k, s := range x.Shifts {
		c.item(p.workday(s.Day), list, k, "day", "%s is no day of the problem.", s.Day)
		c.item(s.From >= 0 && s.From < s.To && s.To <= lastClock, list, k, "to", "The shift ends at %s, not after %s.", s.To, s.From)
		c.item(s.Start == "" || places[s.Start], list, k, "start", "The place %q is not in places.", s.Start)
		c.item(s.End == "" || places[s.End], list, k, "end", "The place %q is not in places.", s.End)
		c.within(s.Overtime, 0, int64(lastClock-max(0, min(s.To, lastClock))), list, k, "overtime_minutes")
	}
}

func (p *WorksProblem) validateWorks(c *complaints, places map[PlaceID]bool, crews map[CrewID]*Crew) map[WorkID]int {
	ascending(c, "works", p.Works, func(a, b Work) int { return cmp.Compare(a.ID, b.ID) })
	known := make(map[WorkID]int, len(p.Works))
	for i := range p.Works {
		w := &p.Works[i]
		c.item(w.ID != "", "works", i, "id", "The id is missing.")
		c.item(slices.Contains(WorkKinds(), w.Kind), "works", i, "kind", "%q is none of %s.", w.Kind, kinds())
		c.item(places[w.Place], "works", i, "place", "The place %q is not in places.", w.Place)
		c.item(w.Exit == "" || places[w.Exit], "works", i, "exit", "The place %q is not in places.", w.Exit)
		c.within(w.Minutes, 1, maxVisitMinutes, "works", i, "minutes")
		c.within(int64(w.Crews), 1, 2, "works", i, "crews")
		c.within(w.Priority, 1, 5, "works", i, "priority")
		c.within(w.People, 0, maxPeople, "works", i, "people")
		c.within(w.Worth, 1, maxWorth, "works", i, "worth")
		c.item(w.Due == 0 || w.Due >= w.Release, "works", i, "due", "It is due on %s, before its release on %s: correct one of them.", w.Due, w.Release)
		ascending(c, fmt.Sprintf("works/%d/skills", i), w.Skills, cmp.Compare[string])
		ascending(c, fmt.Sprintf("works/%d/equipment", i), w.Equipment, cmp.Compare[string])
		ascending(c, fmt.Sprintf("works/%d/only", i), w.Only, cmp.Compare[CrewID])
		ascending(c, fmt.Sprintf("works/%d/closed", i), w.Closed, cmp.Compare[Day])
		for _, id := range w.Only {
			c.item(crews[id] != nil, "works", i, "only", "The crew %q is not in crews.", id)
		}
		if pick := w.PickUp; pick != nil {
			c.item(places[pick.Place], "works", i, "pick_up", "The place %q is not in places.", pick.Place)
			c.item(pick.Minutes >= 0 && pick.Minutes <= maxVisitMinutes, "works", i, "pick_up", "%d minutes are not between 0 and %d.", pick.Minutes, maxVisitMinutes)
		}
		validateWindows(c, i, w)
		validateShape(c, i, w)
		p.validatePin(c, i, w, crews)
		known[w.ID] = i
	}
	return known
}

func kinds() string {
	var names []string
	for _, k := range WorkKinds() {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

func validateWindows(c *complaints, i int, w *Work) {
	list := fmt.Sprintf("works/%d/windows", i)
	ascending(c, list, w.Windows, compareWindows)
	for k, x := range w.Windows {
		c.item(x.From >= 0 && x.From < x.To && x.To <= lastClock, list, k, "to", "The window ends at %s, not after %s.", x.To, x.From)
		ascending(c, fmt.Sprintf("%s/%d/days", list, k), x.Days, cmp.Compare[Day])
	}
}

func validateShape(c *complaints, i int, w *Work) {
	list := fmt.Sprintf("works/%d/line", i)
	for k, at := range w.Line {
		c.point(at, list, k)
	}
	c.item(len(w.Line) != 1, "works", i, "line", "A line has two points or more.")
	list = fmt.Sprintf("works/%d/ring", i)
	for k, at := range w.Ring {
		c.point(at, list, k)
	}
	n := len(w.Ring)
	c.item(n == 0 || n >= 4 && w.Ring[0] == w.Ring[n-1], "works", i, "ring", "A ring has four points or more, the last the same as the first.")
}

func (p *WorksProblem) validatePin(c *complaints, i int, w *Work, crews map[CrewID]*Crew) {
	pin := w.Pin
	if pin == nil {
		return
	}
	c.item(pin.State == PinAnnounced || pin.State == PinStarted || pin.State == PinDone, "works", i, "pin", "The state %q is none of announced, started, done.", pin.State)
	c.item(pin.State == PinAnnounced || pin.Begin > 0, "works", i, "pin", "What is started or done has a time: give begin, in seconds of the day.")
	c.item(p.workday(pin.Day), "works", i, "pin", "%s is no day of the problem.", pin.Day)
	c.item(len(pin.Crews) == w.Crews, "works", i, "pin", "%d crews are named; the work wants %d.", len(pin.Crews), w.Crews)
	c.item(pin.Begin >= 0 && pin.Begin <= secondsOfDay, "works", i, "pin", "%d is no second of the day.", pin.Begin)
	ascending(c, fmt.Sprintf("works/%d/pin/crews", i), pin.Crews, cmp.Compare[CrewID])
	for _, id := range pin.Crews {
		c.item(crews[id] != nil, "works", i, "pin", "The crew %q is not in crews.", id)
	}
}

// validateAfter refuses works that wait for what is not there, for themselves, in a ring, or against their pins.
func (p *WorksProblem) validateAfter(c *complaints, works map[WorkID]int) {
	waits := make([]int, len(p.Works)) // how many works each still waits for
	next := make([][]int, len(p.Works))
	for i := range p.Works {
		w := &p.Works[i]
		list := fmt.Sprintf("works/%d/after", i)
		ascending(c, list, w.After, func(a, b WorkAfter) int { return cmp.Compare(a.Work, b.Work) })
		for k, a := range w.After {
			c.item(a.GapDays >= 0 && a.GapDays <= maxDays, list, k, "gap_days", "%d is not between 0 and %d.", a.GapDays, maxDays)
			j, ok := works[a.Work]
			c.item(ok, list, k, "work", "The work %q is not in works: if it is done, take this line out.", a.Work)
			if !ok {
				continue
			}
			before := &p.Works[j]
			c.item(w.Pin == nil || before.Pin == nil || w.Pin.Day >= before.Pin.Day+Day(min(a.GapDays, maxDays)), list, k, "gap_days",
				"It is pinned to a day that is not %d days after that of %q: move one of the pins.", a.GapDays, a.Work)
			waits[i]++
			next[j] = append(next[j], i)
		}
	}
	var free []int
	for i, n := range waits {
		if n == 0 {
			free = append(free, i)
		}
	}
	for len(free) > 0 {
		i := free[len(free)-1]
		free = free[:len(free)-1]
		for _, j := range next[i] {
			if waits[j]--; waits[j] == 0 {
				free = append(free, j)
			}
		}
	}
	for i, n := range waits {
		c.item(n == 0, "works", i, "after", "%q waits for itself, by way of what it waits for: take one of these lines out.", p.Works[i].ID)
	}
}

func validateStops(c *complaints, list string, stops []Stop, known func(WorkID) bool) {
	for k, s := range stops {
		c.item(s.Kind == StopVisit || s.Kind == StopBreak || s.Kind == StopPickUp, list, k, "kind", "%q is none of visit, break, pick_up.", s.Kind)
		c.item((s.Kind == StopBreak) == (s.Work == ""), list, k, "work", "A visit and a pick-up name a work, a break none.")
		c.item(s.Work == "" || known(s.Work), list, k, "work", "The work %q is not in works.", s.Work)
		for _, n := range []int64{s.Arrive, s.Begin, s.End, s.Travel, s.Metres} {
			c.within(n, 0, 10*maxLeg, list, k, "arrive")
		}
	}
}

// Validate says whether the works plan has the form of one: lists sorted and unique, numbers in range. It refuses with
// works_plan.invalid or works_plan.order. Whether it keeps the rules of a problem is for CheckWorks to say.
func (plan WorksPlan) Validate() error {
	c := &complaints{noun: "works_plan"}
	c.must(plan.Format == WorksPlanFormat, "/format", "%q is not %q; this program reads no other.", plan.Format, WorksPlanFormat)
	c.must(len(plan.Sheets) <= maxCrews*mostWorksDays, "/sheets", "%d sheets are more than the %d of any problem.", len(plan.Sheets), maxCrews*mostWorksDays)
	ascending(c, "sheets", plan.Sheets, compareSheets)
	for i, s := range plan.Sheets {
		c.item(s.Crew != "", "sheets", i, "crew", "The crew is missing.")
		validateStops(c, fmt.Sprintf("sheets/%d/stops", i), s.Stops, func(WorkID) bool { return true })
	}
	ascending(c, "unvisited", plan.Unvisited, func(a, b Unvisited) int { return cmp.Compare(a.Work, b.Work) })
	for i, x := range plan.Unvisited {
		c.item(x.Work != "", "unvisited", i, "work", "The work is missing.")
		c.item(x.Text != "", "unvisited", i, "text", "Say why.")
	}
	return c.err()
}
