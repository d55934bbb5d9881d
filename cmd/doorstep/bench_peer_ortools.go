package main

import (
	"context"
	_ "embed" // the script
)

//go:embed bench_peer_ortools.py
var ortoolsScript string

func ortoolsPeer() peerSolver {
	return peerSolver{
		name: "ortools", install: pythonInstall("ortools"), version: pythonVersion("OR-Tools CP-SAT", "ortools"),
		run: func(ctx context.Context, tool peerTool, dir string, task peerTask) (peerResult, error) {
			program, err := task.program()
			if err != nil {
				return peerResult{}, err
			}
			file, err := writeTo(dir, "program.json", program.WriteJSON)
			if err != nil {
				return peerResult{}, err
			}
			r, err := tool.runScript(ctx, ortoolsScript, file, task)
			return r.shifted(program.Offset), err
		},
	}
}
