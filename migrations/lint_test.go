package migrations_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"doorstep/migrations"
)

// firstUnderLoad is the first migration that may meet tables with rows in them and people at work.
const firstUnderLoad = 5

// rule looks at one statement of a file and says what is wrong with it, "" when nothing is.
type rule struct {
	when *regexp.Regexp // the statement it is about
	bad  func(s string, f file) string
}

type file struct {
	name          string
	number        int
	text          string
	statements    []string
	made          map[string]bool // tables that the file itself creates
	noTransaction bool
}

func (f file) underLoad(table string) bool { return f.number >= firstUnderLoad && !f.made[table] }

var (
	name        = `(?:IF (?:NOT )?EXISTS )?(\w+)`
	createTable = regexp.MustCompile(`(?s)^CREATE (?:UNLOGGED )?TABLE ` + name + `(.*)`)
	createIndex = regexp.MustCompile(`(?s)^CREATE (?:UNIQUE )?INDEX (CONCURRENTLY )?` + name + ` ON (\w+)`)
	alterTable  = regexp.MustCompile(`(?s)^ALTER TABLE (?:ONLY )?` + name + `(.*)`)
	change      = regexp.MustCompile(`^(?:UPDATE (\w+)|DELETE FROM (\w+))`)
	loses       = regexp.MustCompile(`\b(DROP (?:TABLE|COLUMN|SCHEMA|TYPE|EXTENSION)|TRUNCATE|RENAME)\b`)
	constrains  = regexp.MustCompile(`(?:CONSTRAINT (\w+)\s+)?\b(PRIMARY KEY|REFERENCES|UNIQUE|CHECK|EXCLUDE|FOREIGN KEY)\b`)
	timeout     = regexp.MustCompile(`(?m)^SET lock_timeout = '([1-5])s'$`)
	fileName    = regexp.MustCompile(`^(\d{5})_[a-z_]+\.sql$`)
)

var rules = []rule{
	{loses, func(s string, _ file) string {
		return loses.FindString(s) + " takes away what the running program still reads"
	}},
	{regexp.MustCompile(`\bAS ENUM\b`), func(string, file) string { return "an enum is text with a CHECK" }},
	{regexp.MustCompile(`\b(timestamp|varchar|json|float|real|money)\b`), func(string, file) string {
		return "use timestamptz, text, jsonb, double precision or bigint"
	}},
	{createTable, func(s string, _ file) string {
		m := createTable.FindStringSubmatch(s)
		return unnamed(m[1], m[2])
	}},
	{createIndex, func(s string, f file) string {
		m := createIndex.FindStringSubmatch(s)
		switch {
		case !strings.HasPrefix(m[2], m[3]+"_"):
			return "index " + m[2] + " is not named after " + m[3]
		case f.underLoad(m[3]) && (m[1] == "" || !f.noTransaction):
			return "an index on rows needs CONCURRENTLY in a file with -- +goose NO TRANSACTION"
		}
		return ""
	}},
	{regexp.MustCompile(`\bCONCURRENTLY\b`), func(_ string, f file) string {
		if len(f.statements) > 2 { // beside SET lock_timeout
			return "a file with NO TRANSACTION holds one statement: what fails half-way is not rolled back"
		}
		return ""
	}},
	{alterTable, func(s string, f file) string {
		m := alterTable.FindStringSubmatch(s)
		if text := unnamed(m[1], m[2]); text != "" || !f.underLoad(m[1]) {
			return text
		}
		return locks(m[2])
	}},
	{change, func(s string, f file) string {
		m := change.FindStringSubmatch(s)
		if f.underLoad(m[1] + m[2]) {
			return "rows are changed in small batches by a job, not by a migration"
		}
		return ""
	}},
}

// locks says which part of an ALTER TABLE would hold up people at work.
func locks(action string) string {
	for _, l := range []struct{ has, without, text string }{
		{`\bSET NOT NULL\b`, ``, "SET NOT NULL reads the whole table: add CHECK (... IS NOT NULL) NOT VALID, validate it in the next file"},
		{`\bADD COLUMN\b.*\bNOT NULL\b`, `\bDEFAULT\b`, "a new NOT NULL column needs a constant DEFAULT"},
		{`\bDEFAULT \w+\s*\(`, ``, "a DEFAULT that is a function rewrites the table"},
		{`\b(FOREIGN KEY|CHECK|REFERENCES)\b`, `\bNOT VALID\b`, "a constraint on rows is added NOT VALID and validated in the next file"},
		{`\b(UNIQUE|PRIMARY KEY)\b`, `\bUSING INDEX\b`, "a key on rows is added USING INDEX, built CONCURRENTLY before"},
		{`\b(SET DATA TYPE|ALTER COLUMN \w+ TYPE)\b`, ``, "another type rewrites the table: add a column beside it"},
	} {
		if regexp.MustCompile(`(?s)`+l.has).MatchString(action) && (l.without == "" || !regexp.MustCompile(l.without).MatchString(action)) {
			return l.text
		}
	}
	return ""
}

