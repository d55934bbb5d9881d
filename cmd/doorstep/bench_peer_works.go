package main

import (
	"context"
	_ "embed" // the scripts
	"encoding/json"
	"errors"
	"io"
	"slices"

	"doorstep/planning"
)

//go:embed bench_peer_works_ortools.py
var ortoolsWorksScript string

//go:embed bench_peer_works_vroom.py
var vroomWorksScript string

// worksPeers are the peers that plan works.
func worksPeers() []peerSolver {
	return []peerSolver{
		worksPeerOf("ortools-works", "OR-Tools routing", "ortools", ortoolsWorksScript),
		worksPeerOf("vroom-works", "VROOM (pyvroom)", "pyvroom", vroomWorksScript),
	}
}

func worksPeerOf(name, label, pack, script string) peerSolver {
	return peerSolver{
		name: name, install: pythonInstall(pack), version: pythonVersion(label, pack),
		run: func(ctx context.Context, tool peerTool, dir string, task peerTask) (peerResult, error) {
			if task.Works == nil {
				return peerResult{}, errors.New("it plans works, and this is no such problem")
			}
			file, err := writeTo(dir, "works.json", func(w io.Writer) error { return writePeerWorks(w, task.Works) })
			if err != nil {
				return peerResult{}, err
			}
			return tool.runScript(ctx, script, file, task)
		},
	}
}

// The problem as the scripts read it: places by index, days counted from the first, times in seconds of the day.
type (
	peerShift struct {
		Crew  int   `json:"crew"`
		Shift int   `json:"shift"`
		Day   int   `json:"day"`
		Table int   `json:"table"`
		Start int   `json:"start"`
		End   int   `json:"end"`
		From  int64 `json:"from"`
		To    int64 `json:"to"`
		Until int64 `json:"until"` // with overtime
		Rest  int64 `json:"rest"`  // seconds of break, 0: none
		First int64 `json:"first"` // the break begins
		Last  int64 `json:"last"`
	}
	peerWork struct {
		In      int        `json:"in"`
		Out     int        `json:"out"`
		Seconds int64      `json:"seconds"`
		Crews   int        `json:"crews"`
		Worth   int64      `json:"worth"`
		Shifts  []int      `json:"shifts"`  // that may hold it, by index, in time
		Windows [][2]int64 `json:"windows"` // it begins in one of them; none: any time
		Store   int        `json:"store"`   // -1: nothing to pick up
		Load    int64      `json:"load"`    // seconds of the pick-up
		Begin   int64      `json:"begin"`   // -1: free
		After   [][2]int64 `json:"after"`   // work, gap in days
	}
)

// writePeerWorks writes what all peers need. A visit after its due day is not offered to them: it counts only in lower
// aims than any of theirs.
func writePeerWorks(w io.Writer, p *planning.WorksProblem) error {
	out := struct {
		Places int         `json:"places"`
		Tables [][]int32   `json:"tables"`
		Shifts []peerShift `json:"shifts"`
		Works  []peerWork  `json:"works"`
	}{Places: len(p.Places)}
	place := map[planning.PlaceID]int{"": -1}
	for i, x := range p.Places {
		place[x.ID] = i
	}
	for _, t := range p.Matrices {
		out.Tables = append(out.Tables, t.Seconds)
	}
	for i, c := range p.Crews {
		for k, s := range c.Shifts {
			x := peerShift{
				Crew: i, Shift: k, Day: int(s.Day - p.Days[0].Day), Table: tableOf(p, c.Profile, s.Day), Start: place[c.Base], End: place[c.Base],
				From: int64(s.From) * 60, To: int64(s.To) * 60, Until: (int64(s.To) + s.Overtime) * 60,
			}
			if s.Start != "" {
				x.Start = place[s.Start]
			}
			if s.End != "" {
				x.End = place[s.End]
			}
			if b := c.Break; b != nil {
				x.Rest, x.First, x.Last = b.Minutes*60, int64(b.From)*60, (int64(b.To)-b.Minutes)*60
			}
			out.Shifts = append(out.Shifts, x)
		}
	}
	for i := range p.Works {
		out.Works = append(out.Works, peerWorkOf(p, &p.Works[i], place, out.Shifts))
	}
	return json.NewEncoder(w).Encode(out)
}

func tableOf(p *planning.WorksProblem, profile string, day planning.Day) (table int) {
	for i, t := range p.Matrices {
		if t.Profile == profile && len(t.Days) == 0 {
			table = i
		}
	}
	for i, t := range p.Matrices {
		if t.Profile == profile && slices.Contains(t.Days, day) {
			return i
		}
	}
	return table
}

func peerWorkOf(p *planning.WorksProblem, w *planning.Work, place map[planning.PlaceID]int, shifts []peerShift) peerWork {
	x := peerWork{
		In: place[w.Place], Out: place[w.Place], Seconds: 60 * w.Minutes, Crews: w.Crews, Worth: w.Worth, Store: -1, Begin: -1,
		Shifts: []int{}, Windows: [][2]int64{}, After: [][2]int64{},
	}
	if w.Exit != "" {
		x.Out = place[w.Exit]
	}
	if w.PickUp != nil {
		x.Store, x.Load = place[w.PickUp.Place], 60*w.PickUp.Minutes
	}
	if w.Pin != nil && w.Pin.Begin != 0 {
		x.Begin = w.Pin.Begin
	}
	for _, v := range w.Windows {
		if last := int64(v.To)*60 - x.Seconds; last >= int64(v.From)*60 {
			x.Windows = append(x.Windows, [2]int64{int64(v.From) * 60, last})
		}
	}
	for k, s := range shifts {
		if mayHold(p, w, &p.Crews[s.Crew], p.Days[0].Day+planning.Day(s.Day)) {
			x.Shifts = append(x.Shifts, k)
		}
	}
	for _, a := range w.After {
		before := slices.IndexFunc(p.Works, func(y planning.Work) bool { return y.ID == a.Work })
		x.After = append(x.After, [2]int64{int64(before), a.GapDays})
	}
	return x
}

// mayHold says whether a crew may visit a work in time on a day, hours and travel aside.
func mayHold(p *planning.WorksProblem, w *planning.Work, c *planning.Crew, day planning.Day) bool {
	all := func(want, have []string) bool {
		return !slices.ContainsFunc(want, func(s string) bool { return !slices.Contains(have, s) })
	}
	open := len(w.Windows) == 0
	for _, v := range w.Windows {
		open = open || (len(v.Days) == 0 || slices.Contains(v.Days, day)) && int64(v.To-v.From) >= w.Minutes
	}
	needs := []planning.PlaceID{w.Place, w.Exit}
	if w.PickUp != nil {
		needs = append(needs, w.PickUp.Place)
	}
	for _, x := range p.Places {
		open = open && (!slices.Contains(needs, x.ID) || !slices.Contains(x.Closed, day))
	}
	return open && all(w.Skills, c.Skills) && all(w.Equipment, c.Equipment) && (len(w.Only) == 0 || slices.Contains(w.Only, c.ID)) &&
		day >= w.Release && (w.Due == 0 || day <= w.Due) && !slices.Contains(w.Closed, day) &&
		(w.Pin == nil || w.Pin.Day == day && slices.Contains(w.Pin.Crews, c.ID))
}
