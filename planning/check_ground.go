package planning

import (
	"math"
	"slices"
	"sort"

	"github.com/paulmach/orb"

	"doorstep/geo"
)

// slack is what a length may differ by, metres.
const slack = 1.0

// asTheCrowFlies is the checker's own distance: the great circle by the arctangent form of Vincenty's formula
// on a sphere (1975), which is exact near and far. Not rounded.
func asTheCrowFlies(a, b orb.Point) float64 {
	rad := math.Pi / 180
	lat1, lat2, turn := a[1]*rad, b[1]*rad, (b[0]-a[0])*rad
	s1, c1 := math.Sin(lat1), math.Cos(lat1)
	s2, c2 := math.Sin(lat2), math.Cos(lat2)
	x := c2 * math.Sin(turn)
	y := c1*s2 - s1*c2*math.Cos(turn)
	z := s1*s2 + c1*c2*math.Cos(turn)
	return float64(geo.EarthRadius) * math.Atan2(math.Hypot(x, y), z)
}

// onFoot is the way between two points that is nowhere listed: the great circle times the detour factor, or drawn
// between the knots of the problem's travel. Not rounded.
func (c *checker) onFoot(a, b orb.Point) float64 {
	crow := asTheCrowFlies(a, b)
	if c.p.Travel == nil {
		return crow * float64(c.p.Drive.DetourPermille) / 1000
	}
	fromStraight, fromWay := 0.0, 0.0
	for _, knot := range c.p.Travel.Walk {
		straight := float64(knot.Straight)
		way := straight * float64(knot.Permille) / 1000
		if crow <= straight {
			return fromWay + (crow-fromStraight)*(way-fromWay)/(straight-fromStraight)
		}
		fromStraight, fromWay = straight, way
	}
	return crow * fromWay / fromStraight
}

// shortest is a factor that no way between two points that is not listed is below.
func (c *checker) shortest() float64 {
	if c.p.Travel == nil {
		return float64(c.p.Drive.DetourPermille) / 1000
	}
	least := math.Inf(1)
	for _, knot := range c.p.Travel.Walk {
		least = min(least, float64(knot.Permille)/1000)
	}
	return least
}

// whoReaches lists the candidates of each cell that are within the threshold or at most the slack beyond
// it.
func (c *checker) whoReaches() [][]sight {
	c.lookUpWalks()
	for j, v := range c.p.Candidates {
		if len(v.Halts) == 0 {
			c.north = append(c.north, stand{venue: j, at: v.At})
		}
		for _, h := range v.Halts {
			c.north = append(c.north, stand{venue: j, at: h.At})
		}
	}
	sort.Slice(c.north, func(a, b int) bool { return c.north[a].at[1] < c.north[b].at[1] })
	for k := range c.north {
		c.north[k].cos = math.Cos(c.north[k].at[1] * math.Pi / 180)
	}
	seen := make([][]sight, len(c.p.Demand))
	for i := range c.p.Demand {
		seen[i] = c.near(i, float64(c.p.Drive.Threshold)+0.5+slack)
	}
	return seen
}

// near lists the candidates at most metres on foot from a cell: those listed, or by sweeping those between two
// latitudes.
func (c *checker) near(cell int, metres float64) (seen []sight) {
	if c.listed != nil {
		for _, s := range c.listed[cell] {
			if s.metres <= metres {
				seen = append(seen, s)
			}
		}
		return seen
	}
	at := c.p.Demand[cell].At
	lat := func(k int) float64 { return c.north[k].at[1] }
	angle := metres / c.shortest() / float64(geo.EarthRadius) * 1.0001
	degrees := angle * 180 / math.Pi
	cos, chord := math.Cos(at[1]*math.Pi/180), math.Pow(math.Sin(min(angle, math.Pi)/2), 2)
	for k := sort.Search(len(c.north), func(k int) bool { return lat(k) >= at[1]-degrees }); k < len(c.north) && lat(k) <= at[1]+degrees; k++ {
		s := c.north[k]
		east := math.Sin((s.at[0] - at[0]) * math.Pi / 360)
		if cos*s.cos*east*east > chord { // too far by the longitudes alone
			continue
		}
		if m := c.onFoot(at, s.at); m <= metres {
			seen = append(seen, sight{s.venue, m})
		}
	}
	if !slices.ContainsFunc(seen, func(s sight) bool { return len(c.p.Candidates[s.venue].Halts) > 0 }) {
		return seen
	}
	var once []sight // of each candidate the nearest of its halts
	for _, s := range seen {
		if k := slices.IndexFunc(once, func(x sight) bool { return x.venue == s.venue }); k < 0 {
			once = append(once, s)
		} else {
			once[k].metres = min(once[k].metres, s.metres)
		}
	}
	return once
}

