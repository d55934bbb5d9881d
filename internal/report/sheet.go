package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// Formats of a day sheet beside HTML and GeoJSON.
const (
	GPX  = "gpx"
	ICal = "ics"
)

// DaySheet is what one crew's day is written from.
type DaySheet struct {
	Problem planning.WorksProblem
	Plan    planning.WorksPlan
	Crew    planning.CrewID
	Day     planning.Day
	Ways    []Way     // of the legs: to each stop in order, then back; what is missing is drawn straight and dashed
	Stamp   time.Time // when the plan was made
	Issued  bool      // the sheet is in force; else the page says that it is a draft
	Lang    string    // of the page's own words: en or bn; any other is en
}

// Way is the way of one leg; without a line it is not known.
type Way = planning.Way

// Sheet writes the sheet of a crew's day in one of the formats html, geojson, gpx or ics; any other is refused with
// report.format, a crew or a day without a sheet with day_sheet.missing. Linear in what is written.
func Sheet(w io.Writer, format string, s DaySheet) error {
	d, err := dayOf(s)
	if err != nil {
		return err
	}
	switch format {
	case HTML:
		return sheetHTML(w, d)
	case GeoJSON:
		return sheetGeoJSON(w, d)
	case GPX:
		return sheetGPX(w, d)
	case ICal:
		return sheetCalendar(w, d)
	}
	return fault.Malformed("report.format", "A day sheet is written as html, geojson, gpx or ics, not as %q.", format)
}

// crewDay is a day sheet with all that its ids stand for.
type crewDay struct {
	DaySheet
	Sheet      planning.DaySheet
	Who        planning.Crew
	Shift      planning.Shift
	Start, End planning.WorksPlace
	Stops      []sheetStop
	Back       leg
}

// sheetStop is a stop with all that its ids stand for.
type sheetStop struct {
	planning.Stop
	N     int // 1 for the first stop that is no break, 0 for a break
	Place planning.WorksPlace
	Work  planning.Work
	With  []string // the other crews of a visit that wants two
	Leg   leg
}

// leg is the way to a stop, or back.
type leg struct {
	Line      orb.LineString // never empty where the crew moves
	Drawn     bool           // along a known way, not a straight line between its ends
	Estimated bool
}

// after puts another leg before this one.
func (l leg) after(first leg) leg {
	if len(first.Line) == 0 {
		return l
	}
	if len(l.Line) == 0 {
		return first
	}
	line := append(slices.Clone(first.Line), l.Line...)
	return leg{Line: line, Drawn: first.Drawn && l.Drawn, Estimated: first.Estimated || l.Estimated}
}

// Name is what the stop is called: its work, or what is fetched there.
func (s sheetStop) Name() string {
	if s.Kind == planning.StopPickUp && s.Work.PickUp != nil {
		return "Fetch " + s.Work.PickUp.What
	}
	return cmp.Or(s.Work.Name, s.Place.Name)
}

