package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
)

// pythonVersion gives the version of a Python package.
func pythonVersion(label, pack string) func(context.Context, peerTool) (string, error) {
	return func(ctx context.Context, tool peerTool) (string, error) {
		out, err := tool.output(ctx, 15, tool.python, "-c", "import importlib.metadata as m; print(m.version('"+pack+"'))")
		if err != nil {
			return "", fmt.Errorf("%s has no package %s", tool.python, pack)
		}
		return label + " " + firstLine(out), nil
	}
}

// pythonInstall says how to get a package.
func pythonInstall(pack string) string {
	return "python3 -m venv DIR && DIR/bin/pip install " + pack + ", then --python DIR/bin/python"
}

// runScript runs a script on a file with the seconds and the threads; the script prints a result as one line of JSON.
func (t peerTool) runScript(ctx context.Context, script, file string, task peerTask) (peerResult, error) {
	out, err := t.output(ctx, task.Seconds, t.python, "-c", script, file, strconv.FormatFloat(task.Seconds, 'f', -1, 64), strconv.Itoa(task.Threads))
	if err != nil {
		return peerResult{}, err
	}
	return readScript(out)
}

// scriptResult is what a script prints.
type scriptResult struct {
	Value, Bound *float64
	Seconds      float64
	State        string
	Routes       []scriptRoute
	Works        []worksRoute
}

// readScript reads the last line of a script's output.
func readScript(out string) (peerResult, error) {
	last := out
	for k := len(out) - 2; k >= 0; k-- {
		if out[k] == '\n' {
			last = out[k+1:]
			break
		}
	}
	var s scriptResult
	if err := json.Unmarshal([]byte(last), &s); err != nil {
		return peerResult{}, errors.New("the script gave no result: " + firstLine(last))
	}
	r := peerResult{Value: s.Value, Bound: s.Bound, Seconds: s.Seconds, State: s.State, routes: fleetRoutes(s.Routes), works: s.Works}
	for _, p := range []**float64{&r.Value, &r.Bound} {
		if *p != nil {
			*p = finite(**p)
		}
	}
	return r, nil
}

// shifted adds the constant of a program to a result; bounds of whole programs are rounded to the whole number they mean.
func (r peerResult) shifted(offset int64) peerResult {
	for _, p := range []*float64{r.Value, r.Bound} {
		if p != nil {
			*p += float64(offset)
			if whole := math.Round(*p); math.Abs(*p-whole) < 1e-4 {
				*p = whole
			}
		}
	}
	return r
}

// writeTo writes a file in dir.
func writeTo(dir, name string, write func(io.Writer) error) (string, error) {
	path := filepath.Join(dir, name)
	file, err := os.Create(path)
	if err != nil {
		return "", err
	}
	return path, errors.Join(write(file), file.Close())
}
