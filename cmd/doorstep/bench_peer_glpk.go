package main

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

func glpkPeer() peerSolver {
	return peerSolver{
		name: "glpk", install: "apt-get install glpk-utils",
		version: func(ctx context.Context, tool peerTool) (string, error) {
			return programVersion(ctx, tool, "GLPK", "glpsol", "--version")
		},
		run: func(ctx context.Context, tool peerTool, dir string, task peerTask) (peerResult, error) {
			file, program, err := task.writeProgram(dir)
			if err != nil {
				return peerResult{}, err
			}
			answer := filepath.Join(dir, "answer.txt")
			log, err := tool.output(ctx, task.Seconds, "glpsol", "--lp", file, "--tmlim", strconv.Itoa(int(math.Ceil(task.Seconds))),
				"--cuts", "--output", answer)
			if err != nil {
				return peerResult{}, err
			}
			text, err := os.ReadFile(answer)
			if err != nil {
				return peerResult{}, err
			}
			return readGLPK(string(text), log, program.Offset)
		},
	}
}

var (
	glpkFigure = regexp.MustCompile(`(?m)^Objective:\s+\S+ = (\S+)`)
	glpkBound  = regexp.MustCompile(`(?m)^\+.*: mip =.*(?:<=|>=)\s+(\S+)\s+\S+%`)
)

// readGLPK reads the answer that glpsol wrote, and from its log the bound. It has one thread only.
func readGLPK(answer, log string, offset int64) (peerResult, error) {
	r := peerResult{}
	_, state, _ := strings.Cut(answer, "Status:")
	switch state = firstLine(state); state {
	case "INTEGER OPTIMAL", "OPTIMAL":
		r.State = peerOptimal
	case "INTEGER NON-OPTIMAL":
		r.State = peerLimit
	case "INTEGER UNDEFINED", "UNDEFINED":
		r.State = peerLimit
		return r, nil
	case "INTEGER EMPTY", "INFEASIBLE (FINAL)":
		r.State = peerInfeasible
		return r, nil
	default:
		return r, errors.New("glpsol said nothing of a result")
	}
	if m := glpkFigure.FindStringSubmatch(answer); m != nil {
		if v, err := strconv.ParseFloat(m[1], 64); err == nil {
			r.Value = finite(v + float64(offset))
		}
	}
	if all := glpkBound.FindAllStringSubmatch(log, -1); len(all) > 0 {
		if v, err := strconv.ParseFloat(all[len(all)-1][1], 64); err == nil {
			r.Bound = finite(v + float64(offset))
		}
	}
	if r.State == peerOptimal {
		r.Bound = r.Value
	}
	return r, nil
}
