package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// peerTask is one instance for peers. What it holds is built only when a peer asks for it.
type peerTask struct {
	Program func() (planning.Program, error) // the mixed integer program
	Plain   func() planning.PlainSites       // the same as a plain location model; nil: it is none
	Roads   *roadTask                        // a matrix over roads; nil: it is none
	Fleet   *planning.Fleet                  // a routing problem; nil: it is none
	Works   *planning.WorksProblem           // works for crews; nil: it is none
	X, Y    []float64                        // of its places, where they lie in a plane
	Fewest  bool                             // the fewest vehicles first, of a routing problem
	Seconds float64
	Threads int
	Seed    uint64
}

// peerResult is what a peer made of a case.
type peerResult struct {
	Peer    string   `json:"peer"`
	Name    string   `json:"name"`  // with its version
	Value   *float64 `json:"value"` // of its best answer; null: it found none
	Bound   *float64 `json:"bound"` // no answer is better, by its own word
	Seconds float64  `json:"seconds"`
	State   string   `json:"state"` // optimal, limit, infeasible, or why it did not run

	Road *roadPeer `json:"road,omitempty"` // of a matrix over roads

	Vehicles      *int     `json:"vehicles,omitempty"`       // of its routes
	ExtraVehicles *int     `json:"extra_vehicles,omitempty"` // beyond those of the best known answer
	GapPercent    *float64 `json:"gap_percent,omitempty"`    // of its routes, as ours is counted

	Works *worksPeer `json:"works,omitempty"` // of its works plan

	routes []planning.FleetRoute // its answer to a routing problem, not judged yet
	works  []worksRoute          // the same, of works for crews
}

// The states of a peer that ran.
const (
	peerOptimal    = "optimal"
	peerLimit      = "limit" // its time ended first
	peerInfeasible = "infeasible"
)

// peerSolver is a solver that is not ours and not needed: it is run where it is installed.
type peerSolver struct {
	name    string
	install string // how one gets it
	// version says what is installed, with its name; an error means nothing is.
	version func(ctx context.Context, tool peerTool) (string, error)
	// run answers a task with files in dir. The seconds of the result are taken here where it leaves them 0.
	run func(ctx context.Context, tool peerTool, dir string, task peerTask) (peerResult, error)
}

func allPeers() []peerSolver {
	return slices.Concat([]peerSolver{cbcPeer(), glpkPeer(), highsPeer(), ortoolsPeer(), spoptPeer()}, routePeers(), worksPeers(), roadPeers())
}

func peerNames() []string {
	var names []string
	for _, p := range allPeers() {
		names = append(names, p.name)
	}
	return names
}

// peers are the peers asked for; it is a flag.
type peers struct {
	names  []string
	python string
}

// String, Set and Type make it a flag.
func (p *peers) String() string { return strings.Join(p.names, ",") }

// Set adds peers by name.
func (p *peers) Set(list string) error {
	for name := range strings.SplitSeq(list, ",") {
		if !slices.Contains(peerNames(), name) {
			return fmt.Errorf("there is no peer %q; there are %s", name, strings.Join(peerNames(), ", "))
		}
		if !slices.Contains(p.names, name) {
			p.names = append(p.names, name)
		}
	}
	return nil
}

// Type names the flag's value in the help.
func (p *peers) Type() string { return "name" }

func (p *peers) asked() []peerSolver {
	return slices.DeleteFunc(allPeers(), func(s peerSolver) bool { return !slices.Contains(p.names, s.name) })
}

// warn says of each peer that is not installed how to get it.
func (p *peers) warn(ctx context.Context, say func(string)) {
	for _, s := range p.asked() {
		if _, err := s.version(ctx, peerTool{python: p.python}); err != nil {
			say(fmt.Sprintf("The peer %s is not installed (%v): %s. The bench goes on without it.", s.name, err, s.install))
		}
	}
}

// solve runs every peer asked for on the task, one after another. A peer that is missing or fails is a
// result that says so; only the end of ctx is an error.
func (p *peers) solve(ctx context.Context, task peerTask) ([]peerResult, error) {
	var all []peerResult
	for _, s := range p.asked() {
		all = append(all, s.solve(ctx, peerTool{python: p.python}, task))
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (s peerSolver) solve(ctx context.Context, tool peerTool, task peerTask) peerResult {
	name, err := s.version(ctx, tool)
	if err != nil {
		return peerResult{Peer: s.name, Name: s.name, State: "not installed: " + s.install}
	}
	out := peerResult{Peer: s.name, Name: name}
	dir, err := os.MkdirTemp("", "doorstep-peer-")
	if err != nil {
		out.State = "failed: " + err.Error()
		return out
	}
	defer os.RemoveAll(dir) //nolint:errcheck // the system clears its temporary files
	begun := time.Now()
	r, err := s.run(ctx, tool, dir, task)
	if err != nil {
		out.Seconds = time.Since(begun).Seconds()
		out.State = "failed: " + firstLine(err.Error())
		return out
	}
	if r.Seconds == 0 {
		r.Seconds = time.Since(begun).Seconds()
	}
	r.Peer, r.Name = out.Peer, name
	return r
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}

// peerTool runs the programs that peers are.
type peerTool struct{ python string }

// output runs a program and gives what it printed. It is stopped a little after its seconds, should its
// own limit fail it.
func (t peerTool) output(ctx context.Context, seconds float64, name string, args ...string) (string, error) {
	ctx, stop := context.WithTimeout(ctx, time.Duration((2*seconds+30)*float64(time.Second)))
	defer stop()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.WaitDelay = time.Second
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if ctx.Err() != nil {
		return "", errors.New("it did not stop at its time limit and was stopped")
	}
	if err != nil {
		lines := strings.Split(strings.TrimSpace(errs.String()), "\n")
		return out.String(), fmt.Errorf("%w: %s", err, lines[len(lines)-1])
	}
	return out.String(), nil
}

// maxPeerTerms is the most coefficients a program is written out with: a file of some 100 MB.
const maxPeerTerms = 8_000_000

// program builds the task's program, of a size that can be handed over.
func (task peerTask) program() (planning.Program, error) {
	if task.Program == nil {
		return planning.Program{}, errors.New("it solves programs of whole numbers, and this is written as none")
	}
	program, err := task.Program()
	if err == nil && program.Terms() > maxPeerTerms {
		err = fault.Refuse("bench.size", "The program has %d coefficients; at most %d are written for a peer.", program.Terms(), maxPeerTerms)
	}
	return program, err
}

// writeProgram writes the task's program into dir and names the file.
func (task peerTask) writeProgram(dir string) (string, planning.Program, error) {
	program, err := task.program()
	if err != nil {
		return "", program, err
	}
	name, err := writeTo(dir, "program.lp", program.WriteLP)
	return name, program, err
}

// finite gives a pointer to v, nil where it is no number or beyond all bounds.
func finite(v float64) *float64 {
	if math.IsNaN(v) || math.Abs(v) > 1e15 {
		return nil
	}
	return &v
}
