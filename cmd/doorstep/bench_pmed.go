package main

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"doorstep/internal/fault"
	"doorstep/planning"
)

// pmedCase is one p-median of the OR-Library with its published optimum.
type pmedCase struct {
	name    string
	optimum int64
	graph   planning.MedianGraph
	p       int
}

// pmedCases reads the cases of pmed_bks.csv from pmed.tar.gz. Rows without a file and files without a row are named in
// skipped. No case and no error: the folder has neither.
func pmedCases(data string) (cases []pmedCase, skipped []string, err error) {
	optima, err := readBest(filepath.Join(data, "pmed_bks.csv"), "instance", "p_median_optimum")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	archive := filepath.Join(data, "pmed.tar.gz")
	err = eachTarred(archive, func(file string, r io.Reader) error {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		k := slices.IndexFunc(optima, func(b bestValue) bool { return b.name == name })
		if k < 0 {
			skipped = append(skipped, file+" (no row)")
			return nil
		}
		c := pmedCase{name: name, optimum: optima[k].value}
		optima = slices.Delete(optima, k, k+1)
		if c.graph, c.p, err = readPmed(r); err != nil {
			return fault.Malformed("bench.data", "%s in %s: %v.", file, archive, err)
		}
		cases = append(cases, c)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	for _, b := range optima {
		skipped = append(skipped, b.name+" (no file)")
	}
	slices.SortFunc(cases, func(a, b pmedCase) int { return naturally(a.name, b.name) })
	return cases, skipped, nil
}

// naturally compares names by their letters, then by the number they end in: pmed9 comes before pmed10.
func naturally(a, b string) int {
	stem, n := numbered(a)
	other, m := numbered(b)
	if stem != other {
		return strings.Compare(stem, other)
	}
	return n - m
}

func numbered(s string) (stem string, n int) {
	stem = strings.TrimRight(s, "0123456789")
	n, _ = strconv.Atoi(s[len(stem):]) // no number counts as 0
	return stem, n
}

// readPmed reads a graph in the format of the OR-Library: nodes, edges and p, then an edge a line with its length.
func readPmed(r io.Reader) (g planning.MedianGraph, p int, err error) {
	in := bufio.NewReader(r)
	edges := 0
	if _, err := fmt.Fscan(in, &g.Nodes, &edges, &p); err != nil {
		return g, 0, fmt.Errorf("its first line is not nodes, edges and p: %w", err)
	}
	if g.Nodes < 1 || g.Nodes > 20_000 || edges < 0 || edges > 100_000_000 || p < 1 || p > g.Nodes {
		return g, 0, fmt.Errorf("%d nodes, %d edges and p = %d cannot be", g.Nodes, edges, p)
	}
	for k := range edges {
		var a, b, length int32
		if _, err := fmt.Fscan(in, &a, &b, &length); err != nil {
			return g, 0, fmt.Errorf("edge %d of %d: %w", k+1, edges, err)
		}
		g.Edges = append(g.Edges, planning.MedianEdge{A: a - 1, B: b - 1, Length: length})
	}
	return g, p, nil
}

// run solves the case; the seconds count the shortest paths too.
func (c pmedCase) run(ctx context.Context, o benchOptions) (benchCase, error) {
	runtime.GC() // what is left of the case before is not this one's to clear
	limited, stop := o.limit(ctx)
	defer stop()
	begun := time.Now()
	distances, err := c.graph.Distances()
	if err != nil {
		return benchCase{}, err
	}
	in := &planning.Median{Clients: c.graph.Nodes, Sites: c.graph.Nodes, P: c.p, Distance: distances}
	s, err := planning.SolveMedian(limited, in, planning.MedianOptions{Seed: o.Seed, Threads: o.Threads})
	if err != nil {
		return benchCase{}, err
	}
	took := time.Since(begun).Seconds()
	if err := ctx.Err(); err != nil {
		return benchCase{}, err
	}
	bound := s.Bound
	note := fmt.Sprintf("n %d, p %d; the prices alone prove %d", in.Clients, c.p, s.Bound)
	if s.Proven {
		bound = s.Cost
		note += ", the rest closed by branch and bound"
		if s.Bound == s.Cost {
			note = fmt.Sprintf("n %d, p %d; proven by prices", in.Clients, c.p)
		}
	}
	out := leastCase(c.name, s.Cost, &c.optimum, &bound, took)
	out.Note = note
	plain := planning.PlainSites{Kind: planning.PlainMedian, Clients: in.Clients, Sites: in.Sites, P: c.p, Distance: distances}
	out.Peers, err = o.Peers.solve(ctx, peerTask{
		Program: func() (planning.Program, error) { return plain.Program(), nil },
		Plain:   func() planning.PlainSites { return plain },
		Seconds: o.Seconds, Threads: o.Threads,
	})
	return out, err
}

// bestValue is a row of a table of best known values.
type bestValue struct {
	name  string
	value int64
}

// readBest reads two columns of a CSV file with a header.
func readBest(file, name, value string) ([]bestValue, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	var all []bestValue
	err = eachRow(f, file, []string{name, value}, func(cell []string) error {
		best, err := strconv.ParseInt(cell[1], 10, 64)
		if err != nil {
			return fmt.Errorf("%q is no whole number", cell[1])
		}
		all = append(all, bestValue{cell[0], best})
		return nil
	})
	return all, err
}

// eachTarred hands over every file of a gzipped tar archive.
func eachTarred(archive string, do func(name string, r io.Reader) error) error {
	f, err := os.Open(archive)
	if err != nil {
		return fault.Missing("bench.data", "The archive %s cannot be opened: %v.", archive, err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	z, err := gzip.NewReader(f)
	if err != nil {
		return fault.Malformed("bench.data", "%s: %v.", archive, err)
	}
	for t := tar.NewReader(z); ; {
		head, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fault.Malformed("bench.data", "%s: %v.", archive, err)
		}
		if head.Typeflag != tar.TypeReg {
			continue
		}
		if err := do(head.Name, t); err != nil {
			return err
		}
	}
}
