package pgcluster_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"doorstep/internal/fault"
	"doorstep/internal/pgcluster"
)

// fakeInstall makes a folder of programs that say they are PostgreSQL of a version, with extensions.
func fakeInstall(t *testing.T, version string, extensions ...string) string {
	t.Helper()
	bin := t.TempDir()
	share := t.TempDir()
	for name, answer := range map[string]string{
		"postgres": "postgres (PostgreSQL) " + version, "pg_config": share, "initdb": "",
	} {
		script := fmt.Sprintf("#!/bin/sh\necho '%s'\n", answer)
		if err := os.WriteFile(filepath.Join(bin, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(share, "extension"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, e := range extensions {
		if err := os.WriteFile(filepath.Join(share, "extension", e+".control"), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return bin
}

func TestWithoutPostgreSQLTheFaultNamesTheCommandThatInstallsIt(t *testing.T) {
	_, err := pgcluster.Choose(t.TempDir(), t.TempDir())
	oneLine(t, err, "cluster.missing", "apt-get install -y postgresql postgresql-postgis", "DATABASE_URL")
}

func TestWithoutPostGISTheFaultNamesItsPackage(t *testing.T) {
	_, err := pgcluster.Choose(fakeInstall(t, "17.2 (Debian 17.2-1)", "btree_gist", "pg_trgm"), t.TempDir())
	oneLine(t, err, "cluster.missing", "PostgreSQL 17 lacks postgis;", "apt-get install -y postgresql-17 postgresql-17-postgis-3")
}

func TestAVersionIsReadFromWhatTheProgramSays(t *testing.T) {
	for line, want := range map[string]int{"15.18 (Debian 15.18-0+deb12u1)": 15, "18devel": 18, "19beta1": 19, "16.4": 16} {
		found, err := pgcluster.Choose(fakeInstall(t, line, "postgis", "btree_gist", "pg_trgm"), t.TempDir())
		if err != nil || found.Major != want {
			t.Errorf("%q: got %d (%v), want %d", line, found.Major, err, want)
		}
	}
}

func TestDataOfAnotherMajorVersionIsRefusedAndLeftAlone(t *testing.T) {
	found := needPostGIS(t)
	data := folder(t)
	cluster := filepath.Join(data, "cluster")
	if err := os.MkdirAll(cluster, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(cluster, "PG_VERSION"), []byte("11\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := pgcluster.Start(context.Background(), pgcluster.Options{Data: data})
	oneLine(t, err, "cluster.version", "PostgreSQL 11", fmt.Sprintf("installed is %d", found.Major), "apt-get install -y postgresql-11 postgresql-11-postgis-3", "--data DIR")
	if files, _ := os.ReadDir(data); len(files) != 1 {
		t.Errorf("the folder was touched: %v", files)
	}
}

func TestAFolderTheDatabaseUserCannotEnterIsNamed(t *testing.T) {
	needPostGIS(t)
	if os.Geteuid() != 0 {
		// Only root runs the server as somebody else; for others the same trouble is a folder they cannot make.
		_, err := pgcluster.Start(context.Background(), pgcluster.Options{Data: "/proc/doorstep"})
		oneLine(t, err, "cluster.folder", "/proc/doorstep", "--data DIR")
		return
	}
	shut := filepath.Join(filepath.Dir(folder(t)), "home")
	if err := os.Mkdir(shut, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := pgcluster.Start(context.Background(), pgcluster.Options{Data: filepath.Join(shut, "a", "b")})
	oneLine(t, err, "cluster.unenterable", "The database user postgres cannot enter "+shut+",", "chmod o+x "+shut, "--data DIR")
}

func TestAFolderMadeUnderAStrictUmaskCanBeEntered(t *testing.T) {
	needPostGIS(t)
	old := syscall.Umask(0o077)
	defer syscall.Umask(old)
	c := start(t, filepath.Join(folder(t), "a", "b"))
	if got := ask(t, c.DSN("postgres"), "SELECT 'entered'"); got != "entered" {
		t.Errorf("got %q", got)
	}
}

func TestAFolderThatCannotBeMadeIsNamed(t *testing.T) {
	needPostGIS(t)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := pgcluster.Start(context.Background(), pgcluster.Options{Data: filepath.Join(file, "data")})
	oneLine(t, err, "cluster.folder", file, "not a directory", "--data DIR")
}

func TestNoFolderAtAllIsRefused(t *testing.T) {
	_, err := pgcluster.Start(context.Background(), pgcluster.Options{})
	if fault.CodeOf(err) != "cluster.folder" {
		t.Errorf("got %v", err)
	}
}

// The texts are what initdb and postgres printed when it happened.
func TestWhatTheProgramsPrintBecomesOneLineWithACure(t *testing.T) {
	for _, c := range []struct {
		name, output string
		code         fault.Code
		says         string
	}{
		{
			"a full disk at initdb",
			"creating subdirectories ... ok\nrunning bootstrap script ... 2026-01-12 09:00:00.000 UTC [71] FATAL:  could not write to file \"pg_wal/xlogtemp.71\": No space left on device\nchild process exited with exit code 1\ninitdb: removing contents of data directory\n",
			"cluster.full", "The disk that holds /data is full",
		},
		{
			"a full disk at start",
			"2026-01-12 09:00:00.000 UTC [9] FATAL:  could not write lock file \"postmaster.pid\": No space left on device\n",
			"cluster.full", "free some space and start again",
		},
		{
			"a broken setting",
			"2026-01-12 09:00:00.000 UTC [9] LOG:  unrecognized configuration parameter \"max_conections\" in file \"postgresql.conf\" line 1\n2026-01-12 09:00:00.000 UTC [9] FATAL:  configuration file \"postgresql.conf\" contains errors\n",
			"cluster.failed", "FATAL configuration file \"postgresql.conf\" contains errors",
		},
		{"silence", "", "cluster.failed", "it printed nothing that says why"},
	} {
		t.Run(c.name, func(t *testing.T) {
			oneLine(t, pgcluster.Diagnose("PostgreSQL did not start", "/data", c.output), c.code, c.says)
		})
	}
}

func TestABrokenClusterSaysWhatPostgreSQLSaid(t *testing.T) {
	needPostGIS(t)
	data := folder(t)
	c := start(t, data)
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(data, "cluster", "global", "pg_control")); err != nil {
		t.Fatal(err)
	}
	_, err := pgcluster.Start(context.Background(), pgcluster.Options{Data: data, Disposable: true})
	oneLine(t, err, "cluster.failed", "pg_control", "--data DIR")
}

func TestTheSocketPathFitsHoweverLongTheDataFolderIs(t *testing.T) {
	needPostGIS(t)
	t.Setenv("TMPDIR", "/"+strings.Repeat("long/", 30))
	run, err := pgcluster.RunFolder("/" + strings.Repeat("a very long name/", 20))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(run) })
	if n := len(run + "/.s.PGSQL.5432"); n > 107 {
		t.Errorf("%d bytes: %s", n, run)
	}
}

func TestTheDataFolderIsTheSystemsForRootAndTheUsersOwnElse(t *testing.T) {
	env := func(pairs ...string) func(string) string {
		return func(name string) string {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == name {
					return pairs[i+1]
				}
			}
			return ""
		}
	}
	for _, c := range []struct {
		name   string
		euid   int
		getenv func(string) string
		want   string
	}{
		{"root", 0, env("HOME", "/root"), "/var/lib/doorstep"},
		{"a user", 1000, env("HOME", "/home/mita"), "/home/mita/.local/share/doorstep"},
		{"a user with a data home", 1000, env("HOME", "/home/mita", "XDG_DATA_HOME", "/data/mita"), "/data/mita/doorstep"},
		{"a user with a relative data home, which the standard says to ignore", 1000, env("HOME", "/home/mita", "XDG_DATA_HOME", "data"), "/home/mita/.local/share/doorstep"},
		{"nobody", 1000, env(), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := pgcluster.DefaultData(c.euid, c.getenv)
			if got != c.want || (err != nil) != (c.want == "") {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}
