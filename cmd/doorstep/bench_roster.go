package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// The made set: districts of fifteen blocks, 345 in all as in West Bengal, the same blocks as one, and some small enough for an
// exact solver.
const (
	rosterSmall     = 5
	rosterDistricts = 23
	rosterBlocks    = 15
)

// benchRoster makes the calendars of the roster_*.json of a folder, or of a made set whose best is known by construction
// where it has none. Each is checked by the rules here; one that breaks a rule ends the bench.
func benchRoster(ctx context.Context, data string, o benchOptions, give giveCase) ([]string, error) {
	cases, err := rosterCases(data)
	if err != nil {
		return nil, err
	}
	for i := range cases {
		if o.skips(cases[i].Name) {
			continue
		}
		c, err := rosterCase(ctx, &cases[i], o)
		if err != nil {
			return nil, err
		}
		if err := give(c); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// rosterCases reads the cases of a folder, or makes them.
func rosterCases(data string) ([]planning.RosterCase, error) {
	files, err := filepath.Glob(filepath.Join(data, "roster_*.json"))
	if err != nil {
		return nil, err
	}
	var cases []planning.RosterCase
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, fault.Missing("bench.data", "%s cannot be read: %s.", name, err)
		}
		var c planning.RosterCase
		if err := json.Unmarshal(text, &c); err != nil {
			return nil, fault.Malformed("bench.data", "%s is no calendar to be made: %s.", name, err)
		}
		if c.Name == "" {
			c.Name = strings.TrimSuffix(filepath.Base(name), ".json")
		}
		if err := c.Check(); err != nil {
			return nil, fault.Malformed("bench.data", "%s is no calendar to be made: %s", name, err)
		}
		cases = append(cases, c)
	}
	if len(cases) > 0 {
		return cases, nil
	}
	for k := range rosterSmall {
		cases = append(cases, planning.MakeRosterCase(fmt.Sprintf("small %d", k+1), uint64(100+k), 3))
	}
	for k := range rosterDistricts {
		cases = append(cases, planning.MakeRosterCase(fmt.Sprintf("district %02d", k+1), uint64(1000+k), rosterBlocks))
	}
	return append(cases, planning.MakeRosterCase("345 blocks as one", 1, rosterDistricts*rosterBlocks)), nil
}

func rosterCase(ctx context.Context, c *planning.RosterCase, o benchOptions) (benchCase, error) {
	limited, stop := o.limit(ctx)
	defer stop()
	begun := time.Now()
	a, err := c.Solve(limited, o.Seed)
	took := time.Since(begun).Seconds()
	if err != nil {
		return benchCase{}, err
	}
	left, err := rosterBroken(c, a)
	if err != nil {
		return benchCase{}, err
	}
	var best *int64
	if c.BestKnown > 0 {
		best = &c.BestKnown
	}
	bound := max(a.Bound, 0)
	out := leastCase(c.Name, a.Squares, best, &bound, took)
	block, district := rosterSpread(c, a)
	out.Note = fmt.Sprintf("%d camps, %d blocks, %d left out; 0 rules broken; spread of blocks with nothing blocked %d, of the district %d", len(c.Camps), len(c.Teams), left, block, district)
	out.Peers, err = o.Peers.solve(ctx, peerTask{
		Program: func() (planning.Program, error) { return c.Program(a.Day), nil }, Seconds: o.Seconds, Threads: o.Threads,
	})
	return out, err
}

// rosterBroken counts the camps without a day, and refuses an answer that breaks a rule.
func rosterBroken(c *planning.RosterCase, a planning.RosterAnswer) (left int, err error) {
	type claim struct {
		what       string
		block, who int32
		day        int32
	}
	taken := map[claim]bool{}
	for i, x := range c.Camps {
		d, team := a.Day[i], a.Team[i]
		if d < 0 {
			left++
			continue
		}
		wrong := ""
		for _, shut := range x.Closed {
			if shut == int(d) {
				wrong = "is closed"
			}
		}
		if team < 0 || int(team) >= len(c.Teams[x.Block]) {
			wrong = "has no team"
		} else {
			for _, off := range c.Teams[x.Block][team] {
				if off == int(d) {
					wrong = "has a team that is off"
				}
			}
		}
		for _, k := range [2]claim{{"group", x.Block, x.Group, d}, {"team", x.Block, team, d}} {
			if taken[k] {
				wrong = "shares its " + k.what + " with another"
			}
			taken[k] = true
		}
		if wrong != "" {
			return left, fault.New(fault.Internal, "plan.broken", "%s: camp %d %s on day %d.", c.Name, i, wrong, d)
		}
	}
	return left, nil
}

// rosterSpread is the most camps on a day minus the fewest, over the days open to all: of the worst block where nothing is
// blocked but for all, and of the district.
func rosterSpread(c *planning.RosterCase, a planning.RosterAnswer) (block, district int) {
	all := len(c.Teams)
	counts, shut, camps := make([][]int, all+1), make([][]int, all+1), make([]int, all+1)
	blocked := make([]bool, all+1)
	for b := range counts {
		counts[b], shut[b] = make([]int, c.Days), make([]int, c.Days)
	}
	for i, x := range c.Camps {
		for _, b := range [2]int{int(x.Block), all} {
			camps[b]++
			if a.Day[i] >= 0 {
				counts[b][a.Day[i]]++
			}
			for _, d := range x.Closed {
				shut[b][d]++
			}
		}
	}
	for b, teams := range c.Teams {
		for _, off := range teams {
			blocked[b] = blocked[b] || len(off) > 0
		}
	}
	for b := range counts {
		most, least := 0, -1
		for d, n := range counts[b] {
			if shut[b][d] > 0 && shut[all][d] < camps[all] {
				blocked[b] = true
			}
			if shut[all][d] == camps[all] { // a day off for all
				continue
			}
			most = max(most, n)
			if least < 0 || n < least {
				least = n
			}
		}
		switch {
		case b == all:
			district = most - least
		case !blocked[b]:
			block = max(block, most-least)
		}
	}
	return block, district
}
