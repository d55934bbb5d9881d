package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/planning"
)

// coverageGeoJSON writes a FeatureCollection: each demand cell as a hexagon, then each camp, and each booth of a drive by booths, as a
// point, and of a tour its halts and the straight way between them.
// The property "feature" says which one is.
func coverageGeoJSON(w io.Writer, p planning.Problem, plan planning.Plan) error {
	out := &collection{w: bufio.NewWriterSize(w, 1<<16)}
	out.open()
	names := groupNames(p)
	for _, c := range planning.PlanCells(p, plan) {
		out.add(c.Cell.String(), map[string]any{
			"feature": "cell", "place": c.Place, "group": names[c.Group], "people": c.People, "people_estimated": c.Estimated,
			"visitors": c.Visitors, "visitors_served": c.Served, "within_reach": c.Within, "reason": c.Reason, "text": c.Detail,
		}, orb.Polygon{c.Cell.Boundary()})
	}
	venues := candidates(p)
	booths := planning.BoothsOf(p, plan)
	for k, c := range plan.Camps {
		v := venues[c.Venue]
		properties := map[string]any{
			"feature": "camp", "venue": v.Name, "venue_kind": v.Kind, "group": names[c.Group], "day": c.Day, "team": c.Team,
			"visitors": c.Visitors, "cap": c.Cap,
		}
		if len(c.Booths) > 0 {
			properties["booths"] = booths[k]
		}
		out.add(string(c.ID), properties, v.At)
		if len(c.Halts) > 0 {
			way := make(orb.LineString, len(c.Halts))
			for k, h := range c.Halts {
				way[k] = h.At
				out.add(fmt.Sprintf("%s/%d", c.ID, k+1), map[string]any{
					"feature": "halt", "camp": c.ID, "name": h.Name, "day": c.Day, "from": h.From, "to": h.To,
				}, h.At)
			}
			out.add(string(c.ID)+"/way", map[string]any{"feature": "tour", "camp": c.ID, "name": v.Name, "day": c.Day}, way)
		}
	}
	addBooths(out, p, plan)
	return out.close()
}

// collection writes features one a line and keeps the first error.
type collection struct {
	w     *bufio.Writer
	count int
	err   error
}

func (c *collection) open() { c.write([]byte(`{"type":"FeatureCollection","features":[`)) }

func (c *collection) add(id string, properties map[string]any, g orb.Geometry) {
	props, err := json.Marshal(properties)
	if c.err == nil {
		c.err = err
	}
	line := []byte(",\n")
	if c.count == 0 {
		line = line[1:]
	}
	line = append(line, `{"type":"Feature","id":"`...)
	line = append(line, id...)
	line = append(line, `","properties":`...)
	line = append(line, props...)
	line = append(line, `,"geometry":`...)
	c.write(append(geo.AppendGeometry(line, g), '}'))
	c.count++
}

func (c *collection) write(b []byte) {
	if c.err == nil {
		_, c.err = c.w.Write(b)
	}
}

func (c *collection) close() error {
	c.write([]byte("\n]}\n"))
	if c.err != nil {
		return c.err
	}
	return c.w.Flush()
}

func groupNames(p planning.Problem) map[string]string {
	names := make(map[string]string, len(p.Groups))
	for _, g := range p.Groups {
		names[g.ID] = g.Name
	}
	return names
}

func candidates(p planning.Problem) map[planning.VenueID]planning.Candidate {
	venues := make(map[planning.VenueID]planning.Candidate, len(p.Candidates))
	for _, c := range p.Candidates {
		venues[c.ID] = c
	}
	return venues
}
