package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/paulmach/orb"
	"github.com/spf13/cobra"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/planning/road"
)

// pathQuestion is a way asked for.
type pathQuestion struct {
	from, to string
	profile  road.Profile
	closed   string // file of polygons
	out      string
}

func (a *app) roadsPathCommand() *cobra.Command {
	var q pathQuestion
	cmd := &cobra.Command{
		Use:     "path FILE.roads --from LON,LAT --to LON,LAT",
		Short:   "Give the fastest way between two places as GeoJSON",
		Example: "  doorstep roads path district.roads --from 88.3639,22.5726 --to 88.4012,22.6001 --profile walk --closed flood.geojson",
		Args:    cobra.ExactArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return a.roadsPath(args[0], q) },
	}
	f := cmd.Flags()
	f.StringVar(&q.from, "from", "", "where it begins")
	f.StringVar(&q.to, "to", "", "where it ends")
	q.profile = road.Car
	f.Var((*profileFlag)(&q.profile), "profile", "walk, cycle, car or boat")
	f.StringVar(&q.closed, "closed", "", "GeoJSON of polygons in which no road can be used")
	f.StringVar(&q.out, "out", "-", "file to write, - for standard output")
	return cmd
}

func (a *app) roadsPath(file string, q pathQuestion) (err error) {
	g, done, err := openRoads(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	var closed *road.Closed
	if q.closed != "" {
		closures, err := readFile(a, q.closed, readClosures)
		if err != nil {
			return err
		}
		if closed, err = g.Close(closures...); err != nil {
			return err
		}
	}
	from, err := q.snap(g, q.from, "from", closed)
	if err != nil {
		return err
	}
	to, err := q.snap(g, q.to, "to", closed)
	if err != nil {
		return err
	}
	path, ok := g.Path(from, to, q.profile, closed)
	if !ok {
		return fault.Refuse("roads.no_way", "There is no way for %s from %s to %s: the roads at the ends do not hang together (parts %d and %d of the network), or what is closed lies between.",
			q.profile, q.from, q.to, from.Island, to.Island)
	}
	properties := pathProperties{Profile: q.profile.String(), OffRoad: int(math.Ceil(float64(from.Distance + to.Distance))), Closed: closed.Count()}
	return a.writeFile(q.out, func(w io.Writer) error { return writePath(w, g, path, properties) })
}

// snap finds the road nearest to a place.
func (q *pathQuestion) snap(g *road.Graph, text, flag string, closed *road.Closed) (road.Snap, error) {
	if text == "" {
		return road.Snap{}, &usageError{fmt.Errorf("--%s LON,LAT is missing", flag)}
	}
	at, err := readLonLat(text)
	if err != nil {
		return road.Snap{}, err
	}
	const within = 5000
	s, ok := g.Snap(at, road.Near{Profile: q.profile, Within: within, Closed: closed})
	if !ok {
		return s, fault.Refuse("roads.far", "No road for %s lies within %d m of %s (--%s); is it longitude first, and in the region of the file?", q.profile, within, text, flag)
	}
	return s, nil
}

// pathProperties say what a way takes and where it goes along.
type pathProperties struct {
	Profile   string   `json:"profile"`
	Seconds   int32    `json:"seconds"`
	Metres    int32    `json:"metres"`
	OffRoad   int      `json:"off_road_metres"` // from the places asked for to the road, in straight lines
	Estimated bool     `json:"estimated"`
	Along     []string `json:"along"`
	Closed    int      `json:"closed_edges"`
}

// writePath writes the way as a collection of one line.
func writePath(w io.Writer, g *road.Graph, path road.Path, p pathProperties) error {
	p.Seconds, p.Metres, p.Along = path.Trip.Seconds(), path.Trip.Meters(), namesAlong(g, path.Steps)
	properties, err := json.Marshal(p)
	if err != nil {
		return err
	}
	text := geo.AppendFeature([]byte(`{"type":"FeatureCollection","features":[`), "", path.Line, properties)
	_, err = w.Write(append(text, "]}\n"...))
	return err
}

// namesAlong gives the names of the roads in order, the same one once in a row; a road without one by its number.
func namesAlong(g *road.Graph, steps []road.Step) []string {
	names := []string{}
	for _, step := range steps {
		info := g.Info(step.Edge)
		name := info.Name
		if name == "" {
			name = info.Ref
		}
		if info.Ferry != nil {
			name = "ferry " + name
		}
		if name != "" && (len(names) == 0 || names[len(names)-1] != name) {
			names = append(names, name)
		}
	}
	return names
}

// readClosures reads polygons in which nothing can be used.
func readClosures(r io.Reader) ([]road.Closure, error) {
	var all []road.Closure
	err := geo.ReadFeatures(r, func(n int, f geo.Feature) error {
		switch f.Geometry.(type) {
		case orb.Polygon, orb.MultiPolygon:
			all = append(all, road.Closure{Area: f.Geometry})
			return nil
		}
		return fault.Malformed("roads.closed", "Feature %d is no polygon; draw what is closed as an area.", n)
	})
	if err == nil && len(all) == 0 {
		err = fault.Malformed("roads.closed", "There is no polygon in it; draw what is closed as an area.")
	}
	return all, err
}
