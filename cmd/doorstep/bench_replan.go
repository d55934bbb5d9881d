package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// benchDisruptions is how many disruptions each district is planned again after.
const benchDisruptions = 30

// benchGround reads a folder like wb/ of the data, or one that holds it.
func (a *app) benchGround(ctx context.Context, data string) (planning.Gazetteer, planning.Drive, error) {
	if info, err := os.Stat(filepath.Join(data, "wb")); err == nil && info.IsDir() {
		data = filepath.Join(data, "wb")
	}
	m := a.meter()
	done, err := a.readFolder(ctx, data, "wb", m)
	m.end()
	return done.gazetteer, done.Drive, err
}

// benchReplan plans the districts of benchDistricts, or those that --only names, disrupts each at random again and again, and plans it again: a case a disruption. The value is the weight
// of the changes, and 1,000 for each announced camp among them; the best known is the peer's where one has proven it, else our own bound.
// Every re-plan is checked, outside the time measured.
func (a *app) benchReplan(ctx context.Context, data string, o benchOptions, give giveCase) ([]string, error) {
	g, drive, err := a.benchGround(ctx, data)
	if err != nil {
		return nil, err
	}
	for _, district := range g.Areas {
		if district.Level != planning.LevelDistrict || o.skips(district.Name) || o.Only == "" && !slices.Contains(benchDistricts, district.Name) {
			continue
		}
		p, err := planning.NewProblem(g, drive, district.ID)
		if err != nil {
			return nil, err
		}
		plan, err := planning.Solve(ctx, p, 1, planning.Options{PriceUnits: 200, ImproveUnits: 5000}, nil)
		if err != nil {
			return nil, err
		}
		r := rand.New(rand.NewPCG(o.Seed, 1))
		for n := range o.disruptions() {
			c, err := replanCase(ctx, fmt.Sprintf("%s %d", district.Name, n+1), r, p, plan, o)
			if err != nil {
				return nil, err
			}
			if err := give(c); err != nil {
				return nil, err
			}
		}
	}
	return nil, nil
}

func (o benchOptions) disruptions() int {
	if o.Runs > 0 {
		return o.Runs
	}
	return benchDisruptions
}

// perAnnounced is what an announced camp changed counts in the value of a re-plan: more than any other change weighs.
const perAnnounced = 1000

func replanCase(ctx context.Context, name string, r *rand.Rand, p planning.Problem, plan planning.Plan, o benchOptions) (benchCase, error) {
	today := p.Days[5+r.IntN(20)]
	events := disruptions(r, p, plan, today)
	begun := time.Now()
	re, err := planning.Replan(ctx, p, plan, events, planning.ReplanOptions{Today: today})
	if err != nil {
		return benchCase{}, err
	}
	took := time.Since(begun).Seconds()
	if broken := planning.CheckReplan(p, plan, re); len(broken) > 0 {
		return benchCase{}, fault.New(fault.Internal, "plan.broken", "%s after %s: %s broken, the first: %s",
			name, events[0].Kind, counted(len(broken), "rule", "rules"), broken[0].Text)
	}
	account := re.Account
	value, least := account.Announced*perAnnounced+account.Weight, account.LeastAnnounced*perAnnounced+account.Least
	results, err := replanPeers(ctx, p, plan, re, o)
	if err != nil {
		return benchCase{}, err
	}
	best := provenBy(results)
	if best == nil {
		best = &least
	}
	c := leastCase(name, value, best, &least, took)
	c.Peers = results
	c.Note = fmt.Sprintf("%s; %s changed of %d, %d announced", kindsOf(events), counted(len(account.Changes), "camp", "camps"), len(plan.Camps), account.Announced)
	return c, nil
}

// replanPeers asks every peer for the fewest changes of each block that the old plan cannot stand in, and adds them up.
func replanPeers(ctx context.Context, p planning.Problem, plan planning.Plan, re planning.Replanned, o benchOptions) ([]peerResult, error) {
	if len(o.Peers.names) == 0 {
		return nil, nil
	}
	blocks, err := planning.ExactReplans(p, plan, re.Problem, re.Account.AnnouncedUntil)
	if err != nil {
		return nil, err
	}
	zero := 0.0
	var sum []peerResult
	for _, s := range o.Peers.asked() {
		sum = append(sum, peerResult{Peer: s.name, Name: s.name, Value: &zero, Bound: &zero, State: peerOptimal})
	}
	for _, b := range blocks {
		results, err := o.Peers.solve(ctx, peerTask{
			Program: func() (planning.Program, error) { return b.Program, nil }, Seconds: o.Seconds, Threads: o.Threads,
		})
		if err != nil {
			return nil, err
		}
		for k, r := range results {
			sum[k] = sum[k].plus(r, b)
		}
	}
	return sum, nil
}

// plus adds a block's result, counted as the value of a case is. A sum with a block that is not proven best has no figures.
func (r peerResult) plus(block peerResult, e planning.ExactReplan) peerResult {
	r.Name, r.Seconds = block.Name, r.Seconds+block.Seconds
	if block.State != peerOptimal || block.Value == nil {
		r.State, r.Value, r.Bound = block.State, nil, nil
	}
	if r.State != peerOptimal {
		return r
	}
	_, announced, weight := e.Parts(int64(*block.Value + 0.5))
	total := *r.Value + float64(announced*perAnnounced+weight)
	r.Value, r.Bound = &total, &total
	return r
}

// disruptions draws one to three things that happen at once.
func disruptions(r *rand.Rand, p planning.Problem, plan planning.Plan, today planning.Day) []planning.Event {
	events := []planning.Event{disruption(r, p, plan, today)}
	for len(events) < 3 && r.IntN(3) == 0 {
		events = append(events, disruption(r, p, plan, today))
	}
	return events
}

// disruption draws one thing that may happen from today on: a venue lost, a team ill for a week, a day
// lost in a block or everywhere.
func disruption(r *rand.Rand, p planning.Problem, plan planning.Plan, today planning.Day) planning.Event {
	camp := plan.Camps[r.IntN(len(plan.Camps))]
	e := planning.Event{Source: "bench", From: max(today, camp.Day)}
	switch r.IntN(4) {
	case 0:
		e.Kind, e.Venue = planning.EventVenueLost, camp.Venue
	case 1:
		e.Kind, e.Team, e.To = planning.EventTeamIll, camp.Team, e.From+6
	case 2:
		e.Kind, e.Area = planning.EventDaysLost, camp.Block
	default:
		e.Kind, e.Area = planning.EventDaysLost, planning.AreaID(p.Area)
	}
	return e
}

func kindsOf(events []planning.Event) string {
	var kinds []string
	for _, e := range events {
		kinds = append(kinds, string(e.Kind))
	}
	slices.Sort(kinds)
	return strings.Join(kinds, ", ")
}
