package planning_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"doorstep/internal/fault"
	"doorstep/planning"
)

func boothToy(tb testing.TB) planning.Problem {
	tb.Helper()
	return readProblem(tb, "sittings/problem.json")
}

// sits turns a planting into one in the sittings of the toy of booths. Camps by day: 0 of Bakul 1 and 2, 1 of Amra 1
// to 3, 2 of Bakul 3 and 4, 3 of Amra 4 and 5.
func sits(plant func(p *planning.Problem, plan *planning.Plan)) func(p *planning.Problem, plan *planning.Plan) {
	return func(p *planning.Problem, plan *planning.Plan) {
		data, err := os.ReadFile(filepath.Join(testdata, "sittings", "problem.json"))
		if err != nil {
			panic(err)
		}
		if *p, err = planning.ReadProblem(bytes.NewReader(data)); err != nil {
			panic(err)
		}
		if *plan, err = planning.Solve(context.Background(), *p, 1, quick, nil); err != nil {
			panic(err)
		}
		plant(p, plan)
	}
}

func TestSittingsOfTheToyAreThoseWorkedOutByHand(t *testing.T) {
	p := boothToy(t)
	plan := solve(t, p, 1)
	golden(t, "sittings/plan.json", plan)
	want := planning.Score{
		Groups: 4, GroupsAtMinimum: 4, CampDays: 4, CampDaysAllowed: 5, VenuesUsed: 4, People: 14000, PeopleWithin: 14000,
		Visitors: 2520, VisitorsServed: 1620, DistrictDaySpread: 1, BlockDaySpread: 1, Booths: 12, BoothsSeated: 9, PersonMetres: 4_550_000,
	}
	if plan.Score != want {
		t.Errorf("score %+v, want %+v", plan.Score, want)
	}
	for _, x := range plan.Sittings {
		if x.Plan != x.Bound {
			t.Errorf("%s: %+v is not proven best: %+v", x.Group, x.Plan, x.Bound)
		}
	}
	var reasons []planning.BoothReason
	for _, x := range plan.Unseated {
		reasons = append(reasons, x.Reason)
	}
	if !slices.Equal(reasons, []planning.BoothReason{planning.BoothAlone, planning.BoothCap, planning.BoothCap}) {
		t.Errorf("reasons %v", reasons)
	}
	for _, v := range planning.Check(p, plan) {
		t.Errorf("%s at %s: %s", v.Rule, v.Where, v.Text)
	}
}

// randomBooths makes a small drive by booths with everything that may go wrong in one: groups of one booth,
// venues closed, small or missing, teams off, too few sittings, two booths on one point, pins.
func randomBooths(seed uint64, pins bool) planning.Problem {
	r := rand.New(rand.NewPCG(seed, 11))
	p := randomProblem(seed, false)
	p.Drive.Unit, p.Drive.Threshold = planning.UnitBooth, int64(500+r.IntN(3000))
	for i := range p.Demand {
		p.Demand[i].Visitors = 0
	}
	near := func() orb.Point {
		return orb.Point{float64(87_850_000+r.IntN(80_000)) / 1e6, float64(23_200_000+r.IntN(80_000)) / 1e6}
	}
	count := map[string]int64{}
	for b := range r.IntN(40) {
		x := planning.Booth{
			ID: planning.AreaID(fmt.Sprintf("booth%02d", b)), Name: fmt.Sprintf("Booth %d", b), Group: p.Groups[r.IntN(len(p.Groups))].ID, At: near(),
			People: int64(r.IntN(1500)),
		}
		if b > 0 && r.IntN(5) == 0 {
			x.At, x.Group = p.Booths[b-1].At, p.Booths[b-1].Group
		}
		x.Visitors = x.People / int64(5+r.IntN(40))
		p.Booths = append(p.Booths, x)
		count[x.Group]++
	}
	p.CampDays = 0
	for g := range p.Groups {
		x := &p.Groups[g]
		x.Minimum, x.Sittings = 0, min((count[x.ID]+2)/3, count[x.ID]/2)
		if r.IntN(5) == 0 {
			x.Sittings = count[x.ID] / 5
		}
		p.CampDays += x.Sittings
	}
	if r.IntN(4) == 0 {
		p.CampDays /= 2
	}
	if pins && len(p.Candidates) > 0 {
		randomPins(r, &p)
		free := slices.Clone(p.Booths)
		for k := range p.Pins {
			v := slices.IndexFunc(p.Candidates, func(c planning.Candidate) bool { return c.ID == p.Pins[k].Venue })
			for n := 2 + r.IntN(2); n > 0 && r.IntN(3) > 0; n-- {
				at := slices.IndexFunc(free, func(b planning.Booth) bool { return b.Group == p.Candidates[v].Group })
				if at < 0 {
					break
				}
				p.Pins[k].Booths = append(p.Pins[k].Booths, free[at].ID)
				free = slices.Delete(free, at, at+1)
			}
		}
	}
	return p
}