// walkOf is the way on foot from a cell to a candidate, to the nearest of its halts where it tours; infinite where walks
// are listed and this one is not.
func (c *checker) walkOf(cell, venue int) float64 {
	if c.listed != nil {
		for _, s := range c.listed[cell] {
			if s.venue == venue {
				return s.metres
			}
		}
		return math.Inf(1)
	}
	at, v := c.p.Demand[cell].At, &c.p.Candidates[venue]
	if len(v.Halts) == 0 {
		return c.onFoot(at, v.At)
	}
	least := math.Inf(1)
	for _, h := range v.Halts {
		least = min(least, c.onFoot(at, h.At))
	}
	return least
}

// surely says that a sight is within the threshold beyond doubt.
func (c *checker) surely(s sight) bool { return s.metres <= float64(c.p.Drive.Threshold)+0.5-slack }

// openDays says on which days each candidate is open: on every day of the drive within the dates of its
// permission that no closure takes from it. Every scope that a closure gives must match.
func (c *checker) openDays() [][]bool {
	ofVenue := map[VenueID][]Closure{}
	ofArea := map[string][]Closure{}
	for _, x := range c.p.Closures {
		if x.Venue != "" {
			ofVenue[x.Venue] = append(ofVenue[x.Venue], x)
		} else {
			ofArea[string(x.Area)] = append(ofArea[string(x.Area)], x)
		}
	}
	open := make([][]bool, len(c.p.Candidates))
	for j, v := range c.p.Candidates {
		open[j] = make([]bool, len(c.p.Days))
		for t, day := range c.p.Days {
			open[j][t] = c.permitted(v, day) && c.phase[t] >= 0
		}
		g := c.p.Groups[c.siteGroup[j]]
		lists := [][]Closure{ofVenue[v.ID], ofArea[""], ofArea[c.p.Area], ofArea[string(g.Block)], ofArea[g.ID], ofArea[string(g.Of)]}
		for _, list := range lists {
			for _, x := range list {
				if t, ok := c.dayAt[x.Day]; ok && open[j][t] && c.touches(x, j) {
					open[j][t] = false
				}
			}
		}
		for t, day := range c.p.Days {
			open[j][t] = open[j][t] && (day > c.p.AnnouncedUntil || c.pinnedOn(v.ID, day))
		}
		for _, ban := range c.p.Bans {
			if ban.Venue == v.ID {
				c.banned[j] = open[j]
				open[j] = make([]bool, len(c.p.Days))
			}
		}
	}
	return open
}

// pinnedOn says whether a pin stands at the venue on the day.
func (c *checker) pinnedOn(venue VenueID, day Day) bool {
	if c.told == nil {
		c.told = map[VenueID]map[Day]bool{}
		for _, pin := range c.p.Pins {
			mark(c.told, pin.Venue, pin.Day)
		}
	}
	return c.told[venue][day]
}

func (c *checker) permitted(v Candidate, day Day) bool {
	return (v.From == 0 || v.From <= day) && (v.To == 0 || day <= v.To)
}

func (c *checker) touches(x Closure, j int) bool {
	v, g := c.p.Candidates[j], c.p.Groups[c.siteGroup[j]]
	return (x.Venue == "" || x.Venue == v.ID) && (x.VenueKind == "" || x.VenueKind == v.Kind) &&
		(x.Area == "" || string(x.Area) == c.p.Area || x.Area == g.Block || string(x.Area) == g.ID || x.Area == g.Of)
}

// spareTeams says for each block and day whether some team is neither off nor busy.
func (c *checker) spareTeams() [][]bool {
	spare := make([][]bool, len(c.p.Blocks))
	for b := range spare {
		spare[b] = make([]bool, len(c.p.Days))
	}
	for _, team := range c.p.Teams {
		off := map[Day]bool{}
		for _, day := range team.DaysOff {
			off[day] = true
		}
		for t, day := range c.p.Days {
			if !off[day] && c.busy[busy{team.ID, day}] == 0 {
				spare[c.blockAt[team.Block]][t] = true
			}
		}
	}
	return spare
}
