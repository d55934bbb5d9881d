// Package house holds the project's own tools to their work: the linter must catch what it is said to
// catch, and the Makefile and the README must name what is there.
package house

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// breach is a file that must be refused: by which linter, with which words.
type breach struct {
	path   string // in a module that is otherwise empty
	source string // after the package clause
	linter string
	words  string
}

// place is where the file stands. A forbidden import would close a circle of packages, which does not
// compile, so each stands in a tree of its own; the rules look at the end of the path.
func (b breach) place(i int) string {
	if b.linter == "depguard" {
		return fmt.Sprintf("tree%d/%s", i, b.path)
	}
	return b.path
}

const wired = "adapters do not know one another"

// imports gives a source file that uses nothing but the import.
func imports(path string) string { return fmt.Sprintf("import _ %q // planted\n", path) }

var breaches = []breach{
	{"internal/fault/a.go", imports("github.com/google/uuid"), "depguard", "list 'fault'"},
	{"geo/a.go", imports("os"), "depguard", "list 'geo'"},
	{"geo/b.go", imports("doorstep/planning"), "depguard", "list 'geo'"},
	{"geo/c.go", imports("math/rand"), "depguard", "list 'geo'"},
	{"planning/cover/a.go", imports("doorstep/planning"), "depguard", "list 'solvers'"},
	{"planning/cover/b.go", imports("github.com/google/uuid"), "depguard", "list 'solvers'"},
	{"planning/cover/c.go", imports("log/slog"), "depguard", "list 'solvers'"},
	{"planning/a.go", imports("doorstep/internal/casework"), "depguard", "list 'planning'"},
	{"planning/b.go", imports("net/http"), "depguard", "list 'planning'"},
	{"internal/casework/a.go", imports("doorstep/internal/store"), "depguard", "list 'casework'"},
	{"internal/casework/b.go", imports("crypto/rand"), "depguard", "list 'casework'"},
	{"internal/ingest/a.go", imports("github.com/uber/h3-go/v4"), "depguard", "list 'h3'"},
	{"internal/report/a.go", imports("os"), "depguard", "list 'report'"},
	{"internal/report/b.go", imports("doorstep/internal/world"), "depguard", "list 'report'"},
	{"internal/store/a.go", imports("doorstep/api"), "depguard", wired},
	{"internal/store/b.go", imports("doorstep/internal/ingest"), "depguard", "list 'store'"},
	{"internal/ingest/b.go", imports("doorstep/internal/store"), "depguard", "list 'ingest'"},
	{"internal/ingest/c.go", imports("doorstep/internal/world"), "depguard", "list 'ingest'"},
	{"internal/world/a.go", imports("doorstep/internal/ingest"), "depguard", "list 'world'"},
	{"internal/world/b.go", imports("doorstep/internal/report"), "depguard", "list 'world'"},
	{"api/a.go", imports("doorstep/internal/store"), "depguard", "list 'api'"},
	{"api/b.go", imports("doorstep/internal/jobs"), "depguard", "list 'api'"},
	{"internal/jobs/a.go", imports("doorstep/internal/store"), "depguard", "list 'jobs'"},
	{"internal/jobs/b.go", imports("doorstep/internal/report"), "depguard", "list 'jobs'"},
	{"internal/pgcluster/a.go", imports("doorstep/planning"), "depguard", "list 'pgcluster'"},
	{"migrations/a.go", imports("doorstep/internal/store"), "depguard", "list 'migrations'"},
	{"ui/a.go", imports("doorstep/api"), "depguard", "list 'ui'"},
	{"cmd/doorstep/a.go", imports("doorstep/planning/cover"), "depguard", "list 'cmd'"},
	{"api/c.go", imports("github.com/jackc/pgx/v5"), "depguard", "list 'sql-edge'"},
	{"internal/jobs/c.go", imports("database/sql"), "depguard", "list 'sql-edge'"},
	{"cmd/doorstep/b.go", imports("github.com/twpayne/go-geom"), "depguard", "list 'ewkb'"},
	{"internal/report/c.go", imports("github.com/twpayne/pgx-geom"), "depguard", "list 'ewkb'"},
	{"internal/casework/c_test.go", imports("doorstep/internal/store"), "depguard", "list 'tests'"},

	{"internal/store/c.go", "import \"time\"\n\n// Now is planted.\nfunc Now() time.Time { return time.Now() }\n", "forbidigo", "take the clock as an argument"},
	{"planning/cover/d.go", "import \"time\"\n\n// Nap is planted.\nfunc Nap() { time.Sleep(1) }\n", "forbidigo", "it does not wait"},
	{"planning/cover/e.go", "import \"math/rand/v2\"\n\n// Dice is planted.\nfunc Dice() int { return rand.IntN(6) }\n", "forbidigo", "take a seeded source"},
	{"internal/report/d.go", "import \"fmt\"\n\n// Say is planted.\nfunc Say() { fmt.Println(1) }\n", "forbidigo", "only cmd prints"},
	{"api/d.go", "import \"os\"\n\n// Home is planted.\nfunc Home() string { return os.Getenv(\"HOME\") }\n", "forbidigo", "settings are read in cmd"},
	{"internal/jobs/d.go", "import (\n\t\"errors\"\n\t\"io/fs\"\n)\n\n// Lost is planted.\nfunc Lost(err error) bool {\n\tvar p *fs.PathError\n\treturn errors.As(err, &p)\n}\n", "forbidigo", "errors.AsType"},

	{"internal/jobs/e.go", "import \"os\"\n\n// Drop is planted.\nfunc Drop() { os.Remove(\"x\") }\n", "errcheck", "not checked"},
	{"internal/jobs/f.go", "func init() {}\n", "gochecknoinits", "init"},
	{"internal/jobs/g.go", "// bad ends without a full stop\nfunc bad() {}\n\nvar _ = bad\n", "godot", "period"},
	{"internal/jobs/h.go", "import \"io\"\n\n// End is planted.\nfunc End(err error) bool { return err == io.EOF }\n", "errorlint", "wrapped errors"},
	{"internal/jobs/i.go", "// Colour is planted.\ntype Colour int\n\n// Planted.\nconst (\n\tRed Colour = iota\n\tBlue\n)\n\n// Warm is planted.\nfunc Warm(c Colour) bool {\n\tswitch c {\n\tcase Red:\n\t\treturn true\n\t}\n\treturn false\n}\n", "exhaustive", "missing cases"},
	{"internal/jobs/j.go", "// Ten is planted.\nfunc Ten() (n int) {\n\tfor i := 0; i < 10; i++ {\n\t\tn += i\n\t}\n\treturn n\n}\n", "intrange", "integer range"},
	{"internal/jobs/k.go", "import \"net/http\"\n\n// Get is planted.\nfunc Get() (*http.Response, error) { return http.Get(\"http://localhost\") }\n", "noctx", "net/http.Get"},
	{"internal/jobs/l.go", "func spare() {}\n", "unused", "spare"},
	{"internal/jobs/m.go", "// One is planted.\nfunc One() int {\n\n\treturn 1\n}\n", "gofumpt", "not properly formatted"},
	{"internal/jobs/n.go", "import (\n\t\"doorstep/geo\"\n\t\"strings\"\n)\n\nvar (\n\t_ = strings.ToUpper\n\t_ geo.Planted\n)\n", "gci", "not properly formatted"},
}

