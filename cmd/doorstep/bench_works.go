package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"time"

	"doorstep/internal/world"
	"doorstep/planning"
)

// worksInstances is how many problems a set of works has; --seed moves on to others.
const worksInstances = 30

// urgentWorks is how many urgent works are offered to each plan, one after the other.
const urgentWorks = 100

// worksFigures are what is measured of one works problem.
type worksFigures struct {
	Violations  int                 `json:"violations"` // by CheckWorks: 0, or the plan is wrong
	Score       planning.WorksScore `json:"score"`
	InsertP50   float64             `json:"insert_p50_ms"` // to say where one urgent work could go and at what cost
	InsertP99   float64             `json:"insert_p99_ms"`
	Replan      float64             `json:"replan_seconds"`    // after a road is closed on the second day
	ReplanWrong int                 `json:"replan_violations"` // of that plan
	Changes     int                 `json:"replan_changes"`
	NoWorse     *bool               `json:"no_worse,omitempty"` // than any peer that gave an answer without a violation
}

// worksPeer is a peer's answer to a works problem, by the same check and score as ours.
type worksPeer struct {
	Violations int                 `json:"violations"`
	Dropped    int                 `json:"dropped"` // visits of its answer that a rule forbids, taken out before it was judged
	Score      planning.WorksScore `json:"score"`
}

// worksSets are the sets of made-up works that bench route knows.
func worksSets() []string { return []string{string(world.WorksRich), string(world.WorksPrize)} }

