// Command tally reads what the test runners wrote and says, in one closing line, how many tests
// passed, failed and were skipped. A runner that ran nothing is a failure; with CI=true so is a skip.
//
//	go test -json ./... | tally watch FILE    keeps the events in FILE and prints a line a package
//	tally FOLDER FILE...                      adds up: go.json of watch, ui.json of vitest, and any
//	                                          other text that ends in "N passed, M failed, K skipped"
package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

func main() {
	ok := false
	switch {
	case len(os.Args) == 3 && os.Args[1] == "watch":
		ok = keep(os.Args[2])
	case len(os.Args) > 2:
		ok = tally(os.Stdout, os.Args[1], os.Args[2:], os.Getenv("CI") == "true")
	default:
		fmt.Fprintln(os.Stderr, "usage: tally watch FILE | tally FOLDER FILE...")
	}
	if !ok {
		os.Exit(1)
	}
}

// keep watches standard input; what failed is said by the tally that follows.
func keep(path string) bool {
	f, err := os.Create(path)
	if err == nil {
		err = watch(os.Stdout, io.TeeReader(os.Stdin, f))
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "tally:", err)
	}
	return err == nil
}

// count is what one runner, or all of them, did. Complaints say what failed and what was skipped.
type count struct {
	passed, failed, skipped int
	complaints              []string
}

func (c count) String() string {
	return fmt.Sprintf("%d passed, %d failed, %d skipped", c.passed, c.failed, c.skipped)
}

// tally adds the files up and says whether all is well.
func tally(w io.Writer, folder string, files []string, noSkips bool) bool {
	var all count
	well := true
	for _, name := range files {
		c, err := read(folder, name)
		if err != nil {
			c.complaints = append(c.complaints, fmt.Sprintf("%s: %v", name, err))
		}
		if err == nil && c.passed+c.failed+c.skipped == 0 {
			c.complaints = append(c.complaints, name+": no test ran")
		}
		well = well && err == nil && c.passed > 0 && c.failed == 0
		all.passed, all.failed, all.skipped = all.passed+c.passed, all.failed+c.failed, all.skipped+c.skipped
		for _, text := range c.complaints {
			fmt.Fprintln(w, text)
		}
		fmt.Fprintf(w, "%s: %s\n", name, c)
	}
	if noSkips && all.skipped > 0 {
		fmt.Fprintln(w, "CI skips nothing: install what is missing.")
		well = false
	}
	fmt.Fprintln(w, all)
	return well
}

func read(folder, name string) (count, error) {
	f, err := os.Open(filepath.Join(folder, name))
	if err != nil {
		return count{}, err
	}
	defer func() { _ = f.Close() }()
	switch name {
	case "go.json":
		return readGo(f)
	case "ui.json":
		return readVitest(f)
	}
	return readText(f)
}
