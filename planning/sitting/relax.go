package sitting

import "math"

// simplex solves the linear relaxation: least cost of clusters and of booths left out, every booth once, at
// most Limit clusters. Revised simplex method with an explicit inverse; rows are the booths and, last, the
// limit, then the cuts. Products are rounded before they are added, so that no machine fuses them.
type simplex struct {
	g        *Group
	clusters []Cluster
	miss     float64   // cost of a booth left out
	n        int       // booths; row n is the limit, the cuts follow
	hits     [][]int32 // of each cluster: rows of the cuts that it counts in
	basis    []int32   // column in each row: a cluster, -1-b booth b left out, -1-n the limit's slack
	in       []bool    // clusters in the basis
	inv      [][]float64
	x        []float64
	y        []float64
	way      []float64
}

func newSimplex(g *Group, clusters []Cluster, scale Scale, cuts []Cut) *simplex {
	n := len(g.People)
	m := n + 1 + len(cuts)
	s := &simplex{
		g: g, clusters: clusters, miss: float64(scale.Unseated), n: n, in: make([]bool, len(clusters)), basis: make([]int32, m),
		inv: make([][]float64, m), x: make([]float64, m), y: make([]float64, m), way: make([]float64, m), hits: make([][]int32, len(clusters)),
	}
	for k, cut := range cuts {
		for j := range clusters {
			if cut.hit(clusters[j].Booths) {
				s.hits[j] = append(s.hits[j], int32(n+1+k))
			}
		}
	}
	for r := range s.basis {
		s.basis[r] = int32(-1 - r)
		s.inv[r] = make([]float64, m)
		s.inv[r][r] = 1
		s.x[r] = 1 + 1e-7*float64(r*7919%1009+1) // right-hand sides a little apart, against cycling
		if r < n {
			s.y[r] = s.miss
		}
	}
	s.x[n] = float64(g.Limit) + 1e-4
	return s
}

// run pivots until no column is worth entering or the steps are spent, and says how many it took.
func (s *simplex) run(steps int) int {
	for k := range steps {
		enter, worth := s.price()
		if enter == none {
			return k
		}
		leave := s.ratio(enter)
		if leave < 0 {
			return k
		}
		s.pivot(leave, enter, worth)
		if k%256 == 255 {
			s.refresh()
		}
	}
	return steps
}

const none = math.MinInt32

// price gives the column of the most negative reduced cost, measured against the size of its prices.
func (s *simplex) price() (enter int32, worth float64) {
	enter, best := none, 0.0
	better := func(column int32, reduced, size float64) {
		if reduced < -1e-10*size && reduced < best {
			enter, best = column, reduced
		}
	}
	for j := range s.clusters {
		if s.in[j] {
			continue
		}
		c := float64(s.clusters[j].Cost)
		reduced, size := c-s.y[s.n], c+math.Abs(s.y[s.n])+1
		for _, b := range s.clusters[j].Booths {
			reduced -= s.y[b]
			size += math.Abs(s.y[b])
		}
		for _, r := range s.hits[j] {
			reduced -= s.y[r]
			size += math.Abs(s.y[r])
		}
		better(int32(j), reduced, size)
	}
	for b := range s.n {
		better(int32(-1-b), s.miss-s.y[b], s.miss)
	}
	for r := s.n; r < len(s.y); r++ {
		better(int32(-1-r), -s.y[r], math.Abs(s.y[r])+1)
	}
	return enter, best
}

// column works out the direction of a column into way.
func (s *simplex) column(j int32) {
	for r := range s.way {
		if j < 0 {
			s.way[r] = s.inv[r][-1-j]
			continue
		}
		sum := s.inv[r][s.n]
		for _, b := range s.clusters[j].Booths {
			sum += s.inv[r][b]
		}
		for _, cut := range s.hits[j] {
			sum += s.inv[r][cut]
		}
		s.way[r] = sum
	}
}

// ratio gives the row that leaves for a column, -1 where none does.
func (s *simplex) ratio(enter int32) int {
	s.column(enter)
	leave, least := -1, 0.0
	for r, w := range s.way {
		if w < 1e-9 {
			continue
		}
		if q := max(s.x[r], 0) / w; leave < 0 || q < least || q == least && w > s.way[leave] {
			leave, least = r, q
		}
	}
	return leave
}

func (s *simplex) pivot(leave int, enter int32, worth float64) {
	row := s.inv[leave]
	f := worth / s.way[leave]
	for k := range s.y {
		s.y[k] += float64(f * row[k])
	}
	over := 1 / s.way[leave]
	for k := range row {
		row[k] = float64(row[k] * over)
	}
	s.x[leave] = float64(s.x[leave] * over)
	for r, w := range s.way {
		if r == leave || w == 0 {
			continue
		}
		other := s.inv[r]
		for k, v := range row {
			if v != 0 {
				other[k] -= float64(w * v)
			}
		}
		s.x[r] -= float64(w * s.x[leave])
	}
	if old := s.basis[leave]; old >= 0 {
		s.in[old] = false
	}
	s.basis[leave] = enter
	if enter >= 0 {
		s.in[enter] = true
	}
}

// refresh works the prices out again from the costs of the basis.
func (s *simplex) refresh() {
	clear(s.y)
	for r, j := range s.basis {
		c := 0.0
		switch {
		case j >= 0:
			c = float64(s.clusters[j].Cost)
		case int(-1-j) < s.n:
			c = s.miss
		}
		if c == 0 {
			continue
		}
		for k, v := range s.inv[r] {
			if v != 0 {
				s.y[k] += float64(c * v)
			}
		}
	}
}

// solve runs the simplex method to its end.
func (s *simplex) solve() {
	for range 4 { // prices worked out again may show a column that drift had hidden
		steps := s.run(40*len(s.basis) + 200)
		s.refresh()
		if steps == 0 {
			return
		}
	}
}

// relax gives whole prices that Bound accepts as they are, and the value of each cluster in the relaxation with
// the cuts.
func relax(g *Group, clusters []Cluster, scale Scale, cuts []Cut) (p Proof, x []float64) {
	s := newSimplex(g, clusters, scale, cuts)
	s.solve()
	p.Price = make([]int64, s.n)
	for b := range p.Price {
		p.Price[b] = max(min(int64(math.Floor(s.y[b])), scale.Unseated), -Largest*scale.Unseated)
	}
	p.Sitting = min(max(0, int64(math.Ceil(-s.y[s.n]))), Largest*scale.Unseated)
	for k, cut := range cuts {
		cut.Weight = min(max(0, int64(math.Ceil(-s.y[s.n+1+k]))), scale.Unseated)
		if cut.Weight > 0 {
			p.Cuts = append(p.Cuts, cut)
		}
	}
	for _, c := range clusters { // what rounding broke
		for short := -p.reduced(c); short > 0; short = -p.reduced(c) {
			for _, b := range c.Booths {
				p.Price[b] -= (short + 1) / 2
			}
		}
	}
	p.lift(clusters, scale)
	x = make([]float64, len(clusters))
	for r, j := range s.basis {
		if j >= 0 {
			x[j] = s.x[r]
		}
	}
	return p, x
}

// lift raises each price as far as the clusters with its booth allow.
func (p *Proof) lift(clusters []Cluster, scale Scale) {
	of := make([][]int32, len(p.Price))
	for j, c := range clusters {
		for _, b := range c.Booths {
			of[b] = append(of[b], int32(j))
		}
	}
	for b := range p.Price {
		room := scale.Unseated - p.Price[b]
		for _, j := range of[b] {
			room = min(room, p.reduced(clusters[j]))
		}
		p.Price[b] += max(0, room)
	}
}
