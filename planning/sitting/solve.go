package sitting

import (
	"cmp"
	"slices"
)

// DefaultNodes is how many nodes a group's search may open.
const DefaultNodes = 60_000

// Answer divides a group.
type Answer struct {
	Sittings []Cluster // by first booth
	Unseated []int32   // booths without one, increasing
	Proof    Proof
	Bound    int64 // no division costs less: Group.Bound of the proof
	Cost     int64 // of this one
	Optimal  bool  // none costs less, by the bound or by a search to the end
	Clusters int   // that were there to choose from
	Nodes    int64 // opened
}

// Solve divides the booths at the least cost it finds: the linear relaxation gives prices and, with cuts, the bound; a
// search of what costs little more a division, or else a beam search by reduced cost, parts of which are
// divided anew as long as that helps; a search to the end, while nodes last, betters it or proves it best. It refuses what Validate refuses.
// A group of 25 booths takes some milliseconds, one of 400 some seconds.
func Solve(g *Group, nodes int64) (Answer, error) {
	if err := g.Validate(); err != nil {
		return Answer{}, err
	}
	if nodes <= 0 {
		nodes = DefaultNodes
	}
	s := solver{g: g, scale: g.Scale(), order: spatial(g.Neighbours), limit: min(g.Limit, len(g.People)/Smallest), left: nodes}
	s.clusters = g.Clusters()
	plain, x := relax(g, s.clusters, s.scale, nil)
	s.price, s.sitting, s.bound = plain.Price, plain.Sitting, plain.bound(g.Limit)
	if !s.deepen() {
		s.beam()
		s.better()
	}
	s.prove()
	a := s.answer(nodes)
	if a.Proof = plain; a.Cost > s.bound {
		a.Proof = tighten(g, s.clusters, s.scale, plain, x)
	}
	a.Bound = a.Proof.bound(g.Limit)
	a.Optimal = a.Optimal || a.Cost == a.Bound
	return a, nil
}

type solver struct {
	g        *Group
	scale    Scale
	order    []int32
	clusters []Cluster
	price    []int64
	sitting  int64
	bound    int64
	limit    int
	left     int64 // nodes
	chosen   []int32
	optimal  bool
}

// deepenNodes is what deepen may open.
const deepenNodes = 10_000

// deepen searches what costs at most a little more than the bound, then more and more, until it finds a
// division, and looks on for a better one. It says whether it found any; most small groups end here.
func (s *solver) deepen() bool {
	for most, nodes := max(64, s.bound/4096), min(deepenNodes, s.left); nodes > 0 && most < mostCost; most *= 4 {
		look := newSearch(s.order, s.clusters, s.price, s.sitting, s.limit, s.scale, most)
		all := look.run(set{}, 0, nodes)
		s.left -= nodes - look.nodes
		nodes = look.nodes
		if look.best != nil {
			s.take(look.best)
			s.optimal = all || s.cost() == s.bound
			return true
		}
	}
	return false
}

func (s *solver) take(path []way) {
	s.chosen = s.chosen[:0]
	for _, w := range path {
		if w.cluster >= 0 {
			s.chosen = append(s.chosen, w.cluster)
		}
	}
}

// prove searches all divisions that would be better, with the nodes that are left.
func (s *solver) prove() {
	for !s.optimal && s.left > 0 {
		look := newSearch(s.order, s.clusters, s.price, s.sitting, s.limit, s.scale, s.cost()-s.bound-1)
		s.optimal = look.run(set{}, 0, s.left)
		s.left = look.nodes
		if look.best != nil {
			s.take(look.best)
		}
	}
}

// windowNodes is what one window's search may open.
const windowNodes = 4000

// better opens a window round each booth in turn, 16 booths and the sittings they are in, and divides them
// anew, until no window of any booth helps or the nodes are spent.
func (s *solver) better() {
	for quiet, k := 0, 0; quiet < len(s.order) && s.left > 0 && !s.optimal; k++ {
		quiet++
		if s.window(s.order[k%len(s.order)]) {
			quiet = 0
		}
	}
	s.optimal = s.optimal || s.cost() == s.bound
}

// window divides the surroundings of a booth anew and says whether that is better.
func (s *solver) window(centre int32) bool {
	const booths = 16
	sitting := make([]int32, len(s.order)) // of each booth, -1: none
	for b := range sitting {
		sitting[b] = -1
	}
	for k, j := range s.chosen {
		for _, b := range s.clusters[j].Booths {
			sitting[b] = int32(k)
		}
	}
	open := make([]bool, len(s.order))
	opened := make([]bool, len(s.chosen))
	list := []int32{centre}
	open[centre] = true
	for k := 0; k < len(list) && len(list) < booths; k++ {
		if mine := sitting[list[k]]; mine >= 0 && !opened[mine] {
			opened[mine] = true
			for _, b := range s.clusters[s.chosen[mine]].Booths {
				if !open[b] {
					open[b] = true
					list = append(list, b)
				}
			}
		}
		for _, b := range s.g.Neighbours[list[k]] {
			if !open[b] && len(list) < booths {
				open[b] = true
				list = append(list, b)
			}
		}
	}
	var kept []int32
	old := s.sitting * int64(s.limit)
	for k, j := range s.chosen {
		whole := true
		for _, b := range s.clusters[j].Booths {
			whole = whole && open[b]
		}
		if opened[k] = whole; !whole {
			kept = append(kept, j)
			for _, b := range s.clusters[j].Booths {
				open[b] = false
			}
		}
	}
	var done set
	for k, b := range s.order {
		switch {
		case !open[b]:
			done.add(int32(k))
		case sitting[b] < 0:
			old += s.scale.Unseated - s.price[b]
		}
	}
	for k, j := range s.chosen {
		if opened[k] {
			old += reduced(s.clusters[j], s.price, s.sitting)
		}
	}
	old -= s.sitting * int64(len(s.chosen))
	look := newSearch(s.order, s.clusters, s.price, s.sitting, s.limit, s.scale, old-1)
	nodes := min(windowNodes, s.left)
	look.run(done, len(kept), nodes)
	s.left -= nodes - look.nodes
	if look.best == nil {
		return false
	}
	s.take(look.best)
	s.chosen = append(s.chosen, kept...)
	return true
}

func (s *solver) cost() int64 {
	sum, seated := int64(0), 0
	for _, j := range s.chosen {
		sum += s.clusters[j].Cost
		seated += len(s.clusters[j].Booths)
	}
	return sum + s.scale.Unseated*int64(len(s.order)-seated)
}

func (s *solver) answer(nodes int64) Answer {
	a := Answer{
		Cost: s.cost(), Optimal: s.optimal, Clusters: len(s.clusters), Nodes: nodes - s.left,
	}
	seated := make([]bool, len(s.order))
	for _, j := range s.chosen {
		a.Sittings = append(a.Sittings, s.clusters[j])
		for _, b := range s.clusters[j].Booths {
			seated[b] = true
		}
	}
	slices.SortFunc(a.Sittings, func(x, y Cluster) int { return cmp.Compare(x.Booths[0], y.Booths[0]) })
	for b, ok := range seated {
		if !ok {
			a.Unseated = append(a.Unseated, int32(b))
		}
	}
	return a
}
