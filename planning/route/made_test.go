package route

import (
	"math"
	"math/rand/v2"
)

// made is how a random instance is drawn.
type made struct {
	seed                     uint64
	works, crews, days       int
	side                     float64 // seconds of travel across
	pairs, links, picks      float64 // shares of the works
	windows, pinned, overdue float64
	unfair                   int64
}

func (g made) instance() *Instance {
	r := rand.New(rand.NewPCG(g.seed, 7))
	n := g.works + g.crews + 2
	x, y := make([]float64, n), make([]float64, n)
	for i := range n {
		x[i], y[i] = r.Float64()*g.side, r.Float64()*g.side
	}
	t := make([]int32, n*n)
	for i := range n {
		for j := range n {
			t[i*n+j] = int32(math.Hypot(x[i]-x[j], y[i]-y[j]))
		}
	}
	in := &Instance{Places: int32(n), Days: int32(g.days), Travel: []Matrix{{t}}, Price: Price{Unfair: g.unfair}}
	skill := make([]int, g.crews)
	for k := range g.crews {
		skill[k] = 1 + r.IntN(3)
		c := Crew{Group: int32(skill[k] - 1)}
		base := int32(g.works + k)
		rest := Break{}
		if r.IntN(4) > 0 {
			rest = Break{1800 + int32(r.IntN(2))*900, 12 * 3600, 14 * 3600}
		}
		for d := range g.days {
			if r.IntN(8) == 0 {
				continue
			}
			s := Shift{Crew: int32(k), Day: int32(d), From: 9*3600 - int32(r.IntN(3))*1800, To: 17 * 3600, Start: base, End: base, Break: rest}
			if r.IntN(3) == 0 {
				s.Overtime = 3600
			}
			if r.IntN(10) == 0 {
				s.End = int32(g.works + g.crews)
			}
			c.Regular += int64(s.To - s.From)
			in.Shifts = append(in.Shifts, s)
		}
		in.Crews = append(in.Crews, c)
	}
	for w := range g.works {
		in.Works = append(in.Works, g.work(r, w, in, skill))
	}
	return in
}

func (g made) work(r *rand.Rand, w int, in *Instance, skill []int) Work {
	x := Work{
		Place: int32(w), Exit: int32(w), Seconds: 900 * int32(1+r.IntN(8)), Worth: int64(1+r.IntN(5)) * (100 + int64(r.IntN(900))),
		Weight: int64(1 + r.IntN(5)), Due: int32(g.days), PickUp: -1,
	}
	if r.IntN(10) == 0 {
		x.Exit = int32(r.IntN(g.works))
	}
	if r.IntN(4) == 0 {
		x.Release = int32(r.IntN(g.days))
	}
	if r.IntN(3) == 0 {
		x.Due = x.Release + int32(r.IntN(g.days))
	}
	if r.Float64() < g.overdue {
		x.Due = -1
	}
	if r.Float64() < g.windows {
		x.Hours = make([][]Window, g.days)
		for d := range x.Hours {
			if r.IntN(5) == 0 {
				continue
			}
			a := 9*3600 + int32(r.IntN(4))*3600
			x.Hours[d] = []Window{{a, a + 5400}}
			if r.IntN(3) == 0 {
				x.Hours[d] = append(x.Hours[d], Window{a + 9000, a + 12000})
			}
		}
	}
	x.Pair = r.Float64() < g.pairs
	if r.Float64() < g.picks {
		x.PickUp, x.Load = int32(g.works+g.crews+1), 600
	}
	if w > 0 && r.Float64() < g.links {
		x.After = []After{{int32(r.IntN(w)), int32(r.IntN(2))}}
	}
	want := 1 + r.IntN(3)
	for k := range in.Shifts {
		if skill[in.Shifts[k].Crew] >= want {
			x.Shifts = append(x.Shifts, int32(k))
		}
	}
	if len(x.Shifts) > 0 && !x.Pair && r.Float64() < g.pinned {
		x.Shifts = []int32{x.Shifts[r.IntN(len(x.Shifts))]}
		x.Pinned = true
	}
	return x
}
