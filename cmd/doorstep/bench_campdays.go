package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// benchCampDays plans every district of a folder like wb/, and the three smallest blocks of each as districts of their own,
// beside an exact solver where one is asked for. The value is the visitors served; the best known is the peer's, where it is proven.
func (a *app) benchCampDays(ctx context.Context, data string, o benchOptions, give giveCase) ([]string, error) {
	g, drive, err := a.benchGround(ctx, data)
	if err != nil {
		return nil, err
	}
	var skipped []string
	for _, area := range g.Areas {
		if area.Level != planning.LevelDistrict || o.skips(area.Name) {
			continue
		}
		p, err := planning.NewProblem(g, drive, area.ID)
		if fault.CodeOf(err) == "district.empty" {
			skipped = append(skipped, area.Name+" (nobody lives there in the source)")
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, part := range append(blocksOf(p), p) {
			c, err := campDaysCase(ctx, part, o)
			if err != nil {
				return nil, err
			}
			if err := give(c); err != nil {
				return nil, err
			}
		}
	}
	return skipped, nil
}

// blocksOf makes problems of the three blocks of a district with the fewest candidates, each with its share of the budget, a fifth fewer
// than its people call for so that capacity binds.
func blocksOf(p planning.Problem) []planning.Problem {
	blockOf := map[string]planning.AreaID{}
	for _, g := range p.Groups {
		blockOf[g.ID] = g.Block
	}
	size := map[planning.AreaID]int{}
	for _, v := range p.Candidates {
		size[blockOf[v.Group]]++
	}
	blocks := slices.Clone(p.Blocks)
	slices.SortStableFunc(blocks, func(a, b planning.Block) int { return size[a.ID] - size[b.ID] })
	people := int64(0)
	for _, d := range p.Demand {
		people += d.People
	}
	var out []planning.Problem
	for _, b := range blocks[:min(3, len(blocks))] {
		q := p
		q.Name = p.Name + " / " + b.Name
		other := func(group string) bool { return blockOf[group] != b.ID }
		q.Blocks = []planning.Block{b}
		q.Groups = slices.DeleteFunc(slices.Clone(p.Groups), func(x planning.Group) bool { return x.Block != b.ID })
		q.Teams = slices.DeleteFunc(slices.Clone(p.Teams), func(x planning.Team) bool { return x.Block != b.ID })
		q.Candidates = slices.DeleteFunc(slices.Clone(p.Candidates), func(x planning.Candidate) bool { return other(x.Group) })
		q.Demand = slices.DeleteFunc(slices.Clone(p.Demand), func(x planning.Demand) bool { return other(x.Group) })
		minima, here := int64(0), int64(0)
		for _, x := range q.Groups {
			minima += x.Minimum
		}
		for _, d := range q.Demand {
			here += d.People
		}
		q.CampDays = max(minima, p.CampDays*here*4/(5*max(people, 1)))
		out = append(out, q)
	}
	return out
}

func campDaysCase(ctx context.Context, p planning.Problem, o benchOptions) (benchCase, error) {
	limited, stop := o.limit(ctx)
	defer stop()
	begun := time.Now()
	plan, err := planning.Solve(limited, p, o.Seed, planning.Options{}, nil)
	if err != nil {
		return benchCase{}, err
	}
	took := time.Since(begun).Seconds()
	if broken := planning.Check(p, plan); len(broken) > 0 {
		return benchCase{}, fault.New(fault.Internal, "plan.broken", "%s: %s broken, the first: %s", p.Name, counted(len(broken), "rule", "rules"), broken[0].Text)
	}
	missing := int64(0)
	for _, x := range plan.Groups {
		missing += x.Missing
	}
	results, err := o.Peers.solve(ctx, peerTask{
		Program: func() (planning.Program, error) { return planning.ExactCampDays(p, missing) },
		Seconds: o.Seconds, Threads: o.Threads,
	})
	if err != nil {
		return benchCase{}, err
	}
	bound := plan.Bound.Visitors
	for k := range results {
		results[k] = results[k].inThousands()
	}
	c := mostCase(p.Name, plan.Score.VisitorsServed, provenBy(results), &bound, took)
	c.Note = fmt.Sprintf("%d cells, %d candidates, %d camp-days, checked", len(p.Demand), len(p.Candidates), p.CampDays)
	c.Peers = results
	return c, nil
}

// inThousands turns a result in thousandths of a visitor into visitors.
func (r peerResult) inThousands() peerResult {
	for _, v := range []**float64{&r.Value, &r.Bound} {
		if *v != nil {
			n := **v / 1000
			*v = &n
		}
	}
	return r
}

// provenBy gives the value that a peer has proven best, nil where none has.
func provenBy(results []peerResult) *int64 {
	for _, r := range results {
		if r.State == peerOptimal && r.Value != nil {
			n := int64(*r.Value + 0.5)
			return &n
		}
	}
	return nil
}
