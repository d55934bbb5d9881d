package road

import (
	"math"
	"math/rand/v2"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
)

// Sample says what network to make up.
type Sample struct {
	Nodes int // of the graph, about: within some per cent; 100 to 20,000,000
	Seed  uint64
}

// Streets of a sample. Crossings lie sampleStep degrees (about 85 m) apart before they are shaken; every sampleMain-th street is
// an arterial and every sampleTrunk-th a trunk road, which never end; of the others three in ten pieces are missing.
const (
	sampleStep  = 0.00077
	sampleMain  = 12
	sampleTrunk = 60
	sampleKept  = 0.70
	sampleJunct = 0.875 // nodes that are left of the crossings when what is no junction is contracted: measured
)

// MakeSample fills a builder with a planar network like a plain full of villages: streets with gaps and bends, arterials and
// trunk roads, one street in eight one-way for what has wheels, footpaths, and islands that the gaps cut off. The same sample
// is the same network on every machine. It takes about a third of a second for a million nodes.
func MakeSample(o Sample) (*Builder, error) {
	if o.Nodes < 100 || o.Nodes > 20_000_000 {
		return nil, fault.Malformed("road.size", "A sample of %d nodes is asked for; it must have from 100 to 20,000,000.", o.Nodes)
	}
	side := int(math.Sqrt(float64(o.Nodes) / sampleJunct))
	s := &sampler{b: &Builder{}, side: side, rng: rand.New(rand.NewPCG(o.Seed, 0x726f6164))}
	return s.b, s.make()
}

type sampler struct {
	b    *Builder
	side int
	rng  *rand.Rand
	at   []orb.Point
	ways int64
}

func (s *sampler) make() error {
	s.at = make([]orb.Point, s.side*s.side)
	for i := range s.at {
		dx, dy := s.rng.Float64()-0.5, s.rng.Float64()-0.5
		s.at[i] = orb.Point{87 + sampleStep*(float64(i%s.side)+0.6*dx), 22 + sampleStep*(float64(i/s.side)+0.6*dy)}
		if err := s.b.AddNode(int64(i), s.at[i]); err != nil {
			return err
		}
	}
	for line := range s.side {
		for _, down := range [2]bool{false, true} {
			if err := s.street(line, down); err != nil {
				return err
			}
		}
	}
	return nil
}

// street lays the pieces of one line of crossings, each way up to eight pieces long.
func (s *sampler) street(line int, down bool) error {
	main, trunk := line%sampleMain == sampleMain/2, line%sampleTrunk == sampleMain/2
	var nodes []int64
	for i := range s.side {
		at := int64(line*s.side + i)
		if down {
			at = int64(i*s.side + line)
		}
		nodes = append(nodes, at)
		last := i == s.side-1
		kept := !last && (main || s.rng.Float64() < sampleKept)
		if kept && len(nodes) <= 8 {
			if s.rng.Float64() < 0.2 {
				bend, err := s.bend(at, down)
				if err != nil {
					return err
				}
				nodes = append(nodes, bend)
			}
			continue
		}
		if err := s.lay(nodes, main, trunk); err != nil {
			return err
		}
		if nodes = nodes[:0]; kept {
			nodes = append(nodes, at)
		}
	}
	return nil
}

// bend adds a node halfway to the next crossing, a little aside.
func (s *sampler) bend(at int64, down bool) (int64, error) {
	next := at + 1
	if down {
		next = at + int64(s.side)
	}
	a, b := s.at[at], s.at[next]
	p := orb.Point{(a[0]+b[0])/2 + sampleStep*0.1*(s.rng.Float64()-0.5), (a[1]+b[1])/2 + sampleStep*0.1*(s.rng.Float64()-0.5)}
	id := int64(len(s.b.ids))
	return id, s.b.AddNode(id, p)
}

func (s *sampler) lay(nodes []int64, main, trunk bool) error {
	if len(nodes) < 2 {
		return nil
	}
	s.ways++
	w := Way{ID: s.ways, Nodes: nodes, Surface: Earth}
	car := [...]Speed{12, 18, 25}[s.rng.IntN(3)]
	switch {
	case trunk:
		car, w.Surface = 60, Paved
	case main:
		car, w.Surface = 40, Paved
	case s.rng.IntN(12) == 0:
		car = 0 // a footpath
	}
	w.Forward = [Profiles]Speed{Walk: 4.5, Cycle: 12, Car: car}
	w.Backward = w.Forward
	if !main && s.rng.IntN(8) == 0 {
		w.Backward[Cycle], w.Backward[Car] = 0, 0
		if s.rng.IntN(2) == 0 {
			w.Forward, w.Backward = w.Backward, w.Forward
		}
	}
	return s.b.AddWay(w)
}
