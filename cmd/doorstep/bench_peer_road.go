package main

import (
	"bufio"
	"context"
	_ "embed" // the script
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"doorstep/planning/road"
)

//go:embed bench_peer_road.py
var roadScript string

// roadTask is a matrix over a road network for peers: the times of the fastest ways between places, in milliseconds, and for
// walking the places within a walk.
type roadTask struct {
	net    *benchNetwork
	places []int32                                                              // nodes, each other's sources and targets
	trips  []road.Trip                                                          // ours, by rows
	ours   func(n int) float64                                                  // seconds we take for the first n places
	walk   func(n int) ([]int, float64)                                         // on foot: how many nodes lie within a walk of each of the first n places, and our seconds; nil: not on foot
	open   func(ctx context.Context) (dsn string, done func() error, err error) // a private database
}

// roadPeer is what a peer made of a matrix, beside ours of the same size in the same run.
type roadPeer struct {
	Matrix     int     `json:"matrix"` // places on each side
	Ours       float64 `json:"ours_seconds"`
	Times      float64 `json:"times"` // its seconds over ours
	Pairs      int     `json:"pairs"`
	Mismatches int     `json:"mismatches"`

	Reach *reachPeer `json:"reach,omitempty"`
}

// reachPeer is what a peer made of walks, beside ours.
type reachPeer struct {
	Venues     int     `json:"venues"`
	Seconds    float64 `json:"seconds"`
	Ours       float64 `json:"ours_seconds"`
	Times      float64 `json:"times"`
	Mismatches int     `json:"mismatches"` // venues from which it reaches another number of nodes
}

// task makes the task of peers.
func (m *roadMeasure) task(a *app) peerTask {
	t := &roadTask{net: m.net, places: m.nodes, trips: m.trips, ours: m.matrixTime}
	if m.p == road.Walk {
		t.walk = m.walks
	}
	t.open = func(ctx context.Context) (string, func() error, error) {
		h, clean, err := a.scratch(ctx)
		if err != nil {
			return "", nil, err
		}
		return h.dsn, clean, nil
	}
	return peerTask{Roads: t, Seconds: m.o.Seconds, Threads: m.o.Threads}
}

// judged fills in what a peer's matrix of the first n places says beside ours. Its time for a way to where it begins is 0.
func (t *roadTask) judged(r peerResult, n int, millis []int32) peerResult {
	each := []float64{t.ours(n), t.ours(n), t.ours(n)}
	p := &roadPeer{Matrix: n, Ours: spread(each)[1], Pairs: n * n}
	for i := range n {
		for k := range n {
			want := t.trips[i*len(t.places)+k].Millis
			if millis[i*n+k] != want {
				p.Mismatches++
			}
		}
	}
	p.Times = r.Seconds / p.Ours
	r.Road, r.Value = p, &r.Seconds
	r.State = fmt.Sprintf("%dx%d matrix in %.3f s, ours %.4f s: %.0f times; %d mismatches in %d pairs", n, n, r.Seconds, p.Ours, p.Times, p.Mismatches, p.Pairs)
	return r
}

// roadPeers are the peers that find ways.
func roadPeers() []peerSolver {
	return []peerSolver{
		pgroutingPeer(),
		roadPython("igraph", "igraph", "igraph"),
		roadPython("networkit", "NetworKit", "networkit"),
		roadPython("scipy", "SciPy csgraph", "scipy"),
	}
}

func roadPython(name, label, pack string) peerSolver {
	return peerSolver{
		name: name, install: pythonInstall(pack + " numpy"), version: pythonVersion(label, pack),
		run: func(ctx context.Context, tool peerTool, dir string, task peerTask) (peerResult, error) {
			if task.Roads == nil {
				return peerResult{}, errNotRoads
			}
			if err := task.Roads.write(dir); err != nil {
				return peerResult{}, err
			}
			out, err := tool.output(ctx, task.Seconds, tool.python, "-c", roadScript, name, dir, strconv.FormatFloat(task.Seconds, 'f', -1, 64), strconv.Itoa(task.Threads))
			if err != nil {
				return peerResult{}, err
			}
			return task.Roads.readScript(dir, out)
		},
	}
}

var errNotRoads = errors.New("it finds ways on roads, and this is no such problem")

// write writes the network and the places as files of 32-bit numbers: arcs.bin (from, to, milliseconds) and places.bin. Of arcs
// that are parallel the fastest is written.
func (t *roadTask) write(dir string) error {
	places := func(w io.Writer) error { return binary.Write(w, binary.LittleEndian, t.places) }
	if _, err := writeTo(dir, "places.bin", places); err != nil {
		return err
	}
	_, err := writeTo(dir, "arcs.bin", func(to io.Writer) error {
		w := bufio.NewWriterSize(to, 1<<16)
		t.net.eachFastest(func(from, to, millis int32) {
			var b [12]byte
			for i, v := range [3]int32{from, to, millis} {
				binary.LittleEndian.PutUint32(b[4*i:], uint32(v))
			}
			_, _ = w.Write(b[:]) // Flush tells
		})
		return w.Flush()
	})
	return err
}

// eachFastest gives the arcs between nodes, the fastest of those that are parallel, without loops.
func (n *benchNetwork) eachFastest(do func(from, to, millis int32)) {
	best := map[int32]int32{}
	for v := range int32(len(n.enter)) {
		clear(best)
		for a := n.first[v]; a < n.first[v+1]; a++ {
			millis := int32(n.weight[a] >> 32)
			if had, ok := best[n.to[a]]; n.to[a] != v && (!ok || millis < had) {
				best[n.to[a]] = millis
			}
		}
		for a := n.first[v]; a < n.first[v+1]; a++ {
			if millis, ok := best[n.to[a]]; ok {
				do(v, n.to[a], millis)
				delete(best, n.to[a])
			}
		}
	}
}

// readScript reads what a script printed, and the matrix it wrote.
func (t *roadTask) readScript(dir, out string) (peerResult, error) {
	var said struct {
		Seconds float64
		Places  int
	}
	if err := json.Unmarshal([]byte(out[strings.LastIndexByte(strings.TrimSpace(out), '\n')+1:]), &said); err != nil || said.Places < 1 || said.Places > len(t.places) {
		return peerResult{}, errors.New("the script gave no result: " + firstLine(out))
	}
	file, err := os.Open(filepath.Join(dir, "times.bin"))
	if err != nil {
		return peerResult{}, err
	}
	defer file.Close() //nolint:errcheck // only read
	millis := make([]int32, said.Places*said.Places)
	if err := binary.Read(bufio.NewReader(file), binary.LittleEndian, millis); err != nil {
		return peerResult{}, err
	}
	return t.judged(peerResult{Seconds: said.Seconds}, said.Places, millis), nil
}
