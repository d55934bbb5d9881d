package pgcluster

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"doorstep/internal/fault"
)

// Installation is one installed PostgreSQL.
type Installation struct {
	Bin   string // folder of initdb, postgres, pg_dump
	Share string // folder that holds extension/
	Major int    // major version
}

// Places PostgreSQL is installed at, beside what pg_config and PATH say.
var usualBins = []string{
	"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin",
	"/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
}

// Extensions that the service needs; all but postgis come with PostgreSQL's contrib.
var extensions = []string{"postgis", "btree_gist", "pg_trgm"}

const aptLine = "apt-get install -y postgresql postgresql-postgis"

func (i Installation) program(name string) string { return filepath.Join(i.Bin, name) }

// missing lists the extensions that are not installed.
func (i Installation) missing() []string {
	var missing []string
	for _, e := range extensions {
		if _, err := os.Stat(filepath.Join(i.Share, "extension", e+".control")); err != nil {
			missing = append(missing, e)
		}
	}
	return missing
}

// Find gives the newest installed PostgreSQL that has PostGIS, or the fault cluster.missing with the
// command that installs it.
func Find(ctx context.Context) (Installation, error) {
	return newest(installed(ctx, ""), 0)
}

// choose gives the installation for a cluster's folder: the one of its own major version where it
// has data, else the newest.
func choose(ctx context.Context, bin, folder string) (Installation, error) {
	all := installed(ctx, bin)
	text, err := os.ReadFile(filepath.Join(folder, "PG_VERSION"))
	if err != nil {
		return newest(all, 0) // no data yet; a folder that cannot be read is refused when it is entered
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return Installation{}, fault.New(fault.Unavailable, "cluster.version",
			"%s does not name a PostgreSQL version but %q; name another data folder with --data DIR.", filepath.Join(folder, "PG_VERSION"), text)
	}
	if len(all) > 0 && !slices.ContainsFunc(all, func(i Installation) bool { return i.Major == major }) {
		return Installation{}, fault.New(fault.Unavailable, "cluster.version",
			"The data in %s is of PostgreSQL %d, and installed is %s; run `apt-get install -y postgresql-%d postgresql-%d-postgis-3`, or name another folder with --data DIR.",
			folder, major, majors(all), major, major)
	}
	return newest(all, major)
}

// newest gives the newest complete installation, of one major version where major is not 0.
func newest(all []Installation, major int) (Installation, error) {
	if len(all) == 0 {
		return Installation{}, fault.New(fault.Unavailable, "cluster.missing",
			"PostgreSQL is not installed; run `%s` as root, or point DATABASE_URL at your own server.", aptLine)
	}
	var lacking []string
	for _, i := range all {
		if major != 0 && i.Major != major {
			continue
		}
		missing := i.missing()
		if len(missing) == 0 {
			return i, nil
		}
		lacking = append(lacking, fmt.Sprintf("PostgreSQL %d lacks %s", i.Major, strings.Join(missing, ", ")))
		if major == 0 {
			major = i.Major // the newest is the one to complete
		}
	}
	return Installation{}, fault.New(fault.Unavailable, "cluster.missing",
		"%s; run `apt-get install -y postgresql-%d postgresql-%d-postgis-3` as root, or point DATABASE_URL at your own server.",
		strings.Join(lacking, "; "), major, major)
}

func majors(all []Installation) string {
	names := make([]string, len(all))
	for i, in := range all {
		names[i] = strconv.Itoa(in.Major)
	}
	return strings.Join(names, " and ")
}

// installed lists the installations on this machine, newest first; only bin where that is given.
func installed(ctx context.Context, bin string) []Installation {
	bins := []string{bin}
	if bin == "" {
		bins = nil
		if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
			bins = append(bins, strings.TrimSpace(string(out)))
		}
		if p, err := exec.LookPath("postgres"); err == nil {
			bins = append(bins, filepath.Dir(p))
		}
		for _, pattern := range usualBins {
			found, _ := filepath.Glob(pattern) // the patterns are constants and well formed
			bins = append(bins, found...)
		}
	}
	var all []Installation
	for _, b := range bins {
		i, ok := inspect(ctx, b)
		if ok && !slices.ContainsFunc(all, func(o Installation) bool { return o.Bin == i.Bin }) {
			all = append(all, i)
		}
	}
	slices.SortStableFunc(all, func(a, b Installation) int { return cmp.Compare(b.Major, a.Major) })
	return all
}

// inspect asks the programs in a folder what they are.
func inspect(ctx context.Context, bin string) (Installation, bool) {
	if direct, err := filepath.EvalSymlinks(bin); err == nil {
		bin = direct
	}
	i := Installation{Bin: bin}
	if _, err := os.Stat(i.program("initdb")); err != nil {
		return i, false
	}
	out, err := exec.CommandContext(ctx, i.program("postgres"), "--version").Output() // postgres (PostgreSQL) 15.18 (Debian ...)
	if err != nil {
		return i, false
	}
	i.Major = majorOf(string(out))
	if share, err := exec.CommandContext(ctx, i.program("pg_config"), "--sharedir").Output(); err == nil {
		i.Share = strings.TrimSpace(string(share))
	} else {
		i.Share = fmt.Sprintf("/usr/share/postgresql/%d", i.Major) // Debian without its development files
	}
	return i, i.Major > 0
}

// majorOf reads the first number of a version line, 0 where there is none.
func majorOf(line string) int {
	for word := range strings.FieldsSeq(line) {
		digits, _, _ := strings.Cut(word, ".")
		if beta := strings.IndexFunc(digits, unicode.IsLetter); beta > 0 {
			digits = digits[:beta] // 19beta1
		}
		if n, err := strconv.Atoi(digits); err == nil {
			return n
		}
	}
	return 0
}
