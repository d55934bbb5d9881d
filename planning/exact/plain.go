package exact

import (
	"cmp"
	"encoding/json"
	"io"
	"slices"
)

// Kind says which plain location model is meant.
type Kind string

// The kinds.
const (
	Maximal  Kind = "maximal"   // P sites that cover most people
	SetCover Kind = "set cover" // the fewest sites that cover every client that some site covers
	Median   Kind = "median"    // P sites to which people walk least
)

// Plain is a location model without capacities.
type Plain struct {
	Kind     Kind      `json:"kind"`
	Clients  int       `json:"clients"`
	Sites    int       `json:"sites"`
	P        int       `json:"p"`
	Weight   []int64   `json:"weight"`   // people of each client; nil: one each
	Covers   [][]int32 `json:"covers"`   // of each site, the clients it covers; not for a median
	Distance []int32   `json:"distance"` // client-major; for a median
}

// WriteJSON writes the model as plain numbers. The errors are w's.
func (m Plain) WriteJSON(w io.Writer) error { return json.NewEncoder(w).Encode(m) }

// Terms counts the coefficients its program has, about.
func (m Plain) Terms() int {
	n := len(m.Distance)
	for _, c := range m.Covers {
		n += len(c)
	}
	return n
}

func (m Plain) weight(i int) int64 {
	if m.Weight == nil {
		return 1
	}
	return m.Weight[i]
}

// Program writes the model out.
func (m Plain) Program() Program {
	if m.Kind == Median {
		return m.median()
	}
	return m.cover()
}

// cover is Church and ReVelle 1974 (doi 10.1007/BF01942293), or the set cover of Toregas et al. 1971 (doi 10.1287/opre.19.6.1363).
func (m Plain) cover() Program {
	p := Program{Name: string(m.Kind), Maximise: m.Kind == Maximal}
	var sites []Term
	by := make([][]Term, m.Clients)
	for j, clients := range m.Covers {
		y := p.Add(Var{Name: Name("y", j), Hi: 1, Whole: true})
		if m.Kind == SetCover {
			p.Vars[y].Cost = 1
		}
		sites = append(sites, Term{y, 1})
		for _, i := range clients {
			by[i] = append(by[i], Term{y, 1})
		}
	}
	for i, terms := range by {
		switch {
		case len(terms) == 0:
		case m.Kind == SetCover:
			p.Limit(Name("c", i), AtLeast, 1, terms)
		default:
			z := p.Add(Var{Name: Name("z", i), Cost: m.weight(i), Hi: 1})
			p.Limit(Name("c", i), AtLeast, 0, append(terms, Term{z, -1}))
		}
	}
	if m.Kind == Maximal {
		p.Limit("p", AtMost, int64(m.P), sites)
	}
	return p
}

// median is the formulation by radii of Elloumi 2005 (Optimization Online 2005/12/1263), much smaller than the one with a variable a pair: z(i,k) is one where
// client i finds no site within its k nearest different distances.
func (m Plain) median() Program {
	p := Program{Name: string(m.Kind)}
	var sites []Term
	for j := range m.Sites {
		sites = append(sites, Term{p.Add(Var{Name: Name("y", j), Hi: 1, Whole: true}), 1})
	}
	p.Limit("p", Equal, int64(m.P), sites)
	order := make([]int32, m.Sites)
	for i := range m.Clients {
		row := m.Distance[i*m.Sites : (i+1)*m.Sites]
		for j := range order {
			order[j] = int32(j)
		}
		slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(row[a], row[b]) })
		p.Offset += m.weight(i) * int64(row[order[0]])
		before, last, ring := int32(-1), m.Sites-m.P, 0
		for from := 0; from <= last; ring++ { // of the P sites one is within the nearest Sites-P+1
			to := from
			for to < m.Sites && row[order[to]] == row[order[from]] {
				to++
			}
			var terms []Term
			for _, j := range order[from:to] {
				terms = append(terms, Term{j, 1})
			}
			right := int64(1)
			if before >= 0 {
				terms, right = append(terms, Term{before, -1}), 0
			}
			if to <= last {
				before = p.Add(Var{Name: Name("z", i, ring), Cost: m.weight(i) * int64(row[order[to]]-row[order[from]]), Hi: 1})
				terms = append(terms, Term{before, 1})
			}
			if to <= last || ring > 0 {
				p.Limit(Name("r", i, ring), AtLeast, right, terms)
			}
			from = to
		}
	}
	return p
}
