package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	ical "github.com/arran4/golang-ical"
	"github.com/paulmach/orb"
	"github.com/twpayne/go-gpx"

	"doorstep/geo"
	"doorstep/planning"
)

// sheetGeoJSON writes a FeatureCollection: where the day begins and ends, each stop but the breaks as a point in its
// order, each leg as a line, and the works' own shapes. The property "feature" says which one is.
func sheetGeoJSON(w io.Writer, d crewDay) error {
	out := &collection{w: bufio.NewWriter(w)}
	out.open()
	common := func(feature string) map[string]any {
		return map[string]any{"feature": feature, "crew": d.Crew, "crew_name": d.Who.Name, "day": d.Day}
	}
	start, end := common("start"), common("end")
	start["name"], start["leave"] = d.Start.Name, clock(d.Sheet.Leave)
	end["name"], end["arrive"] = d.End.Name, clock(d.Sheet.Return)
	out.add("start", start, d.Start.At)
	for _, s := range d.Stops {
		if s.Kind == planning.StopBreak {
			continue
		}
		v := common("stop")
		v["order"], v["kind"], v["name"], v["place"] = s.N, s.Kind, s.Name(), s.Place.Name
		v["arrive"], v["begin"], v["end"] = clock(s.Arrive), clock(s.Begin), clock(s.End)
		v["estimated"], v["work"] = s.Estimated, s.Stop.Work
		if s.Kind == planning.StopVisit {
			v["work_kind"], v["stage"], v["people"] = s.Work.Kind, s.Work.Stage, s.Work.People
			v["bring"], v["equipment"] = list(s.Work.Bring), list(s.Work.Equipment)
			if s.Work.Due != 0 {
				v["due"] = s.Work.Due
			}
		} else if s.Work.PickUp != nil {
			v["bring"] = []string{s.Work.PickUp.What}
		}
		out.add(fmt.Sprintf("stop/%d", s.N), v, s.Place.At)
		addShape(out, s)
	}
	out.add("end", end, d.End.At)
	for _, s := range d.Stops {
		if len(s.Leg.Line) > 1 {
			v := common("way")
			v["order"], v["estimated"], v["metres"], v["seconds"] = s.N, s.Leg.Estimated, s.Metres, s.Travel
			out.add(fmt.Sprintf("way/%d", s.N), v, s.Leg.Line)
		}
	}
	if len(d.Back.Line) > 1 {
		v := common("way")
		v["order"], v["estimated"], v["metres"], v["seconds"] = 0, d.Back.Estimated, d.Sheet.BackMetres, d.Sheet.BackSeconds
		out.add("way/back", v, d.Back.Line)
	}
	return out.close()
}

func addShape(out *collection, s sheetStop) {
	if s.Kind != planning.StopVisit {
		return
	}
	v := map[string]any{"feature": "work", "order": s.N, "name": s.Work.Name}
	switch {
	case len(s.Work.Ring) > 3:
		out.add(fmt.Sprintf("work/%d", s.N), v, orb.Polygon{s.Work.Ring})
	case len(s.Work.Line) > 1:
		out.add(fmt.Sprintf("work/%d", s.N), v, s.Work.Line)
	}
}

func list(things []string) []string {
	if things == nil {
		return []string{}
	}
	return things
}

