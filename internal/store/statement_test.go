package store_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"doorstep/internal/pgcluster/pgtest"
)

// whole matches a statement, and not a part of one.
var whole = regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|LISTEN|MERGE|CALL|LOCK|SET|TRUNCATE|COPY)\s`)

// sources are the package's files as the parser sees them, tests left out.
func sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	entries, err := os.ReadDir(".")
	ok(t, err)
	files := map[string]*ast.File{}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".go") && !strings.HasSuffix(e.Name(), "_test.go") {
			if files[e.Name()], err = parser.ParseFile(token.NewFileSet(), e.Name(), nil, 0); err != nil {
				t.Fatal(err)
			}
		}
	}
	return files
}

// statements evaluates the package's string constants and gives those that are whole statements.
func statements(files map[string]*ast.File) map[string]string {
	exprs := map[string]ast.Expr{}
	for _, f := range files {
		for _, d := range f.Decls {
			if g, isConst := d.(*ast.GenDecl); isConst && g.Tok == token.CONST {
				for _, spec := range g.Specs {
					for i, name := range spec.(*ast.ValueSpec).Names {
						if values := spec.(*ast.ValueSpec).Values; i < len(values) {
							exprs[name.Name] = values[i]
						}
					}
				}
			}
		}
	}
	out := map[string]string{}
	for name, e := range exprs {
		if text, isText := evaluate(e, exprs); isText && whole.MatchString(text) {
			out[name] = text
		}
	}
	return out
}

// evaluate gives the value of a constant made of string literals, other constants and +.
func evaluate(e ast.Expr, consts map[string]ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		s, err := strconv.Unquote(e.Value)
		return s, err == nil
	case *ast.Ident:
		next, there := consts[e.Name]
		if !there {
			return "", false
		}
		return evaluate(next, consts)
	case *ast.BinaryExpr:
		a, okA := evaluate(e.X, consts)
		b, okB := evaluate(e.Y, consts)
		return a + b, okA && okB && e.Op == token.ADD
	}
	return "", false
}

// loose lists statements that are written inside a function, where the test below would miss them.
func loose(files map[string]*ast.File) (found []string) {
	for name, f := range files {
		for _, d := range f.Decls {
			if fn, isFunc := d.(*ast.FuncDecl); isFunc && fn.Body != nil {
				ast.Inspect(fn.Body, func(n ast.Node) bool {
					if lit, isLit := n.(*ast.BasicLit); isLit && lit.Kind == token.STRING {
						if s, err := strconv.Unquote(lit.Value); err == nil && whole.MatchString(s) {
							found = append(found, name+": "+s)
						}
					}
					return true
				})
			}
		}
	}
	return found
}

func TestEveryStatementIsUnderstoodByTheMigratedSchema(t *testing.T) {
	all := statements(sources(t))
	if len(all) < 80 {
		t.Fatalf("only %d statements were found: the scan misses some", len(all))
	}
	conn := connect(t, pgtest.Database(t))
	for name, sql := range all {
		if _, err := conn.Prepare(context.Background(), name, sql); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := conn.Prepare(context.Background(), "planted", "SELECT id, nme FROM venue"); err == nil {
		t.Error("a planted statement with a misspelled column was understood")
	}
}

func TestEveryStatementIsAConstant(t *testing.T) {
	if found := loose(sources(t)); len(found) > 0 {
		t.Errorf("write these as constants: %q", found)
	}
	planted, err := parser.ParseFile(token.NewFileSet(), "planted.go", "package p\nfunc f() { g(`\n SELECT 1 `) }", 0)
	ok(t, err)
	if found := loose(map[string]*ast.File{"planted.go": planted}); len(found) != 1 {
		t.Errorf("a planted statement inside a function was not found")
	}
	if all := statements(map[string]*ast.File{"planted.go": parsed(t, "package p\nconst a, b = ` x = 1`, `UPDATE t SET` + a")}); all["b"] != "UPDATE t SET x = 1" || len(all) != 1 {
		t.Errorf("a planted constant was read as %q", all)
	}
}

func parsed(t *testing.T, src string) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "planted.go", src, 0)
	ok(t, err)
	return f
}

func TestNoColumnIsLeftUnnamed(t *testing.T) {
	star := regexp.MustCompile(`(?i)SELECT\s+(\w+\.)?\*|RETURNING\s+\*`)
	fence := regexp.MustCompile(`LATERAL \(SELECT (\w+)\.\* FROM [^()]* OFFSET 0\) AS`) // what is taken of it is named outside
	for name, sql := range statements(sources(t)) {
		if sql = fence.ReplaceAllString(sql, ""); star.MatchString(sql) {
			t.Errorf("%s takes every column: %s", name, star.FindString(sql))
		}
	}
}
