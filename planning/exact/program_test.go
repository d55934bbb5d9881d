package exact_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"doorstep/planning/cover"
	"doorstep/planning/exact"
	"doorstep/planning/roster"
)

var update = flag.Bool("update", false, "write the golden files")

// best tries every whole value of every variable; ok is false where none keeps the rows.
func best(p exact.Program) (value int64, ok bool) {
	values := make([]int64, len(p.Vars))
	var try func(k int)
	try = func(k int) {
		if k < len(values) {
			for x := p.Vars[k].Lo; x <= p.Vars[k].Hi; x++ {
				values[k] = x
				try(k + 1)
			}
			return
		}
		v := p.Value(values)
		if ok && (v <= value) == p.Maximise || p.Broken(values) != "" {
			return
		}
		value, ok = v, true
	}
	try(0)
	return value, ok
}

// chosen calls do with every set of sites, as bits.
func chosen(sites int, do func(open func(j int) bool, n int)) {
	for set := range 1 << sites {
		n := 0
		for j := range sites {
			n += set >> j & 1
		}
		do(func(j int) bool { return set>>j&1 == 1 }, n)
	}
}

func TestThePlainModelsMeanWhatTheySay(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for n := range 120 {
		m := exact.Plain{Clients: 1 + r.IntN(4), Sites: 1 + r.IntN(4)}
		m.P = 1 + r.IntN(m.Sites)
		m.Covers, m.Distance = make([][]int32, m.Sites), make([]int32, m.Clients*m.Sites)
		covered := make([]bool, m.Clients)
		for i := range m.Clients {
			m.Weight = append(m.Weight, int64(1+r.IntN(9)))
			for j := range m.Sites {
				m.Distance[i*m.Sites+j] = int32(r.IntN(4))
				if r.IntN(3) == 0 {
					m.Covers[j], covered[i] = append(m.Covers[j], int32(i)), true
				}
			}
		}
		most, fewest, least := int64(0), int64(m.Sites), int64(math.MaxInt64)
		chosen(m.Sites, func(open func(int) bool, size int) {
			served, walked, all := int64(0), int64(0), true
			for i := range m.Clients {
				here, near := false, int64(math.MaxInt64)
				for j := range m.Sites {
					if open(j) {
						near = min(near, int64(m.Distance[i*m.Sites+j]))
						for _, c := range m.Covers[j] {
							here = here || int(c) == i
						}
					}
				}
				if here {
					served += m.Weight[i]
				}
				all = all && (here || !covered[i])
				if size > 0 {
					walked += near * m.Weight[i]
				}
			}
			if size <= m.P {
				most = max(most, served)
			}
			if all {
				fewest = min(fewest, int64(size))
			}
			if size == m.P {
				least = min(least, walked)
			}
		})
		for kind, want := range map[exact.Kind]int64{exact.Maximal: most, exact.SetCover: fewest, exact.Median: least} {
			m.Kind = kind
			if got, ok := best(m.Program()); !ok || got != want {
				t.Errorf("model %d: %s gives %d (%v), trying all sites %d", n, kind, got, ok, want)
			}
		}
	}
}

// smallCampDays has two groups, three sites and three cells, and too little room.
func smallCampDays() *cover.Instance {
	return &cover.Instance{
		Demand: []int64{3, 2, 3},
		Sites:  []cover.Site{{Group: 0, Cap: 2, Max: 2}, {Group: 0, Cap: 4, Max: 1}, {Group: 1, Cap: 3, Max: 2, Fixed: 1}},
		Groups: []cover.Group{{Block: 0, Min: 1, Max: 2}, {Block: 0, Min: 1, Max: 2}}, Blocks: []cover.Block{{Max: 3}}, Budget: 2,
		SiteStart: []int32{0, 2, 4, 5}, ArcCell: []int32{0, 1, 1, 2, 2},
	}
}

func TestTheCampDaysOfTheSolverAreThoseOfTheProgram(t *testing.T) {
	in := smallCampDays()
	s, err := cover.Solve(t.Context(), in, cover.Options{PriceUnits: 50, ImproveUnits: 50})
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := best(exact.CampDays(in, s.Missing, nil)); !ok || got != 1000*s.Served {
		t.Errorf("the program serves %d thousandths (%v), the solver %d", got, ok, s.Served)
	}
}