func TestTheLinterCatchesEveryPlantedBreach(t *testing.T) {
	linter := linterOrSkip(t)
	root := moduleRoot(t)
	module := t.TempDir()
	for _, name := range []string{".golangci.yml", "go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(module, name), string(text))
	}
	// Every package that is imported has to be there; these hold nothing to complain of.
	for _, pkg := range []string{
		"geo", "planning", "planning/cover", "api", "migrations", "ui", "cmd/doorstep", "internal/fault", "internal/casework",
		"internal/store", "internal/jobs", "internal/report", "internal/ingest", "internal/world", "internal/pgcluster",
	} {
		write(t, filepath.Join(module, pkg, "clean.go"), "// "+clause(pkg)+" is planted.\npackage "+name(pkg)+"\n\n// Planted is nothing.\ntype Planted struct{}\n"+tail(pkg))
	}
	for i, b := range breaches {
		write(t, filepath.Join(module, b.place(i)), "package "+name(filepath.Dir(b.path))+"\n\n"+b.source)
	}
	found := lint(t, linter, module)
	for i, b := range breaches {
		if !slices.ContainsFunc(found, func(f finding) bool {
			return f.Pos.Filename == b.place(i) && f.FromLinter == b.linter && strings.Contains(f.Text, b.words)
		}) {
			t.Errorf("%s was not caught by %s (%q):\n%s", b.path, b.linter, b.words, b.source)
			for _, f := range found {
				if f.Pos.Filename == b.place(i) {
					t.Logf("only by %s: %s", f.FromLinter, f.Text)
				}
			}
		}
	}
	for _, f := range found {
		if filepath.Base(f.Pos.Filename) == "clean.go" {
			t.Errorf("%s has nothing wrong with it, and %s says %q", f.Pos.Filename, f.FromLinter, f.Text)
		}
	}
}

