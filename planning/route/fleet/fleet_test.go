package fleet

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"doorstep/internal/fault"
	"doorstep/planning/route/span"
)

// judge follows an answer by hand, without the algebra of spans, and says what rule it breaks and what it costs.
func judge(in *Instance, s Solution) (int64, error) {
	n := len(in.Depots) + len(in.Customers)
	seen := make([]bool, len(in.Customers))
	used := make([]int, len(in.Vehicles))
	cost := int64(0)
	for k, r := range s.Routes {
		v := in.Vehicles[r.Vehicle]
		used[r.Vehicle]++
		load, at, far := int64(0), v.Depot, int64(0)
		for _, c := range r.Customers {
			if seen[c] {
				return 0, fmt.Errorf("customer %d is visited twice", c)
			}
			seen[c] = true
			load += int64(in.Customers[c].Demand)
			far += int64(in.Travel[at*n+len(in.Depots)+int(c)])
			at = len(in.Depots) + int(c)
		}
		far += int64(in.Travel[at*n+v.Depot])
		cost += far + v.Fixed
		if len(r.Customers) == 0 || load > int64(v.Capacity) {
			return 0, fmt.Errorf("route %d is empty or carries %d of %d", k, load, v.Capacity)
		}
		if !onTime(in, v, r.Customers) {
			return 0, fmt.Errorf("route %d is late or too long", k)
		}
	}
	for k, v := range in.Vehicles {
		if v.Count > 0 && used[k] > v.Count {
			return 0, fmt.Errorf("%d vehicles of kind %d", used[k], k)
		}
	}
	var left []int32
	for i, c := range in.Customers {
		if !seen[i] {
			left = append(left, int32(i))
			cost += c.Prize
			if !c.Optional {
				return 0, fmt.Errorf("customer %d is left out", i)
			}
		}
	}
	if !slices.Equal(left, s.Left) {
		return 0, fmt.Errorf("left out %v, said %v", left, s.Left)
	}
	return cost, nil
}

// onTime begins the route at every time at which it could matter.
func onTime(in *Instance, v Vehicle, route []int32) bool {
	n, d := len(in.Depots)+len(in.Customers), in.Depots[v.Depot]
	drive := func(begin int64) bool {
		t, at := begin, v.Depot
		for _, i := range route {
			c := in.Customers[i]
			p := len(in.Depots) + int(i)
			t = max(t+int64(in.Travel[at*n+p]), int64(c.Ready))
			if t > int64(c.Due) {
				return false
			}
			t += int64(c.Service)
			at = p
		}
		t += int64(in.Travel[at*n+v.Depot])
		return t <= int64(d.Due) && (v.MaxDuration == 0 || t-begin <= int64(v.MaxDuration))
	}
	if drive(int64(d.Ready)) {
		return true
	}
	gone, at := int64(0), v.Depot // beginning so that no wait comes before one customer
	for _, i := range route {
		c := in.Customers[i]
		p := len(in.Depots) + int(i)
		gone += int64(in.Travel[at*n+p])
		for _, begin := range []int64{int64(c.Ready) - gone, int64(c.Due) - gone} {
			if begin >= int64(d.Ready) && begin <= int64(d.Due) && drive(begin) {
				return true
			}
		}
		gone += int64(c.Service)
		at = p
	}
	return v.MaxDuration > 0 && drive(int64(d.Due))
}

// family is a way of making up instances.
type family struct {
	name                                              string
	windows, capacity, duration, optional, asymmetric bool
	depots                                            int
	fewest                                            bool
}

var families = []family{
	{name: "capacity", capacity: true, depots: 1},
	{name: "windows", windows: true, capacity: true, depots: 1},
	{name: "fewest", windows: true, capacity: true, depots: 1, fewest: true},
	{name: "depots", windows: true, capacity: true, duration: true, depots: 3},
	{name: "prizes", windows: true, capacity: true, optional: true, depots: 1},
	{name: "prizes-depots", windows: true, duration: true, optional: true, depots: 2},
	{name: "asymmetric", windows: true, capacity: true, asymmetric: true, depots: 1},
}

