package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// event is a line of `go test -json`.
type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64
}

// events calls fn for each event; lines that are none, of the build, come as output of no package.
func events(r io.Reader, fn func(event)) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			e = event{Action: "output", Output: lines.Text() + "\n"}
		}
		fn(e)
	}
	return lines.Err()
}

// watch prints a line when a package is done.
func watch(w io.Writer, r io.Reader) error {
	tests := map[string]int{}
	return events(r, func(e event) {
		switch {
		case e.Action == "build-output" || (e.Action == "output" && e.Package == ""):
			fmt.Fprint(w, e.Output)
		case e.Test != "" && (e.Action == "pass" || e.Action == "fail" || e.Action == "skip"):
			tests[e.Package]++
		case e.Test == "" && e.Action == "pass":
			fmt.Fprintf(w, "ok    %-44s %6.1f s %5d tests\n", e.Package, e.Elapsed, tests[e.Package])
		case e.Test == "" && e.Action == "fail":
			fmt.Fprintf(w, "FAIL  %-44s %6.1f s %5d tests\n", e.Package, e.Elapsed, tests[e.Package])
		}
	})
}

// readGo counts the tests of a run. A test with subtests counts by them: a table by its rows. A
// package that fails with no failing test in it (it does not build, or ran out of time) counts as one.
func readGo(r io.Reader) (c count, err error) {
	var (
		ended  = map[string]event{}            // by package and test
		output = map[string]*strings.Builder{} // the same
		inner  = map[string]bool{}             // tests that have subtests
		blamed = map[string]bool{}             // packages and tests with a failure below them
		stray  strings.Builder
	)
	err = events(r, func(e event) {
		key := e.Package + "\x00" + e.Test
		for up := e.Test; strings.Contains(up, "/"); {
			up = up[:strings.LastIndex(up, "/")]
			inner[e.Package+"\x00"+up] = true
		}
		switch e.Action {
		case "output", "build-output":
			if e.Package == "" {
				stray.WriteString(e.Output)
				return
			}
			if output[key] == nil {
				output[key] = &strings.Builder{}
			}
			output[key].WriteString(e.Output)
		case "pass", "skip":
			ended[key] = e
		case "fail":
			ended[key] = e
			for up := e.Test; up != ""; {
				up = up[:max(strings.LastIndex(up, "/"), 0)]
				blamed[e.Package+"\x00"+up] = true
			}
		}
	})
	for _, key := range slices.Sorted(maps.Keys(ended)) {
		e, printed := ended[key], ""
		if output[key] != nil {
			printed = output[key].String()
		}
		switch {
		case e.Action == "fail" && blamed[key]: // said by what failed below it
		case e.Action == "fail":
			c.failed++
			if e.Test == "" {
				printed += stray.String()
			}
			c.complaints = append(c.complaints, "FAILED "+e.Package+" "+e.Test+"\n"+printed)
		case e.Test == "" || inner[key]:
		case e.Action == "pass":
			c.passed++
		default:
			c.skipped++
			c.complaints = append(c.complaints, "SKIPPED "+e.Package+" "+e.Test+": "+why(printed))
		}
	}
	return c, err
}

// why gives what a skipped test said, on one line.
func why(printed string) string {
	var said []string
	for line := range strings.Lines(printed) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "===") && !strings.HasPrefix(line, "---") {
			said = append(said, line)
		}
	}
	return strings.Join(said, " ")
}
