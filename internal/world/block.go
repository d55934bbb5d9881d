package world

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"doorstep/geo"
)

// Figures of the made region; the mean booth and gram panchayat of West Bengal stand behind them.
const (
	boothPeople     = 1170 // a booth
	panchayatBooths = 15
	blockBooths     = blockColumns * blockRows * panchayatBooths
	hamletPeople    = 1100 // a hamlet, on the mean; sizes are heavy-tailed
	paretoShape     = 1.35 // of hamlet sizes
)

// hamlet is a settlement.
type hamlet struct {
	id     string
	name   name
	at     orb.Point // metres
	people int64
}

// place is a venue or a landmark.
type place struct {
	id, kind, name, locality string
	at                       orb.Point
	capacity                 int
}

// booth is a polling booth at a school.
type booth struct {
	id, name string
	at       orb.Point
	people   int64
}

// panchayat is a gram panchayat with what lies in it.
type panchayat struct {
	id      string
	name    name
	ring    orb.Ring // metres
	people  int64
	hamlets []hamlet
	places  []place
	booths  []booth
}

// block is a community development block.
type block struct {
	id         string
	name       name
	district   *district
	number     int // in the world
	corner     node
	booths     int
	panchayats []panchayat
}

// cells names the lattice cells of the block's gram panchayats.
func (b *block) cells() []node {
	cells := make([]node, 0, blockColumns*blockRows)
	for j := range blockRows {
		for i := range blockColumns {
			cells = append(cells, node{b.corner.i + i, b.corner.j + j})
		}
	}
	return cells
}

// settle fills a block: people, hamlets, venues and booths. It depends on the seed and the block's
// number alone, so that blocks can be made, written and forgotten one by one.
func (w *world) settle(b *block) {
	rng := rand.New(rand.NewPCG(w.seed, uint64(b.number)+1))
	names := newNamer()
	shares := make([]int64, len(b.cells()))
	for i := range shares {
		shares[i] = 700 + rng.Int64N(600)
	}
	booths := geo.Apportion(int64(b.booths), shares)
	for i, c := range b.cells() {
		p := panchayat{
			id: fmt.Sprintf("%s-G%02d", b.id, i+1), name: names.place(rng), ring: w.outline([]node{c})[0],
			people: booths[i] * (boothPeople - 120 + rng.Int64N(240)),
		}
		w.hamlets(rng, names, &p)
		w.venues(rng, &p, i)
		vote(&p, booths[i])
		b.panchayats = append(b.panchayats, p)
	}
}

// hamlets scatters a gram panchayat's people over dry ground: some hamlets in a string along a track,
// as they lie in the delta, the others anywhere.
func (w *world) hamlets(rng *rand.Rand, names *namer, p *panchayat) {
	count := max(1, int(p.people/hamletPeople))
	sizes := make([]int64, count)
	at := w.dry(rng, p.ring, 80)
	for i := range sizes {
		sizes[i] = int64(1000 * math.Pow(1-0.995*rng.Float64(), -1/paretoShape))
		next := orb.Point{at[0] + 700*rng.NormFloat64(), at[1] + 500*rng.NormFloat64()}
		if i%3 == 0 || !planar.RingContains(p.ring, next) || w.wet(next, 80) {
			next = w.dry(rng, p.ring, 80)
		}
		at = next
		p.hamlets = append(p.hamlets, hamlet{id: fmt.Sprintf("%s-H%03d", p.id, i+1), name: names.place(rng), at: at})
	}
	for i, people := range geo.Apportion(p.people, sizes) {
		p.hamlets[i].people = people
	}
}

// venues puts schools at most hamlets, an office, high schools, and every few gram panchayats a
// market and a college.
func (w *world) venues(rng *rand.Rand, p *panchayat, number int) {
	add := func(kind string, h hamlet, title string, capacity int) {
		at := orb.Point{h.at[0] + 150*rng.NormFloat64(), h.at[1] + 150*rng.NormFloat64()}
		if w.wet(at, 20) {
			at = h.at
		}
		p.places = append(p.places, place{
			id: fmt.Sprintf("%s-V%03d", p.id, len(p.places)+1), kind: kind, name: title, locality: h.name.en, at: at, capacity: capacity,
		})
	}
	largest := p.hamlets[0]
	for _, h := range p.hamlets {
		if h.people > largest.people {
			largest = h
		}
		if h.people > 250 && rng.Float64() < 0.85 {
			add("school", h, h.name.en+" Primary School", 0)
		}
	}
	add("panchayat_office", largest, p.name.en+" Gram Panchayat Office", 0)
	add("high_school", largest, p.name.en+" High School", 600+50*rng.IntN(16))
	add("health_centre", p.hamlets[rng.IntN(len(p.hamlets))], p.name.en+" Sub Centre", 0)
	if number%3 == 0 {
		add("market", largest, largest.name.en+" Haat", 0)
		add("community_hall", largest, p.name.en+" Community Hall", 300+50*rng.IntN(10))
	}
	if number == 0 {
		add("college", largest, p.name.en+" College", 0)
		add("block_office", largest, p.name.en+" Block Office", 0)
	}
}

// vote deals a gram panchayat's booths to its hamlets by people; hamlets without one vote at the
// nearest that has. The people of the booths add up to those of the gram panchayat.
func vote(p *panchayat, count int64) {
	people := make([]int64, len(p.hamlets))
	for i, h := range p.hamlets {
		people[i] = h.people
	}
	booths := geo.Apportion(count, people)
	voters := make([]int64, len(p.hamlets))
	for _, h := range p.hamlets {
		best, far := -1, math.Inf(1)
		for j, g := range p.hamlets {
			if d := planar.Distance(h.at, g.at); booths[j] > 0 && d < far {
				best, far = j, d
			}
		}
		if best >= 0 {
			voters[best] += h.people
		}
	}
	for i, h := range p.hamlets {
		even := make([]int64, booths[i])
		for k := range even {
			even[k] = 1
		}
		for k, share := range geo.Apportion(voters[i], even) {
			p.booths = append(p.booths, booth{
				id: fmt.Sprintf("%s-B%03d", p.id, len(p.booths)+1), name: fmt.Sprintf("%s, room %d", h.name.en, k+1), at: h.at, people: share,
			})
		}
	}
}

// dry draws a point of the ring that is in no river.
func (w *world) dry(rng *rand.Rand, ring orb.Ring, margin float64) orb.Point {
	b := ring.Bound()
	for range 10000 {
		p := orb.Point{b.Min[0] + rng.Float64()*(b.Max[0]-b.Min[0]), b.Min[1] + rng.Float64()*(b.Max[1]-b.Min[1])}
		if planar.RingContains(ring, p) && !w.wet(p, margin) {
			return p
		}
	}
	return b.Center() // a panchayat that is all river: none is, at these widths
}

func (w *world) wet(p orb.Point, margin float64) bool {
	for i := range w.rivers {
		if w.rivers[i].wet(p, margin) {
			return true
		}
	}
	return false
}
