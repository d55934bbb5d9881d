package main

import (
	"context"
	_ "embed" // the script
)

//go:embed bench_peer_highs.py
var highsScript string

func highsPeer() peerSolver {
	return peerSolver{
		name: "highs", install: pythonInstall("highspy"), version: pythonVersion("HiGHS", "highspy"),
		run: func(ctx context.Context, tool peerTool, dir string, task peerTask) (peerResult, error) {
			file, program, err := task.writeProgram(dir)
			if err != nil {
				return peerResult{}, err
			}
			r, err := tool.runScript(ctx, highsScript, file, task)
			return r.shifted(program.Offset), err
		},
	}
}
