package planning_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"doorstep/geo"
	"doorstep/planning"
)

// hamlets are the people of a problem where they live: of each cell, with their visitors.
type hamlets [][]hamlet

type hamlet struct {
	at               orb.Point
	people, visitors int64
}

// withHamlets is a random problem whose cells have several hamlets each, up to some hundred metres from where the
// cell stands, and the radius that follows.
func withHamlets(seed uint64) (planning.Problem, hamlets) {
	p := randomProblem(seed, false)
	r := rand.New(rand.NewPCG(seed, 99))
	all := make(hamlets, len(p.Demand))
	for i := range p.Demand {
		d := &p.Demand[i]
		n := 1 + r.Int64N(4)
		people, visitors := geo.Apportion(d.People, slices.Repeat([]int64{1}, int(n))), geo.Apportion(d.Visitors, slices.Repeat([]int64{1}, int(n)))
		for k := range n {
			h := hamlet{d.At, people[k], visitors[k]}
			if n > 1 {
				h.at[0] += (r.Float64() - 0.5) * 0.006
				h.at[1] += (r.Float64() - 0.5) * 0.006
			}
			d.Radius = max(d.Radius, footMetres(p, h.at, d.At))
			all[i] = append(all[i], h)
		}
	}
	return p, all
}

// footMetres is the walk in whole metres.
func footMetres(p planning.Problem, a, b orb.Point) int64 {
	return int64(float64(geo.Distance(a, b))*float64(p.Drive.DetourPermille)/1000 + 0.5)
}

// truly counts people within reach of a plan's camps where they live, and the most visitors that those camps can
// serve, by a maximum flow of its own.
func truly(p planning.Problem, plan planning.Plan, all hamlets) (people, visitors int64) {
	room := map[planning.VenueID]int64{}
	for _, c := range plan.Camps {
		room[c.Venue] += c.Cap
	}
	type edge struct {
		to   int
		room int64
	}
	var edges []edge
	var out [][]int
	node := func() int { out = append(out, nil); return len(out) - 1 }
	join := func(a, b int, n int64) {
		out[a], out[b] = append(out[a], len(edges)), append(out[b], len(edges)+1)
		edges = append(edges, edge{b, n}, edge{a, 0})
	}
	source, sink := node(), node()
	venue := map[planning.VenueID]int{}
	for _, v := range p.Candidates {
		if n := room[v.ID]; n > 0 {
			venue[v.ID] = node()
			join(venue[v.ID], sink, n)
		}
	}
	for _, cell := range all {
		for _, h := range cell {
			from, near := node(), false
			join(source, from, h.visitors)
			for _, v := range p.Candidates {
				if at, held := venue[v.ID]; held && footMetres(p, h.at, v.At) <= p.Drive.Threshold {
					join(from, at, h.visitors)
					near = true
				}
			}
			if near {
				people += h.people
			}
		}
	}
	for {
		by := make([]int, len(out))
		by[source] = -1
		queue := []int{source}
		for len(queue) > 0 && by[sink] == 0 {
			x := queue[0]
			queue = queue[1:]
			for _, e := range out[x] {
				if y := edges[e].to; edges[e].room > 0 && by[y] == 0 && y != source {
					by[y] = e + 1
					queue = append(queue, y)
				}
			}
		}
		if by[sink] == 0 {
			return people, visitors
		}
		least := int64(1 << 60)
		for x := sink; x != source; x = edges[(by[x]-1)^1].to {
			least = min(least, edges[by[x]-1].room)
		}
		for x := sink; x != source; x = edges[(by[x]-1)^1].to {
			edges[by[x]-1].room -= least
			edges[(by[x]-1)^1].room += least
		}
		visitors += least
	}
}

func TestWhatIsSaidOfPeopleHoldsWhereTheyLive(t *testing.T) {
	undecided, tight := 0, 0
	for seed := range uint64(250) {
		p, all := withHamlets(seed)
		plan := solve(t, p, seed)
		for _, v := range planning.Check(p, plan) {
			t.Fatalf("problem %d: %s at %s: %s", seed, v.Rule, v.Where, v.Text)
		}
		people, visitors := truly(p, plan, all)
		s := plan.Score
		if s.PeopleSure > people || people > s.PeoplePossible {
			t.Fatalf("problem %d: %d people are within reach, %d for sure and %d perhaps", seed, people, s.PeopleSure, s.PeoplePossible)
		}
		if s.VisitorsSure > visitors || plan.Bound.People > 0 && visitors > plan.Bound.People || plan.Bound.People > 0 && plan.Bound.People < plan.Bound.Visitors {
			t.Fatalf("problem %d: %d visitors can be served, %d for sure and %d at most", seed, visitors, s.VisitorsSure, plan.Bound.People)
		}
		// Another plan of the same problem, blind to where the cells stand: it, too, stays below the bound.
		for i := range p.Demand {
			p.Demand[i].At = planningPoint(all[i][0].at)
		}
		other := solve(t, p, seed+1000)
		if len(other.Groups) == 0 && len(plan.Groups) == 0 {
			if _, n := truly(p, other, all); n > plan.Bound.People {
				t.Fatalf("problem %d: another plan serves %d people, beyond the bound of %d", seed, n, plan.Bound.People)
			}
			tight++
		}
		if !slices.ContainsFunc(p.Demand, func(d planning.Demand) bool { return d.Radius > 0 }) {
			continue
		}
		sum := planning.Summarise(p, other)
		if sum.People == nil || sum.People.Sentence == "" {
			t.Fatalf("problem %d: the summary says nothing of people", seed)
		}
		var sure, perhaps, left int64
		for _, g := range sum.Groups {
			sure, perhaps, left = sure+g.PeopleSure, perhaps+g.PeoplePossible, left+g.Undecided
		}
		if sure != other.Score.PeopleSure || perhaps != other.Score.PeoplePossible || left != sum.People.Undecided || left != perhaps-sure {
			t.Fatalf("problem %d: %d and %d and %d by group, %+v", seed, sure, perhaps, left, *sum.People)
		}
		if left > 0 {
			undecided++
		}
	}
	if undecided < 50 || tight < 50 {
		t.Errorf("%d problems with undecided people, %d with another plan", undecided, tight)
	}
}

func planningPoint(at orb.Point) orb.Point {
	round := func(x float64) float64 { return float64(int64(x*1e6+0.5)) / 1e6 }
	return orb.Point{round(at[0]), round(at[1])}
}

func TestAProblemWithoutRadiiSaysNothingOfThem(t *testing.T) {
	p := toy(t)
	plan := solve(t, p, 1)
	if plan.Bound.People != 0 || plan.Score.PeopleSure != 0 || plan.Score.PeoplePossible != 0 || planning.Summarise(p, plan).People != nil {
		t.Errorf("bound %+v, score %+v", plan.Bound.People, plan.Score)
	}
}