func (f family) instance(seed uint64, customers int) *Instance {
	r := rand.New(rand.NewPCG(seed, 77))
	in := &Instance{}
	horizon := int32(1000)
	type point struct{ x, y float64 }
	var at []point
	for k := range f.depots {
		at = append(at, point{r.Float64() * 100, r.Float64() * 100})
		in.Depots = append(in.Depots, Depot{Due: horizon})
		v := Vehicle{Depot: k, Capacity: 1000}
		if f.capacity {
			v.Capacity = 30
		}
		if f.duration {
			v.MaxDuration = 500
		}
		if k > 0 {
			v.Fixed = int64(r.IntN(40))
		}
		in.Vehicles = append(in.Vehicles, v)
	}
	for range customers {
		at = append(at, point{r.Float64() * 100, r.Float64() * 100})
		c := Customer{Due: horizon, Service: int32(r.IntN(20)), Demand: int32(1 + r.IntN(12))}
		if f.windows {
			c.Ready = int32(150 + r.IntN(300))
			c.Due = c.Ready + int32(20+r.IntN(200))
		}
		if f.optional && r.IntN(3) > 0 {
			c.Optional, c.Prize = true, int64(r.IntN(120))
		}
		in.Customers = append(in.Customers, c)
	}
	for _, a := range at {
		for _, b := range at {
			d := int32(math.Ceil(math.Hypot(a.x-b.x, a.y-b.y)))
			if f.asymmetric && d > 0 {
				d += int32(r.IntN(15))
			}
			in.Travel = append(in.Travel, d)
		}
	}
	return in
}

// optimum tries all partitions into routes: best[mask] by subset of customers, the best single route of a subset first.
func optimum(in *Instance, fewest bool) (vehicles int, cost int64) {
	full := 1 << len(in.Customers)
	single := make([]int64, full)
	for mask := 1; mask < full; mask++ {
		single[mask] = math.MaxInt64
		var set []int32
		for i := range in.Customers {
			if mask>>i&1 == 1 {
				set = append(set, int32(i))
			}
		}
		permute(set, 0, func() {
			for k := range in.Vehicles {
				one := &Instance{Depots: in.Depots, Customers: slices.Clone(in.Customers), Vehicles: in.Vehicles, Travel: in.Travel}
				left := []int32(nil)
				for i := range one.Customers {
					one.Customers[i].Optional, one.Customers[i].Prize = true, 0
					if mask>>i&1 == 0 {
						left = append(left, int32(i))
					}
				}
				if c, err := judge(one, Solution{Routes: []Route{{Vehicle: k, Customers: set}}, Left: left}); err == nil {
					single[mask] = min(single[mask], c)
				}
			}
		})
	}
	const vehicle = int64(1) << 40
	best := make([]int64, full)
	for mask := 1; mask < full; mask++ {
		best[mask] = math.MaxInt64
		low := mask & -mask
		for sub := mask; sub > 0; sub = (sub - 1) & mask {
			if sub&low == 0 || single[sub] == math.MaxInt64 || best[mask^sub] == math.MaxInt64 {
				continue
			}
			c := single[sub] + best[mask^sub]
			if fewest {
				c += vehicle
			}
			best[mask] = min(best[mask], c)
		}
	}
	answer := int64(math.MaxInt64)
	for mask := range full {
		c, ok := best[mask], best[mask] < math.MaxInt64
		for i, x := range in.Customers {
			if mask>>i&1 == 0 {
				c += x.Prize
				ok = ok && x.Optional
			}
		}
		if ok {
			answer = min(answer, c)
		}
	}
	return int(answer / vehicle), answer % vehicle
}

func permute(set []int32, k int, do func()) {
	if k == len(set) {
		do()
		return
	}
	for i := k; i < len(set); i++ {
		set[k], set[i] = set[i], set[k]
		permute(set, k+1, do)
		set[k], set[i] = set[i], set[k]
	}
}

