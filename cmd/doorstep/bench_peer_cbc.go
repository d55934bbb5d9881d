package main

import (
	"context"
	"errors"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

func cbcPeer() peerSolver {
	return peerSolver{
		name: "cbc", install: "apt-get install coinor-cbc",
		version: func(ctx context.Context, tool peerTool) (string, error) {
			return programVersion(ctx, tool, "CBC", "cbc", "-stop")
		},
		run: func(ctx context.Context, tool peerTool, dir string, task peerTask) (peerResult, error) {
			file, program, err := task.writeProgram(dir)
			if err != nil {
				return peerResult{}, err
			}
			out, err := tool.output(ctx, task.Seconds, "cbc", file, "-timeMode", "elapsed", "-sec", strconv.FormatFloat(task.Seconds, 'f', -1, 64),
				"-threads", strconv.Itoa(task.Threads), "-ratioGap", "0", "-allowableGap", "0", "-solve", "-quit")
			if err != nil {
				return peerResult{}, err
			}
			return readCBC(out, program.Maximise, program.Offset)
		},
	}
}

// programVersion runs a program with arguments that make it print its version and stop.
func programVersion(ctx context.Context, tool peerTool, label, name string, args ...string) (string, error) {
	if _, err := exec.LookPath(name); err != nil {
		return "", errors.New(name + " is not in the PATH")
	}
	out, err := tool.output(ctx, 5, name, args...)
	if err != nil {
		return "", err
	}
	if v := versionText.FindString(out); v != "" {
		return label + " " + v, nil
	}
	return label, nil
}

var (
	versionText = regexp.MustCompile(`\d+\.\d+(\.\d+)*`)
	cbcFigure   = regexp.MustCompile(`(?m)^(Objective value|Lower bound|Upper bound):\s+(\S+)`)
)

// readCBC reads what cbc printed. CBC minimises inside and shows the figures of a maximum with their sign turned, but not its bound.
func readCBC(out string, maximise bool, offset int64) (peerResult, error) {
	r := peerResult{}
	switch {
	case strings.Contains(out, "Result - Optimal solution found"):
		r.State = peerOptimal
	case strings.Contains(out, "Result - Stopped on time limit"):
		r.State = peerLimit
	case strings.Contains(out, "infeasible"):
		r.State = peerInfeasible
		return r, nil
	default:
		return r, errors.New("cbc said nothing of a result")
	}
	for _, m := range cbcFigure.FindAllStringSubmatch(out, -1) {
		v, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			continue
		}
		if maximise && m[1] == "Objective value" {
			v = max(v, -v)
		}
		v += float64(offset)
		if m[1] == "Objective value" {
			r.Value = finite(v)
		} else {
			r.Bound = finite(v)
		}
	}
	if strings.Contains(out, "No feasible solution found") {
		r.Value = nil
	}
	if r.State == peerOptimal {
		r.Bound = r.Value
	}
	return r, nil
}
