package ingest

import (
	"math"
	"strconv"
	"strings"

	"doorstep/planning/road"
)

// osmSlow are the most km/h that what a road is made of allows on foot, by cycle and by car; 0: none, inf: no bound.
var osmSlow = map[string]map[string][3]float64{
	"surface": {
		"compacted": {inf, 12, 40}, "fine_gravel": {inf, 12, 40}, "gravel": {inf, 10, 30}, "pebblestone": {4.5, 8, 25},
		"unpaved": {inf, 12, 25}, "dirt": {inf, 10, 20}, "earth": {inf, 10, 20}, "ground": {inf, 10, 20}, "clay": {inf, 10, 20},
		"grass": {4.5, 7, 12}, "mud": {3, 4, 8}, "sand": {3.5, 5, 10}, "rock": {4, 5, 10}, "wood": {inf, 10, 15},
		"cobblestone": {inf, 10, 20}, "unhewn_cobblestone": {inf, 8, 20}, "sett": {inf, 12, 30}, "grass_paver": {inf, 8, 15}, "brick": {inf, 12, 25},
	},
	"tracktype": {
		"grade1": {inf, 12, 25}, "grade2": {inf, 10, 15}, "grade3": {inf, 8, 12}, "grade4": {4.5, 7, 8}, "grade5": {4, 5, 5},
	},
	"smoothness": {
		"bad": {inf, 10, 30}, "very_bad": {inf, 8, 15}, "horrible": {4.5, 5, 8}, "very_horrible": {4, 4, 5}, "impassable": {4, 0, 0},
	},
	"sac_scale": {
		"mountain_hiking": {4, 4, 0}, "demanding_mountain_hiking": {2.5, 0, 0}, "alpine_hiking": {0, 0, 0},
		"demanding_alpine_hiking": {0, 0, 0}, "difficult_alpine_hiking": {0, 0, 0},
	},
}

var inf = math.Inf(1)

// osmSurfaces sorts the values of surface=* for the road file.
var osmSurfaces = map[string]road.Surface{
	"paved": road.Paved, "asphalt": road.Paved, "concrete": road.Paved, "concrete:plates": road.Paved, "concrete:lanes": road.Paved, "metal": road.Paved,
	"paving_stones": road.Paved, "sett": road.Paved, "cobblestone": road.Paved, "unhewn_cobblestone": road.Paved, "brick": road.Paved, "wood": road.Paved, "chipseal": road.Paved,
	"compacted": road.Gravel, "fine_gravel": road.Gravel, "gravel": road.Gravel, "pebblestone": road.Gravel, "rock": road.Gravel,
	"unpaved": road.Earth, "dirt": road.Earth, "earth": road.Earth, "ground": road.Earth, "clay": road.Earth, "grass": road.Earth, "mud": road.Earth, "sand": road.Earth,
}

// slowed bounds speeds by surface, tracktype, smoothness and the scale of mountain paths.
func slowed(t map[string]string, speed *[profiles]float64) {
	for key, table := range osmSlow {
		most, known := table[t[key]]
		if !known {
			continue
		}
		for p, v := range most {
			speed[p] = min(speed[p], v)
		}
	}
}

// limited bounds car speeds by maxspeed, of which nine tenths are driven.
func limited(t map[string]string, car *[2]float64) {
	for d, key := range []string{"maxspeed:forward", "maxspeed:backward"} {
		most, known := speedOf(t[key])
		if !known {
			most, known = speedOf(t["maxspeed"])
		}
		if known && car[d] > 0 {
			car[d] = min(car[d], max(0.9*most, 5))
		}
	}
}

// speedOf reads "50", "30 mph" or "walk" in km/h. Words of a country's law ("IN:urban") say nothing here.
func speedOf(text string) (kmh float64, known bool) {
	if text == "walk" {
		return 6, true
	}
	number, unit, _ := strings.Cut(text, " ")
	if bare, miles := strings.CutSuffix(number, "mph"); miles {
		number, unit = bare, "mph"
	}
	v, err := strconv.ParseFloat(number, 64)
	if err != nil || !(v >= 1 && v <= 200) {
		return 0, false
	}
	switch unit {
	case "", "km/h", "kmh", "kph":
		return v, true
	case "mph":
		return v * 1.609344, true
	}
	return 0, false
}
