package planning

import (
	"context"

	"github.com/paulmach/orb"
)

// SheetDocument is what a day sheet is written from.
type SheetDocument struct {
	WorksMade
	Crew   CrewID
	Day    Day
	Ways   []Way  // of WaysOf
	Issued bool   // the sheet is in force; else it is a draft
	Lang   string // of the page's own words: en or bn
	Stamp  int64  // Unix seconds at which the plan was made
}

// WaysOf gives the lines of a sheet's legs for a map: one to each stop, in order, none where the crew stays, and the one
// home at the end. What is closed on the day is gone around. Its cost is that of len(Stops)+1 paths.
func WaysOf(ctx context.Context, travel *Travel, p *WorksProblem, sheet DaySheet, closures []RoadClosure) ([]Way, error) {
	at := make(map[PlaceID]orb.Point, len(p.Places))
	for _, x := range p.Places {
		at[x.ID] = x.At
	}
	exits := map[WorkID]PlaceID{}
	for _, w := range p.Works {
		if w.Exit != "" {
			exits[w.ID] = w.Exit
		}
	}
	profile := ProfileCar
	for _, c := range p.Crews {
		if c.ID == sheet.Crew {
			profile = Profile(c.Profile)
		}
	}
	var closed []TravelClosure
	for _, c := range closures {
		if c.From <= sheet.Day && sheet.Day <= c.To {
			closed = append(closed, TravelClosure{Area: c.Polygon})
		}
	}
	ways := make([]Way, 0, len(sheet.Stops)+1)
	here := sheet.Start
	leg := func(to PlaceID) error {
		if to == here || to == "" {
			ways = append(ways, Way{})
			return nil
		}
		line, estimated, err := travel.Path(ctx, profile, at[here], at[to], closed)
		ways = append(ways, Way{line, estimated})
		return err
	}
	for _, s := range sheet.Stops {
		if s.Kind == StopBreak { // held on the way: the stop after it has the leg
			ways = append(ways, Way{})
			continue
		}
		if err := leg(s.Place); err != nil {
			return nil, err
		}
		here = s.Place
		if exit, ok := exits[s.Work]; ok && s.Kind == StopVisit {
			here = exit
		}
	}
	return ways, leg(sheet.End)
}

// SheetOf gives the sheet of a crew on a day, false where it has none.
func (plan *WorksPlan) SheetOf(crew CrewID, day Day) (DaySheet, bool) {
	for _, s := range plan.Sheets {
		if s.Crew == crew && s.Day == day {
			return s, true
		}
	}
	return DaySheet{}, false
}
