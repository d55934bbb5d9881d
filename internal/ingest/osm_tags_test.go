package ingest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/osm"
)

func tagList(text string) (tags osm.Tags) {
	for pair := range strings.FieldsSeq(text) {
		k, v, _ := strings.Cut(pair, "=")
		tags = append(tags, osm.Tag{Key: k, Value: strings.ReplaceAll(v, "+", " ")})
	}
	return tags
}

// Speeds are along the way and against it.
func TestTagsSayWhoMayGoHowFastAndWhichWay(t *testing.T) {
	type dir = [2]float64
	no, mph := dir{}, 1.609344
	mph20 := 0.9 * (20 * mph)
	for _, c := range []struct {
		tags                   string
		walk, cycle, car, boat dir
	}{
		{"highway=residential", dir{5, 5}, dir{15, 15}, dir{25, 25}, no},
		{"highway=residential oneway=yes", dir{5, 5}, dir{15, 0}, dir{25, 0}, no},
		{"highway=residential oneway=-1", dir{5, 5}, dir{0, 15}, dir{0, 25}, no},
		{"highway=residential oneway=yes oneway:bicycle=no", dir{5, 5}, dir{15, 15}, dir{25, 0}, no},
		{"highway=residential oneway=yes cycleway:left=opposite_lane", dir{5, 5}, dir{15, 15}, dir{25, 0}, no},
		{"highway=residential oneway=yes oneway:foot=yes", dir{5, 0}, dir{15, 0}, dir{25, 0}, no},
		{"highway=residential oneway=alternating", dir{5, 5}, no, no, no},
		{"highway=tertiary junction=roundabout", dir{5, 5}, dir{15, 0}, dir{40, 0}, no},
		{"highway=tertiary junction=roundabout oneway=no", dir{5, 5}, dir{15, 15}, dir{40, 40}, no},
		{"highway=motorway", no, no, dir{80, 0}, no},
		{"highway=trunk", dir{5, 5}, dir{15, 15}, dir{60, 60}, no},
		{"highway=trunk motorroad=yes", no, no, dir{60, 60}, no},
		{"highway=primary maxspeed=30", dir{5, 5}, dir{15, 15}, dir{27, 27}, no},
		{"highway=primary maxspeed:backward=30", dir{5, 5}, dir{15, 15}, dir{50, 27}, no},
		{"highway=primary maxspeed=IN:urban", dir{5, 5}, dir{15, 15}, dir{50, 50}, no},
		{"highway=track tracktype=grade3", dir{4.5, 4.5}, dir{8, 8}, dir{12, 12}, no},
		{"highway=track tracktype=grade5", dir{4, 4}, dir{5, 5}, no, no},
		{"highway=track tracktype=grade5 motorcar=yes", dir{4, 4}, dir{5, 5}, dir{5, 5}, no},
		{"highway=unclassified surface=mud", dir{3, 3}, dir{4, 4}, dir{8, 8}, no},
		{"highway=unclassified smoothness=impassable", dir{4, 4}, no, no, no},
		{"highway=unclassified ford=yes", dir{2.5, 2.5}, dir{4, 4}, dir{5, 5}, no},
		{"highway=footway", dir{5, 5}, dir{4, 4}, no, no},
		{"highway=footway bicycle=designated", dir{5, 5}, dir{12, 12}, no, no},
		{"highway=footway motor_vehicle=yes", dir{5, 5}, dir{4, 4}, dir{10, 10}, no},
		{"highway=cycleway bicycle=dismount", dir{5, 5}, dir{4, 4}, no, no},
		{"highway=steps bicycle=yes motorcar=yes", dir{2.5, 2.5}, no, no, no},
		{"highway=path", dir{4.5, 4.5}, dir{8, 8}, no, no},
		{"highway=path sac_scale=hiking", dir{4.5, 4.5}, dir{8, 8}, no, no},
		{"highway=service access=private", no, no, no, no},
		{"highway=service access=private foot=yes", dir{5, 5}, no, no, no},
		{"highway=service access=no motor_vehicle=yes", no, no, dir{15, 15}, no},
		{"highway=residential vehicle=no", dir{5, 5}, no, no, no},
		{"highway=residential vehicle=no bicycle=yes", dir{5, 5}, dir{15, 15}, no, no},
		{"highway=residential motor_vehicle=destination", dir{5, 5}, dir{15, 15}, dir{25, 25}, no},
		{"highway=residential foot=use_sidepath bicycle=no", dir{5, 5}, no, dir{25, 25}, no},
		{"highway=construction", no, no, no, no},
		{"highway=nonsense", no, no, no, no},
		{"highway=residential ice_road=yes", no, no, no, no},
		{"man_made=pier", dir{5, 5}, dir{4, 4}, no, no},
		{"route=ferry", dir{10, 10}, dir{10, 10}, no, dir{10, 10}},
		{"route=ferry motor_vehicle=yes foot=no", no, dir{10, 10}, dir{10, 10}, dir{10, 10}},
		{"route=ferry motor_vehicle=yes oneway=yes", dir{10, 0}, dir{10, 0}, dir{10, 0}, dir{10, 10}},
		{"highway=living_street", dir{5, 5}, dir{12, 12}, dir{10, 10}, no},
		{"highway=primary maxspeed=20+mph", dir{5, 5}, dir{15, 15}, dir{mph20, mph20}, no},
		{"highway=path sac_scale=demanding_mountain_hiking", dir{2.5, 2.5}, no, no, no},
		{"waterway=river", no, no, no, dir{8, 8}},
		{"waterway=river boat=no", no, no, no, no},
		{"waterway=river tunnel=culvert", no, no, no, no},
		{"waterway=stream", no, no, no, no},
	} {
		r, ok := roadOf(tagList(c.tags), func(osmNote) {})
		want := [profiles]dir{c.walk, c.cycle, c.car, c.boat}
		if r.speed != want || ok != (want != [profiles]dir{}) {
			t.Errorf("%s: %v, want %v", c.tags, r.speed, want)
		}
	}
}