func TestSmallInstancesOfEveryFamilyAreSolvedToTheOptimum(t *testing.T) {
	for _, f := range families {
		t.Run(f.name, func(t *testing.T) {
			for seed := range uint64(12) {
				in := f.instance(seed, 1+int(seed)%6)
				s, err := Solve(t.Context(), in, Options{Seed: seed, Units: 2000, Fewest: f.fewest})
				if err != nil {
					t.Fatalf("seed %d: %v", seed, err)
				}
				cost, err := judge(in, s)
				if err != nil || cost != s.Cost {
					t.Fatalf("seed %d: cost %d, said %d: %v", seed, cost, s.Cost, err)
				}
				vehicles, best := optimum(in, f.fewest)
				if f.fewest && len(s.Routes) != vehicles || s.Cost != best {
					t.Errorf("seed %d: %d routes at %d; best are %d at %d", seed, len(s.Routes), s.Cost, vehicles, best)
				}
			}
		})
	}
}

func TestAnswersOfEveryFamilyKeepTheRules(t *testing.T) {
	for _, f := range families {
		t.Run(f.name, func(t *testing.T) {
			for seed := range uint64(8) {
				in := f.instance(seed, 60)
				s, err := Solve(t.Context(), in, Options{Seed: seed, Units: 600, Fewest: f.fewest})
				if err != nil {
					t.Fatalf("seed %d: %v", seed, err)
				}
				if cost, err := judge(in, s); err != nil || cost != s.Cost {
					t.Errorf("seed %d: cost %d, said %d: %v", seed, cost, s.Cost, err)
				}
			}
		})
	}
}

func TestTheJudgeCatchesWhatIsWrong(t *testing.T) {
	in := families[3].instance(5, 20)
	good, err := Solve(t.Context(), in, Options{Units: 300})
	if err != nil {
		t.Fatal(err)
	}
	spoil := map[string]func(*Solution){
		"a customer is left out":      func(s *Solution) { s.Routes[0].Customers = s.Routes[0].Customers[1:] },
		"a customer is visited twice": func(s *Solution) { s.Routes[0].Customers = append(s.Routes[0].Customers, s.Routes[1].Customers[0]) },
		"all in one route": func(s *Solution) {
			var all []int32
			for _, r := range s.Routes {
				all = append(all, r.Customers...)
			}
			s.Routes = []Route{{Customers: all}}
		},
	}
	for name, do := range spoil {
		bad := Solution{}
		for _, r := range good.Routes {
			bad.Routes = append(bad.Routes, Route{r.Vehicle, slices.Clone(r.Customers)})
		}
		do(&bad)
		if _, err := judge(in, bad); err == nil {
			t.Errorf("%s, and nobody minds", name)
		}
	}
}

func TestTheSameSeedThreadsAndUnitsGiveTheSameAnswer(t *testing.T) {
	for _, f := range families {
		in := f.instance(3, 70)
		for _, threads := range []int{1, 3} {
			o := Options{Seed: 9, Threads: threads, Units: 500, Fewest: f.fewest}
			a, errA := Solve(t.Context(), in, o)
			b, errB := Solve(t.Context(), in, o)
			if errA != nil || errB != nil || fmt.Sprint(a) != fmt.Sprint(b) {
				t.Errorf("%s, %d threads: two runs differ (%v, %v)", f.name, threads, errA, errB)
			}
		}
	}
}

func TestACancelledSearchAnswersAtOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, f := range families {
		in := f.instance(4, 200)
		s, err := Solve(ctx, in, Options{Units: math.MaxInt64, Fewest: f.fewest})
		if err != nil {
			t.Fatalf("%s: %v", f.name, err)
		}
		if cost, err := judge(in, s); err != nil || cost != s.Cost {
			t.Errorf("%s: cost %d, said %d: %v", f.name, cost, s.Cost, err)
		}
	}
}

func TestTheClockOfTheCallerEndsTheSearch(t *testing.T) {
	asked := 0
	s, err := Solve(t.Context(), families[1].instance(1, 40), Options{Units: math.MaxInt64, Progress: func() float64 {
		asked++
		return float64(asked) / 10
	}})
	if err != nil || asked != 10 || s.Rounds != 9*looks {
		t.Errorf("asked %d times, %d rounds: %v", asked, s.Rounds, err)
	}
}

