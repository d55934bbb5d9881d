package planning

import (
	"cmp"
	"fmt"
)

// What may limit a camp besides its schemes and supplies, as Candidate.CapBy names it.
const (
	capByDrive   = "drive"   // the drive's plain cap
	capByVenue   = "venue"   // the venue's own capacity
	capBySpecial = "special" // a special camp's own cap
	capByOrder   = "order"   // a cap lowered by an event
)

// limit is the most visitors that one thing lets a camp take.
type limit struct {
	by       string
	visitors int64
	text     string // the sum in words
}

// counted says whether the drive works camps' caps out; otherwise the plain cap and the venue's hold.
func (r *Rules) counted() bool { return len(r.Schemes) > 0 || len(r.Hours) > 0 }

// limits lists what limits a camp that is open for so many minutes at a venue of so many visitors a day (0:
// unknown), where supply tells what a camp there gets: the plain cap (in proportion, where the hours are
// narrowed), the venue, then the schemes and the supplies in their order.
//
// A scheme's desks take desks x minutes / minutes of a case, whole cases, and share of a thousand visitors
// come for it. A supply that several schemes use is shared by them: of a thousand visitors they need the
// sum of share x minutes of a case. O(schemes x supplies).
func (d *Drive) limits(minutes, capacity int64, supply func(id string) (perCamp int64, known bool)) []limit {
	from, to := d.Open()
	plain := limit{capByDrive, d.CapPerCampDay, fmt.Sprintf("the drive's cap of %d visitors", d.CapPerCampDay)}
	if full := int64(to - from); minutes < full {
		plain.visitors = d.CapPerCampDay * minutes / full
		plain.text += fmt.Sprintf(" in %d minutes, of which %d are open", full, minutes)
	}
	list := []limit{plain}
	if capacity > 0 {
		list = append(list, limit{capByVenue, capacity, fmt.Sprintf("the venue's room for %d visitors a day", capacity)})
	}
	for _, s := range d.Schemes {
		list = append(list, limit{
			s.ID, s.Desks * minutes / s.Minutes * shareOfAll / s.SharePermille,
			fmt.Sprintf("%s: %s x %d minutes / %s, for %d of 1000 visitors", s.Name, counted(int(s.Desks), "desk", "desks"), minutes, perCase(s.Minutes), s.SharePermille),
		})
	}
	for i, x := range d.Supplies {
		if i > 0 && d.Supplies[i-1].ID == x.ID {
			continue
		}
		load := int64(0) // minutes of a thousand visitors
		for _, s := range d.Schemes {
			if s.Kit == x.ID || s.Department == x.ID {
				load += s.SharePermille * s.Minutes
			}
		}
		if n, known := supply(x.ID); known && load > 0 {
			list = append(list, limit{
				x.ID, n * minutes * shareOfAll / load,
				fmt.Sprintf("%d of %s x %d minutes / %d.%03d minutes of a visitor on average", n, x.ID, minutes, load/shareOfAll, load%shareOfAll),
			})
		}
	}
	return list
}

func perCase(minutes int64) string { return fmt.Sprintf("%d a case", minutes) }

// least gives the limit that binds, the first where several do.
func least(list []limit) limit {
	best := list[0]
	for _, l := range list[1:] {
		if l.visitors < best.visitors {
			best = l
		}
	}
	return best
}

// supplyOf looks a supply up for a group: the row of the narrowest area that holds it.
func (p *Problem) supplyOf(g *Group) func(id string) (int64, bool) {
	return func(id string) (perCamp int64, known bool) {
		width := 0
		for _, s := range p.Drive.Supplies {
			if w := g.width(s.Area, p.Area); s.ID == id && w > 0 && (width == 0 || w < width) {
				perCamp, known, width = s.PerCamp, true, w
			}
		}
		return perCamp, known
	}
}

// width ranks the areas that hold a group: 1 the group itself, 2 what it is a part of, 3 its block, 4 the
// district, 5 everything; 0 is an area that does not hold it.
func (g *Group) width(area AreaID, district string) int {
	switch {
	case string(area) == g.ID:
		return 1
	case area == g.Of && area != "":
		return 2
	case area == g.Block && area != "":
		return 3
	case string(area) == district:
		return 4
	case area == "":
		return 5
	}
	return 0
}

// measure works out how long a candidate is open and what a camp there takes, closes the days that leave it
// too few minutes, and gives what limits it. A candidate that can take nobody is left with a cap of one.
func (p *Problem) measure(c *Candidate, g *Group) limit {
	from, to := p.Drive.Open()
	c.Minutes = int64(to - from)
	if rows := p.hoursOf(c, g); len(rows) > 0 {
		c.Minutes = p.narrow(c, rows)
	}
	l := least(p.Drive.limits(c.Minutes, c.Capacity, p.supplyOf(g)))
	c.Cap, c.CapBy = max(1, l.visitors), l.by
	return l
}

// CapWhy says in a sentence what limits the camps at a candidate, "" where the drive only has a plain cap.
func (p *Problem) CapWhy(v Candidate) string {
	if v.CapBy == "" {
		return ""
	}
	for i := range p.Groups {
		if p.Groups[i].ID != v.Group {
			continue
		}
		for _, l := range p.Drive.limits(v.Minutes, v.Capacity, p.supplyOf(&p.Groups[i])) {
			if l.by == v.CapBy {
				return fmt.Sprintf("A camp here takes %d visitors, limited by %s.", v.Cap, l.text)
			}
		}
	}
	return fmt.Sprintf("A camp here takes %d visitors, limited by %s.", v.Cap,
		cmp.Or(map[string]string{capBySpecial: "what is said of the special camp", capByOrder: "an order"}[v.CapBy], v.CapBy))
}

// toursText says how many camps are tours, with the times of the first; "" where none is.
func toursText(plan Plan) string {
	first, n := "", 0
	for _, c := range plan.Camps {
		if len(c.Halts) > 0 {
			if n == 0 {
				first = HaltsText(c.Halts)
			}
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%s of a mobile camp with several halts, the way between them estimated; the first: %s.", counted(n, "camp is a tour", "camps are tours"), first)
}
