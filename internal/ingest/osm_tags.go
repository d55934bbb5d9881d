package ingest

import (
	"slices"
	"strings"

	"github.com/paulmach/osm"

	"doorstep/planning/road"
)

// osmClass is a class of ways with its speeds in km/h where nothing else is said, by profile; 0: not open to it. The
// speeds are assumptions for rural roads, below those of routing services for rich countries; docs/ingest.md names them.
type osmClass struct {
	name  string
	speed [profiles]float64 // walk, cycle, car, boat
}

// osmClasses are the classes of highway=*; a _link counts as its own class.
var osmClasses = map[string]osmClass{
	"motorway":       {"motorway", [profiles]float64{0, 0, 80, 0}},
	"motorway_link":  {"motorway", [profiles]float64{0, 0, 45, 0}},
	"trunk":          {"trunk", [profiles]float64{5, 15, 60, 0}},
	"trunk_link":     {"trunk", [profiles]float64{5, 15, 40, 0}},
	"primary":        {"primary", [profiles]float64{5, 15, 50, 0}},
	"primary_link":   {"primary", [profiles]float64{5, 15, 35, 0}},
	"secondary":      {"secondary", [profiles]float64{5, 15, 45, 0}},
	"secondary_link": {"secondary", [profiles]float64{5, 15, 30, 0}},
	"tertiary":       {"tertiary", [profiles]float64{5, 15, 40, 0}},
	"tertiary_link":  {"tertiary", [profiles]float64{5, 15, 30, 0}},
	"unclassified":   {"unclassified", [profiles]float64{5, 15, 30, 0}},
	"residential":    {"residential", [profiles]float64{5, 15, 25, 0}},
	"living_street":  {"living_street", [profiles]float64{5, 12, 10, 0}},
	"road":           {"road", [profiles]float64{5, 12, 20, 0}},
	"service":        {"service", [profiles]float64{5, 12, 15, 0}},
	"track":          {"track", [profiles]float64{4.5, 10, 15, 0}},
	"path":           {"path", [profiles]float64{4.5, 8, 0, 0}},
	"bridleway":      {"path", [profiles]float64{4.5, 8, 0, 0}},
	"cycleway":       {"cycleway", [profiles]float64{5, 15, 0, 0}},
	"footway":        {"footway", [profiles]float64{5, pushed, 0, 0}},
	"pedestrian":     {"footway", [profiles]float64{5, pushed, 0, 0}},
	"platform":       {"footway", [profiles]float64{5, pushed, 0, 0}},
	"corridor":       {"footway", [profiles]float64{4.5, pushed, 0, 0}},
	"steps":          {"steps", [profiles]float64{2.5, 0, 0, 0}},
}

// The profiles in the order of every table here.
const (
	onFoot = iota
	byCycle
	byCar
	byBoat
	profiles
)

// pushed is a cycle that is led.
const pushed = 4

// Speeds where a class is closed to a profile and a tag of that very profile opens it.
var openedSpeed = [profiles]float64{5, 12, 10, 0}

// osmUnbuilt are values of highway that no one can travel on, or not always.
var osmUnbuilt = []string{"construction", "proposed", "planned", "abandoned", "razed", "disused", "raceway", "escape", "bus_guideway", "busway", "via_ferrata"}

// osmWaterways are the waterways a boat may go on, with km/h.
var osmWaterways = map[string]float64{"river": 8, "canal": 6, "tidal_channel": 8, "fairway": 10}

// osmRoad is what the tags of a way come to.
type osmRoad struct {
	class         string
	speed         [profiles][2]float64 // km/h along the way and against it; 0: not allowed
	bridge, ferry bool
	crossing      osmFerry // of a ferry
	surface       road.Surface
	name, ref     string
}

// closed says that nobody may go there.
func (r *osmRoad) closed() bool { return r.speed == [profiles][2]float64{} }

// osmWanted says, fast, whether a way may be one to travel on.
func osmWanted(tags osm.Tags) bool {
	for _, t := range tags {
		switch t.Key {
		case "highway":
			return true
		case "route":
			if t.Value == "ferry" {
				return true
			}
		case "waterway":
			if osmWaterways[t.Value] > 0 {
				return true
			}
		case "man_made":
			if t.Value == "pier" {
				return true
			}
		}
	}
	return false
}

// roadOf reads the tags of a way; note hears of each thing that is left out. ok: somebody may go there.
func roadOf(tags osm.Tags, note func(osmNote)) (r osmRoad, ok bool) {
	t := tagsOf(tags)
	for key := range t {
		if strings.HasSuffix(key, ":conditional") {
			note(noteConditional)
			break
		}
	}
	r.name, r.ref = t["name"], t["ref"]
	r.bridge, r.surface = truly(t["bridge"]), osmSurfaces[t["surface"]]
	switch highway := t["highway"]; {
	case t["route"] == "ferry" && highway == "":
		r.ferryOf(t, note)
	case highway == "" && t["man_made"] == "pier":
		r.roadOf(t, osmClasses["footway"], note)
		r.class = "pier"
	case highway == "":
		r.waterway(t)
	case slices.Contains(osmUnbuilt, highway):
		note(noteUnbuilt)
		return r, false
	case t["area"] == "yes" && t["oneway"] == "":
		note(noteArea) // its edge is still walked along
		fallthrough
	default:
		class, known := osmClasses[highway]
		if !known {
			note(noteClass)
			return r, false
		}
		r.roadOf(t, class, note)
	}
	if r.closed() {
		note(noteClosed)
	}
	return r, !r.closed()
}