func TestWhatCannotBeSolvedIsNamed(t *testing.T) {
	tests := map[string]struct {
		spoil func(*Instance)
		code  fault.Code
	}{
		"demand beyond every vehicle":  {func(in *Instance) { in.Customers[3].Demand = 31 }, "fleet.heavy"},
		"window before anyone comes":   {func(in *Instance) { in.Customers[3].Ready, in.Customers[3].Due = 0, 0 }, "fleet.unreachable"},
		"service beyond closing time":  {func(in *Instance) { in.Customers[3].Service = 1000 }, "fleet.unreachable"},
		"too few vehicles":             {func(in *Instance) { in.Vehicles[0].Count = 1 }, "fleet.few"},
		"window turned round":          {func(in *Instance) { in.Customers[3].Ready = in.Customers[3].Due + 1 }, "fleet.malformed"},
		"window beyond all time":       {func(in *Instance) { in.Customers[3].Due = span.MaxTime + 1 }, "fleet.malformed"},
		"travel beyond all ways":       {func(in *Instance) { in.Travel[5] = MaxTravel + 1 }, "fleet.malformed"},
		"negative travel":              {func(in *Instance) { in.Travel[5] = -1 }, "fleet.malformed"},
		"a way from a place to itself": {func(in *Instance) { in.Travel[0] = 1 }, "fleet.malformed"},
		"prize of who must be visited": {func(in *Instance) { in.Customers[3].Prize = 1 }, "fleet.malformed"},
		"demands that overflow": {func(in *Instance) {
			in.Customers[2].Demand, in.Customers[3].Demand, in.Vehicles[0].Capacity = 1<<30, 1<<30, 1<<30
		}, "fleet.malformed"},
		"no depot":            {func(in *Instance) { in.Depots = nil }, "fleet.malformed"},
		"no such depot":       {func(in *Instance) { in.Vehicles[0].Depot = 7 }, "fleet.malformed"},
		"no matrix":           {func(in *Instance) { in.Travel = nil }, "fleet.malformed"},
		"a million customers": {func(in *Instance) { in.Customers = make([]Customer, 1_000_000) }, "fleet.large"},
		"vehicles without end": {func(in *Instance) {
			in.Vehicles = slices.Repeat(in.Vehicles, maxSlots)
		}, "fleet.large"},
	}
	for name, test := range tests {
		in := families[1].instance(2, 40)
		test.spoil(in)
		_, err := Solve(t.Context(), in, Options{Units: 50})
		if f, ok := errors.AsType[*fault.Fault](err); !ok || f.Code != test.code {
			t.Errorf("%s: %v, want %s", name, err, test.code)
		}
	}
}

func TestTheLargestFiguresDoNotOverflow(t *testing.T) {
	in := &Instance{Depots: []Depot{{Due: span.MaxTime}}, Vehicles: []Vehicle{{Capacity: 1 << 30, Count: 3}}}
	for i := range 30 {
		c := Customer{Due: span.MaxTime, Service: span.MaxTime / 16, Demand: 1 << 24, Optional: true, Prize: MaxPrize / 64}
		if i%2 == 0 {
			c.Ready = span.MaxTime / 2
		}
		in.Customers = append(in.Customers, c)
	}
	n := len(in.Customers) + 1
	for i := range n {
		for j := range n {
			d := MaxTravel / 8
			switch {
			case i == j:
				d = 0
			case i > 0 && j > 0:
				d = MaxTravel / 64
			}
			in.Travel = append(in.Travel, d)
		}
	}
	s, err := Solve(t.Context(), in, Options{Units: 500})
	if err != nil {
		t.Fatal(err)
	}
	if cost, err := judge(in, s); err != nil || cost != s.Cost || len(s.Routes) != 3 {
		t.Errorf("%d routes, cost %d, said %d: %v", len(s.Routes), cost, s.Cost, err)
	}
}

