package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"doorstep/planning"
	"doorstep/planning/road"
)

// travelFlags say what the walks of a plan are from.
type travelFlags struct {
	engine  string
	roads   string // file of `roads build`
	factors string // file of `roads calibrate`
}

func (f *travelFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.engine, "travel", "", "what walks are: straight (lines times the drive's detour), ground (round water, over bridges\nand ferries, where the folder knows them) or roads (with --roads); roads where --roads is given, else ground")
	flags.StringVar(&f.roads, "roads", "", "road file made by doorstep roads build")
	flags.StringVar(&f.factors, "factors", "", "detour factors made by doorstep roads calibrate, in place of those that come with the program")
}

// name is the engine meant.
func (f *travelFlags) name() (string, error) {
	switch {
	case f.engine == "" && f.roads != "":
		return planning.EngineRoads, nil
	case f.engine == "":
		return planning.EngineGround, nil
	case !slices.Contains([]string{planning.EngineStraight, planning.EngineGround, planning.EngineRoads}, f.engine):
		return "", &usageError{fmt.Errorf("--travel is straight, ground or roads, not %q", f.engine)}
	case f.engine == planning.EngineRoads && f.roads == "":
		return "", &usageError{errors.New("--travel roads needs --roads FILE; make one with doorstep roads build")}
	case f.engine != planning.EngineRoads && f.roads != "":
		return "", &usageError{fmt.Errorf("--roads does not go with --travel %s", f.engine)}
	}
	return f.engine, nil
}

// travel makes the travel that the flags ask for over what is known of a region, nil for straight lines. done gives the
// road file back.
func (a *app) travel(f travelFlags, g *planning.Gazetteer, drive planning.Drive) (t *planning.Travel, done func() error, err error) {
	done = func() error { return nil }
	engine, err := f.name()
	if err != nil || engine == planning.EngineStraight {
		return nil, done, err
	}
	layers := planning.TravelLayers{Factors: planning.DefaultTravelFactors(), Water: g.Water, Crossings: g.Crossings}
	layers.From, layers.To = drive.Open()
	if f.factors != "" {
		layers.Factors, err = readFile(a, f.factors, func(r io.Reader) (planning.TravelFactors, error) {
			text, err := io.ReadAll(io.LimitReader(r, 1<<20))
			if err != nil {
				return planning.TravelFactors{}, err
			}
			return planning.ReadTravelFactors(text)
		})
		if err != nil {
			return nil, done, err
		}
	}
	if f.roads != "" {
		var roads *road.Graph
		if roads, done, err = openRoads(f.roads); err != nil {
			return nil, func() error { return nil }, err
		}
		layers.Roads = roads
	}
	t = planning.NewTravel(layers)
	if lost := t.Lost(); len(lost) > 0 && !a.config.quiet {
		fmt.Fprintf(a.err, "%s over no water that is known, or too wide; nobody crosses there: %s.\n", counted(len(lost), "crossing leads", "crossings lead"), firstOf(lost, namedGroups))
	}
	return t, done, nil
}

// firstOf names the first few of a list.
func firstOf(list []string, most int) string {
	more := ""
	if len(list) > most {
		more = fmt.Sprintf(" and %d more", len(list)-most)
		list = list[:most]
	}
	return strings.Join(list, ", ") + more
}

// given says whether any of the flags is.
func (f *travelFlags) given() bool { return f.engine != "" || f.roads != "" || f.factors != "" }
