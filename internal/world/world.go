// Package world writes believable regions that never were: districts, blocks and gram panchayats with
// shared borders, hamlets of heavy-tailed size, booths, schools, markets, rivers with few crossings,
// roads, a calendar and a past drive, in the layout that docs/ingest.md describes. The same number of
// booths and seed write the same bytes.
package world

import (
	"fmt"
	"math"
	"math/rand/v2"

	"doorstep/internal/fault"
)

// Sizes of world by booths.
const (
	BlockWorld    = 180
	DistrictWorld = 1980   // 11 blocks, about 850 camp-days
	StateWorld    = 80_681 // the booths of West Bengal in 2025
	minBooths     = 12     // one a gram panchayat of a block
	maxBooths     = 1_000_000
)

// Layout of a state: districts of 5 by 4 blocks.
const (
	districtColumns  = 5
	districtRows     = 4
	smallestState    = 13 // blocks; fewer make one district
	districtsAcross  = 5
	riversInDistrict = 4
)

// world is the frame that blocks are filled into, one by one.
type world struct {
	lattice
	booths    int
	name      string
	rivers    []river
	districts []district
	width     float64 // metres
	height    float64
}

// district is a district and the blocks it will have.
type district struct {
	id, census string
	name       name
	blocks     []block
}

// Summary says what was written.
type Summary struct {
	Districts, Blocks, Panchayats, Hamlets, Venues, Booths int
	People                                                 int64
	DistrictNames                                          []string
}

// draw lays out the frame: districts, blocks and rivers. Blocks are still empty.
func draw(booths int, seed uint64) (*world, error) {
	if booths < minBooths || booths > maxBooths {
		return nil, fault.Refuse("world.booths", "A world has between %d and %d booths; %d were asked for.", minBooths, maxBooths, booths)
	}
	w := &world{lattice: lattice{seed: seed}, booths: booths, name: fmt.Sprintf("world-%d-%d", booths, seed)}
	rng := rand.New(rand.NewPCG(seed, 0))
	names := newNamer()
	count := (booths + blockBooths - 1) / blockBooths
	columns, perDistrict := districtColumns, districtColumns*districtRows
	if count < smallestState {
		columns, perDistrict = int(math.Ceil(math.Sqrt(float64(count)))), count
	}
	w.layBlocks(rng, names, count, columns, perDistrict)
	across := 0
	for i := range w.districts {
		for _, b := range w.districts[i].blocks {
			across = max(across, b.corner.i+blockColumns)
			w.height = math.Max(w.height, float64(b.corner.j+blockRows)*pitch)
		}
	}
	w.width = float64(across) * pitch
	w.rivers = drawRivers(rng, names, max(3, riversInDistrict*across/(blockColumns*districtColumns)), w.width, w.height)
	return w, nil
}

// layBlocks fills districts row by row, so that each is one piece, and deals out the booths evenly.
func (w *world) layBlocks(rng *rand.Rand, names *namer, count, columns, perDistrict int) {
	for n := range count {
		d := n / perDistrict
		if d == len(w.districts) {
			w.districts = append(w.districts, district{id: fmt.Sprintf("D%02d", d+1), census: fmt.Sprintf("%03d", 901+d), name: names.place(rng)})
		}
		k := n % perDistrict
		w.districts[d].blocks = append(w.districts[d].blocks, block{
			id: fmt.Sprintf("D%02d-B%02d", d+1, k+1), name: names.place(rng), number: n,
			corner: node{
				i: (d%districtsAcross*columns + k%columns) * blockColumns,
				j: (d/districtsAcross*districtRows + k/columns) * blockRows,
			},
			booths: (n+1)*w.booths/count - n*w.booths/count,
		})
	}
	for d := range w.districts {
		for b := range w.districts[d].blocks {
			w.districts[d].blocks[b].district = &w.districts[d]
		}
	}
}