// unnamed finds a constraint without a name of its own, or with one that is no fault of its table.
func unnamed(table, body string) string {
	body = regexp.MustCompile(`(?s)FOREIGN KEY \([^)]*\)\s+REFERENCES`).ReplaceAllString(body, "FOREIGN KEY")
	for _, m := range constrains.FindAllStringSubmatch(body, -1) {
		switch {
		case m[1] == "":
			return "a " + m[2] + " of " + table + " has no name: CONSTRAINT " + table + "_reason"
		case !strings.HasPrefix(m[1], table+"_"):
			return "constraint " + m[1] + " is not named after " + table + ": it becomes the fault " + table + ".reason"
		}
	}
	return ""
}

// lint gives everything wrong with a migration.
func lint(name, text string) []string {
	f := file{name: name, text: text, made: map[string]bool{}, noTransaction: strings.Contains(text, "-- +goose NO TRANSACTION")}
	var wrong []string
	say := func(s string) { wrong = append(wrong, name+": "+s) }
	if m := fileName.FindStringSubmatch(name); m == nil {
		say("is not named NNNNN_noun.sql")
	} else {
		f.number, _ = strconv.Atoi(m[1])
	}
	if !strings.Contains(text, "-- +goose Up\n") || strings.Contains(text, "+goose Down") {
		say("has -- +goose Up and no Down: migrations run forward only")
	}
	f.statements = statements(text)
	if !slices.ContainsFunc(f.statements, timeout.MatchString) {
		say("does not SET lock_timeout to 1 to 5 seconds")
	}
	for _, s := range f.statements {
		if m := createTable.FindStringSubmatch(s); m != nil {
			f.made[m[1]] = true
		}
	}
	for _, s := range f.statements {
		for _, r := range rules {
			if !r.when.MatchString(s) {
				continue
			}
			if text := r.bad(s, f); text != "" {
				first, _, _ := strings.Cut(s, "\n")
				say(fmt.Sprintf("%s: %s", first, text))
			}
		}
	}
	return wrong
}

// statements splits SQL at semicolons outside of comments, quotes and dollar quotes.
func statements(text string) []string {
	text = regexp.MustCompile(`--[^\n]*`).ReplaceAllString(text, "")
	var all []string
	var quote string
	start := 0
	dollar := regexp.MustCompile(`^\$\w*\$`)
	for i := 0; i < len(text); i++ {
		switch rest := text[i:]; {
		case quote != "":
			if strings.HasPrefix(rest, quote) {
				i += len(quote) - 1
				quote = ""
			}
		case rest[0] == '\'':
			quote = "'"
		case dollar.MatchString(rest):
			quote = dollar.FindString(rest)
			i += len(quote) - 1
		case rest[0] == ';':
			all = append(all, strings.TrimSpace(text[start:i]))
			start = i + 1
		}
	}
	return all
}

func TestMigrationsAreSafeUnderLoad(t *testing.T) {
	names, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil || len(names) == 0 {
		t.Fatalf("no migrations read: %v", err)
	}
	for i, name := range names {
		if !strings.HasPrefix(name, fmt.Sprintf("%05d_", i+1)) {
			t.Errorf("%s is number %d", name, i+1)
		}
		text, err := fs.ReadFile(migrations.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(statements(string(text))); n < 2 {
			t.Errorf("%s: only %d statements were read", name, n)
		}
		for _, wrong := range lint(name, string(text)) {
			t.Error(wrong)
		}
	}
}

// Each file in testdata/bad plants one breach; its first line says which complaint must come, and
// that one only.
func TestPlantedBreachesAreCaught(t *testing.T) {
	names, err := filepath.Glob("testdata/bad/*.sql")
	if err != nil || len(names) < 12 {
		t.Fatalf("%d planted files read: %v", len(names), err)
	}
	for _, path := range names {
		t.Run(filepath.Base(path), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			first, rest, _ := strings.Cut(string(text), "\n")
			want := strings.TrimPrefix(first, "-- want: ")
			got := lint(filepath.Base(path), rest)
			if len(got) != 1 || !strings.Contains(got[0], want) {
				t.Errorf("got %q, want one complaint with %q", got, want)
			}
		})
	}
}
