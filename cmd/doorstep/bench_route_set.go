package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"doorstep/internal/fault"
)

// routeSets are the published sets that bench route knows.
var routeSets = []routeSet{
	{"solomon_100", "vrptw_solomon_100", "solomon", "100"},
	{"gh_200", "vrptw_gh_200", "gehring-homberger", "200"},
	{"gh_400", "vrptw_gh_400", "gehring-homberger", "400"},
	{"gh_600", "vrptw_gh_600", "gehring-homberger", "600"},
	{"gh_800", "vrptw_gh_800", "gehring-homberger", "800"},
	{"gh_1000", "vrptw_gh_1000", "gehring-homberger", "1000"},
	{"cvrp_x", "cvrp_x", "", ""},
	{"mdvrptw", "mdvrptw", "", ""},
}

// routeSet is a published set: a file an instance in the archive <files>.tar.gz, or in the folder <files>, and the best
// known values in a table beside it.
type routeSet struct {
	name, files       string
	family, customers string // of its rows in vrptw_bks.csv; "": all rows of <name>_bks.csv are its own
}

// routeSetNames lists what --set takes.
func routeSetNames() []string {
	names := make([]string, 0, len(routeSets))
	for _, s := range routeSets {
		names = append(names, s.name)
	}
	return append(names, worksSets()...)
}

// cases reads the instances that --only leaves in, by name. An instance without a row has no best known value; it and
// rows without an instance are named in skipped.
func (s routeSet) cases(data string, o benchOptions) (cases []routeCase, skipped []string, err error) {
	best, err := s.best(data)
	if err != nil {
		return nil, nil, err
	}
	read := func(file string, r io.Reader) error {
		name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
		row, known := best[strings.ToLower(name)]
		delete(best, strings.ToLower(name))
		if o.skips(name) {
			return nil
		}
		if !known {
			skipped = append(skipped, name+" (no row, run without a best known value)")
		}
		problem, err := readRoute(r)
		if err != nil {
			return fault.Malformed("bench.data", "%s: %v.", file, err)
		}
		cases = append(cases, routeCase{name: name, problem: problem, best: row.best, vehicles: row.vehicles})
		return nil
	}
	if err := s.each(data, read); err != nil {
		return nil, nil, err
	}
	for name := range best {
		skipped = append(skipped, name+" (no file)")
	}
	slices.Sort(skipped)
	slices.SortFunc(cases, func(a, b routeCase) int { return naturally(a.name, b.name) })
	return cases, skipped, nil
}

// each hands over the files of the set.
func (s routeSet) each(data string, do func(string, io.Reader) error) error {
	archive := filepath.Join(data, s.files+".tar.gz")
	if _, err := os.Stat(archive); err == nil {
		return eachTarred(archive, do)
	}
	folder := filepath.Join(data, s.files)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return fault.Missing("bench.data", "There is neither %s nor a folder %s; name the folder of the published sets with --data.", archive, folder)
	}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		f, err := os.Open(filepath.Join(folder, e.Name()))
		if err != nil {
			return err
		}
		if err := errors.Join(do(e.Name(), f), f.Close()); err != nil {
			return err
		}
	}
	return nil
}

// routeBest is a row of a table of best known values.
type routeBest struct {
	best     *float64
	vehicles *int
}

// best reads the rows of the set, by the name of the instance in small letters. A folder without the table has none.
func (s routeSet) best(data string) (map[string]routeBest, error) {
	file, columns := filepath.Join(data, s.name+"_bks.csv"), []string{"instance", "bks_cost"}
	if s.family != "" {
		file, columns = filepath.Join(data, "vrptw_bks.csv"), []string{"instance", "bks_distance", "bks_vehicles", "set", "customers"}
	}
	all := map[string]routeBest{}
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	err = eachRow(f, file, columns, func(cell []string) error {
		if s.family != "" && (cell[3] != s.family || cell[4] != s.customers) {
			return nil
		}
		value, err := strconv.ParseFloat(cell[1], 64)
		if err != nil {
			return fmt.Errorf("%q is no number", cell[1])
		}
		row := routeBest{best: &value}
		if s.family != "" {
			n, err := strconv.Atoi(cell[2])
			if err != nil {
				return fmt.Errorf("%q is no number of vehicles", cell[2])
			}
			row.vehicles = &n
		}
		all[strings.ToLower(cell[0])] = row
		return nil
	})
	return all, err
}
