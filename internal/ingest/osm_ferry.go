package ingest

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// osmFerry is a crossing by boat at its own hours.
type osmFerry struct {
	wait     time.Duration // half of what lies between two boats
	crossing time.Duration // 0: not said, by its length
	from, to int           // minutes of the day; both 0: at any hour, or unknown
	tide     bool          // only at some states of the tide
	season   bool          // not all the year
}

// Assumptions of ferries: the waiting where nothing says how often boats go, the most waiting (who waits longer asks
// first), and the speed where no duration is given.
const (
	ferryWait     = 15 * time.Minute
	ferryWaitMost = 30 * time.Minute
	ferrySpeed    = 10 // km/h
)

// ferryOf reads a ferry. Without a word on it, a ferry takes people and their cycles, and no cars.
func (r *osmRoad) ferryOf(t map[string]string, note func(osmNote)) {
	r.class = "ferry"
	r.bridge, r.ferry = false, true
	f := &r.crossing
	*f = osmFerry{wait: ferryWait, tide: truly(t["tidal"]), season: truly(t["seasonal"])}
	for _, key := range []string{"interval", "headway"} {
		if every, ok := spanOf(t[key]); ok {
			f.wait = min(every/2, ferryWaitMost)
			break
		}
	}
	if took, ok := spanOf(t["duration"]); ok {
		f.crossing = took
	} else {
		note(noteFerryDuration)
	}
	if hours := t["opening_hours"]; hours != "" {
		var ok bool
		if f.from, f.to, ok = hoursOf(hours); !ok {
			note(noteFerryHours)
		}
		if strings.Contains(strings.ToLower(hours), "tide") {
			f.tide = true
		}
	}
	cars := 0.0
	for _, key := range []string{"motorcar", "motor_vehicle"} {
		if truly(t[key]) {
			cars = ferrySpeed
		}
	}
	base := [profiles]float64{ferrySpeed, ferrySpeed, cars, ferrySpeed}
	ways := directions(t, note)
	ways[onFoot], ways[byBoat] = directionOf(t["oneway"], [2]bool{true, true}), [2]bool{true, true}
	for p, v := range base {
		if v = accessed(t, p, v); v == 0 {
			continue
		}
		for d := range 2 {
			if ways[p][d] {
				r.speed[p][d] = ferrySpeed
			}
		}
	}
}

var (
	clockSpan = regexp.MustCompile(`^(\d{1,2}):(\d{2})(?::(\d{2}))?$`)
	isoSpan   = regexp.MustCompile(`^PT(?:(\d{1,2})H)?(?:(\d{1,3})M)?(?:(\d{1,3})S)?$`)
	bareSpan  = regexp.MustCompile(`^(\d{1,4}) ?(?:min|mins|minutes)?$`)
	dayHours  = regexp.MustCompile(`^(?:Mo-Su,? ?(?:PH)? )?(\d{1,2}):(\d{2}) ?- ?(\d{1,2}):(\d{2})$`)
)

// spanOf reads a length of time: 00:15, 01:30:00, PT15M, 15 or 15 min. At most a day and above nothing.
func spanOf(text string) (time.Duration, bool) {
	var parts []string
	units := []time.Duration{time.Hour, time.Minute, time.Second}
	if m := clockSpan.FindStringSubmatch(text); m != nil {
		parts = m[1:]
	} else if m := isoSpan.FindStringSubmatch(text); m != nil {
		parts = m[1:]
	} else if m := bareSpan.FindStringSubmatch(text); m != nil {
		parts, units = m[1:], []time.Duration{time.Minute}
	}
	var sum time.Duration
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if err == nil {
			sum += time.Duration(n) * units[i]
		}
	}
	return sum, sum > 0 && sum <= 24*time.Hour
}

// hoursOf reads opening hours that are the same on every day and lie within one, in minutes of the day. Anything else is
// not read.
func hoursOf(text string) (from, to int, ok bool) {
	if text == "24/7" {
		return 0, 0, true
	}
	m := dayHours.FindStringSubmatch(text)
	if m == nil {
		return 0, 0, false
	}
	var n [4]int
	for i := range n {
		n[i], _ = strconv.Atoi(m[i+1]) // the expression found digits
	}
	from, to = 60*n[0]+n[1], 60*n[2]+n[3]
	if from >= to || to > 24*60 || n[1] > 59 || n[3] > 59 {
		return 0, 0, false
	}
	return from, to, true
}
