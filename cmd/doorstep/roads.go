package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/spf13/cobra"

	"doorstep/geo"
	"doorstep/internal/fault"
	"doorstep/internal/ingest"
	"doorstep/planning/road"
)

func (a *app) roadsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "roads",
		Short: "Make a road file of OpenStreetMap extracts, look into it, ask it for ways",
		Example: "  doorstep roads build district.osm.pbf --out district.roads\n" +
			"  doorstep roads path district.roads --from 88.3639,22.5726 --to 88.4012,22.6001 --profile walk",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.roadsBuildCommand(), a.roadsInfoCommand(), a.roadsPathCommand(), a.roadsCalibrateCommand())
	return cmd
}

// openRoads opens a road file where it lies: its bytes are mapped into memory, not read and parsed, and given back by close.
// The graph must not be used after that.
func openRoads(name string) (g *road.Graph, closeFile func() error, err error) {
	file, closeFile, err := mapFile(name)
	if err != nil {
		return nil, nil, err
	}
	g, err = road.Open(file)
	if err != nil {
		if f, ok := errors.AsType[*fault.Fault](err); ok {
			f.Text = name + ": " + f.Text
		}
		return nil, nil, errors.Join(err, closeFile())
	}
	return g, closeFile, nil
}

// readWhole is what mapFile does where a file cannot be mapped.
func readWhole(name string) ([]byte, func() error, error) {
	file, err := os.ReadFile(name)
	if err != nil {
		return nil, nil, fault.Missing("file.missing", "%s cannot be read: %v.", name, cause(err))
	}
	return file, func() error { return nil }, nil
}

// extracts makes files to read of their names, named as they were given.
func extracts(names []string) []ingest.RoadFile {
	files := make([]ingest.RoadFile, len(names))
	for i, name := range names {
		files[i] = ingest.RoadFile{Name: name, Open: func() (io.ReadCloser, error) {
			f, err := os.Open(name)
			if err != nil {
				return nil, cause(err)
			}
			return f, nil
		}}
	}
	return files
}

// readLonLat reads "88.36,22.57".
func readLonLat(text string) (orb.Point, error) {
	lon, lat, ok := strings.Cut(text, ",")
	x, err := strconv.ParseFloat(strings.TrimSpace(lon), 64)
	y, err2 := strconv.ParseFloat(strings.TrimSpace(lat), 64)
	if !ok || err != nil || err2 != nil {
		return orb.Point{}, &usageError{fmt.Errorf("%q is no place; write longitude and latitude as 88.3639,22.5726", text)}
	}
	return orb.Point{x, y}, geo.CheckPoint(orb.Point{x, y})
}

// profileFlag is a manner of travelling as a flag.
type profileFlag road.Profile

// String, Set and Type make it a flag.
func (p *profileFlag) String() string { return road.Profile(*p).String() }

// Set takes a profile by its name.
func (p *profileFlag) Set(name string) error {
	for q := range road.Profile(road.Profiles) {
		if q.String() == name {
			*p = profileFlag(q)
			return nil
		}
	}
	return fmt.Errorf("there is no profile %q; there are walk, cycle, car and boat", name)
}

// Type names the flag's value in the help.
func (p *profileFlag) Type() string { return "profile" }
