package main

import (
	"context"
	_ "embed" // the script

	"doorstep/internal/fault"
)

//go:embed bench_peer_spopt.py
var spoptScript string

// maxSpoptPairs is the most pairs of client and site that spopt is given: it holds the whole matrix and names every variable.
const maxSpoptPairs = 20_000_000

func spoptPeer() peerSolver {
	return peerSolver{
		name: "spopt", install: pythonInstall("spopt"), version: pythonVersion("PySAL spopt", "spopt"),
		run: func(ctx context.Context, tool peerTool, dir string, task peerTask) (peerResult, error) {
			if task.Plain == nil {
				return peerResult{State: "not a model that spopt has"}, nil
			}
			plain := task.Plain()
			if n := plain.Clients * plain.Sites; n > maxSpoptPairs {
				return peerResult{}, fault.Refuse("bench.size", "The matrix has %d pairs; at most %d are given to spopt.", n, maxSpoptPairs)
			}
			file, err := writeTo(dir, "plain.json", plain.WriteJSON)
			if err != nil {
				return peerResult{}, err
			}
			return tool.runScript(ctx, spoptScript, file, task)
		},
	}
}