func TestSittingsOfAnyProblemBreakNoRule(t *testing.T) {
	seated, left := 0, map[planning.BoothReason]int{}
	for seed := range uint64(400) {
		p := randomBooths(seed, false)
		plan := solve(t, p, seed)
		for _, v := range planning.Check(p, plan) {
			t.Errorf("problem %d: %s at %s: %s", seed, v.Rule, v.Where, v.Text)
		}
		for _, x := range plan.Camps {
			seated += len(x.Booths)
		}
		for _, x := range plan.Unseated {
			left[x.Reason]++
		}
		if seed%40 == 0 {
			var first, again bytes.Buffer
			if err := planning.WritePlan(&first, plan); err != nil {
				t.Fatal(err)
			}
			if err := planning.WritePlan(&again, solve(t, p, seed)); err != nil || !bytes.Equal(first.Bytes(), again.Bytes()) {
				t.Errorf("problem %d is planned in two ways (%v)", seed, err)
			}
			read, err := planning.ReadPlan(bytes.NewReader(first.Bytes()))
			if err != nil || len(read.Sittings) != len(plan.Sittings) {
				t.Errorf("problem %d: the plan cannot be read back: %v", seed, err)
			}
		}
	}
	t.Logf("%d booths seated, left: %v", seated, left)
	for _, reason := range []planning.BoothReason{
		planning.BoothAlone, planning.BoothNoVenue, planning.BoothCap, planning.BoothSpent, planning.BoothNoDay, planning.BoothLeft,
	} {
		if left[reason] == 0 {
			t.Errorf("no booth was left out for %s: the problems are too easy", reason)
		}
	}
	if seated < 1000 {
		t.Errorf("only %d booths were seated", seated)
	}
}

// excused are the rules that a pin may break by itself.
var excused = []string{"camp.", "team.", "sitting.size", "booth.group", "plan.budget", "pin."}

func TestPinnedSittingsStandAndTheOthersAreHeldRoundThem(t *testing.T) {
	for seed := range uint64(300) {
		p := randomBooths(seed, true)
		if err := p.Validate(); err != nil {
			t.Fatal(err)
		}
		for name, make := range map[string]func() (planning.Plan, error){
			"solved": func() (planning.Plan, error) { return planning.Solve(t.Context(), p, seed, quick, nil) },
			"draft":  func() (planning.Plan, error) { return planning.Draft(t.Context(), p, seed, quick, nil) },
		} {
			plan, err := make()
			if err != nil {
				t.Fatal(err)
			}
			camps := map[planning.CampID]planning.Camp{}
			for _, x := range plan.Camps {
				camps[x.ID] = x
			}
			for _, pin := range p.Pins {
				x, held := camps[pin.ID]
				if !held || x.Venue != pin.Venue || len(pin.Booths) > 0 && len(x.Booths) != len(pin.Booths) {
					t.Errorf("problem %d, %s: the pin %s is held as %+v", seed, name, pin.ID, x)
				}
			}
			for _, v := range planning.Check(p, plan) {
				x := camps[planning.CampID(v.Where)]
				byPin := x.Pinned || v.Row > 0 || v.Rule == "plan.budget"
				if !byPin || !slices.ContainsFunc(excused, func(rule string) bool { return len(v.Rule) >= len(rule) && v.Rule[:len(rule)] == rule }) {
					t.Errorf("problem %d, %s: %s at %s: %s", seed, name, v.Rule, v.Where, v.Text)
				}
			}
		}
	}
}

