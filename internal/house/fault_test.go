package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var codeShape = regexp.MustCompile(`^[a-z][a-z0-9_]*\.[a-z0-9_]+$`)

// A heading of docs/faults.md is a code, or a pattern of codes that share cause and cure: `*.*_missing`.
func TestEveryFaultHasAParagraph(t *testing.T) {
	paragraphs := faultParagraphs(t)
	var headings []string
	for heading, text := range paragraphs {
		headings = append(headings, heading)
		for _, part := range []string{"\n\nExample: ", "\n\nCure: "} {
			if strings.Count("\n\n"+text, part) != 1 || strings.HasPrefix(text, "Example:") {
				t.Errorf("docs/faults.md: %s needs a cause, one example and one cure", heading)
			}
		}
	}
	codes := map[string]string{}
	maps.Copy(codes, codesInSource(t))
	for code := range codesOfConstraints(t) {
		codes[code] = "migrations/schema.sql"
	}
	if len(codes) < 80 {
		t.Fatalf("only %d codes were read", len(codes))
	}
	said := wordsInSource(t)
	used := map[string]bool{}
	for code, where := range codes {
		found := false
		for _, heading := range headings {
			if ok, err := path.Match(heading, code); err == nil && ok {
				found, used[heading] = true, true
			}
		}
		if !found {
			t.Errorf("docs/faults.md has no paragraph on %s (%s)", code, where)
		}
	}
	for _, heading := range headings {
		_, reason, _ := strings.Cut(heading, ".")
		if !used[heading] && !said[heading] && !said["."+reason] { // a code may be put together: noun + ".malformed"
			t.Errorf("docs/faults.md explains %s, which nothing gives", heading)
		}
	}
}

func TestFaultsAreInOrderAndOnce(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(moduleRoot(t), "docs", "faults.md"))
	if err != nil {
		t.Fatal(err)
	}
	var headings []string
	for _, m := range regexp.MustCompile(`(?m)^## (.+)$`).FindAllStringSubmatch(string(text), -1) {
		headings = append(headings, m[1])
	}
	if !slices.IsSorted(headings) || len(slices.Compact(slices.Clone(headings))) != len(headings) {
		for i := 1; i < len(headings); i++ {
			if headings[i] <= headings[i-1] {
				t.Errorf("%s stands after %s", headings[i], headings[i-1])
			}
		}
	}
}

func faultParagraphs(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(moduleRoot(t), "docs", "faults.md"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for i, part := range strings.Split("\n"+string(text), "\n## ") {
		heading, body, _ := strings.Cut(part, "\n")
		if i > 0 {
			all[strings.TrimSpace(heading)] = strings.TrimSpace(body)
		}
	}
	return all
}

// codesInSource finds the codes that the program makes faults of: words given to package fault.
func codesInSource(t *testing.T) map[string]string {
	t.Helper()
	codes := map[string]string{}
	walkSource(t, func(where string, n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return
		}
		fn, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || fn.Sel.Name == "Wrap" {
			return
		}
		if pkg, ok := fn.X.(*ast.Ident); !ok || pkg.Name != "fault" {
			return
		}
		for _, arg := range call.Args {
			if word := literal(arg); codeShape.MatchString(word) {
				codes[word] = where
			}
		}
	})
	return codes
}

// wordsInSource gives every string in the program.
func wordsInSource(t *testing.T) map[string]bool {
	t.Helper()
	words := map[string]bool{}
	walkSource(t, func(_ string, n ast.Node) {
		if e, ok := n.(ast.Expr); ok {
			words[literal(e)] = true
		}
	})
	return words
}

func literal(e ast.Expr) string {
	if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		if text, err := strconv.Unquote(lit.Value); err == nil {
			return text
		}
	}
	return ""
}

// walkSource shows fn every node of every Go file that is no test.
func walkSource(t *testing.T, fn func(where string, n ast.Node)) {
	t.Helper()
	root := moduleRoot(t)
	files := 0
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != root && (strings.HasPrefix(d.Name(), ".") || slices.Contains([]string{"node_modules", "testdata", "tmp", "bin"}, d.Name())) {
			return fs.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		files++
		parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		where, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			fn(where, n)
			return true
		})
		return nil
	})
	if err != nil || files < 50 {
		t.Fatalf("%d files read: %v", files, err)
	}
}

// codesOfConstraints gives the faults that the database's constraints are named after.
func codesOfConstraints(t *testing.T) map[string]bool {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(moduleRoot(t), "migrations", "schema.sql"))
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]bool{}
	add := func(table, name string) {
		if reason, ok := strings.CutPrefix(name, table+"_"); ok {
			codes[table+"."+reason] = true
		}
	}
	for _, table := range regexp.MustCompile(`(?s)CREATE TABLE public\.(\w+) \((.*?)\n\);`).FindAllStringSubmatch(string(text), -1) {
		for _, c := range regexp.MustCompile(`(?m)^    CONSTRAINT (\w+) `).FindAllStringSubmatch(table[2], -1) {
			add(table[1], c[1])
		}
	}
	for _, c := range regexp.MustCompile(`ALTER TABLE (?:ONLY )?public\.(\w+)\s+ADD CONSTRAINT (\w+) `).FindAllStringSubmatch(string(text), -1) {
		add(c[1], c[2])
	}
	for _, c := range regexp.MustCompile(`CREATE UNIQUE INDEX (\w+) ON public\.(\w+) `).FindAllStringSubmatch(string(text), -1) {
		add(c[2], c[1])
	}
	for code := range codes {
		if strings.HasPrefix(code, "river") || strings.HasPrefix(code, "goose") {
			delete(codes, code) // the libraries' own tables
		}
	}
	if len(codes) < 50 {
		t.Fatalf("only %d constraints were read", len(codes))
	}
	return codes
}