// sheetGPX writes GPX 1.1: each stop as a waypoint, the stops as a route, and the way as a track, one segment a leg,
// but of legs whose way is known only.
func sheetGPX(w io.Writer, d crewDay) error {
	g := &gpx.GPX{
		Version: "1.1", Creator: "doorstep",
		Metadata: &gpx.MetadataType{Name: d.name(), Desc: d.Problem.Name, Time: d.Stamp.UTC()},
	}
	route := &gpx.RteType{Name: d.name(), RtePt: []*gpx.WptType{point(d.Start.At, d.Start.Name, clock(d.Sheet.Leave))}}
	track := &gpx.TrkType{Name: d.name()}
	for _, s := range d.Stops {
		if s.Kind == planning.StopBreak {
			continue
		}
		x := point(s.Place.At, fmt.Sprintf("%d %s", s.N, s.Name()), stopLine(s))
		x.Type = string(s.Kind)
		g.Wpt = append(g.Wpt, x)
		route.RtePt = append(route.RtePt, x)
		track.TrkSeg = appendLeg(track.TrkSeg, s.Leg)
	}
	route.RtePt = append(route.RtePt, point(d.End.At, d.End.Name, clock(d.Sheet.Return)))
	track.TrkSeg = appendLeg(track.TrkSeg, d.Back)
	g.Rte = []*gpx.RteType{route}
	if len(track.TrkSeg) > 0 {
		g.Trk = []*gpx.TrkType{track}
	}
	if _, err := io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"); err != nil {
		return err
	}
	if err := g.WriteIndent(w, "", "\t"); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func point(at orb.Point, name, words string) *gpx.WptType {
	return &gpx.WptType{Lon: at[0], Lat: at[1], Name: name, Desc: words}
}

func appendLeg(segments []*gpx.TrkSegType, l leg) []*gpx.TrkSegType {
	if !l.Drawn {
		return segments
	}
	s := &gpx.TrkSegType{}
	for _, at := range l.Line {
		s.TrkPt = append(s.TrkPt, &gpx.WptType{Lon: at[0], Lat: at[1]})
	}
	return append(segments, s)
}

// stopLine says in one line when a stop is and what it wants.
func stopLine(s sheetStop) string {
	parts := []string{clock(s.Begin) + " to " + clock(s.End)}
	if s.Estimated {
		parts = append(parts, "way estimated")
	}
	if s.Kind == planning.StopPickUp && s.Work.PickUp != nil {
		return strings.Join(append(parts, "for "+s.Work.Name), "; ")
	}
	if s.Work.Stage != "" {
		parts = append(parts, s.Work.Stage)
	}
	if len(s.With) > 0 {
		parts = append(parts, "together with "+strings.Join(s.With, ", "))
	}
	if things := append(plain(s.Work.Equipment), s.Work.Bring...); len(things) > 0 {
		parts = append(parts, "bring "+strings.Join(things, ", "))
	}
	return strings.Join(parts, "; ")
}

// sheetCalendar writes an iCalendar feed (RFC 5545): one event a stop but the breaks, its UID the work's and the
// crew's, so that a visit which moves to another hour stays the same event.
func sheetCalendar(w io.Writer, d crewDay) error {
	cal := ical.NewCalendar()
	cal.SetProductId("-//doorstep//day sheet//EN")
	cal.SetVersion("2.0")
	cal.SetCalscale("GREGORIAN")
	cal.SetMethod(ical.MethodPublish)
	cal.SetXWRCalName(d.name())
	cal.SetXWRTimezone("Asia/Kolkata")
	y, m, day := d.Day.Time().Date()
	midnight := time.Date(y, m, day, 0, 0, 0, 0, geo.IST)
	for _, s := range d.Stops {
		if s.Kind == planning.StopBreak {
			continue
		}
		e := cal.AddEvent(fmt.Sprintf("%s-%s-%s@doorstep", s.Kind, s.Stop.Work, d.Crew))
		e.SetDtStampTime(d.Stamp)
		e.SetStartAt(midnight.Add(time.Duration(s.Begin) * time.Second))
		e.SetEndAt(midnight.Add(time.Duration(s.End) * time.Second))
		e.SetSummary(fmt.Sprintf("%d %s", s.N, s.Name()))
		e.SetLocation(cmp.Or(s.Place.Name, string(s.Place.ID)))
		e.SetDescription(stopLine(s))
		e.SetGeo(s.Place.At[1], s.Place.At[0])
		if !d.Issued {
			e.SetStatus(ical.ObjectStatusTentative)
		}
	}
	return cal.SerializeTo(w, ical.WithNewLineWindows)
}