func tagsOf(tags osm.Tags) map[string]string {
	t := make(map[string]string, len(tags))
	for _, tag := range tags {
		t[tag.Key] = strings.TrimSpace(tag.Value)
	}
	return t
}

// truly says whether a flag is set: bridge=yes, bridge=viaduct, but not bridge=no.
func truly(value string) bool {
	return value != "" && value != "no" && value != "0" && value != "false"
}

// roadOf gives a road its speeds: those of the class, opened and closed by access, slowed by what it is made of, and
// by direction.
func (r *osmRoad) roadOf(t map[string]string, class osmClass, note func(osmNote)) {
	r.class = class.name
	if truly(t["ice_road"]) || truly(t["winter_road"]) {
		note(noteSeason)
		return
	}
	speeds := class.speed
	for p := range byBoat {
		speeds[p] = accessed(t, p, speeds[p])
	}
	if truly(t["motorroad"]) {
		for p, key := range []string{"foot", "bicycle"} {
			if t[key] == "" {
				speeds[p] = 0
			}
		}
	}
	if class.name == "steps" {
		speeds[byCycle], speeds[byCar] = 0, 0
	}
	if truly(t["ford"]) {
		speeds[byCycle], speeds[byCar] = min(speeds[byCycle], 4), min(speeds[byCar], 5)
		speeds[onFoot] = min(speeds[onFoot], 2.5)
	}
	slowed(t, &speeds)
	if t["highway"] == "track" && t["tracktype"] == "grade5" && t["motor_vehicle"] == "" && t["motorcar"] == "" {
		speeds[byCar] = 0
	}
	ways := directions(t, note)
	for p, v := range speeds {
		if p == byBoat {
			continue
		}
		for d := range 2 {
			if ways[p][d] {
				r.speed[p][d] = v
			}
		}
	}
	limited(t, &r.speed[byCar])
}

// waterway opens a river or canal to boats.
func (r *osmRoad) waterway(t map[string]string) {
	r.class = "waterway"
	r.bridge = false
	v := osmWaterways[t["waterway"]]
	if truly(t["tunnel"]) || truly(t["intermittent"]) || accessed(t, byBoat, v) == 0 {
		return
	}
	r.speed[byBoat] = [2]float64{v, v}
}

// accessKeys are the tags that open or close a way to a profile, the nearest first.
var accessKeys = [profiles][]string{
	{"foot", "access"},
	{"bicycle", "vehicle", "access"},
	{"motorcar", "motor_vehicle", "vehicle", "access"},
	{"motorboat", "boat", "access"},
}

// accessed gives the speed that the access tags leave: the nearest one decides.
func accessed(t map[string]string, p int, speed float64) float64 {
	for _, key := range accessKeys[p] {
		value := t[key]
		switch value {
		case "":
			continue
		case "no", "private", "restricted", "permit", "residents", "agricultural", "forestry", "agricultural;forestry", "military",
			"emergency", "psv", "bus", "taxi", "hov", "employees", "students", "dismount", "use_sidepath":
			switch {
			case value == "dismount" && p == byCycle:
				return pushed
			case value == "use_sidepath" && p == onFoot:
				return speed
			}
			return 0
		}
		if speed == 0 && key != "access" && key != "vehicle" {
			return openedSpeed[p]
		}
		if speed == pushed && p == byCycle && key == "bicycle" {
			return openedSpeed[p]
		}
		return speed
	}
	return speed
}

// directions says by profile whether one may go along the way and against it. One-ways bind vehicles; walkers only
// where oneway:foot says so.
func directions(t map[string]string, note func(osmNote)) (open [profiles][2]bool) {
	both := [2]bool{true, true}
	general := directionOf(t["oneway"], both)
	if t["oneway"] == "" && (t["junction"] == "roundabout" || t["junction"] == "circular" || strings.HasPrefix(t["highway"], "motorway")) {
		general = [2]bool{true, false}
	}
	if t["oneway"] == "reversible" || t["oneway"] == "alternating" {
		note(noteReversible)
		general = [2]bool{}
	}
	open[onFoot] = directionOf(t["oneway:foot"], both)
	open[byCycle] = directionOf(t["oneway:bicycle"], general)
	for _, key := range []string{"cycleway", "cycleway:left", "cycleway:right", "cycleway:both"} {
		if strings.HasPrefix(t[key], "opposite") {
			open[byCycle] = both
		}
	}
	open[byCar] = directionOf(t["oneway:motor_vehicle"], directionOf(t["oneway:motorcar"], general))
	return open
}

func directionOf(value string, unsaid [2]bool) [2]bool {
	switch value {
	case "yes", "true", "1":
		return [2]bool{true, false}
	case "-1", "reverse":
		return [2]bool{false, true}
	case "no", "false", "0":
		return [2]bool{true, true}
	default:
		return unsaid
	}
}
