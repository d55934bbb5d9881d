package world

import (
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"doorstep/planning"
)

// writeFrame writes what belongs to no single block: the state and its districts, water, crossings,
// the calendar and the drive.
func (w *world) writeFrame(create Create, s *Summary) error {
	return errors.Join(
		writeJSON(create, "source.json", map[string]string{"source": w.name}),
		w.writeAreas(create, s),
		w.writeWater(create),
		w.writeCrossings(create),
		w.writeCalendar(create),
		writeJSON(create, "drive.json", w.drive()),
	)
}

// drive is the default drive under the world's name, without an id: the import gives it one.
func (w *world) drive() map[string]any {
	d := planning.DefaultDrive()
	return map[string]any{
		"name": "Doorstep drive of " + w.name, "first_day": d.FirstDay, "working_days": d.WorkingDays, "weekly_off": d.WeeklyOff,
		"cap_per_camp_day": d.CapPerCampDay, "people_per_camp_day": d.PeoplePerCampDay, "turnout_permille": d.TurnoutPermille,
		"turnout_source": d.TurnoutSource, "threshold_m": d.Threshold, "detour_permille": d.DetourPermille,
		"detour_source": d.DetourSource, "spare_teams": d.SpareTeams,
		"facilities": []string{"ramp", "rooms:2"}, "halts_per_day": 3,
		"schemes": schemes(), "supplies": w.supplies(),
	}
}

func (w *world) writeAreas(create Create, s *Summary) error {
	districts, err := openShapes(create, "districts.geojson.gz")
	if err != nil {
		return err
	}
	var all []node
	var errs []error
	for i := range w.districts {
		d := &w.districts[i]
		var cells []node
		for k := range d.blocks {
			cells = append(cells, d.blocks[k].cells()...)
		}
		all = append(all, cells...)
		s.Districts++
		s.DistrictNames = append(s.DistrictNames, d.name.en)
		errs = append(errs, districts.add(d.id, map[string]any{
			"name": d.name.en, "census2011_district_code": d.census, "census2011_same_extent": true,
		}, ground(w.outline(cells))))
	}
	errs = append(errs, districts.close())
	state, err := openShapes(create, "state.geojson.gz")
	if err != nil {
		return errors.Join(append(errs, err)...)
	}
	errs = append(errs, state.add(w.name, map[string]any{"name": "State of " + w.name}, ground(w.outline(all))), state.close())
	return errors.Join(errs...)
}

// writeWater writes each river as one polygon for every 25 km of its length.
func (w *world) writeWater(create Create) error {
	const reach = 25000.0
	out, err := openShapes(create, "water.geojson.gz")
	if err != nil {
		return err
	}
	var errs []error
	for i, r := range w.rivers {
		for k := range int(math.Ceil(w.height / reach)) {
			south := float64(k) * reach
			bed := ground([]orb.Ring{r.bed(south, math.Min(south+reach, w.height))})
			errs = append(errs, out.add(fmt.Sprintf("W%02d-%02d", i+1, k+1), map[string]any{
				"kind": "river", "name": r.name, "width_m": math.Round(2 * r.half),
			}, bed[0]))
		}
	}
	return errors.Join(append(errs, out.close())...)
}

func (w *world) writeCrossings(create Create) error {
	out, err := openTable(create, "crossings.csv", "crossing_id", "kind", "lon", "lat", "name", "first", "last")
	if err != nil {
		return err
	}
	var errs []error
	for _, r := range w.rivers {
		for _, c := range r.crossings {
			lon, lat := degrees(c.at)
			row := []string{c.id, "bridge", lon, lat, r.name + " bridge", "", ""}
			if c.ferry {
				row = []string{c.id, "ferry", lon, lat, r.name + " ghat", "06:00", "18:00"}
			}
			errs = append(errs, out.Write(row))
		}
	}
	return errors.Join(append(errs, out.close())...)
}

// writeCalendar writes two festivals for all, an examination week, and one local fair a block.
func (w *world) writeCalendar(create Create) error {
	out, err := openTable(create, "calendar.csv", "kind", "date", "to", "area", "source", "note", "from_time", "to_time")
	if err != nil {
		return err
	}
	day := func(n int) string { return (firstDay() + planning.Day(n)).String() }
	errs := []error{
		out.Write([]string{"holiday", "2027-01-23", "", "", "Gazette 1", "Netaji's birthday", "", ""}),
		out.Write([]string{"holiday", "2027-01-26", "", "", "Gazette 1", "Republic Day", "", ""}),
		out.Write([]string{"exam", day(38), day(40), "", "Board circular 4", "School examination", "", ""}),
	}
	for i := range w.districts {
		for k := range w.districts[i].blocks {
			b := &w.districts[i].blocks[k]
			errs = append(errs, out.Write([]string{"market", day(int(w.mix(9, b.number) % 45)), "", b.id, "Block order", "Annual fair", "", ""}))
		}
	}
	return errors.Join(append(append(errs, w.writeHours(out)...), out.close())...)
}

// writeCensus writes the count of each district, a fiftieth more than its hamlets hold: no list of
// settlements is ever complete.
func (w *world) writeCensus(create Create, people map[string]int64) error {
	out, err := openTable(create, "census2011_district_population.csv", "census2011_district_code", "tru", "name", "population")
	if err != nil {
		return err
	}
	var errs []error
	for i := range w.districts {
		d := &w.districts[i]
		count := people[d.id] * 51 / 50
		errs = append(errs, out.Write([]string{d.census, "Total", d.name.en, number(count)}), out.Write([]string{d.census, "Rural", d.name.en, number(count)}))
	}
	return errors.Join(append(errs, out.close())...)
}