func TestNobodyToVisitIsNoRoute(t *testing.T) {
	in := &Instance{Depots: []Depot{{Due: 10}}, Vehicles: []Vehicle{{}}, Travel: []int32{0}}
	for _, fewest := range []bool{false, true} {
		s, err := Solve(t.Context(), in, Options{Units: 10, Fewest: fewest})
		if err != nil || len(s.Routes) != 0 || s.Cost != 0 {
			t.Errorf("%v, %v", s, err)
		}
	}
}

// A round leaves the figures of the state as a fresh count gives them, and undo brings back what was.
func TestEveryRoundKeepsItsBooks(t *testing.T) {
	for _, f := range families {
		in := f.instance(6, 50)
		p := newProblem(in, f.fewest)
		s := newSearch(p, 3)
		s.construct()
		for k := range 400 {
			was, price := answer{}, s.price()
			s.copyTo(&was)
			s.begin()
			s.ruin(8, 8)
			s.recreate(false)
			s.improve()
			checkBooks(t, s)
			if k%2 == 0 {
				s.undo()
				now := answer{}
				s.copyTo(&now)
				checkBooks(t, s)
				slices.Sort(was.absent)
				slices.Sort(now.absent)
				if s.price() != price || fmt.Sprint(was) != fmt.Sprint(now) {
					t.Fatalf("%s, round %d: undo gives %v, was %v", f.name, k, now, was)
				}
			}
		}
	}
}

func checkBooks(t *testing.T, s *search) {
	t.Helper()
	fresh := newState(&s.problem)
	a := answer{}
	s.copyTo(&a)
	fresh.restore(&a)
	if fresh.cost != s.cost || fresh.lost != s.lost || fresh.warp != s.warp || fresh.excess != s.excess || fresh.used != s.used {
		t.Fatalf("books say cost %d lost %d warp %d excess %d used %d; a fresh count %d %d %d %d %d",
			s.cost, s.lost, s.warp, s.excess, s.used, fresh.cost, fresh.lost, fresh.warp, fresh.excess, fresh.used)
	}
}

// What a move was said to gain is what it gains.
func TestMovesGainWhatTheySay(t *testing.T) {
	kinds := map[int8]int{}
	for _, f := range families {
		in := f.instance(8, 50)
		s := newSearch(newProblem(in, f.fewest), 5)
		s.construct()
		for range 150 {
			s.begin()
			s.ruin(10, 8)
			s.recreate(false)
			s.drop()
			for c := s.first; c < s.n; c++ {
				if s.nodes[c].route < 0 || !s.better(c) {
					continue
				}
				before, gain := s.price(), s.best.gain
				kinds[s.best.kind]++
				s.apply()
				if got := s.price() - before; got < gain-4 || got > gain+4 { // penalties are rounded down one by one
					t.Fatalf("%s: a move of kind %d, turned %v, changes the price by %d, said %d", f.name, s.best.kind, s.best.turned, got, gain)
				}
			}
			s.drop()
		}
	}
	for kind := int8(exchange); kind <= leave; kind++ {
		if kinds[kind] == 0 {
			t.Errorf("no move of kind %d was done", kind)
		}
	}
}

// Large answers are annealed and then improved in parts; here small ones are, so that it takes no time.
func TestAnswersThatAreDividedKeepTheRules(t *testing.T) {
	was := standard
	t.Cleanup(func() { standard = was })
	standard.small, standard.part, standard.whole = 10, 25, 0.3
	for _, f := range families {
		for seed := range uint64(3) {
			in := f.instance(seed, 60)
			o := Options{Seed: seed, Units: 1000, Fewest: f.fewest}
			s, err := Solve(t.Context(), in, o)
			if err != nil {
				t.Fatalf("%s, seed %d: %v", f.name, seed, err)
			}
			if cost, err := judge(in, s); err != nil || cost != s.Cost {
				t.Errorf("%s, seed %d: cost %d, said %d: %v", f.name, seed, cost, s.Cost, err)
			}
			again, err := Solve(t.Context(), in, o)
			if err != nil || fmt.Sprint(again) != fmt.Sprint(s) {
				t.Errorf("%s, seed %d: two runs differ: %v", f.name, seed, err)
			}
		}
	}
}
