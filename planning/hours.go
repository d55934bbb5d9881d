package planning

import (
	"slices"
	"strings"
)

// hoursOf lists the rows of hours that hold for a candidate: all that a row names must match.
func (p *Problem) hoursOf(c *Candidate, g *Group) (rows []Hours) {
	for _, h := range p.Drive.Hours {
		if (h.Venue == "" || h.Venue == c.ID) && g.width(h.Area, p.Area) > 0 {
			rows = append(rows, h)
		}
	}
	return rows
}

// CampHours gives when a camp at a candidate is open on a day: the drive's hours as far as ferry, tide and other
// hours leave them, or from the first halt of a tour to the last.
func (p *Problem) CampHours(c *Candidate, day Day) (from, to Clock) {
	if n := len(c.Halts); n > 0 {
		return c.Halts[0].From, c.Halts[n-1].To
	}
	from, to = p.Drive.Open()
	g := slices.IndexFunc(p.Groups, func(g Group) bool { return g.ID == c.Group })
	if len(p.Drive.Hours) == 0 || g < 0 {
		return from, to
	}
	rows := p.hoursOf(c, &p.Groups[g])
	for i := range rows {
		if holds(rows, &rows[i], day) {
			from, to = max(from, rows[i].From), min(to, rows[i].To)
		}
	}
	return from, max(from, to)
}

// holds says whether a row counts on a day: it is of the day, or of every day and no row of its kind is of
// the day. Day 0 asks for the rows of every day alone.
func holds(rows []Hours, h *Hours, day Day) bool {
	if h.Day != 0 || day == 0 {
		return h.Day == day
	}
	return !slices.ContainsFunc(rows, func(x Hours) bool { return x.Kind == h.Kind && x.Day == day })
}

// window gives the minutes from from to to that the rows leave on a day.
func window(rows []Hours, day Day, from, to Clock) int64 {
	var dated []string // kinds that have a row of the day
	for i := range rows {
		if h := &rows[i]; day != 0 && h.Day == day && !slices.Contains(dated, h.Kind) {
			dated = append(dated, h.Kind)
		}
	}
	for i := range rows {
		if h := &rows[i]; h.Day == day || h.Day == 0 && !slices.Contains(dated, h.Kind) {
			from, to = max(from, h.From), min(to, h.To)
		}
	}
	return int64(max(0, to-from))
}

// common gives the hours that the rows leave on every day that they do not close (narrow says which those are).
func (p *Problem) common(rows []Hours) (from, to Clock) {
	from, to = p.Drive.Open()
	few := p.few(rows)
	lo, hi := from, to
	for _, day := range p.Days {
		if n := window(rows, day, from, to); n == 0 || n < few {
			continue
		}
		for i := range rows {
			if holds(rows, &rows[i], day) {
				lo, hi = max(lo, rows[i].From), min(hi, rows[i].To)
			}
		}
	}
	return lo, hi
}

// few is how many minutes a day must have at least: those that the rows of every day leave, or half the drive's.
func (p *Problem) few(rows []Hours) int64 {
	from, to := p.Drive.Open()
	return min(window(rows, 0, from, to), int64(to-from)/2)
}

// shortest gives the kind of the row that leaves least time on a day, the first where several do.
func shortest(rows []Hours, day Day) string {
	kind, least := "hours", Clock(0)
	for i := range rows {
		if n := rows[i].To - rows[i].From; holds(rows, &rows[i], day) && (least == 0 || n < least) {
			kind, least = rows[i].Kind, n
		}
	}
	return kind
}

// sources names who says what hours hold on a day.
func sources(rows []Hours, day Day) string {
	var list []string
	for i := range rows {
		if holds(rows, &rows[i], day) {
			list = append(list, rows[i].Kind+" "+rows[i].From.String()+" to "+rows[i].To.String()+", "+rows[i].Source)
		}
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), "; ")
}

// hoursSources names every row of hours that holds for a candidate.
func (p *Problem) hoursSources(c *Candidate, g *Group) string {
	var list []string
	for _, h := range p.hoursOf(c, g) {
		list = append(list, h.Source)
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), "; ")
}

// narrow gives the minutes that a candidate is open on each of its days, and closes the days that leave it
// too few: fewer than its hours of every day, and than half the drive's.
func (p *Problem) narrow(c *Candidate, rows []Hours) int64 {
	from, to := p.Drive.Open()
	few := p.few(rows)
	minutes := int64(0)
	for _, day := range p.Days {
		switch n := window(rows, day, from, to); {
		case n == 0 || n < few:
			p.Closures = append(p.Closures, Closure{Day: day, Kind: shortest(rows, day), Venue: c.ID, Source: sources(rows, day)})
		case minutes == 0 || n < minutes:
			minutes = n
		}
	}
	return minutes
}