func dayOf(s DaySheet) (crewDay, error) {
	p := s.Problem
	d := crewDay{DaySheet: s}
	at := slices.IndexFunc(s.Plan.Sheets, func(x planning.DaySheet) bool { return x.Crew == s.Crew && x.Day == s.Day })
	who := slices.IndexFunc(p.Crews, func(c planning.Crew) bool { return c.ID == s.Crew })
	if at < 0 || who < 0 {
		return d, fault.Missing("day_sheet.missing", "The plan has no sheet of crew %q on %s.", s.Crew, s.Day)
	}
	d.Sheet, d.Who = s.Plan.Sheets[at], p.Crews[who]
	for _, x := range d.Who.Shifts {
		if x.Day == s.Day {
			d.Shift = x
		}
	}
	places, works := map[planning.PlaceID]planning.WorksPlace{}, map[planning.WorkID]planning.Work{}
	for _, x := range p.Places {
		places[x.ID] = x
	}
	for _, x := range p.Works {
		works[x.ID] = x
	}
	d.Start, d.End = places[d.Sheet.Start], places[d.Sheet.End]
	with := othersAt(s)
	here, n := d.Start, 0
	held := planning.Stop{} // the break before, which has the way where it is held on arrival
	var way leg
	for k, stop := range d.Sheet.Stops {
		x := sheetStop{Stop: stop, Place: places[stop.Place], Work: works[stop.Work], Leg: leg{Estimated: stop.Estimated}}
		if stop.Kind == planning.StopBreak {
			d.Stops = append(d.Stops, x)
			if stop.Travel > 0 {
				held, way = stop, legTo(s.Ways, k, here.At, x.Place.At, stop.Estimated)
				here = x.Place
			}
			continue
		}
		n++
		x.N = n
		if stop.Kind == planning.StopVisit {
			x.With = with[stop.Work]
		}
		x.Leg = legTo(s.Ways, k, here.At, x.Place.At, stop.Estimated).after(way)
		x.Travel, x.Metres = x.Travel+held.Travel, x.Metres+held.Metres
		held, way = planning.Stop{}, leg{}
		d.Stops = append(d.Stops, x)
		here = x.Place
		if exit, ok := places[x.Work.Exit]; ok && stop.Kind == planning.StopVisit {
			here = exit
		}
	}
	d.Back = legTo(s.Ways, len(d.Sheet.Stops), here.At, d.End.At, d.Sheet.BackEstimated).after(way)
	d.Sheet.BackSeconds, d.Sheet.BackMetres = d.Sheet.BackSeconds+held.Travel, d.Sheet.BackMetres+held.Metres
	return d, nil
}

// legTo is the k-th leg: as drawn where its way is known, else straight.
func legTo(ways []Way, k int, from, to orb.Point, estimated bool) leg {
	if k < len(ways) && len(ways[k].Line) > 1 {
		return leg{Line: ways[k].Line, Drawn: !ways[k].Estimated, Estimated: estimated || ways[k].Estimated}
	}
	if from == to {
		return leg{Estimated: estimated}
	}
	return leg{Line: orb.LineString{from, to}, Estimated: true}
}

// othersAt names the other crews that visit a work of the sheet on the same day.
func othersAt(s DaySheet) map[planning.WorkID][]string {
	names := map[planning.CrewID]string{}
	for _, c := range s.Problem.Crews {
		names[c.ID] = c.Name
	}
	out := map[planning.WorkID][]string{}
	for _, x := range s.Plan.Sheets {
		if x.Day != s.Day || x.Crew == s.Crew {
			continue
		}
		for _, stop := range x.Stops {
			if stop.Kind == planning.StopVisit {
				out[stop.Work] = append(out[stop.Work], names[x.Crew])
			}
		}
	}
	return out
}

// carried lists once, in the order of the stops, what the crew takes along: equipment, then papers and tools.
func (d crewDay) carried() (list []string) {
	add := func(things []string) {
		for _, x := range things {
			if !slices.Contains(list, x) {
				list = append(list, x)
			}
		}
	}
	for _, s := range d.Stops {
		if s.Kind == planning.StopVisit {
			add(plain(s.Work.Equipment))
		}
	}
	for _, s := range d.Stops {
		if s.Kind == planning.StopVisit {
			add(s.Work.Bring)
		}
	}
	return list
}

// plain writes codes such as pipe_fitting as words.
func plain(codes []string) []string {
	words := make([]string, len(codes))
	for k, c := range codes {
		words[k] = strings.ReplaceAll(c, "_", " ")
	}
	return words
}

// name is what the sheet is called.
func (d crewDay) name() string {
	return fmt.Sprintf("%s, %s", cmp.Or(d.Who.Name, string(d.Who.ID)), d.Day.Time().Format("02-01-2006"))
}

// clock is a second of the day as 09:45, the minute that has begun.
func clock(second int64) string {
	minutes := second / 60
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}