// benchWorks plans made-up works problems. The value is the worth of the works visited in time.
func benchWorks(ctx context.Context, o benchOptions, give giveCase) (skipped []string, err error) {
	var seeds []uint64
	for k := range uint64(worksInstances) {
		seeds = append(seeds, (o.Seed-1)*worksInstances+k+1)
	}
	for _, seed := range spreadOver(seeds, o.Limit) {
		name := fmt.Sprintf("%s-%d", o.Set, seed)
		if o.skips(name) {
			continue
		}
		p, err := world.WorksProblem(world.WorksShape{Set: world.WorksSet(o.Set), Seed: seed})
		if err != nil {
			return nil, err
		}
		done, err := worksCase(ctx, name, p, o)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if err := give(done); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

func worksCase(ctx context.Context, name string, p planning.WorksProblem, o benchOptions) (benchCase, error) {
	runtime.GC() // what is left of the case before is not this one's to clear
	begun := time.Now()
	plan, err := planning.SolveWorks(ctx, p, planning.WorksOptions{
		Seed: o.Seed, Threads: o.Threads, Spent: func() float64 { return time.Since(begun).Seconds() / o.Seconds },
	})
	if err != nil {
		return benchCase{}, err
	}
	took := time.Since(begun).Seconds()
	if err := ctx.Err(); err != nil {
		return benchCase{}, err
	}
	f := &worksFigures{Violations: len(planning.CheckWorks(p, plan)), Score: plan.Score}
	if err := f.insertions(p, plan, o.Seed); err != nil {
		return benchCase{}, err
	}
	if err := f.closure(ctx, p, plan, o); err != nil {
		return benchCase{}, err
	}
	out := benchCase{Name: name, Value: float64(plan.Score.WorthInTime), Seconds: took, Works: f}
	out.Peers, err = o.Peers.solve(ctx, peerTask{Works: &p, Seconds: o.Seconds, Threads: o.Threads, Seed: o.Seed})
	for i := range out.Peers {
		judgeWorks(&p, &out.Peers[i], f)
	}
	out.Note = fmt.Sprintf("%d of %d works, %d sheets, %d km; %d rules broken; insertion p50 %.2f p99 %.2f ms; closure %.2f s, %d rules broken",
		f.Score.Visited, len(p.Works), f.Score.CrewDays, f.Score.Metres/1000, f.Violations, f.InsertP50, f.InsertP99, f.Replan, f.ReplanWrong)
	if f.NoWorse != nil {
		out.Note += map[bool]string{true: "; no worse than the peers", false: "; a peer is better"}[*f.NoWorse]
	}
	return out, err
}

// insertions asks where urgent works could go: anywhere in the district, of the kinds that there are.
func (f *worksFigures) insertions(p planning.WorksProblem, plan planning.WorksPlan, seed uint64) error {
	rng := rand.New(rand.NewPCG(seed, 55))
	var ms []float64
	for k := range urgentWorks {
		like := p.Works[rng.IntN(len(p.Works))]
		urgent := planning.Work{
			ID: planning.WorkID(fmt.Sprintf("zz-urgent-%d", k)), Name: "Urgent", Kind: planning.WorkRepair, Place: p.Works[rng.IntN(len(p.Works))].Place,
			Minutes: 15 + 5*int64(rng.IntN(10)), Skills: like.Skills, Equipment: like.Equipment, Crews: 1, Priority: 5, People: 500, Worth: planning.WorkWorth(5, 500, 0),
		}
		took, err := seconds(func() error {
			_, err := planning.InsertWork(p, plan, urgent)
			return err
		})
		if err != nil {
			return err
		}
		ms = append(ms, 1000*took)
	}
	slices.Sort(ms)
	f.InsertP50, f.InsertP99 = ms[len(ms)/2], ms[len(ms)*99/100]
	return nil
}

// closure closes a road at ten on the second day, with all sheets issued, and plans again in the time that a re-plan has.
func (f *worksFigures) closure(ctx context.Context, p planning.WorksProblem, plan planning.WorksPlan, o benchOptions) error {
	if len(p.Days) < 2 {
		return nil
	}
	now := planning.Moment{Day: p.Days[1].Day, Second: 10 * 3600}
	p.Issued, p.IssuedUntil = plan.Sheets, p.Days[len(p.Days)-1].Day
	e := planning.WorksEvent{Kind: planning.WorksEventRoad, Matrices: detoured(p, rand.New(rand.NewPCG(o.Seed, 56))), Text: "a road is closed"}
	var q planning.WorksProblem
	var next planning.WorksPlan
	begun := time.Now()
	took, err := seconds(func() (err error) {
		var changes []planning.WorksChange
		q, next, changes, err = planning.ReplanWorks(ctx, p, plan, []planning.WorksEvent{e}, now, planning.WorksOptions{
			Seed: o.Seed, Threads: o.Threads, Spent: func() float64 { return time.Since(begun).Seconds() / replanSeconds },
		})
		f.Changes = len(changes)
		return err
	})
	if err != nil {
		return err
	}
	f.Replan, f.ReplanWrong = took, len(planning.CheckWorks(q, next))
	return nil
}

// replanSeconds is how long a re-plan looks before it answers; reading, proving reasons and telling changes come on top.
const replanSeconds = 0.4

// detoured gives tables for the second day in which each leg that passes near some work takes half an hour more.
func detoured(p planning.WorksProblem, rng *rand.Rand) (tables []planning.TravelTable) {
	k := slices.IndexFunc(p.Places, func(x planning.WorksPlace) bool { return x.ID == p.Works[rng.IntN(len(p.Works))].Place })
	spot := p.Places[max(0, k)].At
	n := len(p.Places)
	for _, t := range p.Matrices {
		if len(t.Days) > 0 {
			continue
		}
		t.Days = []planning.Day{p.Days[1].Day}
		t.Seconds, t.Metres = slices.Clone(t.Seconds), slices.Clone(t.Metres)
		for i, a := range p.Places {
			for j, b := range p.Places {
				if i != j && t.Seconds[i*n+j] >= 0 && passes(a.At, b.At, spot, 0.01) {
					t.Seconds[i*n+j] += 1800
					t.Metres[i*n+j] += 12_000
				}
			}
		}
		tables = append(tables, t)
	}
	return tables
}

// passes says whether the straight line from a to b comes within so many degrees of c.
func passes(a, b, c [2]float64, near float64) bool {
	dx, dy := b[0]-a[0], b[1]-a[1]
	t := 0.0
	if long := dx*dx + dy*dy; long > 0 {
		t = min(1, max(0, ((c[0]-a[0])*dx+(c[1]-a[1])*dy)/long))
	}
	return math.Hypot(a[0]+t*dx-c[0], a[1]+t*dy-c[1]) < near
}

// judgeWorks writes a peer's answer as a works plan, and gives its figures from that.
func judgeWorks(p *planning.WorksProblem, r *peerResult, ours *worksFigures) {
	if r.works == nil {
		return
	}
	plan, dropped := peerWorksPlan(p, r.works)
	out := &worksPeer{Dropped: dropped, Score: planning.ScoreWorks(*p, plan)}
	r.Works = out
	first := ""
	for _, v := range planning.CheckWorks(*p, plan) {
		if strings.HasPrefix(v.Rule, "score.") || strings.HasPrefix(v.Rule, "unvisited.") {
			continue // it gives neither a score nor reasons
		}
		if out.Violations++; out.Violations == 1 {
			first = violationLine(v)
		}
	}
	if out.Violations > 0 {
		r.State = fmt.Sprintf("broken: %d rules, the first: %s", out.Violations, first)
		return
	}
	r.Value = new(float64(out.Score.WorthInTime))
	r.State = fmt.Sprintf("%s; %d works, %d visits taken out", r.State, out.Score.Visited, dropped)
	better := out.Score.Compare(ours.Score) < 0
	ours.NoWorse = new(!better && (ours.NoWorse == nil || *ours.NoWorse))
}