func TestEachBoothSaysWhyItSitsThereOrWhatWouldSeatIt(t *testing.T) {
	seated, relaxed, without := 0, 0, map[planning.BoothReason]int{}
	for seed := range uint64(40) {
		p := randomBooths(seed, false)
		plan := solve(t, p, seed)
		for n, b := range p.Booths {
			if n%4 > 0 && len(p.Booths) > 6 {
				continue
			}
			w, err := planning.ExplainBooth(p, plan, b.ID)
			if err != nil || w.Text == "" {
				t.Fatalf("problem %d, %s: %+v, %v", seed, b.ID, w, err)
			}
			if w.Camp != "" {
				seated++
				first := func(x planning.SittingTiers) int64 {
					for _, n := range []int64{x.Unseated, x.PeopleBeyond, x.PersonMetres} {
						if n != 0 {
							return n
						}
					}
					return 0
				}
				if w.RunnerUp != nil && w.RunnerUp.Venue == w.Venue || len(w.With) == 0 || len(w.With) > 3 || w.Instead == nil {
					t.Errorf("problem %d, %s: %+v", seed, b.ID, w)
				}
				row := slices.IndexFunc(plan.Sittings, func(s planning.GroupSittings) bool { return s.Group == b.Group })
				if s := plan.Sittings[row]; s.Plan == s.Bound && first(w.Instead.More) < 0 {
					t.Errorf("problem %d, %s: another division is better by %+v than the one proven best", seed, b.ID, w.Instead.More)
				}
				continue
			}
			q, made, r, err := planning.RelaxBooth(p, plan, b.ID)
			if err != nil {
				without[w.Reason]++
				continue
			}
			relaxed++
			if w.Relaxation == nil || *w.Relaxation != r || r.Text == "" {
				t.Errorf("problem %d, %s: relaxation %+v, made %+v", seed, b.ID, w.Relaxation, r)
			}
			for _, v := range planning.Check(q, made) {
				t.Errorf("problem %d, %s, %s: %s at %s: %s", seed, b.ID, r.Change, v.Rule, v.Where, v.Text)
			}
			if !slices.ContainsFunc(made.Camps, func(c planning.Camp) bool {
				return slices.ContainsFunc(c.Booths, func(x planning.CampBooth) bool { return x.Booth == b.ID })
			}) {
				t.Errorf("problem %d, %s: %s does not seat it", seed, b.ID, r.Change)
			}
		}
	}
	t.Logf("%d seated, %d relaxed, without a relaxation: %v", seated, relaxed, without)
	if seated < 30 || relaxed < 100 {
		t.Errorf("only %d booths that sit and %d relaxations were looked at", seated, relaxed)
	}
	for reason, n := range without {
		t.Errorf("%d booths (%s) have no relaxation", n, reason)
	}
}

func TestAReplanOfSittingsKeepsThemTogetherAndBreaksNoRule(t *testing.T) {
	moved, cancelled, kept := 0, 0, 0
	for seed := range uint64(200) {
		p := randomBooths(seed, false)
		plan := solve(t, p, seed)
		if len(plan.Camps) == 0 {
			continue
		}
		r := rand.New(rand.NewPCG(seed, 3))
		today := p.Days[r.IntN(len(p.Days))]
		got, err := planning.Replan(t.Context(), p, plan, randomEvents(r, p, plan, today), planning.ReplanOptions{Today: today, Notice: r.IntN(3), Curve: seed%2 == 0})
		if fault.CodeOf(err) == "event.past" {
			continue
		}
		if err != nil {
			t.Fatalf("problem %d: %v", seed, err)
		}
		for _, v := range planning.CheckReplan(p, plan, got) {
			t.Errorf("problem %d: %s at %s: %s", seed, v.Rule, v.Where, v.Text)
		}
		now := map[planning.CampID]planning.Camp{}
		for _, x := range got.Plan.Camps {
			now[x.ID] = x
		}
		for _, x := range plan.Camps {
			y, held := now[x.ID]
			if !held {
				cancelled++
				continue
			}
			kept++
			if x.Venue != y.Venue || x.Day != y.Day {
				moved++
			}
			for k := range x.Booths {
				if len(y.Booths) != len(x.Booths) || y.Booths[k].Booth != x.Booths[k].Booth {
					t.Errorf("problem %d: the sitting %s has other booths: %v, before %v", seed, x.ID, y.Booths, x.Booths)
					break
				}
			}
		}
	}
	t.Logf("%d sittings kept, %d of them moved, %d cancelled", kept, moved, cancelled)
	if moved < 8 || cancelled < 20 || kept < 200 {
		t.Error("too little happened")
	}
}

func TestAMadeUpDistrictOfBoothsIsSeatedWhole(t *testing.T) {
	for _, p := range planning.SittingCase(180, 12, 3) {
		plan, err := planning.Solve(t.Context(), p, 1, planning.Options{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range planning.Check(p, plan) {
			t.Errorf("%s at %s: %s", v.Rule, v.Where, v.Text)
		}
		if plan.Score.BoothsSeated != 180 {
			t.Errorf("%d of 180 booths sit", plan.Score.BoothsSeated)
		}
		for _, x := range plan.Sittings {
			if x.Plan.Unseated != x.Bound.Unseated || x.Plan.PersonMetres > x.Bound.PersonMetres*6/5 {
				t.Errorf("%s: %+v, bound %+v", x.Group, x.Plan, x.Bound)
			}
		}
	}
}