// smallRoster has three camps, one pinned, of two groups of a block with one team, over three days.
func smallRoster() *roster.Instance {
	off := roster.NewSet(3)
	off.Add(1)
	first := roster.NewSet(3)
	first.Add(0)
	return &roster.Instance{
		Days: 3, Groups: 2, Blocks: []roster.Block{{Teams: []roster.Team{{}, {Off: off}}}},
		Camps: []roster.Camp{
			{Group: 0, Open: roster.AllDays(3), Day: -1, Team: -1, Weight: 5},
			{Group: 0, Open: first, Day: -1, Team: -1, Weight: 7},
			{Group: 1, Open: roster.AllDays(3), Day: 1, Team: 0, Weight: 1},
		},
	}
}

func TestTheCalendarOfTheSolverIsThatOfThePrograms(t *testing.T) {
	in := smallRoster()
	s, err := roster.Solve(t.Context(), in, 1)
	if err != nil {
		t.Fatal(err)
	}
	weight, placed := int64(0), make([]bool, len(in.Camps))
	for k, d := range s.Day {
		if placed[k] = d >= 0; placed[k] {
			weight += in.Camps[k].Weight + 1
			if in.Camps[k].Day >= 0 {
				weight += 1 + 6 + 8 - (in.Camps[k].Weight + 1) // more than all free ones together
			}
		}
	}
	if got, ok := best(exact.Placed(in)); !ok || got != weight {
		t.Errorf("the program places %d (%v), the solver %d", got, ok, weight)
	}
	days := map[int32]int64{}
	for _, d := range s.Day {
		if d >= 0 {
			days[d]++
		}
	}
	squares := int64(0)
	for _, n := range days {
		squares += 2 * n * n // one block, so its sum and that of all
	}
	if got, ok := best(exact.Even(in, placed)); !ok || got != squares || !s.Optimal {
		t.Errorf("the program has %d squares (%v), the solver %d", got, ok, squares)
	}
}

func TestTheProgramsAreWrittenAsTheyWere(t *testing.T) {
	plain := exact.Plain{
		Clients: 3, Sites: 2, P: 1, Weight: []int64{4, 1, 2}, Covers: [][]int32{{0, 1}, {2}}, Distance: []int32{0, 5, 3, 3, 7, 1},
	}
	programs := map[string]exact.Program{
		"camp_days": exact.CampDays(smallCampDays(), 0, nil), "placed": exact.Placed(smallRoster()), "even": exact.Even(smallRoster(), []bool{true, true, true}),
		"impossible": {Name: "impossible", Vars: []exact.Var{{Name: "x", Hi: 1}}, Rows: []exact.Row{{Name: "r", Sense: exact.AtLeast, Right: 1}}},
	}
	for kind, file := range map[exact.Kind]string{exact.Maximal: "maximal", exact.SetCover: "set_cover", exact.Median: "median"} {
		plain.Kind = kind
		programs[file] = plain.Program()
	}
	for file, p := range programs {
		var out bytes.Buffer
		if err := p.WriteLP(&out); err != nil {
			t.Fatal(err)
		}
		golden := filepath.Join("testdata", file+".lp")
		if *update {
			if err := os.WriteFile(golden, out.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(golden); err != nil || !bytes.Equal(want, out.Bytes()) {
			t.Errorf("%s is written otherwise than it was (%v):\n%s", file, err, out.String())
		}
		for line := range strings.Lines(out.String()) {
			if len(line) > 250 {
				t.Errorf("%s has a line of %d letters, too long for old readers", file, len(line))
			}
		}
		var numbers bytes.Buffer
		var doc struct{ Cost, Lo, Hi []int64 }
		if err := p.WriteJSON(&numbers); err != nil || json.Unmarshal(numbers.Bytes(), &doc) != nil || len(doc.Cost) != len(p.Vars) || len(doc.Hi) != len(doc.Lo) {
			t.Errorf("%s: the numbers are %s (%v)", file, numbers.String(), err)
		}
	}
}