func TestEveryImportRuleHasAPlantedBreach(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(moduleRoot(t), ".golangci.yml"))
	if err != nil {
		t.Fatal(err)
	}
	_, rules, _ := strings.Cut(string(text), "    depguard:\n      rules:\n")
	rules, _, _ = strings.Cut(rules, "\n    forbidigo:")
	names := regexp.MustCompile(`(?m)^ {8}([a-z0-9-]+):`).FindAllStringSubmatch(rules, -1)
	if len(names) < 15 {
		t.Fatalf("only %d rules were read", len(names))
	}
	for _, m := range names {
		want := "list '" + m[1] + "'"
		if !slices.ContainsFunc(breaches, func(b breach) bool { return b.words == want }) {
			t.Errorf("no breach of the rule %s is planted", m[1])
		}
	}
}

func name(folder string) string {
	if strings.HasSuffix(folder, "cmd/doorstep") {
		return "main"
	}
	return filepath.Base(folder)
}

func clause(pkg string) string {
	if pkg == "cmd/doorstep" {
		return "Command doorstep"
	}
	return "Package " + name(pkg)
}

func tail(pkg string) string {
	if pkg == "cmd/doorstep" {
		return "\nfunc main() {}\n"
	}
	return ""
}

// finding is a complaint of the linter.
type finding struct {
	FromLinter, Text string
	Pos              struct{ Filename string }
}

func lint(t *testing.T, linter, module string) []finding {
	t.Helper()
	cmd := exec.CommandContext(context.Background(), linter, "run", "--output.json.path=stdout", "--show-stats=false", "--allow-serial-runners", "./...")
	cmd.Dir = module
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var report struct{ Issues []finding }
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatalf("%v\n%s\n%s", err, out.String(), errs.String())
	}
	if err == nil || len(report.Issues) == 0 {
		t.Fatalf("the linter found nothing\n%s", errs.String())
	}
	return report.Issues
}

// linterOrSkip gives the pinned linter that the Makefile built; without it the test is skipped, and
// fails in CI.
func linterOrSkip(t *testing.T) string {
	t.Helper()
	path := filepath.Join(moduleRoot(t), ".tools", "bin", "golangci-lint")
	script, err := os.ReadFile("install.sh")
	if err != nil {
		t.Fatal(err)
	}
	pinned := regexp.MustCompile(`golangci_version=v(\S+)`).FindSubmatch(script)
	if pinned == nil {
		t.Fatal("install.sh pins no version")
	}
	out, err := exec.CommandContext(context.Background(), path, "version").Output()
	if err == nil && strings.Contains(string(out), "version v"+string(pinned[1])) || strings.Contains(string(out), "version "+string(pinned[1])) {
		return path
	}
	missing := fmt.Sprintf("golangci-lint %s is not in .tools/bin; `make lint` builds it", pinned[1])
	if os.Getenv("CI") == "true" {
		t.Fatal(missing)
	}
	t.Skip(missing)
	return ""
}

func moduleRoot(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
