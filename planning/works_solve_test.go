package planning_test

import (
	"context"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"doorstep/internal/world"
	"doorstep/planning"
)

// madeUpWorks gives a made-up works problem of a size drawn by its seed.
func madeUpWorks(t *testing.T, seed uint64, most int) planning.WorksProblem {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 11))
	shape := world.WorksShape{Set: world.WorksRich, Works: 4 + r.IntN(most), Crews: 1 + r.IntN(5), Days: 1 + r.IntN(5), Seed: seed}
	if r.IntN(4) == 0 {
		shape.Set = world.WorksPrize
	}
	p, err := world.WorksProblem(shape)
	if err != nil {
		t.Fatal(err)
	}
	switch r.IntN(4) {
	case 0:
		p.Prices = planning.WorksPrices{ChangeSeconds: 600, FairnessSeconds: 20}
	case 1:
		p.Prices.FairnessSeconds = 5
	}
	return p
}

// held fails where a plan breaks a rule.
func held(t *testing.T, p planning.WorksProblem, plan planning.WorksPlan, format string, args ...any) {
	t.Helper()
	for i, v := range planning.CheckWorks(p, plan) {
		if i == 0 {
			t.Errorf(format, args...)
		}
		t.Errorf("%s at %s: %s", v.Rule, v.Where, v.Text)
	}
	if t.Failed() {
		t.FailNow()
	}
}

// A thousand made-up problems: every rule is kept, every figure, reason and earliest day is true.
func TestWorksRandom(t *testing.T) {
	for seed := range uint64(1000) {
		p := madeUpWorks(t, seed, 36)
		plan, err := planning.SolveWorks(t.Context(), p, planning.WorksOptions{Seed: seed, Units: 60})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		held(t, p, plan, "seed %d", seed)
	}
}

// The same problem, seed, threads and units give the same plan; a plan cut short is one all the same.
func TestWorksRepeat(t *testing.T) {
	p := madeUpWorks(t, 5, 60)
	for _, threads := range []int{1, 2, 3} {
		o := planning.WorksOptions{Seed: 4, Threads: threads, Units: 300}
		a, err := planning.SolveWorks(t.Context(), p, o)
		if err != nil {
			t.Fatal(err)
		}
		b, err := planning.SolveWorks(t.Context(), p, o)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%d threads give another plan the second time", threads)
		}
		held(t, p, a, "%d threads", threads)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	plan, err := planning.SolveWorks(over, p, planning.WorksOptions{Seed: 4})
	if err != nil {
		t.Fatal(err)
	}
	held(t, p, plan, "no time")
	if plan.Units != 0 {
		t.Errorf("%d units were done in no time", plan.Units)
	}
}

// Whatever happens to an issued plan, the next one keeps every rule, what has happened and, unless a rule forbids it,
// what was announced.
func TestWorksReplan(t *testing.T) {
	kinds := map[planning.WorksChangeKind]int{}
	for seed := range uint64(250) {
		p := madeUpWorks(t, seed, 30)
		plan, err := planning.SolveWorks(t.Context(), p, planning.WorksOptions{Seed: seed, Units: 60})
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(seed, 3))
		for step := range 3 {
			p.Issued, p.IssuedUntil = plan.Sheets, p.Days[r.IntN(len(p.Days))].Day
			now := planning.Moment{Day: p.Days[min(step, len(p.Days)-1)].Day, Second: int64(8+r.IntN(9)) * 3600}
			e := randomEvent(r, &p, &plan, now)
			q, next, changes, err := planning.ReplanWorks(t.Context(), p, plan, []planning.WorksEvent{e}, now, planning.WorksOptions{Seed: seed, Units: 60})
			if err != nil {
				t.Fatalf("seed %d step %d: %v", seed, step, err)
			}
			e.Matrices = nil
			held(t, q, next, "seed %d step %d: %+v at %+v", seed, step, e, now)
			for _, c := range changes {
				kinds[c.Kind]++
				if c.Announced && c.Kind == planning.WorkMoved && e.Kind == planning.WorksEventUrgent {
					t.Errorf("seed %d step %d: an urgent work moved the announced %+v", seed, step, c)
				}
			}
			p, plan = q, next
		}
	}
	for _, k := range []planning.WorksChangeKind{planning.WorkMoved, planning.WorkDropped, planning.WorkAdded, planning.WorkRetimed} {
		if kinds[k] == 0 {
			t.Errorf("nothing was ever %s", k)
		}
	}
}

func randomEvent(r *rand.Rand, p *planning.WorksProblem, plan *planning.WorksPlan, now planning.Moment) planning.WorksEvent {
	id := p.Works[r.IntN(len(p.Works))].ID
	if len(plan.Sheets) > 0 {
		for _, x := range plan.Sheets[r.IntN(len(plan.Sheets))].Stops {
			if x.Kind == planning.StopVisit {
				id = x.Work
			}
		}
	}
	i := slices.IndexFunc(p.Works, func(w planning.Work) bool { return w.ID == id })
	switch r.IntN(5) {
	case 0:
		w := p.Works[i]
		w.ID, w.Pin, w.After, w.Priority, w.Worth = w.ID+"-urgent", nil, nil, 5, 10*w.Worth
		return planning.WorksEvent{Kind: planning.WorksEventUrgent, Work: &w}
	case 1:
		e := planning.WorksEvent{Kind: planning.WorksEventCrewIll, Crew: p.Crews[r.IntN(len(p.Crews))].ID}
		if r.IntN(2) == 0 {
			e.Days = []planning.Day{now.Day}
		}
		return e
	case 2:
		return planning.WorksEvent{Kind: planning.WorksEventLonger, WorkID: id, Minutes: p.Works[i].Minutes + int64(r.IntN(120))}
	case 3:
		t := p.Matrices[r.IntN(len(p.Matrices))]
		t.Seconds, t.Metres = slices.Clone(t.Seconds), slices.Clone(t.Metres)
		cut := map[planning.PlaceID]bool{} // no way leads there any more; crews that are there get away
		for _, w := range p.Works {
			cut[w.Place] = r.IntN(6) == 0
		}
		for _, c := range p.Crews {
			cut[c.Base] = false
			for _, s := range c.Shifts {
				cut[s.Start], cut[s.End] = false, false
			}
		}
		for k := range t.Seconds {
			from, to := k/len(p.Places), k%len(p.Places)
			if from != to && cut[p.Places[to].ID] {
				t.Seconds[k], t.Metres[k] = -1, -1
			}
		}
		t.Days = []planning.Day{now.Day}
		return planning.WorksEvent{Kind: planning.WorksEventRoad, Matrices: []planning.TravelTable{t}}
	}
	return planning.WorksEvent{Kind: planning.WorksEventCancelled, WorkID: id}
}
