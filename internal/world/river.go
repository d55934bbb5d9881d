package world

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/paulmach/orb"
)

// river runs from south to north: its middle lies at x(y), so that crossing it is a change of sign.
type river struct {
	name                    string
	east                    float64 // metres, mean place of the middle
	half                    float64 // metres, half its width
	swing, length, phase    float64 // great meander
	swing2, length2, phase2 float64 // small meander
	crossings               []crossing
}

// crossing is a bridge or a ferry over a river.
type crossing struct {
	id    string
	ferry bool
	at    orb.Point // metres
	banks [2]orb.Point
}

func (r river) x(y float64) float64 {
	return r.east + r.swing*math.Sin(y/r.length+r.phase) + r.swing2*math.Sin(y/r.length2+r.phase2)
}

// wet says whether p lies in the river or within margin metres of its banks.
func (r river) wet(p orb.Point, margin float64) bool {
	return math.Abs(p[0]-r.x(p[1])) < r.half+margin
}

// between says whether a and b lie on different sides.
func (r river) between(a, b orb.Point) bool {
	return (a[0] < r.x(a[1])) != (b[0] < r.x(b[1]))
}

// bed gives the water of a river between two latitudes as a ring in metres.
func (r river) bed(south, north float64) orb.Ring {
	const step = 250.0
	var ring, west orb.Ring
	for y := south; ; y += step {
		y = math.Min(y, north)
		ring = append(ring, orb.Point{r.x(y) + r.half, y})
		west = append(west, orb.Point{r.x(y) - r.half, y})
		if y >= north {
			break
		}
	}
	for _, p := range slices.Backward(west) {
		ring = append(ring, p)
	}
	return append(ring, ring[0])
}

// drawRivers lays count rivers across width metres and bridges or ferries them every few kilometres
// over height metres. Few crossings are bridges.
func drawRivers(rng *rand.Rand, names *namer, count int, width, height float64) []river {
	const every, bridges = 5500.0, 0.35
	rivers := make([]river, 0, count)
	for k := range count {
		r := river{
			name: names.river(rng), east: (float64(k) + 0.3 + 0.4*rng.Float64()) * width / float64(count),
			half:  40 + 110*rng.Float64(),
			swing: 400 + 300*rng.Float64(), length: 1400 + 500*rng.Float64(), phase: 2 * math.Pi * rng.Float64(),
			swing2: 60 + 60*rng.Float64(), length2: 450 + 150*rng.Float64(), phase2: 2 * math.Pi * rng.Float64(),
		}
		for y := every * rng.Float64(); y < height; y += every * (0.6 + 0.8*rng.Float64()) {
			gap := r.half + 40
			r.crossings = append(r.crossings, crossing{
				id: crossingID(k, len(r.crossings)), ferry: rng.Float64() > bridges,
				at: orb.Point{r.x(y), y}, banks: [2]orb.Point{{r.x(y) - gap, y}, {r.x(y) + gap, y}},
			})
		}
		rivers = append(rivers, r)
	}
	return rivers
}
