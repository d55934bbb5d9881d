package ingest

import "github.com/paulmach/osm"

// osmBarriers are things on a way that somebody cannot pass where nothing else is said. Gates, lifts and booms are taken
// as open; so is what is not in the list.
var osmBarriers = map[string][profiles]bool{ // walk, cycle, car, boat: stopped
	"bollard": {false, false, true}, "block": {false, false, true}, "planter": {false, false, true}, "jersey_barrier": {false, false, true},
	"debris": {false, false, true}, "log": {false, false, true}, "cycle_barrier": {false, false, true}, "motorcycle_barrier": {false, false, true},
	"bus_trap": {false, false, true}, "sump_buster": {false, false, true}, "rope": {false, false, true}, "wicket_gate": {false, false, true},
	"stile": {false, true, true}, "kissing_gate": {false, true, true}, "turnstile": {false, true, true}, "horse_stile": {false, true, true},
	"full-height_turnstile": {false, true, true}, "kent_carriage_gap": {false, false, true},
}

// osmDams stop boats.
var osmDams = []string{"dam", "weir", "waterfall", "sluice_gate"}

// stopsAt says whom a node stops. Access tags count only where there is a barrier they can belong to.
func stopsAt(tags osm.Tags) (stopped [profiles]bool) {
	barrier := ""
	for _, t := range tags {
		switch t.Key {
		case "barrier":
			barrier = t.Value
		case "waterway":
			for _, dam := range osmDams {
				stopped[byBoat] = stopped[byBoat] || t.Value == dam
			}
		}
	}
	if barrier == "" || barrier == "no" {
		return stopped
	}
	t := tagsOf(tags)
	closed := osmBarriers[barrier]
	for p := range byBoat {
		speed := 1.0
		if closed[p] || t["locked"] == "yes" {
			speed = 0
		}
		// A tag of the profile itself opens what is closed; access=no and the like close what is open.
		stopped[p] = accessed(t, p, speed) == 0
	}
	return stopped
}