func TestFerriesTellWaitingCrossingHoursTideAndSeason(t *testing.T) {
	const m = time.Minute
	for _, c := range []struct {
		tags  string
		want  osmFerry
		notes []osmNote
	}{
		{"duration=00:15 opening_hours=06:00-18:00", osmFerry{wait: 15 * m, crossing: 15 * m, from: 360, to: 1080}, nil},
		{"duration=PT1H5M interval=00:20", osmFerry{wait: 10 * m, crossing: 65 * m}, nil},
		{"duration=12 interval=03:00", osmFerry{wait: 30 * m, crossing: 12 * m}, nil},
		{"duration=01:30:00 headway=PT30M", osmFerry{wait: 15 * m, crossing: 90 * m}, nil},
		{"interval=10+min", osmFerry{wait: 5 * m}, []osmNote{noteFerryDuration}},
		{"duration=5 opening_hours=24/7", osmFerry{wait: 15 * m, crossing: 5 * m}, nil},
		{"duration=5 opening_hours=Mo-Su+05:30-21:00", osmFerry{wait: 15 * m, crossing: 5 * m, from: 330, to: 1260}, nil},
		{"duration=5 opening_hours=Mo-Fr+05:30-21:00", osmFerry{wait: 15 * m, crossing: 5 * m}, []osmNote{noteFerryHours}},
		{"duration=5 opening_hours=22:00-04:00", osmFerry{wait: 15 * m, crossing: 5 * m}, []osmNote{noteFerryHours}},
		{"duration=5 opening_hours=06:00-29:00", osmFerry{wait: 15 * m, crossing: 5 * m}, []osmNote{noteFerryHours}},
		{"duration=5 tidal=yes seasonal=dry_season", osmFerry{wait: 15 * m, crossing: 5 * m, tide: true, season: true}, nil},
		{"duration=99:99 opening_hours=at+high+tide", osmFerry{wait: 15 * m, tide: true}, []osmNote{noteFerryDuration, noteFerryHours}},
	} {
		var notes []osmNote
		r, ok := roadOf(tagList("route=ferry "+c.tags), func(n osmNote) { notes = append(notes, n) })
		if !ok || !r.ferry || r.crossing != c.want || !slices.Equal(notes, c.notes) {
			t.Errorf("%s: %+v %v, want %+v %v", c.tags, r.crossing, notes, c.want, c.notes)
		}
	}
}

func TestBarriersStopThoseTheyAreMadeFor(t *testing.T) {
	for tags, want := range map[string][profiles]bool{
		"barrier=gate":                              {},
		"barrier=gate locked=yes":                   {true, true, true, false},
		"barrier=gate access=private foot=yes":      {false, true, true, false},
		"barrier=bollard":                           {false, false, true, false},
		"barrier=bollard motor_vehicle=yes":         {},
		"barrier=stile":                             {false, true, true, false},
		"barrier=cattle_grid":                       {},
		"barrier=no":                                {},
		"highway=crossing access=no":                {}, // no barrier to belong to
		"waterway=weir":                             {false, false, false, true},
		"waterway=dam barrier=gate bicycle=private": {false, true, false, true},
	} {
		if got := stopsAt(tagList(tags)); got != want {
			t.Errorf("%s: %v, want %v", tags, got, want)
		}
	}
}
